"""The tree of a pane: rows of one height painted from cells, and what stays over a reset."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from mapper_gui.views.cell_delegate import CellDelegate
from mapper_gui.views.row_tree_model import RowTreeModel
from mapper_gui.views.theme import SPACE, colours

Index = QModelIndex | QPersistentModelIndex


_LOOKS = (
    QEvent.Type.FontChange,
    QEvent.Type.StyleChange,
    QEvent.Type.PaletteChange,
    QEvent.Type.LayoutDirectionChange,
)


class PaneTree(QTreeView):
    """Paints cells, marks the current row for the keyboard, shares its width among its columns."""

    def __init__(
        self,
        name: str,
        rows: RowTreeModel,
        shares: tuple[float, ...],
        parent: QWidget | None = None,
    ) -> None:
        """`shares`: of the width for each column; 0 is as wide as two icons and a count."""
        super().__init__(parent)
        self._rows = rows
        self.setAccessibleName(name)
        self._shares = shares
        self._sharing = False
        self._person_sized = False
        self.cells = CellDelegate(self, lambda index: rows.cell(index.internalId(), index.column()))
        self.setItemDelegate(self.cells)
        self.setUniformRowHeights(True)
        self.setIndentation(4 * SPACE)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.setMinimumWidth(160)
        header = self.header()
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(12 * SPACE)
        header.setSectionsMovable(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        header.sectionResized.connect(self._note_resize)

    def share_width(self) -> None:
        """Give the columns their shares again, unless a person has sized them."""
        header = self.header()
        if self._person_sized or header.count() != len(self._shares):
            return
        self._sharing = True
        shown = [i for i in range(len(self._shares)) if not self.isColumnHidden(i)]
        narrow = 16 * SPACE
        room = self.viewport().width() - narrow * sum(self._shares[i] == 0 for i in shown)
        whole = sum(self._shares[i] for i in shown) or 1
        for column in shown:
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            share = self._shares[column]
            width = int(room * share / whole) if share else narrow
            header.resizeSection(column, max(width, 12 * SPACE))
        wide = [column for column in shown if self._shares[column]]
        header.setSectionResizeMode(wide[1 if len(wide) > 1 else 0], QHeaderView.ResizeMode.Stretch)
        self._sharing = False

    def show_column(self, column: int, shown: bool) -> None:
        """Show or hide a column, and share the width anew where that is a change."""
        if self.isColumnHidden(column) is not shown:
            return
        # A column that comes up is resized by the header, not by a person.
        self._sharing = True
        self.setColumnHidden(column, not shown)
        self._sharing = False
        self.share_width()

    def outline(self, index: Index) -> QColor | None:
        """The colour of a frame round a row, where it needs one: the keyboard is here."""
        if not self.hasFocus() or self._rows.number(self.currentIndex()) != index.internalId():
            return None
        return QColor(colours().accent)

    def wash(self, index: Index) -> QColor | None:
        """A colour laid under a row."""
        return None

    def row_rect(self, index: Index) -> QRect:
        """The whole row within the viewport, over all columns."""
        rect = self.visualRect(index.sibling(index.row(), 0))
        return QRect(0, rect.top(), self.viewport().width(), rect.height())

    def _note_resize(self, column: int, _old: int, _new: int) -> None:
        mode = self.header().sectionResizeMode(column)
        if not self._sharing and mode is QHeaderView.ResizeMode.Interactive and self.isVisible():
            self._person_sized = True

    def drawRow(self, painter: QPainter, options: QStyleOptionViewItem, index: Index) -> None:
        room = QRect(0, options.rect.top(), self.viewport().width(), options.rect.height())
        wash = self.wash(index)
        if wash is not None:
            painter.fillRect(room, wash)
        super().drawRow(painter, options, index)
        cell = self._rows.cell(index.internalId(), 0)
        if cell.edge is not None:
            bar = QRect(room)
            bar.setWidth(SPACE - 1)
            if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
                bar.moveRight(room.right())
            painter.fillRect(bar, QColor(getattr(colours(), cell.edge)))
        outline = self.outline(index)
        if outline is not None:
            painter.save()
            painter.setPen(QPen(outline, 1))
            painter.drawRect(QRectF(room).adjusted(0.5, 0.5, -0.5, -0.5))
            painter.restore()

    def dataChanged(self, first: Index, last: Index, roles: Sequence[int] = ()) -> None:
        super().dataChanged(first, last, list(roles))
        # Qt paints the cells anew; the bar at the edge of the row lies outside of them.
        if first.isValid() and last.isValid():
            rows = self.row_rect(first).united(self.row_rect(last))
            self.viewport().update(rows & self.viewport().rect())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.share_width()

    def changeEvent(self, event: QEvent) -> None:
        # The base class sends the first events before there are cells.
        if event.type() in _LOOKS and hasattr(self, "cells"):
            self.cells.forget_looks()
        super().changeEvent(event)

    def menu_place(self, place: QPoint) -> QPoint:
        """Where a menu opens on the screen: at the pointer, or at the current row for the keyboard."""
        index = self.currentIndex()
        if not self.viewport().rect().contains(place) and index.isValid():
            place = self.visualRect(index).bottomLeft()
        return self.viewport().mapToGlobal(place)
