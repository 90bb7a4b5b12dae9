"""`.ccmap` projects: a mapping with the connection it was proved on and how its window was left.

The file is the mapping's own JSON with two more keys, `connection` and `window`, so that a mapping
specification opens as a project and a project can be read as a mapping. Keys and passwords never
stand in it.
"""

import hashlib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mapper_gui.mapping.document import VERSION, decode_mapping, encode_mapping
from mapper_gui.mapping.errors import ReadError, ReadKind, StorageError, StorageKind
from mapper_gui.mapping.json_cursor import Cursor
from mapper_gui.mapping.mapping import Mapping as FormMapping
from mapper_gui.storage.files import storage_error, write_whole
from mapper_gui.storage.folders import state_folder
from mapper_gui.storage.project_text import (
    MOST_BYTES,
    Json,
    read_project_json,
    write_project_json,
)

SUFFIX = ".ccmap"
BACKUPS = 10

_UPGRADES: Mapping[int, Callable[[Json], Json]] = {}
"""From a version to the next one: every file of a released version opens for ever."""


@dataclass(frozen=True, slots=True)
class ProjectConnection:
    """Which server, project space and user the mapping was proved with. Never the key."""

    server: str
    project_space: str
    username: str


@dataclass(frozen=True, slots=True)
class Project:
    """What a `.ccmap` file holds. `window` is free JSON, whatever the window wants to find again.

    `fingerprint` tells whether the file has changed since it was read; it is no part of the file.
    """

    mapping: FormMapping
    connection: ProjectConnection | None = None
    window: Mapping[str, Any] = field(default_factory=dict)
    fingerprint: str = field(default="", compare=False)


def read_project(path: Path) -> Project:
    """The project in a `.ccmap` file or mapping specification.

    Raises ReadError with the fact file: NOT_FOUND, UNREADABLE, EMPTY, TOO_LARGE, DAMAGED,
    NOT_A_PROJECT (facts path, wanted, found), NEWER_FORMAT.
    """
    data = _read_bytes(path)
    try:
        project = decode_project(read_project_json(data))
    except ReadError as error:
        raise ReadError(error.kind, **{"file": path.name, **error.facts}) from error
    return Project(project.mapping, project.connection, project.window, _fingerprint_of(data))


def write_project(
    path: Path, project: Project, expected: str | None = None, *, overwrite: bool = True
) -> str:
    """Write the file whole or not at all and return its fingerprint.

    A link is followed, so that what it points to is replaced. What stood there before is kept in
    the state folder, the last BACKUPS versions of it. With `expected`, the fingerprint that the
    file had when it was read or written last, a file that is now another one is left alone; with
    `overwrite` False, any file is. Raises StorageError, CHANGED_ON_DISK and EXISTS among them.
    """
    data = write_project_json(encode_project(project))
    present = _present_bytes(path) if overwrite else None
    if expected is not None and present is not None and _fingerprint_of(present) != expected:
        raise StorageError(StorageKind.CHANGED_ON_DISK, file=path)
    if present != data:
        if present:
            _keep_backup(path, present)
        write_whole(path, data, overwrite=overwrite)
    return _fingerprint_of(data)


def fingerprint(path: Path) -> str | None:
    """What the file is now, to compare with what it was; None where it cannot be read."""
    try:
        present = _present_bytes(path)
    except StorageError:
        return None
    return None if present is None else _fingerprint_of(present)


def backups(path: Path) -> tuple[Path, ...]:
    """Earlier versions of a project file that this machine kept, newest first."""
    try:
        return tuple(sorted(_backup_folder(path).glob(f"*{SUFFIX}"), reverse=True))
    except OSError:
        return ()


def encode_project(project: Project) -> Json:
    """The project as JSON values, the mapping's keys first."""
    body = encode_mapping(project.mapping)
    if project.connection is not None:
        body["connection"] = {
            "server": project.connection.server,
            "project_space": project.connection.project_space,
            "username": project.connection.username,
        }
    if project.window:
        body["window"] = dict(project.window)
    return body


def decode_project(value: Any) -> Project:
    """The project that this JSON describes, of any released version.

    Raises ReadError: NOT_A_PROJECT (facts path, wanted, found), NEWER_FORMAT.
    """
    if not isinstance(value, dict):
        raise Cursor(value).refuse("an object")
    body = _upgraded(value)
    cursor = Cursor(body)
    connection = cursor.optional("connection", _decode_connection, None)
    window = dict(cursor.at("window").pairs()) if cursor.has("window") else {}
    mapping = decode_mapping({k: v for k, v in body.items() if k not in ("connection", "window")})
    return Project(mapping, connection, {name: item.value for name, item in window.items()})


def _decode_connection(cursor: Cursor) -> ProjectConnection | None:
    if cursor.value is None:
        return None
    cursor.keys("server", "project_space", "username")
    return ProjectConnection(
        server=cursor.at("server").text(),
        project_space=cursor.at("project_space").text(),
        username=cursor.at("username").text(),
    )


def _upgraded(body: Json) -> Json:
    version = body.get("version")
    while isinstance(version, int) and version < VERSION and version in _UPGRADES:
        body = {**_UPGRADES[version](body), "version": version + 1}
        version += 1
    return body


def _read_bytes(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise ReadError(ReadKind.UNREADABLE, file=path.name, reason="folder")
        if path.exists() and not path.is_file():
            raise ReadError(ReadKind.UNREADABLE, file=path.name, reason="not a file")
        with path.open("rb") as stream:
            return stream.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise ReadError(ReadKind.NOT_FOUND, file=path.name) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ReadError(ReadKind.UNREADABLE, file=path.name, reason=reason) from error


def _present_bytes(path: Path) -> bytes | None:
    try:
        with path.open("rb") as stream:
            return stream.read(MOST_BYTES + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        if path.is_dir():
            raise StorageError(StorageKind.IS_A_FOLDER, file=path) from None
        raise storage_error(error, path) from error


def _fingerprint_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _backup_folder(path: Path) -> Path:
    # The name for people, the digest because many projects are called the same.
    path = Path(os.path.realpath(path))
    digest = hashlib.sha256(str(path).encode("utf-8", "surrogateescape")).hexdigest()[:16]
    return state_folder() / "backups" / f"{path.stem[:40]}-{digest}"


def _keep_backup(path: Path, data: bytes) -> None:
    """Keep what is about to be replaced. A save never fails because of it."""
    folder = _backup_folder(path)
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_whole(folder / f"{moment}{SUFFIX}", data)
        for old in sorted(folder.glob(f"*{SUFFIX}"), reverse=True)[BACKUPS:]:
            old.unlink(missing_ok=True)
    except (OSError, StorageError):
        return
