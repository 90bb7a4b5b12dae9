"""The longest time the window does not answer while a form of 5,000 questions is imported from a
workbook, searched and mapped, beside that of a window that idles; and the memory all that takes.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from figures import own_home, peak_memory, show, title
from large_form import question_id, target_csv
from open_program import at_rest, open_program, settle, until
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtTest import QTest

from mapper_gui.app import edits
from mapper_gui.mapping.form import QuestionId
from mapper_gui.mapping.source import QuestionSource
from mapper_gui.views.program import Program

LIMIT = 50
# By a process of its own: making a workbook takes memory that reading it does not.
_MAKE = (
    "import sys; from pathlib import Path; from large_form import export_rows, write_workbook; "
    "write_workbook(export_rows(5000), Path(sys.argv[1]))"
)


class Heartbeat(QObject):
    """Ticks every millisecond on the window's thread; a gap is time in which nothing else ran.

    Of each gap it keeps the time that passed and the processor's time that this process took in
    it: on a busy machine others have the rest.
    """

    def __init__(self) -> None:
        super().__init__()
        self.gaps: list[tuple[float, float]] = []
        self._last = (0.0, 0.0)
        self._timer = QTimer(self, interval=1, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    def begin(self) -> None:
        self.gaps = []
        self._last = (time.perf_counter(), time.process_time())
        self._timer.start()

    def end(self, name: str, below: float | None = LIMIT) -> None:
        """Print the longest gaps since the beginning."""
        self._tick()
        self._timer.stop()
        passed, own = (sorted(side, reverse=True) for side in zip(*self.gaps, strict=True))
        show(name, passed[0], below=below)
        longest = ", ".join(f"{gap:.0f}" for gap in passed[1:4])
        print(f"      then {longest}; most of the processor's time in one: {own[0]:.0f} ms")

    def _tick(self) -> None:
        now = (time.perf_counter(), time.process_time())
        self.gaps.append(((now[0] - self._last[0]) * 1000, (now[1] - self._last[1]) * 1000))
        self._last = now


def wait(milliseconds: int) -> None:
    """Let the window work, as while a person looks."""
    end = time.monotonic() + milliseconds / 1000
    until(lambda: time.monotonic() >= end)


def import_form(program: Program, book: Path) -> None:
    program.files.open_form(book)
    until(lambda: program.session.mapping.form.questions)
    until(lambda: at_rest(program))
    wait(500)


def import_target(program: Program) -> None:
    program.files.paste_target(target_csv(500))
    until(lambda: program.session.mapping.target.objects)
    until(lambda: at_rest(program))
    wait(500)


def search(program: Program) -> None:
    box = program.window.form_pane.search_box
    for words in ("household", "vaccine refused", "question 4321"):
        for letter in words:
            QTest.keyClicks(box, letter)
            wait(20)
        for _ in words:
            QTest.keyClick(box, Qt.Key.Key_Backspace)
            wait(20)


def scroll(program: Program) -> None:
    tree = program.window.form_pane.tree
    tree.open_all()
    bar = tree.verticalScrollBar()
    for step in range(60):
        bar.setValue(bar.maximum() * step // 60)
        wait(5)


def map_fields(program: Program) -> None:
    session = program.session
    for number, rule in enumerate(session.mapping.rules):
        target = session.mapping.target.object(rule.object)
        assert target is not None
        for place, field in enumerate(target.fields[:20]):
            source = QuestionSource(QuestionId(question_id(6 * (20 * number + place))))
            assert edits.add_sources(session, rule.id, field.name, [source])
            wait(30)
    wait(1000)


def undo_all(program: Program) -> None:
    for _ in range(100):
        program.session.undo_stack.undo()
        wait(10)
    wait(1000)


def main() -> None:
    with own_home() as home:
        book = home / "form.xlsx"
        subprocess.run([sys.executable, "-c", _MAKE, str(book)], check=True)
        with open_program() as program:
            before = peak_memory()
            heart = Heartbeat()
            title("Longest block of the window's thread, a form of 5,000 questions, 500 fields")
            wait(500)
            heart.begin()
            wait(500)
            heart.end("floor: nothing is done", None)
            for name, work in (
                ("importing the form (.xlsx)", lambda: import_form(program, book)),
                ("importing the fields", lambda: import_target(program)),
                ("searching", lambda: search(program)),
                ("opening all and scrolling", lambda: scroll(program)),
                ("mapping 100 fields", lambda: map_fields(program)),
                ("undoing it", lambda: undo_all(program)),
            ):
                heart.begin()
                work()
                heart.end(name)
            settle()
            most = peak_memory()
            if before is not None and most is not None:
                title("Memory of the whole process")
                show("floor: the empty window", before, "MB")
                show("the most it ever took", most, "MB", 250)


if __name__ == "__main__":
    main()
