"""Small widgets that behave: a combo the wheel does not change in passing, a section, a caption."""

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from mapper_gui.views.theme import SPACE
from mapper_gui.views.typed_text import LineEdit


class QuietCombo(QComboBox):
    """A combo box that the wheel scrolls past: scrolling the pane must not change a rule.

    The values of its entries stay in Python: Qt gives a word of an enumeration back as plain text.
    """

    def __init__(self, name: str, items: Iterable[tuple[str, Any]] = ()) -> None:
        super().__init__()
        self._values: list[Any] = []
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        for words, data in items:
            self.addItem(words, data)

    def addItem(self, words: str, value: Any = None) -> None:  # type: ignore[override]
        self._values.append(value)
        super().addItem(words)

    def clear(self) -> None:
        self._values.clear()
        super().clear()

    def itemData(self, index: int, role: int = Qt.ItemDataRole.UserRole) -> Any:
        if role != Qt.ItemDataRole.UserRole:
            return super().itemData(index, role)
        return self._values[index] if 0 <= index < len(self._values) else None

    def currentData(self, role: int = Qt.ItemDataRole.UserRole) -> Any:
        return self.itemData(self.currentIndex(), role)

    def findData(self, value: Any, *_how: Any) -> int:
        return next((i for i, each in enumerate(self._values) if each == value), -1)

    def show_data(self, data: Any) -> None:
        """Select the item with this data, without telling anybody."""
        blocked = self.blockSignals(True)
        self.setCurrentIndex(max(0, self.findData(data)))
        self.blockSignals(blocked)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


def line_edit(name: str, placeholder: str = "") -> LineEdit:
    """A line to type in; `name` is for screen readers."""
    edit = LineEdit()
    edit.setAccessibleName(name)
    edit.setPlaceholderText(placeholder)
    return edit


def caption(words: str) -> QLabel:
    """The word that a part of the sentence begins with: take, then, if empty."""
    label = QLabel(words)
    label.setProperty("caption", True)
    return label


def quiet_label(words: str = "") -> QLabel:
    label = QLabel(words, wordWrap=True)
    label.setProperty("quiet", True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


def count_label() -> QLabel:
    """How many were found, in one line at the end of a heading."""
    label = quiet_label()
    label.setWordWrap(False)
    return label


def small_button(words: str, name: str = "") -> QPushButton:
    """A flat button with words; `name` for screen readers where the words need their context."""
    button = QPushButton(words)
    button.setProperty("link", True)
    if name:
        button.setAccessibleName(name)
        button.setToolTip(name)
    return button


def row(*parts: QWidget | int) -> QHBoxLayout:
    """Widgets beside each other; a number is a stretch."""
    layout = QHBoxLayout()
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(2 * SPACE)
    for part in parts:
        if isinstance(part, int):
            layout.addStretch(part)
        else:
            layout.addWidget(part)
    return layout


def clear(layout: QLayout) -> None:
    """Remove and delete everything in a layout."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear(inner)
