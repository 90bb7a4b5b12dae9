"""Whether conditions hold: comparisons as text, number and date, and what is there."""

from typing import Any

import pytest
from clinic import q
from hypothesis import given, settings
from hypothesis import strategies as st
from values_made import asked, scope

from mapper_gui.mapping.conditions import (
    AllOf,
    AnyOf,
    Asks,
    Compare,
    Not,
    Operator,
    Presence,
    ReadAs,
)
from mapper_gui.mapping.source import RowNumber

ABSENT: Any = object()


def compare(
    left: Any, operator: str, *right: Any, read_as: ReadAs = ReadAs.TEXT, other: Any = ABSENT
) -> bool:
    """Whether the answer `left` compares so; with `other` to the answer of another question."""
    answers = {name: value for name, value in (("a", left), ("b", other)) if value is not ABSENT}
    operand = right or q("/b")
    return asked(Compare(q("/a"), Operator(operator), operand, read_as), **answers)


@pytest.mark.parametrize(
    ("left", "operator", "right", "holds"),
    [
        ("x", "=", "x", True), ("x", "=", "X", False), ("x ", "=", "x", False),
        ("", "=", "", True), (None, "=", "", True), (ABSENT, "=", "", False),
        ("1", "=", "1.0", False), (3, "=", "3", True), (2.0, "=", "2", True),
        (True, "=", "true", True), ("é", "=", "e\u0301", False),
        ("x", "!=", "x", False), ("x", "!=", "y", True), (ABSENT, "!=", "x", True),
        (ABSENT, "!=", "", True), ("", "!=", "x", True), ("", "!=", "", False),
        ("b", "<", "c", True), ("b", "<", "b", False), ("b", "<=", "b", True), ("10", "<", "9", True),
        ("b", ">", "a", True), ("b", ">=", "c", False), ("", "<", "a", True), (ABSENT, "<", "a", False),
        (ABSENT, ">=", "", False), ("Z", "<", "a", True), ("\U0001f600", "<", "\uff5e", True),
        ("abc", "contains", "b", True), ("abc", "contains", "B", False), ("abc", "contains", "", True),
        (ABSENT, "contains", "", False), ("abc", "begins with", "ab", True),
        ("abc", "begins with", "b", False), ("abc", "ends with", "bc", True),
        ("abc", "ends with", "ab", False),
        ("a b  c", "contains the choice", "b", True), ("abc", "contains the choice", "b", False),
        ("a b", "contains the choice", "a b", False), ("", "contains the choice", "", False),
        (ABSENT, "contains the choice", "a", False),
    ],
    ids=lambda value: "absent" if value is ABSENT else None,
)  # fmt: skip
def test_texts_are_compared_character_by_character(
    left: Any, operator: str, right: str, holds: bool
) -> None:
    assert compare(left, operator, right) is holds


@pytest.mark.parametrize(
    ("left", "choices", "holds"),
    [("a", ("a", "b"), True), ("b", ("a", "b"), True), ("c", ("a", "b"), False),
     ("", ("a", ""), True), (ABSENT, ("a", ""), False), ("a", (), False), ("a b", ("a", "b"), False)],
)  # fmt: skip
def test_one_of_several_texts(left: Any, choices: tuple[str, ...], holds: bool) -> None:
    answers = {} if left is ABSENT else {"a": left}
    assert asked(Compare(q("/a"), Operator.ONE_OF, choices), **answers) is holds


@pytest.mark.parametrize(
    ("left", "operator", "right", "holds"),
    [
        ("10", ">", "9", True), ("10", "<", "9", False), ("1.0", "=", "1", True), (" 7 ", "=", "7", True),
        ("-1", "<", "0", True), ("5", "<=", "5", True), ("5", ">=", "5.0", True), (7, "=", "7", True),
        ("many", "=", "many", False), ("many", "!=", "many", True), ("many", "<", "9", False),
        ("9", "<", "many", False), ("", "<", "9", False), ("", "=", "0", False), (ABSENT, "<", "9", False),
        (ABSENT, "!=", "9", True), (True, "=", "1", False), ("1e3", "=", "1000", False),
    ],
    ids=lambda value: "absent" if value is ABSENT else None,
)  # fmt: skip
def test_numbers_are_compared_as_numbers(left: Any, operator: str, right: str, holds: bool) -> None:
    assert compare(left, operator, right, read_as=ReadAs.NUMBER) is holds


@pytest.mark.parametrize(
    ("left", "operator", "right", "holds"),
    [
        ("2026-05-03", "=", "2026-05-03", True), ("2026-05-03", "<", "2026-05-04", True),
        ("2026-05-03", "=", "2026-05-03T00:00", True), ("2026-05-03T10:00", ">", "2026-05-03", True),
        ("2026-05-03T12:00:00Z", "=", "2026-05-03T15:00:00+03:00", True),
        ("2026-05-03T12:00:00+03:00", "<", "2026-05-03T10:00:00Z", True),
        ("2026-05-03T12:00:00.001Z", ">", "2026-05-03T12:00:00Z", True),
        (" 2026-05-03 ", "=", "2026-05-03", True), ("03/05/2026", "=", "03/05/2026", False),
        ("", "<", "2026-05-03", False), (ABSENT, "<=", "2026-05-03", False), ("2026-05-03", "<", "x", False),
    ],
    ids=lambda value: "absent" if value is ABSENT else None,
)  # fmt: skip
def test_dates_are_compared_as_dates_and_instants(
    left: Any, operator: str, right: str, holds: bool
) -> None:
    assert compare(left, operator, right, read_as=ReadAs.DATE) is holds


@pytest.mark.parametrize(
    ("left", "operator", "other", "read_as", "holds"),
    [
        ("x", "=", "x", ReadAs.TEXT, True), ("x", "=", ABSENT, ReadAs.TEXT, False),
        ("x", "!=", ABSENT, ReadAs.TEXT, True), (ABSENT, "=", ABSENT, ReadAs.TEXT, False),
        (ABSENT, "!=", ABSENT, ReadAs.TEXT, True), ("", "=", "", ReadAs.TEXT, True),
        ("10", ">", "9", ReadAs.NUMBER, True), ("a b", "contains the choice", "b", ReadAs.TEXT, True),
        ("x", "one of", "x", ReadAs.TEXT, True), ("x", "one of", "x y", ReadAs.TEXT, False),
        ("abc", "begins with", ABSENT, ReadAs.TEXT, False), ("abc", "begins with", "", ReadAs.TEXT, True),
        ("2026-05-03", "<", "2026-05-04", ReadAs.DATE, True),
    ],
    ids=lambda value: "absent" if value is ABSENT else None,
)  # fmt: skip
def test_two_answers_are_compared(
    left: Any, operator: str, other: Any, read_as: ReadAs, holds: bool
) -> None:
    assert compare(left, operator, read_as=read_as, other=other) is holds


texts = st.one_of(st.just(ABSENT), st.text(max_size=4), st.sampled_from(["1", "1.0", "2026-05-03"]))


@settings(deadline=None)
@given(texts, st.text(max_size=4), st.sampled_from(ReadAs))
def test_not_equal_is_exactly_the_opposite_of_equal(left: Any, right: str, read_as: ReadAs) -> None:
    equal = compare(left, "=", right, read_as=read_as)
    assert compare(left, "!=", right, read_as=read_as) is not equal


@settings(deadline=None)
@given(st.text(max_size=3), st.text(max_size=3), st.sampled_from(ReadAs))
def test_orders_fit_each_other(left: str, right: str, read_as: ReadAs) -> None:
    less, greater, at_most, at_least = (
        compare(left, operator, right, read_as=read_as) for operator in ("<", ">", "<=", ">=")
    )
    assert not (less and greater)
    assert at_most >= less
    assert at_least >= greater
    if read_as is ReadAs.TEXT:
        assert [less, greater, left == right].count(True) == 1


@pytest.mark.parametrize(
    ("answers", "path", "there", "answered", "empty"),
    [
        ({}, "/name", False, False, False),
        ({"name": ""}, "/name", True, False, True),
        ({"name": None}, "/name", True, False, True),
        ({"name": " "}, "/name", True, True, False),
        ({"name": "x"}, "/name", True, True, False),
        ({"name": {"@type": "x"}}, "/name", True, False, True),
        ({}, "/hh", False, False, False),
        ({"hh": {"phone": ""}}, "/hh", True, True, False),
        ({"hh": {}}, "/hh", True, False, True),
        ({"hh": ""}, "/hh", True, False, True),
        ({}, "/children", False, False, True),
        ({"children": ""}, "/children", False, False, True),
        ({"children": []}, "/children", False, False, True),
        ({"children": {"name": "A"}}, "/children", True, True, False),
        ({"children": [{}, {}]}, "/children", True, True, False),
        ({"save_ward": {"case": {}}}, "/save_ward", True, True, False),
    ],
)
def test_whether_something_is_there_answered_or_empty(
    answers: dict[str, Any], path: str, there: bool, answered: bool, empty: bool
) -> None:
    found = [asked(Asks(q(path), presence), **answers) for presence in Presence]
    assert found == [there, answered, empty]


@pytest.mark.parametrize(
    ("conditions", "every", "some"),
    [((), True, False), ((True,), True, True), ((False,), False, False),
     ((True, False), False, True), ((False, False), False, False), ((True, True), True, True)],
)  # fmt: skip
def test_and_or_and_not(conditions: tuple[bool, ...], every: bool, some: bool) -> None:
    parts = tuple(AllOf(()) if holds else AnyOf(()) for holds in conditions)
    assert asked(AllOf(parts)) is every
    assert asked(AnyOf(parts)) is some
    assert asked(Not(AllOf(parts))) is not every


def test_what_stands_after_the_decision_is_not_read() -> None:
    from mapper_gui.mapping.asking import holds
    from mapper_gui.mapping.making import Walk

    walk = Walk()
    both = (Asks(q("/name"), Presence.ANSWERED), Asks(q("/sex"), Presence.ANSWERED))
    holds(scope(name="Ana"), AnyOf(both), walk)
    assert [trace.source for trace in walk.asked] == [q("/name")]


def test_a_condition_is_asked_in_its_row() -> None:
    children = [{"name": "A", "sex": "m"}, {"name": "B", "sex": "f"}]
    condition = Compare(q("/children/sex"), Operator.EQUAL, ("f",))
    second = Compare(RowNumber(), Operator.EQUAL, ("2",), ReadAs.NUMBER)
    for row, expected in ((0, False), (1, True)):
        within = scope(row=row, children=children)
        assert asked(condition, within=within) is expected
        assert asked(second, within=within) is expected
