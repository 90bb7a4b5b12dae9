"""Conditions are written line by line, in groups, and each line says whether it holds here."""

from collections.abc import Callable
from typing import Any

import pytest
from clinic import CONTACT_RULE, MAPPING, q, submission
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel
from pytestqt.qtbot import QtBot
from rule_panes import pick

from mapper_gui.mapping.conditions import (
    AllOf,
    AnyOf,
    Asks,
    Compare,
    Condition,
    Not,
    Operator,
    Presence,
    ReadAs,
)
from mapper_gui.mapping.form import QuestionId
from mapper_gui.mapping.mapping import RecordRule, RuleId
from mapper_gui.mapping.source import ColumnSource
from mapper_gui.views.condition_editor import ConditionEditor
from mapper_gui.views.condition_line import ConditionLine
from mapper_gui.views.condition_told import Around

FEMALE = Compare(q("/sex"), Operator.EQUAL, ("f",))
OLD = Compare(q("/age"), Operator.AT_LEAST, ("5",), ReadAs.NUMBER)
AROUND = Around(MAPPING, CONTACT_RULE, "en")


class Held:
    """An editor whose changes are shown again, as the session does."""

    def __init__(self, qtbot: QtBot, condition: Condition | None, around: Around = AROUND) -> None:
        self.editor = ConditionEditor("always")
        self.around = around
        self.submission: Any = None
        self.uses: list[Callable[[Any], None]] = []
        self.condition = condition
        self.editor.source_wanted.connect(self.uses.append)
        self.editor.changed.connect(self.show)
        qtbot.addWidget(self.editor)
        self.editor.resize(340, 600)
        with qtbot.waitActive(self.editor):
            self.editor.show()
            self.editor.activateWindow()
        self.show(condition)

    def show(self, condition: Condition | None) -> None:
        self.condition = condition
        self.editor.show_condition(condition, self.around, self.submission)
        QApplication.processEvents()

    def lines(self) -> list[ConditionLine]:
        found = self.editor.findChildren(ConditionLine)
        return [line for line in found if line.isVisibleTo(self.editor)]

    def button(self, words: str, number: int = 0) -> QAbstractButton:
        found = [
            each
            for each in self.editor.findChildren(QAbstractButton)
            if words in (each.text(), each.accessibleName()) and each.isVisibleTo(self.editor)
        ]
        return found[number]

    def texts(self) -> list[str]:
        labels = self.editor.findChildren(QLabel)
        return [each.text() for each in labels if each.isVisibleTo(self.editor) and each.text()]


def test_a_condition_begins_with_a_source_and_grows(qtbot: QtBot) -> None:
    held = Held(qtbot, None)
    assert "always" in held.texts()
    held.button("Add a condition…").click()
    held.uses[0](q("/sex"))
    held.button("Add a condition…").click()
    held.uses[1](q("/visit_date"))
    blank = Compare(q("/sex"), Operator.EQUAL, ("",))
    assert held.condition == AllOf((blank, Asks(q("/visit_date"), Presence.ANSWERED)))
    assert "/sex is “” and /visit_date is answered" in held.texts()


def test_what_is_compared_with_is_typed_and_the_keyboard_goes_on(qtbot: QtBot) -> None:
    held = Held(qtbot, Compare(q("/name"), Operator.EQUAL, ("",)))
    line = held.lines()[0]
    line.text.setFocus()
    qtbot.keyClicks(line.text, "Ana")
    qtbot.keyClick(line.text, Qt.Key.Key_Tab)
    assert held.condition == Compare(q("/name"), Operator.EQUAL, ("Ana",))
    assert held.lines() == [line], "the line is not made anew while it is written in"
    assert line.read_as.hasFocus()


def test_a_choice_is_taken_by_its_id_also_when_its_label_is_typed(qtbot: QtBot) -> None:
    held = Held(qtbot, Compare(q("/sex"), Operator.EQUAL, ("",)))
    line = held.lines()[0]
    assert [line.choice.itemText(i) for i in range(2)] == ["m – Male", "f – Female"]
    line.choice.line.setFocus()
    qtbot.keyClicks(line.choice.line, "Female")
    qtbot.keyClick(line.choice.line, Qt.Key.Key_Return)
    assert held.condition == FEMALE


@pytest.mark.parametrize(
    ("how", "after"),
    [
        ((Operator.NOT_EQUAL, False), Compare(q("/age"), Operator.NOT_EQUAL, ("5",))),
        ((Operator.LESS, False), Compare(q("/age"), Operator.LESS, ("5",), ReadAs.NUMBER)),
        ((Operator.CONTAINS, True), Not(Compare(q("/age"), Operator.CONTAINS, ("5",)))),
        ((Operator.ENDS, False), Compare(q("/age"), Operator.ENDS, ("5",))),
        ((Operator.HAS_CHOICE, False), Compare(q("/age"), Operator.HAS_CHOICE, ("5",))),
        ((Operator.ONE_OF, True), Not(Compare(q("/age"), Operator.ONE_OF, ("5",)))),
        ((Presence.THERE, True), Not(Asks(q("/age"), Presence.THERE))),
        ((Presence.EMPTY, False), Asks(q("/age"), Presence.EMPTY)),
    ],
    ids=["is not", "less", "not contain", "ends", "choice", "none of", "not there", "empty"],
)
def test_every_comparison_is_chosen_from_one_list(qtbot: QtBot, how: Any, after: Condition) -> None:
    held = Held(qtbot, Compare(q("/age"), Operator.EQUAL, ("5",)))
    how_combo = held.lines()[0].how
    how_combo.setCurrentIndex(how_combo.findData(how))
    how_combo.activated.emit(how_combo.currentIndex())
    assert held.condition == after


def test_the_keyboard_stays_where_a_line_is_made_anew(qtbot: QtBot) -> None:
    held = Held(qtbot, Compare(q("/age"), Operator.EQUAL, ("5",)))
    pick(held.lines()[0].how, (Presence.ANSWERED, False))
    assert held.condition == Asks(q("/age"), Presence.ANSWERED)
    assert held.lines()[0].how.hasFocus()


def test_several_values_are_typed_one_on_each_line(qtbot: QtBot) -> None:
    held = Held(qtbot, Compare(q("/name"), Operator.ONE_OF, ("a, b",)))
    line = held.lines()[0]
    line.several.setFocus()
    line.several.selectAll()
    qtbot.keyClicks(line.several, "x, y")
    qtbot.keyClick(line.several, Qt.Key.Key_Return)
    qtbot.keyClicks(line.several, "z")
    qtbot.keyClick(line.several, Qt.Key.Key_Tab)
    assert held.condition == Compare(q("/name"), Operator.ONE_OF, ("x, y", "z"))
    line.or_empty.click()
    assert held.condition == Compare(q("/name"), Operator.ONE_OF, ("x, y", "z", ""))


def test_an_answer_is_compared_with_that_of_another_question_and_back(qtbot: QtBot) -> None:
    held = Held(qtbot, Compare(q("/name"), Operator.EQUAL, ("",)))

    def choose(words: str) -> None:
        action = next(a for a in held.lines()[0].menu().actions() if a.text() == words)
        action.trigger()

    choose("Compare with another question…")
    held.uses[-1](q("/hh_id"))
    assert held.condition == Compare(q("/name"), Operator.EQUAL, q("/hh_id"))
    choose("Compare with a typed value")
    assert held.condition == Compare(q("/name"), Operator.EQUAL, ("",))


def test_groups_stand_within_each_other(qtbot: QtBot) -> None:
    held = Held(qtbot, FEMALE)
    held.button("Add a group of conditions").click()
    held.uses[-1](q("/age"))
    held.button("Add to this group…").click()
    held.uses[-1](q("/visit_date"))
    blank = Compare(q("/age"), Operator.AT_LEAST, ("",), ReadAs.NUMBER)
    date = Asks(q("/visit_date"), Presence.ANSWERED)
    assert held.condition == AllOf((FEMALE, AnyOf((blank, date))))
    held.button("Remove this group of conditions").click()
    assert held.condition == FEMALE


def test_conditions_are_joined_by_any_none_or_not_all(qtbot: QtBot) -> None:
    held = Held(qtbot, AllOf((FEMALE, OLD)))
    made = []
    for index in (1, 2, 3):
        held.editor.group.join.setCurrentIndex(index)
        held.editor.group.join.activated.emit(index)
        made.append(held.condition)
    both = (FEMALE, OLD)
    assert made == [AnyOf(both), Not(AllOf(both)), Not(AnyOf(both))]


def test_every_line_says_whether_it_holds_for_the_open_submission(qtbot: QtBot) -> None:
    held = Held(qtbot, AllOf((FEMALE, OLD)))
    held.submission = submission(sex="f", age="3")
    held.show(held.condition)
    assert [line.here.text() for line in held.lines()] == [
        "here: f – holds",
        "here: 3 – does not hold",
    ]
    assert "All in all: here: does not hold" in held.texts()


def test_a_line_counts_the_rows_for_which_it_holds(qtbot: QtBot) -> None:
    rule = RecordRule(RuleId("Child"), "Contact", for_each=QuestionId("/children"))
    named = Asks(q("/children/name"), Presence.ANSWERED)
    held = Held(qtbot, named, Around(MAPPING, rule, "en"))
    held.submission = submission(children=[{"name": "Ana"}, {"name": ""}, {}])
    held.show(named)
    line = held.lines()[0]
    assert line.here.text() == "holds for 1 of 3"
    assert "row 2: empty – does not hold" in line.here.toolTip()


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (Asks(q("/gone"), Presence.ANSWERED), "The form has no question /gone."),
        (Asks(ColumnSource("date"), Presence.ANSWERED), "column “date”"),
        (Asks(q("/children/name"), Presence.ANSWERED), "once per row of /children"),
        (Compare(q("/sex"), Operator.EQUAL, ("Female",)), "label"),
        (Compare(q("/age"), Operator.LESS, ("many",), ReadAs.NUMBER), "“many”"),
    ],
    ids=["a deleted question", "a missing column", "in a repeat", "a label", "no number"],
)
def test_what_is_wrong_with_a_line_stands_in_the_line(
    qtbot: QtBot, condition: Condition, words: str
) -> None:
    held = Held(qtbot, condition)
    assert any(words in text for text in held.texts()), held.texts()


def test_a_deleted_question_is_replaced_by_another(qtbot: QtBot) -> None:
    held = Held(qtbot, Asks(q("/gone"), Presence.EMPTY))
    assert held.lines()[0].source.font().strikeOut()
    held.lines()[0].source.click()
    held.uses[-1](q("/name"))
    assert held.condition == Asks(q("/name"), Presence.EMPTY)


def test_what_no_line_can_show_is_shown_in_words_and_can_be_removed(qtbot: QtBot) -> None:
    deep: Condition = AnyOf((FEMALE, OLD))
    for _ in range(9):
        deep = AllOf((deep, OLD))
    held = Held(qtbot, AllOf((Not(Not(FEMALE)), deep)))
    assert any(text.startswith("not (/sex is not “f”)") for text in held.texts())
    held.button("Remove the condition “not (/sex is not “f”)”").click()
    assert held.condition == AllOf((deep,))


def test_many_conditions_are_laid_open_in_part(qtbot: QtBot) -> None:
    many = tuple(Compare(q("/name"), Operator.NOT_EQUAL, (str(n),)) for n in range(500))
    held = Held(qtbot, AllOf(many))
    assert "460 more conditions" in held.texts()
