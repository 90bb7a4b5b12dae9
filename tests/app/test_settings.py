"""What this machine remembers: paths and how the window was left, nothing of people."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from practice import HOUSEHOLD_ID
from PySide6.QtCore import QByteArray
from sessions import SAMPLE, App, app

from mapper_gui.app.settings import MOST_RECENT, Settings
from mapper_gui.commcare.servers import Connection
from mapper_gui.storage.folders import settings_folder

__all__ = ("app",)


def paths(count: int) -> list[Path]:
    return [
        Path(f"/tmp/a folder, with % and é/{number}.ccmap").absolute() for number in range(count)
    ]


def test_recent_projects_are_newest_first_once_each_and_few(qapp: Any) -> None:
    settings = Settings()
    for path in paths(MOST_RECENT + 3):
        settings.add_recent(path)
    settings.add_recent(paths(6)[5])
    kept = Settings().recent
    assert len(kept) == MOST_RECENT
    assert kept[0] == paths(6)[5]
    assert len(set(kept)) == MOST_RECENT


def test_one_recent_project_is_found_again_after_a_restart(qapp: Any) -> None:
    settings = Settings()
    settings.add_recent(paths(1)[0])
    del settings
    assert Settings().recent == (paths(1)[0],)


def test_flags_and_geometry_survive_a_restart(qapp: Any) -> None:
    settings = Settings()
    settings.keep("view/id_first", True)
    settings.keep("window/geometry", QByteArray(b"\x00\x01\xff"))
    del settings
    again = Settings()
    assert again.flag("view/id_first", False) is True
    assert again.flag("view/other", True) is True
    assert again.value("window/geometry") == QByteArray(b"\x00\x01\xff")


def test_a_damaged_settings_file_is_as_none(qapp: Any) -> None:
    settings_folder().mkdir(parents=True)
    (settings_folder() / "settings.ini").write_bytes(b"\xff\xfe[[[\n=\nrecent=@Variant(\x00")
    settings = Settings()
    assert settings.recent == ()
    assert settings.flag("view/id_first", False) is False


def test_the_settings_hold_nothing_of_people(app: App, qtbot: Any) -> None:
    with qtbot.waitSignal(app.project.opened, timeout=5000):
        app.project.open(SAMPLE / "register_household.ccmap")
    app.look_up.start_practice_server()
    with qtbot.waitSignal(app.look_up.found, timeout=10000):
        app.look_up.look_up(HOUSEHOLD_ID)
    key = next(iter(app.look_up._keys_for_this_run.values()))
    app.look_up.set_connection(
        Connection("https://www.commcarehq.org", "clinic", "ana@example.org"), "another-key"
    )
    app.settings._file.sync()
    text = (settings_folder() / "settings.ini").read_text("utf-8")
    assert "register_household.ccmap" in text
    for secret in (key, "another-key", HOUSEHOLD_ID, "example.org"):
        assert secret not in text
