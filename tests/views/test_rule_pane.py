"""The rule pane: every part is changed in place, and nothing that happens meanwhile disturbs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from clinic import MAPPING, first, joined, q, submission
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPushButton,
    QToolButton,
)
from rule_panes import app, field_rule, named, open_field, pane, pick, type_into
from sessions import App

from mapper_gui.app import edits
from mapper_gui.app.place import FieldPlace
from mapper_gui.mapping.mapping import FieldRule, Operation, Status
from mapper_gui.mapping.values import (
    ByTable,
    ChoiceTable,
    Constant,
    EachChoice,
    First,
    Policy,
    PolicyAction,
    Template,
)
from mapper_gui.views.rule_view import RulePane
from mapper_gui.views.typed_text import finish_typing

__all__ = ("app", "pane")

R = "Contact"
ANA = submission(name="Ana", sex="m", age="31", case={"@case_id": "c-1"})


def undo_key(window: Any, app: App) -> None:
    """The window's Undo, as the menu has it."""
    action = QAction("Undo", window)
    action.setShortcut(QKeySequence("Ctrl+Z"))
    action.triggered.connect(app.session.undo_stack.undo)
    window.addAction(action)


def take_kind(pane: RulePane) -> QComboBox:
    return named(pane, QComboBox, "What the field takes")


def test_nothing_selected_teaches_and_a_removed_field_is_no_longer_shown(
    app: App, pane: RulePane
) -> None:
    assert not pane.field_page.isVisible()
    open_field(app, "LastName")
    assert pane.field_page.isVisible()
    app.session.select(FieldPlace(R))
    assert pane.record_page.isVisible()
    edits.remove_rule(app.session, R)
    assert not pane.record_page.isVisible()
    assert not pane.field_page.isVisible()


def test_a_constant_is_typed_and_undone_with_the_keyboard_in_its_line(
    app: App, pane: RulePane
) -> None:
    undo_key(pane.window(), app)
    open_field(app, "Note__c")
    pick(take_kind(pane), 1)
    assert field_rule(app, "Note__c").take == Constant("")
    line = named(pane, QLineEdit, "Constant")
    type_into(line, "Rakoto", leave=False)
    assert field_rule(app, "Note__c").take == Constant("")
    QTest.keyClick(line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert line.text() == ""  # typing is taken back first
    type_into(line, "Rakoto", leave=False)
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert field_rule(app, "Note__c").take == Constant("Rakoto")
    QTest.keyClick(line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert field_rule(app, "Note__c").take == Constant("")
    assert line.text() == ""
    assert line.hasFocus()


def test_what_is_being_typed_survives_an_answer_and_an_edit_elsewhere(
    app: App, pane: RulePane
) -> None:
    open_field(app, "Note__c", FieldRule("Note__c", Constant("old")))
    line = named(pane, QLineEdit, "Constant")
    type_into(line, "half a wo", leave=False)
    line.setCursorPosition(4)
    app.session.show_submission(ANA)
    edits.flag_identifier(app.session, q("/hh_id"), True)
    assert line.text() == "half a wo"
    assert line.cursorPosition() == 4
    assert line.hasFocus()
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert field_rule(app, "Note__c").take == Constant("half a wo")


def test_what_is_being_typed_is_taken_over_when_another_field_is_selected(
    app: App, pane: RulePane
) -> None:
    open_field(app, "Note__c", FieldRule("Note__c", Constant("old")))
    line = named(pane, QLineEdit, "Constant")
    type_into(line, "new", leave=False)
    app.session.select(FieldPlace(R, "LastName"))  # as F8 does
    assert app.session.selected == FieldPlace(R, "LastName")
    assert field_rule(app, "Note__c").take == Constant("new")
    assert field_rule(app, "LastName").take == first("/name")


def test_what_is_being_typed_is_taken_over_by_saving(app: App, pane: RulePane) -> None:
    open_field(app, "Note__c", FieldRule("Note__c", Constant("old")))
    type_into(named(pane, QLineEdit, "Constant"), "new", leave=False)
    finish_typing()
    assert field_rule(app, "Note__c").take == Constant("new")


def test_escape_takes_typing_back(app: App, pane: RulePane) -> None:
    open_field(app, "Note__c", FieldRule("Note__c", Constant("old")))
    line = named(pane, QLineEdit, "Constant")
    type_into(line, "new", leave=False)
    QTest.keyClick(line, Qt.Key.Key_Escape)
    assert line.text() == "old"


@pytest.mark.parametrize(
    "take",
    [
        Constant("a text"),
        Constant(0.1234567),
        Constant(1234567.25),
        Constant(3.0),
        Constant(-5),
        Constant(True),
        Constant(None),
        Template(("a", "b", q("/name"), "\ttab", "{x}")),
        first("/name", "/age"),
    ],
)
def test_walking_through_every_editor_changes_nothing(app: App, pane: RulePane, take: Any) -> None:
    rule = FieldRule(
        "Services__c",
        take,
        (EachChoice(ChoiceTable(), None),),
        Policy(PolicyAction.DEFAULT, None),
        Policy(PolicyAction.DEFAULT, 0.1),
        note="n",
    )
    open_field(app, "Services__c", rule)
    before = app.session.mapping
    take_kind(pane).setFocus()
    walked = []
    for _ in range(40):
        focus = QApplication.focusWidget()
        walked.append(focus)
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    assert len(set(walked)) > 6
    assert app.session.mapping is before


def test_sources_are_reordered_and_removed_and_the_keyboard_stays_there(
    app: App, pane: RulePane
) -> None:
    open_field(app, "Note__c", FieldRule("Note__c", first("/name", "/age", "/hh/phone")))
    button = named(pane, QToolButton, "Take /hh/phone earlier")
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert field_rule(app, "Note__c").take == first("/name", "/hh/phone", "/age")
    app.session.show_submission(ANA)
    focus = QApplication.focusWidget()
    assert isinstance(focus, QToolButton)
    for left in (("/name", "/hh/phone"), ("/name",), ()):
        QApplication.processEvents()
        remove = pane.findChildren(QToolButton, "close")
        last = [each for each in remove if each.isVisible()][-1]
        last.setFocus()
        QTest.keyClick(last, Qt.Key.Key_Space)
        expected = first(*left) if left else None
        assert field_rule(app, "Note__c").take == expected
    assert pane.isAncestorOf(QApplication.focusWidget())


def test_answers_of_the_open_submission_stand_beside_their_sources(
    app: App, pane: RulePane
) -> None:
    open_field(app, "Note__c", FieldRule("Note__c", first("/hh/phone", "/name")))
    app.session.show_submission(ANA)
    texts = [label.text() for label in pane.findChildren(type(pane.field_page._here))]
    assert "here: absent" in texts
    assert texts.count("here: Ana") == 2  # the source, and what the field is given


def test_a_template_is_typed_and_an_unknown_name_is_named(app: App, pane: RulePane) -> None:
    open_field(app, "Note__c")
    pick(take_kind(pane), 2)
    line = named(pane, QLineEdit, "Text with question ids in braces")
    type_into(line, "CC-{/name}-{/nope}")
    assert field_rule(app, "Note__c").take == Template(())
    assert pane.field_page.take._template_error.isVisible()
    assert "/nope" in pane.field_page.take._template_error.text()
    app.session.show_submission(ANA)
    assert line.text() == "CC-{/name}-{/nope}"  # nothing typed is thrown away
    type_into(line, "CC-{/name}-{form id}")
    assert field_rule(app, "Note__c").take == joined("CC-", "/name", "-", *form_id())
    assert not pane.field_page.take._template_error.isVisible()
    box = next(b for b in pane.findChildren(QCheckBox) if "blank" in b.text())
    QTest.keyClick(box, Qt.Key.Key_Space)
    take = field_rule(app, "Note__c").take
    assert isinstance(take, Template)
    assert take.missing_blank


def test_a_template_says_what_it_gives_while_it_is_typed(
    app: App, pane: RulePane, qtbot: Any
) -> None:
    open_field(app, "Note__c")
    app.session.show_submission(ANA)
    pick(take_kind(pane), 2)
    take = pane.field_page.take
    line = named(pane, QLineEdit, "Text with question ids in braces")
    line.setFocus()
    QTest.keyClicks(line, "CC-{/na")
    assert not take.draft.isVisible()
    QTest.keyClicks(line, "me}")
    qtbot.waitUntil(lambda: take.draft.isVisible())
    assert take.draft.text() == "here: CC-Ana"
    assert field_rule(app, "Note__c").take == Template(())
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert field_rule(app, "Note__c").take == joined("CC-", "/name")
    assert not take.draft.isVisible()


def form_id() -> tuple[Any, ...]:
    from mapper_gui.mapping.source import FORM_ID

    return (FORM_ID,)


def test_the_kinds_of_take_become_each_other_without_losing_sources(
    app: App, pane: RulePane
) -> None:
    open_field(app, "Note__c", FieldRule("Note__c", first("/name", "/age")))
    kind = take_kind(pane)
    pick(kind, 2)  # by way of the constant, as the arrow key goes
    app.session.undo_stack.undo()
    app.session.undo_stack.undo()
    assert field_rule(app, "Note__c").take == first("/name", "/age")
    open_field(app, "Note__c", FieldRule("Note__c", joined("/name", "-", "/age", "/name")))
    pane.field_page.take._kind.setCurrentIndex(0)
    pane.field_page.take._kind.activated.emit(0)
    assert field_rule(app, "Note__c").take == First((q("/name"), q("/age")))


@pytest.mark.parametrize("which", ["if_absent", "if_empty"])
def test_a_policy_is_chosen_and_a_default_typed(app: App, pane: RulePane, which: str) -> None:
    open_field(app, "LastName")
    editor = getattr(pane.field_page, which)
    pick(editor._action, PolicyAction.DEFAULT)
    assert getattr(field_rule(app, "LastName"), which) == Policy(PolicyAction.DEFAULT, "")
    words = "if absent" if which == "if_absent" else "if empty"
    line = named(editor, QLineEdit, f"{words}: default")
    type_into(line, "unknown")
    assert getattr(field_rule(app, "LastName"), which) == Policy(PolicyAction.DEFAULT, "unknown")
    pick(named(editor, QComboBox, f"{words}: default: kind of value"), "null")
    assert getattr(field_rule(app, "LastName"), which) == Policy(PolicyAction.DEFAULT, None)
    assert editor._default._kind.currentData() == "null"
    pick(editor._action, PolicyAction.STOP)
    assert getattr(field_rule(app, "LastName"), which) == Policy(PolicyAction.STOP)


def test_a_key_field_has_no_policy_and_says_so(app: App, pane: RulePane) -> None:
    open_field(app, "Ext__c")
    assert not pane.field_page.if_empty._action.isEnabled()
    assert "key" in pane.field_page.if_empty._hint.text()


def test_the_status_is_chosen(app: App, pane: RulePane) -> None:
    open_field(app, "LastName")
    pick(pane.field_page.status, Status.AGREED)
    assert field_rule(app, "LastName").status is Status.AGREED


# The note


def test_a_note_is_in_the_mapping_soon_after_it_is_typed_and_is_one_step(
    app: App, pane: RulePane, qtbot: Any
) -> None:
    undo_key(pane.window(), app)
    open_field(app, "LastName")
    note = pane.field_page.note
    note.setFocus()
    QTest.keyClicks(note, "Ask")
    qtbot.waitUntil(lambda: field_rule(app, "LastName").note == "Ask", timeout=1000)
    QTest.keyClicks(note, " Ana")
    qtbot.waitUntil(lambda: field_rule(app, "LastName").note == "Ask Ana", timeout=1000)
    assert note.textCursor().position() == len("Ask Ana")
    assert app.session.undo_stack.count() == 1
    app.session.undo_stack.undo()
    assert note.toPlainText() == ""
    QTest.keyClick(note, Qt.Key.Key_Tab)
    assert field_rule(app, "LastName").note == ""  # leaving it does not bring it back


def test_ctrl_z_in_an_untouched_note_undoes_the_last_edit(app: App, pane: RulePane) -> None:
    undo_key(pane.window(), app)
    open_field(app, "LastName")
    edits.set_operation(app.session, R, Operation.CREATE)
    app.session.select(FieldPlace(R, "LastName"))
    note = pane.field_page.note
    note.setFocus()
    QTest.keyClick(note, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert app.session.mapping is MAPPING


def test_a_note_goes_to_the_field_it_was_typed_for(app: App, pane: RulePane) -> None:
    open_field(app, "LastName")
    note = pane.field_page.note
    note.setFocus()
    QTest.keyClicks(note, "For the name")
    app.session.select(FieldPlace(R, "Sex__c"))
    assert field_rule(app, "LastName").note == "For the name"
    assert field_rule(app, "Sex__c").note == ""
    assert note.toPlainText() == ""
    assert app.session.selected == FieldPlace(R, "Sex__c")


def test_typing_a_note_survives_what_arrives_meanwhile(app: App, pane: RulePane) -> None:
    open_field(app, "LastName")
    note = pane.field_page.note
    note.setFocus()
    QTest.keyClicks(note, "Ask")
    app.session.show_submission(ANA)
    QTest.keyClicks(note, " Ana")
    assert note.toPlainText() == "Ask Ana"


# Steps


def test_a_choice_table_is_begun_and_removed(app: App, pane: RulePane) -> None:
    open_field(app, "Note__c", FieldRule("Note__c", first("/sex")))
    button = named(pane, QPushButton, "Give each choice id a value of the target")
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert field_rule(app, "Note__c").then == (ByTable(ChoiceTable()),)
    assert pane.field_page.steps.table.grid.hasFocus()
    assert [row.choice for row in pane.field_page.steps.table.model.rows] == ["m", "f"]
    remove = named(pane, QToolButton, "Remove the choice table")
    QTest.keyClick(remove, Qt.Key.Key_Space)
    assert field_rule(app, "Note__c").then == ()


def test_several_choices_are_joined_or_kept_as_a_list(app: App, pane: RulePane) -> None:
    rule = FieldRule("Services__c", first("/services"), (EachChoice(ChoiceTable(), ";"),))
    open_field(app, "Services__c", rule)
    line = named(pane, QLineEdit, "What joins the choices")
    type_into(line, ", ")
    assert field_rule(app, "Services__c").then == (EachChoice(ChoiceTable(), ", "),)
    pick(named(pane, QComboBox, "What becomes of several choices"), False)
    assert field_rule(app, "Services__c").then == (EachChoice(ChoiceTable(), None),)
    pick(named(pane, QComboBox, "What becomes of several choices"), True)
    assert field_rule(app, "Services__c").then == (EachChoice(ChoiceTable(), ";"),)


def test_each_choice_without_a_table_is_shown_and_begins_its_table(
    app: App, pane: RulePane
) -> None:
    rule = FieldRule("Services__c", first("/services"), (EachChoice(None, "|"),))
    open_field(app, "Services__c", rule)
    assert named(pane, QLineEdit, "What joins the choices").text() == "|"
    button = named(pane, QPushButton, "Give each choice id a value of the target")
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert field_rule(app, "Services__c").then == (EachChoice(ChoiceTable(), "|"),)


def test_a_shared_table_says_how_many_fields_it_is_for(app: App, pane: RulePane) -> None:
    rule = FieldRule("Note__c", first("/sex"), (ByTable("sexes"),))
    open_field(app, "Note__c", rule, choice_tables={"sexes": ChoiceTable()})
    assert "sexes" in pane.field_page.steps.table_steps[0].shared.text()
    open_field(app, "Note__c", rule)
    assert "There is no shared table" in pane.field_page.steps.table_steps[0].shared.text()


# The record rule


@pytest.fixture
def record(app: App, pane: RulePane) -> RulePane:
    app.session.select(FieldPlace(R))
    return pane


def test_a_rule_is_renamed_and_a_name_that_is_taken_is_put_back(app: App, record: RulePane) -> None:
    edits.add_rule(app.session, "Visit")
    app.session.select(FieldPlace(R))
    name = record.record_page.name
    type_into(name, "Visit")
    assert name.text() == "Contact"
    assert [error.kind.value for error in app.refused] == ["name_taken"]
    type_into(name, "Person")
    assert app.session.mapping.rule("Person") is not None
    assert app.session.selected == FieldPlace("Person")
    app.session.undo_stack.undo()
    assert app.session.selected == FieldPlace("Contact")
    assert name.text() == "Contact"


def test_a_name_being_typed_survives_an_answer(app: App, record: RulePane) -> None:
    name = record.record_page.name
    type_into(name, "Pers", leave=False)
    app.session.show_submission(ANA)
    assert name.text() == "Pers"


def test_operation_and_repeat_are_chosen(app: App, record: RulePane) -> None:
    pick(record.record_page.operation, Operation.CREATE)
    pick(record.record_page.for_each.choice, "/children")
    rule = app.session.mapping.rule(R)
    assert rule is not None
    assert (rule.operation, rule.for_each) == (Operation.CREATE, "/children")


def test_key_boxes_are_ticked_with_the_keyboard_and_keep_it(app: App, record: RulePane) -> None:
    box = record.record_page.keys.boxes["LastName"]
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Space)
    rule = app.session.mapping.rule(R)
    assert rule is not None
    assert rule.key == ("Ext__c", "LastName")
    focus = QApplication.focusWidget()
    assert isinstance(focus, QCheckBox)
    assert focus.accessibleName() == "LastName"
    QTest.keyClick(focus, Qt.Key.Key_Space)
    rule = app.session.mapping.rule(R)
    assert rule is not None
    assert rule.key == ("Ext__c",)


def test_candidates_are_flagged_one_after_the_other_with_the_keyboard(
    app: App, record: RulePane
) -> None:
    def buttons() -> list[QPushButton]:
        return [
            b
            for b in record.record_page.identifiers.findChildren(QPushButton)
            if b.isVisible() and b.accessibleName().startswith("Flag ")
        ]

    before = len(app.session.mapping.identifiers)
    buttons()[0].setFocus()
    for _ in range(2):
        focus = QApplication.focusWidget()
        assert isinstance(focus, QPushButton)
        QTest.keyClick(focus, Qt.Key.Key_Space)
        QApplication.processEvents()
    assert len(app.session.mapping.identifiers) == before + 2
    assert record.isAncestorOf(QApplication.focusWidget())


def test_a_record_rule_has_a_note(app: App, record: RulePane) -> None:
    note = record.record_page.note
    note.setFocus()
    QTest.keyClicks(note, "Once per household")
    QTest.keyClick(note, Qt.Key.Key_Tab)
    rule = app.session.mapping.rule(R)
    assert rule is not None
    assert rule.note == "Once per household"


# The pane as a whole


def test_an_edit_leaves_the_pane_where_it_was_scrolled_to(
    app: App, pane: RulePane, qtbot: Any
) -> None:
    pane.window().resize(420, 300)
    open_field(app, "Sex__c")
    app.session.show_submission(ANA)
    bar = pane.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 100)
    for _ in range(5):
        QApplication.processEvents()  # until what wraps its lines has found its height
    bar.setValue(bar.maximum() - 20)
    at = bar.value()
    pick(pane.field_page.status, Status.TO_DISCUSS)
    bar.setValue(at)
    edits.set_choice(app.session, R, "Sex__c", "m", "M")
    QApplication.processEvents()
    assert abs(bar.value() - at) <= 2


def test_problems_stand_on_top_and_are_mended_there(app: App, pane: RulePane, qtbot: Any) -> None:
    open_field(app, "Note__c", FieldRule("Note__c", first("/children/name")))
    qtbot.waitUntil(lambda: bool(pane._here), timeout=3000)
    buttons = [b for b in pane.findChildren(QPushButton) if b.isVisible()]
    mend = next(b for b in buttons if "row" in b.text())
    QTest.mouseClick(mend, Qt.MouseButton.LeftButton)
    rule = app.session.mapping.rule(R)
    assert rule is not None
    assert rule.for_each == "/children"


def test_a_question_that_is_gone_is_kept_and_struck_through(app: App, pane: RulePane) -> None:
    open_field(app, "Note__c", FieldRule("Note__c", first("/gone")))
    labels = {label.text(): label for label in pane.findChildren(type(pane.field_page._here))}
    assert labels["/gone"].font().strikeOut()
    assert "not in the form any more" in labels


def test_a_field_of_a_newer_target_is_shown_without_its_target(app: App, pane: RulePane) -> None:
    rule = FieldRule("Gone__c", first("/name"))
    mapping = replace(MAPPING, rules=(replace(MAPPING.rules[0], fields=(rule,)),))
    app.session.start_with(mapping)
    app.session.select(FieldPlace(R, "Gone__c"))
    assert "no such field" in pane.field_page._about.text()
