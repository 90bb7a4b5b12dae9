"""Everything in the window that can have the keyboard says what it is, in either direction."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QWidget,
)
from sessions import SAMPLE

from mapper_gui.app import edits
from mapper_gui.app.place import FieldPlace
from mapper_gui.mapping.mapping import FieldRule
from mapper_gui.mapping.values import Constant, Policy, PolicyAction, Template
from mapper_gui.views.program import Program, build
from mapper_gui.views.theme import apply_theme

KINDS = (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
)


@pytest.fixture(params=[Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
def program(request: pytest.FixtureRequest, qtbot: Any, qapp: Any) -> Iterator[Program]:
    """The program with the sample project, written from left to right and from right to left."""
    apply_theme(qapp)
    qapp.setLayoutDirection(request.param)
    made = build()
    made.window.resize(1366, 740)
    made.window.show()
    yield made
    made.project.leave()
    made.window.close()
    made.close()
    made.window.deleteLater()
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def open_sample(program: Program, qtbot: Any) -> None:
    with qtbot.waitSignal(program.project.opened, timeout=5000):
        program.project.open(SAMPLE / "register_household.ccmap")
    path = SAMPLE / "practice" / "register_household-all-answered.json"
    program.look_up.open_read((json.loads(path.read_text("utf-8")),))


def nothing_yet(program: Program, qtbot: Any) -> None:
    program.settings.add_recent(SAMPLE / "register_household.ccmap")


def a_field(program: Program, qtbot: Any) -> None:
    open_sample(program, qtbot)
    program.session.select(FieldPlace("Household__c", "Water_Source__c"))


def a_constant(program: Program, qtbot: Any) -> None:
    open_sample(program, qtbot)
    default = Policy(PolicyAction.DEFAULT, "x")
    rule = FieldRule("Name", Constant("x"), if_absent=default, if_empty=default)
    edits.set_field_rule(program.session, "Set", "Household__c", rule)


def a_template(program: Program, qtbot: Any) -> None:
    open_sample(program, qtbot)
    rule = FieldRule("Name", Template(("x",)))
    edits.set_field_rule(program.session, "Set", "Household__c", rule)


def a_record_rule(program: Program, qtbot: Any) -> None:
    open_sample(program, qtbot)
    program.session.select(FieldPlace("Contact"))


def problems(program: Program, qtbot: Any) -> None:
    open_sample(program, qtbot)
    edits.unmap(program.session, [FieldPlace("Contact", "CommCare_Case_ID__c")])
    qtbot.waitUntil(lambda: bool(program.session.problems), timeout=5000)
    program.window.proof.show_problems()


def no_submission(program: Program, qtbot: Any) -> None:
    open_sample(program, qtbot)
    program.look_up.close_submission()
    program.window.proof.show_result()


def several_submissions(program: Program, qtbot: Any) -> None:
    open_sample(program, qtbot)
    bodies = [
        json.loads((SAMPLE / "practice" / f"register_household-{name}.json").read_text("utf-8"))
        for name in ("all-answered", "no-phone")
    ]
    program.look_up.open_read(tuple(bodies))
    program.window.notices.show_notice("Something", "error", ("Do it", lambda: None))


STATES: tuple[Callable[[Program, Any], None], ...] = (
    nothing_yet,
    a_field,
    a_constant,
    a_template,
    a_record_rule,
    problems,
    no_submission,
    several_submissions,
)


def name_of(widget: QWidget) -> str:
    if isinstance(widget, QComboBox):  # on Linux Qt gives what is chosen for the name
        return widget.accessibleName()
    found = QAccessible.queryAccessibleInterface(widget)
    return found.text(QAccessible.Text.Name).strip() if found else ""


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_everything_has_a_name(
    program: Program, qtbot: Any, state: Callable[[Program, Any], None]
) -> None:
    state(program, qtbot)
    QApplication.processEvents()
    nameless = []
    seen = 0
    for widget in program.window.findChildren(QWidget):
        can_have_keyboard = widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        if not widget.isVisible() or not (can_have_keyboard or isinstance(widget, KINDS)):
            continue
        inside = widget.parentWidget()
        if (
            isinstance(inside, QComboBox)
            or isinstance(widget, QHeaderView)
            or (isinstance(inside, QLineEdit) and isinstance(widget, QAbstractButton))
        ):
            continue  # the line of a combo box, the cross of a search line: or the columns: named with them
        seen += 1
        if not name_of(widget):
            nameless.append(f"{type(widget).__name__} in {type(inside).__name__}")
    assert seen > 5
    assert nameless == []


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_nothing_is_cut_off_at_the_sides(
    program: Program, qtbot: Any, state: Callable[[Program, Any], None]
) -> None:
    state(program, qtbot)
    program.window.resize(1366, 740)
    QApplication.processEvents()
    window = program.window
    for pane in (window.form_pane, window.target_pane, window.rule_pane, window.proof):
        if not pane.isVisible():
            continue
        for widget in pane.findChildren(QWidget):
            if not widget.isVisible() or not isinstance(widget, KINDS) or widget.width() == 0:
                continue
            view = widget.parentWidget()
            if isinstance(view, QAbstractItemView) or (view and view.parentWidget() is widget):
                continue
            left = widget.mapTo(pane, widget.rect().topLeft()).x()
            right = widget.mapTo(pane, widget.rect().topRight()).x()
            who = f"{type(widget).__name__} {name_of(widget)!r} in {type(pane).__name__}"
            assert left >= 0, who
            assert right <= pane.width(), who
