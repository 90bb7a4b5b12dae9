"""Target values typed into the choice table of a field that has values of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from mapper_gui.mapping.target import FieldType, TargetChoice, TargetField
from mapper_gui.mapping.values import ChoiceTable
from mapper_gui.views.choice_grid import ChoiceGrid
from mapper_gui.views.choice_table_model import VALUE, GridRow
from mapper_gui.views.choice_table_view import ChoiceTableEditor
from mapper_gui.views.picklist import Picklist

FIELD = TargetField(
    "Services__c",
    type=FieldType.CHOICE,
    choices=(TargetChoice("Counselling"), TargetChoice("ART refill")),
)
ROWS = (
    GridRow("counselling", "Counselling", None, False, True),
    GridRow("refill", "Refill", "ART refill", True, True),
)


class Table:
    """The editor in a window that has the keyboard, and what was asked for."""

    def __init__(self) -> None:
        self.editor = ChoiceTableEditor()
        self.given: list[tuple[str, object]] = []
        self.cleared: list[str] = []
        self.editor.rows_given.connect(self.given.extend)
        self.editor.values_cleared.connect(self.cleared.extend)
        self.editor.show_table(ChoiceTable(), ROWS, FIELD, None)

    @property
    def grid(self) -> ChoiceGrid:
        return self.editor.grid

    def go_to(self, row: int) -> None:
        self.grid.setFocus()
        self.grid.setCurrentIndex(self.editor.model.index(row, VALUE))

    def picklist(self) -> Picklist:
        return self.grid.findChildren(Picklist)[-1]


@pytest.fixture
def table(qtbot: Any) -> Iterator[Table]:
    made = Table()
    qtbot.addWidget(made.editor)
    with qtbot.waitActive(made.editor):
        made.editor.show()
        made.editor.activateWindow()
    yield made
    made.editor.close()


def test_a_choice_without_a_target_value_gets_none_by_being_looked_at(table: Table) -> None:
    table.go_to(0)
    QTest.keyClick(table.grid, Qt.Key.Key_F2)
    assert table.picklist().currentText() == ""
    QTest.keyClick(table.picklist().line, Qt.Key.Key_Return)
    QApplication.processEvents()
    assert (table.given, table.cleared) == ([], [])


def test_what_is_typed_is_the_value_and_not_behind_the_first_of_the_target(table: Table) -> None:
    table.go_to(0)
    QTest.keyClick(table.grid, "r")
    QTest.keyClicks(table.picklist().line, "efer")
    assert table.picklist().currentText() == "refer"
    QTest.keyClick(table.picklist().line, Qt.Key.Key_Return)
    QApplication.processEvents()
    assert table.given == [("counselling", "refer")]


def test_a_value_that_is_there_is_shown_to_be_changed(table: Table) -> None:
    table.go_to(1)
    QTest.keyClick(table.grid, Qt.Key.Key_F2)
    assert table.picklist().currentText() == "ART refill"


def test_what_is_being_typed_stays_when_the_targets_values_change(qtbot: Any) -> None:
    picklist = Picklist("Target value")
    qtbot.addWidget(picklist)
    picklist.show_choices(FIELD.choices)
    picklist.show_value("")
    picklist.line.setText("ART")
    picklist.show_choices((*FIELD.choices, TargetChoice("Home visit")))
    assert picklist.currentText() == "ART"
    assert picklist.line.is_pending
