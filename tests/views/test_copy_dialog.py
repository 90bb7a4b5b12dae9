"""Copying from another project in the window: ticked, told what comes along, one step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from clinic import CONTACT_RULE, MAPPING, first, q
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from sessions import App, app

from mapper_gui.mapping.mapping import FieldRule, Mapping, RecordRule, RuleId
from mapper_gui.mapping.source import NamedValue
from mapper_gui.mapping.values import ByTable, ChoiceRow, ChoiceTable, Template, Value
from mapper_gui.storage.projects import Project, write_project
from mapper_gui.views.copy_dialog import OBJECTS, RULES, TABLES, CopyDialog

__all__ = ("app",)

SEXES = ChoiceTable((ChoiceRow("m", "Male"),))
OTHER = replace(
    MAPPING,
    choice_tables={"sexes": SEXES, "villages": ChoiceTable((ChoiceRow("v", "Village"),))},
    named_values={
        "home": Value(first("/hh/village"), (ByTable("villages"),)),
        "id": Value(Template(("HH-", q("/gone")))),
    },
    rules=(
        CONTACT_RULE,
        RecordRule(
            RuleId("Visit"), "Visit", fields=(FieldRule("code", first(NamedValue("home"))),)
        ),
        RecordRule(RuleId("Home"), "Visit", fields=(FieldRule("code", first(NamedValue("id"))),)),
    ),
)


@pytest.fixture
def dialog(app: App, qtbot: Any, tmp_path: Path) -> Iterator[CopyDialog]:
    """The dialog over a mapping that has a table of the same name, with the other project read."""
    path = tmp_path / "other.ccmap"
    write_project(path, Project(OTHER))
    app.session.start_with(replace(MAPPING, choice_tables={"sexes": ChoiceTable()}))
    window = QWidget()
    qtbot.addWidget(window)
    made = CopyDialog(window, app.session)
    made.show()
    made.open_file(path)
    qtbot.waitUntil(lambda: made.item(RULES, "Visit") is not None, timeout=10_000)
    yield made
    window.close()


def tick(dialog: CopyDialog, group: int, name: str) -> None:
    item = dialog.item(group, name)
    assert item is not None
    dialog.tree.setCurrentItem(item)
    QTest.keyClick(dialog.tree, Qt.Key.Key_Space)


def test_what_is_ticked_is_copied_with_what_it_needs_in_one_step(
    app: App, dialog: CopyDialog
) -> None:
    before = app.session.mapping
    tick(dialog, RULES, "Visit")
    assert "choice table “villages”, named value “home”" in dialog.said.text()
    QTest.mouseClick(dialog.copy, Qt.MouseButton.LeftButton)
    assert [rule.id for rule in app.session.mapping.rules][-1] == "Visit"
    assert "villages" in app.session.mapping.choice_tables
    assert app.session.undo_stack.undoText() == "Copy from other"
    app.session.undo_stack.undo()
    assert app.session.mapping == before


def test_what_gets_another_name_is_said_before(dialog: CopyDialog) -> None:
    tick(dialog, TABLES, "sexes")
    assert "Choice table “sexes” becomes “sexes 2”" in dialog.said.text()


def test_questions_that_this_form_lacks_are_said_before(dialog: CopyDialog) -> None:
    tick(dialog, RULES, "Home")
    assert "does not have /gone" in dialog.said.text()


def test_nothing_to_copy_is_said_and_copies_nothing(dialog: CopyDialog) -> None:
    assert not dialog.copy.isEnabled()
    tick(dialog, OBJECTS, "Contact")
    assert "nothing to copy" in dialog.said.text()
    assert not dialog.copy.isEnabled()


def test_a_file_that_is_no_project_is_said_in_the_dialog(
    app: App, dialog: CopyDialog, qtbot: Any, tmp_path: Path
) -> None:
    path = tmp_path / "bad.ccmap"
    path.write_text("{]", encoding="utf-8")
    dialog.open_file(path)
    qtbot.waitUntil(lambda: "bad.ccmap" in dialog.notices.text, timeout=10_000)
    assert dialog.item(RULES, "Visit") is not None  # what was read before stays
    assert isinstance(app.session.mapping, Mapping)
