"""What stands in one cell of a tree: pieces of text and icons, each with what it means."""

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import Qt

from mapper_gui.views.folded_text import Ranges

CELL_ROLE = Qt.ItemDataRole.UserRole + 1
"""The `Cell` that the delegate paints."""


class Face(StrEnum):
    """Ids are set in a fixed-width face and words in the interface's, so that none is mistaken."""

    WORDS = "words"
    ID = "id"


class Tone(StrEnum):
    """A colour by what it means; each is one of `theme.Colours`."""

    TEXT = "text"
    QUIET = "quiet"
    ACCENT = "accent"
    ERROR = "error"
    WARNING = "warning"
    GOOD = "good"
    IDENTIFIER = "identifier"
    HIDDEN_VALUE = "hidden_value"


@dataclass(frozen=True, slots=True)
class Piece:
    """A text, an icon, or an icon with its text. `marked`: what a search found in the text;
    `spare`: left out whole before anything else is cut."""

    text: str = ""
    face: Face = Face.WORDS
    tone: Tone = Tone.TEXT
    icon: str = ""
    strong: bool = False
    slanted: bool = False
    struck: bool = False
    framed: bool = False
    spare: bool = False
    marked: Ranges = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """The pieces of one cell from the reading edge on. `edge`: a bar at the row's leading edge."""

    pieces: tuple[Piece, ...] = ()
    edge: Tone | None = None

    @property
    def text(self) -> str:
        """The words alone, for screen readers, copying and tests."""
        return " ".join(piece.text for piece in self.pieces if piece.text)


NOTHING = Cell()
BLANK = Piece(icon="blank")
"""As wide as an icon, so that what follows stands in line with other rows."""
