"""Why a target field has no value, as facts: what is certain, and what remains possible."""

from dataclasses import dataclass
from enum import StrEnum

from mapper_gui.mapping.conditions import Condition
from mapper_gui.mapping.display_conditions import AnswerRead, Shown
from mapper_gui.mapping.form import QuestionId
from mapper_gui.mapping.other_version import Sign
from mapper_gui.mapping.result import Reason, Trace
from mapper_gui.mapping.source import Source


class BlankKind(StrEnum):
    """What left the field without a value. In brackets the facts that go with it."""

    # The question and the submission.
    NOT_ASKED = "not_asked"  # its own display condition (shown)
    PARENT_NOT_SHOWN = "parent_not_shown"  # that of a group or repeat around it (shown)
    LEFT_BLANK = "left_blank"  # asked, and not answered
    CALCULATED_BLANK = "calculated_blank"  # a hidden value whose calculation gave nothing
    NOT_IN_VERSION = "not_in_version"  # the app version of the submission has no such question
    NOT_IN_FORM = "not_in_form"  # the form that the mapping was made for has it no more
    UNEXPLAINED = "unexplained"  # the version has it and shows it, and yet it is not there
    NOT_SENT = "not_sent"  # a part of the envelope or of the metadata
    NO_CASE_BLOCK = "no_case_block"
    NOT_IN_CASE_BLOCK = "not_in_case_block"
    NO_ATTACHMENT = "no_attachment"  # (value: the file's name)
    # The rule.
    OUTSIDE_TABLE = "outside_table"  # (value: the choice id)
    TABLE_GIVES_NOTHING = "table_gives_nothing"  # (value: the choice id)
    STEP_CANNOT_READ = "step_cannot_read"  # (step, value, wanted)
    STEP_GIVES_NOTHING = "step_gives_nothing"  # (step, value)
    NO_CASE_HOLDS = "no_case_holds"  # (asked) no condition of ordered rules
    NO_SAMPLE_ANSWER = "no_sample_answer"  # (value) a target lookup was not answered
    EMPTY_CELL = "empty_cell"  # of the table that the rule goes through
    RULE = "rule"  # (reason) the rule itself
    # The record.
    RECORD_CONDITION = "record_condition"  # (condition, asked) of the record rule
    NOT_ACCEPTED = "not_accepted"  # (condition, asked) of the whole mapping
    NO_ROWS = "no_rows"  # the repeat has none
    NOTHING_CHOSEN = "nothing_chosen"  # no choice that a record is made for
    KEY_MISSING = "key_missing"  # (field)
    STOPPED = "stopped"  # (field) the rule says so


@dataclass(frozen=True, slots=True)
class BlankReason:
    """One reason. It is certain only where it follows from the form and the submission.

    `step` counts from 0; None is the take. `sign`: why a display condition of the form is not
    certain to be that of the submission's version.
    """

    kind: BlankKind
    certain: bool
    source: Source | None = None
    question: QuestionId | None = None
    shown: Shown | None = None
    sign: Sign | None = None
    value: str = ""
    step: int | None = None
    wanted: str = ""
    field: str = ""
    reason: Reason | None = None
    condition: Condition | None = None
    asked: tuple[Trace, ...] = ()

    @property
    def read(self) -> tuple[AnswerRead, ...]:
        return self.shown.read if self.shown is not None else ()


@dataclass(frozen=True, slots=True)
class Build:
    """The app version that a submission names, whose structure would decide."""

    id: str
    version: str = ""


@dataclass(frozen=True, slots=True)
class Blank:
    """Why there is no value: all that is certain, or what remains possible, the likelier first.

    With several sources each has its reasons. `look_up`: what would decide between them.
    """

    reasons: tuple[BlankReason, ...]
    look_up: Build | None = None
    build: Build | None = None
    """The submission's own app version."""

    @property
    def certain(self) -> bool:
        """Whether there is nothing left to be found out."""
        return bool(self.reasons) and all(reason.certain for reason in self.reasons)
