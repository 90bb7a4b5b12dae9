"""Export shows what stands in the way before anything is written, and asks before it replaces."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from dialogs import app, button, dialogs, household, without_name
from PySide6.QtWidgets import QApplication, QLabel
from sessions import App

from mapper_gui.app.place import FieldPlace
from mapper_gui.app.settings import Settings
from mapper_gui.exporters import RUNNERS
from mapper_gui.mapping.form import Form
from mapper_gui.mapping.mapping import Accepts
from mapper_gui.views.export_dialog import ExportDialog
from mapper_gui.views.form_facts_dialog import FormFactsDialog
from mapper_gui.views.window_dialogs import WindowDialogs
from mapper_gui.wording.proof import proof_words

__all__ = ("app", "dialogs", "household")


@pytest.fixture
def dialog(
    household: App, dialogs: WindowDialogs, tmp_path: Path, qtbot: Any
) -> Iterator[ExportDialog]:
    """The dialog with an OpenFn step chosen, checked, and an empty folder."""
    Settings().keep("export/runner", "openfn")
    dialogs.show_export()
    shown = dialogs.open_dialog
    assert isinstance(shown, ExportDialog)
    shown.folder.setText(str(tmp_path / "out"))
    qtbot.waitUntil(shown.write_button.isEnabled, timeout=5000)
    yield shown
    if not shown.gone:
        shown.reject()


def test_files_are_written_where_the_person_said(
    dialog: ExportDialog, tmp_path: Path, qtbot: Any
) -> None:
    dialog.name.setText("visit")
    dialog.write()
    qtbot.waitUntil(lambda: not dialog.write_button.isVisible(), timeout=5000)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "project-spec.yaml",
        "project.yaml",
        "visit-load.js",
        "visit-trigger.json",
        "visit.js",
    ]
    button(dialog, "Open the folder")


def test_the_trigger_can_be_copied(dialog: ExportDialog, app: App, qtbot: Any) -> None:
    dialog.write()
    qtbot.waitUntil(lambda: not dialog.write_button.isVisible(), timeout=5000)
    button(dialog, "Copy the trigger condition").click()
    assert app.session.mapping.form.xmlns in QApplication.clipboard().text()
    assert "state.data" in QApplication.clipboard().text()


def test_existing_files_are_replaced_only_after_asking(
    dialog: ExportDialog, tmp_path: Path, qtbot: Any
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    dialog.name.setText("visit")
    (out / "visit.js").write_text("mine", "utf-8")
    dialog.write()
    qtbot.waitUntil(lambda: dialog.notices.isVisible(), timeout=5000)
    assert "visit.js" in dialog.notices.text
    assert (out / "visit.js").read_text("utf-8") == "mine"
    button(dialog.notices, "Replace it").click()
    qtbot.waitUntil(lambda: not dialog.write_button.isVisible(), timeout=5000)
    assert (out / "visit.js").read_text("utf-8") != "mine"


def test_an_error_keeps_from_exporting_and_leads_to_its_place(
    dialog: ExportDialog, app: App, qtbot: Any
) -> None:
    mapping = app.session.mapping
    rule = mapping.rules[0]
    broken = replace(rule, for_each=None, key=(), fields=rule.fields)
    app.session.apply("break it", mapping.with_rule(broken))
    qtbot.waitUntil(lambda: dialog.problems.model().rowCount() > 0, timeout=5000)
    assert not dialog.write_button.isEnabled()
    dialog.problems.clicked.emit(dialog.problems.model().index(0, 0))
    assert dialog.gone
    assert app.session.selected is not None
    assert app.session.selected.rule == rule.id


def test_an_unknown_form_leads_to_its_details(
    dialog: ExportDialog, app: App, dialogs: WindowDialogs, qtbot: Any
) -> None:
    mapping = app.session.mapping
    form = Form(mapping.form.questions, mapping.form.languages)
    app.session.apply("forget it", replace(mapping, form=form, accepts=Accepts()))
    qtbot.waitUntil(lambda: dialog.problems.model().rowCount() > 0, timeout=5000)
    button(dialog, "Form details…").click()
    assert dialog.gone
    assert isinstance(dialogs.open_dialog, FormFactsDialog)
    dialogs.open_dialog.reject()


def test_the_choice_and_the_folder_are_remembered(
    dialog: ExportDialog, dialogs: WindowDialogs, tmp_path: Path, qtbot: Any
) -> None:
    dialog.choices.button(RUNNERS.index("workbook")).click()
    qtbot.waitUntil(dialog.write_button.isEnabled, timeout=5000)
    dialog.write()
    qtbot.waitUntil(lambda: not dialog.write_button.isVisible(), timeout=20000)
    dialog.reject()
    dialogs.show_export()
    again = dialogs.open_dialog
    assert isinstance(again, ExportDialog)
    assert again.runner == "workbook"
    assert again.folder.text() == str(tmp_path / "out")
    again.reject()


@pytest.mark.parametrize("folder", ["", "somewhere", "   "])
def test_a_folder_that_is_none_is_asked_for(dialog: ExportDialog, folder: str) -> None:
    dialog.folder.setText(folder)
    dialog.write()
    assert dialog.notices.property("notice") == "error"
    assert dialog.focusWidget() is dialog.folder


def test_every_runner_is_offered_with_words(dialog: ExportDialog) -> None:
    assert len(dialog.choices.buttons()) == len(RUNNERS)
    assert all(each.text() not in RUNNERS for each in dialog.choices.buttons())


def test_everything_has_a_name_for_screen_readers(dialog: ExportDialog) -> None:
    assert without_name(dialog) == []


def test_a_place_selects_nothing_else(dialog: ExportDialog, app: App) -> None:
    place = FieldPlace(app.session.mapping.rules[0].id)
    dialog.problems.place_wanted.emit(place)
    assert app.session.selected == place


def test_what_was_not_run_is_said_beside_what_was_written(dialog: ExportDialog, qtbot: Any) -> None:
    dialog.write()
    qtbot.waitUntil(lambda: not dialog.write_button.isVisible(), timeout=5000)
    texts = [label.text() for label in dialog._done.findChildren(QLabel)]
    assert proof_words("openfn") in texts
    assert "not run" in proof_words("openfn")
