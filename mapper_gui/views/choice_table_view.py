"""The choice table: type a target value, choose one of the target's, paste two columns, drag choices."""

import json
from typing import Any

from PySide6.QtCore import QMimeData, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QCheckBox,
    QComboBox,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from mapper_gui.mapping.target import TargetField
from mapper_gui.mapping.values import ChoiceTable, Outside, OutsideAction
from mapper_gui.views.choice_table_model import (
    VALUE,
    ChoiceTableModel,
    GridRow,
    typed_value,
)
from mapper_gui.views.quiet_widgets import QuietCombo, quiet_label, row
from mapper_gui.views.scalar_edit import ScalarEdit
from mapper_gui.views.theme import SPACE
from mapper_gui.wording.text import tr

CHOICES_MIME = "application/x-mapper-choices+json"
ROWS_SHOWN = 10


class _ValueDelegate(QStyledItemDelegate):
    """Offers the target's own values where the field has some; others can still be typed."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.field: TargetField | None = None

    def createEditor(
        self,
        parent: QWidget,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> QWidget:
        if self.field is None or not self.field.choices:
            editor = super().createEditor(parent, option, index)
            editor.setAccessibleName(tr("Target value"))
            return editor
        combo = QComboBox(parent)
        combo.setAccessibleName(tr("Target value"))
        combo.setEditable(True)
        combo.addItem("", "")
        for choice in self.field.choices:
            words = f"{choice.value} – {choice.label}" if choice.label else choice.value
            combo.addItem(words, choice.value)
        return combo

    def setEditorData(self, editor: QWidget, index: QModelIndex | QPersistentModelIndex) -> None:
        if not isinstance(editor, QComboBox):
            super().setEditorData(editor, index)
            return
        value = index.data(Qt.ItemDataRole.EditRole)
        at = editor.findData(value)
        editor.setCurrentIndex(at)
        if at < 0:
            editor.setEditText(str(value))

    def setModelData(
        self, editor: QWidget, model: Any, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        if not isinstance(editor, QComboBox):
            super().setModelData(editor, model, index)
            return
        at = editor.findText(editor.currentText())
        value = editor.itemData(at) if at >= 0 else editor.currentText()
        model.setData(index, value, Qt.ItemDataRole.EditRole)


class _Grid(QTableView):
    """The grid itself: paste, delete, and choices dropped on it."""

    pasted = Signal(str)
    cleared = Signal(object)  # list of choice ids
    choices_dropped = Signal(object)  # list of choice ids

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Choice table"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setAcceptDrops(True)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(24)
        self.setShowGrid(False)
        self.setAlternatingRowColors(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self.pasted.emit(QApplication.clipboard().text())
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.cleared.emit([self._choice(i) for i in self.selectionModel().selectedRows()])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and (
            self.state() != QAbstractItemView.State.EditingState
        ):
            self.edit(self.currentIndex().siblingAtColumn(VALUE))
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._accept(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._accept(event)

    def dropEvent(self, event: QDropEvent) -> None:
        choices = choices_in(event.mimeData())
        if choices:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.choices_dropped.emit(choices)

    def _accept(self, event: QDragEnterEvent | QDragMoveEvent) -> None:
        if event.mimeData().hasFormat(CHOICES_MIME):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
        else:
            event.ignore()

    def _choice(self, index: QModelIndex) -> str:
        model = self.model()
        assert isinstance(model, ChoiceTableModel)
        return model.rows[index.row()].choice


def choices_in(mime: QMimeData) -> list[str]:
    """The choice ids that are dragged; empty for anything else."""
    try:
        found = json.loads(bytes(mime.data(CHOICES_MIME).data()) or b"{}")
    except ValueError:
        return []
    choices = found.get("choices") if isinstance(found, dict) else None
    if not isinstance(choices, list):
        return []
    return [choice for choice in choices if isinstance(choice, str)]


def pasted_rows(text: str) -> list[tuple[str, str]]:
    """Two columns copied from a spreadsheet: choice id and target value."""
    rows = []
    for line in text.splitlines():
        choice, tab, value = line.partition("\t")
        if tab and choice.strip():
            rows.append((choice.strip(), value.partition("\t")[0].strip()))
    return rows


class ChoiceTableEditor(QWidget):
    """The grid with what becomes of ids outside it. Signals carry what the person asked for."""

    value_given = Signal(str, object)
    values_cleared = Signal(object)  # list of choice ids
    rows_given = Signal(object)  # [(choice id, value)]
    table_changed = Signal(object)  # ChoiceTable: its options
    refused = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._table = ChoiceTable()
        self.model = ChoiceTableModel()
        self.grid = _Grid()
        self.grid.setModel(self.model)
        self._delegate = _ValueDelegate(self.grid)
        self.grid.setItemDelegate(self._delegate)
        header = self.grid.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        self._left = quiet_label()
        self._case = QCheckBox(tr("Upper and lower case alike"))
        self._outside = QuietCombo(
            tr("What an id outside the table becomes"),
            (
                (tr("empty"), OutsideAction.EMPTY),
                (tr("kept as it is"), OutsideAction.KEEP),
                (tr("a default"), OutsideAction.DEFAULT),
                (tr("stop this record"), OutsideAction.STOP),
            ),
        )
        self._default = ScalarEdit(tr("Default for ids outside the table"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addWidget(self.grid)
        layout.addWidget(self._left)
        layout.addLayout(row(quiet_label(tr("An id outside the table becomes")), self._outside))
        layout.addWidget(self._default)
        layout.addWidget(self._case)
        self.model.value_given.connect(self.value_given)
        self.model.value_cleared.connect(lambda choice: self.values_cleared.emit([choice]))
        self.grid.cleared.connect(self._clear)
        self.grid.pasted.connect(self._paste)
        self.grid.choices_dropped.connect(self._add_choices)
        self._case.clicked.connect(self._emit_options)
        self._outside.activated.connect(self._emit_options)
        self._default.changed.connect(self._emit_options)

    def show_table(
        self,
        table: ChoiceTable,
        rows: tuple[GridRow, ...],
        field: TargetField | None,
        seen: str | None,
    ) -> None:
        """Show a table's rows and options."""
        self._table = table
        self._delegate.field = field
        self.model.show_rows(rows, field, seen)
        shown = min(max(len(rows), 2), ROWS_SHOWN)
        self.grid.setFixedHeight(24 * shown + self.grid.horizontalHeader().sizeHint().height() + 6)
        missing = sum(1 for each in rows if not each.mapped)
        self._left.setText(
            tr("{done} of {all} choices have a target. Paste two columns, or type.").format(
                done=len(rows) - missing, all=len(rows)
            )
            if rows
            else tr("Drag choices here, or paste two columns: choice id and target value.")
        )
        self._case.setChecked(table.ignore_case)
        self._outside.show_data(table.outside.action)
        self._default.setVisible(table.outside.action is OutsideAction.DEFAULT)
        self._default.show_value(table.outside.default or "", field)

    def _clear(self, choices: list[str]) -> None:
        mapped = {row.choice for row in self.model.rows if row.mapped}
        gone = [choice for choice in choices if choice in mapped]
        if gone:
            self.values_cleared.emit(gone)

    def _paste(self, text: str) -> None:
        field = self._delegate.field
        rows = [(choice, typed_value(value, field)) for choice, value in pasted_rows(text)]
        if rows:
            self.rows_given.emit(rows)
        else:
            self.refused.emit(
                tr("Copy two columns from a spreadsheet first: choice id and target value.")
            )

    def _add_choices(self, choices: list[str]) -> None:
        known = {each.choice for each in self.model.rows}
        new = [choice for choice in choices if choice not in known]
        if new:
            # A choice needs a value to be a row: it begins as itself, to be typed over.
            self.rows_given.emit([(choice, choice) for choice in new])
        wanted = choices[0]
        for number, each in enumerate(self.model.rows):
            if each.choice == wanted:
                self.grid.setFocus()
                self.grid.setCurrentIndex(self.model.index(number, VALUE))

    def _emit_options(self) -> None:
        action = self._outside.currentData()
        self._default.setVisible(action is OutsideAction.DEFAULT)
        default = None
        if action is OutsideAction.DEFAULT:
            default = self._default.value
        changed = ChoiceTable(self._table.rows, self._case.isChecked(), Outside(action, default))
        if changed != self._table:
            self.table_changed.emit(changed)
