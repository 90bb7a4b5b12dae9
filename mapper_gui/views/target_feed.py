"""What feeds a field, as pieces of a line: ids as chips, what is done to them in words."""

from mapper_gui.mapping.form import Form
from mapper_gui.mapping.mapping import FieldRule, Mapping
from mapper_gui.mapping.proposals import Proposal
from mapper_gui.mapping.source import AttachmentSource, QuestionSource, Source
from mapper_gui.mapping.values import (
    ByTable,
    Cases,
    ChoiceTable,
    Constant,
    Count,
    EachChoice,
    First,
    Step,
    Sum,
    TargetLookup,
    Template,
    Term,
    take_sources,
)
from mapper_gui.views.cell import Face, Piece, Tone
from mapper_gui.wording.rules import step_words, value_words
from mapper_gui.wording.sources import source_id
from mapper_gui.wording.text import tr, tr_n

MOST_PARTS = 6
"""How many sources and texts are written out; the rest is counted."""


def feed_pieces(mapping: Mapping, rule: FieldRule) -> tuple[Piece, ...]:
    """The sources, the constant or the template of a field rule, and its steps."""
    pieces: list[Piece] = []
    match rule.take:
        case First(sources):
            pieces += _first_pieces(mapping.form, sources)
        case Constant(value, copied):
            pieces.append(Piece(tr("constant"), tone=Tone.QUIET))
            pieces.append(Piece(value_words(value)))
            if copied is not None:
                pieces.append(Piece(tr("copied label"), tone=Tone.QUIET, slanted=True))
        case Template():
            pieces += _template_pieces(mapping.form, rule.take)
        case Sum(terms):
            pieces += _sum_pieces(mapping.form, terms)
        case Count(source):
            pieces += [Piece(tr("count of"), tone=Tone.QUIET), source_chip(mapping.form, source)]
        case Cases(cases):
            count = len(cases)
            words = tr_n("by {count} condition", "by {count} conditions", count)
            pieces.append(Piece(words.format(count=count), tone=Tone.QUIET))
            read = dict.fromkeys(take_sources(rule.take))
            pieces += [source_chip(mapping.form, source) for source in [*read][:MOST_PARTS]]
            pieces += _more(len(read) - MOST_PARTS)
        case TargetLookup(found_object, field, equals, wanted):
            pieces += [
                Piece(f"{found_object}.{wanted}", Face.ID),
                Piece(tr("where {field} is").format(field=field), tone=Tone.QUIET),
                source_chip(mapping.form, equals),
            ]
    for step in rule.then:
        pieces.append(Piece("›", tone=Tone.QUIET))
        pieces.append(Piece(_step_words(mapping, rule, step)))
    return tuple(pieces)


def source_chip(form: Form, source: Source) -> Piece:
    """A source as a chip; struck through when the form has no such question any more."""
    if is_gone(form, source):
        return Piece(source_id(source), Face.ID, Tone.ERROR, struck=True, framed=True)
    return Piece(source_id(source), Face.ID, framed=True)


def is_gone(form: Form, source: Source) -> bool:
    """Whether a source asks a question that is not in the form."""
    if isinstance(source, QuestionSource | AttachmentSource):
        return "@" not in source.question and form.question(source.question) is None
    return False


def proposal_pieces(proposal: Proposal) -> tuple[Piece, ...]:
    """A proposal that waits: what it is, and how it is accepted."""
    pieces = [
        Piece(tr("proposal:"), icon="proposal", tone=Tone.ACCENT),
        Piece(source_id(proposal.source), Face.ID, Tone.ACCENT),
    ]
    if proposal.rivals:
        count = len(proposal.rivals)
        words = tr_n("or {count} other", "or {count} others", count).format(count=count)
        pieces.append(Piece(words, tone=Tone.QUIET))
    pieces.append(Piece(tr("– Enter accepts"), tone=Tone.QUIET))
    return tuple(pieces)


def _first_pieces(form: Form, sources: tuple[Source, ...]) -> list[Piece]:
    if not sources:
        return [Piece(tr("no source yet"), tone=Tone.QUIET, slanted=True)]
    pieces: list[Piece] = []
    if len(sources) > 2:
        words = tr("first of {count}").format(count=len(sources))
        pieces.append(Piece(words, tone=Tone.QUIET))
    for number, source in enumerate(sources[:MOST_PARTS]):
        if number and len(sources) == 2:
            pieces.append(Piece(tr("or"), tone=Tone.QUIET))
        pieces.append(source_chip(form, source))
    return pieces + _more(len(sources) - MOST_PARTS)


def _template_pieces(form: Form, template: Template) -> list[Piece]:
    parts = [part for part in template.parts if part != ""]
    pieces = [Piece(tr("text"), tone=Tone.QUIET)]
    for part in parts[:MOST_PARTS]:
        if isinstance(part, str):
            pieces.append(Piece(value_words(" ".join(part.split()) or part)))
        else:
            pieces.append(source_chip(form, part))
    return pieces + _more(len(parts) - MOST_PARTS)


def _sum_pieces(form: Form, terms: tuple[Term, ...]) -> list[Piece]:
    pieces: list[Piece] = []
    for number, term in enumerate(terms[:MOST_PARTS]):
        if number or term.minus:
            pieces.append(Piece("−" if term.minus else "+", tone=Tone.QUIET))
        pieces.append(source_chip(form, term.source))
    if not terms:
        pieces.append(Piece(tr("nothing added up yet"), tone=Tone.QUIET, slanted=True))
    return pieces + _more(len(terms) - MOST_PARTS)


def _more(count: int) -> list[Piece]:
    if count <= 0:
        return []
    return [Piece(tr_n("+ {count}", "+ {count}", count).format(count=count), tone=Tone.QUIET)]


def _step_words(mapping: Mapping, rule: FieldRule, step: Step) -> str:
    if not isinstance(step, ByTable | EachChoice):
        return step_words(step, mapping)
    if isinstance(step, EachChoice) and step.table is None:
        return tr("each choice")
    words = tr("each by table") if isinstance(step, EachChoice) else tr("table")
    if isinstance(step.table, str):
        words = f"{words} {value_words(step.table)}"
    table = mapping.table(step)
    done = _done_words(mapping, rule, table) if table is not None else ""
    return f"{words} {done}".rstrip()


def _done_words(mapping: Mapping, rule: FieldRule, table: ChoiceTable) -> str:
    """How many of the questions' choices have a target value: `3 of 4`."""
    choices: dict[str, None] = {}
    for source in rule.sources:
        if not isinstance(source, QuestionSource):
            continue
        question = mapping.form.question(source.question)
        if question is not None:
            choices.update((choice.id, None) for choice in question.choices)
    if not choices:
        return ""
    mapped = sum(table.row(choice) is not None for choice in choices)
    return tr("{count} of {total}").format(count=mapped, total=len(choices))
