"""A step that goes by a choice table, as a card: whose table it is, its grid, and what it made of the
value."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QMenu, QToolButton, QVBoxLayout, QWidget

from mapper_gui.mapping.choice_edit import table_at
from mapper_gui.mapping.evaluate import FieldResult
from mapper_gui.mapping.mapping import FieldRule, Mapping
from mapper_gui.mapping.masked import MASK
from mapper_gui.mapping.shared_table_edit import users_of_table
from mapper_gui.mapping.steps import Clean, Cleanup
from mapper_gui.mapping.submission import State
from mapper_gui.mapping.target import TargetField
from mapper_gui.mapping.values import EachChoice
from mapper_gui.views.choice_table_model import grid_rows
from mapper_gui.views.choice_table_view import ChoiceTableEditor
from mapper_gui.views.quiet_widgets import QuietCombo, line_edit, quiet_label, row, small_button
from mapper_gui.views.step_card import GaveLabel, StepHead
from mapper_gui.views.theme import SPACE, colours, icon
from mapper_gui.wording.results import value_text
from mapper_gui.wording.text import tr, tr_n


class TableStep(QFrame):
    """Shows one step of a rule. Signals carry what the person asked for."""

    changed = Signal(object)  # the step as it is wanted
    table_given = Signal(object)  # ChoiceTable
    rows_given = Signal(object)  # [(choice id, value)]
    rows_cleared = Signal(object)  # [choice id]
    begun = Signal()  # a step for each choice gets its table
    share_wanted = Signal()
    detach_wanted = Signal()
    shared_chosen = Signal(str)  # go by this shared table
    shared_opened = Signal(str)
    file_wanted = Signal()
    moved_up = Signal()
    removed = Signal()
    noticed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._mapping = Mapping()
        self._rule = FieldRule("")
        self.index = 0
        self._shared_name = ""
        self.setProperty("card", True)
        self.head = StepHead()
        self._more = QToolButton()
        self._more.setProperty("bar", True)
        self._more.setIcon(icon("more", colours().quiet))
        self._more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._more.setAccessibleName(tr("Share, copy or fill the choice table"))
        self._more.setToolTip(self._more.accessibleName())
        self._more.setStyleSheet("QToolButton::menu-indicator { image: none; }")
        self._menu = QMenu(self._more)
        self._menu.aboutToShow.connect(self._fill_menu)
        self._more.setMenu(self._menu)
        self.head.between.addWidget(self._more)
        self.shared = quiet_label()
        self._open = small_button(tr("Show it"), tr("Show the shared table"))
        self._begin = small_button(
            tr("Use a choice table"), tr("Give each choice id a value of the target")
        )
        self.table = ChoiceTableEditor()
        self._each = QWidget()
        self._joined = QuietCombo(
            tr("What becomes of several choices"),
            ((tr("joined by"), True), (tr("kept as a list"), False)),
        )
        self._separator = line_edit(tr("What joins the choices"), ";")
        self._separator.setMaximumWidth(60)
        self._each.setLayout(row(quiet_label(tr("Then all are")), self._joined, self._separator))
        self.gave = GaveLabel()
        self._shared_line = QWidget()
        line = row(self.shared)
        line.setStretch(0, 1)
        line.addWidget(self._open)
        self._shared_line.setLayout(line)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * SPACE, SPACE, SPACE, SPACE)
        layout.setSpacing(SPACE)
        for part in (
            self.head, self._shared_line, self._begin, self.table, self._each, self.gave,
        ):  # fmt: skip
            layout.addWidget(part)
        self._connect()

    def _connect(self) -> None:
        self.head.moved_up.connect(self.moved_up)
        self.head.removed.connect(self.removed)
        self._open.clicked.connect(lambda: self.shared_opened.emit(self._shared_name))
        self._begin.clicked.connect(self.begun)
        self.table.table_changed.connect(self.table_given)
        self.table.rows_given.connect(self.rows_given)
        self.table.values_cleared.connect(self.rows_cleared)
        self.table.file_wanted.connect(self.file_wanted)
        self.table.noticed.connect(self.noticed)
        self._joined.activated.connect(self._set_separator)
        self._separator.typed.connect(self._set_separator)

    def show_step(
        self,
        mapping: Mapping,
        rule: FieldRule,
        index: int,
        field: TargetField | None,
        result: FieldResult | None,
        language: str,
        of: object,
    ) -> None:
        """Show the step of the rule of that thing that stands at this place."""
        self._mapping, self._rule, self.index = mapping, rule, index
        step = rule.then[index]
        has_table = getattr(step, "table", None) is not None
        each = isinstance(step, EachChoice)
        words = tr("each choice by table") if each else tr("by choice table")
        if each and not has_table:
            words = tr("each choice as it is")
        removing = tr("Remove the choice table") if has_table else ""
        self.head.show_step(words, index, removing)
        self.table.setVisible(has_table)
        self._more.setVisible(has_table)
        self._begin.setVisible(not has_table)
        self._each.setVisible(each)
        if isinstance(step, EachChoice):
            self._joined.show_data(step.separator is not None)
            self._separator.setVisible(step.separator is not None)
            self._separator.show_text(step.separator or "", of)
        self._show_shared(getattr(step, "table", None))
        if has_table:
            table = table_at(mapping, rule, index)
            shown = rule if takes_choices(rule, index) else replace(rule, take=None)
            rows = grid_rows(mapping, shown, table, language, field)
            self.table.show_table(table, rows, field, seen_at(result, index), (of, index))
        gave = result.stages[index + 1] if result and index + 1 < len(result.stages) else None
        lost = gave is not None and gave.state is not State.ANSWERED
        outside = result is not None and bool(result.outside)
        self.gave.show_answer(gave, tr("the table has no row for it") if lost and outside else "")

    def _show_shared(self, table: object) -> None:
        self._shared_name = table if isinstance(table, str) else ""
        known = table in self._mapping.choice_tables
        self._shared_line.setVisible(bool(self._shared_name))
        self._open.setVisible(bool(self._shared_name) and known)
        if not isinstance(table, str):
            return
        if not known:
            self.shared.setText(tr("There is no shared table “{name}”.").format(name=table))
            return
        count = sum(1 for _ in users_of_table(self._mapping, table))
        words = tr_n(
            "Shared table “{name}”, used by this field alone.",
            "Shared table “{name}”: a change here is a change for {count} fields.",
            count,
        )
        self.shared.setText(words.format(name=table, count=count))

    def _fill_menu(self) -> None:
        menu = self._menu
        menu.clear()
        names = [name for name in self._mapping.choice_tables if name != self._shared_name]
        if self._shared_name:
            menu.addAction(tr("Use a copy of its own here")).triggered.connect(
                lambda: self.detach_wanted.emit()
            )
        else:
            menu.addAction(tr("Share this table…")).triggered.connect(
                lambda: self.share_wanted.emit()
            )
        others = menu.addMenu(tr("Use the shared table"))
        others.setEnabled(bool(names))
        for name in names:
            action = others.addAction(name.replace("&", "&&"))
            action.triggered.connect(
                lambda _checked=False, name=name: self.shared_chosen.emit(name)
            )
        menu.addSeparator()
        menu.addAction(tr("Fill from a file…")).triggered.connect(lambda: self.file_wanted.emit())
        menu.addAction(tr("Paste two columns")).triggered.connect(
            lambda: self.table.paste_clipboard()
        )

    @property
    def menu(self) -> QMenu:
        """What can be done with the table, as it is now."""
        self._fill_menu()
        return self._menu

    def _set_separator(self) -> None:
        step = self._rule.then[self.index]
        if not isinstance(step, EachChoice):
            return
        # Joined anew, a list begins with what joins choices unless one says otherwise.
        text = self._separator.text() if step.separator is not None else ";"
        separator = text if self._joined.currentData() else None
        if separator != step.separator:
            self.changed.emit(replace(step, separator=separator))


def seen_at(result: FieldResult | None, index: int) -> str | None:
    """What the open submission gave to the step at this place."""
    if result is None or index >= len(result.stages):
        return None
    before = result.stages[index]
    if before.state is not State.ANSWERED or before.value == MASK:
        return None
    return value_text(before.value)


def takes_choices(rule: FieldRule, index: int) -> bool:
    """Whether the questions' choice ids arrive at this step as they are."""
    return all(step == Clean(Cleanup.TRIM) for step in rule.then[:index])


def table_steps(rule: FieldRule) -> Sequence[int]:
    """The places of the steps that go by choice tables, or take each choice."""
    return [i for i, step in enumerate(rule.then) if hasattr(step, "table")]
