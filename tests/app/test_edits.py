"""What a person can do to the mapping: one undo step each, exact both ways; refused, nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from clinic import CONTACT_RULE, FORM, MAPPING, SEX_TABLE, first, q, question
from sessions import App, app

from mapper_gui.app import edits
from mapper_gui.app.place import FieldPlace
from mapper_gui.app.session import Session
from mapper_gui.mapping.errors import EditError, EditKind
from mapper_gui.mapping.form import Form, Kind, QuestionId
from mapper_gui.mapping.mapping import Accepts, FieldRule, Operation, RuleId, Status
from mapper_gui.mapping.problem import Mend, MendKind
from mapper_gui.mapping.proposals import Because, Proposal, proposals
from mapper_gui.mapping.source import CASE_ID, FORM_ID
from mapper_gui.mapping.target import Target, TargetField, TargetObject
from mapper_gui.mapping.values import (
    ByTable,
    ChoiceTable,
    Constant,
    EachChoice,
    First,
    Policy,
    PolicyAction,
)

__all__ = ("app",)

R, Q = "Contact", QuestionId
NEWER = replace(FORM, questions=(*FORM.questions, question("/new")))
A_PROPOSAL = Proposal(RuleId("Contact"), "Age__c", q("/age"), Because.ID_IS_NAME)

Verb = Callable[[Session], bool]

VERBS: dict[str, Verb] = {
    "a source is added": lambda s: edits.add_sources(s, R, "Note__c", [q("/hh/phone")]),
    "several sources are added": lambda s: edits.add_sources(
        s, R, "LastName", [q("/hh/phone"), FORM_ID]
    ),
    "choices are dropped": lambda s: edits.add_choices(s, R, "Note__c", Q("/sex")),
    "fields are made": lambda s: edits.create_fields(s, R, [q("/hh/phone"), q("/photo")]),
    "a value is moved": lambda s: edits.move_value(s, R, "LastName", R, "Note__c"),
    "values are exchanged": lambda s: edits.move_value(s, R, "LastName", R, "Sex__c"),
    "fields are unmapped": lambda s: edits.unmap(
        s, [FieldPlace(R, "LastName"), FieldPlace(R, "Sex__c"), FieldPlace(R, "Note__c")]
    ),
    "a field rule is set": lambda s: edits.set_field_rule(
        s, "Change", R, FieldRule("Note__c", Constant("x"), if_empty=Policy(PolicyAction.NULL))
    ),
    "statuses are set": lambda s: edits.set_status(
        s, [FieldPlace(R, "LastName"), FieldPlace(R, "Sex__c")], Status.AGREED
    ),
    "what a field takes is set": lambda s: edits.set_take(s, R, "LastName", Constant(1)),
    "a field takes nothing": lambda s: edits.set_take(s, R, "LastName", None),
    "steps are set": lambda s: edits.set_steps(s, R, "Sex__c", []),
    "a choice is mapped": lambda s: edits.set_choice(s, R, "Sex__c", "x", "Other"),
    "a choice is mapped anew": lambda s: edits.set_choice(s, R, "Sex__c", "m", None),
    "choices are mapped": lambda s: edits.set_choices(s, R, "Sex__c", [("m", 1), ("x", True)]),
    "choices are unmapped": lambda s: edits.unset_choices(s, R, "Sex__c", ["m", "f"]),
    "a table is set": lambda s: edits.set_table(s, R, "Sex__c", ChoiceTable(ignore_case=True), 0),
    "an identifier is flagged": lambda s: edits.flag_identifier(s, q("/hh_id"), True),
    "an identifier is unflagged": lambda s: edits.flag_identifier(s, CASE_ID, False),
    "identifiers are flagged": lambda s: edits.flag_identifiers(s, [q("/hh_id"), q("/age")], True),
    "a key is set": lambda s: edits.set_key(s, R, ["Ext__c", "LastName"]),
    "an operation is set": lambda s: edits.set_operation(s, R, Operation.CREATE),
    "a repeat is iterated": lambda s: edits.set_for_each(s, R, Q("/children")),
    "a rule is added": lambda s: edits.add_rule(s, "Contact"),
    "a rule is removed": lambda s: edits.remove_rule(s, R),
    "a rule is renamed": lambda s: edits.rename_rule(s, R, " Person "),
    "a rule has a note": lambda s: edits.set_rule_note(s, R, "Ask Ana"),
    "a newer form is imported": lambda s: edits.set_form(s, NEWER),
    "the form's facts are set": lambda s: edits.set_form_facts(s, name="Visit", app_id="a1"),
    "what is accepted is set": lambda s: edits.set_accepts(s, Accepts(form_names=("Visit",))),
    "targets are added": lambda s: edits.add_target(s, Target("SQL", (TargetObject("Case"),))),
    "a target field is added": lambda s: edits.add_target_field(s, "Visit", TargetField("new")),
    "an object is changed": lambda s: edits.set_object(s, TargetObject("Visit", "Visits")),
    "an object is removed": lambda s: edits.remove_object(s, "Contact"),
    "a proposal is accepted": lambda s: edits.accept_proposals(s, [A_PROPOSAL]),
    "a mend is made": lambda s: edits.mend(
        s, Mend(MendKind.REMOVE_FIELD_RULE, {"rule": R, "field": "Sex__c"})
    ),
}


@pytest.fixture
def opened(app: App) -> Session:
    """A session with the clinic's mapping, a field selected."""
    app.session.start_with(MAPPING)
    app.session.select(FieldPlace(R, "Ext__c"))
    return app.session


@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS.keys())
def test_every_verb_is_one_step_and_undo_and_redo_are_exact(opened: Session, verb: Verb) -> None:
    assert verb(opened)
    after = opened.mapping
    assert after != MAPPING
    assert opened.undo_stack.count() == 1
    assert opened.undo_stack.undoText()
    assert "{" not in opened.undo_stack.undoText()
    opened.undo_stack.undo()
    assert opened.mapping is MAPPING
    opened.undo_stack.redo()
    assert opened.mapping is after


@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS.keys())
def test_the_selected_place_is_there_after_undo_and_after_redo(opened: Session, verb: Verb) -> None:
    def is_there() -> bool:
        place = opened.selected
        return place is None or opened.mapping.rule(place.rule) is not None

    verb(opened)
    assert is_there()
    opened.undo_stack.undo()
    assert is_there()
    opened.undo_stack.redo()
    assert is_there()


REFUSED: dict[str, tuple[Verb, EditKind]] = {
    "a label": (
        lambda s: edits.add_sources(s, R, "Note__c", [q("/services_note")]),
        EditKind.NOT_A_SOURCE,
    ),
    "a good source beside a group": (
        lambda s: edits.add_sources(s, R, "Note__c", [q("/age"), q("/hh")]),
        EditKind.NOT_A_SOURCE,
    ),
    "a source that feeds the field already": (
        lambda s: edits.add_sources(s, R, "LastName", [q("/name")]),
        EditKind.NOTHING_TO_DO,
    ),
    "no such field": (
        lambda s: edits.add_sources(s, R, "Nope", [q("/age")]),
        EditKind.NO_SUCH_FIELD,
    ),
    "no such rule": (
        lambda s: edits.add_sources(s, "Nope", "LastName", [q("/age")]),
        EditKind.NO_SUCH_RULE,
    ),
    "fields from a label": (
        lambda s: edits.create_fields(s, R, [q("/age"), q("/services_note")]),
        EditKind.NOT_A_SOURCE,
    ),
    "moving nothing": (
        lambda s: edits.move_value(s, R, "Note__c", R, "LastName"),
        EditKind.NOTHING_TO_DO,
    ),
    "moving to no field": (
        lambda s: edits.move_value(s, R, "LastName", R, "Nope"),
        EditKind.NO_SUCH_FIELD,
    ),
    "unmapping what is not mapped": (
        lambda s: edits.unmap(s, [FieldPlace(R, "Note__c")]),
        EditKind.NOTHING_TO_DO,
    ),
    "unmapping a choice without a row": (
        lambda s: edits.unset_choices(s, R, "Sex__c", ["x"]),
        EditKind.NOTHING_TO_DO,
    ),
    "a name that is taken": (
        lambda s: edits.add_rule(s, "Contact") and edits.rename_rule(s, R, "Contact 2"),
        EditKind.NAME_TAKEN,
    ),
    "a blank name": (lambda s: edits.rename_rule(s, R, "  "), EditKind.NAME_TAKEN),
    "a field that the object has": (
        lambda s: edits.add_target_field(s, "Visit", TargetField("code")),
        EditKind.NAME_TAKEN,
    ),
    "a mend that is made by hand": (
        lambda s: edits.mend(s, Mend(MendKind.ADD_HIDDEN_VALUE, {"id": "x"})),
        EditKind.NOTHING_TO_DO,
    ),
    "flagging a label": (
        lambda s: edits.flag_identifiers(s, [q("/age"), q("/services_note")], True),
        EditKind.NOT_A_SOURCE,
    ),
    "one of several proposals that no longer fits": (
        lambda s: edits.accept_proposals(s, [A_PROPOSAL, replace(A_PROPOSAL, field="Nope")]),
        EditKind.NO_SUCH_FIELD,
    ),
}


@pytest.mark.parametrize(("verb", "kind"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_refused_changes_nothing_and_says_why(
    opened: Session, app: App, verb: Verb, kind: EditKind
) -> None:
    before: list[Any] = []
    opened.refused.connect(lambda error: before.append(opened.mapping))
    assert verb(opened) is False
    (error,) = app.refused
    assert isinstance(error, EditError)
    assert error.kind is kind
    steps = 1 if kind is EditKind.NAME_TAKEN and opened.mapping.rule("Contact 2") else 0
    assert opened.undo_stack.count() == steps
    if not steps:
        assert opened.mapping is MAPPING


@pytest.mark.parametrize(
    "verb",
    [
        lambda s: edits.add_sources(s, R, "LastName", []),
        lambda s: edits.create_fields(s, R, []),
        lambda s: edits.unmap(s, []),
        lambda s: edits.set_status(s, [], Status.AGREED),
        lambda s: edits.unset_choices(s, R, "Sex__c", []),
        lambda s: edits.flag_identifiers(s, [], True),
        lambda s: edits.accept_proposals(s, []),
    ],
)
def test_nothing_given_is_nothing_done(opened: Session, verb: Verb) -> None:
    assert verb(opened) is False
    assert opened.mapping is MAPPING
    assert opened.undo_stack.count() == 0


def test_an_edit_that_changes_nothing_is_no_step(opened: Session) -> None:
    edits.set_operation(opened, R, Operation.UPSERT)
    edits.set_table(opened, R, "Sex__c", SEX_TABLE.table, 0)  # type: ignore[arg-type]
    assert opened.undo_stack.count() == 0


def test_a_constant_one_becomes_a_constant_yes(opened: Session) -> None:
    edits.set_take(opened, R, "Active__c", Constant(1))
    edits.set_take(opened, R, "Active__c", Constant(True))
    rule = opened.mapping.rule(R)
    assert rule is not None
    found = rule.field_rule("Active__c")
    assert found is not None
    assert found.take == Constant(True)
    assert opened.undo_stack.count() == 2


def test_many_choices_are_unmapped_in_one_step(opened: Session) -> None:
    rows = [(f"c{number}", number) for number in range(2000)]
    edits.set_choices(opened, R, "Sex__c", rows)
    edits.unset_choices(opened, R, "Sex__c", [choice for choice, _ in rows])
    assert opened.undo_stack.count() == 2


def test_a_shared_table_is_changed_for_all_its_users(opened: Session) -> None:
    table = ChoiceTable()
    shared = replace(
        CONTACT_RULE,
        fields=(
            FieldRule("Sex__c", first("/sex"), (ByTable("sexes"),)),
            FieldRule("Note__c", first("/sex"), (ByTable("sexes"),)),
        ),
    )
    opened.start_with(replace(MAPPING, rules=(shared,), choice_tables={"sexes": table}))
    edits.set_choice(opened, R, "Sex__c", "m", "Male")
    row = opened.mapping.choice_tables["sexes"].row("m")
    assert row is not None
    assert row.value == "Male"


def test_a_table_for_each_choice_begins_in_the_step_that_is_there(opened: Session) -> None:
    rule = FieldRule("Services__c", first("/services"), (EachChoice(None, ", "),))
    edits.set_field_rule(opened, "Set", R, rule)
    edits.set_choice(opened, R, "Services__c", "anc", "ANC")
    found = opened.mapping.rules[0].field_rule("Services__c")
    assert found is not None
    (step,) = found.then
    assert isinstance(step, EachChoice)
    assert step.separator == ", "
    assert isinstance(step.table, ChoiceTable)


def test_the_last_source_taken_away_leaves_no_empty_rule(opened: Session) -> None:
    edits.set_take(opened, R, "LastName", None)
    assert opened.mapping.rules[0].field_rule("LastName") is None
    edits.set_take(opened, R, "Sex__c", None)  # its choice table is kept
    assert opened.mapping.rules[0].field_rule("Sex__c") is not None


def test_what_is_typed_in_one_go_is_one_step(opened: Session) -> None:
    def note(text: str, typing: str) -> None:
        rule = replace(opened.mapping.rules[0].fields[1], note=text)
        edits.set_field_rule(opened, "Change the note", R, rule, typing=typing)

    for text in ("A", "As", "Ask"):
        note(text, "note 1")
    assert opened.undo_stack.count() == 1
    note("Ask Ana", "note 2")
    assert opened.undo_stack.count() == 2
    opened.undo_stack.undo()
    assert opened.mapping.rules[0].fields[1].note == "Ask"
    opened.undo_stack.undo()
    assert opened.mapping is MAPPING


def test_what_was_typed_and_taken_back_is_no_step(opened: Session) -> None:
    for text in ("A", ""):
        rule = replace(opened.mapping.rules[0].fields[1], note=text)
        edits.set_field_rule(opened, "Change the note", R, rule, typing="note 1")
    assert opened.undo_stack.count() == 0
    assert opened.mapping == MAPPING


def test_a_new_rule_is_selected_and_stands_after_those_of_its_object(opened: Session) -> None:
    edits.add_rule(opened, "Visit")
    edits.add_rule(opened, "Contact")
    assert [rule.id for rule in opened.mapping.rules] == ["Contact", "Contact 2", "Visit"]
    assert opened.selected == FieldPlace("Contact 2")


def test_made_fields_are_named_after_ids_and_never_twice(opened: Session) -> None:
    edits.add_target_field(opened, "Contact", TargetField("name"))
    edits.create_fields(opened, R, [q("/name"), q("/children/name"), FORM_ID, CASE_ID])
    names = [rule.field for rule in opened.mapping.rules[0].fields[3:]]
    assert names == ["name_2", "name_3", "form_id", "case_id"]
    assert opened.selected == FieldPlace(R, "case_id")


def test_thousands_of_fields_are_made_at_once(opened: Session) -> None:
    questions = tuple(question(f"/q{number}") for number in range(3000))
    opened.start_with(replace(MAPPING, form=Form(questions)))
    assert edits.create_fields(opened, R, [q(f"/q{number}") for number in range(3000)])
    assert len(opened.mapping.rules[0].fields) == 3003


def test_importing_into_an_open_mapping_keeps_every_rule_and_is_one_step(
    opened: Session,
) -> None:
    questions = tuple(x for x in FORM.questions if x.id != "/name")
    edits.set_form(opened, Form((*questions, question("/renamed", Kind.TEXT)), ("en",)))
    assert opened.undo_stack.count() == 1
    assert opened.mapping.rules == MAPPING.rules
    assert opened.mapping.form.xmlns == FORM.xmlns  # an export does not say it
    assert opened.mapping.form.name == FORM.name


def test_accepting_all_proposals_is_one_step(opened: Session) -> None:
    target = TargetObject("Client", fields=(TargetField("age"), TargetField("visit date")))
    edits.add_target(opened, Target("", (target,)))
    found = proposals(opened.mapping)
    assert len(found) >= 2
    edits.accept_proposals(opened, found)
    assert opened.undo_stack.count() == 2
    assert isinstance(opened.mapping.rules[-1].fields[0].take, First)
