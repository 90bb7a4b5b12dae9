"""What a mapping made of one submission: records, and for each field its value or the reason."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from mapper_gui.mapping.mapping import Operation, RuleId
from mapper_gui.mapping.number_text import number_text
from mapper_gui.mapping.problem import Problem
from mapper_gui.mapping.source import Source
from mapper_gui.mapping.submission import Answer, Submission
from mapper_gui.mapping.values import Scalar

Value = Scalar | tuple[Scalar, ...]


@dataclass(frozen=True, slots=True)
class ReferenceTo:
    """The value of a reference field: the record of `object` whose `field` is `value`."""

    object: str
    field: str
    value: Value


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A value that a part of a rule could not read. `step` counts from 0; None is the take."""

    step: int | None
    value: str
    wanted: str


Item = tuple[int | str, ...]


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
    UNREADABLE = "unreadable"  # facts step, value, wanted
    NO_SUCH_VALUE = "no_such_value"
    CIRCLE = "circle"
    CODE_FAILED = "code_failed"  # facts reason
    NOT_ACCEPTED = "not_accepted"  # the submission is not one that the mapping is for


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
    UNREADABLE = "unreadable"  # a step could not read the value, which is in `choice`
    NO_CASE = "no_case"  # no condition of ordered rules held
    NOT_LOOKED_UP = "not_looked_up"  # the target was not asked, and there is no sample answer
    NO_SUCH_VALUE = "no_such_value"
    CIRCLE = "circle"  # named values that use each other
    CODE_NOT_RUN = "code_not_run"
    CODE_FAILED = "code_failed"  # `fault` says how; what the engine said is in `choice`


class CodeFault(StrEnum):
    """Why code gave no value. `said` goes with some."""

    SYNTAX = "syntax"  # said: the engine's message
    THREW = "threw"  # said: what was thrown
    TOO_LONG = "too_long"  # said: the limit in milliseconds
    MEMORY = "memory"
    PROMISE = "promise"  # asynchronous code
    NO_VALUE = "no_value"  # said: function, symbol, bigint, NaN ...
    TOO_LARGE = "too_large"
    GIVEN_UP = "given_up"  # the time for all code of the submission is over, or it was cancelled
    NO_ENGINE = "no_engine"  # said: the system's reason


@dataclass(frozen=True, slots=True)
class Reason:
    """Facts: source, choice (or what code said), fault, as the kind needs."""

    kind: ReasonKind
    source: Source | None = None
    choice: str | None = None
    fault: CodeFault | None = None


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
class Explanation:
    """How a field came to what it is."""

    reason: Reason | None = None
    """Why there is no answer, also where a policy then wrote null, blank or a default."""
    traces: tuple[Trace, ...] = ()
    """What the value is made of."""
    stages: tuple[Answer, ...] = ()
    """After take, then after each step."""
    outside: tuple[str, ...] = ()
    """Choice ids that the table did not have."""
    unreadable: tuple[Unreadable, ...] = ()
    asked: tuple[Trace, ...] = ()
    """What conditions, steps and named values read beside the value."""
    from_sample: bool = False
    """Whether a target lookup was answered from a typed sample."""
    failed: tuple[Reason, ...] = ()
    """Where the rule itself is at fault: code that threw, a table or value that is not there."""


@dataclass(slots=True, eq=False, repr=False)
class FieldResult:
    """What a field rule gave, with all that an `Explanation` says.

    It is explained when it is first asked, by making the value once more: of a thousand submissions
    nobody looks at most fields. What is a problem, or came of code, is explained from the start.
    """

    field: str
    outcome: Outcome
    value: "Value | ReferenceTo"
    explain: "Callable[[Any], Explanation]"
    scope: object
    """What `explain` is to be asked with."""
    explained: Explanation | None = None

    @property
    def explanation(self) -> Explanation:
        """How it came to what it is."""
        if self.explained is None:
            self.explained = self.explain(self.scope)
        return self.explained

    @property
    def told(self) -> Explanation:
        """The explanation where it may tell a problem or of a sample, else an empty one."""
        return self.explained or NOTHING_TOLD

    @property
    def reason(self) -> Reason | None:
        return self.explanation.reason

    @property
    def traces(self) -> tuple[Trace, ...]:
        return self.explanation.traces

    @property
    def stages(self) -> tuple[Answer, ...]:
        return self.explanation.stages

    @property
    def asked(self) -> tuple[Trace, ...]:
        return self.explanation.asked

    @property
    def outside(self) -> tuple[str, ...]:
        return self.told.outside

    @property
    def unreadable(self) -> tuple[Unreadable, ...]:
        return self.told.unreadable

    @property
    def from_sample(self) -> bool:
        return self.told.from_sample

    @property
    def failed(self) -> tuple[Reason, ...]:
        return self.told.failed

    def __eq__(self, other: object) -> bool:
        return isinstance(other, FieldResult) and self._facts() == other._facts()

    def __hash__(self) -> int:
        return hash((self.field, self.outcome))

    def __repr__(self) -> str:
        return f"FieldResult{self._facts()!r}"

    def _facts(self) -> tuple[object, ...]:
        return self.field, self.outcome, self.value, self.explanation


NOTHING_TOLD = Explanation()


@dataclass(frozen=True, slots=True)
class RecordResult:
    """One record, made or not. `item`: what it was made for, outermost first: row numbers, then
    the chosen id or the number of the table's row."""

    submission: str
    rule: RuleId
    object: str
    operation: Operation
    item: Item
    key: tuple[str, ...]
    fields: tuple[FieldResult, ...]
    made: bool
    skipped: bool = False
    """Whether the rule's condition was false, so that nothing was made and nothing is wrong."""

    def field(self, name: str) -> FieldResult | None:
        return next((result for result in self.fields if result.field == name), None)

    @property
    def written(self) -> dict[str, Value | ReferenceTo]:
        """Field name to value, in the rule's order, left-out fields left out."""
        return {f.field: f.value for f in self.fields if f.outcome is Outcome.WRITTEN}

    @property
    def key_values(self) -> dict[str, Value | ReferenceTo]:
        of_key = [each for each in self.fields if each.field in self.key]
        found = {f.field: f.value for f in of_key if f.outcome is Outcome.WRITTEN}
        return {name: found[name] for name in self.key if name in found}


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Everything one submission gave. `records` holds those that were not made too."""

    submission: Submission
    records: tuple[RecordResult, ...]
    problems: tuple[Problem, ...]
