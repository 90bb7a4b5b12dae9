"""The app version beside the submission: what it says, what it costs, and its refusals."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from practice import SAMPLES
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow
from sessions import SAMPLE, App, app

from mapper_gui.commcare.misbehaviour import Misbehaviour
from mapper_gui.storage.projects import read_project
from mapper_gui.views.app_version_link import AppVersionDialog
from mapper_gui.views.proof_panel import ProofPanel
from mapper_gui.views.theme import apply_theme

__all__ = ("app",)


@pytest.fixture
def panel(app: App, qtbot: Any, qapp: Any) -> Iterator[ProofPanel]:
    """The panel, connected to the practice server, with nothing looked up."""
    apply_theme(qapp)
    app.session.start_with(read_project(SAMPLE / "register_household.ccmap").mapping)
    app.look_up.start_practice_server()
    window = QMainWindow()
    made = ProofPanel(app.session, app.look_up)
    window.setCentralWidget(made)
    window.resize(1366, 400)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    yield made
    window.close()


def open_sample(app: App, name: str, **changes: Any) -> None:
    body: dict[str, Any] = json.loads((SAMPLES / f"{name}.json").read_text("utf-8"))
    app.look_up.open_read(({**body, **changes},))
    QApplication.processEvents()


def dialog_of(panel: ProofPanel) -> AppVersionDialog:
    QTest.mouseClick(panel.version, Qt.MouseButton.LeftButton)
    QApplication.processEvents()
    (found,) = panel.window().findChildren(AppVersionDialog)
    return found


def asked(app: App) -> int:
    server = app.look_up._practice
    assert server is not None
    return len([path for path in server.asked if "application" in path])


def click_ask(app: App, dialog: AppVersionDialog, qtbot: Any) -> None:
    QTest.mouseClick(dialog.ask, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not app.look_up.versions.is_asking, timeout=10000)
    QApplication.processEvents()


def test_without_a_submission_there_is_no_version(app: App, panel: ProofPanel) -> None:
    assert not panel.version.isVisible()
    panel.show_version()
    (dialog,) = panel.window().findChildren(AppVersionDialog)
    assert dialog.known.text() == "No submission is open."
    assert not dialog.ask.isEnabled()
    dialog.accept()


def test_the_cost_is_told_before_anything_is_asked(app: App, panel: ProofPanel) -> None:
    open_sample(app, "register_household-older-app-unknown-choice")
    assert panel.version.name == "compare the version…"
    dialog = dialog_of(panel)
    assert dialog.known.text() == "app v11"
    assert dialog.cost.text() == "Looking it up asks CommCare HQ 3 times at most."
    assert asked(app) == 0
    dialog.accept()


def test_a_click_compares_the_version_with_the_latest_released_one(
    app: App, panel: ProofPanel, qtbot: Any
) -> None:
    open_sample(app, "register_household-older-app-unknown-choice")
    dialog = dialog_of(panel)
    click_ask(app, dialog, qtbot)
    assert panel.version.name == "7 versions older: 5 questions differ"
    assert "app v11, 7 versions older than v18" in panel.version.accessibleName()
    assert "app v11: there is no /gps (Household__c → GPS__c)" in dialog.known.text()
    assert not dialog.ask.isEnabled()
    assert "all of it is known" in dialog.cost.text()
    assert asked(app) == 3
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.gone


def test_the_next_submission_of_the_app_is_told_at_once(
    app: App, panel: ProofPanel, qtbot: Any
) -> None:
    open_sample(app, "register_household-older-app-unknown-choice")
    dialog = dialog_of(panel)
    click_ask(app, dialog, qtbot)
    dialog.accept()
    open_sample(app, "register_household-all-answered")
    assert panel.version.name == "current version"
    assert asked(app) == 3


@pytest.mark.parametrize("status", [403, 404, 429])
def test_a_refusal_stands_in_the_dialog(
    app: App, panel: ProofPanel, qtbot: Any, status: int
) -> None:
    open_sample(app, "register_household-all-answered")
    server = app.look_up._practice
    assert server is not None
    server.misbehave(*[Misbehaviour(status)] * 2)
    dialog = dialog_of(panel)
    click_ask(app, dialog, qtbot)
    qtbot.waitUntil(lambda: bool(dialog.notices.text), timeout=10000)
    assert dialog.ask.isEnabled()
    assert dialog.known.text() == "app v18"
    dialog.accept()


def test_a_version_that_was_purged_is_said(app: App, panel: ProofPanel, qtbot: Any) -> None:
    open_sample(app, "register_household-all-answered", build_id="purged")
    dialog = dialog_of(panel)
    click_ask(app, dialog, qtbot)
    assert "does not have the structure of this version any more" in dialog.known.text()
    dialog.accept()


def test_a_submission_that_names_no_version_has_none_beside_it(app: App, panel: ProofPanel) -> None:
    body = json.loads((SAMPLES / "register_household-all-answered.json").read_text("utf-8"))
    body["form"]["meta"].pop("app_build_version")
    body["metadata"].pop("app_build_version")
    app.look_up.open_read(({**body, "build_id": None},))
    QApplication.processEvents()
    assert not panel.version.isVisible()
