"""The traps that were found by running public integrations (runners page 1.4): each is shown to be
one in the real runtime, and the exported steps are shown not to fall into it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from households import BODY, CHILDREN, FORM, XMLNS, take, to_http, to_postgresql, to_salesforce
from nasty_texts import TEXTS, nasty, nasty_body
from openfn_runners import WHY_NOT, Core, ProjectReader, RunnerError, Runtime, installed
from openfn_states import expected

from mapper_gui.exporters.openfn import steps, workflow_files
from mapper_gui.exporters.openfn.javascript_words import WordKind, words
from mapper_gui.exporters.openfn.load import load_text
from mapper_gui.exporters.openfn.step import step_text
from mapper_gui.exporters.openfn.target import adaptor_of
from mapper_gui.exporters.openfn.trigger import edge_condition
from mapper_gui.mapping.form import QuestionId
from mapper_gui.mapping.mapping import FieldRule, Mapping, RecordRule, RuleId
from mapper_gui.mapping.source import CaseSource, QuestionSource, SubmissionSource
from mapper_gui.mapping.steps import Age, Code, FormatDate
from mapper_gui.mapping.values import First, Sum, Template, Term

pytestmark = [
    pytest.mark.everything("the OpenFn runners from npm"),
    pytest.mark.skipif(installed() is None, reason=WHY_NOT),
]


@pytest.fixture(scope="module")
def runtime() -> Iterator[Runtime]:
    with Runtime() as running:
        yield running


@pytest.fixture(scope="module")
def core() -> Iterator[Core]:
    with Core() as running:
        yield running


@pytest.fixture(scope="module")
def reader() -> Iterator[ProjectReader]:
    with ProjectReader() as running:
        yield running


def mapping_of(*fields: FieldRule, **facts: Any) -> Mapping:
    rule = RecordRule(RuleId("R"), "R", fields=fields, **facts)
    return Mapping(form=FORM, rules=(rule,))


def records(runtime: Runtime | Core, mapping: Mapping, **form: Any) -> list[dict[str, Any]]:
    """The records of the rule R, the same as the evaluator's."""
    body = {"id": "f-1", "form": {"@xmlns": XMLNS, **form}}
    state = runtime.run(step_text(mapping), {"data": body})
    assert state["records"] == expected(mapping, body)[0]
    found: list[dict[str, Any]] = state["records"]["R"]
    return found


@pytest.mark.parametrize("path", ["form.@name", "form.@xmlns", "form.subcase_0.case.@case_id"])
def test_trap_1_names_that_begin_with_at_are_read_at_any_depth(runtime: Runtime, path: str) -> None:
    step = f"fn(state => ({{ ...state, found: dataValue('{path}')(state) }}))"
    data = {"form": {"@name": "n", "@xmlns": "x", "subcase_0": {"case": {"@case_id": "c"}}}}
    with pytest.raises(RunnerError):
        runtime.run(step, {"data": data})
    mapping = mapping_of(
        FieldRule("name", First((SubmissionSource("form_name"),))),
        FieldRule("case", First((CaseSource("/subcase_0/case", "@case_id"),))),
        FieldRule("deep", First((QuestionSource(QuestionId("/a/b/c/@id")),))),
        FieldRule("deeper", First((QuestionSource(QuestionId("/a/b/c/d/@id")),))),
    )
    deep = {"b": {"c": {"@id": "3", "d": {"@id": "4"}}}}
    subcase = {"case": {"@case_id": "c"}}
    (record,) = records(runtime, mapping, **{"@name": "n"}, a=deep, subcase_0=subcase)
    assert record == {"name": "n", "case": "c", "deep": "3", "deeper": "4"}


def test_trap_2_a_single_row_is_one_row_and_not_its_values(runtime: Runtime) -> None:
    step = "each('$.data.form.children[*]', fn(s => ({ ...s, seen: [...(s.seen || []), s.data] })))"
    row = {"name": "Amani", "age": "3"}
    state = runtime.run(step, {"data": {"form": {"children": row}}})
    assert state["seen"] == ["Amani", "3"]
    mapping = mapping_of(FieldRule("name", take("/children/name")), for_each=CHILDREN)
    assert records(runtime, mapping, children=row) == [{"name": "Amani"}]


def test_trap_3_the_submission_is_kept_when_an_operation_replaces_it(runtime: Runtime) -> None:
    mapping = to_salesforce()
    (name, text), (_, load) = steps(mapping, "job").items()
    plan = [
        {"id": "map", "adaptor": "@openfn/language-common", "expression": text, "next": "load"},
        {"id": "load", "adaptor": "@openfn/language-salesforce", "expression": load},
    ]
    state = runtime.run_plan({"workflow": {"steps": plan}}, {"data": BODY})
    assert name == "job.js"
    assert state["data"] != BODY
    assert state["submission"] == BODY


def test_trap_4_records_hold_values_and_not_functions_that_nobody_calls(runtime: Runtime) -> None:
    step = "fn(state => ({ ...state, made: fields(field('a', dataValue('a'))) }))"
    assert runtime.run(step, {"data": {"a": 1}})["made"] == {}
    mapping = mapping_of(FieldRule("a", take("/head")))
    assert records(runtime, mapping, head="x") == [{"a": "x"}]


def test_trap_5_a_text_that_is_no_date_is_a_problem_and_not_the_end(runtime: Runtime) -> None:
    step = "fn(state => ({ ...state, d: dateFns.format(new Date('soon'), 'yyyy') }))"
    with pytest.raises(RunnerError, match="Invalid time value"):
        runtime.run(step, {"data": {}})
    mapping = mapping_of(
        FieldRule("year", take("/visited"), (FormatDate("yyyy"),)),
        FieldRule("age", take("/visited"), (Age(QuestionSource(QuestionId("/visited"))),)),
        FieldRule("head", take("/head")),
    )
    assert records(runtime, mapping, visited="soon", head="x") == [{"head": "x"}]


def test_trap_6_every_row_is_found_and_not_the_first_alone(runtime: Runtime) -> None:
    rows = [{"name": "Amani"}, {"name": "Baraka"}]
    step = "fn(state => ({ ...state, found: dataValue('children[*].name')(state) }))"
    assert runtime.run(step, {"data": {"children": rows}})["found"] == "Amani"
    mapping = mapping_of(FieldRule("name", take("/children/name")), for_each=CHILDREN)
    assert records(runtime, mapping, children=rows) == rows


def test_trap_7_what_a_step_throws_is_noticed_here(runtime: Runtime) -> None:
    with pytest.raises(RunnerError, match="boom"):
        runtime.run("fn(() => { throw new Error('boom'); })", {"data": {}})


def test_trap_8_load_steps_use_what_todays_adaptors_have(runtime: Runtime) -> None:
    gone = {"relationship", "upsertIf", "createIf", "reference", "steps", "beta", "alterState"}
    load = steps(to_salesforce(), "job")["job-load.js"]
    called = {word.text for word in words(load) if word.kind is WordKind.NAME}
    assert not (called & gone) - {"reference"}
    assert "dataValue" not in called


@pytest.mark.parametrize("runner", [Core, Runtime])
def test_trap_9_the_step_is_one_operation_with_its_helpers_inside(
    runner: type[Core | Runtime],
) -> None:
    with Core() as core, pytest.raises(RunnerError, match="not available"):
        core.run("const helper = x => x;\nfn(state => helper(state));", {"data": {}})
    with runner() as running:
        mapping = mapping_of(FieldRule("a", take("/head")))
        assert records(running, mapping, head="x") == [{"a": "x"}]


def test_trap_10_what_is_posted_is_the_record_itself() -> None:
    load = steps(to_http(), "job")["job-load.js"]
    assert "post('/household', state => state.data)" in load
    assert "body:" not in load


def test_trap_11_nothing_is_made_of_what_is_not_there(runtime: Runtime) -> None:
    # Public jobs make keys such as NaN of an absent answer, the same for every client.
    missing = QuestionSource(QuestionId("/head"))
    mapping = mapping_of(
        FieldRule("key", Template((missing, "-", SubmissionSource("id")))),
        FieldRule("sum", Sum((Term(missing), Term(missing)))),
        key=("key",),
    )
    assert records(runtime, mapping) == []
    # Assigning to a name that nobody declared works on the first platform and not on today's.
    with Core() as core:
        for running in (core, runtime):
            strict = mapping_of(FieldRule("a", take("/head"), (Code("x = 1; return x;"),)))
            state = running.run(step_text(strict), {"data": {"form": {"@xmlns": XMLNS}}})
            assert state["records"]["R"] == [{}]
            assert state["problems"][0]["kind"] == "code_failed"


def test_numbers_in_answers_are_added_and_not_joined(runtime: Runtime) -> None:
    a, b = QuestionSource(QuestionId("/a")), QuestionSource(QuestionId("/b"))
    mapping = mapping_of(FieldRule("sum", Sum((Term(a), Term(b)))))
    assert records(runtime, mapping, a="3", b="4") == [{"sum": 7}]


def test_names_of_sql_and_of_javascript_are_told_apart(runtime: Runtime) -> None:
    load = steps(to_postgresql(), "job")["job-load.js"]
    assert "order: '\"order\"'" in load
    mapping = replace(
        mapping_of(FieldRule("__proto__", take("/head")), FieldRule("constructor", take("/hh_id"))),
    )
    (record,) = records(runtime, mapping, head="a", hh_id="b")
    assert json.loads(json.dumps(record)) == {"__proto__": "a", "constructor": "b"}


@pytest.mark.parametrize("text", TEXTS, ids=[ascii(text)[:40] for text in TEXTS])
def test_no_text_leaves_its_place_in_any_step(runtime: Runtime, core: Core, text: str) -> None:
    mapping = nasty(text)
    body = nasty_body(text, mapping)
    made, _ = expected(mapping, body)
    for runner in (core, runtime):
        state = runner.run(step_text(mapping), {"data": body})
        assert json.dumps(state["records"]) == json.dumps(made)
    body["id"] = "f-1"
    for system in ("Salesforce", "PostgreSQL", "CommCare"):
        mapping = nasty(text, system)
        adaptor = adaptor_of(mapping.target)
        assert adaptor is not None
        if system == "CommCare":
            ids = tuple(replace(rule, key=("external_id",)) for rule in mapping.rules)
            mapping = replace(mapping, rules=ids)
        loaded = {rule.id: [{"key": "f-1", text: text, "other": None}] for rule in mapping.rules}
        state = runtime.run(load_text(mapping, adaptor), {"records": loaded}, adaptor.package)
        assert len(state["calls"]) == len(mapping.rules)
        named = {"Salesforce": lambda call: call[1], "CommCare": lambda call: call[3]["case_type"]}
        assert all(named.get(system, lambda _: text)(call) == text for call in state["calls"])


@pytest.mark.parametrize("text", TEXTS, ids=[ascii(text)[:40] for text in TEXTS])
def test_no_text_leaves_its_place_in_the_project_files(reader: ProjectReader, text: str) -> None:
    mapping = nasty(text)
    for file in workflow_files([(text, mapping), (f"{text} 2", mapping)]).values():
        (workflow,) = reader.read(file.decode())["workflows"]
        found = [step["expression"] for step in workflow["steps"][1:]]
        assert found == [*steps(mapping, text).values(), *steps(mapping, f"{text} 2").values()]
        edges = workflow["steps"][0]["next"].values()
        assert [edge["condition"] for edge in edges] == [edge_condition(mapping)] * 2
