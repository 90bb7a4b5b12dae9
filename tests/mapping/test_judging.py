"""What each line of a condition says of each item."""

from clinic import CONTACT_RULE, MAPPING, q, submission

from mapper_gui.mapping.conditions import AllOf, AnyOf, Asks, Compare, Not, Operator, Presence
from mapper_gui.mapping.form import QuestionId
from mapper_gui.mapping.judging import MOST_ITEMS, judged
from mapper_gui.mapping.mapping import Chosen, Column, RecordRule, RuleId, Table, TableRows
from mapper_gui.mapping.rule_sources import sources_of_rule
from mapper_gui.mapping.source import ColumnSource, RowChoice, RowNumber
from mapper_gui.mapping.submission import State

FEMALE = Compare(q("/sex"), Operator.EQUAL, ("f",))
NAMED = Asks(q("/children/name"), Presence.ANSWERED)
CHILD = RecordRule(RuleId("Child"), "Contact", for_each=QuestionId("/children"))


def test_every_line_is_judged_also_where_the_first_decides() -> None:
    when = AllOf((FEMALE, AnyOf((Asks(q("/age"), Presence.ANSWERED), Not(FEMALE)))))
    found = judged(MAPPING, CONTACT_RULE, when, submission(sex="m", age="5"))
    assert (found.count, found.part(0).count, found.part(1).count) == (0, 0, 1)
    assert found.part(1).part(1).count == 1
    left = found.part(0).items[0][1].left
    assert left is not None
    assert (left.state, left.value) == (State.ANSWERED, "m")


def test_a_line_is_judged_for_each_row_of_a_repeat() -> None:
    found = judged(MAPPING, CHILD, NAMED, submission(children=[{"name": "Ana"}, {}, {"name": ""}]))
    assert [(item, each.holds) for item, each in found.items] == [
        ((1,), True),
        ((2,), False),
        ((3,), False),
    ]


def test_a_line_about_a_column_is_judged_for_each_row_of_the_table() -> None:
    table = Table((Column("date"),), ((q("/name"),), (q("/age"),)))
    rule = RecordRule(RuleId("V"), "Visit", for_each=TableRows(table))
    when = Asks(ColumnSource("date"), Presence.ANSWERED)
    found = judged(MAPPING, rule, when, submission(age="3"))
    assert [each.holds for _, each in found.items] == [False, True]


def test_a_long_repeat_is_judged_in_part() -> None:
    rows = [{"name": "Ana"} for _ in range(MOST_ITEMS + 7)]
    found = judged(MAPPING, CHILD, NAMED, submission(children=rows))
    assert (found.count, found.more) == (MOST_ITEMS, 7)


def test_without_a_rule_the_submission_is_judged() -> None:
    assert judged(MAPPING, None, FEMALE, submission(sex="f")).count == 1


def test_a_rule_offers_its_own_columns_choice_and_row_numbers() -> None:
    table = TableRows(Table((Column("a"), Column("b")), ()), QuestionId("/children"))
    nested = RecordRule(RuleId("V"), "Visit", for_each=QuestionId("/children/visits"))
    chosen = RecordRule(RuleId("V"), "Visit", for_each=Chosen(QuestionId("/services")))
    rows = RecordRule(RuleId("V"), "Visit", for_each=table)
    children = RowNumber(QuestionId("/children"))
    assert sources_of_rule(MAPPING, CONTACT_RULE) == ()
    assert sources_of_rule(MAPPING, nested) == (RowNumber(), children)
    assert sources_of_rule(MAPPING, chosen) == (RowChoice(), RowNumber())
    assert sources_of_rule(MAPPING, rows) == (
        ColumnSource("a"),
        ColumnSource("b"),
        RowNumber(),
        children,
    )
