"""How a value is made: take, then a chain of steps; and what happens when there is none.

The vocabulary grows by adding a dataclass to `Take` or `Step` here, its JSON in `document`, its
meaning in `evaluate`, its words in `wording.rules`, and a row in each exporter's capabilities.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from mapper_gui.mapping.conditions import Condition, condition_sources
from mapper_gui.mapping.form import Language, QuestionId
from mapper_gui.mapping.source import Source
from mapper_gui.mapping.steps import Age, PlainStep

Scalar = str | int | float | bool | None
"""What a target field can be given."""


def same(one: Scalar, other: Scalar) -> bool:
    """Whether two values are the same to a target: Python finds 1 and true equal, a target does
    not. Edits and files are compared by this."""
    return isinstance(one, bool) is isinstance(other, bool) and one == other


@dataclass(frozen=True, slots=True)
class First:
    """The first answered of these sources; if none is, empty when any is empty, else absent."""

    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class LabelCopy:
    """Where the text of a constant was copied from, by an explicit gesture."""

    question: QuestionId
    language: Language
    choice: str | None = None


@dataclass(frozen=True, slots=True)
class Constant:
    """Always this value. A null constant is a value: no policy applies to it."""

    value: Scalar
    copied_from: LabelCopy | None = None

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Constant)
            and same(self.value, other.value)
            and self.copied_from == other.copied_from
        )


TemplatePart = str | Source


@dataclass(frozen=True, slots=True)
class Template:
    """Texts and sources joined. With a missing part the whole is absent, unless `missing_blank`."""

    parts: tuple[TemplatePart, ...]
    missing_blank: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """When the condition holds, this is taken."""

    when: Condition
    take: "Take"


@dataclass(frozen=True, slots=True)
class Cases:
    """Ordered rules: the first whose condition holds. None holds and no `otherwise`: absent."""

    cases: tuple[Case, ...]
    otherwise: "Take | None" = None


@dataclass(frozen=True, slots=True)
class Term:
    """A source added, or subtracted when `minus`."""

    source: Source
    minus: bool = False


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum or difference of numbers. With a missing part absent, unless `missing_zero`; a part
    that is no number cannot be read."""

    terms: tuple[Term, ...]
    missing_zero: bool = False


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows a repeat has, or how many choices a multiple answer; none is 0."""

    source: Source


@dataclass(frozen=True, slots=True)
class TargetLookup:
    """In this target object, where `field` equals the source's value, take `take`."""

    object: str
    field: str
    equals: Source
    take: str


Take = First | Constant | Template | Cases | Sum | Count | TargetLookup


class OutsideAction(StrEnum):
    """What becomes of a choice id that the table does not have."""

    KEEP = "keep"
    EMPTY = "empty"
    DEFAULT = "default"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Outside:
    action: OutsideAction = OutsideAction.EMPTY
    default: Scalar = None

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Outside)
            and self.action is other.action
            and same(self.default, other.default)
        )


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """A choice id and what the target is given for it. The choice id "" is the row for empty."""

    choice: str
    value: Scalar

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, ChoiceRow)
            and self.choice == other.choice
            and same(self.value, other.value)
        )


@dataclass(frozen=True)
class ChoiceTable:
    """Choice ids to target values. Choices without a target yet have no row."""

    rows: tuple[ChoiceRow, ...] = ()
    ignore_case: bool = False
    outside: Outside = Outside()

    @cached_property
    def by_choice(self) -> Mapping[str, ChoiceRow]:
        """Rows by choice id; the first one where an id stands twice."""
        return {row.choice: row for row in reversed(self.rows)}

    @cached_property
    def _by_lower_case(self) -> Mapping[str, ChoiceRow]:
        return {row.choice.lower(): row for row in reversed(self.rows)}

    def find(self, choice: str) -> tuple[bool, Scalar]:
        """Whether a choice id has a row, and its value; upper and lower case alike if so said."""
        found = self._by_lower_case.get(choice.lower()) if self.ignore_case else self.row(choice)
        return (False, None) if found is None else (True, found.value)

    def row(self, choice: str) -> ChoiceRow | None:
        return self.by_choice.get(choice)


@dataclass(frozen=True, slots=True)
class ByTable:
    """Replace a choice id by its row in a table: one of its own, or a shared one by name."""

    table: ChoiceTable | str


@dataclass(frozen=True, slots=True)
class EachChoice:
    """For each id of a multiple answer: its row in the table (None: the id itself), then joined.

    `separator` None keeps a list.
    """

    table: ChoiceTable | str | None
    separator: str | None = ";"


TableStep = ByTable | EachChoice
Step = TableStep | PlainStep


@dataclass(frozen=True, slots=True)
class Value:
    """A take with its steps: what a name stands for."""

    take: Take
    then: tuple[Step, ...] = ()


class PolicyAction(StrEnum):
    """What a target field is given when its value is absent, or empty."""

    LEAVE_OUT = "leave_out"
    NULL = "null"
    BLANK = "blank"
    DEFAULT = "default"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Policy:
    action: PolicyAction = PolicyAction.LEAVE_OUT
    default: Scalar = None

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Policy)
            and self.action is other.action
            and same(self.default, other.default)
        )


LEAVE_OUT = Policy()


def take_sources(take: Take | None) -> tuple[Source, ...]:
    """The sources a take reads, in order, those of its conditions among them."""
    match take:
        case First(sources):
            return sources
        case Template(parts):
            return tuple(part for part in parts if not isinstance(part, str))
        case Cases(cases, otherwise):
            inside = [s for c in cases for s in (*condition_sources(c.when), *take_sources(c.take))]
            return (*inside, *take_sources(otherwise))
        case Sum(terms):
            return tuple(term.source for term in terms)
        case Count(source):
            return (source,)
        case TargetLookup(equals=source):
            return (source,)
        case _:
            return ()


def step_sources(steps: tuple[Step, ...]) -> tuple[Source, ...]:
    """The sources that steps read beside the value they are given."""
    return tuple(step.at for step in steps if isinstance(step, Age))


def value_sources(take: Take | None, then: tuple[Step, ...] = ()) -> tuple[Source, ...]:
    """Every source a value reads, in order."""
    return (*take_sources(take), *step_sources(then))
