"""The published schema and the reader of files say the same of the whole vocabulary."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from random import Random
from typing import Any

import jsonschema
import pytest
from any_mappings import mappings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mapper_gui.mapping.document import decode_mapping, encode_mapping
from mapper_gui.mapping.errors import ReadError
from mapper_gui.mapping.mapping import Mapping
from mapper_gui.wording.errors import sentence

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "resources" / "schema" / "mapping-1.schema.json").read_text(
        "utf-8"
    )
)
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)

A = {"question": "/a"}
YES = {"source": A, "=": "yes"}


def with_rule(**rule: Any) -> dict[str, Any]:
    return {
        **encode_mapping(Mapping()),
        "rules": [{"id": "A", "object": "A", "operation": "create", **rule}],
    }


def with_field(**field: Any) -> dict[str, Any]:
    return with_rule(fields=[{"field": "x", **field}])


def with_take(take: Any) -> dict[str, Any]:
    return with_field(take=take)


def with_step(step: Any) -> dict[str, Any]:
    return with_field(take={"first": [A]}, then=[step])


def with_when(when: Any) -> dict[str, Any]:
    return with_rule(when=when)


def with_table(columns: Any, rows: Any, **more: Any) -> dict[str, Any]:
    return with_rule(for_each={"table": {"columns": columns, "rows": rows}, **more})


COLUMNS = [{"name": "q", "holds": "sources"}, {"name": "n", "holds": "constants"}]


def refusal(body: Any) -> ReadError | None:
    try:
        decode_mapping(body)
    except ReadError as error:
        return error
    return None


GOOD = [
    with_take({"cases": [{"when": YES, "take": {"constant": 1}}], "otherwise": {"first": []}}),
    with_take({"cases": []}),
    with_take({"sum": [{"plus": A}, {"minus": {"value": "n"}}], "missing": "zero"}),
    with_take({"count": A}),
    with_take({"lookup": {"object": "A", "where": "b", "take": "c"}, "equals": A}),
    *(
        with_step(step)
        for step in (
            {"text": "title_case"}, {"replace": "", "with": "x"},
            {"replace": "a", "with": "", "everywhere": False}, {"keep": ["digits", "emoji"]},
            {"remove": []}, {"shorten": 0}, {"contains": ""}, {"is": "there"}, {"gps": "accuracy"},
            {"split": "", "part": -1}, {"date": {"write": ""}},
            {"date": {"write": "yyyy", "read": "d", "zone": "UTC"}}, {"age": "days", "at": A},
            {"number": "whole"}, {"number": "decimal", "places": 0}, {"number": "rounded"},
            {"number": "rounded", "places": 15}, {"yes": []}, {"yes": ["y"], "no": ["n"]},
            {"attachment": "link"}, {"code": ""},
        )
    ),
    *(
        with_when(condition)
        for condition in (
            {"all": []}, {"any": [YES, {"not": YES}]}, {"is": "empty", "source": A}, YES,
            {"source": A, "!=": A}, {"source": A, "<": "1", "as": "number"}, {"source": A, "one of": []},
            {"source": A, "one of": A}, {"source": A, "contains the choice": "x"},
            {"source": A, ">=": "2026-01-01", "as": "date"}, {"source": {"row": "choice"}, "ends with": ""},
        )
    ),
    with_rule(for_each={"chosen": "/a"}),
    with_rule(for_each=None),
    with_table(COLUMNS, [[A, 1], [None, None], [{"value": "n"}, "x"]], within="/r"),
    with_table([], []),
    with_rule(for_each={"table": {}}),
    with_field(reference={"object": "A", "field": "b"}),
    with_field(reference=None),
    {**with_rule(), "named_values": {"n": {"take": {"first": [A]}, "then": [{"text": "trim"}]}}},
    {**with_rule(), "named_values": {"": {"take": {"count": A}}}},
    {**with_rule(), "accepts": {"when": YES}},
    {**with_rule(), "lookup_samples": [
        {"object": "A", "where": "b", "equals": "x", "take": "c", "answer": None}]},
]  # fmt: skip

BAD = [
    with_take({"cases": [{"when": YES}]}),
    with_take({"cases": [{"take": {"constant": 1}}]}),
    with_take({"cases": [], "then": []}),
    with_take({"sum": [A]}),
    with_take({"sum": [{"plus": A, "minus": A}]}),
    with_take({"sum": [], "missing": "blank"}),
    with_take({"count": "/a"}),
    with_take({"lookup": {"object": "A", "where": "b"}, "equals": A}),
    with_take({"lookup": {"object": "A", "where": "b", "take": "c"}}),
    *(
        with_step(step)
        for step in (
            {"text": "Trim"}, {"replace": "a"}, {"replace": "a", "with": 1},
            {"replace": "a", "with": "", "everywhere": "yes"}, {"keep": ["letter"]},
            {"keep": [], "remove": []}, {"shorten": -1}, {"shorten": "3"}, {"shorten": True},
            {"contains": 1}, {"is": "absent"}, {"gps": "lat"}, {"split": ",", "part": 0}, {"split": ","},
            {"date": "yyyy"}, {"date": {}}, {"date": {"write": "y", "format": "z"}},
            {"date": {"write": "y", "zone": None}}, {"age": "weeks", "at": A}, {"age": "days"},
            {"number": "integer"}, {"number": "whole", "places": 1}, {"number": "rounded", "places": 16},
            {"number": "rounded", "places": -1}, {"yes": "y"}, {"no": ["n"]}, {"attachment": True},
            {"code": ["x"]}, {"code": "x", "language": "js"}, {},
        )
    ),
    *(
        with_when(condition)
        for condition in (
            None, {}, "yes", {"all": YES}, {"all": [], "any": []}, {"not": []}, {"is": "answered"},
            {"source": A}, {"=": "x"}, {"source": A, "=": 1}, {"source": A, "=": ["x"]},
            {"source": A, "==": "x"}, {"source": A, "=": "x", "as": "time"}, {"source": A, "=": "x", "<": "y"},
            {"source": A, "one of": "x"}, {"source": A, "one of": [1]}, {"source": "/a", "=": "x"},
            {"is": "there", "source": A, "as": "text"},
        )
    ),
    with_rule(for_each={"chosen": A}),
    with_rule(for_each={"chosen": "/a", "repeat": "/b"}),
    with_rule(for_each={"table": {"columns": COLUMNS}, "within": None}),
    with_table([{"name": "q"}], []),
    with_table([{"name": "q", "holds": "questions"}], []),
    with_table(COLUMNS, [[{"column": "n"}, 1]]),
    with_table(COLUMNS, [[[], 1]]),
    with_field(reference={"object": "A"}),
    with_field(reference="A"),
    {**with_rule(), "named_values": {"n": {"first": [A]}}},
    {**with_rule(), "named_values": {"n": {"then": []}}},
    {**with_rule(), "named_values": []},
    {**with_rule(), "lookup_samples": [{"object": "A", "where": "b", "equals": 1, "take": "c", "answer": 1}]},
    {**with_rule(), "lookup_samples": [{"object": "A", "where": "b", "equals": "x", "take": "c"}]},
]  # fmt: skip


@pytest.mark.parametrize("body", GOOD, ids=lambda body: json.dumps(body["rules"][0])[45:140])
def test_what_may_be_written_by_hand_fits_and_is_read(body: Any) -> None:
    VALIDATOR.validate(body)
    assert refusal(body) is None


@pytest.mark.parametrize("body", BAD, ids=lambda body: json.dumps(body["rules"][0])[45:140])
def test_a_mistake_is_refused_by_both(body: Any) -> None:
    assert not VALIDATOR.is_valid(body)
    error = refusal(body)
    assert error is not None
    assert sentence(error)


@pytest.mark.parametrize(
    "rows",
    [[[A]], [[A, 1, 2]], [[1, 1]], [["/a", 1]], [[A, A]]],
    ids=["short", "long", "constant for source", "text for source", "source for constant"],
)
def test_cells_that_are_not_what_their_column_holds_are_seen_by_the_reader(rows: Any) -> None:
    body = with_table(COLUMNS, rows)
    VALIDATOR.validate(body)  # JSON Schema has no words for it
    assert refusal(body) is not None


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(mappings)
def test_any_mapping_fits(mapping: Mapping) -> None:
    body = json.loads(json.dumps(encode_mapping(mapping)))
    VALIDATOR.validate(body)
    assert decode_mapping(body) == mapping


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(mappings, st.integers(0, 10**6))
def test_both_refuse_the_same_when_one_thing_is_spoiled(mapping: Mapping, seed: int) -> None:
    body = spoiled(encode_mapping(mapping), Random(seed))
    error = refusal(body)
    words = ("that no other", "has no other rule", "one for each column", "as the column")
    only_reader = error is not None and any(word in str(error.facts["wanted"]) for word in words)
    read = error is None or (only_reader and VALIDATOR.is_valid(body))
    assert VALIDATOR.is_valid(body) == read, body


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path]
    inside: Any = value.items() if isinstance(value, dict) else ()
    if isinstance(value, list):
        inside = enumerate(value)
    for name, inner in inside:
        found += places(inner, (*path, name))
    return found


def spoiled(body: Any, by: Random) -> Any:
    """The same JSON with one thing taken away, added or replaced."""
    body = copy.deepcopy(body)
    *above, last = by.choice([path for path in places(body) if path])
    place = body
    for step in above:
        place = place[step]
    odd = (None, True, 7, 0.5, "x", "", [], {}, ["x"], {"x": "y"}, A, YES)
    match by.randrange(4):
        case 0:
            del place[last]
        case 1 if isinstance(place[last], dict):
            place[last]["surprise"] = 1
        case 2 if isinstance(place[last], list):
            place[last].append(by.choice(odd))
        case _:
            place[last] = by.choice(odd)
    return body
