"""Python's leftovers: objects that refer to each other and to which nothing else refers.

By itself Python looks for them whenever and on whichever thread it likes. With a form of 5,000
questions one look at everything takes 100 ms in which the window stands still, and a part of the
window that a worker's thread takes away ends the program. So they are looked for here only: on the
window's thread, now and then, and never among what stays.
"""

import gc

from PySide6.QtCore import QObject, QTimer

LOOK_MS = 2000
ROUNDS_TO_ALL = 30
"""Every so many looks all is looked at that came since `keep`."""


class Leftovers(QObject):
    """Made on the window's thread; `close` leaves everything to Python again."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._round = 0
        self._soon = QTimer(self, interval=LOOK_MS)
        self._soon.timeout.connect(self._look)
        self._soon.start()

    def keep(self) -> None:
        """What is there now stays (a form and its rows, Qt's own types): do not look at it again."""
        gc.freeze()

    def close(self) -> None:
        self._soon.stop()
        gc.unfreeze()
        gc.enable()

    def _look(self) -> None:
        self._round += 1
        gc.collect(2 if self._round % ROUNDS_TO_ALL == 0 else 1)
