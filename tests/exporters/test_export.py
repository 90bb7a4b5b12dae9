"""The door: mappings in, files by name out, or the reason why not."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from mapper_gui.exporters import RUNNERS, export, find_problems
from mapper_gui.mapping.document import decode_mapping
from mapper_gui.mapping.errors import ExportError, ExportKind
from mapper_gui.mapping.form import Form, Kind, Question, QuestionId
from mapper_gui.mapping.mapping import Accepts, FieldRule, Mapping, RecordRule, RuleId
from mapper_gui.mapping.problem import Severity
from mapper_gui.mapping.source import QuestionSource
from mapper_gui.mapping.values import ByTable, ChoiceRow, ChoiceTable, Constant, First

SAMPLE = Path(__file__).parents[2] / "resources" / "sample" / "register_household.ccmap"


@pytest.fixture(scope="module")
def sample() -> Mapping:
    return decode_mapping(json.loads(SAMPLE.read_text("utf-8")))


def kinds(mapping: Mapping, to: str = "openfn") -> dict[str, Severity]:
    return {problem.kind.value: problem.severity for problem in find_problems(mapping, to)}


def test_every_runner_exports_the_sample_project_under_its_name(sample: Mapping) -> None:
    names = {to: set(export([("visit", sample)], to).files) for to in RUNNERS}
    assert names == {
        "specification": {"visit.json"},
        "workbook": {"visit.xlsx"},
        "openfn": {
            *("visit.js", "visit-load.js", "visit-trigger.json"),
            *("project.yaml", "project-spec.yaml"),
        },
        "commcare-export": names["commcare-export"],
    }
    assert all(name.startswith("visit") for name in names["commcare-export"])


def test_several_mappings_of_one_name_do_not_overwrite_each_other(sample: Mapping) -> None:
    exported = export([("Visit", sample), ("visit", sample), ("visit-2", sample)], "openfn")
    assert len({name.casefold() for name in exported.files}) == 3 * 3 + 2
    assert len(exported.found) == 3


def test_a_specification_named_like_its_schema_does_not_replace_it(sample: Mapping) -> None:
    exported = export([("mapping-1.schema", sample)], "specification", schema=b"{}")
    assert exported.files["mapping-1.schema.json"] == b"{}"
    assert "mapping-1.schema-2.json" in exported.files


def test_a_mapping_without_a_name_is_called_after_its_form(sample: Mapping) -> None:
    assert "Register household.json" in export([("", sample)], "specification").files


def test_a_runner_that_is_not_known_is_named(sample: Mapping) -> None:
    with pytest.raises(ExportError) as raised:
        export([("a", sample)], "airtable")
    assert raised.value.kind is ExportKind.UNKNOWN_RUNNER
    assert raised.value.facts["runner"] == "airtable"


def test_one_mapping_with_an_error_keeps_all_from_being_exported(sample: Mapping) -> None:
    bad = replace(sample, rules=())
    with pytest.raises(ExportError) as raised:
        export([("good", sample), ("bad", bad)], "openfn")
    assert raised.value.kind is ExportKind.HAS_PROBLEMS
    good_found, bad_found = raised.value.facts["found"]  # type: ignore[misc]
    assert not any(problem.severity is Severity.ERROR for problem in good_found)
    assert "nothing_mapped" in {problem.kind.value for problem in bad_found}


def test_a_mapping_with_errors_can_still_be_discussed_as_a_document(sample: Mapping) -> None:
    bad = replace(sample, rules=())
    for to in ("specification", "workbook"):
        assert export([("bad", bad)], to).files


# what OpenFn is refused


def test_a_trigger_without_xmlns_and_form_name_is_an_error_for_openfn(sample: Mapping) -> None:
    unknown = replace(sample, form=replace(sample.form, name="", xmlns=""))
    assert kinds(unknown)["trigger_unknown"] is Severity.ERROR
    assert [p.kind.value for p in find_problems(unknown, "openfn")].count("trigger_unknown") == 1


def test_a_trigger_by_name_alone_is_a_warning(sample: Mapping) -> None:
    by_name = replace(sample, form=replace(sample.form, xmlns=""))
    assert kinds(by_name)["trigger_by_name"] is Severity.WARNING


def test_several_accepted_forms_are_a_warning_since_a_filter_has_no_or(sample: Mapping) -> None:
    several = replace(sample, accepts=Accepts(("http://a", "http://b")))
    assert kinds(several)["several_filters"] is Severity.WARNING


def test_a_row_that_is_not_iterated_is_an_error() -> None:
    questions = (
        Question(QuestionId("/kids"), Kind.REPEAT),
        Question(QuestionId("/kids/name"), Kind.TEXT),
    )
    rule = FieldRule("Name", First((QuestionSource(QuestionId("/kids/name")),)))
    mapping = Mapping(
        form=Form(questions, xmlns="http://x"),
        rules=(RecordRule(RuleId("R"), "R", fields=(rule,)),),
    )
    assert kinds(mapping)["repeat_not_iterated"] is Severity.ERROR


@pytest.mark.parametrize(
    ("to", "value"),
    [
        ("openfn", 2**53 + 1),
        ("openfn", -1e300),
        ("specification", float("nan")),
        ("openfn", 10**400),
    ],
)
def test_numbers_that_are_not_the_same_everywhere_are_errors(to: str, value: float) -> None:
    table = ChoiceTable((ChoiceRow("a", value),))
    for rule in (FieldRule("A", Constant(value)), FieldRule("A", Constant("a"), (ByTable(table),))):
        mapping = Mapping(
            form=Form(xmlns="http://x"), rules=(RecordRule(RuleId("R"), "R", fields=(rule,)),)
        )
        assert kinds(mapping, to)["number_too_large"] is Severity.ERROR


def test_a_choice_table_that_is_gone_is_an_error() -> None:
    rule = FieldRule("A", Constant("x"), (ByTable("gone"),))
    mapping = Mapping(
        form=Form(xmlns="http://x"), rules=(RecordRule(RuleId("R"), "R", fields=(rule,)),)
    )
    assert kinds(mapping)["no_such_table"] is Severity.ERROR


# the trigger


def test_the_trigger_is_given_in_both_notations(sample: Mapping) -> None:
    trigger = json.loads(export([("visit", sample)], "openfn").files["visit-trigger.json"])
    xmlns = sample.form.xmlns
    assert trigger["message_filters"] == [{"form": {"@xmlns": xmlns}}]
    assert trigger["edge_condition"] == (
        f"state.data && state.data.form && state.data.form['@xmlns'] === '{xmlns}'"
    )


def test_a_trigger_of_several_forms_is_one_condition_and_several_filters(sample: Mapping) -> None:
    accepts = Accepts(("http://a", "http://b"), ("it's",))
    exported = export([("visit", replace(sample, accepts=accepts))], "openfn")
    trigger = json.loads(exported.files["visit-trigger.json"])
    assert trigger["message_filters"] == [
        {"form": {"@xmlns": "http://a"}},
        {"form": {"@xmlns": "http://b"}},
        {"form": {"@name": "it's"}},
    ]
    assert trigger["edge_condition"] == (
        "state.data && state.data.form && "
        "(['http://a', 'http://b'].includes(state.data.form['@xmlns']) || "
        "state.data.form['@name'] === \"it's\")"
    )
