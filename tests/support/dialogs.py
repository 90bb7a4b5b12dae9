"""The window's dialogs without its panes: use in a test module `from dialogs import dialogs`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QMainWindow, QPushButton, QWidget
from sessions import SAMPLE, App, app

from mapper_gui.storage.projects import read_project
from mapper_gui.views.window_dialogs import WindowDialogs

__all__ = ("app", "dialogs", "household")


@pytest.fixture
def dialogs(app: App, qtbot: Any) -> Iterator[WindowDialogs]:
    """Dialogs over an empty window."""
    window = QMainWindow()
    window.show()
    yield WindowDialogs(window, app.session, app.files, app.look_up, app.project)
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def household(app: App) -> App:
    """The sample project is open."""
    app.session.start_with(read_project(SAMPLE / "register_household.ccmap").mapping)
    return app


def button(inside: QWidget, words: str) -> QPushButton:
    """The visible button with these words."""
    return next(
        each
        for each in inside.findChildren(QPushButton)
        if each.text() == words and each.isVisibleTo(inside)
    )


def without_name(inside: QWidget) -> list[str]:
    """The widgets that can have the keyboard and say nothing to a screen reader."""
    return [
        f"{type(widget).__name__} in {type(widget.parent()).__name__}"
        for widget in inside.findChildren(QWidget)
        if _by_tab(widget) and widget.isVisibleTo(inside) and not _name(widget)
    ]


def _name(widget: QWidget) -> str:
    """What a screen reader says: the widget's own name, the words on it, or its label's."""
    words = widget.text() if isinstance(widget, QAbstractButton) else ""
    labels = [each for each in widget.window().findChildren(QLabel) if each.buddy() is widget]
    return widget.accessibleName() or words or "".join(label.text() for label in labels)


def _by_tab(widget: QWidget) -> bool:
    return bool(widget.focusPolicy().value & Qt.FocusPolicy.TabFocus.value)
