"""Target fields from tables: .csv, .xlsx and what is pasted."""

from pathlib import Path
from typing import Any

import pytest

from mapper_gui.mapping.errors import ReadError, ReadKind
from mapper_gui.mapping.found import Found
from mapper_gui.mapping.import_warnings import Looks
from mapper_gui.mapping.target import FieldType, TargetChoice, TargetField, TargetWarning
from mapper_gui.readers.target_file import read_target, read_target_text

SAMPLES = Path(__file__).parents[1] / "samples"
RESOURCES = Path(__file__).parents[2] / "resources"


def fields(text: str) -> tuple[TargetField, ...]:
    return read_target_text(text, "Contact").target.objects[0].fields


def warnings(text: str) -> list[tuple[str, int | None]]:
    found = read_target_text(text, "Contact").warnings
    return [(w.kind.value, w.where.row) for w in found]  # type: ignore[union-attr]


def saved_workbook(path: Path, sheets: dict[str, list[list[Any]]]) -> Path:
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def test_the_columns_of_the_plain_format_are_read() -> None:
    (last, sex) = fields(
        "name,label,type,required,choices,key,length\n"
        "LastName,Last name,text,yes,,,80\n"
        'Sex__c,Sex,picklist,no,"m=Male;f=Female",x,\n'
    )
    assert last == TargetField(
        "LastName", "Last name", FieldType.TEXT, "text", required=True, length=80
    )
    assert sex == TargetField(
        "Sex__c",
        "Sex",
        FieldType.CHOICE,
        "picklist",
        choices=(TargetChoice("m", "Male"), TargetChoice("f", "Female")),
        key=True,
    )


def test_salesforces_field_list_is_read_with_its_own_headers() -> None:
    reading = read_target(SAMPLES / "targets" / "fields.csv")
    assert reading.warnings == ()
    (found,) = reading.target.objects
    assert found.name == "fields"
    last, sex, services, case_id, household, age = found.fields
    assert (last.name, last.label, last.required, last.length) == (
        "LastName",
        "Last Name",
        True,
        80,
    )
    assert (sex.type, sex.required, len(sex.choices)) == (FieldType.CHOICE, True, 3)
    assert sex.choices[2] == TargetChoice("Unknown", "Not known")
    assert services.type is FieldType.MULTIPLE_CHOICE
    assert [c.value for c in services.choices] == ["Counselling", "ART refill", "Home visit"]
    assert (case_id.key, case_id.length, case_id.required) == (True, 64, True)
    assert (household.type, household.refers_to) == (FieldType.REFERENCE, ("Household",))
    assert (age.type, age.writable) == (FieldType.NUMBER, False)


def test_a_databases_own_list_is_read_with_its_tables_as_objects() -> None:
    reading = read_target(SAMPLES / "targets" / "information_schema.csv")
    client, visit = reading.target.objects
    assert (client.name, visit.name) == ("client", "visit")
    assert [(f.name, f.type, f.required) for f in client.fields] == [
        ("id", FieldType.INTEGER, False),  # it has a default
        ("case_id", FieldType.TEXT, True),
        ("born", FieldType.DATE, False),
        ("seen_at", FieldType.DATETIME, False),
    ]
    assert client.fields[1].length == 64
    assert [f.type for f in visit.fields] == [
        FieldType.TEXT,
        FieldType.INTEGER,
        FieldType.NUMBER,
        FieldType.OTHER,
    ]


def test_mysqls_own_list_is_read_with_its_enums_and_keys() -> None:
    form_id, sex = fields(
        "Field\tType\tNull\tKey\tDefault\tExtra\n"
        "form_id\tvarchar(64)\tNO\tPRI\tNULL\t\n"
        "sex\tenum('m','f')\tYES\tMUL\tNULL\t\n"
    )
    assert (form_id.required, form_id.key, form_id.length) == (True, True, 64)
    assert (sex.type, sex.key, [c.value for c in sex.choices]) == (
        FieldType.CHOICE,
        False,
        ["m", "f"],
    )


def test_in_a_workbook_the_sheet_is_the_object(tmp_path: Path) -> None:
    path = saved_workbook(
        tmp_path / "fields.xlsx",
        {
            "Read me": [["This workbook lists the fields of our system"]],
            "Contact": [["Name", "Label", "Required"], ["LastName", "Last name", True]],
            "Household__c": [[], ["Field name", "Type"], ["Village__c", "text"]],
        },
    )
    reading = read_target(path)
    assert [(o.name, [f.name for f in o.fields]) for o in reading.target.objects] == [
        ("Contact", ["LastName"]),
        ("Household__c", ["Village__c"]),
    ]
    assert reading.target.objects[0].fields[0].required
    assert [(w.kind, w.facts["sheet"]) for w in reading.warnings] == [
        (TargetWarning.SHEET_LEFT_OUT, "Read me")
    ]
    one = read_target(path, sheet="Household__c")
    assert [o.name for o in one.target.objects] == ["Household__c"]


def test_an_object_column_wins_over_the_sheet_and_a_blank_continues_the_one_above(
    tmp_path: Path,
) -> None:
    path = saved_workbook(
        tmp_path / "fields.xlsx",
        {
            "All": [
                ["Object", "Name", "Label"],
                ["Contact", "LastName", "Last name"],
                [None, "FirstName", "First name"],
                ["Visit__c", "Date__c", "Date"],
            ]
        },
    )
    reading = read_target(path)
    assert [(o.name, len(o.fields)) for o in reading.target.objects] == [
        ("Contact", 2),
        ("Visit__c", 1),
    ]
    (warning,) = reading.warnings
    assert warning.kind is TargetWarning.OBJECT_CONTINUED
    assert warning.facts["rows"] == (3,)


def test_the_objects_of_two_sheets_with_the_same_name_are_one(tmp_path: Path) -> None:
    header = ["Object", "Name"]
    path = saved_workbook(
        tmp_path / "fields.xlsx",
        {"a": [header, ["Contact", "A"]], "b": [header, ["Contact", "B"], ["Contact", "A"]]},
    )
    reading = read_target(path)
    assert [f.name for f in reading.target.objects[0].fields] == ["A", "B"]
    assert [w.kind for w in reading.warnings] == [TargetWarning.DUPLICATE_FIELD]


def test_a_title_above_the_header_is_passed_over() -> None:
    text = "Fields of our system\t\t\n\t\t\nName\tLabel\tType\nLastName\tLast name\ttext\n"
    assert [f.name for f in fields(text)] == ["LastName"]


@pytest.mark.parametrize("word", ["yes", "Y", "TRUE", "1", "x", "✓", "Required", "oui", "1.0"])
def test_words_that_say_required(word: str) -> None:
    assert fields(f"name\trequired\nA\t{word}\n")[0].required


@pytest.mark.parametrize("word", ["no", "N", "FALSE", "0", "", "-", "optional", "non"])
def test_words_that_say_not_required(word: str) -> None:
    assert not fields(f"name\tlabel\trequired\nA\ta\t{word}\n")[0].required


def test_a_word_that_says_neither_is_a_warning_with_its_row() -> None:
    assert warnings("name\trequired\nA\tyes\nB\tif known\n") == [("required_unreadable", 3)]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("m=Male;f=Female", [("m", "Male"), ("f", "Female")]),
        ("m = Male ; f = Female;", [("m", "Male"), ("f", "Female")]),
        ("m;f", [("m", ""), ("f", "")]),
        ("m=Male\nf=Female", [("m", "Male"), ("f", "Female")]),
        ("m=Male\r\nf=Female\r\n", [("m", "Male"), ("f", "Female")]),
        ("a=b=c", [("a", "b=c")]),
        ("Tap, inside\nTap, outside", [("Tap, inside", ""), ("Tap, outside", "")]),
        ("1;2", [("1", ""), ("2", "")]),
    ],
)
def test_choices_are_read(cell: str, expected: list[tuple[str, str]]) -> None:
    (found,) = fields(f'name\tchoices\nA\t"{cell}"\n')
    assert [(c.value, c.label) for c in found.choices] == expected
    assert found.type is FieldType.CHOICE


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("m;f;m", "duplicate_choice"),
        ("m;=Female", "choice_without_value"),
        ("Male, Female, Other", "single_choice"),
        ("a;b\nc", "mixed_separators"),
    ],
)
def test_doubtful_choices_are_warned_of_by_row(cell: str, kind: str) -> None:
    assert warnings(f'name\tchoices\nA\t"{cell}"\n') == [(kind, 2)]


def test_nothing_is_left_out_without_a_warning() -> None:
    text = (
        "Name\tLabel\tType\tLength\tKey\tOwner\n"
        "LastName\tLast name\ttext\tlong\tmaybe\tMina\n"
        "\tNo name\ttext\t\t\t\n"
        "LastName\tAgain\ttext\t\t\t\n"
        "Blob\tBlob\tquantum\t\t\t\n"
        "Blob2\tBlob\tquantum\t\t\t\n"
    )
    assert warnings(text) == [
        ("columns_left_out", 1),
        ("length_unreadable", 2),
        ("key_unreadable", 2),
        ("no_field_name", 3),
        ("duplicate_field", 4),
        ("unknown_type", 5),
    ]
    assert [f.name for f in fields(text)] == ["LastName", "Blob", "Blob2"]
    assert fields(text)[1].type is FieldType.OTHER
    assert fields(text)[1].type_word == "quantum"


def test_what_a_spreadsheet_made_a_date_of_is_warned_of(tmp_path: Path) -> None:
    from datetime import date

    path = saved_workbook(
        tmp_path / "fields.xlsx",
        {"Contact": [["Name", "Choices"], ["Stage__c", date(2026, 2, 1)]]},
    )
    reading = read_target(path)
    assert [(w.kind, w.where.row) for w in reading.warnings] == [(TargetWarning.CHANGED_CELL, 2)]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("Text(255)", FieldType.TEXT),
        ("character varying", FieldType.TEXT),
        ("Long Text Area(32000)", FieldType.TEXT),
        ("Number(18, 0)", FieldType.INTEGER),
        ("Number(16, 2)", FieldType.NUMBER),
        ("bigint unsigned", FieldType.INTEGER),
        ("double precision", FieldType.NUMBER),
        ("Checkbox", FieldType.BOOLEAN),
        ("Yes/No", FieldType.BOOLEAN),
        ("Date/Time", FieldType.DATETIME),
        ("timestamp without time zone", FieldType.DATETIME),
        ("time", FieldType.TIME),
        ("Picklist", FieldType.CHOICE),
        ("Picklist (Multi-Select)", FieldType.MULTIPLE_CHOICE),
        ("Multiple Choice", FieldType.CHOICE),
        ("multiple_choice", FieldType.MULTIPLE_CHOICE),
        ("Master-Detail(Account)", FieldType.REFERENCE),
        ("INTEGER_ZERO_OR_POSITIVE", FieldType.INTEGER),
        ("jsonb", FieldType.OTHER),
        ("text[]", FieldType.OTHER),
    ],
)
def test_type_words_are_understood(word: str, kind: FieldType) -> None:
    (found,) = fields(f"name\ttype\nA\t{word}\n")
    assert (found.type, found.type_word) == (kind, word)


@pytest.mark.parametrize(
    "word",
    [
        "multiple",
        "multi",
        "multiselect",
        "multi-select",
        "Multi select",
        "checkboxes",
        "multiple choices",
        "multiple answers",
        "multi-value",
        "picklist (multi-select)",
        "Picklist (multi)",
    ],
)
def test_the_words_for_several_choices_make_a_field_of_several(word: str) -> None:
    (found,) = fields(f"name\ttype\tchoices\nA\t{word}\tx;y\n")
    assert found.type is FieldType.MULTIPLE_CHOICE
    assert [choice.value for choice in found.choices] == ["x", "y"]


class TestPastedLists:
    def test_names_alone_become_fields(self) -> None:
        assert [f.name for f in fields("Name\nLastName\nPhone\n")] == ["Name", "LastName", "Phone"]

    def test_a_clear_header_of_one_column_is_a_header(self) -> None:
        assert [f.name for f in fields("API Name\nLastName\nPhone\n")] == ["LastName", "Phone"]

    def test_a_name_and_a_label_with_a_tab_between(self) -> None:
        assert [(f.name, f.label) for f in fields("Name\tFull name\nPhone\tPhone, home\n")] == [
            ("Name", "Full name"),
            ("Phone", "Phone, home"),
        ]

    def test_commas_do_not_separate_a_list(self) -> None:
        assert [f.name for f in fields("gps, lat\ngps, lon")] == ["gps, lat", "gps, lon"]

    def test_a_name_that_stands_twice_is_warned_of(self) -> None:
        assert warnings("A\nB\nA\n") == [("duplicate_field", 3)]

    def test_the_object_has_the_name_that_was_given(self) -> None:
        assert read_target_text("A\nB", "Visit__c").target.objects[0].name == "Visit__c"

    def test_prose_is_refused(self) -> None:
        with pytest.raises(ReadError) as caught:
            read_target_text("Hello, please find attached the list of fields that we use\n")
        assert caught.value.facts["found"] is Looks.PROSE

    def test_three_columns_without_a_header_ask_for_one(self) -> None:
        with pytest.raises(ReadError) as caught:
            read_target_text("LastName\tLast name\ttext\nPhone\tPhone\ttext\n")
        assert caught.value.kind is ReadKind.NO_HEADER
        assert caught.value.facts["found"] == ("LastName", "Last name", "text")


class TestRefused:
    @pytest.mark.parametrize("name", ["register_household.tsv", "anc_visit.tsv"])
    def test_a_form_export_is_named_as_such(self, name: str) -> None:
        with pytest.raises(ReadError) as caught:
            read_target(RESOURCES / "sample" / name)
        assert caught.value.kind is ReadKind.NOT_A_TARGET
        assert caught.value.facts["found"] is Found.FORM_EXPORT

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("<html><body>Sign in</body></html>", Looks.HTML),
            ("<?xml version='1.0'?><CustomObject/>", Looks.XML),
            ("CREATE TABLE client (\n id integer\n);", Found.SQL),
            ('{"form": {"@xmlns": "x"}, "id": "1"}', Found.SUBMISSION),
            ('{"data": {"form": {"@xmlns": "x"}}}', Found.SUBMISSION),
            ('{"case_id": "1", "properties": {"case_type": "x"}}', Found.CASE),
            ('{"format": "mapper-for-commcare", "version": 1}', Looks.PROJECT),
            ('{"a": 1, "b": [2]}', Found.OTHER_JSON),
            ("[]", Found.OTHER_JSON),
        ],
    )
    def test_what_is_no_target_is_named(self, text: str, found: object) -> None:
        with pytest.raises(ReadError) as caught:
            read_target_text(text)
        assert caught.value.kind is ReadKind.NOT_A_TARGET
        assert caught.value.facts["found"] is found

    def test_a_file_without_a_header_tells_what_was_found(self, tmp_path: Path) -> None:
        path = tmp_path / "people.csv"
        path.write_text("Ana,Rakoto,34\nBao,Tran,28\n", "utf-8")
        with pytest.raises(ReadError) as caught:
            read_target(path)
        assert caught.value.kind is ReadKind.NO_HEADER
        assert caught.value.facts["found"] == ("Ana", "Rakoto", "34")
        assert caught.value.facts["file"] == "people.csv"

    def test_a_header_without_fields_is_refused(self) -> None:
        with pytest.raises(ReadError) as caught:
            read_target_text("name\tlabel\ttype\n")
        assert caught.value.facts["found"] is Found.NO_FIELDS

    def test_a_missing_file_is_told(self, tmp_path: Path) -> None:
        with pytest.raises(ReadError) as caught:
            read_target(tmp_path / "gone.csv")
        assert caught.value.kind is ReadKind.NOT_FOUND


def test_the_sample_target_is_read_without_a_warning() -> None:
    reading = read_target(RESOURCES / "sample" / "targets.csv")
    assert reading.warnings == ()
    assert [o.name for o in reading.target.objects] == ["Household__c", "Contact", "Visit__c"]
    for found in reading.target.objects:
        assert any(f.key for f in found.fields)
        assert any(f.required for f in found.fields)
    water = reading.target.objects[0].field("Water_Source__c")
    assert water
    assert water.choices[0] == TargetChoice("Inside tap", "Tap, inside")
    household = reading.target.objects[2].field("Household__c")
    assert household
    assert household.refers_to == ("Household__c",)
