"""What the panes share: the mapping, its problems, the selection, what a submission gives."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import Any

import pytest
from clinic import MAPPING, first, submission
from sessions import App, app

from mapper_gui.app import edits
from mapper_gui.app.place import FieldPlace
from mapper_gui.app.session import Session
from mapper_gui.mapping.form import Form
from mapper_gui.mapping.import_warnings import ImportKind
from mapper_gui.mapping.mapping import Mapping
from mapper_gui.mapping.problem import InSheet, Problem, Severity
from mapper_gui.mapping.values import Constant

__all__ = ("app",)

R = "Contact"


def warning(row: int) -> Problem:
    return Problem(next(iter(ImportKind)), Severity.WARNING, InSheet(None, row))


@pytest.fixture
def opened(app: App) -> Session:
    app.session.start_with(MAPPING)
    return app.session


def test_problems_are_found_beside_the_window_after_each_edit(opened: Session, qtbot: Any) -> None:
    edits.unmap(opened, [FieldPlace(R, "Ext__c")])
    qtbot.waitUntil(lambda: bool(opened.problems))
    opened.undo_stack.undo()
    qtbot.waitUntil(lambda: not opened.problems)


def test_the_problems_of_the_mapping_before_do_not_come_back(opened: Session, qtbot: Any) -> None:
    edits.unmap(opened, [FieldPlace(R, "Ext__c")])
    qtbot.waitUntil(lambda: bool(opened.problems))
    seen: list[Any] = []
    edits.unmap(opened, [FieldPlace(R, "LastName")])  # its check is on its way
    opened.problems_changed.connect(seen.append)
    opened.start_with(MAPPING)
    with qtbot.waitSignal(opened.problems_changed, timeout=2000):
        pass
    assert not any(seen)
    assert opened.problems == ()


def test_the_warnings_of_a_form_go_with_it_and_come_back_with_it(opened: Session) -> None:
    edits.set_form(opened, Form(tuple(MAPPING.form.questions[:3]), ("en",)))
    opened.set_form_warnings((warning(3),))
    edits.set_form_facts(opened, name="Other name")
    assert warning(3) in opened.problems
    opened.undo_stack.undo()
    assert warning(3) in opened.problems
    opened.undo_stack.undo()
    assert warning(3) not in opened.problems
    opened.undo_stack.redo()
    assert warning(3) in opened.problems


def test_the_warnings_of_target_fields_do_not_replace_those_of_the_form(opened: Session) -> None:
    opened.set_form_warnings((warning(3),))
    opened.set_target_warnings((warning(4),))
    assert warning(3) in opened.problems
    assert warning(4) in opened.problems
    opened.start_with(Mapping())
    assert opened.problems == ()


def test_an_edit_is_proved_at_once_on_the_open_submission(opened: Session) -> None:
    opened.show_submission(submission(name="Ana", case={"@case_id": "c-1"}))
    assert opened.evaluation is not None
    edits.set_take(opened, R, "LastName", Constant("Rakoto"))
    assert opened.evaluation.records[0].written["LastName"] == "Rakoto"
    opened.undo_stack.undo()
    assert opened.evaluation.records[0].written["LastName"] == "Ana"


def test_beginning_anew_forgets_submission_selection_and_history(opened: Session) -> None:
    opened.show_submission(submission(name="Ana"))
    edits.set_take(opened, R, "LastName", Constant("x"))
    told: list[str] = []
    opened.restarted.connect(lambda: told.append("restarted"))
    opened.start_with(Mapping())
    assert opened.evaluation is None
    assert opened.selected is None
    assert not opened.undo_stack.canUndo()
    assert told == ["restarted"]


def test_what_is_typed_is_taken_over_before_another_place_is_selected(opened: Session) -> None:
    opened.select(FieldPlace(R, "LastName"))
    seen: list[FieldPlace | None] = []

    def take_over() -> None:
        seen.append(opened.selected)
        edits.set_take(opened, R, "LastName", Constant("typed"))

    opened.about_to_select.connect(take_over)
    opened.select(FieldPlace(R, "Sex__c"))
    assert seen == [FieldPlace(R, "LastName")]
    assert opened.selected == FieldPlace(R, "Sex__c")
    assert opened.undo_stack.count() == 1


def test_nothing_is_typed_in_the_middle_of_an_undo(opened: Session) -> None:
    edits.set_take(opened, R, "LastName", Constant("x"))
    opened.select(FieldPlace(R, "Sex__c"))
    told: list[int] = []
    opened.about_to_select.connect(lambda: told.append(1))
    opened.undo_stack.undo()
    assert opened.selected == FieldPlace(R, "LastName")
    assert told == []


def test_a_selected_field_of_a_removed_rule_is_selected_no_more(opened: Session) -> None:
    opened.select(FieldPlace(R, "LastName"))
    edits.remove_rule(opened, R)
    assert opened.selected is None
    opened.undo_stack.undo()
    assert opened.selected == FieldPlace(R)


def test_a_mapping_that_is_equal_is_no_edit(opened: Session) -> None:
    opened.apply("Nothing", replace(MAPPING, rules=tuple(replace(r) for r in MAPPING.rules)))
    assert opened.undo_stack.count() == 0
    edits.set_take(opened, R, "LastName", first("/name"))
    assert opened.undo_stack.count() == 0


def test_what_was_undone_and_redone_is_said(app: App, opened: Session) -> None:
    edits.unmap(opened, [FieldPlace(R, "LastName")])
    edits.set_form_facts(opened, name="Other name")
    app.noticed.clear()
    stack = opened.undo_stack
    words = [stack.text(at) for at in range(2)]
    stack.undo()
    stack.undo()
    stack.redo()
    assert app.noticed == [f"Undone: {words[1]}", f"Undone: {words[0]}", f"Redone: {words[0]}"]


def test_an_edit_after_an_undo_is_no_undo_and_no_redo(app: App, opened: Session) -> None:
    edits.unmap(opened, [FieldPlace(R, "LastName")])
    opened.undo_stack.undo()
    app.noticed.clear()
    edits.set_form_facts(opened, name="Other name")
    opened.start_with(MAPPING)
    edits.set_form_facts(opened, name="A third name")
    assert app.noticed == []


def test_an_error_nobody_expected_in_showing_an_edit_is_told_and_the_edit_can_be_undone(
    opened: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, _error, _trace: told.append(kind.__name__))

    def fail(_change: object) -> None:
        raise ArithmeticError

    monkeypatch.setattr(opened, "_evaluate", lambda announce=True: fail(announce))
    edits.unmap(opened, [FieldPlace(R, "LastName")])
    assert told == ["ArithmeticError"]
    monkeypatch.undo()
    opened.undo_stack.undo()
    assert opened.mapping == MAPPING
