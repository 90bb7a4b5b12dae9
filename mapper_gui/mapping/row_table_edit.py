"""Edits of the table that a record rule goes through: rows, columns and cells.

Each takes a mapping and returns a new one, or raises EditError: NO_SUCH_RULE, and NOTHING_TO_DO
where the rule has no table or the place is not there.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from mapper_gui.mapping.edit import check_source, field_name_for, rule_of
from mapper_gui.mapping.errors import EditError, EditKind
from mapper_gui.mapping.form import Form, Language, QuestionId
from mapper_gui.mapping.making import is_cell_source
from mapper_gui.mapping.mapping import Cell, Column, Mapping, RecordRule, Table, TableRows
from mapper_gui.mapping.source import ColumnSource, QuestionSource, Source
from mapper_gui.mapping.source_edit import rule_with

Item = TypeVar("Item")

QUESTION, QUESTION_ID, LABEL, TYPE = "question", "question id", "label", "type"
"""The columns that dragging questions in can fill: the answer, and copies of what the form says."""


def with_table_rows(mapping: Mapping, rule_id: str, rows: TableRows) -> Mapping:
    """One record for each row of this table."""
    return mapping.with_rule(replace(rule_of(mapping, rule_id), for_each=rows))


def with_rows_from(
    mapping: Mapping,
    rule_id: str,
    sources: Sequence[Source],
    column: str = QUESTION,
    *,
    copies: Sequence[str] = (),
    language: Language = "",
) -> Mapping:
    """One more row for each of these sources, in a column that is made where it is missing.

    `copies`: which of QUESTION_ID, LABEL and TYPE are filled in beside them, as texts. A rule
    without a table gets one, inside the repeat that it goes through. Raises EditError too:
    NOT_A_SOURCE; NOTHING_TO_DO where every source has its row.
    """
    for source in sources:
        check_source(mapping, source)
    rule = rule_of(mapping, rule_id)
    old = rule.for_each if isinstance(rule.for_each, TableRows) else None
    table = old.table if old is not None else Table((), ())
    if table.position(column) is None:
        table = _with_column(table, Column(column))
    for name in copies:
        if table.position(name) is None:
            table = _with_column(table, Column(name, of_sources=False))
    at = table.position(column)
    assert at is not None
    present = {row[at] for row in table.rows}
    new = [source for source in dict.fromkeys(sources) if source not in present]
    if not new:
        raise EditError(EditKind.NOTHING_TO_DO, rule=rule_id)
    rows = list(table.rows)
    for source in new:
        texts = {name: _copy(mapping.form, source, name, language) for name in copies}
        cells: dict[str, Cell] = {**texts, column: source}
        rows.append(tuple(cells.get(each.name) for each in table.columns))
    within = old.within if old is not None else rule.repeat
    return with_table_rows(mapping, rule_id, TableRows(replace(table, rows=tuple(rows)), within))


def _copy(form: Form, source: Source, what: str, language: Language) -> Cell:
    question = form.question(source.question) if isinstance(source, QuestionSource) else None
    match what:
        case "question id":
            return source.question if isinstance(source, QuestionSource) else field_name_for(source)
        case "label" if question is not None:
            labels = question.labels
            return labels.get(language) or next(iter(labels.values()), None)
        case "type" if question is not None:
            return question.kind.value
        case _:
            return None


def with_column(mapping: Mapping, rule_id: str, column: Column) -> Mapping:
    """One more column, blank in every row. Raises EditError(NAME_TAKEN)."""
    rule, rows = _rows_of(mapping, rule_id)
    name = column.name.strip()
    if not name or rows.table.position(name) is not None:
        raise EditError(EditKind.NAME_TAKEN, rule=name)
    table = _with_column(rows.table, replace(column, name=name))
    return mapping.with_rule(replace(rule, for_each=replace(rows, table=table)))


def with_column_renamed(mapping: Mapping, rule_id: str, old: str, new: str) -> Mapping:
    """A column under another name, in the rule's fields and condition too. Raises
    EditError(NAME_TAKEN)."""
    rule, rows = _rows_of(mapping, rule_id)
    new = new.strip()
    if rows.table.position(old) is None:
        raise EditError(EditKind.NOTHING_TO_DO, rule=rule_id)
    if not new or (new != old and rows.table.position(new) is not None):
        raise EditError(EditKind.NAME_TAKEN, rule=new)
    columns = tuple(
        replace(each, name=new) if each.name == old else each for each in rows.table.columns
    )
    table = replace(rows.table, columns=columns)
    changed = replace(rule, for_each=replace(rows, table=table))
    return mapping.with_rule(
        rule_with(changed, lambda s: ColumnSource(new) if s == ColumnSource(old) else s)
    )


def without_column(mapping: Mapping, rule_id: str, name: str) -> Mapping:
    """The column removed; what used it stays, as a problem."""
    rule, rows = _rows_of(mapping, rule_id)
    at = rows.table.position(name)
    if at is None:
        raise EditError(EditKind.NOTHING_TO_DO, rule=rule_id)
    table = Table(
        _without(rows.table.columns, at), tuple(_without(row, at) for row in rows.table.rows)
    )
    return mapping.with_rule(replace(rule, for_each=replace(rows, table=table)))


def with_cell(mapping: Mapping, rule_id: str, row: int, column: str, cell: Cell) -> Mapping:
    """A cell given another value; `row` counts from 0, one past the last adds a row. A column that
    held nothing yet holds sources, or constants, from the first cell on.

    Raises EditError too: NOT_A_SOURCE; NOTHING_TO_DO where the column holds the other of the two.
    """
    rule, rows = _rows_of(mapping, rule_id)
    table, at = rows.table, rows.table.position(column)
    if at is None or not 0 <= row <= len(table.rows):
        raise EditError(EditKind.NOTHING_TO_DO, rule=rule_id)
    if is_cell_source(cell):
        check_source(mapping, cell)
    if cell is not None and is_cell_source(cell) != table.columns[at].of_sources:
        others = (cells[at] for number, cells in enumerate(table.rows) if number != row)
        if any(other is not None for other in others):
            raise EditError(EditKind.NOTHING_TO_DO, rule=rule_id)
        held = replace(table.columns[at], of_sources=is_cell_source(cell))
        table = replace(table, columns=(*table.columns[:at], held, *table.columns[at + 1 :]))
    blank: tuple[Cell, ...] = (None,) * len(table.columns)
    cells = [*table.rows, blank][: max(len(table.rows), row + 1)]
    cells[row] = (*cells[row][:at], cell, *cells[row][at + 1 :])
    changed = replace(rows, table=replace(table, rows=tuple(cells)))
    return mapping.with_rule(replace(rule, for_each=changed))


def without_table_rows(mapping: Mapping, rule_id: str, numbers: Iterable[int]) -> Mapping:
    """These rows removed, counted from 0."""
    rule, rows = _rows_of(mapping, rule_id)
    gone = set(numbers)
    kept = tuple(row for number, row in enumerate(rows.table.rows) if number not in gone)
    if len(kept) == len(rows.table.rows):
        raise EditError(EditKind.NOTHING_TO_DO, rule=rule_id)
    table = replace(rows.table, rows=kept)
    return mapping.with_rule(replace(rule, for_each=replace(rows, table=table)))


def with_table_within(mapping: Mapping, rule_id: str, repeat: QuestionId | None) -> Mapping:
    """The table gone through for each row of this repeat; None is once per submission."""
    rule, rows = _rows_of(mapping, rule_id)
    return mapping.with_rule(replace(rule, for_each=replace(rows, within=repeat)))


def _rows_of(mapping: Mapping, rule_id: str) -> tuple[RecordRule, TableRows]:
    rule = rule_of(mapping, rule_id)
    if not isinstance(rule.for_each, TableRows):
        raise EditError(EditKind.NOTHING_TO_DO, rule=rule_id)
    return rule, rule.for_each


def _with_column(table: Table, column: Column) -> Table:
    return Table((*table.columns, column), tuple((*row, None) for row in table.rows))


def _without(items: tuple[Item, ...], at: int) -> tuple[Item, ...]:
    return (*items[:at], *items[at + 1 :])
