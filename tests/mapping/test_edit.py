"""Edits return a new mapping or are refused with the reason; the mapping given is never changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from clinic import CONTACT_RULE, FORM, MAPPING, SEX_TABLE, first, q

from mapper_gui.mapping import choice_edit, edit
from mapper_gui.mapping.errors import EditError, EditKind
from mapper_gui.mapping.form import QuestionId
from mapper_gui.mapping.mapping import FieldRule, Mapping, RecordRule, RuleId, Status
from mapper_gui.mapping.shared_table_edit import users_of_table
from mapper_gui.mapping.source import (
    CASE_ID,
    FORM_ID,
    AttachmentSource,
    CaseSource,
    MetaSource,
    RowNumber,
    Source,
    SubmissionSource,
)
from mapper_gui.mapping.target import Target, TargetField, TargetObject
from mapper_gui.mapping.values import (
    ByTable,
    ChoiceRow,
    ChoiceTable,
    Constant,
    EachChoice,
    First,
    Take,
    Template,
)

R = "Contact"


def rule_for(mapping: Mapping, field: str, rule: str = R) -> FieldRule:
    record_rule = mapping.rule(rule)
    assert record_rule is not None
    found = record_rule.field_rule(field)
    assert found is not None
    return found


def fed(take: Take | None) -> Mapping:
    return edit.with_field_rule(MAPPING, R, FieldRule("Note__c", take, note="n"))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, First((q("/age"), FORM_ID))),
        (first("/name"), First((q("/name"), q("/age"), FORM_ID))),
        (first("/age"), First((q("/age"), FORM_ID))),
        (Template(("CC-",)), Template(("CC-", q("/age"), FORM_ID))),
    ],
)
def test_a_drop_feeds_adds_or_extends(before: Take | None, after: Take) -> None:
    mapping = edit.with_sources(fed(before), R, "Note__c", [q("/age"), FORM_ID, FORM_ID])
    found = rule_for(mapping, "Note__c")
    if isinstance(after, Template):
        assert found.take == replace(after, parts=(*after.parts, FORM_ID))
    else:
        assert found.take == after
    assert found.note == "n"


def test_a_constant_is_never_overwritten_by_a_drop() -> None:
    with pytest.raises(EditError) as refused:
        edit.with_sources(fed(Constant("x")), R, "Note__c", [q("/age")])
    assert refused.value.kind is EditKind.FED_BY_CONSTANT


def test_a_question_of_a_newer_form_is_let_through() -> None:
    mapping = edit.with_sources(MAPPING, R, "Note__c", [q("/not/here/yet")])
    assert rule_for(mapping, "Note__c").take == first("/not/here/yet")


def test_values_are_exchanged_within_and_between_rules() -> None:
    mapping = edit.with_new_rule(MAPPING, "Visit")
    mapping = edit.with_sources(mapping, "Visit", "code", [FORM_ID])
    swapped = edit.with_field_moved(mapping, R, "Sex__c", "Visit", "code")
    assert rule_for(swapped, "code", "Visit").then == (SEX_TABLE,)
    assert rule_for(swapped, "Sex__c").take == First((FORM_ID,))
    back = edit.with_field_moved(swapped, R, "Sex__c", "Visit", "code")
    assert rule_for(back, "Sex__c") == rule_for(mapping, "Sex__c")


@pytest.mark.parametrize(
    ("source", "name"),
    [
        (q("/hh/phone"), "phone"),
        (q("/children/item"), "children"),
        (q("/item"), "item"),
        (q("/stock/transfer[@type='iron']"), "transfer"),
        (AttachmentSource(QuestionId("/photo")), "photo"),
        (FORM_ID, "form_id"),
        (SubmissionSource("received_on"), "received_on"),
        (MetaSource("timeEnd"), "timeEnd"),
        (CASE_ID, "case_id"),
        (CaseSource("/case", "update/village"), "village"),
        (RowNumber(), "row_number"),
    ],
)
def test_a_new_field_is_named_after_its_source(source: Source, name: str) -> None:
    assert edit.field_name_for(source) == name


def test_an_object_that_is_read_again_keeps_its_rules() -> None:
    newer = TargetObject("Contact", "People", (TargetField("LastName"),))
    mapping = edit.with_target(MAPPING, Target("", (newer, TargetObject("Case"))))
    assert mapping.rule(R) == CONTACT_RULE
    assert mapping.target.object("Contact") == newer
    assert [rule.id for rule in mapping.rules] == ["Contact", "Case"]
    assert mapping.target.system == "SQL"


def test_an_object_goes_with_its_rules_and_leaves_the_others() -> None:
    mapping = edit.with_new_rule(MAPPING, "Visit")
    mapping = edit.without_object(mapping, "Contact")
    assert [rule.id for rule in mapping.rules] == ["Visit"]
    assert [found.name for found in mapping.target.objects] == ["Visit"]


def test_a_key_field_stands_in_the_key_once() -> None:
    found = edit.with_key(MAPPING, R, ["a", "b", "a"]).rule(R)
    assert found is not None
    assert found.key == ("a", "b")


def test_facts_are_trimmed_and_none_leaves_them() -> None:
    form = edit.with_form_facts(MAPPING, name="  Visit ", xmlns=None, app_id="").form
    assert (form.name, form.xmlns, form.app_id) == ("Visit", FORM.xmlns, "")


def test_a_field_rule_that_only_has_a_status_stays() -> None:
    mapping = edit.with_field_rule(MAPPING, R, FieldRule("Note__c", status=Status.TO_DISCUSS))
    assert rule_for(mapping, "Note__c").status is Status.TO_DISCUSS
    emptied = edit.with_field_rule(mapping, R, FieldRule("Note__c"))
    assert emptied == MAPPING


@pytest.mark.parametrize(
    "make",
    [
        lambda: edit.rule_of(MAPPING, "Nope"),
        lambda: edit.with_new_rule(edit.without_rule(MAPPING, "Nope"), "Contact"),
        lambda: edit.with_key(MAPPING, "Nope", []),
        lambda: edit.with_rule_note(MAPPING, "Nope", ""),
        lambda: choice_edit.with_choice_rows(MAPPING, "Nope", "Sex__c", []),
    ],
)
def test_a_rule_that_is_gone_is_named(make: Callable[[], object]) -> None:
    with pytest.raises(EditError) as refused:
        make()
    assert refused.value.kind is EditKind.NO_SUCH_RULE
    assert refused.value.facts["rule"] == "Nope"


# Choice tables


def table_in(mapping: Mapping, field: str) -> ChoiceTable:
    index, table = choice_edit.table_of(mapping, rule_for(mapping, field))
    assert index is not None
    return table


def test_the_first_row_makes_a_table_for_a_single_answer() -> None:
    mapping = edit.with_sources(MAPPING, R, "Note__c", [q("/sex")])
    mapping = choice_edit.with_choice_rows(mapping, R, "Note__c", [("m", "Male")])
    assert rule_for(mapping, "Note__c").then == (ByTable(ChoiceTable((ChoiceRow("m", "Male"),))),)


def test_the_first_row_makes_a_table_for_each_choice_of_a_multiple_answer() -> None:
    mapping = edit.with_sources(MAPPING, R, "Services__c", [q("/services")])
    mapping = choice_edit.with_choice_rows(mapping, R, "Services__c", [("anc", "ANC")])
    (step,) = rule_for(mapping, "Services__c").then
    assert isinstance(step, EachChoice)


def test_rows_keep_their_order_and_the_last_of_a_pasted_choice_counts() -> None:
    rows = [("f", "F"), ("x", 1), ("x", 2)]
    table = table_in(choice_edit.with_choice_rows(MAPPING, R, "Sex__c", rows), "Sex__c")
    assert table.rows == (ChoiceRow("m", "Male"), ChoiceRow("f", "F"), ChoiceRow("x", 2))


def test_a_row_without_its_target_is_gone_and_the_options_stay() -> None:
    options = replace(table_in(MAPPING, "Sex__c"), ignore_case=True)
    mapping = choice_edit.with_table(MAPPING, R, "Sex__c", options, 0)
    mapping = choice_edit.without_choice_rows(mapping, R, "Sex__c", ["m", "nope"])
    assert table_in(mapping, "Sex__c") == ChoiceTable((ChoiceRow("f", "Female"),), ignore_case=True)


def test_it_is_told_how_many_fields_share_a_table() -> None:
    rules = tuple(
        RecordRule(RuleId(name), "Contact", fields=(FieldRule("Sex__c", None, (ByTable("s"),)),))
        for name in ("A", "B")
    )
    mapping = replace(MAPPING, rules=(*rules, CONTACT_RULE))
    assert len([*users_of_table(mapping, "s")]) == 2
    assert not [*users_of_table(mapping, "t")]


def test_dropped_choices_feed_the_question_and_begin_a_table_where_the_target_has_a_list() -> None:
    mapping = edit.without_field_rule(MAPPING, R, "Sex__c")
    mapping = choice_edit.with_choices_fed(mapping, R, "Sex__c", QuestionId("/sex"))
    assert rule_for(mapping, "Sex__c").take == first("/sex")
    assert table_in(mapping, "Sex__c").rows == ()
    with pytest.raises(EditError) as refused:
        choice_edit.with_choices_fed(mapping, R, "Sex__c", QuestionId("/sex"))
    assert refused.value.kind is EditKind.NOTHING_TO_DO
