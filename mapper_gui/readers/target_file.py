"""Target fields from a file or pasted text, whatever the format: the content decides.

A table with a header row (.csv, .tsv, .xlsx), Salesforce describes, DHIS2 programs or metadata, a
JSON Schema; pasted also a plain list of names.
"""

import re
from pathlib import Path

from mapper_gui.mapping.errors import ReadError, ReadKind
from mapper_gui.mapping.found import Found
from mapper_gui.mapping.import_warnings import Looks
from mapper_gui.readers.dhis2 import is_dhis2, read_dhis2
from mapper_gui.readers.json_kinds import refused_json
from mapper_gui.readers.json_schema import is_json_schema, read_json_schema
from mapper_gui.readers.json_text import Json, decode, looks_like_json, read_json
from mapper_gui.readers.salesforce import is_salesforce, read_salesforce
from mapper_gui.readers.separated_text import NotTextError
from mapper_gui.readers.separated_text import decode as decode_table
from mapper_gui.readers.tables import read_bytes, read_table_text, read_tables
from mapper_gui.readers.target_reading import TargetReading
from mapper_gui.readers.target_table import read_target_list, read_target_tables

_CREATE_TABLE = re.compile(r"^\s*create\s+(?:\w+\s+){0,2}table\b", re.MULTILINE)
WITHOUT_NAME = "Target"
"""The object of a pasted list, when nobody named it."""


def read_target(path: Path, sheet: str | None = None) -> TargetReading:
    """The target objects in a file. `sheet`: only this sheet of a workbook; else all with a header.

    Raises ReadError with the fact `file`: NOT_A_TARGET with `found` (`Found` or `Looks`), NO_HEADER,
    and what `read_tables` and `read_json` raise.
    """
    data = read_bytes(path)
    file = path.name
    if looks_like_json(data):
        return _from_json(read_json(decode(data, file=file), file=file), _stem(path), file=file)
    if not data.startswith(b"PK"):
        _refuse_markup(_start(data), file=file)
    tables = read_tables(path, sheet=sheet)
    return read_target_tables(tables, _stem(path), file=file)


def read_target_text(text: str, object_name: str = "") -> TargetReading:
    """The target objects in pasted text: any text of the formats above, or one name on each line,
    with a tab and a label where there is one. `object_name`: for fields that name no object.

    Raises ReadError as `read_target` does.
    """
    object_name = " ".join(object_name.split()) or WITHOUT_NAME
    if looks_like_json(text):
        return _from_json(read_json(text), object_name)
    _refuse_markup(text[:4000])
    try:
        return read_target_tables([read_table_text(text)], object_name, only_sure=True)
    except ReadError as error:
        if error.kind is not ReadKind.NO_HEADER:
            raise
    return read_target_list(read_table_text(text, separator="\t"), object_name)


def _from_json(value: Json, object_name: str, **facts: object) -> TargetReading:
    # Submissions and projects are named as such before their keys are taken for a schema's.
    if refusal := refused_json(value):
        raise ReadError(ReadKind.NOT_A_TARGET, **refusal, **facts)
    if is_salesforce(value):
        return read_salesforce(value, **facts)
    if is_dhis2(value):
        return read_dhis2(value, **facts)
    if is_json_schema(value):
        return read_json_schema(value, object_name, **facts)
    keys = tuple(str(key)[:40] for key in list(value)[:8]) if isinstance(value, dict) else ()
    raise ReadError(ReadKind.NOT_A_TARGET, found=Found.OTHER_JSON, keys=keys, **facts)


def _refuse_markup(start: str, **facts: object) -> None:
    beginning = start.lstrip("\ufeff \t\r\n").lower()
    if beginning.startswith("<"):
        html = "<html" in beginning or beginning.startswith("<!doctype html")
        found = Looks.HTML if html else Looks.XML
        raise ReadError(ReadKind.NOT_A_TARGET, found=found, **facts)
    if _CREATE_TABLE.search(beginning):
        raise ReadError(ReadKind.NOT_A_TARGET, found=Found.SQL, **facts)


def _start(data: bytes) -> str:
    try:
        return decode_table(data[:4000])[0]
    except NotTextError:
        return ""


def _stem(path: Path) -> str:
    return " ".join(path.stem.split()) or WITHOUT_NAME
