"""The first part of a rule: take the answers of questions, a constant, or a template."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QLabel, QVBoxLayout, QWidget

from mapper_gui.app.place import FieldPlace
from mapper_gui.mapping.evaluate import FieldResult, text_of
from mapper_gui.mapping.form import Form
from mapper_gui.mapping.mapping import FieldRule, Mapping
from mapper_gui.mapping.rule_sources import sources_of_rule
from mapper_gui.mapping.source import NamedValue, Source
from mapper_gui.mapping.submission import Submission
from mapper_gui.mapping.target import TargetField
from mapper_gui.mapping.values import (
    Cases,
    Constant,
    Count,
    First,
    Sum,
    Take,
    TargetLookup,
    Template,
    TemplatePart,
    Term,
)
from mapper_gui.views.cases_editor import CasesEditor
from mapper_gui.views.condition_told import Around
from mapper_gui.views.id_text import run_from_left
from mapper_gui.views.lookup_editor import LookupEditor
from mapper_gui.views.quiet_widgets import QuietCombo, line_edit, quiet_label, small_button
from mapper_gui.views.scalar_edit import ScalarEdit
from mapper_gui.views.source_rows import SourceRows
from mapper_gui.views.sum_editor import CountEditor, SumEditor
from mapper_gui.views.template_text import UnknownName, template_parts, template_text
from mapper_gui.views.theme import SPACE, id_font
from mapper_gui.wording.lists import short
from mapper_gui.wording.text import tr

ANSWERS, CONSTANT, TEMPLATE, CASES, SUM, COUNT, LOOKUP = range(7)
DRAFT_MS = 150
"""A pause in typing after which it is shown what that would give."""


class TakeEditor(QWidget):
    """Edits what a field takes; `changed` carries the new Take, or None for nothing yet."""

    changed = Signal(object)
    pick_wanted = Signal(object)  # what to call with the source that is chosen
    condition_wanted = Signal(object)  # the same for a condition, where groups count too
    count_wanted = Signal(object)  # the same for what is counted, the rows of a repeat too
    value_opened = Signal(str)  # a named value, by name
    sample_given = Signal(object, object)  # LookupSample, and the one that it takes the place of
    sample_removed = Signal(object)  # LookupSample
    drafted = Signal(object)  # Take: what is being typed; to be answered by `show_draft`
    source_wanted = Signal()  # the person asks for a list of questions to choose from

    def __init__(self) -> None:
        super().__init__()
        self._take: Take | None = None
        self._of: object = None
        self._form = Form()
        self._offered: tuple[Source, ...] = ()
        self._shown_kind = ANSWERS
        self._kind = QuietCombo(
            tr("What the field takes"),
            (
                (tr("the answer to a question"), ANSWERS),
                (tr("a constant"), CONSTANT),
                (tr("a text made of several parts"), TEMPLATE),
                (tr("one of several values, by conditions"), CASES),
                (tr("a sum or difference"), SUM),
                (tr("a count"), COUNT),
                (tr("a look-up in the target"), LOOKUP),
            ),
        )
        self._kind.activated.connect(self._change_kind)
        self.sources = SourceRows()
        self.sources.opened.connect(self.value_opened)
        self.sources.changed.connect(lambda kept: self._emit(First(kept) if kept else None))
        self._add = small_button(tr("Add a question…"), tr("Choose a question by typing"))
        self._add.clicked.connect(self.source_wanted)
        self._constant = ScalarEdit(tr("Constant"))
        self._constant.changed.connect(lambda value: self._emit(Constant(value)))
        self.cases = CasesEditor()
        self.sum = SumEditor()
        self.count = CountEditor()
        for editor in (self.cases, self.sum, self.count):
            editor.changed.connect(self._emit)
            wanted = self.count_wanted if editor is self.count else self.pick_wanted
            editor.source_wanted.connect(wanted)
        self.lookup = LookupEditor()
        self.lookup.changed.connect(self._emit)
        self.lookup.source_wanted.connect(self.pick_wanted)
        self.cases.condition_wanted.connect(self.condition_wanted)
        self.lookup.sample_given.connect(self.sample_given)
        self.lookup.sample_removed.connect(self.sample_removed)
        self._pages = (
            self._answers_page(),
            self._constant,
            self._template_page(),
            self.cases,
            self.sum,
            self.count,
            self.lookup,
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addWidget(self._kind)
        for page in self._pages:
            layout.addWidget(page)
        self.setFocusProxy(self._kind)

    def _answers_page(self) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addWidget(self.sources)
        layout.addWidget(self._add, 0, Qt.AlignmentFlag.AlignLeft)
        return page

    def _template_page(self) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        self._template = line_edit(tr("Text with question ids in braces"), "CC-{/hh/hh_id}")
        self._template.setFont(id_font())
        run_from_left(self._template)
        self._template.typed.connect(self._change_template)
        self._template_error = QLabel(wordWrap=True)
        self._template_error.setTextFormat(Qt.TextFormat.PlainText)
        self._template_error.setProperty("tone", "error")
        self._template_error.hide()
        self._template.textEdited.connect(self._template_error.hide)
        self.draft = quiet_label()
        self.draft.hide()
        self._pause = QTimer(self, singleShot=True, interval=DRAFT_MS)
        self._pause.timeout.connect(self._draft_template)
        self._template.textEdited.connect(self._pause.start)
        self._blank = QCheckBox(tr("Missing parts are blank"))
        self._blank.setToolTip(tr("Otherwise one missing part makes the whole absent."))
        self._blank.clicked.connect(self._change_template)
        hint = tr("Drop questions on the field to add them, or type ids in braces.")
        for part in (
            self._template,
            self.draft,
            self._template_error,
            quiet_label(hint),
            self._blank,
        ):
            layout.addWidget(part)
        return page

    def show_take(
        self,
        mapping: Mapping,
        rule: FieldRule,
        field: TargetField | None,
        result: FieldResult | None,
        language: str,
        of: object = None,
        submission: Submission | None = None,
    ) -> None:
        """Show what the field rule of that thing takes, and what each source gave."""
        same = of == self._of and rule.take == self._take
        self._take, self._of, self._form = rule.take, of, mapping.form
        self._offered = _offered(mapping, of)
        self.lookup.show_mapping(mapping)
        match rule.take:
            case Constant(value):
                kind = CONSTANT
                self._constant.show_value(value, field, of)
            case Template(parts, missing_blank):
                kind = TEMPLATE
                self._template.show_text(template_text(parts), of)
                self._blank.setChecked(missing_blank)
                if not same:
                    self._template_error.hide()
            case Cases():
                kind = CASES
                record_rule = mapping.rule(of.rule) if isinstance(of, FieldPlace) else None
                around = Around(mapping, record_rule, language, checked=record_rule is not None)
                here = submission if record_rule is not None else None
                self.cases.show_cases(rule.take, around, field, of, self._offered, here)
            case Sum():
                kind = SUM
                self.sum.show_sum(rule.take)
            case Count():
                kind = COUNT
                self.count.show_count(rule.take)
            case TargetLookup():
                kind = LOOKUP
                self.lookup.show_lookup(rule.take, mapping, result, of)
            case _:
                kind = ANSWERS
                answers = {t.source: t.answer for t in result.traces} if result else None
                self.sources.show_sources(
                    mapping.form, rule.sources, answers, language, mapping.named_values
                )
                self._show_add(bool(rule.sources))
        if same and kind == TEMPLATE and self._template.is_pending:
            self._pause.start()  # another answer, or another policy
        else:
            self._pause.stop()
            self.show_draft("")
        self._shown_kind = kind
        self._kind.show_data(kind)
        for number, page in enumerate(self._pages):
            page.setVisible(number == kind)

    def _show_add(self, another: bool) -> None:
        words = tr("Or else…") if another else tr("Add a question…")
        tip = (
            tr("Another question, taken when the ones above are not answered")
            if another
            else tr("Choose a question by typing")
        )
        self._add.setText(words)
        self._add.setToolTip(tip)
        self._add.setAccessibleName(f"{words} {tip}")

    def _change_kind(self) -> None:
        kind = self._kind.currentData()
        if kind in (CASES, SUM, COUNT, LOOKUP):
            self._begin(kind)
            return
        parts: tuple[TemplatePart, ...] = ()
        if isinstance(self._take, Template):
            parts = self._take.parts
        elif isinstance(self._take, First):
            parts = tuple(self._take.sources)
        sources: dict[Source, None] = {part: None for part in parts if not isinstance(part, str)}
        if kind == ANSWERS and not isinstance(self._take, First):
            self._emit(First(tuple(sources)) if sources else None)
        elif kind == CONSTANT and not isinstance(self._take, Constant):
            self._emit(Constant(""))
        elif kind == TEMPLATE and not isinstance(self._take, Template):
            text = text_of(self._take.value) if isinstance(self._take, Constant) else ""
            self._emit(Template(parts or ((text,) if text else ())))

    def _begin(self, kind: int) -> None:
        """Begin cases, a sum or a count with what is taken now."""
        old = self._take
        sources = old.sources if isinstance(old, First) else ()
        if kind == CASES and not isinstance(old, Cases):
            self._emit(Cases((), old if isinstance(old, First | Constant) else None))
        elif kind == SUM and not isinstance(old, Sum):
            self._emit(Sum(tuple(Term(source) for source in sources)))
        elif kind == COUNT and not isinstance(old, Count):
            if sources:
                self._emit(Count(sources[0]))
            else:
                self._kind.show_data(self._shown_kind)
                self.count_wanted.emit(lambda source: self._emit(Count(source)))
        elif kind == LOOKUP and not isinstance(old, TargetLookup):
            if sources:
                self._begin_lookup(sources[0])
            else:
                self._kind.show_data(self._shown_kind)
                self.pick_wanted.emit(self._begin_lookup)

    def _begin_lookup(self, source: Source) -> None:
        self._emit(self.lookup.beginning(source))

    def show_draft(self, words: str) -> None:
        """What is being typed would give this; no words: it is not known, or taken over."""
        self.draft.setText(words)
        self.draft.setVisible(bool(words))

    def _draft_template(self) -> None:
        self.show_draft("")
        if not isinstance(self._take, Template) or not self._template.is_pending:
            return
        try:
            parts = template_parts(
                self._template.text(), self._form, self._take.parts, self._offered
            )
        except UnknownName:
            return  # an id that is not written to its end
        self.drafted.emit(Template(parts, self._blank.isChecked()))

    def _change_template(self) -> None:
        old = self._take.parts if isinstance(self._take, Template) else ()
        parts = old
        if self._template.is_pending:
            try:
                parts = template_parts(self._template.text(), self._form, old, self._offered)
            except UnknownName as error:
                self._template_error.setText(
                    tr("“{name}” is no question id. Write {{{{ for a brace.").format(
                        name=short(error.name)
                    )
                )
                self._template_error.show()
                return
        self._template_error.hide()
        self._emit(Template(parts, self._blank.isChecked()))

    def _emit(self, take: Take | None) -> None:
        if take != self._take:
            self._take = take
            self.changed.emit(take)


def _offered(mapping: Mapping, of: object) -> tuple[Source, ...]:
    """What a text can name besides the form's questions: columns, the chosen id, named values."""
    rule = mapping.rule(of.rule) if isinstance(of, FieldPlace) else None
    return (*sources_of_rule(mapping, rule), *map(NamedValue, mapping.named_values))
