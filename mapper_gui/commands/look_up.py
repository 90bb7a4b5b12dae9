"""Submissions from CommCare HQ for the command line: whom to ask, with which key, and what for."""

import asyncio
import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from mapper_gui.commands.outcome import UsageError
from mapper_gui.mapping.errors import SecretError, SecretKind, ServerError, ServerKind
from mapper_gui.mapping.mapping import Mapping
from mapper_gui.storage.projects import Project
from mapper_gui.wording.text import tr

if TYPE_CHECKING:
    from mapper_gui.commcare.find import Found
    from mapper_gui.commcare.servers import Connection

KEY_VARIABLE = "COMMCARE_API_KEY"
MOST_OF_A_CASE = 1000
"""Submissions of one case; the API gives no more in one answer (CommCare page 4.3)."""


@dataclass(frozen=True, slots=True)
class LookedUp:
    """The submissions that were found; `note`: what must be said about them."""

    submissions: Sequence[dict[str, Any]]
    note: str = ""


def look_up(
    project: Project,
    *,
    form_id: str | None,
    case_id: str | None,
    server: str | None,
    project_space: str | None,
    username: str | None,
) -> LookedUp:
    """The submission of a form id, or a case's submissions of the mapping's form, newest first.

    What was not told is taken from the project. Raises UsageError, ServerError.
    """
    connection, key = connection_and_key(project, server, project_space, username)
    if form_id is not None:
        try:
            found = asyncio.run(_find(connection, key, form_id, "form", None))
        except ServerError as error:
            raise _with_hint(error, tr("If it is a case_id, use --case-id.")) from error
        return LookedUp(found.submissions)
    wanted = _wanted_xmlns(project.mapping)
    only = next(iter(wanted)) if len(wanted) == 1 else None
    try:
        found = asyncio.run(_find(connection, key, case_id or "", "case", only))
    except ServerError as error:
        raise _with_hint(error, tr("If it is a form id, use --form-id.")) from error
    return _of_case(found, wanted)


def connection_and_key(
    project: Project, server: str | None, project_space: str | None, username: str | None
) -> tuple["Connection", str]:
    """Whom to ask, and the API key. What was not told is taken from the project. Raises UsageError."""
    connection = _connection(project, server, project_space, username)
    return connection, _key(connection)


def _connection(
    project: Project, server: str | None, project_space: str | None, username: str | None
) -> "Connection":
    from mapper_gui.commcare.servers import Connection

    kept = project.connection
    told = {
        "--server": server or (kept.server if kept else ""),
        "--project-space": project_space
        or (kept.project_space if kept else "")
        or project.mapping.form.project_space,
        "--username": username or (kept.username if kept else ""),
    }
    missing = [name for name, value in told.items() if not value]
    if missing:
        raise UsageError(
            tr("to look something up, give {options}: the project does not say").format(
                options=", ".join(missing)
            )
        )
    return Connection(told["--server"], told["--project-space"], told["--username"])


def _key(connection: "Connection") -> str:
    """From the environment, else the keyring. Raises UsageError, which never holds the key."""
    key = os.environ.get(KEY_VARIABLE, "").strip()
    if key:
        return key
    from mapper_gui.storage.credentials import read_key

    try:
        kept = read_key(connection.server_url, connection.username, within_seconds=5)
    except SecretError as error:
        raise UsageError(_no_key(connection, _keyring_words(error.kind))) from None
    if not kept:
        raise UsageError(_no_key(connection, tr("or keep the key in the connection of the window")))
    return kept


def _no_key(connection: "Connection", otherwise: str) -> str:
    return tr("no API key for {username} on {server}: set {variable}, {otherwise}").format(
        username=connection.username,
        server=connection.server_url,
        variable=KEY_VARIABLE,
        otherwise=otherwise,
    )


def _keyring_words(kind: SecretKind) -> str:
    """The other way to a key, the keyring, and why it did not lead there."""
    match kind:
        case SecretKind.NO_KEYRING:
            return tr(
                "or keep the key in the connection of the window, which needs a system keyring: "
                "here is none"
            )
        case SecretKind.LOCKED | SecretKind.TIMEOUT:
            return tr("or unlock the system keyring, which may hold the key and is locked")
        case SecretKind.UNSAFE_KEYRING:
            return tr(
                "or set up the system's own keyring and keep the key in the connection of the "
                "window: the keyring here is not safe, and is not used"
            )
        case _:
            return tr(
                "or keep the key in the connection of the window: the system keyring could not be "
                "read just now"
            )


async def _find(
    connection: "Connection",
    key: str,
    text: str,
    kind: Literal["form", "case"],
    want_xmlns: str | None,
) -> "Found":
    from mapper_gui.commcare.client import HqClient
    from mapper_gui.commcare.find import find

    async with HqClient(connection, key) as client:
        return await find(client, text, kind=kind, want_xmlns=want_xmlns, limit=MOST_OF_A_CASE)


def _wanted_xmlns(mapping: Mapping) -> frozenset[str]:
    return frozenset({mapping.form.xmlns, *mapping.accepts.xmlns} - {""})


def _of_case(found: "Found", wanted: frozenset[str]) -> LookedUp:
    from mapper_gui.commcare.records import xmlns_of

    submissions = found.submissions
    other = found.other_submissions
    if wanted:
        submissions = tuple(each for each in submissions if xmlns_of(each) in wanted)
        other += len(found.submissions) - len(submissions)
    if not submissions:
        words = tr("the case has no submission of this form ({other} of other forms)")
        return LookedUp((), words.format(other=other))
    if found.more:
        words = tr("the case has {more} more submissions of this form, which were not fetched")
        return LookedUp(submissions, words.format(more=found.more))
    return LookedUp(submissions)


class HintedError(ServerError):
    """A server's answer together with what to try instead."""

    def __init__(self, error: ServerError, hint: str) -> None:
        super().__init__(error.kind, **error.facts)
        self.hint = hint


def _with_hint(error: ServerError, hint: str) -> ServerError:
    return HintedError(error, hint) if error.kind is ServerKind.NOTHING_FOUND else error
