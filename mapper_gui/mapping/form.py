"""A CommCare form: its questions as "Export Form Contents" gives them, and what was learned since.

Source of the rules: CommCare page, sections 1 (the export) and 12 (what was measured).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import NewType

QuestionId = NewType("QuestionId", str)
"""The path without root, as the export writes it: `/hh/water-source`."""

Language = str


class Kind(StrEnum):
    """What a question is, one word each. The export's Type words map to these (readers.type_words)."""

    TEXT = "text"
    PHONE = "phone"  # Phone Number or Numeric ID
    PASSWORD = "password"
    INTEGER = "integer"
    LONG = "long"
    DECIMAL = "decimal"
    DATE = "date"
    TIME = "time"
    DATETIME = "datetime"
    SINGLE = "single"  # "Multiple Choice": one answer
    MULTIPLE = "multiple"  # "Checkbox": several answers, stored with spaces between
    SINGLE_LOOKUP = "single_lookup"  # choices from a lookup table
    MULTIPLE_LOOKUP = "multiple_lookup"
    LOOKUP_DATA = "lookup_data"  # the row under a lookup question; no data
    GROUP = "group"
    QUESTION_LIST = "question_list"
    REPEAT = "repeat"
    LABEL = "label"  # no data
    HIDDEN = "hidden"
    GPS = "gps"
    BARCODE = "barcode"
    IMAGE = "image"
    AUDIO = "audio"
    VIDEO = "video"
    SIGNATURE = "signature"
    FACE = "face"
    DOCUMENT = "document"
    CALLOUT = "callout"  # Android App Callout
    PRINT = "print"
    CASE_ACTION = "case_action"  # Advanced Case Actions, Save to Case
    BALANCE = "balance"
    TRANSFER = "transfer"
    DISPENSE = "dispense"
    RECEIVE = "receive"
    LEARN_MODULE = "learn_module"
    ASSESSMENT = "assessment"
    DELIVER_UNIT = "deliver_unit"
    TASK = "task"
    WORK_AREA = "work_area"
    IGNORED = "ignored"  # Ignored XML
    UNKNOWN = "unknown"  # "Base" and words that nobody knows


CONTAINERS = frozenset({Kind.GROUP, Kind.QUESTION_LIST, Kind.REPEAT})
SELECTS = frozenset({Kind.SINGLE, Kind.MULTIPLE})
"""Questions whose choices stand in the export."""
MULTIPLE_ANSWER = frozenset({Kind.MULTIPLE, Kind.MULTIPLE_LOOKUP})
ATTACHMENTS = frozenset(
    {Kind.IMAGE, Kind.AUDIO, Kind.VIDEO, Kind.SIGNATURE, Kind.FACE, Kind.DOCUMENT}
)
STRUCTURES = frozenset(
    {
        Kind.CASE_ACTION,
        Kind.BALANCE,
        Kind.TRANSFER,
        Kind.DISPENSE,
        Kind.RECEIVE,
        Kind.LEARN_MODULE,
        Kind.ASSESSMENT,
        Kind.DELIVER_UNIT,
        Kind.TASK,
        Kind.WORK_AREA,
    }
)
"""Questions whose data is an object in the submission, not a text."""
NO_DATA = CONTAINERS | {Kind.LABEL, Kind.LOOKUP_DATA}
"""Rows that hold no answer of their own and cannot feed a field."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a select: the id is data, the labels are not."""

    id: str
    labels: Mapping[Language, str] = field(default_factory=dict)
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One row of the export, choices inside their question. Texts are raw, as the export has them."""

    id: QuestionId | None
    kind: Kind
    labels: Mapping[Language, str] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    repeat: QuestionId | None = None
    """The nearest enclosing repeat; of a repeat's own row, its parent's."""
    required: bool | None = None
    calculate: str | None = None
    type_word: str = ""
    """The word in the Type column, as it stood there."""
    display_condition: str = ""
    validation_condition: str = ""
    validation_message: str = ""
    hint: str = ""
    help: str = ""
    comment: str = ""
    row: int | None = None
    doubts: tuple[str, ...] = ()
    """Kinds of the import warnings about this row."""

    @property
    def hidden(self) -> bool:
        """Whether the user never sees it: hidden values, and what the form builder calls data-only
        (case actions, stock transactions, Connect's). Only Kind.HIDDEN is a hidden value."""
        return self.kind is Kind.HIDDEN or self.kind in STRUCTURES

    @property
    def has_data(self) -> bool:
        """Whether it can be a source: it has an id and holds an answer."""
        return self.id is not None and self.kind not in NO_DATA

    @property
    def is_multiple(self) -> bool:
        """Whether its answer is several choice ids with spaces between."""
        return self.kind in MULTIPLE_ANSWER

    def choice(self, choice_id: str) -> Choice | None:
        return next((choice for choice in self.choices if choice.id == choice_id), None)


@dataclass(frozen=True, slots=True)
class CaseBlock:
    """A case block learned from a submission: where it stands and the parts it was seen with.

    `path` is `/case`, `/subcase_0/case`, `/children/case` ...; `parts` are `@case_id`,
    `create/case_name`, `update/village`, `index/parent` ...; `repeat` the enclosing repeat, if any.
    """

    path: str
    parts: tuple[str, ...] = ()
    repeat: QuestionId | None = None


@dataclass(frozen=True)
class Form:
    """A form as the mapping knows it. Empty text where something is not known."""

    questions: tuple[Question, ...] = ()
    languages: tuple[Language, ...] = ()
    name: str = ""
    xmlns: str = ""
    app_id: str = ""
    project_space: str = ""
    case_blocks: tuple[CaseBlock, ...] = ()

    @cached_property
    def by_id(self) -> Mapping[QuestionId, Question]:
        """Questions by id; the first one where an id stands twice."""
        found: dict[QuestionId, Question] = {}
        for question in self.questions:
            if question.id is not None:
                found.setdefault(question.id, question)
        return found

    def question(self, question_id: str) -> Question | None:
        return self.by_id.get(QuestionId(question_id))

    @cached_property
    def repeats(self) -> tuple[QuestionId, ...]:
        """Ids of the repeat groups, in the form's order."""
        return tuple(q.id for q in self.questions if q.kind is Kind.REPEAT and q.id is not None)

    def repeats_around(self, path: str) -> tuple[QuestionId, ...]:
        """The repeats that enclose a path, outermost first; a repeat does not enclose itself."""
        return tuple(r for r in enclosing(path) if r in self._repeat_set)

    def is_repeat(self, path: str) -> bool:
        return path in self._repeat_set

    @cached_property
    def parents(self) -> frozenset[QuestionId]:
        """Ids under which other questions stand, whatever their kind."""
        found: set[str] = set()
        for question in self.questions:
            above = (question.id or "").rpartition("/")[0]
            while above and above not in found:
                found.add(above)
                above = above.rpartition("/")[0]
        return frozenset(QuestionId(path) for path in found)

    @cached_property
    def _repeat_set(self) -> frozenset[QuestionId]:
        return frozenset(self.repeats)


def enclosing(path: str) -> Iterator[QuestionId]:
    """Every path above this one, outermost first: `/a/b/c` gives `/a`, `/a/b`."""
    steps = split_path(path)
    for count in range(1, len(steps)):
        yield QuestionId("/" + "/".join(steps[:count]))


def split_path(path: str) -> list[str]:
    """The steps of a question id. A `/` inside `[...]` does not separate (`/x[@type='a/b']`)."""
    path = path.removeprefix("/")
    if "[" not in path:
        return path.split("/")
    steps: list[str] = []
    depth = 0
    current = ""
    for char in path:
        if char == "/" and depth == 0:
            steps.append(current)
            current = ""
            continue
        if char == "[":
            depth += 1
        elif char == "]":
            depth = max(0, depth - 1)
        current += char
    steps.append(current)
    return steps
