"""Real exports of the form builder against an independent reading of each form's XML.

The samples are not part of the project; they are used where they lie beside the checkout.
"""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from mapper_gui.mapping.form import MULTIPLE_ANSWER, SELECTS, Kind, Question
from mapper_gui.readers import FormReading, read_form

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "samples" / "exports" / "vellum"
INDEX: list[dict[str, Any]] = (
    json.loads((FOLDER / "index.json").read_text("utf-8"))
    if (FOLDER / "index.json").is_file()
    else []
)

pytestmark = pytest.mark.skipif(
    not INDEX, reason="no real exports beside the checkout (../shared/samples/exports/vellum)"
)

_UPLOADS = {
    "image/*": {Kind.IMAGE, Kind.SIGNATURE, Kind.FACE},
    "audio/*": {Kind.AUDIO},
    "video/*": {Kind.VIDEO},
    "application/*,text/*": {Kind.DOCUMENT},
}
_INPUTS = {
    "xsd:string": {Kind.TEXT, Kind.PHONE},
    "xsd:int": {Kind.INTEGER},
    "xsd:integer": {Kind.INTEGER},
    "xsd:long": {Kind.LONG},
    "xsd:double": {Kind.DECIMAL},
    "xsd:date": {Kind.DATE},
    "xsd:time": {Kind.TIME},
    "xsd:dateTime": {Kind.DATETIME},
    "geopoint": {Kind.GPS},
    "barcode": {Kind.BARCODE},
    "intent": {Kind.CALLOUT, Kind.PRINT},
}
_CONTROLS = {
    "trigger": {Kind.LABEL},
    "secret": {Kind.PASSWORD},
    "group": {Kind.GROUP, Kind.QUESTION_LIST},
    "repeat": {Kind.REPEAT},
    "select1": {Kind.SINGLE, Kind.SINGLE_LOOKUP},
    "select": set(MULTIPLE_ANSWER),
}
_INSIDE = (Kind.CASE_ACTION, Kind.ASSESSMENT, Kind.DELIVER_UNIT, Kind.TASK)
"""Rows that stand for a whole structure: the XML has more nodes below them (page 1.6)."""


def _kinds(expected: dict[str, Any]) -> set[Kind] | None:
    """The kinds that a control of the XML may have in the export; None when any will do."""
    tag = expected["kind"]
    if tag == "upload":
        return _UPLOADS[expected["mediatype"]]
    if tag == "input":
        # A type that the form builder does not know (xsd:decimal) or none is shown as Text.
        return _INPUTS.get(expected["bind_type"], {Kind.TEXT})
    return _CONTROLS.get(tag)


def _known(entry: dict[str, Any], why: str) -> set[str | None]:
    return {d["id"] for d in entry["known_differences"] if why in d["why"]}


def _disagreements(entry: dict[str, Any], reading: FormReading) -> list[object]:
    expected = json.loads((FOLDER / entry["expected"]).read_text("utf-8"))["questions"]
    known = {d["id"] for d in entry["known_differences"]}
    # A node that the builder ignores has one row, and what belongs to it has none.
    ignored = _known(entry, "vellum:ignore") | _known(entry, "unknown control tag")
    found = {q.id: q for q in reading.form.questions if q.id is not None}
    structures = [q.id for q in found.values() if q.id and q.kind in _INSIDE]
    wrong: list[object] = []
    for item in expected:
        id_ = item["id"]
        question = found.pop(id_, None)
        if id_ is None:
            if "" not in known:
                wrong.append("a control without id that is not known to differ")
            continue
        if question is None:
            inside = any(id_.startswith(f"{above}/") for above in [*structures, *ignored])
            if not inside and not id_.startswith("/transfer"):
                wrong.append(("not imported", id_))
            continue
        if id_ in ignored or (None in ignored and question.kind in (Kind.IGNORED, Kind.HIDDEN)):
            continue
        wrong += _differences(question, item, known)
    wrong += [("imported, not in the XML", id_) for id_ in found if "[@type='" not in id_]
    return wrong


def _differences(question: Question, item: dict[str, Any], known: set[str | None]) -> list[object]:
    wrong: list[object] = []
    kinds = _kinds(item)
    if kinds is not None and question.kind not in kinds:
        wrong.append((item["id"], "kind", item["kind"], question.kind))
    choices = ["" if choice is None else choice for choice in item["choices"] or []]
    if question.kind in SELECTS or choices:
        imported = [choice.id for choice in question.choices]
        if imported != choices:
            wrong.append((item["id"], "choices", choices, imported))
    for name, value in (
        ("repeat", question.repeat),
        ("hidden", question.hidden),
        ("required", bool(question.required)),
        ("calculate", question.calculate is not None),
    ):
        if value != item[name]:
            wrong.append((item["id"], name, item[name], value))
    return wrong


@pytest.mark.parametrize("entry", INDEX, ids=lambda entry: entry["file"])
def test_the_export_agrees_with_the_forms_xml(entry: dict[str, Any]) -> None:
    reading = read_form(FOLDER / entry["file"])
    assert _disagreements(entry, reading) == []
    words = Counter(question.type_word for question in reading.form.questions)
    words["Choice"] = sum(len(question.choices) for question in reading.form.questions)
    assert +words == Counter(entry["types"])
    assert not [q for q in reading.form.questions if "unknown_type" in q.doubts]
