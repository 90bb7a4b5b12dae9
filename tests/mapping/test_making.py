"""What values are taken from: sums, counts, ordered rules, lookups, named values, items."""

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from clinic import MAPPING, first, joined, q, submission, with_field, with_rule
from values_made import made, scope, walked

from mapper_gui.mapping.conditions import AllOf, AnyOf, Asks, Presence
from mapper_gui.mapping.evaluate import Outcome, ReasonKind, ResultKind, evaluate
from mapper_gui.mapping.form import QuestionId
from mapper_gui.mapping.making import MOST_NAMES, Scope, text_of
from mapper_gui.mapping.mapping import (
    Accepts,
    Chosen,
    Column,
    FieldRule,
    LookupSample,
    Mapping,
    Operation,
    RecordRule,
    RuleId,
    Table,
    TableRows,
)
from mapper_gui.mapping.result import Reason, RecordResult
from mapper_gui.mapping.source import (
    FORM_ID,
    ColumnSource,
    NamedValue,
    RowChoice,
    RowNumber,
)
from mapper_gui.mapping.steps import Clean, Cleanup, NumberKind, ToNumber
from mapper_gui.mapping.submission import ABSENT, EMPTY, NULL, State, answered
from mapper_gui.mapping.values import (
    ByTable,
    Case,
    Cases,
    ChoiceTable,
    Constant,
    Count,
    First,
    Outside,
    OutsideAction,
    Policy,
    PolicyAction,
    Sum,
    TargetLookup,
    Term,
    Value,
)

ALWAYS, NEVER = AllOf(()), AnyOf(())


def total(*terms: str, missing_zero: bool = False) -> Sum:
    """`total("/a", "-/b")`"""
    return Sum(
        tuple(Term(q(term.removeprefix("-")), term.startswith("-")) for term in terms),
        missing_zero,
    )


@pytest.mark.parametrize(
    ("answers", "terms", "result"),
    [
        ({"a": "3", "b": "4"}, ("/a", "/b"), 7),
        ({"a": "3", "b": "4"}, ("/a", "-/b"), -1),
        ({"a": "3"}, ("-/a",), -3),
        ({"a": "0.1", "b": "0.2"}, ("/a", "/b"), 0.1 + 0.2),
        ({"a": " 5 ", "b": "2.5"}, ("/a", "/b", "/b"), 10),
        ({"a": "3", "b": "3"}, ("/a", "-/b"), 0),
    ],
)
def test_numbers_are_added_and_subtracted_as_numbers(
    answers: dict[str, Any], terms: tuple[str, ...], result: float
) -> None:
    found = made(total(*terms), **answers)
    assert found == result
    assert type(found) is type(result)


@pytest.mark.parametrize("answers", [{"a": "3"}, {"a": "3", "b": ""}, {"a": "3", "b": None}])
def test_a_sum_with_a_missing_part_is_absent_unless_it_counts_as_0(
    answers: dict[str, Any],
) -> None:
    found, _ = walked(total("/a", "/b"), **answers)
    assert found == ABSENT
    assert made(total("/a", "/b", missing_zero=True), **answers) == 3
    assert made(total("/x", missing_zero=True)) == 0


def test_a_part_that_is_no_number_cannot_be_read_and_makes_it_empty() -> None:
    found, walk = walked(total("/a", "/b"), a="3", b="many")
    assert found == EMPTY
    assert [(u.step, u.value, u.wanted) for u in walk.unreadable] == [(None, "many", "number")]
    assert walk.reason == Reason(ReasonKind.UNREADABLE, choice="many")


def test_a_sum_beyond_what_is_exact_is_not_written() -> None:
    found, walk = walked(total("/a", "/a"), a=str(2**53))
    assert found == EMPTY
    assert walk.unreadable


@pytest.mark.parametrize(
    ("answers", "source", "count"),
    [
        ({}, "/children", 0),
        ({"children": ""}, "/children", 0),
        ({"children": {"name": "A"}}, "/children", 1),
        ({"children": [{"name": "A"}, {}]}, "/children", 2),
        ({"children": [{}] * 5}, "/children", 5),
        ({}, "/services", 0),
        ({"services": ""}, "/services", 0),
        ({"services": "anc"}, "/services", 1),
        ({"services": "anc  art tb "}, "/services", 3),
    ],
)
def test_rows_and_choices_are_counted(answers: dict[str, Any], source: str, count: int) -> None:
    assert made(Count(q(source)), **answers) == count


def test_rows_inside_a_row_are_counted_in_it() -> None:
    children = [{"visits": [{}, {}]}, {"visits": {"date": "x"}}, {}]
    counts = [
        made(Count(q("/children/visits")), within=scope(row=row, children=children))
        for row in range(3)
    ]
    assert counts == [2, 1, 0]


def test_what_cannot_be_counted_here_is_a_problem() -> None:
    found, walk = walked(Count(q("/children/visits")), children=[{}, {}])
    assert found == ABSENT
    assert walk.traces[0].answer.fault is not None


def test_the_first_case_that_holds_counts_and_no_other_is_taken() -> None:
    cases = Cases(
        (Case(NEVER, first("/x")), Case(ALWAYS, first("/name")), Case(ALWAYS, first("/sex"))),
        Constant("otherwise"),
    )
    found, walk = walked(cases, name="Ana", sex="f", x="no")
    assert found.value == "Ana"
    assert [trace.source for trace in walk.traces] == [q("/name")]


def test_without_a_case_that_holds_it_is_otherwise_or_absent() -> None:
    assert made(Cases((Case(NEVER, first("/x")),), Constant("else"))) == "else"
    found, walk = walked(Cases((Case(NEVER, first("/x")),)))
    assert (found, walk.reason) == (ABSENT, Reason(ReasonKind.NO_CASE))


def test_ordered_rules_may_stand_inside_ordered_rules() -> None:
    inner = Cases((Case(Asks(q("/name"), Presence.ANSWERED), first("/name")),), Constant("?"))
    cases = Cases((Case(Asks(q("/sex"), Presence.ANSWERED), inner),))
    assert made(cases, sex="f", name="Ana") == "Ana"
    assert made(cases, sex="f") == "?"
    assert made(cases, name="Ana") is None


NULLS = [
    Constant(None),
    Cases((Case(ALWAYS, Constant(None)),), first("/name")),
    First((NamedValue("null"),)),
]


@pytest.mark.parametrize("take", NULLS, ids=["constant", "in ordered rules", "named"])
@pytest.mark.parametrize("policy", [PolicyAction.BLANK, PolicyAction.STOP])
def test_a_null_that_is_chosen_is_written_and_meets_no_policy(
    take: Any, policy: PolicyAction
) -> None:
    mapping = with_field("Note__c", take, if_absent=Policy(policy), if_empty=Policy(policy))
    mapping = replace(mapping, named_values={"null": Value(Constant(None))})
    found = note(mapping)
    assert (found.outcome, found.value, found.reason) == (Outcome.WRITTEN, None, None)


@pytest.mark.parametrize("take", NULLS, ids=["constant", "in ordered rules", "named"])
def test_a_null_that_goes_through_steps_or_into_other_values_is_empty(take: Any) -> None:
    mapping = replace(MAPPING, named_values={"null": Value(Constant(None))})
    within = Scope(mapping, submission())
    found, _ = walked(take, Clean(Cleanup.TRIM), within=within)
    assert found == NULL
    assert made(joined("x", NamedValue("null")), within=within) is None
    assert made(joined("x", NamedValue("null"), missing_blank=True), within=within) == "x"
    assert made(Sum((Term(NamedValue("null")),), missing_zero=True), within=within) == 0


def test_a_null_in_a_key_makes_no_record() -> None:
    mapping = with_field("Ext__c", Constant(None))
    result = evaluate(mapping, submission(name="Ana"))
    assert not result.records[0].made
    assert ResultKind.KEY_MISSING in [problem.kind for problem in result.problems]


LOOKUP = TargetLookup("Area", "Code", q("/hh/village"), "Name")
SAMPLES = (
    LookupSample("Area", "Code", "v1", "Name", "North"),
    LookupSample("Area", "Code", "v2", "Name", None),
    LookupSample("Area", "Code", "3", "Name", 7),
    LookupSample("Area", "Id", "v4", "Name", "wrong field"),
)


@pytest.mark.parametrize(
    ("village", "state", "value"),
    [
        ("v1", State.ANSWERED, "North"),
        ("v2", State.EMPTY, None),
        ("3", State.ANSWERED, 7),
        ("v4", State.ABSENT, None),
        ("V1", State.ABSENT, None),
        ("", State.EMPTY, None),
        (None, State.EMPTY, None),
    ],
)
def test_a_lookup_is_answered_by_a_typed_sample(village: Any, state: State, value: Any) -> None:
    mapping = replace(MAPPING, lookup_samples=SAMPLES)
    within = Scope(mapping, submission(hh={"village": village}))
    found, walk = walked(LOOKUP, within=within)
    assert (found.state, found.value if found.state is State.ANSWERED else None) == (state, value)
    assert walk.from_sample == (village in ("v1", "v2", "3"))


def test_without_a_sample_it_says_that_the_target_was_not_asked() -> None:
    found = note(with_field("Note__c", LOOKUP), hh={"village": "v9"})
    assert found.outcome is Outcome.LEFT_OUT
    assert found.reason == Reason(ReasonKind.NOT_LOOKED_UP, q("/hh/village"), "v9")
    from_sample = replace(with_field("Note__c", LOOKUP), lookup_samples=SAMPLES)
    assert note(from_sample, hh={"village": "v1"}).from_sample


def note(mapping: Mapping, **answers: Any) -> Any:
    found = evaluate(mapping, submission(**answers)).records[0].field("Note__c")
    assert found is not None
    return found


def named(take: Any, *then: Any, **values: Value) -> tuple[Any, Any]:
    within = Scope(replace(MAPPING, named_values=values), submission(name=" Ana ", age="7"))
    return walked(take, *then, within=within)


def test_a_named_value_is_made_with_its_own_steps() -> None:
    value = Value(first("/name"), (Clean(Cleanup.TRIM), Clean(Cleanup.UPPER)))
    found, walk = named(joined("<", NamedValue("n"), ">"), n=value)
    assert found.value == "<ANA>"
    assert [trace.source for trace in walk.traces] == [NamedValue("n")]
    assert [trace.source for trace in walk.asked] == [q("/name")]


def test_named_values_may_use_each_other() -> None:
    found, _ = named(
        First((NamedValue("a"),)),
        a=Value(joined(NamedValue("b"), "-", NamedValue("b"))),
        b=Value(Sum((Term(NamedValue("c")), Term(NamedValue("c"))))),
        c=Value(first("/age"), (ToNumber(NumberKind.WHOLE),)),
    )
    assert found.value == "14-14"


def test_what_goes_wrong_inside_is_seen_outside() -> None:
    table = ChoiceTable(outside=Outside(OutsideAction.STOP))
    found, walk = named(First((NamedValue("n"),)), n=Value(first("/name"), (ByTable(table),)))
    assert found == EMPTY
    assert (walk.stopped, walk.outside) == (True, [" Ana "])
    _, walk = named(
        First((NamedValue("n"),)), n=Value(first("/name"), (ToNumber(NumberKind.WHOLE),))
    )
    assert [u.value for u in walk.unreadable] == [" Ana "]


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ({}, ReasonKind.NO_SUCH_VALUE),
        ({"a": Value(First((NamedValue("a"),)))}, ReasonKind.CIRCLE),
        (
            {"a": Value(joined(NamedValue("b"))), "b": Value(First((NamedValue("a"),)))},
            ReasonKind.CIRCLE,
        ),
        (
            {f"{n}": Value(First((NamedValue(f"{n + 1}"),))) for n in range(MOST_NAMES + 5)}
            | {"a": Value(First((NamedValue("0"),)))},
            ReasonKind.CIRCLE,
        ),
    ],
    ids=["missing", "itself", "each other", "too deep"],
)
def test_values_without_end_are_absent_and_a_problem(
    values: dict[str, Value], kind: ReasonKind
) -> None:
    mapping = replace(with_field("Note__c", First((NamedValue("a"),))), named_values=values)
    found = note(mapping)
    assert (found.outcome, found.reason.kind) == (Outcome.LEFT_OUT, kind)
    result = evaluate(mapping, submission())
    assert ResultKind(kind.value) in [problem.kind for problem in result.problems]


def records(mapping: Mapping, **answers: Any) -> list[RecordResult]:
    return list(evaluate(mapping, submission(**answers)).records)


def rule(for_each: Any, *fields: tuple[str, Any], **more: Any) -> Mapping:
    made = RecordRule(
        RuleId("r"), "Contact", Operation.CREATE, for_each=for_each,
        fields=tuple(FieldRule(name, take) for name, take in fields), **more,
    )  # fmt: skip
    return replace(MAPPING, rules=(made,))


def test_one_record_is_made_for_each_chosen_id_once() -> None:
    mapping = rule(
        Chosen(QuestionId("/services")),
        ("id", First((RowChoice(),))),
        ("number", First((RowNumber(),))),
        ("name", first("/name")),
    )
    found = records(mapping, services="anc  art anc", name="Ana")
    assert [record.item for record in found] == [("anc",), ("art",)]
    assert [record.written for record in found] == [
        {"id": "anc", "number": 1, "name": "Ana"},
        {"id": "art", "number": 2, "name": "Ana"},
    ]
    for nothing in ({}, {"services": ""}, {"services": "  "}, {"services": None}):
        assert records(mapping, **nothing) == []


def test_a_group_where_chosen_ids_were_due_is_a_problem() -> None:
    mapping = rule(Chosen(QuestionId("/services")), ("id", First((RowChoice(),))))
    result = evaluate(mapping, submission(services={"inner": "x"}))
    assert [problem.kind for problem in result.problems] == [ResultKind.GROUP_FOUND]
    assert result.records == ()


TABLE = Table(
    (Column("vaccine", of_sources=False), Column("given"), Column("dose", of_sources=False)),
    (
        ("bcg", q("/bcg"), 1),
        ("opv", q("/opv"), None),
        ("penta", NamedValue("penta"), 3),
        ("none", None, 4),
    ),
)


def test_one_record_is_made_for_each_row_of_a_table() -> None:
    mapping = rule(
        TableRows(TABLE),
        ("vaccine", First((ColumnSource("vaccine"),))),
        ("given", First((ColumnSource("given"),))),
        ("dose", First((ColumnSource("dose"),))),
        ("key", joined(FORM_ID, "-", ColumnSource("vaccine"), "-", RowNumber())),
    )
    mapping = replace(mapping, named_values={"penta": Value(joined("p-", "/penta"))})
    found = records(mapping, bcg="yes", opv="", penta="x")
    assert [record.item for record in found] == [(1,), (2,), (3,), (4,)]
    assert [record.written for record in found] == [
        {"vaccine": "bcg", "given": "yes", "dose": 1, "key": "f-1-bcg-1"},
        {"vaccine": "opv", "key": "f-1-opv-2"},
        {"vaccine": "penta", "given": "p-x", "dose": 3, "key": "f-1-penta-3"},
        {"vaccine": "none", "dose": 4, "key": "f-1-none-4"},
    ]


def test_rows_are_skipped_by_the_condition_only_and_nothing_is_wrong() -> None:
    asks = Asks(ColumnSource("given"), Presence.ANSWERED)
    mapping = rule(TableRows(TABLE), ("v", First((ColumnSource("vaccine"),))), when=asks)
    mapping = replace(mapping, named_values={"penta": Value(first("/penta"))})
    result = evaluate(mapping, submission(bcg="yes", opv="", penta="x"))
    assert [record.written for record in result.records if record.made] == [
        {"v": "bcg"},
        {"v": "penta"},
    ]
    assert [record.skipped for record in result.records] == [False, True, False, True]
    assert result.problems == ()


def test_a_table_may_stand_inside_a_repeat() -> None:
    table = Table((Column("q"),), ((q("/children/name"),), (q("/name"),)))
    mapping = rule(
        TableRows(table, QuestionId("/children")),
        ("value", First((ColumnSource("q"),))),
        ("at", joined(RowNumber(QuestionId("/children")), ".", RowNumber())),
    )
    found = records(mapping, name="Mother", children=[{"name": "A"}, {"name": "B"}])
    assert [(record.item, record.written) for record in found] == [
        ((1, 1), {"value": "A", "at": "1.1"}),
        ((1, 2), {"value": "Mother", "at": "1.2"}),
        ((2, 1), {"value": "B", "at": "2.1"}),
        ((2, 2), {"value": "Mother", "at": "2.2"}),
    ]
    assert records(mapping, name="Mother") == []


@pytest.mark.parametrize(
    "cell", [ColumnSource("a"), ColumnSource("b"), RowChoice(), NamedValue("circle")], ids=str
)
def test_cells_that_give_nothing_end(cell: Any) -> None:
    table = Table((Column("a"), Column("b")), ((cell, cell),))
    mapping = rule(TableRows(table), ("v", First((ColumnSource("a"), ColumnSource("b")))))
    circle = Value(First((ColumnSource("a"),)))
    mapping = replace(mapping, named_values={"circle": circle})
    assert records(mapping)[0].written == {}


def test_a_row_that_is_too_short_has_nothing_in_its_last_cells() -> None:
    mapping = rule(
        TableRows(Table((Column("a", False), Column("b", False)), (("x",),))),
        ("a", First((ColumnSource("a"),))),
        ("b", First((ColumnSource("b"), ColumnSource("c")))),
    )
    assert records(mapping)[0].written == {"a": "x"}


def test_a_submission_that_is_not_accepted_makes_no_record_and_says_so() -> None:
    from mapper_gui.mapping.conditions import Compare, Not, Operator

    test_user = Compare(q("/name"), Operator.EQUAL, ("test",))
    mapping = replace(MAPPING, accepts=Accepts(when=Not(test_user)))
    result = evaluate(mapping, submission(name="test", case={"@case_id": "c"}))
    assert result.records == ()
    assert [problem.kind for problem in result.problems] == [ResultKind.NOT_ACCEPTED]
    assert evaluate(mapping, submission(name="Ana", case={"@case_id": "c"})).records[0].made


def test_what_a_condition_cannot_read_is_a_problem_of_its_rule() -> None:
    asks = Asks(q("/children/name"), Presence.ANSWERED)
    result = evaluate(with_rule(when=asks), submission(children=[{}], case={"@case_id": "c"}))
    assert [problem.kind for problem in result.problems] == [ResultKind.REPEAT_NOT_ITERATED]
    assert result.records[0].skipped


@pytest.mark.parametrize(
    ("value", "text"),
    [(True, "true"), (False, "false"), (None, ""), (5, "5"), (5.0, "5"), (0.5, "0.5"),
     (1e-7, "1e-7"), (1e21, "1e+21"), ("x", "x"), ((1, True, "a"), "1,true,a")],
)  # fmt: skip
def test_values_as_text_are_those_of_javascript(value: Any, text: str) -> None:
    assert text_of(value) == text


def test_numbers_and_flags_in_a_template_are_texts() -> None:
    values = {"n": Value(Constant(2.0)), "b": Value(Constant(True))}
    found, _ = named(joined(NamedValue("n"), ",", NamedValue("b"), ",", "/age"), **values)
    assert found == answered("2,true,7")


def test_values_that_all_use_each_other_end_at_once_and_are_a_circle() -> None:
    names = [f"v{number}" for number in range(30)]
    every = joined(*(NamedValue(name) for name in names))
    found, walk = named(first(NamedValue("v0")), **{name: Value(every) for name in names})
    assert found == ABSENT
    assert {reason.kind for reason in walk.failed} == {ReasonKind.CIRCLE}
    assert len(walk.failed) <= len(names) ** 2


def test_values_that_double_each_other_are_stopped_before_they_fill_the_memory() -> None:
    names = [f"v{number}" for number in range(40)]
    pairs = pairwise(names)
    values = {one: Value(joined(NamedValue(other), NamedValue(other))) for one, other in pairs}
    found, walk = named(first(NamedValue("v0")), **values, v39=Value(first("/name")))
    assert found == ABSENT
    assert walk.unreadable[0].wanted == "shorter text"
