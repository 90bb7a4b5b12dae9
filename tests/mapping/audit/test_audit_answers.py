"""Counting answers: absent, empty and answered are told apart as one submission tells them."""

from __future__ import annotations

from random import Random

import pytest
from clinic import FORM, MAPPING, question
from made_up_bodies import made_up_body
from made_up_mappings import made_up_mapping
from many_submissions import visit

from mapper_gui.mapping.audit import audit
from mapper_gui.mapping.audit.answers import MOST_VALUES, AnswerCounter, StateCounts
from mapper_gui.mapping.form import STRUCTURES, Form, Kind, QuestionId
from mapper_gui.mapping.source import QuestionSource
from mapper_gui.mapping.submission import NO_ROWS, State, Submission, answer, rows_of


def counted(*submissions: Submission, form: Form = FORM) -> AnswerCounter:
    counter = AnswerCounter(form)
    for each in submissions:
        counter.add(each, "1")
    return counter


def counts_of(path: str, *submissions: Submission, form: Form = FORM) -> StateCounts:
    found = {each.question: each for each in counted(*submissions, form=form).questions()}
    return found[QuestionId(path)].counts


def test_absent_empty_and_answered_are_told_apart() -> None:
    found = counts_of(
        "/name", visit(1, name="Ana"), visit(2, name=""), visit(3), visit(4, name=None)
    )
    assert found == StateCounts(absent=1, empty=2, answered=1)
    assert found.all == 4


def test_a_question_in_a_group_that_was_not_asked_is_absent() -> None:
    assert counts_of("/hh/phone", visit(1), visit(2, hh=""), visit(3, hh={})) == StateCounts(
        absent=3
    )


def test_a_question_in_a_repeat_counts_once_per_row() -> None:
    found = counts_of(
        "/children/name",
        visit(1),
        visit(2, children={"name": "Ana"}),
        visit(3, children=[{"name": "Bo"}, {"name": ""}, {}]),
    )
    assert found == StateCounts(absent=1, empty=1, answered=2)


def test_rows_within_rows_are_counted() -> None:
    rows = [{"visits": [{"date": "2026-01-01"}, {}]}, {"visits": {"date": ""}}, {}]
    found = counts_of("/children/visits/date", visit(1, children=rows))
    assert found == StateCounts(absent=1, empty=1, answered=1)


def test_a_list_or_a_group_where_an_answer_was_due_is_neither() -> None:
    found = counts_of("/name", visit(1, name=["Ana", "Bo"]), visit(2, name={"first": "Ana"}))
    assert found == StateCounts(misplaced=2)
    assert counts_of("/name", visit(1, name={"#text": "Ana", "@lang": "en"})).answered == 1


def test_answers_are_counted_by_app_version_and_by_when_they_came() -> None:
    found = audit(
        MAPPING,
        [
            visit(3, sex="m"),
            visit(1, sex="f", version=9),
            visit(2, version=9),
            visit(4, version=None),
        ],
    )
    sex = found.answers[QuestionId("/sex")]
    assert dict(sex.by_version) == {
        "": StateCounts(absent=1),
        "9": StateCounts(absent=1, answered=1),
        "18": StateCounts(answered=1),
    }
    assert (sex.first_seen, sex.last_seen) == ("2026-01-01T10:00:00Z", "2026-01-03T10:00:00Z")
    assert found.versions == {"18": 1, "9": 2, "": 1}
    assert (found.first_received, found.last_received) == (
        "2026-01-01T10:00:00Z",
        "2026-01-04T10:00:00Z",
    )


def test_multiple_answers_are_counted_each() -> None:
    found = audit(MAPPING, [visit(1, services="anc art"), visit(2, services="art")])
    services = found.answers[QuestionId("/services")]
    assert dict(services.values) == {"anc art": 1, "art": 1}
    assert dict(services.choices) == {"art": 2, "anc": 1}


def test_too_many_different_answers_are_counted_and_not_kept() -> None:
    many = [visit(1, name=f"name {number}") for number in range(MOST_VALUES + 5)]
    [name] = [each for each in counted(*many).questions() if each.question == "/name"]
    assert (len(name.values), name.all_kept, name.counts.answered) == (
        MOST_VALUES,
        False,
        MOST_VALUES + 5,
    )


def test_what_the_form_does_not_have_is_named() -> None:
    found = audit(
        MAPPING,
        [
            visit(1, case="c", newer="x", hh={"also": "y"}, subcase_0={"case": {"@case_id": "d"}}),
            visit(2, newer="", services_note="", save_ward={"case": {"@case_id": "w"}}),
        ],
    )
    assert found.unknown == {"/newer": 2, "/hh/also": 1}


def test_a_form_deeper_than_calls_may_be_is_counted() -> None:
    path = "/a" * 3000
    body: object = "x"
    for _ in range(3000):
        body = {"a": body}
    assert isinstance(body, dict)
    assert counts_of(path, visit(1, **body), form=Form((question(path),))).answered == 1


@pytest.mark.parametrize("seed", range(30))
def test_counting_agrees_with_reading_one_by_one(seed: int) -> None:
    """The walk of a whole submission, held against reading each question by itself."""
    by = Random(f"audit {seed}")
    form = made_up_mapping(by).form
    submissions = [Submission(made_up_body(by)) for _ in range(8)]
    for each in counted(*submissions, form=form).questions():
        asked = form.question(each.question)
        assert asked is not None
        if asked.kind in STRUCTURES:
            continue
        expected = dict.fromkeys(State, 0)
        faulty = 0
        around = form.repeats_around(each.question)
        for submission in submissions:
            scopes = rows_of(submission, form, around[-1])[0] if around else [NO_ROWS]
            for rows in scopes:
                found = answer(submission, form, QuestionSource(each.question), rows)
                if found.fault is None:
                    expected[found.state] += 1
                else:
                    faulty += 1
        assert (each.counts.empty, each.counts.answered, each.counts.misplaced) == (
            expected[State.EMPTY],
            expected[State.ANSWERED],
            faulty,
        ), each.question


def test_a_question_that_is_a_structure_counts_as_there_or_not() -> None:
    there = visit(1, save_ward={"case": {"@case_id": "w"}})
    assert counts_of("/save_ward", there, visit(2)) == StateCounts(absent=1, answered=1)
    assert FORM.question("/save_ward") is not None
    assert Kind.CASE_ACTION in STRUCTURES
