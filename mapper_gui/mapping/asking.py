"""Whether a condition holds in a scope."""

from collections.abc import Callable

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
from mapper_gui.mapping.numbers import read_number, trimmed
from mapper_gui.mapping.result import text_of
from mapper_gui.mapping.scope import Scope, Setting, Walk, choices_in, reader
from mapper_gui.mapping.source import QuestionSource, Source
from mapper_gui.mapping.submission import Answer, Fault, Found, State, rows_at

Comparable = str | int | float | tuple[int, ...]

Asker = Callable[[Scope, Walk], bool]
"""A condition, prepared; what it reads is noted in `walk.asked`."""


def holds(scope: Scope, condition: Condition, walk: Walk) -> bool:
    """Whether the condition holds here."""
    return asker(Setting(scope.mapping, tuple(scope.rows)), condition)(scope, walk)


def asker(setting: Setting, condition: Condition) -> Asker:
    """A condition, prepared to be asked of many submissions."""
    match condition:
        case AllOf(conditions):
            every = [asker(setting, each) for each in conditions]
            return lambda scope, walk: all(each(scope, walk) for each in every)
        case AnyOf(conditions):
            some = [asker(setting, each) for each in conditions]
            return lambda scope, walk: any(each(scope, walk) for each in some)
        case Not(inner):
            ask = asker(setting, inner)
            return lambda scope, walk: not ask(scope, walk)
        case Asks(source, presence):
            return _presence_asker(setting, source, presence)
        case Compare():
            return _comparer(setting, condition)


def _presence_asker(setting: Setting, source: Source, presence: Presence) -> Asker:
    form = setting.mapping.form
    if isinstance(source, QuestionSource) and form.is_repeat(source.question):
        repeat = source.question

        def ask_rows(scope: Scope, walk: Walk) -> bool:
            rows, fault = rows_at(scope, form, repeat)
            there = fault is None and bool(rows)
            return not there if presence is Presence.EMPTY else there

        return ask_rows
    read = reader(setting, source)

    def ask(scope: Scope, walk: Walk) -> bool:
        found = read(scope, walk)
        if isinstance(found, Answer) and found.fault in (Fault.GROUP_FOUND, Fault.LIST_FOUND):
            return presence is not Presence.EMPTY  # a group that is there: any of it is
        walk.note_asked(source, found)
        return is_so(found, presence)

    return ask


def is_so(found: Found, presence: Presence) -> bool:
    """Whether an answer is there, answered, or empty (there, without an answer)."""
    state = found.state if isinstance(found, Answer) else State.ANSWERED
    match presence:
        case Presence.THERE:
            return state is not State.ABSENT
        case Presence.ANSWERED:
            return state is State.ANSWERED
        case Presence.EMPTY:
            return state is State.EMPTY


def _comparer(setting: Setting, condition: Compare) -> Asker:
    left = _side(setting, condition.source)
    operator, operand, read_as = condition.operator, condition.operand, condition.read_as
    if operator is Operator.ONE_OF:
        read_as = ReadAs.TEXT
    if not isinstance(operand, tuple):
        right = _side(setting, operand)
        compare = _comparison(operator, read_as)
        return lambda scope, walk: compare(left(scope, walk), right(scope, walk))
    if operator in (Operator.EQUAL, Operator.NOT_EQUAL, Operator.ONE_OF):
        rights = [_comparable(each, read_as) for each in operand]
        known = [each for each in rights if each is not None]
        wanted = operator is not Operator.NOT_EQUAL

        def is_one_of(scope: Scope, walk: Walk) -> bool:
            text = left(scope, walk)
            one = None if text is None else _comparable(text, read_as)
            return (one is not None and one in known) is wanted

        return is_one_of
    if operator in TEXT_OPERATORS:
        compare_text = _comparison(operator, read_as)
        first = operand[0] if operand else None
        return lambda scope, walk: compare_text(left(scope, walk), first)
    limit = _comparable(operand[0], read_as) if operand else None

    def is_in_order(scope: Scope, walk: Walk) -> bool:
        text = left(scope, walk)
        one = None if text is None else _comparable(text, read_as)
        return one is not None and limit is not None and _in_order(operator, one, limit)

    return is_in_order


def _side(setting: Setting, source: Source) -> Callable[[Scope, Walk], str | None]:
    """A side of a comparison as text: empty is "", absent is nothing."""
    read = reader(setting, source)

    def read_text(scope: Scope, walk: Walk) -> str | None:
        found = read(scope, walk)
        walk.note_asked(source, found)
        if isinstance(found, str):
            return found
        if isinstance(found, Answer):
            return None if found.state is State.ABSENT else ""
        return " ".join(map(text_of, found)) if isinstance(found, tuple) else text_of(found)

    return read_text


def _comparison(operator: Operator, read_as: ReadAs) -> Callable[[str | None, str | None], bool]:
    """How two texts are compared; something missing compares with nothing."""
    if operator is Operator.NOT_EQUAL:
        return lambda left, right: not _equal(left, right, read_as)
    if operator in (Operator.EQUAL, Operator.ONE_OF):
        return lambda left, right: _equal(left, right, read_as)
    if operator in TEXT_OPERATORS:
        return lambda left, right: (
            left is not None and right is not None and _text_holds(operator, left, right)
        )

    def compare(left: str | None, right: str | None) -> bool:
        one = None if left is None else _comparable(left, read_as)
        other = None if right is None else _comparable(right, read_as)
        return one is not None and other is not None and _in_order(operator, one, other)

    return compare


def _equal(left: str | None, right: str | None, kind: ReadAs) -> bool:
    if left is None or right is None:
        return False
    one = _comparable(left, kind)
    return one is not None and _comparable(right, kind) == one


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


def _in_order(operator: Operator, one: Comparable, other: Comparable) -> bool:
    if isinstance(one, str) != isinstance(other, str):
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
