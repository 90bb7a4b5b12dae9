"""Workbooks for CommCare's case importer: its columns, all text, and nothing emptied by a blank cell."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pytest
from clinic import FORM, first, joined
from hypothesis import given, settings
from hypothesis import strategies as st
from loads import CREATE, UPDATE, body
from openpyxl import load_workbook

from mapper_gui.exporters import ExportedData, export_data, find_problems
from mapper_gui.exporters.case_upload import MOST_FILES, cell_text, reads_as_number
from mapper_gui.mapping.errors import ExportError
from mapper_gui.mapping.mapping import FieldRule, Mapping, RecordRule, Reference, RuleId
from mapper_gui.mapping.problem import Severity
from mapper_gui.mapping.runner_problems import RunnerKind, Unheld
from mapper_gui.mapping.source import CASE_ID, FORM_ID
from mapper_gui.mapping.submission import Submission
from mapper_gui.mapping.target import Target, TargetField, TargetObject
from mapper_gui.mapping.values import Constant, EachChoice, Policy, PolicyAction, TargetLookup

NAMES = (
    "external_id", "case_id", "name", "age", "services", "note", "parent_external_id", "parent_type",
    "parent_relationship_type", "parent_identifier", "owner_id", "close", "type", "first name",
)  # fmt: skip
CLIENT = TargetObject("client", fields=tuple(TargetField(name) for name in NAMES))
HOUSEHOLD = TargetObject("household", fields=CLIENT.fields)
FIELDS = (
    FieldRule("external_id", first(CASE_ID)),
    FieldRule("name", first("/name")),
    FieldRule("age", first("/age")),
    FieldRule("services", first("/services"), (EachChoice(None, None),)),
)


def mapping(*more: FieldRule, **changes: Any) -> Mapping:
    """A client for each submission, found by its external id."""
    changes.setdefault("fields", (*FIELDS, *more))
    rule = replace(RecordRule(RuleId("client"), "client", key=("external_id",)), **changes)
    target = Target("CommCare", (CLIENT, HOUSEHOLD))
    return Mapping(FORM, target, identifiers=(CASE_ID, FORM_ID), rules=(rule,))


def exported(of: Mapping, *submissions: Submission) -> ExportedData:
    return export_data([("visit", of)], "case-upload", submissions)


def cells(data: bytes) -> list[list[Any]]:
    page = load_workbook(io.BytesIO(data)).worksheets[0]
    return [[cell.value for cell in row] for row in page.iter_rows()]


def kinds(of: Mapping) -> dict[str, Severity]:
    found = find_problems(of, "case-upload")
    return {problem.kind.value: problem.severity for problem in found}


def test_a_row_for_each_case_with_the_key_first_and_every_cell_a_text() -> None:
    made = exported(mapping(), body(1, name="Ana", age="7", services="a b"))
    assert list(made.files) == ["visit-client.xlsx", "visit-upload.txt"]
    assert cells(made.files["visit-client.xlsx"]) == [
        ["external_id", "name", "age", "services"],
        ["c-1", "Ana", "7", "a b"],
    ]
    book = load_workbook(io.BytesIO(made.files["visit-client.xlsx"]))
    assert book.sheetnames == ["Cases"]
    for row in book.worksheets[0].iter_rows():
        assert all(cell.data_type == "s" and cell.number_format == "@" for cell in row)
    text = made.files["visit-upload.txt"].decode()
    assert (
        "case_type=client  search_field=external_id  search_column=external_id  "
        "create_new_cases=on  name_column=name"
    ) in text


def test_a_property_that_is_left_out_has_no_column_so_that_it_is_not_emptied() -> None:
    made = exported(mapping(), body(1, name="Ana", age="7"), body(2, name="Bo"))
    assert cells(made.files["visit-client.xlsx"]) == [
        ["external_id", "name", "age"],
        ["c-1", "Ana", "7"],
    ]
    assert cells(made.files["visit-client-2.xlsx"]) == [["external_id", "name"], ["c-2", "Bo"]]
    assert "2. visit-client-2.xlsx: 1 cases" in made.files["visit-upload.txt"].decode()


def test_a_special_column_may_be_blank_for_one_and_filled_for_another() -> None:
    owner = FieldRule("owner_id", first("/hh_id"))
    made = exported(mapping(owner), body(1, name="A", hh_id="o"), body(2, name="B"), body(3))
    assert cells(made.files["visit-client.xlsx"]) == [
        ["external_id", "name", "owner_id"],
        ["c-1", "A", "o"],
        ["c-2", "B", None],
        ["c-3", None, None],
    ]


def test_cases_that_are_created_share_a_file() -> None:
    creates = mapping(operation=CREATE, key=(), fields=FIELDS[1:])
    made = exported(creates, body(1, name="Ana", age="7"), body(2, name="Bo"))
    assert cells(made.files["visit-client.xlsx"]) == [
        ["case_id", "name", "age"],
        [None, "Ana", "7"],
        [None, "Bo", None],
    ]
    assert "search_field=case_id" in made.files["visit-upload.txt"].decode()


def test_cases_that_are_updated_are_not_created() -> None:
    updates = mapping(
        operation=UPDATE, key=("case_id",), fields=(FieldRule("case_id", first(CASE_ID)), *FIELDS[2:])
    )  # fmt: skip
    made = exported(updates, body(1, age="7"))
    text = made.files["visit-upload.txt"].decode()
    assert "search_field=case_id  search_column=case_id" in text
    assert "create_new_cases" not in text


@pytest.mark.parametrize(
    ("name", "value", "cell", "why"),
    [
        ("age", True, "true", None), ("age", 5.0, "5", None), ("age", "007", "007", None),
        ("age", ("a", "b"), "a b", None), ("age", None, "---", None), ("age", "", "---", None),
        ("name", None, "---", None), ("owner_id", None, "", None), ("close", "yes", "yes", None),
        ("age", "=1+1", "=1+1", None), ("age", " x ", " x ", None), ("age", "a\nb\tc", "a\nb\tc", None),
        ("age", ("a b", "c"), "a b c", Unheld.SEPARATOR_INSIDE), ("age", " --- ", " --- ", Unheld.READ_AS_NULL),
        ("age", "a\x07", "a\x07", Unheld.CHARACTERS), ("age", "a\r\nb", "a\r\nb", Unheld.CHARACTERS),
        ("age", "\ud800", "\ud800", Unheld.CHARACTERS), ("age", "x" * 32768, "x" * 32768, Unheld.TOO_LONG),
        ("age", "👩" * 16384, "👩" * 16384, Unheld.TOO_LONG), ("age", "_x0041_", "_x0041_", Unheld.ESCAPE),
    ],
    ids=lambda value: repr(value)[:20],
)  # fmt: skip
def test_a_value_as_a_cell(name: str, value: Any, cell: str, why: Unheld | None) -> None:
    assert cell_text(name, value) == (cell, why)


texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1, max_size=30)


@settings(deadline=None)
@given(texts)
def test_any_text_that_a_cell_holds_comes_back_as_it_was(text: str) -> None:
    if cell_text("age", text)[1] is not None:
        return
    made = exported(mapping(), body(1, name="A", age=text))
    assert cells(made.files["visit-client.xlsx"])[1][2] == text


@pytest.mark.parametrize(
    ("text", "altered"),
    [("007", True), ("12.5", True), ("1e5", True), ("12345678901234567890", True), ("1_0", True),
     (" 5 ", True), ("7", False), ("-7", False), ("c-1", False), ("nan", False), ("inf", False),
     ("", False), ("0f3a", False)],
)  # fmt: skip
def test_a_key_that_the_importer_reads_as_another_number_is_known(text: str, altered: bool) -> None:
    assert reads_as_number(text) is altered


@pytest.mark.parametrize("case", ["007", "1e5"])
def test_such_a_key_is_refused(case: str) -> None:
    with pytest.raises(ExportError) as caught:
        exported(mapping(), body(1, case=case, name="A"))
    [problem] = caught.value.facts["problems"]  # type: ignore[attr-defined]
    assert (problem.kind, problem.facts["unheld"]) == (
        RunnerKind.VALUE_NOT_HELD, Unheld.READ_AS_NUMBER,
    )  # fmt: skip
    assert (problem.where.rule, problem.where.field) == ("client", "external_id")


def test_a_sheet_is_never_called_like_a_case_type() -> None:
    named = replace(mapping(), target=Target("CommCare", (replace(CLIENT, name="Cases"),)))
    named = replace(named, rules=(replace(named.rules[0], object="Cases"),))
    book = exported(named, body(1, name="A")).files["visit-Cases.xlsx"]
    assert load_workbook(io.BytesIO(book)).sheetnames == ["Sheet1"]


PARENT = FieldRule(
    "parent_external_id", first("/hh_id"), reference=Reference("household", "external_id")
)


def test_a_parent_is_pointed_to_with_its_type_and_comes_first() -> None:
    home = RecordRule(
        RuleId("household"), "household", key=("external_id",),
        fields=(FieldRule("external_id", first("/hh_id")), FieldRule("name", joined("H ", "/hh_id"))),
    )  # fmt: skip
    both = replace(mapping(PARENT), identifiers=(CASE_ID, FORM_ID))
    both = replace(both, rules=(*both.rules, home))
    flagged = replace(both, identifiers=(*both.identifiers, first("/hh_id").sources[0]))
    assert kinds(flagged) == {}
    made = exported(flagged, body(1, name="A", hh_id="h-1"), body(2, name="B"))
    assert list(made.files)[:2] == ["visit-household.xlsx", "visit-client.xlsx"]
    assert cells(made.files["visit-client.xlsx"]) == [
        ["external_id", "name", "parent_external_id", "parent_type"],
        ["c-1", "A", "h-1", "household"],
        ["c-2", "B", None, None],
    ]


def test_a_type_that_a_rule_gives_is_kept() -> None:
    own = FieldRule("parent_type", Constant("compound"))
    made = exported(mapping(PARENT, own), body(1, name="A", hh_id="h"))
    assert cells(made.files["visit-client.xlsx"])[1][-2:] == ["h", "compound"]


@pytest.mark.parametrize(
    ("of", "kind", "severity"),
    [
        (mapping(key=("external_id", "name")), "one_key_field", Severity.ERROR),
        (mapping(key=("name",)), "key_field_not_taken", Severity.ERROR),
        (mapping(key=("case_id",), fields=(FieldRule("case_id", first(CASE_ID)), *FIELDS[1:])),
         "new_case_id", Severity.ERROR),
        (mapping(operation=CREATE), "create_can_update", Severity.WARNING),
        (mapping(FieldRule("type", Constant("x"))), "reserved_column", Severity.ERROR),
        (mapping(FieldRule("first name", first("/name"))), "property_name", Severity.ERROR),
        (mapping(fields=(FIELDS[0], FIELDS[2])), "needs_column", Severity.WARNING),
        (mapping(FieldRule("parent_relationship_type", Constant("extension"))), "needs_column",
         Severity.ERROR),
        (mapping(FieldRule("note", first("/hh_id"), reference=Reference("household", "external_id"))),
         "reference_as_value", Severity.WARNING),
        (mapping(FieldRule("owner_id", first("/hh_id"), if_absent=Policy(PolicyAction.NULL))),
         "null_is_left_out", Severity.WARNING),
        (mapping(FieldRule("note", TargetLookup("household", "external_id", CASE_ID, "name"))),
         "not_expressible", Severity.ERROR),
        (mapping(fields=()), "nothing_mapped", Severity.ERROR),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_what_the_importer_cannot_do_is_said_by_name(
    of: Mapping, kind: str, severity: Severity
) -> None:
    assert kinds(of)[kind] is severity
    if severity is Severity.ERROR:
        with pytest.raises(ExportError):
            exported(of, body(1, name="A"))


def test_too_many_files_are_refused_instead_of_written() -> None:
    many = tuple(FieldRule(f"p{number}", first(f"/p{number}")) for number in range(6))
    fields = (*FIELDS[:2], *many)
    target = Target(
        "CommCare", (replace(CLIENT, fields=tuple(TargetField(each.field) for each in fields)),)
    )
    questions = tuple(replace(FORM.questions[0], id=f"/p{number}") for number in range(6))  # type: ignore[arg-type]
    form = replace(FORM, questions=(*FORM.questions, *questions))
    of = replace(mapping(fields=fields), target=target, form=form)
    answers = [
        {f"p{bit}": "x" for bit in range(6) if number >> bit & 1}
        for number in range(MOST_FILES + 1)
    ]
    with pytest.raises(ExportError) as caught:
        exported(of, *(body(n % 28 + 1, case=f"k-{n}", **given) for n, given in enumerate(answers)))
    [problem] = caught.value.facts["problems"]  # type: ignore[attr-defined]
    assert problem.kind is RunnerKind.TOO_MANY_FILES
