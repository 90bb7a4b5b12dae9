"""Data Loader's files: values as they are to be written, and a mapping file that Java reads."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import Any

import pytest
from clinic import first
from hypothesis import given, settings
from hypothesis import strategies as st
from loads import CREATE, LOADED, PERSON_RULE, UPDATE, body, loaded, with_note

from mapper_gui.exporters import DATA_RUNNERS, ExportedData, export_data, find_problems
from mapper_gui.exporters.data_can import (
    CASE_UPLOAD,
    DATA_LOADER,
    SOURCES,
    STEPS,
    TAKES,
)
from mapper_gui.exporters.data_loader import cell_text
from mapper_gui.exporters.sdl import HEADER, sdl
from mapper_gui.mapping.conditions import Asks, Presence
from mapper_gui.mapping.errors import ExportError, ExportKind
from mapper_gui.mapping.evaluate import ResultKind
from mapper_gui.mapping.mapping import (
    FieldRule,
    LookupSample,
    Mapping,
    Operation,
    Reference,
    RuleId,
)
from mapper_gui.mapping.problem import Severity
from mapper_gui.mapping.result import ReferenceTo
from mapper_gui.mapping.runner_problems import RunnerKind, Unheld, Why
from mapper_gui.mapping.source import CASE_ID, FORM_ID, NamedValue, Source
from mapper_gui.mapping.steps import Code
from mapper_gui.mapping.submission import Submission
from mapper_gui.mapping.values import (
    Case,
    Cases,
    Constant,
    First,
    Policy,
    PolicyAction,
    Step,
    Take,
    TargetLookup,
    Value,
)


def exported(mapping: Mapping, *submissions: Submission, **more: Any) -> ExportedData:
    return export_data([("visit", mapping)], "data-loader", submissions, **more)


def rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8"), newline="")))


def kinds(mapping: Mapping) -> dict[str, Severity]:
    found = find_problems(mapping, "data-loader")
    return {problem.kind.value: problem.severity for problem in found}


def refused(mapping: Mapping, *submissions: Submission) -> list[Any]:
    with pytest.raises(ExportError) as caught:
        exported(mapping, *submissions)
    assert caught.value.kind is ExportKind.HAS_PROBLEMS
    return [problem.kind for problem in caught.value.facts["problems"]]  # type: ignore[attr-defined]


def test_each_object_has_a_csv_and_a_mapping_file_and_what_others_need_comes_first() -> None:
    files = exported(LOADED, body(1, name="Ana", children=[{"name": "A"}, {}])).files
    assert list(files) == [
        "visit-Contact.csv", "visit-Contact.sdl", "visit-Visit__c.csv", "visit-Visit__c.sdl",
        "visit-load.txt",
    ]  # fmt: skip
    assert rows(files["visit-Contact.csv"]) == [
        ["Ext__c", "LastName", "Services__c", "Note__c"],
        ["c-1", "Ana", "", ""],
    ]
    assert rows(files["visit-Visit__c.csv"]) == [
        ["Key__c", "Person__r.Ext__c", "Name"],
        ["f-1-1", "c-1", "A"],
        ["f-1-2", "c-1", ""],
    ]
    assert files["visit-Visit__c.sdl"].decode("ascii").splitlines() == [
        HEADER, "Key__c=Key__c", "Person__r.Ext__c=Person__r\\:Ext__c", "Name=Name",
    ]  # fmt: skip
    text = files["visit-load.txt"].decode()
    assert text.index("1. Contact") < text.index("2. Visit__c")
    assert "external id Ext__c" in text


NASTY = ('a,b', 'say "hi"', "line\r\nbreak", "\n", " spaces ", "=1+1", "+7", "@x", "naïve 👩\u200d👧",
         "\ufeffbom", "tab\there", "'quoted'", ";", "0", "007", "1e5", "true")  # fmt: skip


@pytest.mark.parametrize("text", NASTY, ids=repr)
def test_every_text_comes_back_from_the_csv_as_it_was(text: str) -> None:
    files = exported(loaded(), body(1, name=text)).files
    assert rows(files["visit-Contact.csv"])[1][1] == text
    assert files["visit-Contact.csv"].endswith(b"\r\n")


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1))
def test_any_text_comes_back_from_the_csv_as_it_was(text: str) -> None:
    files = exported(loaded(), body(1, name=text)).files
    assert rows(files["visit-Contact.csv"])[1][1] == text


@pytest.mark.parametrize(
    ("value", "clears", "cell", "why"),
    [
        (True, True, "true", None), (False, True, "false", None), (5.0, True, "5", None),
        (0.1, True, "0.1", None), (1e-7, True, "1e-7", None), (("a", "b"), True, "a;b", None),
        ((1, True), True, "1;true", None), (None, True, "#N/A", None), ("", True, "#N/A", None),
        (None, False, "", None), ("", False, "", None), (" ", True, " ", None),
        (ReferenceTo("A", "B", "x"), True, "x", None), (("a;b", "c"), True, "a;b;c", Unheld.SEPARATOR_INSIDE),
        ("#N/A", True, "#N/A", Unheld.READ_AS_NULL), ("\ud800", True, "\ud800", Unheld.CHARACTERS),
        ("a\0b", True, "a\0b", Unheld.CHARACTERS),
    ],
    ids=repr,
)  # fmt: skip
def test_a_value_as_a_cell(value: Any, clears: bool, cell: str, why: Unheld | None) -> None:
    assert cell_text(value, clears=clears) == (cell, why)


def test_left_out_null_and_blank_are_told_apart_where_a_record_is_updated() -> None:
    null = FieldRule("Note__c", first("/age"), if_absent=Policy(PolicyAction.NULL))
    files = exported(with_note(null), body(1, name="A"), body(2, age="7")).files
    assert rows(files["visit-Contact.csv"])[1:] == [
        ["c-1", "A", "", "#N/A"],
        ["c-2", "", "", "7"],
    ]
    assert "#N/A" in files["visit-load.txt"].decode()
    assert kinds(with_note(null)) == {"nulls_as_mark": Severity.WARNING}
    assert kinds(with_note(FieldRule("Note__c", Constant(None)))) == {
        "nulls_as_mark": Severity.WARNING
    }


def test_where_records_are_created_null_is_an_empty_cell() -> None:
    fields = (FieldRule("LastName", first("/name")), FieldRule("Note__c", Constant(None)))
    mapping = loaded(operation=CREATE, key=(), fields=fields)
    assert kinds(mapping) == {}
    files = exported(mapping, body(1, name="A")).files
    assert rows(files["visit-Contact.csv"])[1:] == [["A", ""]]


def test_records_of_one_key_become_one_row_as_if_loaded_one_after_the_other() -> None:
    made = exported(
        loaded(),
        body(3, case="c", name="New"),
        body(1, case="c", name="Old", hh={"phone": "1"}, services="a b"),
        body(2, case="d", name="Other"),
    )
    assert rows(made.files["visit-Contact.csv"])[1:] == [
        ["c", "New", "a;b", "1"],
        ["d", "Other", "", ""],
    ]
    assert "1 records had the key" in made.files["visit-load.txt"].decode()


def test_records_that_are_created_have_a_row_each() -> None:
    mapping = loaded(operation=CREATE, key=())
    made = exported(mapping, body(1, case="c", name="A"), body(2, case="c", name="A"))
    assert len(rows(made.files["visit-Contact.csv"])) == 3


def test_two_rules_for_one_load_share_a_file_and_other_loads_have_their_own() -> None:
    other = replace(PERSON_RULE, id=RuleId("Other"), fields=PERSON_RULE.fields[:2])
    creates = replace(other, id=RuleId("New"), operation=CREATE, key=())
    mapping = replace(LOADED, rules=(other, PERSON_RULE, creates))
    files = exported(mapping, body(1, name="A", hh={"phone": "7"})).files
    assert [name for name in files if name.endswith(".csv")] == [
        "visit-Contact.csv",
        "visit-Contact-2.csv",
    ]
    assert rows(files["visit-Contact.csv"]) == [
        ["Ext__c", "LastName", "Services__c", "Note__c"],
        ["c-1", "A", "", "7"],
    ]


@pytest.mark.parametrize(
    ("field", "relationship", "column"),
    [
        ("Person__c", "", "Person__r.Ext__c"),
        ("AccountId", "", "Account.Ext__c"),
        ("Parent__r", "", "Parent__r.Ext__c"),
        ("Odd", "TheOther", "TheOther.Ext__c"),
    ],
)
def test_the_relationship_of_a_reference_is_known_or_follows_from_its_name(
    field: str, relationship: str, column: str
) -> None:
    rule = FieldRule(field, first("/hh_id"), reference=Reference("Contact", "Ext__c"))
    mapping = loaded(fields=(PERSON_RULE.fields[0], rule))
    contact = LOADED.target.objects[1]
    known = replace(contact.fields[1], name=field, relationship=relationship)
    objects = (replace(contact, fields=(*contact.fields, known)),)
    mapping = replace(mapping, target=replace(mapping.target, objects=objects))
    assert kinds(mapping) == {}
    assert rows(exported(mapping, body(1)).files["visit-Contact.csv"])[0] == ["Ext__c", column]


def test_a_reference_by_id_is_the_field_itself() -> None:
    rule = FieldRule("Person__c", first(CASE_ID), reference=Reference("Contact", "Id"))
    mapping = loaded(fields=(PERSON_RULE.fields[0], rule))
    made = exported(mapping_with_field(mapping, "Person__c"), body(1))
    assert rows(made.files["visit-Contact.csv"])[0] == ["Ext__c", "Person__c"]


def mapping_with_field(mapping: Mapping, name: str) -> Mapping:
    contact = mapping.target.objects[1]
    new = replace(contact.fields[1], name=name)
    key = replace(contact.fields[0], name="Id")
    objects = (replace(contact, fields=(*contact.fields, new, key)),)
    return replace(mapping, target=replace(mapping.target, objects=objects))


@pytest.mark.parametrize(
    ("mapping", "kind"),
    [
        (loaded(key=("Ext__c", "LastName")), "one_key_field"),
        (loaded(operation=UPDATE), "key_field_not_taken"),
        (with_note(FieldRule("Note__c", TargetLookup("Contact", "Ext__c", FORM_ID, "LastName"))),
         "not_expressible"),
        (loaded(fields=(*PERSON_RULE.fields, FieldRule("Boss", first("/hh_id"),
                                                       reference=Reference("Contact", "Ext__c")))),
         "no_relationship"),
        (loaded(fields=(*PERSON_RULE.fields, FieldRule("note__C", first("/age")))),
         "not_expressible"),
        (loaded(fields=()), "nothing_mapped"),
    ],
    ids=["several key fields", "update by another than Id", "lookup", "relationship", "alike", "nothing"],
)  # fmt: skip
def test_what_it_cannot_do_is_refused_by_name_and_nothing_is_made(
    mapping: Mapping, kind: str
) -> None:
    assert kinds(mapping)[kind] is Severity.ERROR
    assert RunnerKind(kind) in refused(mapping, body(1, name="Ana"))


@pytest.mark.parametrize("to", DATA_RUNNERS)
@pytest.mark.parametrize("where", ["field", "condition", "ordered rules", "another value"])
def test_a_typed_sample_answer_is_never_loaded(to: str, where: str) -> None:
    lookup = TargetLookup("Contact", "Ext__c", FORM_ID, "LastName")
    named = NamedValue("n")
    takes = {
        "field": First((named,)),
        "ordered rules": Cases((Case(Asks(named, Presence.ANSWERED), Constant("x")),), lookup),
        "another value": First((NamedValue("other"),)),
    }
    mapping = with_note(FieldRule("Note__c", takes.get(where, first("/name"))))
    if where == "condition":
        when = Asks(named, Presence.ANSWERED)
        mapping = replace(mapping, rules=(replace(mapping.rules[0], when=when),))
    mapping = replace(
        mapping,
        named_values={"n": Value(lookup), "other": Value(First((named,)))},
        lookup_samples=(LookupSample("Contact", "Ext__c", "f-1", "LastName", "sample"),),
    )
    found = find_problems(mapping, to)
    assert any(
        problem.kind is RunnerKind.NOT_EXPRESSIBLE and problem.facts["why"] is Why.NO_TARGET
        for problem in found
    )


def test_the_table_of_what_it_can_do_has_the_whole_vocabulary() -> None:
    for table, union in ((SOURCES, Source), (TAKES, Take), (STEPS, Step)):
        assert set(table) == {each.__name__ for each in union.__args__}  # type: ignore[attr-defined]
    for runner in (DATA_LOADER, CASE_UPLOAD):
        assert set(runner.keys) == set(Operation)
        assert set(runner.policies) == set(PolicyAction)


def test_an_error_of_the_mapping_itself_keeps_it_back_too() -> None:
    assert "source_gone" in refused(with_note(FieldRule("Note__c", first("/gone"))), body(1))


@pytest.mark.parametrize("name", ["#N/A", "half \ud83d", "a\0b"], ids=repr)
def test_a_value_that_no_cell_can_hold_is_refused_at_its_field(name: str) -> None:
    with pytest.raises(ExportError) as caught:
        exported(loaded(), body(1, name=name))
    [problem] = [p for p in caught.value.facts["problems"] if p.severity is Severity.ERROR]  # type: ignore[attr-defined]
    assert (problem.kind, problem.where.field) == (RunnerKind.VALUE_NOT_HELD, "LastName")
    assert problem.facts["values"] == (name,)


def test_submissions_that_are_not_for_the_mapping_are_counted_and_left_out() -> None:
    made = exported(loaded(), body(1, name="A"), body(2, xmlns="other"), body(3, xmlns="other"))
    [problem] = made.problems
    assert problem.kind is RunnerKind.SUBMISSIONS_LEFT_OUT
    assert problem.facts == {"count": 2, "of": 3}
    assert len(rows(made.files["visit-Contact.csv"])) == 2
    assert RunnerKind.NO_ROWS in refused(loaded(), body(1, xmlns="other"))


def test_records_that_cannot_be_made_are_left_out_and_told_by_submission() -> None:
    nobody = Submission({"id": "f-9", "form": {"@xmlns": LOADED.form.xmlns, "name": "No case"}})
    made = exported(loaded(), body(1, name="A"), nobody)
    [[(submission, problem)]] = made.of_submissions
    assert (submission, problem.kind) == ("f-9", ResultKind.KEY_MISSING)
    assert len(rows(made.files["visit-Contact.csv"])) == 2


def test_code_is_run_by_the_one_who_asks() -> None:
    from mapper_gui.mapping.evaluate import evaluate

    class Engine:
        def run(self, body: str, value: Any, submission: Any, row: Any) -> Any:
            return f"{value}!"

    mapping = with_note(FieldRule("Note__c", first("/name"), (Code("return value + '!'"),)))
    made = exported(mapping, body(1, name="A"), run=lambda m, s: evaluate(m, s, Engine()))
    assert rows(made.files["visit-Contact.csv"])[1][3] == "A!"


def test_several_mappings_of_one_name_have_files_of_their_own() -> None:
    pairs = [("visit", loaded()), ("Visit", loaded())]
    made = export_data(pairs, "data-loader", [body(1, name="A")])
    assert len({name.casefold() for name in made.files}) == len(made.files) == 6
    assert len(made.found) == len(made.of_submissions) == 2


def test_what_no_rule_takes_does_not_stand_in_the_files() -> None:
    mapping = loaded(fields=PERSON_RULE.fields[:1])
    files = exported(mapping, body(1, name="Secret")).files
    assert b"Secret" not in b"".join(files.values())


ODD_COLUMNS = (
    "Name", "first name", "case:id", "a=b", "#note", "!x", "back\\slash", " lead", "trail ", "tab\tx",
    "naïve", "中文", "👩", "a\nb", "\x7f", "ÿ", "a.b", "'q'", '"q"', "x:y=z #!",
)  # fmt: skip


def test_a_mapping_file_is_plain_ascii_with_a_line_for_each_column() -> None:
    lines = sdl((name, name) for name in ODD_COLUMNS).decode("ascii").splitlines()
    assert lines[0] == HEADER
    assert len(lines) == 1 + len(ODD_COLUMNS)
    assert "first\\ name=first name" in lines
    assert "case\\:id=case\\:id" in lines
    assert "na\\u00EFve=na\\u00EFve" in lines
    assert "\\uD83D\\uDC69=\\uD83D\\uDC69" in lines
