"""What both trees share: their columns' widths, and how much of a changed row is painted anew."""

from __future__ import annotations

from typing import Any

from clinic import submission
from panes import Panes, app, panes, session
from PySide6.QtCore import QEvent, QObject, QPoint
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication

from mapper_gui.app import edits
from mapper_gui.mapping.edit import with_sources
from mapper_gui.mapping.source import FORM_ID
from mapper_gui.views.form_model import Column
from mapper_gui.views.target_model import TargetColumn

__all__ = ("app", "panes", "session")


class Painted(QObject):
    """Where a widget was painted."""

    def __init__(self) -> None:
        super().__init__()
        self.events: list[Any] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.events.append(event.region())
        return False

    def at(self, place: QPoint) -> bool:
        return any(region.contains(place) for region in self.events)


def test_the_answers_take_their_share_from_labels_and_ids_alike(panes: Panes, qtbot: Any) -> None:
    panes.session.show_submission(submission(name="Ana", sex="m"))
    header = panes.form.tree.header()
    qtbot.waitUntil(lambda: not panes.form.tree.isColumnHidden(Column.ANSWER))
    labels, ids = header.sectionSize(0), header.sectionSize(1)
    assert ids >= 0.7 * labels, "a question id is not squeezed to a few letters"
    header = panes.target.tree.header()
    fields, result = header.sectionSize(0), header.sectionSize(TargetColumn.RESULT)
    assert result >= 0.6 * fields


def test_the_bar_of_a_required_field_goes_when_the_field_is_fed(panes: Panes) -> None:
    tree = panes.target.tree
    place = panes.place("Contact", "Note__c")
    QApplication.processEvents()
    edge = QPoint(1, tree.row_rect(place).center().y())
    painted = Painted()
    tree.viewport().installEventFilter(painted)
    # As when all proposals are accepted: the row is changed, and not selected.
    edits.change(
        panes.session, "feed it", lambda m: with_sources(m, "Contact", "Note__c", [FORM_ID])
    )
    QApplication.processEvents()
    assert painted.at(edge), "the bar at the row's edge is painted anew with its cells"
