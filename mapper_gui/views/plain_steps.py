"""The steps of a rule that are no choice tables, in order, and adding one by typing."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mapper_gui.mapping.evaluate import FieldResult
from mapper_gui.mapping.mapping import FieldRule
from mapper_gui.mapping.source import Source
from mapper_gui.mapping.steps import Age
from mapper_gui.mapping.submission import Answer
from mapper_gui.mapping.values import ByTable, EachChoice, Step
from mapper_gui.views.cell import Cell, Piece
from mapper_gui.views.picker import Entry, Picker
from mapper_gui.views.quiet_widgets import clear, small_button
from mapper_gui.views.step_card import StepCard
from mapper_gui.views.step_kinds import new_steps
from mapper_gui.views.theme import SPACE
from mapper_gui.wording.text import tr


class PlainSteps(QWidget):
    """Shows the steps after the choice table; `steps_given` carries all steps as they are wanted."""

    steps_given = Signal(object)  # tuple[Step, ...]
    source_wanted = Signal(object)  # what to call with the chosen source

    def __init__(self) -> None:
        super().__init__()
        self._rule = FieldRule("")
        self._shown: object = None
        self._picker: Picker | None = None
        self._cards = QVBoxLayout()
        self._cards.setSpacing(SPACE)
        self.add = small_button(
            tr("Add a step…"), tr("Add a step: type what you want, such as date or upper")
        )
        self.add.clicked.connect(self._pick)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addLayout(self._cards)
        layout.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)

    def show_steps(self, rule: FieldRule, result: FieldResult | None) -> None:
        """Show these steps; nothing is touched where nothing is new, so that the keyboard stays."""
        self._rule = rule
        self.setVisible(rule.take is not None)
        stages = result.stages if result is not None else ()
        if (rule.then, stages) == self._shown:
            return
        self._shown = (rule.then, stages)
        clear(self._cards)
        for number, step in enumerate(rule.then):
            if isinstance(step, ByTable | EachChoice):
                continue
            gave: Answer | None = stages[number + 1] if number + 1 < len(stages) else None
            card = StepCard(step, number, gave)
            card.changed.connect(lambda new, number=number: self._replace(number, new))
            card.moved_up.connect(lambda number=number: self._move_up(number))
            card.removed.connect(lambda number=number: self._remove(number))
            card.source_wanted.connect(lambda number=number: self._want_source(number))
            self._cards.addWidget(card)

    def _give(self, steps: Sequence[Step]) -> None:
        self.steps_given.emit(tuple(steps))

    def _replace(self, number: int, step: Step) -> None:
        self._give([*self._rule.then[:number], step, *self._rule.then[number + 1 :]])

    def _move_up(self, number: int) -> None:
        steps = list(self._rule.then)
        steps[number - 1], steps[number] = steps[number], steps[number - 1]
        self._give(steps)

    def _remove(self, number: int) -> None:
        self._give([*self._rule.then[:number], *self._rule.then[number + 1 :]])

    def _want_source(self, number: int) -> None:
        step = self._rule.then[number]

        def use(source: Source) -> None:
            if isinstance(step, Age):
                self._replace(number, replace(step, at=source))

        self.source_wanted.emit(use)

    def _pick(self) -> None:
        entries = [
            Entry(each.step, Cell((Piece(each.words),)), f"{each.words}\n{each.search}")
            for each in new_steps()
        ]
        title = tr("Then what?")
        self._picker = Picker(
            title, entries, lambda step: self._give([*self._rule.then, step]), self
        )
        self._picker.pop_up(self.window())
