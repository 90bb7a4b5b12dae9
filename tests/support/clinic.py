"""A small form, target and mapping without a problem, to be made wrong in one way by each test."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from mapper_gui.mapping.check import check
from mapper_gui.mapping.form import Choice, Form, Kind, Question, QuestionId, enclosing
from mapper_gui.mapping.mapping import FieldRule, Mapping, Operation, RecordRule, RuleId
from mapper_gui.mapping.problem import InRule, Problem
from mapper_gui.mapping.source import CASE_ID, FORM_ID, QuestionSource, Source
from mapper_gui.mapping.submission import Submission
from mapper_gui.mapping.target import FieldType, Target, TargetChoice, TargetField, TargetObject
from mapper_gui.mapping.values import ByTable, ChoiceRow, ChoiceTable, First, Take, Template

XMLNS = "http://openrosa.org/formdesigner/CLINIC"
REPEATS = ("/children", "/children/visits")


def question(path: str, kind: Kind = Kind.TEXT, **facts: Any) -> Question:
    """A question; choices as id and English label."""
    choices = tuple(Choice(i, {"en": label}) for i, label in facts.pop("choices", {}).items())
    around = [repeat for repeat in enclosing(path) if repeat in REPEATS]
    label = facts.pop("label", "")
    return Question(
        QuestionId(path),
        kind,
        {"en": label} if label else {},
        choices,
        repeat=around[-1] if around else None,
        **facts,
    )


FORM = Form(
    (
        question("/name", label="Name of client"),
        question("/sex", Kind.SINGLE, label="Sex", choices={"m": "Male", "f": "Female"}),
        question("/services_note", Kind.LABEL, label="Check the services"),
        question("/services", Kind.MULTIPLE, choices={"anc": "Antenatal", "art": "ART refill"}),
        question("/visit_date", Kind.DATE, label="Date of visit"),
        question("/age", Kind.INTEGER),
        question("/photo", Kind.IMAGE),
        question("/hh", Kind.GROUP),
        question("/hh/phone", Kind.PHONE),
        question("/hh/village", Kind.SINGLE_LOOKUP),
        question("/hh_id", Kind.HIDDEN, calculate="concat(#user/district, '-', today())"),
        question("/save_ward", Kind.CASE_ACTION),
        question("/user_data", Kind.HIDDEN),
        question("/user_data/role", Kind.HIDDEN),
        question("/children", Kind.REPEAT),
        question("/children/name"),
        question("/children/child_id", Kind.HIDDEN, calculate="uuid()"),
        question("/children/sex", Kind.SINGLE, choices={"m": "Male", "f": "Female"}),
        question("/children/visits", Kind.REPEAT),
        question("/children/visits/date", Kind.DATE),
        question("/others", Kind.REPEAT),
        question("/others/name"),
    ),
    languages=("en",),
    name="Clinic visit",
    xmlns=XMLNS,
)

SEXES = (TargetChoice("Male"), TargetChoice("Female"))
CONTACT = TargetObject(
    "Contact",
    fields=(
        TargetField("Ext__c", "External id", length=64, key=True),
        TargetField("LastName", "Last name", required=True, length=20),
        TargetField("Sex__c", "Sex", FieldType.CHOICE, choices=SEXES),
        TargetField("Services__c", type=FieldType.MULTIPLE_CHOICE),
        TargetField("Birthdate", type=FieldType.DATE),
        TargetField("Age__c", type=FieldType.INTEGER),
        TargetField("Active__c", type=FieldType.BOOLEAN),
        TargetField("CreatedDate", type=FieldType.DATETIME, writable=False),
        TargetField("Note__c"),
    ),
)
VISIT = TargetObject("Visit", fields=(TargetField("code"), TargetField("date")))

SEX_TABLE = ByTable(ChoiceTable((ChoiceRow("m", "Male"), ChoiceRow("f", "Female"))))


def q(path: str) -> QuestionSource:
    return QuestionSource(QuestionId(path))


def first(*sources: Source | str) -> First:
    return First(tuple(q(s) if isinstance(s, str) else s for s in sources))


def joined(*parts: Source | str, missing_blank: bool = False) -> Template:
    """A template; texts that begin with / are questions."""
    return Template(
        tuple(q(p) if isinstance(p, str) and p.startswith("/") else p for p in parts),
        missing_blank,
    )


CONTACT_RULE = RecordRule(
    RuleId("Contact"),
    "Contact",
    key=("Ext__c",),
    fields=(
        FieldRule("Ext__c", first(CASE_ID)),
        FieldRule("LastName", first("/name")),
        FieldRule("Sex__c", first("/sex"), (SEX_TABLE,)),
    ),
)
MAPPING = Mapping(
    form=FORM,
    target=Target("SQL", (CONTACT, VISIT)),
    identifiers=(CASE_ID, FORM_ID),
    rules=(CONTACT_RULE,),
)


def with_field(field: str, take: Take | None, *then: Any, **more: Any) -> Mapping:
    """The mapping with this field rule in place of its own, or added."""
    new = FieldRule(field, take, then, **more)
    kept = tuple(rule for rule in CONTACT_RULE.fields if rule.field != field)
    return replace(MAPPING, rules=(replace(CONTACT_RULE, fields=(*kept, new)),))


def with_rule(**changes: Any) -> Mapping:
    """The mapping with its rule changed."""
    return replace(MAPPING, rules=(replace(CONTACT_RULE, **changes),))


def visits(
    take: Take,
    *,
    for_each: str | None = "/children",
    identifiers: tuple[Source, ...] = (CASE_ID, FORM_ID),
    then: tuple[Any, ...] = (),
    operation: Operation = Operation.UPSERT,
) -> Mapping:
    """A mapping with one rule whose key is made by this value."""
    rule = RecordRule(
        RuleId("Visit"),
        "Visit",
        operation,
        ("code",),
        QuestionId(for_each) if for_each else None,
        (FieldRule("code", take, then),),
    )
    return replace(MAPPING, identifiers=identifiers, rules=(rule,))


def kinds(mapping: Mapping) -> list[str]:
    return [problem.kind.value for problem in check(mapping)]


def only(mapping: Mapping) -> Problem:
    """The one problem that a mapping has."""
    found = check(mapping)
    assert len(found) == 1, [(p.kind.value, p.where, dict(p.facts)) for p in found]
    return found[0]


def place(problem: Problem) -> tuple[str | None, str | None]:
    assert isinstance(problem.where, InRule)
    return problem.where.rule, problem.where.field


def submission(**answers: Any) -> Submission:
    """A submission of the form with these answers inside `form`."""
    form = {"@name": "Clinic visit", "@xmlns": XMLNS, **answers}
    return Submission({"id": "f-1", "received_on": "2026-05-03T10:00:00.000000Z", "form": form})
