"""The open project's file: opening, saving, what is unsaved, recent files, and recovery."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from mapper_gui.app.background import Task
from mapper_gui.app.look_up import LookUp
from mapper_gui.app.session import Session
from mapper_gui.app.settings import Settings
from mapper_gui.commcare.servers import Connection
from mapper_gui.mapping.errors import MapperError, ServerError
from mapper_gui.mapping.mapping import Mapping as FormMapping
from mapper_gui.storage.projects import (
    Project,
    ProjectConnection,
    read_project,
    write_project,
)
from mapper_gui.storage.recovery import Journal, Recovery, take_recovery
from mapper_gui.wording.text import tr

RECOVERY_MS = 700
"""How long after an edit the recovery file is written: a crash loses less than a second."""


class ProjectFile(QObject):
    """Knows where the open mapping is kept and whether it is unsaved."""

    state_changed = Signal()  # path or unsaved mark
    opened = Signal(object)  # Project
    saved = Signal(object)  # Path
    failed = Signal(object)  # MapperError

    def __init__(
        self, session: Session, look_up: LookUp, settings: Settings, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._look_up = look_up
        self._settings = settings
        self._path: Path | None = None
        self._fingerprint: str | None = None
        self._journal: Journal | None = None
        self._keeping: Task | None = None
        self._recovered_unsaved = False
        self.window_state: Callable[[], Mapping[str, Any]] = dict
        self._recover_soon = QTimer(self, singleShot=True, interval=RECOVERY_MS)
        self._recover_soon.timeout.connect(self._keep_recovery)
        session.undo_stack.cleanChanged.connect(self.state_changed)
        session.mapping_changed.connect(self._note_edit)

    @property
    def path(self) -> Path | None:
        return self._path

    @property
    def unsaved(self) -> bool:
        return self._recovered_unsaved or not self._session.undo_stack.isClean()

    @property
    def name(self) -> str:
        """What to call the project: its file's name, the form's name, or neither yet."""
        if self._path is not None:
            return self._path.stem
        return self._session.mapping.form.name or tr("Untitled")

    def new(self) -> None:
        """An empty mapping without a file."""
        self._leave()
        self._session.start_with(FormMapping())
        self.state_changed.emit()

    def open(self, path: Path) -> None:
        """Open a project in the background; what is open stays until it has been read."""
        self._session.background.run(
            tr("Opening {file}").format(file=path.name),
            lambda task: read_project(path),
            lambda project: self._show(project, path),
            self._could_not_open(path),
        )

    def restore(self, recovery: Recovery) -> None:
        """Go on with what a crash left; it counts as unsaved."""
        try:
            take_recovery(recovery)
        except MapperError as error:
            self.failed.emit(error)
        if recovery.project is None:
            return
        self._show(recovery.project, recovery.path)
        self._recovered_unsaved = True
        self._keep_recovery()
        self.state_changed.emit()

    def save(self, path: Path | None = None, then: Callable[[], object] | None = None) -> None:
        """Save to `path`, or to where it was opened from. The file is written whole or not at all."""
        where = path or self._path
        if where is None:
            return
        expected = self._fingerprint if where == self._path else None
        project = self._project()
        index = self._session.undo_stack.index()

        def done(fingerprint: str) -> None:
            self._path, self._fingerprint = where, fingerprint
            self._recovered_unsaved = False
            if self._session.undo_stack.index() == index:
                self._session.undo_stack.setClean()
                self._forget_recovery()
            self._settings.add_recent(where)
            self.state_changed.emit()
            self.saved.emit(where)
            if then is not None:
                then()

        self._session.background.run(
            tr("Saving {file}").format(file=where.name),
            lambda task: write_project(where, project, expected),
            done,
            self.failed.emit,
        )

    def close(self) -> None:
        """The project is left for good, saved or knowingly not: nothing is to be recovered."""
        self._leave()
        if self._journal is not None:
            self._journal.close()
            self._journal = None

    def _leave(self) -> None:
        self._forget_recovery()
        self._path, self._fingerprint = None, None
        self._recovered_unsaved = False

    def _show(self, project: Project, path: Path | None) -> None:
        self._leave()
        self._path, self._fingerprint = path, project.fingerprint or None
        self._session.start_with(project.mapping)
        if project.connection is not None:
            kept = project.connection
            try:
                connection = Connection(kept.server, kept.project_space, kept.username)
            except ServerError as error:
                self.failed.emit(error)
            else:
                self._look_up.set_connection(connection)
        if path is not None:
            self._settings.add_recent(path)
        self.state_changed.emit()
        self.opened.emit(project)

    def _could_not_open(self, path: Path) -> Callable[[MapperError], None]:
        def failed(error: MapperError) -> None:
            self._settings.remove_recent_if_gone(path)
            self.failed.emit(error)

        return failed

    def _project(self) -> Project:
        connection = self._look_up.connection
        kept = None
        if connection is not None and not self._look_up.is_practice:
            kept = ProjectConnection(
                connection.server_url, connection.project_space, connection.username
            )
        window = self.window_state()
        return Project(self._session.mapping, kept, window, self._fingerprint or "")

    def _note_edit(self) -> None:
        self.state_changed.emit()
        if self.unsaved:
            self._recover_soon.start()

    def _keep_recovery(self) -> None:
        if not self.unsaved:
            return
        try:
            if self._journal is None:
                self._journal = Journal()
        except MapperError as error:
            self.failed.emit(error)
            return
        project, path, journal = self._project(), self._path, self._journal
        self._keeping = self._session.background.run(
            "", lambda task: journal.keep(project, path), lambda kept: None, self.failed.emit
        )

    def _forget_recovery(self) -> None:
        self._recover_soon.stop()
        if self._keeping is not None:
            self._keeping.wait()
            self._keeping = None
        if self._journal is not None:
            try:
                self._journal.forget()
            except MapperError as error:
                self.failed.emit(error)
