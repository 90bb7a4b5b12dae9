"""Every part of the vocabulary, tried on every kind of answer, in a step and in the evaluator."""

import datetime
import re
import zoneinfo
from collections.abc import Iterator

import pytest
from every_step import XMLNS, A, every_step, submissions
from node_steps import WHY_NOT, NodeSteps, node
from openfn_states import expected, fields_in, state_before, without_words

from mapper_gui.engines.javascript import Engine
from mapper_gui.exporters.openfn.javascript_words import WordKind, words
from mapper_gui.exporters.openfn.job_functions import HELPER_NAMES, helper_text
from mapper_gui.exporters.openfn.step import step_text
from mapper_gui.mapping.form import Form
from mapper_gui.mapping.mapping import FieldRule, Mapping, RecordRule, RuleId
from mapper_gui.mapping.steps import COMMCARE, FormatDate
from mapper_gui.mapping.values import First

pytestmark = pytest.mark.skipif(node() is None, reason=WHY_NOT)


@pytest.fixture(scope="module")
def steps() -> Iterator[NodeSteps]:
    with NodeSteps() as running:
        yield running


def test_every_step_take_and_condition_gives_the_same_for_every_answer(steps: NodeSteps) -> None:
    mapping = every_step()
    text = step_text(mapping)
    compared = 0
    for body in submissions():
        state = steps.run(text, state_before(mapping, body))
        records, problems = expected(mapping, body)
        assert state["records"] == records, body["form"]
        assert without_words(state["problems"]) == without_words(problems), body["form"]
        compared += fields_in(records)
    assert compared > 20_000


def test_code_gives_the_same_as_in_the_program(steps: NodeSteps) -> None:
    mapping = every_step(code=True)
    text = step_text(mapping)
    with Engine() as engine:
        for body in [*submissions()][::5]:
            state = steps.run(text, state_before(mapping, body))
            records, problems = expected(mapping, body, engine)
            assert state["records"] == records, body["form"]
            assert without_words(state["problems"]) == without_words(problems), body["form"]
            assert state["data"] == body


def in_zones(zones: list[str]) -> Mapping:
    pattern = "yyyy-MM-dd HH:mm:ss.SSS XXX"
    fields = [
        FieldRule(zone, First((A,)), (FormatDate(pattern, COMMCARE, zone),)) for zone in zones
    ]
    rule = RecordRule(RuleId("R"), "R", fields=tuple(fields))
    return Mapping(form=Form(xmlns=XMLNS), rules=(rule,))


@pytest.mark.parametrize("year", [1999, 2019, 2026, 2037])
def test_instants_are_the_same_in_every_zone_of_the_world(steps: NodeSteps, year: int) -> None:
    zones = [
        zone
        for zone in sorted(zoneinfo.available_timezones())
        if "/" in zone and not zone.startswith(("Etc/", "SystemV/"))
    ]
    mapping = in_zones(zones)
    text = step_text(mapping)
    for month in (1, 4, 7, 11):
        instant = f"{year}-{month:02d}-15T10:30:15.250Z"
        body = {"id": "f", "form": {"@xmlns": XMLNS, "a": instant}}
        state = steps.run(text, state_before(mapping, body))
        records, _ = expected(mapping, body)
        different = {
            zone: (state["records"]["R"][0][zone], records["R"][0][zone])
            for zone in zones
            if state["records"]["R"][0][zone] != records["R"][0][zone]
        }
        assert different == {}


def test_the_hours_around_a_clock_change_are_the_same(steps: NodeSteps) -> None:
    mapping = in_zones(["Europe/London", "America/New_York", "Australia/Lord_Howe"])
    text = step_text(mapping)
    for start in ("2026-03-08", "2026-03-29", "2026-04-05", "2026-10-04", "2026-10-25"):
        moment = datetime.datetime.fromisoformat(f"{start}T00:00:00+00:00")
        for _ in range(49):
            text_of = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
            body = {"id": "f", "form": {"@xmlns": XMLNS, "a": text_of}}
            state = steps.run(text, state_before(mapping, body))
            assert state["records"] == expected(mapping, body)[0]
            moment += datetime.timedelta(minutes=30)


def test_every_helper_brings_along_all_that_it_calls() -> None:
    for name in HELPER_NAMES:
        text = helper_text([name])
        every = [word for word in words(text) if word.kind is not WordKind.COMMENT]
        declared = set(re.findall(r"function (\w+)", text))
        before = "", *(word.text for word in every)
        used = {word.text for word, last in zip(every, before, strict=False) if last != "."}
        assert (used & HELPER_NAMES) <= declared | LOCAL_NAMES, name


LOCAL_NAMES = {"take"}
"""Helpers whose name is also a key of what a lookup found."""
