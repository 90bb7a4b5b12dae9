"""One step of a rule as a card: what it does, what can be set, and what it made of the value."""

from collections.abc import Container
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from mapper_gui.mapping.steps import Code, PlainStep
from mapper_gui.mapping.submission import Answer, State
from mapper_gui.views.code_edit import CodeEdit
from mapper_gui.views.quiet_widgets import QuietCombo, line_edit, quiet_label, row, small_button
from mapper_gui.views.step_kinds import Input, Part, given, parts_of, shown
from mapper_gui.views.theme import SPACE, colours, icon
from mapper_gui.views.typed_text import LineEdit
from mapper_gui.wording.lists import short
from mapper_gui.wording.results import value_text
from mapper_gui.wording.sources import source_id
from mapper_gui.wording.steps import plain_step_words
from mapper_gui.wording.text import tr

LONGEST_VALUE = 200


class StepCard(QFrame):
    """Shows a step; signals carry the step as it is wanted, and what else the person asked for."""

    changed = Signal(object)  # PlainStep
    typed = Signal(object, str)  # PlainStep, and a name for this go of typing: one undo step
    moved_up = Signal()
    removed = Signal()
    source_wanted = Signal()

    def __init__(self, step: PlainStep, number: int, gave: Answer | None, said: str = "") -> None:
        super().__init__()
        self._step = step
        self._parts = parts_of(step)
        self._editors: dict[str, QWidget] = {}
        self.code: CodeEdit | None = None
        self.setProperty("card", True)
        self.head = StepHead()
        self.head.moved_up.connect(self.moved_up)
        self.head.removed.connect(self.removed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * SPACE, SPACE, SPACE, SPACE)
        layout.setSpacing(SPACE)
        layout.addWidget(self.head)
        for part in self._parts:
            layout.addWidget(self._editor(part))
        self._error = QLabel(wordWrap=True)
        self._error.setTextFormat(Qt.TextFormat.PlainText)
        self._error.setProperty("tone", "error")
        self._error.hide()
        self.gave = GaveLabel()
        layout.addWidget(self._error)
        layout.addWidget(self.gave)
        self.show_step(step, number, gave, said)

    @property
    def step(self) -> PlainStep:
        """The step that is shown."""
        return self._step

    def fits(self, step: object) -> bool:
        """Whether this card can show that step: what can be set of both is the same."""
        return type(step) is type(self._step) and parts_of(step) == self._parts

    def show_step(self, step: PlainStep, number: int, gave: Answer | None, said: str = "") -> None:
        """Show this step in place of the one before; what is being typed stays. `said`: what went
        wrong with it on the open submission."""
        same = step == self._step
        self._step = step
        self.head.show_step(plain_step_words(step), number)
        for part in self._parts:
            self._show_part(part)
        if not same:
            self._error.hide()
        if self.code is not None:
            self.code.show_outcome(gave, said)
            self.gave.hide()
        else:
            self.gave.show_answer(gave, said)

    def _show_part(self, part: Part) -> None:
        editor = self._editors[part.attribute]
        value = getattr(self._step, part.attribute)
        if isinstance(editor, QCheckBox):
            editor.setChecked(bool(value))
        elif isinstance(editor, QuietCombo):
            editor.show_data(value)
        elif isinstance(editor, SetBoxes):
            editor.show_chosen(value)
        elif isinstance(editor, LineEdit):
            editor.show_text(shown(self._step, part), part)
        elif isinstance(editor, CodeEdit):
            editor.edit.show_text(str(value), self)
        elif hasattr(editor, "setText"):
            editor.setText(source_id(value))

    def _editor(self, part: Part) -> QWidget:
        match part.input:
            case Input.FLAG:
                box = QCheckBox(part.words)
                box.clicked.connect(lambda on: self._set(part, on))
                self._editors[part.attribute] = box
                return box
            case Input.ONE_OF:
                combo = QuietCombo(part.words, part.offered)
                combo.activated.connect(lambda: self._set(part, combo.currentData()))
                self._editors[part.attribute] = combo
                return _line(part.words, combo)
            case Input.SETS:
                boxes = SetBoxes(part)
                boxes.changed.connect(lambda chosen: self._set(part, chosen))
                self._editors[part.attribute] = boxes
                return boxes
            case Input.SOURCE:
                button = small_button("", part.words)
                button.clicked.connect(self.source_wanted)
                self._editors[part.attribute] = button
                return _line(part.words, button)
            case Input.CODE:
                self.code = CodeEdit()
                self.code.edit.typed.connect(self._type_code)
                self._editors[part.attribute] = self.code
                return self.code
            case _:
                edit = line_edit(part.words, part.hint)
                edit.typed.connect(lambda text: self._type(part, text))
                self._editors[part.attribute] = edit
                return _line(part.words, edit)

    def _type(self, part: Part, text: str) -> None:
        try:
            value = given(self._step, part, text)
        except ValueError:
            words = tr("“{text}” cannot be used here.").format(text=short(text))
            self._error.setText(words)
            self._error.show()
            return
        self._error.hide()
        self._set(part, value)

    def _type_code(self, text: str, typing: str) -> None:
        if isinstance(self._step, Code) and text != self._step.body:
            self._step = Code(text)
            self.typed.emit(self._step, typing)

    def _set(self, part: Part, value: Any) -> None:
        changed = replace(self._step, **{part.attribute: value})
        if changed != self._step:
            self.changed.emit(changed)


class SetBoxes(QWidget):
    """A box for each of several things; `changed` carries those that are ticked, in their order."""

    changed = Signal(object)  # tuple

    def __init__(self, part: Part) -> None:
        super().__init__()
        self._boxes = {value: QCheckBox(words) for words, value in part.offered}
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        for number, box in enumerate(self._boxes.values()):
            box.clicked.connect(
                lambda: self.changed.emit(
                    tuple(value for value, box in self._boxes.items() if box.isChecked())
                )
            )
            layout.addWidget(box, number // 2, number % 2)

    def show_chosen(self, chosen: Container[Any]) -> None:
        """Tick these."""
        for value, box in self._boxes.items():
            box.setChecked(value in chosen)


class StepHead(QWidget):
    """What a step does in words, and the buttons that move and remove it."""

    moved_up = Signal()
    removed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._title = QLabel(wordWrap=True)
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._earlier = _tool("up")
        self._earlier.clicked.connect(self.moved_up)
        self._remove = _tool("close")
        self._remove.clicked.connect(self.removed)
        self.between = QHBoxLayout()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addWidget(self._title, 1)
        layout.addLayout(self.between)
        layout.addWidget(self._earlier)
        layout.addWidget(self._remove)

    def show_step(self, words: str, number: int, removing: str = "") -> None:
        self._title.setText(words)
        self._earlier.setVisible(number > 0)
        for tool, name in (
            (self._earlier, tr("Do “{step}” earlier").format(step=words)),
            (self._remove, removing or tr("Remove “{step}”").format(step=words)),
        ):
            tool.setAccessibleName(name)
            tool.setToolTip(name)


class GaveLabel(QLabel):
    """What a step made of the open submission's value, or why it could not."""

    def __init__(self) -> None:
        super().__init__(wordWrap=True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("quiet", True)

    def show_answer(self, gave: Answer | None, said: str = "") -> None:
        self.setVisible(gave is not None)
        if gave is None:
            return
        text = gave_words(gave)
        self.setText(f"{text} – {said}" if said else text)
        self.setProperty("quiet", not said)
        self.setProperty("tone", "warning" if said else "")
        self.style().unpolish(self)
        self.style().polish(self)


def gave_words(gave: Answer) -> str:
    """`here: Ana`, `here: empty`, `here: absent`."""
    if gave.state is State.ANSWERED:
        return tr("here: {value}").format(value=short(value_text(gave.value), LONGEST_VALUE))
    return tr("here: empty") if gave.state is State.EMPTY else tr("here: absent")


def _line(words: str, editor: QWidget) -> QWidget:
    page = QWidget()
    layout = row(quiet_label(words))
    layout.addWidget(editor, 1)
    page.setLayout(layout)
    return page


def _tool(picture: str) -> QToolButton:
    button = QToolButton()
    button.setProperty("bar", True)
    button.setIcon(icon(picture, colours().quiet))
    button.setIconSize(QSize(12, 12))
    return button
