"""Turns between the window and work that uses Python all the time.

Python runs one thread at a time. A worker takes every pause of the window's thread, which makes one
at each call of Qt, and a repaint of 30 ms takes 200. So a worker that sees the window late waits.
"""

import time

from PySide6.QtCore import QObject, Qt, QTimer

TURN_MS = 5
LATE = 0.012
"""Seconds since the window's thread last came round, after which it has something to do."""
LONGEST = 0.06
"""Seconds that a worker waits at once: where the window does not come round, work goes on."""


class Turns(QObject):
    """Made, begun and ended on the window's thread."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._last: float | None = None
        self._timer = QTimer(self, interval=TURN_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._come_round)

    def begin(self) -> None:
        """From now on the window's thread says when it comes round."""
        self._come_round()
        self._timer.start()

    def end(self) -> None:
        self._timer.stop()
        self._last = None

    def give_way(self) -> None:
        """Called by a worker between two pieces of its work: waits while the window is busy."""
        end = time.monotonic() + LONGEST
        while (last := self._last) is not None:
            now = time.monotonic()
            if now - last < LATE or now > end:
                return
            time.sleep(0.003)

    def _come_round(self) -> None:
        self._last = time.monotonic()
