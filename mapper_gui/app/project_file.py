"""The open project's file: opening, saving, what is unsaved, recent files, and recovery."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from mapper_gui.app.background import Task
from mapper_gui.app.look_up import LookUp
from mapper_gui.app.session import Session
from mapper_gui.app.settings import Settings
from mapper_gui.app.unsaved_work import UnsavedWork
from mapper_gui.commcare.servers import Connection
from mapper_gui.mapping.errors import MapperError, ServerError
from mapper_gui.mapping.form import Form
from mapper_gui.mapping.mapping import Mapping as FormMapping
from mapper_gui.storage.projects import (
    Project,
    ProjectConnection,
    read_project,
    write_project,
)
from mapper_gui.storage.recovery import Recovery, take_recovery
from mapper_gui.wording.text import tr

Then = Callable[[], object]


class ProjectFile(QObject):
    """Knows where the open mapping is kept and whether it is unsaved."""

    state_changed = Signal()  # path or unsaved mark
    opened = Signal(object)  # Project
    saved = Signal(object)  # Path
    edited_meanwhile = Signal(object)  # Path: not opened, since there are new edits by now
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
        self._connection: ProjectConnection | None = None
        self._saved_mapping: FormMapping | None = session.mapping
        self._saved_connection: ProjectConnection | None = None
        self._number = 0
        self._opening: Task | None = None
        self._saving: Task | None = None
        self._save_again: tuple[Path | None, Then | None] | None = None
        self._after_saving: list[Then] = []
        self.window_state: Callable[[], Mapping[str, Any]] = dict
        self.prepare: Callable[[Form], object] | None = None
        """What a view makes of a form before it is shown, on the thread that read it."""
        self._unsaved_work = UnsavedWork(session.background, self._to_recover, self)
        self._unsaved_work.failed.connect(self.failed)
        session.background.task_ended.connect(self._note_end)
        session.mapping_changed.connect(self._note_edit)
        look_up.connection_changed.connect(self._note_connection)

    @property
    def path(self) -> Path | None:
        return self._path

    @property
    def unsaved(self) -> bool:
        """Whether the file, if any, holds something else than what is open."""
        if self._session.mapping is not self._saved_mapping:
            return True
        return self._path is not None and self._connection != self._saved_connection

    @property
    def is_saving(self) -> bool:
        return self._saving is not None

    @property
    def name(self) -> str:
        """What to call the project: its file's name, the form's name, or neither yet."""
        if self._path is not None:
            return self._path.stem
        return self._session.mapping.form.name or tr("Untitled")

    def new(self) -> None:
        """An empty mapping without a file."""
        self._begin(FormMapping(), None, None)
        self.state_changed.emit()

    def open(self, path: Path) -> None:
        """Open a project in the background; what is open stays until it has been read."""
        if self._opening is not None:
            self._opening.cancel()
        mapping = self._session.mapping

        def done(project: Project) -> None:
            if self.unsaved and self._session.mapping is not mapping:
                self.edited_meanwhile.emit(path)
            else:
                self._show(project, path)

        def failed(error: MapperError) -> None:
            self._settings.remove_recent_if_gone(path)
            self.failed.emit(error)

        words = tr("Opening {file}").format(file=path.name)

        def work(_task: Task) -> Project:
            project = read_project(path)
            if self.prepare is not None:
                self.prepare(project.mapping.form)
            return project

        self._opening = self._session.background.run(words, work, done, failed)

    def restore(self, recovery: Recovery) -> None:
        """Go on with what a crash left; it counts as unsaved."""
        try:
            take_recovery(recovery)
        except MapperError as error:
            self.failed.emit(error)
        if recovery.project is None:
            return
        self._show(recovery.project, recovery.path)
        self._saved_mapping = None
        self._unsaved_work.keep()
        self.state_changed.emit()

    def save(self, path: Path | None = None, then: Then | None = None) -> None:
        """Save to where it was opened from, or to `path`, over whatever stands there.

        The file is written whole or not at all; `then` is called when it has been.
        """
        where = path or self._path
        if where is None:
            return
        if self._saving is not None:
            self._save_again = (path, then)
            return
        # A path that a person chose was confirmed; the project's own file may have been changed
        # by somebody else since.
        expected = self._fingerprint if path is None else None
        project, number = self._project(), self._number

        def done(fingerprint: str) -> None:
            self._settings.add_recent(where)
            if number == self._number:
                self._note_saved(where, project, fingerprint)
                self.saved.emit(where)
            self._go_on(then)

        def failed(error: MapperError) -> None:
            self._after_saving.clear()
            self.failed.emit(error)
            self._go_on(None)

        self._saving = self._session.background.run(
            tr("Saving {file}").format(file=where.name),
            lambda task: write_project(where, project, expected),
            done,
            failed,
            kept=True,
        )

    def after_saving(self, then: Then) -> None:
        """Do this when the save that is under way has succeeded."""
        self._after_saving.append(then)

    def leave(self) -> None:
        """The project is left for good, saved or knowingly not: nothing is to be recovered."""
        self._saved_mapping, self._saved_connection = self._session.mapping, self._connection
        self._unsaved_work.close(forget=True)

    def close(self) -> None:
        """The program ends. What is unsaved, and was not left knowingly, stays to be recovered."""
        self._unsaved_work.close(forget=not self.unsaved)

    def _show(self, project: Project, path: Path | None) -> None:
        kept = project.connection
        connection = None
        if kept is not None:
            try:
                connection = Connection(kept.server, kept.project_space, kept.username)
            except ServerError as error:
                self.failed.emit(error)
        self._begin(project.mapping, path, project.fingerprint or None)
        if connection is not None:
            self._look_up.set_connection(connection)
        self._connection = kept or self._connection
        self._saved_connection = self._connection
        if path is not None:
            self._settings.add_recent(path)
        self.state_changed.emit()
        self.opened.emit(project)

    def _begin(self, mapping: FormMapping, path: Path | None, fingerprint: str | None) -> None:
        """Another mapping is the open one from now on, and nothing of it is unsaved."""
        if self._opening is not None:
            self._opening.cancel()
            self._opening = None
        self._number += 1
        self._unsaved_work.forget()
        self._path, self._fingerprint = path, fingerprint
        self._saved_mapping = mapping
        self._saved_connection = self._connection = self._real_connection()
        self._session.start_with(mapping)

    def _note_saved(self, where: Path, project: Project, fingerprint: str) -> None:
        self._path, self._fingerprint = where, fingerprint
        self._saved_mapping, self._saved_connection = project.mapping, project.connection
        if not self.unsaved:
            self._unsaved_work.forget()
        self.state_changed.emit()

    def _go_on(self, then: Then | None) -> None:
        """What was asked for while a save was under way."""
        again, self._save_again = self._save_again, None
        if again is not None:
            path, after = again
            if then is not None:
                self._after_saving.append(then)
            self.save(path, after)
            return
        waiting, self._after_saving = self._after_saving, []
        for each in (then, *waiting):
            if each is not None:
                each()

    def _project(self) -> Project:
        window = self.window_state()
        return Project(self._session.mapping, self._connection, window, self._fingerprint or "")

    def _to_recover(self) -> tuple[Project, Path | None] | None:
        return (self._project(), self._path) if self.unsaved else None

    def _real_connection(self) -> ProjectConnection | None:
        """The connection in use, unless it is the practice server's, which ends with the window."""
        connection = self._look_up.connection
        if connection is None or self._look_up.is_practice:
            return None
        return ProjectConnection(
            connection.server_url, connection.project_space, connection.username
        )

    def _note_connection(self, connection: Connection | None) -> None:
        # Practising does not make a project forget whom it asks.
        if not self._look_up.is_practice:
            self._connection = self._real_connection()
            self._note_edit()

    def _note_end(self, task: Task) -> None:
        """Whichever way it ended: an error that nobody expected must not keep the next save away."""
        if task is self._saving:
            self._saving = None
        if task is self._opening:
            self._opening = None

    def _note_edit(self) -> None:
        self.state_changed.emit()
        if self.unsaved:
            self._unsaved_work.note()
        else:
            self._unsaved_work.forget()
