"""Candidates for unique identifiers: CommCare page, section 11, trap 20."""

import pytest
from clinic import FORM, q, question

from mapper_gui.mapping.form import CaseBlock, Form, Kind, QuestionId
from mapper_gui.mapping.identifiers import (
    candidates,
    hidden_value_to_add,
    is_free_text,
)
from mapper_gui.mapping.source import CASE_ID, FORM_ID, CaseSource, MetaSource


def reasons(path: str, kind: Kind = Kind.HIDDEN, **facts: str) -> list[str]:
    form = Form((question(path, kind, **facts),))
    found = {c.source: c.reasons for c in candidates(form)}
    return [reason.value for reason in found.get(q(path), ())]


@pytest.mark.parametrize(
    ("path", "kind", "calculate", "expected"),
    [
        ("/x", Kind.HIDDEN, "uuid()", ["uuid"]),
        ("/x", Kind.HIDDEN, "if(#form/a = '', '', UUID(8))", ["uuid"]),
        ("/x", Kind.HIDDEN, "#case/@case_id", ["case_id_calculation"]),
        (
            "/x",
            Kind.HIDDEN,
            "instance('casedb')/casedb/case[1]/@case_id",
            ["case_id_calculation"],
        ),
        ("/x", Kind.HIDDEN, "instance('casedb')/casedb/case[1]/dob", ["casedb"]),
        ("/x", Kind.HIDDEN, "#case/external_id", ["external_id"]),
        ("/x", Kind.HIDDEN, "concat('a', today())", []),
        ("/x", Kind.HIDDEN, None, []),
        ("/hh/hh_id", Kind.HIDDEN, None, ["id_name"]),
        ("/child-uuid", Kind.TEXT, None, ["id_name"]),
        ("/village_code", Kind.SINGLE_LOOKUP, None, ["id_name"]),
        ("/National_ID", Kind.TEXT, None, ["id_name"]),
        ("/id", Kind.TEXT, None, ["id_name"]),
        ("/paid", Kind.TEXT, None, []),
        ("/decode", Kind.TEXT, None, []),
        ("/photo_id", Kind.IMAGE, None, []),
        ("/seen_id", Kind.LABEL, None, []),
        ("/card", Kind.BARCODE, None, ["barcode"]),
        ("/phone", Kind.PHONE, None, ["numeric_id"]),
        ("/patient_id", Kind.HIDDEN, "uuid()", ["uuid", "id_name"]),
    ],
)
def test_why_a_question_may_be_an_identifier(
    path: str, kind: Kind, calculate: str | None, expected: list[str]
) -> None:
    facts = {} if calculate is None else {"calculate": calculate}
    assert reasons(path, kind, **facts) == expected


def test_form_id_and_the_forms_case_are_always_candidates_and_come_first() -> None:
    found = [candidate.source for candidate in candidates(Form())]
    assert found[:2] == [FORM_ID, CASE_ID]
    assert MetaSource("instanceID") in found
    assert MetaSource("userID") in found


def test_other_cases_that_a_submission_showed_are_candidates() -> None:
    form = Form(case_blocks=(CaseBlock("/subcase_0/case", ("@case_id",)), CaseBlock("/case")))
    sources = [candidate.source for candidate in candidates(form)]
    assert CaseSource("/subcase_0/case", "@case_id") in sources
    assert sources.count(CASE_ID) == 1


def test_the_item_id_of_a_repeat_made_from_a_query_is_a_candidate() -> None:
    rows = (question("/members/item", Kind.REPEAT), question("/members/item/present"))
    assert q("/members/item/@id") in [c.source for c in candidates(Form(rows))]
    grouped = Form((question("/members", Kind.GROUP), *rows))
    assert q("/members/item/@id") not in [c.source for c in candidates(grouped)]


def test_the_likeliest_come_first() -> None:
    form = Form(
        (
            question("/phone", Kind.PHONE),
            question("/village_code", Kind.TEXT),
            question("/uid", Kind.HIDDEN, calculate="uuid()"),
        )
    )
    found = [c.source for c in candidates(form)]
    assert found.index(q("/uid")) < found.index(q("/village_code")) < found.index(q("/phone"))
    assert found[-1] == MetaSource("userID")


def test_what_people_type_is_free_text() -> None:
    assert is_free_text(FORM, q("/name"))
    assert is_free_text(FORM, CaseSource("/case", "create/case_name"))
    assert not is_free_text(FORM, q("/sex"))
    assert not is_free_text(FORM, q("/gone"))
    assert not is_free_text(FORM, FORM_ID)


@pytest.mark.parametrize(
    ("object_name", "repeat", "expected"),
    [
        ("Contact", None, "/contact_uuid"),
        ("Child__c", "/children", "/children/child_uuid"),
        ("Person record", None, "/person_record_uuid"),
        ("Ménage", None, "/m_nage_uuid"),
        ("2nd visit", None, "/record_uuid"),
        ("", "/children", "/children/children_uuid"),
        ("xmlThing", None, "/record_uuid"),
    ],
)
def test_the_hidden_value_to_add_has_an_id_that_the_form_builder_takes(
    object_name: str, repeat: str | None, expected: str
) -> None:
    found = hidden_value_to_add(Form(), object_name, QuestionId(repeat) if repeat else None)
    assert found == expected


def test_the_hidden_value_to_add_is_not_in_the_form_yet() -> None:
    form = Form((question("/contact_uuid"),))
    assert hidden_value_to_add(form, "Contact", None) == "/contact_2_uuid"
