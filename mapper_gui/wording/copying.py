"""What copying from another project would do, in sentences."""

from collections.abc import Sequence

from mapper_gui.mapping.copy_edit import Copied, CopyPlan
from mapper_gui.wording.lists import joined, quoted
from mapper_gui.wording.sources import source_id
from mapper_gui.wording.text import tr, tr_n

GONE_SHOWN = 6


def plan_lines(plan: CopyPlan) -> tuple[str, ...]:
    """What comes along because something else needs it, what gets another name, what is here already,
    and what the form here does not have. One sentence each; without any, nothing is worth saying."""
    groups = (
        (plan.objects, tr("target object {name}")),
        (plan.choice_tables, tr("choice table {name}")),
        (plan.named_values, tr("named value {name}")),
        (plan.rules, tr("record rule {name}")),
    )
    lines: list[str] = []
    along: list[str] = []
    same: list[str] = []
    for found, words in groups:
        along += [words.format(name=quoted(e.name)) for e in found if e.new and not e.wanted]
        same += [words.format(name=quoted(e.name)) for e in _same(found)]
        for each in found:
            if each.new and each.here != each.name:
                text = tr("{what} becomes {here}: another one has its name here.")
                what = words.format(name=quoted(each.name))
                lines.append(_sentence(text.format(what=what, here=quoted(each.here))))
    if along:
        lines.insert(0, tr("Comes along, since it is used: {things}.").format(things=joined(along)))
    for name, count in plan.fields:
        words = tr_n(
            "{name} is here and gets {count} field that it lacks.",
            "{name} is here and gets {count} fields that it lacks.",
            count,
        )
        lines.append(words.format(name=name, count=count))
    if plan.samples:
        words = tr_n("{count} sample answer.", "{count} sample answers.", plan.samples)
        lines.append(_sentence(words.format(count=plan.samples)))
    if plan.identifiers:
        words = tr_n(
            "{count} source is flagged as identifier, as it is there.",
            "{count} sources are flagged as identifiers, as they are there.",
            plan.identifiers,
        )
        lines.append(words.format(count=plan.identifiers))
    if same:
        text = tr("Here already, so it is used as it is here: {things}.")
        lines.append(text.format(things=joined(same)))
    if plan.gone:
        words = tr_n(
            "The form here does not have {sources}: the copies keep it, and it is a problem to be "
            "mended.",
            "The form here does not have {sources}: the copies keep them, and each is a problem to "
            "be mended.",
            len(plan.gone),
        )
        names = [source_id(source) for source in plan.gone[:GONE_SHOWN]]
        more = len(plan.gone) - GONE_SHOWN
        if more > 0:
            names.append(tr_n("{count} more", "{count} more", more).format(count=more))
        lines.append(words.format(sources=joined(names)))
    return tuple(lines)


def _same(found: Sequence[Copied]) -> list[Copied]:
    return [each for each in found if not each.new]


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
