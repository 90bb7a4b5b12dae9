"""One undo command for every edit: it holds the mapping before and after."""

from collections.abc import Callable

from PySide6.QtGui import QUndoCommand

from mapper_gui.app.place import FieldPlace
from mapper_gui.mapping.mapping import Mapping

Show = Callable[[Mapping, FieldPlace | None], None]


class MappingEdit(QUndoCommand):
    """`show` makes the given mapping the current one and moves the selection to `place`."""

    def __init__(
        self, words: str, before: Mapping, after: Mapping, place: FieldPlace | None, show: Show
    ) -> None:
        super().__init__(words)
        self._before = before
        self._after = after
        self._place = place
        self._show = show

    def undo(self) -> None:
        self._show(self._before, self._place)

    def redo(self) -> None:
        self._show(self._after, self._place)
