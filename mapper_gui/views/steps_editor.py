"""The middle part of a rule, `then`: the steps in order, choice tables among them."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mapper_gui.mapping.choice_edit import with_new_table
from mapper_gui.mapping.evaluate import FieldResult
from mapper_gui.mapping.mapping import FieldRule, Mapping
from mapper_gui.mapping.target import TargetField
from mapper_gui.mapping.values import ByTable, ChoiceTable, EachChoice, Step
from mapper_gui.views.choice_table_model import choices_of
from mapper_gui.views.choice_table_view import ChoiceTableEditor
from mapper_gui.views.plain_steps import PlainSteps
from mapper_gui.views.quiet_widgets import caption, row, small_button
from mapper_gui.views.table_step import TableStep, table_steps
from mapper_gui.views.theme import SPACE
from mapper_gui.wording.text import tr


class StepsEditor(QWidget):
    """Shows a rule's steps. Signals carry what the person asked for; `index` is the step's place, None
    for a table that is to begin."""

    steps_given = Signal(object)  # tuple[Step, ...]
    steps_typed = Signal(object, str)  # tuple[Step, ...] and the name of this go of typing
    table_given = Signal(object, object)  # ChoiceTable, index
    rows_given = Signal(object, object)  # [(choice id, value)], index
    rows_cleared = Signal(object, object)  # [choice id], index
    share_wanted = Signal(int)
    detach_wanted = Signal(int)
    shared_chosen = Signal(str, object)  # name, index
    shared_opened = Signal(str)
    file_wanted = Signal(int)
    noticed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._mapping = Mapping()
        self._rule = FieldRule("")
        self._title = caption(tr("then"))
        self._begin = small_button(
            tr("Use a choice table"), tr("Give each choice id a value of the target")
        )
        self.plain = PlainSteps()
        self._tables = [self._new_table()]
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2 * SPACE)
        layout.addLayout(row(self._title, 1))
        for part in (self._begin, self.plain):
            layout.addWidget(part)
        self.plain.steps_given.connect(self.steps_given)
        self.plain.steps_typed.connect(self.steps_typed)
        self.plain.table_wanted.connect(self._add_table)
        self._begin.clicked.connect(self._begin_table)

    @property
    def table(self) -> ChoiceTableEditor:
        """The editor of the first choice table."""
        return self._tables[0].table

    @property
    def table_steps(self) -> list[TableStep]:
        """The cards of the steps that go by choice tables, as far as they are shown."""
        return [each for each in self._tables if each.isVisibleTo(self)]

    def show_steps(
        self,
        mapping: Mapping,
        rule: FieldRule,
        field: TargetField | None,
        result: FieldResult | None,
        language: str,
        of: object = None,
    ) -> None:
        """Show the steps of the rule of that thing."""
        self._mapping, self._rule = mapping, rule
        places = table_steps(rule)
        offered = rule.take is not None and not places
        offered = offered and bool(choices_of(mapping, rule) or (field and field.choices))
        self.setVisible(rule.take is not None or bool(rule.then))
        self._begin.setVisible(offered)
        while len(self._tables) < len(places):
            self._tables.append(self._new_table())
        for number, each in enumerate(self._tables):
            each.setVisible(number < len(places))
        shown: dict[int, QWidget] = dict(zip(places, self._tables, strict=False))
        self.plain.show_steps(rule, result, shown)
        for index, card in zip(places, self._tables, strict=False):
            card.show_step(mapping, rule, index, field, result, language, of)

    def _new_table(self) -> TableStep:
        card = TableStep()
        card.hide()
        card.setParent(self.plain)
        card.changed.connect(lambda step: self._replace(card.index, step))
        card.table_given.connect(lambda table: self.table_given.emit(table, card.index))
        card.rows_given.connect(lambda rows: self.rows_given.emit(rows, card.index))
        card.rows_cleared.connect(lambda ids: self.rows_cleared.emit(ids, card.index))
        card.begun.connect(self._begin_table)
        card.share_wanted.connect(lambda: self.share_wanted.emit(card.index))
        card.detach_wanted.connect(lambda: self.detach_wanted.emit(card.index))
        card.shared_chosen.connect(lambda name: self.shared_chosen.emit(name, card.index))
        card.shared_opened.connect(self.shared_opened)
        card.file_wanted.connect(lambda: self.file_wanted.emit(card.index))
        card.moved_up.connect(lambda: self.plain.move_up(card.index))
        card.removed.connect(lambda: self._remove(card.index))
        card.noticed.connect(self.noticed)
        return card

    def begin_values(self) -> None:
        """Go where choice ids are given values of the target: a choice table, made if need be."""
        if not any(getattr(step, "table", None) is not None for step in self._rule.then):
            self._begin_table()
        else:
            self.table.focus_grid()

    def _begin_table(self) -> None:
        self.steps_given.emit(with_new_table(self._mapping, self._rule, ChoiceTable()))
        if self.table.isVisibleTo(self):
            self.table.focus_grid()

    def _add_table(self, step: Step) -> None:
        """A step by a table chosen from the list: the first begins with the answers, as its button
        does; another goes on with what the steps before it made."""
        if isinstance(step, ByTable):
            step = ByTable(ChoiceTable())
            if not self._rule.then:
                self._begin_table()
                return
        self.steps_given.emit((*self._rule.then, step))

    def _remove(self, index: int) -> None:
        steps = [step for number, step in enumerate(self._rule.then) if number != index]
        self.steps_given.emit(tuple(steps))
        if self._begin.isVisibleTo(self):
            self._begin.setFocus()

    def _replace(self, index: int, step: Step) -> None:
        if isinstance(step, ByTable | EachChoice):
            then = self._rule.then
            self.steps_given.emit((*then[:index], step, *then[index + 1 :]))
