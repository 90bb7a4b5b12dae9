"""Keys: design page, section 3, Keys. Which are safe, which are errors, which can collide."""

from dataclasses import replace
from typing import Any

import pytest
from clinic import (
    CONTACT_RULE,
    FORM,
    MAPPING,
    SEX_TABLE,
    first,
    joined,
    kinds,
    only,
    place,
    q,
    question,
    visits,
    with_rule,
)

from mapper_gui.mapping.check import CheckKind, check
from mapper_gui.mapping.form import Form, Kind, QuestionId
from mapper_gui.mapping.key_text import KeyCollision, collision
from mapper_gui.mapping.mapping import FieldRule, Mapping, Operation, RecordRule, RuleId
from mapper_gui.mapping.mend import apply
from mapper_gui.mapping.problem import MendKind, Severity
from mapper_gui.mapping.source import CASE_ID, FORM_ID, CaseSource, MetaSource, RowNumber, Source
from mapper_gui.mapping.target import Target, TargetField, TargetObject
from mapper_gui.mapping.values import (
    ByTable,
    ChoiceRow,
    ChoiceTable,
    Constant,
    Outside,
    OutsideAction,
    Template,
)

CHILD_CASE = CaseSource("/children/case", "@case_id")
IDS = (CASE_ID, FORM_ID, q("/hh_id"), q("/children/child_id"))


@pytest.mark.parametrize(
    "mapping",
    [
        visits(first(FORM_ID), for_each=None),
        visits(first(CASE_ID), for_each=None),
        visits(first(CASE_ID, FORM_ID), for_each=None),
        visits(joined(CASE_ID, "-", "/visit_date"), for_each=None),
        visits(joined(CASE_ID, "-Fever"), for_each=None),
        visits(joined(CASE_ID, "/visit_date"), for_each=None),
        visits(first("/children/child_id"), identifiers=IDS),
        visits(joined(FORM_ID, "-", "/children/child_id"), identifiers=IDS),
        visits(first(CHILD_CASE), identifiers=(CHILD_CASE,)),
        visits(
            joined("/children/child_id", "-", "/children/visits/date"),
            for_each="/children/visits",
            identifiers=(*IDS, q("/children/visits/date")),
        ),
    ],
    ids=str,
)
def test_a_safe_key_has_no_problem(mapping: Mapping) -> None:
    assert kinds(mapping) == []


@pytest.mark.parametrize("operation", [Operation.UPSERT, Operation.UPDATE])
def test_finding_records_again_needs_a_key(operation: Operation) -> None:
    mapping = with_rule(key=(), operation=operation)
    problem = only(mapping)
    assert (problem.kind, problem.severity) == (CheckKind.NO_KEY, Severity.ERROR)
    assert place(problem) == ("Contact", None)
    assert [m.facts["fields"] for m in problem.mends] == [("Ext__c",)]
    assert check(apply(mapping, problem.mends[0])) == ()


def test_creating_needs_no_key() -> None:
    assert kinds(with_rule(key=(), operation=Operation.CREATE)) == []


def test_without_a_fed_key_field_feeding_one_is_proposed() -> None:
    mapping = with_rule(key=(), fields=CONTACT_RULE.fields[1:])
    problem = only(mapping)
    assert problem.mends[0].kind is MendKind.FEED_KEY
    assert problem.mends[0].facts["field"] == "Ext__c"
    assert check(apply(mapping, problem.mends[0])) == ()


def test_an_unflagged_candidate_comes_before_a_field_fed_by_anything() -> None:
    fields = (FieldRule("code", first("/hh_id")), FieldRule("date", first("/visit_date")))
    rule = RecordRule(RuleId("Visit"), "Visit", fields=fields)
    problem = only(replace(MAPPING, rules=(rule,)))
    assert [m.facts["fields"] for m in problem.mends] == [("code",)]


@pytest.mark.parametrize("missing", [None, Template(())], ids=["no rule", "empty"])
def test_a_key_field_that_nothing_feeds_is_an_error(missing: Any) -> None:
    fields = CONTACT_RULE.fields[1:]
    if missing is not None:
        fields = (*fields, FieldRule("Ext__c", missing))
    mapping = with_rule(fields=fields)
    problem = next(p for p in check(mapping) if p.kind is CheckKind.KEY_NOT_FED)
    assert (problem.severity, place(problem)) == (Severity.ERROR, ("Contact", "Ext__c"))
    assert check(apply(mapping, problem.mends[0])) == ()


def test_a_constant_key_is_one_error_and_no_more() -> None:
    problem = only(visits(Constant("x")))
    assert (problem.kind, problem.severity) == (CheckKind.KEY_CONSTANT, Severity.ERROR)


def test_a_key_without_a_flagged_identifier_proposes_to_flag_the_candidate_in_it() -> None:
    mapping = visits(first("/hh_id"), for_each=None)
    problem = only(mapping)
    assert (problem.kind, problem.severity) == (CheckKind.KEY_NOT_IDENTIFIED, Severity.ERROR)
    assert place(problem) == ("Visit", "code")
    assert problem.mends[0].facts["sources"] == (q("/hh_id"),)
    assert check(apply(mapping, problem.mends[0])) == ()


def test_a_key_without_a_candidate_proposes_the_hidden_value_to_add() -> None:
    mapping = visits(first("/name"), for_each=None)
    problem = only(mapping)
    assert problem.kind is CheckKind.KEY_NOT_IDENTIFIED
    mend, instead = problem.mends
    assert mend.kind is MendKind.ADD_HIDDEN_VALUE
    assert check(apply(mapping, instead)) == ()
    assert mend.facts == {
        "id": "/visit_uuid",
        "calculation": "uuid()",
        "setting": "default_value",
    }


def test_the_alternatives_of_a_key_must_all_be_flagged() -> None:
    problem = only(visits(first(CASE_ID, "/name"), for_each=None))
    assert problem.kind is CheckKind.KEY_NOT_IDENTIFIED


def test_in_a_key_of_several_fields_one_flagged_identifier_is_enough() -> None:
    rule = RecordRule(
        RuleId("Visit"),
        "Visit",
        key=("code", "date"),
        fields=(FieldRule("code", first(CASE_ID)), FieldRule("date", first("/visit_date"))),
    )
    assert kinds(replace(MAPPING, rules=(rule,))) == []


@pytest.mark.parametrize(
    "take",
    [first(FORM_ID), joined(FORM_ID, "-", CASE_ID), joined(FORM_ID, "-", "/visit_date")],
    ids=["form id", "form id and case_id", "form id and date"],
)
def test_a_key_that_ignores_the_row_is_an_error(take: Any) -> None:
    mapping = visits(take)
    problem = only(mapping)
    assert (problem.kind, problem.severity) == (CheckKind.KEY_IGNORES_ITEM, Severity.ERROR)
    assert problem.facts["repeat"] == "/children"
    assert [m.kind for m in problem.mends] == [
        MendKind.ADD_TO_KEY,
        MendKind.ADD_HIDDEN_VALUE,
        MendKind.ADD_TO_KEY,
    ]
    by_identifier = apply(mapping, problem.mends[0])
    assert kinds(by_identifier) == ["key_item_not_identified"]
    assert kinds(apply(mapping, problem.mends[2])) == ["key_row_number"]


def test_the_hidden_value_for_a_row_stands_inside_the_repeat() -> None:
    mend = only(visits(first(FORM_ID))).mends[1]
    assert mend.facts["id"] == "/children/visit_uuid"


def test_an_unflagged_question_of_the_row_tells_rows_apart_only_by_chance() -> None:
    mapping = visits(joined(FORM_ID, "-", "/children/name"))
    problem = only(mapping)
    assert (problem.kind, problem.severity) == (
        CheckKind.KEY_ITEM_NOT_IDENTIFIED,
        Severity.WARNING,
    )
    assert problem.facts["sources"] == (q("/children/name"),)
    assert check(apply(mapping, problem.mends[0])) == ()


def test_a_row_number_counts_with_a_warning() -> None:
    problem = only(visits(joined(FORM_ID, "-", RowNumber())))
    assert (problem.kind, problem.severity) == (CheckKind.KEY_ROW_NUMBER, Severity.WARNING)


def test_a_flagged_row_number_is_no_identifier() -> None:
    mapping = visits(first(RowNumber()), identifiers=(RowNumber(),))
    assert "key_not_identified" in kinds(mapping)


def test_inside_nested_repeats_every_repeat_must_be_told_apart() -> None:
    nested = {"for_each": "/children/visits", "identifiers": IDS}
    ignoring_outer = visits(joined(FORM_ID, "-", RowNumber()), **nested)
    problem = next(p for p in check(ignoring_outer) if p.kind is CheckKind.KEY_IGNORES_ITEM)
    assert problem.facts["repeat"] == "/children"
    ignoring_inner = only(visits(first("/children/child_id"), **nested))
    assert ignoring_inner.facts["repeat"] == "/children/visits"
    outer = RowNumber(QuestionId("/children"))
    both = visits(joined(FORM_ID, "-", outer, "-", RowNumber()), **nested)
    assert kinds(both) == ["key_row_number"]
    by_child = visits(joined("/children/child_id", "-", RowNumber()), **nested)
    assert kinds(by_child) == ["key_row_number"]


def test_alternatives_tell_rows_apart_only_where_each_does() -> None:
    mapping = visits(first("/children/child_id", FORM_ID), identifiers=IDS)
    assert kinds(mapping) == ["key_ignores_item"]


def test_a_key_whose_source_is_broken_is_not_judged_further() -> None:
    assert kinds(visits(first("/gone"))) == ["source_gone"]
    assert kinds(visits(first("/children/name"), for_each=None)) == ["repeat_not_iterated"]


def test_free_text_in_a_key_is_a_warning_unless_it_is_flagged() -> None:
    take = joined(CASE_ID, "-", "/name")
    problem = only(visits(take, for_each=None))
    assert (problem.kind, problem.severity) == (CheckKind.KEY_FREE_TEXT, Severity.WARNING)
    assert kinds(visits(take, for_each=None, identifiers=(CASE_ID, q("/name")))) == []
    case_name = joined(CASE_ID, "-", CaseSource("/case", "create/case_name"))
    assert kinds(visits(case_name, for_each=None)) == ["key_free_text"]


def test_a_key_through_a_table_that_makes_two_ids_one_is_a_warning() -> None:
    rows = (ChoiceRow("m", "x"), ChoiceRow("f", "x"))
    table = ChoiceTable(rows, outside=Outside(OutsideAction.KEEP))
    mapping = visits(first("/sex"), for_each=None, identifiers=(q("/sex"),), then=(ByTable(table),))
    problem = only(mapping)
    assert (problem.kind, problem.facts["choices"]) == (CheckKind.KEY_MERGES, ("m", "f"))
    catch_all = ByTable(ChoiceTable(outside=Outside(OutsideAction.DEFAULT, "other")))
    merged = visits(first("/sex"), for_each=None, identifiers=(q("/sex"),), then=(catch_all,))
    assert kinds(merged) == ["key_merges"]
    fine = visits(first("/sex"), for_each=None, identifiers=(q("/sex"),), then=(SEX_TABLE,))
    assert kinds(fine) == []


def test_salesforce_finds_records_by_one_field() -> None:
    rule = RecordRule(
        RuleId("Visit"),
        "Visit",
        key=("code", "date"),
        fields=(FieldRule("code", first(CASE_ID)), FieldRule("date", first("/visit_date"))),
    )
    target = replace(MAPPING.target, system="Salesforce")
    problem = only(replace(MAPPING, rules=(rule,), target=target))
    assert (problem.kind, place(problem)) == (CheckKind.KEY_COMPOSITE, ("Visit", None))


def test_a_key_that_the_target_does_not_find_records_by_is_a_warning() -> None:
    mapping = with_rule(
        key=("Note__c",), fields=(*CONTACT_RULE.fields, FieldRule("Note__c", first(CASE_ID)))
    )
    problem = only(mapping)
    assert (problem.kind, problem.severity) == (CheckKind.KEY_NOT_KEY_FIELD, Severity.WARNING)
    assert check(apply(mapping, problem.mends[0])) == ()


def test_a_target_without_key_fields_says_nothing_about_them() -> None:
    target = Target("SQL", (TargetObject("Visit", fields=(TargetField("code"),)),))
    assert kinds(replace(visits(first(FORM_ID), for_each=None), target=target)) == []


def test_two_rules_of_one_object_with_the_same_key_overwrite_each_other() -> None:
    again = replace(CONTACT_RULE, id=RuleId("Contact 2"))
    problem = only(replace(MAPPING, rules=(CONTACT_RULE, again)))
    assert (problem.kind, problem.facts["other"]) == (CheckKind.KEY_SHARED, "Contact")
    fields = (FieldRule("Ext__c", joined(CASE_ID, "-2")), *CONTACT_RULE.fields[1:])
    assert check(replace(MAPPING, rules=(CONTACT_RULE, replace(again, fields=fields)))) == ()


KEY_FORM = Form(
    (
        *FORM.questions,
        question("/decimal", Kind.DECIMAL),
        question("/gps", Kind.GPS),
        question("/code", Kind.BARCODE),
        question("/uid", Kind.HIDDEN, calculate="uuid()"),
        question("/level", Kind.SINGLE, choices={"p-1": "", "p-2": "", "p-10": ""}),
        question("/letter", Kind.SINGLE, choices={"a": "", "b": ""}),
    )
)


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        ((FORM_ID, RowNumber()), None),
        ((FORM_ID, "-", RowNumber()), None),
        ((CASE_ID, "-", "/visit_date"), None),
        ((CASE_ID, "/visit_date"), None),
        ((FORM_ID, CASE_ID, "/name"), None),
        (("/name", "-", CASE_ID), None),
        ((CASE_ID, "-", "/name", "-", "/visit_date"), None),
        (("/hh_id", "-", RowNumber()), None),
        (("/hh_id", "-", "/age"), KeyCollision.SEPARATOR_IN_PARTS),
        (("/hh_id", "_", "/age"), None),
        (("/age", "-", "/hh_id"), None),
        (("/age", "-", "/age"), None),
        (("/age", "/age"), KeyCollision.NO_SEPARATOR),
        (("/decimal", ".", "/age"), None),
        (("/decimal", ".", "/decimal"), KeyCollision.SEPARATOR_IN_PARTS),
        (("/hh/phone", "-", "/name"), None),
        (("/sex", "/age"), None),
        (("/sex", "/name"), None),
        (("/level", "-", "/name"), KeyCollision.SEPARATOR_IN_PARTS),
        (("/level", "_", "/name"), None),
        (("/services", ";", "/name"), None),
        (("/services", " ", "/name"), KeyCollision.SEPARATOR_IN_PARTS),
        (("/name", "/code"), KeyCollision.NO_SEPARATOR),
        (("/name", "-", "/code"), KeyCollision.SEPARATOR_IN_PARTS),
        (("/uid", "/name"), None),
        (("/name", "-", RowNumber(), "-", "/code"), KeyCollision.SEPARATOR_IN_PARTS),
        ((MetaSource("timeEnd"), MetaSource("username")), None),
        ((MetaSource("username"), "-", MetaSource("deviceID")), KeyCollision.SEPARATOR_IN_PARTS),
        (("/name",), None),
        (("A-", "/name", "-Z"), None),
        ((), None),
    ],
    ids=str,
)
def test_when_joined_texts_can_collide(
    parts: tuple[Source | str, ...], why: KeyCollision | None
) -> None:
    found = collision(KEY_FORM, joined(*parts))
    assert (found.reason if found else None) == why


def test_a_key_whose_missing_parts_are_blank_can_collide() -> None:
    mapping = visits(joined(CASE_ID, "-", "/visit_date", missing_blank=True), for_each=None)
    problem = only(mapping)
    assert (problem.kind, problem.severity) == (CheckKind.KEY_CAN_COLLIDE, Severity.WARNING)
    assert problem.facts["reason"] is KeyCollision.PART_CAN_BE_BLANK


def test_a_collision_names_the_parts_and_the_separator() -> None:
    mapping = visits(joined("/hh_id", "-", "/user_data/role"), for_each=None, identifiers=IDS)
    problem = only(mapping)
    assert problem.facts["first"] == q("/hh_id")
    assert problem.facts["second"] == q("/user_data/role")
    assert problem.facts["separator"] == "-"
