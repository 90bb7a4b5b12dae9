"""The choice table: typed, pasted, copied, dropped on, and never silently wrong."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from clinic import MAPPING, first, question, submission
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLineEdit, QWidget
from rule_panes import app, field_rule, named, open_field, pane, pick, type_into
from sessions import App

from mapper_gui.mapping.form import Kind, QuestionId
from mapper_gui.mapping.mapping import FieldRule
from mapper_gui.mapping.target import FieldType, TargetChoice, TargetField
from mapper_gui.mapping.values import (
    ByTable,
    ChoiceRow,
    ChoiceTable,
    EachChoice,
    Outside,
    OutsideAction,
)
from mapper_gui.views.choice_table_model import (
    CHOICE,
    LABEL,
    VALUE,
    ChoiceTableModel,
    GridRow,
    grid_rows,
    typed_value,
)
from mapper_gui.views.choice_table_view import ChoiceTableEditor
from mapper_gui.views.pasted_rows import MOST_ROWS, PastedRows, pasted_rows
from mapper_gui.views.picklist import Picklist, picked_value
from mapper_gui.views.rule_view import RulePane
from mapper_gui.views.sources_mime import DraggedChoices, put_choices

__all__ = ("app", "pane")

ROWS = (
    GridRow("m", "Male", "Male", mapped=True, in_form=True),
    GridRow("f", "Female", None, mapped=False, in_form=True),
    GridRow("x", "", None, mapped=True, in_form=False),
)
SEX = TargetField(
    "Sex__c",
    type=FieldType.CHOICE,
    choices=(TargetChoice("M", "Male"), TargetChoice("F", "Female"), TargetChoice("U")),
)


def table_of(app: App, field: str) -> ChoiceTable:
    table = field_rule(app, field).then[0].table
    assert isinstance(table, ChoiceTable)
    return table


def values(app: App, field: str) -> dict[str, Any]:
    return {row.choice: row.value for row in table_of(app, field).rows}


# Rows and values


def test_rows_are_the_choices_of_every_source_then_what_only_the_table_has() -> None:
    form = replace(
        MAPPING.form,
        questions=(
            *MAPPING.form.questions,
            question("/gender", Kind.SINGLE, choices={"f": "Woman", "d": "Diverse"}),
        ),
    )
    table = ChoiceTable((ChoiceRow("old", None), ChoiceRow("f", "F"), ChoiceRow("", "none")))
    rule = FieldRule("Sex__c", first("/sex", "/gender"))
    rows = grid_rows(replace(MAPPING, form=form), rule, table, "en")
    assert [(r.choice, r.label, r.mapped, r.in_form) for r in rows] == [
        ("m", "Male", False, True),
        ("f", "Female", True, True),
        ("d", "Diverse", False, True),
        ("old", "", True, False),
        ("", "", True, False),
    ]


def test_the_model_is_a_model(qtmodeltester: Any, qapp: Any) -> None:
    model = ChoiceTableModel()
    qtmodeltester.check(model)
    model.show_rows(ROWS, SEX, "m f")
    qtmodeltester.check(model)


def test_what_is_missing_and_what_is_not_in_the_form_is_said_in_words(qapp: Any) -> None:
    model = ChoiceTableModel()
    model.show_rows(ROWS, None, "f")
    shown = [[model.index(r, c).data() for c in (CHOICE, LABEL, VALUE)] for r in range(3)]
    assert shown == [
        ["m", "Male", "Male"],
        ["f", "Female", "no target yet"],
        ["x", "not in the form", "null"],
    ]
    here = [model.index(r, CHOICE).data(Qt.ItemDataRole.DecorationRole) for r in range(3)]
    assert [bool(each) for each in here] == [False, True, False]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("M", "M"),
        ("M – Male", "M"),
        ("m – male", "M"),
        ("Male", "M"),
        ("female", "F"),
        ("u", "U"),
        ("Other", "Other"),
        ("", ""),
    ],
)
def test_what_is_typed_is_a_value_of_the_target_and_never_its_label(text: str, value: str) -> None:
    assert picked_value(text, SEX.choices) == value
    assert typed_value(text, SEX) == value


def test_a_label_that_two_values_share_means_neither() -> None:
    choices = (TargetChoice("1", "Yes"), TargetChoice("2", "Yes"))
    assert picked_value("Yes", choices) == "Yes"


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (FieldType.INTEGER, "12", 12),
        (FieldType.NUMBER, "-1.5", -1.5),
        (FieldType.NUMBER, "a", "a"),
        (FieldType.BOOLEAN, "Yes", True),
        (FieldType.BOOLEAN, "false", False),
        (FieldType.TEXT, "12", "12"),
    ],
)
def test_a_typed_value_is_what_the_target_takes(kind: FieldType, text: str, value: Any) -> None:
    found = typed_value(text, TargetField("a", type=kind))
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("m\tMale\nf\tFemale\n", PastedRows((("m", "Male"), ("f", "Female")))),
        ("m\tMale\r\nf\tFemale\r\n", PastedRows((("m", "Male"), ("f", "Female")))),
        ("m\tMale\rf\tFemale", PastedRows((("m", "Male"), ("f", "Female")))),
        ("Choice id\tValue\nm\tMale", PastedRows((("m", "Male"),), heading=True)),
        ("name\tX\nm\tMale", PastedRows((("name", "X"), ("m", "Male")))),
        (' m \t "Male, ""so""" ', PastedRows((("m", '"Male, ""so"""'),))),
        ('m\t"two\nlines"\nf\tF', PastedRows((("m", "two\nlines"), ("f", "F")))),
        ("m\tMale\nf\t\n\n", PastedRows((("m", "Male"),), without_value=1)),
        ("m\tMale\t\t\n", PastedRows((("m", "Male"),))),
    ],
)
def test_two_pasted_columns_are_rows(text: str, expected: PastedRows) -> None:
    assert pasted_rows(text, {"m", "f", "name"}) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Male",
        "m\nf\n",
        "m\tMale\tM\nf\tFemale\tF",
        "m\t\nf\t",
        "\n\n",
        "a\tb\n" * (MOST_ROWS + 1),
        'm\t"' + "x" * 200_000,
    ],
    ids=range(8),
)
def test_anything_else_pasted_is_refused(text: str) -> None:
    assert pasted_rows(text, set()) is None


# In the pane


@pytest.fixture
def table(app: App, pane: RulePane) -> ChoiceTableEditor:
    """The table of Sex__c, whose target has the values Male and Female."""
    open_field(app, "Sex__c")
    return pane.field_page.steps.table


@pytest.fixture
def free(app: App, pane: RulePane) -> ChoiceTableEditor:
    """A table of a field that takes any text."""
    rule = FieldRule("Note__c", first("/sex"), (ByTable(ChoiceTable((ChoiceRow("m", "M"),))),))
    open_field(app, "Note__c", rule)
    return pane.field_page.steps.table


def cell_editor() -> QLineEdit:
    focus = QApplication.focusWidget()
    assert isinstance(focus, QLineEdit)
    return focus


def enter(editor: QWidget) -> None:
    """Press Enter; the cell takes it over once the editor has had it."""
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QApplication.processEvents()


def choose_cell(table: ChoiceTableEditor, row: int, column: int = VALUE) -> None:
    table.grid.setFocus()
    table.grid.setCurrentIndex(table.model.index(row, column))


def test_a_value_is_typed_over_and_tab_goes_down_the_values(
    app: App, free: ChoiceTableEditor
) -> None:
    choose_cell(free, 0, CHOICE)  # whatever is typed goes into the value
    QTest.keyClick(free.grid, Qt.Key.Key_X)
    editor = cell_editor()
    QTest.keyClicks(editor, "y")
    QTest.keyClick(editor, Qt.Key.Key_Tab)
    QApplication.processEvents()
    assert values(app, "Note__c") == {"m": "xy"}
    QTest.keyClicks(cell_editor(), "z")
    enter(cell_editor())
    assert values(app, "Note__c") == {"m": "xy", "f": "z"}
    assert free.grid.hasFocus()
    assert app.session.undo_stack.count() == 2


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_F2])
def test_enter_and_f2_edit_the_value(app: App, free: ChoiceTableEditor, key: Qt.Key) -> None:
    choose_cell(free, 0, CHOICE)
    QTest.keyClick(free.grid, key)
    assert cell_editor().text() == "M"
    QTest.keyClick(cell_editor(), Qt.Key.Key_Escape)
    assert values(app, "Note__c") == {"m": "M"}


def test_a_null_that_is_looked_at_stays_null(app: App, pane: RulePane) -> None:
    rule = FieldRule("Note__c", first("/sex"), (ByTable(ChoiceTable((ChoiceRow("m", None),))),))
    open_field(app, "Note__c", rule)
    table = pane.field_page.steps.table
    before = app.session.mapping
    choose_cell(table, 0)
    QTest.keyClick(table.grid, Qt.Key.Key_Return)
    enter(cell_editor())
    assert app.session.mapping is before


def test_an_emptied_cell_has_no_target_again(app: App, free: ChoiceTableEditor) -> None:
    choose_cell(free, 0)
    QTest.keyClick(free.grid, Qt.Key.Key_Return)
    QTest.keyClick(cell_editor(), Qt.Key.Key_Delete)
    enter(cell_editor())
    assert values(app, "Note__c") == {}


def test_the_last_row_of_a_choice_that_is_gone_vanishes_with_its_value(
    app: App, pane: RulePane
) -> None:
    rule = FieldRule("Note__c", first("/sex"), (ByTable(ChoiceTable((ChoiceRow("old", "O"),))),))
    open_field(app, "Note__c", rule)
    table = pane.field_page.steps.table
    choose_cell(table, 2)
    QTest.keyClick(table.grid, Qt.Key.Key_Return)
    QTest.keyClick(cell_editor(), Qt.Key.Key_Delete)
    enter(cell_editor())
    QApplication.processEvents()
    assert [row.choice for row in table.model.rows] == ["m", "f"]


def test_the_targets_own_values_are_offered_and_a_label_is_never_stored(
    app: App, pane: RulePane, qtbot: Any
) -> None:
    target = MAPPING.target.objects[0]
    fields = tuple(SEX if field.name == "Sex__c" else field for field in target.fields)
    objects = (replace(target, fields=fields), *MAPPING.target.objects[1:])
    mapping = replace(MAPPING, target=replace(MAPPING.target, objects=objects))
    app.session.start_with(mapping)
    open_field(app, "Sex__c")
    table = pane.field_page.steps.table
    for typed, kept in (("Female", "F"), ("M – Male", "M"), ("Neither", "Neither")):
        choose_cell(table, 0)
        QTest.keyClick(table.grid, Qt.Key.Key_Return)
        editor = QApplication.focusWidget()
        assert isinstance(editor, Picklist)
        assert editor.itemText(0) == "M – Male"
        editor.line.selectAll()
        editor.line.insert(typed)  # QTest types nothing beyond ASCII
        enter(editor)
        assert values(app, "Sex__c")["m"] == kept
        pane.window().activateWindow()  # offscreen, the list that pops up keeps the keyboard
        qtbot.waitUntil(pane.window().isActiveWindow)


def test_typing_in_a_cell_with_values_offered_takes_the_place_of_what_stood_there(
    app: App, table: ChoiceTableEditor
) -> None:
    choose_cell(table, 0)
    QTest.keyClick(table.grid, Qt.Key.Key_X)
    editor = QApplication.focusWidget()
    assert isinstance(editor, Picklist)
    assert editor.line.text() == "x"
    enter(editor)
    assert values(app, "Sex__c")["m"] == "x"


def test_delete_unsets_all_selected_rows_in_one_step(app: App, table: ChoiceTableEditor) -> None:
    table.grid.setFocus()
    table.grid.selectAll()
    QTest.keyClick(table.grid, Qt.Key.Key_Delete)
    assert values(app, "Sex__c") == {}
    assert app.session.undo_stack.count() == 1
    QTest.keyClick(table.grid, Qt.Key.Key_Delete)  # nothing left to unset is no refusal
    assert app.refused == []


def test_two_columns_are_pasted_in_one_step_and_what_was_left_out_is_said(
    app: App, table: ChoiceTableEditor
) -> None:
    QApplication.clipboard().setText("choice\tvalue\r\nm\tMale\r\nzz\tOther\r\nf\t\r\n")
    table.grid.setFocus()
    QTest.keyClick(table.grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert values(app, "Sex__c") == {"m": "Male", "f": "Female", "zz": "Other"}
    assert app.session.undo_stack.count() == 1
    (said,) = app.noticed
    for part in ("Pasted 2 rows", "heading", "1 row without a value", "not in the form"):
        assert part in said


def test_what_cannot_be_pasted_is_refused_with_what_to_do(
    app: App, table: ChoiceTableEditor
) -> None:
    QApplication.clipboard().setText("just words")
    table.grid.setFocus()
    QTest.keyClick(table.grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert app.session.mapping is MAPPING
    assert "two columns" in app.noticed[0]


def test_rows_are_copied_as_they_can_be_pasted(app: App, table: ChoiceTableEditor) -> None:
    table.grid.setFocus()
    table.grid.selectAll()
    QTest.keyClick(table.grid, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == "m\tMale\nf\tFemale"


def drop(table: ChoiceTableEditor, mime: QMimeData) -> bool:
    """Drop on the grid; whether it was taken."""
    view = table.grid.viewport()
    actions = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    place = QPointF(10, 10)
    enter = QDragEnterEvent(place.toPoint(), actions, mime, buttons, keys)
    QApplication.sendEvent(view, enter)
    if not enter.isAccepted():
        return False
    event = QDropEvent(place, actions, mime, buttons, keys)
    QApplication.sendEvent(view, event)
    return event.isAccepted()


def test_dropped_choices_become_rows_to_be_typed_over(app: App, free: ChoiceTableEditor) -> None:
    mime = QMimeData()
    put_choices(mime, DraggedChoices(QuestionId("/services"), ("anc", "art", "f")))
    assert drop(free, mime)
    assert values(app, "Note__c") == {"m": "M", "anc": "anc", "art": "art"}
    assert app.session.undo_stack.count() == 1
    assert free.model.rows[free.grid.currentIndex().row()].choice == "anc"
    assert app.noticed


def test_anything_else_is_not_taken(free: ChoiceTableEditor) -> None:
    mime = QMimeData()
    mime.setText("words")
    assert not drop(free, mime)


def test_options_are_edits(app: App, table: ChoiceTableEditor, pane: RulePane) -> None:
    box = named(pane, QCheckBox, "")
    QTest.keyClick(box, Qt.Key.Key_Space)
    assert table_of(app, "Sex__c").ignore_case
    outside = named(pane, QComboBox, "What an id outside the table becomes")
    pick(outside, OutsideAction.DEFAULT)
    assert table_of(app, "Sex__c").outside == Outside(OutsideAction.DEFAULT, "")
    default = named(pane, Picklist, "Default for ids outside the table")
    type_into(default, "Other")
    assert table_of(app, "Sex__c").outside == Outside(OutsideAction.DEFAULT, "Other")
    pick(outside, OutsideAction.KEEP)
    assert table_of(app, "Sex__c").outside == Outside(OutsideAction.KEEP)
    assert values(app, "Sex__c") == {"m": "Male", "f": "Female"}


def test_the_choices_of_the_open_submission_are_marked(app: App, pane: RulePane) -> None:
    rule = FieldRule("Services__c", first("/services"), (EachChoice(ChoiceTable(), ";"),))
    open_field(app, "Services__c", rule)
    app.session.show_submission(submission(services="anc art"))
    model = pane.field_page.steps.table.model
    here = [model.index(r, CHOICE).data(Qt.ItemDataRole.DecorationRole) for r in range(2)]
    assert all(here)


def test_typing_in_a_cell_survives_an_answer(app: App, free: ChoiceTableEditor) -> None:
    choose_cell(free, 0)
    QTest.keyClick(free.grid, Qt.Key.Key_X)
    app.session.show_submission(submission(name="Ana", sex="m"))
    assert cell_editor().text() == "x"
    enter(cell_editor())
    assert values(app, "Note__c") == {"m": "x"}


def test_a_question_of_two_thousand_choices_is_shown_within_a_frame_or_so(
    app: App, pane: RulePane
) -> None:
    choices = {f"c{number}": f"Choice number {number}" for number in range(2000)}
    form = replace(
        MAPPING.form,
        questions=(*MAPPING.form.questions, question("/many", Kind.SINGLE, choices=choices)),
    )
    rows = tuple(ChoiceRow(choice, choice) for choice in list(choices)[:1000])
    rule = FieldRule("Note__c", first("/many"), (ByTable(ChoiceTable(rows)),))
    open_field(app, "Note__c", rule, form=form)
    table = pane.field_page.steps.table
    assert table.model.rowCount() == 2000
    assert table.grid.height() < 400
    choose_cell(table, 1500)
    QTest.keyClick(table.grid, Qt.Key.Key_X)
    enter(cell_editor())
    assert values(app, "Note__c")["c1500"] == "x"
    assert table.grid.currentIndex().row() == 1500
