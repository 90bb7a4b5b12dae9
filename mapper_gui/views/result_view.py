"""The records that the open submission makes, as a tree; a record can be copied as JSON."""

import json
from typing import Any

from PySide6.QtGui import QShowEvent

from mapper_gui.app.place import FieldPlace
from mapper_gui.app.session import Session
from mapper_gui.mapping.document_records import encode_record
from mapper_gui.mapping.evaluate import Evaluation
from mapper_gui.views.record_tree_view import RecordTreeView
from mapper_gui.views.result_model import ANSWER, FIELD, LABEL, SOURCE, VALUE, ResultModel
from mapper_gui.wording.text import tr

_WIDTHS = ((FIELD, 200), (VALUE, 190), (SOURCE, 200), (LABEL, 190), (ANSWER, 150))


class ResultView(RecordTreeView):
    """Shows an evaluation as soon as it is to be seen."""

    def __init__(self, session: Session) -> None:
        model = ResultModel()
        super().__init__(tr("Result"), session, model, _WIDTHS, (FIELD, SOURCE))
        model.setParent(self)
        self._model = model
        self._language = ""
        self._is_late = False

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

    def copy_words(self) -> tuple[str, str]:
        return tr("Copy the record as JSON"), tr("Copied the record as JSON")

    def place_of(self, record: Any, field: Any) -> FieldPlace:
        return FieldPlace(record.rule, field.field if field else None)

    def text_of(self, record: Any) -> str:
        return json.dumps(encode_record(record), ensure_ascii=False, indent=1)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_late:
            self.show_evaluation(self._session.evaluation)
