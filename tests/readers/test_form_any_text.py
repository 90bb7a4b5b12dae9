"""Whatever is pasted, the answer is a form or a refusal; what the form builder writes comes back."""

from contextlib import suppress

from form_builder_text import as_text, export, header, row
from hypothesis import given, settings
from hypothesis import strategies as st

from mapper_gui.mapping.errors import ReadError
from mapper_gui.readers import read_form_text

WORDS = st.sampled_from(
    [
        "Text",
        "Multiple Choice",
        "Checkbox",
        "Choice",
        "Repeat Group",
        "Base",
        "Hidden Value",
        "",
        "?",
    ]
)
IDS = st.sampled_from(
    [
        "",
        "/a",
        "/a-b",
        "/a-b-c",
        "/a/b",
        "/a/b-",
        "/data/a",
        "/data",
        "null-x",
        "-",
        "/",
        "a",
        "/a[",
        "//",
    ]
)
LABELS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)


@given(st.text(max_size=300))
@settings(max_examples=200, deadline=None)
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(ReadError):
        read_form_text(text)


@given(st.lists(st.tuples(IDS, WORDS, LABELS), max_size=12))
@settings(max_examples=300, deadline=None)
def test_no_row_is_lost(rows: list[tuple[str, str, str]]) -> None:
    text = export(*(row(id_, word, label) for id_, word, label in rows))
    with suppress(ReadError):
        reading = read_form_text(text)
        kept = [question.row for question in reading.form.questions]
        kept += [choice.row for q in reading.form.questions for choice in q.choices]
        told = {
            problem.where.row for problem in reading.warnings if problem.kind == "not_a_question"
        }
        empty = {n for n, cells in enumerate(rows, 2) if not "".join(cells).strip()}
        assert sorted(kept) == sorted(set(kept))
        assert {*kept} | told | empty == set(range(2, len(rows) + 2))


@given(
    st.lists(st.tuples(LABELS, LABELS, LABELS), min_size=1, max_size=6),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
@settings(max_examples=200, deadline=None)
def test_labels_and_logic_come_back_as_they_were(
    cells: list[tuple[str, str, str]], end: str
) -> None:
    languages = ("en", "fra")
    rows = [
        row(
            f"/question-{number}",
            "Integer",
            {"en": english, "fra": french},
            languages=languages,
            calculate_condition=logic,
        )
        for number, (english, french, logic) in enumerate(cells)
    ]
    reading = read_form_text(as_text([header(languages), *rows], end=end))
    read = [
        (q.labels.get("en", ""), q.labels.get("fra", ""), q.calculate or "")
        for q in reading.form.questions
    ]
    assert read == cells
