"""Files and pasted text as sheets of text cells, whatever they were saved as, within fixed limits.

Nothing is interpreted here. Every cell is text; what a spreadsheet program made of a cell (a date, a
formula, a number) is kept beside it as a mark, so that the readers can warn of it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from io import BytesIO
from os import fstat
from pathlib import Path
from types import MappingProxyType

from mapper_gui.mapping.errors import ReadError, ReadKind
from mapper_gui.mapping.import_warnings import Looks
from mapper_gui.readers.file_formats import check_is_text, looks_of_text
from mapper_gui.readers.separated_text import NotTextError, decode, find_separator, split_rows

Cancelled = Callable[[], bool]


def never() -> bool:
    """For readers that nobody cancels."""
    return False


FILE_BYTES = 64 * 2**20
TEXT_BYTES = 32 * 2**20
ROWS = 100_000
EMPTY_ROWS = 2_000_000
COLUMNS = 1_000
CELLS = 2_000_000
CELL_CHARACTERS = 1_000_000
POLL_ROWS = 256


class MarkKind(StrEnum):
    """What a spreadsheet program holds in a cell that is not text. Plain numbers need no mark."""

    LONG_NUMBER = "long_number"  # 16 digits or more: a spreadsheet keeps 15
    DATE = "date"
    BOOLEAN = "boolean"
    ERROR = "error"  # #NAME? and the like
    FORMULA = "formula"


@dataclass(frozen=True, slots=True)
class Mark:
    """A cell that is not text. `formula`: as it stands in the cell, with its `=`."""

    kind: MarkKind
    formula: str = ""


NO_MARKS: Mapping[int, Mark] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Row:
    """A row that holds something: its number, counted from 1 as a spreadsheet does, and its cells.

    Cells at the end may be missing: use `cell`. `marks` by column, counted from 0.
    """

    number: int
    cells: tuple[str, ...]
    marks: Mapping[int, Mark] = field(default_factory=lambda: NO_MARKS)

    def cell(self, column: int) -> str:
        """The text of a cell, "" where the row is too short."""
        return self.cells[column] if column < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet, or a text file. Empty rows are left out, row numbers stay.

    `sheet` None and `separator` set: it was text. `guessed_encoding`: its name, where the bytes did
    not tell. `hidden`: a sheet that a spreadsheet program does not show.
    """

    sheet: str | None
    rows: tuple[Row, ...]
    separator: str | None = None
    guessed_encoding: str | None = None
    hidden: bool = False


def read_tables(
    path: Path, *, sheet: str | None = None, cancelled: Cancelled = never
) -> tuple[Table, ...]:
    """The sheets of an .xlsx or .xlsm file in their order, or the one table of a text file.

    The content decides, not the name. With `sheet`, only that sheet is read (a text file has none
    and ignores it). Raises ReadError with the fact `file`: NOT_FOUND, UNREADABLE, EMPTY, TOO_LARGE,
    ENCRYPTED, DAMAGED, HOSTILE_XML, UNKNOWN_FORMAT, NO_SUCH_SHEET, CANCELLED.
    """
    # Not at the top: the workbook reader is built on this module.
    from mapper_gui.readers.workbook import read_workbook

    data = read_bytes(path)
    try:
        if data.startswith(b"PK"):
            return read_workbook(BytesIO(data), sheet=sheet, cancelled=cancelled)
        check_is_text(data)
        if len(data) > TEXT_BYTES:
            raise ReadError(ReadKind.TOO_LARGE, what="bytes", limit=TEXT_BYTES, found=len(data))
        try:
            text, guessed = decode(data)
        except NotTextError:
            raise ReadError(ReadKind.UNKNOWN_FORMAT, found=Looks.BINARY) from None
        return (read_table_text(text, guessed_encoding=guessed, cancelled=cancelled),)
    except ReadError as error:
        raise ReadError(error.kind, **{"file": path.name, **error.facts}) from error


def read_table_text(
    text: str,
    *,
    separator: str | None = None,
    guessed_encoding: str | None = None,
    cancelled: Cancelled = never,
) -> Table:
    """Pasted text as a table. Without `separator` it is found out: tab, comma or semicolon.

    Raises ReadError: EMPTY, TOO_LARGE, CANCELLED.
    """
    if len(text) > TEXT_BYTES:
        raise ReadError(ReadKind.TOO_LARGE, what="bytes", limit=TEXT_BYTES, found=len(text))
    text = text.removeprefix("\ufeff")
    start = 0
    if separator is None:
        separator, start = find_separator(text)
    try:
        rows = _guarded(split_rows(text, separator, start, most=2 * COLUMNS), cancelled)
    except ReadError as error:
        looks = looks_of_text(text) if error.kind is ReadKind.TOO_LARGE else None
        if looks is None:
            raise
        raise ReadError(ReadKind.UNKNOWN_FORMAT, found=looks) from error
    if not rows:
        raise ReadError(ReadKind.EMPTY)
    return Table(None, rows, separator, guessed_encoding)


def _guarded(rows: Iterable[list[str]], cancelled: Cancelled) -> tuple[Row, ...]:
    kept: list[Row] = []
    cells = 0
    for number, row in enumerate(rows, 1):
        if number % POLL_ROWS == 0 and cancelled():
            raise ReadError(ReadKind.CANCELLED)
        if not any(row):
            if number > EMPTY_ROWS:
                raise too_large("rows", EMPTY_ROWS, number, number)
            continue
        cells += len(row)
        if len(row) > COLUMNS and any(row[COLUMNS:]):
            raise too_large("columns", COLUMNS, len(row), number)
        if len(kept) >= ROWS:
            raise too_large("rows", ROWS, number, number)
        if cells > CELLS:
            raise too_large("cells", CELLS, cells, number)
        longest = max(map(len, row))
        if longest > CELL_CHARACTERS:
            raise too_large("cell", CELL_CHARACTERS, longest, number)
        kept.append(Row(number, tuple(row)))
    return tuple(kept)


def too_large(what: str, limit: int, found: int, row: int, **facts: object) -> ReadError:
    """The refusal of a table beyond its limits: `what` is rows, columns, cells or cell."""
    return ReadError(ReadKind.TOO_LARGE, what=what, limit=limit, found=found, row=row, **facts)


def read_bytes(path: Path) -> bytes:
    """A whole file, at most FILE_BYTES of it.

    Raises ReadError: NOT_FOUND, UNREADABLE (fact reason), EMPTY, TOO_LARGE.
    """
    try:
        if path.is_dir():
            raise ReadError(ReadKind.UNREADABLE, file=path.name, reason="folder")
        if path.exists() and not path.is_file():
            raise ReadError(ReadKind.UNREADABLE, file=path.name, reason="not a file")
        with path.open("rb") as stream:
            size = fstat(stream.fileno()).st_size
            data = stream.read(FILE_BYTES + 1) if size <= FILE_BYTES else b""
            if max(size, len(data)) > FILE_BYTES:
                raise ReadError(
                    ReadKind.TOO_LARGE, file=path.name, what="bytes", limit=FILE_BYTES, found=size
                )
    except FileNotFoundError:
        raise ReadError(ReadKind.NOT_FOUND, file=path.name) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ReadError(ReadKind.UNREADABLE, file=path.name, reason=reason) from error
    if not data.strip(b"\x00 \t\r\n"):
        raise ReadError(ReadKind.EMPTY, file=path.name)
    return data
