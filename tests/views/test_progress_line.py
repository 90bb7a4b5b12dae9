"""What is being done, how to stop it, and what was noticed last."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from sessions import background

from mapper_gui.app.background import Background, Task
from mapper_gui.app.settings import Settings
from mapper_gui.views.main_window import MainWindow
from mapper_gui.views.program import _telling
from mapper_gui.views.progress_line import ProgressLine

__all__ = ("background",)


@pytest.fixture
def line(background: Background, qtbot: Any) -> ProgressLine:
    made = ProgressLine(background)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def go() -> Iterator[threading.Event]:
    released = threading.Event()
    yield released
    released.set()


def wait_for(go: threading.Event, task: Task) -> None:
    while not go.is_set() and not task.cancelled:
        go.wait(0.005)


def test_quick_work_shows_no_bar(line: ProgressLine, background: Background, qtbot: Any) -> None:
    done: list[int] = []
    background.run("Reading", lambda task: 1, done.append)
    qtbot.waitUntil(lambda: done == [1])
    qtbot.wait(300)
    assert not line._bar.isVisible()


def test_longer_work_is_named_and_cancelled(
    line: ProgressLine, background: Background, qtbot: Any, go: threading.Event
) -> None:
    done: list[Any] = []
    background.run("Reading a.csv", lambda task: wait_for(go, task), done.append)
    qtbot.waitUntil(line._bar.isVisible)
    assert line._text.text() == "Reading a.csv"
    QTest.mouseClick(line._cancel, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: background.under_way == ())
    assert not line._bar.isVisible()
    assert line._text.text() == "Cancelled"
    assert done == []


def test_a_save_shows_that_it_goes_on_and_no_way_to_cancel_it(
    line: ProgressLine, background: Background, qtbot: Any, go: threading.Event
) -> None:
    done: list[Any] = []
    background.run("Saving a.ccmap", lambda task: wait_for(go, task), done.append, kept=True)
    qtbot.waitUntil(line._bar.isVisible)
    assert not line._cancel.isVisible()
    background.run("Reading", lambda task: wait_for(go, task), done.append)
    qtbot.waitUntil(line._cancel.isVisible)
    QTest.mouseClick(line._cancel, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: line._bar.isVisible() and line._text.text() == "Saving a.ccmap")
    go.set()
    qtbot.waitUntil(lambda: done == [None])
    assert not line._bar.isVisible()


def test_work_without_words_is_not_shown(
    line: ProgressLine, background: Background, qtbot: Any, go: threading.Event
) -> None:
    background.run("", lambda task: wait_for(go, task), lambda result: None)
    qtbot.wait(300)
    assert not line._bar.isVisible()


def test_an_error_nobody_expected_is_said_in_the_window(
    qtbot: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    window = MainWindow(Settings())
    qtbot.addWidget(window)
    error = ZeroDivisionError("a bug")
    _telling(window)(type(error), error, None)
    assert "ZeroDivisionError" in window.notices.text
    assert "a bug" in capsys.readouterr().err
