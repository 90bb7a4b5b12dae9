"""What a mapping made of one submission: records, and for each field its value or the reason."""

from dataclasses import dataclass
from enum import StrEnum

from mapper_gui.mapping.mapping import Operation, RuleId
from mapper_gui.mapping.number_text import number_text
from mapper_gui.mapping.problem import Problem
from mapper_gui.mapping.source import Source
from mapper_gui.mapping.submission import Answer, Submission
from mapper_gui.mapping.values import Scalar

Value = Scalar | tuple[Scalar, ...]


def text_of(value: Value) -> str:
    """A value as text, the way every runner writes it: whole numbers without `.0`."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return number_text(value)
    if isinstance(value, tuple):
        return ",".join(text_of(item) for item in value)
    return "" if value is None else str(value)


class ResultKind(StrEnum):
    """Problems that only a submission shows."""

    OTHER_FORM = "other_form"
    KEY_MISSING = "key_missing"
    STOPPED = "stopped"
    OUTSIDE_TABLE = "outside_table"
    LIST_FOUND = "list_found"
    GROUP_FOUND = "group_found"
    REPEAT_NOT_ITERATED = "repeat_not_iterated"
    DUPLICATE_KEY = "duplicate_key"
    NO_SUCH_TABLE = "no_such_table"


class ReasonKind(StrEnum):
    """Why a field has no answer to write."""

    ABSENT = "absent"
    EMPTY = "empty"
    OUTSIDE_TABLE = "outside_table"
    NOT_IN_FORM = "not_in_form"
    LIST_FOUND = "list_found"
    GROUP_FOUND = "group_found"
    REPEAT_NOT_ITERATED = "repeat_not_iterated"
    NO_VALUE_YET = "no_value_yet"
    NO_SUCH_TABLE = "no_such_table"


@dataclass(frozen=True, slots=True)
class Reason:
    """Facts: source, choice, table, as the kind needs."""

    kind: ReasonKind
    source: Source | None = None
    choice: str | None = None


class Outcome(StrEnum):
    WRITTEN = "written"
    LEFT_OUT = "left_out"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Trace:
    """A source that was read and what it gave."""

    source: Source
    answer: Answer


@dataclass(frozen=True, slots=True)
class FieldResult:
    """What a field rule gave. `stages`: after take, then after each step. `reason`: why no answer,
    also where a policy then wrote null, blank or a default."""

    field: str
    outcome: Outcome
    value: Value = None
    reason: Reason | None = None
    traces: tuple[Trace, ...] = ()
    stages: tuple[Answer, ...] = ()
    outside: tuple[str, ...] = ()
    """Choice ids that the table did not have."""


@dataclass(frozen=True, slots=True)
class RecordResult:
    """One record, made or not. `item`: the row numbers it was made for, outermost first."""

    submission: str
    rule: RuleId
    object: str
    operation: Operation
    item: tuple[int, ...]
    key: tuple[str, ...]
    fields: tuple[FieldResult, ...]
    made: bool

    def field(self, name: str) -> FieldResult | None:
        return next((result for result in self.fields if result.field == name), None)

    @property
    def written(self) -> dict[str, Value]:
        """Field name to value, in the rule's order, left-out fields left out."""
        return {f.field: f.value for f in self.fields if f.outcome is Outcome.WRITTEN}

    @property
    def key_values(self) -> dict[str, Value]:
        written = self.written
        return {name: written[name] for name in self.key if name in written}


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Everything one submission gave. `records` holds those that were not made too."""

    submission: Submission
    records: tuple[RecordResult, ...]
    problems: tuple[Problem, ...]
