"""What a runner will write of the previewed records: beside the preview, with the reason."""

from typing import Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QColor, QFont

from mapper_gui.mapping.result import Outcome
from mapper_gui.mapping.runner_preview import Difference, RunnerField, RunnerPreview, RunnerRecord
from mapper_gui.views.record_tree_model import (
    LONGEST,
    LONGEST_TIP,
    Index,
    RecordRow,
    RecordTreeModel,
)
from mapper_gui.views.result_model import record_icon
from mapper_gui.views.theme import colours, icon, id_font
from mapper_gui.wording.lists import short
from mapper_gui.wording.problems import message
from mapper_gui.wording.results import record_words, value_text
from mapper_gui.wording.runner_preview import why_words, written_words
from mapper_gui.wording.text import tr

COLUMN, WRITTEN, SHOWN, WHY = range(4)


class RunnerResultModel(RecordTreeModel):
    """The records of a runner's preview with their fields."""

    columns = WHY + 1

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = ""

    def show_preview(self, preview: RunnerPreview | None) -> None:
        """Show what the runner will write; None shows nothing."""
        self._runner = preview.runner if preview else ""
        self._show_rows(
            (
                each,
                (each.record.rule, each.record.item),
                [(field, field.cell.column) for field in each.fields],
            )
            for each in (preview.records if preview else ())
        )

    def headings(self) -> tuple[str, ...]:
        return tr("Field or column"), tr("Written"), tr("In the preview"), tr("Why")

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = self._rows[index.internalId()], index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            text = self._text(row, column)
            longest = LONGEST if role == Qt.ItemDataRole.DisplayRole else LONGEST_TIP
            return short(text, longest) if len(text) > longest or "\n" in text else text
        if role == Qt.ItemDataRole.FontRole:
            return _font(row, column)
        if role == Qt.ItemDataRole.ForegroundRole:
            return _colour(row, column)
        if role == Qt.ItemDataRole.DecorationRole:
            return _picture(row, column)
        return None

    def _text(self, row: RecordRow, column: int) -> str:
        if row.field is None:
            return _record_text(row.record, column)
        if column == COLUMN:
            return str(row.field.cell.column)
        if column == WRITTEN:
            return written_words(row.field, self._runner)
        if column == WHY:
            return why_words(row.field, self._runner)
        return _shown(row.field)


def _record_text(record: RunnerRecord, column: int) -> str:
    if column == COLUMN:
        return record_words(record.record)
    if column == WRITTEN and record.name and record.name != record.record.rule:
        return tr("table {name}").format(name=record.name)
    if column == WHY:
        return " ".join(message(problem) for problem in record.refused)
    return ""


def _shown(each: RunnerField) -> str:
    """What the preview shows, which is said where it is not what is written."""
    if each.field is None or (each.difference is None and not each.is_refused):
        return ""
    is_written = each.field.outcome is Outcome.WRITTEN
    return value_text(each.field.value) if is_written else tr("(left out)")


def _font(row: RecordRow, column: int) -> QFont | None:
    if row.field is None:
        font = QFont()
        font.setWeight(QFont.Weight.DemiBold)
        return font if column == COLUMN else None
    return id_font() if column == COLUMN else None


def _colour(row: RecordRow, column: int) -> QColor | None:
    c = colours()
    each = row.field
    if each is None:
        return QColor(c.error) if column == WHY else None
    if column == SHOWN or each.difference is Difference.ADDED:
        return QColor(c.quiet)
    if each.is_refused and column != COLUMN:
        return QColor(c.error)
    if each.difference is not None and column != COLUMN:
        return QColor(c.warning)
    if column == WRITTEN and not each.cell.is_there:
        return QColor(c.quiet)
    return None


def _picture(row: RecordRow, column: int) -> Any:
    c = colours()
    if row.field is None:
        if column != COLUMN:
            return None
        refused = row.record.refused or any(each.is_refused for each in row.record.fields)
        return record_icon(row.record.record, is_refused=bool(refused))
    if column != WHY:
        return None
    if row.field.is_refused:
        return icon("error", c.error)
    if row.field.difference not in (None, Difference.ADDED):
        return icon("warning", c.warning)
    return None
