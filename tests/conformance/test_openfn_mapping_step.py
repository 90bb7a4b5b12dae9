"""An exported mapping step gives in OpenFn's own runners what the program's evaluator gives.

`@openfn/core` runs the shipped file with its own compiler. `@openfn/runtime` runs it with the real
`language-common`; a stand-in of ours compiles it, since OpenFn's present compiler is not on npm. The
projection is plain: fields that are left out are absent, all else is the same JSON.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from every_step import every_step, submissions
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from made_up_mappings import made_up, made_up_body, made_up_mapping
from openfn_install import node_in
from openfn_runners import WHY_NOT, Core, Runtime, installed, version_of
from openfn_states import expected, fields_in, state_before, without_words
from tally import compared

from mapper_gui.engines.javascript import Engine
from mapper_gui.exporters.openfn.step import step_text
from mapper_gui.mapping.document import decode_mapping
from mapper_gui.mapping.making import JavaScript
from mapper_gui.mapping.mapping import Mapping

pytestmark = [
    pytest.mark.everything("the OpenFn runners from npm"),
    pytest.mark.skipif(installed() is None, reason=WHY_NOT),
]
SAMPLE = Path(__file__).parents[2] / "resources" / "sample"
Runner = Core | Runtime


@pytest.fixture(scope="module", params=[Core, Runtime], ids=["core", "runtime"])
def runner(request: pytest.FixtureRequest) -> Iterator[Runner]:
    with request.param() as running:
        yield running


def assert_same(
    runner: Runner, mapping: Mapping, body: dict[str, Any], javascript: JavaScript | None = None
) -> None:
    state = runner.run(step_text(mapping), state_before(mapping, body))
    records, problems = expected(mapping, body, javascript)
    is_same = state["records"] == records
    compared(*version_of(runner), fields_in(records), 0 if is_same else 1)
    assert state["records"] == records
    assert without_words(state["problems"]) == without_words(problems)
    assert state["data"] == body


def test_every_part_of_the_vocabulary_gives_the_same(runner: Runner) -> None:
    mapping = every_step()
    for body in submissions():
        assert_same(runner, mapping, body)


def test_code_gives_the_same(runner: Runner) -> None:
    mapping = every_step(code=True)
    with Engine() as engine:
        for body in [*submissions()][::7]:
            assert_same(runner, mapping, body, engine)


@pytest.mark.parametrize("seed", range(40))
def test_any_mapping_gives_the_same(runner: Runner, seed: int) -> None:
    mapping, _ = made_up(seed)
    by = Random(f"bodies {seed}")
    for _ in range(5):
        assert_same(runner, mapping, made_up_body(by))


def test_the_smallest_mapping_that_differs_is_found() -> None:
    """Made-up mappings again, but such that a difference shrinks to what causes it."""
    with Runtime() as runtime:

        @settings(
            max_examples=60,
            deadline=None,
            database=None,
            derandomize=True,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
        )
        @given(st.randoms(use_true_random=False))
        def same(by: Random) -> None:
            assert_same(runtime, made_up_mapping(by), made_up_body(by))

        same()


def test_the_sample_project_gives_what_its_preview_shows(runner: Runner) -> None:
    mapping = decode_mapping(json.loads((SAMPLE / "register_household.ccmap").read_text("utf-8")))
    for file in sorted((SAMPLE / "practice").glob("*.json")):
        body = json.loads(file.read_text("utf-8"))
        if isinstance(body, dict) and isinstance(body.get("form"), dict):
            assert_same(runner, mapping, body)


def test_the_shipped_file_runs_by_the_first_platforms_own_command(tmp_path: Path) -> None:
    folder = installed()
    assert folder is not None
    mapping = every_step(code=True)
    body = next(submissions())
    (tmp_path / "job.js").write_text(step_text(mapping), encoding="utf-8")
    (tmp_path / "state.json").write_text(json.dumps(state_before(mapping, body)), encoding="utf-8")
    command = [
        node_in(folder) or "",
        str(folder / "node_modules" / "@openfn" / "core" / "bin" / "core"),
    ]
    command += ["execute", "-l", "@openfn/language-common", "-e", str(tmp_path / "job.js")]
    command += ["-s", str(tmp_path / "state.json"), "-o", str(tmp_path / "out.json")]
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    with Engine() as engine:
        records, _ = expected(mapping, body, engine)
    state = json.loads((tmp_path / "out.json").read_text("utf-8"))
    assert state["records"] == records
