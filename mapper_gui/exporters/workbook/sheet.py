"""What a sheet of the workbook is before it is written: columns, rows of texts, and how rows look."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

MOST_CHARACTERS = 32_767
"""What one cell can hold."""


class Look(StrEnum):
    """How a row looks; its status says the same in words."""

    PLAIN = "plain"
    DRAFT = "draft"
    TO_DISCUSS = "to_discuss"
    AGREED = "agreed"
    MISSING = "missing"  # a required field that nothing feeds
    HEADING = "heading"  # within a sheet
    TITLE = "title"  # the names of the columns


@dataclass(frozen=True, slots=True)
class Column:
    """`width` in characters: the least and the most it may have."""

    title: str
    most: int = 40
    least: int = 8


@dataclass(frozen=True, slots=True)
class Row:
    cells: tuple[str, ...]
    look: Look = Look.PLAIN


@dataclass(frozen=True, slots=True)
class Sheet:
    """`frozen`: how many columns stay when the sheet is scrolled. `status`: the column that shows
    the look alone where the whole row does not."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    frozen: int = 1
    status: int | None = None

    @property
    def too_long(self) -> int:
        """How many texts do not fit into a cell."""
        return sum(len(cell) > MOST_CHARACTERS for row in self.rows for cell in row.cells)


def lines(texts: Iterable[str]) -> str:
    """Texts below each other in one cell; empty when all are."""
    found = list(texts)
    return "\n".join(found) if any(found) else ""
