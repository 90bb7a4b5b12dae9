"""What the open submission gave for one record rule: how many records, and what of each item."""

from functools import cached_property

from mapper_gui.mapping.conditions import condition_sources
from mapper_gui.mapping.judging import judged
from mapper_gui.mapping.mapping import Mapping, RecordRule, TableRows
from mapper_gui.mapping.result import Evaluation, Item, RecordResult, ResultKind
from mapper_gui.mapping.source import NamedValue
from mapper_gui.views.row_states import RowStates, item_lines, row_states, summary, why_skipped
from mapper_gui.wording.lists import short
from mapper_gui.wording.text import tr

LONGEST_NAME = 40


class RuleTold:
    """Worked out as far as it is asked for."""

    def __init__(self, mapping: Mapping, rule: RecordRule, evaluation: Evaluation | None) -> None:
        self._mapping = mapping
        self._rule = rule
        self._evaluation = evaluation

    @cached_property
    def records(self) -> tuple[RecordResult, ...]:
        found = self._evaluation.records if self._evaluation is not None else ()
        return tuple(record for record in found if record.rule == self._rule.id)

    @cached_property
    def _why(self) -> dict[Item, str]:
        when = self._rule.when
        if when is None or self._evaluation is None:
            return {}
        if not any(record.skipped for record in self.records):
            return {}
        named = any(isinstance(source, NamedValue) for source in condition_sources(when))
        if named and self._mapping.has_code:
            return {}
        found = judged(self._mapping, self._rule, when, self._evaluation.submission)
        return why_skipped(when, found)

    @property
    def states(self) -> RowStates:
        """What became of each row of the rule's table."""
        if not isinstance(self._rule.for_each, TableRows):
            return {}
        return row_states(self.records, self._mapping, self._why)

    @property
    def words(self) -> str:
        """How many records, and what became of each item, a line each; "" without a submission."""
        if self._evaluation is None:
            return ""
        if any(each.kind is ResultKind.NOT_ACCEPTED for each in self._evaluation.problems):
            return tr("The mapping does not accept this submission: no record.")
        if not self._rule.makes_records:
            return tr("No field is mapped yet, so that no record is made.")
        lines = item_lines(self.records, self._mapping, self._why, self._names)
        return "\n".join([summary(self.records), *lines])

    @property
    def _names(self) -> dict[int, str]:
        """The first constant of each row of the table."""
        rows = self._rule.for_each
        if not isinstance(rows, TableRows):
            return {}
        found = {}
        for number, cells in enumerate(rows.table.rows, 1):
            texts = (cell for cell in cells if isinstance(cell, str) and cell)
            found[number] = short(next(texts, ""), LONGEST_NAME)
        return found
