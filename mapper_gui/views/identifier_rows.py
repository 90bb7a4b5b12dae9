"""Flagged identifiers, and sources that could be: why, and one button to flag them."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget

from mapper_gui.mapping.form import Form
from mapper_gui.mapping.identifiers import Candidate, candidates
from mapper_gui.mapping.mapping import Mapping
from mapper_gui.mapping.source import Source
from mapper_gui.views.id_text import id_label
from mapper_gui.views.quiet_widgets import clear, quiet_label, row, small_button
from mapper_gui.views.theme import SPACE
from mapper_gui.wording.rules import source_name
from mapper_gui.wording.sources import candidate_reason_words
from mapper_gui.wording.text import tr

CANDIDATES_SHOWN = 6


class IdentifierRows(QWidget):
    """`flag_wanted` carries a source and whether it is to be flagged."""

    flag_wanted = Signal(object, bool)

    def __init__(self) -> None:
        super().__init__()
        self._form: Form | None = None
        self._candidates: tuple[Candidate, ...] = ()
        self._flagged: tuple[Source, ...] = ()
        self._offered: tuple[Candidate, ...] | None = None
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(SPACE)

    def show_mapping(self, mapping: Mapping) -> None:
        """Show what is flagged and the next best candidates; nothing is touched where nothing is
        new."""
        if mapping.form is not self._form:
            self._form = mapping.form
            self._candidates = tuple(candidates(mapping.form))
        offered = tuple(c for c in self._candidates if c.source not in mapping.identifiers)
        offered = offered[:CANDIDATES_SHOWN]
        if (mapping.identifiers, offered) == (self._flagged, self._offered):
            return
        focus = QApplication.focusWidget()
        at = self._buttons().index(focus) if focus in self._buttons() else None
        if at is not None and at >= len(self._flagged):
            # A candidate that was flagged stands above now: the next one has the keyboard.
            at += len(mapping.identifiers) - len(self._flagged)
        self._flagged, self._offered = mapping.identifiers, offered
        clear(self._rows)
        for source in mapping.identifiers:
            self._add(source, "", flagged=True)
        for candidate in offered:
            why = ", ".join(candidate_reason_words(reason) for reason in candidate.reasons)
            self._add(candidate.source, why, flagged=False)
        buttons = self._buttons()
        if at is not None and buttons:
            button = buttons[min(at, len(buttons) - 1)]
            button.show()  # a layout does it later, and only what is seen can have the keyboard
            button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _add(self, source: Source, why: str, *, flagged: bool) -> None:
        name = id_label(source_name(source))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(name)
        if why:
            words.addWidget(quiet_label(why))
        text = tr("Unflag {id} as identifier") if flagged else tr("Flag {id} as identifier")
        button = small_button(
            tr("Unflag") if flagged else tr("Flag"), text.format(id=source_name(source))
        )
        button.clicked.connect(self._flag(source, not flagged))
        line = row()
        line.addLayout(words, 1)
        line.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self._rows.addLayout(line)

    def _flag(self, source: Source, flagged: bool) -> Callable[[], None]:
        return lambda: self.flag_wanted.emit(source, flagged)

    def _buttons(self) -> list[QWidget]:
        """The buttons that are there, from top to bottom."""
        found: list[QWidget] = []
        for number in range(self._rows.count()):
            item = self._rows.itemAt(number)
            line = item.layout() if item is not None else None
            last = line.itemAt(line.count() - 1) if line is not None else None
            button = last.widget() if last is not None else None
            if isinstance(button, QPushButton):
                found.append(button)
        return found
