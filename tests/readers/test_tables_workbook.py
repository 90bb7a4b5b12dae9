"""Workbooks as tables of text cells: what each kind of cell becomes, and what is refused."""

import io
import struct
import zipfile
from datetime import date, datetime, time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from workbooks import sheet_xml, text_cell, write_parts, write_workbook

from mapper_gui.mapping.errors import ReadError, ReadKind
from mapper_gui.mapping.import_warnings import Looks
from mapper_gui.readers import workbook
from mapper_gui.readers.tables import Mark, MarkKind, Row, read_tables
from mapper_gui.readers.worksheet import shows_a_date

SHEET = "xl/worksheets/sheet1.xml"


def rows_of(path: Path) -> tuple[Row, ...]:
    (table,) = read_tables(path)
    return table.rows


def refusal(path: Path, sheet: str | None = None) -> ReadError:
    with pytest.raises(ReadError) as caught:
        read_tables(path, sheet=sheet)
    assert caught.value.facts["file"] == path.name
    return caught.value


class TestCells:
    @pytest.mark.parametrize(
        ("value", "text", "kind"),
        [
            ("text", "text", None),
            (" two  spaces ", " two  spaces ", None),
            ("two\nlines", "two\nlines", None),
            (1, "1", None),
            (-7, "-7", None),
            (2.5, "2.5", None),
            (1.0, "1", None),
            (0.00001, "0.00001", None),
            (123456789012345, "123456789012345", None),
            (1234567890123456, "1234567890123456", MarkKind.LONG_NUMBER),
            (1e22, "1e+22", MarkKind.LONG_NUMBER),
            (True, "TRUE", MarkKind.BOOLEAN),
            (False, "FALSE", MarkKind.BOOLEAN),
            (date(2026, 3, 4), "2026-03-04", MarkKind.DATE),
            (datetime(2026, 3, 4, 5, 6), "2026-03-04T05:06:00", MarkKind.DATE),  # noqa: DTZ001
            (time(3, 4), "03:04:00", MarkKind.DATE),
            ("#N/A", "#N/A", MarkKind.ERROR),
        ],
        ids=repr,
    )
    def test_each_kind_has_a_text_and_a_mark_where_it_was_no_text(
        self, tmp_path: Path, value: object, text: str, kind: MarkKind | None
    ) -> None:
        (row,) = rows_of(write_workbook(tmp_path / "a.xlsx", Sheet=[["x", value]]))
        assert row.cells == ("x", text)
        assert row.marks == ({} if kind is None else {1: Mark(kind)})

    def test_a_formula_gives_its_last_value_and_itself(self, tmp_path: Path) -> None:
        cells = '<row r="1"><c r="A1" t="e"><f>-none</f><v>#NAME?</v></c>'
        cells += '<c r="B1"><f>1+2</f><v>3</v></c><c r="C1"><f>A1</f></c>'
        cells += '<c r="D1" t="str"><f>B1&amp;"x"</f><v>3x</v></c></row>'
        (row,) = rows_of(write_parts(tmp_path / "a.xlsx", {SHEET: sheet_xml(cells)}))
        assert row.cells == ("#NAME?", "3", "=A1", "3x")
        assert row.marks == {
            0: Mark(MarkKind.ERROR, "=-none"),
            1: Mark(MarkKind.FORMULA, "=1+2"),
            2: Mark(MarkKind.FORMULA, "=A1"),
            3: Mark(MarkKind.FORMULA, '=B1&"x"'),
        }

    def test_shared_and_rich_texts_are_whole_without_their_phonetic_hints(
        self, tmp_path: Path
    ) -> None:
        strings = (
            "<sst><si><t>plain</t></si>"
            "<si><r><t>two </t></r><r><rPr><b/></rPr><t xml:space='preserve'>parts</t></r>"
            "<rPh sb='0' eb='1'><t>hint</t></rPh></si><si/><si><t>a_x000D_b</t></si></sst>"
        )
        cells = "".join(f'<c t="s"><v>{number}</v></c>' for number in range(4))
        parts = {SHEET: sheet_xml(f"<row>{cells}</row>"), "xl/sharedStrings.xml": strings}
        (row,) = rows_of(write_parts(tmp_path / "a.xlsx", parts))
        assert row.cells == ("plain", "two parts", "", "a\rb")

    def test_prefixed_names_and_missing_references_are_read(self, tmp_path: Path) -> None:
        xml = (
            '<x:worksheet xmlns:x="http://purl.oclc.org/ooxml/spreadsheetml/main"><x:sheetData>'
            "<x:row><x:c><x:v>1</x:v></x:c><x:c><x:v>2</x:v></x:c></x:row>"
            '<x:row r="5"><x:c r="C5"><x:v>3</x:v></x:c></x:row></x:sheetData></x:worksheet>'
        )
        rows = rows_of(write_parts(tmp_path / "a.xlsx", {SHEET: xml}))
        assert [(row.number, row.cells) for row in rows] == [(1, ("1", "2")), (5, ("", "", "3"))]

    def test_dates_count_from_1904_where_the_workbook_says_so(self, tmp_path: Path) -> None:
        parts = {
            SHEET: sheet_xml('<row r="1"><c r="A1" s="1"><v>1</v></c></row>'),
            "xl/styles.xml": '<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/>'
            "</cellXfs></styleSheet>",
            "xl/workbook.xml": '<workbook xmlns:r="r"><workbookPr date1904="1"/><sheets>'
            '<sheet name="A" r:id="rId1"/></sheets></workbook>',
        }
        assert rows_of(write_parts(tmp_path / "a.xlsx", parts))[0].cells == ("1904-01-02",)

    @pytest.mark.parametrize(
        ("code", "shows"),
        [
            ("General", False),
            ("0.00", False),
            ('#,##0 "days"', False),
            ("[Red]0", False),
            ("0\\d", False),
            ("_-* #,##0_-", False),
            ("yyyy-mm-dd", True),
            ("[$-409]d-mmm;@", True),
            ("[h]:mm", True),
            ("h:mm AM/PM", True),
            ("0.0E+00", False),
        ],
    )
    def test_a_number_format_shows_a_date_or_not(self, code: str, shows: bool) -> None:
        assert shows_a_date(code) is shows

    @given(
        st.lists(
            st.lists(
                st.none()
                | st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=6)
                | st.integers(-(10**14), 10**14),
                min_size=1,
                max_size=5,
            ),
            min_size=1,
            max_size=5,
        )
    )
    @settings(max_examples=40, deadline=None)
    def test_it_agrees_with_openpyxl(
        self, tmp_path_factory: pytest.TempPathFactory, rows: list[list[object]]
    ) -> None:
        import openpyxl

        path = tmp_path_factory.getbasetemp() / "any.xlsx"
        write_workbook(path, Sheet=rows)
        book = openpyxl.load_workbook(path)
        expected = {
            (cell.row, cell.column): str(cell.value)
            for line in book.worksheets[0].iter_rows()
            for cell in line
            if cell.value not in (None, "") and cell.data_type != "f"
        }
        book.close()
        found = {
            (row.number, column): text
            for row in rows_of(path)
            for column, text in enumerate(row.cells, 1)
            if text and column - 1 not in row.marks
        }
        unescaped = {key for key, text in expected.items() if "_x" in text}
        marked = expected.keys() - found.keys()
        assert all(expected[key] in ("#N/A",) or expected[key][:1] == "#" for key in marked)
        assert {k: v for k, v in found.items() if k not in unescaped} == {
            k: v for k, v in expected.items() if k in found and k not in unescaped
        }


class TestSheets:
    def test_all_come_in_their_order_with_their_names(self, tmp_path: Path) -> None:
        path = write_workbook(tmp_path / "a.xlsx", Read_me=[["hello"]], Form=[["a", "b"]])
        assert [table.sheet for table in read_tables(path)] == ["Read me", "Form"]

    def test_one_can_be_chosen(self, tmp_path: Path) -> None:
        path = write_workbook(tmp_path / "a.xlsx", First=[["1"]], Second=[["2"]])
        assert [table.sheet for table in read_tables(path, sheet="Second")] == ["Second"]
        assert [table.sheet for table in read_tables(path, sheet=" second ")] == ["Second"]

    def test_one_that_is_not_there_is_refused_with_those_that_are(self, tmp_path: Path) -> None:
        path = write_workbook(tmp_path / "a.xlsx", First=[["1"]], Second=[["2"]])
        error = refusal(path, sheet="Third")
        assert error.kind is ReadKind.NO_SUCH_SHEET
        assert error.facts["sheets"] == ("First", "Second")

    def test_a_hidden_one_is_marked(self, tmp_path: Path) -> None:
        import openpyxl

        book = openpyxl.Workbook()
        book.create_sheet("Old").sheet_state = "hidden"
        book.save(tmp_path / "a.xlsx")
        assert [table.hidden for table in read_tables(tmp_path / "a.xlsx")] == [False, True]

    def test_a_chart_is_no_sheet(self, tmp_path: Path) -> None:
        import openpyxl

        book = openpyxl.Workbook()
        book.worksheets[0]["A1"] = "x"
        book.create_chartsheet("Chart")
        book.save(tmp_path / "a.xlsx")
        assert [table.sheet for table in read_tables(tmp_path / "a.xlsx")] == ["Sheet"]

    def test_a_damaged_sheet_does_not_matter_when_another_is_chosen(self, tmp_path: Path) -> None:
        parts = {SHEET: sheet_xml(f"<row>{text_cell('A1', 'x')}</row>")}
        parts["xl/worksheets/sheet2.xml"] = "<worksheet><sheetData><row>"
        path = write_parts(tmp_path / "a.xlsx", parts, names=["Good", "Bad"])
        assert read_tables(path, sheet="Good")[0].rows[0].cells == ("x",)
        error = refusal(path)
        assert error.kind is ReadKind.DAMAGED
        assert error.facts["sheet"] == "Bad"


class TestWhatIsNoWorkbook:
    def test_an_encrypted_one_is_named(self, tmp_path: Path) -> None:
        path = tmp_path / "a.xlsx"
        path.write_bytes(
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
            + bytes(500)
            + "EncryptedPackage".encode("utf-16-le")
        )
        assert refusal(path).kind is ReadKind.ENCRYPTED

    def test_an_old_one_is_named(self, tmp_path: Path) -> None:
        path = tmp_path / "a.xls"
        path.write_bytes(
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "Workbook".encode("utf-16-le")
        )
        error = refusal(path)
        assert (error.kind, error.facts["found"]) == (ReadKind.UNKNOWN_FORMAT, Looks.OLD_EXCEL)

    @pytest.mark.parametrize(
        ("parts", "looks"),
        [
            (
                {
                    "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
                    "content.xml": "<a/>",
                },
                Looks.OPEN_DOCUMENT,
            ),
            ({"notes.txt": "hello"}, Looks.ZIP),
            (
                {
                    "word/document.xml": "<a/>",
                    "_rels/.rels": '<Relationships><Relationship Id="1" '
                    'Type="x/officeDocument" Target="word/document.xml"/></Relationships>',
                },
                Looks.WORD,
            ),
            (
                {
                    "xl/workbook.bin": "x",
                    "_rels/.rels": '<Relationships><Relationship Id="1" '
                    'Type="x/officeDocument" Target="xl/workbook.bin"/></Relationships>',
                },
                Looks.BINARY_EXCEL,
            ),
        ],
        ids=["OpenDocument", "a zip", "Word", "binary Excel"],
    )
    def test_other_archives_are_named(
        self, tmp_path: Path, parts: dict[str, str], looks: Looks
    ) -> None:
        with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
            for name, part in parts.items():
                archive.writestr(name, part)
        error = refusal(tmp_path / "a.xlsx")
        assert (error.kind, error.facts["found"]) == (ReadKind.UNKNOWN_FORMAT, looks)

    def test_one_that_breaks_off_is_damaged(self, tmp_path: Path) -> None:
        path = write_workbook(tmp_path / "a.xlsx", Sheet=[["x"] * 10] * 10)
        data = path.read_bytes()
        for length in (5, 30, len(data) // 2, len(data) - 10):
            path.write_bytes(data[:length])
            assert refusal(path).kind is ReadKind.DAMAGED

    def test_one_with_a_flipped_byte_is_damaged_or_read(self, tmp_path: Path) -> None:
        path = write_workbook(tmp_path / "a.xlsx", Sheet=[["x", 1]] * 3)
        data = path.read_bytes()
        for at in range(0, len(data), 7):
            path.write_bytes(data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :])
            try:
                read_tables(path)
            except ReadError as error:
                kinds = (ReadKind.DAMAGED, ReadKind.ENCRYPTED, ReadKind.TOO_LARGE)
                assert error.kind in (*kinds, ReadKind.UNKNOWN_FORMAT)  # noqa: PT017

    def test_a_shared_string_that_is_not_there_is_damaged(self, tmp_path: Path) -> None:
        cells = '<row r="3"><c r="A3" t="s"><v>7</v></c></row>'
        error = refusal(write_parts(tmp_path / "a.xlsx", {SHEET: sheet_xml(cells)}))
        assert error.kind is ReadKind.DAMAGED
        assert error.facts["row"] == 3

    def test_a_sheet_that_is_not_there_is_damaged(self, tmp_path: Path) -> None:
        assert refusal(write_parts(tmp_path / "a.xlsx", {})).kind is ReadKind.DAMAGED


class TestHostileWorkbooks:
    @pytest.mark.parametrize(
        "reference", ["XFD1048576", "XFD1", "A1048576", "ZZZZZZZ1"], ids=str.lower
    )
    def test_a_far_cell_is_refused_with_its_row(self, tmp_path: Path, reference: str) -> None:
        number = reference.lstrip("XFDAZ") or "1"
        cells = f'<row r="{number}">{text_cell(reference, "x")}</row>'
        error = refusal(write_parts(tmp_path / "a.xlsx", {SHEET: sheet_xml(cells)}))
        assert error.kind in (ReadKind.TOO_LARGE, ReadKind.DAMAGED)

    def test_a_far_cell_without_content_does_not_matter(self, tmp_path: Path) -> None:
        cells = f'<row r="1">{text_cell("A1", "x")}</row>'
        cells += '<row r="1048576"><c r="XFD1048576" s="1"/></row>'
        assert len(rows_of(write_parts(tmp_path / "a.xlsx", {SHEET: sheet_xml(cells)}))) == 1

    def test_a_size_in_the_sheet_that_is_not_true_does_not_matter(self, tmp_path: Path) -> None:
        xml = (
            sheet_xml(f'<row r="1">{text_cell("A1", "x")}</row>')
            .replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>')
            .replace(
                "</worksheet>",
                '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>',
            )
        )
        assert rows_of(write_parts(tmp_path / "a.xlsx", {SHEET: xml}))[0].cells == ("x",)

    def test_a_part_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(
        self, tmp_path: Path
    ) -> None:
        path = write_parts(tmp_path / "a.xlsx", {SHEET: b" " * (workbook.PART_BYTES + 1)})
        assert path.stat().st_size < 2**20
        error = refusal(path)
        assert (error.kind, error.facts["what"]) == (ReadKind.TOO_LARGE, "unpacked")

    def test_a_directory_that_lies_about_a_size_is_damaged(self, tmp_path: Path) -> None:
        path = write_parts(tmp_path / "a.xlsx", {SHEET: b"<a>" + b" " * (workbook.PART_BYTES + 9)})
        data = bytearray(path.read_bytes())
        with zipfile.ZipFile(path) as archive:
            size = struct.pack("<L", archive.getinfo(SHEET).file_size)
        data = bytearray(bytes(data).replace(size, struct.pack("<L", 1_000)))
        path.write_bytes(data)
        assert refusal(path).kind is ReadKind.DAMAGED

    def test_many_sheets_that_are_one_part_are_refused(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(workbook, "UNPACKED_BYTES", 10_000)
        sheets = "".join(f'<sheet name="S{n}" r:id="rId1"/>' for n in range(100))
        parts = {
            SHEET: sheet_xml(" " * 1_000),
            "xl/workbook.xml": f'<workbook xmlns:r="r"><sheets>{sheets}</sheets></workbook>',
        }
        assert refusal(write_parts(tmp_path / "a.xlsx", parts)).facts["what"] == "unpacked"

    @pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/sharedStrings.xml"])
    def test_entities_are_refused_wherever_they_stand(self, tmp_path: Path, part: str) -> None:
        doctype = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">'
        doctype += '<!ENTITY c SYSTEM "file:///etc/passwd">]>'
        parts = {SHEET: sheet_xml(f'<row r="1">{text_cell("A1", "x")}</row>')}
        parts[part] = sheet_xml("<row><c><v>&b;&c;</v></c></row>", doctype)
        assert refusal(write_parts(tmp_path / "a.xlsx", parts)).kind is ReadKind.HOSTILE_XML

    @pytest.mark.parametrize(
        "junk",
        [b"<c/>", b"<row/>", b"<row><c><v>1</v></c></row>", b"<a>"],
        ids=["empty cells", "empty rows", "full rows", "deep nesting"],
    )
    def test_junk_that_packs_well_is_refused_within_bounds(
        self, tmp_path: Path, junk: bytes
    ) -> None:
        xml = b"<worksheet><sheetData>" + junk * (workbook.PART_BYTES // 2 // len(junk))
        path = write_parts(tmp_path / "a.xlsx", {SHEET: xml})
        assert refusal(path).kind in (ReadKind.TOO_LARGE, ReadKind.DAMAGED)

    def test_millions_of_shared_strings_are_refused(self, tmp_path: Path) -> None:
        parts = {SHEET: sheet_xml(""), "xl/sharedStrings.xml": "<sst>" + "<si/>" * 1_000_001}
        assert refusal(write_parts(tmp_path / "a.xlsx", parts)).kind is ReadKind.TOO_LARGE

    def test_one_tag_without_end_is_refused(self, tmp_path: Path) -> None:
        parts = {SHEET: b"<worksheet><c r='" + b"A" * (16 * 2**20)}
        assert refusal(write_parts(tmp_path / "a.xlsx", parts)).kind is ReadKind.TOO_LARGE

    def test_a_cell_of_a_million_characters_is_refused(self, tmp_path: Path) -> None:
        cells = f'<row r="2">{text_cell("A2", "x" * 1_000_001)}</row>'
        error = refusal(write_parts(tmp_path / "a.xlsx", {SHEET: sheet_xml(cells)}))
        assert (error.facts["what"], error.facts["row"]) == ("cell", 2)

    def test_a_huge_zip_directory_is_refused_unread(self, tmp_path: Path) -> None:
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            for number in range(3_000):
                archive.writestr(f"{'long' * 400}{number}", b"")
        (tmp_path / "a.xlsx").write_bytes(stream.getvalue())
        error = refusal(tmp_path / "a.xlsx")
        assert (error.kind, error.facts["what"]) == (ReadKind.TOO_LARGE, "parts")

    def test_reading_can_be_cancelled_in_the_middle_of_a_sheet(self, tmp_path: Path) -> None:
        path = write_workbook(tmp_path / "a.xlsx", Sheet=[["x"] * 10] * 10)
        asked = iter([False, False, False, True])
        with pytest.raises(ReadError) as caught:
            read_tables(path, cancelled=lambda: next(asked))
        assert caught.value.kind is ReadKind.CANCELLED
