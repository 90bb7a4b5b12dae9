"""Copying from another project: what comes along, and what happens to names that are taken."""

from contextlib import suppress
from dataclasses import replace

import pytest
from any_mappings import mappings
from clinic import CONTACT, FORM, MAPPING, SEX_TABLE, VISIT, first, joined, q
from hypothesis import HealthCheck, given, settings

from mapper_gui.mapping.check import check
from mapper_gui.mapping.conditions import Asks, Presence
from mapper_gui.mapping.copy_edit import Wanted, copy_from, everything
from mapper_gui.mapping.errors import EditError, EditKind
from mapper_gui.mapping.mapping import (
    FieldRule,
    LookupSample,
    Mapping,
    RecordRule,
    Reference,
    RuleId,
)
from mapper_gui.mapping.source import CASE_ID, FORM_ID, NamedValue
from mapper_gui.mapping.target import Target, TargetField, TargetObject
from mapper_gui.mapping.values import (
    ByTable,
    ChoiceRow,
    ChoiceTable,
    First,
    TargetLookup,
    Value,
)

SEXES = SEX_TABLE.table
assert isinstance(SEXES, ChoiceTable)
OTHER_SEXES = ChoiceTable((ChoiceRow("m", "M"), ChoiceRow("f", "F")))
AREA = TargetObject("Area", fields=(TargetField("Code"), TargetField("Name")))
SAMPLE = LookupSample("Area", "Code", "x", "Name", "North")

PERSON = RecordRule(
    RuleId("Contact"),
    "Contact",
    key=("Ext__c",),
    when=Asks(NamedValue("name"), Presence.ANSWERED),
    fields=(
        FieldRule("Ext__c", first(CASE_ID)),
        FieldRule("LastName", First((NamedValue("name"),))),
        FieldRule("Sex__c", first("/sex"), (ByTable("Sexes"),)),
        FieldRule("Note__c", TargetLookup("Area", "Code", NamedValue("code"), "Name")),
        FieldRule("Services__c", joined(FORM_ID), reference=Reference("Visit", "code")),
    ),
)
OTHER = Mapping(
    form=FORM,
    target=Target("Salesforce", (CONTACT, VISIT, AREA)),
    identifiers=(CASE_ID, q("/gone_id")),
    choice_tables={"Sexes": SEXES, "unused": OTHER_SEXES},
    named_values={
        "name": Value(joined("/name", NamedValue("code"))),
        "code": Value(first("/hh_id"), (ByTable("Codes"),)),
        "unused": Value(first("/name")),
    },
    lookup_samples=(SAMPLE, replace(SAMPLE, field="Other")),
    rules=(PERSON,),
)
OTHER = replace(OTHER, choice_tables={**OTHER.choice_tables, "Codes": OTHER_SEXES})
NEW = Mapping(form=FORM)


def test_a_rule_brings_what_it_needs_and_nothing_else() -> None:
    copied = copy_from(NEW, OTHER, Wanted(rules=("Contact",)))
    assert copied.rules == (PERSON,)
    assert [item.name for item in copied.target.objects] == ["Contact", "Visit", "Area"]
    assert copied.target.system == "Salesforce"
    assert set(copied.choice_tables) == {"Sexes", "Codes"}
    assert set(copied.named_values) == {"name", "code"}
    assert copied.lookup_samples == (SAMPLE,)
    assert copied.identifiers == (CASE_ID,)


def test_what_is_there_already_and_the_same_is_used_as_it_is() -> None:
    copied = copy_from(NEW, OTHER, Wanted(rules=("Contact",)))
    with pytest.raises(EditError) as caught:
        copy_from(copied, OTHER, Wanted(rules=("Contact",)))
    assert caught.value.kind is EditKind.NOTHING_TO_DO


def test_a_table_of_the_same_name_that_is_another_gets_a_new_name_in_the_copies() -> None:
    mine = replace(NEW, choice_tables={"Sexes": OTHER_SEXES})
    copied = copy_from(mine, OTHER, Wanted(rules=("Contact",)))
    assert copied.choice_tables["Sexes"] == OTHER_SEXES
    assert copied.choice_tables["Sexes 2"] == SEXES
    assert copied.rules[0].by_field["Sex__c"].then == (ByTable("Sexes 2"),)
    again = copy_from(replace(copied, rules=()), OTHER, Wanted(rules=("Contact",)))
    assert again.choice_tables == copied.choice_tables  # found again under its new name


def test_a_value_of_the_same_name_that_is_another_gets_a_new_name_in_the_copies() -> None:
    mine = replace(NEW, named_values={"code": Value(first("/age"))})
    copied = copy_from(mine, OTHER, Wanted(rules=("Contact",)))
    assert copied.named_values["code"] == Value(first("/age"))
    assert copied.named_values["code 2"] == OTHER.named_values["code"]
    assert copied.named_values["name"] == Value(joined("/name", NamedValue("code 2")))
    lookup = copied.rules[0].by_field["Note__c"].take
    assert lookup == TargetLookup("Area", "Code", NamedValue("code 2"), "Name")


def test_a_value_that_means_another_because_of_what_it_uses_is_another() -> None:
    mine = replace(
        NEW,
        named_values={"name": OTHER.named_values["name"], "code": Value(first("/age"))},
    )
    copied = copy_from(mine, OTHER, Wanted(named_values=("name",)))
    assert copied.named_values["name"] == OTHER.named_values["name"]
    assert copied.named_values["name 2"] == Value(joined("/name", NamedValue("code 2")))


def test_a_rule_of_the_same_name_gets_a_number() -> None:
    copied = copy_from(MAPPING, OTHER, Wanted(rules=("Contact",)))
    assert [rule.id for rule in copied.rules] == ["Contact", "Contact 2"]


def test_an_object_that_is_there_gets_the_fields_that_it_lacks() -> None:
    mine = replace(
        NEW, target=Target("SQL", (TargetObject("Contact", fields=(TargetField("a"),)),))
    )
    copied = copy_from(mine, OTHER, Wanted(objects=("Contact",)))
    [contact] = copied.target.objects
    names = [field.name for field in CONTACT.fields]
    assert [field.name for field in contact.fields] == ["a", *names]
    assert copied.target.system == "SQL"


def test_values_in_a_circle_are_copied_as_they_are() -> None:
    values = {
        "a": Value(First((NamedValue("b"),))),
        "b": Value(First((NamedValue("a"), NamedValue("gone")))),
    }
    circle = replace(NEW, named_values=values)
    assert copy_from(NEW, circle, Wanted(named_values=("b",))).named_values == values


@pytest.mark.parametrize(
    "wanted",
    [
        Wanted(rules=("x",)),
        Wanted(objects=("x",)),
        Wanted(choice_tables=("x",)),
        Wanted(named_values=("x",)),
    ],
)
def test_what_the_other_does_not_have_is_refused(wanted: Wanted) -> None:
    with pytest.raises(EditError) as caught:
        copy_from(NEW, OTHER, wanted)
    assert caught.value.kind is EditKind.NO_SUCH_RULE


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(mappings, mappings)
def test_any_mapping_can_be_copied_into_any_other_and_the_second_time_adds_nothing(
    mine: Mapping, other: Mapping
) -> None:
    wanted = everything(other)
    copied = mine
    with suppress(EditError):
        copied = copy_from(mine, other, wanted)
    assert check(copied) is not None
    assert set(mine.choice_tables) <= set(copied.choice_tables)
    assert copied.rules[: len(mine.rules)] == mine.rules
    with pytest.raises(EditError):
        copy_from(copied, other, wanted)
