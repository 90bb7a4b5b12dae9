"""Named values and shared tables: made, dragged, edited by the sentence, renamed, kept while in use."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from clinic import MAPPING, first, joined, q, submission
from panes import Panes, panes, session
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QInputDialog, QLineEdit, QPushButton
from rule_panes import app, field_rule, named, open_field, pane, type_into
from sessions import App

from mapper_gui.app import value_edits
from mapper_gui.app.place import FieldPlace, TablePlace, ValuePlace
from mapper_gui.mapping.edit import with_target
from mapper_gui.mapping.errors import EditKind
from mapper_gui.mapping.mapping import FieldRule, LookupSample
from mapper_gui.mapping.source import NamedValue
from mapper_gui.mapping.steps import Clean, Cleanup, Code
from mapper_gui.mapping.values import (
    ByTable,
    ChoiceRow,
    ChoiceTable,
    First,
    TargetLookup,
    Template,
    Value,
)
from mapper_gui.views.code_edit import CodeEdit
from mapper_gui.views.rule_view import RulePane
from mapper_gui.views.step_card import StepCard
from mapper_gui.views.target_tree import TargetRowKind

__all__ = ("app", "pane", "panes", "session")

FULL = Value(joined("/name", " ", "/age"), (Clean(Cleanup.UPPER),))
WITH_VALUE = replace(MAPPING, named_values={"full name": FULL})
ANA = submission(name="Ana", age="31", sex="f")


def answer_dialog(text: str) -> None:
    """Type into the small dialog that asks for a name, as a person does."""
    dialog = next(w for w in QApplication.topLevelWidgets() if isinstance(w, QInputDialog))
    line = dialog.findChild(QLineEdit)
    assert line is not None
    line.selectAll()
    QTest.keyClicks(line, text)
    QTest.keyClick(line, Qt.Key.Key_Return)
    QApplication.processEvents()


# In the middle pane


def test_named_values_and_shared_tables_stand_above_the_record_rules(panes: Panes) -> None:
    mapping = replace(WITH_VALUE, choice_tables={"sexes": ChoiceTable()})
    panes.session.start_with(with_target(mapping, mapping.target))
    tree = panes.target.model.tree
    kinds = [tree.rows[number].kind for number in tree.children[-1]]
    assert kinds[:3] == [TargetRowKind.VALUES, TargetRowKind.TABLES, TargetRowKind.RULE]
    index = panes.target.model.at(ValuePlace("full name"))
    assert index.siblingAtColumn(0).data() == "full name"


def test_a_named_value_shows_what_it_gives_beside_it(panes: Panes) -> None:
    panes.session.start_with(with_target(WITH_VALUE, WITH_VALUE.target))
    panes.session.show_submission(ANA)
    index = panes.target.model.at(ValuePlace("full name"))
    assert index.siblingAtColumn(2).data() == "ANA 31"


def test_a_named_value_is_dragged_onto_a_field(panes: Panes) -> None:
    panes.session.start_with(with_target(WITH_VALUE, WITH_VALUE.target))
    model = panes.target.model
    mime = model.mimeData([model.at(ValuePlace("full name"))])
    target = model.at(FieldPlace("Contact", "Note__c"))
    assert model.dropMimeData(mime, Qt.DropAction.CopyAction, -1, -1, target)
    assert panes.takes("Contact", "Note__c") == First((NamedValue("full name"),))


def test_a_question_dropped_on_a_named_value_feeds_it(panes: Panes) -> None:
    mapping = replace(MAPPING, named_values={"n": Value(First(()))})
    panes.session.start_with(with_target(mapping, mapping.target))
    panes.choose("/name")
    index = panes.target.model.at(ValuePlace("n"))
    assert panes.target.model.dropMimeData(panes.dragged(), Qt.DropAction.CopyAction, -1, -1, index)
    assert panes.session.mapping.named_values["n"].take == first("/name")


def test_a_drop_that_would_make_a_circle_is_refused_with_words(panes: Panes) -> None:
    values = {"a": Value(first(NamedValue("b"))), "b": Value(first("/name"))}
    mapping = replace(MAPPING, named_values=values)
    panes.session.start_with(with_target(mapping, mapping.target))
    model = panes.target.model
    drop = model.drop(model.mimeData([model.at(ValuePlace("a"))]), model.at(ValuePlace("b")))
    assert drop is not None
    assert drop.do is None
    assert "circle" in drop.words


# In the rule pane


def test_a_fields_value_gets_a_name_and_the_field_uses_it(app: App, pane: RulePane) -> None:
    open_field(app, "Note__c", FieldRule("Note__c", joined("/name", "!"), (Clean(Cleanup.UPPER),)))
    QTest.mouseClick(pane.field_page.name_value, Qt.MouseButton.LeftButton)
    answer_dialog("loud name")
    assert field_rule(app, "Note__c").take == First((NamedValue("loud name"),))
    assert app.session.mapping.named_values["loud name"].then == (Clean(Cleanup.UPPER),)
    app.session.undo_stack.undo()
    assert app.session.mapping.named_values == {}


def test_a_source_that_is_a_named_value_leads_to_it(app: App, pane: RulePane) -> None:
    open_field(
        app, "Note__c", FieldRule("Note__c", first(NamedValue("n"))), named_values={"n": FULL}
    )
    show = named(pane, QPushButton, "Show how value n is made")
    QTest.mouseClick(show, Qt.MouseButton.LeftButton)
    assert app.session.selected == ValuePlace("n")
    assert pane.value_page.isVisible()


def test_a_named_value_is_edited_like_a_field_and_says_what_it_gives(
    app: App, pane: RulePane
) -> None:
    app.session.start_with(WITH_VALUE)
    app.session.show_submission(ANA)
    app.session.select(ValuePlace("full name"))
    QApplication.processEvents()
    line = named(pane, QLineEdit, "Text with question ids in braces")
    type_into(line, "{/name}!")
    assert app.session.mapping.named_values["full name"].take == Template((q("/name"), "!"))
    assert pane.value_page._here.text() == "here: ANA!"


def test_a_named_value_is_renamed_wherever_it_is_used(app: App, pane: RulePane) -> None:
    rule = FieldRule("Note__c", first(NamedValue("full name")))
    open_field(app, "Note__c", rule, named_values={"full name": FULL})
    app.session.select(ValuePlace("full name"))
    type_into(pane.value_page.name, "whole name")
    assert field_rule(app, "Note__c").take == First((NamedValue("whole name"),))
    assert app.session.selected == ValuePlace("whole name")


def test_a_named_value_in_use_cannot_be_removed_and_its_users_are_links(
    app: App, pane: RulePane
) -> None:
    rule = FieldRule("Note__c", first(NamedValue("full name")))
    open_field(app, "Note__c", rule, named_values={"full name": FULL})
    app.session.select(ValuePlace("full name"))
    QApplication.processEvents()
    assert not pane.value_page.remove.isEnabled()
    value_edits.remove_value(app.session, "full name")
    assert [error.kind for error in app.refused] == [EditKind.IN_USE]
    link = named(pane, QPushButton, "Show Contact.Note__c")
    QTest.mouseClick(link, Qt.MouseButton.LeftButton)
    assert app.session.selected == FieldPlace("Contact", "Note__c")


def test_a_circle_is_a_problem_at_each_of_its_values(app: App, pane: RulePane, qtbot: Any) -> None:
    values = {"a": Value(first(NamedValue("b"))), "b": Value(first(NamedValue("a")))}
    app.session.start_with(replace(MAPPING, named_values=values))
    app.session.show_submission(ANA)
    for name in values:
        app.session.select(ValuePlace(name))
        qtbot.waitUntil(lambda: any("use each other" in _card(card) for card in _cards(pane)))


def _cards(pane: RulePane) -> list[Any]:
    items = [pane._cards.itemAt(at) for at in range(pane._cards.count())]
    return [item.widget() for item in items if item is not None]


def _card(card: Any) -> str:
    from PySide6.QtWidgets import QLabel

    return " ".join(label.text() for label in card.findChildren(QLabel))


# Shared tables


def shared(app: App) -> None:
    rule = FieldRule("Sex__c", first("/sex"), (ByTable("sexes"),))
    table = ChoiceTable((ChoiceRow("m", "Male"),))
    open_field(app, "Sex__c", rule, choice_tables={"sexes": table})


def test_a_table_is_shared_by_name_and_detached_again(app: App, pane: RulePane) -> None:
    open_field(app, "Sex__c")
    step = pane.field_page.steps.table_steps[0]
    next(a for a in step.menu.actions() if a.text().startswith("Share")).trigger()
    answer_dialog("sexes")
    assert field_rule(app, "Sex__c").then == (ByTable("sexes"),)
    assert "alone" in step.shared.text()
    next(a for a in step.menu.actions() if "own" in a.text()).trigger()
    own = field_rule(app, "Sex__c").then[0]
    assert isinstance(own, ByTable)
    assert isinstance(own.table, ChoiceTable)


def test_a_shared_table_has_a_page_with_its_users(app: App, pane: RulePane) -> None:
    shared(app)
    app.session.select(TablePlace("sexes"))
    QApplication.processEvents()
    page = pane.table_page
    assert [row.choice for row in page.table.model.rows] == ["m", "f"]
    type_into(page.name, "gender")
    assert field_rule(app, "Sex__c").then == (ByTable("gender"),)
    assert not page.remove.isEnabled()


def test_a_row_is_typed_with_its_choice_id(app: App, pane: RulePane) -> None:
    shared(app)
    app.session.select(TablePlace("sexes"))
    QApplication.processEvents()
    add = named(pane, QPushButton, "Add a row by typing its choice id")
    QTest.mouseClick(add, Qt.MouseButton.LeftButton)
    table = pane.table_page.table
    QTest.keyClicks(table.new_choice, "x")
    QTest.keyClick(table.new_choice, Qt.Key.Key_Return)
    QTest.keyClicks(table.new_value, "Other")
    QTest.keyClick(table.new_value, Qt.Key.Key_Return)
    rows = app.session.mapping.choice_tables["sexes"].rows
    assert rows[-1] == ChoiceRow("x", "Other")


# Proposals


@pytest.fixture
def proposing(app: App, pane: RulePane) -> RulePane:
    """The choice table of a field whose target lists values that agree with the labels."""
    open_field(app, "Sex__c", FieldRule("Sex__c", first("/sex"), (ByTable(ChoiceTable()),)))
    QApplication.processEvents()
    return pane


def test_the_targets_own_values_are_proposed_with_why(proposing: RulePane) -> None:
    table = proposing.field_page.steps.table
    assert [row.proposal.value for row in table.model.proposed if row.proposal] == [
        "Male",
        "Female",
    ]
    assert "the label “Male” is the value" in table._left.text()


def test_proposals_are_accepted_one_by_one_or_all_in_one_step(
    app: App, proposing: RulePane
) -> None:
    table = proposing.field_page.steps.table
    table.focus_grid()
    QTest.keyClick(table.grid, Qt.Key.Key_Return)
    assert _rows(app) == {"m": "Male"}
    app.session.undo_stack.undo()
    QTest.mouseClick(table.accept_all, Qt.MouseButton.LeftButton)
    assert _rows(app) == {"m": "Male", "f": "Female"}
    app.session.undo_stack.undo()
    assert _rows(app) == {}


def test_a_click_on_the_mark_accepts_one(app: App, proposing: RulePane) -> None:
    grid = proposing.field_page.steps.table.grid
    place = grid.visualRect(grid.model().index(1, 3)).center()
    QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert _rows(app) == {"f": "Female"}


def _rows(app: App) -> dict[str, Any]:
    step = field_rule(app, "Sex__c").then[0]
    assert isinstance(step, ByTable)
    assert isinstance(step.table, ChoiceTable)
    return {row.choice: row.value for row in step.table.rows}


# Target look-ups


def test_a_look_up_is_begun_and_answered_from_a_sample(app: App, pane: RulePane) -> None:
    open_field(app, "Note__c", FieldRule("Note__c", first("/age")))
    app.session.show_submission(ANA)
    kind = named(pane, QComboBox, "What the field takes")
    index = [kind.itemText(at) for at in range(kind.count())].index("a look-up in the target")
    kind.setCurrentIndex(index)
    kind.activated.emit(index)
    take = field_rule(app, "Note__c").take
    assert isinstance(take, TargetLookup)
    assert (take.object, take.field, take.equals) == ("Contact", "Ext__c", q("/age"))
    QApplication.processEvents()
    equals = named(pane, QLineEdit, "Sample 1: the value that is looked up")
    assert equals.text() == "31"  # what the open submission asks for
    answer = named(pane, QLineEdit, "Sample 1: what the target answers")
    type_into(answer, "a31")
    sample = LookupSample("Contact", "Ext__c", "31", take.take, "a31")
    assert app.session.mapping.lookup_samples == (sample,)
    assert "(from a sample answer)" in pane.field_page._here.text()


# Steps and code


def test_the_keyboard_goes_from_one_part_of_a_step_to_the_next(app: App, pane: RulePane) -> None:
    from mapper_gui.mapping.steps import Replace

    open_field(app, "Note__c", FieldRule("Note__c", first("/name"), (Replace("", ""),)))
    old = named(pane, QLineEdit, "replace")
    type_into(old, "a")
    assert app.session.mapping.rule("Contact") is not None
    assert field_rule(app, "Note__c").then == (Replace("a", ""),)
    focus = QApplication.focusWidget()
    assert isinstance(focus, QLineEdit)
    assert focus.accessibleName() == "by"


def test_steps_stand_in_their_order_with_the_table_among_them(app: App, pane: RulePane) -> None:
    steps = (Clean(Cleanup.TRIM), ByTable(ChoiceTable()), Clean(Cleanup.UPPER))
    open_field(app, "Sex__c", FieldRule("Sex__c", first("/sex"), steps))
    QApplication.processEvents()
    plain = pane.field_page.steps.plain
    tops = [
        plain.cards[0].y(),
        pane.field_page.steps.table_steps[0].y(),
        plain.cards[1].y(),
    ]
    assert tops == sorted(tops)


def test_code_shows_what_it_gives_and_who_refuses_it_while_it_is_typed(
    app: App, pane: RulePane, qtbot: Any
) -> None:
    open_field(app, "Note__c", FieldRule("Note__c", first("/name"), (Code("return value;"),)))
    app.session.show_submission(ANA)
    code = pane.field_page.steps.plain.cards[0].code
    assert isinstance(code, CodeEdit)
    code.edit.setFocus()
    code.edit.selectAll()
    QTest.keyClicks(code.edit, "return value?.length")
    qtbot.waitUntil(lambda: code.outcome.text() == "here: 3", timeout=20_000)
    qtbot.waitUntil(lambda: "?." in code.refusals, timeout=20_000)
    assert "commcare-export" in code.refusals
    assert app.session.undo_stack.count() == 1


def test_what_code_throws_stands_under_it(app: App, pane: RulePane, qtbot: Any) -> None:
    rule = FieldRule("Note__c", first("/name"), (Code("throw new Error('no')"),))
    open_field(app, "Note__c", rule)
    app.session.show_submission(ANA)
    card = pane.field_page.steps.plain.cards[0]
    assert isinstance(card, StepCard)
    assert card.code is not None
    code = card.code
    qtbot.waitUntil(lambda: "Error: no" in code.outcome.text(), timeout=20_000)


def test_return_keeps_the_indentation_and_a_brace_gives_it_back(qtbot: Any) -> None:
    code = CodeEdit()
    qtbot.addWidget(code)
    QTest.keyClicks(code.edit, "if (value) {")
    QTest.keyClick(code.edit, Qt.Key.Key_Return)
    QTest.keyClicks(code.edit, "return 1")
    QTest.keyClick(code.edit, Qt.Key.Key_Return)
    QTest.keyClicks(code.edit, "}")
    assert code.edit.toPlainText() == "if (value) {\n  return 1\n}"
