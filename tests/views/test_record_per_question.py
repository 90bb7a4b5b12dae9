"""Several questions of the form become the rows of a record rule's table by one gesture."""

from dataclasses import replace

import pytest
from clinic import MAPPING, q
from panes import Panes, app, show_panes
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sessions import App

from mapper_gui.app.place import FieldPlace
from mapper_gui.mapping.edit import with_target
from mapper_gui.mapping.form import Form, Kind, Question, QuestionId
from mapper_gui.mapping.mapping import Column, Table, TableRows
from mapper_gui.views.picker import Picker

__all__ = ("app",)
NAMES = ("bcg", "opv", "pcv")
FORM = Form(
    (
        Question(QuestionId("/v"), Kind.GROUP),
        *(
            Question(QuestionId(f"/v/{name}_{what}"), Kind.TEXT, {"en": f"{what} of {name}"})
            for name in NAMES
            for what in ("date", "site")
        ),
    ),
    languages=("en",),
)


@pytest.fixture
def panes(app: App, qtbot: QtBot) -> Panes:
    mapping = replace(with_target(MAPPING, MAPPING.target), form=FORM)
    return show_panes(app, mapping, qtbot)


def choose(panes: Panes, words: str) -> Picker:
    action = next(a for a in panes.form.menu().actions() if a.text().startswith(words))
    action.trigger()
    found = (w for w in QApplication.topLevelWidgets() if isinstance(w, Picker) and w.isVisible())
    return next(found)


def table(panes: Panes, rule: str) -> Table:
    found = panes.session.mapping.rule(rule)
    assert found is not None
    assert isinstance(found.for_each, TableRows)
    return found.for_each.table


def test_questions_become_rows_of_the_rule_that_is_chosen(panes: Panes) -> None:
    panes.choose("/v/bcg_date", "/v/opv_date")
    picker = choose(panes, "One record per question, 2")
    QTest.keyClicks(picker.search_box, "visit")
    QTest.keyClick(picker.search_box, Qt.Key.Key_Return)
    made = table(panes, "Visit")
    assert made.columns == (Column("question"), Column("question id", of_sources=False))
    assert made.rows == (
        (q("/v/bcg_date"), "/v/bcg_date"),
        (q("/v/opv_date"), "/v/opv_date"),
    )
    assert panes.session.selected == FieldPlace("Visit")
    panes.session.undo_stack.undo()
    assert panes.session.mapping.rules[1].for_each is None


def test_a_group_whose_ids_show_a_pattern_becomes_a_table_of_several_columns(
    panes: Panes,
) -> None:
    panes.choose("/v")
    picker = choose(panes, "One record for each of bcg, opv, … (3) with date, site")
    QTest.keyClicks(picker.search_box, "visit")
    QTest.keyClick(picker.search_box, Qt.Key.Key_Return)
    made = table(panes, "Visit")
    assert [column.name for column in made.columns] == ["item", "date", "site"]
    assert made.rows[2] == ("pcv", q("/v/pcv_date"), q("/v/pcv_site"))


def test_the_selected_rule_is_offered_first(panes: Panes) -> None:
    panes.session.select(FieldPlace("Visit"))
    panes.choose("/v/bcg_date")
    picker = choose(panes, "One record for the question")
    QTest.keyClick(picker.search_box, Qt.Key.Key_Return)
    assert len(table(panes, "Visit").rows) == 1


def test_a_new_record_rule_can_be_made_for_it(panes: Panes) -> None:
    panes.choose("/v/bcg_date")
    picker = choose(panes, "One record for the question")
    QTest.keyClicks(picker.search_box, "new contact")
    QTest.keyClick(picker.search_box, Qt.Key.Key_Return)
    assert len(table(panes, "Contact 2").rows) == 1
    panes.session.undo_stack.undo()
    assert panes.session.mapping.rule("Contact 2") is None, "one undo takes the rule too"


def test_a_record_rule_is_duplicated_and_copied_for_another_object(panes: Panes) -> None:
    panes.target.tree.setCurrentIndex(panes.place("Contact"))
    menu = panes.target.menu()
    next(a for a in menu.actions() if a.text() == "Duplicate the record rule").trigger()
    assert panes.session.selected == FieldPlace("Contact 2")
    inner = next(a.menu() for a in menu.actions() if a.text() == "The same for another object")
    inner.actions()[0].trigger()
    assert [rule.id for rule in panes.session.mapping.rules] == [
        "Contact",
        "Visit 2",
        "Contact 2",
        "Visit",
    ]
