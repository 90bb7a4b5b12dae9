"""The grid of a record rule's table: type, choose, paste, copy, clear, move, and drop questions."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QApplication,
    QCompleter,
    QHeaderView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from mapper_gui.mapping.source import Source
from mapper_gui.views.id_text import IdDelegate
from mapper_gui.views.row_table_header import ColumnHeader
from mapper_gui.views.row_table_model import RowTableModel, cell_text
from mapper_gui.views.sources_mime import sources_in
from mapper_gui.views.theme import SPACE, colours, id_font
from mapper_gui.wording.text import tr

NARROWEST = 72
ROWS_SHOWN = (4, 9)
"""At least and at most so many rows are seen before the grid scrolls."""

Keys = Qt.Key
Modifier = Qt.KeyboardModifier
_OWN_KEYS = (Keys.Key_F2, Keys.Key_Insert)


class _CellDelegate(IdDelegate):
    """Ids are completed while they are typed into a column of questions."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.ids: Sequence[str] = ()

    def initStyleOption(self, option: QStyleOptionViewItem, index: Any) -> None:
        super().initStyleOption(option, index)
        model = index.model()
        if (
            isinstance(model, RowTableModel)
            and index.row() < len(model.table.rows)
            and model.table.columns[index.column()].of_sources
        ):
            # The end of an id tells more than its groups.
            option.textElideMode = Qt.TextElideMode.ElideLeft

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Any) -> QWidget:
        editor = QStyledItemDelegate.createEditor(self, parent, option, index)
        model = index.model()
        if isinstance(editor, QLineEdit) and isinstance(model, RowTableModel):
            column = model.table.columns[index.column()]
            editor.setAccessibleName(tr("Cell of {column}").format(column=column.name))
            if column.of_sources:
                editor.setFont(id_font())
                completer = QCompleter([*self.ids], editor)
                completer.setFilterMode(Qt.MatchFlag.MatchContains)
                completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
                editor.setCompleter(completer)
        return editor


class RowTableGrid(QTableView):
    """Signals carry what the person asked for; rows and columns count from 0."""

    pasted = Signal(str)
    cleared = Signal(object)  # list of (row, column)
    rows_removed = Signal(object)  # list of rows
    row_inserted = Signal(int)
    rows_moved = Signal(object, int)
    column_moved = Signal(int, int)
    question_wanted = Signal(int, int)  # choose the question of this cell from a list
    sources_dropped = Signal(object, int, int)  # sources, row, column; column -1 is none
    hovered = Signal(object, int, int)

    def __init__(self, model: RowTableModel) -> None:
        super().__init__()
        self._model = model
        self._aim: QModelIndex | None = None
        self.setModel(model)
        self.delegate = _CellDelegate(self)
        self.setItemDelegate(self.delegate)
        self.setAccessibleName(tr("Table of the record rule"))
        self.head = ColumnHeader(self)
        self.setHorizontalHeader(self.head)
        self.head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.head.setMinimumSectionSize(NARROWEST)
        side = self.verticalHeader()
        side.setDefaultSectionSize(self.row_height)
        side.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        side.setHighlightSections(False)
        side.setAccessibleName(tr("Rows of the table"))
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setAcceptDrops(True)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.AnyKeyPressed)

    @property
    def row_height(self) -> int:
        return max(24, self.fontMetrics().height() + 2 * SPACE)

    def fit(self, tall: bool = False) -> None:
        """As high as its rows, within reason, and as wide columns as there is room for."""
        least, most = ROWS_SHOWN
        rows = min(max(self._model.rowCount(), least), most)
        bar = self.horizontalScrollBar().sizeHint().height() if self._needs_bar() else 0
        height = self.row_height * rows + self.head.sizeHint().height() + bar + 6
        if tall:
            self.setMinimumHeight(height)
        else:
            self.setFixedHeight(height)
        self._share_width()

    def _needs_bar(self) -> bool:
        room = self.width() - self.verticalHeader().sizeHint().width() - 2
        return room < NARROWEST * self._model.columnCount()

    def _share_width(self) -> None:
        count = self._model.columnCount()
        if count:
            room = self.viewport().width()
            for column in range(count):
                self.setColumnWidth(column, max(NARROWEST, room // count))

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self._share_width()

    def chosen_rows(self) -> list[int]:
        """Rows with a selected cell; the blank one is none."""
        count = len(self._model.table.rows)
        return sorted({i.row() for i in self.selectedIndexes() if i.row() < count})

    def go_to(self, row: int, column: int) -> None:
        index = self._model.index(row, column)
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def event(self, event: QEvent) -> bool:
        # These keys are the grid's here, and the window's everywhere else.
        is_override = event.type() == QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and event.key() in _OWN_KEYS:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.state() == QAbstractItemView.State.EditingState:
            super().keyPressEvent(event)
            return
        key, modifiers = event.key(), event.modifiers() & ~Modifier.KeypadModifier
        row, column = self.currentIndex().row(), self.currentIndex().column()
        rows = self.chosen_rows()
        up_down = {Keys.Key_Up: -1, Keys.Key_Down: 1}
        left_right = {Keys.Key_Left: -1, Keys.Key_Right: 1}
        if event.matches(QKeySequence.StandardKey.Paste):
            self.pasted.emit(QApplication.clipboard().text())
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Cut):
            self.copy()
            self.clear()
        elif modifiers == Modifier.AltModifier and key in up_down:
            self.rows_moved.emit(rows, up_down[Keys(key)])
        elif modifiers == Modifier.AltModifier and key in left_right:
            self.column_moved.emit(column, column + left_right[Keys(key)])
        elif modifiers == Modifier.ShiftModifier and key == Keys.Key_F2:
            self.head.rename(column)
        elif modifiers == Modifier.ControlModifier and key == Keys.Key_Minus:
            self.rows_removed.emit(rows)
        elif key == Keys.Key_Insert:
            self.row_inserted.emit(max(0, row))
        elif key in (Keys.Key_Delete, Keys.Key_Backspace):
            self.clear()
        elif key in (Keys.Key_Return, Keys.Key_Enter, Keys.Key_F2) and not modifiers:
            self.begin(row, column)
        else:
            super().keyPressEvent(event)

    def begin(self, row: int, column: int) -> None:
        """Change a cell: a question is chosen from a list, a text is typed."""
        index = self._model.index(row, column)
        if not index.isValid():
            return
        self.setCurrentIndex(index)
        if self._model.table.columns[column].of_sources:
            self.question_wanted.emit(row, column)
        else:
            self.edit(index)

    def clear(self) -> None:
        """Empty the selected cells; rows that are selected whole are removed."""
        places = [(i.row(), i.column()) for i in self.selectedIndexes()]
        rows = self.chosen_rows()
        whole = self.selectionModel().selectedRows()
        if rows and {i.row() for i in whole} >= set(rows) and self._model.columnCount() > 1:
            self.rows_removed.emit(rows)
        else:
            self.cleared.emit([(r, c) for r, c in places if self._model.cell(r, c) is not None])

    def copy(self) -> None:
        """The selected cells, as they can be pasted here and in a spreadsheet."""
        places = {(i.row(), i.column()) for i in self.selectedIndexes()}
        rows = self.chosen_rows()
        columns = sorted({column for _, column in places})
        lines = [
            "\t".join(
                _quoted(cell_text(self._model.cell(row, column))) if (row, column) in places else ""
                for column in columns
            )
            for row in rows
        ]
        if lines:
            QApplication.clipboard().setText("\n".join(lines))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid():
            self.begin(index.row(), index.column())
        else:
            super().mouseDoubleClickEvent(event)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        hints = QAbstractItemDelegate.EndEditHint
        index = self.currentIndex()
        step = {hints.EditNextItem: 1, hints.EditPreviousItem: -1}.get(hint, 0)
        down = hint is hints.SubmitModelCache
        super().closeEditor(editor, hints.NoHint if step else hint)
        count = self._model.columnCount()
        if step and count:
            at = index.row() * count + index.column() + step
            row, column = divmod(at, count)
        elif down:
            row, column = index.row() + 1, index.column()
        else:
            return
        # Once this editor is gone, and the table has the row that was added.
        QTimer.singleShot(0, self, lambda: self._go_on(row, column))

    def _go_on(self, row: int, column: int) -> None:
        index = self._model.index(row, column)
        if index.isValid() and row >= 0:
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.selectionModel().setCurrentIndex(index, flags)
            self.scrollTo(index)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._accept(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        super().dragMoveEvent(event)  # scrolls at the edges
        self._accept(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._forget_aim()
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        found = sources_in(event.mimeData())
        index = self.indexAt(event.position().toPoint())
        self._forget_aim()
        self.stopAutoScroll()
        self.setState(QAbstractItemView.State.NoState)
        if not found:
            event.ignore()
            return
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        row = index.row() if index.isValid() else len(self._model.table.rows)
        self.sources_dropped.emit(found, row, index.column())

    def _accept(self, event: QDragEnterEvent | QDragMoveEvent) -> None:
        found: tuple[Source, ...] = sources_in(event.mimeData())
        if not found:
            event.ignore()
            return
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        index = self.indexAt(event.position().toPoint())
        if index != self._aim:
            self._aim = index
            self.viewport().update()
            row = index.row() if index.isValid() else len(self._model.table.rows)
            self.hovered.emit(found, row, index.column())

    def _forget_aim(self) -> None:
        self._aim = None
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._aim is not None and self._aim.isValid():
            painter = QPainter(self.viewport())
            painter.setPen(QPen(QColor(colours().accent), 2))
            painter.drawRect(self.visualRect(self._aim).adjusted(1, 1, -1, -1))


def _quoted(text: str) -> str:
    """A cell as spreadsheets copy it: with a tab, a line break or a quote inside it comes in quotes."""
    if any(char in text for char in '\t\n\r"'):
        return '"' + text.replace('"', '""') + '"'
    return text
