"""Several texts, one on each line: typed, or a column pasted from a spreadsheet."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QPlainTextEdit

from mapper_gui.views.theme import SPACE
from mapper_gui.wording.text import tr

LISTED_LINES = 4


class TextLines(QPlainTextEdit):
    """`given` carries the texts when they are left."""

    given = Signal(object)  # tuple[str, ...]

    def __init__(self, name: str, lines: int = LISTED_LINES) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.setPlaceholderText(tr("one value on each line"))
        self.setFixedHeight(lines * self.fontMetrics().lineSpacing() + 3 * SPACE)
        self._shown: tuple[str, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        """The texts, each once; blank lines mean nothing."""
        return tuple(dict.fromkeys(t for t in self.toPlainText().split("\n") if t.strip()))

    def show_texts(self, texts: tuple[str, ...]) -> None:
        if texts != self._shown or not self.hasFocus():
            self._shown = texts
            if texts != self.texts:
                self.setPlainText("\n".join(texts))

    def finish(self) -> None:
        """Announce what was typed."""
        if self.texts != self._shown:
            self._shown = self.texts
            self.given.emit(self.texts)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.finish()
