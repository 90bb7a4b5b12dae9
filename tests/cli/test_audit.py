"""`mapper audit`, from files and from the practice server."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from mapper_command import SAMPLE, Run, mapper
from practice import practice

from mapper_gui.commcare.practice_server import PracticeServer
from mapper_gui.mapping.mapping import Mapping
from mapper_gui.storage.projects import Project, read_project, write_project

__all__ = ["mapper", "practice"]

KEY = "COMMCARE_API_KEY"
PROJECT = SAMPLE / "register_household.ccmap"


@pytest.fixture
def submissions(tmp_path: Path) -> Path:
    """All sample submissions as JSON lines."""
    found = []
    for file in sorted((SAMPLE / "practice").glob("*.json")):
        body = json.loads(file.read_text("utf-8"))
        if isinstance(body.get("form"), dict):
            found.append(json.dumps(body))
    path = tmp_path / "forms.jsonl"
    path.write_text("\n".join(found), "utf-8")
    return path


def asked(server: PracticeServer, **more: str) -> list[str]:
    told = {
        "--server": server.server_url,
        "--project-space": "demo",
        "--username": server.username,
        **more,
    }
    return [word for pair in told.items() for word in pair]


def test_a_file_is_audited_and_an_unmapped_choice_id_ends_with_1(
    mapper: Run, submissions: Path
) -> None:
    ran = mapper("audit", str(PROJECT), "--submissions", str(submissions))
    assert ran.code == 1
    assert "5 submissions" in ran.out
    assert "“borehole” (×1)" in ran.out
    assert "Ana Rakoto" not in ran.out
    assert "1 choice id unmapped" in ran.err


def test_as_json_it_can_be_read_by_a_scheduled_job(mapper: Run, submissions: Path) -> None:
    ran = mapper("audit", str(PROJECT), "--submissions", str(submissions), "--json")
    told: dict[str, Any] = json.loads(ran.out)
    assert (ran.code, told["clean"], told["submissions"], told["other_forms"]) == (1, False, 5, 8)
    [unmapped] = [each for each in told["findings"] if each["kind"] == "unmapped"]
    assert unmapped["severity"] == "error"
    assert unmapped["where"] == {"rule": "Household__c", "field": "Water_Source__c"}
    assert unmapped["submissions"] == ["5f6e7d8c-9b0a-4c1d-8e2f-3a4b5c6d7e8f"]
    [question] = [each for each in told["questions"] if each["question"] == "/hh/phone"]
    assert (question["answered"], question["empty"], question["absent"]) == (3, 2, 0)


def test_the_last_submissions_of_the_form_are_asked_for_in_one_call(
    mapper: Run, practice: PracticeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(KEY, practice.api_key)
    ran = mapper("audit", str(PROJECT), "--recent", "200", *asked(practice))
    assert ran.code == 1
    assert "5 submissions" in ran.out
    assert "1 call" in ran.err
    [path] = practice.asked
    assert "limit=200" in path
    assert "xmlns=" in path
    assert practice.api_key not in ran.out + ran.err


def test_a_clean_mapping_ends_with_0(mapper: Run, submissions: Path, tmp_path: Path) -> None:
    mapping = read_project(PROJECT).mapping
    rules = tuple(
        replace(rule, fields=tuple(f for f in rule.fields if f.field != "Water_Source__c"))
        for rule in mapping.rules
    )
    path = tmp_path / "clean.ccmap"
    write_project(path, Project(replace(mapping, rules=rules)))
    assert mapper("audit", str(path), "--submissions", str(submissions)).code == 0


def test_masked_output_holds_nothing_that_was_typed(
    mapper: Run, submissions: Path, tmp_path: Path
) -> None:
    ran = mapper("audit", str(PROJECT), "--submissions", str(submissions), "--masked", "--json")
    for typed in ("Ana", "Rakoto", "0712345678", "Otieno", "Protected spring"):
        assert typed not in ran.out


@pytest.mark.parametrize("number", ["9", "1001", "x", "-5", "1e3"])
def test_a_number_that_cannot_be_asked_for_is_refused(mapper: Run, number: str) -> None:
    ran = mapper("audit", str(PROJECT), "--recent", number)
    assert ran.code == 2
    assert "10 to 1000" in ran.err or "option" in ran.err


def test_a_project_whose_form_is_unknown_is_told_what_to_do(mapper: Run, tmp_path: Path) -> None:
    path = tmp_path / "empty.ccmap"
    write_project(path, Project(Mapping()))
    ran = mapper("audit", str(path), "--recent", "10")
    assert ran.code == 2
    assert "xmlns" in ran.err


def test_without_a_submission_of_the_form_nothing_is_claimed(
    mapper: Run, submissions: Path, tmp_path: Path
) -> None:
    mapping = read_project(PROJECT).mapping
    path = tmp_path / "other.ccmap"
    write_project(path, Project(replace(mapping, form=replace(mapping.form, xmlns="other"))))
    ran = mapper("audit", str(path), "--submissions", str(submissions))
    assert ran.code == 3
    assert "no submission of this form" in ran.err


def test_each_question_is_told_by_app_version(mapper: Run, submissions: Path) -> None:
    ran = mapper("audit", str(PROJECT), "--submissions", str(submissions), "--json")
    told = json.loads(ran.out)
    for question in told["questions"]:
        by_version = question["by_version"]
        assert by_version.keys() == told["versions"].keys()
        for state in ("absent", "empty", "answered"):
            assert sum(each[state] for each in by_version.values()) == question[state]
