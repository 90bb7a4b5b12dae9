"""The choice table as a grid: every choice of the fed questions, then rows that only the table has."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor

from mapper_gui.mapping.choice_proposals import ChoiceProposal, propose_rows
from mapper_gui.mapping.evaluate import text_of
from mapper_gui.mapping.form import Choice, QuestionId
from mapper_gui.mapping.mapping import FieldRule, Mapping
from mapper_gui.mapping.source import QuestionSource
from mapper_gui.mapping.target import FieldType, TargetChoice, TargetField
from mapper_gui.mapping.values import ChoiceTable, Scalar
from mapper_gui.views.picklist import picked_value
from mapper_gui.views.scalar_edit import number_of
from mapper_gui.views.theme import colours, icon, id_font
from mapper_gui.wording.choice_proposals import matched_words
from mapper_gui.wording.labels import label_in, plain_label
from mapper_gui.wording.rules import value_words
from mapper_gui.wording.text import tr

Index = QModelIndex | QPersistentModelIndex
CHOICE, LABEL, VALUE, ACCEPT = range(4)


@dataclass(frozen=True, slots=True)
class GridRow:
    """A choice id, its label as the form has it, and its target value; `mapped` tells a null value
    from none."""

    choice: str
    label: str
    value: Scalar
    mapped: bool
    in_form: bool
    proposal: ChoiceProposal | None = None


def grid_rows(
    mapping: Mapping,
    rule: FieldRule,
    table: ChoiceTable,
    language: str,
    field: TargetField | None = None,
) -> tuple[GridRow, ...]:
    """The rows to show: the questions' choices in their order, then the table's other rows. Where
    the field lists its values, the ones that match are proposed."""
    choices = choices_of(mapping, rule)
    return rows_of_choices(choices, table, language, field.choices if field is not None else ())


def rows_of_choices(
    choices: Sequence[Choice],
    table: ChoiceTable,
    language: str,
    values: Sequence[TargetChoice] = (),
) -> tuple[GridRow, ...]:
    """A row for each of these choices, then the table's other rows, with proposals among `values`."""
    mapped = {row.choice: row.value for row in table.rows}
    proposed = {each.choice: each for each in propose_rows(choices, values, mapped)}
    rows: dict[str, GridRow] = {}
    for choice in choices:
        label = label_in(choice.labels, language)
        has = choice.id in mapped
        row = GridRow(choice.id, label, mapped.get(choice.id), has, True, proposed.get(choice.id))
        rows.setdefault(choice.id, row)
    for choice_id, value in mapped.items():
        rows.setdefault(choice_id, GridRow(choice_id, "", value, True, False))
    return tuple(rows.values())


def choices_of(mapping: Mapping, rule: FieldRule) -> list[Choice]:
    """The choices of the questions that a field rule reads."""
    found: list[Choice] = []
    for source in rule.sources:
        if isinstance(source, QuestionSource):
            question = mapping.form.question(QuestionId(source.question))
            found += question.choices if question else ()
    return found


def typed_text(value: Scalar) -> str:
    """A value as it is typed into a cell; null has no text."""
    return text_of(value)


def typed_value(text: str, field: TargetField | None) -> Scalar:
    """What was typed or pasted, as the target field takes it: one of its own values, never their
    labels; a number or yes/no where it wants one."""
    kind = field.type if field else FieldType.TEXT
    if field is not None and field.choices:
        text = picked_value(text, field.choices)
    if kind in (FieldType.NUMBER, FieldType.INTEGER):
        number = number_of(text)
        return text if number is None else number
    if kind is FieldType.BOOLEAN and text.strip().lower() in ("true", "false", "yes", "no"):
        return text.strip().lower() in ("true", "yes")
    return text


class ChoiceTableModel(QAbstractTableModel):
    """Shows grid rows. Editing a value announces it; the session makes the change."""

    value_given = Signal(str, object)  # choice id, value
    value_cleared = Signal(str)  # choice id

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[GridRow, ...] = ()
        self._field: TargetField | None = None
        self._seen: frozenset[str] = frozenset()

    def show_rows(
        self, rows: Sequence[GridRow], field: TargetField | None, seen: str | None
    ) -> None:
        """Show these rows; `seen` are the choice ids that the open submission has, as it has
        them."""
        new = tuple(rows)
        here = frozenset() if seen is None else frozenset({seen, *seen.split(" ")})
        old, old_field, old_here = self._rows, self._field, self._seen
        if [row.choice for row in new] != [row.choice for row in old]:
            self.beginResetModel()
            self._rows, self._field, self._seen = new, field, here
            self.endResetModel()
            return
        self._rows, self._field, self._seen = new, field, here
        # Only what is another: a cell that is being typed in would be filled anew.
        if here != old_here and new:
            self.dataChanged.emit(self.index(0, CHOICE), self.index(len(new) - 1, CHOICE))
        for number, (one, other) in enumerate(zip(new, old, strict=True)):
            if one != other:
                self.dataChanged.emit(self.index(number, CHOICE), self.index(number, VALUE))
        if field != old_field and new:
            self.dataChanged.emit(self.index(0, VALUE), self.index(len(new) - 1, VALUE))

    @property
    def rows(self) -> tuple[GridRow, ...]:
        return self._rows

    def target_label(self, value: Scalar) -> str:
        for choice in self._field.choices if self._field else ():
            if choice.value == value:
                return choice.label
        return ""

    @property
    def proposed(self) -> tuple[GridRow, ...]:
        """The rows with a proposed value."""
        return tuple(row for row in self._rows if row.proposal is not None)

    def proposed_value(self, row: GridRow) -> Scalar:
        """What accepting the row's proposal writes, as the target field takes it."""
        return typed_value(row.proposal.value, self._field) if row.proposal is not None else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 4

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (tr("Choice id"), tr("Label"), tr("Target value"), "")[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row, column = self._rows[index.row()], index.column()
        if role == Qt.ItemDataRole.AccessibleTextRole and column == ACCEPT:
            return tr("accept {value}").format(value=row.proposal.value) if row.proposal else ""
        if role == Qt.ItemDataRole.AccessibleTextRole and column == VALUE and row.proposal:
            return tr("{value} (proposed)").format(value=row.proposal.value)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._text(row, column)
        if role == Qt.ItemDataRole.EditRole and column == VALUE:
            if row.proposal is not None:
                return row.proposal.value
            return typed_text(row.value) if row.mapped else ""
        if role == Qt.ItemDataRole.FontRole and column == CHOICE:
            return id_font()
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._colour(row, column)
        if role == Qt.ItemDataRole.DecorationRole:
            return self._picture(row, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(row, column)
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or index.column() != VALUE or not index.isValid():
            return False
        row = self._rows[index.row()]
        text = str(value)
        if not row.mapped and row.proposal is None and not text:
            return False
        if text == (typed_text(row.value) if row.mapped else ""):
            return False  # left as it was: a null or blank stays one
        if text == "":
            self.value_cleared.emit(row.choice)
            return True
        self.value_given.emit(row.choice, typed_value(text, self._field))
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        flags |= Qt.ItemFlag.ItemIsDropEnabled
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() == VALUE else flags

    def _text(self, row: GridRow, column: int) -> str:
        if column == CHOICE:
            return row.choice or tr("(empty)")
        if column == LABEL:
            return plain_label(row.label) if row.in_form else tr("not in the form")
        if column == ACCEPT:
            return ""
        return self._shown_value(row)

    def _shown_value(self, row: GridRow) -> str:
        if row.proposal is not None:
            return row.proposal.value
        if not row.mapped:
            return tr("no target yet")
        return row.value if isinstance(row.value, str) and row.value else value_words(row.value)

    def _colour(self, row: GridRow, column: int) -> Any:
        c = colours()
        if column in (VALUE, ACCEPT) and row.proposal is not None:
            return QColor(c.accent)
        if column == VALUE and not row.mapped:
            return QColor(c.warning)
        if column == LABEL or (column == CHOICE and not row.in_form):
            return QColor(c.quiet)
        return None

    def _picture(self, row: GridRow, column: int) -> Any:
        if column == VALUE and row.proposal is not None:
            return icon("proposal", colours().accent)
        if column == ACCEPT and row.proposal is not None:
            return icon("check", colours().accent)
        if column == VALUE and not row.mapped:
            return icon("warning", colours().warning)
        if column == CHOICE and row.choice in self._seen:
            return icon("check", colours().accent)
        return None

    def _tip(self, row: GridRow, column: int) -> str:
        if column in (VALUE, ACCEPT) and row.proposal is not None:
            words = tr("Proposed because {why}. Enter accepts it; typing gives another value.")
            return words.format(why=matched_words(row.proposal))
        if column != VALUE and not row.in_form:
            return tr("The form has no such choice. The row is kept.")
        if column == CHOICE and row.choice in self._seen:
            return tr("The open submission has this choice.")
        if column == VALUE and row.mapped:
            return self.target_label(row.value)
        return self._text(row, column)
