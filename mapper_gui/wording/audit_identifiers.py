"""What the submissions show of identifiers, in sentences; and what any finding of an audit is."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mapper_gui.mapping.audit import Audit, IdentifierAudit
from mapper_gui.mapping.form import Form, QuestionId
from mapper_gui.mapping.masked import MASK
from mapper_gui.mapping.privacy import is_private
from mapper_gui.mapping.problem import InRule, Severity
from mapper_gui.mapping.source import QuestionSource
from mapper_gui.wording.lists import joined, joined_quoted, whole
from mapper_gui.wording.sources import source_words
from mapper_gui.wording.text import tr


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that the submissions show. `kind` is one word for scripts; `place` where in the
    mapping; `submissions` the form ids behind it, as far as they are kept; `count` how often."""

    kind: str
    severity: Severity
    place: InRule
    text: str
    count: int
    submissions: tuple[str, ...] = ()
    question: QuestionId | None = None


def of_identifiers(audit: Audit, form: Form, masking: bool) -> Iterator[Finding]:
    """What is wrong with the flagged identifiers."""
    for each in audit.identifiers:
        if not each.flagged:
            continue
        masked = masking and is_private(form, each.source)
        yield from _of_identifier(each, source_words(each.source, form), masked)


def _of_identifier(each: IdentifierAudit, name: str, masked: bool) -> Iterator[Finding]:
    def say(kind: str, words: str, count: int, ids: tuple[str, ...], **facts: object) -> Finding:
        severity = Severity.WARNING if kind == "identifier_of_free_text" else Severity.ERROR
        text = words.format(name=name, count=count, **facts)
        question = each.source.question if isinstance(each.source, QuestionSource) else None
        return Finding(kind, severity, InRule(), text, count, ids, question)

    def values(items: Iterable[str]) -> str:
        return MASK if masked else joined_quoted([*items])

    for kind, words, ids, count in (
        (
            "identifier_absent",
            tr("The identifier {name} is absent in {count} of {places}."),
            each.absent,
            each.absent_places,
        ),
        (
            "identifier_empty",
            tr("The identifier {name} is empty in {count} of {places}."),
            each.empty,
            each.empty_places,
        ),
    ):
        if ids:
            yield say(kind, words, count, ids, places=each.places)
    if each.duplicated:
        ids = tuple(dict.fromkeys(s for shared in each.duplicated for s in shared.submissions))
        yield say(
            "identifier_duplicated",
            tr("The identifier {name} is not unique: {values} stand for more than one case."),
            len(each.duplicated),
            ids,
            values=values(shared.value for shared in each.duplicated),
        )
    if each.unstable:
        ids = tuple(dict.fromkeys(s for one in each.unstable for s in one.submissions))
        first = each.unstable[0]
        yield say(
            "identifier_unstable",
            tr(
                "The identifier {name} changes for {count} of the cases, such as {case_id}: {values}. "
                "Records made under the first value are not found again."
            ),
            len(each.unstable),
            ids,
            case_id=whole(first.case_id),
            values=values(first.values),
        )
    for long in each.too_long:
        yield say(
            "identifier_too_long",
            tr(
                "The identifier {name} has up to {longest} characters, and {field} of {rule} takes "
                "{length}."
            ),
            len(long.submissions),
            long.submissions,
            longest=long.longest,
            field=long.field,
            rule=long.rule,
            length=long.length,
        )
    if each.free_text:
        yield say(
            "identifier_of_free_text",
            tr(
                "The identifier {name} is made of what people type ({questions}), which is spelt "
                "differently every time."
            ),
            1,
            (),
            questions=joined(each.free_text),
        )
