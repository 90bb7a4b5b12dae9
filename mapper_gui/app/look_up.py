"""Proving the mapping on live submissions: the connection, its key, and looking up by id."""

import asyncio
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from mapper_gui.app import edits
from mapper_gui.app.background import Task
from mapper_gui.app.session import Session
from mapper_gui.commcare.client import Checked, HqClient
from mapper_gui.commcare.find import Found, find
from mapper_gui.commcare.practice_server import PracticeServer
from mapper_gui.commcare.servers import Connection
from mapper_gui.mapping.errors import MapperError, ServerError, ServerKind
from mapper_gui.mapping.evaluate import is_other_form
from mapper_gui.mapping.learn import FormFacts, facts_in, with_case_blocks, with_facts
from mapper_gui.mapping.submission import Submission
from mapper_gui.storage.credentials import forget_key, keep_key, read_key
from mapper_gui.storage.sample import practice_records
from mapper_gui.wording.text import tr


class LookUp(QObject):
    """Looks up forms and cases, one at a time; the answer to an older question is dropped."""

    connection_changed = Signal(object)  # Connection | None
    started = Signal(str)  # what is looked up
    found = Signal(object)  # Found; its submissions may be empty
    failed = Signal(object)  # MapperError
    ended = Signal()
    other_form_found = Signal(object)  # Submission of another form, before any result is shown
    facts_found = Signal(object)  # FormFacts that the form lacks; nothing is taken unasked

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._connection: Connection | None = None
        self._keys_for_this_run: dict[tuple[str, str], str] = {}
        self._task: Task | None = None
        self._practice: PracticeServer | None = None

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
        )

    def forget_key(self, connection: Connection, done: Callable[[Any], None]) -> None:
        """Forget the key, in the keyring too."""
        self._keys_for_this_run.pop(_entry(connection), None)
        self._session.background.run(
            tr("Removing the API key from the system keyring"),
            lambda task: forget_key(connection.server_url, connection.username),
            done,
            lambda error: done(error),
        )

    def check_connection(
        self,
        connection: Connection,
        key: str | None,
        done: Callable[[Checked], None],
        failed: Callable[[MapperError], None],
    ) -> Task:
        """Try a connection; without `key`, with the one that is kept for it."""

        async def ask() -> Checked:
            secret = key or await self._key(connection)
            async with HqClient(connection, secret) as client:
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

        async def ask() -> Found:
            secret = await self._key(connection)
            async with HqClient(connection, secret) as client:
                return await find(client, text, want_xmlns=want_xmlns)

        words = tr("Looking up {text}").format(text=text.strip()[:60])
        self.started.emit(text)
        self._task = self._session.background.ask(words, ask, self._show_found, self._show_failed)

    def cancel(self) -> None:
        """Give up the look-up that is under way."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
            self.ended.emit()

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
            if learned is not mapping:
                self._session.apply(tr("Learn the cases of this submission"), learned)
            facts = facts_in(submission)
            if with_facts(mapping, facts) != mapping:
                self.facts_found.emit(facts)
        self._session.show_submission(submission)

    def take_facts(self, facts: FormFacts) -> None:
        """Take over what the form lacks: its name, xmlns, app id and project space."""
        words = tr("Take the form's name and xmlns from the submission")
        edits.change(self._session, words, lambda mapping: with_facts(mapping, facts))

    def start_practice_server(self) -> Connection:
        """Start the practice server if it does not run, and connect to it."""
        if self._practice is None:
            self._practice = PracticeServer.start(practice_records())
        server = self._practice
        connection = Connection(server.server_url, server.project_space, server.username)
        self.set_connection(connection, server.api_key)
        return connection

    def close(self) -> None:
        self.cancel()
        if self._practice is not None:
            self._practice.stop()
            self._practice = None

    async def _key(self, connection: Connection) -> str:
        key = self._keys_for_this_run.get(_entry(connection))
        if key:
            return key
        kept = await asyncio.to_thread(read_key, connection.server_url, connection.username)
        if not kept:
            raise ServerError(
                ServerKind.NO_KEY,
                server=connection.server_url,
                project_space=connection.project_space,
                username=connection.username,
            )
        return kept

    def _show_found(self, found: Found) -> None:
        self._task = None
        self.ended.emit()
        self.found.emit(found)
        if found.submissions:
            self.open_submission(found.submissions[0])

    def _show_failed(self, error: MapperError) -> None:
        self._task = None
        self.ended.emit()
        self.failed.emit(error)


def _entry(connection: Connection) -> tuple[str, str]:
    return connection.server_url, connection.username
