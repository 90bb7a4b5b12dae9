"""The tree of records below the panes: to a field's rule by a click, a record onto the clipboard."""

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QMenu, QTreeView

from mapper_gui.app.place import FieldPlace
from mapper_gui.app.session import Session
from mapper_gui.views.id_text import IdDelegate
from mapper_gui.views.record_tree_model import RecordTreeModel
from mapper_gui.views.theme import icon

Index = QModelIndex | QPersistentModelIndex


class RecordTreeView(QTreeView):
    """A click or Enter goes to the field's rule; Ctrl+C and the menu copy the record."""

    def __init__(
        self,
        name: str,
        session: Session,
        model: RecordTreeModel,
        widths: tuple[tuple[int, int], ...],
        ids: tuple[int, ...],
    ) -> None:
        """`widths`: of columns; the last one takes what is left. `ids`: the columns of ids."""
        super().__init__()
        self._session = session
        self._records = model
        self.setModel(model)
        self._ids = IdDelegate(self)
        for column in ids:
            self.setItemDelegateForColumn(column, self._ids)
        self.setAccessibleName(name)
        self.setUniformRowHeights(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._show_menu)
        for column, width in widths:
            self.header().resizeSection(column, width)
        self.header().setStretchLastSection(True)
        model.modelReset.connect(self.expandAll)
        self.clicked.connect(self._go)
        self.activated.connect(self._go)

    def copy_words(self) -> tuple[str, str]:
        """What the menu calls copying a record, and what is said once it is copied."""
        raise NotImplementedError

    def place_of(self, record: Any, field: Any) -> FieldPlace:
        """The rule, or its field, that a record or a field of it comes from."""
        raise NotImplementedError

    def text_of(self, record: Any) -> str:
        """A record as it is copied."""
        raise NotImplementedError

    def _go(self, index: Index) -> None:
        record = self._records.record_at(index)
        if record is not None:
            self._session.select(self.place_of(record, self._records.field_at(index)))

    def _show_menu(self, position: QPoint) -> None:
        record = self._records.record_at(self.indexAt(position))
        if record is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        copy = menu.addAction(icon("copy"), self.copy_words()[0])
        copy.triggered.connect(lambda: self._copy(record))
        menu.popup(self.viewport().mapToGlobal(position))

    def _copy(self, record: Any) -> None:
        QApplication.clipboard().setText(self.text_of(record))
        self._session.noticed.emit(self.copy_words()[1])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        record = self._records.record_at(self.currentIndex())
        if event.matches(QKeySequence.StandardKey.Copy) and record is not None:
            self._copy(record)
        else:
            super().keyPressEvent(event)
