"""Files are written whole or not at all, and never over others without asking."""

import errno
import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mapper_gui.mapping.errors import StorageError, StorageKind
from mapper_gui.storage import files as files_module
from mapper_gui.storage.files import write_all, write_whole


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_file_is_written_and_nothing_else_is_left_in_the_folder(tmp_path: Path) -> None:
    path = tmp_path / "a.ccmap"
    assert write_whole(path, b"one", overwrite=False) == path
    assert path.read_bytes() == b"one"
    assert names(tmp_path) == {"a.ccmap"}


def test_a_file_that_is_there_is_kept_unless_overwriting_was_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "a.ccmap"
    path.write_bytes(b"old")
    with pytest.raises(StorageError) as raised:
        write_whole(path, b"new", overwrite=False)
    assert raised.value.kind is StorageKind.EXISTS
    assert raised.value.facts["files"] == (path,)
    assert path.read_bytes() == b"old"
    write_whole(path, b"new", overwrite=True)
    assert path.read_bytes() == b"new"


def test_several_files_are_written_into_a_new_folder(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "er"
    written = write_all(folder, {"a.js": b"1", "b.json": b"2"}, overwrite=False)
    assert written == (folder / "a.js", folder / "b.json")
    assert names(folder) == {"a.js", "b.json"}


def test_one_file_in_the_way_keeps_all_from_being_written_and_is_named(tmp_path: Path) -> None:
    (tmp_path / "b.json").write_bytes(b"mine")
    with pytest.raises(StorageError) as raised:
        write_all(tmp_path, {"a.js": b"1", "b.json": b"2"}, overwrite=False)
    assert raised.value.facts["files"] == (tmp_path / "b.json",)
    assert names(tmp_path) == {"b.json"}
    assert (tmp_path / "b.json").read_bytes() == b"mine"


def test_a_file_that_appears_while_writing_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = files_module._take_name

    def someone_else_first(beside: Path, target: Path, overwrite: bool) -> None:
        if target.name == "b.json":
            target.write_bytes(b"theirs")
        real(beside, target, overwrite)

    monkeypatch.setattr(files_module, "_take_name", someone_else_first)
    with pytest.raises(StorageError) as raised:
        write_all(tmp_path, {"a.js": b"1", "b.json": b"2"}, overwrite=False)
    assert raised.value.kind is StorageKind.EXISTS
    assert names(tmp_path) == {"b.json"}
    assert (tmp_path / "b.json").read_bytes() == b"theirs"


def fail_at(name: str, code: int) -> Callable[..., Any]:
    real = os.replace

    def replace(source: Any, target: Any) -> None:
        if Path(target).name == name and not Path(target).name.startswith("."):
            raise OSError(code, os.strerror(code))
        real(source, target)

    return replace


def test_when_the_second_of_two_fails_the_first_is_put_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.js").write_bytes(b"old a")
    (tmp_path / "b.json").write_bytes(b"old b")
    monkeypatch.setattr(files_module.os, "replace", fail_at("b.json", errno.EACCES))
    with pytest.raises(StorageError) as raised:
        write_all(tmp_path, {"a.js": b"1", "b.json": b"2", "c": b"3"}, overwrite=True)
    assert raised.value.kind is StorageKind.NO_PERMISSION
    assert (tmp_path / "a.js").read_bytes() == b"old a"
    assert (tmp_path / "b.json").read_bytes() == b"old b"
    assert names(tmp_path) == {"a.js", "b.json"}


def test_a_full_disk_leaves_neither_files_nor_the_folders_made_for_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files_module.os, "fsync", full)
    with pytest.raises(StorageError) as raised:
        write_all(tmp_path / "new" / "folder", {"a.js": b"1"}, overwrite=False)
    assert raised.value.kind is StorageKind.DISK_FULL
    assert names(tmp_path) == set()


@pytest.mark.skipif(sys.platform == "win32", reason="folders have no write bit on Windows")
def test_a_folder_that_may_not_be_written_is_named(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("the superuser may write everywhere")
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(StorageError) as raised:
            write_all(tmp_path, {"a.js": b"1"}, overwrite=False)
    finally:
        tmp_path.chmod(0o700)
    assert raised.value.kind is StorageKind.NO_PERMISSION


def test_a_file_where_the_folder_should_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(b"")
    with pytest.raises(StorageError) as raised:
        write_all(tmp_path / "out", {"a.js": b"1"}, overwrite=True)
    assert raised.value.kind is StorageKind.NOT_A_FOLDER
    with pytest.raises(StorageError) as raised:
        write_all(tmp_path / "out" / "deeper", {"a.js": b"1"}, overwrite=True)
    assert raised.value.kind is StorageKind.NOT_A_FOLDER


def test_a_folder_where_the_file_should_be_is_named_and_kept(tmp_path: Path) -> None:
    (tmp_path / "a.js").mkdir()
    for write in (
        lambda: write_all(tmp_path, {"a.js": b"1"}, overwrite=True),
        lambda: write_whole(tmp_path / "a.js", b"1", overwrite=True),
    ):
        with pytest.raises(StorageError) as raised:
            write()
        assert raised.value.kind is StorageKind.IS_A_FOLDER
    assert (tmp_path / "a.js").is_dir()


def test_a_missing_folder_of_a_single_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(StorageError) as raised:
        write_whole(tmp_path / "gone" / "a.ccmap", b"1", overwrite=True)
    assert raised.value.kind is StorageKind.NOT_FOUND


def test_a_file_open_in_another_program_on_windows_is_named_as_in_use(tmp_path: Path) -> None:
    error = OSError(errno.EACCES, "The process cannot access the file")
    error.winerror = 32
    assert files_module.storage_error(error, tmp_path / "a").kind is StorageKind.IN_USE


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX modes and links")
def test_mode_and_symbolic_link_of_the_old_file_are_kept(tmp_path: Path) -> None:
    real = tmp_path / "real.ccmap"
    real.write_bytes(b"old")
    real.chmod(0o640)
    link = tmp_path / "link.ccmap"
    link.symlink_to(real)
    write_whole(link, b"new", overwrite=True)
    assert link.is_symlink()
    assert real.read_bytes() == b"new"
    assert stat.S_IMODE(real.stat().st_mode) == 0o640


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX modes")
def test_a_new_file_has_the_modes_that_the_person_set(tmp_path: Path) -> None:
    old = os.umask(0o027)
    try:
        write_whole(tmp_path / "a", b"", overwrite=False)
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o640


def test_a_name_with_a_separator_is_refused(tmp_path: Path) -> None:
    for name in ("../a", "a/b", "a\\b", "..", ""):
        with pytest.raises(ValueError, match="plain file name"):
            write_all(tmp_path, {name: b""}, overwrite=True)
    assert names(tmp_path) == set()


def test_a_name_close_to_the_systems_limit_can_be_written(tmp_path: Path) -> None:
    name = "n" * 250 + ".js"
    write_all(tmp_path, {name: b"1"}, overwrite=False)
    assert names(tmp_path) == {name}
