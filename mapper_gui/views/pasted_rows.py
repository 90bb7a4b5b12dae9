"""Two columns copied from a spreadsheet: choice id and target value."""

import csv
import io
from collections.abc import Collection
from dataclasses import dataclass

MOST_ROWS = 20_000
MOST_CHARACTERS = 4_000_000

_HEADINGS = frozenset(
    {"choice", "choice id", "choice value", "code", "from", "id", "key", "name", "option", "source"}
)


@dataclass(frozen=True, slots=True)
class PastedRows:
    """`rows`: choice id and target value. What was left out: a heading, rows without a value."""

    rows: tuple[tuple[str, str], ...] = ()
    heading: bool = False
    without_value: int = 0


def pasted_rows(text: str, known: Collection[str]) -> PastedRows | None:
    """The rows of a pasted table. `known`: the choice ids of the form, to tell a heading from one.

    None when it is not two columns, or far too much.
    """
    if len(text) > MOST_CHARACTERS:
        return None
    lines = [line for line in _lines(text) if any(line)]
    if not lines or len(lines) > MOST_ROWS:
        return None
    if any(len(line) < 2 or any(line[2:]) for line in lines):
        return None
    heading = lines[0][0].casefold() in _HEADINGS and lines[0][0] not in known
    body = lines[1:] if heading else lines
    rows = tuple((line[0], line[1]) for line in body if line[0] and line[1])
    return PastedRows(rows, heading, len(body) - len(rows)) if rows else None


def _lines(text: str) -> list[list[str]]:
    """Cells, trimmed. A cell with a line break or tab inside comes in quotes."""
    lines: list[list[str]] = []
    reader = csv.reader(io.StringIO(text.replace("\r\n", "\n").replace("\r", "\n")), delimiter="\t")
    try:
        for cells in reader:
            lines.append([cell.strip() for cell in cells])
            if len(lines) > MOST_ROWS:
                break
    except csv.Error:
        return []
    return lines
