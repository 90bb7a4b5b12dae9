"""A newer export in an open mapping: what changed, nothing lost."""

from dataclasses import replace

from clinic import FORM, MAPPING, XMLNS, first, q, question, with_field

from mapper_gui.mapping.check import check
from mapper_gui.mapping.compare import (
    FormChange,
    QuestionChange,
    affected,
    compare_forms,
    with_newer_form,
)
from mapper_gui.mapping.form import CaseBlock, Form, Kind, QuestionId
from mapper_gui.mapping.source import RowNumber


def changed(*new: object, without: tuple[str, ...] = ()) -> Form:
    """The form with these questions in place of those of their id, or added at the end."""
    by_id = {question.id: question for question in new}  # type: ignore[attr-defined]
    kept = [by_id.pop(old.id, old) for old in FORM.questions if old.id not in without]
    return Form((*kept, *by_id.values()), ("en",))  # type: ignore[arg-type]


def test_the_same_form_again_changes_nothing() -> None:
    assert compare_forms(FORM, FORM) == FormChange()
    assert compare_forms(FORM, FORM).is_nothing


def test_ids_that_are_gone_new_or_changed_in_type_or_choices_are_listed() -> None:
    newer = changed(
        question("/age", Kind.TEXT),
        question("/sex", Kind.SINGLE, choices={"m": "Male", "x": "Other"}),
        question("/consent"),
        without=("/name",),
    )
    found = compare_forms(FORM, newer)
    assert found.gone == ("/name",)
    assert found.new == ("/consent",)
    assert found.changed == (
        QuestionChange(QuestionId("/sex"), Kind.SINGLE, Kind.SINGLE, ("f",), ("x",)),
        QuestionChange(QuestionId("/age"), Kind.INTEGER, Kind.TEXT),
    )


def test_the_order_of_choices_and_questions_is_no_change() -> None:
    sex = question("/sex", Kind.SINGLE, label="Sex", choices={"f": "Female", "m": "Male"})
    newer = Form(tuple(reversed(changed(sex).questions)))
    found = compare_forms(FORM, newer)
    assert (found.gone, found.new, found.changed) == ((), (), ())


def test_a_new_wording_is_told_from_a_change_of_data() -> None:
    newer = changed(question("/name", label="Nom du client"))
    found = compare_forms(FORM, newer)
    assert (found.changed, found.relabelled) == ((), ("/name",))


def test_a_group_that_became_a_repeat_changes_the_questions_below_it() -> None:
    phone = replace(question("/hh/phone", Kind.PHONE), repeat=QuestionId("/hh"))
    newer = changed(question("/hh", Kind.REPEAT), phone)
    assert {change.id for change in compare_forms(FORM, newer).changed} == {"/hh", "/hh/phone"}


def test_rows_without_an_id_are_no_change() -> None:
    newer = Form((*FORM.questions, replace(question("/x", Kind.LOOKUP_DATA), id=None)))
    assert compare_forms(FORM, newer).is_nothing


def test_every_rule_is_kept_and_what_is_gone_is_a_problem() -> None:
    newer = changed(without=("/name", "/sex"))
    mapping = with_newer_form(MAPPING, newer)
    assert mapping.rules == MAPPING.rules
    assert mapping.identifiers == MAPPING.identifiers
    gone = [p.facts["source"] for p in check(mapping) if p.kind == "source_gone"]
    assert gone == [q("/name"), q("/sex")]


def test_what_an_export_does_not_say_is_kept() -> None:
    block = CaseBlock("/children/case", ("@case_id",))
    old = replace(FORM, app_id="app", project_space="demo", case_blocks=(block,))
    mapping = with_newer_form(replace(MAPPING, form=old), changed())
    form = mapping.form
    assert (form.name, form.xmlns, form.app_id) == ("Clinic visit", XMLNS, "app")
    assert form.project_space == "demo"
    assert form.case_blocks == (replace(block, repeat=QuestionId("/children")),)


def test_what_a_newer_form_does_say_counts() -> None:
    form = with_newer_form(MAPPING, replace(changed(), xmlns="new", name="New")).form
    assert (form.xmlns, form.name) == ("new", "New")


def test_the_places_that_read_what_changed_are_named() -> None:
    mapping = with_field("Note__c", first("/age", "/hh/phone"))
    rule = replace(mapping.rules[0], for_each=QuestionId("/children"))
    mapping = replace(mapping, rules=(rule,), identifiers=(q("/name"), RowNumber()))
    newer = changed(question("/age", Kind.TEXT), without=("/name", "/children"))
    found = affected(mapping, compare_forms(FORM, newer))
    places = [(a.rule, a.field, a.question, a.change is None) for a in found]
    assert places == [
        ("Contact", None, "/children", True),
        ("Contact", "LastName", "/name", True),
        ("Contact", "Note__c", "/age", False),
        (None, None, "/name", True),
    ]


def test_a_row_number_of_a_repeat_that_is_gone_is_affected() -> None:
    mapping = with_field("Note__c", first(RowNumber(QuestionId("/children"))))
    found = affected(mapping, compare_forms(FORM, changed(without=("/children",))))
    assert [a.field for a in found] == ["Note__c"]
