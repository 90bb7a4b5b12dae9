"""The records that the open submission makes, as a tree; a record can be copied as JSON."""

import json

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QApplication, QMenu, QTreeView

from mapper_gui.app.place import FieldPlace
from mapper_gui.app.session import Session
from mapper_gui.mapping.document_records import encode_record
from mapper_gui.mapping.evaluate import Evaluation, RecordResult
from mapper_gui.views.id_text import IdDelegate
from mapper_gui.views.result_model import ANSWER, FIELD, LABEL, SOURCE, VALUE, ResultModel
from mapper_gui.views.theme import icon
from mapper_gui.wording.text import tr


class ResultView(QTreeView):
    """A click or Enter goes to the field's rule; Ctrl+C and the menu copy the record."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._language = ""
        self._is_late = False
        self._model = ResultModel(self)
        self.setModel(self._model)
        self._ids = IdDelegate(self)
        for column in (FIELD, SOURCE):
            self.setItemDelegateForColumn(column, self._ids)
        self.setAccessibleName(tr("Result"))
        self.setUniformRowHeights(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._show_menu)
        header = self.header()
        for column, width in (
            (FIELD, 200),
            (VALUE, 190),
            (SOURCE, 200),
            (LABEL, 190),
            (ANSWER, 150),
        ):
            header.resizeSection(column, width)
        header.setStretchLastSection(True)
        self._model.modelReset.connect(self.expandAll)
        self.clicked.connect(self._go)
        self.activated.connect(self._go)

    def set_language(self, language: str) -> None:
        """Show labels in this language."""
        self._language = language
        self.show_evaluation(self._session.evaluation)

    def show_evaluation(self, evaluation: Evaluation | None) -> None:
        """Show the records that this evaluation gave, as soon as they are to be seen."""
        self._is_late = not self.isVisible()
        if self._is_late:
            return
        mapping = self._session.mapping
        language = self._language or next(iter(mapping.form.languages), "")
        self._model.show_evaluation(evaluation, mapping, language, self._session.blanks)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_late:
            self.show_evaluation(self._session.evaluation)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        record = self._model.record_at(self.currentIndex())
        if event.matches(QKeySequence.StandardKey.Copy) and record is not None:
            self._copy(record)
        else:
            super().keyPressEvent(event)

    def _go(self, index: QModelIndex | QPersistentModelIndex) -> None:
        record, field = self._model.record_at(index), self._model.field_at(index)
        if record is not None:
            self._session.select(FieldPlace(record.rule, field.field if field else None))

    def _show_menu(self, position: QPoint) -> None:
        record = self._model.record_at(self.indexAt(position))
        if record is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        copy = menu.addAction(icon("copy"), tr("Copy the record as JSON"))
        copy.triggered.connect(lambda: self._copy(record))
        menu.popup(self.viewport().mapToGlobal(position))

    def _copy(self, record: RecordResult) -> None:
        body = json.dumps(encode_record(record), ensure_ascii=False, indent=1)
        QApplication.clipboard().setText(body)
        self._session.noticed.emit(tr("Copied the record as JSON"))
