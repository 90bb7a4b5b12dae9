"""A real kind of job: a household with its members, a repeat, and their vaccinations, a repeat in it;
each record carries values of the household."""

from __future__ import annotations

from typing import Any

from written_forms import (
    NULL,
    both,
    by,
    cases,
    compares,
    form_of,
    joined,
    maps,
    or_else,
    take,
    target_of,
)

from mapper_gui.mapping.conditions import ReadAs
from mapper_gui.mapping.form import QuestionId
from mapper_gui.mapping.mapping import Mapping, RecordRule, RuleId
from mapper_gui.mapping.source import FORM_ID, NamedValue, QuestionSource, RowNumber
from mapper_gui.mapping.steps import Age, AgeUnit, Clean, Cleanup, FormatDate, GpsPart, TakeGps
from mapper_gui.mapping.values import Constant, Count, Value

MEMBERS = QuestionId("/members/item")
VACCINES = QuestionId("/members/item/vaccines/given")
FORM = form_of(
    "Household registration",
    "HOUSEHOLD-MEMBERS",
    """
    hidden /household_id
    text /village Village
    gps /location Location
    date /registered Date of registration
    repeat /members/item Members
    text /members/item/name Name
    single /members/item/sex Sex | m=Male, f=Female
    date /members/item/born Born on
    text /members/item/phone-number Phone
    integer /members/item/mother_no Number of the mother in this list
    repeat /members/item/vaccines/given Vaccinations
    single /members/item/vaccines/given/which Vaccine | bcg=BCG, opv=Polio
    date /members/item/vaccines/given/on Given on
    """,
)
_NAME = "/members/item/name"
_MEMBER_ID = joined("/household_id", "-", RowNumber(MEMBERS))
HOUSEHOLD = RecordRule(
    RuleId("Household__c"),
    "Household__c",
    key=("Code__c",),
    fields=(
        maps("Code__c", "/household_id"),
        maps("Village__c", "/village", Clean(Cleanup.UNDERSCORES), Clean(Cleanup.TITLE)),
        maps("Latitude__c", "/location", TakeGps(GpsPart.LATITUDE)),
        maps("Longitude__c", "/location", TakeGps(GpsPart.LONGITUDE)),
        maps("Members__c", Count(QuestionSource(MEMBERS))),
        maps("Registered_On__c", "/registered"),
    ),
)
MEMBER = RecordRule(
    RuleId("Member"),
    "Person__c",
    key=("Code__c",),
    for_each=MEMBERS,
    fields=(
        maps("Code__c", NamedValue("member")),
        maps("Household__c", "/household_id", points_to="Household__c.Code__c"),
        maps("Name", _NAME, Clean(Cleanup.TRIM), Clean(Cleanup.TITLE)),
        maps("Gender__c", "/members/item/sex", by({"m": "Male", "f": "Female"})),
        maps("Born_On__c", "/members/item/born", FormatDate("dd/MM/yyyy")),
        maps(
            "Age__c",
            "/members/item/born",
            Age(QuestionSource(QuestionId("/registered")), AgeUnit.YEARS),
        ),
        maps("Phone__c", "/members/item/phone-number", empty=NULL),
        maps("Village__c", "/village", Clean(Cleanup.UNDERSCORES), Clean(Cleanup.TITLE)),
        maps(
            "Head_of_Household__c",
            cases(
                (compares(RowNumber(MEMBERS), "=", "1", read_as=ReadAs.NUMBER), Constant(True)),
                otherwise=Constant(False),
            ),
        ),
        maps("Form_ID__c", FORM_ID),
    ),
)
MOTHER = RecordRule(
    RuleId("Mother of a member"),
    "Relationship__c",
    key=("Code__c",),
    for_each=MEMBERS,
    when=both(compares("/members/item/mother_no", ">", "0", read_as=ReadAs.NUMBER)),
    fields=(
        maps("Code__c", joined(NamedValue("member"), "-mother")),
        maps("Child__c", NamedValue("member"), points_to="Person__c.Code__c"),
        maps(
            "Mother__c",
            joined("/household_id", "-", "/members/item/mother_no"),
            points_to="Person__c.Code__c",
        ),
        maps("Kind__c", Constant("Mother")),
    ),
)
VACCINATION = RecordRule(
    RuleId("Vaccination__c"),
    "Vaccination__c",
    key=("Code__c",),
    for_each=VACCINES,
    fields=(
        maps("Code__c", joined(NamedValue("member"), "-v", RowNumber(VACCINES))),
        maps("Person__c", NamedValue("member"), points_to="Person__c.Code__c"),
        maps(
            "Vaccine__c",
            "/members/item/vaccines/given/which",
            by({"bcg": "BCG", "opv": "Polio"}),
            absent=or_else("Unknown"),
        ),
        maps("Given_On__c", take("/members/item/vaccines/given/on", "/registered")),
        maps("Member_Name__c", _NAME),
        maps("Village__c", "/village"),
    ),
)


RULES = (VACCINATION, MOTHER, MEMBER, HOUSEHOLD)
MAPPING = Mapping(
    form=FORM,
    target=target_of("Salesforce", RULES),
    identifiers=(QuestionSource(QuestionId("/household_id")), FORM_ID),
    named_values={"member": Value(_MEMBER_ID)},
    rules=RULES,
)


def body(number: int, members: Any, **form: Any) -> dict[str, Any]:
    base = {
        "@xmlns": FORM.xmlns,
        "household_id": f"H{number}",
        "village": "upper_mill road",
        "registered": "2026-06-30",
        "location": "-1.2921 36.8219 1650.0 12.0",
    }
    rows = {} if members is None else {"members": {"item": members}}
    return {"id": f"reg-{number}", "form": {**base, **rows, **form}}


_BCG = {"which": "bcg", "on": "2025-01-02"}
MANY = [
    {"name": "  grace AKINYI", "sex": "f", "born": "1996-07-01", "phone-number": "0700 1"},
    {
        "name": "Otis",
        "sex": "m",
        "born": "2024-02-29",
        "mother_no": "1",
        "phone-number": "",
        "vaccines": {"given": [_BCG, {"which": "opv"}, {"on": "2025-03-04"}]},
    },
    {"name": "Zuri", "sex": "x", "mother_no": "1", "vaccines": {"given": _BCG}},
    {"name": "", "sex": "", "mother_no": "0", "vaccines": {"given": []}},
]
BODIES = {
    "four members": body(1, MANY),
    "one member, one vaccination": body(2, MANY[2], location=""),
    "no member": body(3, None, village=""),
}
RECORDS = {"four members": 1 + 4 + 2 + 4, "one member, one vaccination": 4, "no member": 1}
