"""How long an audit of 1,000 submissions of 300 questions takes with a mapping of 100 fields, beside
reading the same bytes as JSON; how much memory; and how long the window stands still meanwhile.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from figures import own_home, peak_memory, show, timed, title
from open_program import at_rest, open_program, settle, until
from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer
from usual_mapping import QUESTIONS, usual_body, usual_mapping

from mapper_gui.app.audits import Audits
from mapper_gui.mapping.audit import audit
from mapper_gui.mapping.submission import Submission
from mapper_gui.views.audit_window import AuditWindow

SUBMISSIONS = 1000
SECONDS, MEGABYTES, BLOCK = 3, 400, 50


class Longest(QObject):
    """The longest time between two turns of the window's thread, in milliseconds."""

    def __init__(self) -> None:
        super().__init__()
        self.longest = 0.0
        self._last = time.perf_counter()
        self._timer = QTimer(self, interval=1, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _tick(self) -> None:
        now = time.perf_counter()
        self.longest = max(self.longest, (now - self._last) * 1000)
        self._last = now


def wait_as_the_program_does(reached: Callable[[], bool]) -> None:
    """By Qt's own loop, which sleeps while nothing is to be done: `until` never does, and would take
    half of the interpreter's time from the audit."""
    loop = QEventLoop()
    timer = QTimer(loop, interval=20)
    timer.timeout.connect(lambda: reached() and loop.quit())
    timer.start()
    loop.exec()


def in_the_window(texts: Sequence[str], home: Path) -> tuple[float, float, float | None]:
    """Milliseconds from choosing the file until the findings are there, the longest block, and the
    most memory of the process in megabytes."""
    file = home / "forms.jsonl"
    file.write_text("\n".join(texts), "utf-8")
    with open_program() as program:
        program.session.start_with(usual_mapping())
        until(lambda: at_rest(program))
        audits = Audits(program.session, program.look_up)
        window = AuditWindow(program.session, program.look_up, audits)
        window.show()
        until(lambda: at_rest(program))
        settle()  # what is still to be painted of opening a project is not the audit's
        longest = Longest()
        start = time.perf_counter()
        window.read_file(file)
        wait_as_the_program_does(lambda: audits.audit is not None and not audits.is_busy)
        taken = (time.perf_counter() - start) * 1000
        until(lambda: at_rest(program))
        most = peak_memory()
        window.end()
        window.deleteLater()
        return taken, longest.longest, most


def main() -> None:
    bodies = [usual_body(seed) for seed in range(SUBMISSIONS)]
    texts = [json.dumps(body) for body in bodies]
    del bodies
    size = sum(map(len, texts)) / 1e6
    title(
        f"Auditing {SUBMISSIONS:,} submissions of {QUESTIONS} questions ({size:.0f} MB), 100 fields"
    )
    with own_home() as home:
        taken, block, most = in_the_window(texts, home)
    show("in the window, from the file to the findings", taken, below=SECONDS * 1000)
    show("longest block of its thread", block, below=BLOCK)
    if most is not None:
        show("most memory of the process", most, below=MEGABYTES, unit="MB")
    floor = timed(lambda: [json.loads(text) for text in texts])
    submissions = [Submission(json.loads(text)) for text in texts]
    mapping = usual_mapping()
    show("the audit alone", timed(lambda: audit(mapping, submissions)), below=SECONDS * 1000)
    show("floor: json.loads of the same bytes", floor)


if __name__ == "__main__":
    main()
