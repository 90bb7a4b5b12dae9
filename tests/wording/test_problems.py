"""Every problem, mend and reason has a sentence that says what is wrong and what to do."""

import re
from enum import StrEnum
from typing import Any

import pytest
from clinic import (
    CONTACT_RULE,
    MAPPING,
    first,
    joined,
    only,
    q,
    visits,
    with_field,
    with_rule,
)
from hypothesis import given
from hypothesis import strategies as st

from mapper_gui.mapping.check import CheckKind, ItemKind, ValuePart, check
from mapper_gui.mapping.conditions import ReadAs
from mapper_gui.mapping.evaluate import Reason, ReasonKind, ResultKind
from mapper_gui.mapping.form import Kind
from mapper_gui.mapping.import_warnings import ImportKind
from mapper_gui.mapping.key_text import KeyCollision
from mapper_gui.mapping.problem import (
    InRule,
    InSheet,
    Mend,
    MendKind,
    Problem,
    Severity,
    Where,
)
from mapper_gui.mapping.runner_problems import RunnerKind
from mapper_gui.mapping.source import CASE_ID, FORM_ID
from mapper_gui.mapping.target import FieldType, TargetWarning
from mapper_gui.mapping.values import Constant
from mapper_gui.wording.lists import joined as listed
from mapper_gui.wording.lists import joined_quoted, quoted, short
from mapper_gui.wording.problems import (
    mend_words,
    message,
    message_with_place,
    reason_words,
    where_words,
)

EVERY_KIND: list[StrEnum] = [
    *CheckKind,
    *ResultKind,
    *ImportKind,
    *TargetWarning,
    *RunnerKind,
]

FACTS: dict[str, Any] = {
    "object": "Contact",
    "label": "Name",
    "source": q("/name"),
    "sources": (q("/name"), FORM_ID),
    "question_kind": Kind.LABEL,
    "repeat": "/children",
    "part": ValuePart.CONSTANT,
    "values": ("x", 3),
    "meant": {"x": "X"},
    "type": FieldType.INTEGER,
    "length": 11,
    "labels": (("Male", "m"),),
    "choices": ("m", "f"),
    "table": "sexes",
    "operation": "upsert",
    "fields": ("Ext__c",),
    "key_fields": ("Id",),
    "reason": KeyCollision.NO_SEPARATOR,
    "first": FORM_ID,
    "second": q("/name"),
    "separator": "-",
    "value": "x",
    "system": "Salesforce",
    "other": "Contact",
    "key": ("c-1",),
    "item": (2, 1),
    "other_item": (1, 1),
    "expected": "a",
    "found": "b",
    "name": "a name",
    "names": ("a name", "another"),
    "column": "date",
    "columns": ("date", "site"),
    "rows": (2, 3),
    "count": 2,
    "holds": "sources",
    "read_as": ReadAs.NUMBER,
    "step": 2,
    "pattern": "yyyy-mm-dd",
    "at": "mm",
    "zone": "Nowhere",
    "target_field": "Id__c",
    "objects": ("Contact", "Visit"),
}


def problem(kind: StrEnum, facts: dict[str, Any] | None = None) -> Problem:
    return Problem(
        kind, Severity.ERROR, InRule("Contact", "Name"), FACTS if facts is None else facts
    )


@pytest.mark.parametrize(
    "kind", [*CheckKind, *ResultKind], ids=lambda kind: f"{type(kind).__name__} {kind}"
)
def test_every_kind_of_problem_is_a_sentence(kind: StrEnum) -> None:
    text = message(problem(kind))
    assert len(text) > 20
    assert text[0] == text[0].upper()
    assert text.endswith(".")
    assert "{" not in text
    assert "!" not in text
    assert "_" not in kind.value or kind.value not in text
    assert "None" not in text


@pytest.mark.parametrize("item", [ItemKind.CHOICE, ItemKind.TABLE_ROW], ids=str)
@pytest.mark.parametrize("kind", [*CheckKind], ids=str)
def test_keys_of_chosen_ids_and_table_rows_do_not_speak_of_repeats(
    kind: CheckKind, item: ItemKind
) -> None:
    text = message(problem(kind, {**FACTS, "item": item}))
    assert "{" not in text
    if kind in (CheckKind.KEY_IGNORES_ITEM, CheckKind.KEY_ROW_NUMBER):
        assert ("chosen id" in text) == (item is ItemKind.CHOICE)
        assert ("table" in text) == (item is ItemKind.TABLE_ROW)


def test_a_problem_of_a_named_value_names_it() -> None:
    found = problem(CheckKind.SOURCE_GONE, {"source": q("/x"), "named": "person"})
    assert message(found).startswith("In the named value “person”: The form has no question /x.")


@pytest.mark.parametrize("kind", [*CheckKind, *ResultKind], ids=str)
def test_a_problem_says_what_to_do(kind: StrEnum) -> None:
    if kind is not ResultKind.STOPPED:
        assert message(problem(kind)).count(".") >= 2


odd = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(max_size=5),
    st.just("{oops} %s {0}"),
    st.tuples(st.text(max_size=3)),
    st.lists(st.none(), max_size=2),
    st.dictionaries(st.text(max_size=2), st.none(), max_size=2),
    st.just(object()),
)


@given(
    st.sampled_from(EVERY_KIND),
    st.dictionaries(st.sampled_from([*FACTS, "text", "column", "id", "row"]), odd),
)
def test_odd_facts_never_stop_a_sentence(kind: StrEnum, facts: dict[str, Any]) -> None:
    assert message(problem(kind, facts))


class Unheard(StrEnum):
    OF = "un_heard_of"


def test_a_kind_that_nobody_knows_is_still_told() -> None:
    assert message(problem(Unheard.OF, {"message": "What it is."})) == "What it is."
    assert message(problem(Unheard.OF, {"rows": 3})) == "un heard of (rows 3)"
    assert message(problem(Unheard.OF, {})) == "un heard of"


@pytest.mark.parametrize(
    ("where", "words"),
    [
        (InRule(), ""),
        (InRule("Contact"), "Contact"),
        (InRule("Contact", "LastName"), "Contact → LastName"),
        (InSheet(None, 7), "row 7"),
        (InSheet("Export", 7), "sheet Export, row 7"),
        (InSheet(), ""),
    ],
)
def test_places_in_words(where: Where, words: str) -> None:
    assert where_words(where) == words
    text = message_with_place(Problem(CheckKind.NO_SOURCE, Severity.WARNING, where))
    assert text.startswith(f"{words}: " if words else "This field")


def test_a_label_in_place_of_an_id_is_said_plainly() -> None:
    text = message(only(with_field("Note__c", first("/services_note"))))
    assert "/services_note is a label" in text
    assert "Use /services instead." in text


def test_a_mend_for_the_form_builder_has_the_id_and_the_calculation_to_copy() -> None:
    found = only(visits(first("/name"), for_each=None))
    assert mend_words(found.mends[0]) == (
        "In the form builder add the hidden value /visit_uuid with the Default Value uuid()"
    )
    assert mend_words(found.mends[0]) in message(found)


def test_ids_are_given_whole_however_long() -> None:
    path = "/" + "/".join(["a_very_long_label_that_became_an_id"] * 8)
    assert path in message(only(with_field("Note__c", first(path))))


def test_long_values_and_long_lists_are_cut() -> None:
    assert len(message(only(with_field("LastName", Constant("x" * 5000))))) < 300
    many = tuple(f"choice_{n}" for n in range(500))
    facts = {**FACTS, "choices": many}
    text = message(problem(CheckKind.CHOICE_UNMAPPED, facts))
    assert "494 more" in text
    assert len(text) < 500


def test_braces_in_ids_and_answers_are_no_placeholders() -> None:
    for value in ("{source}", "{0}", "}", "%s"):
        assert value in message(only(with_field("Sex__c", Constant(value))))


@pytest.mark.parametrize(
    ("reason", "pattern"),
    [
        (KeyCollision.NO_SEPARATOR, "without a separator"),
        (KeyCollision.SEPARATOR_IN_PARTS, "can hold the separator “-”"),
        (KeyCollision.PART_CAN_BE_BLANK, "left blank"),
    ],
)
def test_a_key_that_can_collide_says_how(reason: KeyCollision, pattern: str) -> None:
    facts = {**FACTS, "reason": reason}
    assert pattern in message(problem(CheckKind.KEY_CAN_COLLIDE, facts))


def test_every_problem_of_the_clinic_reads_well() -> None:
    wrong = [
        with_rule(key=()),
        with_rule(fields=CONTACT_RULE.fields[1:]),
        visits(first(FORM_ID)),
        visits(joined(CASE_ID, "/name", "/age"), for_each=None),
        with_field("Sex__c", first("/sex")),
    ]
    for mapping in wrong:
        for found in check(mapping):
            assert re.fullmatch(r"[^{}_]*(\w+__c[^{}]*)?.*\.", message(found))
            for mend in found.mends:
                assert mend_words(mend)


@pytest.mark.parametrize("kind", list(MendKind))
def test_every_mend_has_words(kind: MendKind) -> None:
    facts = {
        "rule": "Contact",
        "field": "Ext__c",
        "fields": ("Ext__c",),
        "source": FORM_ID,
        "sources": (FORM_ID,),
        "by": q("/name"),
        "repeat": "/children",
        "id": "/x_uuid",
        "calculation": "uuid()",
        "choices": ("m",),
        "choice": "m",
        "label": "Male",
    }
    words = mend_words(Mend(kind, facts))
    assert words[0].isupper()
    assert "{" not in words
    assert mend_words(Mend(kind))


@pytest.mark.parametrize("kind", list(ReasonKind))
@pytest.mark.parametrize("source", [None, q("/hh/phone")], ids=["no source", "a question"])
@pytest.mark.parametrize("choice", [None, "m"])
def test_every_reason_has_words(kind: ReasonKind, source: Any, choice: str | None) -> None:
    words = reason_words(Reason(kind, source, choice), MAPPING.form)
    assert words
    assert "{" not in words
    assert not words.endswith(" ")


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (
            Reason(ReasonKind.ABSENT, q("/hh/phone")),
            "absent: /hh/phone is not in this submission",
        ),
        (Reason(ReasonKind.EMPTY, q("/hh/phone")), "empty: /hh/phone was left blank"),
        (Reason(ReasonKind.OUTSIDE_TABLE, choice="x"), "outside the choice table: “x”"),
        (Reason(ReasonKind.NOT_IN_FORM, q("/gone")), "not in the form: /gone"),
    ],
)
def test_the_four_reasons_that_people_meet(reason: Reason, words: str) -> None:
    assert reason_words(reason) == words


def test_lists_in_sentences() -> None:
    assert listed(("a",)) == "a"
    assert listed((q("/a"), FORM_ID)) == "/a, form id"
    assert listed("abc") == "abc"
    assert listed([f"{n}" for n in range(7)]) == "0, 1, 2, 3, 4, 5, 6"
    assert listed([f"{n}" for n in range(9)]) == "0, 1, 2, 3, 4, 5 and 3 more"
    assert joined_quoted(("a", 1, None, True)) == "“a”, 1, null, true"
    assert quoted("two\nlines") == "“two lines”"
    assert short("x" * 90) == "x" * 79 + "…"
