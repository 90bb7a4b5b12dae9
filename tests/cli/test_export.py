"""`mapper export`."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from mapper_command import SAMPLE, Run, mapper

from mapper_gui.mapping.form import Form
from mapper_gui.mapping.mapping import FieldRule, Mapping, Operation, RecordRule, RuleId
from mapper_gui.mapping.source import FORM_ID
from mapper_gui.mapping.steps import Code
from mapper_gui.mapping.target import Target, TargetField, TargetObject
from mapper_gui.mapping.values import First
from mapper_gui.storage.projects import Project, read_project, write_project

__all__ = ["mapper"]

GOOD = SAMPLE / "register_household.ccmap"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "made" / "here"


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A project that no runner can take: nothing is mapped, nothing is known of the form."""
    path = tmp_path / "broken.ccmap"
    write_project(path, Project(Mapping()))
    return path


@pytest.mark.parametrize(
    ("to", "ending"), [("specification", ".json"), ("workbook", ".xlsx"), ("openfn", ".js")]
)
def test_the_paths_of_what_was_written_are_said(
    mapper: Run, folder: Path, to: str, ending: str
) -> None:
    ran = mapper("export", GOOD, "--to", to, "-o", folder)
    assert ran.code == 0
    paths = [Path(line) for line in ran.out.splitlines()]
    assert folder / f"register_household{ending}" in paths
    assert sorted(folder.iterdir()) == sorted(paths)
    assert all(path.stat().st_size for path in paths)


def test_a_specification_is_the_mapping_and_fits_its_schema(mapper: Run, folder: Path) -> None:
    mapper("export", GOOD, "--to", "specification", "-o", folder)
    body = json.loads((folder / "register_household.json").read_text(encoding="utf-8"))
    assert not {"connection", "window"} & set(body)
    jsonschema.validate(body, mapper("schema").json)
    assert read_project(folder / "register_household.json").mapping == read_project(GOOD).mapping


def test_several_projects_are_exported_together(mapper: Run, folder: Path, tmp_path: Path) -> None:
    write_project(tmp_path / "other.ccmap", read_project(GOOD))
    ran = mapper("export", GOOD, tmp_path / "other.ccmap", "--to", "openfn", "-o", folder)
    assert ran.code == 0
    assert {"register_household.js", "other.js"} <= {path.name for path in folder.iterdir()}


def test_a_file_that_is_there_is_left_alone_unless_asked_for(mapper: Run, folder: Path) -> None:
    words = ("export", GOOD, "--to", "openfn", "-o", folder)
    assert mapper(*words).code == 0
    (folder / "register_household.js").write_text("mine", encoding="utf-8")
    ran = mapper(*words)
    assert (ran.code, ran.out) == (3, "")
    assert "--overwrite" in ran.why
    assert (folder / "register_household.js").read_text(encoding="utf-8") == "mine"
    assert mapper(*words, "--overwrite").code == 0
    assert (folder / "register_household.js").read_text(encoding="utf-8") != "mine"


def test_a_second_specification_goes_beside_the_first(
    mapper: Run, folder: Path, tmp_path: Path
) -> None:
    write_project(tmp_path / "other.ccmap", read_project(GOOD))
    assert mapper("export", GOOD, "--to", "specification", "-o", folder).code == 0
    again = mapper("export", tmp_path / "other.ccmap", "--to", "specification", "-o", folder)
    assert again.code == 0
    assert (folder / "other.json").exists()


def test_a_mapping_that_a_runner_cannot_take_is_refused_by_name(
    mapper: Run, folder: Path, broken: Path
) -> None:
    ran = mapper("export", broken, "--to", "openfn", "-o", folder)
    assert ran.code == 1
    assert "error: " in ran.out
    assert "error" in ran.why
    assert not folder.exists()


def test_one_bad_project_among_several_keeps_all_back_and_is_named(
    mapper: Run, folder: Path, broken: Path
) -> None:
    ran = mapper("export", GOOD, broken, "--to", "openfn", "-o", folder)
    assert ran.code == 1
    assert "broken.ccmap: error: " in ran.out
    assert not folder.exists()


def test_with_strict_a_warning_keeps_all_back(mapper: Run, folder: Path, tmp_path: Path) -> None:
    project = read_project(GOOD)
    named = replace(project.mapping, form=replace(project.mapping.form, xmlns=""))
    write_project(tmp_path / "named.ccmap", Project(named))
    words = ("export", tmp_path / "named.ccmap", "--to", "openfn", "-o", folder)
    ran = mapper(*words, "--strict")
    assert ran.code == 1
    assert "warning" in ran.out
    assert not folder.exists()
    ran = mapper(*words)
    assert ran.code == 0
    assert ran.err.startswith("warning")
    assert "mapper: " not in ran.err


def test_a_folder_that_is_a_file_is_refused_by_the_system(mapper: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    ran = mapper("export", GOOD, "--to", "openfn", "-o", tmp_path / "file")
    assert ran.code == 3
    assert ran.err.count("\n") == 1


def test_code_that_is_no_javascript_keeps_the_openfn_files_back(
    mapper: Run, folder: Path, tmp_path: Path
) -> None:
    project = tmp_path / "code.ccmap"
    for body, code in (("return = 5", 1), ("return value", 0)):
        field = FieldRule("F", First((FORM_ID,)), (Code(body),))
        rule = RecordRule(RuleId("R"), "R", operation=Operation.CREATE, fields=(field,))
        target = Target("", (TargetObject("R", fields=(TargetField("F"),)),))
        mapping = Mapping(form=Form(xmlns="http://x"), target=target, rules=(rule,))
        write_project(project, Project(mapping))
        ran = mapper("export", project, "--to", "openfn", "-o", folder)
        assert ran.code == code, ran
        assert folder.exists() is (code == 0)
        assert ("no JavaScript" in ran.out) is (code == 1)
