"""A link that is an id: cut in its middle where there is no room, whole in its tooltip."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QPushButton, QSizePolicy

from mapper_gui.views.id_text import run_from_left
from mapper_gui.views.theme import SPACE, id_font


class IdLink(QPushButton):
    """Shows a source's id; a click asks for another one."""

    def __init__(self) -> None:
        super().__init__()
        self.id = ""
        self.setProperty("link", True)
        self.setFont(id_font())
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        run_from_left(self)

    def show_id(self, text: str, does: str, about: str = "", *, gone: bool = False) -> None:
        """Show this id; `does` says what a click does, `about` what the id is. What is gone is
        struck through."""
        self.id = text
        font = id_font()
        font.setStrikeOut(gone)
        self.setFont(font)
        self.setAccessibleName(does)
        self.setToolTip("\n".join(line for line in (text, about, does) if line))
        self._cut()

    def _cut(self) -> None:
        room = max(self.width() - SPACE, 12 * SPACE)
        text = self.fontMetrics().elidedText(self.id, Qt.TextElideMode.ElideMiddle, room)
        if QApplication.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            text = f"\u2066{text}\u2069"  # a left-to-right isolate: the slash stays in front
        self.setText(text.replace("&", "&&"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._cut()

    def sizeHint(self) -> QSize:
        width = self.fontMetrics().horizontalAdvance(self.id) + 2 * SPACE
        return QSize(width, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(12 * SPACE, super().minimumSizeHint().height())
