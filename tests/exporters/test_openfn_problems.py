"""What OpenFn, or the target behind it, cannot do is said by name before anything is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from households import (
    CHILDREN,
    DHIS2_OBJECTS,
    ENROLMENT,
    ENTITY,
    mapping_to,
    q,
    take,
    to_commcare,
    to_dhis2,
    to_http,
    to_postgresql,
    to_salesforce,
    with_lookups,
)

from mapper_gui.exporters import export
from mapper_gui.exporters.openfn import problems, steps
from mapper_gui.mapping.errors import ExportError
from mapper_gui.mapping.mapping import (
    Column,
    FieldRule,
    Mapping,
    Operation,
    RecordRule,
    Reference,
    RuleId,
    Table,
    TableRows,
)
from mapper_gui.mapping.problem import InRule, Problem, Severity
from mapper_gui.mapping.runner_problems import RunnerKind, Why
from mapper_gui.mapping.source import FORM_ID, NamedValue, RowNumber
from mapper_gui.mapping.steps import Code, FormatDate
from mapper_gui.mapping.target import FieldType, TargetField, TargetObject
from mapper_gui.mapping.values import Constant, EachChoice, First, TargetLookup, Template, Value
from mapper_gui.wording.problems import message_with_place

ID = FieldRule("Id__c", take(FORM_ID))


def rule(
    name: str, *fields: FieldRule, key: tuple[str, ...] = ("Id__c",), **facts: Any
) -> RecordRule:
    every = fields if any(each.field in key for each in fields) else (ID, *fields)
    object_name = facts.pop("object", name)
    return RecordRule(RuleId(name), object_name, key=key, fields=every, **facts)


def points(field: str, to: str, by: str = "Id__c") -> FieldRule:
    return FieldRule(field, take(FORM_ID), reference=Reference(to, by))


def salesforce(*rules: RecordRule) -> Mapping:
    return mapping_to("Salesforce", (), *rules)


def a_rule(*fields: FieldRule, **facts: Any) -> Mapping:
    return salesforce(rule("A__c", *fields, **facts))


def dhis2(*fields: FieldRule, kind: str = ENTITY) -> Mapping:
    return mapping_to("DHIS2", DHIS2_OBJECTS, rule(kind, *fields, key=("w75KJ2mc4zz",)))


def table(*cells: Any) -> TableRows:
    return TableRows(Table((Column("c"),), tuple((cell,) for cell in cells)), CHILDREN)


def with_name(mapping: Mapping, value: Value) -> Mapping:
    return replace(mapping, named_values={"name": value})


def unit(by: str) -> FieldRule:
    return FieldRule("orgUnit", take("/village"), reference=Reference("organisationUnit", by))


def lookup(equals: Any = FORM_ID, field: str = "Code__c", of: str = "Village") -> FieldRule:
    return FieldRule("v", TargetLookup(of, field, equals, "Id"))


REFUSED: list[tuple[str, Why, Callable[[], Mapping], str]] = [
    ("several keys", Why.ONE_KEY,
     lambda: a_rule(FieldRule("B__c", take(FORM_ID)), key=("Id__c", "B__c")), "Id__c + B__c"),
    ("no key to upsert by", Why.ONE_KEY, lambda: a_rule(key=()), "one external id"),
    ("an update by another key", Why.UPDATE_BY_ID, lambda: a_rule(operation=Operation.UPDATE), "own Id"),
    ("a name with a dot", Why.DOTTED_NAME, lambda: a_rule(FieldRule("B__r.C__c", take(FORM_ID))), "B__r.C__c"),
    ("a label for an object", Why.API_NAME, lambda: a_rule(object="Home visit"), "“Home visit”"),
    ("a label for a key", Why.API_NAME, lambda: a_rule(FieldRule("Form/id", take(FORM_ID)), key=("Form/id",)), "“Form/id”"),
    ("a query by a label", Why.API_NAME, lambda: a_rule(lookup(of="Village' OR Id != '")), "Village' OR"),
    ("a key that points", Why.REFERENCE_AS_KEY, lambda: a_rule(points("Id__c", "B__c")), "Choose a text"),
    ("no relationship", Why.NO_RELATIONSHIP, lambda: a_rule(points("Owner", "User", "Name")), "“Owner”"),
    ("a list in a field", Why.NO_LISTS, lambda: a_rule(FieldRule("W", take("/water"), (EachChoice(None, None),))), "kept as a list"),
    ("records in a circle", Why.REFERENCE_CIRCLE, lambda: salesforce(
        rule("A__c", points("B__c", "B__c")), rule("B__c", points("C__c", "C__c")), rule("C__c", points("A__c", "A__c"))), "circle"),
    ("PostgreSQL without a key", Why.KEY_WANTED, lambda: mapping_to("PostgreSQL", (), rule("a", key=())), "Give the rule a key"),
    ("PostgreSQL updates", Why.NO_UPDATE, lambda: mapping_to("PostgreSQL", (), rule("a", operation=Operation.UPDATE)), "no update"),
    ("a column that PostgreSQL cuts", Why.COLUMN_NAME, lambda: mapping_to("PostgreSQL", (), rule("a", FieldRule("é" * 32, take(FORM_ID)))), "63 bytes"),
    ("a table without a name", Why.COLUMN_NAME, lambda: mapping_to("PostgreSQL", (), rule("a", object="public.")), "63 bytes"),
    ("a name with a zero byte", Why.CONTROL_CHARACTERS, lambda: mapping_to("PostgreSQL", (), rule("a", FieldRule("a\0", take(FORM_ID)))), "control characters"),
    ("a case by another key", Why.CASE_KEY, lambda: mapping_to("CommCare", (), rule("hh")), "case_id or external_id"),
    ("new cases by case_id", Why.CASE_ID_CREATES, lambda: mapping_to("CommCare", (), rule("hh", FieldRule("case_id", take(FORM_ID)), key=("case_id",))), "of its own"),
    ("a reserved column", Why.RESERVED_COLUMN, lambda: mapping_to("CommCare", (), rule("hh", FieldRule("external_id", take(FORM_ID)), FieldRule("closed", take(FORM_ID)), key=("external_id",))), "refuses a column"),
    ("no kind known to DHIS2", Why.NO_DHIS2_KIND, lambda: dhis2(kind="Something"), "Import the program"),
    ("an entity in an entity", Why.NOT_NESTED, lambda: dhis2(points("trackedEntity", ENTITY)), "nothing else is a reference"),
    ("units by two schemes", Why.ONE_UNIT_SCHEME, lambda: mapping_to("DHIS2", DHIS2_OBJECTS, rule(ENTITY, unit("code"), key=("w",)), rule(ENROLMENT, unit("id"), key=("w",))), "one of id, code and name"),
    ("a question to a system that answers none", Why.NO_LOOKUPS, lambda: mapping_to("Ours", (), rule("a", lookup())), "cannot be asked"),
    ("a question in a question", Why.LOOKUP_IN_LOOKUP, lambda: with_name(
        a_rule(lookup(NamedValue("name"))), Value(TargetLookup("X", "Code__c", FORM_ID, "Id"))), "all questions are put at once"),
    ("a cell that reads its own row", Why.CELL_OF_ITEM, lambda: with_name(
        a_rule(for_each=table(NamedValue("name"))), Value(First((RowNumber(),)))), "own row"),
    ("code that does not end", Why.CODE_UNFINISHED, lambda: a_rule(FieldRule("c", take(FORM_ID), (Code("return (value;"),))), "not closed"),
    ("code that waits", Why.CODE_NAMES, lambda: a_rule(FieldRule("c", take(FORM_ID), (Code("return await value"),))), "“await”"),
    ("a zone that is none", Why.ZONE_UNKNOWN, lambda: a_rule(FieldRule("c", take(FORM_ID), (FormatDate("HH", zone="Nairobi"),))), "Africa/Nairobi"),
    ("a field twice", Why.FIELD_TWICE, lambda: a_rule(FieldRule("c", take(FORM_ID)), FieldRule("c", Constant("x"))), "Keep one"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("why", "make", "words"), [each[1:] for each in REFUSED], ids=[each[0] for each in REFUSED]
)
def test_what_cannot_be_said_is_refused_by_name_and_nothing_is_written(
    why: Why, make: Callable[[], Mapping], words: str
) -> None:
    mapping = make()
    found = [each for each in problems(mapping) if each.facts.get("why") is why]
    assert found
    assert {each.severity for each in found} == {Severity.ERROR}
    assert {each.kind for each in found} == {RunnerKind.NOT_EXPRESSIBLE}
    text = message_with_place(found[0])
    assert "OpenFn" in text
    assert words in text
    with pytest.raises(ExportError):
        export([("job", mapping)], "openfn")


def test_every_refusal_has_its_case() -> None:
    of_openfn = list(Why)[list(Why).index(Why.ONE_KEY) :]
    without_an_engine = {Why.CODE_SYNTAX}
    assert set(of_openfn) - without_an_engine <= {why for _, why, _, _ in REFUSED}


def warnings(mapping: Mapping) -> list[tuple[RunnerKind, InRule]]:
    found = [each for each in problems(mapping) if each.severity is Severity.WARNING]
    assert all(isinstance(each.where, InRule) for each in found)
    return [(each.kind, each.where) for each in found]  # type: ignore[misc]


@pytest.mark.parametrize(
    ("mapping", "expected"),
    [
        (to_salesforce(), []),
        (to_postgresql(), [(RunnerKind.REFERENCE_AS_VALUE, InRule(RuleId("Child"), "hh"))]),
        (to_http(), [(RunnerKind.REFERENCE_AS_VALUE, InRule(RuleId("Child"), "hh"))]),
        (
            to_commcare(),
            [(RunnerKind.REFERENCE_AS_VALUE, InRule(RuleId("child"), "parent_external_id"))],
        ),
        (
            to_dhis2(),
            [
                (RunnerKind.UID_FROM_KEY, InRule(RuleId("Child"))),
                (RunnerKind.OPERATION_IS_UPSERT, InRule(RuleId("Enrolment"))),
                (RunnerKind.OPERATION_IS_UPSERT, InRule(RuleId("Visit"))),
            ],
        ),
    ],
    ids=["Salesforce", "PostgreSQL", "HTTP", "CommCare", "DHIS2"],
)
def test_what_is_done_in_another_way_is_a_warning(
    mapping: Mapping, expected: list[tuple[RunnerKind, InRule]]
) -> None:
    assert sorted(warnings(mapping), key=str) == sorted(expected, key=str)


def test_code_that_the_first_platform_cannot_read_is_a_warning_with_what_it_is() -> None:
    code = Code("return value?.length ?? 0;")
    (problem,) = [
        each for each in problems(a_rule(FieldRule("c", take(FORM_ID), (code,))))
        if each.kind is RunnerKind.CODE_TOO_NEW
    ]  # fmt: skip
    assert "?." in message_with_place(problem)


def test_a_reference_to_a_record_that_is_there_already_is_no_problem() -> None:
    assert _errors(a_rule(points("Village__c", "Village__c", "Code__c"))) == []


def test_a_mother_goes_before_the_child_that_points_to_her() -> None:
    child = rule("Child", points("Mother__c", "Person__c"), object="Person__c")
    mother = rule("Mother", object="Person__c")
    visit = rule("Visit__c", points("Person__c", "Person__c"))
    mapping = salesforce(visit, child, mother)
    assert _errors(mapping) == []
    load = steps(mapping, "job")["job-load.js"]
    places = [load.index(f"state.load.{name}") for name in ("Mother", "Child", "Visit__c")]
    assert places == sorted(places)


def test_two_rules_that_point_to_their_own_object_are_no_circle() -> None:
    both = (rule("A", points("Mother__c", "P__c"), object="P__c"),
            rule("B", points("Father__c", "P__c"), object="P__c"))  # fmt: skip
    assert _errors(salesforce(*both)) == []


def test_named_values_that_use_each_other_in_a_circle_do_not_hang_the_check() -> None:
    one = Value(Template((NamedValue("two"),)))
    two = Value(Template((NamedValue("name"),)))
    mapping = replace(
        a_rule(FieldRule("c", take(NamedValue("name")))), named_values={"name": one, "two": two}
    )
    with pytest.raises(ExportError):
        export([("job", mapping)], "openfn")


def test_named_values_that_double_are_written_at_once() -> None:
    values = {"v0": Value(First((q("/head"),)))}
    for number in range(1, 38):
        before = NamedValue(f"v{number - 1}")
        values[f"v{number}"] = Value(First((before, before)))
    mapping = replace(a_rule(FieldRule("c", take(NamedValue("v37")))), named_values=values)
    assert _errors(mapping) == []
    assert steps(mapping, "job")["job.js"].count("v20") < 20


def test_named_values_that_use_each_other_a_thousand_deep_are_refused() -> None:
    names = [f"v{number}" for number in range(1000)]
    values = {
        name: Value(Template((NamedValue(before),)))
        for name, before in zip(names[1:], names, strict=False)
    }
    values = {**dict(reversed(values.items())), "v0": Value(Template(("x",)))}
    mapping = replace(a_rule(FieldRule("c", take(NamedValue(names[-1])))), named_values=values)
    with pytest.raises(ExportError):
        export([("job", mapping)], "openfn")


def test_a_name_of_a_megabyte_stands_once_in_the_step() -> None:
    long = "ن" * 1_000_000
    mapping = a_rule(FieldRule(long, take("/head")))
    assert _errors(mapping) == []
    text = steps(mapping, "job")["job.js"]
    assert text.count(long) == 1  # no comment repeats it


def test_lookups_of_a_field_of_the_record_that_is_pointed_to_are_said() -> None:
    field = FieldRule(
        "v", TargetLookup("Village__c", "Code__c", q("/village"), "Parent__r.Code__c")
    )
    assert _errors(a_rule(field)) == []
    assert _errors(with_lookups("Salesforce", (
        TargetObject("Person", fields=(TargetField("Number", type=FieldType.INTEGER),)),
    ))) == []  # fmt: skip


def _errors(mapping: Mapping) -> list[Problem]:
    return [each for each in problems(mapping) if each.severity is Severity.ERROR]
