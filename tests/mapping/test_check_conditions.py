"""What is wrong with conditions: of a record, of ordered rules, of the whole mapping."""

from dataclasses import replace
from typing import Any

import pytest
from clinic import MAPPING, first, kinds, only, place, q, with_field, with_rule

from mapper_gui.mapping.check import CheckKind, check
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
from mapper_gui.mapping.form import QuestionId
from mapper_gui.mapping.mapping import Accepts, Mapping, TableRows
from mapper_gui.mapping.mend import apply
from mapper_gui.mapping.problem import MendKind, Severity
from mapper_gui.mapping.source import (
    CASE_ID,
    ColumnSource,
    MetaSource,
    NamedValue,
    RowChoice,
    RowNumber,
    Source,
)
from mapper_gui.mapping.values import Case, Cases, Constant, First


def compare(
    source: Source | str, operator: Operator = Operator.EQUAL, *operand: Any, **more: Any
) -> Compare:
    """A comparison; texts that begin with / are questions."""
    side = operand or ("x",)
    right = side[0] if isinstance(side[0], Source.__args__) else side  # type: ignore[attr-defined]
    return Compare(q(source) if isinstance(source, str) else source, operator, right, **more)


def when(condition: Condition) -> Mapping:
    return with_rule(when=condition)


@pytest.mark.parametrize(
    "condition",
    [
        compare("/sex", Operator.EQUAL, "f"),
        compare("/sex", Operator.NOT_EQUAL, ""),
        compare("/sex", Operator.ONE_OF, "m", "f"),
        compare("/services", Operator.HAS_CHOICE, "anc"),
        compare("/services", Operator.EQUAL, ""),
        compare("/age", Operator.LESS, "5", read_as=ReadAs.NUMBER),
        compare("/age", Operator.EQUAL, "5"),
        compare("/visit_date", Operator.GREATER, "2026-01-01", read_as=ReadAs.DATE),
        compare("/visit_date", Operator.AT_MOST, MetaSource("timeEnd"), read_as=ReadAs.DATE),
        compare("/name", Operator.BEGINS, "test"),
        compare("/hh/village", Operator.EQUAL, "anything"),
        Asks(q("/hh"), Presence.THERE),
        Asks(q("/children"), Presence.THERE),
        Asks(q("/save_ward"), Presence.THERE),
        Not(Asks(CASE_ID, Presence.ANSWERED)),
        AnyOf((compare("/sex", Operator.EQUAL, "m"), compare("/sex", Operator.EQUAL, "f"))),
        AllOf((compare("/sex", Operator.NOT_EQUAL, "m"), compare("/sex", Operator.NOT_EQUAL, "f"))),
    ],
    ids=str,
)
def test_what_is_right_is_not_remarked_on(condition: Condition) -> None:
    assert kinds(when(condition)) == []
    assert kinds(replace(MAPPING, accepts=Accepts(when=condition))) == []
    take = Cases((Case(condition, first("/name")),), Constant("x"))
    assert kinds(with_field("Note__c", take)) == []


@pytest.mark.parametrize(
    ("condition", "kind", "severity"),
    [
        (compare("/gone"), CheckKind.SOURCE_GONE, Severity.ERROR),
        (compare("/name", Operator.EQUAL, q("/gone")), CheckKind.SOURCE_GONE, Severity.ERROR),
        (Not(Asks(q("/gone"), Presence.EMPTY)), CheckKind.SOURCE_GONE, Severity.ERROR),
        (compare("/services_note"), CheckKind.SOURCE_HAS_NO_DATA, Severity.ERROR),
        (compare("/hh"), CheckKind.SOURCE_HAS_NO_DATA, Severity.ERROR),
        (
            Asks(q("/services_note"), Presence.THERE),
            CheckKind.SOURCE_HAS_NO_DATA,
            Severity.ERROR,
        ),
        (compare("/children/name"), CheckKind.REPEAT_NOT_ITERATED, Severity.ERROR),
        (
            Asks(q("/children/visits"), Presence.THERE),
            CheckKind.REPEAT_NOT_ITERATED,
            Severity.ERROR,
        ),
        (compare(RowChoice()), CheckKind.ROW_CHOICE_WITHOUT_CHOSEN, Severity.ERROR),
        (compare(ColumnSource("a")), CheckKind.COLUMN_WITHOUT_TABLE, Severity.ERROR),
        (compare(RowNumber()), CheckKind.ROW_NUMBER_WITHOUT_ROWS, Severity.ERROR),
        (compare(NamedValue("a")), CheckKind.NO_SUCH_VALUE, Severity.ERROR),
        (compare("/sex", Operator.EQUAL, "Male"), CheckKind.COMPARED_WITH_LABEL, Severity.ERROR),
        (
            compare("/sex", Operator.ONE_OF, "m", "x"),
            CheckKind.COMPARED_WITH_NO_CHOICE,
            Severity.WARNING,
        ),
        (
            compare("/services", Operator.HAS_CHOICE, "tb"),
            CheckKind.COMPARED_WITH_NO_CHOICE,
            Severity.WARNING,
        ),
        (
            compare("/services", Operator.EQUAL, "anc"),
            CheckKind.MULTIPLE_COMPARED_WHOLE,
            Severity.WARNING,
        ),
        (
            compare("/sex", Operator.HAS_CHOICE, "m"),
            CheckKind.CONTAINS_ON_SINGLE,
            Severity.WARNING,
        ),
        (compare("/age", Operator.LESS, "5"), CheckKind.COMPARED_AS_TEXT, Severity.WARNING),
        (
            compare("/age", Operator.LESS, "five", read_as=ReadAs.NUMBER),
            CheckKind.COMPARED_UNREADABLE,
            Severity.ERROR,
        ),
        (
            compare("/visit_date", Operator.LESS, "1/2/2026", read_as=ReadAs.DATE),
            CheckKind.COMPARED_UNREADABLE,
            Severity.ERROR,
        ),
        (AnyOf(()), CheckKind.CONDITION_NEVER, Severity.ERROR),
        (AllOf(()), CheckKind.CONDITION_ALWAYS, Severity.WARNING),
        (Not(AllOf(())), CheckKind.CONDITION_NEVER, Severity.ERROR),
        (compare("/sex", Operator.ONE_OF), CheckKind.CONDITION_NEVER, Severity.ERROR),
        (
            AllOf((compare("/sex", Operator.EQUAL, "m"), compare("/sex", Operator.EQUAL, "f"))),
            CheckKind.CONDITION_NEVER,
            Severity.ERROR,
        ),
        (
            AnyOf(
                (compare("/sex", Operator.NOT_EQUAL, "m"), compare("/sex", Operator.NOT_EQUAL, "f"))
            ),
            CheckKind.CONDITION_ALWAYS,
            Severity.WARNING,
        ),
        (
            AllOf((compare("/sex", Operator.EQUAL, "m"), AnyOf(()))),
            CheckKind.CONDITION_NEVER,
            Severity.ERROR,
        ),
    ],
    ids=lambda value: value.value if isinstance(value, CheckKind | Severity) else str(value),
)
def test_each_mistake_is_named_wherever_the_condition_stands(
    condition: Condition, kind: CheckKind, severity: Severity
) -> None:
    if kind is CheckKind.CONDITION_NEVER and isinstance(condition, Compare):
        condition = replace(condition, operand=())
    problem = only(when(condition))
    assert (problem.kind, problem.severity, place(problem)) == (kind, severity, ("Contact", None))
    problem = only(replace(MAPPING, accepts=Accepts(when=condition)))
    assert (problem.kind, problem.severity, place(problem)) == (kind, severity, (None, None))
    take = Cases((Case(condition, first("/name")),), Constant("x"))
    problem = only(with_field("Note__c", take))
    assert (problem.kind, place(problem)) == (kind, ("Contact", "Note__c"))


def test_a_condition_reads_the_rows_that_its_rule_goes_through() -> None:
    rule = {"for_each": QuestionId("/children"), "key": (), "operation": "create"}
    asks = compare("/children/name", Operator.EQUAL, "x")
    assert CheckKind.REPEAT_NOT_ITERATED not in kinds(with_rule(**rule, when=asks))
    asks = compare(RowNumber(), Operator.LESS, "3", read_as=ReadAs.NUMBER)
    assert CheckKind.ROW_NUMBER_WITHOUT_ROWS not in kinds(with_rule(**rule, when=asks))


def test_one_record_per_row_is_proposed_for_a_condition_too() -> None:
    mapping = when(compare("/children/name"))
    problem = only(mapping)
    assert [m.kind for m in problem.mends] == [MendKind.ITERATE_REPEAT]
    assert apply(mapping, problem.mends[0]).rules[0].for_each == "/children"


def test_within_a_table_the_repeat_goes_around_it() -> None:
    from mapper_gui.mapping.mapping import Column, Table

    table = TableRows(Table((Column("a", of_sources=False),), (("x",),)))
    mapping = with_rule(for_each=table, when=compare("/children/name"))
    problem = next(p for p in check(mapping) if p.kind is CheckKind.REPEAT_NOT_ITERATED)
    mended = apply(mapping, problem.mends[0]).rules[0].for_each
    assert mended == replace(table, within=QuestionId("/children"))


def test_ordered_rules_without_a_case_are_doubtful() -> None:
    problem = only(with_field("Note__c", Cases((), first("/name"))))
    assert (problem.kind, problem.severity) == (CheckKind.NO_CASES, Severity.WARNING)


def test_what_ordered_rules_take_is_held_against_the_field() -> None:
    take = Cases((Case(compare("/sex", Operator.EQUAL, "m"), Constant("male")),), First(()))
    found = kinds(with_field("Sex__c", take))
    assert found == ["no_source", "value_not_in_target"]


def test_conditions_inside_ordered_rules_inside_ordered_rules_are_checked() -> None:
    inner = Cases((Case(AnyOf(()), Constant("x")),))
    take = Cases((Case(compare("/sex", Operator.EQUAL, "m"), inner),), inner)
    assert kinds(with_field("Note__c", take)) == ["condition_never"] * 2


def test_the_problems_of_a_source_are_said_once() -> None:
    gone = compare("/gone")
    take = Cases((Case(gone, first("/gone")), Case(AllOf((gone, gone)), first("/gone"))))
    assert kinds(with_field("Note__c", take)) == ["source_gone"]
