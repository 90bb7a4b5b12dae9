"""Opening, saving and leaving, with the questions that go with them answered as a person would."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from clinic import MAPPING
from PySide6.QtCore import QMimeData, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QInputDialog,
    QLineEdit,
    QMessageBox,
    QPushButton,
)
from rule_panes import named, type_into
from sessions import SAMPLE

from mapper_gui.app import edits
from mapper_gui.app.place import FieldPlace
from mapper_gui.mapping.values import Constant
from mapper_gui.storage.projects import Project, read_project, write_project
from mapper_gui.storage.recovery import recoveries
from mapper_gui.views.program import Program, build
from mapper_gui.views.theme import apply_theme

R = "Contact"
Button = QMessageBox.StandardButton


@pytest.fixture
def program(qtbot: Any, qapp: Any) -> Iterator[Program]:
    """The whole program on the clinic's mapping, unsaved."""
    apply_theme(qapp)
    made = build()
    made.window.resize(1366, 740)
    made.window.show()
    made.window.activateWindow()
    qtbot.waitUntil(made.window.isActiveWindow)
    made.session.apply("Begin", MAPPING)
    yield made
    made.project.leave()
    made.window.close()
    made.close()
    made.window.deleteLater()


@pytest.fixture
def asked() -> list[str]:
    """The questions that came up."""
    return []


@pytest.fixture
def answer(qtbot: Any, asked: list[str]) -> Callable[[Button], None]:
    """Answer the next question with this button."""

    def soon(button: Button) -> None:
        def press() -> None:
            box = QApplication.activeModalWidget()
            assert isinstance(box, QMessageBox)
            asked.append(box.text())
            found = box.button(button)
            assert isinstance(found, QPushButton)
            QTest.mouseClick(found, Qt.MouseButton.LeftButton)

        QTimer.singleShot(50, press)

    return soon


@pytest.fixture
def save_to(monkeypatch: pytest.MonkeyPatch) -> Callable[[str | Path], None]:
    def choose(path: str | Path) -> None:
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))

    return choose


def last_name(path: Path) -> Any:
    rule = read_project(path).mapping.rules[0].field_rule("LastName")
    assert rule is not None
    return rule.take


def saved(program: Program, qtbot: Any, path: Path) -> None:
    with qtbot.waitSignal(program.project.saved, timeout=5000):
        program.project.save(path)


def edit(program: Program, text: str) -> None:
    edits.set_take(program.session, R, "LastName", Constant(text))


def test_cancel_keeps_everything(
    program: Program, answer: Callable[[Button], None], asked: list[str]
) -> None:
    answer(Button.Cancel)
    program.window.actions_by_name["new_project"].trigger()
    assert "Clinic visit" in asked[0]
    assert program.session.mapping == MAPPING
    assert program.project.unsaved
    assert program.window.isVisible()


def test_discard_begins_anew_and_leaves_nothing_to_recover(
    program: Program, answer: Callable[[Button], None], qtbot: Any
) -> None:
    answer(Button.Discard)
    program.window.actions_by_name["new_project"].trigger()
    assert program.session.mapping.rules == ()
    assert not program.project.unsaved
    program.window.actions_by_name["new_project"].trigger()  # nothing to ask about


def test_discard_for_a_project_that_cannot_be_opened_loses_nothing(
    program: Program, answer: Callable[[Button], None], qtbot: Any, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.ccmap"
    bad.write_text("{")
    edit(program, "mine")
    answer(Button.Discard)
    with qtbot.waitSignal(program.project.failed, timeout=5000):
        program.window.requests.open_project(bad)
    assert program.project.unsaved
    assert program.window.notices.isVisible()
    program.project.close()  # the program ends: what is unsaved is kept to be recovered
    (found,) = recoveries()
    assert found.project is not None
    assert found.project.mapping == program.session.mapping


def test_save_first_then_go_on(
    program: Program,
    answer: Callable[[Button], None],
    save_to: Callable[[str | Path], None],
    qtbot: Any,
    tmp_path: Path,
) -> None:
    path = tmp_path / "clinic"
    save_to(path)
    answer(Button.Save)
    with qtbot.waitSignal(program.project.saved, timeout=5000):
        program.window.actions_by_name["new_project"].trigger()
    assert read_project(tmp_path / "clinic.ccmap").mapping == MAPPING
    qtbot.waitUntil(lambda: program.session.mapping.rules == ())


def test_save_that_fails_does_not_go_on(
    program: Program,
    answer: Callable[[Button], None],
    save_to: Callable[[str | Path], None],
    qtbot: Any,
    tmp_path: Path,
) -> None:
    save_to(tmp_path / "nowhere" / "a.ccmap")
    answer(Button.Save)
    with qtbot.waitSignal(program.project.failed, timeout=5000):
        program.window.actions_by_name["new_project"].trigger()
    assert program.session.mapping == MAPPING
    assert program.window.notices.isVisible()


def test_closing_asks_and_saves_and_closes(
    program: Program, answer: Callable[[Button], None], qtbot: Any, tmp_path: Path
) -> None:
    path = tmp_path / "a.ccmap"
    saved(program, qtbot, path)
    edit(program, "later")
    answer(Button.Cancel)
    assert not program.window.close()
    assert program.window.isVisible()
    answer(Button.Save)
    program.window.close()
    qtbot.waitUntil(lambda: not program.window.isVisible(), timeout=5000)
    assert last_name(path) == Constant("later")
    assert recoveries() == ()


def test_closing_during_a_save_waits_for_it(program: Program, qtbot: Any, tmp_path: Path) -> None:
    path = tmp_path / "a.ccmap"
    program.project.save(path)
    program.window.close()
    assert program.window.isVisible()
    qtbot.waitUntil(lambda: not program.window.isVisible(), timeout=5000)
    assert read_project(path).mapping == MAPPING


def test_what_is_being_typed_is_saved(program: Program, qtbot: Any, tmp_path: Path) -> None:
    path = tmp_path / "a.ccmap"
    saved(program, qtbot, path)
    edit(program, "old")
    program.session.select(FieldPlace(R, "LastName"))
    type_into(named(program.window.rule_pane, QLineEdit, "Constant"), "typed", leave=False)
    with qtbot.waitSignal(program.project.saved, timeout=5000):
        QTest.keyClick(
            QApplication.focusWidget(), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier
        )
    assert last_name(path) == Constant("typed")
    assert not program.project.unsaved


def test_what_is_being_typed_counts_as_unsaved_when_the_window_closes(
    program: Program, answer: Callable[[Button], None], asked: list[str], qtbot: Any, tmp_path: Path
) -> None:
    edit(program, "old")
    saved(program, qtbot, tmp_path / "a.ccmap")
    program.session.select(FieldPlace(R, "LastName"))
    type_into(named(program.window.rule_pane, QLineEdit, "Constant"), "typed", leave=False)
    answer(Button.Cancel)
    program.window.close()
    assert asked
    assert program.project.unsaved


def test_a_file_that_somebody_else_changed_has_save_as_beside_it(
    program: Program,
    answer: Callable[[Button], None],
    save_to: Callable[[str | Path], None],
    qtbot: Any,
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.ccmap"
    saved(program, qtbot, path)
    write_project(path, Project(MAPPING.with_rule(MAPPING.rules[0]), window={"theirs": True}))
    edit(program, "mine")
    with qtbot.waitSignal(program.project.failed, timeout=5000):
        program.window.requests.save()
    notices = program.window.notices
    assert notices._action.text() == "Save as…"
    save_to(path)  # and the file dialog has asked whether to replace it
    with qtbot.waitSignal(program.project.saved, timeout=5000):
        QTest.mouseClick(notices._action, Qt.MouseButton.LeftButton)
    assert last_name(path) == Constant("mine")


def test_a_name_that_gets_its_suffix_does_not_replace_a_file_unasked(
    program: Program,
    answer: Callable[[Button], None],
    asked: list[str],
    save_to: Callable[[str | Path], None],
    qtbot: Any,
    tmp_path: Path,
) -> None:
    there = tmp_path / "a.b.ccmap"
    there.write_text("precious")
    save_to(tmp_path / "a.b")
    answer(Button.Cancel)
    program.window.requests.save_as()
    assert "a.b.ccmap" in asked[0]
    assert there.read_text() == "precious"


def test_an_edit_while_a_project_is_being_read_is_asked_about(
    program: Program, answer: Callable[[Button], None], asked: list[str], qtbot: Any, tmp_path: Path
) -> None:
    saved(program, qtbot, tmp_path / "a.ccmap")
    program.window.requests.open_project(SAMPLE / "register_household.ccmap")
    edit(program, "meanwhile")
    answer(Button.Cancel)
    qtbot.waitUntil(lambda: bool(asked), timeout=5000)
    assert program.project.path == tmp_path / "a.ccmap"
    assert program.project.unsaved


# What is pasted and dropped


def test_an_empty_clipboard_says_where_the_export_is_found(program: Program) -> None:
    QApplication.clipboard().clear()
    program.window.actions_by_name["paste_form"].trigger()
    assert "Export Form Contents" in program.window.notices.text
    program.window.actions_by_name["paste_submission"].trigger()
    assert "JSON" in program.window.notices.text


def drop(program: Program, *paths: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    actions = Qt.DropAction.CopyAction
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    place = QPointF(100, 100)
    enter = QDragEnterEvent(place.toPoint(), actions, mime, buttons, keys)
    QApplication.sendEvent(program.window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(program.window, QDropEvent(place, actions, mime, buttons, keys))


def test_a_dropped_submission_is_proved(program: Program, qtbot: Any) -> None:
    with qtbot.waitSignal(program.look_up.other_form_found, timeout=5000):
        drop(program, SAMPLE / "practice" / "register_household-no-phone.json")
    assert program.window.proof.notices.isVisible()


def test_a_dropped_table_is_asked_about_where_there_is_a_form(
    program: Program, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QInputDialog, "getItem", lambda *a: (a[3][1], True))
    with qtbot.waitSignal(program.files.target_read, timeout=5000):
        drop(program, SAMPLE / "targets.csv")
    assert len(program.session.mapping.target.objects) > 2


def test_of_several_dropped_files_the_first_is_opened_and_that_is_said(
    program: Program, qtbot: Any
) -> None:
    said: list[str] = []
    program.session.noticed.connect(said.append)
    practice = SAMPLE / "practice"
    with qtbot.waitSignal(program.files.submissions_read, timeout=5000):
        drop(
            program,
            practice / "register_household-no-phone.json",
            practice / "anc_visit-one-child.json",
        )
    assert "register_household-no-phone.json" in said[0]


def test_the_sample_is_form_targets_and_the_practice_server(
    program: Program, answer: Callable[[Button], None], qtbot: Any
) -> None:
    answer(Button.Discard)
    with qtbot.waitSignals([program.files.form_read, program.files.target_read], timeout=5000):
        program.window.requests.open_sample()
    assert program.look_up.is_practice
    assert program.session.mapping.form.questions
    assert program.session.mapping.rules


# Undo, whatever has the keyboard


def test_undo_works_from_every_line_of_the_window(program: Program, qtbot: Any) -> None:
    window = program.window
    program.session.select(FieldPlace(R, "LastName"))
    lines = [
        each
        for each in window.findChildren(QLineEdit)
        if each.isVisible() and each.isEnabled() and not each.isReadOnly()
    ]
    assert len(lines) >= 3
    for line in lines:
        edits.flag_identifier(program.session, MAPPING.identifiers[0], False)
        line.setFocus()
        focus = QApplication.focusWidget()
        QTest.keyClick(focus, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert program.session.mapping == MAPPING, line.accessibleName()


def test_the_edit_menu_takes_back_what_is_being_typed(program: Program, qtbot: Any) -> None:
    edit(program, "old")
    program.session.select(FieldPlace(R, "LastName"))
    type_into(named(program.window.rule_pane, QLineEdit, "Constant"), "typed", leave=False)
    menu = next(a.menu() for a in program.window.menuBar().actions() if "Edit" in a.text())
    menu.aboutToShow.emit()
    undo = menu.actions()[0]
    assert undo.isEnabled()
    undo.trigger()
    rule = program.session.mapping.rules[0].field_rule("LastName")
    assert rule is not None
    assert rule.take == Constant("old")
