"""Records with their fields below them, for Qt: what the result's tree and a runner's have in common.

Rows are kept in a list, and an index carries its row's number in it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
LONGEST = 500
LONGEST_TIP = 3000


@dataclass(frozen=True, slots=True)
class RecordRow:
    """A record, or one of its fields; `place` is its row under its parent, `name` what it is the
    same by when it is shown anew."""

    record: Any
    field: Any
    name: tuple[object, ...]
    parent: int | None
    place: int
    children: tuple[int, ...] = ()


class RecordTreeModel(QAbstractItemModel):
    """Answers Qt's questions about places; what stands in a row is for the models made from it."""

    columns = 1

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[RecordRow] = []
        self._top: list[int] = []

    def headings(self) -> tuple[str, ...]:
        """What stands above the columns."""
        raise NotImplementedError

    def _show_rows(
        self, records: Iterable[tuple[Any, tuple[object, ...], Sequence[tuple[Any, object]]]]
    ) -> None:
        """Show records, each with its name and its fields with theirs. Where all are the same as
        before, only their values change: what is selected, folded and scrolled to stays."""
        rows: list[RecordRow] = []
        top: list[int] = []
        for record, name, fields in records:
            number = len(rows)
            children = tuple(range(number + 1, number + 1 + len(fields)))
            rows.append(RecordRow(record, None, name, None, len(top), children))
            top.append(number)
            rows.extend(
                RecordRow(record, field, (*name, field_name), number, at)
                for at, (field, field_name) in enumerate(fields)
            )
        if rows and [row.name for row in rows] == [row.name for row in self._rows]:
            self._rows = rows
            self._announce()
            return
        self.beginResetModel()
        self._rows, self._top = rows, top
        self.endResetModel()

    def _announce(self) -> None:
        for place, number in enumerate(self._top):
            record = self.index(place, 0)
            self.dataChanged.emit(record, record.siblingAtColumn(self.columns - 1))
            last = len(self._rows[number].children) - 1
            if last >= 0:
                ends = self.index(0, 0, record), self.index(last, self.columns - 1, record)
                self.dataChanged.emit(*ends)

    def record_at(self, index: Index) -> Any:
        """The record of an index or of the field there; None for an invalid one."""
        return self._rows[index.internalId()].record if index.isValid() else None

    def field_at(self, index: Index) -> Any:
        """The field at an index; None at a record."""
        return self._rows[index.internalId()].field if index.isValid() else None

    def index(self, row: int, column: int, parent: Index = NOWHERE) -> QModelIndex:
        numbers: Sequence[int] = self._top
        if parent.isValid():
            numbers = self._rows[parent.internalId()].children if parent.column() == 0 else ()
        if 0 <= row < len(numbers) and 0 <= column < self.columns:
            return self.createIndex(row, column, numbers[row])
        return QModelIndex()

    def parent(self, index: Index | None = None) -> Any:
        if index is None:
            return super().parent()
        above = self._rows[index.internalId()].parent if index.isValid() else None
        if above is None:
            return QModelIndex()
        return self.createIndex(self._rows[above].place, 0, above)

    def rowCount(self, parent: Index = NOWHERE) -> int:
        if not parent.isValid():
            return len(self._top)
        return len(self._rows[parent.internalId()].children) if parent.column() == 0 else 0

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return self.columns

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.headings()[section]
        return None
