"""What a record rule has besides the form, as chips: dragged onto a field, or mapped by a key."""

from collections.abc import Sequence

from PySide6.QtCore import QMimeData, QPoint, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QPushButton, QSizePolicy, QWidget

from mapper_gui.mapping.source import Source
from mapper_gui.views.drag_chip import carry
from mapper_gui.views.place_pickers import source_picture
from mapper_gui.views.quiet_widgets import clear
from mapper_gui.views.sources_mime import put_sources
from mapper_gui.views.theme import SPACE, colours, icon, id_font
from mapper_gui.wording.sources import source_id, source_words
from mapper_gui.wording.text import tr

IN_A_LINE = 2


class SourceChip(QPushButton):
    """One source: pressed and moved it is dragged, clicked it asks for its field."""

    dragged = Signal()

    def __init__(self, source: Source, about: str) -> None:
        super().__init__(icon(source_picture(source), colours().quiet), "")
        self.source = source
        self._pressed: QPoint | None = None
        self.setFont(id_font())
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setAccessibleName(tr("Map {source} to a field").format(source=source_id(source)))
        self.setToolTip(about)

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        room = max(20, self.width() - 12 * SPACE)
        shown = self.fontMetrics().elidedText(
            source_id(self.source), Qt.TextElideMode.ElideRight, room
        )
        self.setText(shown.replace("&", "&&"))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        start = self._pressed
        if start is None or not event.buttons() & Qt.MouseButton.LeftButton:
            super().mouseMoveEvent(event)
            return
        way = event.position().toPoint() - start
        if way.manhattanLength() >= QApplication.startDragDistance():
            self._pressed = None
            self.setDown(False)
            mime = QMimeData()
            put_sources(mime, [self.source])
            carry(self, mime, source_id(self.source), Qt.DropAction.CopyAction)
            self.dragged.emit()


class SourceChips(QWidget):
    """`wanted` carries the source that a field is asked for; `dragged`: a drag is over."""

    wanted = Signal(object)
    dragged = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[Source, ...] = ()
        self.chips: list[SourceChip] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(SPACE)
        for column in range(IN_A_LINE):
            self._grid.setColumnStretch(column, 1)

    def show_sources(self, sources: Sequence[Source]) -> None:
        """Show a chip for each; nothing is touched where nothing is new."""
        if tuple(sources) == self._shown:
            return
        self._shown = tuple(sources)
        focused = next((n for n, chip in enumerate(self.chips) if chip.hasFocus()), None)
        clear(self._grid)
        self.chips = []
        for number, source in enumerate(sources):
            about = tr("{what}. Drag it onto a field, or click to choose the field.")
            chip = SourceChip(source, about.format(what=source_words(source)))
            chip.clicked.connect(lambda _on=False, source=source: self.wanted.emit(source))
            chip.dragged.connect(self.dragged)
            self._grid.addWidget(chip, number // IN_A_LINE, number % IN_A_LINE)
            self.chips.append(chip)
        if focused is not None and focused < len(self.chips):
            chip = self.chips[focused]
            chip.show()
            chip.setFocus(Qt.FocusReason.OtherFocusReason)
