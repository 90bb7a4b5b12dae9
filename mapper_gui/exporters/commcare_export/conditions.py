"""Conditions in a JSON query for commcare-export."""

from mapper_gui.exporters.commcare_export.can import check_operator
from mapper_gui.exporters.commcare_export.numbers import numbers_of
from mapper_gui.exporters.commcare_export.query import (
    FALSE,
    TEXT,
    VALUE,
    Node,
    both,
    call,
    either,
    filtered,
    in_turn,
    lit,
    negated,
    part_of,
    plain,
    ref,
    same,
    when,
)
from mapper_gui.exporters.commcare_export.reading import Cannot, Made, asked_rows, place
from mapper_gui.exporters.commcare_export.steps import has_choice, is_so
from mapper_gui.exporters.commcare_export.values import (
    Making,
    as_text,
    check_splits,
    check_text,
    read,
)
from mapper_gui.mapping.conditions import (
    TEXT_OPERATORS,
    AllOf,
    AnyOf,
    Asks,
    Compare,
    Condition,
    Not,
    Operator,
    Presence,
    ReadAs,
)
from mapper_gui.mapping.dates import read_commcare_date
from mapper_gui.mapping.form import CONTAINERS, STRUCTURES, Kind
from mapper_gui.mapping.numbers import read_number, trimmed
from mapper_gui.mapping.runner_problems import Why
from mapper_gui.mapping.source import QuestionSource, Source

_ORDER = {
    Operator.LESS: "<",
    Operator.AT_MOST: "<=",
    Operator.GREATER: ">",
    Operator.AT_LEAST: ">=",
}


def holds(making: Making, condition: Condition) -> Node:
    """The condition as a piece of the query. Raises Cannot."""
    match condition:
        case AllOf(conditions):
            return both(*(holds(making, each) for each in conditions))
        case AnyOf(conditions):
            return either(*(holds(making, each) for each in conditions))
        case Not(inner):
            return negated(holds(making, inner))
        case Asks(source, presence):
            return _asks(making, source, presence)
        case Compare():
            check_operator(condition)
            try:
                return _compare(making, condition)
            except Cannot as cannot:
                raise Cannot(cannot.why, cannot.what or condition) from None


def _asks(making: Making, source: Source, presence: Presence) -> Node:
    try:
        return _asked(making, source, presence)
    except Cannot as cannot:
        raise Cannot(cannot.why, cannot.what or source) from None


def _asked(making: Making, source: Source, presence: Presence) -> Node:
    form = making.scope.form
    if isinstance(source, QuestionSource):
        if form.is_repeat(source.question):
            rows = asked_rows(making.scope, source.question)
            return negated(rows) if presence is Presence.EMPTY else rows
        question = form.question(source.question)
        if question is not None and (
            question.kind in CONTAINERS | STRUCTURES or source.question in form.parents
        ):
            if presence is not Presence.THERE:
                raise Cannot(Why.GROUP_ANSWERED, Asks(source, presence))
            return ref(place(making.scope, source.question))
    return is_so(read(making, source), presence)


def _texts(made: Made) -> Node:
    """The text of a value that is there as a stream: an empty one is an empty text."""
    empty = both(made.there, negated(made.answered))
    return in_turn(as_text(made), when(empty, lit("")))


def _compare(making: Making, condition: Compare) -> Node:
    left = read(making, condition.source)
    operator, operand, kind = condition.operator, condition.operand, condition.read_as
    if operator in TEXT_OPERATORS:
        kind = ReadAs.TEXT
    if isinstance(operand, tuple):
        for text in operand:
            check_text(text)
    if operator is Operator.NOT_EQUAL:
        return negated(_equal(making, left, operand, kind))
    if operator in (Operator.EQUAL, Operator.ONE_OF):
        return _equal(making, left, operand, kind)
    if isinstance(operand, tuple):
        return _with_constant(left, operator, operand[0], kind) if operand else FALSE
    return _with_source(left, operator, read(making, operand), kind)


def _equal(making: Making, left: Made, operand: tuple[str, ...] | Source, kind: ReadAs) -> Node:
    if isinstance(operand, tuple):
        values = [
            value for value in (_constant(each, kind) for each in operand) if value is not None
        ]
        if not values:
            return FALSE
        # Only an empty text is the same as an empty answer.
        answered = kind is ReadAs.TEXT and "" not in values
        sides = as_text(left) if answered else _sides(left, kind)
        if len(values) == 1:
            return filtered("value", sides, same(VALUE, lit(values[0])))
        one = filtered("one", lit(values), same(ref("one"), VALUE))
        return filtered("value", sides, one)
    others = _sides(read(making, operand), kind)
    return _pairs(_sides(left, kind), others, same(ref("left"), ref("right")))


def _pairs(left: Node, right: Node, condition: Node) -> Node:
    return filtered("left", left, filtered("right", right, condition))


def _sides(made: Made, kind: ReadAs) -> Node:
    """What a side of a comparison is read as, as a stream; nothing where it cannot be read."""
    match kind:
        case ReadAs.TEXT:
            return _texts(made)
        case ReadAs.NUMBER:
            return numbers_of(as_text(made))
        case ReadAs.DATE:
            if not made.kinds <= {Kind.DATE}:
                raise Cannot(Why.NOT_A_DATE)
            from mapper_gui.exporters.commcare_export.dates import dates_only

            return dates_only(as_text(made))


def _constant(text: str, kind: ReadAs) -> str | int | float | None:
    match kind:
        case ReadAs.TEXT:
            return text
        case ReadAs.NUMBER:
            return read_number(text)
        case ReadAs.DATE:
            moment = read_commcare_date(trimmed(text))
            if moment is None:
                return None
            if len(trimmed(text)) != 10:
                raise Cannot(Why.NOT_A_DATE)
            return trimmed(text)


def _with_constant(left: Made, operator: Operator, text: str, kind: ReadAs) -> Node:
    match operator:
        case Operator.BEGINS:
            if not text:
                return left.there
            return filtered("value", as_text(left), same(part_of(VALUE, 0, len(text)), lit(text)))
        case Operator.ENDS:
            if not text:
                return left.there
            length = call("len", TEXT)
            end = call("substr", VALUE, call("-", length, lit(len(text))), length)
            return filtered("value", as_text(left), same(end, lit(text)))
        case Operator.HAS_CHOICE:
            check_splits(left, None)
            return has_choice(as_text(left), lit(text))
    if kind is ReadAs.TEXT and any(char >= "\ud800" for char in text):
        raise Cannot(Why.TEXT_ORDER)
    value = _constant(text, kind)
    if value is None:
        return FALSE
    return filtered("value", _sides(left, kind), call(_ORDER[operator], TEXT, lit(value)))


def _with_source(left: Made, operator: Operator, right: Made, kind: ReadAs) -> Node:
    match operator:
        case Operator.BEGINS | Operator.ENDS:
            raise Cannot(Why.SOURCE_AS_PATTERN)
        case Operator.HAS_CHOICE:
            check_splits(left, None)
            chosen = call("selected", ref("left"), plain("right"))
            return _pairs(as_text(left), as_text(right), chosen)
    if kind is ReadAs.TEXT:
        raise Cannot(Why.TEXT_ORDER)
    order = call(_ORDER[operator], plain("left"), plain("right"))
    return _pairs(_sides(left, kind), _sides(right, kind), order)
