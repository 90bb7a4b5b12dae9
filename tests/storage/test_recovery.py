"""What a crash leaves behind is found again; what is still open or saved is not offered."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from mapper_gui.mapping.form import Form
from mapper_gui.mapping.mapping import Mapping
from mapper_gui.storage.folders import state_folder
from mapper_gui.storage.projects import Project
from mapper_gui.storage.recovery import TAKEN, Journal, recoveries, take_recovery

PROJECT = Project(Mapping(note="unsaved"), window={"language": "fra"}, fingerprint="abc")
PATH = Path("/projects/household.ccmap")


@pytest.fixture
def journal() -> Iterator[Journal]:
    with Journal() as opened:
        yield opened


def left_behind(project: Project = PROJECT, path: Path | None = PATH) -> None:
    with Journal() as gone:
        gone.keep(project, path)


def test_unsaved_work_of_a_window_that_is_gone_is_found() -> None:
    left_behind()
    [found] = recoveries()
    assert found.project == PROJECT
    assert found.project is not None
    assert found.project.fingerprint == "abc"
    assert found.path == PATH
    assert found.saved_at is not None


def test_each_version_is_kept_with_the_form_that_it_has(journal: Journal) -> None:
    first, second = (
        replace(PROJECT, mapping=replace(PROJECT.mapping, form=Form(name=name)))
        for name in ("one", "two")
    )
    for project in (first, replace(first, window={"language": "en"}), second):
        journal.keep(project, PATH)
    journal.close()
    [found] = recoveries()
    assert found.project == second


def test_work_that_was_never_saved_has_no_path() -> None:
    left_behind(path=None)
    assert [found.path for found in recoveries()] == [None]


def test_the_work_of_a_window_that_is_open_is_not_offered(journal: Journal) -> None:
    journal.keep(PROJECT, PATH)
    assert recoveries() == ()


def test_the_work_of_another_process_that_lives_is_not_offered_until_it_dies() -> None:
    program = (
        "import sys\n"
        "from mapper_gui.mapping.mapping import Mapping\n"
        "from mapper_gui.storage.projects import Project\n"
        "from mapper_gui.storage.recovery import Journal\n"
        "journal = Journal()\n"
        "journal.keep(Project(Mapping()), None)\n"
        "print('kept', flush=True)\n"
        "sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == b"kept"
        assert recoveries() == ()
        process.kill()
        process.wait()
    assert len(recoveries()) == 1


def test_saved_work_is_not_offered(journal: Journal) -> None:
    journal.keep(PROJECT, PATH)
    journal.forget()
    journal.forget()
    journal.close()
    assert recoveries() == ()


def test_the_last_edit_is_what_is_found() -> None:
    with Journal() as gone:
        gone.keep(PROJECT, PATH)
        gone.keep(replace(PROJECT, mapping=Mapping(note="later")), PATH)
    assert [found.project and found.project.mapping.note for found in recoveries()] == ["later"]


def test_a_recovery_that_was_taken_is_not_offered_again_and_not_lost() -> None:
    left_behind()
    [found] = recoveries()
    take_recovery(found)
    take_recovery(found)
    assert recoveries() == ()
    kept = list((state_folder() / "recovery" / "taken").iterdir())
    assert [file.stem for file in kept] == [found.id]


def test_only_some_taken_recoveries_are_kept() -> None:
    for _ in range(TAKEN + 2):
        left_behind()
        take_recovery(recoveries()[0])
    assert len(list((state_folder() / "recovery" / "taken").iterdir())) == TAKEN


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b'{"project": 3, "path": null, "fingerprint": ""}', b"\xff"],
    ids=["empty", "cut off", "a list", "no project", "bytes"],
)
def test_a_damaged_journal_is_offered_without_a_project(content: bytes) -> None:
    left_behind()
    [found] = recoveries()
    found.file.write_bytes(content)
    assert [each.project for each in recoveries()] == [None]


def test_without_a_state_folder_there_is_nothing_to_recover() -> None:
    assert recoveries() == ()


def test_a_journal_leaves_no_lock_behind(journal: Journal) -> None:
    journal.close()
    assert list((state_folder() / "recovery").iterdir()) == []
