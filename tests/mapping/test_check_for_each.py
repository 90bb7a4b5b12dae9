"""What is wrong with what records are made for each of, and with keys that must follow it."""

from dataclasses import replace
from typing import Any

import pytest
from clinic import MAPPING, first, joined, kinds, only, place, q

from mapper_gui.mapping.check import CheckKind, ItemKind, check
from mapper_gui.mapping.form import Kind, QuestionId
from mapper_gui.mapping.mapping import (
    Chosen,
    Column,
    FieldRule,
    ForEach,
    Mapping,
    RecordRule,
    RuleId,
    Table,
    TableRows,
)
from mapper_gui.mapping.mend import apply
from mapper_gui.mapping.problem import MendKind, Problem, Severity
from mapper_gui.mapping.source import (
    FORM_ID,
    ColumnSource,
    NamedValue,
    RowChoice,
    RowNumber,
    Source,
)
from mapper_gui.mapping.values import Case, Cases, First, Take, Template, Value

ERROR, WARNING = Severity.ERROR, Severity.WARNING
SERVICES = Chosen(QuestionId("/services"))
NAME, DATE = Column("name", of_sources=False), Column("date")
TABLE = Table((NAME, DATE), (("bcg", q("/visit_date")), ("opv", q("/hh_id"))))
VACCINES = TableRows(TABLE)


def visit(for_each: ForEach | None, key: Take, **more: Any) -> Mapping:
    """One rule that goes through these, with this key and each item in its other field."""
    fields = (FieldRule("code", key), *more.pop("fields", ()))
    rule = RecordRule(
        RuleId("Visit"), "Visit", key=("code",), for_each=for_each, fields=fields, **more
    )
    return replace(MAPPING, rules=(rule,))


def rows(*cells: tuple[Any, ...], columns: tuple[Column, ...] = (NAME, DATE)) -> TableRows:
    return TableRows(Table(columns, cells))


@pytest.mark.parametrize(
    ("for_each", "key"),
    [
        (SERVICES, joined(FORM_ID, "-", RowChoice())),
        (VACCINES, joined(FORM_ID, "-", ColumnSource("name"))),
        (replace(VACCINES, within=QuestionId("/children")),
         joined("/children/child_id", "-", ColumnSource("name"))),
        (rows(("a", 1, q("/name")), ("a", 2, q("/name")), ("b", 1, q("/name")),
              columns=(NAME, Column("n", False), DATE)),
         joined(FORM_ID, "-", ColumnSource("name"), "-", ColumnSource("n"))),
    ],
    ids=["chosen", "table", "table in a repeat", "two columns together"],
)  # fmt: skip
def test_a_key_with_the_item_in_it_is_safe(for_each: ForEach, key: Take) -> None:
    mapping = visit(for_each, key)
    flagged = replace(mapping, identifiers=(FORM_ID, q("/children/child_id")))
    assert [k for k in kinds(flagged) if k != "key_can_collide"] == []


@pytest.mark.parametrize(
    ("for_each", "item", "by"),
    [
        (SERVICES, ItemKind.CHOICE, RowChoice()),
        (VACCINES, ItemKind.TABLE_ROW, ColumnSource("name")),
        (rows((q("/name"),), (q("/hh_id"),), columns=(DATE,)), ItemKind.TABLE_ROW, RowNumber()),
    ],
    ids=["chosen", "table", "table of sources"],
)
def test_a_key_that_ignores_the_item_is_an_error_with_a_mend(
    for_each: ForEach, item: ItemKind, by: Source
) -> None:
    mapping = visit(for_each, first(FORM_ID))
    problem = only(mapping)
    assert (problem.kind, problem.severity) == (CheckKind.KEY_IGNORES_ITEM, ERROR)
    assert problem.facts["item"] is item
    [mend] = problem.mends
    assert (mend.kind, mend.facts["source"]) == (MendKind.ADD_TO_KEY, by)
    left = kinds(apply(mapping, mend))
    assert left == (["key_row_number"] if isinstance(by, RowNumber) else [])


def test_a_table_in_a_repeat_needs_both_in_the_key() -> None:
    within = replace(VACCINES, within=QuestionId("/children"))
    problem = only(visit(within, joined(FORM_ID, "-", ColumnSource("name"))))
    assert (problem.kind, problem.facts["item"]) == (CheckKind.KEY_IGNORES_ITEM, ItemKind.ROW)
    kind = problem.mends[-1].facts["source"]
    assert kind == RowNumber(QuestionId("/children"))


@pytest.mark.parametrize(
    ("for_each", "item"), [(SERVICES, ItemKind.CHOICE), (VACCINES, ItemKind.TABLE_ROW)], ids=str
)
def test_a_number_in_the_key_moves(for_each: ForEach, item: ItemKind) -> None:
    problem = only(visit(for_each, joined(FORM_ID, "-", RowNumber())))
    assert (problem.kind, problem.facts["item"]) == (CheckKind.KEY_ROW_NUMBER, item)


def test_a_column_of_answers_may_give_the_same_twice() -> None:
    problem = only(visit(VACCINES, joined(FORM_ID, "-", ColumnSource("date"))))
    assert (problem.kind, problem.severity) == (CheckKind.KEY_ITEM_NOT_IDENTIFIED, WARNING)


def test_a_column_of_flagged_identifiers_is_a_key_by_itself() -> None:
    table = rows((q("/hh_id"),), (q("/hh/phone"),), columns=(DATE,))
    mapping = visit(table, first(ColumnSource("date")))
    assert kinds(replace(mapping, identifiers=(q("/hh_id"), q("/hh/phone")))) == []
    assert "key_not_identified" in kinds(replace(mapping, identifiers=(q("/hh_id"),)))


def test_a_constant_that_stands_in_two_rows_does_not_tell_them_apart() -> None:
    table = rows(("a", q("/name")), ("a", q("/hh_id")))
    found = kinds(visit(table, joined(FORM_ID, "-", ColumnSource("name"))))
    assert found == ["key_ignores_item"]


def test_a_named_value_is_looked_through() -> None:
    names = {"key": Value(Template((FORM_ID, "-", RowChoice())))}
    mapping = replace(visit(SERVICES, first(NamedValue("key"))), named_values=names)
    assert kinds(mapping) == []
    plain = replace(mapping, named_values={"key": Value(First((FORM_ID,)))})
    assert kinds(plain) == ["key_ignores_item"]


def test_of_ordered_rules_the_weakest_branch_counts() -> None:
    from mapper_gui.mapping.conditions import Asks, Presence

    asks = Asks(q("/name"), Presence.ANSWERED)
    both = Cases((Case(asks, joined(FORM_ID, "-", RowChoice())),), joined(FORM_ID, RowChoice()))
    assert kinds(visit(SERVICES, both)) == []
    one = Cases((Case(asks, joined(FORM_ID, "-", RowChoice())),), first(FORM_ID))
    assert kinds(visit(SERVICES, one)) == ["key_ignores_item"]


@pytest.mark.parametrize(
    ("for_each", "kind", "severity"),
    [
        (Chosen(QuestionId("/gone")), CheckKind.CHOSEN_GONE, ERROR),
        (Chosen(QuestionId("/hh")), CheckKind.CHOSEN_NOT_MULTIPLE, ERROR),
        (Chosen(QuestionId("/sex")), CheckKind.CHOSEN_NOT_MULTIPLE, WARNING),
        (Chosen(QuestionId("/children/sex")), CheckKind.CHOSEN_NOT_MULTIPLE, WARNING),
        (rows(), CheckKind.TABLE_EMPTY, WARNING),
        (rows((), (), columns=()), CheckKind.TABLE_EMPTY, WARNING),
        (rows(("a", None), (None, None)), CheckKind.TABLE_ROW_EMPTY, WARNING),
        (rows(("a", q("/name")), ("a", q("/name"))), CheckKind.TABLE_ROW_TWICE, WARNING),
        (rows(("a", q("/name")), ("b",)), CheckKind.TABLE_ROW_LENGTH, ERROR),
        (rows(("a", q("/name")), columns=(NAME, NAME)), CheckKind.COLUMN_TWICE, ERROR),
        (rows(("a", "text")), CheckKind.COLUMN_MIXED, ERROR),
        (rows((q("/name"), None)), CheckKind.COLUMN_MIXED, ERROR),
        (rows(("a", ColumnSource("name"))), CheckKind.CELL_NO_SOURCE, ERROR),
        (rows(("a", RowChoice())), CheckKind.CELL_NO_SOURCE, ERROR),
        (rows(("a", q("/gone"))), CheckKind.SOURCE_GONE, ERROR),
        (rows(("a", q("/children/name"))), CheckKind.REPEAT_NOT_ITERATED, ERROR),
        (rows(("a", NamedValue("gone"))), CheckKind.NO_SUCH_VALUE, ERROR),
        (rows((2**60, None)), CheckKind.NUMBER_TOO_LARGE, ERROR),
        (replace(VACCINES, within=QuestionId("/gone")), CheckKind.FOR_EACH_GONE, ERROR),
        (replace(VACCINES, within=QuestionId("/hh")), CheckKind.FOR_EACH_NOT_REPEAT, ERROR),
    ],
    ids=lambda value: value.value if isinstance(value, CheckKind) else None,
)
def test_each_mistake_is_named_at_its_rule(
    for_each: ForEach, kind: CheckKind, severity: Severity
) -> None:
    found = of_kind(visit(for_each, first(FORM_ID)), kind)
    assert (found[0].severity, place(found[0])) == (severity, ("Visit", None))


def of_kind(mapping: Mapping, kind: CheckKind) -> list[Problem]:
    found = [problem for problem in check(mapping) if problem.kind is kind]
    assert found, kinds(mapping)
    return found


def test_what_may_hold_several_ids_may_be_gone_through() -> None:
    found = kinds(visit(Chosen(QuestionId("/hh_id")), joined(FORM_ID, "-", RowChoice())))
    assert found == []


def test_a_chosen_answer_inside_a_repeat_cannot_be_gone_through() -> None:
    form = MAPPING.form
    inside = replace(
        form.by_id[QuestionId("/services")], id=QuestionId("/children/s"), kind=Kind.MULTIPLE
    )
    mapping = visit(Chosen(QuestionId("/children/s")), joined(FORM_ID, RowChoice()))
    mapping = replace(mapping, form=replace(form, questions=(*form.questions, inside)))
    assert only(mapping).kind is CheckKind.CHOSEN_IN_REPEAT


@pytest.mark.parametrize(
    ("for_each", "source", "kind"),
    [
        (None, RowChoice(), CheckKind.ROW_CHOICE_WITHOUT_CHOSEN),
        (VACCINES, RowChoice(), CheckKind.ROW_CHOICE_WITHOUT_CHOSEN),
        (None, ColumnSource("date"), CheckKind.COLUMN_WITHOUT_TABLE),
        (SERVICES, ColumnSource("date"), CheckKind.COLUMN_WITHOUT_TABLE),
        (VACCINES, ColumnSource("dose"), CheckKind.NO_SUCH_COLUMN),
        (VACCINES, q("/children/name"), CheckKind.REPEAT_NOT_ITERATED),
        (SERVICES, q("/children/name"), CheckKind.REPEAT_NOT_ITERATED),
        (VACCINES, RowNumber(QuestionId("/children")), CheckKind.ROW_NUMBER_WITHOUT_ROWS),
    ],
    ids=str,
)
@pytest.mark.parametrize("through", ["directly", "through a named value"])
def test_a_source_that_the_item_does_not_have_is_an_error(
    for_each: ForEach | None, source: Source, kind: CheckKind, through: str
) -> None:
    key = joined(FORM_ID, *([RowChoice()] if for_each is SERVICES else ()))
    if for_each is VACCINES:
        key = joined(FORM_ID, ColumnSource("name"))
    taken = source if through == "directly" else NamedValue("n")
    mapping = visit(for_each, key, fields=(FieldRule("date", first(taken)),))
    if through != "directly":
        mapping = replace(mapping, named_values={"n": Value(First((source,)))})
    problem = only(mapping)
    assert (problem.kind, problem.severity) == (kind, ERROR)
    assert place(problem) == ("Visit", "date")
    assert problem.facts.get("named") == (None if through == "directly" else "n")


def test_rules_of_one_key_but_a_condition_each_are_made_for_one_case_or_another() -> None:
    from mapper_gui.mapping.conditions import Asks, Presence

    one = visit(None, first(FORM_ID)).rules[0]
    other = replace(one, id=RuleId("Other"))
    assert kinds(replace(MAPPING, rules=(one, other))) == ["key_shared"]
    asks = Asks(q("/name"), Presence.ANSWERED)
    first_rule = replace(one, when=asks)
    second = replace(other, when=replace(asks, presence=Presence.EMPTY))
    assert kinds(replace(MAPPING, rules=(first_rule, second))) == []
    assert kinds(replace(MAPPING, rules=(first_rule, replace(other, when=asks)))) == ["key_shared"]
