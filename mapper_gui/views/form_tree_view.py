"""The form's tree on the screen: what is open and chosen survives a search, rows can be dragged."""

import time
from collections.abc import Iterable

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from mapper_gui.app.session import Session
from mapper_gui.mapping.source import Source
from mapper_gui.views.drag_chip import carry, chip_text
from mapper_gui.views.form_cells import choice_questions
from mapper_gui.views.form_model import Column, FormModel, ids_text
from mapper_gui.views.form_tree import FormRow, RowKind
from mapper_gui.views.form_words import why_not_a_source
from mapper_gui.views.pane_tree import PaneTree
from mapper_gui.wording.sources import source_id
from mapper_gui.wording.text import tr

FEW_MATCHES = 200
"""So many hits of a search are laid open; more would take too long to look through anyway."""
OPENING_SLICE = 0.01
"""For so many seconds rows are opened before the window gets its turn."""
MOST_OPEN_ROWS = 700
"""So many rows are laid open again after a search; laying out all of a large form takes too long."""
SMALL_FORM = 400
"""Groups of a form with at most so many questions are open from the start."""


class FormTreeView(PaneTree):
    """Signals say what a person wants; the pane does it."""

    map_wanted = Signal()
    copy_wanted = Signal()

    def __init__(self, session: Session, model: FormModel, parent: QWidget | None = None) -> None:
        super().__init__(tr("Questions of the form"), model, (0.56, 0.44, 0, 0.34, 0.26), parent)
        self._session = session
        self._model = model
        self._open: set[int] = set()
        self._chosen: set[int] = set()
        self._current = -1
        self._restoring = False
        self._tree = model.tree
        self._opening: list[int] = []
        self._open_more = QTimer(self, interval=0)
        self._open_more.timeout.connect(self._open_some)
        self.setModel(model)
        self.setDragEnabled(True)
        self.setColumnHidden(Column.ANSWER, not model.has_answers)
        self.setColumnHidden(Column.SEEN, not model.has_audit)
        model.modelAboutToBeReset.connect(self._keep)
        model.modelReset.connect(self._restore)
        self.expanded.connect(lambda index: self._note_open(index, True))
        self.collapsed.connect(lambda index: self._note_open(index, False))
        self.selectionModel().selectionChanged.connect(self._note_chosen)
        self.selectionModel().currentChanged.connect(self._note_current)
        self._open = self._open_at_first()
        self._restore()

    @property
    def chosen_rows(self) -> list[FormRow]:
        """The selected rows that are shown, in the form's order."""
        return self._model.rows_of(self.selectionModel().selectedRows())

    def chosen_sources(self) -> list[Source]:
        """What the selected rows can feed a field with; of choices their question."""
        rows = self.chosen_rows
        sources = [row.source for row in rows if row.source is not None]
        return sources or [*choice_questions(rows)]

    def current_row(self) -> FormRow | None:
        index = self.currentIndex()
        return self._model.row(index) if index.isValid() else None

    def choose(self, numbers: Iterable[int]) -> None:
        """Select rows by number, the first of them current and in sight."""
        found = [*numbers]
        for number in found:
            for above in self._model.tree.ancestors(number):
                self.expand(self._model.index_of(above))
        self._select(found)
        if found:
            index = self._model.index_of(found[0])
            flag = QItemSelectionModel.SelectionFlag.NoUpdate
            self.selectionModel().setCurrentIndex(index, flag)
            self.scrollTo(index)

    def open_all(self) -> None:
        """Expand everything; of a very large form the groups, without choices."""
        tree = self._model.tree
        large = len(tree.rows) > MOST_OPEN_ROWS
        self._open = {
            number
            for number, inside in tree.children.items()
            if number >= 0 and inside and (tree.rows[number].is_container or not large)
        }
        self._opening = sorted(self._open, reverse=True)
        self._open_some()

    def _open_some(self) -> None:
        """Open as many of the rows to be opened as a person does not notice, then let the window
        work before going on: laying out thousands at once takes longer than a key may wait."""
        until = time.monotonic() + OPENING_SLICE
        self._restoring = True
        while self._opening and time.monotonic() < until:
            index = self._model.index_of(self._opening.pop())
            if index.isValid():
                self.expand(index)
        self._restoring = False
        if self._opening:
            self._open_more.start()
        else:
            self._open_more.stop()

    def close_all(self) -> None:
        """Collapse everything."""
        self._opening.clear()
        self.collapseAll()
        self._open.clear()

    def show_answers(self, shown: bool) -> None:
        """Show or hide the column with the open submission's answers."""
        self.show_column(Column.ANSWER, shown)

    def show_seen(self, shown: bool) -> None:
        """Show or hide the column with how often each question was answered."""
        self.show_column(Column.SEEN, shown)

    def say_why_not(self) -> None:
        """Say in the status line why nothing of what is selected can be mapped."""
        row = self.current_row()
        if row is not None:
            self._session.noticed.emit(why_not_a_source(row))

    def _keep(self) -> None:
        # What is open is laid open again after the reset, as far as it can be.
        self._opening.clear()
        self._tree = self._model.tree
        self._restoring = True

    def _restore(self) -> None:
        """After a reset: the same rows open, selected and current, also in a newer form."""
        self._restoring = True
        model = self._model
        if model.tree is not self._tree:
            self._carry_over()
        for number in self._to_open():
            index = model.index_of(number)
            if index.isValid():
                self.setExpanded(index, True)
        self._span_headings()
        self._select(number for number in self._chosen if number < len(model.tree.rows))
        index = model.index_of(self._current)
        if not index.isValid() and model.matches:
            index = model.index_of(model.matches[0])
        if index.isValid():
            flag = QItemSelectionModel.SelectionFlag.NoUpdate
            self.selectionModel().setCurrentIndex(index, flag)
            self.scrollTo(index)
        self._restoring = False

    def _span_headings(self) -> None:
        """Rows without a second column have the whole line."""
        for number, row in enumerate(self._model.tree.rows):
            if row.kind in (RowKind.EVERY_SUBMISSION, RowKind.METADATA):
                index = self._model.index_of(number)
                if index.isValid():
                    self.setFirstColumnSpanned(index.row(), index.parent(), True)
            elif row.kind is RowKind.QUESTION:
                return

    def _carry_over(self) -> None:
        """Find what was open and selected in another form's tree by key."""
        old, new = self._tree, self._model.tree
        self._tree = new
        if not old.rows:
            self._open, self._chosen, self._current = self._open_at_first(), set(), -1
            return
        was = self._open
        self._open = {new.by_key.get(old.rows[n].key, -1) for n in was if n < len(old.rows)} - {-1}
        # Groups that the older form did not have are shown as a new form shows them.
        self._open |= {n for n in self._open_at_first() if new.rows[n].key not in old.by_key}
        chosen = (new.by_key.get(old.rows[number].key, -1) for number in self._chosen)
        self._chosen = {*chosen} - {-1}
        current = self._current
        self._current = new.by_key.get(old.rows[current].key, -1) if current >= 0 else -1

    def _open_at_first(self) -> set[int]:
        tree = self._model.tree
        small = len(tree.form.questions) <= SMALL_FORM
        return {
            number
            for number, row in enumerate(tree.rows)
            if row.kind is RowKind.EVERY_SUBMISSION
            or (row.kind is RowKind.QUESTION and row.is_container and small)
        }

    def _to_open(self) -> set[int]:
        model = self._model
        if not model.words:
            return self._within_reach(self._open)
        if len(model.matches) > FEW_MATCHES:
            return set()
        found: set[int] = set()
        for number in model.matches:
            found.update(model.tree.ancestors(number))
            if model.tree.rows[number].is_container:
                found.add(number)
        return found

    def _within_reach(self, wanted: set[int]) -> set[int]:
        """As much of these as can be laid out while a key is held: the first rows, and what leads
        to the current one."""
        rows = 0
        found: set[int] = set()
        for number in sorted(wanted):
            rows += len(self._model.tree.children.get(number, ()))
            if rows > MOST_OPEN_ROWS:
                found.update(
                    self._model.tree.ancestors(self._current) if self._current >= 0 else ()
                )
                break
            found.add(number)
        return found

    def _select(self, numbers: Iterable[int]) -> None:
        selection = QItemSelection()
        for number in numbers:
            index = self._model.index_of(number)
            if index.isValid():
                selection.select(index, index.siblingAtColumn(Column.SEEN))
        self.selectionModel().select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _note_open(self, index: QModelIndex, is_open: bool) -> None:
        if self._restoring or self._model.words:
            return
        number = self._model.number(index)
        if is_open:
            self._open.add(number)
        else:
            self._open.discard(number)

    def _note_chosen(self) -> None:
        if not self._restoring:
            rows = self.selectionModel().selectedRows()
            self._chosen = {self._model.number(index) for index in rows}

    def _note_current(self, index: QModelIndex) -> None:
        if not self._restoring:
            self._current = self._model.number(index)

    def startDrag(self, _actions: Qt.DropAction) -> None:
        rows = self.chosen_rows
        mime = self._model.mimeData(self.selectionModel().selectedRows())
        ids = [source_id(row.source) for row in rows if row.source is not None]
        ids = ids or [row.choice.id for row in rows if row.choice is not None]
        if not ids:
            self.say_why_not()
            return
        carry(self, mime, chip_text(ids), Qt.DropAction.CopyAction)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_wanted.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        ):
            self.map_wanted.emit()
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and not self._model.hasChildren(index.siblingAtColumn(0)):
            self.map_wanted.emit()
            return
        super().mouseDoubleClickEvent(event)


def copy_ids(rows: Iterable[FormRow]) -> str:
    """Put the ids of rows on the clipboard, one per line; gives what was put there."""
    text = ids_text(rows)
    if text:
        QApplication.clipboard().setText(text)
    return text
