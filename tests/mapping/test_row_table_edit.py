"""Edits of the table that a record rule goes through."""

from typing import Any

import pytest
from clinic import MAPPING, q, with_rule

from mapper_gui.mapping.errors import EditError, EditKind
from mapper_gui.mapping.form import Form, Kind, Question, QuestionId
from mapper_gui.mapping.mapping import Cell, Column, Mapping, Table, TableRows
from mapper_gui.mapping.row_table_edit import (
    LABEL,
    QUESTION_ID,
    with_blank_row,
    with_cells,
    with_column_moved,
    with_copies,
    with_rows_fitted,
    with_rows_moved,
)
from mapper_gui.mapping.row_table_proposal import arranged, questions_in
from mapper_gui.mapping.rule_copy_edit import with_rule_copied, with_rule_for

R = "Contact"


def of(*rows: tuple[Cell, ...], columns: str = "question text") -> Mapping:
    """The clinic's mapping with a table of sources in its first column and texts in the others."""
    made = tuple(Column(name, number == 0) for number, name in enumerate(columns.split()))
    return with_rule(for_each=TableRows(Table(made, rows)))


def table(mapping: Mapping) -> Table:
    for_each = mapping.rules[0].for_each
    assert isinstance(for_each, TableRows)
    return for_each.table


def test_several_cells_change_at_once_and_rows_are_added_for_them() -> None:
    changed = with_cells(
        of((q("/name"), "a")), R, {(0, "text"): "b", (2, "question"): q("/age"), (2, "text"): "c"}
    )
    assert table(changed).rows == ((q("/name"), "b"), (None, None), (q("/age"), "c"))


def test_a_row_that_lacks_cells_is_filled_up_when_one_is_given() -> None:
    assert table(with_cells(of((q("/name"),)), R, {(0, "text"): "a"})).rows == ((q("/name"), "a"),)


def test_a_column_becomes_one_of_texts_when_all_its_cells_are() -> None:
    changed = with_cells(of((None, "a")), R, {(0, "question"): "BCG"})
    assert table(changed).columns[0] == Column("question", of_sources=False)


@pytest.mark.parametrize(
    ("cell", "column", "holds"),
    [("BCG", "question", "sources"), (q("/age"), "text", "constants")],
    ids=["a text among questions", "a question among texts"],
)
def test_a_column_never_holds_questions_and_texts(cell: Any, column: str, holds: str) -> None:
    with pytest.raises(EditError) as refused:
        with_cells(of((q("/name"), "a")), R, {(1, column): cell})
    assert refused.value.kind is EditKind.COLUMN_HOLDS
    assert refused.value.facts == {"field": column, "holds": holds}


def test_a_label_question_is_no_cell() -> None:
    with pytest.raises(EditError) as refused:
        with_cells(of((q("/name"), "a")), R, {(1, "question"): q("/services_note")})
    assert refused.value.kind is EditKind.NOT_A_SOURCE


@pytest.mark.parametrize(
    ("moved", "step", "order"),
    [((1, 2), -1, "bcad"), ((0,), 1, "bacd"), ((0, 2), -1, "acbd"), ((1, 3), 1, "acbd")],
    ids=["two up", "one down", "past the top stays", "past the end stays"],
)
def test_rows_are_moved(moved: tuple[int, ...], step: int, order: str) -> None:
    before = of(*((None, letter) for letter in "abcd"))
    assert "".join(str(row[1]) for row in table(with_rows_moved(before, R, moved, step)).rows) == (
        order
    )


def test_rows_at_the_edge_are_not_moved() -> None:
    with pytest.raises(EditError):
        with_rows_moved(of((None, "a"), (None, "b")), R, (0,), -1)


def test_a_row_is_inserted() -> None:
    assert table(with_blank_row(of((None, "a")), R, 0)).rows == ((None, None), (None, "a"))


def test_a_column_moves_with_its_cells() -> None:
    moved = table(with_column_moved(of((q("/name"), "a"), (q("/age"),)), R, "text", 0))
    assert [column.name for column in moved.columns] == ["text", "question"]
    assert moved.rows == (("a", q("/name")), (None, q("/age")))


def test_constants_are_filled_with_copies_of_what_the_form_says() -> None:
    before = of((q("/name"), "mine"), (q("/sex"), None), columns="question label")
    changed = with_copies(before, R, LABEL, "question", "en", str.upper)
    assert table(changed).rows == ((q("/name"), "mine"), (q("/sex"), "SEX"))
    added = with_copies(before, R, QUESTION_ID, "question")
    assert [row[2] for row in table(added).rows] == ["/name", "/sex"]


def test_rows_of_other_lengths_are_fitted() -> None:
    fitted = with_rows_fitted(of((q("/name"),), (q("/age"), "a", "b")), R)
    assert table(fitted).rows == ((q("/name"), None), (q("/age"), "a"))


def test_a_record_rule_is_duplicated_beside_itself() -> None:
    changed = with_rule_copied(MAPPING, R)
    assert [rule.id for rule in changed.rules] == ["Contact", "Contact 2"]
    assert changed.rules[0].fields == changed.rules[1].fields


def test_a_record_rule_for_another_object_keeps_what_that_object_has() -> None:
    before = with_rule(for_each=QuestionId("/children"))
    changed = with_rule_for(before, R, "Visit")
    assert changed.rules[1].for_each == "/children"
    assert (changed.rules[1].key, changed.rules[1].fields) == ((), ())


def ids(*paths: str) -> list[QuestionId]:
    return [QuestionId(path) for path in paths]


@pytest.mark.parametrize(
    "paths",
    [
        ("/v/bcg/date", "/v/bcg/site", "/v/opv/date", "/v/opv/site"),
        ("/v/bcg_date", "/v/bcg_site", "/v/opv_date", "/v/opv_site"),
        ("/v/date_bcg", "/v/date_opv", "/v/date_pcv", "/v/site_bcg", "/v/site_opv", "/v/site_pcv"),
        ("/a/x/bcg/date", "/a/x/bcg/site", "/a/y/opv/date", "/a/y/opv/site"),
    ],
    ids=["in groups", "by their endings", "by their beginnings", "in groups of groups"],
)
def test_questions_of_one_pattern_are_arranged_as_a_table(paths: tuple[str, ...]) -> None:
    found = arranged(ids(*paths))
    assert found is not None
    assert [(c.name, c.of_sources) for c in found.columns] == [
        ("item", False),
        ("date", True),
        ("site", True),
    ]
    assert [row[0] for row in found.rows][:2] == ["bcg", "opv"]
    assert len(found.rows[0]) == 3


def test_a_question_that_an_item_lacks_is_a_blank_cell() -> None:
    paths = [f"/{item}_{name}" for item in ("bcg", "opv", "pcv") for name in ("date", "site")]
    found = arranged(ids(*paths[:-1]))
    assert found is not None
    assert found.rows[2] == ("pcv", q("/pcv_date"), None)


@pytest.mark.parametrize(
    "paths",
    [("/a", "/b", "/c", "/d"), ("/a/b", "/a/c"), ("/x_a", "/y_b", "/z_c", "/w_d")],
    ids=["nothing alike", "too few", "each its own ending"],
)
def test_questions_without_a_pattern_are_not_arranged(paths: tuple[str, ...]) -> None:
    assert arranged(ids(*paths)) is None


def test_groups_stand_for_the_questions_in_them() -> None:
    form = Form(
        (
            Question(QuestionId("/v"), Kind.GROUP),
            Question(QuestionId("/v/date"), Kind.DATE),
            Question(QuestionId("/v/note"), Kind.LABEL),
            Question(QuestionId("/w"), Kind.TEXT),
        )
    )
    assert questions_in(form, ids("/v", "/w")) == ("/v/date", "/w")
