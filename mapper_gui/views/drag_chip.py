"""What the pointer carries while dragging: a chip with the id, or how many there are."""

from collections.abc import Sequence

from PySide6.QtCore import QMimeData, QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QDrag, QFontMetrics, QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from mapper_gui.views.theme import SPACE, colours, id_font
from mapper_gui.wording.text import tr_n

WIDEST = 320
"""In device-independent pixels; a longer id is elided in the middle."""


def chip_text(ids: Sequence[str]) -> str:
    """The id itself, or `4 question ids`."""
    if len(ids) == 1:
        return ids[0]
    return tr_n("{count} question id", "{count} question ids", len(ids)).format(count=len(ids))


def chip_pixmap(text: str, ratio: float) -> QPixmap:
    """The chip as a picture, sharp at this pixel ratio."""
    c = colours()
    font = id_font()
    metrics = QFontMetrics(font)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, WIDEST)
    width = metrics.horizontalAdvance(shown) + 4 * SPACE
    height = metrics.height() + 2 * SPACE
    picture = QPixmap(round(width * ratio), round(height * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QColor(c.accent))
    painter.setBrush(QColor(c.accent_soft))
    painter.drawRoundedRect(QRectF(0.5, 0.5, width - 1, height - 1), SPACE, SPACE)
    painter.setPen(QColor(c.text))
    painter.setFont(font)
    painter.drawText(QRectF(0, 0, width, height), int(Qt.AlignmentFlag.AlignCenter), shown)
    painter.end()
    return picture


def carry(source: QWidget, mime: QMimeData, text: str, actions: Qt.DropAction) -> Qt.DropAction:
    """Drag until the button is released; the chip hangs beside the pointer, not under it."""
    drag = QDrag(source)
    drag.setMimeData(mime)
    drag.setPixmap(chip_pixmap(text, source.devicePixelRatioF()))
    drag.setHotSpot(QPoint(-3 * SPACE, -SPACE))
    return drag.exec(actions, Qt.DropAction.CopyAction)
