"""Every refusal and every import warning has a sentence that is filled in and ends."""

import pytest

from mapper_gui.mapping.errors import ReadError, ReadKind
from mapper_gui.mapping.import_warnings import ImportKind, Looks
from mapper_gui.mapping.problem import InSheet, Problem, Severity
from mapper_gui.wording.looks import looks_advice, looks_words
from mapper_gui.wording.reading import (
    import_warning_sentence,
    import_warning_text,
    read_error_sentence,
)

FACTS = {
    "id": "/a",
    "text": "it {reads} so",
    "column": "Text (en)",
    "formula": "=- none",
    "choice": "tap",
    "question": "/water",
    "others": ("/hh/water", "/hh"),
    "columns": ("Salesforce field", "Notes"),
    "encoding": "Windows-1252",
    "root": "/data",
    "count": 12,
    "first": 7,
    "limit": 32_767,
    "found": 40_000,
}


@pytest.mark.parametrize("kind", ImportKind, ids=lambda kind: kind.value)
def test_every_warning_says_the_row_and_ends(kind: ImportKind) -> None:
    problem = Problem(kind, Severity.WARNING, InSheet("Export", 12), FACTS)
    sentence = import_warning_sentence(problem)
    assert sentence.startswith("row 12: ")
    assert sentence.endswith(".")
    assert import_warning_text(problem) in sentence
    assert kind.value not in sentence


def test_a_warning_about_the_file_names_no_row() -> None:
    problem = Problem(ImportKind.GUESSED_ENCODING, Severity.WARNING, InSheet(), FACTS)
    assert import_warning_sentence(problem).startswith("the file does not say")


def test_a_long_text_is_shortened_and_stays_on_one_line() -> None:
    facts = {"text": "many words\n" * 50}
    problem = Problem(ImportKind.NOT_A_QUESTION, Severity.WARNING, InSheet(None, 3), facts)
    sentence = import_warning_sentence(problem)
    assert "\n" not in sentence
    assert len(sentence) < 140


@pytest.mark.parametrize("kind", ReadKind, ids=lambda kind: kind.value)
def test_every_refusal_is_a_sentence_without_facts_too(kind: ReadKind) -> None:
    for error in (ReadError(kind), ReadError(kind, file="form.xlsx", sheet="Export", row=7)):
        sentence = read_error_sentence(error)
        assert sentence.endswith((".", "?"))
        assert "{" not in sentence


def test_the_place_comes_first() -> None:
    error = ReadError(ReadKind.DAMAGED, file="form.xlsx", sheet="Export", row=7, reason="odd")
    assert read_error_sentence(error).startswith("form.xlsx, sheet Export, row 7: the file is")


@pytest.mark.parametrize("looks", Looks, ids=lambda looks: looks.value)
def test_whatever_it_looks_like_is_named_with_what_to_do(looks: Looks) -> None:
    assert looks_words(looks)
    assert looks_advice(looks).endswith(".")
    error = ReadError(ReadKind.UNKNOWN_FORMAT, file="a.pdf", found=looks)
    assert looks_words(looks) in read_error_sentence(error)


def test_a_missing_header_names_the_columns_the_first_cells_and_the_way() -> None:
    error = ReadError(
        ReadKind.NO_HEADER,
        file="a.xlsx",
        wanted=("Question", "Type"),
        found=("question_id", "label"),
        looks=Looks.FORM_SUMMARY,
    )
    assert read_error_sentence(error) == (
        "a.xlsx: no row has the columns Question, Type. The first cells are: question_id, label. "
        "It looks like CommCare HQ's Form Summary. In the form builder of CommCare HQ choose "
        "Tools, Export Form Contents, copy the whole text, and paste it here or into a "
        "spreadsheet."
    )


@pytest.mark.parametrize("what", ["bytes", "unpacked", "rows", "columns", "cell", "cells", "parts"])
def test_a_limit_is_named_with_what_was_found(what: str) -> None:
    error = ReadError(ReadKind.TOO_LARGE, what=what, limit=64 * 2**20, found=100 * 2**20)
    sentence = read_error_sentence(error)
    assert "64 MB" in sentence or "67,108,864" in sentence


def test_several_sheets_are_listed_with_how_to_choose() -> None:
    error = ReadError(ReadKind.SEVERAL_SHEETS, file="a.xlsx", sheets=("Visit", "Registration"))
    sentence = read_error_sentence(error)
    assert "Visit, Registration" in sentence
    assert "--sheet" in sentence
