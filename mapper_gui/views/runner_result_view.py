"""What a runner will write of the records, as a tree; a record can be copied as it is written."""

import json
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QMenu, QTreeView

from mapper_gui.app.place import FieldPlace
from mapper_gui.app.session import Session
from mapper_gui.mapping.runner_preview import RunnerPreview, RunnerRecord
from mapper_gui.views.id_text import IdDelegate
from mapper_gui.views.runner_result_model import COLUMN, SHOWN, WRITTEN, RunnerResultModel
from mapper_gui.views.theme import icon
from mapper_gui.wording.text import tr


class RunnerResultView(QTreeView):
    """A click or Enter goes to the field's rule; Ctrl+C and the menu copy the record."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._model = RunnerResultModel(self)
        self.setModel(self._model)
        self._ids = IdDelegate(self)
        self.setItemDelegateForColumn(COLUMN, self._ids)
        self.setAccessibleName(tr("What the runner writes"))
        self.setUniformRowHeights(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._show_menu)
        header = self.header()
        for column, width in ((COLUMN, 240), (WRITTEN, 260), (SHOWN, 200)):
            header.resizeSection(column, width)
        header.setStretchLastSection(True)
        self._model.modelReset.connect(self.expandAll)
        self.clicked.connect(self._go)
        self.activated.connect(self._go)

    def show_preview(self, preview: RunnerPreview | None) -> None:
        """Show what the runner will write; None shows nothing."""
        self._model.show_preview(preview)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        record = self._model.record_at(self.currentIndex())
        if event.matches(QKeySequence.StandardKey.Copy) and record is not None:
            self._copy(record)
        else:
            super().keyPressEvent(event)

    def _go(self, index: QModelIndex | QPersistentModelIndex) -> None:
        record, each = self._model.record_at(index), self._model.field_at(index)
        if record is not None:
            name = each.field.field if each is not None and each.field is not None else None
            self._session.select(FieldPlace(record.record.rule, name))

    def _show_menu(self, position: QPoint) -> None:
        record = self._model.record_at(self.indexAt(position))
        if record is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        copy = menu.addAction(icon("copy"), tr("Copy the record as it is written"))
        copy.triggered.connect(lambda: self._copy(record))
        menu.popup(self.viewport().mapToGlobal(position))

    def _copy(self, record: RunnerRecord) -> None:
        written: dict[str, Any] = {
            each.cell.column: each.cell.value
            for each in record.fields
            if each.cell.is_there and not each.is_refused
        }
        QApplication.clipboard().setText(json.dumps(written, ensure_ascii=False, indent=1))
        self._session.noticed.emit(tr("Copied the record as it is written"))
