"""A project that was edited by hand into nonsense: a clear word and an exit code, whatever is asked."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from every_step import XMLNS, every_step
from made_up_mappings import made_up
from mapper_command import SAMPLE, Run, mapper

from mapper_gui.mapping.document import encode_mapping
from mapper_gui.storage.project_text import write_project_json

__all__ = ("mapper",)

Json = Any
RUNNERS = (
    "specification", "workbook", "openfn", "commcare-export", "data-loader", "case-upload",
)  # fmt: skip
SUBMISSION = {
    "id": "f-1",
    "received_on": "2026-05-03T14:50:41.156000Z",
    "form": {"@xmlns": XMLNS, "a": "hello", "b": "", "rows": [{"x": "1"}, {"x": ""}]},
}
NONSENSE: tuple[Json, ...] = (
    None, True, -1, 0, 2**70, 10**400, 1e300, "", " ", "/gone", "\x00", "\ud800", "x" * 3000, "__proto__",
    "../../x", "{}", [], {}, [[]], {"question": ""}, {"value": "v"}, {"first": []}, {"template": [""]},
)  # fmt: skip


def places(value: Json, above: Json = None, key: Any = None) -> list[tuple[Json, Any]]:
    """Every place of a JSON value, as what it stands in and where there."""
    found = [] if above is None else [(above, key)]
    pairs = enumerate(value) if isinstance(value, list) else ()
    for inner, each in value.items() if isinstance(value, dict) else pairs:
        found += places(each, value, inner)
    return found


def edited(body: Json, by: random.Random) -> Json:
    """The mapping with a few places replaced, swapped, doubled or taken out."""
    body = json.loads(json.dumps(body))
    for _ in range(by.choice((1, 1, 2, 5))):
        every = places(body)
        above, key = by.choice(every)
        other_above, other_key = by.choice(every)
        match by.randrange(4):
            case 0:
                above[key] = by.choice(NONSENSE)
            case 1:
                above[key] = json.loads(json.dumps(other_above[other_key]))
            case 2:
                del above[key]
            case _ if isinstance(above, list):
                above.insert(key, above[key])
            case _:
                above[by.choice(("first", "cases", "when", "name", str(key)))] = above.pop(key)
    return body


def mappings() -> list[Json]:
    every = every_step()
    # A comparison with nothing at all cannot stand in a file.
    rules = [rule for rule in every.rules if "operand=()" not in repr(rule)]
    few = encode_mapping(replace(every, rules=tuple(rules[::40])))
    sample = json.loads((SAMPLE / "register_household.ccmap").read_text("utf-8"))
    return [few, sample, *(encode_mapping(made_up(seed)[0]) for seed in range(4))]


MAPPINGS = mappings()


@pytest.mark.parametrize("seed", range(60))
def test_nonsense_is_told_and_never_half_written(mapper: Run, tmp_path: Path, seed: int) -> None:
    by = random.Random(seed)
    project, submission = tmp_path / "edited.ccmap", tmp_path / "submission.json"
    project.write_bytes(write_project_json(edited(by.choice(MAPPINGS), by)))
    submission.write_text(json.dumps(SUBMISSION), "utf-8")
    asked: list[list[object]] = [
        ["check", project],
        ["preview", project, "--submission", submission],
        *(["export", project, "--to", runner, "-o", tmp_path / runner] for runner in RUNNERS),
    ]
    for words in asked:
        if words[-1] in (tmp_path / "data-loader", tmp_path / "case-upload"):
            words += ["--submissions", submission, "--with-real-data"]
        ran = mapper(*words)
        assert "internal error" not in ran.err, (words, ran.err)
        assert ran.code in (0, 1, 2), (words, ran)
        assert (ran.code == 0) or ran.why
        if words[0] == "export":
            folder = Path(str(words[5]))
            written = sorted(folder.iterdir()) if folder.exists() else []
            assert written == sorted(map(Path, ran.out.splitlines())) if written else ran.code
