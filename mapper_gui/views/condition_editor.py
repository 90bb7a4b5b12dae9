"""A condition in rows: all or any of some comparisons. What is nested deeper is shown in words."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from mapper_gui.mapping.conditions import (
    AllOf,
    AnyOf,
    Asks,
    Compare,
    Condition,
    Operator,
    Presence,
    ReadAs,
)
from mapper_gui.mapping.source import Source
from mapper_gui.views.quiet_widgets import QuietCombo, clear, line_edit, row, small_button
from mapper_gui.views.theme import SPACE, colours, icon, id_font
from mapper_gui.wording.conditions import (
    condition_words,
    operator_words,
    presence_words,
    read_as_words,
)
from mapper_gui.wording.sources import source_id
from mapper_gui.wording.text import tr

Use = Callable[[Source], None]


class ConditionEditor(QWidget):
    """Edits a condition, or none; `changed` carries the new one."""

    changed = Signal(object)  # Condition | None
    source_wanted = Signal(object)  # what to call with the chosen source

    def __init__(self, none_words: str) -> None:
        super().__init__()
        self._condition: Condition | None = None
        self._shown: object = self
        self._join = QuietCombo(
            tr("How the conditions are joined"),
            ((tr("all of these hold"), AllOf), (tr("any of these holds"), AnyOf)),
        )
        self._join.activated.connect(self._change_join)
        self._none = QLabel(none_words)
        self._none.setProperty("quiet", True)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(SPACE)
        self.add = small_button(tr("Add a condition…"))
        self.add.clicked.connect(lambda: self.source_wanted.emit(self._add))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        for part in (self._none, self._join):
            layout.addWidget(part)
        layout.addLayout(self._rows)
        layout.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)

    def show_condition(self, condition: Condition | None) -> None:
        """Show a condition; nothing is touched where nothing is new."""
        if condition == self._shown:
            return
        self._condition = self._shown = condition
        parts = parts_of(condition)
        self._none.setVisible(not parts)
        self._join.setVisible(len(parts) > 1)
        self._join.show_data(AnyOf if isinstance(condition, AnyOf) else AllOf)
        clear(self._rows)
        for number, part in enumerate(parts):
            self._rows.addWidget(self._row(number, part))

    def _row(self, number: int, part: Condition) -> QFrame:
        frame = QFrame()
        frame.setProperty("card", True)
        words = condition_words(part)
        remove = QToolButton()
        remove.setProperty("bar", True)
        remove.setIcon(icon("close", colours().quiet))
        remove.setIconSize(QSize(12, 12))
        remove.setAccessibleName(tr("Remove the condition “{condition}”").format(condition=words))
        remove.setToolTip(remove.accessibleName())
        remove.clicked.connect(lambda: self._remove(number))
        inside = QVBoxLayout()
        inside.setSpacing(SPACE)
        source = part.source if isinstance(part, Compare | Asks) else None
        name = QLabel(source_id(source) if source is not None else words, wordWrap=True)
        name.setTextFormat(Qt.TextFormat.PlainText)
        if source is not None:
            name.setFont(id_font())
        inside.addWidget(name)
        if isinstance(part, Compare | Asks):
            inside.addLayout(self._comparison(number, part))
        layout = QHBoxLayout(frame)
        layout.setContentsMargins(2 * SPACE, SPACE, SPACE, SPACE)
        layout.addLayout(inside, 1)
        layout.addWidget(remove, 0, Qt.AlignmentFlag.AlignTop)
        return frame

    def _comparison(self, number: int, part: Compare | Asks) -> QHBoxLayout:
        how = QuietCombo(tr("Comparison"))
        for operator in Operator:
            how.addItem(operator_words(operator), operator)
        for presence in Presence:
            how.addItem(presence_words(presence).format(source="").strip(), presence)
        how.show_data(part.operator if isinstance(part, Compare) else part.presence)
        how.activated.connect(lambda: self._replace(number, with_how(part, how.currentData())))
        line = row(how)
        if isinstance(part, Asks):
            return line
        if isinstance(part.operand, tuple):
            text = line_edit(tr("Compared with"))
            text.show_text(", ".join(part.operand))
            text.typed.connect(lambda typed: self._replace(number, with_operand(part, typed)))
            line.addWidget(text, 1)
        else:
            other = QLabel(source_id(part.operand))
            other.setFont(id_font())
            line.addWidget(other, 1)
        kind = QuietCombo(tr("Read as"), [(read_as_words(each), each) for each in ReadAs])
        kind.show_data(part.read_as)
        kind.activated.connect(
            lambda: self._replace(number, replace(part, read_as=kind.currentData()))
        )
        line.addWidget(kind)
        return line

    def _add(self, source: Source) -> None:
        new = Compare(source, Operator.EQUAL, ("",))
        self._give([*parts_of(self._condition), new])

    def _replace(self, number: int, part: Condition) -> None:
        parts = parts_of(self._condition)
        self._give([*parts[:number], part, *parts[number + 1 :]])

    def _remove(self, number: int) -> None:
        parts = parts_of(self._condition)
        self._give([*parts[:number], *parts[number + 1 :]])

    def _change_join(self) -> None:
        join = self._join.currentData()
        self.changed.emit(join(tuple(parts_of(self._condition))))

    def _give(self, parts: list[Condition]) -> None:
        if not parts:
            self.changed.emit(None)
        elif len(parts) == 1:
            self.changed.emit(parts[0])
        else:
            join = AnyOf if isinstance(self._condition, AnyOf) else AllOf
            self.changed.emit(join(tuple(parts)))


def parts_of(condition: Condition | None) -> list[Condition]:
    """The conditions that are joined at the top; one that joins none is itself the only one."""
    if condition is None:
        return []
    return list(condition.conditions) if isinstance(condition, AllOf | AnyOf) else [condition]


def with_how(part: Compare | Asks, how: Operator | Presence) -> Condition:
    """The same source, compared or asked in another way."""
    if isinstance(how, Presence):
        return Asks(part.source, how)
    if isinstance(part, Asks):
        return Compare(part.source, how, ("",))
    operand = part.operand
    if isinstance(operand, tuple) and how is not Operator.ONE_OF:
        operand = (", ".join(operand),) if len(operand) != 1 else operand
    return replace(part, operator=how, operand=operand)


def with_operand(part: Compare, text: str) -> Compare:
    """Compared with this text; for "one of" with the texts between commas."""
    if part.operator is not Operator.ONE_OF:
        return replace(part, operand=(text,))
    several = tuple(each.strip() for each in text.split(",") if each.strip())
    return replace(part, operand=several)
