"""What a record rule is made for each of, as JSON and back.

`{"repeat": "/children"}`, `{"chosen": "/danger-signs"}`, or `{"table": {...}, "within": "/children"}`
whose columns say whether they hold sources or constants.
"""

from typing import Any

from mapper_gui.mapping.document_source import decode_source, encode_source, is_source
from mapper_gui.mapping.form import QuestionId
from mapper_gui.mapping.json_cursor import Cursor
from mapper_gui.mapping.making import is_cell_source
from mapper_gui.mapping.mapping import Cell, Chosen, Column, ForEach, Table, TableRows

Json = dict[str, Any]


def encode_for_each(for_each: ForEach) -> Json:
    match for_each:
        case Chosen(question):
            return {"chosen": question}
        case TableRows(table, within):
            body: Json = {"table": _encode_table(table)}
            if within is not None:
                body["within"] = within
            return body
        case repeat:
            return {"repeat": repeat}


def decode_for_each(cursor: Cursor) -> ForEach | None:
    """What is iterated at this place. Raises ReadError(NOT_A_PROJECT) with the path."""
    if cursor.value is None:
        return None
    if cursor.has("chosen"):
        cursor.keys("chosen")
        return Chosen(QuestionId(cursor.at("chosen").text()))
    if cursor.has("table"):
        cursor.keys("table", "within")
        within = QuestionId(cursor.at("within").text()) if cursor.has("within") else None
        return TableRows(_decode_table(cursor.at("table")), within)
    cursor.keys("repeat")
    return QuestionId(cursor.at("repeat").text())


def _encode_table(table: Table) -> Json:
    return {
        "columns": [
            {"name": column.name, "holds": "sources" if column.of_sources else "constants"}
            for column in table.columns
        ],
        "rows": [[_encode_cell(cell) for cell in row] for row in table.rows],
    }


def _encode_cell(cell: Cell) -> Any:
    return encode_source(cell) if is_cell_source(cell) else cell


def _decode_table(cursor: Cursor) -> Table:
    cursor.keys("columns", "rows")
    columns = cursor.many("columns", _decode_column)
    names = [column.name for column in columns]
    for index, name in enumerate(names):
        if name in names[:index]:
            place = Cursor(name, f"{cursor.path}/columns/{index}/name")
            raise place.refuse("a name that no other column has")
    return Table(columns, cursor.many("rows", lambda row: _decode_row(row, columns)))


def _decode_column(cursor: Cursor) -> Column:
    cursor.keys("name", "holds")
    holds = cursor.at("holds")
    if holds.value not in ("sources", "constants"):
        raise holds.refuse('"sources" or "constants"')
    return Column(cursor.at("name").text(), holds.value == "sources")


def _decode_row(cursor: Cursor, columns: tuple[Column, ...]) -> tuple[Cell, ...]:
    cells = list(cursor.items())
    if len(cells) != len(columns):
        raise cursor.refuse(f"a list of {len(columns)} cells, one for each column")
    return tuple(_decode_cell(cell, column) for cell, column in zip(cells, columns, strict=True))


def _decode_cell(cursor: Cursor, column: Column) -> Cell:
    if column.of_sources and cursor.value is not None:
        if not is_source(cursor):
            raise cursor.refuse(f'a source, as the column "{column.name}" holds sources')
        if cursor.has("column"):
            raise cursor.refuse("a source that is no column of a table")
        return decode_source(cursor)
    if is_source(cursor):
        raise cursor.refuse(f'a constant, as the column "{column.name}" holds constants')
    return cursor.scalar()
