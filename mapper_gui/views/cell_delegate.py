"""Paints the cells of both trees: ids in a fixed-width face, elided in the middle where too long."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QPainter,
    QPainterPath,
    QTextCharFormat,
    QTextLayout,
)
from PySide6.QtWidgets import (
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from mapper_gui.views.cell import BLANK, CELL_ROLE, Cell, Face, Piece
from mapper_gui.views.theme import SPACE, colours, id_font, pixmap

ICON = 16
_SMALLEST = 6 * SPACE
_ELIDED = "…"


class CellDelegate(QStyledItemDelegate):
    """Draws a `Cell`. Long texts give way first, the longest before the others; icons never do."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._widget = parent
        self._fonts: dict[tuple[Face, bool, bool, bool], tuple[QFont, QFontMetrics]] = {}

    def forget_fonts(self) -> None:
        """Measure again: the font of the interface changed."""
        self._fonts.clear()

    def row_height(self) -> int:
        """The height of every row, in device-independent pixels."""
        tallest = max(self._font(Piece(face=face))[1].height() for face in Face)
        return max(tallest + 2 * SPACE, ICON + 2 * SPACE)

    def is_cut(self, cell: Cell, width: int) -> bool:
        """Whether the cell's texts do not all fit into this width."""
        return sum(self._widths(cell)) + _gaps(cell) > width - 2 * SPACE

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        cell = index.data(CELL_ROLE)
        width = sum(self._widths(cell)) + _gaps(cell) if isinstance(cell, Cell) else 0
        return QSize(width + 3 * SPACE, self.row_height())

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        style = self._widget.style()
        style.drawPrimitive(
            QStyle.PrimitiveElement.PE_PanelItemViewItem, option, painter, self._widget
        )
        cell = index.data(CELL_ROLE)
        if not isinstance(cell, Cell) or not cell.pieces:
            return
        rect: QRect = option.rect
        painter.save()
        painter.setClipRect(rect)
        self._draw(painter, rect.adjusted(SPACE, 0, -SPACE, 0), cell)
        painter.restore()

    def _draw(self, painter: QPainter, room: QRect, cell: Cell) -> None:
        widths = _fitted(self._widths(cell), cell, room.width() - _gaps(cell))
        mirrored = self._widget.layoutDirection() is Qt.LayoutDirection.RightToLeft
        place = 0
        for piece, width in zip(cell.pieces, widths, strict=True):
            if width <= 0:
                continue
            left = room.right() + 1 - place - width if mirrored else room.left() + place
            self._draw_piece(painter, QRect(left, room.top(), width, room.height()), piece)
            place += width + SPACE

    def _draw_piece(self, painter: QPainter, room: QRect, piece: Piece) -> None:
        colour = QColor(getattr(colours(), piece.tone))
        mirrored = self._widget.layoutDirection() is Qt.LayoutDirection.RightToLeft
        if piece.icon and piece is not BLANK:
            left = room.right() + 1 - ICON if mirrored else room.left()
            picture = pixmap(piece.icon, ICON, self._widget.devicePixelRatioF(), colour.name())
            painter.drawPixmap(left, room.top() + (room.height() - ICON) // 2, picture)
            taken = ICON + SPACE
            room = room.adjusted(0, 0, -taken, 0) if mirrored else room.adjusted(taken, 0, 0, 0)
        if not piece.text:
            return
        font, metrics = self._font(piece)
        if piece.framed:
            frame = QRectF(room).adjusted(0.5, 0, -0.5, 0)
            high = metrics.height() + SPACE
            frame.setTop(room.top() + (room.height() - high) / 2)
            frame.setHeight(high)
            path = QPainterPath()
            path.addRoundedRect(frame, SPACE, SPACE)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.fillPath(path, QColor(colours().raised))
            painter.setPen(QColor(colours().line))
            painter.drawPath(path)
            room = room.adjusted(SPACE, 0, -SPACE, 0)
        text = piece.text
        if metrics.horizontalAdvance(text) > room.width():
            mode = (
                Qt.TextElideMode.ElideMiddle
                if piece.face is Face.ID
                else Qt.TextElideMode.ElideRight
            )
            text = metrics.elidedText(text, mode, room.width())
        painter.setFont(font)
        painter.setPen(colour)
        if piece.marked:
            self._draw_marked(painter, room, piece, text, font)
            return
        side = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
        flags = side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(room, int(flags | Qt.TextFlag.TextSingleLine), text)

    def _draw_marked(
        self, painter: QPainter, room: QRect, piece: Piece, shown: str, font: QFont
    ) -> None:
        """Draw a text with what the search found set off: in bold on the accent's soft colour."""
        layout = QTextLayout(shown, font)
        found = []
        for start, length in _ranges_in(piece, shown):
            one = QTextLayout.FormatRange()
            one.start, one.length = start, length
            style = QTextCharFormat()
            style.setBackground(QColor(colours().accent_soft))
            style.setForeground(QColor(colours().text))
            style.setFontUnderline(True)
            one.format = style
            found.append(one)
        layout.setFormats(found)
        layout.beginLayout()
        line = layout.createLine()
        line.setLineWidth(room.width() + 1000)
        layout.endLayout()
        left = float(room.left())
        if self._widget.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            left = room.right() + 1 - line.naturalTextWidth()
        top = room.top() + (room.height() - line.height()) / 2
        line.draw(painter, QRectF(left, top, 0, 0).topLeft())

    def _widths(self, cell: Cell) -> list[int]:
        return [self._width(piece) for piece in cell.pieces]

    def _width(self, piece: Piece) -> int:
        width = ICON if piece.icon else 0
        if piece.text:
            width += self._font(piece)[1].horizontalAdvance(piece.text) + 1
            width += SPACE if piece.icon else 0
            width += 2 * SPACE if piece.framed else 0
        return width

    def _font(self, piece: Piece) -> tuple[QFont, QFontMetrics]:
        key = (piece.face, piece.strong, piece.slanted, piece.struck)
        found = self._fonts.get(key)
        if found is None:
            font = id_font() if piece.face is Face.ID else QFont(self._widget.font())
            font.setWeight(QFont.Weight.DemiBold if piece.strong else QFont.Weight.Normal)
            font.setItalic(piece.slanted)
            font.setStrikeOut(piece.struck)
            found = self._fonts[key] = (font, QFontMetrics(font))
        return found


def _gaps(cell: Cell) -> int:
    return SPACE * max(0, len(cell.pieces) - 1)


def _fitted(widths: list[int], cell: Cell, room: int) -> list[int]:
    """The widths, the longest texts cut to one length so that all fit; the last go when none do."""
    widths = [*widths]
    for place in reversed(range(len(widths))):
        if sum(widths) <= room:
            return widths
        if cell.pieces[place].spare:
            widths[place] = 0
    if sum(widths) <= room:
        return widths
    least = [
        min(width, _SMALLEST + (ICON + SPACE if piece.icon else 0)) if piece.text else width
        for width, piece in zip(widths, cell.pieces, strict=True)
    ]
    if sum(least) >= room:
        fitted, left = [], room
        for width in least:
            fitted.append(max(0, min(width, left)))
            left -= width
        return fitted
    low, high = 0, max(widths)
    while low < high:
        limit = (low + high + 1) // 2
        if sum(max(few, min(w, limit)) for few, w in zip(least, widths, strict=True)) <= room:
            low = limit
        else:
            high = limit - 1
    return [max(few, min(width, low)) for few, width in zip(least, widths, strict=True)]


def _ranges_in(piece: Piece, shown: str) -> list[tuple[int, int]]:
    """What was found, as places in the text that is shown, which may be elided once."""
    if shown == piece.text:
        return [*piece.marked]
    head, _, tail = shown.partition(_ELIDED)
    places = []
    for start, length in piece.marked:
        end = start + length
        if start < len(head):
            places.append((start, min(end, len(head)) - start))
        cut = len(piece.text) - len(tail)
        if tail and end > cut:
            first = max(start, cut)
            places.append((first - cut + len(head) + 1, end - first))
    return places
