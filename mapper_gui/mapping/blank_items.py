"""The item that a record was made for, found again from its result: rows, chosen id, table cells."""

from dataclasses import dataclass, field

from mapper_gui.mapping.conditions import Condition, condition_sources
from mapper_gui.mapping.form import QuestionId
from mapper_gui.mapping.mapping import Cell, Chosen, Mapping, RecordRule, TableRows
from mapper_gui.mapping.result import Item as ItemName
from mapper_gui.mapping.result import Trace
from mapper_gui.mapping.source import (
    AttachmentSource,
    CaseSource,
    ColumnSource,
    MetaSource,
    NamedValue,
    QuestionSource,
    RowChoice,
    RowNumber,
    Source,
    SubmissionSource,
)
from mapper_gui.mapping.submission import (
    NO_ROWS,
    Answer,
    Rows,
    Submission,
    answer,
    answered,
    rows_of,
)

_SOURCES = (
    QuestionSource, SubmissionSource, MetaSource, CaseSource, AttachmentSource, RowNumber,
    RowChoice, ColumnSource, NamedValue,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """What one record was made in."""

    mapping: Mapping
    submission: Submission
    rows: Rows = field(default_factory=lambda: NO_ROWS)
    choice: str | None = None
    cells: dict[str, Cell] = field(default_factory=dict)

    def cell_source(self, column: str) -> Source | None:
        """The source that stands in the row's cell; None for a constant, and for nothing."""
        cell = self.cells.get(column)
        if isinstance(cell, _SOURCES) and not isinstance(cell, ColumnSource):
            return cell
        return None

    def read(self, source: Source) -> Answer | None:
        """What a source gives here; None for a named value, which is not one place."""
        match source:
            case NamedValue():
                return None
            case RowChoice():
                return answered(self.choice)
            case ColumnSource(column):
                inner = self.cell_source(column)
                if inner is not None:
                    return self.read(inner)
                cell = self.cells.get(column)
                return answered(None if isinstance(cell, _SOURCES) else cell)
            case _:
                return answer(self.submission, self.mapping.form, source, self.rows)

    def asked_by(self, condition: Condition) -> tuple[Trace, ...]:
        """What a condition reads here, each once."""
        found: list[Trace] = []
        for source in dict.fromkeys(condition_sources(condition)):
            given = self.read(source)
            if given is not None:
                found.append(Trace(source, given))
        return tuple(found)


class Items:
    """Finds items again; the rows of the submission asked last are kept."""

    def __init__(self, mapping: Mapping) -> None:
        self._mapping = mapping
        self._submission: Submission | None = None
        self._rows: dict[QuestionId, dict[ItemName, Rows]] = {}

    def item(self, submission: Submission, rule: RecordRule | None, name: ItemName) -> Item:
        """The item of this name; nothing of what its rule goes through where it is not there."""
        if rule is None:
            return Item(self._mapping, submission)
        if isinstance(rule.for_each, Chosen):
            choice = str(name[-1]) if name else None
            return Item(self._mapping, submission, choice=choice)
        cells: dict[str, Cell] = {}
        numbers = name
        if isinstance(rule.for_each, TableRows):
            table = rule.for_each.table
            numbers, number = name[:-1], name[-1] if name else 0
            if isinstance(number, int) and 0 < number <= len(table.rows):
                names = [column.name for column in table.columns]
                cells = dict(zip(names, table.rows[number - 1], strict=False))
        rows = self._rows_of(submission, rule.repeat).get(numbers, NO_ROWS)
        return Item(self._mapping, submission, rows, None, cells)

    def _rows_of(self, submission: Submission, repeat: QuestionId | None) -> dict[ItemName, Rows]:
        if submission is not self._submission:
            self._submission = submission
            self._rows.clear()
        if repeat is None:
            return {}
        if repeat not in self._rows:
            found, _ = rows_of(submission, self._mapping.form, repeat)
            self._rows[repeat] = {
                tuple(row.number for row in rows.values()): rows for rows in found
            }
        return self._rows[repeat]
