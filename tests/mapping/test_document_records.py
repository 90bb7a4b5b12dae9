"""A record as JSON: the shape that the command line and the clipboard give."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from clinic import MAPPING, submission

from mapper_gui.mapping.document_records import encode_record
from mapper_gui.mapping.evaluate import Value, evaluate


def record_with(value: Value, item: tuple[int, ...] = ()) -> dict[str, object]:
    body = submission(name="Ana", sex="m", case={"@case_id": "c-1"})
    record = evaluate(MAPPING, body).records[0]
    fields = tuple(
        replace(field, value=value) if field.field == "LastName" else field
        for field in record.fields
    )
    return encode_record(replace(record, fields=fields, item=item))


def test_a_record_has_its_key_and_only_what_is_written() -> None:
    assert record_with("Ana") == {
        "submission": "f-1",
        "rule": "Contact",
        "item": None,
        "object": "Contact",
        "operation": "upsert",
        "key": {"Ext__c": "c-1"},
        "fields": {"Ext__c": "c-1", "LastName": "Ana", "Sex__c": "Male"},
    }


@pytest.mark.parametrize(("item", "shown"), [((), None), ((2,), 2), ((2, 1), [2, 1])])
def test_an_item_is_a_row_number_or_those_of_nested_rows(
    item: tuple[int, ...], shown: object
) -> None:
    assert record_with("Ana", item)["item"] == shown


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3.0, "3"),
        (3.5, "3.5"),
        (-0.25, "-0.25"),
        (1e21, "1e+21"),
        (True, "true"),
        (None, "null"),
        (("a", 2.0), '["a", 2]'),
    ],
)
def test_values_are_written_as_json_writes_them(value: Value, text: str) -> None:
    fields = record_with(value)["fields"]
    assert isinstance(fields, dict)
    assert json.dumps(fields["LastName"]) == text
