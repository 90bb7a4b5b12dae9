"""An exported OpenFn step gives what the evaluator gives, field by field, and is safe to read."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from made_up_mappings import XMLNS, made_up
from node_steps import WHY_NOT, NodeSteps, node
from openfn_states import expected, state_before, without_words

from mapper_gui.engines.javascript import Engine
from mapper_gui.exporters.openfn.javascript_words import WordKind, newer_syntax, words
from mapper_gui.exporters.openfn.step import step_text
from mapper_gui.mapping.document import decode_mapping
from mapper_gui.mapping.form import Choice, Form, Kind, Question, QuestionId
from mapper_gui.mapping.making import JavaScript
from mapper_gui.mapping.mapping import FieldRule, Mapping, RecordRule, RuleId, Status
from mapper_gui.mapping.source import (
    CASE_ID,
    FORM_ID,
    AttachmentSource,
    CaseSource,
    MetaSource,
    QuestionSource,
    RowNumber,
)
from mapper_gui.mapping.values import (
    ByTable,
    ChoiceRow,
    ChoiceTable,
    Constant,
    EachChoice,
    First,
    Policy,
    PolicyAction,
    Template,
)

SAMPLE = Path(__file__).parents[2] / "resources" / "sample"
PRACTICE = SAMPLE / "practice"

runs_steps = pytest.mark.skipif(node() is None, reason=WHY_NOT)


@pytest.fixture(scope="module")
def steps() -> Iterator[NodeSteps]:
    with NodeSteps() as running:
        yield running


def step_of(mapping: Mapping) -> str:
    return step_text(mapping)


def assert_same(
    steps: NodeSteps, mapping: Mapping, body: dict[str, Any], javascript: JavaScript | None = None
) -> dict[str, Any]:
    state = steps.run(step_of(mapping), state_before(mapping, body))
    records, problems = expected(mapping, body, javascript)
    assert state["records"] == records
    assert without_words(state["problems"]) == without_words(problems)
    assert state["data"] == state["submission"] == body
    assert state["references"] == []
    return state


@runs_steps
@pytest.mark.parametrize("first", range(0, 600, 100), ids=lambda first: f"seeds from {first}")
def test_any_mapping_on_any_submission_gives_what_the_evaluator_gives(
    steps: NodeSteps, first: int
) -> None:
    for seed in range(first, first + 100):
        mapping, body = made_up(seed)
        assert_same(steps, mapping, body)


@runs_steps
@pytest.mark.parametrize("first", range(0, 100, 50), ids=lambda first: f"seeds from {first}")
def test_any_mapping_with_code_gives_what_the_evaluator_gives(steps: NodeSteps, first: int) -> None:
    with Engine() as engine:
        for seed in range(first, first + 50):
            mapping, body = made_up(seed, code=True)
            assert_same(steps, mapping, body, engine)


@runs_steps
@pytest.mark.parametrize(
    "file", sorted(PRACTICE.glob("**/*.json")), ids=lambda file: str(file.stem)
)
def test_the_sample_project_gives_what_its_preview_shows(steps: NodeSteps, file: Path) -> None:
    mapping = decode_mapping(json.loads((SAMPLE / "register_household.ccmap").read_text("utf-8")))
    body = json.loads(file.read_text("utf-8"))
    if isinstance(body, dict) and isinstance(body.get("form"), dict):
        assert_same(steps, mapping, body)


QUESTIONS = (
    Question(QuestionId("/hh_id"), Kind.HIDDEN),
    Question(QuestionId("/hh/head_name"), Kind.TEXT, {"en": "Name of the\n**head**"}),
    Question(
        QuestionId("/hh/sex"),
        Kind.SINGLE,
        {"en": "Sex"},
        (Choice("m", {"en": "Man"}), Choice("f", {"en": "Woman"})),
    ),
    Question(QuestionId("/children"), Kind.GROUP),
    Question(QuestionId("/children/child"), Kind.REPEAT),
    Question(QuestionId("/children/child/name"), Kind.TEXT, {"en": "Name of the child"}),
    Question(QuestionId("/children/child/visit"), Kind.REPEAT),
    Question(QuestionId("/children/child/visit/date"), Kind.DATE),
)
FORM = Form(QUESTIONS, ("en",), "Household", XMLNS)


def source(path: str) -> QuestionSource:
    return QuestionSource(QuestionId(path))


def one(path: str) -> First:
    return First((source(path),))


SEX = ChoiceTable((ChoiceRow("m", "Male"), ChoiceRow("f", "Female")))
CONTACT = RecordRule(
    RuleId("Contact"),
    "Contact",
    key=("Ext_Id__c",),
    fields=(
        FieldRule("Ext_Id__c", one("/hh_id")),
        FieldRule("LastName", one("/hh/head_name")),
        FieldRule("Sex__c", one("/hh/sex"), (ByTable(SEX),), if_empty=Policy(PolicyAction.NULL)),
        FieldRule("Source__c", Constant("CommCare")),
    ),
)
VISIT = RecordRule(
    RuleId("Visit"),
    "Visit__c",
    key=("Ext_Id__c",),
    for_each=QuestionId("/children/child/visit"),
    fields=(
        FieldRule(
            "Ext_Id__c",
            Template((FORM_ID, "-", RowNumber(QuestionId("/children/child")), "-", RowNumber())),
        ),
        FieldRule("Child__c", one("/children/child/name")),
        FieldRule("Date__c", one("/children/child/visit/date")),
        FieldRule("Number__c", First((RowNumber(),))),
    ),
)
MAPPING = Mapping(form=FORM, rules=(CONTACT, VISIT))


def mapping_of(*rules: FieldRule, form: Form = FORM, key: tuple[str, ...] = ()) -> Mapping:
    return Mapping(form=form, rules=(RecordRule(RuleId("R"), "R", key=key, fields=rules),))


def body_of(**form: Any) -> dict[str, Any]:
    return {"id": "f-1", "form": {"@xmlns": XMLNS, **form}}


def test_the_step_reads_as_someone_who_writes_jobs_would_write_it() -> None:
    step = step_of(MAPPING)
    assert (
        """
  // Choice ids of /hh/sex
  const SEX = {
    m: 'Male', // Man
    f: 'Female', // Woman
  };

  // Contact: update or create (upsert) by Ext_Id__c, one record per submission
  addRecord({ rule: 'Contact', key: ['Ext_Id__c'], item: [] }, {
    Ext_Id__c: at(form, 'hh_id'), // hidden value
    LastName: at(form, 'hh', 'head_name'), // Name of the head
    Sex__c: take(at(form, 'hh', 'sex'), byTable(SEX), ifEmpty(null)), // Sex
    Source__c: 'CommCare',
  });
"""
        in step
    )
    assert (
        """
  rowsOf('Visit', form, ['children', 'child'], ['visit']).forEach(([child, visit]) => {
    addRecord({ rule: 'Visit', key: ['Ext_Id__c'], item: [child.number, visit.number] }, {
      Ext_Id__c: join(at(submission, 'id'), '-', child.number, '-', visit.number), // form id
      Child__c: at(child.row, 'name'), // Name of the child
      Date__c: at(visit.row, 'date'),
      Number__c: visit.number,
    });
  });
"""
        in step
    )


@runs_steps
@pytest.mark.parametrize(
    ("children", "made"),
    [
        (None, []),
        ("", []),
        ({"child": {"name": "A", "visit": {"date": "d1"}}}, ["f-1-1-1"]),
        (
            {"child": [{"name": "A", "visit": [{"date": "d"}, {}]}, {"name": "B"}, {"visit": ""}]},
            ["f-1-1-1", "f-1-1-2"],
        ),
        ({"child": ["", {"visit": {}}]}, ["f-1-2-1"]),
    ],
    ids=["no rows", "an empty group", "one row of one", "several rows", "rows without answers"],
)
def test_nested_rows_are_found_in_every_shape_that_commcare_sends(
    steps: NodeSteps, children: Any, made: list[str]
) -> None:
    body = body_of(hh_id="H1") if children is None else body_of(hh_id="H1", children=children)
    state = assert_same(steps, MAPPING, body)
    assert [record["Ext_Id__c"] for record in state["records"]["Visit"]] == made


@runs_steps
def test_nothing_fails_in_silence(steps: NodeSteps) -> None:
    body = body_of(hh={"sex": "x", "head_name": ["a", "b"]})
    state = assert_same(steps, MAPPING, body)
    assert state["records"] == {"Contact": [], "Visit": []}
    assert state["problems"] == [
        {"kind": "list_found", "rule": "Contact", "field": "LastName", "item": []},
        {
            "kind": "outside_table",
            "rule": "Contact",
            "field": "Sex__c",
            "item": [],
            "choices": ["x"],
        },
        {"kind": "key_missing", "rule": "Contact", "field": "Ext_Id__c", "item": []},
    ]


@runs_steps
@pytest.mark.parametrize(
    "data", [None, "text", [], {}, {"form": []}, {"form": None}, {"form": {"hh": "x"}}]
)
def test_a_state_without_a_submission_gives_problems_and_no_crash(
    steps: NodeSteps, data: Any
) -> None:
    state = steps.run(step_of(MAPPING), {"data": data})
    assert state["records"] == {"Contact": [], "Visit": []}
    assert {"kind": "other_form"} in state["problems"]


@runs_steps
def test_the_other_state_is_kept_and_a_second_run_gives_the_same(steps: NodeSteps) -> None:
    before = {"data": body_of(hh_id="1"), "configuration": {"a": 1}, "references": [2]}
    once = steps.run(step_of(MAPPING), before)
    assert once["configuration"] == {"a": 1}
    assert steps.run(step_of(MAPPING), once) == once


@runs_steps
def test_left_out_fields_are_absent_and_null_and_blank_are_written(steps: NodeSteps) -> None:
    mapping = mapping_of(
        FieldRule("left", one("/hh_id")),
        FieldRule("null", one("/hh_id"), if_empty=Policy(PolicyAction.NULL)),
        FieldRule("blank", one("/hh_id"), if_empty=Policy(PolicyAction.BLANK)),
        FieldRule("default", one("/hh/sex"), if_absent=Policy(PolicyAction.DEFAULT, 5)),
        FieldRule("constant null", Constant(None)),
    )
    state = assert_same(steps, mapping, body_of(hh_id=""))
    assert state["records"]["R"] == [
        {"null": None, "blank": "", "default": 5, "constant null": None}
    ]


@runs_steps
def test_parts_of_cases_are_read_at_any_depth_and_from_both_versions(steps: NodeSteps) -> None:
    mapping = mapping_of(
        FieldRule("a", First((CASE_ID,))),
        FieldRule("b", First((CaseSource("/subcase_0/case", "@case_id"),))),
        FieldRule("c", First((CaseSource("/subcase_0/case", "index/parent"),))),
        FieldRule("d", First((source("/hh/x[@type='iron']/entry/@id"),))),
        FieldRule("e", First((AttachmentSource(QuestionId("/photo")),))),
        FieldRule("f", First((MetaSource("timeEnd"),))),
    )
    body = body_of(
        case={"case_id": "v1"},
        subcase_0={"case": {"@case_id": "v2", "index": {"parent": {"@t": "x", "#text": "p"}}}},
        hh={"x": [{"@type": "zinc"}, {"@type": "iron", "entry": {"@id": "7"}}]},
        photo="p.jpg",
        meta={"timeEnd": "2026-05-03T10:00:00.000000Z"},
    )
    body["attachments"] = {"p.jpg": {"url": "https://hq/p.jpg"}}
    state = assert_same(steps, mapping, body)
    assert list(state["records"]["R"][0].values()) == [
        "v1", "v2", "p", "7", "https://hq/p.jpg", "2026-05-03T10:00:00.000000Z",
    ]  # fmt: skip


@runs_steps
def test_several_answers_are_mapped_one_by_one_and_listed_or_joined(steps: NodeSteps) -> None:
    mapping = mapping_of(
        FieldRule("joined", one("/hh/sex"), (EachChoice(SEX, ";"),)),
        FieldRule("list", one("/hh/sex"), (EachChoice(None, None),)),
    )
    state = assert_same(steps, mapping, body_of(hh={"sex": "m  f x"}))
    assert state["records"]["R"] == [{"joined": "Male;Female", "list": ["m", "f", "x"]}]
    assert state["problems"][0]["choices"] == ["x"]


@runs_steps
def test_two_records_with_one_key_are_both_made_and_named(steps: NodeSteps) -> None:
    rule = RecordRule(
        RuleId("Child"),
        "Child",
        key=("Name",),
        for_each=QuestionId("/children/child"),
        fields=(FieldRule("Name", one("/children/child/name")),),
    )
    body = body_of(children={"child": [{"name": "A"}, {"name": "B"}, {"name": "A"}]})
    state = assert_same(steps, Mapping(form=FORM, rules=(rule,)), body)
    assert len(state["records"]["Child"]) == 3
    assert state["problems"] == [
        {"kind": "duplicate_key", "rule": "Child", "field": "Name", "item": [3], "other_item": [1]}
    ]


# what stands in the text of a step


def code_of(step: str) -> str:
    """The step without comments and the contents of texts."""
    inside = {WordKind.TEXT: "''", WordKind.PATTERN: "//", WordKind.TEMPLATE: "``"}
    kept = [word for word in words(step) if word.kind is not WordKind.COMMENT]
    return " ".join(inside.get(word.kind, word.text) for word in kept)


@pytest.mark.parametrize("seed", range(40))
def test_only_syntax_that_the_first_runner_reads_is_used(seed: int) -> None:
    step = step_of(made_up(seed, code=True)[0])
    assert newer_syntax(step) == ()
    code = code_of(step)
    assert code.startswith("fn ( state => {")
    assert code.endswith("} ) ;")
    assert not {"$", "import", "require", "class"} & set(code.split())


@pytest.mark.parametrize(
    "label",
    ["ends\n}); fn(() => process.exit())", "\u2028});", "\r});", "*/ }); /*", "\u202e evil"],
    ids=["a new line", "a line separator", "a carriage return", "a comment's end", "turned text"],
)
def test_a_label_cannot_leave_its_comment(label: str) -> None:
    def step(text: str) -> str:
        question = Question(QuestionId("/q"), Kind.TEXT, {"en": text})
        form = replace(FORM, questions=(question,), name=text)
        rule = FieldRule("A", one("/q"), note=text, status=Status.TO_DISCUSS)
        return step_of(replace(mapping_of(rule, form=form), note=text))

    assert code_of(step(label)) == code_of(step("harmless"))
    assert "\u202e" not in step(label)


def test_only_the_helpers_that_are_needed_come_along() -> None:
    step = step_of(mapping_of(FieldRule("A", Constant("x"))))
    assert "function addRecord" in step
    for unused in ("rowsOf", "byTable", "caseId", "join", "take", "at"):
        assert f"function {unused}(" not in step


def test_the_step_says_what_it_is_for_and_how_to_start_it() -> None:
    step = step_of(MAPPING)
    assert step.startswith("// Household to the target: the mapping step.\n")
    assert f'Message filter: {{"form": {{"@xmlns": "{XMLNS}"}}}}' in step
    assert f"state.data.form['@xmlns'] === '{XMLNS}'" in step
    assert "@openfn/core 1.5.1 with its own compiler" in step
    assert "command line, and a live server, are not run" in step


def test_what_people_still_discuss_stands_in_the_step() -> None:
    rule = FieldRule("A", one("/hh_id"), note="ask the\nministry", status=Status.TO_DISCUSS)
    step = step_of(mapping_of(rule, FieldRule("B", note="later")))
    assert "    // To discuss.\n    // Note: ask the ministry\n    A: at(form, 'hh_id')" in step
    assert "    // Note: later\n    // B has no value yet.\n" in step


def test_the_same_table_is_written_once() -> None:
    step = step_of(
        mapping_of(
            FieldRule("Sex__c", one("/hh/sex"), (ByTable(SEX),)),
            FieldRule("Gender", one("/hh/sex"), (ByTable(SEX),)),
            FieldRule("Other", one("/hh/sex"), (ByTable(replace(SEX, ignore_case=True)),)),
        )
    )
    assert step.count("const SEX = {") == 1
    assert "Gender: take(at(form, 'hh', 'sex'), byTable(SEX))" in step
    assert "take(at(form, 'hh', 'sex'), byTable(OTHER, { ignoreCase: true }))" in step


def test_a_long_value_is_laid_out_on_several_lines() -> None:
    paths = [f"/a_rather_long_group_name/question_{number}" for number in range(5)]
    rule = FieldRule("A", First(tuple(source(path) for path in paths)))
    step = step_of(mapping_of(rule))
    assert "    A: first(\n      at(form, 'a_rather_long_group_name', 'question_0'),\n" in step
    assert max(map(len, step.split("fn(state")[1].splitlines())) <= 100
