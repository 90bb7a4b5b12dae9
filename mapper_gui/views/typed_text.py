"""Editors of text that behave in a pane which is shown anew all the time.

What is being typed stays while something else changes; Ctrl+Z takes back typing first and the
mapping's last edit after that; `finish_typing` takes over what was not yet left.
"""

from typing import Any

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from mapper_gui.views.text_lines import TextLines

PAUSE_MS = 300
"""A pause in typing a note after which it is part of the mapping: a crash loses hardly any."""


def _passes_on(event: QEvent, can_undo: bool, can_redo: bool) -> bool:
    """Whether an editor leaves this key to the window: it has nothing to take back itself."""
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    keys = QKeySequence.StandardKey
    return (event.matches(keys.Undo) and not can_undo) or (
        event.matches(keys.Redo) and not can_redo
    )


class LineEdit(QLineEdit):
    """A line of text that shows a part of the mapping; `typed` carries what was typed and left."""

    typed = Signal(str)

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._of: Any = None
        self._shown = text
        self.editingFinished.connect(self.finish)

    @property
    def is_pending(self) -> bool:
        """Whether something was typed that is not taken over yet."""
        return self.text() != self._shown

    def show_text(self, text: str, of: Any = None) -> None:
        """Show this text of that thing. What is being typed stays, unless the text behind it has
        become another one or belongs to another thing."""
        if self.is_pending and text == self._shown and of == self._of:
            return
        self._of, self._shown = of, text
        if self.text() != text or self.isUndoAvailable():
            place = self.cursorPosition()
            self.setText(text)
            self.setCursorPosition(min(place, len(text)))

    def finish(self) -> None:
        """Announce what was typed, as leaving the line does."""
        if self.is_pending:
            self.typed.emit(self.text())

    def revert(self) -> None:
        """Show again what stood there before."""
        self.setText(self._shown)

    def event(self, event: QEvent) -> bool:
        if _passes_on(event, self.isUndoAvailable(), self.isRedoAvailable()):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._of is not None and self.is_pending:
            self.revert()
        else:
            super().keyPressEvent(event)


class NoteEdit(QPlainTextEdit):
    """Several lines. `typed` carries the text, and a name for this go of typing: one undo step."""

    typed = Signal(str, str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self._of: Any = None
        self._shown = ""
        self._go = 0
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.finish)
        self.textChanged.connect(self._pause.start)

    def show_text(self, text: str, of: Any = None) -> None:
        """Show this text of that thing; what is being typed stays, as in a line."""
        if of == self._of and text == self._shown:
            return
        self._of, self._shown = of, text
        self._go += 1
        if self.toPlainText() != text:
            self.setPlainText(text)
        self._pause.stop()

    def finish(self) -> None:
        """Announce what was typed."""
        self._pause.stop()
        text = self.toPlainText()
        if text != self._shown:
            self._shown = text
            self.typed.emit(text, f"note {id(self)} {self._go}")

    def event(self, event: QEvent) -> bool:
        document = self.document()
        if _passes_on(event, document.isUndoAvailable(), document.isRedoAvailable()):
            event.ignore()
            return False
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._go += 1
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.finish()


def finish_typing() -> None:
    """Take over what is being typed, as leaving the editor would: before saving, for instance."""
    focus = QApplication.focusWidget()
    if isinstance(focus, QComboBox):
        focus = focus.lineEdit()
    if isinstance(focus, LineEdit | NoteEdit | TextLines):
        focus.finish()
    view = _item_view_of(focus)
    if view is not None:
        view.setFocus(Qt.FocusReason.OtherFocusReason)


def _item_view_of(editor: QWidget | None) -> QAbstractItemView | None:
    """The view in which this is the editor of a cell."""
    above = editor.parentWidget() if editor is not None else None
    while above is not None and not above.isWindow():
        if isinstance(above, QAbstractItemView):
            return None if editor is above.viewport() else above
        above = above.parentWidget()
    return None
