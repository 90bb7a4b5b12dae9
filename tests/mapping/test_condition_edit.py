"""Edits of a condition at a place in it."""

import pytest
from clinic import FORM, q

from mapper_gui.mapping.condition_edit import (
    Join,
    asking,
    begun,
    grouped,
    moved,
    with_added,
    with_join,
    with_part,
    with_source,
)
from mapper_gui.mapping.conditions import (
    AllOf,
    AnyOf,
    Asks,
    Compare,
    Condition,
    Not,
    Operator,
    Presence,
    ReadAs,
)
from mapper_gui.mapping.document_conditions import decode_condition, encode_condition
from mapper_gui.mapping.json_cursor import Cursor
from mapper_gui.mapping.source import FORM_ID, ColumnSource, Source

A = Compare(q("/sex"), Operator.EQUAL, ("f",))
B = Asks(q("/age"), Presence.ANSWERED)
C = Not(Compare(q("/name"), Operator.CONTAINS, ("test",)))


@pytest.mark.parametrize(
    ("before", "path", "after"),
    [
        (None, (), C),
        (A, (), AllOf((A, C))),
        (AnyOf((A, B)), (), AnyOf((A, B, C))),
        (Not(AnyOf((A, B))), (), Not(AnyOf((A, B, C)))),
        (AllOf((A, AnyOf((B,)))), (1,), AllOf((A, AnyOf((B, C))))),
    ],
    ids=["to none", "to one", "to any", "to none of", "to a group inside"],
)
def test_a_condition_is_added(
    before: Condition | None, path: tuple[int, ...], after: Condition
) -> None:
    assert with_added(before, path, C) == after


@pytest.mark.parametrize(
    ("before", "path", "after"),
    [
        (A, (0,), None),
        (AllOf((A, B)), (0,), B),
        (AllOf((A, AnyOf((B,)))), (1, 0), A),
        (AllOf((A, AnyOf((B, C)))), (0,), AllOf((AnyOf((B, C)),))),
        (Not(AllOf((A, B))), (1,), Not(AllOf((A,)))),
        (AllOf((A, B)), (7,), AllOf((A, B))),
    ],
    ids=[
        "the only one",
        "one of two",
        "the last of a group, with the group",
        "what stood beside a group",
        "one of a negated group",
        "one that is not there",
    ],
)
def test_a_condition_is_removed(
    before: Condition, path: tuple[int, ...], after: Condition | None
) -> None:
    assert with_part(before, path, None) == after


def test_a_line_is_put_into_a_group_that_is_joined_the_other_way() -> None:
    assert grouped(AllOf((A, B)), (1,)) == AllOf((A, AnyOf((B,))))
    assert grouped(AnyOf((A, B)), (0,)) == AnyOf((AllOf((A,)), B))


def test_conditions_are_joined_in_another_way() -> None:
    assert with_join(AllOf((A, B)), (), Join.NONE) == Not(AnyOf((A, B)))
    assert with_join(Not(AnyOf((A, B))), (), Join.NOT_ALL) == Not(AllOf((A, B)))


def test_a_line_moves_among_its_neighbours() -> None:
    assert moved(AllOf((A, AnyOf((B, C)))), (1, 1), -1) == AllOf((A, AnyOf((C, B))))
    assert moved(AllOf((A, B)), (0,), -1) == AllOf((A, B))


def test_asking_in_another_way_keeps_the_source_and_what_it_is_compared_with() -> None:
    assert asking(A, (Operator.NOT_EQUAL, False)) == Compare(q("/sex"), Operator.NOT_EQUAL, ("f",))
    assert asking(A, (Presence.EMPTY, True)) == Not(Asks(q("/sex"), Presence.EMPTY))
    assert asking(B, (Operator.EQUAL, False)) == Compare(q("/age"), Operator.EQUAL, ("",))
    several = Compare(q("/sex"), Operator.ONE_OF, ("m", "f"))
    assert asking(several, (Operator.EQUAL, False)) == Compare(q("/sex"), Operator.EQUAL, ("m",))
    assert asking(A, (Operator.ONE_OF, False)) == Compare(q("/sex"), Operator.ONE_OF, ("f",))


@pytest.mark.parametrize(
    ("path", "read_as"),
    [("/age", ReadAs.NUMBER), ("/visit_date", ReadAs.DATE), ("/hh_id", ReadAs.NUMBER)],
    ids=["a number", "a date", "a hidden value"],
)
def test_order_is_that_of_numbers_and_dates(path: str, read_as: ReadAs) -> None:
    part = Compare(q(path), Operator.EQUAL, ("1",))
    made = asking(part, (Operator.LESS, False), FORM)
    assert isinstance(made, Compare)
    assert made.read_as is read_as
    back = asking(made, (Operator.CONTAINS, False), FORM)
    assert isinstance(back, Compare)
    assert back.read_as is ReadAs.TEXT


@pytest.mark.parametrize(
    ("source", "is_column", "condition"),
    [
        (q("/sex"), False, Compare(q("/sex"), Operator.EQUAL, ("",))),
        (q("/services"), False, Compare(q("/services"), Operator.HAS_CHOICE, ("",))),
        (q("/children"), False, Asks(q("/children"), Presence.THERE)),
        (q("/visit_date"), False, Asks(q("/visit_date"), Presence.ANSWERED)),
        (ColumnSource("date"), True, Asks(ColumnSource("date"), Presence.ANSWERED)),
        (ColumnSource("kind"), False, Compare(ColumnSource("kind"), Operator.EQUAL, ("",))),
        (FORM_ID, False, Compare(FORM_ID, Operator.EQUAL, ("",))),
    ],
    ids=["a choice", "several", "a repeat", "a date", "a column of questions", "texts", "form id"],
)
def test_a_condition_begins_with_the_likeliest_question(
    source: Source, is_column: bool, condition: Condition
) -> None:
    assert begun(source, FORM, is_column) == condition


def test_another_source_keeps_the_rest_of_a_line() -> None:
    made = with_source(C, q("/hh_id"))
    assert made == Not(Compare(q("/hh_id"), Operator.CONTAINS, ("test",)))


@pytest.mark.parametrize("operator", list(Operator))
def test_a_comparison_without_a_constant_can_be_kept(operator: Operator) -> None:
    bare = Compare(q("/a"), operator, ())
    assert bare.operand == (() if operator is Operator.ONE_OF else ("",))
    cursor = Cursor(encode_condition(bare))
    assert decode_condition(cursor) == bare
