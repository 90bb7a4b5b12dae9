"""Ids where they are text of their own: a fixed-width face, from left to right in every interface.

An id begins with a slash. In a line that runs from right to left the slash would jump to its end.
"""

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QLabel, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from mapper_gui.views.theme import id_font


def id_label(text: str = "") -> QLabel:
    """An id as text that wraps and can be selected, at the side where the line begins."""
    label = QLabel(text, wordWrap=True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setFont(id_font())
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    run_from_left(label)
    return label


def run_from_left(widget: QWidget) -> None:
    """What stands in it runs from left to right."""
    if isinstance(widget, QLabel) and widget.layoutDirection() is Qt.LayoutDirection.RightToLeft:
        widget.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    widget.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


class IdDelegate(QStyledItemDelegate):
    """Cells of ids: at the side where the line begins, and run from left to right."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        text: str = option.text
        if option.direction is Qt.LayoutDirection.RightToLeft and text:
            # Left-to-right isolate: the direction of the cell itself stays the interface's.
            option.text = f"\u2066{text}\u2069"
