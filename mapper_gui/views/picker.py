"""A list to choose from by typing: a line, what fits, Enter. It goes away with Escape or a click."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QListView, QVBoxLayout, QWidget

from mapper_gui.views.cell import CELL_ROLE, Cell
from mapper_gui.views.cell_delegate import CellDelegate
from mapper_gui.views.folded_text import fold, fold_words
from mapper_gui.views.quiet_widgets import quiet_label
from mapper_gui.views.search_box import SearchBox
from mapper_gui.views.theme import SPACE
from mapper_gui.wording.text import tr, tr_n

MOST_SHOWN = 200
"""How many entries are listed; typing more finds the rest."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Something to choose. `text` is what is searched, its first line what ranks highest."""

    value: object
    cell: Cell
    text: str
    spoken: str = ""


class EntryModel(QAbstractListModel):
    """The entries that fit what was typed."""

    def __init__(self, entries: Sequence[Entry], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all = [(fold(entry.text), entry) for entry in entries]
        self.fitting: list[Entry] = [*entries]

    def search(self, text: str) -> None:
        """Keep what has all words; first what begins with them, then the others in their order."""
        words = fold_words(text)
        found = [pair for pair in self._all if all(word in pair[0] for word in words)]
        if words:
            found.sort(key=lambda pair: _rank(pair[0], words[0]))
        self.beginResetModel()
        self.fitting = [entry for _text, entry in found]
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else min(len(self.fitting), MOST_SHOWN)

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if not index.isValid() or index.row() >= len(self.fitting):
            return None
        entry = self.fitting[index.row()]
        if role == CELL_ROLE:
            return entry.cell
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.cell.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return entry.spoken or entry.cell.text
        if role == Qt.ItemDataRole.ToolTipRole:
            return entry.text
        return None


class Picker(QFrame):
    """Pops up over a widget; `chosen` is called with the value of the entry that was taken.

    Whoever makes it keeps it: without a reference Python takes it away under Qt.
    """

    def __init__(
        self,
        title: str,
        entries: Sequence[Entry],
        chosen: Callable[[Any], object],
        parent: QWidget,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(title)
        self._chosen = chosen
        self.model = EntryModel(entries, self)
        heading = QLabel(title)
        heading.setProperty("title", True)
        heading.setTextFormat(Qt.TextFormat.PlainText)
        heading.setWordWrap(True)
        self.search_box = SearchBox(tr("Type to find"))
        self.list = QListView()
        self.list.setAccessibleName(title)
        self.list.setModel(self.model)
        self.list.setItemDelegate(CellDelegate(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._left = quiet_label()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * SPACE, 3 * SPACE, 3 * SPACE, 3 * SPACE)
        layout.setSpacing(2 * SPACE)
        for part in (heading, self.search_box):
            layout.addWidget(part)
        layout.addWidget(self.list, 1)
        layout.addWidget(self._left)
        self.setProperty("card", True)
        self.search_box.textChanged.connect(self._search)
        self.search_box.list_wanted.connect(self.take)
        self.search_box.installEventFilter(self)
        self.list.clicked.connect(lambda _index: self.take())
        self._search("")

    def pop_up(self, over: QWidget) -> None:
        """Show it over a widget, within the screen."""
        room = over.rect()
        size = room.size().boundedTo(self.maximumSize())
        self.resize(max(320, min(size.width() - 4 * SPACE, 520)), max(240, min(room.height(), 380)))
        corner = over.mapToGlobal(room.topLeft())
        corner.setX(corner.x() + max(0, (room.width() - self.width()) // 2))
        corner.setY(corner.y() + 6 * SPACE)
        screen = over.screen().availableGeometry()
        corner.setX(max(screen.left(), min(corner.x(), screen.right() - self.width())))
        corner.setY(max(screen.top(), min(corner.y(), screen.bottom() - self.height())))
        self.move(corner)
        self.show()
        self.search_box.setFocus(Qt.FocusReason.PopupFocusReason)

    def take(self) -> None:
        """Choose the entry that is marked."""
        index = self.list.currentIndex()
        if not index.isValid():
            return
        value = self.model.fitting[index.row()].value
        self.close()
        self._chosen(value)

    def _search(self, text: str) -> None:
        self.model.search(text)
        count = len(self.model.fitting)
        if count:
            self.list.setCurrentIndex(self.model.index(0))
        more = count - MOST_SHOWN
        words = tr_n("{count} more: type to find it", "{count} more: type to find them", more)
        self._left.setText(words.format(count=more) if more > 0 else "")
        if not count:
            self._left.setText(tr("Nothing has these words."))
        self._left.setVisible(bool(self._left.text()))

    def eventFilter(self, watched: QObject, event: Any) -> bool:
        # The line keeps the keyboard while arrows walk through the list.
        if watched is self.search_box and isinstance(event, QKeyEvent):
            steps = {
                Qt.Key.Key_Down: 1,
                Qt.Key.Key_Up: -1,
                Qt.Key.Key_PageDown: 8,
                Qt.Key.Key_PageUp: -8,
            }
            step = steps.get(Qt.Key(event.key()))
            if step is not None and event.type() is QKeyEvent.Type.KeyPress:
                self._move(step)
                return True
            if event.key() == Qt.Key.Key_Escape and event.type() is QKeyEvent.Type.KeyPress:
                self.close()
                return True
        return super().eventFilter(watched, event)

    def _move(self, step: int) -> None:
        last = self.model.rowCount() - 1
        row = max(0, min(last, self.list.currentIndex().row() + step))
        if last >= 0:
            self.list.setCurrentIndex(self.model.index(row))


def _rank(text: str, word: str) -> int:
    """0 where the first line begins with the word, 1 where a word in it does, 2 elsewhere."""
    first = text.partition("\n")[0]
    if first.startswith(word):
        return 0
    plain = first.replace("_", " ").replace("/", " ").replace("-", " ")
    return 1 if f" {word}" in f" {plain}" else 2
