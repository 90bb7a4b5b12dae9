"""A typed value: every kind is kept as it is, and nothing is made of looking at it."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow
from rule_panes import pick, type_into

from mapper_gui.mapping.target import FieldType, TargetChoice, TargetField
from mapper_gui.mapping.values import Scalar
from mapper_gui.views.scalar_edit import MOST_DIGITS, ScalarEdit, number_of

SEX = TargetField("Sex", type=FieldType.CHOICE, choices=(TargetChoice("M", "Male"),))
AGE = TargetField("Age", type=FieldType.INTEGER)


@pytest.fixture
def edit(qtbot: Any) -> Any:
    window = QMainWindow()
    made = ScalarEdit("Constant")
    made.given = []
    made.changed.connect(made.given.append)
    window.setCentralWidget(made)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    yield made
    window.close()


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12),
        (" -3 ", -3),
        ("3.50", 3.5),
        ("-.5", -0.5),
        ("0", 0),
        ("9" * MOST_DIGITS, int("9" * MOST_DIGITS)),
        ("9" * 5000, None),
        ("9" * 400 + ".5", None),
        ("1e5", None),
        ("1,5", None),
        ("١٢", None),
        ("--1", None),
        ("5.", None),
        ("", None),
        ("-", None),
        ("nan", None),
        ("inf", None),
    ],
)
def test_a_number_is_plain_digits(text: str, number: int | float | None) -> None:
    found = number_of(text)
    assert found == number
    assert type(found) is type(number)


@pytest.mark.parametrize(
    "value", ["", "text", "12", "\ttab", 0, -5, 12345678901234567890, 0.1234567, 1e21, True, None]
)
def test_a_value_that_is_shown_and_left_is_the_same(edit: Any, value: Scalar) -> None:
    for field in (None, SEX, AGE):
        edit.show_value(value, field, f"of {field}")
        edit._kind.setFocus()
        for _ in range(3):
            focus = edit.window().focusWidget()
            QTest.keyClick(focus, Qt.Key.Key_Tab)
    assert edit.given == []


def test_a_kind_that_fits_carries_the_value_over(edit: Any) -> None:
    edit.show_value("12")
    pick(edit._kind, "number")
    assert edit.given == [12]
    pick(edit._kind, "text")
    assert edit.given == [12, "12"]


def test_what_is_no_number_waits_to_be_mended_and_says_so(edit: Any) -> None:
    edit.show_value("a text")
    pick(edit._kind, "number")
    assert edit.given == []
    assert edit._number.hasFocus()
    type_into(edit._number, "twelve")
    assert edit.given == []
    assert edit._error.isVisible()
    edit.show_value("a text")  # an answer arrives: nothing typed is lost
    assert edit._number.text() == "twelve"
    type_into(edit._number, "12")
    assert edit.given == [12]
    assert not edit._error.isVisible()


def test_one_and_yes_are_two_values(edit: Any) -> None:
    edit.show_value(1)
    pick(edit._kind, "flag")
    assert edit.given == [True]
    assert edit.given[0] is True


def test_an_empty_value_of_a_number_field_begins_as_a_number(edit: Any) -> None:
    edit.show_value("", AGE, "a")
    assert edit._number.isVisible()
    type_into(edit._number, "5")
    assert edit.given == [5]


def test_a_value_of_the_target_is_stored_without_its_label(edit: Any) -> None:
    edit.show_value("", SEX, "a")
    assert edit._choice.count() == 1
    edit._choice.setFocus()
    edit._choice.line.insert("M – Male")
    edit._choice.line.finish()
    assert edit.given == ["M"]
    edit._choice.line.selectAll()
    edit._choice.line.insert("Other")
    QTest.keyClick(edit._choice, Qt.Key.Key_Return)
    assert edit.given == ["M", "Other"]
    assert edit._choice.count() == 1  # Enter makes no entry without a value
    edit._choice.line.selectAll()
    edit._choice.line.insert("Other")
    edit._choice.line.finish()
    assert edit.given == ["M", "Other"]


def test_an_entry_is_chosen_with_the_keyboard(edit: Any) -> None:
    edit.show_value("", SEX, "a")
    edit._choice.setFocus()
    QTest.keyClick(edit._choice, Qt.Key.Key_Down)
    assert edit.given == ["M"]
    edit.show_value("M", SEX, "a")
    assert edit._choice.line.text() == "M – Male"
