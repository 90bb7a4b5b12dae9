"""Sources as JSON and back."""

from typing import Any

from mapper_gui.mapping.form import QuestionId
from mapper_gui.mapping.json_cursor import Cursor
from mapper_gui.mapping.source import (
    SUBMISSION_PARTS,
    AttachmentSource,
    CaseSource,
    ColumnSource,
    MetaSource,
    NamedValue,
    QuestionSource,
    RowChoice,
    RowNumber,
    Source,
    SubmissionSource,
)

Json = dict[str, Any]

SOURCE_KEYS = ("question", "submission", "meta", "case", "attachment_of", "row", "column", "value")
"""The keys that tell a source from anything else."""


def encode_source(source: Source) -> Json:
    match source:
        case QuestionSource(question):
            return {"question": question}
        case SubmissionSource(part):
            return {"submission": part}
        case MetaSource(part):
            return {"meta": part}
        case CaseSource(path, part):
            return {"case": path, "part": part}
        case AttachmentSource(question):
            return {"attachment_of": question}
        case RowNumber(None):
            return {"row": "number"}
        case RowNumber(repeat):
            return {"row": "number", "of": repeat}
        case RowChoice():
            return {"row": "choice"}
        case ColumnSource(column):
            return {"column": column}
        case NamedValue(name):
            return {"value": name}


def decode_source(cursor: Cursor) -> Source:
    """The source at this place. Raises ReadError(NOT_A_PROJECT) with the path."""
    if cursor.has("question"):
        cursor.keys("question")
        return QuestionSource(QuestionId(cursor.at("question").text()))
    if cursor.has("submission"):
        cursor.keys("submission")
        part = cursor.at("submission").text()
        if part not in SUBMISSION_PARTS:
            raise cursor.at("submission").refuse("one of " + ", ".join(SUBMISSION_PARTS))
        return SubmissionSource(part)
    if cursor.has("meta"):
        cursor.keys("meta")
        return MetaSource(cursor.at("meta").text())
    if cursor.has("case"):
        cursor.keys("case", "part")
        return CaseSource(cursor.at("case").text(), cursor.at("part").text())
    if cursor.has("attachment_of"):
        cursor.keys("attachment_of")
        return AttachmentSource(QuestionId(cursor.at("attachment_of").text()))
    if cursor.has("row"):
        cursor.keys("row", "of")
        if cursor.at("row").value == "choice" and not cursor.has("of"):
            return RowChoice()
        if cursor.at("row").value != "number":
            raise cursor.at("row").refuse('"number" or "choice"')
        of = cursor.optional("of", Cursor.text, "")
        return RowNumber(QuestionId(of) if of else None)
    if cursor.has("column"):
        cursor.keys("column")
        return ColumnSource(cursor.at("column").text())
    if cursor.has("value"):
        cursor.keys("value")
        return NamedValue(cursor.at("value").text())
    raise cursor.refuse("a source, with one of the keys " + ", ".join(SOURCE_KEYS))


def is_source(cursor: Cursor) -> bool:
    """Whether this looks like a source rather than a constant."""
    return isinstance(cursor.value, dict)
