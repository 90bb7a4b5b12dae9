"""Proving the mapping on live submissions: the connection, its key, and looking up by id."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from mapper_gui.app import edits
from mapper_gui.app.app_versions import AppVersions
from mapper_gui.app.background import Task
from mapper_gui.app.session import Session
from mapper_gui.commcare.network import Network
from mapper_gui.commcare.servers import Connection
from mapper_gui.mapping.errors import MapperError, ServerError, ServerKind
from mapper_gui.mapping.evaluate import is_other_form
from mapper_gui.mapping.learn import FormFacts, facts_in, with_case_blocks, with_facts
from mapper_gui.mapping.submission import Submission
from mapper_gui.storage.credentials import forget_key, keep_key, read_key
from mapper_gui.storage.sample import practice_apps, practice_records
from mapper_gui.wording.text import tr

if TYPE_CHECKING:
    from mapper_gui.commcare.client import Checked, HqClient
    from mapper_gui.commcare.find import Found
    from mapper_gui.commcare.practice_server import PracticeServer


@dataclass(frozen=True, slots=True)
class Offered:
    """The submissions that can be shown, newest first, of one look-up or one file.

    `link`: the page of the form or case in CommCare HQ; None for what came from a file.
    """

    submissions: tuple[dict[str, Any], ...] = ()
    link: str | None = None


class LookUp(QObject):
    """Looks up forms and cases, one at a time; the answer to an older question is dropped."""

    connection_changed = Signal(object)  # Connection | None
    started = Signal(str)  # what is looked up
    found = Signal(object)  # Found; its submissions may be empty
    offered_changed = Signal(object)  # Offered
    failed = Signal(object)  # MapperError
    ended = Signal()  # found, failed or given up
    other_form_found = Signal(object)  # Submission of another form, before any result is shown
    facts_found = Signal(object)  # FormFacts that the form lacks; nothing is taken unasked

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._connection: Connection | None = None
        self._keys_for_this_run: dict[tuple[str, str], str] = {}
        self._task: Task | None = None
        self._practice: PracticeServer | None = None
        self._offered = Offered()
        self.network = Network()
        """The proxy and certificate authority that every question goes by."""
        self.versions = AppVersions(session, self)
        session.background.task_ended.connect(self._note_end)
        session.restarted.connect(self._start_afresh)

    @property
    def offered(self) -> Offered:
        return self._offered

    @property
    def connection(self) -> Connection | None:
        return self._connection

    @property
    def is_practice(self) -> bool:
        """Whether the connection is the practice server's."""
        url = self._connection.server_url if self._connection else ""
        return self._practice is not None and url == self._practice.server_url

    def set_connection(self, connection: Connection | None, key: str | None = None) -> None:
        """Use this connection from now on; a key given here is kept for this run only."""
        if connection is not None and key:
            self._keys_for_this_run[_entry(connection)] = key
        if connection != self._connection:
            self._connection = connection
            self.connection_changed.emit(connection)

    def keep_key(
        self,
        connection: Connection,
        key: str,
        done: Callable[[Any], None],
        failed: Callable[[MapperError], None],
    ) -> None:
        """Keep the key in the system keyring; the window goes on meanwhile."""
        self._keys_for_this_run[_entry(connection)] = key
        self._session.background.run(
            tr("Keeping the API key in the system keyring"),
            lambda task: keep_key(connection.server_url, connection.username, key),
            done,
            failed,
            kept=True,
        )

    def forget_key(self, connection: Connection, done: Callable[[Any], None]) -> None:
        """Forget the key, in the keyring too."""
        self._keys_for_this_run.pop(_entry(connection), None)
        self._session.background.run(
            tr("Removing the API key from the system keyring"),
            lambda task: forget_key(connection.server_url, connection.username),
            done,
            lambda error: done(error),
            kept=True,
        )

    def check_connection(
        self,
        connection: Connection,
        key: str | None,
        done: "Callable[[Checked], None]",
        failed: Callable[[MapperError], None],
        network: Network | None = None,
    ) -> Task:
        """Try a connection; without `key`, with the one that is kept for it, and by a `network` that
        is not in use yet."""

        async def ask() -> "Checked":
            secret = key or await self.key_of(connection)
            async with self.client(connection, secret, network) as client:
                return await client.check()

        words = tr("Testing the connection to {server}").format(server=connection.server_url)
        return self._session.background.ask(words, ask, done, failed)

    def look_up(self, text: str) -> None:
        """Look up a form id, a case_id or a pasted link."""
        connection = self._connection
        self.cancel()
        if connection is None:
            self.failed.emit(ServerError(ServerKind.NO_KEY, server="", username=""))
            return
        want_xmlns = self._session.mapping.form.xmlns or None

        async def ask() -> "Found":
            from mapper_gui.commcare.find import find

            secret = await self.key_of(connection)
            async with self.client(connection, secret) as client:
                return await find(client, text, want_xmlns=want_xmlns)

        words = tr("Looking up {text}").format(text=text.strip()[:60])
        self.started.emit(text)
        self._task = self._session.background.ask(
            words, ask, lambda found: self._show_found(found, connection), self.failed.emit
        )

    def fetch_recent(
        self,
        count: int,
        xmlns: tuple[str, ...],
        app_id: str,
        note: Callable[[int], None],
        done: Callable[[list[dict[str, Any]]], None],
        failed: Callable[[MapperError], None],
    ) -> Task | None:
        """Fetch the last submissions of these forms, newest first; None where nobody can be asked.

        `note` is told on the network's thread how many there are so far.
        """
        connection = self._connection
        if connection is None:
            failed(ServerError(ServerKind.NO_KEY, server="", username=""))
            return None

        async def ask() -> list[dict[str, Any]]:
            from mapper_gui.commcare.records import newest_first

            secret = await self.key_of(connection)
            found: list[dict[str, Any]] = []
            async with self.client(connection, secret) as client:
                for one in xmlns:
                    found += await client.get_recent_forms(
                        count, xmlns=one, app_id=app_id, note=note
                    )
            return newest_first(found)[:count]

        words = tr("Fetching the last {count} submissions").format(count=count)
        return self._session.background.ask(words, ask, done, failed)

    def cancel(self) -> None:
        """Give up the look-up that is under way."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
            self.ended.emit()

    def open_read(self, bodies: tuple[dict[str, Any], ...]) -> None:
        """Prove the mapping on a submission that was read from a file or pasted; the first of
        several, the others are offered."""
        self.cancel()
        self._offer(Offered(bodies))
        if bodies:
            self.open_submission(bodies[0])

    def open_submission(self, body: dict[str, Any], *, other_form_too: bool = False) -> None:
        """Prove the mapping on this submission. One of another form is announced first, and shown
        only when asked again with `other_form_too`."""
        submission = Submission(body)
        mapping = self._session.mapping
        if is_other_form(mapping, submission) and not other_form_too:
            self.other_form_found.emit(submission)
            return
        if not is_other_form(mapping, submission):
            learned = with_case_blocks(mapping, submission)
            # An edit ends what can be redone: looking something up must not. Learned next time.
            if learned is not mapping and not self._session.undo_stack.canRedo():
                self._session.apply(tr("Learn the cases of this submission"), learned)
        self._session.show_submission(submission)
        if not is_other_form(mapping, submission):
            facts = facts_in(submission)
            if with_facts(mapping, facts) != mapping:
                self.facts_found.emit(facts)

    def close_submission(self) -> None:
        """Show no submission any more, nor any to choose from."""
        self.cancel()
        self._offer(Offered())

    def take_facts(self, facts: FormFacts) -> None:
        """Take over what the form lacks: its name, xmlns, app id and project space."""
        words = tr("Take the form's name and xmlns from the submission")
        edits.change(self._session, words, lambda mapping: with_facts(mapping, facts))

    def start_practice_server(self) -> Connection:
        """Start the practice server if it does not run, and connect to it.

        Raises ServerError where this machine does not let it listen.
        """
        if self._practice is None:
            from mapper_gui.commcare.practice_season import practice_season
            from mapper_gui.commcare.practice_server import PracticeServer

            season = practice_season().submissions
            self._practice = PracticeServer.start([*season, *practice_records(), *practice_apps()])
        server = self._practice
        connection = Connection(server.server_url, server.project_space, server.username)
        self.set_connection(connection, server.api_key)
        return connection

    def use_practice_server(self) -> None:
        """Start the practice server and connect to it; announces when it cannot be started."""
        try:
            self.start_practice_server()
        except MapperError as error:
            self.failed.emit(error)

    def close(self) -> None:
        self.cancel()
        if self._practice is not None:
            self._practice.stop()
            self._practice = None

    def client(
        self, connection: Connection, key: str, network: Network | None = None
    ) -> "HqClient":
        """What asks CommCare HQ, by the network in use or the one given. Raises ServerError."""
        from mapper_gui.commcare.client import HqClient

        return HqClient(connection, key, network=network or self.network)

    async def key_of(self, connection: Connection) -> str:
        """The API key of a connection. Raises ServerError NO_KEY, SecretError."""
        key = self._keys_for_this_run.get(_entry(connection))
        if key:
            return key
        import asyncio

        kept = await asyncio.to_thread(read_key, connection.server_url, connection.username)
        if not kept:
            raise ServerError(
                ServerKind.NO_KEY,
                server=connection.server_url,
                project_space=connection.project_space,
                username=connection.username,
            )
        return kept

    def _show_found(self, found: "Found", connection: Connection) -> None:
        from mapper_gui.commcare.find import case_link, form_link

        if found.case is not None:
            link = case_link(connection, str(found.case.get("case_id", "")))
        else:
            link = form_link(connection, str((found.form or {}).get("id", "")))
        self._offer(Offered(found.submissions, link))
        self.found.emit(found)
        if found.submissions:
            self.open_submission(found.submissions[0])

    def _offer(self, offered: Offered) -> None:
        """Offer these, and close what was shown: a result never stands beside another's link."""
        self._session.show_submission(None)
        self._offered = offered
        self.offered_changed.emit(offered)

    def _note_end(self, task: Task) -> None:
        if task is self._task:
            self._task = None
            self.ended.emit()

    def _start_afresh(self) -> None:
        self.cancel()
        self._offered = Offered()
        self.offered_changed.emit(self._offered)


def _entry(connection: Connection) -> tuple[str, str]:
    return connection.server_url, connection.username
