"""Unsaved edits, written beside the settings while a person works, found again after a crash.

One journal per open window. While its process lives it holds a lock, so that a second window never
takes the first one's unsaved work for what a crash left behind.
"""

import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Self
from uuid import uuid4

from mapper_gui.mapping.document_form import encode_form
from mapper_gui.mapping.errors import ReadError
from mapper_gui.mapping.form import Form
from mapper_gui.mapping.json_cursor import Cursor
from mapper_gui.storage.files import storage_error, write_whole
from mapper_gui.storage.folders import state_folder
from mapper_gui.storage.project_text import (
    MOST_BYTES,
    Json,
    read_project_json,
    write_project_json,
)
from mapper_gui.storage.projects import Project, decode_project, encode_project

TAKEN = 10
"""How many recovered or unreadable journals are kept aside."""


@dataclass(frozen=True, slots=True)
class Recovery:
    """Unsaved work of a window that is gone. `path`: the project file it belongs to, if any.

    `project` is None when the journal cannot be read; it is kept all the same. Its `fingerprint`
    is that of the project file when it was last read or written.
    """

    id: str
    file: Path
    path: Path | None
    saved_at: datetime | None
    project: Project | None


class Journal:
    """The unsaved work of one window. Use as a context manager, or call `close`."""

    def __init__(self) -> None:
        """Raises StorageError where the state folder cannot be written."""
        self.id = uuid4().hex
        self._form: Form | None = None
        self._form_text = b""
        folder = _folder()
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._lock: IO[bytes] | None = (folder / f"{self.id}.lock").open("ab")
        except OSError as error:
            raise storage_error(error, folder) from error
        with suppress(OSError):  # some network folders have no locks
            _take_lock(self._lock)

    def keep(self, project: Project, path: Path | None = None) -> None:
        """Write the unsaved work, whole or not at all. Raises StorageError."""
        # At every edit, while the person goes on: a large form must not be in the way. Its text is
        # made once, and stands beside the project.
        form = project.mapping.form
        if form is not self._form:
            self._form_text = write_project_json(encode_form(form), to_be_read=False).strip()
            self._form = form
        bare = replace(project, mapping=replace(project.mapping, form=Form()))
        body: Json = {
            "saved_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "path": None if path is None else str(path),
            "fingerprint": project.fingerprint,
            "project": encode_project(bare),
        }
        text = write_project_json(body, to_be_read=False).strip()
        write_whole(_file(self.id), text[:-1] + b', "form": ' + self._form_text + b"}\n")

    def forget(self) -> None:
        """The work is saved, or given up: nothing to recover. Raises StorageError."""
        _remove(_file(self.id))

    def close(self) -> None:
        """End the journal. What it kept and did not forget stays, to be recovered."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None
            with suppress(OSError):
                (_folder() / f"{self.id}.lock").unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def recoveries() -> tuple[Recovery, ...]:
    """What windows that are gone left behind, newest first. Never raises for a bad journal."""
    try:
        files = sorted(_folder().glob("*.json"))
    except OSError:
        return ()
    found = [_read(file) for file in files if not _is_held(file.with_suffix(".lock"))]
    long_ago = datetime.min.replace(tzinfo=UTC)
    return tuple(sorted(found, key=lambda each: each.saved_at or long_ago, reverse=True))


def take_recovery(recovery: Recovery) -> None:
    """Put a recovery aside before its project is opened, or when it is not wanted.

    It is not offered again, so that a project which ends the program cannot do so at every start;
    the last TAKEN of them stay in the folder `taken`. Raises StorageError.
    """
    aside = _folder() / "taken"
    try:
        aside.mkdir(exist_ok=True, mode=0o700)
        recovery.file.replace(aside / recovery.file.name)
        recovery.file.with_suffix(".lock").unlink(missing_ok=True)
        kept = sorted(aside.glob("*.json"), key=lambda file: file.stat().st_mtime, reverse=True)
        for old in kept[TAKEN:]:
            old.unlink(missing_ok=True)
    except FileNotFoundError:
        return  # another window took it
    except OSError as error:
        raise storage_error(error, recovery.file) from error


def _folder() -> Path:
    return state_folder() / "recovery"


def _file(journal_id: str) -> Path:
    return _folder() / f"{journal_id}.json"


def _read(file: Path) -> Recovery:
    try:
        with file.open("rb") as stream:
            body = read_project_json(stream.read(MOST_BYTES + 1))
        if isinstance(body, dict) and isinstance(body.get("project"), dict):
            body["project"]["form"] = body.get("form")
        cursor = Cursor(body)
        project = decode_project(cursor.at("project").value)
        project = replace(project, fingerprint=cursor.at("fingerprint").text())
        path = cursor.at("path").value
        where = Path(path) if isinstance(path, str) else None
        return Recovery(file.stem, file, where, _moment(cursor.value), project)
    except (ReadError, OSError):
        return Recovery(file.stem, file, None, None, None)


def _moment(body: Mapping[str, object]) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(body.get("saved_at")))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _remove(file: Path) -> None:
    try:
        file.unlink(missing_ok=True)
    except OSError as error:
        raise storage_error(error, file) from error


def _is_held(lock: Path) -> bool:
    """Whether a living process holds the lock."""
    try:
        with lock.open("rb+") as stream:
            _take_lock(stream)
    except (BlockingIOError, PermissionError):
        return True
    except OSError:  # no such file, or a folder without locks
        return False
    return False


def _take_lock(stream: IO[bytes]) -> None:
    """Lock until the file is closed, which the system does when the process ends, however it ends.

    Raises OSError when another process, or another journal of this one, holds it.
    """
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
