"""The form pane and the target pane on one session, and drags sent to them as Qt sends them.

Use in a test module: `from panes import app, panes, session`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from clinic import MAPPING
from PySide6.QtCore import QEvent, QMimeData, QModelIndex, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from sessions import App, app, session

from mapper_gui.app.place import FieldPlace
from mapper_gui.app.session import Session
from mapper_gui.mapping.edit import with_target
from mapper_gui.mapping.mapping import Mapping
from mapper_gui.views.form_view import FormPane
from mapper_gui.views.target_tree_view import TargetTreeView
from mapper_gui.views.target_view import TargetPane

__all__ = ("app", "panes", "session")

WHOLE = with_target(MAPPING, MAPPING.target)
"""The clinic mapping with a record rule for each of its objects."""


@dataclass(slots=True)
class Panes:
    session: Session
    form: FormPane
    target: TargetPane
    noticed: list[str]

    def choose(self, *ids: str) -> None:
        """Select rows of the form by what is copied of them, in this order."""
        tree = self.form.model.tree
        numbers = [number for number, row in enumerate(tree.rows) if row.full_id in ids]
        assert len(numbers) >= len(ids), ids
        self.form.tree.choose(numbers)

    def place(self, rule: str, field: str | None = None) -> QModelIndex:
        found = self.target.model.at(FieldPlace(rule, field))
        assert found.isValid(), (rule, field)
        return found

    def dragged(self) -> QMimeData:
        """What a drag of the rows that are selected in the form carries."""
        indexes = self.form.tree.selectionModel().selectedRows()
        return self.form.model.mimeData(indexes)

    def takes(self, rule: str, field: str) -> Any:
        """What a field takes; None where nothing feeds it."""
        found = self.session.mapping.rule(rule)
        assert found is not None
        field_rule = found.field_rule(field)
        return field_rule.take if field_rule is not None else None


@pytest.fixture
def panes(app: App, qtbot: Any) -> Iterator[Panes]:
    """Both panes on the clinic mapping, shown side by side."""
    made = show_panes(app, WHOLE, qtbot)
    yield made
    for pane in (made.form, made.target):
        pane.hide()


def show_panes(app: App, mapping: Mapping, qtbot: Any) -> Panes:
    app.session.start_with(mapping)
    form, target = FormPane(app.session), TargetPane(app.session)
    form.map_requested.connect(target.pick_field_for)
    form.label_requested.connect(target.pick_field_for_label)
    for pane, width in ((form, 420), (target, 520)):
        qtbot.addWidget(pane)
        pane.resize(width, 640)
        pane.show()
    qtbot.waitExposed(target)
    return Panes(app.session, form, target, app.noticed)


COPY = Qt.DropAction.CopyAction
NO_KEY = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton


class Drag:
    """A drag over the target's tree. The mime data lives as long as this does."""

    def __init__(self, tree: TargetTreeView, mime: QMimeData) -> None:
        self._tree = tree
        self.mime = mime

    def over(self, index: QModelIndex) -> bool:
        """Move onto a row; whether it would be taken there."""
        place = self._place(index)
        enter = QDragEnterEvent(place, COPY, self.mime, LEFT, NO_KEY)
        QApplication.sendEvent(self._tree.viewport(), enter)
        move = QDragMoveEvent(place, COPY, self.mime, LEFT, NO_KEY)
        QApplication.sendEvent(self._tree.viewport(), move)
        return enter.isAccepted() and move.isAccepted()

    def leave(self) -> None:
        QApplication.sendEvent(self._tree.viewport(), QDragLeaveEvent())

    def drop(self, index: QModelIndex) -> bool:
        """Move onto a row and let go; whether it was taken."""
        if not self.over(index):
            self.leave()
            return False
        place = QPointF(self._place(index))
        event = QDropEvent(place, COPY, self.mime, LEFT, NO_KEY, QEvent.Type.Drop)
        QApplication.sendEvent(self._tree.viewport(), event)
        return event.isAccepted()

    def _place(self, index: QModelIndex) -> QPoint:
        self._tree.scrollTo(index)
        place = self._tree.visualRect(index).center()
        assert self._tree.indexAt(place).siblingAtColumn(0) == index
        return place


def names_without(widget: Any) -> list[str]:
    """Widgets that take the keyboard and have no accessible name."""
    from PySide6.QtWidgets import QWidget

    found = []
    for child in widget.findChildren(QWidget):
        takes_focus = child.focusPolicy() != Qt.FocusPolicy.NoFocus
        named = child.accessibleName() or getattr(child, "text", lambda: "")()
        if takes_focus and child.isVisible() and not named:
            found.append(f"{type(child).__name__} {child.objectName()}")
    return found
