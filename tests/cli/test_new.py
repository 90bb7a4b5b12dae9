"""`mapper new`."""

from __future__ import annotations

from pathlib import Path

import pytest
from mapper_command import SAMPLE, Run, mapper

from mapper_gui.storage.projects import read_project

__all__ = ["mapper"]

FORM = SAMPLE / "register_household.tsv"
TARGETS = SAMPLE / "targets.csv"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return tmp_path / "new.ccmap"


def test_a_project_has_the_form_the_targets_and_an_empty_rule_for_each(
    mapper: Run, project: Path
) -> None:
    ran = mapper("new", FORM, "--targets", TARGETS, "-o", project)
    assert ran.code == 0
    assert str(project) in ran.out
    mapping = read_project(project).mapping
    assert mapping.form.question("/hh/water-source") is not None
    names = [item.name for item in mapping.target.objects]
    assert names
    assert [rule.object for rule in mapping.rules] == names
    assert all(not rule.fields for rule in mapping.rules)


def test_what_the_export_lacks_is_told(mapper: Run, project: Path) -> None:
    ran = mapper(
        "new", FORM, "--targets", TARGETS, "-o", project, "--form-name", "Register household",
        "--xmlns", "http://example.org/x", "--app-id", "a1", "--project-space", "demo",
    )  # fmt: skip
    assert ran.code == 0
    form = read_project(project).mapping.form
    assert (form.name, form.xmlns) == ("Register household", "http://example.org/x")
    assert (form.app_id, form.project_space) == ("a1", "demo")


def test_a_form_that_is_not_named_stays_unnamed_and_that_is_said(
    mapper: Run, project: Path
) -> None:
    ran = mapper("new", FORM, "--targets", TARGETS, "-o", project)
    assert read_project(project).mapping.form.name == ""
    assert "--xmlns" in ran.out


def test_several_target_files_make_one_target(mapper: Run, project: Path, tmp_path: Path) -> None:
    for name in ("Account", "Contact"):
        (tmp_path / f"{name}.csv").write_text("name\nId\n", encoding="utf-8")
    first, second = tmp_path / "Account.csv", tmp_path / "Contact.csv"
    assert mapper("new", FORM, "--targets", first, second, "-o", project).code == 0
    assert [item.name for item in read_project(project).mapping.target.objects] == [
        "Account",
        "Contact",
    ]
    again = tmp_path / "again.ccmap"
    assert mapper("new", FORM, "--targets", first, "--targets", second, "-o", again).code == 0
    assert again.read_bytes() == project.read_bytes()


def test_an_object_in_two_files_is_refused(mapper: Run, project: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    for file in (tmp_path / "A.csv", tmp_path / "other" / "A.csv"):
        file.write_text("name\nId\n", encoding="utf-8")
    ran = mapper(
        "new", FORM, "--targets", tmp_path / "A.csv", tmp_path / "other/A.csv", "-o", project
    )
    assert ran.code == 2
    assert not project.exists()


def test_an_existing_project_is_left_alone(mapper: Run, project: Path) -> None:
    project.write_text("mine", encoding="utf-8")
    ran = mapper("new", FORM, "--targets", TARGETS, "-o", project)
    assert ran.code == 3
    assert "--overwrite" in ran.why
    assert project.read_text(encoding="utf-8") == "mine"
    assert mapper("new", FORM, "--targets", TARGETS, "-o", project, "--overwrite").code == 0
    read_project(project)


def test_targets_that_are_none_are_refused_and_nothing_is_written(
    mapper: Run, project: Path
) -> None:
    ran = mapper("new", FORM, "--targets", FORM, "-o", project)
    assert (ran.code, ran.out) == (2, "")
    assert ran.why
    assert not project.exists()


def test_a_folder_that_is_missing_is_refused_by_the_system(mapper: Run, tmp_path: Path) -> None:
    ran = mapper("new", FORM, "--targets", TARGETS, "-o", tmp_path / "no" / "p.ccmap")
    assert ran.code == 3
    assert ran.err.count("\n") == 1


def test_warnings_about_targets_name_row_and_file(
    mapper: Run, project: Path, tmp_path: Path
) -> None:
    (tmp_path / "T.csv").write_text("name,type\nId,nonsense\n", encoding="utf-8")
    ran = mapper("new", FORM, "--targets", tmp_path / "T.csv", "-o", project)
    assert ran.code == 0
    assert "row 2: T.csv: " in ran.err


def test_a_new_project_can_be_checked(mapper: Run, project: Path) -> None:
    mapper("new", FORM, "--targets", TARGETS, "-o", project)
    assert mapper("check", project).code == 0
    assert mapper("check", project, "--strict").code == 1


def test_fields_with_the_name_of_a_question_are_proposed_and_not_mapped(
    mapper: Run, project: Path, tmp_path: Path
) -> None:
    (tmp_path / "T.csv").write_text("name\nHead Name\n", encoding="utf-8")
    ran = mapper("new", FORM, "--targets", tmp_path / "T.csv", "-o", project)
    assert ["T.Head", "Name", "/hh/head_name"] in [line.split() for line in ran.out.splitlines()]
    assert read_project(project).mapping.rules[0].fields == ()
