"""Mends that a program can do, each applied; the others refused."""

import pytest
from clinic import MAPPING, first, joined, q, with_field

from mapper_gui.mapping.errors import EditError, EditKind
from mapper_gui.mapping.mend import apply
from mapper_gui.mapping.problem import Mend, MendKind
from mapper_gui.mapping.source import CASE_ID, FORM_ID, RowNumber
from mapper_gui.mapping.values import (
    ByTable,
    ChoiceRow,
    ChoiceTable,
    Constant,
    EachChoice,
)

NOTE = {"rule": "Contact", "field": "Note__c"}


def mended(kind: MendKind, mapping: object = MAPPING, **facts: object) -> object:
    return apply(mapping, Mend(kind, facts))  # type: ignore[arg-type]


def take_of(mapping: object) -> object:
    return mapping.rules[0].by_field["Note__c"].take  # type: ignore[attr-defined]


def test_sources_are_flagged_once() -> None:
    found = mended(MendKind.FLAG_IDENTIFIER, sources=(q("/hh_id"), CASE_ID))
    assert found.identifiers == (FORM_ID, q("/hh_id"), CASE_ID)  # type: ignore[attr-defined]


def test_the_only_source_removed_leaves_the_rule_with_its_note() -> None:
    mapping = with_field("Note__c", first("/name"), note="why")
    found = mended(MendKind.REMOVE_SOURCE, mapping, **NOTE, source=q("/name"))
    rule = found.rules[0].by_field["Note__c"]  # type: ignore[attr-defined]
    assert (rule.take, rule.note) == (None, "why")


def test_a_source_is_removed_from_a_template_and_its_texts_stay() -> None:
    mapping = with_field("Note__c", joined("a", "/name", "b", "/sex"))
    found = mended(MendKind.REMOVE_SOURCE, mapping, **NOTE, source=q("/name"))
    assert take_of(found) == joined("a", "b", "/sex")


def test_a_source_replaced_by_one_that_is_there_already_stands_once() -> None:
    mapping = with_field("Note__c", first("/name", "/sex"))
    facts = {"source": q("/name"), "by": q("/sex")}
    assert take_of(mended(MendKind.REPLACE_SOURCE, mapping, **NOTE, **facts)) == first("/sex")


def test_a_source_is_joined_to_the_key_by_a_hyphen() -> None:
    facts = {**NOTE, "source": RowNumber()}
    one = with_field("Note__c", first(FORM_ID))
    assert take_of(mended(MendKind.ADD_TO_KEY, one, **facts)) == joined(FORM_ID, "-", RowNumber())
    two = with_field("Note__c", joined(FORM_ID, "-x"))
    joined_two = take_of(mended(MendKind.ADD_TO_KEY, two, **facts))
    assert joined_two == joined(FORM_ID, "-x", "-", RowNumber())


def test_a_multiple_answers_table_is_applied_to_each_choice() -> None:
    table = ChoiceTable((ChoiceRow("anc", "A"),))
    mapping = with_field("Note__c", first("/services"), ByTable(table))
    found = mended(MendKind.MAP_EACH_CHOICE, mapping, **NOTE)
    assert found.rules[0].by_field["Note__c"].then == (EachChoice(table, ";"),)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("kind", "facts"),
    [
        (MendKind.ADD_HIDDEN_VALUE, {"id": "/x", "calculation": "uuid()"}),
        (MendKind.ADD_CHOICES, {**NOTE, "choices": ("a",)}),
        (MendKind.FLAG_IDENTIFIER, {"sources": (FORM_ID,)}),
        (MendKind.REMOVE_SOURCE, {"rule": "Contact", "field": "LastName", "source": q("/sex")}),
        (MendKind.USE_AS_KEY, {"rule": "Contact", "fields": ("Ext__c",)}),
        (MendKind.USE_CHOICE_ID, {"rule": "Contact", "field": "Sex__c", "label": "?", "choice": "m"}),
        (MendKind.REMOVE_FIELD_RULE, NOTE),
    ],
)  # fmt: skip
def test_mends_made_by_hand_or_made_already_are_nothing_to_do(
    kind: MendKind, facts: dict[str, object]
) -> None:
    with pytest.raises(EditError) as caught:
        mended(kind, **facts)
    assert caught.value.kind in (EditKind.NOTHING_TO_DO, EditKind.NO_SUCH_FIELD)


def test_a_constant_cannot_be_joined() -> None:
    mapping = with_field("Note__c", Constant("x"))
    with pytest.raises(EditError):
        mended(MendKind.ADD_TO_KEY, mapping, **NOTE, source=FORM_ID)


def test_a_mend_for_a_rule_that_has_gone_since_is_refused() -> None:
    with pytest.raises(EditError) as caught:
        mended(MendKind.ITERATE_REPEAT, rule="Gone", repeat="/children")
    assert caught.value.kind is EditKind.NO_SUCH_RULE
    with pytest.raises(EditError) as caught:
        mended(MendKind.MAP_EACH_CHOICE, rule="Contact", field="Gone")
    assert caught.value.kind is EditKind.NO_SUCH_FIELD


def test_a_label_whose_choice_id_has_a_row_already_is_dropped() -> None:
    table = ChoiceTable((ChoiceRow("m", 1), ChoiceRow("Male", 2)))
    mapping = with_field("Note__c", first("/sex"), ByTable(table))
    found = mended(MendKind.USE_CHOICE_ID, mapping, **NOTE, label="Male", choice="m")
    step = found.rules[0].by_field["Note__c"].then[0]  # type: ignore[attr-defined]
    assert step.table.rows == (ChoiceRow("m", 1),)
