"""What a mapping reads: through named values, columns and conditions, and where that is seen."""

from dataclasses import replace

import pytest
from clinic import CONTACT_RULE, FORM, MAPPING, first, joined, q, with_field, with_rule

from mapper_gui.mapping.compare import affected, compare_forms
from mapper_gui.mapping.conditions import AllOf, Asks, Compare, Not, Operator, Presence
from mapper_gui.mapping.form import Form, QuestionId
from mapper_gui.mapping.mapping import (
    Accepts,
    Chosen,
    Column,
    FieldRule,
    Mapping,
    Table,
    TableRows,
)
from mapper_gui.mapping.reads import Circles, Read, Reads, Use, condition_reads, value_reads
from mapper_gui.mapping.source import FORM_ID, ColumnSource, NamedValue
from mapper_gui.mapping.steps import Age
from mapper_gui.mapping.values import Case, Cases, Count, First, Sum, TargetLookup, Term, Value

ASKS = Asks(q("/sex"), Presence.ANSWERED)
COMPARES = Compare(q("/age"), Operator.EQUAL, q("/hh_id"))
TABLE = TableRows(
    Table((Column("q"), Column("n", False)), ((q("/name"), 1), (NamedValue("n"), 2), (None, 3)))
)


def mapping(*fields: FieldRule, **changes: object) -> Mapping:
    values = {"n": Value(joined("/sex", NamedValue("m"))), "m": Value(first("/age"))}
    rule = with_rule(fields=fields or CONTACT_RULE.fields, **changes)
    return replace(rule, named_values=values)


def test_every_source_has_its_use() -> None:
    take = Cases(
        (Case(AllOf((ASKS, Not(COMPARES))), Sum((Term(q("/a")), Term(q("/b"), True)))),),
        Cases((), Count(q("/children"))),
    )
    assert list(value_reads(take, (Age(q("/c")),))) == [
        Read(q("/sex"), Use.ASKED),
        Read(q("/age"), Use.COMPARED),
        Read(q("/hh_id"), Use.COMPARED),
        Read(q("/a"), Use.NUMBER),
        Read(q("/b"), Use.NUMBER),
        Read(q("/children"), Use.COUNT),
        Read(q("/c"), Use.DATE),
    ]
    lookup = TargetLookup("A", "B", q("/a"), "C")
    assert list(value_reads(lookup)) == [Read(q("/a"), Use.LOOKED_UP)]
    assert list(condition_reads(None)) == []


def test_what_feeds_a_field_is_seen_through_names_and_columns() -> None:
    through = mapping(FieldRule("LastName", First((ColumnSource("q"),))), for_each=TABLE)
    fed = through.fed_by
    place = ("Contact", "LastName")
    for source in (
        ColumnSource("q"),
        q("/name"),
        NamedValue("n"),
        NamedValue("m"),
        q("/sex"),
        q("/age"),
    ):
        assert fed[source] == (place,), source
    assert q("/hh_id") not in fed


def test_what_a_records_condition_asks_is_seen_beside_what_feeds() -> None:
    asked = mapping(when=AllOf((Asks(NamedValue("n"), Presence.THERE), COMPARES)))
    assert asked.asked_by[q("/sex")] == ("Contact",)
    assert asked.asked_by[q("/hh_id")] == ("Contact",)
    assert q("/hh_id") not in asked.fed_by


def newer(*gone: str) -> Form:
    return replace(FORM, questions=tuple(each for each in FORM.questions if each.id not in gone))


@pytest.mark.parametrize(
    ("of", "gone", "places"),
    [
        (mapping(when=ASKS), "/sex", [("Contact", None), ("Contact", "Sex__c")]),
        (mapping(FieldRule("Note__c", First((NamedValue("n"),)))), "/age", [("Contact", "Note__c")]),
        (mapping(FieldRule("Note__c", First((ColumnSource("q"),))), for_each=TABLE), "/name",
         [("Contact", "Note__c")]),
        (mapping(FieldRule("Note__c", joined("/name"), (Age(q("/visit_date")),))), "/visit_date",
         [("Contact", "Note__c")]),
        (mapping(FieldRule("x", Cases((Case(ASKS, first("/name")),)))), "/sex", [("Contact", "x")]),
        (mapping(FieldRule("x", first("/name")), for_each=Chosen(QuestionId("/services"))), "/services",
         [("Contact", None)]),
        (replace(MAPPING, accepts=Accepts(when=COMPARES)), "/hh_id", [(None, None)]),
    ],
    ids=["condition", "named value", "column", "step", "ordered rules", "chosen", "whole mapping"],
)  # fmt: skip
def test_a_newer_form_says_every_place_that_a_question_is_gone_from(
    of: Mapping, gone: str, places: list[tuple[str | None, str | None]]
) -> None:
    found = affected(of, compare_forms(FORM, newer(gone)))
    assert [(each.rule, each.field) for each in found] == places
    assert all(each.question == gone for each in found)


def test_values_are_looked_through_once_even_in_circles() -> None:
    values = {"a": Value(First((NamedValue("b"), FORM_ID))), "b": Value(First((NamedValue("a"),)))}
    reads = Reads(replace(MAPPING, named_values=values))
    assert reads.of_value("a") == (
        Read(NamedValue("b"), Use.VALUE, "a"),
        Read(FORM_ID, Use.VALUE, "a"),
        Read(NamedValue("a"), Use.VALUE, "b"),
    )
    assert reads.of_value("gone") == ()


@pytest.mark.parametrize(
    ("uses", "circles"),
    [
        ({"a": "b", "b": "c", "c": ""}, set()),
        ({"a": "a"}, {"a"}),
        ({"a": "b", "b": "ac", "c": "c"}, {"ab", "c"}),
        ({"a": "bc", "b": "d", "c": "d", "d": ""}, set()),
        ({"x": "a", "a": "b", "b": "c", "c": "a"}, {"abc"}),
    ],
)
def test_circles_are_found_once_each(uses: dict[str, str], circles: set[str]) -> None:
    values = {
        name: Value(First(tuple(NamedValue(other) for other in others)))
        for name, others in uses.items()
    }
    assert {"".join(circle) for circle in Circles(values).found()} == circles


def test_a_field_that_names_a_value_is_fed_by_it_in_the_window_too() -> None:
    named = replace(
        with_field("Note__c", First((NamedValue("n"),))), named_values={"n": Value(first("/age"))}
    )
    assert named.fed_by[q("/age")] == (("Contact", "Note__c"),)
