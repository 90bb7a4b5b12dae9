"""The form as rows: what stands under what, and what a search finds."""

from __future__ import annotations

from pathlib import Path

import pytest
from clinic import FORM, question

from mapper_gui.mapping.form import CaseBlock, Form, Kind, Question, QuestionId
from mapper_gui.mapping.source import CASE_ID, FORM_ID, AttachmentSource, CaseSource, RowNumber
from mapper_gui.readers import read_form
from mapper_gui.views.folded_text import find_folded, fold_words
from mapper_gui.views.form_tree import FormTree, RowKind
from mapper_gui.wording.labels import plain_label

SAMPLE = Path(__file__).parents[2] / "resources" / "sample"


def shown(tree: FormTree, text: str) -> list[str]:
    """Ids of the rows that a search leaves, in order."""
    matches = tree.matches(fold_words(text))
    left = tree.with_surroundings(matches)
    return [row.full_id for row, on in zip(tree.rows, left, strict=True) if on]


def found(tree: FormTree, text: str) -> list[str]:
    return [tree.rows[number].full_id for number in tree.matches(fold_words(text))]


def parent_id(tree: FormTree, full_id: str) -> str:
    number = next(n for n, row in enumerate(tree.rows) if row.full_id == full_id)
    above = tree.parents[number]
    return tree.rows[above].full_id if above >= 0 else ""


def row_of(tree: FormTree, full_id: str) -> str:
    return next(row.id for row in tree.rows if row.full_id == full_id)


def test_questions_stand_under_their_group_and_choices_under_their_question() -> None:
    tree = FormTree(FORM)
    assert parent_id(tree, "/hh/phone") == "/hh"
    assert parent_id(tree, "/children/visits/date") == "/children/visits"
    assert parent_id(tree, "/sex-m") == "/sex"
    assert row_of(tree, "/children/visits/date") == "date"


def test_every_submission_offers_form_id_and_case_id_before_any_question() -> None:
    tree = FormTree(FORM)
    assert tree.rows[0].kind is RowKind.EVERY_SUBMISSION
    assert [tree.rows[number].source for number in tree.children[0][:2]] == [FORM_ID, CASE_ID]


def test_case_blocks_that_were_learned_stand_there_with_their_parts() -> None:
    form = Form(
        FORM.questions, case_blocks=(CaseBlock("/subcase_0/case", ("@case_id", "update/x")),)
    )
    tree = FormTree(form)
    assert CaseSource("/subcase_0/case", "update/x") in tree.by_source
    assert CaseSource("/subcase_0/case", "@case_id") in tree.by_source


def test_a_question_without_its_group_shows_the_missing_part_of_its_id() -> None:
    tree = FormTree(read_form(SAMPLE / "anc_visit.tsv").form)
    assert row_of(tree, "/members/item") == "members/item"
    assert row_of(tree, "/members/item/member_id") == "member_id"
    assert row_of(tree, "/transfer[@type='iron_tabs']") == "transfer[@type='iron_tabs']"


def test_a_repeat_offers_its_row_number_and_a_picture_its_link() -> None:
    tree = FormTree(FORM)
    assert RowNumber(QuestionId("/children")) in tree.by_source
    assert AttachmentSource(QuestionId("/photo")) in tree.by_source


def test_rows_in_another_order_than_their_ids_still_find_their_group() -> None:
    form = Form((question("/g/a"), question("/g", Kind.GROUP), question("/b"), question("/g/c")))
    tree = FormTree(form)
    assert parent_id(tree, "/g/a") == parent_id(tree, "/g/c") == "/g"
    questions = [row.full_id for row in tree.rows if row.kind is RowKind.QUESTION]
    assert questions == ["/g", "/g/a", "/g/c", "/b"]


def test_ids_nested_deeper_than_calls_may_be_are_no_trouble() -> None:
    steps = "".join(f"/g{number}" for number in range(1500)).split("/")[1:]
    paths = ["/" + "/".join(steps[: count + 1]) for count in range(len(steps))]
    tree = FormTree(Form(tuple(Question(QuestionId(path), Kind.GROUP) for path in paths)))
    assert parent_id(tree, paths[-1]) == paths[-2]


def test_a_row_without_id_stands_under_the_lookup_question_before_it() -> None:
    form = Form((question("/village", Kind.SINGLE_LOOKUP), Question(None, Kind.LOOKUP_DATA)))
    tree = FormTree(form)
    last = len(tree.rows) - 1
    assert tree.rows[tree.parents[last]].full_id == "/village"
    assert tree.rows[last].source is None


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        pytest.param("visit_date", ["/visit_date"], id="an id"),
        pytest.param("NAME of client", ["/name"], id="a label, whatever its case"),
        pytest.param("client name", ["/name"], id="words in any order"),
        pytest.param("antenatal", ["/services-anc"], id="a choice's label"),
        pytest.param("#form/hh/phone", ["/hh/phone"], id="an id as the form builder writes it"),
        pytest.param("/hh/", ["/hh/phone", "/hh/village"], id="a part of a path"),
        pytest.param(
            "/sex-f", ["/sex-f", "/children/sex-f"], id="a choice as the export writes it"
        ),
        pytest.param("district", ["/hh_id"], id="a hidden value's calculation"),
        pytest.param("nothing has this", [], id="what is nowhere"),
    ],
)
def test_a_search_finds(text: str, ids: list[str]) -> None:
    assert found(FormTree(FORM), text) == ids


def test_a_search_keeps_what_is_above_and_below_what_it_finds() -> None:
    tree = FormTree(FORM)
    assert shown(tree, "visits") == [
        "/children",
        "/children/visits",
        "/children/visits",
        "/children/visits/date",
    ]
    assert shown(tree, "refill") == ["/services", "/services-art"]


def test_a_search_looks_at_every_language_and_passes_over_accents() -> None:
    form = Form(
        (Question(QuestionId("/a"), Kind.TEXT, {"en": "Household", "fra": "Ménage **entier**"}),),
        ("en", "fra"),
    )
    tree = FormTree(form)
    assert found(tree, "menage entier") == ["/a"]
    assert found(tree, "MÉNAGE") == ["/a"]


def test_what_is_found_is_marked_in_the_text_as_it_stands() -> None:
    assert find_folded("Ménage", ["na"]) == ((2, 2),)
    assert find_folded("straße", ["ss"]) == ((4, 1),)
    assert find_folded("water water", ["water", "ter w"]) == ((0, 11),)
    assert find_folded("plain", []) == ()


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        pytest.param("**Welcome**, read", "Welcome, read", id="bold"),
        pytest.param('Specify <output value="#form/hh/a" />', "Specify ‹/hh/a›", id="a reference"),
        pytest.param("# Title\n* one\n* two", "Title one two", id="a heading and a list"),
        pytest.param("[the guide](https://x.invalid/a)", "the guide", id="a link"),
        pytest.param("id of hiv__care_a", "id of hiv__care_a", id="underscores within an id"),
        pytest.param("a < b > c", "a < b > c", id="comparisons"),
        pytest.param("<output " * 2000, "<output " * 1999 + "<output", id="junk, quickly"),
    ],
)
def test_labels_are_read_without_marks(raw: str, plain: str) -> None:
    assert plain_label(raw) == plain
