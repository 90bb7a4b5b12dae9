"""The heads of a table's columns: renamed in place, dragged onto target fields or to another place."""

from PySide6.QtCore import QMimeData, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QHeaderView, QLineEdit, QWidget

from mapper_gui.mapping.source import ColumnSource
from mapper_gui.views.drag_chip import carry
from mapper_gui.views.sources_mime import put_sources, sources_in
from mapper_gui.wording.sources import source_id
from mapper_gui.wording.text import tr


class ColumnHeader(QHeaderView):
    """Signals carry the number of a column and what is wanted of it."""

    renamed = Signal(int, str)
    moved_to = Signal(str, int)  # the column of this name to this place
    dragged = Signal()  # a drag of a column is over

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._pressed: tuple[int, QPoint] | None = None
        self._editor: _NameEdit | None = None
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setAcceptDrops(True)
        self.setAccessibleName(tr("Columns of the table"))
        self.sectionDoubleClicked.connect(self.rename)

    def name(self, section: int) -> str:
        found = self.model().headerData(section, Qt.Orientation.Horizontal)
        return str(found) if found is not None else ""

    def rename(self, section: int) -> None:
        """Type the name of a column where it stands."""
        if not 0 <= section < self.count():
            return
        left, width = self.sectionViewportPosition(section), self.sectionSize(section)
        editor = _NameEdit(self.name(section), self.viewport())
        editor.setAccessibleName(tr("Name of the column"))
        editor.setGeometry(QRect(left, 0, max(width, 90), self.height()))

        def finish() -> None:
            if not editor.isHidden():
                text = editor.text().strip()
                editor.hide()
                editor.deleteLater()
                grid = self.parentWidget()
                if grid is not None:
                    grid.setFocus(Qt.FocusReason.OtherFocusReason)
                if text and text != self.name(section) and not editor.cancelled:
                    self.renamed.emit(section, text)

        editor.editingFinished.connect(finish)
        editor.show()
        editor.selectAll()
        editor.setFocus(Qt.FocusReason.OtherFocusReason)
        self._editor = editor

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = event.position().toPoint()
        section = self.logicalIndexAt(place)
        near_edge = section < 0 or self._edge_near(place)
        left = event.button() is Qt.MouseButton.LeftButton
        self._pressed = (section, place) if left and not near_edge else None
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None or not event.buttons() & Qt.MouseButton.LeftButton:
            super().mouseMoveEvent(event)
            return
        section, start = self._pressed
        way = event.position().toPoint() - start
        if way.manhattanLength() >= QApplication.startDragDistance():
            self._pressed = None
            source = ColumnSource(self.name(section))
            mime = QMimeData()
            put_sources(mime, [source])
            carry(self, mime, source_id(source), Qt.DropAction.CopyAction)
            self.dragged.emit()

    def _edge_near(self, place: QPoint) -> bool:
        """Whether the pointer is where a column is made wider."""
        return any(
            abs(self.sectionViewportPosition(n) + self.sectionSize(n) - place.x()) <= 4
            for n in range(self.count())
        )

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._accept(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._accept(event)

    def dropEvent(self, event: QDropEvent) -> None:
        dragged = self._column_in(event.mimeData())
        to = self.logicalIndexAt(event.position().toPoint())
        if dragged is not None:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.moved_to.emit(dragged, self.count() - 1 if to < 0 else to)

    def _accept(self, event: QDragEnterEvent | QDragMoveEvent) -> None:
        if self._column_in(event.mimeData()) is not None:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
        else:
            event.ignore()

    def _column_in(self, mime: QMimeData) -> str | None:
        """The column of this table that a drag carries."""
        found = sources_in(mime)
        if len(found) != 1 or not isinstance(found[0], ColumnSource):
            return None
        names = [self.name(section) for section in range(self.count())]
        return found[0].column if found[0].column in names else None


class _NameEdit(QLineEdit):
    """Escape leaves the name as it was."""

    cancelled = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled = True
            self.editingFinished.emit()
        else:
            super().keyPressEvent(event)
