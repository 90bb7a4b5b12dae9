"""Conditions: when a record is made, and which of several values is taken.

A comparison reads its sides as text, number or date. An empty answer is the text ""; an absent one
equals nothing; what cannot be read as a number or date compares as absent. `NOT_EQUAL` is exactly
the opposite of `EQUAL`; every other comparison with something missing is false.
"""

from dataclasses import dataclass
from enum import StrEnum

from mapper_gui.mapping.source import Source


class Operator(StrEnum):
    EQUAL = "="
    NOT_EQUAL = "!="
    LESS = "<"
    AT_MOST = "<="
    GREATER = ">"
    AT_LEAST = ">="
    ONE_OF = "one of"
    CONTAINS = "contains"
    BEGINS = "begins with"
    ENDS = "ends with"
    HAS_CHOICE = "contains the choice"


TEXT_OPERATORS = frozenset(
    {Operator.ONE_OF, Operator.CONTAINS, Operator.BEGINS, Operator.ENDS, Operator.HAS_CHOICE}
)
"""Operators that always read text."""


class ReadAs(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"


class Presence(StrEnum):
    """What is asked of a question, group or repeat."""

    THERE = "there"
    ANSWERED = "answered"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Compare:
    """A source against constants (several for ONE_OF) or against another source.

    Only ONE_OF can do without a constant: anything else without one compares with the empty text.
    """

    source: Source
    operator: Operator
    operand: tuple[str, ...] | Source
    read_as: ReadAs = ReadAs.TEXT

    def __post_init__(self) -> None:
        if self.operand == () and self.operator is not Operator.ONE_OF:
            object.__setattr__(self, "operand", ("",))


@dataclass(frozen=True, slots=True)
class Asks:
    """Whether a question, group or repeat is there, answered, or empty.

    A repeat is there when it has rows; a group when any of it is; groups and repeats that are
    there count as answered.
    """

    source: Source
    presence: Presence


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every one of these holds; of none, it holds."""

    conditions: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of these holds; of none, it does not."""

    conditions: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Not:
    condition: "Condition"


Condition = Compare | Asks | AllOf | AnyOf | Not


def condition_sources(condition: Condition | None) -> tuple[Source, ...]:
    """The sources a condition reads, in order."""
    match condition:
        case None:
            return ()
        case Compare(source, _, operand):
            return (source,) if isinstance(operand, tuple) else (source, operand)
        case Asks(source):
            return (source,)
        case AllOf(conditions) | AnyOf(conditions):
            return tuple(s for each in conditions for s in condition_sources(each))
        case Not(inner):
            return condition_sources(inner)
