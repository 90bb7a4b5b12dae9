"""How long it takes from starting the process until the window is painted, beside an empty one."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from figures import own_home, show_beside, title

ROOT = Path(__file__).parents[2]
ROUNDS = 5
ENVIRON: dict[str, str] = {}
# Says "painted" once, when the window was painted the first time. Only the window is watched: a
# filter on the application would be called for thousands of events of its making.
_TELL = """
import sys
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow

class Watch(QObject):
    told = False
    def eventFilter(self, watched, event):
        if not self.told and event.type() == QEvent.Type.Paint:
            self.told = True
            QTimer.singleShot(0, self.tell)
        return False
    def tell(self):
        print("painted", flush=True)
        QTimer.singleShot(0, QApplication.quit)

watch = Watch()
real_show = QMainWindow.show

def watched_show(window):
    window.installEventFilter(watch)
    real_show(window)

QMainWindow.show = watched_show
"""
EMPTY = (
    _TELL
    + """
application = QApplication(sys.argv[:1])
application.setStyle("Fusion")
window = QMainWindow()
window.resize(1320, 720)
window.show()
application.exec()
"""
)
OURS = _TELL + "from mapper_gui.views.program import run\nrun(None)\n"


def time_to_window(code: str) -> float:
    """Milliseconds from starting Python until it says that the window was painted."""
    start = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, cwd=ROOT, env=ENVIRON
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        took = (time.perf_counter() - start) * 1000
    if line.strip() != b"painted" or process.returncode:
        raise SystemExit(f"the window did not show: {line!r}, exit code {process.returncode}")
    return took


def main() -> None:
    with own_home() as home:
        # As installed: compiled once, wherever that may be kept.
        ENVIRON.update(os.environ, PYTHONPYCACHEPREFIX=str(home / "compiled"))
        ENVIRON.pop("PYTHONDONTWRITEBYTECODE", None)
        title(f"Start-up: from starting the process to the painted window, median of {ROUNDS}")
        time_to_window(OURS), time_to_window(EMPTY)  # the first reads the files from the disk
        pairs = [(time_to_window(OURS), time_to_window(EMPTY)) for _ in range(ROUNDS)]
        ours, floor = (statistics.median(side) for side in zip(*pairs, strict=True))
        show_beside("window", ours, "empty PySide6 window", floor, 1.5)


if __name__ == "__main__":
    main()
