"""What each runner will write beside what the preview shows."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from clinic import first
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from loads import LOADED, PERSON_RULE, body, loaded
from made_up_mappings import made_up
from openpyxl import load_workbook

from mapper_gui.exporters import export_data
from mapper_gui.exporters.openfn.projection import project
from mapper_gui.exporters.previews import PREVIEWED, RunnerPreviews
from mapper_gui.mapping.errors import ExportError, ExportKind
from mapper_gui.mapping.evaluate import evaluate
from mapper_gui.mapping.mapping import FieldRule, LookupSample, Mapping, Operation, Reference
from mapper_gui.mapping.result import Outcome
from mapper_gui.mapping.runner_preview import Difference, RunnerField, RunnerPreview
from mapper_gui.mapping.runner_problems import Unheld
from mapper_gui.mapping.source import CASE_ID, FORM_ID
from mapper_gui.mapping.submission import Submission
from mapper_gui.mapping.target import Target, TargetField, TargetObject
from mapper_gui.mapping.values import (
    Constant,
    EachChoice,
    Policy,
    PolicyAction,
    TargetLookup,
)
from mapper_gui.wording.runner_preview import summary_words, why_words, written_words


def with_fields(*fields: FieldRule, operation: Operation = Operation.UPSERT) -> Mapping:
    """One rule: its key and these fields."""
    rule = replace(PERSON_RULE, operation=operation, fields=(PERSON_RULE.fields[0], *fields))
    return replace(LOADED, rules=(rule,))


def preview(mapping: Mapping, runner: str, submission: Submission | None = None) -> RunnerPreview:
    return RunnerPreviews(mapping, runner).of(evaluate(mapping, submission or body()))


def of_field(mapping: Mapping, runner: str, name: str = "Note") -> RunnerField:
    [record] = preview(mapping, runner).records
    return next(each for each in record.fields if each.field and each.field.field == name)


NOTHING: dict[str, FieldRule] = {
    "left out": FieldRule("Note", first("/nowhere")),
    "null": FieldRule("Note", Constant(None)),
    "blank": FieldRule("Note", first("/nowhere"), if_absent=Policy(PolicyAction.BLANK)),
    "number": FieldRule("Note", Constant(3)),
    "flag": FieldRule("Note", Constant(True)),
    "text": FieldRule("Note", Constant("x")),
}


@pytest.mark.parametrize(
    ("runner", "operation", "differences"),
    [
        ("openfn", Operation.UPSERT, [None] * 6),
        (
            "commcare-export",
            Operation.UPSERT,
            [
                Difference.LEFT_OUT_AS_CELL, Difference.NULL_AS_CELL, Difference.BLANK_AS_CELL,
                Difference.NUMBER_AS_TEXT, Difference.FLAG_AS_TEXT, None,
            ],
        ),
        (
            "data-loader",
            Operation.UPSERT,
            [
                Difference.LEFT_OUT_AS_CELL, Difference.AS_MARK, Difference.AS_MARK,
                Difference.NUMBER_AS_TEXT, Difference.FLAG_AS_TEXT, None,
            ],
        ),
        (
            "data-loader",
            Operation.CREATE,
            [
                Difference.LEFT_OUT_AS_CELL, Difference.NULL_AS_CELL, Difference.BLANK_AS_CELL,
                Difference.NUMBER_AS_TEXT, Difference.FLAG_AS_TEXT, None,
            ],
        ),
        (
            "case-upload",
            Operation.UPDATE,
            [
                None, Difference.AS_MARK, Difference.AS_MARK, Difference.NUMBER_AS_TEXT,
                Difference.FLAG_AS_TEXT, None,
            ],
        ),
    ],
)  # fmt: skip
def test_what_a_runner_writes_in_its_own_way_is_named(
    runner: str, operation: Operation, differences: list[Difference | None]
) -> None:
    found = [
        of_field(with_fields(rule, operation=operation), runner).difference
        for rule in NOTHING.values()
    ]
    assert dict(zip(NOTHING, found, strict=True)) == dict(zip(NOTHING, differences, strict=True))


def test_every_difference_has_words_of_its_own_runner() -> None:
    for runner in PREVIEWED:
        for name, rule in NOTHING.items():
            each = of_field(with_fields(rule), runner)
            assert bool(why_words(each, runner)) == (each.difference is not None), name
            assert written_words(each, runner)


def test_openfn_writes_json_and_a_sample_answer_is_not_its_own() -> None:
    lookup = FieldRule("Note", TargetLookup("Site", "Code", FORM_ID, "Id"))
    mapping = replace(
        with_fields(lookup, FieldRule("N", Constant(2)), FieldRule("S", Constant("2"))),
        lookup_samples=(LookupSample("Site", "Code", str(body().id), "Id", "a01"),),
    )
    assert of_field(mapping, "openfn").difference is Difference.SAMPLE_ANSWER
    assert written_words(of_field(mapping, "openfn", "N"), "openfn") == "2"
    assert written_words(of_field(mapping, "openfn", "S"), "openfn") == '"2"'


def test_a_reference_is_a_column_of_its_own_or_a_plain_value() -> None:
    rule = FieldRule(
        "Household__c", Constant("H-1"), reference=Reference("Household__c", "Code__c")
    )
    mapping = with_fields(rule)
    loader = of_field(mapping, "data-loader", "Household__c")
    assert (loader.cell.column, loader.cell.value) == ("Household__r.Code__c", "H-1")
    assert loader.difference is Difference.REFERENCE_AS_COLUMN
    det = of_field(mapping, "commcare-export", "Household__c")
    assert (det.cell.value, det.difference) == ("H-1", Difference.REFERENCE_AS_VALUE)
    openfn = of_field(mapping, "openfn", "Household__c")
    assert openfn.difference is None
    assert openfn.cell.value["reference"]["value"] == "H-1"


def test_what_a_runner_refuses_stands_at_its_field() -> None:
    listed = with_fields(FieldRule("Note", Constant("a b"), (EachChoice(None, None),)))
    each = of_field(listed, "commcare-export")
    assert each.is_refused
    assert each.difference is None
    assert "cannot express" in why_words(each, "commcare-export")
    assert written_words(each, "commcare-export") == "refused"
    assert "refuses this mapping: 1 problem" in summary_words(preview(listed, "commcare-export"))


def test_a_value_that_no_cell_holds_is_refused_there() -> None:
    each = of_field(with_fields(FieldRule("Note", Constant("#N/A"))), "data-loader")
    assert (each.cell.unheld, each.is_refused) == (Unheld.READ_AS_NULL, True)
    assert why_words(each, "data-loader").startswith("refused: ")


def test_a_column_that_commcare_export_adds_is_named() -> None:
    [record] = preview(with_fields(NOTHING["text"]), "commcare-export").records
    assert (record.fields[0].cell.column, record.fields[0].difference) == ("id", Difference.ADDED)
    assert record.name


def test_the_summary_counts_and_says_when_all_is_the_same() -> None:
    both = with_fields(NOTHING["number"], replace(NOTHING["null"], field="N"))
    assert "2 fields are written in another way" in summary_words(preview(both, "data-loader"))
    assert "writes what the preview shows" in summary_words(preview(both, "openfn"))


def test_an_unknown_runner_is_refused() -> None:
    with pytest.raises(ExportError) as caught:
        RunnerPreviews(LOADED, "workbook")
    assert caught.value.kind is ExportKind.UNKNOWN_RUNNER


@pytest.mark.parametrize("operation", [Operation.UPSERT, Operation.CREATE], ids=str)
def test_data_loaders_file_holds_what_the_preview_of_it_shows(operation: Operation) -> None:
    mapping = loaded(operation=operation)
    [record] = preview(mapping, "data-loader", body(name="Ana", services="a b")).records
    made = export_data([("p", mapping)], "data-loader", [body(name="Ana", services="a b")])
    [text] = [data.decode() for name, data in made.files.items() if name.endswith(".csv")]
    [row] = csv.DictReader(io.StringIO(text, newline=""))
    assert row == {each.cell.column: each.cell.value for each in record.fields}


def test_the_case_importers_file_holds_what_the_preview_of_it_shows() -> None:
    fields = (
        FieldRule("external_id", first(CASE_ID)),
        FieldRule("name", first("/name")),
        FieldRule("note", Constant(None)),
        FieldRule("owner_id", Constant(None)),
        FieldRule("phone", first("/hh/phone")),
        FieldRule("parent_id", Constant("p-1"), reference=Reference("household", "case_id")),
    )
    known = tuple(TargetField(each.field) for each in fields)
    target = Target(
        "",
        (
            TargetObject("person", fields=known),
            TargetObject("household", fields=(TargetField("case_id"),)),
        ),
    )
    mapping = loaded(object="person", key=("external_id",), fields=fields)
    mapping = replace(mapping, target=target)
    [record] = preview(mapping, "case-upload", body(name="Ana")).records
    made = export_data([("p", mapping)], "case-upload", [body(name="Ana")])
    [data] = [data for name, data in made.files.items() if name.endswith(".xlsx")]
    [headings, cells] = load_workbook(io.BytesIO(data)).worksheets[0].iter_rows(values_only=True)
    row = {name: cell or "" for name, cell in zip(headings, cells, strict=True)}
    written = {each.cell.column: each.cell.value for each in record.fields if each.cell.is_there}
    assert row == {**written, "owner_id": ""}
    assert written["parent_type"] == "household"


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 10**6), st.sampled_from(PREVIEWED))
def test_any_mapping_can_be_previewed_as_any_runner(seed: int, runner: str) -> None:
    mapping, made = made_up(seed, code=seed % 2 == 0)
    evaluation = evaluate(mapping, Submission(made))
    found = RunnerPreviews(mapping, runner).of(evaluation)
    assert [each.record for each in found.records] == list(evaluation.records)
    assert summary_words(found)
    for record in found.records:
        if record.record.made:
            assert {e.field.field for e in record.fields if e.field} == {
                f.field for f in record.record.fields
            }
        for each in record.fields:
            assert written_words(each, runner)
            why_words(each, runner)
            if runner == "openfn" and each.field and each.field.outcome is Outcome.WRITTEN:
                assert each.cell.value == project(record.record)[each.field.field]
