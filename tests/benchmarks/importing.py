"""How long the import of a form of 5,000 questions takes, beside only reading its file."""

from __future__ import annotations

import csv
from pathlib import Path

from figures import own_home, show_beside, side_by_side, title
from large_form import export_rows, export_text, write_workbook

from mapper_gui.readers import read_form


def read_with_openpyxl(path: Path) -> int:
    """Every cell of every row, the quickest way openpyxl has."""
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True, data_only=True)
    count = sum(len(row) for sheet in book for row in sheet.iter_rows(values_only=True))
    book.close()
    return count


def read_with_csv(path: Path) -> int:
    with path.open(encoding="utf-8", newline="") as stream:
        return sum(len(row) for row in csv.reader(stream, delimiter="\t"))


def main() -> None:
    with own_home() as home:
        rows = export_rows(5000)
        title(f"Import of a form of 5,000 questions ({len(rows):,} rows, {len(rows[0])} columns)")
        book, text = home / "form.xlsx", home / "form.tsv"
        write_workbook(rows, book)
        text.write_text(export_text(rows), encoding="utf-8")
        assert sum(one.has_data for one in read_form(book).form.questions) == 5000
        ours, floor = side_by_side(lambda: read_form(book), lambda: read_with_openpyxl(book))
        show_beside(".xlsx", ours, "openpyxl read_only", floor, 1.2)
        ours, floor = side_by_side(lambda: read_form(text), lambda: read_with_csv(text))
        show_beside(".tsv", ours, "csv module", floor)


if __name__ == "__main__":
    main()
