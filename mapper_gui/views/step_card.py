"""One step of a rule as a card: what it does, what can be set, and what it made of the value."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from mapper_gui.mapping.steps import PlainStep
from mapper_gui.mapping.submission import Answer, State
from mapper_gui.views.quiet_widgets import line_edit, quiet_label, row, small_button
from mapper_gui.views.step_kinds import Input, Part, given, parts_of, shown
from mapper_gui.views.theme import SPACE, colours, icon, id_font
from mapper_gui.wording.lists import short
from mapper_gui.wording.results import value_text
from mapper_gui.wording.sources import source_id
from mapper_gui.wording.steps import plain_step_words
from mapper_gui.wording.text import tr

LONGEST_VALUE = 200
CODE_HEIGHT = 96


class StepCard(QFrame):
    """Shows a step; signals carry the step as it is wanted, and what else the person asked for."""

    changed = Signal(object)  # PlainStep
    moved_up = Signal()
    removed = Signal()
    source_wanted = Signal()

    def __init__(self, step: PlainStep, number: int, gave: Answer | None) -> None:
        super().__init__()
        self._step = step
        self.setProperty("card", True)
        words = plain_step_words(step)
        title = QLabel(words, wordWrap=True)
        title.setTextFormat(Qt.TextFormat.PlainText)
        head = QHBoxLayout()
        head.setSpacing(SPACE)
        head.addWidget(title, 1)
        if number > 0:
            earlier = _tool("up", tr("Do “{step}” earlier").format(step=words))
            earlier.clicked.connect(self.moved_up)
            head.addWidget(earlier)
        remove = _tool("close", tr("Remove “{step}”").format(step=words))
        remove.clicked.connect(self.removed)
        head.addWidget(remove)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * SPACE, SPACE, SPACE, SPACE)
        layout.setSpacing(SPACE)
        layout.addLayout(head)
        for part in parts_of(step):
            layout.addWidget(self._editor(part))
        self._error = QLabel(wordWrap=True)
        self._error.setProperty("tone", "error")
        self._error.hide()
        layout.addWidget(self._error)
        if gave is not None:
            layout.addWidget(_gave_label(gave))

    def _editor(self, part: Part) -> QWidget:
        match part.input:
            case Input.FLAG:
                box = QCheckBox(part.words)
                box.setChecked(bool(getattr(self._step, part.attribute)))
                box.clicked.connect(lambda on: self._set(part, on))
                return box
            case Input.SOURCE:
                button = small_button(source_id(getattr(self._step, part.attribute)), part.words)
                button.clicked.connect(self.source_wanted)
                return _line(part.words, button)
            case Input.CODE:
                return self._code(part)
            case _:
                edit = line_edit(part.words, part.hint)
                edit.setText(shown(self._step, part))
                edit.show_text(shown(self._step, part))
                edit.typed.connect(lambda text: self._type(part, text))
                return _line(part.words, edit)

    def _code(self, part: Part) -> QWidget:
        page = QWidget()
        edit = QPlainTextEdit(shown(self._step, part))
        edit.setAccessibleName(tr("Code"))
        edit.setFont(id_font())
        edit.setFixedHeight(CODE_HEIGHT)
        edit.setTabChangesFocus(True)
        use = small_button(tr("Use this code"))
        use.clicked.connect(lambda: self._set(part, edit.toPlainText()))
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(quiet_label(part.words))
        layout.addWidget(edit)
        layout.addLayout(row(use, 1))
        return page

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

    def _set(self, part: Part, value: Any) -> None:
        changed = replace(self._step, **{part.attribute: value})
        if changed != self._step:
            self.changed.emit(changed)


def _line(words: str, editor: QWidget) -> QWidget:
    page = QWidget()
    layout = row(quiet_label(words))
    layout.addWidget(editor, 1)
    page.setLayout(layout)
    return page


def _tool(picture: str, name: str) -> QToolButton:
    button = QToolButton()
    button.setProperty("bar", True)
    button.setIcon(icon(picture, colours().quiet))
    button.setIconSize(QSize(12, 12))
    button.setAccessibleName(name)
    button.setToolTip(name)
    return button


def _gave_label(gave: Answer) -> QLabel:
    label = quiet_label()
    if gave.state is State.ANSWERED:
        label.setText(
            tr("here: {value}").format(value=short(value_text(gave.value), LONGEST_VALUE))
        )
    else:
        label.setText(tr("here: empty") if gave.state is State.EMPTY else tr("here: absent"))
    return label
