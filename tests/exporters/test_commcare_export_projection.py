"""What commcare-export writes of a record, in one place."""

from det_cases import household, workbook_only

from mapper_gui.exporters.commcare_export.projection import cell_text, project
from mapper_gui.mapping.evaluate import evaluate
from mapper_gui.mapping.result import ReferenceTo
from mapper_gui.mapping.submission import Submission


def test_every_cell_is_text_and_nothing_is_none() -> None:
    assert cell_text(True) == "true"
    assert cell_text(7) == "7"
    assert cell_text(3.0) == "3"
    assert cell_text(0.00005) == "5e-05"
    assert cell_text("") == ""
    assert cell_text(None) is None
    assert cell_text(ReferenceTo("Household", "Code", "H-1")) == "H-1"


def test_a_record_becomes_a_row_with_its_key_as_id() -> None:
    mapping, forms = household()
    records = evaluate(mapping, Submission(forms[0])).records
    row = project(mapping, records[0])
    assert row["id"] == row["CommCare_Household_ID__c"]
    assert "form_id" not in row


def test_rows_of_a_repeat_are_called_what_the_runner_calls_them_in_a_workbook() -> None:
    mapping, forms = workbook_only()
    records = [each for each in evaluate(mapping, Submission(forms[3])).records if each.item]
    rows = [project(mapping, record) for record in records]
    assert [row["form_id"] for row in rows] == ["0f0e-3"] * 3
    assert rows[1]["id"] == "0f0e-3.form.kids.'0f0e-3.form.kids.[1]'"
    assert [row["sex"] for row in rows] == [None, "", "f"]
