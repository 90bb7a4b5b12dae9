"""What is wrong with named values, target lookups and references."""

from dataclasses import replace
from typing import Any

import pytest
from clinic import CONTACT_RULE, MAPPING, first, kinds, only, place, q, with_field

from mapper_gui.mapping.check import CheckKind, check
from mapper_gui.mapping.conditions import AnyOf
from mapper_gui.mapping.evaluate import evaluate
from mapper_gui.mapping.mapping import (
    FieldRule,
    LookupSample,
    Mapping,
    RecordRule,
    Reference,
    RuleId,
)
from mapper_gui.mapping.problem import Severity
from mapper_gui.mapping.source import CASE_ID, FORM_ID, NamedValue
from mapper_gui.mapping.steps import FormatDate
from mapper_gui.mapping.submission import Submission
from mapper_gui.mapping.target import FieldType, Target, TargetField, TargetObject
from mapper_gui.mapping.values import (
    ByTable,
    Case,
    Cases,
    ChoiceRow,
    ChoiceTable,
    Constant,
    First,
    Sum,
    TargetLookup,
    Template,
    Value,
)

ERROR, WARNING = Severity.ERROR, Severity.WARNING


def named(mapping: Mapping = MAPPING, **values: Value) -> Mapping:
    return replace(mapping, named_values=values)


def uses(*names: str) -> First:
    return First(tuple(NamedValue(name) for name in names))


def test_a_named_value_that_is_used_is_fine() -> None:
    assert check(named(with_field("Note__c", uses("n")), n=Value(first("/name")))) == ()


def test_one_that_is_used_by_another_or_by_a_condition_is_used() -> None:
    through = named(with_field("Note__c", uses("a")), a=Value(uses("b")), b=Value(first("/name")))
    assert check(through) == ()


def test_one_that_nothing_uses_is_doubtful() -> None:
    problem = only(named(n=Value(first("/name"))))
    assert (problem.kind, problem.severity) == (CheckKind.VALUE_UNUSED, WARNING)
    assert problem.facts["name"] == "n"


def test_one_that_is_missing_is_an_error_where_it_is_used() -> None:
    problem = only(with_field("Note__c", uses("n")))
    assert (problem.kind, place(problem)) == (CheckKind.NO_SUCH_VALUE, ("Contact", "Note__c"))
    inner = only(named(with_field("Note__c", uses("a")), a=Value(uses("b"))))
    assert (inner.kind, inner.facts["named"]) == (CheckKind.NO_SUCH_VALUE, "a")


def test_a_circle_is_named_once() -> None:
    mapping = named(
        with_field("Note__c", uses("a")),
        a=Value(Template((NamedValue("b"), "x"))),
        b=Value(uses("c", "a")),
        c=Value(uses("c")),
    )
    found = [p.facts["names"] for p in check(mapping) if p.kind is CheckKind.VALUES_IN_CIRCLE]
    assert sorted(found) == [("a", "b"), ("c",)]  # type: ignore[type-var]


def test_a_chain_without_end_is_an_error_and_is_evaluated_without_a_crash() -> None:
    values = {f"v{n}": Value(uses(f"v{n + 1}")) for n in range(3000)}
    values["v3000"] = Value(first("/name"))
    mapping = named(with_field("Note__c", uses("v0")), **values)
    assert only(mapping).kind is CheckKind.VALUES_TOO_DEEP
    result = evaluate(mapping, Submission({"form": {"name": "Ana"}}))
    assert result.records[0].field("Note__c") is not None
    short = named(
        with_field("Note__c", uses("v2970")), **{n: v for n, v in values.items() if n >= "v297"}
    )
    used = {f"v{n}": values[f"v{n}"] for n in range(2970, 3001)}
    assert check(replace(short, named_values=used)) == ()


@pytest.mark.parametrize(
    ("value", "kind", "severity"),
    [
        (Value(first("/gone")), CheckKind.SOURCE_GONE, ERROR),
        (Value(first("/hh")), CheckKind.SOURCE_HAS_NO_DATA, ERROR),
        (Value(First(())), CheckKind.NO_SOURCE, WARNING),
        (Value(Template(())), CheckKind.TEMPLATE_EMPTY, ERROR),
        (Value(Sum(())), CheckKind.SUM_EMPTY, ERROR),
        (Value(Cases((Case(AnyOf(()), first("/name")),))), CheckKind.CONDITION_NEVER, ERROR),
        (Value(first("/sex"), (ByTable("gone"),)), CheckKind.NO_SUCH_TABLE, ERROR),
        (
            Value(first("/sex"), (ByTable(ChoiceTable((ChoiceRow("m", 1),))),)),
            CheckKind.CHOICE_UNMAPPED,
            WARNING,
        ),
        (Value(first("/visit_date"), (FormatDate("?q"),)), CheckKind.PATTERN_INVALID, ERROR),
        (Value(Constant(2**60)), CheckKind.NUMBER_TOO_LARGE, ERROR),
        (
            Value(TargetLookup("Contact", "Gone__c", FORM_ID, "LastName")),
            CheckKind.LOOKUP_FIELD_UNKNOWN,
            ERROR,
        ),
    ],
    ids=lambda value: value.value if isinstance(value, CheckKind) else None,
)
def test_what_is_wrong_inside_it_is_said_once_however_many_use_it(
    value: Value, kind: CheckKind, severity: Severity
) -> None:
    mapping = with_field("Note__c", uses("n"))
    more = (*mapping.rules[0].fields, FieldRule("Services__c", uses("n")))
    mapping = named(replace(mapping, rules=(replace(mapping.rules[0], fields=more),)), n=value)
    if kind is CheckKind.LOOKUP_FIELD_UNKNOWN:
        sample = LookupSample("Contact", "Gone__c", "x", "LastName", "y")
        mapping = replace(mapping, lookup_samples=(sample,))
    problem = only(mapping)
    assert (problem.kind, problem.severity, place(problem)) == (kind, severity, (None, None))


LOOKUP = TargetLookup("Contact", "Ext__c", q("/hh_id"), "LastName")
SAMPLE = LookupSample("Contact", "Ext__c", "h-1", "LastName", "Ana")


def looked_up(take: TargetLookup, *samples: LookupSample) -> Mapping:
    return replace(with_field("Note__c", take), lookup_samples=samples)


def test_a_lookup_with_a_sample_answer_is_fine() -> None:
    assert check(looked_up(LOOKUP, SAMPLE)) == ()


@pytest.mark.parametrize(
    ("take", "samples", "kind", "severity"),
    [
        (LOOKUP, (), CheckKind.LOOKUP_WITHOUT_SAMPLE, WARNING),
        (LOOKUP, (replace(SAMPLE, take="Note__c"),), CheckKind.LOOKUP_WITHOUT_SAMPLE, WARNING),
        (
            replace(LOOKUP, object="Area"),
            (replace(SAMPLE, object="Area"),),
            CheckKind.LOOKUP_OBJECT_UNKNOWN,
            WARNING,
        ),
        (
            replace(LOOKUP, take="Gone"),
            (replace(SAMPLE, take="Gone"),),
            CheckKind.LOOKUP_FIELD_UNKNOWN,
            ERROR,
        ),
        (
            replace(LOOKUP, equals=q("/children/name")),
            (SAMPLE,),
            CheckKind.REPEAT_NOT_ITERATED,
            ERROR,
        ),
    ],
    ids=lambda value: value.value if isinstance(value, CheckKind) else None,
)
def test_each_mistake_of_a_lookup_is_named(
    take: TargetLookup, samples: tuple[LookupSample, ...], kind: CheckKind, severity: Severity
) -> None:
    problem = only(looked_up(take, *samples))
    assert (problem.kind, problem.severity) == (kind, severity)


HOUSEHOLD = TargetObject(
    "Household",
    fields=(
        TargetField("Code__c", key=True),
        TargetField("Name"),
        TargetField("Head__c", type=FieldType.REFERENCE, refers_to=("Person",)),
    ),
)
PERSON = TargetObject(
    "Person",
    fields=(
        TargetField("Id__c", key=True),
        TargetField("Household__c", type=FieldType.REFERENCE, refers_to=("Household",)),
        TargetField("Mother__c", type=FieldType.REFERENCE),
        TargetField("Born", type=FieldType.DATE),
    ),
)


def referring(field: str, reference: Reference, take: Any = None) -> Mapping:
    rule = RecordRule(
        RuleId("Person"),
        "Person",
        key=("Id__c",),
        fields=(
            FieldRule("Id__c", first(CASE_ID)),
            FieldRule(field, take or first("/hh_id"), reference=reference),
        ),
    )
    return replace(MAPPING, target=Target("S", (HOUSEHOLD, PERSON)), rules=(rule,))


def test_a_reference_to_a_key_of_another_object_is_fine() -> None:
    assert check(referring("Household__c", Reference("Household", "Code__c"))) == ()


@pytest.mark.parametrize(
    ("field", "reference", "kind", "severity"),
    [
        (
            "Household__c",
            Reference("Household", "Gone"),
            CheckKind.REFERENCE_FIELD_UNKNOWN,
            ERROR,
        ),
        ("Household__c", Reference("Household", "Name"), CheckKind.REFERENCE_NO_KEY, WARNING),
        ("Household__c", Reference("Person", "Id__c"), CheckKind.REFERENCE_ELSEWHERE, ERROR),
        (
            "Mother__c",
            Reference("RecordType", "Name"),
            CheckKind.REFERENCE_OBJECT_UNKNOWN,
            WARNING,
        ),
        ("Born", Reference("Person", "Id__c"), CheckKind.REFERENCE_IN_OTHER_TYPE, WARNING),
    ],
    ids=lambda value: value.value if isinstance(value, CheckKind) else None,
)
def test_each_mistake_of_a_reference_is_named(
    field: str, reference: Reference, kind: CheckKind, severity: Severity
) -> None:
    problem = only(referring(field, reference))
    assert (problem.kind, problem.severity) == (kind, severity)
    assert place(problem) == ("Person", field)


def test_an_object_that_the_target_itself_names_need_not_be_imported() -> None:
    mapping = referring("Household__c", Reference("Household", "Code__c"))
    without = replace(mapping, target=Target("S", (PERSON,)))
    assert check(without) == ()


def household(reference: Reference | None) -> RecordRule:
    return RecordRule(
        RuleId("Household"),
        "Household",
        key=("Code__c",),
        fields=(
            FieldRule("Code__c", first(FORM_ID)),
            FieldRule("Head__c", first(CASE_ID), reference=reference),
        ),
    )


def test_records_that_each_need_the_other_first_are_an_error() -> None:
    mapping = referring("Household__c", Reference("Household", "Code__c"))
    there = replace(mapping, rules=(*mapping.rules, household(None)))
    assert check(there) == ()
    both = replace(mapping, rules=(*mapping.rules, household(Reference("Person", "Id__c"))))
    problem = only(both)
    assert (problem.kind, problem.severity) == (CheckKind.REFERENCE_CIRCLE, ERROR)
    assert problem.facts["objects"] == ("Person", "Household")


def test_a_record_may_point_to_another_of_its_object_but_not_to_itself() -> None:
    assert check(referring("Mother__c", Reference("Person", "Id__c"))) == ()
    itself = referring("Mother__c", Reference("Person", "Id__c"), first(CASE_ID))
    assert only(itself).kind is CheckKind.REFERENCE_CIRCLE


def test_a_key_whose_step_can_make_two_values_one_is_doubtful() -> None:
    from mapper_gui.mapping.steps import Shorten

    fields = (FieldRule("Ext__c", first(CASE_ID), (Shorten(8),)), *CONTACT_RULE.fields[1:])
    mapping = replace(MAPPING, rules=(replace(CONTACT_RULE, fields=fields),))
    assert kinds(mapping) == ["key_step"]
