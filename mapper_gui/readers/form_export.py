"""A form builder's "Export Form Contents", pasted or from a file, as a form (CommCare page 1)."""

from dataclasses import dataclass
from pathlib import Path

from mapper_gui.mapping.errors import ReadError, ReadKind
from mapper_gui.mapping.form import Form, Kind
from mapper_gui.mapping.import_warnings import ImportKind
from mapper_gui.mapping.problem import InSheet, Problem, Severity
from mapper_gui.readers.export_header import Header, find_header
from mapper_gui.readers.export_rows import read_rows
from mapper_gui.readers.file_formats import looks_of_text
from mapper_gui.readers.looks import looks_of_tables
from mapper_gui.readers.tables import Cancelled, Row, Table, never, read_table_text, read_tables

_WANTED = ("Question", "Type")


@dataclass(frozen=True, slots=True)
class FormReading:
    """A form as it was read, and what is doubtful about it, in the order of rows.

    The warnings are of mapping.import_warnings.ImportKind, at InSheet(sheet, row). The export holds
    no form name, xmlns, app id or project space (page 1.1), so those are empty.
    """

    form: Form
    warnings: tuple[Problem, ...] = ()
    sheet: str | None = None


def read_form(path: Path, sheet: str | None = None, *, cancelled: Cancelled = never) -> FormReading:
    """Read an export from a .tsv, .txt, .csv, .xlsx or .xlsm file; the content decides which.

    In a workbook the export is found on whatever sheet it is; `sheet` chooses one. Raises ReadError
    with the fact `file`: those of read_tables, and SEVERAL_SHEETS (fact sheets), NO_HEADER (facts
    wanted, found, looks), NOT_A_FORM, UNKNOWN_FORMAT (fact found).
    """
    tables = read_tables(path, sheet=sheet, cancelled=cancelled)
    try:
        return _read(tables, cancelled)
    except ReadError as error:
        raise ReadError(error.kind, **{"file": path.name, **error.facts}) from error


def read_form_text(text: str, *, cancelled: Cancelled = never) -> FormReading:
    """Read a pasted export. Raises ReadError as read_form does, without the fact `file`."""
    if not text.strip():
        raise ReadError(ReadKind.EMPTY)
    return _read((read_table_text(text, cancelled=cancelled),), cancelled)


def _read(tables: tuple[Table, ...], cancelled: Cancelled) -> FormReading:
    table, header = _choose(tables)
    form, warnings = read_rows(table, header, cancelled)
    if header.at + 1 == len(table.rows) and header.exported:
        where = InSheet(table.sheet, table.rows[header.at].number)
        empty = Problem(ImportKind.NO_QUESTIONS, Severity.WARNING, where)
        return FormReading(form, (*warnings, empty), table.sheet)
    if not any(q.kind is not Kind.UNKNOWN or q.id is not None for q in form.questions):
        raise ReadError(
            ReadKind.NOT_A_FORM,
            sheet=table.sheet,
            row=table.rows[header.at].number,
            found=_first_cells(table.rows[header.at + 1 :][:1]),
        )
    return FormReading(form, warnings, table.sheet)


def _choose(tables: tuple[Table, ...]) -> tuple[Table, Header]:
    """The sheet with the export. One that only an export can be is preferred to one that may be."""
    found = [(table, header) for table in tables if (header := find_header(table))]
    if not found:
        raise _refusal(tables)
    filled = [(table, header) for table, header in found if header.at + 1 < len(table.rows)]
    candidates = filled or found[:1]
    candidates = [pair for pair in candidates if pair[1].exported] or candidates
    candidates = [pair for pair in candidates if not pair[0].hidden] or candidates
    if len(candidates) > 1:
        names = tuple(table.sheet for table, _ in candidates)
        raise ReadError(ReadKind.SEVERAL_SHEETS, sheets=names)
    return candidates[0]


def _refusal(tables: tuple[Table, ...]) -> ReadError:
    filled = tuple(table for table in tables if table.rows)
    if not filled:
        return ReadError(ReadKind.EMPTY)
    first = filled[0]
    if first.sheet is None:
        start = (first.separator or "\t").join(first.rows[0].cells)
        if len(first.rows) > 1:
            start += "\n" + (first.separator or "\t").join(first.rows[1].cells)
        looks = looks_of_text(start)
        if looks is not None:
            return ReadError(ReadKind.UNKNOWN_FORMAT, found=looks)
    return ReadError(
        ReadKind.NO_HEADER,
        wanted=_WANTED,
        found=_first_cells(first.rows[:1]),
        looks=looks_of_tables(filled),
        sheets=tuple(table.sheet for table in tables if table.sheet is not None),
    )


def _first_cells(rows: tuple[Row, ...]) -> tuple[str, ...]:
    cells = [cell for row in rows for cell in row.cells if cell.strip()]
    return tuple(" ".join(cell[:200].split())[:40] for cell in cells[:6])
