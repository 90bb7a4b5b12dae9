"""Choice coverage: what people really send beside what the form and the tables know."""

from __future__ import annotations

from dataclasses import replace

import pytest
from clinic import MAPPING, SEXES, first, with_field
from many_submissions import visit

from mapper_gui.mapping.audit import Audit, ChoiceCoverage, audit, rows_to_add
from mapper_gui.mapping.form import QuestionId
from mapper_gui.mapping.mapping import Chosen, FieldRule, Mapping, RecordRule, RuleId
from mapper_gui.mapping.source import RowChoice
from mapper_gui.mapping.steps import Clean, Cleanup
from mapper_gui.mapping.values import (
    ByTable,
    ChoiceRow,
    ChoiceTable,
    EachChoice,
    Outside,
    OutsideAction,
)


def of_question(found: Audit, path: str) -> ChoiceCoverage:
    return next(each for each in found.choices if each.question == path)


def test_each_choice_has_its_labels_its_count_and_its_targets() -> None:
    found = of_question(audit(MAPPING, [visit(1, sex="m"), visit(2, sex="m"), visit(3)]), "/sex")
    assert [(each.choice, each.seen, each.in_form, each.targets) for each in found.choices] == [
        ("m", 2, True, ((True, "Male"),)),
        ("f", 0, True, ((True, "Female"),)),
    ]
    assert found.choices[0].labels == {"en": "Male"}
    [place] = found.places
    assert (place.rule, place.field, place.shared) == ("Contact", "Sex__c", None)
    assert found.never_seen(place) == ("f",)
    assert found.unmapped(place) == found.not_in_form == ()


def test_an_id_that_neither_form_nor_table_has_is_found() -> None:
    found = audit(MAPPING, [visit(1, sex="x"), visit(2, sex="x"), visit(3, sex="m")])
    sexes = of_question(found, "/sex")
    assert sexes.not_in_form == ("x",)
    assert [(place.field, ids) for _, place, ids in found.unmapped] == [("Sex__c", ("x",))]
    assert not found.is_clean


def test_a_choice_of_the_form_without_a_row_is_unmapped_once_it_is_seen() -> None:
    table = ByTable(ChoiceTable((ChoiceRow("m", "Male"),)))
    mapping = with_field("Sex__c", first("/sex"), table)
    assert audit(mapping, [visit(1, sex="m")]).unmapped == ()
    assert audit(mapping, [visit(1, sex="f")]).unmapped[0][2] == ("f",)


@pytest.mark.parametrize(
    ("action", "lost"),
    [
        (OutsideAction.EMPTY, ("x",)),
        (OutsideAction.STOP, ("x",)),
        (OutsideAction.KEEP, ()),
        (OutsideAction.DEFAULT, ()),
    ],
)
def test_what_was_said_of_ids_outside_the_table_is_respected(
    action: OutsideAction, lost: tuple[str, ...]
) -> None:
    table = ByTable(ChoiceTable((ChoiceRow("m", "Male"),), outside=Outside(action, "Other")))
    found = audit(with_field("Sex__c", first("/sex"), table), [visit(1, sex="x")])
    sexes = of_question(found, "/sex")
    assert sexes.unmapped(sexes.places[0]) == lost


def test_upper_and_lower_case_are_alike_where_the_table_says_so() -> None:
    table = ByTable(ChoiceTable((ChoiceRow("M", "Male"),), ignore_case=True))
    found = of_question(
        audit(with_field("Sex__c", first("/sex"), table), [visit(1, sex="m")]), "/sex"
    )
    assert [each.choice for each in found.choices] == ["m", "f"]
    assert found.unmapped(found.places[0]) == found.never_seen(found.places[0]) == ()


def test_a_shared_table_is_named_at_each_of_its_places() -> None:
    mapping = with_field("Sex__c", first("/sex"), ByTable("sexes"))
    mapping = replace(mapping, choice_tables={"sexes": ChoiceTable((ChoiceRow("m", "Male"),))})
    [place] = of_question(audit(mapping, [visit(1, sex="f")]), "/sex").places
    assert place.shared == "sexes"


def test_multiple_answers_are_held_against_the_table_each() -> None:
    each = EachChoice(ChoiceTable((ChoiceRow("anc", "ANC"),)), ";")
    mapping = with_field("Services__c", first("/services"), each)
    found = audit(mapping, [visit(1, services="anc art"), visit(2, services="art hiv")])
    services = of_question(found, "/services")
    assert {one.choice: one.seen for one in services.choices} == {"anc": 1, "art": 2, "hiv": 1}
    assert services.unmapped(services.places[0]) == ("art", "hiv")


def test_the_chosen_id_that_a_record_is_made_for_is_covered() -> None:
    table = ByTable(ChoiceTable((ChoiceRow("anc", "ANC"),)))
    rule = RecordRule(
        RuleId("Visit"),
        "Visit",
        for_each=Chosen(QuestionId("/services")),
        fields=(FieldRule("code", first(RowChoice()), (table,)),),
    )
    mapping: Mapping = replace(MAPPING, rules=(rule,))
    found = audit(mapping, [visit(1, services="anc art")])
    assert [(place.rule, ids) for _, place, ids in found.unmapped] == [("Visit", ("art",))]


def test_a_lookup_question_has_no_choices_in_the_form_to_miss() -> None:
    table = ByTable(ChoiceTable((ChoiceRow("v1", "North"),)))
    found = audit(
        with_field("Note__c", first("/hh/village"), table), [visit(1, hh={"village": "v2"})]
    )
    villages = of_question(found, "/hh/village")
    assert villages.is_lookup
    assert villages.not_in_form == ()
    assert villages.unmapped(villages.places[0]) == ("v2",)


def test_a_value_that_the_targets_list_lacks_is_refused() -> None:
    table = ByTable(ChoiceTable((ChoiceRow("m", "Man"), ChoiceRow("f", "Female"))))
    found = audit(with_field("Sex__c", first("/sex"), table), [visit(1, sex="m", case="c")])
    [refused] = found.refused
    assert (refused.field, refused.why, refused.values, refused.submissions) == (
        "Sex__c",
        "not_a_choice",
        ("Man",),
        ("form-1",),
    )
    assert "Man" not in {choice.value for choice in SEXES}


def test_the_rows_to_add_take_the_targets_value_of_that_name_else_the_id() -> None:
    mapping = with_field("Sex__c", first("/sex"), ByTable(ChoiceTable()))
    found = of_question(
        audit(mapping, [visit(1, sex="m"), visit(2, sex="FEMALE"), visit(3, sex="x")]), "/sex"
    )
    assert rows_to_add(mapping, found, found.places[0]) == (
        ("m", "Male"),
        ("FEMALE", "Female"),
        ("x", "x"),
    )


def test_several_ids_in_a_question_of_one_choice_are_one_id_that_the_table_lacks() -> None:
    found = audit(MAPPING, [visit(1, sex="m f")])
    sexes = of_question(found, "/sex")
    assert sexes.unmapped(sexes.places[0]) == ("m f",)
    assert {each.choice: each.seen for each in sexes.choices} == {"m": 0, "f": 0, "m f": 1}


def test_a_table_that_is_asked_for_all_chosen_ids_at_once_lacks_what_was_chosen_together() -> None:
    table = ByTable(ChoiceTable((ChoiceRow("anc", "ANC"), ChoiceRow("art", "ART"))))
    mapping = with_field("Note__c", first("/services"), table)
    found = audit(mapping, [visit(1, services="anc art"), visit(2, services="anc")])
    services = of_question(found, "/services")
    assert services.unmapped(services.places[0]) == ("anc art",)
    assert services.never_seen(services.places[0]) == ("art",)
    assert services.not_in_form == ()
    assert not found.is_clean
    assert rows_to_add(mapping, services, services.places[0]) == (("anc art", "anc art"),)


def test_what_a_table_after_another_step_lacks_is_lost_too() -> None:
    table = ByTable(ChoiceTable((ChoiceRow("m", "Male"),)))
    mapping = with_field("Sex__c", first("/sex"), Clean(Cleanup.TRIM), table)
    found = audit(mapping, [visit(1, case="a", sex="x"), visit(2, case="b", sex="m")])
    [lost] = found.lost
    assert (lost.count, lost.submissions) == (1, ("form-1",))
    assert not found.is_clean
    assert audit(mapping, [visit(2, case="b", sex="m")]).is_clean
