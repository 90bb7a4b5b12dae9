"""Edits of the table that a record rule goes through: rows, columns and cells.

Each takes a mapping and returns a new one, or raises EditError: NO_SUCH_RULE, and NOTHING_TO_DO
where the rule has no table or the place is not there.
"""

from collections.abc import Callable, Iterable, Sequence
from collections.abc import Mapping as Lookup
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
    plain: Callable[[str], str] = str,
) -> Mapping:
    """One more row for each of these sources, in a column that is made where it is missing.

    `copies`: which of QUESTION_ID, LABEL and TYPE are filled in beside them, as texts; labels
    go through `plain`. A rule without a table gets one, inside the repeat that it goes through. Raises EditError too:
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
        texts = {name: _copy(mapping.form, source, name, language, plain) for name in copies}
        cells: dict[str, Cell] = {**texts, column: source}
        rows.append(tuple(cells.get(each.name) for each in table.columns))
    within = old.within if old is not None else rule.repeat
    return with_table_rows(mapping, rule_id, TableRows(replace(table, rows=tuple(rows)), within))


def _copy(
    form: Form, source: Source, what: str, language: Language, plain: Callable[[str], str]
) -> Cell:
    question = form.question(source.question) if isinstance(source, QuestionSource) else None
    match what:
        case "question id":
            return source.question if isinstance(source, QuestionSource) else field_name_for(source)
        case "label" if question is not None:
            labels = question.labels
            found = labels.get(language) or next(iter(labels.values()), "")
            return plain(found) or None
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
    """A cell given another value, as `with_cells` does it; at most one row past the last."""
    if row > len(_rows_of(mapping, rule_id)[1].table.rows):
        raise EditError(EditKind.NOTHING_TO_DO, rule=rule_id)
    return with_cells(mapping, rule_id, {(row, column): cell})


def with_cells(mapping: Mapping, rule_id: str, cells: Lookup[tuple[int, str], Cell]) -> Mapping:
    """Cells given other values, by row and column; rows count from 0, and those past the last are
    added, as are cells that a row lacks. A column whose cells are all given the other of source
    and constant holds that from now on.

    Raises EditError too: NOT_A_SOURCE; COLUMN_HOLDS where a column would hold both.
    """
    rule, rows = _rows_of(mapping, rule_id)
    table = rows.table
    at = {each.name: number for number, each in reversed([*enumerate(table.columns)])}
    if not cells or any(row < 0 or name not in at for row, name in cells):
        raise EditError(EditKind.NOTHING_TO_DO, rule=rule_id)
    width = len(table.columns)
    count = max(len(table.rows), *(row + 1 for row, _ in cells))
    grid = [[*each, *[None] * (width - len(each))] for each in table.rows]
    grid += [[None] * width for _ in range(count - len(grid))]
    for (row, name), cell in cells.items():
        if is_cell_source(cell):
            check_source(mapping, cell)
        grid[row][at[name]] = cell
    columns = [*table.columns]
    for name in dict.fromkeys(name for _, name in cells):
        columns[at[name]] = _holding(columns[at[name]], [row[at[name]] for row in grid])
    changed = Table(tuple(columns), tuple(map(tuple, grid)))
    return mapping.with_rule(replace(rule, for_each=replace(rows, table=changed)))


def _holding(column: Column, cells: Sequence[Cell]) -> Column:
    """The column as what its cells are. Raises EditError(COLUMN_HOLDS) where they are both."""
    kinds = {is_cell_source(cell) for cell in cells if cell is not None}
    if not kinds:
        return column
    if len(kinds) > 1:
        holds = "sources" if column.of_sources else "constants"
        raise EditError(EditKind.COLUMN_HOLDS, field=column.name, holds=holds)
    return replace(column, of_sources=kinds.pop())


def with_rows_moved(mapping: Mapping, rule_id: str, numbers: Iterable[int], step: int) -> Mapping:
    """These rows one place up (`step` -1) or down (1), those between them and the edge staying."""
    rule, rows = _rows_of(mapping, rule_id)
    moved = set(numbers)
    order = _moved(len(rows.table.rows), moved, step)
    if order == sorted(order):
        raise EditError(EditKind.NOTHING_TO_DO, rule=rule_id)
    table = replace(rows.table, rows=tuple(rows.table.rows[number] for number in order))
    return mapping.with_rule(replace(rule, for_each=replace(rows, table=table)))


def _moved(count: int, moved: set[int], step: int) -> list[int]:
    """The order after every moved one changed places with its neighbour that does not move."""
    order = list(range(count))
    places = range(count) if step < 0 else range(count - 1, -1, -1)
    for place in places:
        other = place + step
        if 0 <= other < count and order[place] in moved and order[other] not in moved:
            order[place], order[other] = order[other], order[place]
    return order


def with_blank_row(mapping: Mapping, rule_id: str, before: int) -> Mapping:
    """A row without anything in it before this one, counted from 0."""
    rule, rows = _rows_of(mapping, rule_id)
    cells = [*rows.table.rows]
    cells.insert(before, (None,) * len(rows.table.columns))
    table = replace(rows.table, rows=tuple(cells))
    return mapping.with_rule(replace(rule, for_each=replace(rows, table=table)))


def with_column_moved(mapping: Mapping, rule_id: str, name: str, to: int) -> Mapping:
    """The column at another place, counted from 0, its cells with it."""
    rule, rows = _rows_of(mapping, rule_id)
    table, at = _fitted(rows.table), rows.table.position(name)
    if at is None or not 0 <= to < len(table.columns) or to == at:
        raise EditError(EditKind.NOTHING_TO_DO, rule=rule_id)

    def moved(items: tuple[Item, ...]) -> tuple[Item, ...]:
        kept = [*items]
        kept.insert(to, kept.pop(at))
        return tuple(kept)

    changed = Table(moved(table.columns), tuple(map(moved, table.rows)))
    return mapping.with_rule(replace(rule, for_each=replace(rows, table=changed)))


def with_copies(
    mapping: Mapping,
    rule_id: str,
    what: str,
    of: str,
    language: Language = "",
    plain: Callable[[str], str] = str,
) -> Mapping:
    """A column of constants, QUESTION_ID, LABEL or TYPE, filled from the questions of another
    column; texts that stand in it already stay. They are copies: the form may change."""
    rule, rows = _rows_of(mapping, rule_id)
    table = _fitted(rows.table)
    if table.position(what) is None:
        table = _with_column(table, Column(what, of_sources=False))
    at, source_at = table.position(what), table.position(of)
    if at is None or source_at is None or table.columns[at].of_sources:
        raise EditError(EditKind.NOTHING_TO_DO, rule=rule_id)

    def filled(row: tuple[Cell, ...]) -> tuple[Cell, ...]:
        source = row[source_at]
        if row[at] is not None or not is_cell_source(source):
            return row
        return (*row[:at], _copy(mapping.form, source, what, language, plain), *row[at + 1 :])

    changed = replace(rows, table=replace(table, rows=tuple(map(filled, table.rows))))
    if changed == rows:
        raise EditError(EditKind.NOTHING_TO_DO, rule=rule_id)
    return mapping.with_rule(replace(rule, for_each=changed))


def with_rows_fitted(mapping: Mapping, rule_id: str) -> Mapping:
    """Every row with one cell per column: blank ones added, those beyond the last column removed."""
    rule, rows = _rows_of(mapping, rule_id)
    return mapping.with_rule(replace(rule, for_each=replace(rows, table=_fitted(rows.table))))


def _fitted(table: Table) -> Table:
    width = len(table.columns)
    blank: tuple[Cell, ...] = (None,) * width
    return replace(table, rows=tuple((*row, *blank)[:width] for row in table.rows))


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
