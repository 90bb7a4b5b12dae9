"""What questions dropped on a table do there, and in words before they are let go."""

from collections.abc import Sequence
from dataclasses import dataclass

from mapper_gui.mapping.mapping import Cell, Table
from mapper_gui.mapping.source import ColumnSource, RowChoice, Source
from mapper_gui.wording.sources import source_id
from mapper_gui.wording.text import tr, tr_n


@dataclass(frozen=True, slots=True)
class TableDrop:
    """Cells that are filled; none where a row is added for each source."""

    words: str
    sources: tuple[Source, ...] = ()
    cells: dict[tuple[int, str], Cell] | None = None


def table_drop(table: Table, sources: Sequence[Source], row: int, column: int) -> TableDrop | None:
    """What a drop on this cell does, counted from 0: a blank cell and those below it are filled, a
    single question takes the place of another, and anywhere else rows are added. None where nothing
    of it can stand in a table."""
    given = tuple(s for s in dict.fromkeys(sources) if not isinstance(s, ColumnSource | RowChoice))
    if not given:
        return None
    rows = len(table.rows)
    if 0 <= column < len(table.columns):
        name = table.columns[column].name
        held = [cells[column] if column < len(cells) else None for cells in table.rows]
        blank = [number for number, cell in enumerate(held) if cell is None]
        takes = table.columns[column].of_sources or len(blank) == rows
        if takes and rows and len(blank) == rows:
            row = 0 if row >= rows else row
        if takes and row < rows and held[row] is None:
            free = [number for number in blank if number >= row]
            free += range(rows, rows + max(0, len(given) - len(free)))
            cells = {(at, name): source for at, source in zip(free, given, strict=False)}
            words = tr_n(
                "Put {source} into row {row} of {column}",
                "Fill {count} cells of {column} from row {row} on",
                len(given),
            )
            words = words.format(
                source=source_id(given[0]), count=len(given), column=name, row=row + 1
            )
            return TableDrop(words, given, dict(cells))
        if takes and row < rows and len(given) == 1:
            words = tr("Put {source} in the place of {old}").format(
                source=source_id(given[0]), old=source_id(held[row])
            )
            return TableDrop(words, given, {(row, name): given[0]})
    words = tr_n("Add a row for {source}", "Add {count} rows, one per question", len(given))
    return TableDrop(words.format(source=source_id(given[0]), count=len(given)), given)
