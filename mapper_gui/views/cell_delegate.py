"""Paints the cells of both trees: ids in a fixed-width face, elided in the middle where too long."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QPainter,
    QPainterPath,
    QPixmap,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import (
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from mapper_gui.views.cell import BLANK, CELL_ROLE, NOTHING, Cell, Face, Piece
from mapper_gui.views.theme import SPACE, Colours, colours, id_font, pixmap

ICON = 16
_SIDEWAYS = (
    Qt.AlignmentFlag.AlignAbsolute.value
    | Qt.AlignmentFlag.AlignVCenter.value
    | Qt.TextFlag.TextSingleLine.value
)
_LEFT = _SIDEWAYS | Qt.AlignmentFlag.AlignLeft.value
_RIGHT = _SIDEWAYS | Qt.AlignmentFlag.AlignRight.value
_SMALLEST = 6 * SPACE
_WIDTHS_KEPT = 20_000
_ELIDED = "…"


CellAt = Callable[[QModelIndex | QPersistentModelIndex], Cell]


def _cell_by_role(index: QModelIndex | QPersistentModelIndex) -> Cell:
    cell = index.data(CELL_ROLE)
    return cell if isinstance(cell, Cell) else NOTHING


class CellDelegate(QStyledItemDelegate):
    """Draws a `Cell`. Long texts give way first, the longest before the others; icons never do."""

    def __init__(self, parent: QWidget, cell_at: CellAt | None = None) -> None:
        """`cell_at` finds the cell of an index without asking through Qt, which is slower."""
        super().__init__(parent)
        self._widget = parent
        self._cell_at = cell_at or _cell_by_role
        self._fonts: dict[tuple[Face, bool, bool, bool], tuple[QFont, QFontMetrics]] = {}
        self._text_widths: dict[tuple[Face, bool, bool, str], int] = {}
        self._elided_texts: dict[tuple[Face, bool, bool, str, int], str] = {}
        self._looks: tuple[Colours, bool] | None = None
        self._pictures: dict[tuple[str, str, float], QPixmap] = {}

    def forget_looks(self) -> None:
        """Measure and colour anew: the font, the palette or the direction changed."""
        self._looks = None
        self._fonts.clear()
        self._text_widths.clear()
        self._elided_texts.clear()

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
        cell = self._cell_at(index)
        width = sum(self._widths(cell)) + _gaps(cell)
        return QSize(width + 3 * SPACE, self.row_height())

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        if option.state & QStyle.StateFlag.State_Selected:
            panel = QStyle.PrimitiveElement.PE_PanelItemViewItem
            self._widget.style().drawPrimitive(panel, option, painter, self._widget)
        cell = self._cell_at(index)
        if cell.pieces:
            self._draw(painter, option.rect.adjusted(SPACE, 0, -SPACE, 0), cell)

    def _draw(self, painter: QPainter, room: QRect, cell: Cell) -> None:
        widths = self._widths(cell)
        space = room.width() - _gaps(cell)
        if sum(widths) > space:
            widths = _fitted(widths, cell, space)
        if self._looks is None:
            mirrored = self._widget.layoutDirection() is Qt.LayoutDirection.RightToLeft
            self._looks = (colours(), mirrored)
        c, mirrored = self._looks
        place = 0
        for piece, width in zip(cell.pieces, widths, strict=True):
            if width <= 0:
                continue
            left = room.right() + 1 - place - width if mirrored else room.left() + place
            here = QRect(left, room.top(), width, room.height())
            self._draw_piece(painter, here, piece, c, mirrored)
            place += width + SPACE

    def _draw_piece(
        self, painter: QPainter, room: QRect, piece: Piece, c: Colours, mirrored: bool
    ) -> None:
        colour: str = getattr(c, piece.tone)
        if piece.icon:
            left = room.right() + 1 - ICON if mirrored else room.left()
            if piece is not BLANK:
                top = room.top() + (room.height() - ICON) // 2
                painter.drawPixmap(left, top, self._picture(piece.icon, colour))
            taken = ICON + SPACE
            room = room.adjusted(0, 0, -taken, 0) if mirrored else room.adjusted(taken, 0, 0, 0)
        if not piece.text:
            return
        font, metrics = self._font(piece)
        if piece.framed:
            _draw_frame(painter, room, metrics.height() + SPACE, c)
            room = room.adjusted(SPACE, 0, -SPACE, 0)
        text = piece.text
        if self._text_width(piece) > room.width():
            text = self._elided(piece, metrics, room.width())
        painter.setFont(font)
        painter.setPen(QColor(colour))
        painter.setLayoutDirection(_direction(piece))
        # Elided or not, a text in ASCII runs from left to right.
        if piece.marked and piece.text.isascii() and not mirrored:
            _draw_marks(painter, room, _ranges_in(piece, text), text, metrics, c)
            painter.drawText(room, _LEFT, text)
        elif piece.marked:
            self._draw_marked(painter, room, piece, text, font)
        else:
            painter.drawText(room, _RIGHT if mirrored else _LEFT, text)

    def _picture(self, name: str, colour: str) -> QPixmap:
        key = (name, colour, self._widget.devicePixelRatioF())
        found = self._pictures.get(key)
        if found is None:
            found = self._pictures[key] = pixmap(name, ICON, key[2], colour)
        return found

    def _draw_marked(
        self, painter: QPainter, room: QRect, piece: Piece, shown: str, font: QFont
    ) -> None:
        """Draw a text with what the search found set off: in bold on the accent's soft colour."""
        layout = QTextLayout(shown, font)
        option = QTextOption()
        option.setTextDirection(_direction(piece))
        layout.setTextOption(option)
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

    def _text_width(self, piece: Piece) -> int:
        key = (piece.face, piece.strong, piece.slanted, piece.text)
        width = self._text_widths.get(key)
        if width is None:
            if len(self._text_widths) > _WIDTHS_KEPT:
                self._text_widths.clear()
            width = self._font(piece)[1].horizontalAdvance(piece.text)
            self._text_widths[key] = width
        return width

    def _elided(self, piece: Piece, metrics: QFontMetrics, room: int) -> str:
        """A text that is too long for its room, cut in the middle of an id and at the end of others."""
        key = (piece.face, piece.strong, piece.slanted, piece.text, room)
        found = self._elided_texts.get(key)
        if found is None:
            if len(self._elided_texts) > _WIDTHS_KEPT:
                self._elided_texts.clear()
            middle = piece.face is Face.ID
            mode = Qt.TextElideMode.ElideMiddle if middle else Qt.TextElideMode.ElideRight
            found = self._elided_texts[key] = metrics.elidedText(piece.text, mode, room)
        return found

    def _width(self, piece: Piece) -> int:
        width = ICON if piece.icon else 0
        if piece.text:
            width += self._text_width(piece) + 1
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


def _direction(piece: Piece) -> Qt.LayoutDirection:
    """Ids run from left to right whatever the interface does; words as their own letters do."""
    if piece.face is Face.ID:
        return Qt.LayoutDirection.LeftToRight
    return Qt.LayoutDirection.LayoutDirectionAuto


def _draw_marks(
    painter: QPainter,
    room: QRect,
    places: Iterable[tuple[int, int]],
    text: str,
    metrics: QFontMetrics,
    c: Colours,
) -> None:
    """What the search found, set off behind a text that runs from left to right."""
    top = room.top() + (room.height() - metrics.height()) // 2
    for start, length in places:
        left = room.left() + metrics.horizontalAdvance(text[:start])
        wide = metrics.horizontalAdvance(text[start : start + length])
        painter.fillRect(left, top, wide, metrics.height(), QColor(c.accent_soft))
        painter.fillRect(left, top + metrics.height() - 1, wide, 1, QColor(c.accent))


def _draw_frame(painter: QPainter, room: QRect, high: int, c: Colours) -> None:
    """The frame of a chip, round a text of this height."""
    top = room.top() + (room.height() - high) / 2
    frame = QRectF(room.left() + 0.5, top, room.width() - 1, high)
    path = QPainterPath()
    path.addRoundedRect(frame, SPACE, SPACE)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillPath(path, QColor(c.raised))
    painter.setPen(QColor(c.line))
    painter.drawPath(path)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


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
    texts = [place for place, piece in enumerate(cell.pieces) if piece.text and widths[place]]
    if len(texts) == 1:
        place = texts[0]
        widths[place] = max(0, room - (sum(widths) - widths[place]))
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
