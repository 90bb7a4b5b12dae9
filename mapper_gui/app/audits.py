"""Many submissions at once: fetched or read, held in memory, and held against the mapping."""

import gc
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from mapper_gui.app.background import Task
from mapper_gui.app.look_up import LookUp
from mapper_gui.app.session import Session
from mapper_gui.app.turns import Turns
from mapper_gui.mapping.audit import Audit, Auditor
from mapper_gui.mapping.errors import MapperError
from mapper_gui.mapping.mapping import Mapping
from mapper_gui.mapping.submission import Submission
from mapper_gui.wording.text import tr

AGAIN_AFTER_MS = 400
"""So long after the last edit the audit is made anew."""
TOLD_EVERY = 25


class Audits(QObject):
    """One set of submissions at a time. They are written nowhere and go with the window."""

    changed = Signal(object)  # Audit | None
    progressed = Signal(int, int)  # so many of so many, fetched or audited
    busy_changed = Signal(bool)
    failed = Signal(object)  # MapperError

    def __init__(self, session: Session, look_up: LookUp, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._look_up = look_up
        self._submissions: tuple[Submission, ...] = ()
        self._audit: Audit | None = None
        self._task: Task | None = None
        self._turns = Turns(self)
        self._again = QTimer(self, singleShot=True, interval=AGAIN_AFTER_MS)
        self._again.timeout.connect(self._start)
        session.mapping_changed.connect(lambda _change: self._note_edit())
        session.restarted.connect(self.close)
        session.background.task_ended.connect(self._note_end)

    @property
    def audit(self) -> Audit | None:
        return self._audit

    @property
    def is_busy(self) -> bool:
        return self._task is not None

    @property
    def calls(self) -> int:
        """How many calls fetching costs: one for each form that the mapping accepts."""
        return len(self._session.mapping.accepted.xmlns)

    def submission(self, form_id: str) -> Submission | None:
        """One of the submissions that are held."""
        return next((each for each in self._submissions if each.id == form_id), None)

    def fetch(self, count: int) -> None:
        """Fetch the last submissions of the form, at most `count`, and audit them."""
        self.cancel()
        mapping = self._session.mapping
        task = self._look_up.fetch_recent(
            count,
            mapping.accepted.xmlns,
            mapping.form.app_id,
            lambda done: self.progressed.emit(done, count),
            self._take,
            self.failed.emit,
        )
        self._begin(task)

    def read_file(self, path: Path) -> None:
        """Read the submissions of a file, and audit them."""
        self.cancel()

        def work(_task: Task) -> Sequence[dict[str, Any]]:
            from mapper_gui.readers.submission_json import read_submissions

            return read_submissions(path, self._turns.give_way)

        words = tr("Reading {file}").format(file=path.name)
        task = self._session.background.run(words, work, self._take, self.failed.emit)
        self._begin(task)

    def cancel(self) -> None:
        """Give up what is under way; what was found before stays."""
        self._again.stop()
        if self._task is not None:
            self._task.cancel()
            self._task = None
            self._turns.end()
            self.busy_changed.emit(False)

    def close(self) -> None:
        """Forget the submissions and what they showed."""
        self.cancel()
        self._submissions = ()
        self._show(None)

    def _begin(self, task: Task | None) -> None:
        self._task = task
        if task is not None:
            self._turns.begin()
        self.busy_changed.emit(task is not None)

    def _take(self, bodies: Sequence[dict[str, Any]]) -> None:
        self._submissions = tuple(Submission(body) for body in bodies)
        # They stay, and hold no leftovers: looking for some among them takes tens of milliseconds.
        if not gc.isenabled():
            gc.freeze()
        self._start()

    def _note_edit(self) -> None:
        if self._submissions:
            self._again.start()

    def _start(self) -> None:
        if self._task is not None:
            self._task.cancel()
        mapping, submissions = self._session.mapping, self._submissions
        words = tr("Holding the mapping against {count} submissions").format(count=len(submissions))
        self._begin(
            self._session.background.run(
                words,
                lambda task: self._audited(mapping, submissions, task),
                self._show,
                self._fail,
            )
        )

    def _audited(
        self, mapping: Mapping, submissions: tuple[Submission, ...], task: Task
    ) -> Audit | None:
        auditor = Auditor(mapping)
        if not mapping.has_code:
            for number, submission in enumerate(submissions, 1):
                if task.cancelled:
                    return None
                auditor.add(submission)
                self._turns.give_way()
                if number % TOLD_EVERY == 0:
                    self.progressed.emit(number, len(submissions))
            return auditor.finish()
        from mapper_gui.engines.javascript import Engine

        with Engine() as engine:
            for number, submission in enumerate(submissions, 1):
                if task.cancelled:
                    return None
                auditor.add(submission, engine.for_submission(cancelled=lambda: task.cancelled))
                self.progressed.emit(number, len(submissions))
        return auditor.finish()

    def _show(self, audit: Audit | None) -> None:
        self._audit = audit
        self.changed.emit(audit)

    def _fail(self, error: MapperError) -> None:
        self.failed.emit(error)

    def _note_end(self, task: Task) -> None:
        if task is self._task:
            self._task = None
            self._turns.end()
            self.busy_changed.emit(False)
