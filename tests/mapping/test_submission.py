"""Absent, empty and answered; repeats and case blocks: CommCare page, section 6."""

import json
from pathlib import Path
from typing import Any

import pytest
from clinic import FORM, q, question, submission

from mapper_gui.mapping.form import Form, Kind, QuestionId
from mapper_gui.mapping.source import (
    CASE_ID,
    FORM_ID,
    AttachmentSource,
    CaseSource,
    MetaSource,
    RowNumber,
    SubmissionSource,
)
from mapper_gui.mapping.submission import (
    ABSENT,
    EMPTY,
    NO_ROWS,
    NULL,
    Answer,
    Fault,
    State,
    Submission,
    answer,
    answered,
    as_rows,
    find_case_blocks,
    rows_of,
)

SAMPLES = Path(__file__).parents[2] / "resources" / "sample" / "practice"


def given(node: Any) -> Answer:
    """What /name gives when this stands there."""
    return answer(submission(name=node), FORM, q("/name"))


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        ("Ana", answered("Ana")),
        (" ", answered(" ")),
        ("0", answered("0")),
        ("", EMPTY),
        (None, NULL),
        ({}, EMPTY),
        ({"@type": "x"}, EMPTY),
        ({"@type": "x", "#text": "Ana"}, answered("Ana")),
        ({"#text": ""}, EMPTY),
        ({"#text": None}, NULL),
        (3, answered(3)),
        (True, answered(True)),
        (False, answered(False)),
        (["a", "b"], Answer(State.ABSENT, fault=Fault.LIST_FOUND)),
        ([], Answer(State.ABSENT, fault=Fault.LIST_FOUND)),
        ({"inner": "x"}, Answer(State.ABSENT, fault=Fault.GROUP_FOUND)),
        ({"#text": ["a"]}, Answer(State.ABSENT, fault=Fault.LIST_FOUND)),
    ],
    ids=repr,
)
def test_what_a_leaf_says(node: Any, expected: Answer) -> None:
    assert given(node) == expected


def test_a_question_that_is_not_there_is_absent() -> None:
    assert answer(submission(), FORM, q("/name")) == ABSENT
    assert answer(submission(hh={}), FORM, q("/hh/phone")) == ABSENT


@pytest.mark.parametrize("group", ["", None, "text", 3])
def test_a_group_without_anything_below_it_leaves_its_questions_absent(group: Any) -> None:
    assert answer(submission(hh=group), FORM, q("/hh/phone")) == ABSENT


def test_a_list_where_a_group_was_due_is_a_fault() -> None:
    found = answer(submission(hh=[{"phone": "1"}, {"phone": "2"}]), FORM, q("/hh/phone"))
    assert found == Answer(State.ABSENT, fault=Fault.LIST_FOUND)


def test_names_of_the_language_are_ordinary_ids() -> None:
    assert answer(submission(), FORM, q("/__class__")) == ABSENT
    assert answer(submission(constructor="x"), FORM, q("/constructor")) == answered("x")


def test_envelope_and_metadata_are_read_where_they_stand() -> None:
    body = {
        "id": "f-1",
        "app_id": None,
        "form": {"@name": "Visit", "@xmlns": "x", "meta": {"app_build_version": 18, "geo_point": None, "appVersion": {"@xmlns": "y", "#text": "2.53"}}},
        "metadata": {"username": "not read"},
    }  # fmt: skip
    found = {
        source: answer(Submission(body), FORM, source)
        for source in (
            FORM_ID,
            SubmissionSource("form_name"),
            SubmissionSource("xmlns"),
            SubmissionSource("app_id"),
            SubmissionSource("domain"),
            MetaSource("app_build_version"),
            MetaSource("geo_point"),
            MetaSource("appVersion"),
            MetaSource("username"),
        )
    }
    assert list(found.values()) == [
        answered("f-1"),
        answered("Visit"),
        answered("x"),
        NULL,
        ABSENT,
        answered(18),
        NULL,
        answered("2.53"),
        ABSENT,
    ]


@pytest.mark.parametrize("body", [{}, {"form": None}, {"form": []}, {"form": {"meta": "x"}}])
def test_a_body_of_any_shape_is_read_without_harm(body: dict[str, Any]) -> None:
    found = Submission(body)
    assert (found.id, found.xmlns) == ("", "")
    for source in (FORM_ID, CASE_ID, MetaSource("timeEnd"), q("/name"), SubmissionSource("xmlns")):
        assert answer(found, FORM, source) == ABSENT


@pytest.mark.parametrize(
    ("node", "count"),
    [
        (None, 0),
        ("", 0),
        ([], 0),
        ({"name": "a"}, 1),
        ([{"name": "a"}, {"name": "b"}], 2),
        ([{}, ""], 2),
    ],
    ids=repr,
)
def test_a_repeat_is_absent_one_object_or_a_list(node: Any, count: int) -> None:
    assert len(as_rows(node)) == count
    rows, fault = rows_of(submission(children=node), FORM, QuestionId("/children"))
    assert (len(rows), fault) == (count, None)


def test_a_repeat_that_is_not_there_has_no_rows_and_no_fault() -> None:
    assert rows_of(submission(), FORM, QuestionId("/children")) == ([], None)


def test_a_row_reads_itself_and_everything_else_the_submission() -> None:
    children = [{"name": "Baraka", "sex": ""}, {"name": "Zawadi"}]
    body = submission(name="Halima", children=children)
    rows, _ = rows_of(body, FORM, QuestionId("/children"))
    first, second = rows
    assert answer(body, FORM, q("/children/name"), first) == answered("Baraka")
    assert answer(body, FORM, q("/children/sex"), first) == EMPTY
    assert answer(body, FORM, q("/children/sex"), second) == ABSENT
    assert answer(body, FORM, q("/name"), second) == answered("Halima")
    assert answer(body, FORM, RowNumber(), second) == answered(2)
    assert answer(body, FORM, RowNumber(QuestionId("/children")), second) == answered(2)


def test_there_is_no_fallback_from_a_row_to_the_submission() -> None:
    body = submission(children={"visits": [{}, {"date": "2026-01-02"}]}, date="2026-01-01")
    rows, _ = rows_of(body, FORM, QuestionId("/children/visits"))
    assert answer(body, FORM, q("/children/visits/date"), rows[0]) == ABSENT


def test_outside_its_rows_a_repeats_question_is_a_fault_even_with_one_row() -> None:
    body = submission(children={"name": "Neema"})
    expected = Answer(State.ABSENT, fault=Fault.REPEAT_NOT_ITERATED)
    assert answer(body, FORM, q("/children/name")) == expected
    rows, _ = rows_of(body, FORM, QuestionId("/children"))
    assert answer(body, FORM, q("/children/visits/date"), rows[0]) == expected


def test_nested_rows_are_told_apart_and_see_their_outer_rows() -> None:
    children = [
        {"name": "A", "visits": [{"date": "1"}, {"date": "2"}]},
        {"name": "B", "visits": {"date": "3"}},
        {"name": "C"},
    ]
    body = submission(children=children)
    rows, fault = rows_of(body, FORM, QuestionId("/children/visits"))
    assert fault is None
    sources = (q("/children/name"), q("/children/visits/date"), RowNumber(QuestionId("/children")), RowNumber())  # fmt: skip
    read = [[answer(body, FORM, source, row).value for source in sources] for row in rows]
    assert read == [["A", "1", 1, 1], ["A", "2", 1, 2], ["B", "3", 2, 1]]


def test_a_repeat_below_a_list_that_should_be_a_group_is_a_fault() -> None:
    form = Form((question("/g", Kind.GROUP), question("/g/kids", Kind.REPEAT)))
    rows, fault = rows_of(submission(g=[{"kids": {}}]), form, QuestionId("/g/kids"))
    assert (rows, fault) == ([], Fault.LIST_FOUND)


def test_a_query_repeat_is_read_through_its_item() -> None:
    form = Form((question("/members/item", Kind.REPEAT), question("/members/item/present")))
    body = submission(members={"@ids": "m1", "item": {"@id": "m1", "present": "1"}})
    (row,), _ = rows_of(body, form, QuestionId("/members/item"))
    assert answer(body, form, q("/members/item/@id"), row) == answered("m1")
    assert answer(body, form, q("/members/item/present"), row) == answered("1")


def test_a_row_number_without_rows_is_absent() -> None:
    assert answer(submission(), FORM, RowNumber()) == ABSENT
    assert answer(submission(), FORM, RowNumber(QuestionId("/children"))) == ABSENT


def test_parts_of_a_case_are_read_where_its_block_stands() -> None:
    case = {
        "@case_id": "c-1",
        "create": {"case_name": "Ana"},
        "update": {"village": ""},
        "index": {"parent": {"@case_type": "mother", "#text": "p-1"}},
        "close": "",
    }
    body = submission(case=case, subcase_0={"case": {"case_id": "old"}})
    parts = ("@case_id", "create/case_name", "update/village", "index/parent", "close", "update/x")
    read = [answer(body, FORM, CaseSource("/case", part)) for part in parts]
    assert read == [answered("c-1"), answered("Ana"), EMPTY, answered("p-1"), EMPTY, ABSENT]
    assert answer(body, FORM, CaseSource("/subcase_0/case", "@case_id")) == answered("old")


def test_a_case_inside_a_repeat_belongs_to_its_row() -> None:
    body = submission(children=[{"case": {"@case_id": "c-1"}}, {}])
    source = CaseSource("/children/case", "@case_id")
    rows, _ = rows_of(body, FORM, QuestionId("/children"))
    assert [answer(body, FORM, source, row) for row in rows] == [answered("c-1"), ABSENT]
    assert answer(body, FORM, source).fault is Fault.REPEAT_NOT_ITERATED


def test_a_link_to_a_file_is_the_address_of_the_attachment() -> None:
    source = AttachmentSource(QuestionId("/photo"))
    body = {
        "form": {"photo": "1.jpg"},
        "attachments": {"1.jpg": {"url": "https://hq/1.jpg"}, "2.jpg": {}, "3.jpg": "x"},
    }
    assert answer(Submission(body), FORM, source) == answered("https://hq/1.jpg")
    for name, expected in (("2.jpg", ABSENT), ("3.jpg", ABSENT), ("4.jpg", ABSENT), ("", EMPTY)):
        assert answer(Submission({**body, "form": {"photo": name}}), FORM, source) == expected
    assert answer(Submission({"form": {"photo": "1.jpg"}}), FORM, source) == ABSENT
    assert answer(Submission({"form": {}}), FORM, source) == ABSENT


def test_a_transaction_is_found_among_its_siblings_by_its_attribute() -> None:
    iron = {"@type": "iron", "@date": "d", "entry": {"@quantity": "30"}}
    zinc = {"@type": "zinc", "entry": [{"@quantity": "1"}, {"@quantity": "2"}]}
    form = Form((question("/transfer[@type='iron']", Kind.TRANSFER),))
    one, both = submission(transfer=iron), submission(transfer=[iron, zinc])
    source = q("/transfer[@type='iron']/entry/@quantity")
    assert answer(one, form, source) == answer(both, form, source) == answered("30")
    assert answer(both, form, q("/transfer[@type='none']/@date")) == ABSENT
    listed = answer(both, form, q("/transfer[@type='zinc']/entry/@quantity"))
    assert listed.fault is Fault.LIST_FOUND


def test_case_blocks_are_found_anywhere_but_not_inside_each_other() -> None:
    body = submission(
        case={"@case_id": "1", "update": {"case": {"@case_id": "no"}}},
        children=[{"case": {"@case_id": "2"}}, {"case": {"@case_id": "3"}}],
        parents={"parent": {"case": {"case_id": "4"}}},
        hh={"case": {"note": "a group that is called case", "inner": {"case": {"@case_id": "5"}}}},
        both={"case": [{"@case_id": "6"}, "text"]},
    )
    found = [(path, dict(block)) for path, block in find_case_blocks(body)]
    assert [path for path, _ in found] == [
        "/case",
        "/children/case",
        "/children/case",
        "/parents/parent/case",
        "/hh/case/inner/case",
        "/both/case",
    ]


def test_what_a_person_must_not_see_in_a_traceback_is_not_in_the_repr() -> None:
    assert "Ana" not in repr(submission(name="Ana"))


def test_the_sample_with_cases_everywhere_has_none_at_the_top() -> None:
    text = (SAMPLES / "anc_visit-cases-everywhere-but-at-the-top.json").read_text("utf-8")
    paths = [path for path, _ in find_case_blocks(Submission(json.loads(text)))]
    assert "/case" not in paths
    assert {"/children/case", "/subcase_0/case", "/parents/parent/case"} <= set(paths)


def test_no_rows_is_the_scope_of_a_rule_without_repeat() -> None:
    assert dict(NO_ROWS) == {}
