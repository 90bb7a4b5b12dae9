"""Whether a condition holds in a scope."""

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
from mapper_gui.mapping.dates import Moment, read_commcare_date
from mapper_gui.mapping.making import (
    Scope,
    Walk,
    choices_in,
    read,
)
from mapper_gui.mapping.numbers import read_number, trimmed
from mapper_gui.mapping.result import Trace, Value, text_of
from mapper_gui.mapping.source import QuestionSource, Source
from mapper_gui.mapping.submission import Answer, Fault, State, as_rows, node_at

Comparable = str | int | float | tuple[int, ...]


def holds(scope: Scope, condition: Condition, walk: Walk) -> bool:
    """Whether the condition holds; what it reads is noted in `walk.asked`."""
    match condition:
        case AllOf(conditions):
            return all(holds(scope, each, walk) for each in conditions)
        case AnyOf(conditions):
            return any(holds(scope, each, walk) for each in conditions)
        case Not(inner):
            return not holds(scope, inner, walk)
        case Asks(source, presence):
            return _asks(scope, source, presence, walk)
        case Compare():
            return _compare(scope, condition, walk)


def _asked(scope: Scope, source: Source, walk: Walk) -> Answer:
    found = read(scope, source, walk)
    walk.asked.append(Trace(source, found))
    return found


def _asks(scope: Scope, source: Source, presence: Presence, walk: Walk) -> bool:
    form = scope.mapping.form
    if isinstance(source, QuestionSource) and form.is_repeat(source.question):
        node, fault = node_at(scope.submission, form, source.question, scope.rows)
        rows = fault is None and bool(node and as_rows(node[0]))
        return not rows if presence is Presence.EMPTY else rows
    found = _asked(scope, source, walk)
    if found.fault in (Fault.GROUP_FOUND, Fault.LIST_FOUND):
        # A group that is there: any of it is.
        walk.asked.pop()
        return presence is not Presence.EMPTY
    return is_so(found, presence)


def is_so(found: Answer, presence: Presence) -> bool:
    """Whether an answer is there, answered, or empty (there, without an answer)."""
    match presence:
        case Presence.THERE:
            return found.state is not State.ABSENT
        case Presence.ANSWERED:
            return found.state is State.ANSWERED
        case Presence.EMPTY:
            return found.state is State.EMPTY


def _compare(scope: Scope, condition: Compare, walk: Walk) -> bool:
    left = _text(_asked(scope, condition.source, walk))
    operand = condition.operand
    if isinstance(operand, tuple):
        rights: tuple[str | None, ...] = operand
    else:
        rights = (_text(_asked(scope, operand, walk)),)
    operator = condition.operator
    if operator is Operator.NOT_EQUAL:
        return not _equal(left, rights, condition.read_as)
    if operator in (Operator.EQUAL, Operator.ONE_OF):
        kind = ReadAs.TEXT if operator is Operator.ONE_OF else condition.read_as
        return _equal(left, rights, kind)
    if left is None or not rights or rights[0] is None:
        return False
    if operator in TEXT_OPERATORS:
        return _text_holds(operator, left, rights[0])
    return _in_order(operator, left, rights[0], condition.read_as)


def _text(found: Answer) -> str | None:
    """An answer as text: empty is "", absent is nothing."""
    if found.state is State.ABSENT:
        return None
    value: Value = found.value if found.state is State.ANSWERED else ""
    return " ".join(map(text_of, value)) if isinstance(value, tuple) else text_of(value)


def _equal(left: str | None, rights: tuple[str | None, ...], kind: ReadAs) -> bool:
    if left is None:
        return False
    one = _comparable(left, kind)
    if one is None:
        return False
    return any(right is not None and _comparable(right, kind) == one for right in rights)


def _text_holds(operator: Operator, left: str, right: str) -> bool:
    match operator:
        case Operator.CONTAINS:
            return right in left
        case Operator.BEGINS:
            return left.startswith(right)
        case Operator.ENDS:
            return left.endswith(right)
        case _:
            return right in choices_in(left)


def _in_order(operator: Operator, left: str, right: str, kind: ReadAs) -> bool:
    one, other = _comparable(left, kind), _comparable(right, kind)
    if one is None or other is None or isinstance(one, str) != isinstance(other, str):
        return False
    order = _order(one, other)
    match operator:
        case Operator.LESS:
            return order < 0
        case Operator.AT_MOST:
            return order <= 0
        case Operator.GREATER:
            return order > 0
        case _:
            return order >= 0


def _order(one: Comparable, other: Comparable) -> int:
    if isinstance(one, str) and isinstance(other, str):
        # By UTF-16 units, as JavaScript compares: it differs from code points beyond the BMP.
        first, second = (text.encode("utf-16-be", "surrogatepass") for text in (one, other))
        return (first > second) - (first < second)
    if isinstance(one, tuple) and isinstance(other, tuple):
        return (one > other) - (one < other)
    if isinstance(one, int | float) and isinstance(other, int | float):
        return (one > other) - (one < other)
    raise AssertionError((one, other))


def _comparable(text: str, kind: ReadAs) -> Comparable | None:
    match kind:
        case ReadAs.TEXT:
            return text
        case ReadAs.NUMBER:
            return read_number(text)
        case ReadAs.DATE:
            moment = read_commcare_date(trimmed(text))
            return None if moment is None else _instant(moment)


def _instant(moment: Moment) -> tuple[int, ...]:
    there = moment.in_zone(None)
    return (
        there.year, there.month, there.day, there.hour, there.minute, there.second,
        there.millisecond,
    )  # fmt: skip
