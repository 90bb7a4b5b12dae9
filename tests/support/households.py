"""A household with its children, mapped to each kind of target that OpenFn load steps are written for."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from mapper_gui.mapping.form import Form, Kind, Question, QuestionId
from mapper_gui.mapping.mapping import (
    FieldRule,
    Mapping,
    Operation,
    RecordRule,
    Reference,
    RuleId,
)
from mapper_gui.mapping.source import FORM_ID, QuestionSource, RowNumber, Source
from mapper_gui.mapping.steps import Clean, Cleanup, NumberKind, ToNumber
from mapper_gui.mapping.target import FieldType, Target, TargetField, TargetObject
from mapper_gui.mapping.values import (
    Constant,
    EachChoice,
    First,
    Policy,
    PolicyAction,
    TargetLookup,
    Template,
)

XMLNS = "http://openrosa.org/formdesigner/HOUSEHOLD"
CHILDREN = QuestionId("/children")
FORM = Form(
    (
        Question(QuestionId("/hh_id"), Kind.HIDDEN),
        Question(QuestionId("/head"), Kind.TEXT),
        Question(QuestionId("/village"), Kind.TEXT),
        Question(QuestionId("/water"), Kind.MULTIPLE),
        Question(QuestionId("/visited"), Kind.DATE),
        Question(CHILDREN, Kind.REPEAT),
        Question(QuestionId("/children/name"), Kind.TEXT),
        Question(QuestionId("/children/age"), Kind.INTEGER),
    ),
    ("en",),
    "Household",
    XMLNS,
)
BODY: dict[str, Any] = {
    "id": "f-1",
    "form": {
        "@xmlns": XMLNS,
        "@name": "Household",
        "hh_id": "H-1",
        "head": "O'Hara \\ Wanjirū",
        "village": "V 1",
        "water": "tap well",
        "visited": "2026-05-03",
        "children": [{"name": "Amani", "age": "3"}, {"name": "Baraka"}, {"name": "", "age": "5"}],
    },
}


def q(path: str) -> QuestionSource:
    return QuestionSource(QuestionId(path))


def take(*sources: Source | str) -> First:
    return First(tuple(q(each) if isinstance(each, str) else each for each in sources))


CHILD_KEY = Template((q("/hh_id"), "-", RowNumber()))
NULL = Policy(PolicyAction.NULL)


def mapping_to(system: str, objects: tuple[TargetObject, ...], *rules: RecordRule) -> Mapping:
    return Mapping(form=FORM, target=Target(system, objects), rules=rules)


def to_salesforce() -> Mapping:
    """Children before households: the load step sends those first that are referred to."""
    child = RecordRule(
        RuleId("Child"),
        "Contact",
        key=("Ext__c",),
        for_each=CHILDREN,
        fields=(
            FieldRule("Ext__c", CHILD_KEY),
            FieldRule("LastName", take("/children/name"), if_empty=NULL),
            FieldRule("Age__c", take("/children/age"), (ToNumber(NumberKind.WHOLE),)),
            FieldRule(
                "Household__c", take("/hh_id"), reference=Reference("Household__c", "Code__c")
            ),
            FieldRule("RecordTypeId", Constant("Child"), reference=Reference("RecordType", "Name")),
            FieldRule("OwnerId", Constant("005x"), reference=Reference("User", "Id")),
        ),
    )
    household = RecordRule(
        RuleId("Household__c"),
        "Household__c",
        key=("Code__c",),
        fields=(
            FieldRule("Code__c", take("/hh_id")),
            FieldRule("Name", take("/head")),
            FieldRule("Water__c", take("/water"), (EachChoice(None, ";"),)),
        ),
    )
    visit = RecordRule(
        RuleId("Visit 1"),
        "Visit__c",
        Operation.CREATE,
        fields=(FieldRule("On__c", take("/visited")),),
    )
    contact = TargetObject(
        "Contact",
        fields=(TargetField("Household__c", type=FieldType.REFERENCE, relationship="House__r"),),
    )
    return mapping_to("Salesforce", (contact,), child, household, visit)


def to_postgresql() -> Mapping:
    child = RecordRule(
        RuleId("Child"),
        "public.Child",
        key=("hh", "no"),
        for_each=CHILDREN,
        fields=(
            FieldRule("hh", take("/hh_id"), reference=Reference("household", "code")),
            FieldRule("no", take(RowNumber())),
            FieldRule("Full name", take("/children/name")),
            FieldRule("age", take("/children/age"), if_absent=NULL),
        ),
    )
    household = RecordRule(
        RuleId("household"),
        "household",
        key=("code",),
        fields=(
            FieldRule("code", take("/hh_id")),
            FieldRule("order", take("/head")),
            FieldRule("water", take("/water"), (EachChoice(None, None),)),
        ),
    )
    log = RecordRule(
        RuleId("log"), "log", Operation.CREATE, fields=(FieldRule("form", take(FORM_ID)),)
    )
    return mapping_to("PostgreSQL", (), child, household, log)


def to_commcare() -> Mapping:
    child = RecordRule(
        RuleId("child"),
        "child",
        key=("external_id",),
        for_each=CHILDREN,
        fields=(
            FieldRule("external_id", CHILD_KEY),
            FieldRule("name", take("/children/name"), if_empty=Policy(PolicyAction.BLANK)),
            FieldRule("age", take("/children/age"), (ToNumber(NumberKind.WHOLE),), if_absent=NULL),
            FieldRule(
                "parent_external_id", take("/hh_id"), reference=Reference("hh", "external_id")
            ),
        ),
    )
    household = RecordRule(
        RuleId("hh"),
        "hh",
        Operation.UPDATE,
        key=("case_id",),
        fields=(
            FieldRule("case_id", take("/hh_id")),
            FieldRule("water", take("/water"), (EachChoice(None, None),)),
        ),
    )
    return mapping_to("CommCare", (), child, household)


def to_http() -> Mapping:
    rules = to_postgresql().rules
    return mapping_to("Our own system", (), *rules[1:], rules[0])


ENTITY, ENROLMENT, STAGE = "Child: tracked entity", "Child: enrolment", "Child: Visit"
DHIS2_OBJECTS = (
    TargetObject(ENTITY, kind="tracked entity", id="nEenWmSyUEp"),
    TargetObject(ENROLMENT, kind="enrolment", id="IpHINAT79UW"),
    TargetObject(STAGE, kind="program stage", id="A03MvHHogjR"),
    TargetObject("Reporting", kind="data set", id="pBOMPrpg1QX"),
)


def to_dhis2() -> Mapping:
    unit = FieldRule("orgUnit", take("/village"), reference=Reference("organisationUnit", "code"))
    entity = RecordRule(
        RuleId("Child"),
        ENTITY,
        key=("w75KJ2mc4zz",),
        for_each=CHILDREN,
        fields=(
            FieldRule("w75KJ2mc4zz", CHILD_KEY),
            FieldRule("trackedEntityType", Constant("nEenWmSyUEp")),
            unit,
            FieldRule("zDhUuAYrxNC", take("/children/name")),
        ),
    )
    enrolment = RecordRule(
        RuleId("Enrolment"),
        ENROLMENT,
        Operation.CREATE,
        for_each=CHILDREN,
        fields=(
            FieldRule("trackedEntity", CHILD_KEY, reference=Reference(ENTITY, "w75KJ2mc4zz")),
            FieldRule("program", Constant("IpHINAT79UW")),
            unit,
            FieldRule("enrolledAt", take("/visited")),
        ),
    )
    visit = RecordRule(
        RuleId("Visit"),
        STAGE,
        Operation.CREATE,
        fields=(
            FieldRule(
                "enrollment", Constant("abcdefghij1"), reference=Reference(ENROLMENT, "enrollment")
            ),
            FieldRule("programStage", Constant("A03MvHHogjR")),
            unit,
            FieldRule("occurredAt", take("/visited")),
            FieldRule("GQY2lXrypjO", Constant(3000)),
            FieldRule("water123456", take("/water"), (EachChoice(None, None),)),
        ),
    )
    report = RecordRule(
        RuleId("Report"),
        "Reporting",
        key=("dataSet", "orgUnit", "period"),
        fields=(
            FieldRule("dataSet", Constant("pBOMPrpg1QX")),
            FieldRule("orgUnit", Constant("DiszpKrYNg8")),
            FieldRule("period", Constant("202605")),
            FieldRule("f7n9E0hX8qk", Constant(1)),
        ),
    )
    return mapping_to("DHIS2", DHIS2_OBJECTS, entity, enrolment, visit, report)


def to_dhis2_nested() -> Mapping:
    """A child's tracked entity, its enrolment found by its entity, and visits found by theirs."""
    entity, enrolment, visit, _ = to_dhis2().rules
    by_child = FieldRule("enrollment", CHILD_KEY, reference=Reference(ENROLMENT, "trackedEntity"))
    visits = replace(visit, for_each=CHILDREN, fields=(by_child, *visit.fields[1:]))
    keyed = replace(enrolment, operation=Operation.UPSERT, key=("trackedEntity",))
    return mapping_to("DHIS2", DHIS2_OBJECTS, visits, keyed, entity)


def with_lookups(system: str, objects: tuple[TargetObject, ...] = ()) -> Mapping:
    """Asks for each child's village, by name, and for the household by its code."""
    village = TargetLookup("Village", "Name", q("/village"), "Id")
    child = TargetLookup("Person", "Number", RowNumber(), "Id")
    rule = RecordRule(
        RuleId("Child"),
        "Contact",
        key=("Ext__c",),
        for_each=CHILDREN,
        fields=(
            FieldRule("Ext__c", CHILD_KEY),
            FieldRule("Village__c", village, (Clean(Cleanup.TRIM),)),
            FieldRule("Person__c", child),
        ),
    )
    return mapping_to(system, objects, rule)
