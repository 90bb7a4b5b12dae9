"""Records within records: what the load step for DHIS2 nests, what a lookup reads through a
relationship, and rules of one object that point to each other, in the real runtime."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from households import (
    BODY,
    CHILD_KEY,
    CHILDREN,
    DHIS2_OBJECTS,
    mapping_to,
    q,
    take,
    to_dhis2_nested,
    with_lookups,
)
from openfn_runners import WHY_NOT, RunnerError, Runtime, installed

from mapper_gui.exporters.openfn import steps
from mapper_gui.exporters.openfn.target import Adaptor, adaptor_of
from mapper_gui.mapping.mapping import FieldRule, Mapping, RecordRule, Reference, RuleId
from mapper_gui.mapping.source import FORM_ID, RowNumber
from mapper_gui.mapping.values import TargetLookup, Template

pytestmark = [
    pytest.mark.everything("the OpenFn runners from npm"),
    pytest.mark.skipif(installed() is None, reason=WHY_NOT),
]


@pytest.fixture(scope="module")
def runtime() -> Iterator[Runtime]:
    with Runtime() as running:
        yield running


def calls(runtime: Runtime, mapping: Mapping, body: Any = BODY, **state: Any) -> list[list[Any]]:
    """What the adaptor of the mapping's target is handed, all steps run one after the other."""
    adaptor = adaptor_of(mapping.target)
    assert adaptor is not None
    plan: list[dict[str, Any]] = [
        {
            "id": file,
            "adaptor": Adaptor.COMMON.package if file == "job.js" else adaptor.package,
            "expression": text,
        }
        for file, text in steps(mapping, "job").items()
    ]
    for one, following in pairwise(plan):
        one["next"] = {following["id"]: True}
    after = runtime.run_plan({"workflow": {"steps": plan}}, {"data": body, **state})
    found: list[list[Any]] = after.get("calls", [])
    return found


def test_events_stand_in_their_enrolment_and_it_in_its_entity(runtime: Runtime) -> None:
    ((_, strategy, payload, _),) = calls(runtime, to_dhis2_nested())
    assert strategy == "CREATE_AND_UPDATE"
    assert payload["enrollments"] == payload["events"] == []
    assert len(payload["trackedEntities"]) == 3
    for entity in payload["trackedEntities"]:
        (enrolment,) = entity["enrollments"]
        assert enrolment["program"] == "IpHINAT79UW"
        assert "trackedEntity" not in enrolment
        (event,) = enrolment["events"]
        assert event["programStage"] == "A03MvHHogjR"
        assert "enrollment" not in event
    uids = [entity["enrollments"][0]["enrollment"] for entity in payload["trackedEntities"]]
    assert len(set(uids)) == 3
    # The same submission again gives the same records, so nothing is made twice.
    assert calls(runtime, to_dhis2_nested())[0][2] == payload


def test_an_event_whose_enrolment_is_not_made_fails_the_step(runtime: Runtime) -> None:
    mapping = to_dhis2_nested()
    visit, enrolment, entity = mapping.rules
    other = replace(visit.fields[0], take=Template(("no such child",)))
    lost = replace(visit, fields=(other, *visit.fields[1:]))
    with pytest.raises(
        RunnerError, match="No Child: enrolment of this submission has trackedEntity"
    ):
        calls(runtime, replace(mapping, rules=(lost, enrolment, entity)))


def test_a_lookup_reads_a_field_of_what_a_record_points_to(runtime: Runtime) -> None:
    area = TargetLookup("Village__c", "Worker__r.Code__c", q("/village"), "Area__r.Region__c")
    rule = RecordRule(
        RuleId("Visit__c"),
        "Visit__c",
        key=("Id__c",),
        fields=(FieldRule("Id__c", take(FORM_ID)), FieldRule("Region__c", area)),
    )
    found = {"Worker__r": {"Code__c": "V 1"}, "Area__r": {"Region__c": "North"}}
    other = {"Worker__r": None, "Area__r": {"Region__c": "South"}}
    mapping = mapping_to("Salesforce", (), rule)
    query, upsert = calls(runtime, mapping, answers=[[found, other]])
    columns = "Worker__r.Code__c, Area__r.Region__c"
    condition = "Worker__r.Code__c IN ('V 1')"
    assert query == ["query", f"SELECT {columns} FROM Village__c WHERE {condition}"]
    assert upsert[3] == {"Id__c": "f-1", "Region__c": "North"}


@pytest.mark.parametrize("village", ["a:b", "a,b", "a/b"])
def test_what_divides_a_filter_of_dhis2_is_not_asked(runtime: Runtime, village: str) -> None:
    entity = DHIS2_OBJECTS[0]
    asks = TargetLookup(entity.name, "w75KJ2mc4zz", q("/village"), "trackedEntity")
    mapping = with_lookups("DHIS2", DHIS2_OBJECTS)
    rule = replace(mapping.rules[0], fields=(FieldRule("Ext__c", CHILD_KEY), FieldRule("v", asks)))
    body = {**BODY, "form": {**BODY["form"], "village": village}}
    with pytest.raises(RunnerError, match="cannot be asked for"):
        calls(runtime, replace(mapping, rules=(rule,)), body)


def test_a_mother_is_sent_before_the_children_that_point_to_her(runtime: Runtime) -> None:
    child = RecordRule(
        RuleId("Child"),
        "Person__c",
        key=("Code__c",),
        for_each=CHILDREN,
        fields=(
            FieldRule("Code__c", Template((q("/hh_id"), "-", RowNumber()))),
            FieldRule("Mother__c", take("/hh_id"), reference=Reference("Person__c", "Code__c")),
        ),
    )
    mother = RecordRule(
        RuleId("Mother"),
        "Person__c",
        key=("Code__c",),
        fields=(FieldRule("Code__c", take("/hh_id")), FieldRule("Name", take("/head"))),
    )
    sent = calls(runtime, mapping_to("Salesforce", (), child, mother))
    assert [record["Code__c"] for *_, record in sent] == ["H-1", "H-1-1", "H-1-2", "H-1-3"]
    assert [record.get("Mother__r") for *_, record in sent][1:] == [{"Code__c": "H-1"}] * 3
