"""Which sheet of a workbook is the export, and what a spreadsheet program did to its cells."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from form_builder_text import export, header, row
from workbooks import sheet_xml, text_cell, write_parts, write_workbook

from mapper_gui.mapping.errors import ReadError, ReadKind
from mapper_gui.readers import FormReading, read_form, read_form_text

FORM = [header(), row("/a", "Text", "Name"), row("/q", "Checkbox"), row("/q-1", "Choice", "One")]


def told(reading: FormReading) -> list[tuple[str, int | None, object]]:
    return [
        (problem.kind.value, problem.where.row, problem.facts.get("column"))
        for problem in reading.warnings
    ]


class TestTheSheet:
    def test_the_export_is_found_wherever_it_is(self, tmp_path: Path) -> None:
        path = write_workbook(
            tmp_path / "a.xlsx",
            Read_me=[["Mapping of the household form"], ["Question", "Answer"]],
            Export=[[], ["Version 3"], *FORM],
            Target=[["name", "label", "type"], ["LastName", "Last name", "text"]],
        )
        reading = read_form(path)
        assert reading.sheet == "Export"
        assert [question.id for question in reading.form.questions] == ["/a", "/q"]
        assert reading.form.questions[0].row == 4

    def test_several_that_could_be_it_are_named(self, tmp_path: Path) -> None:
        path = write_workbook(tmp_path / "a.xlsx", Visit=FORM, Registration=FORM, Notes=[["x"]])
        with pytest.raises(ReadError) as caught:
            read_form(path)
        assert caught.value.kind is ReadKind.SEVERAL_SHEETS
        assert caught.value.facts["sheets"] == ("Visit", "Registration")

    def test_one_of_several_can_be_chosen(self, tmp_path: Path) -> None:
        path = write_workbook(tmp_path / "a.xlsx", Visit=FORM, Registration=FORM[:2])
        reading = read_form(path, "Registration")
        assert reading.sheet == "Registration"
        assert len(reading.form.questions) == 1

    def test_a_sheet_that_is_chosen_and_is_no_export_is_refused(self, tmp_path: Path) -> None:
        path = write_workbook(tmp_path / "a.xlsx", Visit=FORM, Notes=[["hello"]])
        with pytest.raises(ReadError) as caught:
            read_form(path, "Notes")
        assert caught.value.kind is ReadKind.NO_HEADER

    def test_a_text_file_has_no_sheets_to_choose_from(self, tmp_path: Path) -> None:
        path = tmp_path / "a.tsv"
        path.write_text(export(row("/a", "Text")))
        assert read_form(path, "Sheet1").sheet is None

    def test_a_hidden_sheet_counts_only_where_no_other_could_be_it(self, tmp_path: Path) -> None:
        import openpyxl

        path = write_workbook(tmp_path / "a.xlsx", Old=FORM[:2], New=FORM)
        book = openpyxl.load_workbook(path)
        book["Old"].sheet_state = "hidden"
        book.save(path)
        assert read_form(path).sheet == "New"

    def test_a_table_that_only_happens_to_have_both_columns_is_not_preferred(
        self, tmp_path: Path
    ) -> None:
        path = write_workbook(
            tmp_path / "a.xlsx",
            Legend=[["Question", "Type"], ["/a", "who decides"]],
            Export=FORM,
        )
        assert read_form(path).sheet == "Export"

    def test_a_workbook_without_an_export_is_refused_with_what_was_found(
        self, tmp_path: Path
    ) -> None:
        path = write_workbook(
            tmp_path / "a.xlsx",
            All_Forms=[["module_name", "form_name", "comment"]],
            Visit=[["question_id", "label", "translations", "type"], ["/data/a", "A", "", "Text"]],
        )
        with pytest.raises(ReadError) as caught:
            read_form(path)
        assert caught.value.kind is ReadKind.NO_HEADER
        assert caught.value.facts["looks"] == "form_summary"
        assert caught.value.facts["sheets"] == ("All Forms", "Visit")

    def test_an_empty_workbook_is_said_to_be_empty(self, tmp_path: Path) -> None:
        with pytest.raises(ReadError) as caught:
            read_form(write_workbook(tmp_path / "a.xlsx", Sheet=[]))
        assert caught.value.kind is ReadKind.EMPTY

    def test_a_macro_workbook_is_read(self, tmp_path: Path) -> None:
        path = write_workbook(tmp_path / "a.xlsm", Export=FORM)
        assert len(read_form(path).form.questions) == 2

    def test_all_cells_in_one_column_are_named_as_such(self, tmp_path: Path) -> None:
        lines = [["Question,Type,Text (en)"], ["/a,Text,Name"]]
        with pytest.raises(ReadError) as caught:
            read_form(write_workbook(tmp_path / "a.xlsx", Export=lines))
        assert caught.value.facts["looks"] == "unsplit"


class TestDamage:
    def form(self, path: Path, label: Any) -> FormReading:
        rows: list[list[Any]] = [header(), row("/a", "Text")]
        rows[1][2] = label
        return read_form(write_workbook(path / "a.xlsx", Export=rows))

    def test_a_date_is_told_by_its_row_and_not_guessed_back(self, tmp_path: Path) -> None:
        reading = self.form(tmp_path, date(2026, 2, 1))
        assert told(reading) == [("date_cell", 2, "Text (en)")]
        assert reading.form.questions[0].labels == {"en": "2026-02-01"}
        assert reading.form.questions[0].doubts == ("date_cell",)

    def test_a_formula_is_told_with_the_formula(self, tmp_path: Path) -> None:
        reading = self.form(tmp_path, "=1+2")
        assert told(reading) == [("formula_cell", 2, "Text (en)")]
        assert reading.warnings[0].facts["formula"] == "=1+2"

    def test_a_formula_that_failed_is_told_with_what_was_typed(self, tmp_path: Path) -> None:
        titles = "".join(text_cell(f"{c}1", t) for c, t in zip("ABC", header(), strict=False))
        cells = f'<row r="1">{titles}</row><row r="2">{text_cell("A2", "/a")}'
        cells += f'{text_cell("B2", "Text")}<c r="C2" t="e"><f>- none</f><v>#NAME?</v></c></row>'
        path = write_parts(tmp_path / "a.xlsx", {"xl/worksheets/sheet1.xml": sheet_xml(cells)})
        reading = read_form(path)
        assert told(reading) == [("error_cell", 2, "Text (en)")]
        assert reading.warnings[0].facts["formula"] == "=- none"
        assert reading.form.questions[0].labels == {"en": "#NAME?"}

    def test_a_number_of_more_than_fifteen_digits_is_told(self, tmp_path: Path) -> None:
        assert told(self.form(tmp_path, 1234567890123456)) == [("lost_digits", 2, "Text (en)")]

    def test_a_yes_or_no_is_told(self, tmp_path: Path) -> None:
        assert told(self.form(tmp_path, True)) == [("boolean_cell", 2, "Text (en)")]

    def test_a_plain_number_is_a_label_like_any_other(self, tmp_path: Path) -> None:
        reading = self.form(tmp_path, 7)
        assert told(reading) == []
        assert reading.form.questions[0].labels == {"en": "7"}

    def test_a_text_that_fills_its_cell_was_probably_cut(self, tmp_path: Path) -> None:
        assert told(self.form(tmp_path, "x" * 32_767)) == [("cut_cell", 2, "Text (en)")]

    def test_damage_under_a_choice_is_told_and_marks_its_question(self, tmp_path: Path) -> None:
        rows: list[list[Any]] = [*map(list, FORM)]
        rows[3][2] = date(2026, 2, 1)
        reading = read_form(write_workbook(tmp_path / "a.xlsx", Export=rows))
        assert told(reading) == [("date_cell", 4, "Text (en)")]
        assert reading.form.questions[1].doubts == ("date_cell",)

    def test_columns_that_are_not_read_may_hold_anything(self, tmp_path: Path) -> None:
        rows: list[list[Any]] = [[*header(), "", ""], [*row("/a", "Text"), "", ""]]
        path = write_workbook(tmp_path / "a.xlsx", Export=rows)
        assert told(read_form(path)) == []

    @pytest.mark.parametrize(
        ("label", "kind"),
        [
            ("#NAME?", "error_cell"),
            ("#¿NOMBRE?", "error_cell"),
            ("#DIV/0!", "error_cell"),
            ("########", "error_cell"),
            ("1.23E+11", "lost_digits"),
            ("1,23457E+15", "lost_digits"),
            ("1234567890123450000", "lost_digits"),
            ("2-Jan", "date_cell"),
            ("Jan-02", "date_cell"),
            ("01-Feb-2026", "date_cell"),
            ("02/01/2026", "date_cell"),
            ("caf\ufffd", "lost_characters"),
        ],
    )
    def test_what_a_file_saved_as_text_still_shows_is_told(self, label: str, kind: str) -> None:
        reading = read_form_text(export(row("/a", "Text", label)))
        assert told(reading) == [(kind, 2, "Text (en)")]
        assert reading.form.questions[0].labels == {"en": label}

    @pytest.mark.parametrize(
        "label",
        [
            "#form/a",
            "# heading",
            "#1",
            "- none",
            "=5",
            "12",
            "712345678",
            "2026-01-02",
            "Maybe",
            "1-2",
            "3/4",
            "May-be",
            "* list\n* item",
            "1234567890123456",
        ],
    )
    def test_ordinary_labels_are_not_told(self, label: str) -> None:
        reading = read_form_text(export(row("/a", "Text", label)))
        assert told(reading) == []
        assert reading.form.questions[0].labels == {"en": label}

    def test_a_longer_text_than_a_cell_can_hold_is_told(self) -> None:
        reading = read_form_text(export(row("/a", "Text", "x" * 40_000)))
        assert told(reading) == [("long_cell", 2, "Text (en)")]
        assert len(reading.form.questions[0].labels["en"]) == 40_000

    def test_a_guessed_encoding_is_told(self, tmp_path: Path) -> None:
        path = tmp_path / "a.csv"
        path.write_bytes(export(row("/a", "Text", "Ménage")).replace("\t", ";").encode("cp1252"))
        reading = read_form(path)
        assert told(reading) == [("guessed_encoding", None, None)]
        assert reading.form.questions[0].labels == {"en": "Ménage"}
