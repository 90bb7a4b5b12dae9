"""The records that the open submission makes: target value beside the source's id, label, answer."""

from typing import Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QColor, QFont

from mapper_gui.mapping.blank import Blank
from mapper_gui.mapping.evaluate import (
    Evaluation,
    FieldResult,
    Outcome,
    RecordResult,
    Trace,
)
from mapper_gui.mapping.mapping import Mapping
from mapper_gui.mapping.submission import State
from mapper_gui.mapping.why_blank import Blanks
from mapper_gui.views.record_tree_model import (
    LONGEST,
    LONGEST_TIP,
    Index,
    RecordRow,
    RecordTreeModel,
)
from mapper_gui.views.theme import colours, icon, id_font
from mapper_gui.wording.blanks import blank_details, blank_line
from mapper_gui.wording.lists import short
from mapper_gui.wording.results import record_words, value_text
from mapper_gui.wording.sources import label_of, source_id
from mapper_gui.wording.text import tr

FIELD, VALUE, SOURCE, LABEL, ANSWER, REASON = range(6)


class ResultModel(RecordTreeModel):
    """The records of an evaluation with their fields."""

    columns = REASON + 1

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._mapping = Mapping()
        self._language = ""
        self._evaluation: Evaluation | None = None
        self._blanks: Blanks | None = None
        self._found: dict[int, Blank | None] = {}

    def show_evaluation(
        self,
        evaluation: Evaluation | None,
        mapping: Mapping,
        language: str,
        blanks: Blanks | None = None,
    ) -> None:
        """Show what this evaluation gave; `blanks` tells why there is no value."""
        self._evaluation, self._blanks = evaluation, blanks
        self._mapping, self._language = mapping, language
        self._found.clear()
        self._show_rows(
            (
                record,
                (record.rule, record.item),
                [(field, field.field) for field in record.fields],
            )
            for record in (evaluation.records if evaluation else ())
        )

    def headings(self) -> tuple[str, ...]:
        return (
            tr("Target field"),
            tr("Value"),
            tr("Question id"),
            tr("Label"),
            tr("Answer"),
            tr("Why there is no value"),
        )

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = self._rows[index.internalId()], index.column()
        if column == REASON and role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._why(index.internalId(), at_length=role == Qt.ItemDataRole.ToolTipRole)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            if row.field is None:
                return record_words(row.record) if column == FIELD else None
            text = self._field_text(row.field, column)
            longest = LONGEST if role == Qt.ItemDataRole.DisplayRole else LONGEST_TIP
            return short(text, longest) if len(text) > longest or "\n" in text else text
        if role == Qt.ItemDataRole.FontRole:
            return self._font(row, column)
        if role == Qt.ItemDataRole.ForegroundRole and row.field is not None:
            return self._colour(row.field, column)
        if role == Qt.ItemDataRole.ForegroundRole and column == REASON:
            return QColor(colours().warning)
        if role == Qt.ItemDataRole.DecorationRole and column == FIELD and row.field is None:
            return record_icon(row.record)
        return None

    def _field_text(self, field: FieldResult, column: int) -> str:
        trace = _telling(field)
        if column == FIELD:
            return field.field
        if column == VALUE:
            return _value_text(field) if field.outcome is Outcome.WRITTEN else "–"
        if column == SOURCE:
            return source_id(trace.source) if trace else ""
        if column == LABEL:
            return label_of(trace.source, self._mapping.form, self._language) if trace else ""
        if column == ANSWER:
            return _answer_text(trace) if trace else ""
        return ""

    def _why(self, number: int, *, at_length: bool) -> str | None:
        """Why there is no value, or no record; at length with what that rests on."""
        row = self._rows[number]
        if number not in self._found:
            self._found[number] = self._blank(row)
        blank = self._found[number]
        if blank is None:
            return None if row.field is None else ""
        if at_length:
            return "\n".join((blank_line(blank), *blank_details(blank)))[:LONGEST_TIP]
        return short(blank_line(blank), LONGEST)

    def _blank(self, row: RecordRow) -> Blank | None:
        if self._blanks is None or self._evaluation is None:
            return None
        if row.field is None:
            return self._blanks.why_not_made(self._evaluation, row.record)
        return self._blanks.why(self._evaluation, row.record, row.field)

    def _font(self, row: RecordRow, column: int) -> QFont | None:
        if row.field is None:
            if column == REASON:
                return None
            font = QFont()
            font.setWeight(QFont.Weight.DemiBold)
            return font
        return id_font() if column in (FIELD, SOURCE) else None

    def _colour(self, field: FieldResult, column: int) -> QColor | None:
        c = colours()
        if column in (LABEL, SOURCE):
            return QColor(c.quiet)
        if column == VALUE and field.outcome is not Outcome.WRITTEN:
            return QColor(c.warning)
        if column == REASON:
            return QColor(c.warning)
        if column == ANSWER:
            trace = _telling(field)
            if trace is not None and trace.answer.state is not State.ANSWERED:
                return QColor(c.quiet)
        return None


def record_icon(record: RecordResult, *, is_refused: bool = False) -> Any:
    """Whether a record is made, is not for this submission, or cannot be made."""
    c = colours()
    if is_refused:
        return icon("error", c.error)
    if record.skipped:
        return icon("empty", c.quiet)
    return icon("check", c.good) if record.made else icon("error", c.error)


def _telling(field: FieldResult) -> Trace | None:
    """The source to show: the one that was answered, else the first that was asked."""
    for trace in field.traces:
        if trace.answer.state is State.ANSWERED:
            return trace
    return field.traces[0] if field.traces else None


def _value_text(field: FieldResult) -> str:
    text = value_text(field.value)
    return tr("{value} (sample answer)").format(value=text) if field.from_sample else text


def _answer_text(trace: Trace) -> str:
    if trace.answer.state is State.ANSWERED:
        return value_text(trace.answer.value)
    return tr("empty") if trace.answer.state is State.EMPTY else tr("absent")
