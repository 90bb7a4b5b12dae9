"""The problem list: errors first, and each jumps to its place."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from mapper_gui.app.place import AcceptsPlace, FieldPlace
from mapper_gui.mapping.check import CheckKind
from mapper_gui.mapping.import_warnings import ImportKind
from mapper_gui.mapping.problem import InRule, InSheet, Problem, Severity
from mapper_gui.views.problems_view import MESSAGE, WHERE, ProblemsModel, ProblemsView

KIND = next(iter(CheckKind))


def problem(field: str | None, severity: Severity = Severity.ERROR) -> Problem:
    return Problem(KIND, severity, InRule("Contact", field), {"field": field})


WARNING = problem("b", Severity.WARNING)
OF_A_FILE = Problem(next(iter(ImportKind)), Severity.WARNING, InSheet("Sheet 1", 7))
OF_ALL = Problem(KIND, Severity.ERROR, InRule())
ALL = (WARNING, problem("a"), OF_A_FILE, problem(None), OF_ALL)


@pytest.fixture
def view(qtbot: Any) -> Any:
    made = ProblemsView()
    qtbot.addWidget(made)
    made.resize(600, 300)
    made.wanted = []
    made.place_wanted.connect(made.wanted.append)
    made.show()
    made.show_problems(ALL)
    return made


def test_the_model_is_a_model(qtmodeltester: Any, qapp: Any) -> None:
    model = ProblemsModel()
    qtmodeltester.check(model)
    model.show_problems(ALL)
    qtmodeltester.check(model)


def test_errors_come_first_with_words_for_their_severity(view: Any) -> None:
    model = view.model()
    texts = [
        model.index(row, WHERE).data(Qt.ItemDataRole.AccessibleTextRole)
        for row in range(model.rowCount())
    ]
    assert [text.partition(":")[0].lower() for text in texts] == ["error"] * 3 + ["warning"] * 2
    assert all(model.index(row, MESSAGE).data() for row in range(5))
    assert "7" in model.index(4, WHERE).data()


def test_the_next_problem_goes_round_those_that_have_a_place(view: Any) -> None:
    for _ in range(5):
        view.next_problem()
    contact, of_all = [FieldPlace("Contact", name) for name in ("a", None, "b")], AcceptsPlace()
    places = [contact[0], contact[1], of_all, contact[2]]
    assert view.wanted == (places * 2)[: len(view.wanted)]


def test_a_click_and_enter_go_to_the_place(view: Any) -> None:
    row = view.visualRect(view.model().index(0, MESSAGE))
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=row.center())
    assert view.wanted == [FieldPlace("Contact", "a")]
    view.setCurrentIndex(view.model().index(3, WHERE))
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert view.wanted[-1] == FieldPlace("Contact", "b")


def test_the_chosen_problem_stays_chosen_while_others_go(view: Any) -> None:
    view.selectRow(3)
    view.show_problems((WARNING, OF_A_FILE))
    assert view.currentIndex().row() == 0
    view.show_problems(())
    assert view.model().rowCount() == 0
    view.next_problem()
    assert view.wanted == []


def test_problems_are_shown_again_only_when_they_are_others(view: Any, qtbot: Any) -> None:
    with qtbot.assertNotEmitted(view.model().modelReset):
        view.show_problems(tuple(ALL))


def test_after_a_mended_problem_comes_the_one_behind_it(view: Any) -> None:
    view.next_problem()
    view.next_problem()
    assert view.wanted[-1] == FieldPlace("Contact", None)
    view.show_problems(tuple(each for each in ALL if each != problem(None)))
    view.next_problem()
    assert view.currentIndex().row() == 1


def test_an_empty_list_says_that_there_are_none(view: Any) -> None:
    assert view.placeholder == ""
    view.show_problems(())
    assert view.placeholder == "No problems"
    assert view.accessibleDescription() == "No problems"
    empty = view.viewport().grab().toImage()
    view.show_problems(ALL)
    assert (view.placeholder, view.accessibleDescription()) == ("", "")
    blank = empty.copy()
    blank.fill(empty.pixelColor(2, 2))
    assert empty != blank, "the words are painted"


def test_the_headings_stand_where_the_columns_begin(view: Any) -> None:
    assert view.horizontalHeader().defaultAlignment() & Qt.AlignmentFlag.AlignLeft
