"""Edits of named values, references, sample answers, and the tables that rules go through."""

from dataclasses import replace

import pytest
from clinic import FORM, MAPPING, first, joined, q, with_field, with_rule

from mapper_gui.mapping.check import check
from mapper_gui.mapping.conditions import Asks, Compare, Operator, Presence
from mapper_gui.mapping.errors import EditError, EditKind
from mapper_gui.mapping.form import QuestionId
from mapper_gui.mapping.mapping import (
    Accepts,
    Column,
    FieldRule,
    LookupSample,
    Mapping,
    Reference,
    Table,
    TableRows,
)
from mapper_gui.mapping.row_table_edit import (
    LABEL,
    QUESTION,
    QUESTION_ID,
    TYPE,
    with_cell,
    with_column,
    with_column_renamed,
    with_rows_from,
    with_table_rows,
    with_table_within,
    without_column,
    without_table_rows,
)
from mapper_gui.mapping.source import FORM_ID, ColumnSource, NamedValue, Source
from mapper_gui.mapping.steps import Age, Clean, Cleanup
from mapper_gui.mapping.value_edit import (
    uses_of_value,
    with_accepts_when,
    with_lookup_sample,
    with_named_value,
    with_named_value_renamed,
    with_reference,
    with_value_named,
    without_lookup_sample,
    without_named_value,
)
from mapper_gui.mapping.values import Case, Cases, Count, First, Sum, TargetLookup, Term, Value

N = NamedValue("n")


def refused(kind: EditKind) -> "pytest.RaisesExc[EditError]":
    return pytest.raises(EditError, match=kind.value)


def everywhere() -> Mapping:
    """The named value n in every place that can read one."""
    asks = Asks(N, Presence.ANSWERED)
    compare = Compare(q("/name"), Operator.EQUAL, N)
    fields = tuple(
        FieldRule(f"f{number}", take, then)
        for number, (take, then) in enumerate(
            [
                (First((N,)), ()),
                (joined("/name", N), ()),
                (Cases((Case(asks, First((N,))),), joined(N)), ()),
                (Sum((Term(N), Term(N, minus=True))), ()),
                (Count(N), ()),
                (TargetLookup("A", "B", N, "C"), ()),
                (first("/visit_date"), (Age(N),)),
                (Cases((Case(compare, first("/name")),)), ()),
            ]
        )
    )
    table = TableRows(Table((Column("c"),), ((N,), (q("/name"),))))
    mapping = with_rule(fields=fields, when=asks, for_each=table)
    values = {"n": Value(first("/name")), "other": Value(joined(N, "x"))}
    return replace(mapping, named_values=values, accepts=Accepts(when=asks))


def test_a_named_value_is_renamed_wherever_it_is_used() -> None:
    mapping = everywhere()
    renamed = with_named_value_renamed(mapping, "n", "person")
    assert list(renamed.named_values) == ["person", "other"]
    assert uses_of_value(renamed, "n") == ()
    assert uses_of_value(renamed, "person") == uses_of_value(mapping, "n")
    assert "NamedValue(name='n')" not in repr(renamed)
    assert with_named_value_renamed(renamed, "person", "n") == mapping


def test_the_places_that_use_a_value_are_named() -> None:
    places = ["", "other", "Contact", *(f"Contact.f{n}" for n in range(8))]
    assert list(uses_of_value(everywhere(), "n")) == places


def test_a_value_in_use_is_kept() -> None:
    with refused(EditKind.IN_USE) as caught:
        without_named_value(everywhere(), "n")
    assert caught.value.facts["places"] == uses_of_value(everywhere(), "n")
    assert list(without_named_value(everywhere(), "other").named_values) == ["n"]
    with refused(EditKind.NOTHING_TO_DO):
        without_named_value(MAPPING, "n")


@pytest.mark.parametrize("name", ["", "  ", "other"])
def test_a_name_that_is_blank_or_taken_is_refused(name: str) -> None:
    with refused(EditKind.NAME_TAKEN):
        with_named_value_renamed(everywhere(), "n", name)
    with refused(EditKind.NAME_TAKEN):
        with_value_named(everywhere(), "Contact", "f1", name)


def test_a_value_is_replaced_in_its_place() -> None:
    changed = with_named_value(everywhere(), "n", Value(first("/sex")))
    assert list(changed.named_values) == ["n", "other"]
    assert changed.named_values["n"] == Value(first("/sex"))
    with refused(EditKind.NAME_TAKEN):
        with_named_value(MAPPING, " ", Value(first("/sex")))


def test_a_fields_value_gets_a_name_and_its_policies_stay() -> None:
    mapping = with_field("Note__c", first("/name"), Clean(Cleanup.TRIM), note="why")
    named = with_value_named(mapping, "Contact", "Note__c", "person")
    rule = named.rules[0].field_rule("Note__c")
    assert rule == FieldRule("Note__c", First((NamedValue("person"),)), note="why")
    assert named.named_values["person"] == Value(first("/name"), (Clean(Cleanup.TRIM),))
    assert check(named) == ()
    with refused(EditKind.NO_SUCH_FIELD):
        with_value_named(MAPPING, "Contact", "Gone", "x")
    with refused(EditKind.NOTHING_TO_DO):
        with_value_named(with_field("Note__c", None, note="?"), "Contact", "Note__c", "x")


def test_a_reference_is_set_and_taken_off() -> None:
    to = Reference("Visit", "code")
    mapping = with_reference(MAPPING, "Contact", "LastName", to)
    assert mapping.rules[0].by_field["LastName"].reference == to
    assert with_reference(mapping, "Contact", "LastName", None) == MAPPING


def test_a_sample_answer_replaces_the_one_to_the_same_question() -> None:
    one = LookupSample("A", "Id", "x", "Name", "Ana")
    two = LookupSample("A", "Id", "y", "Name", "Bo")
    mapping = with_lookup_sample(with_lookup_sample(MAPPING, one), two)
    assert mapping.lookup_samples == (one, two)
    again = with_lookup_sample(mapping, replace(one, answer="Zoe"))
    assert again.lookup_samples == (replace(one, answer="Zoe"), two)
    assert without_lookup_sample(again, one).lookup_samples == (two,)
    with refused(EditKind.NOTHING_TO_DO):
        without_lookup_sample(MAPPING, one)


def test_the_condition_of_the_mapping_is_set_beside_what_it_accepts() -> None:
    mapping = replace(MAPPING, accepts=Accepts(xmlns=("x",)))
    asks = Asks(q("/name"), Presence.ANSWERED)
    assert with_accepts_when(mapping, asks).accepts == Accepts(("x",), (), asks)


def rows_of(mapping: Mapping) -> TableRows:
    found = mapping.rules[0].for_each
    assert isinstance(found, TableRows)
    return found


def test_dragging_questions_in_makes_rows_with_copies_of_what_the_form_says() -> None:
    copies = (QUESTION_ID, LABEL, TYPE)
    mapping = with_rows_from(
        MAPPING, "Contact", [q("/name"), q("/sex")], copies=copies, language="en"
    )
    table = rows_of(mapping).table
    assert table.columns == (
        Column(QUESTION),
        *(Column(name, of_sources=False) for name in copies),
    )
    assert table.rows == (
        (q("/name"), "/name", "Name of client", "text"),
        (q("/sex"), "/sex", "Sex", "single"),
    )
    more = with_rows_from(mapping, "Contact", [q("/sex"), FORM_ID], copies=(QUESTION_ID,))
    assert rows_of(more).table.rows[2] == (FORM_ID, "form_id", None, None)
    with refused(EditKind.NOTHING_TO_DO):
        with_rows_from(more, "Contact", [q("/sex")])
    with refused(EditKind.NOT_A_SOURCE):
        with_rows_from(more, "Contact", [q("/services_note")])


def test_a_rule_that_goes_through_a_repeat_gets_its_table_inside_it() -> None:
    mapping = with_rule(for_each=QuestionId("/children"))
    made = rows_of(with_rows_from(mapping, "Contact", [q("/children/name")]))
    assert made.within == "/children"
    outside = with_table_within(with_rows_from(mapping, "Contact", [q("/name")]), "Contact", None)
    assert rows_of(outside).within is None


TABLE = TableRows(Table((Column("q"), Column("n", of_sources=False)), ((q("/name"), 1),)))
WITH_TABLE = with_table_rows(MAPPING, "Contact", TABLE)


def test_columns_are_added_renamed_and_removed() -> None:
    mapping = with_column(WITH_TABLE, "Contact", Column(" dose "))
    assert rows_of(mapping).table.rows == ((q("/name"), 1, None),)
    assert rows_of(mapping).table.columns[2].name == "dose"
    for name in ("", "q"):
        with refused(EditKind.NAME_TAKEN):
            with_column(WITH_TABLE, "Contact", Column(name))
        with refused(EditKind.NAME_TAKEN):
            with_column_renamed(WITH_TABLE, "Contact", "n", name)
    removed = without_column(mapping, "Contact", "q")
    assert rows_of(removed).table.rows == ((1, None),)
    with refused(EditKind.NOTHING_TO_DO):
        without_column(mapping, "Contact", "gone")


def test_a_column_is_renamed_in_the_rules_fields_and_condition() -> None:
    source: Source = ColumnSource("q")
    fields = (FieldRule("Note__c", First((source,))),)
    rule = replace(
        WITH_TABLE.rules[0], fields=fields, when=Asks(ColumnSource("q"), Presence.ANSWERED)
    )
    mapping = with_column_renamed(replace(WITH_TABLE, rules=(rule,)), "Contact", "q", "question")
    changed = mapping.rules[0]
    assert changed.fields[0].sources == (ColumnSource("question"),)
    assert changed.when == Asks(ColumnSource("question"), Presence.ANSWERED)


def test_cells_are_filled_and_a_blank_column_takes_what_comes_first() -> None:
    mapping = with_cell(WITH_TABLE, "Contact", 0, "q", q("/sex"))
    mapping = with_cell(mapping, "Contact", 1, "q", q("/age"))  # one past the last: a new row
    assert rows_of(mapping).table.rows == ((q("/sex"), 1), (q("/age"), None))
    with refused(EditKind.COLUMN_HOLDS):
        with_cell(mapping, "Contact", 0, "q", "a text")
    with refused(EditKind.NOTHING_TO_DO):
        with_cell(mapping, "Contact", 3, "q", None)
    blank = with_column(mapping, "Contact", Column("x"))
    typed = with_cell(blank, "Contact", 0, "x", "text")
    assert rows_of(typed).table.columns[2] == Column("x", of_sources=False)
    with refused(EditKind.NOT_A_SOURCE):
        with_cell(mapping, "Contact", 0, "q", q("/hh"))


def test_rows_are_removed() -> None:
    mapping = with_cell(WITH_TABLE, "Contact", 1, "n", 2)
    assert rows_of(without_table_rows(mapping, "Contact", [0])).table.rows == ((None, 2),)
    with refused(EditKind.NOTHING_TO_DO):
        without_table_rows(mapping, "Contact", [9])


def test_a_rule_without_a_table_has_none_to_edit() -> None:
    assert FORM.is_repeat("/children")
    for edit in (
        lambda: with_column(MAPPING, "Contact", Column("x")),
        lambda: with_cell(MAPPING, "Contact", 0, "x", None),
        lambda: without_table_rows(MAPPING, "Contact", [0]),
        lambda: with_table_within(MAPPING, "Contact", None),
    ):
        with refused(EditKind.NOTHING_TO_DO):
            edit()
