"""The sheets about named values, and about the tables that record rules go through."""

from collections.abc import Iterator

from mapper_gui.exporters.workbook.sheet import Column, Look, Row, Sheet, lines
from mapper_gui.exporters.workbook.sources import rule_text, source_cells, source_columns
from mapper_gui.mapping.conditions import condition_sources
from mapper_gui.mapping.making import is_cell_source
from mapper_gui.mapping.mapping import Cell, Mapping, RecordRule, Table, TableRows
from mapper_gui.mapping.source import NamedValue
from mapper_gui.mapping.values import value_sources
from mapper_gui.wording.rules import value_words
from mapper_gui.wording.sources import source_words
from mapper_gui.wording.text import tr


def named_values_sheet(mapping: Mapping) -> Sheet:
    """One row per named value: what it reads, its rule, and what uses it."""
    columns = (
        Column(tr("Named value"), 28),
        *source_columns(mapping.form.languages),
        Column(tr("Rule"), 60),
        Column(tr("Used by"), 44),
    )
    rows = tuple(
        Row(
            (
                name,
                *source_cells(mapping, value_sources(value.take, value.then)),
                rule_text(value.take, value.then, mapping),
                lines(_uses(mapping, NamedValue(name))) or tr("nothing"),
            )
        )
        for name, value in mapping.named_values.items()
    )
    return Sheet(tr("Named values"), columns, rows)


def _uses(mapping: Mapping, named: NamedValue) -> Iterator[str]:
    for other, value in mapping.named_values.items():
        if named in value_sources(value.take, value.then):
            yield tr("value {name}").format(name=other)
    if named in condition_sources(mapping.accepts.when):
        yield tr("which submissions are taken")
    for rule in mapping.asked_by.get(named, ()):
        yield tr("whether {rule} is made").format(rule=rule)
    for rule, field in mapping.fed_by.get(named, ()):
        yield tr("{rule} → {field}").format(rule=rule, field=field)


def table_rows_sheet(mapping: Mapping) -> Sheet:
    """The rows of each table that a record rule goes through, below the names of its columns."""
    tables = [
        (rule, rule.for_each.table)
        for rule in mapping.rules
        if isinstance(rule.for_each, TableRows)
    ]
    width = max((len(table.columns) for _, table in tables), default=0)
    columns = (
        Column(tr("Record rule"), 24),
        Column(tr("Row"), 8),
        *(
            Column(tr("Column {number}").format(number=number), 40)
            for number in range(1, width + 1)
        ),
    )
    rows = tuple(row for rule, table in tables for row in _rows(mapping, rule, table, width))
    return Sheet(tr("Table rows"), columns, rows, frozen=2)


def _rows(mapping: Mapping, rule: RecordRule, table: Table, width: int) -> Iterator[Row]:
    names = tuple(column.name for column in table.columns)
    yield Row(_filled((rule.id, "", *names), width + 2), Look.HEADING)
    for number, row in enumerate(table.rows, 1):
        cells = (_cell(mapping, cell) for cell in row)
        yield Row(_filled((rule.id, str(number), *cells), width + 2))


def _filled(cells: tuple[str, ...], width: int) -> tuple[str, ...]:
    return (*cells, *[""] * (width - len(cells)))[:width]


def _cell(mapping: Mapping, cell: Cell) -> str:
    if is_cell_source(cell):
        language = mapping.form.languages[0] if mapping.form.languages else ""
        return source_words(cell, mapping.form, language)
    if cell is None:
        return ""
    return cell if isinstance(cell, str) and cell else value_words(cell)
