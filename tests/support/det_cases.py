"""Written cases for commcare-export: mappings with submissions, each for what it is named after."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from det_forms import XMLNS, the_form

from mapper_gui.commcare.practice_data import read_records
from mapper_gui.mapping.form import QuestionId
from mapper_gui.mapping.mapping import FieldRule, Mapping, RecordRule, RuleId
from mapper_gui.mapping.source import (
    CASE_ID,
    FORM_ID,
    CaseSource,
    MetaSource,
    QuestionSource,
    RowNumber,
    SubmissionSource,
)
from mapper_gui.mapping.steps import FormatDate
from mapper_gui.mapping.values import (
    ByTable,
    ChoiceRow,
    ChoiceTable,
    Constant,
    First,
    Outside,
    OutsideAction,
    Policy,
    PolicyAction,
    Template,
)
from mapper_gui.storage.projects import read_project

SAMPLE = Path(__file__).parents[2] / "resources" / "sample"

BLANK = Policy(PolicyAction.BLANK)


def household() -> tuple[Mapping, list[Any]]:
    """The sample project on the sample submissions."""
    mapping = read_project(SAMPLE / "register_household.ccmap").mapping
    forms = [
        record
        for record in read_records(SAMPLE / "practice")
        if isinstance(record, dict) and record.get("form", {}).get("@xmlns") == mapping.form.xmlns
    ]
    return mapping, sorted(forms, key=lambda form: str(form["indexed_on"]))


def _question(path: str) -> First:
    return First((QuestionSource(QuestionId(path)),))


def _body(number: int, form: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": f"0f0e-{number}",
        "domain": "demo",
        "received_on": f"2026-05-{number % 28 + 1:02d}T23:50:41.156000Z",
        "indexed_on": f"2026-06-01T00:{number // 60:02d}:{number % 60:02d}.000000Z",
        "form": {"@xmlns": XMLNS, "@name": "Visit", "#type": "data", **form},
    }


def workbook_only() -> tuple[Mapping, list[Any]]:
    """All that a workbook says: plain columns, constants, templates, a date, rows of a repeat."""
    visit = (
        FieldRule("Form ID", First((FORM_ID,))),
        FieldRule("Name", _question("/name")),
        FieldRule("blank", _question("/naïve"), if_empty=BLANK),
        FieldRule("where", _question("/hh/where")),
        FieldRule("water (source)", _question("/hh/water-source")),
        FieldRule("100%", _question("/weight")),
        FieldRule("village", First((CaseSource("/case", "update/village"),))),
        FieldRule("parent", First((CaseSource("/case", "index/parent"),))),
        FieldRule("user", First((MetaSource("username"),))),
        FieldRule("version", First((MetaSource("appVersion"),))),
        FieldRule("source", Constant("CommCare {forms}")),
        FieldRule("consent", Constant(True)),
        FieldRule("number", Constant(7)),
        FieldRule("label", Template((FORM_ID, " in ", SubmissionSource("domain")))),
        FieldRule("day", First((SubmissionSource("received_on"),)), (FormatDate("dd/MM/yyyy"),)),
        FieldRule("form", First((SubmissionSource("form_name"),))),
    )
    child = (
        FieldRule("len", _question("/kids/len")),
        FieldRule("sex", _question("/kids/sex"), if_empty=BLANK),
        FieldRule("of", _question("/name")),
        FieldRule("form_day", First((SubmissionSource("received_on"),)), (FormatDate("d MMM yy"),)),
        FieldRule("visit", Template(("v ", FORM_ID))),
    )
    mapping = Mapping(
        form=the_form(),
        rules=(
            RecordRule(RuleId("Visit"), "Visit", key=("Form ID",), fields=visit),
            RecordRule(RuleId("Child"), "Child", for_each=QuestionId("/kids"), fields=child),
            RecordRule(RuleId("Log"), "Log", fields=visit[:2]),
        ),
    )
    forms: list[dict[str, Any]] = [
        {
            "name": "Amina", "naïve": "ï", "weight": "12.5", "hh": {"where": "here, there"},
            "kids": {"len": "1", "sex": "m"},
            "case": {
                "@case_id": "c", "update": {"village": "v,1"},
                "index": {"parent": {"@case_type": "hh", "#text": "hh-1"}},
            },
            "meta": {"username": "chw", "appVersion": {"@a": "1", "#text": "v 1"}},
        },
        {"name": "", "naïve": "", "hh": "", "kids": "", "weight": "", "case": {"update": ""}},
        {},
        {
            "name": {"@a": "1", "#text": 'say "hi"\nthere'},
            "hh": {"where": "", "water-source": "tap"},
            "kids": [{"len": "=1"}, {"len": "", "sex": ""}, {"sex": {"@b": "2", "#text": "f"}}],
        },
    ]  # fmt: skip
    return mapping, [_body(number, form) for number, form in enumerate(forms)]


def choice_table_in_a_workbook() -> tuple[Mapping, list[Any]]:
    """A lone sheet with a choice table that keeps other ids: the sheet `Mappings`."""
    rows = (ChoiceRow("m", "Male"), ChoiceRow("f", "Female, or {f}"), ChoiceRow("1", 5))
    # A choice called `id` is read as an address there, so this form has none.
    form = the_form()
    sex = form.question("/sex")
    assert sex is not None
    from dataclasses import replace

    choices = tuple(choice for choice in sex.choices if choice.id != "id")
    questions = tuple(
        replace(each, choices=choices) if each.id == "/sex" else each for each in form.questions
    )
    table = ChoiceTable(rows, outside=Outside(OutsideAction.KEEP))
    fields = (
        FieldRule("Key", First((FORM_ID,))),
        FieldRule("Sex", _question("/sex"), (ByTable(table),)),
        FieldRule("Name", _question("/name")),
    )
    mapping = Mapping(
        form=replace(form, questions=questions),
        rules=(RecordRule(RuleId("Visit"), "Visit", key=("Key",), fields=fields),),
    )
    answers = ("m", "f", "1", "unknown", "Äpfel", "b-c", "")
    forms: list[dict[str, Any]] = [{"sex": answer, "name": answer} for answer in answers]
    return mapping, [_body(number, form) for number, form in enumerate([*forms, {"name": "m"}])]


def repeated_keys() -> tuple[Mapping, list[Any]]:
    """Thirty submissions about five cases, and rows of repeats with numbers: a database updates."""
    client = (
        FieldRule("case_id", First((CASE_ID,))),
        FieldRule("name", _question("/name")),
        FieldRule("note", _question("/template"), if_empty=BLANK),
        FieldRule("seen", First((SubmissionSource("received_on"),))),
        FieldRule("never", _question("/hh/where")),
    )
    visit = (
        FieldRule(
            "visit", Template((FORM_ID, "-", RowNumber(QuestionId("/kids")), "-", RowNumber()))
        ),
        FieldRule("date", _question("/kids/clinic/visits/date")),
        FieldRule("child", _question("/kids/len")),
        FieldRule("of", _question("/name")),
    )
    visits = QuestionId("/kids/clinic/visits")
    mapping = Mapping(
        form=the_form(),
        rules=(
            RecordRule(RuleId("client"), "client", key=("case_id",), fields=client),
            RecordRule(RuleId("visit"), "v", key=("visit",), for_each=visits, fields=visit),
            RecordRule(
                RuleId("by name"), "client", key=("name", "case_id"), fields=client[:2]
            ),
        ),
    )  # fmt: skip
    forms = []
    for number in range(30):
        rows = [{"date": f"2026-05-{day + 1:02d}", "note": "n"} for day in range(number % 4)]
        kid: dict[str, Any] = {"len": str(number), "clinic": {"visits": rows} if rows else ""}
        form: dict[str, Any] = {
            "name": f"client {number}" if number % 3 else "",
            "template": "" if number % 2 else f"note {number}",
            "kids": [kid, {"len": "x"}] if number % 2 else kid,
        }
        if number % 7:
            form["case"] = {"@case_id": f"c-{number % 5}"}
        forms.append(_body(number, form))
    return mapping, forms
