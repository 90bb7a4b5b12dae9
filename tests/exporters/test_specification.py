"""The specification is the mapping as JSON, and its schema says the same as the reader of it."""

import copy
import json
from pathlib import Path
from random import Random
from typing import Any

import jsonschema
import pytest
from made_up_mappings import made_up, made_up_mapping

from mapper_gui.exporters import export
from mapper_gui.mapping.document import decode_mapping, encode_mapping
from mapper_gui.mapping.errors import ReadError
from mapper_gui.mapping.mapping import Mapping

RESOURCES = Path(__file__).parents[2] / "resources"
SCHEMA = json.loads((RESOURCES / "schema" / "mapping-1.schema.json").read_text("utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def specification(mapping: Mapping) -> bytes:
    return export([("visit", mapping)], "specification").files["visit.json"]


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_the_sample_project_fits_the_schema() -> None:
    body = json.loads((RESOURCES / "sample" / "register_household.ccmap").read_text("utf-8"))
    VALIDATOR.validate(body)


@pytest.mark.parametrize("first", range(0, 100, 25), ids=lambda first: f"seeds from {first}")
def test_every_specification_fits_the_schema_and_reads_back_the_same(first: int) -> None:
    for seed in range(first, first + 25):
        mapping, _ = made_up(seed)
        data = specification(mapping)
        body = json.loads(data)
        VALIDATOR.validate(body)
        assert decode_mapping(body) == mapping


def test_the_file_is_utf8_with_line_feeds_and_readable_text() -> None:
    mapping = made_up_mapping(Random(3))
    data = specification(mapping)
    assert data.endswith(b"\n}\n")
    assert b"\r" not in data
    assert "naïve" in data.decode() or "ÄRZTIN" in data.decode()
    assert data == specification(mapping)


def test_nothing_but_the_mapping_stands_in_a_specification() -> None:
    body = json.loads(specification(made_up_mapping(Random(1))))
    assert set(body) <= {
        "format", "version", "note", "form", "accepts", "target", "identifiers",
        "choice_tables", "named_values", "lookup_samples", "rules",
    }  # fmt: skip


def test_the_schema_lies_beside_it_when_it_is_given() -> None:
    exported = export([("visit", made_up_mapping(Random(1)))], "specification", schema=b"{}\n")
    assert exported.files["mapping-1.schema.json"] == b"{}\n"


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path]
    if isinstance(value, dict):
        for name, inner in value.items():
            found += places(inner, (*path, name))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            found += places(inner, (*path, index))
    return found


def spoiled(body: Any, by: Random) -> Any:
    """The same JSON with one thing taken away, added or replaced."""
    body = copy.deepcopy(body)
    *above, last = by.choice([path for path in places(body) if path])
    place = body
    for step in above:
        place = place[step]
    match by.randrange(4):
        case 0:
            del place[last]
        case 1 if isinstance(place[last], dict):
            place[last]["surprise"] = 1
        case 2 if isinstance(place[last], list):
            place[last].append(by.choice(({}, 7, None, "x", {"question": 1})))
        case _:
            place[last] = by.choice((None, True, 7, 0.5, "x", "", [], {}, ["x"], {"x": "y"}))
    return body


def only_the_reader_sees(error: ReadError) -> bool:
    """What JSON Schema has no words for: an id or name that stands twice, a cell that is not what
    its column holds."""
    words = ("that no other", "has no other rule", "one for each column", "as the column")
    return any(word in str(error.facts["wanted"]) for word in words)


@pytest.mark.parametrize("first", range(0, 400, 100), ids=lambda first: f"seeds from {first}")
def test_the_schema_and_the_reader_refuse_the_same(first: int) -> None:
    refused = 0
    body = encode_mapping(made_up_mapping(Random(first)))
    for seed in range(first, first + 100):
        changed = spoiled(body, Random(seed))
        fits = VALIDATOR.is_valid(changed)
        try:
            decode_mapping(changed)
            reads = True
        except ReadError as error:
            reads = only_the_reader_sees(error) and fits
        refused += not reads
        assert fits == reads, changed
    assert refused > 10


@pytest.mark.parametrize(
    "change",
    [
        {"format": "other"},
        {"version": 2},
        {"version": "1"},
        {"rules": [{"id": "", "object": "A", "operation": "create"}]},
        {"rules": [{"id": "A", "object": "A", "operation": "delete"}]},
        {"rules": {}},
        {"identifiers": [{"question": "/a", "part": "@case_id"}]},
        {"identifiers": [{"submission": "no such part"}]},
        {"identifiers": [{}]},
        {"choice_tables": {"A": {"outside": "default"}}},
        {"target": None},
    ],
    ids=str,
)
def test_a_specification_with_a_mistake_does_not_fit(change: dict[str, Any]) -> None:
    body = {**encode_mapping(Mapping()), **change}
    assert not VALIDATOR.is_valid(body)
    with pytest.raises(ReadError):
        decode_mapping(body)


def test_every_part_of_the_schema_says_what_it_means() -> None:
    for name, part in SCHEMA["$defs"].items():
        assert part.get("title"), name
