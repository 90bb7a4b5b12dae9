"""Shared choice tables: made, renamed wherever they are used, kept while in use, and detached."""

from dataclasses import replace

import pytest
from clinic import CONTACT_RULE, MAPPING, SEX_TABLE, first

from mapper_gui.mapping.errors import EditError, EditKind
from mapper_gui.mapping.mapping import FieldRule, Mapping
from mapper_gui.mapping.shared_table_edit import (
    users_of_table,
    with_new_rows,
    with_new_shared_table,
    with_shared_table_renamed,
    with_shared_table_used,
    with_table_detached,
    with_table_shared,
    without_shared_table,
)
from mapper_gui.mapping.values import ByTable, ChoiceRow, ChoiceTable, EachChoice, Value

TABLE = ChoiceTable((ChoiceRow("m", "Male"),))
RULE = FieldRule("Sex__c", first("/sex"), (SEX_TABLE,))


def sharing() -> Mapping:
    rule = replace(CONTACT_RULE, fields=(FieldRule("Sex__c", first("/sex"), (ByTable("sexes"),)),))
    values = {"sex": Value(first("/sex"), (EachChoice("sexes"),))}
    tables = {"sexes": TABLE, "other": ChoiceTable()}
    return replace(MAPPING, rules=(rule,), choice_tables=tables, named_values=values)


def test_the_table_of_a_step_becomes_a_shared_one() -> None:
    mapping, rule = with_table_shared(MAPPING, RULE, 0, " sexes ")
    assert mapping.choice_tables == {"sexes": SEX_TABLE.table}
    assert rule.then == (ByTable("sexes"),)


def test_a_step_uses_a_shared_table_and_gets_a_copy_of_its_own_again() -> None:
    rule = with_shared_table_used(sharing(), RULE, 0, "sexes")
    assert rule.then == (ByTable("sexes"),)
    assert with_table_detached(sharing(), rule, 0).then == (ByTable(TABLE),)


def test_a_table_is_renamed_in_fields_and_named_values_and_keeps_its_place() -> None:
    renamed = with_shared_table_renamed(sharing(), "sexes", "gender")
    assert [*renamed.choice_tables] == ["gender", "other"]
    assert {rule.then[0].table for _, rule in users_of_table(renamed, "gender")} == {"gender"}  # type: ignore[union-attr]
    assert not [*users_of_table(renamed, "sexes")]


def test_a_table_in_use_is_kept_and_its_users_are_named() -> None:
    with pytest.raises(EditError) as refused:
        without_shared_table(sharing(), "sexes")
    assert refused.value.kind is EditKind.IN_USE
    assert refused.value.facts["places"] == ("Contact.Sex__c", "sex")
    assert [*without_shared_table(sharing(), "other").choice_tables] == ["sexes"]


@pytest.mark.parametrize("name", ["", "  ", "sexes"])
def test_a_name_that_is_blank_or_taken_is_refused(name: str) -> None:
    with pytest.raises(EditError) as refused:
        with_new_shared_table(sharing(), name, ChoiceTable())
    assert refused.value.kind is EditKind.NAME_TAKEN


def test_choices_dropped_on_a_table_begin_as_themselves() -> None:
    rows = with_new_rows(sharing(), "sexes", ["m", "f"]).choice_tables["sexes"].rows
    assert rows == (ChoiceRow("m", "Male"), ChoiceRow("f", "f"))
    with pytest.raises(EditError):
        with_new_rows(sharing(), "sexes", ["m"])
