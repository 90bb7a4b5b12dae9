"""Checks what a rule makes records for each of: the rows of a repeat, chosen ids, a table's rows."""

from collections import Counter
from collections.abc import Iterator

from mapper_gui.mapping.check_kind import CheckKind, error, warning
from mapper_gui.mapping.check_sources import check_read, is_gone
from mapper_gui.mapping.form import MULTIPLE_ANSWER, Kind
from mapper_gui.mapping.making import is_cell_source
from mapper_gui.mapping.mapping import Chosen, Mapping, RecordRule, Table, TableRows
from mapper_gui.mapping.problem import InRule, Problem
from mapper_gui.mapping.reads import Read, Reads
from mapper_gui.mapping.rows import not_iterated
from mapper_gui.mapping.source import ColumnSource, QuestionSource, RowChoice

_MAY_HOLD_IDS = frozenset({Kind.HIDDEN, Kind.TEXT, Kind.CALLOUT, Kind.UNKNOWN, Kind.IGNORED})
"""Kinds whose answer can be choice ids with spaces between, for all that the export says."""


def check_for_each(mapping: Mapping, rule: RecordRule, reads: Reads) -> Iterator[Problem]:
    """Whether there is something to go through."""
    if isinstance(rule.for_each, Chosen):
        yield from _chosen(mapping, rule, rule.for_each)
        return
    if rule.repeat is not None and not mapping.form.is_repeat(rule.repeat):
        known = mapping.form.question(rule.repeat) is not None
        kind = CheckKind.FOR_EACH_NOT_REPEAT if known else CheckKind.FOR_EACH_GONE
        yield error(kind, InRule(rule.id), repeat=rule.repeat)
    if isinstance(rule.for_each, TableRows):
        yield from _table(mapping, rule, rule.for_each.table, reads)


def _chosen(mapping: Mapping, rule: RecordRule, chosen: Chosen) -> Iterator[Problem]:
    where, source = InRule(rule.id), QuestionSource(chosen.question)
    question = mapping.form.question(chosen.question)
    if is_gone(mapping.form, source):
        yield error(CheckKind.CHOSEN_GONE, where, source=source)
    elif question is not None and not question.has_data:
        yield error(
            CheckKind.CHOSEN_NOT_MULTIPLE, where, source=source, question_kind=question.kind
        )
    else:
        kind = question.kind if question is not None else Kind.UNKNOWN
        if kind not in MULTIPLE_ANSWER and kind not in _MAY_HOLD_IDS:
            yield warning(CheckKind.CHOSEN_NOT_MULTIPLE, where, source=source, question_kind=kind)
        repeat = not_iterated(mapping.form, source, None)
        if repeat is not None:
            yield error(CheckKind.CHOSEN_IN_REPEAT, where, source=source, repeat=repeat)


def _table(mapping: Mapping, rule: RecordRule, table: Table, reads: Reads) -> Iterator[Problem]:
    where = InRule(rule.id)
    twice = [n for n, count in Counter(c.name for c in table.columns).items() if count > 1]
    for name in twice:
        yield error(CheckKind.COLUMN_TWICE, where, column=name)
    if not table.rows or not table.columns:
        yield warning(CheckKind.TABLE_EMPTY, where)
        return
    short = tuple(n for n, row in enumerate(table.rows, 1) if len(row) != len(table.columns))
    if short:
        yield error(CheckKind.TABLE_ROW_LENGTH, where, rows=short, count=len(table.columns))
    blank = tuple(
        n for n, row in enumerate(table.rows, 1) if all(c is None or c == "" for c in row)
    )
    if blank:
        yield warning(CheckKind.TABLE_ROW_EMPTY, where, rows=blank)
    first: dict[object, int] = {}
    same = []
    for number, row in enumerate(table.rows, 1):
        # True and 1 are equal in Python, not to a target.
        known = tuple((isinstance(cell, bool), cell) for cell in row)
        if number not in blank and first.setdefault(known, number) != number:
            same.append(number)
    if same:
        yield warning(CheckKind.TABLE_ROW_TWICE, where, rows=tuple(same))
    yield from _cells(mapping, rule, table, reads)


def _cells(mapping: Mapping, rule: RecordRule, table: Table, reads: Reads) -> Iterator[Problem]:
    where = InRule(rule.id)
    seen: set[Read] = set()
    for at, column in enumerate(table.columns):
        mixed = []
        for number, row in enumerate(table.rows, 1):
            cell = row[at] if at < len(row) else None
            if not is_cell_source(cell):
                if column.of_sources and cell is not None:
                    mixed.append(number)
                continue
            if not column.of_sources:
                mixed.append(number)
            if isinstance(cell, ColumnSource | RowChoice):
                yield error(CheckKind.CELL_NO_SOURCE, where, source=cell, column=column.name)
                continue
            read = Read(cell)
            if read not in seen:
                seen.add(read)
                yield from check_read(mapping, rule, read, where, reads)
        if mixed:
            holds = "sources" if column.of_sources else "constants"
            yield error(
                CheckKind.COLUMN_MIXED, where, column=column.name, rows=tuple(mixed), holds=holds
            )
