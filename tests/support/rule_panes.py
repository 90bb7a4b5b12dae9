"""The rule pane in a window that has the keyboard, on the clinic's mapping.

Use in a test module: `from rule_panes import app, pane`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, TypeVar

import pytest
from clinic import CONTACT_RULE, MAPPING
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QMainWindow, QWidget
from sessions import App, app

from mapper_gui.app.place import FieldPlace
from mapper_gui.mapping.mapping import FieldRule, Mapping
from mapper_gui.views.rule_view import RulePane
from mapper_gui.views.theme import apply_theme

__all__ = ("app", "field_rule", "open_field", "pane", "pick", "type_into")

R = "Contact"
Found = TypeVar("Found", bound=QWidget)


@pytest.fixture
def pane(app: App, qtbot: Any, qapp: Any) -> Iterator[RulePane]:
    """The pane beside a widget that can take the keyboard, as `pane.window()`."""
    apply_theme(qapp)
    app.session.start_with(MAPPING)
    window = QMainWindow()
    made = RulePane(app.session)
    window.setCentralWidget(made)
    window.resize(420, 700)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    yield made
    window.close()


def open_field(app: App, field: str, rule: FieldRule | None = None, **more: Any) -> None:
    """Select a field, with this rule in place of its own."""
    if rule is not None:
        kept = tuple(each for each in CONTACT_RULE.fields if each.field != field)
        mapping = replace(MAPPING, rules=(replace(CONTACT_RULE, fields=(*kept, rule)),), **more)
        app.session.start_with(mapping)
    app.session.select(FieldPlace(R, field))
    QApplication.processEvents()


def field_rule(app: App, field: str, rule: str = R) -> FieldRule:
    """The field's rule as it is now."""
    found = (app.session.mapping.rule(rule) or CONTACT_RULE).field_rule(field)
    return found or FieldRule(field)


def mapping(app: App) -> Mapping:
    return app.session.mapping


def type_into(editor: QWidget, text: str, *, leave: bool = True) -> None:
    """Type in place of what stands there; leave with Tab."""
    editor.setFocus()
    QTest.keyClick(editor, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    if text:
        QTest.keyClicks(editor, text)
    else:
        QTest.keyClick(editor, Qt.Key.Key_Delete)
    if leave:
        QTest.keyClick(editor, Qt.Key.Key_Tab)


def pick(combo: QComboBox, data: Any) -> None:
    """Choose an entry as the keyboard does: down to it, or up."""
    combo.setFocus()
    index = combo.findData(data)
    assert index >= 0, f"{data} is not offered"
    while combo.currentIndex() != index:
        down = combo.currentIndex() < index
        QTest.keyClick(combo, Qt.Key.Key_Down if down else Qt.Key.Key_Up)


def named(within: QWidget, kind: type[Found], name: str) -> Found:
    """The visible widget of a kind with this accessible name."""
    found = [
        each
        for each in within.findChildren(kind)
        if each.accessibleName() == name and each.isVisible()
    ]
    assert len(found) == 1, f"{name}: {len(found)} of it"
    return found[0]
