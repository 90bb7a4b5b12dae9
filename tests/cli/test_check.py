"""`mapper check` and `mapper schema`."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from mapper_command import SAMPLE, Run, mapper

from mapper_gui.mapping.mapping import Mapping
from mapper_gui.storage.projects import Project, read_project, write_project

__all__ = ["mapper"]

GOOD = SAMPLE / "register_household.ccmap"


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """The sample project with a source that the form does not have."""
    mapping = read_project(GOOD).mapping
    form = replace(mapping.form, questions=mapping.form.questions[:3])
    path = tmp_path / "broken.ccmap"
    write_project(path, Project(replace(mapping, form=form)))
    return path


def test_the_sample_project_has_no_error(mapper: Run) -> None:
    ran = mapper("check", GOOD, "--json")
    assert ran.code == 0
    assert [each for each in ran.json["problems"] if each["severity"] == "error"] == []


def test_errors_are_listed_and_counted(mapper: Run, broken: Path) -> None:
    ran = mapper("check", broken)
    assert ran.code == 1
    assert ran.out.startswith("error")
    assert ran.err.count("\n") == 1
    assert "error" in ran.why


def test_problems_as_json_have_exactly_these_keys(mapper: Run, broken: Path) -> None:
    ran = mapper("check", broken, "--json")
    assert ran.code == 1
    assert list(ran.json) == ["problems"]
    for problem in ran.json["problems"]:
        assert list(problem) == ["kind", "severity", "where", "message"]
        assert list(problem["where"]) == ["rule", "field"]
        assert problem["severity"] in ("error", "warning")
        assert problem["message"]


def test_warnings_count_where_it_is_asked_for(mapper: Run, tmp_path: Path) -> None:
    write_project(tmp_path / "p.ccmap", Project(Mapping()))
    assert mapper("check", tmp_path / "p.ccmap").code == 0
    ran = mapper("check", tmp_path / "p.ccmap", "--strict")
    assert ran.code == 1
    assert "warning" in ran.why


@pytest.mark.parametrize("content", [b"", b"{}", b"PK\x03\x04", b"{", b"Question\tType\n"])
def test_what_is_no_project_is_refused(mapper: Run, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "p.ccmap").write_bytes(content)
    ran = mapper("check", tmp_path / "p.ccmap", "--json")
    assert (ran.code, ran.out) == (2, "")
    assert "p.ccmap" in ran.why
    assert ran.err.count("\n") == 1


def test_a_missing_project_is_refused(mapper: Run, tmp_path: Path) -> None:
    ran = mapper("check", tmp_path / "missing.ccmap")
    assert ran.code == 2
    assert "missing.ccmap" in ran.why


def test_the_schema_is_one_that_projects_fit(mapper: Run) -> None:
    ran = mapper("schema")
    assert ran.code == 0
    jsonschema.Draft202012Validator.check_schema(ran.json)
    body = json.loads(GOOD.read_text(encoding="utf-8"))
    jsonschema.validate(
        {k: v for k, v in body.items() if k not in ("connection", "window")}, ran.json
    )
