"""Target fields that are typed in, or pasted from a spreadsheet: one row per field."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from mapper_gui.mapping.target import FieldType, TargetField
from mapper_gui.views.quiet_widgets import QuietCombo, quiet_label, row
from mapper_gui.views.theme import SPACE, id_font
from mapper_gui.wording.rules import field_type_words
from mapper_gui.wording.text import tr

NAME, LABEL, TYPE, REQUIRED, KEY = range(5)
ROWS = 6
MOST_PASTED = 2000


class TypedFields(QWidget):
    """An object's name and a table of fields. `add_requested` when the person is done typing."""

    add_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.object = QuietCombo(tr("Target object"))
        self.object.setEditable(True)
        line = self.object.lineEdit()
        assert line is not None
        line.setPlaceholderText(tr("Such as Contact, or a table's name"))
        line.setAccessibleName(tr("Target object"))
        self.table = _Table()
        self.add_button = QPushButton(tr("Add"))
        self.add_button.setAccessibleName(tr("Add what was typed in"))
        self.add_button.setAutoDefault(False)
        self.add_button.clicked.connect(lambda _checked=False: self.add_requested.emit())
        about = quiet_label(
            tr(
                "Several rows can be pasted here from a spreadsheet: name, label. An object may "
                "stay without fields: question ids that are dragged onto it make them."
            )
        )
        label = QLabel(tr("Object"))
        label.setBuddy(self.object)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 3 * SPACE, 0, 0)
        layout.setSpacing(2 * SPACE)
        top = row(label, self.object)
        top.setStretch(1, 1)
        layout.addLayout(top)
        layout.addWidget(self.table, 1)
        bottom = row(about, self.add_button)
        bottom.setStretch(0, 1)
        layout.addLayout(bottom)

    @property
    def object_name(self) -> str:
        return " ".join(self.object.currentText().split())

    def show_objects(self, names: Sequence[str]) -> None:
        """The objects that fields can be added to; what was typed stays."""
        typed = self.object.currentText()
        self.object.clear()
        self.object.addItems(list(names))
        self.object.setEditText(typed)

    def fields(self) -> tuple[TargetField, ...]:
        """What was typed, in order; rows without a name are no fields."""
        return tuple(
            field for at in range(self.table.rowCount()) if (field := self.table.field(at))
        )

    def clear(self) -> None:
        self.table.setRowCount(0)
        self.table.make_rows(ROWS)


class _Table(QTableWidget):
    """Grows while it is typed in; Ctrl+V fills it from a spreadsheet's cells."""

    def __init__(self) -> None:
        super().__init__(0, 5)
        self.setAccessibleName(tr("Fields to add"))
        self.setHorizontalHeaderLabels(
            [tr("Field name"), tr("Label"), tr("Type"), tr("Required"), tr("Key")]
        )
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        for column, width in ((TYPE, 150), (REQUIRED, 80), (KEY, 60)):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(column, width)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(28)
        self.setMinimumHeight(120)
        self.setTabKeyNavigation(False)
        self.itemChanged.connect(self._grow)
        self.make_rows(ROWS)

    def make_rows(self, count: int) -> None:
        """Empty rows after the others."""
        blocked = self.blockSignals(True)
        for _ in range(count):
            at = self.rowCount()
            self.insertRow(at)
            name = QTableWidgetItem()
            name.setFont(id_font())
            self.setItem(at, NAME, name)
            self.setItem(at, LABEL, QTableWidgetItem())
            self.setCellWidget(at, TYPE, _type_list())
            for column in (REQUIRED, KEY):
                box = QTableWidgetItem()
                box.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable)
                box.setCheckState(Qt.CheckState.Unchecked)
                self.setItem(at, column, box)
        self.blockSignals(blocked)

    def field(self, at: int) -> TargetField | None:
        """The field of a row; None without a name."""
        name = " ".join(self._text(at, NAME).split())
        if not name:
            return None
        kind = self.cellWidget(at, TYPE)
        return TargetField(
            name,
            self._text(at, LABEL).strip(),
            FieldType(kind.currentData()) if isinstance(kind, QComboBox) else FieldType.TEXT,
            required=self._is_checked(at, REQUIRED),
            key=self._is_checked(at, KEY),
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste(QApplication.clipboard().text())
            return
        super().keyPressEvent(event)

    def paste(self, text: str) -> None:
        """Fill names and labels from the current row on."""
        lines = [line for line in text.replace("\r\n", "\n").split("\n") if line.strip()]
        start = max(0, self.currentRow())
        lines = lines[:MOST_PASTED]
        self.make_rows(max(0, start + len(lines) + 1 - self.rowCount()))
        blocked = self.blockSignals(True)
        for at, line in enumerate(lines, start):
            for column, cell in zip((NAME, LABEL), line.split("\t"), strict=False):
                item = self.item(at, column)
                if item is not None:
                    item.setText(cell.strip())
        self.blockSignals(blocked)
        self.viewport().update()

    def _grow(self, item: QTableWidgetItem) -> None:
        if item.row() == self.rowCount() - 1 and item.text():
            self.make_rows(1)

    def _text(self, at: int, column: int) -> str:
        item = self.item(at, column)
        return item.text() if item is not None else ""

    def _is_checked(self, at: int, column: int) -> bool:
        item = self.item(at, column)
        return item is not None and item.checkState() is Qt.CheckState.Checked


def _type_list() -> QComboBox:
    types = QuietCombo(tr("Type"), [(field_type_words(kind), kind) for kind in FieldType])
    types.setFrame(False)
    return types
