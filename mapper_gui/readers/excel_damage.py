"""What a spreadsheet program did to the cells of an export. It is told, nothing is guessed back.

Source: CommCare page 1.7 (pasting into Excel makes formulas, dates and shortened numbers of texts).
"""

import re
from collections.abc import Iterator, Mapping

from mapper_gui.mapping.errors import Facts
from mapper_gui.mapping.import_warnings import ImportKind
from mapper_gui.readers.tables import Mark, MarkKind, Row

EXCEL_CELL = 32_767
"""Characters that a spreadsheet cell can hold; more are cut off."""
_SHORT = 30
_ERROR = re.compile(r"#(?:[^\s/#]{2,16}[!?]|DIV/0!|N/[AD]|#{2,})")
_SHORTENED = re.compile(r"-?\d(?:[.,]\d+)?E\+\d{2,3}")
_LONG = re.compile(r"-?(\d{15})(0+)")
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
_DATE = re.compile(
    rf"\d{{1,2}}-{_MONTH}(?:-\d{{2,4}})?|{_MONTH}-\d{{2}}|\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{4}}",
    re.IGNORECASE,
)
_KINDS = {
    MarkKind.DATE: ImportKind.DATE_CELL,
    MarkKind.FORMULA: ImportKind.FORMULA_CELL,
    MarkKind.ERROR: ImportKind.ERROR_CELL,
    MarkKind.LONG_NUMBER: ImportKind.LOST_DIGITS,
    MarkKind.BOOLEAN: ImportKind.BOOLEAN_CELL,
}


def damages(row: Row, titles: Mapping[int, str]) -> Iterator[tuple[ImportKind, Facts]]:
    """What is wrong with the cells of a row that stand under a header, by column from the left."""
    marks = row.marks
    for column, text in enumerate(row.cells):
        if not text or column not in titles:
            continue
        mark = marks.get(column) if marks else None
        kind = _damage(text, mark)
        if kind is None:
            continue
        facts: dict[str, object] = {"column": titles[column], "text": text[:200]}
        if kind in (ImportKind.CUT_CELL, ImportKind.LONG_CELL):
            facts = {"column": titles[column], "found": len(text), "limit": EXCEL_CELL}
        elif mark is not None and mark.formula:
            facts["formula"] = mark.formula[:200]
        yield kind, facts


def _damage(text: str, mark: Mark | None) -> ImportKind | None:
    if mark is not None and mark.kind in _KINDS:
        return _KINDS[mark.kind]
    if len(text) > _SHORT:
        if len(text) >= EXCEL_CELL:
            return ImportKind.CUT_CELL if len(text) == EXCEL_CELL else ImportKind.LONG_CELL
    elif mark is None:
        kind = _damaged_text(text)
        if kind is not None:
            return kind
    return ImportKind.LOST_CHARACTERS if "\ufffd" in text else None


def _damaged_text(text: str) -> ImportKind | None:
    """Damage that a file saved as text still shows."""
    first = text[0]
    if first == "#":
        return ImportKind.ERROR_CELL if _ERROR.fullmatch(text) else None
    if first in "-0123456789":
        if _SHORTENED.fullmatch(text) or _LONG.fullmatch(text):
            return ImportKind.LOST_DIGITS
        if _DATE.fullmatch(text):
            return ImportKind.DATE_CELL
    elif len(text) == 6 and _DATE.fullmatch(text):
        return ImportKind.DATE_CELL
    return None
