"""Structures of builds on disk: kept by id, bounded, and fetched again where a file is damaged."""

from __future__ import annotations

import gzip
import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from mapper_gui.mapping.app_version import BuildStructure
from mapper_gui.mapping.document_build import encode_build
from mapper_gui.mapping.form import Choice, Form, Kind, Question, QuestionId
from mapper_gui.storage import builds
from mapper_gui.storage.builds import keep_build, read_build
from mapper_gui.storage.folders import cache_folder

STRUCTURE = BuildStructure(
    "e0a6",
    "effb",
    18,
    (
        Form(
            (
                Question(
                    QuestionId("/sex"),
                    Kind.SINGLE,
                    {"en": "Sex"},
                    (Choice("f", {"en": "Female"}),),
                    display_condition="/data/age > 3",
                ),
            ),
            ("en",),
            "Register",
            "http://x",
            "effb",
        ),
    ),
)


def only_file() -> Path:
    (file,) = (cache_folder() / "builds").iterdir()
    return file


def test_what_was_kept_is_read_again() -> None:
    assert read_build("e0a6") is None
    keep_build(STRUCTURE)
    assert read_build("e0a6") == STRUCTURE
    assert read_build("other") is None


def test_nothing_but_questions_of_the_build_is_written() -> None:
    keep_build(STRUCTURE)
    assert json.loads(gzip.decompress(only_file().read_bytes())) == encode_build(STRUCTURE)


def packed(text: str) -> bytes:
    return gzip.compress(text.encode())


DAMAGES = {
    "empty": b"",
    "not packed": b"{}",
    "cut short": packed(json.dumps(encode_build(STRUCTURE)))[:-12],
    "not json": packed("{"),
    "too deep": packed("[" * 100_000),
    "another format": packed('{"format": "x", "version": 1}'),
    "a newer version": packed(json.dumps({**encode_build(STRUCTURE), "version": 2})),
    "another build": packed(json.dumps(encode_build(replace(STRUCTURE, id="other")))),
    "questions of another shape": packed(
        json.dumps({**encode_build(STRUCTURE), "forms": [{"questions": [3]}]})
    ),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_as_none_and_is_written_anew(damage: str) -> None:
    keep_build(STRUCTURE)
    only_file().write_bytes(DAMAGES[damage])
    assert read_build("e0a6") is None
    keep_build(STRUCTURE)
    assert read_build("e0a6") == STRUCTURE


def test_a_file_that_unpacks_to_more_than_is_read_is_as_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    keep_build(STRUCTURE)
    monkeypatch.setattr(builds, "_MOST_UNPACKED", 50)
    assert read_build("e0a6") is None


def test_the_folder_is_bounded_and_the_longest_unused_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(builds, "MOST_FILES", 3)
    for number in range(4):
        keep_build(replace(STRUCTURE, id=str(number)))
        os.utime(builds._path(str(number)), (number, number))
        if number == 2:
            assert read_build("0") is not None  # used again
    assert [read_build(str(number)) is not None for number in range(4)] == [True, False, True, True]


@pytest.mark.parametrize("name", ["../../etc/x", "a/b", "", "x" * 5_000, "\ud800", "\x00"])
def test_an_id_of_any_text_names_a_file_of_the_folder(name: str) -> None:
    assert builds._path(name).parent == cache_folder() / "builds"
    keep_build(replace(STRUCTURE, id=name))
    read_build(name)


def test_where_nothing_can_be_written_nothing_is_kept(home: Path) -> None:
    folder = cache_folder()
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.write_text("in the way")
    keep_build(STRUCTURE)
    assert read_build("e0a6") is None
