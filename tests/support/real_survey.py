"""A real kind of job: one form to 28 records of two objects, one record for each question.

What was answered goes into one of three typed columns, the others are cleared.
"""

from __future__ import annotations

from typing import Any

from written_forms import (
    NULL,
    always,
    asks,
    cases,
    compares,
    form_of,
    joined,
    maps,
    table_of,
    take,
    target_of,
)

from mapper_gui.mapping.mapping import Accepts, Mapping, RecordRule, RuleId, TableRows
from mapper_gui.mapping.source import FORM_ID, MetaSource
from mapper_gui.mapping.steps import FormatDate, NumberKind, ToNumber
from mapper_gui.mapping.values import Constant, EachChoice

QUESTIONS = (
    ("/water/source", "W1", "Where does the household fetch water?", "Choice"),
    ("/water/minutes", "W2", "How many minutes is the way there?", "Number"),
    ("/water/treated", "W3", "Is the water treated?", "Choice"),
    ("/water/how", "W4", "How is it treated?", "Choice"),
    ("/water/litres", "W5", "Litres stored in the house", "Number"),
    ("/water/remarks", "W6", "Remarks on water", "Text"),
    ("/latrine/own", "L1", "Does the household have a latrine?", "Choice"),
    ("/latrine/shared", "L2", "How many households share it?", "Number"),
    ("/latrine/roof", "L3", "Is there a roof?", "Choice"),
    ("/latrine/door", "L4", "Is there a door?", "Choice"),
    ("/latrine/remarks", "L5", "Remarks on the latrine", "Text"),
    ("/washing/place", "H1", "Is there a place to wash hands?", "Choice"),
    ("/washing/soap", "H2", "Is there soap?", "Choice"),
    ("/washing/when", "H3", "When are hands washed?", "Choice"),
    ("/washing/steps", "H4", "Steps from the latrine", "Number"),
    ("/cooking/fuel", "C1", "What is cooked with?", "Choice"),
    ("/cooking/meals", "C2", "Warm meals a day", "Number"),
    ("/cooking/inside", "C3", "Is it cooked inside?", "Choice"),
    ("/cooking/remarks", "C4", "Remarks on cooking", "Text"),
    ("/nets/owned", "N1", "How many mosquito nets are there?", "Number"),
    ("/nets/used", "N2", "How many were used last night?", "Number"),
    ("/nets/torn", "N3", "Are any torn?", "Choice"),
    ("/school/children", "S1", "Children of school age", "Number"),
    ("/school/attend", "S2", "How many of them go to school?", "Number"),
    ("/school/why", "S3", "Why do the others not go?", "Text"),
    ("/end/wishes", "E1", "What does the household wish for?", "Text"),
    ("/end/again", "E2", "May we come again?", "Choice"),
)
_KINDS = {"Choice": "single", "Number": "decimal", "Text": "text"}
FORM = form_of(
    "Household survey",
    "SURVEY",
    "hidden /household_id\nsingle /region Region | n=North, s=South\n"
    + "\n".join(f"{_KINDS[kind]} {path} {label}" for path, _, label, kind in QUESTIONS),
)


def _typed(kind: str) -> Any:
    is_so = compares("column:type", "=", kind)
    return cases((is_so, take("column:answer")), otherwise=Constant(None))


SURVEY = RecordRule(
    RuleId("Survey__c"),
    "Survey__c",
    key=("Survey_ID__c",),
    fields=(
        maps("Survey_ID__c", FORM_ID),
        maps("Household__c", "/household_id", points_to="Household__c.Code__c"),
        maps("Region__c", "/region"),
        maps("Done_On__c", take(MetaSource("timeEnd")), FormatDate("yyyy-MM-dd")),
        maps("Done_By__c", take(MetaSource("username"))),
    ),
)
ANSWER = RecordRule(
    RuleId("Answer__c"),
    "Answer__c",
    key=("Answer_Key__c",),
    for_each=TableRows(
        table_of("answer", "code label type", *((p, c, w, k) for p, c, w, k in QUESTIONS))
    ),
    when=asks("column:answer", "there"),
    fields=(
        maps("Answer_Key__c", joined(FORM_ID, "_", "column:code")),
        maps("Survey__c", take(FORM_ID), points_to="Survey__c.Survey_ID__c"),
        maps("Question_Code__c", "column:code"),
        maps("Question__c", "column:label"),
        maps("Answer_Type__c", "column:type"),
        maps("Text__c", _typed("Text"), empty=NULL),
        maps("Number__c", _typed("Number"), ToNumber(NumberKind.DECIMAL), empty=NULL),
        maps("Choice__c", _typed("Choice"), EachChoice(None, ";"), empty=NULL),
        always("Source__c", "CommCare"),
    ),
)
RULES = (SURVEY, ANSWER)
MAPPING = Mapping(
    form=FORM,
    target=target_of("Salesforce", RULES),
    accepts=Accepts(when=compares(MetaSource("username"), "!=", "training")),
    identifiers=(FORM_ID,),
    rules=RULES,
)


def body(number: int, **groups: dict[str, str]) -> dict[str, Any]:
    form = {
        "@xmlns": FORM.xmlns,
        "household_id": f"HH-{number}",
        "region": "n",
        "meta": {"timeEnd": "2026-04-09T08:15:00.000Z", "username": "amina"},
        **groups,
    }
    return {"id": f"survey-{number}", "form": form}


def _all_answered() -> dict[str, dict[str, str]]:
    groups: dict[str, dict[str, str]] = {}
    for place, (path, _, _, kind) in enumerate(QUESTIONS):
        _, group, name = path.split("/")
        value = {"Choice": "yes often", "Number": str(place), "Text": f"It's – {place}"}[kind]
        groups.setdefault(group, {})[name] = value
    return groups


_BY_TRAINER = body(4, **_all_answered())
_BY_TRAINER["form"]["meta"]["username"] = "training"
BODIES = {
    "all answered": body(1, **_all_answered()),
    "some questions were not asked": body(
        2, water={"source": "well", "minutes": "12.5", "treated": "no", "remarks": ""}, end={}
    ),
    "nothing was asked": body(3),
    "by a trainer": _BY_TRAINER,
}
RECORDS = {"all answered": 28}
