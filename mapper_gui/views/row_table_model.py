"""The table of a record rule as a grid: a line for each row, and a blank one to begin the next."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QFont

from mapper_gui.mapping.check_sources import check_read, is_gone
from mapper_gui.mapping.making import is_cell_source
from mapper_gui.mapping.mapping import Cell, Mapping, RecordRule, Table, TableRows
from mapper_gui.mapping.number_text import number_text
from mapper_gui.mapping.problem import InRule, Problem
from mapper_gui.mapping.reads import Read, Reads
from mapper_gui.mapping.source import ColumnSource, RowChoice, Source
from mapper_gui.views.row_states import RowState, RowStates
from mapper_gui.views.theme import colours, icon, id_font
from mapper_gui.wording.problems import message
from mapper_gui.wording.sources import source_id, source_words
from mapper_gui.wording.text import tr

Index = QModelIndex | QPersistentModelIndex
NO_TABLE = Table((), ())
_PICTURES = {
    RowState.MADE: "check",
    RowState.SKIPPED: "absent",
    RowState.LOST: "error",
    RowState.MIXED: "info",
}


class RowTableModel(QAbstractTableModel):
    """`text_given` carries row, column and what was typed there."""

    text_given = Signal(int, int, str)

    def __init__(self) -> None:
        super().__init__()
        self.table = NO_TABLE
        self._mapping = Mapping()
        self._rule: RecordRule | None = None
        self._language = ""
        self._states: RowStates = {}
        self._reads = Reads(self._mapping)
        self._found: dict[Source, tuple[Problem, ...]] = {}

    def show_rule(
        self, mapping: Mapping, rule: RecordRule, language: str, states: RowStates
    ) -> None:
        """Show the table of this rule, and what the open submission gave for each of its rows."""
        table = rule.for_each.table if isinstance(rule.for_each, TableRows) else NO_TABLE
        shape = (table.columns, len(table.rows)) != (self.table.columns, len(self.table.rows))
        if shape:
            self.beginResetModel()
        self.table, self._mapping, self._rule = table, mapping, rule
        self._language, self._states = language, states
        self._reads = Reads(mapping)
        self._found.clear()
        if shape:
            self.endResetModel()
        elif table.columns:
            last = self.index(self.rowCount() - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)
            self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, self.rowCount() - 1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() or not self.table.columns else len(self.table.rows) + 1

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.table.columns)

    def cell(self, row: int, column: int) -> Cell:
        """What stands there; nothing in the blank row, and where a row lacks the cell."""
        if 0 <= row < len(self.table.rows) and 0 <= column < len(self.table.rows[row]):
            return self.table.rows[row][column]
        return None

    def problems(self, cell: Cell) -> tuple[Problem, ...]:
        """What is wrong with a source where the rule reads it."""
        if not is_cell_source(cell) or isinstance(cell, ColumnSource | RowChoice):
            return ()
        if cell not in self._found:
            where = InRule(self._rule.id if self._rule is not None else None)
            found = check_read(self._mapping, self._rule, Read(cell), where, self._reads)
            self._found[cell] = tuple(found)
        return self._found[cell]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        cell = self.cell(row, column)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                if row == len(self.table.rows):
                    return tr("type, paste or drop") if column == 0 else None
                if len(self.table.rows[row]) <= column:
                    return tr("(missing)")
                return cell_text(cell)
            case Qt.ItemDataRole.EditRole:
                return cell_text(cell)
            case Qt.ItemDataRole.AccessibleTextRole:
                name = self.table.columns[column].name
                return tr("{column}: {cell}").format(
                    column=name, cell=cell_text(cell) or tr("nothing")
                )
            case Qt.ItemDataRole.ToolTipRole:
                return self._about(cell)
            case Qt.ItemDataRole.FontRole:
                return self._font(cell)
            case Qt.ItemDataRole.ForegroundRole:
                return self._colour(row, column, cell)
            case Qt.ItemDataRole.DecorationRole if self._is_misplaced(column, cell):
                return icon("error", colours().error)
            case Qt.ItemDataRole.DecorationRole if self.problems(cell):
                return icon("warning", colours().error)
        return None

    def _is_misplaced(self, column: int, cell: Cell) -> bool:
        """A source among constants or the other way round, or what cannot stand in a table."""
        if cell is None:
            return False
        if isinstance(cell, ColumnSource | RowChoice):
            return True
        return is_cell_source(cell) != self.table.columns[column].of_sources

    def _about(self, cell: Cell) -> str | None:
        if cell is None:
            return None
        if not is_cell_source(cell):
            return cell_text(cell)
        lines = [source_words(cell, self._mapping.form, self._language)]
        lines += [message(problem) for problem in self.problems(cell)]
        return "\n".join(lines)

    def _font(self, cell: Cell) -> QFont | None:
        if not is_cell_source(cell):
            return None
        font = id_font()
        font.setStrikeOut(is_gone(self._mapping.form, cell))
        return font

    def _colour(self, row: int, column: int, cell: Cell) -> QColor | None:
        if row == len(self.table.rows):
            return QColor(colours().quiet)
        if self._is_misplaced(column, cell) or len(self.table.rows[row]) <= column:
            return QColor(colours().error)
        return QColor(colours().error) if self.problems(cell) else None

    def headerData(
        self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if way is Qt.Orientation.Horizontal:
            if section >= len(self.table.columns):
                return None
            column = self.table.columns[section]
            if role == Qt.ItemDataRole.DisplayRole:
                return column.name
            if role == Qt.ItemDataRole.ToolTipRole:
                holds = tr("questions") if column.of_sources else tr("texts")
                words = tr("{name}: a column of {holds}. Drag it onto a target field.")
                return words.format(name=column.name, holds=holds)
            return None
        found = self._states.get(section + 1)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return "*" if section == len(self.table.rows) else str(section + 1)
            case Qt.ItemDataRole.DecorationRole if found is not None:
                tone = {RowState.MADE: colours().good, RowState.LOST: colours().error}
                return icon(_PICTURES[found.state], tone.get(found.state, colours().quiet))
            case Qt.ItemDataRole.ToolTipRole if found is not None:
                return found.words
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        text = str(value)
        if text == cell_text(self.cell(index.row(), index.column())):
            return False
        self.text_given.emit(index.row(), index.column(), text)
        return True


def cell_text(cell: Cell) -> str:
    """A cell as it is shown, typed and copied: a source by its id, a constant as it is."""
    if cell is None:
        return ""
    if is_cell_source(cell):
        return source_id(cell)
    if isinstance(cell, bool):
        return tr("yes") if cell else tr("no")
    return cell if isinstance(cell, str) else number_text(cell)
