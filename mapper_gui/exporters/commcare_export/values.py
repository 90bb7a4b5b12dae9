"""Values in a JSON query for commcare-export: what is taken, from any source.

Every function gives the piece of the query, or raises Cannot. Steps stand in
`steps`, conditions in `conditions`.
"""

from dataclasses import dataclass, field, replace

from mapper_gui.exporters.commcare_export.can import check_take
from mapper_gui.exporters.commcare_export.numbers import (
    number_texts,
    numbers_of,
    numbers_or_zero,
    within_range,
)
from mapper_gui.exporters.commcare_export.query import (
    FALSE,
    NOTHING,
    TRUE,
    VALUE,
    Node,
    both,
    bound,
    braced,
    call,
    each_text,
    either,
    filtered,
    first_of,
    flat,
    kept_text,
    listed,
    lit,
    negated,
    plain,
    ref,
    same,
    template,
    when,
)
from mapper_gui.exporters.commcare_export.reading import (
    Cannot,
    Made,
    Scope,
    place,
    read_attachment,
    read_case,
    read_meta,
    read_question,
    read_row_number,
    read_submission,
    row_count,
    text_made,
)
from mapper_gui.mapping.form import Kind
from mapper_gui.mapping.making import is_cell_source
from mapper_gui.mapping.mapping import Mapping
from mapper_gui.mapping.result import text_of
from mapper_gui.mapping.runner_problems import Why
from mapper_gui.mapping.source import (
    AttachmentSource,
    CaseSource,
    ColumnSource,
    MetaSource,
    NamedValue,
    QuestionSource,
    RowChoice,
    RowNumber,
    Source,
    SubmissionSource,
)
from mapper_gui.mapping.values import (
    Cases,
    Constant,
    Count,
    First,
    Scalar,
    Sum,
    Take,
    TargetLookup,
    Template,
)


@dataclass(frozen=True, slots=True)
class Making:
    """What a value is made in: the mapping, what a record can read, the named values that are being
    made, to find circles, and those that were made in a scope, so that each is made once."""

    mapping: Mapping
    scope: Scope
    names: tuple[str, ...] = ()
    made: dict[tuple[str, int], tuple[Scope, Made]] = field(default_factory=dict)


def read(making: Making, source: Source) -> Made:
    """What a source gives. Raises Cannot."""
    try:
        return _read(making, source)
    except Cannot as cannot:
        raise Cannot(cannot.why, cannot.what or source) from None


def _read(making: Making, source: Source) -> Made:
    scope = making.scope
    match source:
        case QuestionSource(question):
            return read_question(scope, question)
        case CaseSource():
            return read_case(scope, source)
        case SubmissionSource():
            return read_submission(source)
        case MetaSource():
            return read_meta(source)
        case AttachmentSource():
            return read_attachment(scope, source)
        case RowNumber():
            return read_row_number(scope, source)
        case RowChoice():
            return scope.chosen if scope.chosen is not None else Made(NOTHING, FALSE)
        case ColumnSource(column):
            cell = scope.cells.get(column)
            if cell is None or isinstance(cell, ColumnSource):
                return Made(NOTHING, FALSE)
            return _read(making, cell) if is_cell_source(cell) else text_made(plain_text(cell))
        case NamedValue(name):
            return _named(making, name)


def plain_text(value: Scalar) -> str:
    """A typed value as text. Raises Cannot for what no file or database takes."""
    text = text_of(value)
    check_text(text)
    if isinstance(value, float) and not value.is_integer() and text != repr(value):
        raise Cannot(Why.NUMBER_AS_TEXT, value)
    return text


def check_text(text: str) -> None:
    if any(_is_control(char) for char in text):
        raise Cannot(Why.CONTROL_CHARACTERS, text)


def _is_control(char: str) -> bool:
    return (char < " " and char not in "\t\n\r") or "\ud800" <= char <= "\udfff"


def _named(making: Making, name: str) -> Made:
    from mapper_gui.exporters.commcare_export.steps import make

    value = making.mapping.named_values.get(name)
    if value is None:
        raise Cannot(Why.NO_SUCH_VALUE, NamedValue(name))
    if name in making.names:
        raise Cannot(Why.CIRCLE, NamedValue(name))
    place = (name, id(making.scope))  # the scope is kept beside it, so that no other gets its id
    if place not in making.made:
        made = make(replace(making, names=(*making.names, name)), value.take, value.then)
        making.made[place] = (making.scope, made)
    made = making.made[place][1]
    if made.stops:
        raise Cannot(Why.STOPS_INSIDE, NamedValue(name))
    return made


def take_value(making: Making, take: Take) -> Made:
    """What a take gives. Raises Cannot."""
    check_take(take)
    match take:
        case First(sources):
            return _first([read(making, source) for source in sources])
        case Constant(None):
            return Made(NOTHING, null=TRUE)
        case Constant(value):
            return text_made(plain_text(value))
        case Template():
            return _template(making, take)
        case Cases():
            return _cases(making, take)
        case Sum():
            return _sum(making, take)
        case Count(source):
            return _count(making, source)
        case TargetLookup():  # refused above
            raise AssertionError(take)


def _first(found: list[Made]) -> Made:
    if not found:
        return Made(NOTHING, FALSE)
    if len(found) == 1:
        return found[0]
    streams: list[Node] = []
    nulls: list[Node] = []
    for made in found:
        before = either(*nulls)
        answered = made.answered
        streams.append(
            answered if before == FALSE else filtered("value", answered, negated(before))
        )
        nulls.append(both(made.null, *(negated(stream) for stream in streams[:-1])))
    counts = [made.choices for made in found]
    return Made(
        first_of(*streams),
        either(*(made.there for made in found)),
        "",
        frozenset[Kind]().union(*(made.kinds for made in found)),
        None if None in counts else max(count or 0 for count in counts),
        either(*nulls),
        any(made.fraction for made in found),
    )


def as_text(made: Made) -> Node:
    """A part of a larger text, as a stream. Raises Cannot where the text may be of a fraction."""
    if made.fraction:
        raise Cannot(Why.NUMBER_AS_TEXT)
    return made.answered


def _template(making: Making, take: Template) -> Made:
    text = ""
    parts: list[Node] = []
    for part in take.parts:
        if isinstance(part, str):
            check_text(part)
            text += braced(part)
            continue
        try:
            parts.append(as_text(read(making, part)))
        except Cannot as cannot:
            raise Cannot(cannot.why, cannot.what or part) from None
        text += "{}"
    if not parts:
        return text_made("".join(part for part in take.parts if isinstance(part, str)))
    if take.missing_blank:
        blank = [call("or", part, lit("")) for part in parts]
        return Made(kept_text(template(text, *blank)))
    names = [f"part_{number}" for number in range(1, len(parts) + 1)]
    body = listed(template(text, *(ref(name) for name in names)))
    for name, stream in reversed([*zip(names, parts, strict=True)]):
        body = flat(name, stream, body)
    return Made(body, body)


def _cases(making: Making, take: Cases) -> Made:
    from mapper_gui.exporters.commcare_export.conditions import holds

    takes = [case.take for case in take.cases]
    if take.otherwise is not None:
        takes.append(take.otherwise)
    if not takes:
        return Made(NOTHING, FALSE)
    found = [take_value(making, each) for each in takes]
    numbers = [str(number) for number in range(1, len(found) + 1)]
    picks: list[Node] = [
        when(holds(making, case.when), lit(number))
        for case, number in zip(take.cases, numbers, strict=False)
    ]
    last = lit(numbers[-1]) if take.otherwise is not None else lit("none")
    picked = call("or", *picks, last)

    def of_the_picked(nodes: list[Node]) -> Node:
        """The first condition that holds decides, whatever its value is."""
        conditions = [
            both(same(ref("case"), lit(number)), node)
            for number, node in zip(numbers, nodes, strict=True)
        ]
        if all(condition == FALSE for condition in conditions):
            return FALSE
        return bound("case", picked, either(*conditions))

    texts = [
        when(same(ref("case"), lit(number)), call("or", made.answered))
        for number, made in zip(numbers, found, strict=True)
    ]
    answered = kept_text(bound("case", picked, call("or", *texts)))
    there = [made.there for made in found]
    always = all(node == TRUE for node in there) and take.otherwise is not None
    return Made(
        answered,
        TRUE if always else of_the_picked(there),
        "",
        frozenset[Kind]().union(*(made.kinds for made in found)),
        None,
        of_the_picked([made.null for made in found]),
        any(made.fraction for made in found),
    )


def _sum(making: Making, take: Sum) -> Made:
    parts = [read(making, term.source) for term in take.terms]
    read_as = [numbers_or_zero if take.missing_zero else numbers_of for _ in parts]
    streams = [way(part.answered) for way, part in zip(read_as, parts, strict=True)]
    names = [f"number_{number}" for number in range(1, len(parts) + 1)]
    total = lit(0.0)
    for name, term in zip(names, take.terms, strict=True):
        total = call("-" if term.minus else "+", total, plain(name))
    body = listed(total)
    for name, stream in reversed([*zip(names, streams, strict=True)]):
        body = flat(name, stream, body)
    answered = number_texts(within_range(body))
    if take.missing_zero:
        return Made(answered, fraction=True)
    # What is answered and no number makes the sum empty; what is missing makes it absent.
    wrong = [both(part.answered, negated(numbers_of(part.answered))) for part in parts]
    whole = both(*(part.answered for part in parts))
    return Made(answered, either(whole, *wrong), fraction=True)


def _count(making: Making, source: Source) -> Made:
    form = making.scope.form
    if isinstance(source, QuestionSource) and form.is_repeat(source.question):
        try:
            return Made(row_count(place(making.scope, source.question)))
        except Cannot as cannot:
            raise Cannot(cannot.why, source) from None
    made = read(making, source)
    check_splits(made, Count(source))
    counted = each_text(made.answered, template("{}", call("count-selected", VALUE)))
    return Made(first_of(counted, listed(lit("0"))))


_SPLIT_AT_SPACES = frozenset(
    {
        Kind.SINGLE, Kind.MULTIPLE, Kind.SINGLE_LOOKUP, Kind.MULTIPLE_LOOKUP, Kind.GPS,
        Kind.INTEGER, Kind.LONG, Kind.DECIMAL, Kind.DATE, Kind.DATETIME, Kind.HIDDEN,
    }
)  # fmt: skip
"""Answers that hold no white space but spaces. Of a hidden value that is likely (a warning)."""


def check_splits(made: Made, what: object) -> None:
    """Raises Cannot where a text may hold white space at which only the runner splits."""
    if not made.kinds <= _SPLIT_AT_SPACES:
        raise Cannot(Why.NOT_A_CHOICE, what)
