"""What an OpenFn mapping step makes of a record in `state.records`: its one written projection.

It is plain: fields that are left out are absent, all else is the same JSON: text, numbers, true,
false, null, lists. A reference is an object that names the other record; the load step turns it
into what the target takes.
"""

from typing import Any

from mapper_gui.mapping.result import RecordResult, ReferenceTo, Value


def project(record: RecordResult) -> dict[str, Any]:
    """The record that a made one becomes: field to JSON value."""
    return {name: as_json(value) for name, value in record.written.items()}


def as_json(value: Value | ReferenceTo) -> Any:
    """A value as it stands in `state.records`."""
    match value:
        case ReferenceTo(target, field, to):
            return {"reference": {"object": target, "field": field, "value": as_json(to)}}
        case tuple():
            return list(value)
        case _:
            return value
