"""The middle part of a rule, `then`: the choice table, for one choice or for each of several."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mapper_gui.mapping.choice_edit import table_of, users_of, with_new_table
from mapper_gui.mapping.evaluate import FieldResult
from mapper_gui.mapping.mapping import FieldRule, Mapping
from mapper_gui.mapping.submission import State
from mapper_gui.mapping.target import TargetField
from mapper_gui.mapping.values import ByTable, ChoiceTable, EachChoice, Step
from mapper_gui.views.choice_table_model import choices_of, grid_rows
from mapper_gui.views.choice_table_view import ChoiceTableEditor
from mapper_gui.views.plain_steps import PlainSteps
from mapper_gui.views.quiet_widgets import (
    QuietCombo,
    caption,
    line_edit,
    quiet_label,
    row,
    small_button,
)
from mapper_gui.views.theme import SPACE
from mapper_gui.wording.results import value_text
from mapper_gui.wording.text import tr, tr_n


class StepsEditor(QWidget):
    """Shows a field rule's steps. Signals carry what the person asked for."""

    steps_given = Signal(object)  # tuple[Step, ...]
    table_given = Signal(object, object)  # ChoiceTable and the place of its step
    rows_given = Signal(object)  # [(choice id, value)]
    rows_cleared = Signal(object)  # [choice id]
    noticed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._mapping = Mapping()
        self._rule = FieldRule("")
        self._index: int | None = None
        self._title = caption(tr("then"))
        self._begin = small_button(
            tr("Use a choice table"), tr("Give each choice id a value of the target")
        )
        self._remove = small_button(tr("Remove the choice table"))
        self._shared = quiet_label()
        self.table = ChoiceTableEditor()
        self.plain = PlainSteps()
        self._each = QWidget()
        self._joined = QuietCombo(
            tr("What becomes of several choices"),
            ((tr("joined by"), True), (tr("kept as a list"), False)),
        )
        self._separator = line_edit(tr("What joins the choices"), ";")
        self._separator.setMaximumWidth(60)
        each = row(quiet_label(tr("Each choice on its own, then")), self._joined, self._separator)
        self._each.setLayout(each)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2 * SPACE)
        layout.addLayout(row(self._title, 1, self._remove))
        for part in (self._begin, self._shared, self.table, self._each, self.plain):
            layout.addWidget(part)
        self.plain.steps_given.connect(self.steps_given)
        self._begin.clicked.connect(self._begin_table)
        self._remove.clicked.connect(self._remove_table)
        self.table.table_changed.connect(lambda table: self.table_given.emit(table, self._index))
        self.table.rows_given.connect(self.rows_given)
        self.table.values_cleared.connect(self.rows_cleared)
        self.table.noticed.connect(self.noticed)
        self._joined.activated.connect(self._set_separator)
        self._separator.typed.connect(self._set_separator)

    def show_steps(
        self,
        mapping: Mapping,
        rule: FieldRule,
        field: TargetField | None,
        result: FieldResult | None,
        language: str,
        of: object = None,
    ) -> None:
        """Show the steps of the field rule of that thing."""
        self._mapping, self._rule = mapping, rule
        self._index, table = table_of(mapping, rule)
        has_table = self._index is not None
        offered = rule.take is not None and not has_table
        offered = offered and bool(choices_of(mapping, rule) or (field and field.choices))
        each = _each_of(rule)
        self.setVisible(rule.take is not None or has_table)
        self.plain.show_steps(rule, result)
        self._title.setText(tr("then, by choice table") if has_table else tr("then"))
        self._begin.setVisible(offered)
        self._remove.setVisible(has_table)
        self.table.setVisible(has_table)
        self._each.setVisible(each is not None)
        if each is not None:
            step = rule.then[each]
            assert isinstance(step, EachChoice)
            self._joined.show_data(step.separator is not None)
            self._separator.setVisible(step.separator is not None)
            self._separator.show_text(step.separator or "", of)
        self._show_shared()
        if self._index is not None:
            rows = grid_rows(mapping, rule, table, language)
            self.table.show_table(table, rows, field, _seen(result, self._index), of)

    def _show_shared(self) -> None:
        step = self._rule.then[self._index] if self._index is not None else None
        table = step.table if isinstance(step, ByTable | EachChoice) else None
        self._shared.setVisible(isinstance(table, str))
        if not isinstance(table, str):
            return
        if table not in self._mapping.choice_tables:
            self._shared.setText(tr("There is no shared table “{name}”.").format(name=table))
            return
        count = users_of(self._mapping, table)
        words = tr_n(
            "Shared table “{name}”, used by this field alone.",
            "Shared table “{name}”: a change here is a change for {count} fields.",
            count,
        )
        self._shared.setText(words.format(name=table, count=count))

    def begin_values(self) -> None:
        """Go where choice ids are given values of the target: a choice table, made if need be."""
        if self._index is None:
            self._begin_table()
        else:
            self.table.focus_grid()

    def _begin_table(self) -> None:
        self.steps_given.emit(with_new_table(self._mapping, self._rule, ChoiceTable()))
        if self.table.isVisibleTo(self):
            self.table.focus_grid()

    def _remove_table(self) -> None:
        steps = [step for number, step in enumerate(self._rule.then) if number != self._index]
        self.steps_given.emit(tuple(steps))
        if self._begin.isVisibleTo(self):
            self._begin.setFocus()

    def _set_separator(self) -> None:
        each = _each_of(self._rule)
        if each is None:
            return
        step = self._rule.then[each]
        assert isinstance(step, EachChoice)
        joined = self._joined.currentData()
        # Joined anew, a list begins with what joins choices unless one says otherwise.
        text = self._separator.text() if step.separator is not None else ";"
        separator = text if joined else None
        if separator != step.separator:
            steps: list[Step] = list(self._rule.then)
            steps[each] = replace(step, separator=separator)
            self.steps_given.emit(tuple(steps))


def _each_of(rule: FieldRule) -> int | None:
    return next((i for i, step in enumerate(rule.then) if isinstance(step, EachChoice)), None)


def _seen(result: FieldResult | None, index: int) -> str | None:
    """What the open submission gave to the choice table."""
    if result is None or index >= len(result.stages):
        return None
    before = result.stages[index]
    return value_text(before.value) if before.state is State.ANSWERED else None
