"""App versions in words."""

from __future__ import annotations

import pytest

from mapper_gui.mapping.app_version import AppBuild, Difference, Standing, VersionReport
from mapper_gui.mapping.compare import Affected, FormChange, QuestionChange
from mapper_gui.mapping.errors import ServerError, ServerKind
from mapper_gui.mapping.form import Kind, QuestionId
from mapper_gui.mapping.mapping import RuleId
from mapper_gui.wording.app_versions import (
    calls_words,
    missing_words,
    version_details,
    version_json,
    version_line,
)

V20 = AppBuild("b20", 20, True)
SEX = QuestionId("/sex")
CHANGE = QuestionChange(SEX, Kind.SINGLE, Kind.TEXT, ("f",), ("x", "y"))
DIFFERENCE = Difference(
    FormChange(gone=(QuestionId("/name"),), changed=(CHANGE,)),
    (
        Affected(RuleId("Contact"), "Name", None, QuestionId("/name")),
        Affected(RuleId("Contact"), "Sex", None, SEX, CHANGE),
    ),
    (QuestionId("/older"),),
)
SAME = Difference(FormChange(), ())


@pytest.mark.parametrize(
    ("report", "words"),
    [
        (VersionReport(Standing.CURRENT, 20, V20), "app v20, current"),
        (
            VersionReport(Standing.OLDER, 18, V20, 2, 1, DIFFERENCE),
            "app v18, 2 versions older than v20, 1 released since: 2 mapped questions differ",
        ),
        (
            VersionReport(Standing.OLDER, 19, V20, 1, 1, SAME),
            "app v19, 1 version older than v20, 1 released since: no mapped question differs",
        ),
        (VersionReport(Standing.NEWER, 21, V20), "app v21, newer than the latest released v20"),
        (
            VersionReport(Standing.NONE_RELEASED, 3),
            "app v3; no version of this app is released",
        ),
        (VersionReport(Standing.UNKNOWN, 18), "app v18"),
        (VersionReport(Standing.UNKNOWN), "app version not known"),
    ],
    ids=lambda value: value.standing.value if isinstance(value, VersionReport) else "",
)
def test_a_version_in_one_line(report: VersionReport, words: str) -> None:
    assert version_line(report) == words


def test_the_details_name_each_question_and_where_it_is_mapped() -> None:
    lines = version_details(VersionReport(Standing.OLDER, 18, V20, 2, 1, DIFFERENCE, SAME))
    assert lines == (
        "app v18: there is no /name (Contact → Name)",
        "app v18: /sex is Text, in the mapping Single answer (Multiple Choice); lacks the choices f; "
        "has also the choices x, y (Contact → Sex)",
        "app v18: 1 question that the mapping's form does not have: /older",
        "app v20, the latest released: every mapped question is as in the form that the mapping "
        "was made for.",
        "Update the app on the phone and submit again to test the latest version.",
    )


def test_the_cost_is_told_in_calls() -> None:
    assert calls_words(1) == "asks CommCare HQ once"
    assert calls_words(3) == "asks CommCare HQ 3 times at most"
    assert "need not be asked" in calls_words(0)


def test_a_structure_that_is_not_given_says_why() -> None:
    assert "any more" in missing_words(ServerError(ServerKind.NOT_FOUND))
    limited = ServerError(ServerKind.TOO_MANY_REQUESTS, server="x", retry_after=60)
    assert missing_words(limited) != missing_words(ServerError(ServerKind.NOT_FOUND))


def test_json_has_the_same_as_facts() -> None:
    body = version_json(VersionReport(Standing.OLDER, 18, V20, 2, 1, DIFFERENCE))
    assert (body["standing"], body["version"], body["latest_released"]) == ("older", 18, 20)
    assert [each["kind"] for each in body["differs"]] == ["gone", "changed"]
    assert "latest_differs" not in body
