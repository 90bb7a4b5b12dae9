"""A real kind of job: what a record points to depends on conditions, with stand-ins where a link
would lead nowhere."""

from __future__ import annotations

from typing import Any

from written_forms import (
    KEEP,
    always,
    asks,
    both,
    by,
    cases,
    compares,
    form_of,
    joined,
    maps,
    or_else,
    outside_is,
    take,
    target_of,
)

from mapper_gui.mapping.conditions import AnyOf, Not, ReadAs
from mapper_gui.mapping.form import CaseBlock, QuestionId
from mapper_gui.mapping.mapping import Accepts, Mapping, Operation, RecordRule, RuleId
from mapper_gui.mapping.source import CASE_ID, FORM_ID, CaseSource, MetaSource, NamedValue
from mapper_gui.mapping.steps import Clean, Cleanup, FormatDate, Replace
from mapper_gui.mapping.values import Constant, Value

_QUESTIONS = """
    single /referred_from Referred from | person=A person, service=A service
    hidden /person_case
    hidden /service_case
    hidden /parent_person_case
    hidden /worker_sfid
    hidden /record_type
    single /facility Facility | dh=District hospital, hc=Health centre, other=Another
    text /facility_other Which other
    single /village Village | v1=Upper Mill, v2=Lower Mill
    integer /age_months Age in months
    hidden /mother_case
    single /urgent Urgent | yes=Yes, no=No
    text /newborn/name Name of the newborn
    date /due Due on
"""
_FORM = form_of("Referral", "REFERRAL", _QUESTIONS)
NEWBORN = CaseSource("/subcase_0/case", "@case_id")
FORM = type(_FORM)(
    _FORM.questions,
    _FORM.languages,
    _FORM.name,
    _FORM.xmlns,
    case_blocks=(
        CaseBlock(QuestionId("/case"), ("@case_id",)),
        CaseBlock(QuestionId("/subcase_0/case"), ("@case_id", "create/case_name")),
    ),
)
FROM_PERSON = compares("/referred_from", "=", "person")
FROM_SERVICE = compares("/referred_from", "=", "service")
IS_CHILD = compares("/age_months", "<", "60", read_as=ReadAs.NUMBER)

PERSON = Value(
    cases(
        (asks(NEWBORN), take(NEWBORN)),
        (FROM_PERSON, take("/person_case")),
        (FROM_SERVICE, take("/parent_person_case", CASE_ID)),
        otherwise=take(CASE_ID),
    )
)
NEWBORN_RULE = RecordRule(
    RuleId("Newborn"),
    "Person__c",
    key=("CommCare_ID__c",),
    when=asks(NEWBORN),
    fields=(
        maps("CommCare_ID__c", NEWBORN),
        maps(
            "Name",
            take("/newborn/name", CaseSource("/subcase_0/case", "create/case_name")),
            Clean(Cleanup.TITLE),
            absent=or_else("Unnamed child"),
            empty=or_else("Unnamed child"),
        ),
        maps("Mother__c", CASE_ID, points_to="Person__c.CommCare_ID__c"),
        always("RecordTypeId", "Child", points_to="RecordType.Name"),
    ),
)
REFERRAL = RecordRule(
    RuleId("Referral__c"),
    "Referral__c",
    key=("Referral_UID__c",),
    fields=(
        maps("Referral_UID__c", joined(NamedValue("person"), "_", FORM_ID)),
        maps("Person__c", NamedValue("person"), points_to="Person__c.CommCare_ID__c"),
        maps(
            "Parent_Service__c",
            cases((FROM_SERVICE, take("/service_case"))),
            points_to="Service__c.Service_UID__c",
        ),
        maps(
            "Mother__c",
            cases((both(IS_CHILD, asks("/mother_case")), take("/mother_case"))),
            points_to="Person__c.CommCare_ID__c",
        ),
        maps(
            "Facility__c",
            cases(
                (
                    both(compares("/facility", "=", "other"), asks("/facility_other")),
                    take(NamedValue("other facility")),
                ),
                otherwise=take(NamedValue("known facility")),
            ),
            absent=or_else("Unknown facility"),
            empty=or_else("Unknown facility"),
            points_to="Facility__c.Name",
        ),
        maps("Facility_Other__c", cases((compares("/facility", "=", "other"), take("/facility_other")))),
        maps(
            "Village__c",
            "/village",
            by({"v1": "UPPER-MILL", "v2": "LOWER-MILL"}, outside_is("UNKNOWN")),
            absent=or_else("UNKNOWN"),
            empty=or_else("UNKNOWN"),
            points_to="Location__c.Label__c",
        ),
        maps(
            "Worker__c",
            "/worker_sfid",
            by({"a03x0000old": "a03x0000new"}, KEEP),
            absent=or_else("a03x00default"),
            points_to="Worker__c.Id",
        ),
        maps(
            "RecordTypeId",
            cases(
                (
                    AnyOf((compares("/record_type", "one of", "Unborn"), Not(asks("/record_type")))),
                    Constant("Child"),
                ),
                otherwise=take("/record_type"),
            ),
            Replace("_", " "),
            points_to="RecordType.Name",
        ),
        maps("Due__c", "/due", FormatDate("yyyy-MM-dd'T'00:00:00.000'Z'")),
        maps("Urgent__c", cases((compares("/urgent", "=", "yes"), Constant(True)), otherwise=Constant(False))),
    ),
)  # fmt: skip
TASK = RecordRule(
    RuleId("Call the facility"),
    "Task",
    Operation.CREATE,
    when=both(compares("/urgent", "=", "yes"), Not(compares("/facility", "=", "other"))),
    fields=(
        always("Subject", "Call the facility"),
        maps("Description", joined("Referral ", FORM_ID, " to ", NamedValue("known facility"))),
        maps("OwnerId", "/worker_sfid", absent=or_else("a03x00default"), points_to="User.Id"),
        always("Status", "Not Started"),
    ),
)
RULES = (REFERRAL, NEWBORN_RULE, TASK)
MAPPING = Mapping(
    form=FORM,
    target=target_of("Salesforce", RULES),
    accepts=Accepts(when=Not(compares(MetaSource("username"), "one of", "openfn.test", "trainer"))),
    identifiers=(CASE_ID, FORM_ID, NEWBORN),
    named_values={
        "person": PERSON,
        "known facility": Value(
            take("/facility"), (by({"dh": "District hospital", "hc": "Health centre"}),)
        ),
        "other facility": Value(
            take("/facility_other"), (Clean(Cleanup.TRIM), Clean(Cleanup.TITLE))
        ),
    },
    rules=RULES,
)


def body(number: int, user: str = "carol", **form: Any) -> dict[str, Any]:
    base = {
        "@xmlns": FORM.xmlns,
        "case": {"@case_id": f"case-{number}"},
        "meta": {"username": user},
    }
    return {"id": f"ref-{number}", "form": {**base, **form}}


BODIES = {
    "from a person": body(
        1, referred_from="person", person_case="p-1", facility="dh", village="v1", urgent="yes",
        worker_sfid="a03x0000old", record_type="Female_of_Age", due="2026-05-06",
        age_months="61", mother_case="m-1",
    ),
    "from a service, with the parent's person": body(
        2, referred_from="service", service_case="s-2", parent_person_case="p-2", facility="other",
        facility_other=" st mary MISSION ", village="v9", age_months="12", mother_case="m-2",
        worker_sfid="a03x0000abc", record_type="Unborn", urgent="no",
    ),
    "from a service without one": body(
        3, referred_from="service", service_case="s-3", parent_person_case="", facility="",
        record_type="",
    ),
    "of a newborn": body(
        4, subcase_0={"case": {"@case_id": "new-4", "create": {"case_name": "baby OF grace"}}},
        newborn={"name": ""}, facility="hc", urgent="yes", age_months="0", mother_case="case-4",
    ),
    "by a tester": body(5, user="openfn.test", referred_from="person", person_case="p-5"),
}  # fmt: skip
RECORDS = {"from a person": 2, "of a newborn": 3, "by a tester": 0}
