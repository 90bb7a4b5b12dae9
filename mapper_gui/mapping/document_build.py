"""The structure of an app's build as JSON and back: what is kept of it on this machine."""

from typing import Any

from mapper_gui.mapping.app_version import BuildStructure
from mapper_gui.mapping.document_form import decode_form, encode_form
from mapper_gui.mapping.json_cursor import Cursor

FORMAT = "mapper-for-commcare build"
VERSION = 1


def encode_build(structure: BuildStructure) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "id": structure.id,
        "app_id": structure.app_id,
        "number": structure.version,
        "forms": [encode_form(form) for form in structure.forms],
    }


def decode_build(body: Any) -> BuildStructure:
    """Raises ReadError NOT_A_PROJECT where it is not what `encode_build` gives in this version."""
    cursor = Cursor(body)
    cursor.keys("format", "version", "id", "app_id", "number", "forms")
    found = cursor.at("format").text(), cursor.at("version").whole_number()
    if found != (FORMAT, VERSION):
        raise cursor.refuse(f"{FORMAT}, version {VERSION}")
    return BuildStructure(
        cursor.at("id").text(),
        cursor.at("app_id").text(),
        cursor.at("number").whole_number(),
        cursor.many("forms", decode_form),
    )
