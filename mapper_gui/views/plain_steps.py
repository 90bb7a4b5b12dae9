"""The steps of a rule in order, as cards, and adding one by typing what one wants."""

from collections.abc import Mapping as Lookup
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mapper_gui.mapping.evaluate import FieldResult
from mapper_gui.mapping.mapping import FieldRule
from mapper_gui.mapping.result import ReasonKind
from mapper_gui.mapping.source import Source
from mapper_gui.mapping.steps import Age, Code
from mapper_gui.mapping.submission import Answer, State
from mapper_gui.mapping.values import ByTable, EachChoice, Step
from mapper_gui.views.cell import Cell, Piece
from mapper_gui.views.picker import Entry, Picker
from mapper_gui.views.quiet_widgets import small_button
from mapper_gui.views.step_card import StepCard
from mapper_gui.views.step_kinds import new_steps
from mapper_gui.views.theme import SPACE
from mapper_gui.wording.results import reason_words
from mapper_gui.wording.text import tr


class PlainSteps(QWidget):
    """Shows the steps; `steps_given` carries all of them as they are wanted. Steps that go by a choice
    table are shown by the widgets that are handed over."""

    steps_given = Signal(object)  # tuple[Step, ...]
    steps_typed = Signal(object, str)  # tuple[Step, ...] and the name of this go of typing
    source_wanted = Signal(object)  # what to call with the chosen source
    table_wanted = Signal(object)  # a ByTable or EachChoice to begin with

    def __init__(self) -> None:
        super().__init__()
        self._rule = FieldRule("")
        self._picker: Picker | None = None
        self._cards: list[StepCard] = []
        self._column = QVBoxLayout()
        self._column.setSpacing(SPACE)
        self.add = small_button(
            tr("Add a step…"), tr("Add a step: type what you want, such as date or upper")
        )
        self.add.clicked.connect(self._pick)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addLayout(self._column)
        layout.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)

    @property
    def cards(self) -> Sequence[StepCard]:
        """The cards of the steps that are no choice tables."""
        return self._cards

    def show_steps(
        self,
        rule: FieldRule,
        result: FieldResult | None,
        tables: Lookup[int, QWidget] | None = None,
    ) -> None:
        """Show these steps, with the widgets of those that go by a choice table. Cards that fit stay,
        and with them the keyboard."""
        self._rule = rule
        self.add.setVisible(rule.take is not None)
        stages = result.stages if result is not None else ()
        found: list[tuple[int, StepCard]] = []
        kept = [*self._cards]
        wanted: list[QWidget] = []
        for number, step in enumerate(rule.then):
            if isinstance(step, ByTable | EachChoice):
                if tables is not None and number in tables:
                    wanted.append(tables[number])
                continue
            gave: Answer | None = stages[number + 1] if number + 1 < len(stages) else None
            said = said_of(result, number, step) if gave is not None else ""
            card = kept.pop(0) if kept and kept[0].fits(step) else None
            if card is None:
                card = self._new_card(StepCard(step, number, gave, said))
            elif _is_running(result) and step == card.step:
                pass  # what it gave last stays until it is known anew
            else:
                card.show_step(step, number, gave, said)
            found.append((number, card))
            wanted.append(card)
        for old in kept:
            old.hide()
            old.deleteLater()
        self._cards = [card for _, card in found]
        self._place(wanted)

    def _place(self, wanted: Sequence[QWidget]) -> None:
        """Put these widgets into the column in their order; those that stand right are not moved."""
        present = [self._column.itemAt(at) for at in range(self._column.count())]
        if [item.widget() for item in present if item is not None] == [*wanted]:
            return
        while self._column.count():
            self._column.takeAt(0)
        for widget in wanted:
            self._column.addWidget(widget)
            widget.show()

    def _new_card(self, card: StepCard) -> StepCard:
        def at() -> int:
            cards = iter(self._cards)
            for number, step in enumerate(self._rule.then):
                if not isinstance(step, ByTable | EachChoice) and next(cards, None) is card:
                    return number
            return -1

        card.changed.connect(lambda new: self._replace(at(), new))
        card.typed.connect(lambda new, typing: self._replace(at(), new, typing))
        card.moved_up.connect(lambda: self.move_up(at()))
        card.removed.connect(lambda: self.remove(at()))
        card.source_wanted.connect(lambda: self._want_source(at()))
        return card

    def move_up(self, number: int) -> None:
        """Do this step before the one above it."""
        if number < 1:
            return
        steps = list(self._rule.then)
        steps[number - 1], steps[number] = steps[number], steps[number - 1]
        self.steps_given.emit(tuple(steps))

    def remove(self, number: int) -> None:
        """Do without this step."""
        if number >= 0:
            self.steps_given.emit((*self._rule.then[:number], *self._rule.then[number + 1 :]))

    def _replace(self, number: int, step: Step, typing: str = "") -> None:
        if number < 0:
            return
        steps = (*self._rule.then[:number], step, *self._rule.then[number + 1 :])
        if typing:
            self.steps_typed.emit(steps, typing)
        else:
            self.steps_given.emit(steps)

    def _want_source(self, number: int) -> None:
        step = self._rule.then[number]

        def use(source: Source) -> None:
            if isinstance(step, Age):
                self._replace(number, replace(step, at=source))

        self.source_wanted.emit(use)

    def _pick(self) -> None:
        entries = [
            Entry(
                each.step,
                Cell((Piece(each.words),)),
                f"{each.words}\n{each.search}",
            )
            for each in new_steps()
        ]
        entries += [
            Entry(ByTable(""), Cell((Piece(tr("by a choice table")),)), _table_words()),
            Entry(EachChoice(None), Cell((Piece(tr("the same for each choice")),)), _each_words()),
        ]
        self._picker = Picker(tr("Then what?"), entries, self._add_step, self)
        self._picker.pop_up(self.window())

    def _add_step(self, step: Step) -> None:
        if isinstance(step, ByTable | EachChoice):
            self.table_wanted.emit(step)
            return
        self.steps_given.emit((*self._rule.then, step))
        if isinstance(step, Code) and self._cards and self._cards[-1].code is not None:
            self._cards[-1].code.edit.setFocus(Qt.FocusReason.OtherFocusReason)
            self._cards[-1].code.edit.selectAll()


def _table_words() -> str:
    return tr("by a choice table") + "\n" + tr("choices values lookup map picklist replace")


def _each_words() -> str:
    return (
        tr("the same for each choice") + "\n" + tr("multiple several join list separator checkbox")
    )


def said_of(result: FieldResult | None, number: int, step: Step) -> str:
    """What went wrong at a step on the open submission; empty where nothing did."""
    if result is None:
        return ""
    for found in result.unreadable:
        if found.step == number:
            return tr("not a {wanted}").format(wanted=found.wanted)
    if isinstance(step, Code) and number + 1 < len(result.stages):
        if result.stages[number + 1].state is not State.ABSENT:
            return ""
        for reason in result.failed:
            if reason.kind is ReasonKind.CODE_FAILED:
                return reason_words(reason)
    return ""


def _is_running(result: FieldResult | None) -> bool:
    """Whether the code among the steps has not been run yet: what it gives follows at once."""
    reason = result.reason if result is not None else None
    return reason is not None and reason.kind is ReasonKind.CODE_NOT_RUN
