"""Ordered rules in a rule: when this holds take that, otherwise something else."""

from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QToolButton, QVBoxLayout, QWidget

from mapper_gui.mapping.conditions import AllOf, Compare, Operator
from mapper_gui.mapping.mapping import Mapping
from mapper_gui.mapping.source import Source
from mapper_gui.mapping.target import TargetField
from mapper_gui.mapping.values import Case, Cases, Constant, First, Take
from mapper_gui.views.condition_editor import ConditionEditor
from mapper_gui.views.quiet_widgets import (
    QuietCombo,
    caption,
    clear,
    quiet_label,
    row,
    small_button,
)
from mapper_gui.views.scalar_edit import ScalarEdit
from mapper_gui.views.theme import SPACE, colours, icon
from mapper_gui.wording.rules import take_words
from mapper_gui.wording.text import tr

CONSTANT, ANSWER, NOTHING = range(3)


class ValueChoice(QWidget):
    """What one of the rules gives: a constant, the answer to a question, or nothing."""

    changed = Signal(object)  # Take | None
    source_wanted = Signal(object)

    def __init__(self, name: str, *, may_be_nothing: bool) -> None:
        super().__init__()
        self._take: Take | None = None
        kinds = [(tr("the value"), CONSTANT), (tr("the answer to"), ANSWER)]
        if may_be_nothing:
            kinds.append((tr("nothing (absent)"), NOTHING))
        self._kind = QuietCombo(name, kinds)
        self._constant = ScalarEdit(name)
        self._answer = small_button("")
        self._kind.activated.connect(self._change_kind)
        self._constant.changed.connect(lambda value: self._emit(Constant(value)))
        self._answer.clicked.connect(self._pick)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        for part in (self._kind, self._constant, self._answer):
            layout.addWidget(part)

    def show_take(
        self, take: Take | None, mapping: Mapping, field: TargetField | None, of: object
    ) -> None:
        """Show a value; one that cannot be set here is shown in words."""
        self._take = take
        kind = CONSTANT if isinstance(take, Constant) else NOTHING if take is None else ANSWER
        self._kind.show_data(kind)
        self._constant.setVisible(kind == CONSTANT)
        self._answer.setVisible(kind == ANSWER)
        if isinstance(take, Constant):
            self._constant.show_value(take.value, field, of)
        elif take is not None:
            self._answer.setText(take_words(take, mapping))

    def _change_kind(self) -> None:
        kind = self._kind.currentData()
        if kind == ANSWER:
            self._pick()
        else:
            self._emit(Constant("") if kind == CONSTANT else None)

    def _pick(self) -> None:
        self.source_wanted.emit(lambda source: self._emit(First((source,))))

    def _emit(self, take: Take | None) -> None:
        if take != self._take:
            self.changed.emit(take)


class CasesEditor(QWidget):
    """Edits ordered rules; `changed` carries the new ones."""

    changed = Signal(object)  # Cases
    source_wanted = Signal(object)  # what to call with the chosen source

    def __init__(self) -> None:
        super().__init__()
        self._cases = Cases(())
        self._shown: object = None
        self._rows = QVBoxLayout()
        self._rows.setSpacing(SPACE)
        self.add = small_button(tr("Add a case…"), tr("Add a case: when something holds"))
        self.add.clicked.connect(self._add)
        self._otherwise = ValueChoice(tr("Otherwise"), may_be_nothing=True)
        self._otherwise.changed.connect(
            lambda take: self.changed.emit(replace(self._cases, otherwise=take))
        )
        self._otherwise.source_wanted.connect(self.source_wanted)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addLayout(self._rows)
        layout.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(caption(tr("otherwise")))
        layout.addWidget(self._otherwise)

    def show_cases(
        self, cases: Cases, mapping: Mapping, field: TargetField | None, of: object
    ) -> None:
        """Show these; nothing is touched where nothing is new, so that the keyboard stays."""
        self._cases = cases
        self._otherwise.show_take(cases.otherwise, mapping, field, of)
        if (cases.cases, of) == self._shown:
            return
        self._shown = (cases.cases, of)
        clear(self._rows)
        if not cases.cases:
            self._rows.addWidget(quiet_label(tr("No case yet: what stands below is always taken.")))
        for number, case in enumerate(cases.cases):
            self._rows.addWidget(self._card(number, case, mapping, field, of))

    def _card(
        self,
        number: int,
        case: Case,
        mapping: Mapping,
        field: TargetField | None,
        of: object,
    ) -> QFrame:
        frame = QFrame()
        frame.setProperty("card", True)
        condition = ConditionEditor(tr("always"))
        condition.show_condition(case.when)
        condition.changed.connect(
            lambda when: self._replace(number, replace(case, when=when or AllOf(())))
        )
        condition.source_wanted.connect(self.source_wanted)
        value = ValueChoice(tr("Then"), may_be_nothing=False)
        value.show_take(case.take, mapping, field, (of, number))
        value.changed.connect(lambda take: self._replace(number, replace(case, take=take)))
        value.source_wanted.connect(self.source_wanted)
        remove = QToolButton()
        remove.setProperty("bar", True)
        remove.setIcon(icon("close", colours().quiet))
        remove.setIconSize(QSize(12, 12))
        remove.setAccessibleName(tr("Remove case {number}").format(number=number + 1))
        remove.setToolTip(remove.accessibleName())
        remove.clicked.connect(lambda: self._remove(number))
        layout = QVBoxLayout(frame)
        layout.setContentsMargins(2 * SPACE, SPACE, SPACE, SPACE)
        layout.setSpacing(SPACE)
        layout.addLayout(row(caption(tr("when")), 1, remove))
        layout.addWidget(condition)
        layout.addWidget(caption(tr("then")))
        layout.addWidget(value)
        return frame

    def _add(self) -> None:
        def use(source: Source) -> None:
            self._give([*self._cases.cases, Case(_is_blank(source), Constant(""))])

        self.source_wanted.emit(use)

    def _replace(self, number: int, case: Case) -> None:
        cases = self._cases.cases
        self._give([*cases[:number], case, *cases[number + 1 :]])

    def _remove(self, number: int) -> None:
        cases = self._cases.cases
        self._give([*cases[:number], *cases[number + 1 :]])

    def _give(self, cases: list[Case]) -> None:
        self.changed.emit(replace(self._cases, cases=tuple(cases)))


def _is_blank(source: Source) -> Compare:
    return Compare(source, Operator.EQUAL, ("",))
