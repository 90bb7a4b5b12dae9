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

import pytest
from every_step import every_step, submissions
from hypothesis import find, given
from hypothesis import strategies as st
from made_up_cases import SEED, cases, chosen, seeds
from made_up_mappings import made_up, made_up_body, made_up_mapping
from node_steps import NodeSteps
from openfn_compare import MadeUp, assert_same, compare, made_up_cases
from openfn_install import node_in
from openfn_runners import WHY_NOT, Core, Runtime, installed
from openfn_states import expected, fields_in, state_before
from tally import compared, differing

from mapper_gui.engines.javascript import Engine
from mapper_gui.exporters.openfn.step import step_text
from mapper_gui.mapping.document import decode_mapping

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


def test_every_part_of_the_vocabulary_gives_the_same(runner: Runner) -> None:
    mapping = every_step()
    for body in submissions():
        assert_same(runner, mapping, body)


def test_code_gives_the_same(runner: Runner) -> None:
    mapping = every_step(code=True)
    with Engine() as engine:
        for body in [*submissions()][::7]:
            assert_same(runner, mapping, body, engine)


@cases(200)
@given(case=made_up_cases())
def test_any_mapping_gives_the_same(runner: Runner, case: MadeUp) -> None:
    for body in case.bodies:
        assert_same(runner, case.mapping, body)


def test_a_mistake_shrinks_to_the_smallest_mapping_that_shows_it() -> None:
    # In plain Node.js, which is quick: what is tried here is the shrinking.
    with NodeSteps() as node:

        def differs(case: MadeUp) -> bool:
            right = step_text(case.mapping)
            wrong = right.replace("'' : String(value);", "'' : String(value).trim();")
            bodies = case.bodies if wrong != right else []
            return any(compare(node, wrong, case.mapping, body)[1] for body in bodies)

        smallest = find(made_up_cases(), differs, settings=chosen(300), random=Random(SEED))
    assert len(smallest.bodies) == 1
    (rule,) = smallest.mapping.rules
    assert len(rule.fields) <= 2, smallest


@pytest.mark.parametrize("seed", seeds(40))
def test_any_mapping_with_traps_in_every_name_gives_the_same(runner: Runner, seed: int) -> None:
    mapping, _ = made_up(seed)
    by = Random(f"bodies {seed}")
    for _ in range(5):
        assert_same(runner, mapping, made_up_body(by))


@cases(60)
@given(by=st.randoms(use_true_random=False))
def test_a_mapping_with_traps_shrinks_to_what_differs(runner: Runner, by: Random) -> None:
    assert_same(runner, made_up_mapping(by), made_up_body(by))


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
    wrong = differing(state["records"], records)
    compared(Core.name, Core().version, fields_in(records), len(wrong))
    assert not wrong
