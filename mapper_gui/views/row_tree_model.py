"""A tree of numbered rows for Qt, of which a search or a filter leaves some.

Indexes carry the row's number, never an object: numbers stay the same while a search comes and
goes, and nothing can be collected behind Qt's back.
"""

from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from mapper_gui.views.cell import Cell

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()

SELECTABLE = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
DRAGGABLE = SELECTABLE | Qt.ItemFlag.ItemIsDragEnabled
DROPPABLE = SELECTABLE | Qt.ItemFlag.ItemIsDropEnabled
BOTH_WAYS = DRAGGABLE | DROPPABLE
"""Flags joined once: Qt asks for them for every row that it lays out."""


class RowTreeModel(QAbstractItemModel):
    """Answers Qt's questions about places; what stands in a row is for the models made from it."""

    columns = 1

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._parents: Sequence[int] = ()
        self._below: Mapping[int, Sequence[int]] = {}
        self._shown: bytearray | None = None
        self._children: dict[int, Sequence[int]] = {}
        self._places: dict[int, int] = {}
        self._cells: dict[tuple[int, int], Cell] = {}

    def make_cell(self, number: int, column: int) -> Cell:
        """What stands in a cell; asked once, until the row is announced to look different."""
        raise NotImplementedError

    def cell(self, number: int, column: int) -> Cell:
        """What stands in a cell."""
        found = self._cells.get((number, column))
        if found is None:
            found = self._cells[number, column] = self.make_cell(number, column)
        return found

    def set_rows(
        self,
        parents: Sequence[int],
        below: Mapping[int, Sequence[int]],
        shown: bytearray | None = None,
    ) -> None:
        """The rows from now on: the parent of each, -1 at the top; the rows below each; and 1 for
        each that is shown, or None for all. Only within a reset."""
        self._parents, self._below, self._shown = parents, below, shown
        self._children = {}
        self._places = {}
        self._cells = {}

    def number(self, index: Index) -> int:
        """The row's number; -1 for an invalid index."""
        return int(index.internalId()) if index.isValid() else -1

    def is_shown(self, number: int) -> bool:
        """Whether a search leaves this row."""
        if not 0 <= number < len(self._parents):
            return False
        return self._shown is None or bool(self._shown[number])

    def index_of(self, number: int, column: int = 0) -> QModelIndex:
        """The index of a row by number; invalid when it is not shown."""
        if not self.is_shown(number):
            return QModelIndex()
        self.inside(self._parents[number])
        return self.createIndex(self._places[number], column, number)

    def inside(self, parent: int) -> Sequence[int]:
        """The shown rows directly below a row; of -1 those at the top."""
        found = self._children.get(parent)
        if found is None:
            found = self._below.get(parent, ())
            if self._shown is not None:
                shown = self._shown
                found = [number for number in found if shown[number]]
            self._children[parent] = found
            self._places.update((number, place) for place, number in enumerate(found))
        return found

    def announce(self, numbers: Iterable[int], first: int = 0) -> None:
        """Say that these rows look different now, from a column on; rows not shown are passed over."""
        for number in numbers:
            for column in range(self.columns):
                self._cells.pop((number, column), None)
            if self.is_shown(number):
                last = self.index_of(number, self.columns - 1)
                self.dataChanged.emit(self.index_of(number, first), last)

    def announce_all(self, first: int = 0) -> None:
        """Say that every row that was looked at looks different now."""
        self._cells = {}
        for parent in [*self._children]:
            inside = self.inside(parent)
            if inside:
                last = self.index_of(inside[-1], self.columns - 1)
                self.dataChanged.emit(self.index_of(inside[0], first), last)

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.column() > 0 else len(self.inside(self.number(parent)))

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return self.columns

    def hasChildren(self, parent: Index = NOWHERE) -> bool:
        # Qt asks this of every row that it lays out.
        return bool(self.inside(parent.internalId() if parent.isValid() else -1))

    def index(self, row: int, column: int, parent: Index = NOWHERE) -> QModelIndex:
        if not 0 <= column < self.columns or row < 0 or parent.column() > 0:
            return QModelIndex()
        inside = self.inside(parent.internalId() if parent.isValid() else -1)
        return self.createIndex(row, column, inside[row]) if row < len(inside) else QModelIndex()

    def sibling(self, row: int, column: int, index: Index) -> QModelIndex:
        # Qt asks for every cell that it paints: within a row there is nothing to look for.
        if index.isValid() and row == index.row() and 0 <= column < self.columns:
            return self.createIndex(row, column, index.internalId())
        return super().sibling(row, column, index)

    def parent(self, index: Index = NOWHERE) -> QModelIndex:  # type: ignore[override]
        if not index.isValid():
            return QModelIndex()
        return self.index_of(self._parents[index.internalId()])
