"""One undo command for every edit: it holds the mapping before and after."""

import sys
from collections.abc import Callable

from PySide6.QtGui import QUndoCommand

from mapper_gui.app.place import Place
from mapper_gui.mapping.mapping import Mapping

Show = Callable[[Mapping, Place | None], None]
_MAPPING_EDIT = 1


class MappingEdit(QUndoCommand):
    """`show` makes the given mapping the current one and moves the selection to `place`.

    `place_before` is where it goes when the edit is undone, if that is another place: a rule that
    had another name. Edits with the same `typing` that follow each other are one step: what is
    typed in one go.
    """

    def __init__(
        self,
        words: str,
        before: Mapping,
        after: Mapping,
        place: Place | None,
        show: Show,
        *,
        place_before: Place | None = None,
        typing: str = "",
    ) -> None:
        super().__init__(words)
        self._before = before
        self._after = after
        self._place = place
        self._place_before = place_before or place
        self._show = show
        self._typing = typing

    def id(self) -> int:
        return _MAPPING_EDIT if self._typing else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, MappingEdit) or other._typing != self._typing:
            return False
        self._after = other._after
        self.setObsolete(self._after == self._before)
        return True

    def undo(self) -> None:
        self._go_to(self._before, self._place_before)

    def redo(self) -> None:
        self._go_to(self._after, self._place)

    def _go_to(self, mapping: Mapping, place: Place | None) -> None:
        try:
            self._show(mapping, place)
        except Exception as error:  # noqa: BLE001 - told to the person, as any error nobody expected
            # Qt called: an error that went up through the undo stack could end the program.
            sys.excepthook(type(error), error, error.__traceback__)
