"""Type words in the languages of CommCare HQ's interface, and in languages that nobody listed."""

from pathlib import Path

import pytest
from form_builder_text import as_text, export, header, row

from mapper_gui.mapping.form import Kind
from mapper_gui.readers import read_form, read_form_text, type_words
from mapper_gui.readers.type_words import CHOICE, kind_of

SAMPLES = Path(__file__).parent.parent / "samples" / "exports"


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("Multiple Choice", Kind.SINGLE),
        ("Single Answer", Kind.SINGLE),
        ("Checkbox", Kind.MULTIPLE),
        ("Multiple Answer", Kind.MULTIPLE),
        ("Save to Case", Kind.CASE_ACTION),
        ("Advanced Case Actions", Kind.CASE_ACTION),
        ("Phone Number or Numeric ID", Kind.PHONE),
        ("Lookup Table Data", Kind.LOOKUP_DATA),
        ("Choice", CHOICE),
        ("Choix", CHOICE),
        ("Choix multiple", Kind.SINGLE),
        ("Case à cocher", Kind.MULTIPLE),
        ("Répéter groupe ", Kind.REPEAT),
        ("Opción", CHOICE),
        ("Opción Multiple", Kind.SINGLE),
        ("Casilla", Kind.MULTIPLE),
        ("Valor Oculto", Kind.HIDDEN),
        ("Data e Hora", Kind.DATETIME),
        ("Palavra-passe", Kind.PASSWORD),
        ("  date  AND time ", Kind.DATETIME),
        ("capture d\u2019image", Kind.IMAGE),
        ("De\u0301cimal", Kind.DECIMAL),
        ("Hologram", None),
        ("", None),
    ],
)
def test_a_word_stands_for_one_kind(word: str, kind: Kind | str | None) -> None:
    assert kind_of(word) == kind


def test_every_kind_has_an_english_word() -> None:
    kinds = {kind_of(words.partition("|")[0]) for words in type_words._WORDS.values()}
    assert kinds == {*Kind, CHOICE}


def test_no_word_stands_for_two_kinds() -> None:
    for kind, words in type_words._WORDS.items():
        for word in words.split("|"):
            assert kind_of(word) == kind, word


def test_a_french_export_is_read_like_an_english_one() -> None:
    reading = read_form(SAMPLES / "french_interface.tsv")
    assert reading.warnings == ()
    assert [question.kind for question in reading.form.questions] == [
        Kind.LABEL,
        Kind.QUESTION_LIST,
        Kind.TEXT,
        Kind.PHONE,
        Kind.SINGLE,
        Kind.MULTIPLE,
        Kind.SINGLE_LOOKUP,
        Kind.LOOKUP_DATA,
        Kind.REPEAT,
        Kind.DATE,
        Kind.DECIMAL,
        Kind.HIDDEN,
        Kind.CASE_ACTION,
    ]
    water = reading.form.question("/menage/eau")
    assert water is not None
    assert [choice.id for choice in water.choices] == ["robinet-interieur", "robinet"]


def test_an_old_export_is_read_like_a_new_one() -> None:
    reading = read_form(SAMPLES / "old_root.tsv")
    assert [question.id for question in reading.form.questions] == [
        "/name",
        "/sex",
        "/services",
        "/save",
    ]
    services = reading.form.question("/services")
    assert services is not None
    assert services.kind is Kind.MULTIPLE
    assert [choice.id for choice in services.choices] == ["anc", "pnc"]
    assert [problem.kind for problem in reading.warnings] == ["old_root"]


class TestWordsThatNobodyListed:
    def test_a_choice_is_known_by_its_place_under_a_known_question(self) -> None:
        text = export(
            row("/q", "Multiple Choice", "Q"),
            row("/q-a", "Vaihtoehto", "A", required=""),
            row("/q-b", "Vaihtoehto", "B", required=""),
        )
        reading = read_form_text(text)
        (question,) = reading.form.questions
        assert [choice.id for choice in question.choices] == ["a", "b"]
        assert [problem.kind for problem in reading.warnings] == ["guessed_choice"] * 2

    def test_a_choice_is_known_by_its_place_under_a_question_of_unknown_type(self) -> None:
        text = export(
            row("/q", "Monivalinta", "Q"),
            row("/q-a", "Vaihtoehto", "A", required=""),
            row("/q-b", "Vaihtoehto", "B", required=""),
            row("/r", "Teksti", "R"),
        )
        reading = read_form_text(text)
        assert [question.id for question in reading.form.questions] == ["/q", "/r"]
        question = reading.form.questions[0]
        assert question.kind is Kind.UNKNOWN
        assert [choice.id for choice in question.choices] == ["a", "b"]
        kinds = [problem.kind.value for problem in reading.warnings]
        assert kinds == ["unknown_type", "guessed_choice", "guessed_choice", "unknown_type"]

    def test_known_choices_go_to_the_question_of_unknown_type_above_them(self) -> None:
        text = export(
            row("/q", "Multiple Choice"),
            row("/q-a", "Choice"),
            row("/q-b", "Monivalinta"),
            row("/q-b-c", "Choice"),
        )
        reading = read_form_text(text)
        assert [[c.id for c in q.choices] for q in reading.form.questions] == [["a"], ["c"]]

    def test_a_question_whose_id_continues_anothers_is_no_choice(self) -> None:
        text = export(
            row("/q", "Multiple Choice"),
            row("/q-a", "Choice"),
            row("/q-note", "Teksti", required="no"),
        )
        reading = read_form_text(text)
        assert [question.id for question in reading.form.questions] == ["/q", "/q-note"]

    def test_without_a_required_column_the_place_decides(self) -> None:
        rows = [["Question", "Type", "Text (fi)"], ["/q", "Multiple Choice", "Q"]]
        rows += [["/q-a", "Vaihtoehto", "A"], ["/r", "Teksti", "R"], ["/q-b", "Teksti", "B"]]
        reading = read_form_text(as_text(rows))
        assert [question.id for question in reading.form.questions] == ["/q", "/r", "/q-b"]

    def test_two_questions_of_the_same_unknown_type_stay_two(self) -> None:
        text = export(row("/q", "Teksti", required=""), row("/q-b", "Teksti", required=""))
        assert len(read_form_text(text).form.questions) == 2

    def test_the_header_is_never_translated(self) -> None:
        assert header()[0] == "Question"
