"""A bar at the top of a pane that says what happened, in words, with the way out."""

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from mapper_gui.views.theme import SPACE, colours, pixmap
from mapper_gui.wording.text import tr

Tone = Literal["error", "warning", "info"]
_ICONS = {"error": "error", "warning": "warning", "info": "info"}


class NoticeBar(QFrame):
    """Hidden until something is shown; one notice at a time, the newest."""

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = QLabel()
        self._text = QLabel(wordWrap=True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._action = QPushButton()
        self._close = QPushButton(tr("Close"))
        self._close.setAccessibleName(tr("Close this notice"))
        self._close.clicked.connect(self.dismiss)
        self._do: Callable[[], object] | None = None
        self._action.clicked.connect(self._act)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2 * SPACE, SPACE, 2 * SPACE, SPACE)
        layout.setSpacing(2 * SPACE)
        layout.addWidget(self._picture)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._action)
        layout.addWidget(self._close)
        self.hide()

    @property
    def text(self) -> str:
        return self._text.text()

    def show_notice(
        self,
        text: str,
        tone: Tone = "info",
        action: tuple[str, Callable[[], object]] | None = None,
    ) -> None:
        """Show a sentence, with one button (words, what it does) where there is a way out."""
        self.setProperty("notice", tone)
        self.style().unpolish(self)
        self.style().polish(self)
        colour = getattr(colours(), "accent" if tone == "info" else tone)
        self._picture.setPixmap(pixmap(_ICONS[tone], 16, self.devicePixelRatioF(), colour))
        self._text.setText(text)
        self.setAccessibleName(text)
        self._action.setVisible(action is not None)
        self._do = action[1] if action else None
        if action is not None:
            self._action.setText(action[0])
        self.show()

    def dismiss(self) -> None:
        """Take the notice away: it has been read, or is no longer true."""
        self._do = None
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    def _act(self) -> None:
        do = self._do
        self.dismiss()
        if do is not None:
            do()
