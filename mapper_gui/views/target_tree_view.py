"""The target's tree on the screen: drops, the keyboard, and what stays open over a reset."""

from collections.abc import Iterable

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QWidget

from mapper_gui.app.place import FieldPlace, Place
from mapper_gui.app.session import Session
from mapper_gui.views.drag_chip import carry
from mapper_gui.views.pane_tree import Index, PaneTree
from mapper_gui.views.target_drop import Drop
from mapper_gui.views.target_model import TargetColumn, TargetModel
from mapper_gui.views.target_tree import TargetRow
from mapper_gui.views.theme import colours
from mapper_gui.wording.text import tr

FEW_ROWS = 1200
"""Up to so many rows, record rules are open from the start."""
FEW_FOUND = 600
"""So many fields that a search or filter found are laid open while typing."""
OPEN_AFTER_MS = 600
"""How long something is held over a closed record rule before it opens."""


class TargetTreeView(PaneTree):
    """Signals say what a person wants; the pane does it."""

    map_wanted = Signal()
    unmap_wanted = Signal()
    copy_wanted = Signal()

    def __init__(self, session: Session, model: TargetModel, parent: QWidget | None = None) -> None:
        super().__init__(tr("Fields of the target"), model, (0.42, 0.46, 0.3), parent)
        self._session = session
        self._model = model
        self._closed: set[TargetRow] = set()
        self._aimed: QModelIndex = QModelIndex()
        self._aim: Drop | None = None
        self._restoring = False
        self._kept: tuple[list[TargetRow], TargetRow | None, int] = ([], None, 0)
        self.setModel(model)
        self.setColumnHidden(TargetColumn.RESULT, session.evaluation is None)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.CopyAction)
        self.setDropIndicatorShown(False)
        self.setAutoExpandDelay(OPEN_AFTER_MS)
        model.modelAboutToBeReset.connect(self._keep)
        model.modelReset.connect(self._restore)
        self.collapsed.connect(lambda index: self._note_open(index, False))
        self.expanded.connect(lambda index: self._note_open(index, True))
        self.selectionModel().currentChanged.connect(self._tell_session)
        session.selection_changed.connect(self.show_place)
        self._restore()

    @property
    def chosen_rows(self) -> list[TargetRow]:
        """The selected rows, in the target's order."""
        numbers = sorted({self._model.number(i) for i in self.selectionModel().selectedRows()})
        return [self._model.tree.rows[number] for number in numbers]

    def chosen_places(self) -> list[FieldPlace]:
        """The fields among the selected rows."""
        return [row.place for row in self.chosen_rows if row.is_field and row.place is not None]

    def current_row(self) -> TargetRow | None:
        index = self.currentIndex()
        return self._model.row(index) if index.isValid() else None

    def show_place(self, place: Place | None) -> None:
        """Select a place and bring it into sight; what hides it, a search or a filter, is taken away."""
        if place is None:
            return
        index = self._model.at(place)
        if not index.isValid() and self._model.tree.at(place) >= 0:
            self._model.show_all()
            index = self._model.at(place)
        if not index.isValid():
            return
        if self._model.number(self.currentIndex()) != self._model.number(index):
            flags = (
                QItemSelectionModel.SelectionFlag.ClearAndSelect
                | QItemSelectionModel.SelectionFlag.Rows
            )
            self.selectionModel().setCurrentIndex(index, flags)
        self.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)

    def show_results(self, shown: bool) -> None:
        """Show or hide the column with what the open submission gives."""
        self.show_column(TargetColumn.RESULT, shown)

    def wash(self, index: Index) -> QColor | None:
        if self._aim is not None and self._aim.do is not None and self._is_aimed(index):
            return QColor(colours().accent_soft)
        return None

    def outline(self, index: Index) -> QColor | None:
        if self._aim is not None and self._is_aimed(index):
            return QColor(colours().accent if self._aim.do is not None else colours().quiet)
        return super().outline(index)

    def _is_aimed(self, index: Index) -> bool:
        return self._aimed.isValid() and self._model.number(index) == self._model.number(
            self._aimed
        )

    def _aim_at(self, event: QDragMoveEvent | QDropEvent) -> Drop | None:
        """Find out what a drop here would do; say it once for each row."""
        place = event.position().toPoint()
        index = self.indexAt(place).siblingAtColumn(0)
        if self._aim is not None and index == self._aimed:
            return self._aim
        self._paint_aimed()
        self._aimed = index
        self._aim = self._model.drop(event.mimeData(), index)
        self._paint_aimed()
        if self._aim is not None:
            self._session.noticed.emit(self._aim.words)
        return self._aim

    def _forget_aim(self) -> None:
        self._paint_aimed()
        self._aimed, self._aim = QModelIndex(), None

    def _paint_aimed(self) -> None:
        if self._aimed.isValid():
            self.viewport().update(self.row_rect(self._aimed))

    def _keep(self) -> None:
        if not self._restoring:
            self._kept = (self.chosen_rows, self.current_row(), self.verticalScrollBar().value())
        self._forget_aim()
        self._restoring = True

    def _restore(self) -> None:
        """After a reset: the same record rules open, the same rows selected, the same place in sight."""
        self._restoring = True
        model = self._model
        self._open_rules()
        chosen, current, scrolled = self._kept
        self._select(chosen)
        number = model.tree.numbers.get(current, -1) if current is not None else -1
        if number < 0:
            number = model.tree.at(self._session.selected)
        index = model.index_of(number)
        if index.isValid():
            flag = QItemSelectionModel.SelectionFlag.NoUpdate
            self.selectionModel().setCurrentIndex(index, flag)
        self._restoring = False
        self.executeDelayedItemsLayout()
        self.verticalScrollBar().setValue(scrolled)
        if index.isValid():
            self.scrollTo(index)

    def _open_rules(self) -> None:
        model = self._model
        narrowed = bool(model.words or model.found)
        room = FEW_FOUND if narrowed else FEW_ROWS
        for number in model.inside(-1):
            if not narrowed and model.tree.rows[number] in self._closed:
                continue
            room -= len(model.inside(number))
            if room < 0:
                return
            self.setExpanded(model.index_of(number), True)

    def _select(self, rows: Iterable[TargetRow]) -> None:
        selection = QItemSelection()
        for row in rows:
            index = self._model.index_of(self._model.tree.numbers.get(row, -1))
            if index.isValid():
                selection.select(index, index.siblingAtColumn(TargetColumn.RESULT))
        self.selectionModel().select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _note_open(self, index: QModelIndex, is_open: bool) -> None:
        if self._restoring or self._model.words or self._model.found:
            return
        row = self._model.row(index)
        if is_open:
            self._closed.discard(row)
        else:
            self._closed.add(row)

    def _tell_session(self, index: QModelIndex) -> None:
        if not self._restoring and index.isValid():
            place = self._model.row(index).selects
            if place is not None:
                self._session.select(place)

    def startDrag(self, _actions: Qt.DropAction) -> None:
        rows = [
            self._model.row(index)
            for index in self.selectionModel().selectedRows()
            if index.flags() & Qt.ItemFlag.ItemIsDragEnabled
        ]
        names = [row.field for row in rows]
        if not names:
            return
        mime = self._model.mimeData(self.selectionModel().selectedRows())
        text = names[0] if len(names) == 1 else tr("{count} fields").format(count=len(names))
        carry(self, mime, text, Qt.DropAction.CopyAction | Qt.DropAction.MoveAction)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        found = self._aim_at(event)
        if found is None:
            event.ignore()
            return
        self.setState(QAbstractItemView.State.DraggingState)
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        super().dragMoveEvent(event)  # scrolls at the edges and opens closed rows
        found = self._aim_at(event)
        if found is None or found.do is None:
            event.ignore()
            return
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._forget_aim()
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        found = self._aim_at(event)
        self._forget_aim()
        self.stopAutoScroll()
        self.setState(QAbstractItemView.State.NoState)
        if found is None or found.do is None:
            event.ignore()
            return
        # Copy, always: the program that the drag comes from must not delete anything.
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        if found.do():
            self.show_place(self._session.selected)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_wanted.emit()
        elif plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.map_wanted.emit()
        elif plain and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.unmap_wanted.emit()
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint()).siblingAtColumn(0)
        if index.isValid() and not self._model.hasChildren(index):
            self.map_wanted.emit()
            return
        super().mouseDoubleClickEvent(event)
