"""`.ccmap` files: written whole, read strictly, never holding a key."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mapper_gui.mapping.document import encode_mapping
from mapper_gui.mapping.edit import with_sources, with_target
from mapper_gui.mapping.errors import MapperError, ReadError, ReadKind, StorageError, StorageKind
from mapper_gui.mapping.form import Form, Kind, Question, QuestionId
from mapper_gui.mapping.mapping import Mapping
from mapper_gui.mapping.source import QuestionSource
from mapper_gui.mapping.target import Target, TargetField, TargetObject
from mapper_gui.storage import project_text
from mapper_gui.storage.projects import (
    BACKUPS,
    Project,
    ProjectConnection,
    backups,
    fingerprint,
    read_project,
    write_project,
)

NAME = QuestionId("/name")
FORM = Form((Question(NAME, Kind.TEXT, {"en": "Nom é 名"}),), ("en",), name="Register")
TARGET = Target("Salesforce", (TargetObject("Contact", "", (TargetField("LastName"),)),))


@pytest.fixture
def mapping() -> Mapping:
    made = with_target(Mapping(FORM), TARGET)
    return with_sources(made, "Contact", "LastName", [QuestionSource(NAME)])


@pytest.fixture
def project(mapping: Mapping) -> Project:
    connection = ProjectConnection("https://www.commcarehq.org", "demo", "me@example.org")
    return Project(mapping, connection, {"language": "en", "widths": [1, 2]})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "household.ccmap"


def refused(path: Path, content: bytes | str) -> ReadError:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(ReadError) as caught:
        read_project(path)
    return caught.value


def test_what_is_written_is_read_again(path: Path, project: Project) -> None:
    write_project(path, project)
    assert read_project(path) == project


def test_the_file_is_the_mapping_with_connection_and_window_after_it(
    path: Path, project: Project
) -> None:
    write_project(path, project)
    body = json.loads(path.read_text(encoding="utf-8"))
    assert list(body) == [*encode_mapping(project.mapping), "connection", "window"]
    assert body["connection"] == {
        "server": "https://www.commcarehq.org",
        "project_space": "demo",
        "username": "me@example.org",
    }


def test_the_file_is_utf8_with_line_feeds_and_readable_letters(
    path: Path, project: Project
) -> None:
    write_project(path, project)
    data = path.read_bytes()
    assert b"\r" not in data
    assert data.endswith(b"}\n")
    assert "Nom é 名" in data.decode("utf-8")


def test_a_mapping_specification_opens_as_a_project(path: Path, mapping: Mapping) -> None:
    path.write_text(json.dumps(encode_mapping(mapping)), encoding="utf-8")
    assert read_project(path) == Project(mapping)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_a_file_saved_by_another_editor_opens(encoding: str, path: Path, mapping: Mapping) -> None:
    path.write_text(json.dumps(encode_mapping(mapping)), encoding=encoding)
    assert read_project(path).mapping == mapping


def test_half_a_character_survives_saving(path: Path, mapping: Mapping) -> None:
    odd = Project(replace(mapping, note="half \ud83d of it"))
    write_project(path, odd)
    path.read_bytes().decode("utf-8")
    assert read_project(path) == odd


@pytest.mark.parametrize(
    ("content", "kind", "facts"),
    [
        (b"", ReadKind.EMPTY, {}),
        (b" \n\t ", ReadKind.EMPTY, {}),
        (b"PK\x03\x04rest", ReadKind.NOT_A_PROJECT, {"path": "/"}),
        (b"Question\tType\n/a\tText\n", ReadKind.NOT_A_PROJECT, {"path": "/"}),
        (b"%PDF-1.7\xff\x00\x00", ReadKind.NOT_A_PROJECT, {"path": "/"}),
        (b"[]", ReadKind.NOT_A_PROJECT, {"path": "/"}),
        (b'{"format": "other"}', ReadKind.NOT_A_PROJECT, {"path": "/"}),
        (b'{\n "format": "x",\n,}', ReadKind.DAMAGED, {"reason": "syntax", "line": 3}),
        (b'{"note": "\xff"}', ReadKind.DAMAGED, {"reason": "encoding", "line": 1}),
        (b'{"note": NaN}', ReadKind.NOT_A_PROJECT, {"found": "NaN"}),
        (b'{"note": 1e999}', ReadKind.NOT_A_PROJECT, {"found": "1e999"}),
        (b'{"a": 1, "a": 2}', ReadKind.NOT_A_PROJECT, {"found": "a"}),
        (b'{"a": ' + b"[" * 200 + b"]" * 200 + b"}", ReadKind.DAMAGED, {"reason": "nested"}),
        (b'{"a": ' + b"[" * 200_000, ReadKind.DAMAGED, {"reason": "nested"}),
        (b'{"a": ' + b"9" * 5000 + b"}", ReadKind.NOT_A_PROJECT, {"path": "/"}),
        (
            b'{\n<<<<<<< HEAD\n "a": 1\n=======\n "a": 2\n>>>>>>> other\n}',
            ReadKind.DAMAGED,
            {"reason": "merge_conflict", "line": 2},
        ),
        (
            b'{"format": "mapper-for-commcare", "version": 99}',
            ReadKind.NEWER_FORMAT,
            {"version": 99, "known": 1},
        ),
        (
            b'{"format": "mapper-for-commcare", "version": 1, "form": {}, "target": {}, "rulez": []}',
            ReadKind.NOT_A_PROJECT,
            {"found": "'rulez'"},
        ),
        (
            b'{"format": "mapper-for-commcare", "version": 1, "form": {}, "target": {},'
            b' "connection": {"api_key": "secret"}}',
            ReadKind.NOT_A_PROJECT,
            {"path": "/connection"},
        ),
        (
            b'{"format": "mapper-for-commcare", "version": 1, "form": {}, "target": {},'
            b' "window": 3}',
            ReadKind.NOT_A_PROJECT,
            {"path": "/window"},
        ),
    ],
    ids=[
        "an empty file",
        "blanks",
        "a workbook",
        "a form export",
        "a PDF",
        "a list",
        "other JSON",
        "a syntax error",
        "bytes that are no UTF-8",
        "NaN",
        "a number beyond all",
        "a name twice",
        "nesting",
        "nesting beyond the parser",
        "a number of 5000 digits",
        "a merge conflict",
        "a newer version",
        "a misspelt key",
        "a key in the connection",
        "a window that is no object",
    ],
)
def test_what_is_no_project_is_refused_with_what_stands_there(
    path: Path, content: bytes, kind: ReadKind, facts: dict[str, Any]
) -> None:
    error = refused(path, content)
    assert (error.kind, error.facts["file"]) == (kind, path.name)
    assert {name: error.facts.get(name) for name in facts} == facts


def test_the_secret_of_a_tampered_file_is_not_in_the_error(path: Path) -> None:
    head = '{"format": "mapper-for-commcare", "version": 1, "form": {}, "target": {},'
    error = refused(path, head + ' "connection": {"api_key": "hunter2"}}')
    assert "hunter2" not in repr(error)


def test_a_missing_file_is_not_found(path: Path) -> None:
    with pytest.raises(ReadError) as caught:
        read_project(path)
    assert caught.value.kind is ReadKind.NOT_FOUND


def test_a_folder_is_no_project(tmp_path: Path) -> None:
    with pytest.raises(ReadError) as caught:
        read_project(tmp_path)
    assert (caught.value.kind, caught.value.facts["reason"]) == (ReadKind.UNREADABLE, "folder")


def test_a_huge_file_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mapper_gui.storage.projects.MOST_BYTES", 1000)
    monkeypatch.setattr(project_text, "MOST_BYTES", 1000)
    error = refused(path, '{"note": "' + "x" * 2000 + '"}')
    assert error.kind is ReadKind.TOO_LARGE


def test_millions_of_tiny_values_are_refused_before_they_are_read(path: Path) -> None:
    error = refused(path, '{"a": [' + "[]," * (project_text.MOST_VALUES // 2 + 2) + "1]}")
    assert (error.kind, error.facts["what"]) == (ReadKind.TOO_LARGE, "values")


def test_millions_of_commas_in_a_label_are_no_values(path: Path, mapping: Mapping) -> None:
    long = Project(replace(mapping, note="," * (project_text.MOST_VALUES + 1)))
    write_project(path, long)
    assert read_project(path) == long


def test_an_older_version_is_upgraded_step_by_step(
    path: Path, mapping: Mapping, monkeypatch: pytest.MonkeyPatch
) -> None:
    def first(body: dict[str, Any]) -> dict[str, Any]:
        return {**body, "note": body["remark"]}

    def second(body: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in body.items() if name != "remark"}

    monkeypatch.setattr("mapper_gui.storage.projects._UPGRADES", {-1: first, 0: second})
    body = {**encode_mapping(mapping), "version": -1, "remark": "kept"}
    path.write_text(json.dumps(body), encoding="utf-8")
    assert read_project(path).mapping == replace(mapping, note="kept")


def test_a_number_that_is_none_cannot_be_saved(path: Path, mapping: Mapping) -> None:
    with pytest.raises(StorageError) as caught:
        write_project(path, Project(mapping, window={"zoom": float("nan")}))
    assert caught.value.kind is StorageKind.FAILED
    assert not path.exists()


def test_a_file_that_changed_meanwhile_is_left_alone(path: Path, project: Project) -> None:
    write_project(path, project)
    opened = read_project(path)
    assert opened.fingerprint == fingerprint(path)
    path.write_text("somebody else", encoding="utf-8")
    with pytest.raises(StorageError) as caught:
        write_project(path, opened, expected=opened.fingerprint)
    assert caught.value.kind is StorageKind.CHANGED_ON_DISK
    assert path.read_text(encoding="utf-8") == "somebody else"


def test_saving_twice_gives_the_fingerprint_for_the_next_time(path: Path, project: Project) -> None:
    first = write_project(path, project)
    changed = replace(project, window={})
    second = write_project(path, changed, expected=first)
    assert second == fingerprint(path) != first


def test_a_file_that_was_deleted_meanwhile_is_written_again(path: Path, project: Project) -> None:
    first = write_project(path, project)
    path.unlink()
    write_project(path, project, expected=first)
    assert read_project(path) == project


def test_an_existing_file_is_refused_where_overwriting_was_not_asked_for(
    path: Path, project: Project
) -> None:
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(StorageError) as caught:
        write_project(path, project, overwrite=False)
    assert caught.value.kind is StorageKind.EXISTS
    assert path.read_text(encoding="utf-8") == "mine"


def test_the_last_versions_are_kept_beside_the_settings(path: Path, project: Project) -> None:
    for number in range(BACKUPS + 3):
        write_project(path, replace(project, window={"number": number}))
    kept = backups(path)
    assert len(kept) == BACKUPS
    assert [read_project(each).window["number"] for each in kept] == [
        *range(BACKUPS + 1, BACKUPS + 1 - BACKUPS, -1)
    ]
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_saving_the_same_again_keeps_no_version(path: Path, project: Project) -> None:
    write_project(path, project)
    write_project(path, project)
    assert backups(path) == ()


def test_a_save_does_not_fail_for_want_of_a_place_for_the_old_version(
    path: Path, project: Project, home: Path
) -> None:
    (home / "state").write_text("in the way", encoding="utf-8")
    write_project(path, project)
    write_project(path, replace(project, window={}))
    assert read_project(path).window == {}


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
def test_a_link_is_followed(path: Path, project: Project, tmp_path: Path) -> None:
    real = tmp_path / "real.ccmap"
    write_project(real, project)
    os.symlink(real, path)
    write_project(path, replace(project, window={}))
    assert path.is_symlink()
    assert read_project(real).window == {}
    assert len(backups(real)) == 1


def test_saving_onto_a_folder_is_refused(tmp_path: Path, project: Project) -> None:
    with pytest.raises(MapperError) as caught:
        write_project(tmp_path, project)
    assert caught.value.kind is StorageKind.IS_A_FOLDER
