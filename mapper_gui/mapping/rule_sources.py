"""What only a record rule of its kind can take: columns of its table, the chosen id, row numbers."""

from mapper_gui.mapping.mapping import Chosen, Mapping, RecordRule, TableRows
from mapper_gui.mapping.rows import iterated
from mapper_gui.mapping.source import ColumnSource, RowChoice, RowNumber, Source


def sources_of_rule(mapping: Mapping, rule: RecordRule | None) -> tuple[Source, ...]:
    """The sources that say for which item a record of the rule is made, most telling first."""
    if rule is None:
        return ()
    rows = iterated(mapping.form, rule.repeat)
    match rule.for_each:
        case Chosen():
            return RowChoice(), RowNumber()
        case TableRows(table):
            columns = dict.fromkeys(ColumnSource(column.name) for column in table.columns)
            return *columns, RowNumber(), *map(RowNumber, rows)
        case _:
            return *([RowNumber()] if rows else []), *map(RowNumber, rows[:-1])
