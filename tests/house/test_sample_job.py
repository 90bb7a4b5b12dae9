"""What a machine without a display does, done for real on the practice server."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import pytest
from made_up_machine import PACKAGING, set_up_module

machine = set_up_module("machine")
environment_module = set_up_module("environment")
sample_job = set_up_module("sample_job")


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> object:
    """The environment these tests run in, and a folder of their own for what is made."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    made = environment_module.Environment(machine.Machine(), PACKAGING.parent)
    made.scripts = Path(sys.executable).parent
    if not Path(made.script("mapper")).exists():
        pytest.skip("the command mapper is not installed here: packaging/start.py test does that")
    return made


def test_it_ends_with_a_folder_of_exports(
    environment: object, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert sample_job.run_sample(environment) == 0
    said = capfd.readouterr().out
    for command in ("questions", "new", "check", "practice-server", "preview", "export"):
        assert f"mapper {command}" in said
    assert "D07-20260503" in said  # the household's identifier, from the submission
    (folder,) = tmp_path.glob("mapper-sample-*")
    names = {path.suffix for path in folder.rglob("*")}
    assert {".ccmap", ".json", ".xlsx", ".js"} <= names


def test_a_step_that_fails_ends_it_with_a_sentence(
    environment: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sample_job, "FORM", "resources/sample/nothing.tsv")
    with pytest.raises(machine.Stop, match="ended with 2"):
        sample_job.run_sample(environment)
