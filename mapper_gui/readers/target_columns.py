"""The header row of a table of target fields: which column says what, under many names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from mapper_gui.readers.tables import Row

HEADER_WITHIN_ROWS = 20


class Column(StrEnum):
    """What a column says of a field."""

    NAME = "name"
    LABEL = "label"
    TYPE = "type"
    REQUIRED = "required"
    NULLABLE = "nullable"  # the opposite, as databases say it
    DEFAULT = "default"  # of a database: with one, a column may be left out
    CHOICES = "choices"
    OBJECT = "object"
    KEY = "key"
    LENGTH = "length"
    REFERS_TO = "refers_to"


# Letters and digits alone, lower case. The first one counts where a header has several of a kind:
# beside "API Name", a column "Name" holds the label.
_NAMES: dict[Column, tuple[str, ...]] = {
    Column.NAME: (
        "apiname",
        "fieldapiname",
        "fieldname",
        "columnname",
        "technicalname",
        "developername",
        "systemname",
        "targetfield",
        "field",
        "column",
        "attributename",
        "propertyname",
        "variablename",
        "uid",
        "attribute",
        "property",
        "variable",
        "name",
    ),
    Column.LABEL: (
        "label",
        "fieldlabel",
        "displaylabel",
        "displayname",
        "columnlabel",
        "formname",
        "title",
        "caption",
        "name",
        "description",
    ),
    Column.TYPE: ("datatype", "fieldtype", "valuetype", "columntype", "type", "udtname"),
    Column.REQUIRED: (
        "required",
        "mandatory",
        "isrequired",
        "ismandatory",
        "compulsory",
        "obligatory",
        "requiredfield",
        "notnull",
        "req",
    ),
    Column.NULLABLE: ("isnullable", "nullable", "nillable", "optional", "allownulls", "null"),
    Column.DEFAULT: ("columndefault", "defaultvalue", "default"),
    Column.CHOICES: (
        "choices",
        "options",
        "picklistvalues",
        "picklist",
        "picklistoptions",
        "allowedvalues",
        "permittedvalues",
        "validvalues",
        "possiblevalues",
        "acceptedvalues",
        "optionvalues",
        "enum",
        "values",
    ),
    Column.OBJECT: (
        "object",
        "objectapiname",
        "objectname",
        "targetobject",
        "sobject",
        "tablename",
        "table",
        "entity",
        "entityname",
        "resource",
    ),
    Column.KEY: (
        "key",
        "externalid",
        "isexternalid",
        "upsertkey",
        "uniquekey",
        "primarykey",
        "isprimarykey",
        "columnkey",
        "iskey",
        "unique",
        "isunique",
        "identifier",
        "pk",
    ),
    Column.LENGTH: (
        "length",
        "maxlength",
        "maximumlength",
        "charactermaximumlength",
        "fieldlength",
        "maxlen",
        "maxsize",
        "size",
    ),
    Column.REFERS_TO: (
        "refersto",
        "referenceto",
        "references",
        "lookupto",
        "relatedto",
        "relatedobject",
        "lookup",
    ),
}
_ROLES = {name for names in _NAMES.values() for name in names}


@dataclass(frozen=True, slots=True)
class Header:
    """Where each column stands (counted from 0), the row it was found in, and its words."""

    row: int
    columns: dict[Column, int]
    words: tuple[str, ...]

    def cell(self, row: Row, column: Column) -> str:
        """The text in that column, "" where the table has none of it."""
        at = self.columns.get(column)
        return row.cell(at).strip() if at is not None else ""

    def word(self, column: Column) -> str:
        """The column's own name."""
        return self.words[self.columns[column]].strip()

    @property
    def left_out(self) -> tuple[str, ...]:
        """The names of the columns that nobody reads."""
        used = set(self.columns.values())
        return tuple(w.strip() for at, w in enumerate(self.words) if at not in used and w.strip())

    @property
    def sure(self) -> bool:
        """Whether more than the name's column was recognised, so that it is no chance."""
        return len(self.columns) > 1 or len([word for word in self.words if word.strip()]) == 1

    @property
    def cannot_be_a_field(self) -> bool:
        """Whether this is no row of a list: many objects have a field called "Name"."""
        return len(self.columns) > 1 or (
            self.sure and plain(self.word(Column.NAME)) not in ("name", "uid")
        )


def find_header(rows: Sequence[Row]) -> Header | None:
    """The header row: the first that names a field column and another, else the very first row."""
    for row in rows[:HEADER_WITHIN_ROWS]:
        header = _header(row)
        if header and len(header.columns) > 1:
            return header
    return _header(rows[0]) if rows else None


def is_form_export(rows: Sequence[Row]) -> bool:
    """Whether this is CommCare's "Export Form Contents" (CommCare page 1.2)."""
    for row in rows[:HEADER_WITHIN_ROWS]:
        words = {plain(cell) for cell in row.cells[:50]}
        if {"question", "type"} <= words and any(w.startswith("text") for w in words):
            return True
    return False


def plain(word: str) -> str:
    """Letters and digits alone, lower case."""
    return re.sub(r"[^a-z0-9]", "", word[:100].lower())


def _header(row: Row) -> Header | None:
    at: dict[str, int] = {}
    for index, cell in enumerate(row.cells):
        word = plain(cell)
        if word in _ROLES:
            at.setdefault(word, index)
    columns: dict[Column, int] = {}
    taken: set[int] = set()
    for column, names in _NAMES.items():
        found = next((at[n] for n in names if n in at and at[n] not in taken), None)
        if found is not None:
            columns[column] = found
            taken.add(found)
    return Header(row.number, columns, row.cells) if Column.NAME in columns else None
