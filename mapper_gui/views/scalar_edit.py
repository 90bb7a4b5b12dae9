"""A typed value: text, number, yes or no, null; or one of the target's own values."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from mapper_gui.mapping.number_text import number_text
from mapper_gui.mapping.target import FieldType, TargetField
from mapper_gui.mapping.values import Scalar, same
from mapper_gui.views.picklist import Picklist
from mapper_gui.views.quiet_widgets import QuietCombo, line_edit, row
from mapper_gui.views.theme import SPACE
from mapper_gui.wording.text import tr

NUMBERS = frozenset({FieldType.NUMBER, FieldType.INTEGER})
MOST_DIGITS = 300
"""Longer ones are beyond what a double holds."""


def number_of(text: str) -> int | float | None:
    """The number that a person typed, `-12` or `3.5`; None when it is none."""
    plain = text.strip()
    digits = plain.removeprefix("-").replace(".", "", 1)
    if not (digits.isascii() and digits.isdigit()) or plain.endswith("."):
        return None
    if len(digits) > MOST_DIGITS:
        return None
    return float(plain) if "." in plain else int(plain)


class ScalarEdit(QWidget):
    """Edits one scalar; `changed` carries the new value."""

    changed = Signal(object)

    def __init__(self, name: str) -> None:
        super().__init__()
        self._kind = QuietCombo(
            tr("{name}: kind of value").format(name=name),
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
        self._choice = Picklist(name)
        self._null = QWidget()
        self._pages = QStackedWidget()
        for page in (self._text, self._number, self._flag, self._null, self._choice):
            self._pages.addWidget(page)
        self._error = QLabel(tr("Not a number: write digits, with a point for decimals."))
        self._error.setWordWrap(True)
        self._error.setProperty("tone", "error")
        self._error.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        line = row(self._kind)
        line.addWidget(self._pages, 1)
        layout.addLayout(line)
        layout.addWidget(self._error)
        self.setFocusProxy(self._kind)
        self._of: object = None
        self._field: TargetField | None = None
        self._value: Scalar = ""
        self._kind.activated.connect(self._change_kind)
        self._text.typed.connect(self._emit)
        self._number.typed.connect(self._emit)
        self._number.textEdited.connect(self._error.hide)
        self._flag.activated.connect(self._emit)
        self._choice.activated.connect(self._emit)
        self._choice.line.typed.connect(self._emit)
        self._show_page("text")

    def show_value(
        self, value: Scalar, field: TargetField | None = None, of: object = None
    ) -> None:
        """Show the value of that thing; the field's own values are offered where it has some.

        While it is the same value of the same thing, what is being typed or chosen stays.
        """
        if of == self._of and same(value, self._value) and field == self._field:
            return
        self._of, self._field = of, field
        self._choice.show_choices(field.choices if field else ())
        self._show(value)

    @property
    def value(self) -> Scalar:
        """The value that is shown."""
        return self._value

    def _show(self, value: Scalar) -> None:
        self._value = value
        kind = "text"
        if value is None:
            kind = "null"
        elif isinstance(value, bool):
            kind = "flag"
            self._flag.show_data(value)
        elif isinstance(value, int | float):
            kind = "number"
            self._number.show_text(number_text(value), self._of)
        else:
            self._text.show_text(value, self._of)
            self._choice.show_value(value, self._of)
            if not value and self._field is not None and self._field.type in NUMBERS:
                kind = "number"  # nothing yet, and the target wants a number
                self._number.show_text("", self._of)
        self._error.hide()
        self._kind.show_data(kind)
        self._show_page(kind)

    def _show_page(self, kind: str) -> None:
        pages = {"text": self._text, "number": self._number, "flag": self._flag, "null": self._null}
        offered = bool(self._field and self._field.choices)
        self._pages.setCurrentWidget(self._choice if kind == "text" and offered else pages[kind])

    def _change_kind(self) -> None:
        kind = self._kind.currentData()
        self._error.hide()
        if kind == "number" and not isinstance(self._value, bool):
            self._number.setText("" if self._value is None else _as_text(self._value))
            if number_of(self._number.text()) is None:
                self._number.clear()
        elif kind == "text" and isinstance(self._value, int | float):
            self._text.setText(_as_text(self._value))
            self._choice.setEditText(_as_text(self._value))
        self._show_page(kind)
        if kind == "number" and not self._number.text():
            self._number.setFocus()
        else:
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
            self._error.setVisible(number is None)
            if number is None:
                return
            value = number
        elif self._pages.currentWidget() is self._choice:
            value = self._choice.value
        else:
            value = self._text.text()
        if not same(value, self._value):
            self._show(value)
            self.changed.emit(value)


def _as_text(value: Scalar) -> str:
    if isinstance(value, bool) or value is None:
        return ""
    return value if isinstance(value, str) else number_text(value)
