"""A record that a mapping made, as JSON: the shape of `mapper preview --json`."""

from typing import Any

from mapper_gui.mapping.result import Item, RecordResult, ReferenceTo, Value

_LONGEST_WHOLE = 1e21
"""From here on JavaScript writes whole numbers with an exponent, as Python does."""


def encode_record(record: RecordResult) -> dict[str, Any]:
    """The record with its key; left-out fields are left out. `item` is the number of the row it
    was made for, a list of numbers in nested repeats, null without rows."""
    return {
        "submission": record.submission,
        "rule": record.rule,
        "item": _encode_item(record.item),
        "object": record.object,
        "operation": record.operation.value,
        "key": {name: _encode_value(value) for name, value in record.key_values.items()},
        "fields": {name: _encode_value(value) for name, value in record.written.items()},
    }


def _encode_item(item: Item) -> int | str | list[int | str] | None:
    if len(item) > 1:
        return list(item)
    return item[0] if item else None


def _encode_value(value: Value | ReferenceTo) -> Any:
    if isinstance(value, ReferenceTo):
        inner = _encode_value(value.value)
        return {"reference": {"object": value.object, "field": value.field, "value": inner}}
    if isinstance(value, tuple):
        return [_encode_value(item) for item in value]
    if isinstance(value, float) and value.is_integer() and abs(value) < _LONGEST_WHOLE:
        return int(value)
    return value
