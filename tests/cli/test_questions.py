"""`mapper questions`."""

from __future__ import annotations

from pathlib import Path

import pytest
from mapper_command import SAMPLE, Run, mapper

__all__ = ["mapper"]

FORM = SAMPLE / "register_household.tsv"
HEADER = "Question\tType\tText (en)\tText (fra)\tCalculate Condition\tRequired\n"


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small.tsv"
    path.write_text(
        HEADER
        + "/name\tText\tName é\tNom\t\tyes\n"
        + "/kids\tRepeat Group\tKids\t\t\tno\n"
        + "/kids/sex\tMultiple Choice\tSex\t\t\tno\n"
        + "/kids/sex-m\tChoice\tMale\tGarçon\t\t\n"
        + "/uid\tHidden Value\t\t\tuuid()\tno\n",
        encoding="utf-8",
    )
    return path


def test_questions_as_json_have_exactly_these_keys_in_the_files_order(
    mapper: Run, small: Path
) -> None:
    ran = mapper("questions", small, "--json")
    assert (ran.code, ran.err) == (0, "")
    assert ran.json == [
        {
            "id": "/name",
            "kind": "text",
            "labels": {"en": "Name é", "fra": "Nom"},
            "choices": [],
            "repeat": None,
            "hidden": False,
            "required": True,
            "calculate": None,
        },
        {
            "id": "/kids",
            "kind": "repeat",
            "labels": {"en": "Kids"},
            "choices": [],
            "repeat": None,
            "hidden": False,
            "required": False,
            "calculate": None,
        },
        {
            "id": "/kids/sex",
            "kind": "single",
            "labels": {"en": "Sex"},
            "choices": [{"id": "m", "labels": {"en": "Male", "fra": "Garçon"}}],
            "repeat": "/kids",
            "hidden": False,
            "required": False,
            "calculate": None,
        },
        {
            "id": "/uid",
            "kind": "hidden",
            "labels": {},
            "choices": [],
            "repeat": None,
            "hidden": True,
            "required": False,
            "calculate": "uuid()",
        },
    ]
    assert list(ran.json[0]) == [
        "id", "kind", "labels", "choices", "repeat", "hidden", "required", "calculate",
    ]  # fmt: skip


def test_questions_as_text_stand_in_columns_with_choices_and_calculations(
    mapper: Run, small: Path
) -> None:
    ran = mapper("questions", small)
    lines = ran.out.splitlines()
    assert lines[1].split() == ["/name", "text", "Name", "é"]
    assert lines[4].startswith("    m ")
    assert lines[5].split() == ["/uid", "hidden", "=", "uuid()"]
    assert lines[1].index("text") == lines[5].index("hidden")


def test_labels_are_raw_in_json(mapper: Run) -> None:
    questions = {each["id"]: each for each in mapper("questions", FORM, "--json").json}
    assert questions["/welcome"]["labels"]["en"] == "**Welcome**, please read aloud"


def test_a_form_may_be_piped_in(mapper: Run, small: Path) -> None:
    piped = mapper("questions", "-", "--json", stdin=small.read_bytes())
    assert piped.json == mapper("questions", small, "--json").json


def test_a_workbook_may_be_piped_in(mapper: Run, tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    assert book.active is not None
    for row in (["Question", "Type", "Text (en)"], ["/a", "Text", "A"]):
        book.active.append(row)
    book.save(tmp_path / "form.xlsx")
    ran = mapper("questions", "-", "--json", stdin=(tmp_path / "form.xlsx").read_bytes())
    assert [each["id"] for each in ran.json] == ["/a"]


def test_a_sheet_is_chosen_where_several_could_be_it(mapper: Run, tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    for name in ("One", "Two"):
        sheet = book.create_sheet(name)
        for row in (["Question", "Type", "Text (en)"], [f"/{name.lower()}", "Text", name]):
            sheet.append(row)
    book.save(tmp_path / "forms.xlsx")
    asked = mapper("questions", tmp_path / "forms.xlsx")
    assert asked.code == 2
    assert "--sheet" in asked.why
    chosen = mapper("questions", tmp_path / "forms.xlsx", "--sheet", "Two", "--json")
    assert [each["id"] for each in chosen.json] == ["/two"]


def test_warnings_of_the_import_go_to_standard_error_by_row(mapper: Run, tmp_path: Path) -> None:
    path = tmp_path / "doubtful.tsv"
    path.write_text(HEADER + "/a\tNonsense\tA\t\t\tno\n", encoding="utf-8")
    ran = mapper("questions", path, "--json")
    assert ran.code == 0
    assert ran.err.startswith("row 2: ")
    assert "mapper:" not in ran.err
    assert len(ran.json) == 1


def test_strict_counts_warnings_of_the_import(mapper: Run, tmp_path: Path) -> None:
    path = tmp_path / "doubtful.tsv"
    path.write_text(HEADER + "/a\tNonsense\tA\t\t\tno\n", encoding="utf-8")
    ran = mapper("questions", path, "--strict")
    assert ran.code == 1
    assert "1 warning" in ran.why


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00\x01\x02\xff", b"PK\x03\x04 no zip", b"Dear all,\n\nplease find attached", b"{}"],
    ids=["empty", "bytes", "a broken workbook", "a letter", "JSON"],
)
def test_what_is_no_form_is_refused_in_one_line(
    mapper: Run, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "form.tsv"
    path.write_bytes(content)
    for ran in (mapper("questions", path), mapper("questions", "-", stdin=content)):
        assert (ran.code, ran.out) == (2, "")
        assert ran.err.count("\n") == 1
        assert ran.why


def test_a_missing_file_is_named(mapper: Run, tmp_path: Path) -> None:
    ran = mapper("questions", tmp_path / "missing.tsv")
    assert ran.code == 2
    assert "missing.tsv" in ran.why


def test_labels_cannot_command_the_terminal(mapper: Run, tmp_path: Path) -> None:
    path = tmp_path / "form.tsv"
    path.write_text(HEADER + "/a\tText\t\x1b[2JA\t\t\tno\n", encoding="utf-8")
    assert "\x1b" not in mapper("questions", path).out
