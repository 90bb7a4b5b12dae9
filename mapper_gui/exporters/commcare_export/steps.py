"""The steps of a value in a JSON query for commcare-export."""

from mapper_gui.exporters.commcare_export.can import check_step
from mapper_gui.exporters.commcare_export.dates import (
    MOMENT_KINDS,
    ages,
    check_format,
    days_of,
    formatted,
)
from mapper_gui.exporters.commcare_export.numbers import number_texts, of_kind
from mapper_gui.exporters.commcare_export.query import (
    TEXT,
    TO_THE_END,
    TRUE,
    VALUE,
    Node,
    both,
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
    mapped,
    negated,
    part_of,
    plain,
    ref,
    same,
    template,
    when,
)
from mapper_gui.exporters.commcare_export.reading import Cannot, Made, link_of
from mapper_gui.exporters.commcare_export.values import (
    Making,
    as_text,
    check_splits,
    check_text,
    plain_text,
    read,
    take_value,
)
from mapper_gui.mapping.conditions import Presence
from mapper_gui.mapping.runner_problems import Why
from mapper_gui.mapping.steps import (
    Age,
    AttachmentLink,
    Contains,
    FormatDate,
    GpsPart,
    Is,
    NumberKind,
    Shorten,
    TakeGps,
    ToNumber,
    YesNo,
)
from mapper_gui.mapping.values import (
    ByTable,
    ChoiceTable,
    EachChoice,
    OutsideAction,
    Step,
    Take,
)

MORE_CHOSEN = 20
"""How many ids more than a question has choices are looked for: a form may have had others."""


def make(making: Making, take: Take, then: tuple[Step, ...]) -> Made:
    """The value that a take and its steps give. Raises Cannot."""
    made = take_value(making, take)
    for step in then:
        check_step(step)
        try:
            made = _step(making, step, made)
        except Cannot as cannot:
            raise Cannot(cannot.why, cannot.what or step) from None
    return made


def _step(making: Making, step: Step, made: Made) -> Made:
    match step:
        case ByTable():
            return _by_table(_table(making, step), made)
        case EachChoice():
            return _each_choice(making, step, made)
        case Contains(choice):
            return _contains(choice, made)
        case Is(presence):
            return _yes_or_no(is_so(made, presence), made)
        case Shorten(length):
            short = each_text(as_text(made), part_of(VALUE, 0, max(0, length)))
            return made.with_text(short)
        case TakeGps(part):
            check_splits(made, step)
            place = list(GpsPart).index(part)
            return made.with_text(each_text(as_text(made), call("selected-at", VALUE, lit(place))))
        case FormatDate():
            check_format(step, made.kinds)
            return made.with_text(formatted(as_text(made), step, made.kinds))
        case Age():
            return _age(making, step, made)
        case ToNumber(kind, places):
            fraction = kind is not NumberKind.WHOLE
            numbers = of_kind(as_text(made), kind, places)
            return made.with_text(number_texts(numbers), fraction=fraction)
        case YesNo(yes, no):
            rows = {**dict.fromkeys(no, "false"), **dict.fromkeys(yes, "true")}
            return made.with_text(flat("value", as_text(made), _found(rows)))
        case AttachmentLink():
            return link_of(made)
    raise AssertionError(step)  # refused by check_step


def is_so(made: Made, presence: Presence) -> Node:
    """The condition that a value is there, answered, or empty (there, without an answer)."""
    match presence:
        case Presence.THERE:
            return made.there
        case Presence.ANSWERED:
            return made.answered
        case Presence.EMPTY:
            return both(made.there, negated(made.answered))


def _yes_or_no(condition: Node, made: Made) -> Made:
    text = call("or", when(condition, lit("true")), lit("false"))
    return made.with_text(listed(text), there=TRUE)


def has_choice(answered: Node, choice: Node) -> Node:
    """Whether a multiple answer has this id; the choice is a plain text."""
    return filtered("value", answered, call("selected", VALUE, choice))


def _contains(choice: str, made: Made) -> Made:
    check_splits(made, None)
    check_text(choice)
    return _yes_or_no(has_choice(as_text(made), lit(choice)), made)


# choice tables


def _table(making: Making, step: ByTable | EachChoice) -> ChoiceTable:
    table = making.mapping.table(step)
    if table is None:
        raise Cannot(Why.NO_SUCH_TABLE, step)
    _rows(table)
    return table


def _rows(table: ChoiceTable) -> dict[str, str]:
    """Choice ids and what they become as text, empty where that is nothing."""
    rows: dict[str, str] = {}
    for row in table.rows:
        check_text(row.choice)
        if table.ignore_case and row.choice.lower() != row.choice.upper():
            raise Cannot(Why.IGNORES_CASE)
        rows.setdefault(row.choice, plain_text(row.value))
    return rows


def _found(rows: dict[str, str]) -> Node:
    """What the text in `value` becomes by these rows, as a stream; nothing when it has no row."""
    pairs = [{"choice": choice, "becomes": text} for choice, text in rows.items()]
    own = filtered("row", lit(pairs), same(ref("row.choice"), VALUE))
    return mapped("row", own, plain("row.becomes"))


def _becomes(table: ChoiceTable) -> Node:
    """What a table makes of the choice id in `value`, as a stream."""
    rows = {choice: text for choice, text in _rows(table).items() if choice}
    match table.outside.action:
        case OutsideAction.KEEP:
            return kept_text(call("or", _found(rows), VALUE))
        case OutsideAction.DEFAULT:
            other = lit(plain_text(table.outside.default))
            return kept_text(call("or", _found(rows), other))
        case _:
            return _found({choice: text for choice, text in rows.items() if text})


def _with_empty(table: ChoiceTable, mapped_text: Node, made: Made) -> Node:
    """Beside what answers become, what the table has for empty."""
    for_empty = _rows(table).get("", "")
    if not for_empty:
        return mapped_text
    empty = both(made.there, negated(made.answered))
    return first_of(mapped_text, when(empty, lit(for_empty)))


def _stops(table: ChoiceTable, made: Made) -> tuple[Node, ...]:
    if table.outside.action is not OutsideAction.STOP:
        return made.stops
    known = lit([choice for choice in _rows(table) if choice])
    inside = filtered("known", known, same(ref("known"), VALUE))
    return (*made.stops, filtered("value", made.answered, negated(inside)))


def _by_table(table: ChoiceTable, made: Made) -> Made:
    text = flat("value", as_text(made), _becomes(table))
    return made.with_text(_with_empty(table, text, made), stops=_stops(table, made))


def _each_choice(making: Making, step: EachChoice, made: Made) -> Made:
    table = _table(making, step) if step.table is not None else None
    if step.separator is None:
        raise Cannot(Why.NO_LISTS)
    check_splits(made, step)
    check_text(step.separator)
    if made.choices is None:
        raise Cannot(Why.HOW_MANY_CHOSEN)
    becomes = listed(TEXT) if table is None else _becomes(table)
    before = braced(step.separator)
    parts: list[Node] = []
    for place in range(made.choices + MORE_CHOSEN):
        chosen = call("selected-at", VALUE, lit(place))
        one = flat("value", kept_text(chosen), becomes)
        parts.append(call("or", mapped("value", one, template(f"{before}{{}}", VALUE)), lit("")))
    joined = template("{}" * len(parts), *parts)
    length = len(step.separator)
    text = each_text(as_text(made), call("substr", joined, lit(length), lit(TO_THE_END)))
    if table is None:
        return made.with_text(text)
    stops = made.stops
    if table.outside.action is OutsideAction.STOP:
        known = lit([choice for choice in _rows(table) if choice])
        outside = filtered(
            "chosen",
            chosen_ids(made.answered, made.choices),
            negated(filtered("known", known, same(ref("known"), ref("chosen")))),
        )
        stops = (*stops, outside)
    return made.with_text(_with_empty(table, text, made), stops=stops)


def chosen_ids(answered: Node, most: int) -> Node:
    """Each id of a multiple answer as a stream."""
    places = lit(list(range(most + MORE_CHOSEN)))
    each = mapped("place", places, call("selected-at", ref("answer"), plain("place")))
    ids = flat("answer", answered, each)
    return filtered("chosen", ids, call("bool", plain("chosen")))


def _age(making: Making, step: Age, made: Made) -> Made:
    at = read(making, step.at)
    for each in (made, at):
        if not each.kinds <= MOMENT_KINDS:
            raise Cannot(Why.NOT_A_DATE, step)
    answered = ages(days_of(as_text(made)), days_of(as_text(at)), step.unit)
    # Without a day to count to, the age at a date that is there is absent.
    empty = both(made.there, negated(made.answered))
    return made.with_text(answered, there=either(empty, both(made.there, at.answered)))
