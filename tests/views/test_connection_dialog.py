"""The connection is filled in, tested and kept in one place, and the key goes to the keyring alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from dialogs import app, button, dialogs, without_name
from practice import practice
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit
from sessions import App

from mapper_gui.app.connections import Connections
from mapper_gui.app.settings import Settings
from mapper_gui.commcare.network import Network
from mapper_gui.commcare.practice_server import PracticeServer
from mapper_gui.commcare.servers import Connection
from mapper_gui.storage.credentials import read_key
from mapper_gui.views.connection_dialog import ConnectionDialog
from mapper_gui.views.window_dialogs import WindowDialogs

__all__ = ("app", "dialogs", "practice")

OWN = 4
"""The entry for an own address in the list of servers."""


@pytest.fixture
def dialog(dialogs: WindowDialogs, qtbot: Any) -> Iterator[ConnectionDialog]:
    dialogs.show_connection()
    shown = dialogs.open_dialog
    assert isinstance(shown, ConnectionDialog)
    yield shown
    if not shown.gone:
        shown.reject()


def fill(dialog: ConnectionDialog, server: PracticeServer, key: str = "", space: str = "") -> None:
    dialog.server.setCurrentIndex(OWN)
    dialog.address.setText(server.server_url)
    dialog.space.setText(space or server.project_space)
    dialog.user.setText(server.username)
    dialog.key.setText(key or server.api_key)


def test_a_connection_that_works_is_told_in_place(
    dialog: ConnectionDialog, practice: PracticeServer, qtbot: Any
) -> None:
    fill(dialog, practice)
    dialog.start_test()
    qtbot.waitUntil(lambda: dialog.notices.isVisible(), timeout=5000)
    assert dialog.notices.property("notice") == "info"
    assert practice.username in dialog.notices.text
    assert practice.project_space in dialog.notices.text


@pytest.mark.parametrize(
    ("key", "space", "part", "place"),
    [
        pytest.param("wrong", "", "API key", "key", id="a wrong key"),
        pytest.param("", "bad space", "project space", "space", id="no name of a project space"),
    ],
)
def test_what_is_wrong_is_told_and_has_the_keyboard(
    dialog: ConnectionDialog,
    practice: PracticeServer,
    qtbot: Any,
    key: str,
    space: str,
    part: str,
    place: str,
) -> None:
    fill(dialog, practice, key, space)
    dialog.start_test()
    qtbot.waitUntil(lambda: dialog.notices.isVisible(), timeout=5000)
    assert dialog.notices.property("notice") == "error"
    assert part in dialog.notices.text
    assert dialog.focusWidget() is getattr(dialog, place)


def test_a_test_can_be_stopped(
    dialog: ConnectionDialog, practice: PracticeServer, app: App, qtbot: Any
) -> None:
    fill(dialog, practice)
    dialog.start_test()
    button(dialog, "Stop the test").click()
    qtbot.waitUntil(lambda: not app.background.under_way, timeout=5000)
    assert not dialog.notices.isVisible()
    button(dialog, "Test the connection")


def test_the_key_goes_to_the_keyring_and_nowhere_else(
    dialog: ConnectionDialog,
    practice: PracticeServer,
    app: App,
    memory_keyring: Any,
    home: Path,
    qtbot: Any,
) -> None:
    fill(dialog, practice)
    dialog.name.setText("Field test")
    dialog.use()
    qtbot.waitUntil(lambda: dialog.gone, timeout=5000)
    assert read_key(practice.server_url, practice.username) == practice.api_key
    assert app.look_up.connection == Connection(
        practice.server_url, practice.project_space, practice.username
    )
    app.settings.keep("flush", True)
    kept = [path.read_bytes() for path in home.rglob("*") if path.is_file()]
    assert any(b"Field test" in each for each in kept)
    assert not any(practice.api_key.encode() in each for each in kept)


def test_a_keyring_that_refuses_is_told_and_the_key_is_used_for_this_run(
    dialog: ConnectionDialog, practice: PracticeServer, app: App, qtbot: Any
) -> None:
    fill(dialog, practice)
    dialog.use()
    qtbot.waitUntil(lambda: dialog.notices.isVisible(), timeout=5000)
    assert dialog.notices.property("notice") == "warning"
    assert "this run only" in dialog.notices.text
    assert not dialog.keep.isChecked()
    button(dialog.notices, "Go on with it").click()
    assert dialog.gone
    with qtbot.waitSignal(app.look_up.found, timeout=5000):
        app.look_up.look_up("f959449c-8776-42ac-b776-3f564fafc331")


def test_without_keeping_the_keyring_is_not_asked(
    dialog: ConnectionDialog, practice: PracticeServer, memory_keyring: Any
) -> None:
    fill(dialog, practice)
    dialog.keep.setChecked(False)
    dialog.use()
    assert dialog.gone
    assert memory_keyring.kept == {}


def test_the_key_is_never_shown_again(
    dialog: ConnectionDialog, dialogs: WindowDialogs, practice: PracticeServer
) -> None:
    assert dialog.key.echoMode() is QLineEdit.EchoMode.Password
    fill(dialog, practice)
    dialog.keep.setChecked(False)
    dialog.use()
    dialogs.show_connection()
    again = dialogs.open_dialog
    assert isinstance(again, ConnectionDialog)
    assert again.key.text() == ""
    assert again.space.text() == practice.project_space
    again.reject()


def test_a_remembered_connection_is_chosen_and_forgotten_with_its_key(
    dialog: ConnectionDialog,
    dialogs: WindowDialogs,
    practice: PracticeServer,
    memory_keyring: Any,
    qtbot: Any,
) -> None:
    fill(dialog, practice)
    dialog.use()
    qtbot.waitUntil(lambda: dialog.gone, timeout=5000)
    assert len(memory_keyring.kept) == 1
    dialogs.show_connection()
    again = dialogs.open_dialog
    assert isinstance(again, ConnectionDialog)
    assert again.kept.count() == 2
    assert again.kept.currentIndex() == 1
    again.forget.click()
    qtbot.waitUntil(lambda: memory_keyring.kept == {}, timeout=5000)
    assert again.kept.count() == 1
    assert again.space.text() == ""
    qtbot.waitUntil(lambda: again.notices.isVisible(), timeout=5000)
    again.reject()


def test_a_pasted_link_gives_server_and_project_space(dialog: ConnectionDialog) -> None:
    dialog.server.setCurrentIndex(OWN)
    dialog.address.setText("https://hq.example.org/a/clinic/reports/form_data/1/")
    dialog.address.editingFinished.emit()
    assert dialog.address.text() == "https://hq.example.org"
    assert dialog.space.text() == "clinic"


def test_the_practice_server_is_one_click_away(dialog: ConnectionDialog, app: App) -> None:
    button(dialog, "Use the practice server").click()
    assert dialog.gone
    assert app.look_up.is_practice


def test_everything_has_a_name_for_screen_readers(dialog: ConnectionDialog) -> None:
    dialog.server.setCurrentIndex(OWN)
    assert without_name(dialog) == []


def test_proxy_and_authority_stay_closed_until_they_are_wanted(
    dialog: ConnectionDialog, qtbot: Any
) -> None:
    assert not dialog.network.proxy.isVisible()
    qtbot.mouseClick(dialog.network.opener, Qt.MouseButton.LeftButton)
    assert dialog.network.proxy.isVisible()
    assert dialog.focusWidget() is dialog.network.proxy
    assert without_name(dialog) == []
    assert "(PAC) are not supported" in " ".join(
        label.text() for label in dialog.findChildren(QLabel) if label.isVisible()
    )


def test_they_are_kept_for_all_connections_and_in_no_project(
    dialog: ConnectionDialog,
    dialogs: WindowDialogs,
    practice: PracticeServer,
    app: App,
    qtbot: Any,
    tmp_path: Path,
) -> None:
    fill(dialog, practice)
    dialog.keep.setChecked(False)
    qtbot.mouseClick(dialog.network.opener, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(dialog.network.proxy, "proxy.example.org:8080")
    dialog.network.ca_file.setText(str(tmp_path / "authority.pem"))
    dialog.use()
    network = Network("proxy.example.org:8080", str(tmp_path / "authority.pem"))
    assert app.look_up.network == network
    assert Connections(Settings()).network == network
    app.project.save(tmp_path / "one.ccmap")
    qtbot.waitUntil(lambda: (tmp_path / "one.ccmap").exists(), timeout=5000)
    assert "proxy.example.org" not in (tmp_path / "one.ccmap").read_text("utf-8")
    dialogs.show_connection()
    again = dialogs.open_dialog
    assert isinstance(again, ConnectionDialog)
    assert again.network.proxy.text() == "proxy.example.org:8080"
    assert again.network.proxy.isVisible()
    again.reject()


def test_a_password_in_the_proxy_is_refused_and_kept_nowhere(
    dialog: ConnectionDialog, practice: PracticeServer, app: App, home: Path, qtbot: Any
) -> None:
    fill(dialog, practice)
    qtbot.mouseClick(dialog.network.opener, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(dialog.network.proxy, "me:pa55word@proxy:8080")
    for go_on in (dialog.use, dialog.start_test):
        go_on()
        assert not dialog.gone
        assert "HTTPS_PROXY" in dialog.notices.text
        assert "pa55word" not in dialog.notices.text
        assert dialog.focusWidget() is dialog.network.proxy
    app.settings.keep("flush", True)
    assert not any(b"pa55word" in path.read_bytes() for path in home.rglob("*") if path.is_file())


def test_a_file_that_is_no_authority_is_told_by_the_test(
    dialog: ConnectionDialog, practice: PracticeServer, qtbot: Any, tmp_path: Path
) -> None:
    fill(dialog, practice)
    dialog.network.open()
    dialog.network.ca_file.setText(str(tmp_path))
    dialog.start_test()
    qtbot.waitUntil(lambda: dialog.notices.isVisible(), timeout=5000)
    assert "There is no file" in dialog.notices.text
    assert dialog.focusWidget() is dialog.network.ca_file
