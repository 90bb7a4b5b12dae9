"""The app version of the open submission: looked up when asked for, told as far as it is known."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from mapper_gui.app.background import Task
from mapper_gui.app.session import Session
from mapper_gui.mapping.app_version import (
    App,
    BuildStructure,
    VersionReport,
    version_report,
)
from mapper_gui.mapping.errors import ServerError, ServerKind
from mapper_gui.mapping.evaluate import Evaluation
from mapper_gui.mapping.submission import Submission
from mapper_gui.storage.builds import keep_build, read_build
from mapper_gui.wording.text import tr

if TYPE_CHECKING:
    from mapper_gui.app.look_up import LookUp
    from mapper_gui.commcare.app_versions import AppVersions as Found

REPORT_AFTER_MS = 250
"""How long after an edit the differences for the mapped questions are told anew."""


class AppVersions(QObject):
    """Knows the apps that were asked for in this session, and the structures that this machine
    keeps. Asks CommCare HQ only when told to; what is known already is never asked again."""

    changed = Signal()  # the report, or what a look-up would cost
    ended = Signal()  # a look-up that was under way
    failed = Signal(object)  # MapperError

    def __init__(self, session: Session, look_up: "LookUp") -> None:
        super().__init__(look_up)
        self._session = session
        self._look_up = look_up
        self._apps: dict[tuple[str, str, str], App] = {}
        self._missing: dict[str, ServerError] = {}
        self._read: set[str] = set()
        self._submission: Submission | None = None
        self._report: VersionReport | None = None
        self._task: Task | None = None
        self._soon = QTimer(self, singleShot=True, interval=REPORT_AFTER_MS)
        self._soon.timeout.connect(self._tell)
        session.evaluation_changed.connect(self._follow)
        look_up.connection_changed.connect(lambda _connection: self._tell())
        session.background.task_ended.connect(self._note_end)

    @property
    def report(self) -> VersionReport | None:
        """How the open submission's version stands; None without a submission that names one."""
        return self._report

    @property
    def is_asking(self) -> bool:
        return self._task is not None

    @property
    def missing(self) -> ServerError | None:
        """Why the structure of the open submission's version is not known, after it was asked."""
        return self._missing.get(self._build_id)

    @property
    def calls(self) -> int | None:
        """How often CommCare HQ would be asked, at most; None where there is nothing to ask."""
        connection = self._look_up.connection
        if connection is None or self._submission is None or not self._app_id:
            return None
        from mapper_gui.commcare.app_versions import most_calls

        gone = {id_ for id_, error in self._missing.items() if error.kind is ServerKind.NOT_FOUND}
        return most_calls(self._app, self._build_id, {*gone, *self._session.structures})

    @property
    def _build_id(self) -> str:
        return self._submission.text("build_id") if self._submission is not None else ""

    @property
    def _app_id(self) -> str:
        own = self._submission.text("app_id") if self._submission is not None else ""
        return own or self._session.mapping.form.app_id

    @property
    def _name(self) -> tuple[str, str, str]:
        connection = self._look_up.connection
        if connection is None:
            return "", "", self._app_id
        return connection.server_url, connection.project_space, self._app_id

    @property
    def _app(self) -> App | None:
        return self._apps.get(self._name)

    def look_up(self) -> None:
        """Ask for the app's versions and the two structures that are not known yet."""
        connection, name = self._look_up.connection, self._name
        if connection is None:
            self.failed.emit(ServerError(ServerKind.NO_KEY, server="", username=""))
            return
        if self._submission is None or not self._app_id or self._task is not None:
            return
        app, app_id, build_id = self._app, self._app_id, self._build_id
        known = dict(self._session.structures)

        async def ask() -> "Found":
            import asyncio

            from mapper_gui.commcare.app_versions import get_app_versions

            secret = await self._look_up.key_of(connection)
            async with self._look_up.client(connection, secret) as client:
                found = await get_app_versions(
                    client, app_id, build_id, app=app, known=known, kept=read_build
                )
            new = [each for each in found.structures if each not in known]
            await asyncio.to_thread(_keep, [found.structures[each] for each in new])
            return found

        self._task = self._session.background.ask(
            tr("Looking up the versions of the app"),
            ask,
            lambda found: self._take(name, found),
            self.failed.emit,
        )
        self.changed.emit()

    def cancel(self) -> None:
        """Give up the look-up that is under way."""
        if self._task is not None:
            self._task.cancel()

    def _take(self, name: tuple[str, str, str], found: "Found") -> None:
        self._apps[name] = found.app
        self._missing.update(found.missing)
        self._session.learn_structures(found.structures)
        self._tell()

    def _follow(self, evaluation: Evaluation | None) -> None:
        submission = evaluation.submission if evaluation is not None else None
        before = self._submission
        if submission is before or (submission and before and submission.body is before.body):
            self._submission = submission
            self._soon.start()
            return
        self._submission = submission
        self._tell()
        self._read_kept()

    def _read_kept(self) -> None:
        """What this machine keeps of the submission's version; from the disk, beside the window."""
        build_id = self._build_id
        if not build_id or build_id in self._session.structures or build_id in self._read:
            return
        self._read.add(build_id)
        self._session.background.run("", lambda task: read_build(build_id), self._take_kept)

    def _take_kept(self, structure: BuildStructure | None) -> None:
        if structure is not None:
            self._session.learn_structures({structure.id: structure})
            self._tell()

    def _tell(self) -> None:
        self._soon.stop()
        self._report = None
        if self._submission is not None:
            mapping, known = self._session.mapping, self._session.structures
            self._report = version_report(mapping, self._submission, self._app, known)
        self.changed.emit()

    def _note_end(self, task: Task) -> None:
        if task is self._task:
            self._task = None
            self.ended.emit()
            self.changed.emit()


def _keep(structures: list[BuildStructure]) -> None:
    for structure in structures:
        keep_build(structure)
