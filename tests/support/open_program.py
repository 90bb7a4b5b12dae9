"""The whole program in this process, with its window shown: for benchmarks and end-to-end tests."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject
from PySide6.QtWidgets import QApplication, QWidget

from mapper_gui.views.program import Program, build
from mapper_gui.views.theme import apply_theme

SMALL_SCREEN = (1366, 768)


def application() -> QApplication:
    """The application with the program's looks."""
    found = QApplication.instance() or QApplication(["mapper-gui"])
    assert isinstance(found, QApplication)
    apply_theme(found)
    return found


@contextmanager
def open_program(width: int = SMALL_SCREEN[0], height: int = SMALL_SCREEN[1]) -> Iterator[Program]:
    """The program with its window shown; closed, threads and all, at the end."""
    application()
    program = build()
    program.window.resize(width, height)
    program.window.show()
    settle()
    try:
        yield program
    finally:
        program.project.leave()
        program.window.close()
        program.close()
        settle()  # the settings are written now and not when their folder is gone
        program.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def until(reached: Callable[[], object], seconds: float = 60) -> None:
    """Let the window work until something is so; raises TimeoutError when it does not come."""
    end = time.monotonic() + seconds
    while not reached():
        if time.monotonic() > end:
            raise TimeoutError("the window did not come to it")
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)


def settle() -> None:
    """Do all that is waiting to be done on the window's thread."""
    for _ in range(5):
        QCoreApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def at_rest(program: Program) -> bool:
    """Whether nothing is under way in the background."""
    return not program.background.under_way


class Painted(QObject):
    """Counts how often a widget was painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.Paint
        return False
