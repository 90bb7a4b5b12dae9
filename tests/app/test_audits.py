"""Many submissions in the app: fetched or read, audited beside the window, forgotten at its end."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sessions import SAMPLE, App, app

from mapper_gui.app import edits
from mapper_gui.app.audits import Audits
from mapper_gui.commcare.misbehaviour import Misbehaviour
from mapper_gui.commcare.practice_season import HOUSEHOLDS
from mapper_gui.mapping.errors import MapperError, ReadError, ServerError, ServerKind
from mapper_gui.mapping.mapping import Mapping
from mapper_gui.storage.projects import read_project

__all__ = ("app",)


@pytest.fixture
def audits(app: App) -> Audits:
    """With the sample project, not connected."""
    app.session.start_with(read_project(SAMPLE / "register_household.ccmap").mapping)
    return Audits(app.session, app.look_up)


@pytest.fixture
def failed(audits: Audits) -> list[MapperError]:
    told: list[MapperError] = []
    audits.failed.connect(told.append)
    return told


def test_the_last_submissions_are_fetched_and_audited(app: App, audits: Audits, qtbot: Any) -> None:
    app.look_up.start_practice_server()
    told: list[tuple[int, int]] = []
    audits.progressed.connect(lambda done, of: told.append((done, of)))
    with qtbot.waitSignal(audits.changed, timeout=10000):
        audits.fetch(500)
    qtbot.waitUntil(lambda: not audits.is_busy)
    assert audits.audit is not None
    assert audits.audit.submissions == 5 + HOUSEHOLDS
    assert audits.calls == 1
    assert (5 + HOUSEHOLDS, 500) in told
    found = audits.submission("5f6e7d8c-9b0a-4c1d-8e2f-3a4b5c6d7e8f")
    assert found is not None
    assert audits.submission("none") is None


def test_an_edit_makes_the_audit_anew(app: App, audits: Audits, qtbot: Any) -> None:
    app.look_up.start_practice_server()
    with qtbot.waitSignal(audits.changed, timeout=10000):
        audits.fetch(200)
    assert audits.audit is not None
    assert len(audits.audit.unmapped) == 2
    with qtbot.waitSignal(audits.changed, timeout=10000):
        for _, place, ids in audits.audit.unmapped:
            edits.set_choices(app.session, place.rule, place.field, [(each, each) for each in ids])
    assert audits.audit.unmapped == ()


def test_a_file_needs_no_connection(audits: Audits, qtbot: Any, tmp_path: Path) -> None:
    path = tmp_path / "forms.json"
    bodies = [
        json.loads(file.read_text("utf-8")) for file in sorted((SAMPLE / "practice").glob("*.json"))
    ]
    path.write_text(json.dumps([one for one in bodies if "form" in one]), "utf-8")
    with qtbot.waitSignal(audits.changed, timeout=10000):
        audits.read_file(path)
    assert audits.audit is not None
    assert audits.audit.submissions == 5


def test_another_project_forgets_the_submissions(app: App, audits: Audits, qtbot: Any) -> None:
    app.look_up.start_practice_server()
    with qtbot.waitSignal(audits.changed, timeout=10000):
        audits.fetch(10)
    app.session.start_with(Mapping())
    assert audits.audit is None
    assert audits.submission("5f6e7d8c-9b0a-4c1d-8e2f-3a4b5c6d7e8f") is None
    assert audits.calls == 0


def test_without_a_connection_it_is_told(audits: Audits, failed: list[MapperError]) -> None:
    audits.fetch(10)
    [error] = failed
    assert isinstance(error, ServerError)
    assert error.kind is ServerKind.NO_KEY
    assert not audits.is_busy


def test_a_refusal_keeps_what_was_found_before(
    app: App, audits: Audits, failed: list[MapperError], qtbot: Any
) -> None:
    app.look_up.start_practice_server()
    with qtbot.waitSignal(audits.changed, timeout=10000):
        audits.fetch(10)
    server = app.look_up._practice
    assert server is not None
    server.misbehave(*[Misbehaviour(status=403)] * 3)
    with qtbot.waitSignal(audits.failed, timeout=10000):
        audits.fetch(10)
    server.behave()
    assert failed
    assert audits.audit is not None
    qtbot.waitUntil(lambda: not audits.is_busy)


def test_a_file_that_is_none_is_told(
    audits: Audits, failed: list[MapperError], qtbot: Any, tmp_path: Path
) -> None:
    path = tmp_path / "broken.json"
    path.write_text("[{", "utf-8")
    with qtbot.waitSignal(audits.failed, timeout=10000):
        audits.read_file(path)
    assert isinstance(failed[0], ReadError)


def test_giving_up_ends_the_work(app: App, audits: Audits, qtbot: Any) -> None:
    app.look_up.start_practice_server()
    audits.fetch(200)
    assert audits.is_busy
    audits.cancel()
    assert not audits.is_busy
    qtbot.wait(100)
    assert audits.audit is None
