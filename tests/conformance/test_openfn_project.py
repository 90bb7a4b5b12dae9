"""The project files as OpenFn's own library reads them, and the workflow as the real runtime runs it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from households import BODY, XMLNS, to_salesforce, with_lookups
from openfn_runners import WHY_NOT, ProjectReader, RunnerError, Runtime, installed
from tally import compared

from mapper_gui.exporters.openfn import steps, workflow_files
from mapper_gui.exporters.openfn.project import PROJECT_FILE, SPEC_FILE
from mapper_gui.mapping.conditions import Compare, Operator
from mapper_gui.mapping.form import QuestionId
from mapper_gui.mapping.mapping import Accepts, Mapping
from mapper_gui.mapping.source import MetaSource, QuestionSource

pytestmark = [
    pytest.mark.everything("the OpenFn runners from npm"),
    pytest.mark.skipif(installed() is None, reason=WHY_NOT),
]
OTHER_XMLNS = "http://openrosa.org/formdesigner/import-process"
VISIT = to_salesforce()
OTHER = replace(
    with_lookups("Salesforce"),
    form=replace(VISIT.form, name='Other "form": #1, Größe', xmlns=OTHER_XMLNS),
    accepts=Accepts(
        (OTHER_XMLNS,), (), Compare(MetaSource("username"), Operator.NOT_EQUAL, ("test.user",))
    ),
)
NAMED = (("visit", VISIT), ("Zweite: Größe", OTHER))


@pytest.fixture(scope="module")
def reader() -> Iterator[ProjectReader]:
    with ProjectReader() as running:
        yield running


@pytest.fixture(scope="module")
def runtime() -> Iterator[Runtime]:
    with Runtime() as running:
        yield running


@pytest.mark.parametrize(("file", "version"), [(PROJECT_FILE, 4), (SPEC_FILE, 1)])
def test_openfns_library_reads_each_file_as_it_was_meant(
    reader: ProjectReader, file: str, version: int
) -> None:
    found = reader.read(workflow_files(NAMED)[file].decode())
    assert found["version"] == version
    (workflow,) = found["workflows"]
    assert workflow["name"] == "CommCare to Salesforce"
    assert workflow["start"] == "webhook"
    by_id = {step["id"]: step for step in workflow["steps"]}
    assert set(by_id["webhook"]["next"]) == {"map-visit", "look-up-zweite-grosse"}
    labels = [edge["label"] for edge in by_id["webhook"]["next"].values()]
    assert labels == ["Household", 'Other "form": #1, Größe']
    texts = [text for name, mapping in NAMED for text in steps(mapping, name).values()]
    assert [step["expression"] for step in workflow["steps"][1:]] == texts
    assert [step["adaptor"].split("@")[1] for step in workflow["steps"][1:]] == [
        *("openfn/language-common", "openfn/language-salesforce"),
        *("openfn/language-salesforce", "openfn/language-common", "openfn/language-salesforce"),
    ]
    assert by_id["map-zweite-grosse"]["next"]["load-zweite-grosse"]["condition"] == "on_job_success"
    # The state that is deployed has the same edges, in Lightning's words.
    (deployed,) = found["state"]["workflows"].values()
    kinds = [edge["condition_type"] for edge in deployed["edges"].values()]
    assert sorted(kinds) == ["js_expression"] * 2 + ["on_job_success"] * 3
    assert f"workflows/{workflow['id']}/map-visit.js" in found["files"]
    compared(reader.name, reader.version, len(labels) + 2 * len(texts) + len(kinds))


def plan_of(reader: ProjectReader, *named: tuple[str, Mapping]) -> dict[str, Any]:
    (workflow,) = reader.read(workflow_files(named)[PROJECT_FILE].decode())["workflows"]
    names = ("id", "name", "start", "steps")
    return {"workflow": {name: workflow[name] for name in names}, "options": {"start": "webhook"}}


def body(xmlns: str, **meta: Any) -> dict[str, Any]:
    return {**BODY, "form": {**BODY["form"], "@xmlns": xmlns, "meta": meta}}


@pytest.mark.parametrize(
    ("data", "ran"),
    [
        (body(XMLNS), "visit"),
        (body(OTHER_XMLNS, username="amina"), "other"),
        (body(OTHER_XMLNS), "other"),
        (body(OTHER_XMLNS, username="test.user"), ""),
        (body(OTHER_XMLNS, username={"#text": "test.user"}), ""),
        (body("http://else"), ""),
        ({"case_id": "a forwarded case"}, ""),
        ({"form": None}, ""),
        (None, ""),
    ],
)
def test_each_submission_takes_the_edge_that_is_meant_for_it(
    reader: ProjectReader, runtime: Runtime, data: Any, ran: str
) -> None:
    state = runtime.run_plan(plan_of(reader, *NAMED), {"data": data})
    rules = {"visit": {"Child", "Household__c", "Visit 1"}, "other": {"Child"}}
    assert set(state.get("records", {})) == rules.get(ran, set())
    assert bool(state.get("calls")) is bool(ran)


def test_an_edge_says_what_is_accepted_as_far_as_it_can_and_the_step_the_rest(
    reader: ProjectReader, runtime: Runtime
) -> None:
    when = Compare(QuestionSource(QuestionId("/head")), Operator.BEGINS, ("Nobody",))
    mapping = replace(VISIT, accepts=Accepts(when=when))
    state = runtime.run_plan(plan_of(reader, ("visit", mapping)), {"data": BODY})
    assert state["records"] == {"Child": [], "Household__c": [], "Visit 1": []}
    assert {"kind": "not_accepted"} in state["problems"]
    assert state.get("calls", []) == []


def test_the_runtime_refuses_what_the_library_lets_pass(
    reader: ProjectReader, runtime: Runtime
) -> None:
    plan = plan_of(reader, ("visit", VISIT))
    plan["workflow"]["steps"][1]["next"] = {"not-there": True}
    with pytest.raises(RunnerError, match="not-there"):
        runtime.run_plan(plan, {"data": BODY})
