"""What sources are called: short ids in chips, words in tooltips, labels beside them."""

import pytest
from clinic import FORM, q, question

from mapper_gui.mapping.form import CaseBlock, Form, Kind, QuestionId
from mapper_gui.mapping.identifiers import CandidateReason
from mapper_gui.mapping.source import (
    ALWAYS_OFFERED,
    CASE_ID,
    FORM_ID,
    AttachmentSource,
    CaseSource,
    MetaSource,
    RowNumber,
    Source,
    SubmissionSource,
)
from mapper_gui.wording.sources import (
    candidate_reason_words,
    case_block_words,
    label_of,
    source_id,
    source_words,
)


@pytest.mark.parametrize(
    ("source", "short", "words"),
    [
        (q("/hh/phone"), "/hh/phone", "/hh/phone"),
        (q("/name"), "/name", "/name “Name of client”"),
        (FORM_ID, "form id", "form id"),
        (CASE_ID, "case_id", "the form's case: case_id"),
        (MetaSource("timeEnd"), "timeEnd", "metadata: when the form was finished"),
        (MetaSource("other"), "other", "metadata: other"),
        (SubmissionSource("received_on"), "received_on", "when CommCare HQ received the form"),
        (
            CaseSource("/subcase_0/case", "@case_id"),
            "/subcase_0/case case_id",
            "the case at /subcase_0/case: case_id",
        ),
        (
            CaseSource("/case", "update/village"),
            "case update/village",
            "the form's case: village, as the case is updated",
        ),
        (
            CaseSource("/case", "index/parent"),
            "case index/parent",
            "the form's case: the id of its parent case",
        ),
        (
            AttachmentSource(QuestionId("/photo")),
            "link to /photo",
            "the link to the file that answers /photo",
        ),
        (RowNumber(), "row number", "the number of the row, from 1"),
        (
            RowNumber(QuestionId("/children")),
            "row number of /children",
            "the number of the row of /children, from 1",
        ),
    ],
)
def test_sources_in_words(source: Source, short: str, words: str) -> None:
    assert source_id(source) == short
    assert source_words(source, FORM, "en") == words


@pytest.mark.parametrize("source", ALWAYS_OFFERED, ids=str)
def test_what_every_submission_has_is_named(source: Source) -> None:
    assert source_id(source)
    assert source_words(source)


def test_short_names_of_what_is_always_offered_differ() -> None:
    assert len({source_id(source) for source in ALWAYS_OFFERED}) == len(ALWAYS_OFFERED)


def test_a_hidden_value_shows_its_calculation_in_place_of_a_label() -> None:
    form = Form((question("/id", Kind.HIDDEN, calculate="concat('a',\n  'b')"),))
    assert label_of(q("/id"), form) == "= concat('a', 'b')"
    assert label_of(q("/id"), Form((question("/id", Kind.HIDDEN),))) == ""


def test_a_label_is_shown_in_the_language_asked_for_or_the_first() -> None:
    form = Form((question("/a", label="**Sex**"),))
    assert label_of(q("/a"), form, "en") == label_of(q("/a"), form, "fra") == "“Sex”"


def test_a_question_that_is_gone_has_its_id_alone() -> None:
    assert source_words(q("/gone"), FORM, "en") == "/gone"
    assert label_of(FORM_ID, FORM) == label_of(q("/name"), None) == ""


def test_case_blocks_have_headings() -> None:
    assert case_block_words(CaseBlock("/case")) == "The form's case"
    assert case_block_words(CaseBlock("/x/case")) == "The case at /x/case"


@pytest.mark.parametrize("reason", list(CandidateReason))
def test_every_reason_for_a_candidate_has_words(reason: CandidateReason) -> None:
    assert candidate_reason_words(reason)
