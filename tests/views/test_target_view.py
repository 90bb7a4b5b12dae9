"""The target pane: mapping by keyboard and menu, proposals, selecting, and what survives a reset."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from clinic import CONTACT, FORM, MAPPING, first, q, question, submission
from panes import WHOLE, Panes, app, names_without, panes, session
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QInputDialog, QMenu
from sessions import App

from mapper_gui.app import edits
from mapper_gui.app.place import FieldPlace
from mapper_gui.mapping.form import QuestionId
from mapper_gui.mapping.mapping import Operation, Status
from mapper_gui.mapping.proposals import proposals
from mapper_gui.mapping.source import CASE_ID, FORM_ID
from mapper_gui.mapping.target import Target, TargetObject
from mapper_gui.mapping.values import Constant, LabelCopy
from mapper_gui.views.label_text import LabelText
from mapper_gui.views.picker import Picker
from mapper_gui.views.target_model import TargetColumn
from mapper_gui.views.target_tree import FieldFilter
from mapper_gui.views.target_view import TargetPane

__all__ = ("app", "panes", "session")

NOTE = FieldPlace("Contact", "Note__c")
AGE = FieldPlace("Contact", "Age__c")
NAME = FieldPlace("Contact", "LastName")


def select(panes: Panes, *places: FieldPlace) -> None:
    tree = panes.target.tree
    tree.show_place(places[0])
    for place in places[1:]:
        index = panes.target.model.at(place)
        selection = tree.selectionModel()
        selection.select(index, selection.SelectionFlag.Select | selection.SelectionFlag.Rows)


def picker(panes: Panes) -> Picker:
    found = [p for p in panes.target.findChildren(Picker) if p.isVisible()]
    assert len(found) == 1
    return found[0]


def press(panes: Panes, key: Qt.Key) -> None:
    QTest.keyClick(panes.target.tree, key)


def entries(menu: QMenu) -> dict[str, Callable[[], None]]:
    """The entries of a menu and of the menus in it, by their words."""
    found: dict[str, Callable[[], None]] = {}
    for action in menu.actions():
        words = action.text().partition("\t")[0]
        inner = action.menu()
        if isinstance(inner, QMenu):
            found.update({f"{words} > {name}": do for name, do in entries(inner).items()})
        elif words and action.isEnabled():
            found[words] = action.trigger
    return found


def trigger(panes: Panes, words: str) -> None:
    menu = panes.target.menu()
    try:
        entries(menu)[words]()
    finally:
        menu.deleteLater()


def with_proposal(panes: Panes) -> None:
    """Questions called as two fields are called, and their proposals."""
    more = (question("/note__c"), question("/active__c"))
    edits.set_form(panes.session, replace(FORM, questions=(*FORM.questions, *more)))
    panes.target.show_proposals(proposals(panes.session.mapping))


def test_without_target_fields_the_pane_says_where_they_come_from(app: App, qtbot: Any) -> None:
    pane = TargetPane(app.session)
    qtbot.addWidget(pane)
    pane.show()
    with qtbot.waitSignal(pane.targets_requested):
        pane.focus_pane()
        inside = pane.focusWidget()
        assert inside is not None
        QTest.keyClick(inside, Qt.Key.Key_Space)
    assert names_without(pane) == []


def test_everything_that_takes_the_keyboard_has_a_name(panes: Panes) -> None:
    assert names_without(panes.target) == []
    assert panes.target.tree.accessibleName()


def test_questions_are_mapped_by_the_keyboard_alone(panes: Panes) -> None:
    panes.choose("/age", "/visit_date")
    QTest.keyClick(panes.form.tree, Qt.Key.Key_Return)
    popup = picker(panes)
    QTest.keyClicks(popup.search_box, "note")
    QTest.keyClick(popup.search_box, Qt.Key.Key_Return)
    assert panes.takes("Contact", "Note__c") == first("/visit_date", "/age")
    assert panes.session.selected == NOTE
    current = panes.target.tree.current_row()
    assert current is not None
    assert current.place == NOTE


def test_enter_on_a_field_asks_which_question_feeds_it(panes: Panes) -> None:
    select(panes, NOTE)
    press(panes, Qt.Key.Key_Return)
    popup = picker(panes)
    QTest.keyClicks(popup.search_box, "phone")
    QTest.keyClick(popup.search_box, Qt.Key.Key_Down)
    QTest.keyClick(popup.search_box, Qt.Key.Key_Up)
    QTest.keyClick(popup.search_box, Qt.Key.Key_Return)
    assert panes.takes("Contact", "Note__c") == first("/hh/phone")


def test_the_list_offers_form_id_and_case_id_and_no_labels(panes: Panes) -> None:
    panes.target.pick_source_for(NOTE)
    popup = picker(panes)
    values = [entry.value for entry in popup.model.fitting]
    assert values[:2] == [FORM_ID, CASE_ID]
    assert q("/services_note") not in values
    QTest.keyClick(popup.search_box, Qt.Key.Key_Escape)
    assert panes.takes("Contact", "Note__c") is None


def test_what_begins_with_the_words_comes_first(panes: Panes) -> None:
    panes.target.pick_source_for(NOTE)
    popup = picker(panes)
    popup.search_box.setText("name")
    assert popup.model.fitting[0].value == q("/name")
    popup.search_box.setText("nothing has this")
    assert popup.model.rowCount() == 0
    popup.take()
    assert popup.isVisible()
    popup.close()


def test_a_field_with_the_same_name_is_offered_first(panes: Panes) -> None:
    with_proposal(panes)
    panes.target.pick_field_for([q("/note__c")])
    popup = picker(panes)
    assert popup.model.fitting[0].value == NOTE
    popup.take()
    assert panes.takes("Contact", "Note__c") == first("/note__c")


def test_a_labels_text_becomes_a_constant_that_remembers_its_question(panes: Panes) -> None:
    label = LabelText("Male", LabelCopy(QuestionId("/sex"), "en", "m"))
    panes.target.pick_field_for_label(label)
    picker(panes).search_box.setText("note")
    picker(panes).take()
    assert panes.takes("Contact", "Note__c") == Constant("Male", label.copied_from)


def test_without_target_fields_mapping_says_what_is_missing(app: App, qtbot: Any) -> None:
    pane = TargetPane(app.session)
    qtbot.addWidget(pane)
    pane.pick_field_for([FORM_ID])
    assert "no target fields" in app.noticed[-1]


def test_enter_accepts_what_is_proposed(panes: Panes) -> None:
    with_proposal(panes)
    select(panes, NOTE)
    press(panes, Qt.Key.Key_Return)
    assert panes.takes("Contact", "Note__c") == first("/note__c")
    panes.session.undo_stack.undo()
    assert panes.takes("Contact", "Note__c") is None


def test_all_proposals_are_accepted_in_one_step(panes: Panes) -> None:
    with_proposal(panes)
    button = panes.target.accept_button
    assert button.isVisible()
    count = panes.session.undo_stack.count()
    button.click()
    assert panes.takes("Contact", "Note__c") == first("/note__c")
    assert panes.takes("Contact", "Active__c") == first("/active__c")
    assert panes.session.undo_stack.count() == count + 1


def test_proposals_come_by_themselves_and_nothing_is_applied(panes: Panes, qtbot: Any) -> None:
    more = question("/note__c")
    edits.set_form(panes.session, replace(FORM, questions=(*FORM.questions, more)))
    qtbot.waitUntil(panes.target.accept_button.isVisible, timeout=5000)
    assert panes.takes("Contact", "Note__c") is None


def test_delete_unmaps_all_that_is_selected_in_one_step(panes: Panes) -> None:
    select(panes, NAME, FieldPlace("Contact", "Sex__c"), NOTE)
    press(panes, Qt.Key.Key_Delete)
    assert panes.takes("Contact", "LastName") is None
    assert panes.takes("Contact", "Sex__c") is None
    panes.session.undo_stack.undo()
    assert panes.session.mapping == WHOLE


def test_delete_on_what_is_not_mapped_does_nothing(panes: Panes) -> None:
    select(panes, NOTE)
    press(panes, Qt.Key.Key_Delete)
    assert not panes.session.undo_stack.count()


def test_selecting_a_row_tells_the_other_panes(panes: Panes) -> None:
    panes.target.tree.setCurrentIndex(panes.place("Visit", "date"))
    assert panes.session.selected == FieldPlace("Visit", "date")
    panes.target.tree.setCurrentIndex(panes.place("Visit"))
    assert panes.session.selected == FieldPlace("Visit")


def test_a_place_that_is_jumped_to_is_laid_open(panes: Panes) -> None:
    tree = panes.target.tree
    panes.target.search_box.setText("age")
    panes.session.select(FieldPlace("Visit", "date"))
    row = tree.current_row()
    assert row is not None
    assert row.place == FieldPlace("Visit", "date")
    assert panes.target.search_box.text() == ""
    assert tree.isExpanded(panes.place("Visit"))


def test_a_place_under_a_filter_is_shown_too(panes: Panes) -> None:
    panes.target.model.show_filter(FieldFilter.UNMAPPED)
    panes.session.select(NAME)
    row = panes.target.tree.current_row()
    assert row is not None
    assert row.place == NAME
    assert panes.target.filters.currentData() is FieldFilter.ALL


def test_undo_goes_back_to_the_field_it_is_about(panes: Panes) -> None:
    edits.add_sources(panes.session, "Contact", "Note__c", [q("/age")])
    panes.session.select(FieldPlace("Visit", "date"))
    panes.session.undo_stack.undo()
    row = panes.target.tree.current_row()
    assert row is not None
    assert row.place == NOTE


def test_what_was_closed_and_selected_stays_so_when_rules_change(panes: Panes) -> None:
    tree = panes.target.tree
    select(panes, NAME, AGE)
    tree.collapse(panes.place("Visit"))
    edits.add_target(panes.session, Target("", (TargetObject("Extra", fields=CONTACT.fields),)))
    assert not tree.isExpanded(panes.place("Visit"))
    assert tree.isExpanded(panes.place("Contact"))
    assert set(tree.chosen_places()) == {NAME, AGE}


def test_f2_in_the_menu_asks_for_the_rule_pane(panes: Panes, qtbot: Any) -> None:
    select(panes, NOTE)
    with qtbot.waitSignal(panes.target.edit_requested) as asked:
        trigger(panes, "Edit the rule")
    assert asked.args == [NOTE]


def test_the_menu_of_a_field_does_what_it_says(panes: Panes) -> None:
    mapping = lambda: panes.session.mapping  # noqa: E731
    select(panes, NAME)
    trigger(panes, "Use as key")
    assert mapping().rules[0].key == ("Ext__c", "LastName")
    trigger(panes, "Do not use as key")
    assert mapping().rules[0].key == ("Ext__c",)
    trigger(panes, "Status > agreed")
    rule = mapping().rules[0].field_rule("LastName")
    assert rule is not None
    assert rule.status is Status.AGREED
    trigger(panes, "Copy field name")
    assert QApplication.clipboard().text() == "LastName"
    trigger(panes, "Unmap")
    assert panes.takes("Contact", "LastName") is None
    trigger(panes, "Map from…")
    picker(panes).close()


def test_the_menu_of_a_record_rule_does_what_it_says(panes: Panes) -> None:
    mapping = lambda: panes.session.mapping  # noqa: E731
    panes.target.tree.show_place(FieldPlace("Visit"))
    trigger(panes, "One record per > row of /children")
    assert mapping().rules[1].for_each == "/children"
    trigger(panes, "One record per > submission")
    assert mapping().rules[1].for_each is None
    trigger(panes, "Operation > create")
    assert mapping().rules[1].operation is Operation.CREATE
    trigger(panes, "Add record rule for Visit")
    assert [rule.id for rule in mapping().rules] == ["Contact", "Visit", "Visit 2"]
    panes.target.tree.show_place(FieldPlace("Visit"))
    trigger(panes, "Remove record rule")
    assert [rule.id for rule in mapping().rules] == ["Contact", "Visit 2"]


@pytest.mark.parametrize(
    ("words", "name", "place"),
    [
        pytest.param("Rename…", "Person", FieldPlace("Person"), id="a rule's new name"),
        pytest.param(
            "Add field to Contact…", "New__c", FieldPlace("Contact", "New__c"), id="a field's name"
        ),
    ],
)
def test_what_must_be_typed_is_asked_for(
    words: str, name: str, place: FieldPlace, panes: Panes
) -> None:
    panes.target.tree.show_place(FieldPlace("Contact"))
    trigger(panes, words)
    dialog = panes.target.findChild(QInputDialog)
    assert dialog is not None
    dialog.setTextValue(name)
    dialog.accept()
    assert panes.target.model.at(place).isValid()


def test_an_object_without_rules_can_be_given_one_or_removed(panes: Panes) -> None:
    edits.remove_rule(panes.session, "Visit")
    model = panes.target.model
    panes.target.tree.setCurrentIndex(model.index(model.rowCount() - 1, 0))
    trigger(panes, "Add record rule for Visit")
    assert panes.session.mapping.rule("Visit") is not None
    edits.remove_rule(panes.session, "Visit")
    panes.target.tree.setCurrentIndex(model.index(model.rowCount() - 1, 0))
    trigger(panes, "Remove Visit")
    assert panes.session.mapping.target.object("Visit") is None


def test_a_menu_on_nothing_hints_at_what_to_do(panes: Panes) -> None:
    panes.target.tree.clearSelection()
    menu = panes.target.menu()
    assert [action.isEnabled() for action in menu.actions()] == [False]
    menu.deleteLater()


def test_names_are_copied(panes: Panes) -> None:
    select(panes, NAME, NOTE)
    QTest.keyClick(panes.target.tree, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == "LastName\nNote__c"


def test_results_have_a_column_while_a_submission_is_open(panes: Panes) -> None:
    tree = panes.target.tree
    assert tree.isColumnHidden(TargetColumn.RESULT)
    panes.session.show_submission(submission(name="Ana"))
    assert not tree.isColumnHidden(TargetColumn.RESULT)


def test_from_the_search_box_enter_goes_to_the_first_field_found(panes: Panes) -> None:
    panes.target.focus_search()
    QTest.keyClicks(panes.target.search_box, "age")
    QTest.keyClick(panes.target.search_box, Qt.Key.Key_Return)
    assert panes.session.selected == AGE
    QTest.keyClick(panes.target.tree, Qt.Key.Key_Escape)
    assert panes.target.search_box.text() == ""


def test_another_project_shows_its_own_target(panes: Panes) -> None:
    panes.session.start_with(replace(MAPPING, rules=()))
    assert panes.target.model.rowCount() == 2
    panes.session.start_with(WHOLE)
    assert panes.place("Contact", "LastName").isValid()
