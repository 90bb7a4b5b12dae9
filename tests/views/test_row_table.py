"""The table of a record rule is edited with mouse and keyboard, one undo each."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from clinic import MAPPING, q, submission
from panes import names_without
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from rule_panes import app, pane, pick
from sessions import App

from mapper_gui.app.place import AcceptsPlace, FieldPlace
from mapper_gui.mapping.conditions import AllOf, AnyOf, Asks, Compare, Not, Operator, Presence
from mapper_gui.mapping.form import QuestionId
from mapper_gui.mapping.mapping import (
    Cell,
    Chosen,
    Column,
    FieldRule,
    Mapping,
    RecordRule,
    RuleId,
    Table,
    TableRows,
)
from mapper_gui.mapping.source import ColumnSource, RowChoice, RowNumber, Source
from mapper_gui.mapping.values import First
from mapper_gui.views.for_each_editor import ForEachEditor
from mapper_gui.views.pasted_cells import SourceNames, block_of
from mapper_gui.views.picker import Picker
from mapper_gui.views.row_table_editor import RowTableEditor
from mapper_gui.views.rule_view import RulePane
from mapper_gui.views.sources_mime import put_sources

__all__ = ("app", "pane")
R = "Visit"
SEX_IS_F = Compare(q("/sex"), Operator.EQUAL, ("f",))
COLUMNS = (Column("item", of_sources=False), Column("date"))
ROWS: tuple[tuple[Cell, ...], ...] = (("a", q("/name")), ("b", q("/age")), ("c", None))
TABLE = Table(COLUMNS, ROWS)


def with_table(table: Table = TABLE, **more: Any) -> Mapping:
    fields = (FieldRule("code", First((ColumnSource("item"),))),)
    rule = RecordRule(RuleId(R), "Visit", for_each=TableRows(table), fields=fields, **more)
    return replace(MAPPING, rules=(*MAPPING.rules, rule))


def table(app: App) -> Table:
    rule = app.session.mapping.rule(R)
    assert rule is not None
    assert isinstance(rule.for_each, TableRows)
    return rule.for_each.table


@pytest.fixture
def editor(app: App, pane: RulePane) -> RowTableEditor:
    return opened(app, pane, with_table())


def opened(app: App, pane: RulePane, mapping: Mapping) -> RowTableEditor:
    app.session.start_with(mapping)
    app.session.select(FieldPlace(R))
    QApplication.processEvents()
    found = pane.record_page.for_each.table
    found.grid.setFocus()
    return found


def go(editor: RowTableEditor, row: int, column: int) -> None:
    editor.grid.setFocus()
    editor.grid.go_to(row, column)


def press(editor: RowTableEditor, key: Qt.Key, *held: Qt.KeyboardModifier) -> None:
    modifier = Qt.KeyboardModifier.NoModifier
    for each in held:
        modifier |= each
    QTest.keyClick(editor.grid, key, modifier)
    QApplication.processEvents()


def write(editor: RowTableEditor, text: str, end: Qt.Key = Qt.Key.Key_Return) -> None:
    QTest.keyClicks(editor.grid, text[0])
    cell = editor.grid.findChild(QLineEdit)
    assert cell is not None
    QTest.keyClicks(cell, text[1:])
    QTest.keyClick(cell, end)
    QApplication.processEvents()


def test_an_id_is_typed_into_a_column_of_questions(app: App, editor: RowTableEditor) -> None:
    go(editor, 2, 1)
    write(editor, "/sex")
    assert table(app).rows[2] == ("c", q("/sex"))
    app.session.undo_stack.undo()
    assert table(app).rows == ROWS


def test_the_last_step_of_an_id_is_enough(app: App, editor: RowTableEditor) -> None:
    go(editor, 2, 1)
    write(editor, "village")
    assert table(app).rows[2] == ("c", q("/hh/village"))


def test_a_label_is_never_taken_for_a_question(app: App, editor: RowTableEditor) -> None:
    go(editor, 2, 1)
    write(editor, "Sex")
    assert table(app).rows == ROWS
    assert any("“Sex” is no question id" in words for words in app.noticed)


def test_typing_into_the_blank_line_adds_a_row(app: App, editor: RowTableEditor) -> None:
    go(editor, 3, 0)
    write(editor, "d")
    assert table(app).rows[3] == ("d", None)
    assert editor.model.rowCount() == 5


def test_enter_chooses_a_question_by_its_label(app: App, editor: RowTableEditor) -> None:
    go(editor, 2, 1)
    press(editor, Qt.Key.Key_Return)
    picker = next(w for w in QApplication.topLevelWidgets() if isinstance(w, Picker))
    QTest.keyClicks(picker.search_box, "date of visit")
    QTest.keyClick(picker.search_box, Qt.Key.Key_Return)
    assert table(app).rows[2] == ("c", q("/visit_date"))


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("/sex\n/hh_id", (("a", q("/sex")), ("b", q("/hh_id")), ("c", None))),
        ("date\n/sex\n/age", (("a", q("/sex")), ("b", q("/age")), ("c", None))),
        ("/sex\nSex", (("a", q("/sex")), ("b", q("/age")), ("c", None))),
        ("/sex\r\n", (("a", q("/sex")), ("b", q("/age")), ("c", None))),
    ],
    ids=["ids", "with the heading", "a label is left out", "as Windows copies"],
)
def test_cells_are_pasted_from_a_spreadsheet(
    app: App, editor: RowTableEditor, text: str, rows: Any
) -> None:
    go(editor, 0, 1)
    QApplication.clipboard().setText(text)
    press(editor, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert table(app).rows == rows
    app.session.undo_stack.undo()
    assert table(app).rows == ROWS


def test_a_whole_table_is_pasted_with_its_columns(app: App, pane: RulePane) -> None:
    editor = opened(app, pane, with_table(Table((), ())))
    editor._paste("vaccine\tdate\tdose\nBCG\t/visit_date\t1\nOPV\t/hh/phone\t2\nPCV\t/age\t")
    assert table(app).columns == (
        Column("vaccine", of_sources=False),
        Column("date"),
        Column("dose", of_sources=False),
    )
    assert table(app).rows[2] == ("PCV", q("/age"), None)
    app.session.undo_stack.undo()
    assert table(app) == Table((), ())


def test_what_is_copied_can_be_pasted(app: App, editor: RowTableEditor) -> None:
    go(editor, 0, 0)
    press(editor, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    press(editor, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == "a\t/name\nb\t/age\nc\t"
    go(editor, 3, 0)
    press(editor, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert table(app).rows == ROWS + ROWS


@pytest.mark.parametrize(
    ("keys", "items"),
    [
        ((Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier), "bac"),
        ((Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier), "acb"),
        ((Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier), "ac"),
        ((Qt.Key.Key_Insert,), "a-bc"),
        ((Qt.Key.Key_Delete,), "a-c"),
    ],
    ids=["up", "down", "removed", "inserted", "emptied"],
)
def test_rows_are_moved_removed_and_inserted_by_keys(
    app: App, editor: RowTableEditor, keys: Any, items: str
) -> None:
    go(editor, 1, 0)
    press(editor, *keys)
    assert "".join(str(row[0] or "-") for row in table(app).rows) == items
    app.session.undo_stack.undo()
    assert table(app).rows == ROWS


def test_rows_selected_by_their_number_are_removed_by_delete(
    app: App, editor: RowTableEditor
) -> None:
    editor.grid.selectRow(0)
    press(editor, Qt.Key.Key_Delete)
    assert [row[0] for row in table(app).rows] == ["b", "c"]


def test_a_column_moves_by_keys_and_is_renamed_in_place(app: App, editor: RowTableEditor) -> None:
    go(editor, 0, 0)
    press(editor, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert [column.name for column in table(app).columns] == ["date", "item"]
    go(editor, 0, 1)
    press(editor, Qt.Key.Key_F2, Qt.KeyboardModifier.ShiftModifier)
    name = editor.grid.head.viewport().findChild(QLineEdit)
    assert name is not None
    QTest.keyClicks(name, "vaccine")
    QTest.keyClick(name, Qt.Key.Key_Return)
    assert [column.name for column in table(app).columns] == ["date", "vaccine"]
    rule = app.session.mapping.rule(R)
    assert rule is not None
    assert rule.fields[0].take == First((ColumnSource("vaccine"),)), "its users follow"


def choose(editor: RowTableEditor, words: str) -> None:
    action = next(a for a in editor.column_menu().actions() if a.text().startswith(words))
    action.trigger()
    QApplication.processEvents()


def test_columns_are_added_of_questions_of_texts_and_of_copies(
    app: App, editor: RowTableEditor
) -> None:
    choose(editor, "Of questions")
    choose(editor, "Of texts")
    go(editor, 0, 1)
    choose(editor, "With the labels of date")
    choose(editor, "With the ids of")
    assert [(c.name, c.of_sources) for c in table(app).columns[2:]] == [
        ("question", True),
        ("text", False),
        ("label", False),
        ("question id", False),
    ]
    assert table(app).rows[0][4:] == ("Name of client", "/name")


def test_a_column_that_is_added_can_be_named_at_once(app: App, editor: RowTableEditor) -> None:
    choose(editor, "Of questions")
    QApplication.processEvents()
    name = editor.grid.head.viewport().findChild(QLineEdit)
    assert name is not None
    assert name.hasFocus()
    QTest.keyClicks(name, "site")
    QTest.keyClick(name, Qt.Key.Key_Return)
    assert [column.name for column in table(app).columns] == ["item", "date", "site"]


def drop(editor: RowTableEditor, row: int, column: int, *sources: Source) -> None:
    mime = QMimeData()
    put_sources(mime, sources)
    grid = editor.grid
    index = editor.model.index(row, column)
    place = QPointF(grid.visualRect(index).center()) if index.isValid() else QPointF(2, 2000)
    where = (Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier(0))
    enter = QDragEnterEvent(place.toPoint(), *where)
    QApplication.sendEvent(grid.viewport(), enter)
    assert enter.isAccepted()
    QApplication.sendEvent(grid.viewport(), QDropEvent(place, *where, QEvent.Type.Drop))
    QApplication.processEvents()


@pytest.mark.parametrize(
    ("at", "dropped", "dates"),
    [
        ((2, 1), ["/sex", "/hh_id"], ["/name", "/age", "/sex", "/hh_id"]),
        ((0, 1), ["/sex"], ["/sex", "/age", None]),
        ((0, 1), ["/sex", "/hh_id"], ["/name", "/age", None, "/sex", "/hh_id"]),
        ((0, 0), ["/sex"], ["/name", "/age", None, "/sex"]),
    ],
    ids=["blank cells are filled", "one is replaced", "several are added", "not among texts"],
)
def test_questions_are_dropped_on_the_table(
    app: App, editor: RowTableEditor, at: Any, dropped: Sequence[str], dates: list[str | None]
) -> None:
    drop(editor, *at, *map(q, dropped))
    assert [row[1] for row in table(app).rows] == [None if d is None else q(d) for d in dates]
    app.session.undo_stack.undo()
    assert table(app).rows == ROWS


def test_copies_are_filled_for_rows_that_are_dropped(app: App, editor: RowTableEditor) -> None:
    go(editor, 0, 1)
    choose(editor, "With the labels of date")
    drop(editor, 0, 1, q("/sex"), q("/visit_date"))
    assert table(app).rows[3:] == (
        (None, q("/sex"), "Sex"),
        (None, q("/visit_date"), "Date of visit"),
    )


def test_rows_say_what_became_of_them(app: App, editor: RowTableEditor, pane: RulePane) -> None:
    when = Asks(ColumnSource("date"), Presence.ANSWERED)
    app.session.start_with(with_table(when=when))
    app.session.show_submission(submission(name="Ana", age=""))
    app.session.select(FieldPlace(R))
    QApplication.processEvents()
    told = [
        editor.model.headerData(n, Qt.Orientation.Vertical, Qt.ItemDataRole.ToolTipRole)
        for n in range(3)
    ]
    assert told[0] == "made"
    assert told[1] == "skipped: “column date is answered” does not hold (here: empty)"
    assert pane.record_page.told.text().splitlines()[:2] == [
        "This submission: 1 record, 2 skipped by the condition.",
        "row 2 b: skipped: “column date is answered” does not hold (here: empty)",
    ]


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        ((("a",),), "(missing)"),
        ((("a", q("/gone")),), "/gone"),
        ((("a", ColumnSource("date")),), "column date"),
        ((("a", "a text"),), "a text"),
    ],
    ids=["a missing cell", "a deleted question", "a column in a column", "a text among questions"],
)
def test_bad_cells_are_marked_and_can_be_changed(
    app: App, pane: RulePane, cells: Any, shown: str
) -> None:
    editor = opened(app, pane, with_table(Table(COLUMNS, cells)))
    index = editor.model.index(0, 1)
    assert index.data() == shown
    assert index.data(Qt.ItemDataRole.ForegroundRole) is not None
    go(editor, 0, 1)
    write(editor, "/sex")
    assert table(app).rows == (("a", q("/sex")),)


def test_rows_of_other_lengths_have_a_way_out(app: App, pane: RulePane) -> None:
    editor = opened(app, pane, with_table(Table(COLUMNS, (("a",), ("b", q("/age"), "more")))))
    words = [action.text() for action in editor.menu().actions()]
    assert "Give every row one cell per column" in words
    editor.fit_rows()
    assert table(app).rows == (("a", None), ("b", q("/age")))


def test_a_removed_column_leaves_a_problem_and_no_crash(app: App, editor: RowTableEditor) -> None:
    go(editor, 0, 0)
    action = next(a for a in editor.menu().actions() if a.text().startswith("Remove the column"))
    action.trigger()
    assert [column.name for column in table(app).columns] == ["date"]


def chip(page: ForEachEditor, source: Source) -> Any:
    return next(each for each in page.chips.chips if each.source == source)


def test_a_column_is_mapped_to_a_field_by_the_keyboard(
    app: App, editor: RowTableEditor, pane: RulePane
) -> None:
    found = chip(pane.record_page.for_each, ColumnSource("date"))
    found.setFocus()
    QTest.keyClick(found, Qt.Key.Key_Space)
    picker = next(w for w in QApplication.topLevelWidgets() if isinstance(w, Picker))
    QTest.keyClick(picker.search_box, Qt.Key.Key_Return)
    rule = app.session.mapping.rule(R)
    assert rule is not None
    assert rule.fields[-1] == FieldRule("date", First((ColumnSource("date"),)))
    assert app.session.selected == FieldPlace(R), "the next column can follow"


def test_what_a_rule_is_made_for_is_chosen(app: App, pane: RulePane) -> None:
    opened(app, pane, with_table())
    page = pane.record_page.for_each
    pick(page.choice, Chosen(QuestionId("/services")))
    assert [each.source for each in page.chips.chips] == [RowChoice(), RowNumber()]
    pick(page.choice, QuestionId("/children/visits"))
    assert [each.source for each in page.chips.chips] == [
        RowNumber(),
        RowNumber(QuestionId("/children")),
    ]
    pick(page.choice, "table")
    pick(page.within, QuestionId("/children"))
    rule = app.session.mapping.rule(R)
    assert rule is not None
    assert rule.for_each == TableRows(Table((), ()), QuestionId("/children"))


def test_a_larger_window_follows_and_closes_with_its_table(
    app: App, editor: RowTableEditor, pane: RulePane
) -> None:
    pane.record_page.for_each.show_larger()
    window = pane.record_page.for_each._window
    assert window is not None
    assert window.editor.model.rowCount() == 4
    window.editor.grid.rows_removed.emit([0])
    assert window.editor.model.rowCount() == 3
    app.session.start_with(MAPPING)
    assert not window.is_open


def test_a_clipboard_that_is_no_table_is_refused(app: App, editor: RowTableEditor) -> None:
    for text in ("", "\n".join("x" for _ in range(9000)), "\t".join("x" for _ in range(90))):
        editor._paste(text)
    assert table(app).rows == ROWS
    assert len(app.noticed) == 3


def test_names_are_found_as_people_write_them() -> None:
    names = SourceNames(MAPPING)
    assert names.find("#form/hh/phone") == q("/hh/phone")
    assert names.find("{/sex}") == q("/sex")
    assert names.find("name") is None, "more than one question ends in it"
    assert names.find("/not/there") == q("/not/there")
    assert names.find("Date of visit") is None
    assert block_of("a\tb\nc") == [["a", "b"], ["c", ""]]


def test_everything_that_takes_the_keyboard_has_a_name(
    app: App, editor: RowTableEditor, pane: RulePane
) -> None:
    when = AllOf((Asks(ColumnSource("date"), Presence.ANSWERED), AnyOf((Not(SEX_IS_F),))))
    app.session.start_with(with_table(when=when, key=("code",)))
    app.session.select(FieldPlace(R))
    QApplication.processEvents()
    assert names_without(pane.record_page) == []
    app.session.select(AcceptsPlace())
    QApplication.processEvents()
    assert names_without(pane.accepts_page) == []
