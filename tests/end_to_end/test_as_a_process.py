"""The program as it is started from a menu or by a file: a window, an exit code, files."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hands import other_program
from running_program import RunningProgram, start_program

__all__ = ("other_program", "start_program")

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "resources" / "sample" / "register_household.ccmap"
FORM = (ROOT / "tests" / "samples" / "exports" / "referral_services.tsv").read_text(
    encoding="utf-8"
)
Start = Callable[..., RunningProgram]
SCREEN = "a screen with a keyboard"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    copy = tmp_path / "household.ccmap"
    shutil.copyfile(SAMPLE, copy)
    return copy


@pytest.mark.everything(SCREEN)
def test_it_opens_a_window_and_ends_with_0_and_without_a_word(start_program: Start) -> None:
    program = start_program()
    program.window("Mapper for CommCare")
    program.press("ctrl+q")
    assert program.ended() == (0, "")


@pytest.mark.everything(SCREEN)
def test_a_project_given_to_it_is_opened_and_left_as_it_was(
    start_program: Start, project: Path
) -> None:
    before = project.read_bytes()
    program = start_program(project)
    program.window("household – Mapper for CommCare")
    program.press("ctrl+q")
    assert program.ended() == (0, "")
    assert project.read_bytes() == before


@pytest.mark.everything(SCREEN)
def test_the_sample_is_opened_with_its_fields(start_program: Start) -> None:
    program = start_program("--sample")
    program.window("*")  # the mark of what is unsaved
    program.press("ctrl+q")
    program.until(lambda: len(program.titles) > 1, "the question whether to save")


@pytest.mark.everything(SCREEN)
def test_after_kill_9_the_work_is_offered_again_and_can_be_saved(
    start_program: Start,
    other_program: Callable[[str], None],
    home: Path,
    tmp_path: Path,
) -> None:
    program = start_program()
    program.window("Mapper for CommCare")
    other_program(FORM)
    program.press("ctrl+shift+v")
    program.window("*")
    program.until(lambda: [*home.rglob("recovery/*.json")], "a journal")
    program.kill()

    again = start_program()
    again.window("Unsaved work was found")
    again.press("Return")  # Restore is what Return does
    again.window("*")
    target = tmp_path / "recovered.ccmap"
    again.press("ctrl+s")
    again.window("Save the project")
    again.press("ctrl+a")
    again.write(str(target))
    again.press("Return")
    again.until(target.exists, "the saved project")
    again.window("recovered – Mapper for CommCare")
    again.press("ctrl+q")
    assert again.ended() == (0, "")
    saved = json.loads(target.read_text(encoding="utf-8"))
    assert len(saved["form"]["questions"]) == 8
    assert not [*home.rglob("recovery/*.json")]


@pytest.mark.everything(SCREEN)
def test_a_file_that_is_no_project_leaves_a_window_that_says_so(
    start_program: Start, tmp_path: Path
) -> None:
    wrong = tmp_path / "wrong.ccmap"
    wrong.write_text("{", encoding="utf-8")
    program = start_program(wrong)
    program.window("Mapper for CommCare")
    program.press("ctrl+q")
    assert program.ended() == (0, "")
