"""Unsaved edits, kept beside the settings while a person works: a crash loses less than a second."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from mapper_gui.app.background import Background, Task
from mapper_gui.mapping.errors import MapperError
from mapper_gui.storage.projects import Project
from mapper_gui.storage.recovery import Journal

KEEP_MS = 400
"""How long after an edit the journal is written, however quickly the next ones follow."""


class UnsavedWork(QObject):
    """Writes one journal in the background, one version at a time."""

    failed = Signal(object)  # MapperError, once until it works again

    def __init__(
        self,
        background: Background,
        snapshot: Callable[[], tuple[Project, Path | None] | None],
        parent: QObject | None = None,
    ) -> None:
        """`snapshot` gives what is to be kept, None when nothing is unsaved."""
        super().__init__(parent)
        self._background = background
        self._snapshot = snapshot
        self._journal: Journal | None = None
        self._keeping: Task | None = None
        self._unwanted = False
        self._complained = False
        background.task_ended.connect(self._note_end)
        self._soon = QTimer(self, singleShot=True, interval=KEEP_MS)
        self._soon.timeout.connect(self.keep)

    def note(self) -> None:
        """There was an edit."""
        if not self._soon.isActive():
            self._soon.start()

    def keep(self) -> None:
        """Write down what is unsaved now."""
        if self._keeping is not None:
            self._soon.start()  # the version before is still being written
            return
        now = self._snapshot()
        if now is not None:
            self._unwanted = False
            self._keeping = self._background.run(
                "", lambda task: self._write(*now), self._kept, self._not_kept, kept=True
            )

    def forget(self) -> None:
        """What was kept is saved, or given up."""
        self._soon.stop()
        if self._keeping is not None:
            self._unwanted = True
        elif self._journal is not None:
            try:
                self._journal.forget()
            except MapperError as error:
                self.failed.emit(error)

    def close(self, *, forget: bool) -> None:
        """End the journal; what is unsaved stays to be recovered unless it is to be forgotten."""
        self._soon.stop()
        if self._keeping is not None:
            self._keeping.wait()
            self._keeping = None
        try:
            now = None if forget else self._snapshot()
            if now is not None:
                self._write(*now)
            elif forget:
                self.forget()
        except MapperError as error:
            self.failed.emit(error)
        finally:
            if self._journal is not None:
                self._journal.close()
                self._journal = None

    def _write(self, project: Project, path: Path | None) -> None:
        if self._journal is None:
            self._journal = Journal()
        self._journal.keep(project, path)

    def _note_end(self, task: Task) -> None:
        if task is self._keeping:
            self._keeping = None

    def _kept(self, _result: object) -> None:
        self._complained = False
        if self._unwanted:
            self._unwanted = False
            self._forget_kept()

    def _forget_kept(self) -> None:
        """Remove what was written while it became unwanted; a newer edit is kept again."""
        again = self._soon.isActive()
        self.forget()
        if again:
            self._soon.start()

    def _not_kept(self, error: MapperError) -> None:
        if not self._complained:
            self._complained = True
            self.failed.emit(error)
