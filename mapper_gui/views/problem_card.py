"""A problem in words where it stands, with the mends that are one click away."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QVBoxLayout

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
        words = QVBoxLayout()
        words.setSpacing(SPACE)
        words.addWidget(text)
        for mend in problem.mends:
            if mend.kind is MendKind.ADD_HIDDEN_VALUE:
                self._add_copy(words, mend)
            else:
                button = small_button(mend_words(mend))
                button.clicked.connect(lambda _checked=False, m=mend: self.mend_wanted.emit(m))
                words.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
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
