"""Edits of a condition at a place in it: a path of numbers through conditions that are joined.

`Not` around joined conditions is part of how they are joined, and around a comparison part of what
is asked; neither makes the path longer. Every function returns a new condition, None for always.
"""

from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum

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
from mapper_gui.mapping.form import CONTAINERS, MULTIPLE_ANSWER, SELECTS, Form, Kind, Question
from mapper_gui.mapping.source import ColumnSource, QuestionSource, Source

Path = tuple[int, ...]


class Join(StrEnum):
    """How conditions are joined."""

    ALL = "all"
    ANY = "any"
    NOT_ALL = "not_all"
    NONE = "none"


How = tuple[Operator | Presence, bool]
"""What is asked of a source, and whether it is negated. "Is not" is an operator of its own."""

_ORDER = frozenset({Operator.LESS, Operator.AT_MOST, Operator.GREATER, Operator.AT_LEAST})
_NUMBERS = frozenset({Kind.INTEGER, Kind.LONG, Kind.DECIMAL})
_DATES = frozenset({Kind.DATE, Kind.DATETIME})


def join_of(condition: Condition) -> Join | None:
    """How its parts are joined; None for one that joins none."""
    match condition:
        case AllOf():
            return Join.ALL
        case AnyOf():
            return Join.ANY
        case Not(AllOf()):
            return Join.NOT_ALL
        case Not(AnyOf()):
            return Join.NONE
        case _:
            return None


def parts_of(condition: Condition | None) -> tuple[Condition, ...]:
    """The conditions that are joined; one that joins none is itself the only one."""
    match condition:
        case None:
            return ()
        case AllOf(conditions) | AnyOf(conditions):
            return conditions
        case Not(AllOf(conditions)) | Not(AnyOf(conditions)):
            return conditions
        case single:
            return (single,)


def joined_as(conditions: tuple[Condition, ...], join: Join) -> Condition:
    match join:
        case Join.ALL:
            return AllOf(conditions)
        case Join.ANY:
            return AnyOf(conditions)
        case Join.NOT_ALL:
            return Not(AllOf(conditions))
        case Join.NONE:
            return Not(AnyOf(conditions))


def with_join(condition: Condition | None, path: Path, join: Join) -> Condition | None:
    """The conditions at the path joined in another way."""
    return _at(condition, path, lambda each: joined_as(parts_of(each), join))


def with_added(condition: Condition | None, path: Path, new: Condition) -> Condition | None:
    """One more condition among those at the path; a single one is joined with it."""
    if condition is None:
        return new

    def add(each: Condition) -> Condition:
        return joined_as((*parts_of(each), new), join_of(each) or Join.ALL)

    return _at(condition, path, add)


def with_part(condition: Condition | None, path: Path, new: Condition | None) -> Condition | None:
    """Another condition at the path; None removes it, and what is left empty by that."""
    return _at(condition, path, lambda _each: new)


def grouped(condition: Condition | None, path: Path) -> Condition | None:
    """The condition at the path in a group of its own, joined the other way than around it."""
    around = _found(condition, path[:-1]) if path else None
    join = Join.ALL if around is not None and join_of(around) in (Join.ANY, Join.NONE) else Join.ANY
    return _at(condition, path, lambda each: joined_as((each,), join))


def moved(condition: Condition | None, path: Path, step: int) -> Condition | None:
    """The condition at the path one place up (-1) or down (1) among its neighbours."""
    if not path:
        return condition
    number = path[-1]

    def swap(each: Condition) -> Condition:
        parts = [*parts_of(each)]
        if 0 <= number + step < len(parts):
            parts[number], parts[number + step] = parts[number + step], parts[number]
        return joined_as(tuple(parts), join_of(each) or Join.ALL)

    return _at(condition, path[:-1], swap)


def _found(condition: Condition | None, path: Path) -> Condition | None:
    for number in path:
        parts = parts_of(condition)
        if number >= len(parts) or condition is None or join_of(condition) is None:
            return None
        condition = parts[number]
    return condition


def _at(
    condition: Condition | None, path: Path, make: Callable[[Condition], Condition | None]
) -> Condition | None:
    return _tidy(_changed(condition, path, make)) if condition is not None else None


def _changed(
    condition: Condition, path: Path, make: Callable[[Condition], Condition | None]
) -> Condition | None:
    join = join_of(condition)
    if not path or (join is None and path == (0,)):
        return make(condition)
    parts = [*parts_of(condition)]
    if join is None or path[0] >= len(parts):
        return condition
    changed = _changed(parts[path[0]], path[1:], make)
    parts[path[0] : path[0] + 1] = [] if changed is None else [changed]
    return joined_as(tuple(parts), join) if parts else None


def _tidy(condition: Condition | None) -> Condition | None:
    """One condition alone is not joined with anything."""
    match condition:
        case AllOf((only,)) | AnyOf((only,)) if join_of(only) is None:
            return only
        case _:
            return condition


def asked(condition: Condition) -> tuple[Compare | Asks, How] | None:
    """The comparison or question of a single line and how it asks; None for anything else."""
    match condition:
        case Compare(operator=how) | Asks(presence=how):
            return condition, (how, False)
        case Not(Compare(operator=how) | Asks(presence=how) as inner):
            return inner, (how, True)
        case _:
            return None


def asking(part: Compare | Asks, how: How, form: Form | None = None) -> Condition:
    """The same source, compared or asked in another way; what it is compared with is kept where it
    can be. Of numbers and dates, order is that of numbers and dates."""
    wanted, negated = how
    made = _asking(part, wanted, form)
    return Not(made) if negated else made


def _asking(part: Compare | Asks, wanted: Operator | Presence, form: Form | None) -> Condition:
    if isinstance(wanted, Presence):
        return Asks(part.source, wanted)
    kind = _kind(form, part.source)
    if isinstance(part, Asks):
        part = Compare(part.source, wanted, ("",))
    operand = part.operand
    if isinstance(operand, tuple):
        if wanted is Operator.ONE_OF:
            operand = tuple(text for text in operand if text)
        elif len(operand) != 1:
            operand = (operand[0] if operand else "",)
    read_as = part.read_as
    if wanted in TEXT_OPERATORS:
        read_as = ReadAs.TEXT
    elif wanted in _ORDER and read_as is ReadAs.TEXT:
        read_as = ReadAs.DATE if kind in _DATES else ReadAs.NUMBER
    return Compare(part.source, wanted, operand, read_as)


def begun(source: Source, form: Form, is_column: bool = False) -> Condition:
    """The likeliest condition about a source, to begin with."""
    kind = _kind(form, source)
    if kind in CONTAINERS:
        return Asks(source, Presence.THERE)
    if kind in MULTIPLE_ANSWER:
        return Compare(source, Operator.HAS_CHOICE, ("",))
    if kind in SELECTS or (kind in (None, Kind.TEXT, Kind.HIDDEN) and not is_column):
        return Compare(source, Operator.EQUAL, ("",))
    if kind in _NUMBERS:
        return Compare(source, Operator.AT_LEAST, ("",), ReadAs.NUMBER)
    return Asks(source, Presence.ANSWERED)


def with_source(part: Condition, source: Source) -> Condition:
    """A single line about another source."""
    found = asked(part)
    if found is None:
        return part
    made = replace(found[0], source=source)
    return Not(made) if found[1][1] else made


def question_behind(form: Form | None, source: Source) -> Question | None:
    return form.question(source.question) if form and isinstance(source, QuestionSource) else None


def _kind(form: Form | None, source: Source) -> Kind | None:
    if isinstance(source, ColumnSource):
        return None
    question = question_behind(form, source)
    return question.kind if question is not None else None
