"""Whether a question is shown: true, false, or not evaluated and why."""

from __future__ import annotations

from typing import Any

import pytest
from condition_pieces import PIECES
from hypothesis import given, settings
from hypothesis import strategies as st

from mapper_gui.mapping.display_conditions import DisplayConditions, Shown
from mapper_gui.mapping.form import Choice, Form, Kind, Question, QuestionId
from mapper_gui.mapping.submission import NO_ROWS, Rows, Submission, rows_of
from mapper_gui.mapping.xpath_values import NotEvaluated, Obstacle

KINDS = {
    "/text": Kind.TEXT,
    "/number": Kind.INTEGER,
    "/decimal": Kind.DECIMAL,
    "/day": Kind.DATE,
    "/moment": Kind.DATETIME,
    "/one": Kind.SINGLE,
    "/many": Kind.MULTIPLE,
    "/hidden": Kind.HIDDEN,
    "/code": Kind.TEXT,
    "/hh": Kind.GROUP,
    "/hh/size": Kind.INTEGER,
    "/hh/size-note": Kind.TEXT,
    "/r": Kind.REPEAT,
    "/r/name": Kind.TEXT,
    "/r/age": Kind.INTEGER,
    "/r/in": Kind.REPEAT,
    "/r/in/x": Kind.TEXT,
    "/asked": Kind.TEXT,
}
ANSWERS: dict[str, Any] = {
    "text": "blue",
    "number": "5",
    "decimal": "2.50",
    "day": "2026-05-03",
    "moment": "2026-05-03T10:00:00.000000Z",
    "one": "f",
    "many": "boil source-none",
    "hidden": "7",
    "code": "007",
    "hh": {"size": "12", "size-note": ""},
    "r": [
        {"name": "Amani", "age": "3", "in": {"x": "a"}},
        {"name": "Baraka", "age": "40", "in": [{"x": "b"}, {"x": "c"}]},
    ],
    "meta": {"timeStart": "2026-05-03T08:00:00Z", "timeEnd": "2026-05-03T09:00:00Z"},
}


def form_with(condition: str, at: str = "/asked") -> Form:
    return Form(
        tuple(
            Question(
                QuestionId(path),
                kind,
                display_condition=condition if path == at else "",
                choices=(Choice("f"), Choice("m")) if kind is Kind.SINGLE else (),
            )
            for path, kind in KINDS.items()
        )
    )


def shown(
    condition: str,
    answers: dict[str, Any] | None = None,
    *,
    at: str = "/asked",
    row: int | None = None,
) -> Shown:
    form = form_with(condition, at)
    submission = Submission({"id": "f", "form": ANSWERS if answers is None else answers})
    rows: Rows = NO_ROWS
    if row is not None:
        found, _ = rows_of(submission, form, form.repeats_around(at)[-1])
        rows = found[row]
    result = DisplayConditions(form).shown(QuestionId(at), submission, rows)
    assert result is not None
    return result


TRUE = [
    "#form/one = 'f'",
    '#form/one = "f"',
    "/data/one = 'f'",
    "/other-root/one = 'f'",
    "/hh/size = 12",
    "../one = 'f'",
    "current()/../one = 'f'",
    "#form/one != 'm'",
    "not(#form/one = 'm')",
    "true() and not(false())",
    "#form/number = 5",
    "#form/number = '5.0'",
    "#form/number = '05'",
    "#form/code = 7",
    "#form/code != '7'",
    "#form/number >= 5 and #form/number <= 5",
    "#form/number < 6 or #form/number > 100",
    "#form/decimal = 2.5",
    "#form/decimal * 2 = 5",
    "#form/number + 1 - 2 = 4",
    "-#form/number = -5",
    "#form/number div 2 = 2.5 and #form/number mod 2 = 1",
    "#form/day = '2026-05-03'",
    "#form/day > date('2026-05-02')",
    "date(#form/day) - date('2026-05-01') = 2",
    "#form/day > '2026-01-01'",
    "selected(#form/many, 'boil')",
    "not(selected(#form/many, 'source'))",
    "count-selected(#form/many) = 2",
    "selected-at(#form/many, 1) = 'source-none'",
    "string-length(#form/text) = 4",
    "coalesce(#form/hh/size-note, #form/text) = 'blue'",
    "if(#form/one = 'f', 'yes', 'no') = 'yes'",
    "#form/hh/size-note = ''",
    "not(#form/hh/size-note != '')",
    "#form/hidden = 7 and #form/hidden = '7'",
    "#form/hidden != ''",
    "#form/moment != ''",
    "count(/data/r) = 2",
    "count(#form/r/name) = 2",
    "concat(#form/one, '-', #form/number) = 'f-5'",
    "#form/number",
    "'0'",
    "int(#form/decimal) = 2 and round(#form/decimal) = 3",
    "#form/one = 'f' = true()",
]
FALSE = [
    "#form/one = 'm'",
    "#form/hh/size-note > 0",
    "#form/hh/size-note < 0",
    "#form/hh/size-note = 0",
    "#form/text > 3",
    "#form/text <= 3",
    "#form/text = 0",
    "selected(#form/hh/size-note, 'x')",
    "#form/number = 6",
    "#form/code = '7'",
    "''",
    "0",
    "number('x')",
    "#form/hh = 'x'",
    "false() or #form/one = ''",
    "1 div 0 < 0",
]


@pytest.mark.parametrize("condition", TRUE)
def test_it_holds(condition: str) -> None:
    assert shown(condition).holds is True


@pytest.mark.parametrize("condition", FALSE)
def test_it_does_not_hold(condition: str) -> None:
    assert shown(condition).holds is False


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("#form/one = ''", True),
        ("#form/one != ''", False),
        ("#form/number > 3", False),
        ("not(#form/number > 3)", True),
        ("selected(#form/many, 'a')", False),
        ("count(#form/r) = 0", True),
    ],
)
def test_what_is_not_shown_reads_as_empty_text(condition: str, holds: bool) -> None:
    assert shown(condition, {}).holds is holds


@pytest.mark.parametrize(
    ("condition", "obstacle", "text"),
    [
        ("#case/dob != ''", Obstacle.CASE, "#case/dob"),
        ("instance('casedb')/casedb/case[@case_id = 'x']/y = 1", Obstacle.CASE, None),
        ("#user/role = 'x'", Obstacle.USER, "#user/role"),
        ("instance('commcaresession')/session/context/userid = 'x'", Obstacle.USER, None),
        ("instance('commcaresession')/session/data/case_id != ''", Obstacle.SESSION, None),
        ("instance('item-list:villages')/x/y = 'a'", Obstacle.LOOKUP_TABLE, "villages"),
        ("instance('ledger')/x = 'a'", Obstacle.INSTANCE, "ledger"),
        ("regex(#form/text, 'b.*')", Obstacle.FUNCTION, "regex"),
        ("now() > 5", Obstacle.FUNCTION, "now"),
        ("#form/gone = 'x'", Obstacle.NO_SUCH_QUESTION, "/gone"),
        ("#form/r/name = 'x'", Obstacle.SEVERAL_ROWS, "/r/name"),
        ("#form/r[position() = 1]/name = 'x'", Obstacle.PREDICATE, None),
        ("#form/moment > 3", Obstacle.TIME, "/moment"),
        ("#form/hidden = '7.0'", Obstacle.AMBIGUOUS, "/hidden"),
        ("#invalid/xpath", Obstacle.UNREADABLE, "#invalid/xpath"),
        ("if (", Obstacle.UNREADABLE, ""),
        ("../../../x = 1", Obstacle.NO_SUCH_QUESTION, None),
    ],
)
def test_what_cannot_be_known_is_named_as_not_evaluated(
    condition: str, obstacle: Obstacle, text: str | None
) -> None:
    found = shown(condition)
    assert found.holds is None
    assert obstacle in {each.obstacle for each in found.not_evaluated}
    assert text is None or NotEvaluated(obstacle, text) in found.not_evaluated


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("#form/one = 'm' and #case/x = 'y'", False),
        ("#case/x = 'y' and #form/one = 'm'", False),
        ("#form/one = 'f' or #case/x = 'y'", True),
        ("not(#case/x = 'y' and false())", True),
        ("#form/one = 'f' and #case/x = 'y'", None),
        ("#form/one = 'm' or #case/x = 'y'", None),
        ("if(#case/x = 'y', 'a', 'a') = 'a'", True),
        ("if(#form/one = 'f', 'a', #case/x) = 'a'", True),
        ("coalesce(#form/text, #case/x) = 'blue'", None),
    ],
)
def test_what_is_certain_whatever_is_unknown_is_known(condition: str, holds: bool | None) -> None:
    assert shown(condition).holds is holds


def test_a_hidden_value_that_may_be_yes_or_no_is_followed_both_ways() -> None:
    assert shown("#form/hidden = 1", {"hidden": "1"}).holds is True
    assert shown("#form/hidden = '0'", {"hidden": "0"}).holds is None
    assert shown("#form/hidden != ''", {"hidden": "1"}).holds is True
    assert shown("#form/hidden = 'true'", {"hidden": "true"}).holds is True
    assert shown("#form/hidden = true()", {"hidden": "false"}).holds is None


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("#form/day < today() + 30", True),
        ("today() > date('2026-06-01')", False),
        ("#form/day = today()", None),
        ("#form/day <= today()", None),
        ("today() - #form/day < 365", True),
    ],
)
def test_today_is_known_where_the_day_before_and_the_day_after_agree(
    condition: str, holds: bool | None
) -> None:
    assert shown(condition).holds is holds
    assert shown(condition, {"day": "2026-05-03"}).holds is None  # without metadata never


def test_a_form_that_was_open_for_weeks_has_no_certain_today() -> None:
    meta = {"timeStart": "2026-04-01T08:00:00Z", "timeEnd": "2026-05-03T09:00:00Z"}
    assert shown("today() > date('2020-01-01')", {"meta": meta}).holds is None


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("#form/r/age < 18", [True, False]),
        ("/data/r/age < 18", [True, False]),
        ("../age < 18", [True, False]),
        ("../../one = 'f'", [True, True]),
        ("count(#form/r/in) = 2", [False, True]),
        ("count(/data/r) = 2", [None, None]),  # this row, or all of them: engines differ
    ],
)
def test_inside_a_repeat_a_path_reads_this_row(condition: str, holds: list[bool | None]) -> None:
    found = [shown(condition, at="/r/name", row=row).holds for row in (0, 1)]
    assert found == holds


def test_the_answers_that_a_condition_depends_on_are_told_with_it() -> None:
    found = shown("#form/one = 'm' and (#form/number > 3 or #form/hh/size-note = '')")
    assert [(each.question, each.answer.value) for each in found.read] == [
        ("/one", "f"),
        ("/number", "5"),
        ("/hh/size-note", ""),
    ]


def test_a_condition_is_read_once_for_any_number_of_submissions(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from mapper_gui.mapping import display_conditions

    read: list[str] = []
    real = display_conditions.read_expression
    monkeypatch.setattr(
        display_conditions, "read_expression", lambda text: [read.append(text), real(text)][1]
    )
    conditions = DisplayConditions(form_with("#form/one = 'f'"))
    for number in range(5):
        conditions.shown(QuestionId("/asked"), Submission({"id": str(number), "form": ANSWERS}))
    assert read == ["#form/one = 'f'"]


NODES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=12),
              st.sampled_from(["5", "2026-05-03", "1", "0", "a b", "2026-05-03T10:00:00Z"])),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["a", "r", "#text", "@id", "case", "meta"]), inner, max_size=3),
    ),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(
    st.lists(st.sampled_from(PIECES), max_size=20).map("".join),
    st.dictionaries(st.sampled_from(["a", "b", "r", "meta", "asked"]), NODES, max_size=4),
    st.sampled_from(list(Kind)),
)
def test_any_condition_on_any_submission_gives_an_answer(
    condition: str, answers: dict[str, Any], kind: Kind
) -> None:
    questions = (
        Question(QuestionId("/a"), kind),
        Question(QuestionId("/r"), Kind.REPEAT),
        Question(QuestionId("/asked"), Kind.TEXT, display_condition=condition),
    )
    submission = Submission({"id": "f", "form": answers})
    found = DisplayConditions(Form(questions)).shown(QuestionId("/asked"), submission)
    assert found is None or found.holds in (True, False, None)
    assert found is None or found.holds is not None or found.not_evaluated
