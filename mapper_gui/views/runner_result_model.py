"""What a runner will write of the previewed records: beside the preview, with the reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QFont

from mapper_gui.mapping.result import Outcome
from mapper_gui.mapping.runner_preview import Difference, RunnerField, RunnerPreview, RunnerRecord
from mapper_gui.views.result_model import record_icon
from mapper_gui.views.theme import colours, icon, id_font
from mapper_gui.wording.lists import short
from mapper_gui.wording.problems import message
from mapper_gui.wording.results import record_words, value_text
from mapper_gui.wording.runner_preview import why_words, written_words
from mapper_gui.wording.text import tr

Index = QModelIndex | QPersistentModelIndex
COLUMN, WRITTEN, SHOWN, WHY = range(4)
LONGEST = 500
LONGEST_TIP = 3000


@dataclass(frozen=True, slots=True)
class _Row:
    """A record, or one of its fields; `place` is its row under its parent."""

    record: RunnerRecord
    field: RunnerField | None
    parent: int | None
    place: int
    children: tuple[int, ...] = ()


class RunnerResultModel(QAbstractItemModel):
    """Records with their fields as children. Rows are kept in a list, ids are their numbers."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[_Row] = []
        self._top: list[int] = []
        self._runner = ""

    def show_preview(self, preview: RunnerPreview | None) -> None:
        """Show it. Where records and fields are the same as before, only their values change: what
        is selected, folded and scrolled to stays."""
        rows, top = _rows_of(preview)
        same = [_name(row) for row in rows] == [_name(row) for row in self._rows]
        self._runner = preview.runner if preview else ""
        if same and rows:
            self._rows = rows
            for place, number in enumerate(top):
                record = self.index(place, 0)
                self.dataChanged.emit(record, record.siblingAtColumn(WHY))
                last = len(rows[number].children) - 1
                if last >= 0:
                    ends = self.index(0, 0, record), self.index(last, WHY, record)
                    self.dataChanged.emit(*ends)
            return
        self.beginResetModel()
        self._rows, self._top = rows, top
        self.endResetModel()

    def record_at(self, index: Index) -> RunnerRecord | None:
        return self._rows[index.internalId()].record if index.isValid() else None

    def field_at(self, index: Index) -> RunnerField | None:
        return self._rows[index.internalId()].field if index.isValid() else None

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        numbers: Sequence[int] = self._top
        if parent.isValid():
            numbers = self._rows[parent.internalId()].children if parent.column() == 0 else ()
        if 0 <= row < len(numbers) and 0 <= column <= WHY:
            return self.createIndex(row, column, numbers[row])
        return QModelIndex()

    def parent(self, index: Index | None = None) -> Any:
        if index is None:
            return super().parent()
        above = self._rows[index.internalId()].parent if index.isValid() else None
        if above is None:
            return QModelIndex()
        return self.createIndex(self._rows[above].place, 0, above)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        if not parent.isValid():
            return len(self._top)
        return len(self._rows[parent.internalId()].children) if parent.column() == 0 else 0

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return WHY + 1

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (tr("Field or column"), tr("Written"), tr("In the preview"), tr("Why"))[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = self._rows[index.internalId()], index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            text = self._text(row, column)
            longest = LONGEST if role == Qt.ItemDataRole.DisplayRole else LONGEST_TIP
            return short(text, longest) if len(text) > longest or "\n" in text else text
        if role == Qt.ItemDataRole.FontRole:
            return _font(row, column)
        if role == Qt.ItemDataRole.ForegroundRole:
            return _colour(row, column)
        if role == Qt.ItemDataRole.DecorationRole:
            return _picture(row, column)
        return None

    def _text(self, row: _Row, column: int) -> str:
        if row.field is None:
            return _record_text(row.record, column)
        if column == COLUMN:
            return row.field.cell.column
        if column == WRITTEN:
            return written_words(row.field, self._runner)
        if column == WHY:
            return why_words(row.field, self._runner)
        return _shown(row.field)


def _record_text(record: RunnerRecord, column: int) -> str:
    if column == COLUMN:
        return record_words(record.record)
    if column == WRITTEN and record.name and record.name != record.record.rule:
        return tr("table {name}").format(name=record.name)
    if column == WHY:
        return " ".join(message(problem) for problem in record.refused)
    return ""


def _shown(each: RunnerField) -> str:
    """What the preview shows, which is said where it is not what is written."""
    if each.field is None or (each.difference is None and not each.is_refused):
        return ""
    is_written = each.field.outcome is Outcome.WRITTEN
    return value_text(each.field.value) if is_written else tr("(left out)")


def _font(row: _Row, column: int) -> QFont | None:
    if row.field is None:
        font = QFont()
        font.setWeight(QFont.Weight.DemiBold)
        return font if column == COLUMN else None
    return id_font() if column == COLUMN else None


def _colour(row: _Row, column: int) -> QColor | None:
    c = colours()
    each = row.field
    if each is None:
        return QColor(c.error) if column == WHY else None
    if column == SHOWN or each.difference is Difference.ADDED:
        return QColor(c.quiet)
    if each.is_refused and column != COLUMN:
        return QColor(c.error)
    if each.difference is not None and column != COLUMN:
        return QColor(c.warning)
    if column == WRITTEN and not each.cell.is_there:
        return QColor(c.quiet)
    return None


def _picture(row: _Row, column: int) -> Any:
    c = colours()
    if row.field is None:
        if column != COLUMN:
            return None
        refused = row.record.refused or any(each.is_refused for each in row.record.fields)
        return record_icon(row.record.record, is_refused=bool(refused))
    if column != WHY:
        return None
    if row.field.is_refused:
        return icon("error", c.error)
    if row.field.difference not in (None, Difference.ADDED):
        return icon("warning", c.warning)
    return None


def _rows_of(preview: RunnerPreview | None) -> tuple[list[_Row], list[int]]:
    rows: list[_Row] = []
    top: list[int] = []
    for record in preview.records if preview else ():
        number = len(rows)
        children = tuple(range(number + 1, number + 1 + len(record.fields)))
        rows.append(_Row(record, None, None, len(top), children))
        top.append(number)
        rows.extend(_Row(record, field, number, at) for at, field in enumerate(record.fields))
    return rows, top


def _name(row: _Row) -> tuple[object, ...]:
    return (
        row.record.record.rule,
        row.record.record.item,
        row.field.cell.column if row.field else None,
    )
