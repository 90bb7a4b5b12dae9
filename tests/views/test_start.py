"""The window is seen before it is furnished, and works when it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from open_program import application, settle
from PySide6.QtWidgets import QMenu

from mapper_gui.app.settings import Settings
from mapper_gui.mapping.mapping import Mapping
from mapper_gui.mapping.target import Target, TargetObject
from mapper_gui.views.main_window import MainWindow
from mapper_gui.views.program import Program, build
from mapper_gui.views.theme import laid_out_first


@pytest.fixture
def window(qapp: Any) -> Iterator[MainWindow]:
    application()
    made = MainWindow(Settings())
    yield made
    made.close()
    made.deleteLater()
    settle()


@pytest.fixture
def program(window: MainWindow, qtbot: Any) -> Iterator[Program]:
    with qtbot.waitSignal(window.first_painted):
        window.show()
    made = build(window)
    yield made
    made.session.undo_stack.setClean()
    made.close()


def test_the_first_page_is_painted_before_there_are_panes(window: MainWindow, qtbot: Any) -> None:
    with qtbot.waitSignal(window.first_painted):
        window.show()
    assert window.welcome.isVisible()
    assert not hasattr(window, "form_pane")


def test_it_can_be_closed_before_it_is_furnished(window: MainWindow, qtbot: Any) -> None:
    window.show()
    assert window.close()


def test_its_menus_undo_what_the_session_did(program: Program) -> None:
    program.session.apply(
        "Add an object",
        Mapping(target=Target(objects=(TargetObject("Contact"),))),
    )
    edit = next(
        menu for menu in program.window.findChildren(QMenu) if menu.title().endswith("Edit")
    )
    undo = edit.actions()[0]
    assert undo.isEnabled()
    undo.trigger()
    assert program.session.mapping.target.objects == ()
    assert program.window.welcome.isVisible()


def test_the_style_is_there_again_after_much_was_laid_out(qapp: Any) -> None:
    before = application().styleSheet()
    assert before
    with pytest.raises(ZeroDivisionError), laid_out_first():
        1 / 0  # noqa: B018
    assert application().styleSheet() == before
