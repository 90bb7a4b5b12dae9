"""A real mouse and keyboard on a screen of our own, and another program that has copied a text.

Use in a test module: `from hands import hands, other_program`. Only for tests marked `everything`:
the fixture `xdotool` of the conftest leaves them out elsewhere.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, QPoint, QTimer
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu, QTreeView, QWidget

WAIT_MS = 15_000
DRAG_STEPS = 16

_COPIED = """
import sys
from PySide6.QtGui import QGuiApplication
application = QGuiApplication(sys.argv)
application.clipboard().setText(sys.stdin.buffer.read().decode("utf-8"))
print("copied", flush=True)
application.exec()
"""


class Hands:
    """What a person does; each is over when the window has had all of it."""

    def __init__(self, xdotool: Any, qtbot: Any) -> None:
        self._xdotool = xdotool
        self._qtbot = qtbot

    def until(self, reached: Callable[[], object]) -> None:
        """Let the window work until something is so."""
        self._qtbot.waitUntil(lambda: bool(reached()), timeout=WAIT_MS)

    def focus(self, window: QWidget) -> None:
        """Give a window the keyboard, as a window manager does with a new one."""
        self.until(window.isVisible)
        window.activateWindow()
        self.until(window.isActiveWindow)

    def press(self, *keys: str) -> None:
        """Press keys: `ctrl+shift+v`, `Return`."""
        self._do("key", "--delay", 20, *keys)

    def write(self, text: str) -> None:
        """Type a text into what has the keyboard."""
        self._do("type", "--delay", 8, text)

    def click(
        self, widget: QWidget, at: QPoint | None = None, button: int = 1, holding: str = ""
    ) -> None:
        """Click in the middle of a widget, or at a place in it; `holding` a key such as `ctrl`."""
        place = self._resting(lambda: widget.mapToGlobal(at or widget.rect().center()))
        down, up = (("keydown", holding), ("keyup", holding)) if holding else ((), ())
        self._do("mousemove", place.x(), place.y(), "sleep", 0.05, *down, "click", button, *up)

    def click_button(self, inside: QWidget, words: str) -> None:
        """Click the button that has these words."""
        self.click(the_button(inside, words))

    def click_row(
        self, tree: QTreeView, index: QModelIndex, button: int = 1, holding: str = ""
    ) -> None:
        self.click(tree.viewport(), in_row(tree, index), button, holding)

    def choose(self, words: str) -> None:
        """Click an entry of the menu that is open; by the start of its words."""
        self.until(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        found = [each for each in menu.actions() if each.text().startswith(words)]
        assert found, f"no {words!r} in {[each.text() for each in menu.actions()]}"
        action = found[0]
        self.click(menu, menu.actionGeometry(action).center())
        self.until(lambda: QApplication.activePopupWidget() is None)

    def drag(
        self, tree: QTreeView, index: QModelIndex, onto: QTreeView, target: QModelIndex
    ) -> None:
        """Drag a row onto a row of another tree, in small moves as a hand does."""
        start = tree.viewport().mapToGlobal(in_row(tree, index))
        end = onto.viewport().mapToGlobal(in_row(onto, target))
        words: list[object] = ["mousemove", start.x(), start.y(), "sleep", 0.05, "mousedown", 1]
        for step in range(1, DRAG_STEPS + 1):
            way = end - start
            place = start + QPoint(way.x() * step // DRAG_STEPS, way.y() * step // DRAG_STEPS)
            words += ["sleep", 0.015, "mousemove", place.x(), place.y()]
        words += ["sleep", 0.1, "mousemove", end.x() + 1, end.y(), "sleep", 0.1, "mouseup", 1]
        self._do(*words)

    def write_into_next(self, kind: type[QWidget], text: str) -> None:
        """When a modal dialog of this kind opens, which takes the thread, write a text and Return."""
        waiting = QTimer(interval=50)
        self._waiting = waiting

        def look() -> None:
            dialog = QApplication.activeModalWidget()
            if not isinstance(dialog, kind) or not dialog.isVisible():
                return
            if not dialog.isActiveWindow():
                dialog.activateWindow()  # as a window manager does
                return
            waiting.stop()
            words = ("key", "--delay", 20, "ctrl+a", "type", "--delay", 8, "--args", 1, text)
            self._xdotool(*words, "key", "Return")

        waiting.timeout.connect(look)
        waiting.start()

    def click_in_next(self, kind: type[QWidget], words: str) -> None:
        """When a modal dialog of this kind opens, which takes the thread, click a button of it."""
        waiting = QTimer(interval=50)
        self._waiting = waiting

        def look() -> None:
            dialog = QApplication.activeModalWidget()
            if isinstance(dialog, kind) and dialog.isVisible():
                waiting.stop()
                button = the_button(dialog, words)
                place = button.mapToGlobal(button.rect().center())
                self._xdotool("mousemove", place.x(), place.y(), "sleep", 0.1, "click", 1)

        waiting.timeout.connect(look)
        waiting.start()

    def _resting(self, place: Callable[[], QPoint]) -> QPoint:
        """A place on the screen, once what is laid out there has come to rest."""
        seen = [place()]

        def same() -> bool:
            seen.append(place())
            return len(seen) > 3 and len({(each.x(), each.y()) for each in seen[-4:]}) == 1

        self.until(same)
        return seen[-1]

    def _do(self, *words: object) -> None:
        process = self._xdotool(*words)
        self.until(lambda: process.poll() is not None)
        assert process.returncode == 0
        # What was sent may still be on its way from the screen to the window.
        self._qtbot.wait(60)


def in_row(tree: QTreeView, index: QModelIndex) -> QPoint:
    """A place in the text of a row, in its view's coordinates; scrolled to if need be."""
    tree.scrollTo(index)
    rect = tree.visualRect(index)
    assert rect.isValid(), "the row is not shown"
    return rect.center()


def the_button(inside: QWidget, words: str) -> QAbstractButton:
    """The visible button with these words."""
    buttons = [each for each in inside.findChildren(QAbstractButton) if each.isVisible()]
    found = [each for each in buttons if each.text().replace("&", "") == words]
    assert found, f"no {words!r} among {[each.text() for each in buttons]}"
    return found[0]


@pytest.fixture
def hands(xdotool: Any, qtbot: Any) -> Hands:
    return Hands(xdotool, qtbot)


@pytest.fixture
def other_program() -> Iterator[Callable[[str], None]]:
    """`other_program(text)`: another program has copied this text and keeps running."""
    running: list[subprocess.Popen[bytes]] = []

    def end() -> None:
        for process in running:
            process.kill()
            process.communicate()
        running.clear()

    def copy(text: str) -> None:
        end()
        command = [sys.executable, "-c", _COPIED]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        running.append(process)
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(text.encode("utf-8"))
        process.stdin.close()
        process.stdin = None  # it is closed; communicate would flush it
        assert process.stdout.readline().strip() == b"copied"

    yield copy
    end()
