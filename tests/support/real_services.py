"""A real kind of job: a follow-up of a client that becomes up to 20 service records, each under a
condition of its own and with a key of several parts, and an update of the client."""

from __future__ import annotations

from typing import Any

from written_forms import (
    always,
    asks,
    both,
    by,
    cases,
    choices,
    compares,
    form_of,
    joined,
    maps,
    or_else,
    outside_is,
    table_of,
    take,
    target_of,
)

from mapper_gui.mapping.conditions import ReadAs
from mapper_gui.mapping.mapping import Mapping, RecordRule, RuleId, TableRows
from mapper_gui.mapping.source import CASE_ID, FORM_ID, MetaSource, NamedValue
from mapper_gui.mapping.steps import FormatDate, NumberKind, ToNumber, YesNo
from mapper_gui.mapping.values import Constant, Value

FORM = form_of(
    "Client follow-up",
    "FOLLOWUP",
    """
    hidden /household_case
    date /visit/date Date of visit
    single /visit/place Place | home=Home, clinic=Clinic, school=School
    integer /client/age_months Age in months
    single /client/status Status | active=Active, moved=Moved away, died=Died
    decimal /client/weight Weight
    decimal /client/muac Upper arm in cm
    single /client/oedema Swollen feet | yes=Yes, no=No
    multiple /symptoms Symptoms | fever=Fever, cough=Cough, diarrhoea=Diarrhoea, rash=Rash
    single /malaria/test Malaria test | pos=Positive, neg=Negative
    date /malaria/date Date of the test
    single /malaria/facility Referred to | dh=District hospital, hc=Health centre
    multiple /vaccines Vaccines given today | bcg=BCG, opv=Polio, penta=Pentavalent, measles=Measles
    date /vaccines_date
    single /mother/pregnant Pregnant | yes=Yes, no=No
    integer /mother/anc_visits ANC visits
    date /mother/next_anc Next ANC visit
    single /mother/delivered Delivered at a facility | yes=Yes, no=No
    single /mother/fp Family planning | pill=Pill, implant=Implant, none=None
    multiple /given Given | ors=ORS, zinc=Zinc, net=Net, soap=Soap
    """,
)
_FEVER = "/symptoms"
ROWS = (
    # answer, day, site: sources; wanted, code, reason, kind: texts
    (_FEVER, "/visit/date", None, "fever", "SYM-FEV", "Fever", "Symptom"),
    (_FEVER, "/visit/date", None, "cough", "SYM-COU", "Cough", "Symptom"),
    (_FEVER, "/visit/date", None, "diarrhoea", "SYM-DIA", "Diarrhoea", "Symptom"),
    (_FEVER, "/visit/date", None, "rash", "SYM-RAS", "Skin rash", "Symptom"),
    ("/malaria/test", "/malaria/date", "/malaria/facility", "pos", "MAL", "Malaria", "Referral"),
    ("/malaria/test", "/malaria/date", None, "neg", "MAL-T", "Malaria test", "Test"),
    ("/vaccines", "/vaccines_date", None, "bcg", "VAC-BCG", "BCG", "Immunisation"),
    ("/vaccines", "/vaccines_date", None, "opv", "VAC-OPV", "Polio", "Immunisation"),
    ("/vaccines", "/vaccines_date", None, "penta", "VAC-PEN", "Pentavalent", "Immunisation"),
    ("/vaccines", "/vaccines_date", None, "measles", "VAC-MEA", "Measles", "Immunisation"),
    ("/mother/pregnant", "/mother/next_anc", "/malaria/facility", "yes", "ANC", "ANC", "Referral"),
    (NamedValue("late for ANC"), "/mother/next_anc", None, "yes", "ANC-L", "Late ANC", "Tracing"),
    ("/mother/delivered", "/visit/date", None, "yes", "DEL", "Skilled delivery", "Visit"),
    ("/mother/fp", "/visit/date", None, "pill", "FP-P", "Pill", "Family planning"),
    ("/mother/fp", "/visit/date", None, "implant", "FP-I", "Implant", "Family planning"),
    ("/given", "/visit/date", None, "ors", "GIV-ORS", "ORS", "Supplies"),
    ("/given", "/visit/date", None, "zinc", "GIV-ZN", "Zinc", "Supplies"),
    ("/given", "/visit/date", None, "net", "GIV-NET", "Mosquito net", "Supplies"),
    ("/given", "/visit/date", None, "soap", "GIV-SOAP", "Soap", "Supplies"),
    (NamedValue("malnourished"), "/visit/date", "/malaria/facility", "yes", "NUT", "Malnutrition",
     "Referral"),
)  # fmt: skip
YES, NO = Constant("yes"), Constant("no")
NAMED = {
    "malnourished": Value(
        cases(
            (
                both(
                    compares("/client/age_months", "<", "60", read_as=ReadAs.NUMBER),
                    compares("/client/muac", "<", "11.5", read_as=ReadAs.NUMBER),
                ),
                YES,
            ),
            (compares("/client/oedema", "=", "yes"), YES),
            otherwise=NO,
        )
    ),
    "late for ANC": Value(
        cases(
            (
                both(
                    compares("/mother/pregnant", "=", "yes"),
                    compares("/mother/anc_visits", "<", "4", read_as=ReadAs.NUMBER),
                    compares("/mother/next_anc", "<", "/visit/date", read_as=ReadAs.DATE),
                ),
                YES,
            ),
            otherwise=NO,
        )
    ),
    "day of visit": Value(take("/visit/date", MetaSource("timeEnd")), (FormatDate("yyyyMMdd"),)),
}
CLIENT = RecordRule(
    RuleId("Client__c"),
    "Client__c",
    key=("CommCare_ID__c",),
    fields=(
        maps("CommCare_ID__c", CASE_ID),
        maps("Household__c", "/household_case", points_to="Household__c.CommCare_Code__c"),
        maps("Status__c", "/client/status", by("Status"), absent=or_else("Active")),
        maps("Weight__c", "/client/weight", ToNumber(NumberKind.DECIMAL)),
        maps("Pregnant__c", "/mother/pregnant", YesNo(), absent=or_else(False)),
        maps("Malnourished__c", NamedValue("malnourished"), YesNo()),
        maps("Last_Visit__c", take("/visit/date", MetaSource("timeEnd")), FormatDate("yyyy-MM-dd")),
    ),
)
SERVICE = RecordRule(
    RuleId("Service__c"),
    "Service__c",
    key=("Service_UID__c",),
    for_each=TableRows(table_of("answer day site", "wanted code reason kind", *ROWS)),
    when=both(
        compares("/client/status", "!=", "moved"),
        asks("column:answer"),
        compares("column:answer", "contains the choice", "column:wanted"),
    ),
    fields=(
        maps(
            "Service_UID__c", joined(CASE_ID, "_", "column:code", "_", NamedValue("day of visit"))
        ),
        maps("Client__c", CASE_ID, points_to="Client__c.CommCare_ID__c"),
        always("RecordTypeId", "Home visit", points_to="RecordType.Name"),
        maps("Reason_for_Service__c", "column:reason"),
        maps("Type_of_Service__c", "column:kind"),
        maps("Date__c", take("column:day", "/visit/date")),
        maps("Facility__c", "column:site", by("Facilities"), points_to="Facility__c.Name"),
        maps(
            "Open_Case__c",
            cases(
                (compares("column:kind", "one of", "Referral", "Tracing"), Constant(True)),
                otherwise=Constant(False),
            ),
        ),
        maps("Form_ID__c", FORM_ID),
        always("Source__c", 1),
    ),
)
RULES = (CLIENT, SERVICE)
MAPPING = Mapping(
    form=FORM,
    target=target_of("Salesforce", RULES),
    identifiers=(CASE_ID, FORM_ID),
    choice_tables={
        "Facilities": choices(
            {"dh": "District hospital", "hc": "Health centre"}, outside_is("Unknown facility")
        ),
        "Status": choices({"active": "Active", "moved": "Moved away", "died": "Deceased"}),
    },
    named_values=NAMED,
    rules=RULES,
)


def body(number: int, **form: Any) -> dict[str, Any]:
    case = {"@case_id": f"client-{number}", "@date_modified": "2026-02-11T09:30:00.000Z"}
    base = {
        "@xmlns": FORM.xmlns,
        "case": case,
        "household_case": f"hh-{number}",
        "meta": {"timeEnd": "2026-02-11T09:30:00.000Z", "username": "brian"},
    }
    return {"id": f"form-{number}", "form": {**base, **form}}


BODIES = {
    "all at once": body(
        1,
        visit={"date": "2026-02-10", "place": "home"},
        client={"age_months": "30", "status": "active", "weight": "9.50", "muac": "11.2"},
        symptoms="fever cough diarrhoea rash",
        malaria={"test": "pos", "date": "2026-02-09", "facility": "dh"},
        vaccines="bcg opv penta measles",
        vaccines_date="2026-02-08",
        mother={
            "pregnant": "yes",
            "anc_visits": "2",
            "next_anc": "2026-02-01",
            "delivered": "yes",
            "fp": "implant",
        },
        given="ors zinc net soap",
    ),
    "a healthy child": body(
        2,
        visit={"date": "2026-02-10"},
        client={"age_months": "30", "status": "active", "weight": "", "muac": "14"},
        symptoms="",
        malaria={"test": "neg"},
    ),
    "an unknown facility and no date": body(
        3,
        client={"age_months": "70", "muac": "9", "oedema": "no"},
        malaria={"test": "pos", "date": "", "facility": "mission"},
        mother={"pregnant": "yes", "anc_visits": "x", "next_anc": "2026-02-01"},
        vaccines="opv",
    ),
    "swollen feet alone": body(4, visit={"date": "2026-03-01"}, client={"oedema": "yes"}),
    "has moved away": body(5, client={"status": "moved"}, symptoms="fever"),
}
RECORDS = {"all at once": 1 + 18, "has moved away": 1}
