"""Files written whole or not at all.

New contents go to a temporary file in the same folder, reach the disk, and only then take the
name. Nothing that exists is replaced unless that was asked for.
"""

import contextlib
import errno
import os
import secrets
from collections.abc import Iterator, Mapping
from pathlib import Path

from mapper_gui.mapping.errors import StorageError, StorageKind

_NAMES = {
    "ENOSPC": StorageKind.DISK_FULL,
    "EDQUOT": StorageKind.DISK_FULL,
    "EFBIG": StorageKind.DISK_FULL,
    "EACCES": StorageKind.NO_PERMISSION,
    "EPERM": StorageKind.NO_PERMISSION,
    "EROFS": StorageKind.NO_PERMISSION,
    "ENOENT": StorageKind.NOT_FOUND,
    "ENOTDIR": StorageKind.NOT_A_FOLDER,
    "EISDIR": StorageKind.IS_A_FOLDER,
    "EBUSY": StorageKind.IN_USE,
    "ETXTBSY": StorageKind.IN_USE,
}
_KINDS = {getattr(errno, name): kind for name, kind in _NAMES.items() if hasattr(errno, name)}
_WINDOWS_IN_USE = (32, 33)  # sharing violation, lock violation
_WINDOWS_ACCESS_DENIED = 5


def write_whole(path: Path, data: bytes, *, overwrite: bool = True) -> Path:
    """Write one file, its folder being there already. Gives the path that was written.

    A save replaces what is there; with `overwrite` False that is refused as EXISTS.

    A symbolic link is kept: the file that it points to is written. Raises StorageError; the file
    is then as it was before.
    """
    if not overwrite and os.path.lexists(path):
        raise StorageError(StorageKind.EXISTS, files=(path,), file=path)
    target = Path(os.path.realpath(path))
    with _sentences(path):
        if target.is_dir():
            raise StorageError(StorageKind.IS_A_FOLDER, file=path)
    _place({target: data}, overwrite)
    return path


def write_all(folder: Path, files: Mapping[str, bytes], *, overwrite: bool) -> tuple[Path, ...]:
    """Write these files into a folder, all of them or none; the folder is made when missing.

    Names are plain file names. Raises StorageError: EXISTS with `files` (paths) when some are
    there already and `overwrite` was not asked for; then, as with every other kind, the folder is
    as it was before.
    """
    for name in files:
        if name in ("", ".", "..") or "/" in name or "\\" in name or "\0" in name:
            raise ValueError(f"not a plain file name: {name!r}")
    if os.path.lexists(folder) and not folder.is_dir():
        raise StorageError(StorageKind.NOT_A_FOLDER, file=folder)
    existing = tuple(folder / name for name in files if os.path.lexists(folder / name))
    for path in existing:
        if path.is_dir():
            raise StorageError(StorageKind.IS_A_FOLDER, file=path)
    if existing and not overwrite:
        raise StorageError(StorageKind.EXISTS, files=existing, file=existing[0])
    made = _make_folder(folder)
    try:
        _place({folder / name: data for name, data in files.items()}, overwrite)
    except BaseException:
        for empty in reversed(made):
            with contextlib.suppress(OSError):
                empty.rmdir()
        raise
    return tuple(folder / name for name in files)


def storage_error(error: OSError, file: Path) -> StorageError:
    """What the system's refusal means."""
    windows = getattr(error, "winerror", None)
    kind = _KINDS.get(error.errno or 0, StorageKind.FAILED)
    if windows in _WINDOWS_IN_USE:
        kind = StorageKind.IN_USE
    elif windows == _WINDOWS_ACCESS_DENIED and file.is_file() and os.access(file, os.W_OK):
        # Replacing a file that another program has open is refused in these words too.
        kind = StorageKind.IN_USE
    return StorageError(kind, file=file, reason=error.strerror or str(error))


@contextlib.contextmanager
def _sentences(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise storage_error(error, file) from error


def _make_folder(folder: Path) -> list[Path]:
    """Make a folder and those above it; the ones that were not there before."""
    missing: list[Path] = []
    place = folder
    while not os.path.lexists(place) and place != place.parent:
        missing.insert(0, place)
        place = place.parent
    with _sentences(folder):
        folder.mkdir(parents=True, exist_ok=True)
    return missing


def _place(contents: Mapping[Path, bytes], overwrite: bool) -> None:
    """Write every file beside its place first, then let all take their names, or none."""
    written: dict[Path, Path] = {}
    kept: dict[Path, Path] = {}
    placed: list[Path] = []
    try:
        for target, data in contents.items():
            written[target] = beside = _beside(target)
            with _sentences(target):
                _write(beside, data, like=target)
        for target, beside in written.items():
            with _sentences(target):
                if len(contents) > 1 and target.exists():
                    kept[target] = old = _beside(target)
                    _keep(target, old)
                _take_name(beside, target, overwrite)
            placed.append(target)
    except BaseException:
        for target in placed:
            with contextlib.suppress(OSError):
                if target in kept:
                    os.replace(kept.pop(target), target)
                else:
                    target.unlink()
        raise
    finally:
        for leftover in (*written.values(), *kept.values()):
            with contextlib.suppress(OSError):
                leftover.unlink(missing_ok=True)
    for folder in {target.parent for target in contents}:
        _sync_folder(folder)


def _beside(target: Path) -> Path:
    return target.parent / f".mapper-{secrets.token_hex(8)}.tmp"


def _write(path: Path, data: bytes, like: Path) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with open(os.open(path, flags, 0o666), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    with contextlib.suppress(OSError):
        os.chmod(path, like.stat().st_mode & 0o7777)


def _keep(target: Path, old: Path) -> None:
    try:
        os.link(target, old)
    except OSError:  # a file system without links
        _write(old, target.read_bytes(), like=target)


def _take_name(beside: Path, target: Path, overwrite: bool) -> None:
    if overwrite:
        os.replace(beside, target)
        return
    # A file of that name may have come since we looked: a link refuses where a rename overwrites.
    try:
        os.link(beside, target)
    except FileExistsError:
        raise StorageError(StorageKind.EXISTS, files=(target,), file=target) from None
    except OSError:
        if os.path.lexists(target):
            raise StorageError(StorageKind.EXISTS, files=(target,), file=target) from None
        os.replace(beside, target)


def _sync_folder(folder: Path) -> None:
    """Let the new names reach the disk, where folders can be opened for that."""
    if os.name == "nt":
        return
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
