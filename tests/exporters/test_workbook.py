"""The workbook shows the whole mapping to people, and no cell of it can do anything."""

import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import fields as dataclass_fields
from dataclasses import is_dataclass, replace
from enum import Enum
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from every_step import every_step
from made_up_mappings import made_up
from openpyxl.worksheet.worksheet import Worksheet

from mapper_gui.exporters import export
from mapper_gui.mapping.conditions import Asks, Compare, Not, Operator, Presence
from mapper_gui.mapping.document import decode_mapping
from mapper_gui.mapping.form import Choice, Form, Kind, Question, QuestionId
from mapper_gui.mapping.mapping import (
    Accepts,
    Chosen,
    Column,
    FieldRule,
    Mapping,
    Operation,
    RecordRule,
    Reference,
    RuleId,
    Status,
    Table,
    TableRows,
)
from mapper_gui.mapping.problem import Severity
from mapper_gui.mapping.source import (
    FORM_ID,
    ColumnSource,
    MetaSource,
    NamedValue,
    QuestionSource,
)
from mapper_gui.mapping.steps import Code, NumberKind, ToNumber
from mapper_gui.mapping.target import (
    FieldType,
    Target,
    TargetChoice,
    TargetField,
    TargetObject,
)
from mapper_gui.mapping.values import (
    ByTable,
    ChoiceRow,
    ChoiceTable,
    Constant,
    First,
    Outside,
    OutsideAction,
    Policy,
    PolicyAction,
    Template,
    Value,
)

SAMPLE = Path(__file__).parents[2] / "resources" / "sample" / "register_household.ccmap"

SEX = QuestionSource(QuestionId("/hh/sex"))
FORM = Form(
    questions=(
        Question(
            QuestionId("/hh/sex"),
            Kind.SINGLE,
            {"en": "Sex of the\n**head**", "fra": "Sexe"},
            (Choice("m", {"en": "Man", "fra": "Homme"}), Choice("f", {"en": "Woman"})),
        ),
        Question(QuestionId("/uid"), Kind.HIDDEN, calculate="uuid()"),
        Question(QuestionId("/other"), Kind.TEXT),
    ),
    languages=("en", "fra"),
    name="Household",
    xmlns="http://x",
)
TABLE = ChoiceTable((ChoiceRow("m", "Male"),), outside=Outside(OutsideAction.DEFAULT, "Unknown"))
CONTACT = TargetObject(
    "Contact",
    fields=(
        TargetField("Ext__c", "External id", required=True, key=True),
        TargetField(
            "Sex__c",
            "Sex",
            FieldType.CHOICE,
            "picklist",
            choices=(TargetChoice("Male", "Male (M)"),),
        ),
        TargetField("LastName", "Last name", required=True),
        TargetField("Fax"),
        TargetField("CreatedDate", writable=False, required=True),
    ),
)
RULE = RecordRule(
    RuleId("Contact"),
    "Contact",
    key=("Ext__c",),
    fields=(
        FieldRule("Ext__c", First((QuestionSource(QuestionId("/uid")),)), status=Status.AGREED),
        FieldRule(
            "Sex__c",
            First((SEX, FORM_ID)),
            (ByTable(TABLE),),
            if_empty=Policy(PolicyAction.NULL),
            status=Status.TO_DISCUSS,
            note="=ask(the ministry)",
        ),
    ),
)
MAPPING = Mapping(
    form=FORM,
    target=Target("Salesforce", (CONTACT,)),
    identifiers=(QuestionSource(QuestionId("/uid")),),
    rules=(RULE,),
)


def book_of(mapping: Mapping) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(export([("a", mapping)], "workbook").files["a.xlsx"]))


def rows_of(page: Worksheet) -> list[dict[str, Any]]:
    header, *rows = page.iter_rows(values_only=True)
    return [dict(zip(map(str, header), row, strict=True)) for row in rows]


def test_every_field_has_a_row_with_its_source_rule_and_status() -> None:
    _, sex, _ = rows_of(book_of(MAPPING)["Mapping"])
    assert sex == {
        "Record rule": "Contact",
        "Target object": "Contact",
        "Target field": "Sex__c",
        "Target label": "Sex",
        "Target type": "One of a list (picklist)",
        "Required": None,
        "Key": None,
        "Source id": "/hh/sex\nform id",
        "Label (en)": "Sex of the head\n",
        "Label (fra)": "Sexe\n",
        "Source type": "Single answer (Multiple Choice)\nform id",
        "Choices (id = label)": "m = Man\nf = Woman",
        "Rule": "the first answered of /hh/sex, form id; "
        "then by choice table: m → “Male”, others: “Unknown”",
        "Points to": None,
        "If absent": "leave out",
        "If empty": "null",
        "Identifier": None,
        "Status": "to discuss",
        "Note": "=ask(the ministry)",
    }


def test_a_key_says_what_becomes_of_the_record_and_that_it_is_an_identifier() -> None:
    key = rows_of(book_of(MAPPING)["Mapping"])[0]
    assert (key["Key"], key["If absent"], key["If empty"]) == ("key", "no record", "no record")
    assert key["Identifier"] == "identifier"
    assert key["Source type"] == "Hidden value: uuid()"


def test_a_required_field_that_nothing_feeds_stands_out_in_words_and_red() -> None:
    page = book_of(MAPPING)["Mapping"]
    last = rows_of(page)[-1]
    assert last["Target field"] == "LastName"
    assert last["Status"] == "required, not mapped"
    assert {page.cell(4, column).fill.fgColor.rgb for column in (1, 5, 10)} == {"00F8CBAD"}


def test_an_update_does_not_need_all_that_a_new_record_needs() -> None:
    update = replace(MAPPING, rules=(replace(RULE, operation=Operation.UPDATE),))
    assert [row["Target field"] for row in rows_of(book_of(update)["Mapping"])] == [
        "Ext__c",
        "Sex__c",
    ]


def test_what_is_open_for_discussion_is_marked_over_the_whole_row() -> None:
    page = book_of(MAPPING)["Mapping"]
    colours = {cell.fill.fgColor.rgb for cell in page[3]}
    assert colours == {"00FFF2CC"}
    agreed = [cell.fill.fgColor.rgb for cell in page[2]]
    assert agreed.count("00D9EAD3") == 1


def test_choice_tables_show_every_choice_also_those_without_a_target() -> None:
    rows = rows_of(book_of(MAPPING)["Choice tables"])
    assert [
        (row["Choice id"], row["Label (en)"], row["Target value"], row["Target label"])
        for row in rows
    ] == [
        ("m", "Man", "Male", "Male (M)"),
        ("f", "Woman", "not in the table: “Unknown”", None),
        ("(any other id)", None, "“Unknown”", None),
    ]
    assert rows[0]["Choice table"] == "Contact → Sex__c"
    assert rows[0]["Label (fra)"] == "Homme"


def test_a_shared_table_names_the_fields_that_use_it() -> None:
    rule = replace(RULE, fields=(FieldRule("Sex__c", First((SEX,)), (ByTable("Sex"),)),))
    mapping = replace(MAPPING, rules=(rule,), choice_tables={"Sex": TABLE})
    rows = rows_of(book_of(mapping)["Choice tables"])
    assert rows[0]["Choice table"] == "Shared: Sex\nContact → Sex__c"


def test_every_question_is_listed_with_where_it_goes() -> None:
    rows = {row["Question id"]: row for row in rows_of(book_of(MAPPING)["Questions"])}
    assert rows["/hh/sex"]["Mapped to"] == "Contact → Sex__c"
    assert rows["/other"]["Mapped to"] == "not mapped"
    assert rows["/uid"]["Calculation"] == "uuid()"


def test_other_fields_of_the_target_are_listed_apart() -> None:
    rows = rows_of(book_of(MAPPING)["Fields not mapped"])
    assert [row["Target field"] for row in rows] == ["LastName", "Fax"]


def texts_in(part: object) -> Iterator[str]:
    """Every text and number that was typed or chosen in a part of a rule."""
    match part:
        case None | bool() | Enum() | "commcare":
            return
        case ToNumber(NumberKind.WHOLE | NumberKind.DECIMAL):
            return  # its places count for rounded numbers only
        case str() | int() | float():
            yield str(part)
        case tuple():
            for each in part:
                yield from texts_in(each)
        case _ if is_dataclass(part):
            for each in dataclass_fields(part):
                yield from texts_in(getattr(part, each.name))


def test_every_part_of_the_vocabulary_stands_in_words() -> None:
    mapping = every_step()
    rows = rows_of(book_of(mapping)["Mapping"])
    assert len(rows) == len(mapping.rules) > 300
    for rule, row in zip(mapping.rules, rows, strict=True):
        (each,) = rule.fields
        for text in texts_in((each.take, each.then)):
            assert text in row["Rule"], (text, row["Rule"])
        assert not re.search(r"[A-Z][A-Za-z]+\(", row["Rule"])  # no class of the program
    words = [row["Rule"] for row in rows if row["Target field"].startswith(("take", "step"))]
    assert len(set(words)) == len(words)  # no two rules are said alike
    named = {row["Named value"]: row for row in rows_of(book_of(mapping)["Named values"])}
    assert named["twice"]["Rule"].startswith("the text “[value clean][value clean]”")
    assert "value twice" in named["clean"]["Used by"]


def test_code_stands_under_its_rule_whole() -> None:
    mapping = every_step(code=True)
    for rule, row in zip(mapping.rules, rows_of(book_of(mapping)["Mapping"]), strict=True):
        (step,) = rule.fields[0].then
        assert isinstance(step, Code)
        body = step.body.replace("\r\n", "\n")
        assert row["Rule"] == f"the answer to /a; then by code\n\nCode:\n{body}"


DATE = QuestionSource(QuestionId("/other"))
VACCINES = RecordRule(
    RuleId("Service"),
    "Service__c",
    key=("Key",),
    for_each=TableRows(
        Table(
            (Column("date"), Column("name", of_sources=False)),
            ((DATE, "=BCG"), (SEX, None), (NamedValue("who"), "")),
        )
    ),
    fields=(
        FieldRule("Key", Template((FORM_ID, "-", ColumnSource("name")))),
        FieldRule("Client", First((NamedValue("who"),)), reference=Reference("Contact", "Ext__c")),
    ),
    when=Asks(ColumnSource("date"), Presence.ANSWERED),
)
WHO = Value(First((QuestionSource(QuestionId("/uid")), SEX)), (ByTable(TABLE),))
WHOLE = replace(
    MAPPING,
    accepts=Accepts(when=Not(Compare(MetaSource("username"), Operator.EQUAL, ("test",)))),
    named_values={"who": WHO},
    rules=(RULE, VACCINES, replace(RULE, id=RuleId("Chosen"), for_each=Chosen(SEX.question))),
)


def test_conditions_tables_and_what_a_field_points_to_are_said() -> None:
    book = book_of(WHOLE)
    fields = {row["Target field"]: row for row in rows_of(book["Mapping"])}
    assert fields["Client"]["Points to"] == "Contact, found by Ext__c"
    assert fields["Client"]["Identifier"] == "identifier"  # through the named value
    records = {row["Record rule"]: row for row in rows_of(book["Records"])}
    assert records["Contact"]["When"] == "always"
    assert records["Service"]["When"] == "column date is answered"
    assert records["Service"]["How many"] == "one record per table row, 3 rows"
    legend = {str(row[0]): row[1] for row in book["Legend"].iter_rows(values_only=True)}
    assert legend["Only when"] == "username is not “test”"


def test_the_rows_of_a_table_stand_below_the_names_of_its_columns() -> None:
    page = book_of(WHOLE)["Table rows"]
    assert list(page.iter_rows(min_row=2, values_only=True)) == [
        ("Service", None, "date", "name"),
        ("Service", "1", "/other", "=BCG"),
        ("Service", "2", "/hh/sex “Sex of the head”", None),
        ("Service", "3", "the value named who", "blank"),
    ]
    assert page["D3"].data_type == "s"


def test_named_values_and_their_choice_tables_say_what_uses_them() -> None:
    book = book_of(WHOLE)
    (row,) = rows_of(book["Named values"])
    assert row["Named value"] == "who"
    assert row["Source id"] == "/uid\n/hh/sex"
    assert row["Rule"].startswith("the first answered of /uid, /hh/sex; then by choice table")
    # a cell of the table reads it for the condition and is no field of its own
    assert row["Used by"] == "whether Service is made\nService → Client"
    tables = {row["Choice table"] for row in rows_of(book["Choice tables"])}
    assert "Named value who" in tables


def test_questions_that_decide_are_listed_with_what_they_decide() -> None:
    rows = {row["Question id"]: row["Mapped to"] for row in rows_of(book_of(WHOLE)["Questions"])}
    assert "whether Service is made" in rows["/other"]
    assert "Chosen, one record for each choice" in rows["/hh/sex"]


def test_the_legend_says_what_form_it_is_and_what_colours_mean() -> None:
    legend = {
        str(row[0]): str(row[1]) for row in book_of(MAPPING)["Legend"].iter_rows(values_only=True)
    }
    assert legend["Form"] == "Household"
    assert legend["Submissions of"] == "xmlns http://x"
    assert "open for discussion" in legend["to discuss"]
    assert "Multiple Choice" in legend["Single answer"]


def test_it_can_be_read_printed_and_filtered() -> None:
    page = book_of(MAPPING)["Mapping"]
    assert page.freeze_panes == "D2"
    assert page.auto_filter.ref == "A1:S4"
    assert page.page_setup.orientation == "landscape"
    assert page.sheet_properties.pageSetUpPr is not None
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert page.page_setup.fitToHeight == 0
    assert page.print_title_rows == "$1:$1"
    assert page["A1"].font.bold
    assert page["B2"].alignment.wrap_text
    assert all(8 <= column.width <= 60 for column in page.column_dimensions.values())


DANGEROUS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")', "=cmd|' /C calc'!A0")


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_text_becomes_a_formula_wherever_it_stands(text: str) -> None:
    question = Question(
        QuestionId(text), Kind.SINGLE, {"en": text}, (Choice(text, {"en": text}),), calculate=text
    )
    target = TargetObject(text, text, (TargetField(text, text, type_word=text),))
    table = ChoiceTable((ChoiceRow(text, text),))
    rule = FieldRule(text, First((QuestionSource(QuestionId(text)),)), (ByTable(table),), note=text)
    mapping = Mapping(
        form=Form((question,), ("en",), text, text, text, text),
        target=Target(text, (target,)),
        rules=(RecordRule(RuleId(text), text, key=(text,), fields=(rule,), note=text),),
        note=text,
    )
    data = export([("a", mapping)], "workbook").files["a.xlsx"]
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        for name in parts.namelist():
            if name.startswith("xl/worksheets/"):
                assert b"<f>" not in parts.read(name)
    seen = 0
    for page in openpyxl.load_workbook(io.BytesIO(data)):
        for row in page.iter_rows():
            for cell in row:
                assert cell.data_type in ("s", "n")
                assert cell.value is None or isinstance(cell.value, str)
                if str(cell.value).startswith(text):
                    seen += 1
                    assert cell.quotePrefix
    assert seen > 5


def test_what_a_cell_cannot_hold_is_replaced_or_cut_with_a_mark_and_a_warning() -> None:
    rule = FieldRule(
        "A", Constant("x"), note="\x00\x0b\ud800\uffff\r\nnext _x0041_ " + "y" * 40_000
    )
    mapping = Mapping(form=FORM, rules=(RecordRule(RuleId("R"), "R", fields=(rule,)),))
    exported = export([("a", mapping)], "workbook")
    note = rows_of(openpyxl.load_workbook(io.BytesIO(exported.files["a.xlsx"]))["Mapping"])[0][
        "Note"
    ]
    # `_x005F_` is how a spreadsheet is told that the next `_x0041_` is no escaped character.
    assert note.startswith("\ufffd\ufffd\ufffd\ufffd\nnext _x005F_x0041_ yyy")
    assert note.endswith("y… (cut)")
    assert len(note) <= 32_767
    (problem,) = exported.problems
    assert (problem.kind.value, problem.severity) == ("workbook_cut", Severity.WARNING)
    assert problem.facts["count"] == 1


@pytest.mark.parametrize("seed", range(30))
def test_any_mapping_can_be_written_and_opened(seed: int) -> None:
    mapping, _ = made_up(seed)
    book = book_of(mapping)
    assert book.sheetnames[0] == "Mapping"
    for page in book:
        for row in page.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
    fields = rows_of(book["Mapping"])
    assert len(fields) >= sum(len(rule.fields) for rule in mapping.rules)


def test_an_empty_mapping_gives_an_empty_workbook_that_opens() -> None:
    assert rows_of(book_of(Mapping())["Mapping"]) == []


def test_the_sample_project_has_a_row_per_field() -> None:
    sample = decode_mapping(json.loads(SAMPLE.read_text("utf-8")))
    rows = rows_of(book_of(sample)["Mapping"])
    assert len(rows) == sum(len(rule.fields) for rule in sample.rules)
    assert not any(re.search(r"[{}]", str(value)) for row in rows for value in row.values())
