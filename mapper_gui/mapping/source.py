"""Where a value can come from, written so that nothing can be confused with anything else.

In a file: `{"question": "/hh/sex"}`, `{"submission": "id"}`, `{"meta": "timeEnd"}`,
`{"case": "/case", "part": "@case_id"}`, `{"attachment_of": "/photo"}`, `{"row": "number"}`,
`{"row": "choice"}`, `{"column": "date"}`, `{"value": "full name"}`.
"""

from dataclasses import dataclass

from mapper_gui.mapping.form import QuestionId

SUBMISSION_PARTS = (
    "id",
    "form_name",
    "xmlns",
    "received_on",
    "app_id",
    "build_id",
    "domain",
)
"""What every submission says of itself (CommCare page 4.2); `id` is the form id."""

META_PARTS = (
    "timeStart",
    "timeEnd",
    "username",
    "userID",
    "deviceID",
    "instanceID",
    "appVersion",
    "app_build_version",
    "commcare_version",
    "geo_point",
)
"""What stands in `form.meta` of every submission."""


@dataclass(frozen=True, slots=True)
class QuestionSource:
    """The answer to a question; of a select, the choice id."""

    question: QuestionId


@dataclass(frozen=True, slots=True)
class SubmissionSource:
    """One of SUBMISSION_PARTS."""

    part: str


@dataclass(frozen=True, slots=True)
class MetaSource:
    """A key of `form.meta`, read there and nowhere else."""

    part: str


@dataclass(frozen=True, slots=True)
class CaseSource:
    """A part of a case block: `/case` and `@case_id`, `create/case_name`, `update/village` ..."""

    path: str
    part: str


@dataclass(frozen=True, slots=True)
class AttachmentSource:
    """The address at which CommCare HQ serves the file that answers a media question."""

    question: QuestionId


@dataclass(frozen=True, slots=True)
class RowNumber:
    """The number of the repeat row, from 1. `repeat`: of which one; None is the innermost."""

    repeat: QuestionId | None = None


@dataclass(frozen=True, slots=True)
class RowChoice:
    """The choice id that a record is made for, where a rule goes through the chosen ids."""


@dataclass(frozen=True, slots=True)
class ColumnSource:
    """The cell in this column of the table row that a record is made for."""

    column: str


@dataclass(frozen=True, slots=True)
class NamedValue:
    """A value of the mapping that has a name and may be used by several rules."""

    name: str


Source = (
    QuestionSource
    | SubmissionSource
    | MetaSource
    | CaseSource
    | AttachmentSource
    | RowNumber
    | RowChoice
    | ColumnSource
    | NamedValue
)

FORM_ID = SubmissionSource("id")
CASE_ID = CaseSource("/case", "@case_id")

ALWAYS_OFFERED: tuple[Source, ...] = (
    FORM_ID,
    CASE_ID,
    *(SubmissionSource(part) for part in SUBMISSION_PARTS if part != "id"),
    *(MetaSource(part) for part in META_PARTS),
)
"""The sources that stand above the questions. `/case` is usual, not guaranteed (CommCare 6.8)."""


def source_path(source: Source) -> str | None:
    """The path in the form that this source reads, or None where it reads the envelope."""
    match source:
        case QuestionSource(question) | AttachmentSource(question):
            return question
        case CaseSource(path, _):
            return path
        case _:
            return None
