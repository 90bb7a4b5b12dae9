"""What load and lookup steps hand to the adaptors, in the real runtime.

HTTP goes end to end to a server on loopback. The adaptors for Salesforce, DHIS2, PostgreSQL and
CommCare are not on npm: stand-ins of ours resolve what they are handed with the real
`expandReferences` and note it. What those adaptors, and the systems behind them, do is not shown.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import islice, pairwise
from typing import Any

import pytest
from households import (
    BODY,
    DHIS2_OBJECTS,
    to_commcare,
    to_dhis2,
    to_http,
    to_postgresql,
    to_salesforce,
    with_lookups,
)
from hypothesis import given
from made_up_cases import cases
from openfn_compare import MadeUp, made_up_cases
from openfn_runners import WHY_NOT, RunnerError, Runtime, installed, version_of
from tally import HTTP, RECORDED, compared, differing, leaves

from mapper_gui.exporters.openfn import problems, steps
from mapper_gui.exporters.openfn.target import Adaptor, adaptor_of
from mapper_gui.mapping.evaluate import evaluate
from mapper_gui.mapping.mapping import Mapping
from mapper_gui.mapping.problem import Severity
from mapper_gui.mapping.result import ReferenceTo
from mapper_gui.mapping.submission import Submission
from mapper_gui.mapping.target import FieldType, Target, TargetField, TargetObject

pytestmark = [
    pytest.mark.everything("the OpenFn runners from npm"),
    pytest.mark.skipif(installed() is None, reason=WHY_NOT),
]


@pytest.fixture(scope="module")
def runtime() -> Iterator[Runtime]:
    with Runtime() as running:
        yield running


def run(
    runtime: Runtime,
    mapping: Mapping,
    body: Any = BODY,
    *,
    credential: dict[str, Any] | None = None,
    **state: Any,
) -> dict[str, Any]:
    """The state after all steps of a mapping, each with its adaptor, one after the other."""
    adaptor = adaptor_of(mapping.target)
    assert adaptor is not None
    plan: list[dict[str, Any]] = []
    for file, text in steps(mapping, "job").items():
        package = Adaptor.COMMON.package if file == "job.js" else adaptor.package
        step = {"id": file, "adaptor": package, "expression": text}
        plan.append({**step, "configuration": credential or {}})
    for one, following in pairwise(plan):
        one["next"] = {following["id"]: True}
    return runtime.run_plan({"workflow": {"steps": plan}}, {"data": body, **state})


def assert_called(name: str, found: list[list[Any]], wanted: list[list[Any]]) -> None:
    """An adaptor was handed just this, in this order."""
    wrong = differing(found, wanted)
    version = f"resolved by language-common {version_of('@openfn/language-common')}"
    compared(RECORDED.format(name), version, leaves(wanted), len(wrong))
    assert not wrong


def test_salesforce_is_sent_each_record_with_nested_references(runtime: Runtime) -> None:
    state = run(runtime, to_salesforce())
    child = {"House__r": {"Code__c": "H-1"}, "RecordType": {"Name": "Child"}, "OwnerId": "005x"}
    household = {"Code__c": "H-1", "Name": BODY["form"]["head"], "Water__c": "tap;well"}
    wanted: list[list[Any]] = [
        ["upsert", "Household__c", "Code__c", household],
        ["create", "Visit__c", {"On__c": "2026-05-03"}],
        ["upsert", "Contact", "Ext__c", {"Ext__c": "H-1-1", "LastName": "Amani", "Age__c": 3, **child}],
        ["upsert", "Contact", "Ext__c", {"Ext__c": "H-1-2", "LastName": "Baraka", **child}],
        ["upsert", "Contact", "Ext__c", {"Ext__c": "H-1-3", "LastName": None, "Age__c": 5, **child}],
    ]  # fmt: skip
    assert state["submission"] == BODY
    assert_called("salesforce", state["calls"], wanted)


@pytest.mark.parametrize("key", ["a/b", "a?b", "50%", "a#b", "a\\b"])
def test_a_key_that_leads_to_another_record_stops_the_step(runtime: Runtime, key: str) -> None:
    body = {**BODY, "form": {**BODY["form"], "hh_id": key}}
    with pytest.raises(RunnerError, match="cannot be asked for"):
        run(runtime, to_salesforce(), body)


def test_postgresql_gets_every_column_on_every_row_and_keeps_what_is_left_out(
    runtime: Runtime,
) -> None:
    state = run(runtime, to_postgresql())
    head = BODY["form"]["head"]
    options = {"setNull": False}
    rows = [{"hh": "H-1", "no": n, '"Full name"': name, "age": age} for n, name, age in
            ((1, "Amani", "3"), (2, "Baraka", None))]  # fmt: skip
    wanted: list[list[Any]] = [
        ["upsertMany", "household", "code",
         [{"code": "H-1", '"order"': head, "water": '{"tap","well"}'}], options],
        ["insertMany", "log", [{"form": "f-1"}], options],
        ["upsertMany", 'public."Child"', "(hh, no)", rows, options],
        ["upsertMany", 'public."Child"', "(hh, no)", [{"hh": "H-1", "no": 3, "age": "5"}], options],
    ]  # fmt: skip
    assert_called("postgresql", state["calls"], wanted)


def test_commcare_gets_texts_one_upload_for_each_case_type(runtime: Runtime) -> None:
    state = run(runtime, to_commcare())
    wanted: list[list[Any]] = [
        ["bulk", "case-data", [{"case_id": "H-1", "water": "tap well"}],
         {"case_type": "hh", "search_field": "case_id", "create_new_cases": "off"}],
        ["bulk", "case-data",
         [{"external_id": "H-1-1", "name": "Amani", "age": "3", "parent_external_id": "H-1"},
          {"external_id": "H-1-2", "name": "Baraka", "age": "---", "parent_external_id": "H-1"},
          {"external_id": "H-1-3", "name": "---", "age": "5", "parent_external_id": "H-1"}],
         {"case_type": "child", "search_field": "external_id", "create_new_cases": "on"}],
    ]  # fmt: skip
    assert_called("commcare", state["calls"], wanted)


def test_an_upload_that_commcare_refuses_fails_the_step(runtime: Runtime) -> None:
    answers = [{"code": 500, "message": "no such case type"}]
    with pytest.raises(RunnerError, match="answered 500 to cases of type hh: no such case type"):
        run(runtime, to_commcare(), answers=answers)


def test_nothing_to_send_sends_nothing(runtime: Runtime) -> None:
    body = {"id": "f-1", "form": {"@xmlns": BODY["form"]["@xmlns"]}}
    for mapping in (to_salesforce(), to_commcare(), to_dhis2()):
        only = [rule for rule in mapping.rules if rule.key]
        state = run(runtime, Mapping(mapping.form, mapping.target, rules=tuple(only[:1])), body)
        assert state.get("calls", []) == []


def test_dhis2_gets_one_payload_nested_by_references(runtime: Runtime) -> None:
    state = run(runtime, to_dhis2())
    options = {
        "importStrategy": "CREATE_AND_UPDATE",
        "atomicMode": "ALL",
        "orgUnitIdScheme": "CODE",
    }
    names = ({"attribute": "zDhUuAYrxNC", "value": name} for name in ("Amani", "Baraka"))
    enrolment = {
        "program": "IpHINAT79UW",
        "orgUnit": "V 1",
        "enrolledAt": "2026-05-03",
        "attributes": [],
    }
    entities = [
        {
            "trackedEntity": dhis2_uid(f'["Child: tracked entity","H-1-{number}"]'),
            "trackedEntityType": "nEenWmSyUEp",
            "orgUnit": "V 1",
            "attributes": [
                {"attribute": "w75KJ2mc4zz", "value": f"H-1-{number}"},
                *islice(names, 1),
            ],
            "enrollments": [enrolment],
        }
        for number in (1, 2, 3)
    ]
    event = {
        "enrollment": "abcdefghij1",
        "programStage": "A03MvHHogjR",
        "orgUnit": "V 1",
        "occurredAt": "2026-05-03",
        "dataValues": [
            {"dataElement": "GQY2lXrypjO", "value": "3000"},
            {"dataElement": "water123456", "value": "tap,well"},
        ],
    }
    payload = {"trackedEntities": entities, "enrollments": [], "events": [event]}
    values = {
        "dataSet": "pBOMPrpg1QX", "orgUnit": "DiszpKrYNg8", "period": "202605",
        "dataValues": [{"dataElement": "f7n9E0hX8qk", "value": "1"}],
    }  # fmt: skip
    wanted = [
        ["tracker.import", "CREATE_AND_UPDATE", payload, options],
        ["create", "dataValueSets", values],
    ]
    assert_called("dhis2", state["calls"], wanted)


def dhis2_uid(text: str) -> str:
    """The UID that follows from a key: 64 bits (FNV-1a) as a letter and ten letters or digits."""
    bits = 14695981039346656037
    for byte in text.encode():
        bits = (bits ^ byte) * 1099511628211 % 2**64
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    uid, bits = letters[bits % 52], bits // 52
    for _ in range(10):
        uid, bits = uid + letters[bits % 62], bits // 62
    return uid


@pytest.mark.parametrize(
    "answer", [{"status": "ERROR", "validationReport": {"errorReports": [{"message": "no unit"}]}}]
)
def test_what_dhis2_refuses_fails_the_step(runtime: Runtime, answer: Any) -> None:
    with pytest.raises(RunnerError, match=r"took none of it.*no unit"):
        run(runtime, to_dhis2(), answers=[answer])


VILLAGE_IDS = [{"Name": "V 1", "Id": "a01"}, {"Name": "v 1", "Id": "a02"}]
PERSONS = TargetObject("Person", fields=(TargetField("Number", type=FieldType.INTEGER),))


def test_salesforce_is_asked_once_for_each_question_before_the_records_are_made(
    runtime: Runtime,
) -> None:
    mapping = with_lookups("Salesforce", (PERSONS,))
    state = run(runtime, mapping, answers=[VILLAGE_IDS, [{"Number": 2, "Id": "p2"}]])
    wanted = [
        ["query", "SELECT Name, Id FROM Village WHERE Name IN ('V 1')"],
        ["query", "SELECT Number, Id FROM Person WHERE Number IN (1, 2, 3)"],
    ]
    assert_called("salesforce", state["calls"][:2], wanted)
    assert state["lookups"] == [
        {"object": "Village", "field": "Name", "equals": "V 1", "take": "Id", "answer": "a01"},
        {"object": "Person", "field": "Number", "equals": "2", "take": "Id", "answer": "p2"},
    ]
    assert state["records"]["Child"] == [
        {"Ext__c": "H-1-1", "Village__c": "a01"},
        {"Ext__c": "H-1-2", "Village__c": "a01", "Person__c": "p2"},
        {"Ext__c": "H-1-3", "Village__c": "a01"},
    ]


def test_what_a_lookup_finds_twice_fails_the_step(runtime: Runtime) -> None:
    twice = [{"Name": "V 1", "Id": "a01"}, {"Name": "V 1", "Id": "a02"}]
    with pytest.raises(RunnerError, match="2 records of Village have Name V 1"):
        run(runtime, with_lookups("Salesforce", (PERSONS,)), answers=[twice, []])


def test_postgresql_is_asked_by_text(runtime: Runtime) -> None:
    mapping = with_lookups("PostgreSQL")
    state = run(runtime, mapping, answers=[[{"c0": "V 1", "c1": 7}], []])
    assert state["records"]["Child"][0] == {"Ext__c": "H-1-1", "Village__c": "7"}
    body = {**BODY, "form": {**BODY["form"], "village": "it's \\ here"}}
    state = run(runtime, mapping, body, answers=[[], []])
    assert state["lookups"] == []


def test_dhis2_is_asked_for_metadata_and_for_tracked_entities(runtime: Runtime) -> None:
    mapping = with_lookups("DHIS2", DHIS2_OBJECTS)
    lookup_only = steps(mapping, "job")["job-1-lookup.js"]
    state = runtime.run(
        lookup_only,
        {"data": BODY, "answers": [{"Villages": [{"Name": "V 1", "Id": "u1"}]}, {}, {}, {}]},
        Adaptor.DHIS2.package,
    )
    asked = {"filter": "Name:eq:V 1", "fields": "Name,Id", "paging": False}
    assert_called("dhis2", state["calls"][:1], [["get", "Villages", asked]])
    assert state["lookups"][0]["answer"] == "u1"
    assert state["data"] == BODY


@pytest.fixture
def server() -> Iterator[tuple[str, list[tuple[str, str, Any]]]]:
    """A server that keeps what it is sent and answers 201; 422 to what says so."""
    got: list[tuple[str, str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            got.append((self.path, self.headers["Content-Type"], body))
            self.send_response(422 if "refuse" in json.dumps(body) else 201)
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}", got
        running.shutdown()
        thread.join()


def test_http_sends_every_record_end_to_end(
    runtime: Runtime, server: tuple[str, list[tuple[str, str, Any]]]
) -> None:
    address, got = server
    mapping = to_http()
    state = run(runtime, mapping, credential={"baseUrl": address})
    evaluation = evaluate(mapping, Submission(BODY))
    assert len(got) == sum(record.made for record in evaluation.records) == 5
    child = {"hh": "H-1", "no": 1, "Full name": "Amani", "age": "3"}
    assert got[2] == ("/public.Child", "application/json", child)
    assert got[0][2]["water"] == ["tap", "well"]
    assert state["submission"] == BODY


@cases(25)
@given(case=made_up_cases())
def test_any_records_that_are_made_arrive_at_a_server(
    runtime: Runtime, server: tuple[str, list[tuple[str, str, Any]]], case: MadeUp
) -> None:
    address, got = server
    mapping = replace(case.mapping, target=Target("Our own system"))
    for body in case.bodies:
        got.clear()
        run(runtime, mapping, body, credential={"baseUrl": address})
        wanted: dict[str, list[Any]] = {}
        for record in evaluate(mapping, Submission(body)).records:
            rule = mapping.rule(record.rule)
            if record.made and rule is not None:
                wanted.setdefault(f"/{rule.object}", []).append(sent(record.written))
        assert_arrived(got, wanted)


def sent(written: dict[str, Any]) -> dict[str, Any]:
    """A record as a system of one's own is sent it: a reference is the value it is found by."""
    plain = {
        name: value.value if isinstance(value, ReferenceTo) else value
        for name, value in written.items()
    }
    return {name: list(v) if isinstance(v, tuple) else v for name, v in plain.items()}


def assert_arrived(got: list[tuple[str, str, Any]], wanted: dict[str, list[Any]]) -> None:
    found: dict[str, list[Any]] = {}
    for path, kind, body in got:
        assert kind == "application/json"
        found.setdefault(path, []).append(body)
    for records in (*found.values(), *wanted.values()):
        records.sort(key=lambda record: json.dumps(record, sort_keys=True))
    wrong = differing(found, wanted)
    compared(HTTP, version_of("@openfn/language-http"), leaves(wanted), len(wrong))
    assert not wrong


def test_http_that_is_refused_fails_the_step(
    runtime: Runtime, server: tuple[str, list[tuple[str, str, Any]]]
) -> None:
    address, _ = server
    body = {**BODY, "form": {**BODY["form"], "head": "refuse"}}
    with pytest.raises(RunnerError, match="422"):
        run(runtime, to_http(), body, credential={"baseUrl": address})


def test_every_mapping_here_is_one_that_can_be_exported() -> None:
    for mapping in (to_salesforce(), to_postgresql(), to_commcare(), to_http(), to_dhis2()):
        assert not [p for p in problems(mapping) if p.severity is Severity.ERROR]
