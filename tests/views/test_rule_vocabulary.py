"""Steps, conditions, cases, sums and counts are built in the rule pane by clicks and keys."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from clinic import CONTACT_RULE, MAPPING, submission
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from mapper_gui.mapping.conditions import Compare, Operator
from mapper_gui.mapping.form import QuestionId
from mapper_gui.mapping.mapping import FieldRule, Mapping, Reference
from mapper_gui.mapping.source import FORM_ID, ColumnSource, QuestionSource
from mapper_gui.mapping.steps import (
    Age,
    Characters,
    CharacterSet,
    Clean,
    Cleanup,
    FormatDate,
    Replace,
    ToNumber,
    YesNo,
)
from mapper_gui.mapping.submission import Answer, State
from mapper_gui.mapping.target import FieldType, Target, TargetField, TargetObject
from mapper_gui.mapping.values import Case, Cases, Constant, Count, First, Sum, Template, Term
from mapper_gui.views.cases_editor import CasesEditor
from mapper_gui.views.condition_line import ConditionLine
from mapper_gui.views.condition_told import Around
from mapper_gui.views.picker import Picker
from mapper_gui.views.plain_steps import PlainSteps
from mapper_gui.views.reference_editor import ReferenceEditor
from mapper_gui.views.step_card import StepCard
from mapper_gui.views.step_kinds import given, new_steps, parts_of, shown
from mapper_gui.views.sum_editor import CountEditor, SumEditor

SEX = QuestionSource(QuestionId("/sex"))
AGE = QuestionSource(QuestionId("/age"))
RULE = FieldRule("Sex__c", First((SEX,)))


def heard(signal: Any) -> list[Any]:
    """Everything that a signal carries from now on."""
    found: list[Any] = []
    signal.connect(found.append)
    return found


def button(within: Any, words: str) -> QAbstractButton:
    """The button that says this, or is called this."""
    buttons = within.findChildren(QAbstractButton)
    return next(b for b in buttons if words in (b.text(), b.accessibleName()))


def open_picker() -> Picker:
    found = (w for w in QApplication.topLevelWidgets() if isinstance(w, Picker) and w.isVisible())
    return next(found)


@pytest.mark.parametrize(
    ("typed", "step"),
    [
        ("upper", Clean(Cleanup.UPPER)),
        ("yes/no", YesNo()),
        ("date day", FormatDate("yyyy-MM-dd")),
    ],
    ids=["upper", "yes or no", "a date"],
)
def test_a_step_is_found_by_typing_what_one_wants(qtbot: QtBot, typed: str, step: Any) -> None:
    steps = PlainSteps()
    qtbot.addWidget(steps)
    steps.show_steps(RULE, None)
    steps.show()
    asked = heard(steps.steps_given)
    qtbot.mouseClick(steps.add, Qt.MouseButton.LeftButton)
    picker = open_picker()
    qtbot.keyClicks(picker.search_box, typed)
    qtbot.keyClick(picker.search_box, Qt.Key.Key_Return)
    assert asked == [(step,)]


def test_steps_are_removed_and_done_earlier(qtbot: QtBot) -> None:
    steps = PlainSteps()
    qtbot.addWidget(steps)
    trim, upper = Clean(Cleanup.TRIM), Clean(Cleanup.UPPER)
    steps.show_steps(FieldRule("x", First((SEX,)), (trim, upper)), None)
    asked = heard(steps.steps_given)
    button(steps, "Do “in upper case” earlier").click()
    button(steps, "Remove “without spaces at the ends”").click()
    assert asked == [(upper, trim), (upper,)]


def test_a_step_shows_what_it_made_of_the_open_submission(qtbot: QtBot) -> None:
    card = StepCard(Clean(Cleanup.UPPER), 0, Answer(State.ANSWERED, "ANA"))
    qtbot.addWidget(card)
    from PySide6.QtWidgets import QLabel

    assert "here: ANA" in [label.text() for label in card.findChildren(QLabel)]


def test_what_is_typed_into_a_step_becomes_the_step(qtbot: QtBot) -> None:
    card = StepCard(Replace("", ""), 0, None)
    qtbot.addWidget(card)
    card.show()
    asked = heard(card.changed)
    old = card.findChildren(QLineEdit)[0]
    qtbot.keyClicks(old, "_")
    qtbot.keyClick(old, Qt.Key.Key_Return)
    assert asked == [Replace("_", "")]


def test_what_a_step_cannot_use_is_said_and_changes_nothing(qtbot: QtBot) -> None:
    rounded = next(s.step for s in new_steps() if isinstance(s.step, ToNumber) and s.step.places)
    card = StepCard(rounded, 0, None)
    qtbot.addWidget(card)
    card.show()
    asked = heard(card.changed)
    places = card.findChildren(QLineEdit)[0]
    places.selectAll()
    qtbot.keyClicks(places, "many")
    qtbot.keyClick(places, Qt.Key.Key_Return)
    assert asked == []
    assert card._error.text() == "“many” cannot be used here."


@pytest.mark.parametrize("new", new_steps(), ids=lambda new: new.words)
def test_every_part_of_a_step_reads_back_as_it_is_shown(new: Any) -> None:
    for part in parts_of(new.step):
        if part.input in ("flag", "source", "code", "one_of"):
            continue
        assert given(new.step, part, shown(new.step, part)) == getattr(new.step, part.attribute)


def test_which_characters_are_kept_or_removed_is_chosen(qtbot: QtBot) -> None:
    card = StepCard(Characters((CharacterSet.DIGITS,), True), 0, None)
    qtbot.addWidget(card)
    card.show()
    asked = heard(card.changed)
    button(card, "letters").click()
    how = card.findChildren(QComboBox)[0]
    how.setCurrentIndex(1)
    how.activated.emit(1)
    assert asked == [
        Characters((CharacterSet.DIGITS, CharacterSet.LETTERS), True),
        Characters((CharacterSet.DIGITS,), False),
    ]


def test_the_date_that_an_age_is_taken_at_is_chosen_by_typing(qtbot: QtBot) -> None:
    steps = PlainSteps()
    qtbot.addWidget(steps)
    steps.show_steps(FieldRule("x", First((SEX,)), (Age(FORM_ID),)), None)
    uses: list[Callable[[Any], None]] = heard(steps.source_wanted)
    asked = heard(steps.steps_given)
    button(steps, "until").click()
    uses[0](AGE)
    assert asked == [((Age(AGE)),)]


def test_cases_are_added_changed_and_removed(qtbot: QtBot) -> None:
    editor = CasesEditor()
    qtbot.addWidget(editor)
    editor.show_cases(Cases(()), Around(Mapping()), None, "of")
    uses: list[Callable[[Any], None]] = heard(editor.condition_wanted)
    asked = heard(editor.changed)
    editor.add.click()
    uses[0](SEX)
    case = Case(Compare(SEX, Operator.EQUAL, ("",)), Constant(""))
    assert asked == [Cases((case,))]
    editor.show_cases(Cases((case,)), Around(Mapping()), None, "of")
    button(editor, "Remove case 1").click()
    assert asked[-1] == Cases(())


def test_what_is_typed_in_a_case_keeps_the_keyboard_and_says_whether_it_holds(
    qtbot: QtBot,
) -> None:
    editor = CasesEditor()
    qtbot.addWidget(editor)
    around, here = Around(MAPPING, CONTACT_RULE, "en"), submission(name="Ana")
    name = QuestionSource(QuestionId("/name"))

    def show(cases: Cases) -> None:
        editor.show_cases(cases, around, None, "of", (), here)
        asked.append(cases)

    asked: list[Cases] = []
    editor.changed.connect(show)
    show(Cases((Case(Compare(name, Operator.EQUAL, ("",)), Constant("")),)))
    with qtbot.waitActive(editor):
        editor.show()
        editor.activateWindow()
    line = editor.findChildren(ConditionLine)[0]
    line.text.setFocus()
    qtbot.keyClicks(line.text, "Ana")
    qtbot.keyClick(line.text, Qt.Key.Key_Tab)
    assert asked[-1].cases[0].when == Compare(name, Operator.EQUAL, ("Ana",))
    assert line.here.text() == "here: Ana – holds"
    assert line.read_as.hasFocus()


def test_a_case_gives_a_text_made_of_parts(qtbot: QtBot) -> None:
    editor = CasesEditor()
    qtbot.addWidget(editor)
    asked = heard(editor.changed)
    case = Case(Compare(SEX, Operator.EQUAL, ("f",)), Template(("CC-",)))
    editor.show_cases(Cases((case,)), Around(MAPPING), None, "of", (ColumnSource("date"),))
    editor.show()
    text = editor.cards[0].value.text
    text.setFocus()
    qtbot.keyClick(text, Qt.Key.Key_End)
    qtbot.keyClicks(text, "{column date}")
    qtbot.keyClick(text, Qt.Key.Key_Return)
    assert asked[-1].cases[0].take == Template(("CC-", ColumnSource("date")))


def test_a_sum_takes_questions_with_a_sign(qtbot: QtBot) -> None:
    editor = SumEditor()
    qtbot.addWidget(editor)
    editor.show_sum(Sum((Term(AGE),)))
    uses: list[Callable[[Any], None]] = heard(editor.source_wanted)
    asked = heard(editor.changed)
    button(editor, "Add a question…").click()
    uses[0](SEX)
    button(editor, "Remove /age from the sum").click()
    assert asked == [Sum((Term(AGE), Term(SEX))), Sum(())]


def test_what_is_counted_is_chosen(qtbot: QtBot) -> None:
    editor = CountEditor()
    qtbot.addWidget(editor)
    editor.show_count(Count(SEX))
    uses: list[Callable[[Any], None]] = heard(editor.source_wanted)
    asked = heard(editor.changed)
    button(editor, "/sex").click()
    uses[0](AGE)
    assert asked == [Count(AGE)]


def test_a_reference_begins_with_the_object_and_its_key(qtbot: QtBot) -> None:
    household = TargetObject("Household", fields=(TargetField("Name"), TargetField("Id", key=True)))
    mapping = Mapping(target=Target("", (household,)))
    field = TargetField("Household__c", type=FieldType.REFERENCE)
    editor = ReferenceEditor()
    qtbot.addWidget(editor)
    editor.show_reference(mapping, RULE, field)
    asked = heard(editor.changed)
    editor.object.setCurrentIndex(1)
    editor.object.activated.emit(1)
    editor.show_reference(mapping, replace(RULE, reference=Reference("Household", "Id")), field)
    editor.field.setCurrentIndex(1)
    editor.field.activated.emit(1)
    editor.object.setCurrentIndex(0)
    editor.object.activated.emit(0)
    assert asked == [Reference("Household", "Id"), Reference("Household", "Name"), None]
