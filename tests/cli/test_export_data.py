"""`mapper export --to data-loader` and `case-upload`: real values, only where that is asked for."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from clinic import first
from loads import LOADED, PERSON_RULE, body, loaded, with_note
from mapper_command import Run, mapper

from mapper_gui.mapping.mapping import FieldRule, Mapping
from mapper_gui.mapping.steps import Code
from mapper_gui.storage.projects import Project, write_project

__all__ = ["mapper"]

FILES = ["visit-Contact.csv", "visit-Contact.sdl", "visit-load.txt"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "to-load"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return written(tmp_path, loaded())


def written(folder: Path, mapping: Mapping, name: str = "visit") -> Path:
    path = folder / f"{name}.ccmap"
    write_project(path, Project(mapping))
    return path


@pytest.fixture
def submissions(tmp_path: Path) -> Path:
    path = tmp_path / "forms.json"
    bodies = [dict(body(1, name="Ana").body), dict(body(2, name="Bo").body)]
    path.write_text(json.dumps({"objects": bodies}), encoding="utf-8")
    return path


def test_the_files_are_written_and_their_paths_said(
    mapper: Run, project: Path, submissions: Path, folder: Path
) -> None:
    words = ("export", project, "--to", "data-loader", "--submissions", submissions)
    ran = mapper(*words, "--with-real-data", "-o", folder)
    assert (ran.code, ran.err) == (0, "")
    assert [Path(line).name for line in ran.out.splitlines()] == FILES
    assert sorted(path.name for path in folder.iterdir()) == sorted(FILES)
    assert b"c-1,Ana,,\r\n" in (folder / "visit-Contact.csv").read_bytes()


def zipped(files: dict[str, str]) -> bytes:
    data = BytesIO()
    with ZipFile(data, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return data.getvalue()


ONE, OTHER = (json.dumps(dict(body(n, name=name).body)) for n, name in ((1, "Ana"), (2, "Bo")))
SHAPES = {
    "one submission": (ONE.encode(), 1),
    "an answer of the list": (
        f'{{"meta": {{"next": null}}, "objects": [{ONE}, {OTHER}]}}'.encode(),
        2,
    ),
    "an array": (f"[{ONE}, {OTHER}]".encode(), 2),
    "one per line": (f"{ONE}\n{OTHER}\n".encode(), 2),
    "a zip": (zipped({"a/1.json": ONE, "2.jsonl": f"{OTHER}\n", "readme.txt": "x"}), 2),
}


@pytest.mark.parametrize("piped", [False, True], ids=["from a file", "piped in"])
@pytest.mark.parametrize("shape", SHAPES)
def test_submissions_come_in_any_shape(
    mapper: Run, project: Path, folder: Path, tmp_path: Path, shape: str, piped: bool
) -> None:
    data, count = SHAPES[shape]
    file = tmp_path / "submissions"
    file.write_bytes(data)
    words = ("export", project, "--to", "data-loader", "--with-real-data", "-o", folder)
    ran = mapper(*words, "--submissions", "-" if piped else file, stdin=data if piped else b"")
    assert (ran.code, ran.err) == (0, "")
    lines = (folder / "visit-Contact.csv").read_bytes().splitlines()
    assert [b"Ana" in line or b"Bo" in line for line in lines[1:]] == [True] * count


@pytest.mark.parametrize("to", ["data-loader", "case-upload"])
def test_without_saying_so_no_real_data_is_written(
    mapper: Run, project: Path, submissions: Path, folder: Path, to: str
) -> None:
    ran = mapper("export", project, "--to", to, "--submissions", submissions, "-o", folder)
    assert (ran.code, ran.out) == (2, "")
    assert "--with-real-data" in ran.why
    assert not folder.exists()


def test_without_submissions_there_is_nothing_to_load(
    mapper: Run, project: Path, folder: Path
) -> None:
    ran = mapper("export", project, "--to", "data-loader", "--with-real-data", "-o", folder)
    assert ran.code == 2
    assert "--submissions" in ran.why


@pytest.mark.parametrize("words", [("--with-real-data",), ("--submissions", "x.json")])
def test_other_runners_are_given_no_submissions(
    mapper: Run, project: Path, folder: Path, words: tuple[str, ...]
) -> None:
    ran = mapper("export", project, "--to", "openfn", *words, "-o", folder)
    assert ran.code == 2
    assert "data-loader, case-upload" in ran.why
    assert not folder.exists()


def test_submissions_come_from_standard_input_too(mapper: Run, project: Path, folder: Path) -> None:
    lines = "\n".join(json.dumps(dict(body(n, name="x").body)) for n in (1, 2, 3))
    words = ("export", project, "--to", "data-loader", "--submissions", "-", "--with-real-data")
    assert mapper(*words, "-o", folder, stdin=lines.encode()).code == 0
    assert len((folder / "visit-Contact.csv").read_bytes().splitlines()) == 4


def test_what_cannot_be_loaded_is_refused_and_nothing_is_written(
    mapper: Run, tmp_path: Path, submissions: Path, folder: Path
) -> None:
    project = written(tmp_path, loaded(key=("Ext__c", "LastName")))
    words = ("export", project, "--to", "data-loader", "--submissions", submissions)
    ran = mapper(*words, "--with-real-data", "-o", folder)
    assert ran.code == 1
    assert "finds a record by one field" in ran.out
    assert not folder.exists()


def test_records_that_cannot_be_made_are_left_out_and_listed(
    mapper: Run, project: Path, tmp_path: Path, folder: Path
) -> None:
    path = tmp_path / "some.json"
    without = dict(body(3, name="No case").body)
    without["form"] = {key: value for key, value in without["form"].items() if key != "case"}
    bodies = [dict(body(1, name="Ana").body), without, dict(body(4, xmlns="other").body)]
    path.write_text(json.dumps(bodies), encoding="utf-8")
    words = ("export", project, "--to", "data-loader", "--submissions", path, "--with-real-data")
    ran = mapper(*words, "-o", folder)
    assert ran.code == 1
    assert "submission f-3: error Contact.Ext__c:" in ran.err
    assert "warning: 1 of 3 submissions are not for this mapping" in ran.err
    assert len((folder / "visit-Contact.csv").read_bytes().splitlines()) == 2


def test_with_strict_nothing_is_written_then(
    mapper: Run, project: Path, tmp_path: Path, folder: Path
) -> None:
    path = tmp_path / "some.json"
    bodies = [dict(body(1, name="A").body), dict(body(4, xmlns="other").body)]
    path.write_text(json.dumps(bodies), encoding="utf-8")
    words = ("export", project, "--to", "data-loader", "--submissions", path, "--with-real-data")
    ran = mapper(*words, "--strict", "-o", folder)
    assert ran.code == 1
    assert not folder.exists()


def test_several_projects_are_loaded_together(
    mapper: Run, tmp_path: Path, project: Path, submissions: Path, folder: Path
) -> None:
    other = written(tmp_path, LOADED, "other")
    words = ("export", project, other, "--to", "data-loader", "--submissions", submissions)
    ran = mapper(*words, "--with-real-data", "-o", folder)
    assert ran.code == 0
    assert {"visit-Contact.csv", "other-Contact.csv"} <= {path.name for path in folder.iterdir()}


def test_code_is_run(mapper: Run, tmp_path: Path, submissions: Path, folder: Path) -> None:
    rule = FieldRule("Note__c", first("/name"), (Code("return value + '!'"),))
    project = written(tmp_path, with_note(rule))
    words = ("export", project, "--to", "data-loader", "--submissions", submissions)
    assert mapper(*words, "--with-real-data", "-o", folder).code == 0
    assert b"c-1,Ana,,Ana!\r\n" in (folder / "visit-Contact.csv").read_bytes()
    assert len(PERSON_RULE.fields) == 4


def test_files_that_are_there_are_left_alone_unless_asked_for(
    mapper: Run, project: Path, submissions: Path, folder: Path
) -> None:
    words = ("export", project, "--to", "data-loader", "--submissions", submissions)
    assert mapper(*words, "--with-real-data", "-o", folder).code == 0
    assert mapper(*words, "--with-real-data", "-o", folder).code == 3
    assert mapper(*words, "--with-real-data", "--overwrite", "-o", folder).code == 0
