"""What every dialog of the window has: a title, a sentence about it, what can scroll, a place for
errors, and the buttons."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from mapper_gui.views.notice_bar import NoticeBar
from mapper_gui.views.quiet_widgets import quiet_label
from mapper_gui.views.theme import SPACE, title_font

MARGIN = 5 * SPACE
QWIDGETSIZE_MAX = 16777215
ROOM_FOR_FRAME = 80
"""What a screen needs for the frame of a window and its own bars."""


class DialogSheet(QDialog):
    """Shown with `open` or `show`, never with `exec`: the window goes on meanwhile.

    `body` takes the parts; what does not fit on the screen scrolls. `gone` is true once it was
    closed, for answers that come late.
    """

    def __init__(self, parent: QWidget | None, title: str, about: str = "") -> None:
        super().__init__(parent)
        self.gone = False
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        heading = QLabel(title, wordWrap=True)
        heading.setFont(title_font())
        self.notices = NoticeBar()
        self._page = QWidget()
        self._page.setProperty("page", True)
        self.body = QVBoxLayout(self._page)
        self.body.setContentsMargins(MARGIN, 0, MARGIN, 2 * SPACE)
        self.body.setSpacing(3 * SPACE)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self._page)
        self.left, self.right = QHBoxLayout(), QHBoxLayout()
        foot = QHBoxLayout()
        foot.addLayout(self.left)
        foot.addStretch(1)
        foot.addLayout(self.right)
        for side in (self.left, self.right, foot):
            side.setSpacing(2 * SPACE)
        self._head = QVBoxLayout()
        self._head.setContentsMargins(MARGIN, MARGIN, MARGIN, 4 * SPACE)
        self._head.setSpacing(SPACE)
        self._head.addWidget(heading)
        if about:
            self._head.addWidget(quiet_label(about))
        below = QVBoxLayout()
        below.setContentsMargins(MARGIN, 2 * SPACE, MARGIN, 4 * SPACE)
        below.setSpacing(3 * SPACE)
        below.addWidget(self.notices)
        below.addLayout(foot)
        layout = self._layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._head)
        layout.addWidget(self._scroll, 1)
        layout.addWidget(_line())
        layout.addLayout(below)
        self.finished.connect(self._note_closed)

    def add_button(
        self, words: str, do: Callable[[], object], *, primary: bool = False, left: bool = False
    ) -> QPushButton:
        """A button at the bottom: on the right in the order they are added, or on the left."""
        button = QPushButton(words)
        button.setAutoDefault(primary)
        button.setDefault(primary)
        if primary:
            button.setProperty("primary", True)
        button.clicked.connect(lambda _checked=False: do())
        (self.left if left else self.right).addWidget(button)
        return button

    def on_help(self, show: Callable[[], object]) -> None:
        """What F1 shows here."""
        QShortcut(QKeySequence(Qt.Key.Key_F1), self).activated.connect(show)

    def size_for(self, width: int, height: int = 0) -> None:
        """Be this wide and as high as the contents ask, at least `height`, within the screen."""
        room = self._room()
        width = min(width, room.width())
        wanted = self.body.heightForWidth(width) if self.body.hasHeightForWidth() else 0
        wanted = max(wanted, self.body.sizeHint().height())
        # The parts around the body, asked for without it.
        self._scroll.setFixedHeight(0)
        around = max(self._layout.heightForWidth(width), self._layout.sizeHint().height())
        self._scroll.setMinimumHeight(0)
        self._scroll.setMaximumHeight(QWIDGETSIZE_MAX)
        self.resize(width, min(max(wanted + around, height), room.height()))
        self.setMinimumSize(min(width, 420), min(320, room.height()))

    def _room(self) -> QSize:
        screen = self.screen().availableGeometry()
        return QSize(screen.width() - ROOM_FOR_FRAME, screen.height() - ROOM_FOR_FRAME)

    def _note_closed(self) -> None:
        self.gone = True


def _line() -> QFrame:
    line = QFrame()
    line.setProperty("rule", True)
    line.setFixedHeight(1)
    return line
