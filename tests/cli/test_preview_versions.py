"""`mapper preview --app-version`: is the submission's app current, and what differs in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from mapper_command import Run, mapper
from practice import MOTHER_CASE_ID, practice

from mapper_gui.commcare.misbehaviour import Misbehaviour
from mapper_gui.commcare.practice_server import PracticeServer

__all__ = ("mapper", "practice")

SAMPLE = Path(__file__).parents[2] / "resources" / "sample"
PROJECT = SAMPLE / "register_household.ccmap"
OLDER = SAMPLE / "practice" / "register_household-older-app-unknown-choice.json"
OLDER_ID = "5f6e7d8c-9b0a-4c1d-8e2f-3a4b5c6d7e8f"


@pytest.fixture
def asked(practice: PracticeServer, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The options that lead to the practice server, with the key in the environment."""
    monkeypatch.setenv("COMMCARE_API_KEY", practice.api_key)
    return [
        "--server", practice.server_url, "--project-space", "demo",
        "--username", practice.username, "--app-version",
    ]  # fmt: skip


def calls(server: PracticeServer) -> int:
    return len([path for path in server.asked if "application" in path])


def test_an_older_version_is_told_with_what_differs(
    mapper: Run, asked: list[str], practice: PracticeServer
) -> None:
    ran = mapper("preview", PROJECT, "--form-id", OLDER_ID, *asked)
    assert (
        "  app v11, 7 versions older than v18, 2 released since: 5 mapped questions differ"
        in ran.out
    )
    assert "app v11: there is no /gps (Household__c → GPS__c)" in ran.out
    assert "has also the choices borehole" in ran.out
    assert "/gps is not in app v11 (certain)" in ran.out
    assert "asks CommCare HQ 3 times at most" in ran.err
    assert calls(practice) == 3


def test_the_structures_are_kept_for_the_next_time(
    mapper: Run, asked: list[str], practice: PracticeServer
) -> None:
    mapper("preview", PROJECT, "--submission", OLDER, *asked)
    ran = mapper("preview", PROJECT, "--submission", OLDER)
    assert calls(practice) == 3
    assert "/gps is not in app v11 (certain)" in ran.out
    assert "  app v11: 5 mapped questions differ" in ran.out
    again = mapper("preview", PROJECT, "--submission", OLDER, *asked)
    assert calls(practice) == 4  # the app alone: a new version may be released
    assert "7 versions older than v18" in again.out


def test_json_has_the_versions_and_the_certain_reasons(mapper: Run, asked: list[str]) -> None:
    ran = mapper("preview", PROJECT, "--submission", OLDER, *asked, "--json")
    (version,) = ran.json["app_versions"]
    assert (version["submission"], version["version"]) == (OLDER_ID, 11)
    assert (version["standing"], version["behind"]) == ("older", 7)
    assert {"question": "/gps", "kind": "gone"}.items() <= version["differs"][-2].items() or [
        each for each in version["differs"] if each["question"] == "/gps"
    ]


def test_submissions_of_one_case_ask_for_the_app_once(
    mapper: Run, asked: list[str], practice: PracticeServer, tmp_path: Path
) -> None:
    body: dict[str, Any] = json.loads(PROJECT.read_text("utf-8"))
    body["form"]["xmlns"] = "http://openrosa.org/formdesigner/7A11C0DE-0000-4000-8000-000000000002"
    project = tmp_path / "p.ccmap"
    project.write_text(json.dumps(body), "utf-8")
    mapper("preview", project, "--case-id", MOTHER_CASE_ID, *asked)
    assert calls(practice) == 2


@pytest.mark.parametrize("status", [403, 404, 429])
def test_a_refusal_is_said_and_the_preview_goes_on(
    mapper: Run, asked: list[str], practice: PracticeServer, status: int
) -> None:
    practice.misbehave(*[Misbehaviour(status)] * 2)
    ran = mapper("preview", PROJECT, "--submission", OLDER, *asked)
    assert "  app v11\n" in ran.out
    assert "Household__c" in ran.out
    assert len(ran.err.splitlines()) >= 2


def test_a_current_version_says_so(mapper: Run, asked: list[str]) -> None:
    current = SAMPLE / "practice" / "register_household-all-answered.json"
    ran = mapper("preview", PROJECT, "--submission", current, *asked)
    assert "  app v18, current: no mapped question differs" in ran.out
