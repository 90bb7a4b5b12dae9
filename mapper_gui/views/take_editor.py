"""The first part of a rule: take the answers of questions, a constant, or a template."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from mapper_gui.mapping.evaluate import FieldResult
from mapper_gui.mapping.form import Form
from mapper_gui.mapping.mapping import FieldRule, Mapping
from mapper_gui.mapping.source import QuestionSource, Source
from mapper_gui.mapping.submission import Answer, State
from mapper_gui.mapping.target import TargetField
from mapper_gui.mapping.values import Constant, First, Take, Template, TemplatePart
from mapper_gui.views.quiet_widgets import QuietCombo, clear, line_edit, quiet_label, small_button
from mapper_gui.views.scalar_edit import ScalarEdit
from mapper_gui.views.template_text import UnknownName, template_parts, template_text
from mapper_gui.views.theme import SPACE, colours, icon, id_font
from mapper_gui.wording.labels import label_in, plain_label
from mapper_gui.wording.rules import source_name
from mapper_gui.wording.text import tr

ANSWERS, CONSTANT, TEMPLATE = range(3)


class TakeEditor(QWidget):
    """Edits what a field takes; `changed` carries the new Take, or None for nothing yet."""

    changed = Signal(object)
    source_wanted = Signal()  # the person asks for a list of questions to choose from

    def __init__(self) -> None:
        super().__init__()
        self._take: Take | None = None
        self._form = Form()
        self._kind = QuietCombo(
            tr("What the field takes"),
            (
                (tr("the answer to a question"), ANSWERS),
                (tr("a constant"), CONSTANT),
                (tr("a text made of several parts"), TEMPLATE),
            ),
        )
        self._kind.activated.connect(self._change_kind)
        self._sources = QVBoxLayout()
        self._sources.setSpacing(SPACE)
        self._add = small_button(tr("Add a question…"), tr("Choose a question by typing"))
        self._add.clicked.connect(self.source_wanted)
        answers = QWidget()
        answers_layout = QVBoxLayout(answers)
        answers_layout.setContentsMargins(0, 0, 0, 0)
        answers_layout.setSpacing(SPACE)
        answers_layout.addLayout(self._sources)
        answers_layout.addWidget(self._add, 0, Qt.AlignmentFlag.AlignLeft)
        self._constant = ScalarEdit(tr("Constant"))
        self._constant.changed.connect(lambda value: self._emit(Constant(value)))
        template = QWidget()
        template_layout = QVBoxLayout(template)
        template_layout.setContentsMargins(0, 0, 0, 0)
        template_layout.setSpacing(SPACE)
        self._template = line_edit(tr("Text with question ids in braces"), "CC-{/hh/hh_id}")
        self._template.setFont(id_font())
        self._template.editingFinished.connect(self._change_template)
        self._template_error = QLabel(wordWrap=True)
        self._template_error.setProperty("tone", "error")
        self._template_error.hide()
        self._blank = QCheckBox(tr("Missing parts are blank (otherwise the whole is absent)"))
        self._blank.clicked.connect(self._change_template)
        template_layout.addWidget(self._template)
        template_layout.addWidget(self._template_error)
        template_layout.addWidget(
            quiet_label(tr("Drop questions on the field to add them, or type ids in braces."))
        )
        template_layout.addWidget(self._blank)
        self._pages = (answers, self._constant, template)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addWidget(self._kind)
        for page in self._pages:
            layout.addWidget(page)
        self.setFocusProxy(self._kind)

    def show_take(
        self,
        mapping: Mapping,
        rule: FieldRule,
        field: TargetField | None,
        result: FieldResult | None,
        language: str,
    ) -> None:
        """Show what a field rule takes, and what each source gave."""
        self._take, self._form = rule.take, mapping.form
        match rule.take:
            case Constant(value):
                kind = CONSTANT
                self._constant.show_value(value, field)
            case Template(parts, missing_blank):
                kind = TEMPLATE
                self._template.setText(template_text(parts))
                self._template_error.hide()
                self._blank.setChecked(missing_blank)
            case _:
                kind = ANSWERS
                answers = {t.source: t.answer for t in result.traces} if result else None
                self._show_sources(mapping.form, rule.sources, answers, language)
        self._kind.show_data(kind)
        for number, page in enumerate(self._pages):
            page.setVisible(number == kind)

    def _show_sources(
        self,
        form: Form,
        sources: Sequence[Source],
        answers: "dict[Source, Answer] | None",
        language: str,
    ) -> None:
        clear(self._sources)
        if not sources:
            self._sources.addWidget(
                quiet_label(tr("Nothing yet. Drag a question onto the field, or add one here."))
            )
        for number, source in enumerate(sources):
            gave = answers.get(source) if answers is not None else None
            self._sources.addWidget(
                self._source_row(form, source, number, len(sources), gave, language)
            )
        self._add.setText(tr("Add a question…") if not sources else tr("Or else…"))
        self._add.setToolTip(
            tr("Another question, taken when the ones above are not answered") if sources else ""
        )

    def _source_row(
        self,
        form: Form,
        source: Source,
        number: int,
        count: int,
        gave: Answer | None,
        language: str,
    ) -> QFrame:
        frame = QFrame()
        frame.setProperty("card", True)
        name = QLabel(source_name(source))
        name.setFont(id_font())
        name.setWordWrap(True)
        name.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(name)
        question = form.question(source.question) if isinstance(source, QuestionSource) else None
        if isinstance(source, QuestionSource) and question is None:
            gone = QLabel(tr("not in the form any more"))
            gone.setProperty("tone", "error")
            font = name.font()
            font.setStrikeOut(True)
            name.setFont(font)
            words.addWidget(gone)
        elif question is not None:
            label = plain_label(label_in(question.labels, language)) or (
                f"= {question.calculate}" if question.calculate else ""
            )
            if label:
                words.addWidget(quiet_label(label))
        if gave is not None:
            words.addWidget(_answer_label(gave))
        layout = QHBoxLayout(frame)
        layout.setContentsMargins(2 * SPACE, SPACE, SPACE, SPACE)
        layout.addLayout(words, 1)
        if number > 0:
            earlier = self._tool("up", tr("Take {id} earlier").format(id=source_name(source)))
            earlier.clicked.connect(lambda: self._swap(number, number - 1))
            layout.addWidget(earlier)
        remove = self._tool("close", tr("Do not take {id}").format(id=source_name(source)))
        remove.clicked.connect(lambda: self._remove(number))
        layout.addWidget(remove)
        return frame

    def _tool(self, picture: str, name: str) -> QToolButton:
        button = QToolButton()
        button.setProperty("bar", True)
        button.setIcon(icon(picture, colours().quiet))
        button.setIconSize(QSize(12, 12))
        button.setAccessibleName(name)
        button.setToolTip(name)
        return button

    def _current_sources(self) -> list[Source]:
        return list(self._take.sources) if isinstance(self._take, First) else []

    def _swap(self, one: int, other: int) -> None:
        sources = self._current_sources()
        sources[one], sources[other] = sources[other], sources[one]
        self._emit(First(tuple(sources)))

    def _remove(self, number: int) -> None:
        sources = self._current_sources()
        del sources[number]
        self._emit(First(tuple(sources)) if sources else None)

    def _change_kind(self) -> None:
        kind = self._kind.currentData()
        parts: tuple[TemplatePart, ...] = ()
        if isinstance(self._take, Template):
            parts = self._take.parts
        elif isinstance(self._take, First):
            parts = tuple(self._take.sources)
        sources = tuple(part for part in parts if not isinstance(part, str))
        if kind == ANSWERS and not isinstance(self._take, First):
            self._emit(First(sources) if sources else None)
        elif kind == CONSTANT and not isinstance(self._take, Constant):
            self._emit(Constant(""))
        elif kind == TEMPLATE and not isinstance(self._take, Template):
            text = self._take.value if isinstance(self._take, Constant) else ""
            self._emit(Template(parts or ((str(text),) if text else ())))

    def _change_template(self) -> None:
        old = self._take.parts if isinstance(self._take, Template) else ()
        try:
            parts = template_parts(self._template.text(), self._form, old)
        except UnknownName as error:
            self._template_error.setText(
                tr("“{name}” is no question id. Write {{{{ for a brace.").format(name=error.name)
            )
            self._template_error.show()
            return
        self._template_error.hide()
        self._emit(Template(parts, self._blank.isChecked()))

    def _emit(self, take: Take | None) -> None:
        if take != self._take:
            self._take = take
            self.changed.emit(take)


def _answer_label(gave: Answer) -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    if gave.state is State.ANSWERED:
        label.setText(tr("here: {value}").format(value=gave.value))
    elif gave.state is State.EMPTY:
        label.setText(tr("here: empty"))
        label.setProperty("quiet", True)
    else:
        label.setText(tr("here: absent"))
        label.setProperty("quiet", True)
    return label
