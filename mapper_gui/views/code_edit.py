"""The editor of a code step: JavaScript in a fixed-width face between its own signature, with what
it gave, and the runners that refuse it."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFontMetricsF, QKeyEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from mapper_gui.mapping.submission import Answer, State
from mapper_gui.views.quiet_widgets import quiet_label
from mapper_gui.views.theme import id_font
from mapper_gui.views.typed_text import NoteEdit
from mapper_gui.wording.lists import short
from mapper_gui.wording.results import value_text
from mapper_gui.wording.text import tr

FEWEST_LINES, MOST_LINES = 4, 16
LONGEST_VALUE = 400
INDENT = "  "


class CodeLines(NoteEdit):
    """Lines of code: Return keeps the indentation. Tab leaves, as everywhere in the pane."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            line = self.textCursor().block().text()[: self.textCursor().positionInBlock()]
            kept = line[: len(line) - len(line.lstrip())]
            deeper = INDENT if line.rstrip().endswith(("{", "(", "[")) else ""
            self.textCursor().insertText(f"\n{kept}{deeper}")
            self.ensureCursorVisible()
        elif event.text() in ("}", ")", "]") and self._is_indented():
            for _ in INDENT:
                self.textCursor().deletePreviousChar()
            super().keyPressEvent(event)
        else:
            super().keyPressEvent(event)

    def _is_indented(self) -> bool:
        """Whether nothing but indentation stands before the cursor in its line."""
        line = self.textCursor().block().text()[: self.textCursor().positionInBlock()]
        return line.endswith(INDENT) and not line.strip()


class CodeEdit(QWidget):
    """Shows the body of a code step."""

    def __init__(self) -> None:
        super().__init__()
        self.edit = CodeLines(tr("Code: the body of (value, submission, row) =>"))
        self.edit.setFont(id_font())
        self.edit.setLineWrapMode(NoteEdit.LineWrapMode.NoWrap)
        # Code reads from the left, whatever language its texts are in.
        self.edit.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.edit.setTabStopDistance(QFontMetricsF(id_font()).horizontalAdvance(INDENT))
        self.edit.textChanged.connect(self._fit)
        self._head = _signature("(value, submission, row) => {")
        self._foot = _signature("}")
        self.outcome = QLabel(wordWrap=True)
        self.outcome.setTextFormat(Qt.TextFormat.PlainText)
        self.outcome.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._refused = quiet_label()
        self._refused.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        for part in (self._head, self.edit, self._foot, self.outcome, self._refused):
            layout.addWidget(part)
        self.setFocusProxy(self.edit)
        self._fit()

    def show_outcome(self, gave: Answer | None, said: str) -> None:
        """What the code gave on the open submission, or what the engine said."""
        tone = "quiet"
        if said:
            text, tone = said, "error"
        elif gave is None:
            text = tr("Open a submission to see what it gives.")
        elif gave.state is State.ANSWERED:
            text = tr("here: {value}").format(value=short(value_text(gave.value), LONGEST_VALUE))
            tone = "good"
        else:
            text = tr("here: empty") if gave.state is State.EMPTY else tr("here: absent")
        self.outcome.setText(text)
        self.outcome.setProperty("quiet", tone == "quiet")
        self.outcome.setProperty("tone", "" if tone == "quiet" else tone)
        self.outcome.style().unpolish(self.outcome)
        self.outcome.style().polish(self.outcome)

    def show_refusals(self, sentences: Sequence[str]) -> None:
        """Which runners cannot run this code, or only some of them, and why."""
        self._refused.setText("\n".join(sentences))
        self._refused.setVisible(bool(sentences))

    @property
    def refusals(self) -> str:
        """What is said of runners."""
        return self._refused.text()

    def _fit(self) -> None:
        lines = max(FEWEST_LINES, min(MOST_LINES, self.edit.blockCount() + 1))
        height = QFontMetricsF(self.edit.font()).lineSpacing() * lines
        frame = 2 * self.edit.frameWidth() + 2 * int(self.edit.document().documentMargin())
        self.edit.setFixedHeight(
            int(height) + frame + self.edit.horizontalScrollBar().height() // 2
        )

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()


def _signature(text: str) -> QLabel:
    label = QLabel(text)
    label.setFont(id_font())
    label.setProperty("quiet", True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    return label
