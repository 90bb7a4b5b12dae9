"""Whatever is opened as a target or a submission: a result or a ReadError, never anything else."""

import copy
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mapper_gui.mapping.errors import ReadError, ReadKind
from mapper_gui.readers import read_submissions_text, read_target, read_target_text
from mapper_gui.wording.import_warnings import import_warning_sentence
from mapper_gui.wording.reading import read_error_sentence

SAMPLES = Path(__file__).parents[1] / "samples" / "targets"
FILES = sorted(SAMPLES.glob("*.json"))

_NAMES = """
    name fields label type picklistValues referenceTo length result sobjects results status id
    programs programStages programTrackedEntityAttributes trackedEntityAttribute dataElement
    programStageDataElements optionSet optionSets options code valueType dataSets dataSetElements
    trackedEntityType programType sortOrder categoryCombo dataElements trackedEntityAttributes
    properties required enum const oneOf anyOf allOf items $ref $defs definitions title format
    form data objects case_id cases body error message meta #type maxLength components schemas
""".split()  # noqa: SIM905
_leaves = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.sampled_from([*_NAMES, "#", "#/$defs/name", "#/properties/name", "array", "object", ""])
    | st.text(max_size=8)
)
_json = st.recursive(
    _leaves,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(_NAMES) | st.text(max_size=4), inner, max_size=5)
    ),
    max_leaves=25,
)


def check(text: str) -> None:
    for read in (read_target_text, read_submissions_text):
        sentences = outcome(read, text)
        assert all(sentences)


def outcome(read: Callable[[Any], Any], what: Any) -> list[str]:
    """The sentences about what was read: of the refusal, or of each warning."""
    try:
        found = read(what)
    except ReadError as error:
        return [read_error_sentence(error)]
    return [import_warning_sentence(warning) for warning in getattr(found, "warnings", ())]


@given(_json)
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_json_is_read_or_refused(value: Any) -> None:
    check(json.dumps(value))


@given(st.text())
@settings(max_examples=200, deadline=None)
def test_any_text_is_read_or_refused(text: str) -> None:
    check(text)


@given(
    st.lists(
        st.lists(
            st.sampled_from(["name", "label", "type", "choices", "required", "a;b=c", "yes", ""])
            | st.text(max_size=6),
            max_size=5,
        ),
        max_size=6,
    )
)
@settings(max_examples=200, deadline=None)
def test_any_table_is_read_or_refused(rows: list[list[str]]) -> None:
    check("\n".join("\t".join(row) for row in rows))


@pytest.mark.parametrize("file", FILES, ids=[file.name for file in FILES])
def test_a_real_file_with_anything_in_the_wrong_place_is_read_or_refused(file: Path) -> None:
    whole = json.loads(file.read_text("utf-8"))
    chance = random.Random(file.name)
    wrong = [None, True, 0, -1, 1e400, "", "x", [], {}, [[]], [None], {"id": {}}, {"name": []}]
    for _ in range(300):
        value = copy.deepcopy(whole)
        for _ in range(chance.randint(1, 4)):
            _spoil(value, chance, wrong)
        text = json.dumps(value).replace("Infinity", "1e400")
        check(text)


def _spoil(value: Any, chance: random.Random, wrong: list[Any]) -> None:
    node = value
    while True:
        keys = list(node) if isinstance(node, dict) else list(range(len(node)))
        if not keys:
            return
        key = chance.choice(keys)
        child = node[key]
        if isinstance(child, dict | list) and child and chance.random() < 0.8:
            node = child
            continue
        if chance.random() < 0.3:
            del node[key]
        else:
            node[key] = copy.deepcopy(chance.choice(wrong))
        return


@pytest.mark.parametrize(
    "data",
    [
        b"\x00" * 5000,
        b"\xff\xfe" + b"\x00\xd8" * 100,
        b'{"fields": "' + b"\xff" * 100,
        b"PK\x03\x04" + b"\x00" * 200,
        b"name,label\n" + b"\xe9\n" * 10,
        b"[" * 2_000_000,
        b'{"a":' * 500_000,
        b'"' * 1_000_000,
    ],
    ids=["zeros", "surrogates", "cut off", "zip", "Latin-1", "brackets", "braces", "quotes"],
)
def test_junk_is_read_or_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "target.json"
    path.write_bytes(data)
    assert all(outcome(read_target, path))


def test_a_file_of_a_hundred_megabytes_is_refused_by_its_size(tmp_path: Path) -> None:
    path = tmp_path / "huge.json"
    with path.open("wb") as stream:
        stream.write(b"[")
        stream.truncate(100 * 2**20)
    with pytest.raises(ReadError) as caught:
        read_target(path)
    assert caught.value.kind is ReadKind.TOO_LARGE


def test_a_field_with_very_many_choices_is_read(tmp_path: Path) -> None:
    cell = ";".join(f"v{n}=Choice {n}" for n in range(20_000))
    (found,) = read_target_text(f"name\tchoices\nVillage__c\t{cell}\n").target.objects[0].fields
    assert len(found.choices) == 20_000


def test_warnings_do_not_fill_the_memory() -> None:
    rows = "\n".join("\tno name" for _ in range(5000))
    reading = read_target_text(f"name\tlabel\nA\ta\n{rows}")
    assert len(reading.warnings) == 1000
