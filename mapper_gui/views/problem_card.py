"""A problem in words where it stands, with the mends that are one click away."""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
)

from mapper_gui.mapping.problem import Mend, MendKind, Problem, Severity
from mapper_gui.views.quiet_widgets import row, small_button
from mapper_gui.views.theme import SPACE, colours, id_font, pixmap
from mapper_gui.wording.problems import mend_words, message
from mapper_gui.wording.text import tr


class ProblemCard(QFrame):
    """One problem. A mend that the program can do is a button; one for the form builder is text
    to copy."""

    mend_wanted = Signal(object)  # Mend
    noticed = Signal(str)

    def __init__(self, problem: Problem) -> None:
        super().__init__()
        is_error = problem.severity is Severity.ERROR
        self.setProperty("notice", "error" if is_error else "warning")
        picture = QLabel()
        name, colour = ("error", colours().error) if is_error else ("warning", colours().warning)
        picture.setPixmap(pixmap(name, 16, self.devicePixelRatioF(), colour))
        picture.setAccessibleName(tr("Error") if is_error else tr("Warning"))
        text = QLabel(message(problem), wordWrap=True)
        text.setTextFormat(Qt.TextFormat.PlainText)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        # An id too long for the pane is cut; the pane keeps its width.
        policy = text.sizePolicy()
        policy.setHorizontalPolicy(QSizePolicy.Policy.Ignored)
        text.setSizePolicy(policy)
        words = QVBoxLayout()
        words.setSpacing(SPACE)
        words.addWidget(text)
        for mend in problem.mends:
            if mend.kind is MendKind.ADD_HIDDEN_VALUE:
                self._add_copy(words, mend)
            else:
                button = _MendButton(mend_words(mend))
                button.clicked.connect(lambda _checked=False, m=mend: self.mend_wanted.emit(m))
                words.addWidget(button)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        layout.setSpacing(2 * SPACE)
        layout.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(words, 1)

    def _add_copy(self, words: QVBoxLayout, mend: Mend) -> None:
        calculation = str(mend.facts.get("calculation", ""))
        advice = QLabel(mend_words(mend), wordWrap=True)
        advice.setTextFormat(Qt.TextFormat.PlainText)
        words.addWidget(advice)
        shown = QLabel(calculation, wordWrap=True)
        shown.setFont(id_font())
        shown.setTextFormat(Qt.TextFormat.PlainText)
        shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        words.addWidget(shown)
        copy = small_button(tr("Copy the calculation"))

        def put() -> None:
            QApplication.clipboard().setText(calculation)
            self.noticed.emit(tr("Copied the calculation"))

        copy.clicked.connect(put)
        words.addLayout(row(copy, 1))


class _MendButton(QPushButton):
    """A link of several words that goes on in the next line, which a push button never does: a
    mend names ids and choices, and a narrow pane must not cut off what a click would do."""

    _MARGIN = SPACE // 2

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.setProperty("link", True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        wrapped = Qt.TextFlag.TextWordWrap
        inside = QRect(0, 0, width, 10_000)
        return (
            self.fontMetrics().boundingRect(inside, wrapped, self.text()).height()
            + 2 * self._MARGIN
        )

    def sizeHint(self) -> QSize:
        width = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(width, self.heightForWidth(width))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(colours().accent)
        font = self.font()
        font.setUnderline(self.underMouse() or self.hasFocus())
        painter.setFont(font)
        inside = self.rect().adjusted(0, self._MARGIN, 0, -self._MARGIN)
        painter.drawText(inside, Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft, self.text())
