"""What a runner will write of the records, as a tree; a record can be copied as it is written."""

import json
from typing import Any

from mapper_gui.app.place import FieldPlace
from mapper_gui.app.session import Session
from mapper_gui.mapping.runner_preview import RunnerPreview
from mapper_gui.views.record_tree_view import RecordTreeView
from mapper_gui.views.runner_result_model import COLUMN, SHOWN, WRITTEN, RunnerResultModel
from mapper_gui.wording.text import tr

_WIDTHS = ((COLUMN, 240), (WRITTEN, 260), (SHOWN, 200))


class RunnerResultView(RecordTreeView):
    """Shows a runner's preview."""

    def __init__(self, session: Session) -> None:
        model = RunnerResultModel()
        super().__init__(tr("What the runner writes"), session, model, _WIDTHS, (COLUMN,))
        model.setParent(self)
        self._model = model

    def show_preview(self, preview: RunnerPreview | None) -> None:
        """Show what the runner will write; None shows nothing."""
        self._model.show_preview(preview)

    def copy_words(self) -> tuple[str, str]:
        words = tr("Copy the record as it is written")
        return words, tr("Copied the record as it is written")

    def place_of(self, record: Any, field: Any) -> FieldPlace:
        name = field.field.field if field is not None and field.field is not None else None
        return FieldPlace(record.record.rule, name)

    def text_of(self, record: Any) -> str:
        written: dict[str, Any] = {
            each.cell.column: each.cell.value
            for each in record.fields
            if each.cell.is_there and not each.is_refused
        }
        return json.dumps(written, ensure_ascii=False, indent=1)
