"""Who uses a named value or a shared table: links that go there."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mapper_gui.app.place import Place, ValuePlace, place_words
from mapper_gui.views.quiet_widgets import clear, quiet_label, small_button
from mapper_gui.views.theme import id_font
from mapper_gui.wording.text import tr, tr_n

MOST_SHOWN = 12


class UseLinks(QWidget):
    """Shows places; `place_wanted` is the one that was chosen."""

    place_wanted = Signal(object)  # Place

    def __init__(self, none_words: str) -> None:
        super().__init__()
        self._none = none_words
        self._shown: tuple[Place, ...] | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def show_places(self, places: Sequence[Place]) -> None:
        """Show these; nothing is touched where nothing is new."""
        if tuple(places) == self._shown:
            return
        self._shown = tuple(places)
        clear(self._column)
        if not places:
            self._column.addWidget(quiet_label(self._none))
        for place in places[:MOST_SHOWN]:
            words = place_words(place)
            if isinstance(place, ValuePlace):
                words = tr("value {name}").format(name=words)
            link = small_button(words.replace("&", "&&"), tr("Show {place}").format(place=words))
            link.setFont(id_font())
            link.clicked.connect(lambda _checked=False, place=place: self.place_wanted.emit(place))
            self._column.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        more = len(places) - MOST_SHOWN
        if more > 0:
            text = tr_n("and {count} more", "and {count} more", more).format(count=more)
            self._column.addWidget(quiet_label(text))
