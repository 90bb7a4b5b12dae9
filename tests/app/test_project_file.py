"""The project's file: saved whole, marked when unsaved, never mixed up, found after a crash."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from clinic import MAPPING
from sessions import SAMPLE, App, app, close_app, start_app

from mapper_gui.app import edits, project_file
from mapper_gui.app.session import Session
from mapper_gui.commcare.servers import Connection
from mapper_gui.mapping.errors import (
    MapperError,
    ReadError,
    ReadKind,
    StorageError,
    StorageKind,
)
from mapper_gui.mapping.mapping import Operation
from mapper_gui.mapping.values import Constant
from mapper_gui.storage.folders import state_folder
from mapper_gui.storage.projects import Project, read_project, write_project
from mapper_gui.storage.recovery import Recovery, recoveries

__all__ = ("app",)

R = "Contact"


@pytest.fixture
def opened(app: App) -> App:
    """The clinic's mapping, open and without a file."""
    app.project.new()
    app.session.apply("Begin", MAPPING)
    return app


@pytest.fixture
def failed(opened: App) -> list[MapperError]:
    told: list[MapperError] = []
    opened.project.failed.connect(told.append)
    return told


def edit(session: Session, text: str) -> None:
    edits.set_take(session, R, "LastName", Constant(text))


def last_name(path: Path) -> Any:
    rule = read_project(path).mapping.rule(R)
    assert rule is not None
    found = rule.field_rule("LastName")
    assert found is not None
    return found.take


def save(app: App, qtbot: Any, path: Path | None = None) -> None:
    with qtbot.waitSignal(app.project.saved, timeout=5000):
        app.project.save(path)


def open_it(app: App, qtbot: Any, path: Path) -> None:
    with qtbot.waitSignal(app.project.opened, timeout=5000):
        app.project.open(path)


def test_a_project_is_saved_and_opened_again(opened: App, qtbot: Any, tmp_path: Path) -> None:
    path = tmp_path / "clinic.ccmap"
    assert opened.project.unsaved
    save(opened, qtbot, path)
    assert not opened.project.unsaved
    assert opened.project.name == "clinic"
    assert opened.settings.recent == (path,)
    opened.project.new()
    assert opened.project.path is None
    open_it(opened, qtbot, path)
    assert opened.session.mapping == MAPPING
    assert not opened.project.unsaved
    assert not opened.session.undo_stack.canUndo()


def test_undoing_to_what_was_saved_is_saved_and_past_it_is_not(
    opened: App, qtbot: Any, tmp_path: Path
) -> None:
    edit(opened.session, "a")
    save(opened, qtbot, tmp_path / "a.ccmap")
    edit(opened.session, "b")
    assert opened.project.unsaved
    opened.session.undo_stack.undo()
    assert not opened.project.unsaved
    opened.session.undo_stack.undo()
    assert opened.project.unsaved
    edit(opened.session, "c")  # the same place in the history as what was saved, another mapping
    assert opened.project.unsaved


def test_an_edit_during_a_save_stays_unsaved(
    opened: App, qtbot: Any, tmp_path: Path, slow_write: threading.Event
) -> None:
    path = tmp_path / "a.ccmap"
    edit(opened.session, "saved")
    with qtbot.waitSignal(opened.project.saved, timeout=5000):
        opened.project.save(path)
        edit(opened.session, "later")
        slow_write.set()
    assert opened.project.unsaved
    assert last_name(path) == Constant("saved")
    opened.session.undo_stack.undo()
    assert not opened.project.unsaved


@pytest.fixture
def slow_write(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Projects are written only once this is set."""
    go = threading.Event()

    def write(*given: Any) -> str:
        go.wait(10)
        return write_project(*given)

    monkeypatch.setattr(project_file, "write_project", write)
    yield go
    go.set()


def test_two_saves_at_once_do_not_accuse_each_other(
    opened: App, qtbot: Any, tmp_path: Path, failed: list[MapperError], slow_write: threading.Event
) -> None:
    path = tmp_path / "a.ccmap"
    slow_write.set()
    save(opened, qtbot, path)
    slow_write.clear()
    done: list[int] = []
    edit(opened.session, "first")
    opened.project.save(then=lambda: done.append(1))
    edit(opened.session, "second")
    opened.project.save(then=lambda: done.append(2))
    slow_write.set()
    qtbot.waitUntil(lambda: len(done) == 2)
    assert failed == []
    assert last_name(path) == Constant("second")
    assert not opened.project.unsaved


def test_a_save_that_ends_after_another_project_was_opened_leaves_that_one_alone(
    opened: App, qtbot: Any, tmp_path: Path, slow_write: threading.Event
) -> None:
    path = tmp_path / "a.ccmap"
    opened.project.save(path)
    opened.project.new()
    slow_write.set()
    qtbot.waitUntil(lambda: opened.background.under_way == ())
    assert opened.project.path is None
    assert read_project(path).mapping == MAPPING


def test_a_save_cannot_be_cancelled(
    opened: App, qtbot: Any, tmp_path: Path, slow_write: threading.Event
) -> None:
    opened.project.save(tmp_path / "a.ccmap")
    for task in opened.background.under_way:
        task.cancel()
    with qtbot.waitSignal(opened.project.saved, timeout=5000):
        slow_write.set()
    assert not opened.project.unsaved


def test_what_waits_for_a_save_is_done_when_it_has_succeeded(
    opened: App, qtbot: Any, tmp_path: Path, slow_write: threading.Event
) -> None:
    done: list[str] = []
    opened.project.save(tmp_path / "a.ccmap")
    assert opened.project.is_saving
    opened.project.after_saving(lambda: done.append("left"))
    assert done == []
    slow_write.set()
    qtbot.waitUntil(lambda: done == ["left"])
    assert not opened.project.is_saving


def test_a_save_that_fails_says_so_and_stays_unsaved(
    opened: App, qtbot: Any, tmp_path: Path, failed: list[MapperError]
) -> None:
    done: list[int] = []
    opened.project.save(tmp_path / "nowhere" / "a.ccmap", lambda: done.append(1))
    opened.project.after_saving(lambda: done.append(2))
    qtbot.waitUntil(lambda: bool(failed))
    assert isinstance(failed[0], StorageError)
    assert opened.project.unsaved
    assert opened.project.path is None
    assert done == []


def test_a_file_that_somebody_else_changed_is_not_overwritten_unasked(
    opened: App, qtbot: Any, tmp_path: Path, failed: list[MapperError]
) -> None:
    path = tmp_path / "a.ccmap"
    save(opened, qtbot, path)
    write_project(path, Project(replace(MAPPING, note="theirs")))
    edit(opened.session, "mine")
    opened.project.save()
    qtbot.waitUntil(lambda: bool(failed))
    assert failed[0].kind is StorageKind.CHANGED_ON_DISK
    assert opened.project.unsaved
    assert read_project(path).mapping.note == "theirs"
    save(opened, qtbot, path)  # chosen by the person, who said that it may be replaced
    assert last_name(path) == Constant("mine")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"{", ReadKind.DAMAGED),
        (b"[]", ReadKind.NOT_A_PROJECT),
        (b'{"format": "other"}', ReadKind.NOT_A_PROJECT),
        (None, ReadKind.NOT_FOUND),
    ],
)
def test_a_file_that_cannot_be_opened_leaves_the_open_project(
    opened: App,
    qtbot: Any,
    tmp_path: Path,
    failed: list[MapperError],
    content: bytes | None,
    kind: ReadKind,
) -> None:
    path = tmp_path / "bad.ccmap"
    if content is not None:
        path.write_bytes(content)
    edit(opened.session, "mine")
    opened.project.open(path)
    qtbot.waitUntil(lambda: bool(failed))
    assert isinstance(failed[0], ReadError)
    assert failed[0].kind is kind
    assert opened.session.mapping.rules
    assert opened.project.unsaved
    assert opened.session.undo_stack.count() == 2


def test_a_project_that_is_gone_is_dropped_from_the_recent_ones(
    opened: App, qtbot: Any, tmp_path: Path, failed: list[MapperError]
) -> None:
    opened.settings.add_recent(tmp_path / "gone.ccmap")
    opened.project.open(tmp_path / "gone.ccmap")
    qtbot.waitUntil(lambda: bool(failed))
    assert opened.settings.recent == ()


def test_an_edit_while_a_project_is_being_read_is_not_lost(
    opened: App, qtbot: Any, tmp_path: Path
) -> None:
    save(opened, qtbot, tmp_path / "mine.ccmap")
    asked: list[Path] = []
    opened.project.edited_meanwhile.connect(asked.append)
    opened.project.open(SAMPLE / "register_household.ccmap")
    edit(opened.session, "new")
    qtbot.waitUntil(lambda: bool(asked))
    assert opened.session.mapping.form.name == "Clinic visit"
    assert opened.project.unsaved


def test_of_two_projects_asked_for_the_last_one_is_opened(
    opened: App, qtbot: Any, tmp_path: Path
) -> None:
    save(opened, qtbot, tmp_path / "mine.ccmap")
    seen: list[Project] = []
    opened.project.opened.connect(seen.append)
    opened.project.open(SAMPLE / "register_household.ccmap")
    opened.project.open(tmp_path / "mine.ccmap")
    qtbot.waitUntil(lambda: opened.background.under_way == ())
    assert [each.mapping.form.name for each in seen] == ["Clinic visit"]


# The connection


REAL = Connection("https://www.commcarehq.org", "clinic", "ana@example.org")


def test_the_connection_is_kept_without_its_key(opened: App, qtbot: Any, tmp_path: Path) -> None:
    path = tmp_path / "a.ccmap"
    opened.look_up.set_connection(REAL, "a-secret-key")
    save(opened, qtbot, path)
    assert "a-secret-key" not in path.read_text("utf-8")
    opened.project.new()
    opened.look_up.set_connection(None)
    open_it(opened, qtbot, path)
    assert opened.look_up.connection == REAL
    assert not opened.project.unsaved


def test_a_connection_chosen_for_a_saved_project_is_unsaved(
    opened: App, qtbot: Any, tmp_path: Path
) -> None:
    save(opened, qtbot, tmp_path / "a.ccmap")
    opened.look_up.set_connection(REAL)
    assert opened.project.unsaved
    save(opened, qtbot)
    assert not opened.project.unsaved


def test_practising_neither_keeps_the_practice_server_nor_forgets_the_real_one(
    opened: App, qtbot: Any, tmp_path: Path
) -> None:
    path = tmp_path / "a.ccmap"
    opened.look_up.set_connection(REAL)
    save(opened, qtbot, path)
    opened.look_up.start_practice_server()
    assert not opened.project.unsaved
    edit(opened.session, "x")
    save(opened, qtbot)
    kept = read_project(path).connection
    assert kept is not None
    assert kept.project_space == "clinic"


def test_a_new_project_while_practising_is_saved_without_a_connection(
    opened: App, qtbot: Any, tmp_path: Path
) -> None:
    opened.look_up.start_practice_server()
    save(opened, qtbot, tmp_path / "a.ccmap")
    assert read_project(tmp_path / "a.ccmap").connection is None
    assert "127.0.0.1" not in (tmp_path / "a.ccmap").read_text("utf-8")


# After a crash


def left_behind() -> tuple[Recovery, ...]:
    return recoveries()


def journals() -> list[Path]:
    return sorted((state_folder() / "recovery").glob("*.json"))


def kept_last_name() -> Any:
    (file,) = journals()
    rule = json.loads(file.read_text("utf-8"))["project"]["rules"][0]
    return next(field["take"] for field in rule["fields"] if field["field"] == "LastName")


def test_an_edit_is_in_the_journal_within_a_second(opened: App, qtbot: Any) -> None:
    edit(opened.session, "typed")
    qtbot.waitUntil(lambda: bool(journals()), timeout=1000)
    assert kept_last_name() == {"constant": "typed"}


def test_edits_without_a_pause_reach_the_journal_too(opened: App, qtbot: Any) -> None:
    for number in range(200):
        edit(opened.session, str(number))
        qtbot.wait(10)
        if journals():
            break
    assert 10 < number < 150


def test_the_journal_is_forgotten_when_it_is_saved_and_when_it_is_undone(
    opened: App, qtbot: Any, tmp_path: Path
) -> None:
    edit(opened.session, "typed")
    qtbot.waitUntil(lambda: bool(journals()), timeout=2000)
    save(opened, qtbot, tmp_path / "a.ccmap")
    qtbot.waitUntil(lambda: not journals())
    edit(opened.session, "again")
    qtbot.waitUntil(lambda: bool(journals()), timeout=2000)
    opened.session.undo_stack.undo()
    qtbot.waitUntil(lambda: not journals())


def test_leaving_knowingly_leaves_nothing_to_recover(qapp: Any, qtbot: Any) -> None:
    app = start_app()
    app.session.apply("Begin", MAPPING)
    qtbot.waitUntil(lambda: bool(journals()), timeout=2000)
    app.project.leave()
    close_app(app)
    assert left_behind() == ()


def test_ending_without_having_been_asked_leaves_everything_to_recover(
    qapp: Any, tmp_path: Path
) -> None:
    app = start_app()
    app.session.apply("Begin", MAPPING)
    close_app(app)  # at once: the journal was not yet written
    (found,) = left_behind()
    assert found.project is not None
    assert found.project.mapping == MAPPING


def test_what_a_crash_left_is_opened_as_unsaved_work_of_its_file(
    opened: App, qtbot: Any, tmp_path: Path
) -> None:
    path = tmp_path / "a.ccmap"
    save(opened, qtbot, path)
    other = start_app()
    open_it(other, qtbot, path)
    edit(other.session, "lost")
    close_app(other)
    (found,) = left_behind()
    opened.project.restore(found)
    assert opened.project.path == path
    assert opened.project.unsaved
    assert left_behind() == ()
    save(opened, qtbot)
    assert last_name(path) == Constant("lost")


def test_what_a_crash_left_does_not_replace_what_others_saved_since(
    opened: App, qtbot: Any, tmp_path: Path, failed: list[MapperError]
) -> None:
    path = tmp_path / "a.ccmap"
    save(opened, qtbot, path)
    other = start_app()
    open_it(other, qtbot, path)
    edit(other.session, "lost")
    close_app(other)
    edits.set_operation(opened.session, R, Operation.CREATE)
    save(opened, qtbot)
    opened.project.restore(left_behind()[0])
    opened.project.save()
    qtbot.waitUntil(lambda: bool(failed))
    assert failed[0].kind is StorageKind.CHANGED_ON_DISK


_KILLED = """
import os, signal, sys
from pathlib import Path
sys.path[:0] = [{root!r}, {support!r}]
from PySide6.QtCore import QCoreApplication, QTimer
from clinic import MAPPING
from mapper_gui.app import edits
from mapper_gui.mapping.values import Constant
from sessions import start_app

application = QCoreApplication([])
app = start_app()
app.session.apply("Begin", MAPPING)
number = 0

def edit():
    global number
    number += 1
    edits.set_take(app.session, "Contact", "LastName", Constant(number))
    print(number, flush=True)

def crash():
    os.kill(os.getpid(), signal.SIGKILL)

often = QTimer(interval=50)
often.timeout.connect(edit)
often.start()
QTimer.singleShot(1200, often.stop)
QTimer.singleShot(2200, crash)
application.exec()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is a thing of POSIX systems")
def test_a_killed_program_loses_less_than_a_second_of_edits(home: Path) -> None:
    root = Path(__file__).parents[2]
    source = _KILLED.format(root=str(root), support=str(root / "tests" / "support"))
    ran = subprocess.run(
        [sys.executable, "-c", source], capture_output=True, text=True, timeout=60, env=os.environ
    )
    assert ran.returncode == -9, ran.stderr
    done = int(ran.stdout.split()[-1])
    (found,) = left_behind()
    assert found.project is not None
    rule = found.project.mapping.rules[0].field_rule("LastName")
    assert rule is not None
    # The last edit was a second before the end.
    assert rule.take == Constant(done)
