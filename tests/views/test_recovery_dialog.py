"""Unsaved work is offered at the start, restored or kept aside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from dialogs import app, button, dialogs, without_name
from PySide6.QtWidgets import QLabel
from sessions import SAMPLE, App

from mapper_gui.storage.projects import read_project
from mapper_gui.storage.recovery import Journal, recoveries
from mapper_gui.views.recovery_dialog import RecoveryDialog
from mapper_gui.views.window_dialogs import WindowDialogs

__all__ = ("app", "dialogs")

Offer = Callable[[], RecoveryDialog]


def leave_behind(path: Path | None, form_name: str) -> Path:
    """What a window leaves that ends without saving."""
    project = read_project(SAMPLE / "register_household.ccmap")
    form = replace(project.mapping.form, name=form_name)
    with Journal() as journal:
        journal.keep(replace(project, mapping=replace(project.mapping, form=form)), path)
    return next(each.file for each in recoveries() if each.id == journal.id)


@pytest.fixture
def offer(dialogs: WindowDialogs, app: App, qtbot: Any) -> Offer:
    def show() -> RecoveryDialog:
        dialogs.offer_recovery()
        qtbot.waitUntil(lambda: dialogs.open_dialog is not None, timeout=5000)
        shown = dialogs.open_dialog
        assert isinstance(shown, RecoveryDialog)
        return shown

    return show


def words(dialog: RecoveryDialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel))


def test_without_unsaved_work_nothing_is_asked(
    dialogs: WindowDialogs, app: App, qtbot: Any
) -> None:
    dialogs.offer_recovery()
    qtbot.waitUntil(lambda: not app.background.under_way, timeout=5000)
    assert dialogs.open_dialog is None


def test_work_is_restored_as_unsaved(offer: Offer, app: App, tmp_path: Path) -> None:
    leave_behind(tmp_path / "visit.ccmap", "Recovered form")
    dialog = offer()
    assert "visit.ccmap" in words(dialog)
    button(dialog, "Restore").click()
    assert dialog.gone
    assert app.session.mapping.form.name == "Recovered form"
    assert app.project.unsaved
    assert app.project.path == tmp_path / "visit.ccmap"


def test_work_is_kept_aside_and_not_offered_again(offer: Offer) -> None:
    file = leave_behind(None, "Never saved")
    dialog = offer()
    assert "Never saved" in words(dialog)
    button(dialog, "Keep aside").click()
    assert dialog.gone
    assert recoveries() == ()
    assert (file.parent / "taken" / file.name).exists()


def test_what_is_left_for_now_is_offered_again(offer: Offer) -> None:
    leave_behind(None, "Never saved")
    offer().reject()
    assert len(recoveries()) == 1


def test_work_that_cannot_be_read_can_only_be_kept_aside(offer: Offer) -> None:
    file = leave_behind(None, "Damaged")
    file.write_text('{"project": ', "utf-8")
    dialog = offer()
    assert str(file) in words(dialog)
    with pytest.raises(StopIteration):
        button(dialog, "Restore")
    button(dialog, "Keep aside").click()
    assert recoveries() == ()


def test_each_of_several_is_offered(offer: Offer) -> None:
    leave_behind(None, "First")
    leave_behind(None, "Second")
    dialog = offer()
    assert "First" in words(dialog)
    assert "Second" in words(dialog)
    assert without_name(dialog) == []
    dialog.reject()
