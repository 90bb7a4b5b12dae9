"""A newer form: what is gone, new or changed is listed with the rules that read it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from dialogs import app, button, dialogs, household, without_name
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QTreeWidgetItem, QTreeWidgetItemIterator
from sessions import SAMPLE, App

from mapper_gui.app import edits
from mapper_gui.app.place import FieldPlace
from mapper_gui.mapping.compare import QuestionChange
from mapper_gui.mapping.form import Kind, QuestionId
from mapper_gui.views.form_change_view import FormChangeView, change_words
from mapper_gui.views.window_dialogs import WindowDialogs

__all__ = ("app", "dialogs", "household")

Import = Callable[..., FormChangeView]


@pytest.fixture
def newer(household: App, dialogs: WindowDialogs, qtbot: Any) -> Import:
    """Paste the sample form with some texts in it replaced; gives the list of changes."""

    def paste(*changes: tuple[str, str]) -> FormChangeView:
        text = (SAMPLE / "register_household.tsv").read_text("utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        with qtbot.waitSignal(household.files.form_changed, timeout=5000):
            household.files.paste_form(text)
        shown = dialogs.findChildren(FormChangeView) or dialogs._window.findChildren(FormChangeView)
        assert isinstance(shown[-1], FormChangeView)
        return shown[-1]

    return paste


def rows(view: FormChangeView) -> dict[str, QTreeWidgetItem]:
    found: dict[str, QTreeWidgetItem] = {}
    walk = QTreeWidgetItemIterator(view.tree)
    while (item := walk.value()) is not None:
        found[item.text(0)] = item
        walk += 1
    return found


def test_what_is_gone_new_and_changed_is_listed_with_its_rules(newer: Import) -> None:
    view = newer(
        ("/hh/head_name\t", "/hh/name_of_head\t"),
        ("/hh/water-source-tap\t", "/hh/water-source-well\t"),
    )
    listed = rows(view)
    for part in ("Gone (1)", "Changed (1)", "New (1)"):
        assert part in listed
    gone = listed["/hh/head_name"]
    places = [gone.child(i).text(0) for i in range(gone.childCount())]
    assert "Contact → LastName" in places
    assert "tap" in listed["/hh/water-source"].text(1)
    assert "/hh/name_of_head" in listed


def test_choosing_a_rule_goes_to_it_and_the_list_stays(
    newer: Import, household: App, qtbot: Any
) -> None:
    view = newer(("/hh/head_name\t", "/hh/name_of_head\t"))
    view.tree.setCurrentItem(rows(view)["Contact → LastName"])
    qtbot.keyClick(view.tree, Qt.Key.Key_Return)
    assert household.session.selected == FieldPlace("Contact", "LastName")
    assert not view.gone
    assert not view.isModal()


def test_one_undo_takes_the_newer_form_back(newer: Import, household: App) -> None:
    before = household.session.mapping
    view = newer(("/hh/head_name\t", "/hh/name_of_head\t"))
    assert household.session.mapping != before
    button(view, "Take the newer form back").click()
    assert household.session.mapping == before
    assert view.gone


def test_after_a_later_edit_it_would_undo_something_else(newer: Import, household: App) -> None:
    view = newer(("/hh/head_name\t", "/hh/name_of_head\t"))
    edits.set_form_facts(household.session, name="Another name")
    assert not view.undo.isEnabled()
    household.session.undo_stack.undo()
    assert view.undo.isEnabled()


def test_the_same_form_again_is_only_noticed(
    household: App, dialogs: WindowDialogs, qtbot: Any
) -> None:
    with qtbot.waitSignal(household.files.form_changed, timeout=5000):
        household.files.paste_form((SAMPLE / "register_household.tsv").read_text("utf-8"))
    assert dialogs._window.findChildren(FormChangeView) == []
    assert household.noticed == ["The newer form has the same questions."]


def test_another_mapping_closes_the_list(newer: Import, household: App) -> None:
    view = newer(("/hh/head_name\t", "/hh/name_of_head\t"))
    household.project.new()
    assert view.gone


def test_a_change_is_told_in_words() -> None:
    change = QuestionChange(
        QuestionId("/a"),
        Kind.TEXT,
        Kind.DATE,
        choices_gone=tuple("abcdefgh"),
        choices_new=("z",),
        new_repeat=QuestionId("/rows"),
    )
    words = change_words(change)
    assert "stood in no repeat, now in /rows" in words
    assert "choices gone: a, b, c, d, e, f and 2 more" in words
    assert words.endswith("new choices: z")


def test_everything_has_a_name_for_screen_readers(newer: Import) -> None:
    assert without_name(newer(("/hh/head_name\t", "/hh/name_of_head\t"))) == []


def words_of(view: FormChangeView) -> str:
    return " ".join(label.text() for label in view.findChildren(QLabel))


def test_only_rules_whose_question_is_gone_are_said_to_be_marked(newer: Import) -> None:
    gone = words_of(newer(("/hh/head_name\t", "/hh/name_of_head\t")))
    assert "gone. They are kept and marked in the target pane" in gone
    assert "listed here only" not in gone


def test_rules_whose_question_changed_are_said_to_stand_in_this_list_alone(newer: Import) -> None:
    changed = words_of(newer(("/hh/water-source-tap\t", "/hh/water-source-well\t")))
    assert "1 rule reads a question whose type, choices or repeat changed." in changed
    assert "listed here only" in changed
    assert "marked" not in changed
