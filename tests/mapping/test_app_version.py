"""A submission's app version against the latest released one, and against the mapping's form."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from mapper_gui.mapping.app_version import (
    App,
    AppBuild,
    BuildStructure,
    Standing,
    VersionReport,
    app_version_of,
    difference,
    version_report,
)
from mapper_gui.mapping.document_build import decode_build, encode_build
from mapper_gui.mapping.form import Choice, Form, Kind, Question, QuestionId
from mapper_gui.mapping.mapping import FieldRule, Mapping, RecordRule, RuleId
from mapper_gui.mapping.source import QuestionSource
from mapper_gui.mapping.submission import Submission
from mapper_gui.mapping.values import First

BUILDS = (
    AppBuild("b18", 18, True),
    AppBuild("b11", 11, True),
    AppBuild("b21", 21),
    AppBuild("b20", 20, True),
    AppBuild("b19", 19),
)
APP = App("a", "MCH", 22, BUILDS)


def question(path: str, kind: Kind = Kind.TEXT, *choices: str) -> Question:
    return Question(QuestionId(path), kind, choices=tuple(Choice(each) for each in choices))


FORM = Form(
    (
        question("/name"),
        question("/sex", Kind.SINGLE, "f", "m"),
        question("/age", Kind.INTEGER),
        question("/not-mapped"),
        question("/save", Kind.CASE_ACTION),
        question("/photo", Kind.SIGNATURE),
    ),
    name="Register",
    xmlns="http://x",
)
MAPPED = ("/name", "/sex", "/age", "/photo")
MAPPING = Mapping(
    form=FORM,
    rules=(
        RecordRule(
            RuleId("R"),
            "R",
            fields=tuple(
                FieldRule(path[1:], First((QuestionSource(QuestionId(path)),))) for path in MAPPED
            ),
        ),
    ),
)


def submission(build: str = "", version: Any = None) -> Submission:
    return Submission(
        {"id": "f", "build_id": build, "form": {"meta": {"app_build_version": version}}}
    )


def report(build: str, version: Any = None, app: App | None = APP) -> VersionReport:
    return version_report(MAPPING, submission(build, version), app, {})


@pytest.mark.parametrize(
    ("build", "standing", "behind", "since"),
    [
        ("b20", Standing.CURRENT, 0, 0),
        ("b18", Standing.OLDER, 2, 1),
        ("b19", Standing.OLDER, 1, 1),
        ("b11", Standing.OLDER, 9, 2),
        ("b21", Standing.NEWER, -1, 0),
    ],
)
def test_it_is_held_against_the_highest_released_version(
    build: str, standing: Standing, behind: int, since: int
) -> None:
    found = report(build)
    assert (found.standing, found.behind, found.releases_since) == (standing, behind, since)
    assert found.latest == AppBuild("b20", 20, True)


def test_a_build_that_the_app_no_longer_lists_goes_by_its_number() -> None:
    assert report("purged", 15).standing is Standing.OLDER
    assert report("purged", "20").standing is Standing.CURRENT
    assert report("purged").standing is Standing.UNKNOWN
    assert report("", None).standing is Standing.UNKNOWN


def test_nothing_is_said_without_the_app_or_without_a_release() -> None:
    assert report("b18", 18, None).standing is Standing.UNKNOWN
    draft_only = replace(APP, builds=(AppBuild("b21", 21),))
    assert report("b21", app=draft_only).standing is Standing.NONE_RELEASED


@pytest.mark.parametrize("odd", [True, "x", "²", -1.5, [], {}, "9" * 5_000])
def test_an_odd_version_number_is_none(odd: Any) -> None:
    assert app_version_of(submission(version=odd)) is None


def build_with(*questions: Question, **named: Any) -> Form:
    return replace(FORM, questions=questions, **named)


def test_mapped_questions_that_are_gone_or_changed_are_told_with_their_places() -> None:
    older = build_with(
        question("/sex", Kind.SINGLE, "f", "x"),
        question("/age", Kind.TEXT),
        question("/photo", Kind.IMAGE),
        question("/older"),
    )
    found = difference(MAPPING, older)
    assert found.questions == ("/name", "/sex", "/age")
    assert found.change.gone == ("/name", "/not-mapped")
    assert found.new == ("/older",)
    sex = next(place for place in found.places if place.question == "/sex")
    assert sex.field == "sex"
    assert sex.change is not None
    assert (sex.change.choices_gone, sex.change.choices_new) == (("m",), ("x",))


def test_the_same_form_read_from_the_app_differs_in_nothing() -> None:
    listed = [each for each in FORM.questions if each.kind is not Kind.CASE_ACTION]
    found = difference(MAPPING, build_with(*listed))
    assert (found.places, found.new, found.change.is_nothing) == ((), (), True)


@pytest.mark.parametrize("kind", [Kind.UNKNOWN, Kind.PHONE, Kind.PASSWORD])
def test_types_that_the_app_does_not_tell_apart_are_the_same(kind: Kind) -> None:
    listed = [replace(each, kind=kind) if each.id == "/name" else each for each in FORM.questions]
    assert difference(MAPPING, build_with(*listed)).questions == ()


def test_a_question_that_became_a_group_differs() -> None:
    listed = [
        replace(each, kind=Kind.REPEAT) if each.id == "/name" else each for each in FORM.questions
    ]
    assert difference(MAPPING, build_with(*listed)).questions == ("/name",)


def test_a_report_has_the_differences_of_the_structures_that_are_known() -> None:
    structures = {
        "b11": BuildStructure("b11", "a", 11, (build_with(question("/name")),)),
        "b20": BuildStructure("b20", "a", 20, (replace(FORM, xmlns="http://other"), FORM)),
    }
    found = version_report(MAPPING, submission("b11"), APP, structures)
    assert found.of_submission is not None
    assert found.of_submission.questions == ("/sex", "/age", "/photo")
    assert found.of_latest is not None
    assert found.of_latest.questions == ()


def test_a_build_without_the_form_has_no_difference_to_tell() -> None:
    structures = {"b20": BuildStructure("b20", "a", 20, (replace(FORM, xmlns="http://other"),))}
    assert version_report(MAPPING, submission("b20"), APP, structures).of_latest is None


def test_a_structure_goes_to_json_and_back() -> None:
    structure = BuildStructure("b11", "a", 11, (FORM,))
    assert decode_build(encode_build(structure)) == structure
