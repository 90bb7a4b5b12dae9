"""The grid of a choice table: type over, paste, copy, delete, and choices dropped on it."""

from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QApplication,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from mapper_gui.mapping.target import TargetField
from mapper_gui.views.choice_table_model import (
    ACCEPT,
    CHOICE,
    VALUE,
    ChoiceTableModel,
    GridRow,
    typed_text,
)
from mapper_gui.views.id_text import IdDelegate
from mapper_gui.views.picklist import Picklist
from mapper_gui.views.sources_mime import CHOICES, choices_in
from mapper_gui.wording.text import tr

Index = QModelIndex | QPersistentModelIndex


class _ValueDelegate(QStyledItemDelegate):
    """Offers the target's own values where the field has some; others can still be typed."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.field: TargetField | None = None

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        if self.field is None or not self.field.choices:
            editor = super().createEditor(parent, option, index)
            editor.setAccessibleName(tr("Target value"))
            return editor
        picklist = Picklist(tr("Target value"), parent)
        picklist.show_choices(self.field.choices)
        return picklist

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, Picklist):
            editor.show_value(str(index.data(Qt.ItemDataRole.EditRole)))
            editor.line.selectAll()  # as in a plain cell: what is typed takes its place
        else:
            super().setEditorData(editor, index)

    def setModelData(self, editor: QWidget, model: Any, index: Index) -> None:
        if isinstance(editor, Picklist):
            model.setData(index, editor.value, Qt.ItemDataRole.EditRole)
        else:
            super().setModelData(editor, model, index)


class ChoiceGrid(QTableView):
    """Signals carry what the person asked for; rows are those of the model."""

    pasted = Signal(str)
    cleared = Signal(object)  # list of choice ids
    choices_dropped = Signal(object)  # DraggedChoices
    accepted = Signal(object)  # list of rows: their proposals

    def __init__(self, model: ChoiceTableModel) -> None:
        super().__init__()
        self._model = model
        self.setModel(model)
        self._delegate = _ValueDelegate(self)
        self.setItemDelegate(self._delegate)
        self._ids = IdDelegate(self)
        self.setItemDelegateForColumn(CHOICE, self._ids)
        self.setAccessibleName(tr("Choice table"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setAcceptDrops(True)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.row_height)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )

    @property
    def row_height(self) -> int:
        return max(24, self.fontMetrics().height() + 8)

    def set_field(self, field: TargetField | None) -> None:
        """The target field whose values are offered."""
        self._delegate.field = field

    def edit_value(self, row: int) -> None:
        """Begin to type the target value of a row."""
        index = self._model.index(row, VALUE)
        if index.isValid():
            self.setCurrentIndex(index)
            self.edit(index)

    def event(self, event: QEvent) -> bool:
        # F2 edits this cell; everywhere else it is the window's, and edits the rule.
        is_override = event.type() == QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_F2:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.state() == QAbstractItemView.State.EditingState:
            super().keyPressEvent(event)
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.pasted.emit(QApplication.clipboard().text())
        elif event.matches(QKeySequence.StandardKey.Copy):
            self._copy()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.cleared.emit([self._model.rows[row].choice for row in self._selected()])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._proposed():
            self._accept_proposed()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.edit_value(self.currentIndex().row())
        else:
            text = event.text()
            if text and text.isprintable() and self.currentIndex().isValid():
                # Whatever is typed is a target value: ids and labels are the form's.
                self.setCurrentIndex(self.currentIndex().siblingAtColumn(VALUE))
            super().keyPressEvent(event)

    def _proposed(self) -> list[GridRow]:
        """The selected rows that have a proposal."""
        rows = [self._model.rows[row] for row in self._selected()]
        return [row for row in rows if row.proposal is not None]

    def _accept_proposed(self) -> None:
        """Accept the proposals of the selected rows, and go on to the next one."""
        after = max(self._selected()) + 1
        self.accepted.emit(self._proposed())
        rows = self._model.rows
        waiting = [n for n in range(after, len(rows)) if rows[n].proposal is not None]
        if waiting:
            self.setCurrentIndex(self._model.index(waiting[0], VALUE))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton and index.column() == ACCEPT:
            row = self._model.rows[index.row()]
            if row.proposal is not None:
                self.accepted.emit([row])
                return
        super().mouseReleaseEvent(event)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        hints = QAbstractItemDelegate.EndEditHint
        step = {hints.EditNextItem: 1, hints.EditPreviousItem: -1}.get(hint, 0)
        row = self.currentIndex().row() + step
        super().closeEditor(editor, hints.NoHint if step else hint)
        if step and 0 <= row < self._model.rowCount():
            # Once this editor is gone: Tab goes down the target values, not across to an id.
            QTimer.singleShot(0, self, lambda: self.edit_value(row))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._accept(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._accept(event)

    def dropEvent(self, event: QDropEvent) -> None:
        dragged = choices_in(event.mimeData())
        if dragged is not None:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.choices_dropped.emit(dragged)

    def _accept(self, event: QDragEnterEvent | QDragMoveEvent) -> None:
        if event.mimeData().hasFormat(CHOICES):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
        else:
            event.ignore()

    def _selected(self) -> list[int]:
        return sorted(index.row() for index in self.selectionModel().selectedRows())

    def _copy(self) -> None:
        """Two columns, as they can be pasted."""
        rows = [self._model.rows[row] for row in self._selected()]
        lines = [f"{row.choice}\t{typed_text(row.value) if row.mapped else ''}" for row in rows]
        if lines:
            QApplication.clipboard().setText("\n".join(lines))
