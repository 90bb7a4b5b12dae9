"""A real kind of job: a clinic visit of 70 fields with value maps, dates and fallbacks."""

from __future__ import annotations

from typing import Any

from written_forms import (
    BLANK,
    KEEP,
    NULL,
    always,
    by,
    cases,
    choices,
    compares,
    form_of,
    joined,
    maps,
    or_else,
    source,
    take,
    target_of,
)

from mapper_gui.mapping.conditions import ReadAs
from mapper_gui.mapping.mapping import FieldRule, Mapping, RecordRule, RuleId
from mapper_gui.mapping.source import CASE_ID, CaseSource, MetaSource, Source, SubmissionSource
from mapper_gui.mapping.steps import (
    Age,
    AgeUnit,
    Characters,
    CharacterSet,
    Clean,
    Cleanup,
    Contains,
    FormatDate,
    GpsPart,
    NumberKind,
    Replace,
    Shorten,
    TakeGps,
    TakePart,
    ToNumber,
    YesNo,
)
from mapper_gui.mapping.values import Constant, EachChoice, Step, Sum, Take, Template, Term

_VISIT = "/subcase_0/case"
SCORES = ("medial", "lateral", "talar", "posterior", "heel", "equinus", "total")
FORM = form_of(
    "Clinic visit",
    "CLINIC-VISIT",
    """
    text /calcs/first_name
    text /calcs/last_name
    hidden /calcs/clinic
    single /brace/kind Brace | iowa=Iowa, bar=Bar and shoes, own=Own
    single /brace/kind_old Brace (older app)
    multiple /brace/problems Problems | rubs=Rubs, too_small=Too small, broken=Broken
    single /sms/wants Messages | yes=Yes, no=No
    single /photos/add Photos | yes=Yes, no=No
    image /photos/left Left foot
    image /photos/right Right foot
    gps /where
    date /calcs/born
    """,
)


def updates(part: str) -> Source:
    """A property that the form saves in the visit's case."""
    return CaseSource(_VISIT, f"update/{part}")


def _proper(field: str, part: str) -> FieldRule:
    return maps(field, updates(part), Clean(Cleanup.UNDERSCORES), Clean(Cleanup.TITLE))


def _date(field: str, part: str, write: str = "yyyy-MM-dd'T'00:00:00.000'Z'") -> FieldRule:
    return maps(field, updates(part), FormatDate(write), empty=NULL)


def _photo(field: str, which: str) -> FieldRule:
    parts = (
        *("https://hq.example.org/a/", SubmissionSource("domain"), "/api/form/attachment/"),
        *(MetaSource("instanceID"), "/", source(f"/photos/{which}")),
    )
    address = Template(parts)
    return maps(field, cases((compares("/photos/add", "=", "yes"), address)), absent=BLANK)


def _side(letter: str, side: str) -> tuple[FieldRule, ...]:
    number = (ToNumber(NumberKind.DECIMAL),)
    return (
        *(
            maps(f"{side}_{score.title()}__c", updates(f"{letter}_{score}"), *number)
            for score in SCORES
        ),
        maps(f"{side}_Angle_Out__c", updates(f"{letter}_angle_out"), ToNumber(NumberKind.WHOLE)),
        maps(f"{side}_Angle_Up__c", updates(f"{letter}_angle_up"), ToNumber(NumberKind.ROUNDED, 1)),
        maps(f"{side}_Treatment__c", updates(f"{letter}_treatment"), by("Treatments", None)),
        maps(f"{side}_Treatment_Other__c", updates(f"{letter}_treatment_other")),
        _proper(f"{side}_Surgery__c", f"{letter}_surgery"),
        maps(f"{side}_Cast_Count__c", updates(f"{letter}_casts"), ToNumber(NumberKind.WHOLE)),
        _photo(f"{side}_Photo__c", side.lower()),
    )


def _sum(field: str, *parts: str) -> FieldRule:
    return maps(field, Sum(tuple(Term(updates(p)) for p in parts), missing_zero=True))


def _many(field: str, of: Take | Source | str, table: Any) -> FieldRule:
    steps: tuple[Step, ...] = (EachChoice(table, ";"),)
    return maps(field, of, *steps, absent=BLANK, empty=BLANK)


FIELDS = (
    maps("Visit_UID__c", take(updates("original_id"), CaseSource(_VISIT, "@case_id"))),
    maps("Case_ID__c", CaseSource(_VISIT, "@case_id")),
    maps("Patient__c", CASE_ID, points_to="Contact.CommCare_ID__c"),
    maps("Clinic__c", "/calcs/clinic", points_to="Account.Clinic_Code__c"),
    maps("Name", joined("/calcs/first_name", " ", "/calcs/last_name", missing_blank=True)),
    _date("Visit_Date__c", "visit_date"),
    _date("Next_Visit_Date__c", "next_visit_date"),
    _date("Referral_Date__c", "referral_date"),
    _date("Surgery_Date__c", "surgery_date", "dd/MM/yyyy"),
    maps("Month__c", updates("visit_date"), FormatDate("MMM yyyy")),
    maps("Year__c", updates("visit_date"), TakePart("-", 1), ToNumber(NumberKind.WHOLE)),
    maps("Age_Months__c", "/calcs/born", Age(updates("visit_date"), AgeUnit.MONTHS)),
    maps("Received_At__c", SubmissionSource("received_on"),
         FormatDate("yyyy-MM-dd HH:mm:ss", zone="Africa/Nairobi")),
    maps("Brace_Type__c", take("/brace/kind", "/brace/kind_old"), by("Braces"),
         absent=or_else("Not defined"), empty=or_else("Not defined")),
    _many("Brace_Problems__c", "/brace/problems", "Problems"),
    maps("Brace_Rubs__c", "/brace/problems", Contains("rubs")),
    maps("Brace_Count__c", updates("brace_count"), ToNumber(NumberKind.WHOLE), absent=or_else(0)),
    _proper("Brace_Condition__c", "brace_condition"),
    _proper("Shoe_Condition__c", "shoe_condition"),
    maps("Shoe_Size__c", updates("shoe_size"), Clean(Cleanup.FIRST_CAPITAL), Replace("_", " ", False)),
    maps("First_Brace__c", updates("is_first_brace"),
         YesNo(("1",), ("0", "")), absent=or_else(False), empty=or_else(False)),
    maps("SMS_Opt_In__c", "/sms/wants", by({"yes": True, "no": False})),
    maps("Phone__c", updates("phone"), Characters((CharacterSet.DIGITS,), keep=True)),
    maps("Notes__c", updates("notes"), Clean(Cleanup.TRIM), Shorten(20), empty=BLANK),
    maps("Relapse__c", updates("relapse"), YesNo()),
    maps("Relapse_Kind__c", updates("relapse_kind"), by({"early": "Early", "late": "Late"}, KEEP)),
    maps("Complications__c", updates("complications"), EachChoice(None, "; ")),
    # Each choice in words, without a table: `sore_skin swelling` becomes `Sore skin;Swelling`.
    maps(
        "Complications_Words__c",
        updates("complications"),
        Clean(Cleanup.TITLE),
        EachChoice(None, ";"),
        Clean(Cleanup.UNDERSCORES),
    ),
    # And with a capital for each word: `Sore Skin;Swelling`.
    maps(
        "Complications_Titles__c",
        updates("complications"),
        EachChoice(None, "; "),
        Clean(Cleanup.UNDERSCORES),
        Clean(Cleanup.TITLE),
        Replace("; ", ";"),
    ),
    maps("Country__c", "/calcs/clinic", TakePart("_", 1), Clean(Cleanup.UPPER)),
    maps("Latitude__c", "/where", TakeGps(GpsPart.LATITUDE), ToNumber(NumberKind.ROUNDED, 4)),
    maps("Longitude__c", "/where", TakeGps(GpsPart.LONGITUDE), ToNumber(NumberKind.ROUNDED, 4)),
    *_side("l", "Left"),
    *_side("r", "Right"),
    _sum("Casts_Total__c", "l_casts", "r_casts"),
    maps("Severity__c", cases(
        (compares(updates("l_total"), ">=", "4", read_as=ReadAs.NUMBER), Constant("Severe")),
        (compares(updates("r_total"), ">=", "4", read_as=ReadAs.NUMBER), Constant("Severe")),
        (compares(updates("l_total"), ">=", "1", read_as=ReadAs.NUMBER), Constant("Moderate")),
        (compares(updates("r_total"), ">=", "1", read_as=ReadAs.NUMBER), Constant("Moderate")),
        otherwise=Constant("None"),
    )),
    maps("Reason__c", take(updates("reason")), by("Reasons"), empty=NULL),
    maps("App_Version__c", take(MetaSource("appVersion")), Shorten(255)),
    maps("Entered_By__c", take(MetaSource("username")), Clean(Cleanup.LOWER)),
    maps("Duration_From__c", take(MetaSource("timeStart")), FormatDate("HH:mm", zone="Africa/Nairobi")),
    maps("Duration_To__c", take(MetaSource("timeEnd")), FormatDate("HH:mm", zone="Africa/Nairobi")),
    maps("Form_ID__c", SubmissionSource("id")),
    always("Source__c", "CommCare"),
    always("Is_Import__c", True),
    maps("Form_Name__c", SubmissionSource("form_name")),
    maps("Status__c", updates("status"), by({"open": "Open", "closed": "Closed"}), absent=NULL, empty=NULL),
)  # fmt: skip
RULES = (RecordRule(RuleId("Visit__c"), "Visit__c", key=("Visit_UID__c",), fields=FIELDS),)
MAPPING = Mapping(
    form=FORM,
    target=target_of("Salesforce", RULES),
    identifiers=(CASE_ID, CaseSource(_VISIT, "@case_id"), updates("original_id")),
    choice_tables={
        "Braces": choices({"iowa": "Iowa", "bar": "Bar and shoes", "own": "Own design"}),
        "Treatments": choices(
            {"casting": "Casting", "tenotomy": "Tenotomy", "bracing": "Bracing"}, KEEP
        ),
        "Problems": choices(
            {"rubs": "Rubs the skin", "too_small": "Too small", "broken": "Broken"}, KEEP
        ),
        "Reasons": choices({"routine": "Routine", "relapse": "Relapse"}, ignore_case=True),
    },
    rules=RULES,
)
assert len(FIELDS) >= 70


def body(number: int, update: dict[str, Any], **form: Any) -> dict[str, Any]:
    base = {
        "@xmlns": FORM.xmlns,
        "@name": FORM.name,
        "case": {"@case_id": f"patient-{number}"},
        "subcase_0": {"case": {"@case_id": f"visit-{number}", "update": update}},
        "meta": {
            "instanceID": f"inst-{number}",
            "username": "Dr.OTIENO",
            "appVersion": "2.53",
            "timeStart": "2026-01-31T22:05:00.000Z",
            "timeEnd": "2026-01-31T22:45:59.999Z",
        },
    }
    envelope = {
        "id": f"inst-{number}",
        "domain": "feet",
        "received_on": "2026-01-31T22:46:10.123456Z",
    }
    return {**envelope, "form": {**base, **form}}


_FULL = {
    "original_id": "old-17",
    "visit_date": "2026-01-31",
    "next_visit_date": "2026-02-14",
    "referral_date": "2025-12-24",
    "surgery_date": "2025-11-05",
    "brace_count": "2",
    "brace_condition": "good_condition",
    "shoe_condition": "worn out",
    "shoe_size": "size_3_m",
    "is_first_brace": "1",
    "phone": "+254 (0)700-123",
    "notes": "  needs a longer bar soon ",
    "relapse": "yes",
    "relapse_kind": "late",
    "complications": "sore_skin swelling",
    "reason": "ROUTINE",
    "status": "open",
    "l_casts": "4",
    "r_casts": "3",
    **{f"{side}_{score}": f"{n * 0.5}" for side in "lr" for n, score in enumerate(SCORES)},
    "l_total": "4.5",
    "l_angle_out": "60",
    "r_angle_out": "55",
    "l_angle_up": "12.25",
    "r_angle_up": "9.96",
    "l_treatment": "casting",
    "r_treatment": "massage",
    "r_treatment_other": "by hand",
    "l_surgery": "tendon_transfer",
    "r_surgery": "none",
}
BODIES = {
    "everything answered": body(
        1, _FULL, calcs={"first_name": "Amina", "last_name": "Otieno", "clinic": "ken_01",
                         "born": "2024-05-31"},
        brace={"kind": "bar", "problems": "rubs too_small squeaks"}, sms={"wants": "no"},
        photos={"add": "yes", "left": "l 1.jpg", "right": "r1.jpg"},
        where="-1.29206 36.82195 1650 9",
    ),
    "an older app": body(
        2, {"visit_date": "2026-02-01", "l_total": "0", "r_total": "1", "brace_count": "0",
            "surgery_date": "", "reason": "", "is_first_brace": "", "status": "", "notes": ""},
        calcs={"first_name": "Zuri", "clinic": "uga"}, brace={"kind": "", "kind_old": "iowa"},
        photos={"add": "no", "left": "x.jpg"},
    ),
    "hardly anything": body(3, {"original_id": ""}, brace={"problems": ""}),
}  # fmt: skip
RECORDS = dict.fromkeys(BODIES, 1)
