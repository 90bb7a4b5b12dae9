"""Every refusal and every warning about target fields and submissions has a sentence."""

import pytest

from mapper_gui.mapping.errors import ReadError, ReadKind
from mapper_gui.mapping.found import Found, JsonDamage
from mapper_gui.mapping.import_warnings import Looks
from mapper_gui.mapping.problem import InSheet, Problem, Severity
from mapper_gui.mapping.target import TargetWarning
from mapper_gui.wording.import_warnings import import_warning_sentence
from mapper_gui.wording.reading import read_error_sentence

FACTS = {
    "object": "Contact",
    "field": "Sex__c",
    "text": "m, f",
    "column": "Choices",
    "word": "quantum",
    "label": "Sex",
    "choice": "m",
    "id": "abc",
    "count": 3,
    "rows": (3, 4),
    "columns": ("Owner", "Notes"),
    "sheet": "Legend",
    "reference": "other.json",
    "first": 2,
}


@pytest.mark.parametrize("kind", TargetWarning)
def test_a_warning_about_a_target_has_a_sentence_with_its_row(kind: TargetWarning) -> None:
    problem = Problem(kind, Severity.WARNING, InSheet("Contact", 7), FACTS)
    sentence = import_warning_sentence(problem)
    assert sentence.startswith("row 7: ")
    assert "{" not in sentence
    assert "doubtful" not in sentence
    assert any(str(value) in sentence for value in FACTS.values())


@pytest.mark.parametrize("kind", [ReadKind.NOT_A_TARGET, ReadKind.NOT_A_SUBMISSION])
@pytest.mark.parametrize("found", [*Found, *Looks])
def test_a_refusal_has_a_sentence_with_its_file(kind: ReadKind, found: Found | Looks) -> None:
    error = ReadError(kind, found=found, file="x.json", keys=("a", "b"), says="No access")
    sentence = read_error_sentence(error)
    assert sentence.startswith("x.json: ")
    assert "{" not in sentence
    assert len(sentence) > 30


@pytest.mark.parametrize("reason", JsonDamage)
def test_damage_has_a_sentence(reason: JsonDamage) -> None:
    facts = {"line": 3, "column": 9, "limit": 100, "encoding": "utf-8", "text": "NaN"}
    error = ReadError(ReadKind.DAMAGED, reason=reason, count=2, detail="bad CRC", **facts)
    sentence = read_error_sentence(error)
    assert "{" not in sentence
    assert "spreadsheet" not in sentence


@pytest.mark.parametrize("what", ["values", "schemas", "submissions", "files", "unpacked_json"])
def test_a_limit_has_a_sentence_with_its_number(what: str) -> None:
    error = ReadError(ReadKind.TOO_LARGE, what=what, limit=64 * 2**20, found=2**30)
    sentence = read_error_sentence(error)
    assert "64 MB" in sentence or "67,108,864" in sentence


def test_the_place_within_a_file_is_told() -> None:
    error = ReadError(
        ReadKind.NOT_A_SUBMISSION, found=Found.CASE, file="all.zip", part="2.json", position=4
    )
    assert read_error_sentence(error).startswith("all.zip, 2.json, number 4: this is a case")
