"""`mapper preview` says why a field has no value, as text and as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from mapper_command import Run, mapper

__all__ = ("mapper",)

SAMPLE = Path(__file__).parents[2] / "resources" / "sample"
PROJECT = SAMPLE / "register_household.ccmap"


def sample(name: str) -> Path:
    return SAMPLE / "practice" / f"register_household-{name}.json"


@pytest.fixture
def changed(tmp_path: Path) -> Any:
    """A sample submission with other answers, as a file."""

    def change(name: str, **answers: Any) -> Path:
        body = json.loads(sample(name).read_text("utf-8"))
        body["form"]["hh"] |= answers
        path = tmp_path / "submission.json"
        path.write_text(json.dumps(body), "utf-8")
        return path

    return change


def test_the_text_names_the_condition_and_the_answers_it_depends_on(mapper: Run) -> None:
    ran = mapper("preview", PROJECT, "--submission", sample("all-answered"))
    assert (
        "Water_Source_Other__c: not asked: /hh/water-source-other is shown only when "
        "#form/hh/water-source = 'other' (certain)" in ran.out
    )
    assert "/hh/water-source is “tap-inside”" in ran.out


def test_json_has_the_reasons_beside_the_fields(mapper: Run) -> None:
    ran = mapper("preview", PROJECT, "--submission", sample("all-answered"), "--json", "--why")
    blank = ran.json["records"][0]["blank"]
    assert list(blank) == ["Water_Source_Other__c"]
    assert blank["Water_Source_Other__c"]["certain"] is True
    (reason,) = blank["Water_Source_Other__c"]["reasons"]
    assert reason["kind"] == "not_asked"
    assert reason["display_condition"]["answers"] == {"/hh/water-source": "tap-inside"}
    assert reason["message"].startswith("not asked: ")
    assert "blank" not in ran.json["records"][1]
    assert ran.json["not_made"] == []
    plain = mapper("preview", PROJECT, "--submission", sample("all-answered"), "--json").json
    assert set(plain) == {"records", "problems"}
    assert all("blank" not in record for record in plain["records"])


def test_what_is_only_possible_names_the_look_up_that_decides(mapper: Run) -> None:
    ran = mapper(
        "preview", PROJECT, "--submission", sample("older-app-unknown-choice"), "--json", "--why"
    )
    not_made = next(each for each in ran.json["not_made"] if each["rule"] == "Household__c")
    assert [each["kind"] for each in not_made["reasons"]] == ["stopped", "outside_table"]
    assert not_made["certain"] is True
    text = mapper("preview", PROJECT, "--submission", sample("older-app-unknown-choice")).out
    assert "perhaps /hh/water is not in app v11" in text
    assert "To decide, look up the structure of app v11." in text


def test_an_answer_that_was_left_blank_is_told_from_one_that_was_not_asked(
    mapper: Run, changed: Any
) -> None:
    path = changed("all-answered", **{"water-source": "other", "water-source-other": ""})
    ran = mapper("preview", PROJECT, "--submission", path, "--json", "--why")
    (reason,) = ran.json["records"][0]["blank"]["Water_Source_Other__c"]["reasons"]
    assert (reason["kind"], reason["certain"]) == ("left_blank", True)
