"""Target fields are read, pasted and typed in; errors stand in the dialog, and all can be undone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from dialogs import app, button, dialogs, household, without_name
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog
from sessions import SAMPLE, App

from mapper_gui.mapping.target import FieldType
from mapper_gui.views.targets_dialog import TargetsDialog
from mapper_gui.views.typed_fields import KEY, LABEL, NAME, REQUIRED, TYPE
from mapper_gui.views.window_dialogs import WindowDialogs

__all__ = ("app", "dialogs", "household")


@pytest.fixture
def dialog(dialogs: WindowDialogs) -> Iterator[TargetsDialog]:
    dialogs.show_targets()
    shown = dialogs.open_dialog
    assert isinstance(shown, TargetsDialog)
    yield shown
    if not shown.gone:
        shown.reject()


def objects(app: App) -> dict[str, list[str]]:
    return {
        each.name: [field.name for field in each.fields]
        for each in app.session.mapping.target.objects
    }


def choose_file(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))


def test_a_file_is_read_and_told(
    dialog: TargetsDialog, app: App, monkeypatch: pytest.MonkeyPatch, qtbot: Any
) -> None:
    choose_file(monkeypatch, SAMPLE / "targets.csv")
    dialog.open_file()
    qtbot.waitUntil(lambda: dialog.notices.isVisible(), timeout=5000)
    assert list(objects(app)) == ["Household__c", "Contact", "Visit__c"]
    assert dialog.objects.count() == 3
    assert "Contact" in dialog.notices.text
    app.session.undo_stack.undo()
    assert objects(app) == {}
    assert dialog.objects.count() == 0


def test_a_pasted_list_belongs_to_the_object_that_is_named(
    dialog: TargetsDialog, app: App, qtbot: Any
) -> None:
    QApplication.clipboard().setText("FirstName\tFirst name\nLastName\tLast name")
    dialog.object.setText("Contact")
    dialog.paste()
    qtbot.waitUntil(lambda: bool(objects(app)), timeout=5000)
    assert objects(app) == {"Contact": ["FirstName", "LastName"]}


def test_what_is_no_list_of_fields_is_said_here_and_not_in_the_window(
    dialog: TargetsDialog, app: App, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, qtbot: Any
) -> None:
    told_the_window: list[object] = []
    app.files.failed.connect(told_the_window.append)
    page = tmp_path / "page.csv"
    page.write_text("<html><body>Sign in</body></html>", "utf-8")
    choose_file(monkeypatch, page)
    dialog.open_file()
    qtbot.waitUntil(lambda: dialog.notices.isVisible(), timeout=5000)
    assert dialog.notices.property("notice") == "error"
    assert "page.csv" in dialog.notices.text
    assert dialog.open_button.isEnabled()
    assert told_the_window == []


def test_an_empty_clipboard_is_said(dialog: TargetsDialog) -> None:
    QApplication.clipboard().setText(" \n")
    dialog.paste()
    assert "clipboard" in dialog.notices.text


def test_typed_fields_are_added_in_one_step(dialog: TargetsDialog, app: App) -> None:
    typed = dialog.typed
    typed.object.setEditText("Contact")
    table = typed.table
    table.item(0, NAME).setText("LastName")
    table.item(0, LABEL).setText("Last name")
    table.item(0, REQUIRED).setCheckState(Qt.CheckState.Checked)
    table.item(2, NAME).setText("Id__c")
    table.item(2, KEY).setCheckState(Qt.CheckState.Checked)
    kind: Any = table.cellWidget(2, TYPE)
    kind.setCurrentIndex(kind.findData(FieldType.INTEGER))
    dialog.add_typed()
    found = app.session.mapping.target.object("Contact")
    assert found is not None
    last_name, key = found.fields
    assert (last_name.label, last_name.type, last_name.required) == (
        "Last name",
        FieldType.TEXT,
        True,
    )
    assert (key.name, key.type, key.key) == ("Id__c", FieldType.INTEGER, True)
    assert [rule.object for rule in app.session.mapping.rules] == ["Contact"]
    assert app.session.undo_stack.count() == 1


def test_more_fields_go_to_the_object_of_that_name(household: App, dialog: TargetsDialog) -> None:
    before = objects(household)["Contact"]
    dialog.typed.object.setEditText("Contact")
    dialog.typed.table.item(0, NAME).setText("New__c")
    dialog.add_typed()
    assert objects(household)["Contact"] == [*before, "New__c"]
    assert household.session.undo_stack.count() == 1


def test_a_field_of_a_name_that_is_there_is_refused_in_place(
    household: App, dialog: TargetsDialog
) -> None:
    dialog.typed.object.setEditText("Contact")
    dialog.typed.table.item(0, NAME).setText("LastName")
    dialog.add_typed()
    assert dialog.notices.property("notice") == "error"
    assert "LastName" in dialog.notices.text
    assert dialog.typed.fields()
    assert household.session.undo_stack.count() == 0


def test_an_object_may_begin_without_fields(dialog: TargetsDialog, app: App) -> None:
    dialog.typed.object.setEditText("Visit")
    dialog.add_typed()
    assert objects(app) == {"Visit": []}


def test_an_object_without_a_name_is_asked_for(dialog: TargetsDialog, app: App) -> None:
    dialog.ways.setCurrentWidget(dialog.typed)
    dialog.add_typed()
    assert dialog.notices.property("notice") == "error"
    assert objects(app) == {}


def test_cells_of_a_spreadsheet_are_pasted_into_the_table(dialog: TargetsDialog) -> None:
    lines = "\r\n".join(f"field_{n}\tField {n}" for n in range(30))
    dialog.typed.table.paste(lines)
    fields = dialog.typed.fields()
    assert len(fields) == 30
    assert (fields[29].name, fields[29].label) == ("field_29", "Field 29")


def test_the_table_grows_while_it_is_typed_in(dialog: TargetsDialog) -> None:
    table = dialog.typed.table
    count = table.rowCount()
    table.item(count - 1, NAME).setText("last")
    assert table.rowCount() == count + 1


def test_an_object_is_removed_and_brought_back(household: App, dialog: TargetsDialog) -> None:
    dialog.objects.setCurrentRow(1)
    dialog.remove.click()
    assert "Contact" not in objects(household)
    button(dialog.notices, "Undo").click()
    assert "Contact" in objects(household)


def test_the_target_system_is_named(dialog: TargetsDialog, app: App) -> None:
    dialog.system.setText("  Our   database ")
    dialog.system.editingFinished.emit()
    dialog.system.editingFinished.emit()
    assert app.session.mapping.target.system == "Our database"
    assert app.session.undo_stack.count() == 1


def test_enter_ends_what_is_typed_and_leaves_the_dialog_open(
    dialog: TargetsDialog, app: App, qtbot: Any
) -> None:
    dialog.system.setFocus()
    qtbot.keyClicks(dialog.system, "DHIS2")
    qtbot.keyClick(dialog.system, Qt.Key.Key_Return)
    assert app.session.mapping.target.system == "DHIS2"
    qtbot.keyClick(dialog.object, Qt.Key.Key_Return)
    assert not dialog.gone


def test_what_is_to_be_run_elsewhere_is_copied(dialog: TargetsDialog) -> None:
    button(dialog, "Copy").click()
    assert QApplication.clipboard().text().startswith("sf sobject describe")


def test_everything_has_a_name_for_screen_readers(household: App, dialog: TargetsDialog) -> None:
    for number in range(dialog.ways.count()):
        dialog.ways.setCurrentIndex(number)
        assert without_name(dialog) == []
