"""Ordered rules in a rule: when this holds take that, otherwise something else."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QLabel, QVBoxLayout, QWidget

from mapper_gui.mapping.condition_edit import begun
from mapper_gui.mapping.conditions import AllOf, Condition
from mapper_gui.mapping.mapping import Mapping
from mapper_gui.mapping.source import Source
from mapper_gui.mapping.submission import Submission
from mapper_gui.mapping.target import TargetField
from mapper_gui.mapping.values import Case, Cases, Constant, First, Take, Template
from mapper_gui.views.condition_editor import ConditionEditor
from mapper_gui.views.condition_line import tool_button
from mapper_gui.views.condition_told import Around
from mapper_gui.views.id_text import run_from_left
from mapper_gui.views.quiet_widgets import (
    QuietCombo,
    caption,
    clear,
    line_edit,
    quiet_label,
    row,
    small_button,
)
from mapper_gui.views.scalar_edit import ScalarEdit
from mapper_gui.views.template_text import UnknownName, template_parts, template_text
from mapper_gui.views.theme import SPACE, id_font
from mapper_gui.wording.lists import short
from mapper_gui.wording.rules import take_words
from mapper_gui.wording.text import tr

CONSTANT, ANSWER, TEXT, NOTHING, OTHER = range(5)


class ValueChoice(QWidget):
    """What one of the rules gives: a constant, the answer to a question, a text made of parts, or
    nothing. What else a mapping can hold here is shown in words and kept."""

    changed = Signal(object)  # Take | None
    source_wanted = Signal(object)

    def __init__(self, name: str, *, may_be_nothing: bool) -> None:
        super().__init__()
        self._take: Take | None = None
        self._mapping = Mapping()
        self._offered: tuple[Source, ...] = ()
        kinds = [
            (tr("the value"), CONSTANT),
            (tr("the answer to"), ANSWER),
            (tr("a text made of several parts"), TEXT),
        ]
        if may_be_nothing:
            kinds.append((tr("nothing (absent)"), NOTHING))
        self.kind = QuietCombo(name, kinds)
        self.constant = ScalarEdit(name)
        self.answer = small_button("")
        self.text = line_edit(tr("Text with question ids in braces"), "CC-{/hh/hh_id}")
        self.text.setFont(id_font())
        run_from_left(self.text)
        self._unknown = QLabel(wordWrap=True)
        self._unknown.setTextFormat(Qt.TextFormat.PlainText)
        self._unknown.setProperty("tone", "error")
        self._unknown.hide()
        self.blank = QCheckBox(tr("Missing parts are blank"))
        self._words = quiet_label()
        self.kind.activated.connect(self._change_kind)
        self.constant.changed.connect(lambda value: self._emit(Constant(value)))
        self.answer.clicked.connect(self._pick)
        self.text.typed.connect(lambda _text: self._change_text())
        self.text.textEdited.connect(self._unknown.hide)
        self.blank.clicked.connect(self._change_text)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        for part in (
            self.kind, self.constant, self.answer, self.text, self._unknown, self.blank, self._words,
        ):  # fmt: skip
            layout.addWidget(part)

    def show_take(
        self,
        take: Take | None,
        mapping: Mapping,
        field: TargetField | None,
        of: object,
        offered: tuple[Source, ...] = (),
    ) -> None:
        """Show a value; `offered`: what a text can name besides the form's questions."""
        self._take, self._mapping, self._offered = take, mapping, offered
        kind = _kind_of(take)
        if kind == OTHER and self.kind.findData(OTHER) < 0:
            self.kind.addItem(tr("something else"), OTHER)
        self.kind.show_data(kind)
        self.constant.setVisible(kind == CONSTANT)
        self.answer.setVisible(kind == ANSWER)
        self.text.setVisible(kind == TEXT)
        self.blank.setVisible(kind == TEXT)
        self._words.setVisible(kind == OTHER)
        if kind != TEXT:
            self._unknown.hide()
        match take:
            case Constant(value):
                self.constant.show_value(value, field, of)
            case Template(parts, missing_blank):
                self.text.show_text(template_text(parts), of)
                self.blank.setChecked(missing_blank)
            case First() | None:
                words = take_words(take, mapping)
                self.answer.setText(short(words, 60).replace("&", "&&"))
                self.answer.setToolTip(words)
            case _:
                self._words.setText(short(take_words(take, mapping), 300))

    def _change_kind(self) -> None:
        kind = self.kind.currentData()
        if kind == _kind_of(self._take):
            return
        if kind == ANSWER:
            self.kind.show_data(_kind_of(self._take))  # until a question is chosen
            self._pick()
        elif kind == TEXT:
            sources = self._take.sources if isinstance(self._take, First) else ()
            self._emit(Template(sources))
        else:
            self._emit(Constant("") if kind == CONSTANT else None)

    def _change_text(self) -> None:
        old = self._take.parts if isinstance(self._take, Template) else ()
        try:
            parts = template_parts(self.text.text(), self._mapping.form, old, self._offered)
        except UnknownName as error:
            words = tr("“{name}” is no question id. Write {{{{ for a brace.")
            self._unknown.setText(words.format(name=short(error.name)))
            self._unknown.show()
            return
        self._unknown.hide()
        self._emit(Template(parts, self.blank.isChecked()))

    def _pick(self) -> None:
        self.source_wanted.emit(lambda source: self._emit(First((source,))))

    def _emit(self, take: Take | None) -> None:
        if take != self._take:
            self.changed.emit(take)


def _kind_of(take: Take | None) -> int:
    match take:
        case None:
            return NOTHING
        case Constant():
            return CONSTANT
        case First():
            return ANSWER
        case Template():
            return TEXT
        case _:
            return OTHER


class _CaseCard(QFrame):
    """One case: its condition and what is taken when it holds."""

    changed = Signal(object)  # Case
    removed = Signal()
    moved_up = Signal()
    source_wanted = Signal(object)
    condition_wanted = Signal(object)

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number
        self._case = Case(AllOf(()), Constant(""))
        self.setProperty("card", True)
        self.when = ConditionEditor(tr("always"))
        self.value = ValueChoice(tr("Then"), may_be_nothing=False)
        title = caption(tr("when") if number == 0 else tr("or else when"))
        earlier = tool_button("up", tr("Ask case {number} earlier").format(number=number + 1))
        earlier.setVisible(number > 0)
        remove = tool_button("close", tr("Remove case {number}").format(number=number + 1))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * SPACE, SPACE, SPACE, SPACE)
        layout.setSpacing(SPACE)
        head: list[QWidget | int] = [title, 1, earlier, remove]
        layout.addLayout(row(*head))
        layout.addWidget(self.when)
        layout.addWidget(caption(tr("then")))
        layout.addWidget(self.value)
        earlier.clicked.connect(self.moved_up)
        remove.clicked.connect(self.removed)
        self.when.changed.connect(self._change_when)
        self.when.source_wanted.connect(self.condition_wanted)
        self.value.changed.connect(
            lambda take: self.changed.emit(replace(self._case, take=take or Constant("")))
        )
        self.value.source_wanted.connect(self.source_wanted)

    def show_case(
        self,
        case: Case,
        around: Around,
        field: TargetField | None,
        of: object,
        offered: tuple[Source, ...],
        submission: Submission | None,
    ) -> None:
        self._case = case
        when = None if case.when == AllOf(()) else case.when
        self.when.show_condition(when, around, submission)
        self.value.show_take(case.take, around.mapping, field, (of, self._number), offered)

    def _change_when(self, when: Condition | None) -> None:
        self.changed.emit(replace(self._case, when=when or AllOf(())))


class CasesEditor(QWidget):
    """Edits ordered rules; `changed` carries the new ones."""

    changed = Signal(object)  # Cases
    source_wanted = Signal(object)  # what to call with the chosen source
    condition_wanted = Signal(object)  # the same, where groups and repeats can be asked about too

    def __init__(self) -> None:
        super().__init__()
        self._cases = Cases(())
        self._of: object = self
        self._around = Around(Mapping())
        self.cards: list[_CaseCard] = []
        self._rows = QVBoxLayout()
        self._rows.setSpacing(SPACE)
        self._none = quiet_label(tr("No case yet: what stands below is always taken."))
        self.add = small_button(tr("Add a case…"), tr("Add a case: when something holds"))
        self.add.clicked.connect(lambda: self.condition_wanted.emit(self._begin))
        self.otherwise = ValueChoice(tr("Otherwise"), may_be_nothing=True)
        self.otherwise.changed.connect(
            lambda take: self.changed.emit(replace(self._cases, otherwise=take))
        )
        self.otherwise.source_wanted.connect(self.source_wanted)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addLayout(self._rows)
        layout.addWidget(self._none)
        layout.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(caption(tr("otherwise")))
        layout.addWidget(self.otherwise)

    def show_cases(
        self,
        cases: Cases,
        around: Around,
        field: TargetField | None,
        of: object,
        offered: tuple[Source, ...] = (),
        submission: Submission | None = None,
    ) -> None:
        """Show these; a case that stays keeps its editors, and what is being typed in them."""
        count = len(cases.cases)
        if of != self._of or count != len(self.cards):
            self._make_anew(count)
        self._cases, self._of, self._around = cases, of, around
        self._none.setVisible(not count)
        for card, case in zip(self.cards, cases.cases, strict=True):
            card.show_case(case, around, field, of, offered, submission)
        self.otherwise.show_take(cases.otherwise, around.mapping, field, of, offered)

    def _make_anew(self, count: int) -> None:
        clear(self._rows)
        self.cards = []
        for number in range(count):
            card = _CaseCard(number)
            card.changed.connect(lambda case, number=number: self._replace(number, case))
            card.removed.connect(lambda number=number: self._remove(number))
            card.moved_up.connect(lambda number=number: self._move_up(number))
            card.source_wanted.connect(self.source_wanted)
            card.condition_wanted.connect(self.condition_wanted)
            self._rows.addWidget(card)
            self.cards.append(card)

    def _begin(self, source: Source) -> None:
        new = Case(begun(source, self._around.mapping.form), Constant(""))
        self._give([*self._cases.cases, new])

    def _replace(self, number: int, case: Case) -> None:
        cases = self._cases.cases
        self._give([*cases[:number], case, *cases[number + 1 :]])

    def _remove(self, number: int) -> None:
        cases = self._cases.cases
        self._give([*cases[:number], *cases[number + 1 :]])

    def _move_up(self, number: int) -> None:
        cases = [*self._cases.cases]
        cases[number - 1], cases[number] = cases[number], cases[number - 1]
        self._give(cases)

    def _give(self, cases: list[Case]) -> None:
        self.changed.emit(replace(self._cases, cases=tuple(cases)))
