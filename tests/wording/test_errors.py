"""Every error of the program has a sentence: what happened, where, and what to do."""

from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
from clinic import first, only, with_field
from hypothesis import given
from hypothesis import strategies as st

from mapper_gui.mapping.document import decode_mapping
from mapper_gui.mapping.errors import (
    EditError,
    EditKind,
    ExportError,
    ExportKind,
    MapperError,
    ReadError,
    ReadKind,
    SecretError,
    SecretKind,
    ServerError,
    ServerKind,
    StorageError,
    StorageKind,
)
from mapper_gui.mapping.form import Kind
from mapper_gui.wording.errors import sentence

KINDS: list[tuple[type[MapperError], StrEnum]] = [
    *((ReadError, kind) for kind in ReadKind),
    *((ServerError, kind) for kind in ServerKind),
    *((SecretError, kind) for kind in SecretKind),
    *((StorageError, kind) for kind in StorageKind),
    *((ExportError, kind) for kind in ExportKind),
    *((EditError, kind) for kind in EditKind),
]

FACTS: dict[str, Any] = {
    "file": "form.xlsx",
    "files": (Path("a.json"), Path("b.json")),
    "rule": "Contact",
    "field": "LastName",
    "question": "/note",
    "question_kind": Kind.LABEL,
    "server": "https://www.commcarehq.org",
    "project_space": "demo",
    "status": 403,
    "path": "/rules/0/id",
    "wanted": "text",
    "found": "3",
    "version": 9,
    "known": 1,
    "runner": "abc",
}


@pytest.mark.parametrize(
    ("error", "kind"), KINDS, ids=[f"{error.__name__} {kind}" for error, kind in KINDS]
)
@pytest.mark.parametrize("facts", [{}, FACTS], ids=["no facts", "facts"])
def test_every_error_is_a_sentence(
    error: type[MapperError], kind: StrEnum, facts: dict[str, Any]
) -> None:
    text = sentence(error(kind, **facts))
    assert len(text) > 10
    assert "{" not in text
    assert "!" not in text
    assert not facts or "None" not in text


odd = st.one_of(
    st.none(), st.integers(), st.text(max_size=5), st.just("{x}"), st.lists(st.none(), max_size=2)
)


@given(st.sampled_from(KINDS), st.dictionaries(st.sampled_from([*FACTS, "reason", "limit"]), odd))
def test_odd_facts_never_stop_a_sentence(
    made: tuple[type[MapperError], StrEnum], facts: dict[str, Any]
) -> None:
    assert sentence(made[0](made[1], **facts))


def test_an_error_that_nobody_knows_is_still_told() -> None:
    class Unheard(StrEnum):
        OF = "un_heard_of"

    assert sentence(MapperError(Unheard.OF)) == "un heard of"
    assert sentence(MapperError(Unheard.OF, row=3)) == "un heard of (row 3)"


def test_a_misspelt_key_in_a_project_is_named_with_its_place() -> None:
    body = {"format": "mapper-for-commcare", "version": 1, "form": {}, "target": {}, "ruels": []}
    with pytest.raises(ReadError) as caught:
        decode_mapping(body)
    assert "ruels" in sentence(caught.value)
    assert "rules" in sentence(caught.value)


def test_a_newer_file_says_which_format_it_has() -> None:
    error = ReadError(ReadKind.NEWER_FORMAT, version=3, known=1, file="a.ccmap")
    assert sentence(error).startswith("a.ccmap: a newer version")
    assert "format 3" in sentence(error)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"reason": "syntax", "line": 3, "column": 9}, "line 3, column 9"),
        ({"reason": "encoding", "line": 3}, "line 3 is not UTF-8"),
        ({"reason": "merge_conflict", "line": 3}, "from line 3"),
        ({"reason": "nested", "limit": 99}, "nested deeper"),
    ],
)
def test_a_damaged_project_says_where(facts: dict[str, Any], words: str) -> None:
    text = sentence(ReadError(ReadKind.DAMAGED, **facts))
    assert words in text
    assert "spreadsheet" not in text


def test_files_that_are_in_the_way_are_named_with_the_way_out() -> None:
    one = sentence(StorageError(StorageKind.EXISTS, files=(Path("out/a.json"),)))
    assert one.startswith(str(Path("out/a.json")) + " is already there")
    two = sentence(StorageError(StorageKind.EXISTS, files=(Path("a"), Path("b"))))
    assert two.startswith("a, b are already there")
    assert "--overwrite" in one
    assert "--overwrite" in two


def test_a_path_is_never_cut() -> None:
    path = Path("/".join(["a folder with a long name"] * 12)) / "x.ccmap"
    assert str(path) in sentence(StorageError(StorageKind.DISK_FULL, file=path))


def test_an_export_that_was_refused_says_the_first_problem() -> None:
    problem = only(with_field("Note__c", first("/gone")))
    text = sentence(ExportError(ExportKind.HAS_PROBLEMS, problems=(problem, problem)))
    assert "2 problems" in text
    assert "Contact → Note__c: The form has no question /gone." in text


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (Kind.LABEL, "is a label"),
        (Kind.GROUP, "is a group"),
        (Kind.QUESTION_LIST, "is a question list"),
        (Kind.REPEAT, "one record per row"),
        (Kind.LOOKUP_DATA, "Lookup table data"),
    ],
)
def test_a_row_that_cannot_be_mapped_says_what_can(kind: Kind, words: str) -> None:
    error = EditError(EditKind.NOT_A_SOURCE, question="/x", question_kind=kind)
    assert words in sentence(error)
    assert sentence(error).startswith("/x")


def test_a_row_without_an_id_says_so() -> None:
    assert "no question id" in sentence(EditError(EditKind.NOT_A_SOURCE))


def test_a_blank_name_is_told_from_one_that_is_taken() -> None:
    assert "blank" in sentence(EditError(EditKind.NAME_TAKEN, rule=" "))
    assert "Contact exists already" in sentence(EditError(EditKind.NAME_TAKEN, rule="Contact"))
