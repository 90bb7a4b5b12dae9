"""Sentences for fields without a value: every kind has one, and what is possible says so."""

from __future__ import annotations

import pytest

from mapper_gui.mapping.blank import Blank, BlankKind, BlankReason, Build
from mapper_gui.mapping.conditions import Compare, Operator
from mapper_gui.mapping.display_conditions import AnswerRead, Shown
from mapper_gui.mapping.form import QuestionId
from mapper_gui.mapping.other_version import Sign, SignKind
from mapper_gui.mapping.result import Reason, ReasonKind, Trace
from mapper_gui.mapping.source import MetaSource, QuestionSource
from mapper_gui.mapping.submission import ABSENT, EMPTY, answered
from mapper_gui.mapping.xpath_values import NotEvaluated, Obstacle
from mapper_gui.wording.blanks import (
    blank_details,
    blank_line,
    blank_reason_words,
    obstacle_words,
    sign_words,
)

Q = QuestionId("/hh/other")
SHOWN = Shown(
    Q,
    "#form/hh/water = 'other'",
    False,
    (AnswerRead(QuestionId("/hh/water"), answered("tap")), AnswerRead(QuestionId("/x"), ABSENT)),
)
BUILD = Build("e0a6", "18")


def reason(kind: BlankKind, *, certain: bool = True) -> BlankReason:
    """A reason of this kind with every fact that any kind needs."""
    return BlankReason(
        kind,
        certain,
        QuestionSource(Q),
        Q,
        SHOWN,
        value="borehole",
        step=1,
        wanted="number",
        field="Name",
        reason=Reason(ReasonKind.NO_VALUE_YET),
        condition=Compare(MetaSource("username"), Operator.EQUAL, ("test",)),
        asked=(Trace(MetaSource("username"), answered("chw01")),),
    )


@pytest.mark.parametrize("kind", list(BlankKind))
def test_every_kind_has_words_that_are_filled_in(kind: BlankKind) -> None:
    words = blank_reason_words(reason(kind), BUILD)
    assert words
    assert "{" not in words
    assert not words.endswith(".")  # it stands in a line with others
    assert blank_reason_words(BlankReason(kind, False))  # with no facts at all


def test_no_two_kinds_read_the_same() -> None:
    words = [blank_reason_words(reason(kind), BUILD) for kind in BlankKind]
    assert len(set(words)) == len(words)


def test_a_question_that_was_not_asked_is_told_with_its_condition_and_the_answers() -> None:
    blank = Blank((reason(BlankKind.NOT_ASKED),))
    assert blank_line(blank) == ("not asked: /hh/other is shown only when #form/hh/water = 'other'")
    assert blank_details(blank) == (
        "Display condition of /hh/other: #form/hh/water = 'other'",
        "/hh/water is “tap”",
        "/x is not in the submission",
        "username is “chw01”",
    )


def test_what_is_only_possible_says_perhaps_and_what_would_decide() -> None:
    reasons = (
        reason(BlankKind.NOT_ASKED, certain=False),
        reason(BlankKind.NOT_IN_VERSION, certain=False),
    )
    blank = Blank(reasons, BUILD, BUILD)
    assert blank_line(blank).startswith("perhaps not asked: /hh/other")
    assert blank_line(blank).endswith(", or /hh/other is not in app v18")
    assert blank_details(blank)[-1] == "To decide, look up the structure of app v18."


@pytest.mark.parametrize("obstacle", list(Obstacle))
def test_every_obstacle_is_named(obstacle: Obstacle) -> None:
    words = obstacle_words(NotEvaluated(obstacle, "#case/dob"))
    assert words
    assert "{" not in words
    lacking = Shown(Q, "x", None, (), (NotEvaluated(obstacle, "#case/dob"),))
    blank = Blank((BlankReason(BlankKind.NOT_ASKED, False, None, Q, lacking),))
    assert any(line.startswith("Not evaluated: ") for line in blank_details(blank))


@pytest.mark.parametrize("kind", list(SignKind))
def test_every_sign_of_another_version_is_a_sentence(kind: SignKind) -> None:
    words = sign_words(Sign(kind, "/hh/water", "borehole"))
    assert words.endswith(".")
    assert "{" not in words


def test_long_conditions_and_values_are_cut() -> None:
    long = Shown(Q, "x" * 20_000, False, (AnswerRead(Q, EMPTY),))
    blank = Blank((BlankReason(BlankKind.NOT_ASKED, True, None, Q, long, value="v" * 9_000),))
    assert len(blank_line(blank)) < 500
    assert all(len(line) < 500 for line in blank_details(blank))
