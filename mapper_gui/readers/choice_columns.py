"""A table of choice ids and target values in a .csv, .tsv or .xlsx file: its columns, to choose two of.

Nothing is taken for granted: the first row is a heading only where it reads like one, and which two
columns are meant is proposed.
"""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from mapper_gui.mapping.errors import ReadError, ReadKind
from mapper_gui.readers.tables import Cancelled, Table, never, read_tables, too_large

MOST_ROWS = 20_000
MOST_COLUMNS = 60
LONGEST_CELL = 10_000

_CHOICE_WORDS = frozenset(
    {"choice", "choice id", "choice value", "code", "from", "id", "key", "name", "option", "source",
     "commcare", "commcare id", "commcare value"}
)  # fmt: skip
_VALUE_WORDS = frozenset(
    {"value", "target", "target value", "to", "picklist", "picklist value", "api value", "salesforce",
     "dhis2", "option code", "maps to", "mapped to"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ChoiceColumns:
    """One sheet, or a text file: `sheet` None. Rows are as wide as the widest, cells trimmed."""

    sheet: str | None
    rows: tuple[tuple[str, ...], ...]

    @property
    def width(self) -> int:
        return len(self.rows[0]) if self.rows else 0


@dataclass(frozen=True, slots=True)
class ChosenColumns:
    """Which column holds choice ids and which target values, from 0; whether the first row is a
    heading."""

    choice: int
    value: int
    heading: bool


def read_choice_columns(path: Path, *, cancelled: Cancelled = never) -> tuple[ChoiceColumns, ...]:
    """The sheets of the file that have at least two columns.

    Raises ReadError with the fact `file`: what `read_tables` raises; TOO_LARGE beyond 20,000 rows or
    60 columns; EMPTY where nothing has two columns.
    """
    found = [
        columns
        for table in read_tables(path, cancelled=cancelled)
        if (columns := _columns(table, path.name)).width >= 2
    ]
    if not found:
        raise ReadError(ReadKind.EMPTY, file=path.name)
    return tuple(found)


def choose_columns(
    columns: ChoiceColumns, known: Collection[str], values: Collection[str] = ()
) -> ChosenColumns:
    """The two columns that are most likely meant. `known`: choice ids of the form; `values`: those
    that the target lists."""
    body = columns.rows[1:] or columns.rows
    head = [cell.casefold() for cell in columns.rows[0]]
    ids, listed = {*known}, {*values}

    def score(at: int, wanted: Collection[str], words: Collection[str]) -> tuple[int, bool, int]:
        hits = sum(1 for row in body if row[at] in wanted)
        filled = sum(1 for row in body if row[at])
        return hits, head[at] in words, filled

    width = range(columns.width)
    choice = max(width, key=lambda at: (score(at, ids, _CHOICE_WORDS), -at))
    if not any(score(choice, ids, _CHOICE_WORDS)[:2]):
        choice = 0
    others = [at for at in width if at != choice]
    value = max(others, key=lambda at: (score(at, listed, _VALUE_WORDS)[:2], at > choice, -at))
    first = columns.rows[0]
    heading = first[choice] not in ids and (
        head[choice] in _CHOICE_WORDS
        or head[value] in _VALUE_WORDS
        or (bool(ids) and any(row[choice] in ids for row in body))
    )
    return ChosenColumns(choice, value, heading and len(columns.rows) > 1)


def rows_in(columns: ChoiceColumns, chosen: ChosenColumns) -> tuple[tuple[str, str], ...]:
    """Choice id and target value of each row that has both; the last one of an id counts."""
    found: dict[str, str] = {}
    for row in columns.rows[1 if chosen.heading else 0 :]:
        if row[chosen.choice] and row[chosen.value]:
            found[row[chosen.choice]] = row[chosen.value]
    return tuple(found.items())


def _columns(table: Table, file: str) -> ChoiceColumns:
    if len(table.rows) > MOST_ROWS:
        raise too_large("rows", MOST_ROWS, len(table.rows), MOST_ROWS + 1, file=file)
    width = max((len(row.cells) for row in table.rows), default=0)
    while width and not any(row.cell(width - 1).strip() for row in table.rows):
        width -= 1
    if width > MOST_COLUMNS:
        raise too_large("columns", MOST_COLUMNS, width, 1, file=file)
    rows: list[tuple[str, ...]] = []
    for row in table.rows:
        cells = tuple(row.cell(at).strip() for at in range(width))
        longest = max(map(len, cells), default=0)
        if longest > LONGEST_CELL:
            raise too_large("cell", LONGEST_CELL, longest, row.number, file=file)
        rows.append(cells)
    return ChoiceColumns(table.sheet, tuple(rows))
