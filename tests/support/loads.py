"""A mapping whose records are loaded, and submissions for it, for tests of files with values."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from clinic import FORM, XMLNS, first, joined, q

from mapper_gui.mapping.mapping import (
    FieldRule,
    Mapping,
    Operation,
    RecordRule,
    Reference,
    RuleId,
)
from mapper_gui.mapping.source import CASE_ID, FORM_ID, RowNumber
from mapper_gui.mapping.submission import Submission
from mapper_gui.mapping.target import FieldType, Target, TargetField, TargetObject
from mapper_gui.mapping.values import EachChoice

CONTACT = TargetObject(
    "Contact",
    fields=(
        TargetField("Ext__c", key=True),
        TargetField("LastName"),
        TargetField("Services__c", type=FieldType.MULTIPLE_CHOICE),
        TargetField("Note__c"),
    ),
)
VISIT = TargetObject(
    "Visit__c",
    fields=(
        TargetField("Key__c", key=True),
        TargetField("Person__c", type=FieldType.REFERENCE, refers_to=("Contact",)),
        TargetField("Name"),
    ),
)
PERSON_RULE = RecordRule(
    RuleId("Contact"),
    "Contact",
    key=("Ext__c",),
    fields=(
        FieldRule("Ext__c", first(CASE_ID)),
        FieldRule("LastName", first("/name")),
        FieldRule("Services__c", first("/services"), (EachChoice(None, None),)),
        FieldRule("Note__c", first("/hh/phone")),
    ),
)
VISIT_RULE = RecordRule(
    RuleId("Visit"),
    "Visit__c",
    key=("Key__c",),
    for_each="/children",  # type: ignore[arg-type]
    fields=(
        FieldRule("Key__c", joined(FORM_ID, "-", RowNumber())),
        FieldRule("Person__c", first(CASE_ID), reference=Reference("Contact", "Ext__c")),
        FieldRule("Name", first("/children/name")),
    ),
)
LOADED = Mapping(
    form=FORM,
    target=Target("Salesforce", (VISIT, CONTACT)),
    identifiers=(CASE_ID, FORM_ID),
    rules=(VISIT_RULE, PERSON_RULE),
)


def loaded(**changes: Any) -> Mapping:
    """The mapping with its Contact rule alone, changed."""
    return replace(LOADED, rules=(replace(PERSON_RULE, **changes),))


def with_note(rule: FieldRule) -> Mapping:
    """The Contact rule alone, with this rule for its note."""
    kept = tuple(each for each in PERSON_RULE.fields if each.field != "Note__c")
    return loaded(fields=(*kept, rule))


def body(number: int = 1, *, at: str = "", xmlns: str = XMLNS, **answers: Any) -> Submission:
    """A submission of the case `c-NUMBER`."""
    case = answers.pop("case", f"c-{number}")
    form = {"@xmlns": xmlns, "case": {"@case_id": case}, **answers}
    received = at or f"2026-05-{number:02d}T10:00:00.000000Z"
    return Submission({"id": f"f-{number}", "received_on": received, "form": form})


CREATE, UPDATE = Operation.CREATE, Operation.UPDATE
__all__ = (
    "CONTACT", "CREATE", "LOADED", "PERSON_RULE", "UPDATE", "VISIT", "VISIT_RULE", "body", "loaded",
    "q", "with_note",
)  # fmt: skip
