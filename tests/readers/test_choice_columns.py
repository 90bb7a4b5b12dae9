"""A choice table's rows from a .csv or .xlsx: which columns, within limits, never in silence."""

from pathlib import Path

import pytest

from mapper_gui.mapping.errors import ReadError, ReadKind
from mapper_gui.readers.choice_columns import (
    MOST_ROWS,
    ChosenColumns,
    choose_columns,
    read_choice_columns,
    rows_in,
)


def written(folder: Path, text: str, name: str = "choices.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def workbook(folder: Path, **sheets: list[list[object]]) -> Path:
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for cells in rows:
            sheet.append(cells)
    path = folder / "choices.xlsx"
    book.save(path)
    return path


def test_two_columns_of_a_csv_are_read_without_their_heading(tmp_path: Path) -> None:
    path = written(tmp_path, "code;value\nm;Male\n f ; Female \n;\n")
    (found,) = read_choice_columns(path)
    chosen = choose_columns(found, ["m", "f"])
    assert chosen == ChosenColumns(0, 1, True)
    assert rows_in(found, chosen) == (("m", "Male"), ("f", "Female"))


def test_the_columns_that_hold_ids_and_the_targets_values_are_proposed(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["No", "Label", "SF value", "CommCare"],
        [1, "Male", "M", "m"],
        [2, "Female", "F", "f"],
    ]
    found = read_choice_columns(workbook(tmp_path, Notes=[["only one"]], Sexes=rows))
    assert [each.sheet for each in found] == ["Sexes"]
    assert choose_columns(found[0], ["m", "f"], ["M", "F"]) == ChosenColumns(3, 2, True)


def test_a_first_row_that_is_a_choice_is_no_heading(tmp_path: Path) -> None:
    (found,) = read_choice_columns(written(tmp_path, "m\tMale\nf\tFemale\n"))
    assert not choose_columns(found, ["m", "f"]).heading


def test_the_last_row_of_an_id_counts_and_rows_without_a_value_do_not(tmp_path: Path) -> None:
    (found,) = read_choice_columns(written(tmp_path, "a,1\nb,\na,2\n"))
    assert rows_in(found, ChosenColumns(0, 1, False)) == (("a", "2"),)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("only\none\ncolumn\n", ReadKind.EMPTY),
        ("a,b\n" * (MOST_ROWS + 1), ReadKind.TOO_LARGE),
        (",".join("abcdefgh" * 10) + "\n", ReadKind.TOO_LARGE),
        ("a," + "x" * 20_000 + "\n", ReadKind.TOO_LARGE),
    ],
    ids=["one column", "rows", "columns", "a cell"],
)
def test_what_is_no_such_table_is_refused(tmp_path: Path, text: str, kind: ReadKind) -> None:
    with pytest.raises(ReadError) as refused:
        read_choice_columns(written(tmp_path, text))
    assert refused.value.kind is kind
    assert refused.value.facts["file"] == "choices.csv"


def test_a_file_that_is_no_table_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "choices.xlsx"
    path.write_bytes(b"PK\x03\x04" + b"\xff" * 200)
    with pytest.raises(ReadError) as refused:
        read_choice_columns(path)
    assert refused.value.facts["file"] == "choices.xlsx"
