"""A line to search with: arrow down or Enter goes to what was found, Escape clears it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from mapper_gui.views.theme import colours, icon
from mapper_gui.views.typed_text import LineEdit


class SearchBox(LineEdit):
    """`name` is both the placeholder and what a screen reader says."""

    list_wanted = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setPlaceholderText(name)
        self.setAccessibleName(name)
        self.setClearButtonEnabled(True)
        picture = QAction(icon("lookup", colours().quiet), "", self)
        self.addAction(picture, QLineEdit.ActionPosition.LeadingPosition)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Down | Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.list_wanted.emit()
            case Qt.Key.Key_Escape if self.text():
                self.clear()
            case _:
                super().keyPressEvent(event)
