"""The sources that a field takes, one card each: id, label, what the open submission has there."""

from collections.abc import Container, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from mapper_gui.mapping.form import Form, Question
from mapper_gui.mapping.source import AttachmentSource, NamedValue, QuestionSource, Source
from mapper_gui.mapping.submission import Answer, State
from mapper_gui.views.id_text import id_label
from mapper_gui.views.quiet_widgets import clear, quiet_label, small_button
from mapper_gui.views.theme import SPACE, colours, icon
from mapper_gui.wording.labels import label_in, plain_label
from mapper_gui.wording.lists import short
from mapper_gui.wording.results import value_text
from mapper_gui.wording.rules import source_name
from mapper_gui.wording.text import tr

LONGEST_ANSWER = 300


@dataclass(frozen=True, slots=True)
class _Card:
    """What a card shows."""

    source: Source
    question: Question | None
    gone: bool
    gave: Answer | None


class SourceRows(QWidget):
    """Shows sources in the order they are asked; announces another order, or one less."""

    changed = Signal(object)  # tuple[Source, ...]
    opened = Signal(str)  # a named value, by name

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[object, ...] | None = None
        self._sources: tuple[Source, ...] = ()
        self._cards = QVBoxLayout(self)
        self._cards.setContentsMargins(0, 0, 0, 0)
        self._cards.setSpacing(SPACE)

    def show_sources(
        self,
        form: Form,
        sources: Sequence[Source],
        answers: dict[Source, Answer] | None,
        language: str,
        values: Container[str] = (),
    ) -> None:
        """Show these; nothing is touched where nothing is new, so that the keyboard stays. `values`: the
        named values there are."""
        cards = tuple(_card(form, source, answers, values) for source in sources)
        if (cards, language) == self._shown:
            return
        self._shown, self._sources = (cards, language), tuple(sources)
        where = self._focused()
        clear(self._cards)
        if not cards:
            self._cards.addWidget(
                quiet_label(tr("Nothing yet. Drag a question onto the field, or add one here."))
            )
        for number, card in enumerate(cards):
            self._cards.addWidget(self._frame(card, number, language))
        if where is not None:
            self._focus(*where)

    def _frame(self, card: _Card, number: int, language: str) -> QFrame:
        source = card.source
        frame = QFrame()
        frame.setProperty("card", True)
        name = id_label(source_name(source))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(name)
        if card.gone:
            gone = QLabel(
                tr("there is no value of this name")
                if isinstance(source, NamedValue)
                else tr("not in the form any more")
            )
            gone.setProperty("tone", "error")
            font = name.font()
            font.setStrikeOut(True)
            name.setFont(font)
            words.addWidget(gone)
        elif card.question is not None:
            label = _label(card.question, language)
            if label:
                words.addWidget(quiet_label(label))
        if card.gave is not None:
            words.addWidget(_answer_label(card.gave))
        layout = QHBoxLayout(frame)
        layout.setContentsMargins(2 * SPACE, SPACE, SPACE, SPACE)
        layout.addLayout(words, 1)
        if isinstance(source, NamedValue) and not card.gone:
            show = small_button(
                tr("Show"), tr("Show how {name} is made").format(name=source_name(source))
            )
            show.setObjectName("show")
            show.clicked.connect(lambda: self.opened.emit(source.name))
            layout.addWidget(show)
        if number > 0:
            earlier = _tool("up", tr("Take {id} earlier").format(id=source_name(source)))
            earlier.clicked.connect(lambda: self._move_up(number))
            layout.addWidget(earlier)
        remove = _tool("close", tr("Do not take {id}").format(id=source_name(source)))
        remove.clicked.connect(lambda: self._remove(number))
        layout.addWidget(remove)
        return frame

    def _move_up(self, number: int) -> None:
        sources = list(self._sources)
        sources[number - 1], sources[number] = sources[number], sources[number - 1]
        self.changed.emit(tuple(sources))

    def _remove(self, number: int) -> None:
        sources = list(self._sources)
        del sources[number]
        self.changed.emit(tuple(sources))

    def _focused(self) -> tuple[int, str] | None:
        """Which card has the keyboard, and which of its buttons."""
        focus = QApplication.focusWidget()
        for number in range(self._cards.count()):
            item = self._cards.itemAt(number)
            frame = item.widget() if item is not None else None
            if frame is not None and focus is not None and frame.isAncestorOf(focus):
                return number, focus.objectName()
        return None

    def _focus(self, number: int, name: str) -> None:
        item = self._cards.itemAt(min(number, self._cards.count() - 1))
        frame = item.widget() if item is not None else None
        if frame is None:
            return
        button = frame.findChild(QToolButton, name) or frame.findChild(QToolButton)
        frame.show()  # a layout does it later, and only what is seen can have the keyboard
        if isinstance(button, QToolButton):
            button.setFocus(Qt.FocusReason.OtherFocusReason)


def _card(
    form: Form, source: Source, answers: dict[Source, Answer] | None, values: Container[str]
) -> _Card:
    question = None
    gone = False
    if isinstance(source, QuestionSource | AttachmentSource):
        question = form.question(source.question)
        gone = question is None and "@" not in source.question
    elif isinstance(source, NamedValue):
        gone = source.name not in values
    gave = answers.get(source) if answers is not None else None
    return _Card(source, question, gone, gave)


def _label(question: Question, language: str) -> str:
    label = plain_label(label_in(question.labels, language))
    return label or (f"= {question.calculate}" if question.calculate else "")


def _tool(picture: str, name: str) -> QToolButton:
    button = QToolButton()
    button.setObjectName(picture)
    button.setProperty("bar", True)
    button.setIcon(icon(picture, colours().quiet))
    button.setIconSize(QSize(12, 12))
    button.setAccessibleName(name)
    button.setToolTip(name)
    return button


def _answer_label(gave: Answer) -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    if gave.state is State.ANSWERED:
        shown = short(value_text(gave.value), LONGEST_ANSWER)
        label.setText(tr("here: {value}").format(value=shown))
    else:
        empty = gave.state is State.EMPTY
        label.setText(tr("here: empty") if empty else tr("here: absent"))
        label.setProperty("quiet", True)
    return label
