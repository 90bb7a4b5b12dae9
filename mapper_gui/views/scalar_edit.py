"""A typed value: text, number, yes or no, null; or one of the target's own values."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from mapper_gui.mapping.target import TargetField
from mapper_gui.mapping.values import Scalar
from mapper_gui.views.quiet_widgets import QuietCombo, line_edit
from mapper_gui.views.theme import SPACE
from mapper_gui.wording.text import tr


def number_of(text: str) -> int | float | None:
    """The number that a person typed, `-12` or `3.5`; None when it is none."""
    plain = text.strip()
    digits = plain.removeprefix("-").replace(".", "", 1)
    if not (digits.isascii() and digits.isdigit()) or plain.endswith("."):
        return None
    return float(plain) if "." in plain else int(plain)


class ScalarEdit(QWidget):
    """Edits one scalar; `changed` carries the new value."""

    changed = Signal(object)

    def __init__(self, name: str) -> None:
        super().__init__()
        self._kind = QuietCombo(
            tr("Kind of value"),
            (
                (tr("text"), "text"),
                (tr("number"), "number"),
                (tr("yes or no"), "flag"),
                (tr("null"), "null"),
            ),
        )
        self._kind.setMaximumWidth(110)
        self._text = line_edit(name)
        self._number = line_edit(name, "0")
        self._flag = QuietCombo(name, ((tr("yes"), True), (tr("no"), False)))
        self._choice = QuietCombo(name)
        typed = line_edit(name)
        self._choice.setLineEdit(typed)
        self._null = QWidget()
        self._pages = QStackedWidget()
        for page in (self._text, self._number, self._flag, self._null, self._choice):
            self._pages.addWidget(page)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addWidget(self._kind)
        layout.addWidget(self._pages, 1)
        self.setFocusProxy(self._kind)
        self._has_choices = False
        self._kind.activated.connect(self._change_kind)
        self._text.editingFinished.connect(self._emit)
        self._number.editingFinished.connect(self._emit)
        self._flag.activated.connect(self._emit)
        self._choice.activated.connect(self._emit)
        typed.editingFinished.connect(self._emit)
        self._shown: Scalar = ""

    def show_value(self, value: Scalar, field: TargetField | None = None) -> None:
        """Show a value; the target field's own values are offered where it has some."""
        self._shown = value
        self._has_choices = bool(field and field.choices)
        self._choice.clear()
        for choice in field.choices if field else ():
            label = f"{choice.value} – {choice.label}" if choice.label else choice.value
            self._choice.addItem(label, choice.value)
        kind = "text"
        if value is None:
            kind = "null"
        elif isinstance(value, bool):
            kind = "flag"
            self._flag.show_data(value)
        elif isinstance(value, int | float):
            kind = "number"
            self._number.setText(f"{value:g}" if isinstance(value, float) else str(value))
        else:
            self._text.setText(value)
            index = self._choice.findData(value)
            self._choice.setCurrentIndex(index)
            if index < 0:
                self._choice.setEditText(value)
        self._kind.show_data(kind)
        self._show_page(kind)

    @property
    def value(self) -> Scalar:
        """The value that is shown."""
        return self._shown

    def _show_page(self, kind: str) -> None:
        pages = {"text": self._text, "number": self._number, "flag": self._flag, "null": self._null}
        page = self._choice if kind == "text" and self._has_choices else pages[kind]
        self._pages.setCurrentWidget(page)

    def _change_kind(self) -> None:
        self._show_page(self._kind.currentData())
        if self._kind.currentData() != "number" or self._number.text().strip():
            self._emit()

    def _emit(self) -> None:
        kind = self._kind.currentData()
        value: Scalar
        if kind == "null":
            value = None
        elif kind == "flag":
            value = bool(self._flag.currentData())
        elif kind == "number":
            number = number_of(self._number.text())
            self._number.setToolTip("" if number is not None else tr("Not a number"))
            if number is None:
                return
            value = number
        elif self._has_choices:
            index = self._choice.findText(self._choice.currentText())
            value = self._choice.itemData(index) if index >= 0 else self._choice.currentText()
        else:
            value = self._text.text()
        if value != self._shown or type(value) is not type(self._shown):
            self._shown = value
            self.changed.emit(value)
