"""Pasted text, .tsv, .txt and .csv as tables of text cells."""

from contextlib import suppress
from pathlib import Path

import pytest
from form_builder_text import as_text
from hypothesis import given, settings
from hypothesis import strategies as st

from mapper_gui.mapping.errors import ReadError, ReadKind
from mapper_gui.mapping.import_warnings import Looks
from mapper_gui.readers import tables
from mapper_gui.readers.tables import Table, read_table_text, read_tables


def cells(table: Table) -> list[tuple[str, ...]]:
    return [row.cells for row in table.rows]


def numbers(table: Table) -> list[int]:
    return [row.number for row in table.rows]


def read_file(folder: Path, data: bytes, name: str = "form.csv") -> Table:
    path = folder / name
    path.write_bytes(data)
    (table,) = read_tables(path)
    return table


class TestQuoting:
    def test_a_quoted_cell_holds_tabs_and_row_ends(self) -> None:
        table = read_table_text('a\t"one\ttwo\nthree ""four"""\tb\nc\td')
        assert cells(table) == [("a", 'one\ttwo\nthree "four"', "b"), ("c", "d")]
        assert numbers(table) == [1, 2]

    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028", "\u2029"])
    def test_each_row_end_of_the_form_builder_ends_a_row(self, end: str) -> None:
        assert cells(read_table_text(f"a\tb{end}c\td{end}")) == [("a", "b"), ("c", "d")]

    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028", "\u2029", "\x0b", "\x85"])
    def test_inside_quotes_every_row_end_is_kept(self, end: str) -> None:
        assert cells(read_table_text(f'"a{end}b"\tc')) == [(f"a{end}b", "c")]

    @pytest.mark.parametrize("cell", ['"so" he said', '"open', '"', 'it"s', '"a"b"', '""x'])
    def test_a_quote_that_does_not_close_the_cell_is_taken_as_it_stands(self, cell: str) -> None:
        assert cells(read_table_text(f"a\t{cell}\nb\tc")) == [("a", cell), ("b", "c")]

    def test_a_quote_at_the_very_end_closes(self) -> None:
        assert cells(read_table_text('a\t"b"')) == [("a", "b")]
        assert cells(read_table_text('a\t""\tb')) == [("a", "", "b")]

    def test_spaces_are_kept(self) -> None:
        assert cells(read_table_text(" a \t  b\n")) == [(" a ", "  b")]

    @given(
        st.lists(
            st.lists(st.text(st.sampled_from('ab "\t\n\r,;\u2028é='), max_size=8), min_size=2),
            min_size=1,
        )
    )
    @settings(max_examples=200, deadline=None)
    def test_what_the_form_builder_writes_is_read_back(self, rows: list[list[str]]) -> None:
        read = {row.number: list(row.cells) for row in _read_or_empty(as_text(rows)).rows}
        assert read == {n: row for n, row in enumerate(rows, 1) if any(row)}

    @given(st.text(st.sampled_from('ab"\t\n\r,;\u2028 \x00\ufeff'), max_size=60))
    @settings(max_examples=300, deadline=None)
    def test_no_text_breaks_the_reader(self, text: str) -> None:
        _read_or_empty(text, None)


def _read_or_empty(text: str, separator: str | None = "\t") -> Table:
    if text.strip('\t\n\r,; \u2028\ufeff"'):
        return read_table_text(text, separator=separator)
    with suppress(ReadError):
        return read_table_text(text, separator=separator)
    return Table(None, ())


class TestSeparators:
    @pytest.mark.parametrize("separator", ["\t", ",", ";"])
    def test_it_is_found_out(self, separator: str) -> None:
        rows = [["Question", "Type", "Text (en)"], ["/a", "Text", "One; two, three"]]
        text = "\n".join(
            separator.join(f'"{c}"' if separator != "\t" else c for c in r) for r in rows
        )
        table = read_table_text(text)
        assert table.separator == separator
        assert cells(table) == [tuple(row) for row in rows]

    def test_commas_in_labels_do_not_make_a_csv_of_a_pasted_export(self) -> None:
        table = read_table_text("a\tx, y, z, and, so, on\nb\tc, d, e, f, g")
        assert table.separator == "\t"

    def test_a_title_above_a_csv_does_not_matter(self) -> None:
        assert read_table_text("Our form\n\na;b;c\n1;2,5;3").separator == ";"

    def test_a_title_with_commas_above_a_semicolon_csv_does_not_matter(self) -> None:
        text = "Household, version 3, May\n\na;b;c\n1;2,5;3"
        assert read_table_text(text).separator == ";"

    def test_the_line_that_excel_reads_a_separator_from_is_read(self) -> None:
        table = read_table_text("sep=;\r\na;b,c\r\n")
        assert cells(table) == [("a", "b,c")]

    def test_a_list_of_one_column_stays_one(self) -> None:
        assert cells(read_table_text("LastName\nFirstName\n")) == [("LastName",), ("FirstName",)]


class TestFiles:
    TEXT = "Question\tType\tText (fra)\r\n/a\tText\tMénage d'été\r\n"

    @pytest.mark.parametrize(
        "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
    )
    def test_unicode_in_every_dress_is_read(self, tmp_path: Path, encoding: str) -> None:
        table = read_file(tmp_path, self.TEXT.encode(encoding))
        assert table.rows[1].cells == ("/a", "Text", "Ménage d'été")
        assert table.guessed_encoding in (None, "UTF-16")

    def test_a_csv_of_western_excel_is_read_and_its_encoding_counts_as_guessed(
        self, tmp_path: Path
    ) -> None:
        table = read_file(tmp_path, self.TEXT.replace("\t", ";").encode("cp1252"))
        assert table.rows[1].cells == ("/a", "Text", "Ménage d'été")
        assert table.guessed_encoding == "Windows-1252"

    def test_empty_rows_are_left_out_and_numbers_stay(self, tmp_path: Path) -> None:
        table = read_file(tmp_path, b"\n\na\tb\n\t\n\nc\td\n\n\n")
        assert numbers(table) == [3, 6]

    def test_the_content_decides_and_not_the_name(self, tmp_path: Path) -> None:
        assert cells(read_file(tmp_path, b"a\tb\n", "form.xlsx")) == [("a", "b")]

    @pytest.mark.parametrize("data", [b"", b"\n\n", b"\x00\x00\x00", b"\xef\xbb\xbf"])
    def test_nothing_in_it_is_said(self, tmp_path: Path, data: bytes) -> None:
        with pytest.raises(ReadError) as caught:
            read_file(tmp_path, data)
        assert caught.value.kind is ReadKind.EMPTY
        assert caught.value.facts["file"] == "form.csv"

    def test_a_file_that_is_not_there_is_said(self, tmp_path: Path) -> None:
        with pytest.raises(ReadError) as caught:
            read_tables(tmp_path / "none.tsv")
        assert caught.value.kind is ReadKind.NOT_FOUND

    def test_a_folder_is_said(self, tmp_path: Path) -> None:
        with pytest.raises(ReadError) as caught:
            read_tables(tmp_path)
        assert caught.value.kind is ReadKind.UNREADABLE
        assert caught.value.facts["reason"] == "folder"

    def test_a_name_that_no_file_can_have_is_said(self) -> None:
        with pytest.raises(ReadError) as caught:
            read_tables(Path("a\x00b"))
        assert caught.value.kind is ReadKind.UNREADABLE

    @pytest.mark.parametrize(
        ("data", "looks"),
        [
            (b"%PDF-1.7\n...", Looks.PDF),
            (b"\x89PNG\r\n\x1a\n....", Looks.PICTURE),
            (b"{\\rtf1\\ansi hello}", Looks.RTF),
            (bytes(range(256)) * 20, Looks.BINARY),
            (b"\x1f\x8b\x08\x00....", Looks.BINARY),
        ],
        ids=["a PDF", "a picture", "rich text", "junk", "gzip"],
    )
    def test_what_is_no_text_is_named(self, tmp_path: Path, data: bytes, looks: Looks) -> None:
        with pytest.raises(ReadError) as caught:
            read_file(tmp_path, data)
        assert caught.value.kind is ReadKind.UNKNOWN_FORMAT
        assert caught.value.facts["found"] == looks

    @given(data=st.binary(max_size=200))
    @settings(max_examples=200, deadline=None)
    def test_no_bytes_break_the_reader(
        self, tmp_path_factory: pytest.TempPathFactory, data: bytes
    ) -> None:
        path = tmp_path_factory.getbasetemp() / "any.csv"
        for start in (b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe"):
            path.write_bytes(start + data)
            with suppress(ReadError):
                read_tables(path)


class TestLimits:
    def test_too_many_rows_are_refused_with_the_row(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(tables, "ROWS", 10)
        with pytest.raises(ReadError) as caught:
            read_table_text("a\tb\n" * 11)
        assert caught.value.kind is ReadKind.TOO_LARGE
        assert caught.value.facts["what"] == "rows"
        assert caught.value.facts["row"] == 11

    def test_too_many_columns_are_refused(self) -> None:
        with pytest.raises(ReadError) as caught:
            read_table_text("\t".join("abc") + "\n" + "x\t" * 5_000 + "y")
        assert caught.value.facts["what"] == "columns"

    def test_separators_behind_the_table_are_no_columns(self) -> None:
        table = read_table_text("a\tb" + "\t" * 1_500)
        assert table.rows[0].cell(1) == "b"

    def test_a_cell_of_a_million_characters_is_refused(self) -> None:
        with pytest.raises(ReadError) as caught:
            read_table_text("x" * 1_000_001)
        assert caught.value.facts["what"] == "cell"

    def test_a_large_json_is_named_and_not_called_a_large_cell(self) -> None:
        with pytest.raises(ReadError) as caught:
            read_table_text('{"modules": "' + "x" * 1_000_001 + '"}')
        assert caught.value.kind is ReadKind.UNKNOWN_FORMAT
        assert caught.value.facts["found"] is Looks.JSON

    @pytest.mark.parametrize(
        "junk",
        ["\n", "\t", '"', '"\t', '""\t', '"\n', "x", "a\t\n", '"""a\t'],
        ids=[
            "lines",
            "tabs",
            "quotes",
            "open cells",
            "empty cells",
            "open lines",
            "letters",
            "narrow rows",
            "tripled quotes",
        ],
    )
    def test_junk_is_refused_within_bounds(self, junk: str) -> None:
        text = junk * (tables.TEXT_BYTES // 4 // len(junk))
        with pytest.raises(ReadError) as caught:
            read_table_text(text)
        assert caught.value.kind in (ReadKind.TOO_LARGE, ReadKind.EMPTY)

    def test_a_file_of_a_hundred_megabytes_is_refused_unread(self, tmp_path: Path) -> None:
        path = tmp_path / "junk.tsv"
        with path.open("wb") as stream:
            stream.seek(100 * 2**20)
            stream.write(b"x")
        with pytest.raises(ReadError) as caught:
            read_tables(path)
        assert caught.value.kind is ReadKind.TOO_LARGE
        assert caught.value.facts["found"] == 100 * 2**20 + 1

    def test_reading_can_be_cancelled(self) -> None:
        with pytest.raises(ReadError) as caught:
            read_table_text("a\tb\n" * 1_000, cancelled=lambda: True)
        assert caught.value.kind is ReadKind.CANCELLED
