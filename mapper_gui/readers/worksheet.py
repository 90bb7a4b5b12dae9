"""The XML of a workbook's sheets, shared strings and styles, as expat hands it over."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from xml.parsers import expat

from mapper_gui.mapping.errors import ReadError, ReadKind
from mapper_gui.readers.tables import (
    CELL_CHARACTERS,
    CELLS,
    COLUMNS,
    NO_MARKS,
    ROWS,
    Mark,
    MarkKind,
    Row,
    too_large,
)

_SHARED_STRINGS = 1_000_000
_MARKS = {kind: Mark(kind) for kind in MarkKind}
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
_BUILT_IN_DATES = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
"""Number formats that need no code in the styles (ECMA-376 part 1, 18.8.30)."""
_NOT_THE_FORMAT = re.compile(r'"[^"]*"|\\.|[_*].|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)


class SharedStrings:
    """Part `sharedStrings.xml`: the texts that cells refer to by number."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._pieces: list[str] = []
        self._phonetic = False
        self._parser: expat.XMLParserType

    def attach(self, parser: expat.XMLParserType) -> None:
        self._parser = parser

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = tag.rpartition(":")[2]
        if tag == "t" and not self._phonetic:
            self._parser.CharacterDataHandler = self._pieces.append
        elif tag == "rPh":
            self._phonetic = True

    def end(self, tag: str) -> None:
        tag = tag.rpartition(":")[2]
        if tag == "t":
            self._parser.CharacterDataHandler = None
        elif tag == "rPh":
            self._phonetic = False
        elif tag == "si":
            if len(self.texts) >= _SHARED_STRINGS:
                raise ReadError(
                    ReadKind.TOO_LARGE,
                    what="cells",
                    limit=_SHARED_STRINGS,
                    found=_SHARED_STRINGS + 1,
                )
            self.texts.append(_text(self._pieces))
            self._pieces.clear()


class Styles:
    """Part `styles.xml`: which cell styles show a number as a date or time."""

    def __init__(self) -> None:
        self.dates: list[bool] = []
        self._formats: dict[int, str] = {}
        self._in_cells = False

    def attach(self, parser: expat.XMLParserType) -> None:
        """It needs no text."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = tag.rpartition(":")[2]
        if tag == "numFmt":
            self._formats[_int(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
        elif tag == "cellXfs":
            self._in_cells = True
        elif tag == "xf" and self._in_cells:
            number = _int(attributes.get("numFmtId"))
            code = self._formats.get(number)
            self.dates.append(
                number in _BUILT_IN_DATES if code is None else shows_a_date(code[:255])
            )

    def end(self, tag: str) -> None:
        if tag.rpartition(":")[2] == "cellXfs":
            self._in_cells = False


def shows_a_date(code: str) -> bool:
    """Whether a number format code shows a date, a time or a duration."""
    first = _NOT_THE_FORMAT.sub("", code).partition(";")[0].lower()
    return "general" not in first and any(letter in first for letter in "dmyhs")


class Worksheet:
    """Part `sheetN.xml`: the rows that hold something."""

    def __init__(self, strings: Sequence[str], dates: Sequence[bool], old_epoch: bool) -> None:
        self.rows: list[Row] = []
        self._strings = strings
        self._dates = dates
        self._epoch = datetime(1904, 1, 1) if old_epoch else datetime(1899, 12, 30)  # noqa: DTZ001
        self._parser: expat.XMLParserType
        self._number = 0
        self._column = -1
        self._columns: dict[str, int] = {}
        self._cells: dict[int, str] = {}
        self._marks: dict[int, Mark] = {}
        self._type = ""
        self._style = 0
        self._value: list[str] = []
        self._formula: list[str] | None = None
        self._phonetic = False
        self._count = 0

    def attach(self, parser: expat.XMLParserType) -> None:
        self._parser = parser

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if ":" in tag:
            tag = tag.rpartition(":")[2]
        if tag == "v":
            self._parser.CharacterDataHandler = self._value.append
        elif tag == "c":
            self._start_cell(attributes)
        elif tag == "row":
            self._number = _int(attributes.get("r")) or self._number + 1
            self._column = -1
        elif tag == "t" and not self._phonetic:
            self._parser.CharacterDataHandler = self._value.append
        elif tag == "f":
            self._formula = []
            self._parser.CharacterDataHandler = self._formula.append
        elif tag == "rPh":
            self._phonetic = True

    def end(self, tag: str) -> None:
        if ":" in tag:
            tag = tag.rpartition(":")[2]
        if tag in ("v", "t", "f"):
            self._parser.CharacterDataHandler = None
        elif tag == "c":
            if self._value or self._formula is not None:
                self._end_cell()
        elif tag == "row":
            if self._cells:
                self._end_row()
        elif tag == "rPh":
            self._phonetic = False

    def _start_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        if reference is None:
            self._column += 1
        else:
            letters = reference.rstrip("0123456789")
            column = self._columns.get(letters)
            if column is None:
                column = self._columns[letters] = _column(letters)
            self._column = column
        self._type = attributes.get("t", "n")
        self._style = _int(attributes.get("s"))
        self._value.clear()
        self._formula = None

    def _end_cell(self) -> None:
        text, kind = self._content()
        formula = self._formula
        if formula is not None:
            kind = MarkKind.ERROR if kind is MarkKind.ERROR else MarkKind.FORMULA
            written = "=" + "".join(formula)
            if not self._value:
                text = written
            self._marks[self._column] = Mark(kind, written)
        elif kind is not None and text:
            self._marks[self._column] = _MARKS[kind]
        if not text:
            return
        if len(text) > CELL_CHARACTERS:
            raise too_large("cell", CELL_CHARACTERS, len(text), self._number)
        if self._column >= COLUMNS:
            raise too_large("columns", COLUMNS, self._column + 1, self._number)
        self._cells[self._column] = text

    def _content(self) -> tuple[str, MarkKind | None]:
        """The text of the cell that ends, and what it is when it is not text."""
        kind = self._type
        value = self._value[0] if len(self._value) == 1 else "".join(self._value)
        if kind == "s":
            try:
                return self._strings[int(value)], None
            except (ValueError, IndexError):
                raise ReadError(
                    ReadKind.DAMAGED, row=self._number, reason="a shared string is missing"
                ) from None
        if kind in ("str", "inlineStr"):
            return _text(self._value), None
        if kind == "b":
            return ("TRUE" if value.strip() in ("1", "true") else "FALSE"), MarkKind.BOOLEAN
        if kind == "e":
            return value, MarkKind.ERROR
        if kind == "d":
            return value, MarkKind.DATE
        return self._numeric(value.strip())

    def _numeric(self, value: str) -> tuple[str, MarkKind | None]:
        try:
            number = float(value)
        except ValueError:
            return value, None
        if self._style < len(self._dates) and self._dates[self._style]:
            return _date(number, self._epoch) or number_text(number), MarkKind.DATE
        return number_text(number), MarkKind.LONG_NUMBER if abs(number) >= 1e15 else None

    def _end_row(self) -> None:
        if self._number > ROWS:
            raise too_large("rows", ROWS, self._number, self._number)
        cells = self._cells
        width = max(cells) + 1
        self._count += width
        if self._count > CELLS:
            raise too_large("cells", CELLS, self._count, self._number)
        row = tuple([cells.get(column, "") for column in range(width)])
        marks = dict(self._marks) if self._marks else NO_MARKS
        self.rows.append(Row(self._number, row, marks))
        cells.clear()
        self._marks.clear()


def number_text(number: float) -> str:
    """A number as a spreadsheet holds it: no `.0`, no exponent below 10^21."""
    if number.is_integer() and abs(number) < 1e21:
        return str(int(number))
    text = repr(number)
    if "e-" in text and abs(number) >= 1e-12:
        return f"{number:.20f}".rstrip("0")
    return text


def _date(number: float, epoch: datetime) -> str:
    """A date number as ISO text: date, date and time, or time alone. "" when it is no date."""
    try:
        moment = epoch + timedelta(milliseconds=round(number * 86_400_000))
    except (OverflowError, ValueError):
        return ""
    if number < 0:
        return ""
    if number < 1:
        return moment.time().isoformat()
    if number < 60 and epoch.year == 1899:  # Excel's 29 February 1900 never was
        moment += timedelta(days=1)
    return (moment.date() if number.is_integer() else moment).isoformat()


def _text(pieces: list[str]) -> str:
    """The pieces of a text joined; `_x000D_` is how control characters are written."""
    text = "".join(pieces)
    if "_x" in text:
        text = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    return text.replace("\r\n", "\n")


def _column(letters: str) -> int:
    """`A` is 0, `XFD` is 16383."""
    number = 0
    for letter in letters:
        if not ("A" <= letter <= "Z") or number > 100_000:
            raise ReadError(ReadKind.DAMAGED, reason=f"no such column: {letters[:20]}")
        number = number * 26 + ord(letter) - 64
    return number - 1


def _int(value: str | None) -> int:
    return int(value) if value is not None and value.isascii() and value.isdigit() else 0
