"""A table of the audit: rows that can be sorted and searched, and lead to their place."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QHeaderView, QTableView

from mapper_gui.mapping.problem import Severity
from mapper_gui.views.audit_rows import AuditRow
from mapper_gui.views.folded_text import fold, fold_words
from mapper_gui.views.theme import SPACE, colours, icon, id_font
from mapper_gui.wording.problems import severity_words
from mapper_gui.wording.text import tr

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()


class AuditTableModel(QAbstractTableModel):
    """Rows as they come, or by a column; of them those that have the words searched for."""

    def __init__(self, columns: Sequence[str], ids: Iterable[int]) -> None:
        """`ids`: the columns that hold ids, in the fixed-width face."""
        super().__init__()
        self._columns = tuple(columns)
        self._ids = frozenset(ids)
        self._all: tuple[AuditRow, ...] = ()
        self._shown: list[AuditRow] = []
        self._words: tuple[str, ...] = ()
        self._order: tuple[int, Qt.SortOrder] | None = None

    def show_rows(self, rows: Iterable[AuditRow]) -> None:
        self.beginResetModel()
        self._all = tuple(rows)
        self._arrange()
        self.endResetModel()

    def search(self, text: str) -> None:
        """Keep only rows that have all these words."""
        self.beginResetModel()
        self._words = fold_words(text)
        self._arrange()
        self.endResetModel()

    def row(self, index: Index) -> AuditRow | None:
        return self._shown[index.row()] if 0 <= index.row() < len(self._shown) else None

    def _arrange(self) -> None:
        shown = [*self._all]
        if self._words:
            shown = [
                row
                for row in shown
                if all(word in fold("\n".join(map(str, row.cells))) for word in self._words)
            ]
        if self._order is not None:
            column, order = self._order
            shown.sort(
                key=lambda row: _sort_key(row.cells[column]),
                reverse=order is Qt.SortOrder.DescendingOrder,
            )
        self._shown = shown

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self.beginResetModel()
        self._order = (column, order) if column >= 0 else None
        self._arrange()
        self.endResetModel()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return tr(self._columns[section])
        numbers = bool(self._all) and isinstance(self._all[0].cells[section], int)
        if role == Qt.ItemDataRole.TextAlignmentRole and numbers:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.row(index) if index.isValid() else None
        if row is None:
            return None
        cell = row.cells[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return str(cell)
            case Qt.ItemDataRole.ToolTipRole:
                return str(cell)
            case Qt.ItemDataRole.TextAlignmentRole if isinstance(cell, int):
                return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            case Qt.ItemDataRole.FontRole if index.column() in self._ids:
                return id_font()
            case Qt.ItemDataRole.ForegroundRole if cell == 0:
                return QColor(colours().quiet)
            case Qt.ItemDataRole.DecorationRole if index.column() == 0 and row.severity:
                if row.severity is Severity.ERROR:
                    return icon("error", colours().error)
                return icon("warning", colours().warning)
            case Qt.ItemDataRole.AccessibleTextRole if index.column() == 0 and row.severity:
                return f"{severity_words(row.severity)}: {cell}"
        return None


def _sort_key(cell: str | int) -> tuple[int, str]:
    return (cell, "") if isinstance(cell, int) else (0, fold(cell))


class AuditTable(QTableView):
    """`chosen` is the row that was clicked or entered; `empty` says what stands in an empty table."""

    chosen = Signal(object)  # AuditRow
    current_changed = Signal(object)  # AuditRow | None

    def __init__(
        self,
        name: str,
        columns: Sequence[str],
        widths: Sequence[int],
        ids: Iterable[int],
        empty: Callable[[], str],
    ) -> None:
        """`widths`: of each column; 0 takes what is left."""
        super().__init__()
        self.rows = AuditTableModel(columns, ids)
        self._empty = empty
        self.setModel(self.rows)
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setIconSize(QSize(14, 14))
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(6 * SPACE)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in enumerate(widths):
            if width:
                header.resizeSection(column, width)
            else:
                header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        self.setSortingEnabled(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.activated.connect(self._choose)
        self.clicked.connect(self._choose)
        self.selectionModel().currentRowChanged.connect(
            lambda now, _old: self.current_changed.emit(self.rows.row(now))
        )

    def show_rows(self, rows: Iterable[AuditRow]) -> None:
        self.rows.show_rows(rows)
        self.current_changed.emit(None)
        self.viewport().update()

    def current_row(self) -> AuditRow | None:
        return self.rows.row(self.currentIndex())

    def _choose(self, index: Index) -> None:
        row = self.rows.row(index)
        if row is not None:
            self.chosen.emit(row)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.rows.rowCount():
            painter = QPainter(self.viewport())
            painter.setPen(QColor(colours().quiet))
            place = self.viewport().rect().adjusted(3 * SPACE, 2 * SPACE, -3 * SPACE, -2 * SPACE)
            flags = Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap
            painter.drawText(place, flags, self._empty())
            painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            QApplication.clipboard().setText(self._selected_text())
        else:
            super().keyPressEvent(event)

    def _selected_text(self) -> str:
        """The selected rows as a spreadsheet takes them."""
        numbers = sorted(index.row() for index in self.selectionModel().selectedRows())
        rows = [self.rows.row(self.rows.index(number, 0)) for number in numbers]
        return "\n".join(
            "\t".join(str(cell) for cell in row.cells) for row in rows if row is not None
        )
