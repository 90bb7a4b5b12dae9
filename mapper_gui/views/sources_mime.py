"""What a drag carries, as JSON: sources, fields, or choices of a question.

Sources go as text too, one id per line, so that they can be dropped or pasted anywhere else.
What another program offers is judged like a file: bounded, and refused when it is not right.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QMimeData

from mapper_gui.app.place import FieldPlace
from mapper_gui.mapping.document_values import decode_source, encode_source
from mapper_gui.mapping.errors import ReadError
from mapper_gui.mapping.form import Form, QuestionId
from mapper_gui.mapping.json_cursor import Cursor
from mapper_gui.mapping.source import QuestionSource, Source

SOURCES = "application/x-mapper-sources+json"
FIELDS = "application/x-mapper-fields+json"
CHOICES = "application/x-mapper-choices+json"
TEXT = "text/plain"

MOST_BYTES = 4 * 1024 * 1024
MOST_ENTRIES = 20_000
MOST_TEXT = 200_000
"""Characters of text from another program that are looked at, on every move of the pointer."""


@dataclass(frozen=True, slots=True)
class DraggedChoices:
    """Choice ids of one question, without their labels."""

    question: QuestionId
    choices: tuple[str, ...]


def put_sources(mime: QMimeData, sources: Sequence[Source]) -> None:
    _put(mime, SOURCES, [encode_source(source) for source in sources])


def put_choices(mime: QMimeData, dragged: DraggedChoices) -> None:
    entry = {"question": dragged.question, "choices": list(dragged.choices)}
    mime.setData(CHOICES, json.dumps(entry, ensure_ascii=False).encode())


def put_fields(mime: QMimeData, places: Sequence[FieldPlace]) -> None:
    _put(mime, FIELDS, [{"rule": place.rule, "field": place.field} for place in places])


def sources_in(mime: QMimeData, form: Form | None = None) -> tuple[Source, ...]:
    """The sources of a drag; empty when it carries none.

    With a form, plain text from elsewhere counts when every line is a question id of it.
    """
    if mime.hasFormat(SOURCES):
        found: list[Source] = []
        for entry in _entries(mime, SOURCES):
            try:
                found.append(decode_source(Cursor(entry)))
            except ReadError:
                return ()
        return tuple(dict.fromkeys(found))
    if form is not None and mime.hasText() and not mime.hasUrls() and not mime.hasFormat(CHOICES):
        return _ids_in(mime.text(), form)
    return ()


def choices_in(mime: QMimeData) -> DraggedChoices | None:
    """The choices of a drag; None when it carries none."""
    entry = _parsed(mime, CHOICES)
    question = entry.get("question") if isinstance(entry, dict) else None
    choices = entry.get("choices") if isinstance(entry, dict) else None
    if not isinstance(question, str) or not isinstance(choices, list):
        return None
    ids = tuple(choice for choice in choices[:MOST_ENTRIES] if isinstance(choice, str))
    return DraggedChoices(QuestionId(question), ids) if ids else None


def fields_in(mime: QMimeData) -> tuple[FieldPlace, ...]:
    """The fields of a drag; empty when it carries none."""
    found: list[FieldPlace] = []
    for entry in _entries(mime, FIELDS):
        rule, field = entry.get("rule"), entry.get("field")
        if not isinstance(rule, str) or not isinstance(field, str):
            return ()
        found.append(FieldPlace(rule, field))
    return tuple(found)


def _put(mime: QMimeData, kind: str, entries: list[dict[str, Any]]) -> None:
    mime.setData(kind, json.dumps(entries, ensure_ascii=False).encode())


def _parsed(mime: QMimeData, kind: str) -> Any:
    """The JSON of one format; None when it is not there, too large or no JSON."""
    if not mime.hasFormat(kind):
        return None
    data = bytes(mime.data(kind).data())
    if len(data) > MOST_BYTES:
        return None
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


def _entries(mime: QMimeData, kind: str) -> list[dict[str, Any]]:
    entries = _parsed(mime, kind)
    if not isinstance(entries, list) or len(entries) > MOST_ENTRIES:
        return []
    return entries if all(isinstance(entry, dict) for entry in entries) else []


def _ids_in(text: str, form: Form) -> tuple[Source, ...]:
    if len(text) > MOST_TEXT:
        return ()
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines or len(lines) > MOST_ENTRIES:
        return ()
    questions = [form.question(line) for line in lines]
    if any(question is None or question.id is None for question in questions):
        return ()
    return tuple(dict.fromkeys(QuestionSource(q.id) for q in questions if q and q.id))
