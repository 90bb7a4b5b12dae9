"""A link with a name that may be long: cut at its end where there is no room, never the pane."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy

from mapper_gui.views.theme import SPACE


class ElidedLink(QPushButton):
    """Shows as much of `name` as there is room for."""

    def __init__(self) -> None:
        super().__init__()
        self.name = ""
        self.setProperty("link", True)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def show_name(self, name: str) -> None:
        """Show this name; hidden without one."""
        self.name = " ".join(name.split())
        self.setVisible(bool(self.name))
        self.updateGeometry()
        self._cut()

    def _cut(self) -> None:
        # An ampersand would be taken for the mark of a shortcut.
        text = self.fontMetrics().elidedText(
            self.name, Qt.TextElideMode.ElideRight, max(self.width(), 12 * SPACE)
        )
        self.setText(text.replace("&", "&&"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._cut()

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(self.fontMetrics().horizontalAdvance(self.name) + 2 * SPACE, hint.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(12 * SPACE, super().minimumSizeHint().height())
