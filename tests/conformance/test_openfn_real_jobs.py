"""Jobs of the kinds that public integrations hold, rebuilt as mappings: the exported steps give the
same records as a job written by hand, type by type, in the real runtime.

Forms, submissions and jobs are invented. What is handed to the adaptor is recorded by a stand-in.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import real_household
import real_referral
import real_services
import real_survey
import real_visit
from openfn_compare import assert_same
from openfn_runners import WHY_NOT, Core, Runtime, installed
from tally import compared, differing, leaves

from mapper_gui.exporters.openfn import problems, steps
from mapper_gui.exporters.openfn.target import Adaptor, adaptor_of
from mapper_gui.mapping.check import check
from mapper_gui.mapping.mapping import Mapping
from mapper_gui.mapping.problem import Severity

pytestmark = [
    pytest.mark.everything("the OpenFn runners from npm"),
    pytest.mark.skipif(installed() is None, reason=WHY_NOT),
]
JOBS: dict[str, ModuleType] = {
    "survey": real_survey,
    "services": real_services,
    "household": real_household,
    "referral": real_referral,
    "visit": real_visit,
}
BY_HAND = Path(__file__).parent / "real_jobs"
EVERY = [
    pytest.param(name, case, id=f"{name}: {case}")
    for name, module in JOBS.items()
    for case in module.BODIES
]
Sent = dict[str, list[list[Any]]]


@pytest.fixture(scope="module")
def runtime() -> Iterator[Runtime]:
    with Runtime() as running:
        yield running


@pytest.fixture(scope="module")
def core() -> Iterator[Core]:
    with Core() as running:
        yield running


def sent_by_hand(runtime: Runtime, name: str, body: dict[str, Any]) -> Sent:
    text = (BY_HAND / f"{name}.js").read_text("utf-8")
    return by_object(runtime.run(text, {"data": body}, Adaptor.SALESFORCE.package))


def sent_by_export(runtime: Runtime, mapping: Mapping, body: dict[str, Any]) -> Sent:
    adaptor = adaptor_of(mapping.target)
    assert adaptor is not None
    plan: list[dict[str, Any]] = []
    for file, text in steps(mapping, "job").items():
        package = Adaptor.COMMON.package if file == "job.js" else adaptor.package
        plan.append({"id": file, "adaptor": package, "expression": text})
    for one, following in pairwise(plan):
        one["next"] = {following["id"]: True}
    return by_object(runtime.run_plan({"workflow": {"steps": plan}}, {"data": body}))


def by_object(state: dict[str, Any]) -> Sent:
    """The records that were handed to the adaptor, by object and operation, in their order."""
    found: Sent = {}
    for operation, name, *rest in state.get("calls", []):
        found.setdefault(f"{operation} {name}", []).append(rest)
    return found


@pytest.mark.parametrize(("name", "case"), EVERY)
def test_a_rebuilt_job_sends_what_the_job_by_hand_sends(
    runtime: Runtime, name: str, case: str
) -> None:
    module = JOBS[name]
    by_hand = sent_by_hand(runtime, name, module.BODIES[case])
    exported = sent_by_export(runtime, module.MAPPING, module.BODIES[case])
    wrong = differing(exported, by_hand)
    compared(runtime.name, runtime.version, leaves(by_hand), len(wrong))
    assert not wrong
    records = [record for every in exported.values() for *_, record in every]
    assert len(records) == module.RECORDS.get(case, len(records))


@pytest.mark.parametrize(("name", "case"), EVERY)
def test_the_program_shows_what_both_runners_make(
    runtime: Runtime, core: Core, name: str, case: str
) -> None:
    module = JOBS[name]
    mapping_step = steps(module.MAPPING, "job")["job.js"]
    for runner in (runtime, core):
        assert_same(runner, module.MAPPING, module.BODIES[case], step=mapping_step)


@pytest.mark.parametrize("name", JOBS)
def test_each_is_said_without_code_and_without_a_problem(name: str) -> None:
    mapping = JOBS[name].MAPPING
    assert not mapping.has_code
    assert [each for each in check(mapping) if each.severity is Severity.ERROR] == []
    assert [each for each in problems(mapping) if each.severity is Severity.ERROR] == []
