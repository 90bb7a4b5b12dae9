"""The sample project is whole: made from the sample form and fields, without a problem."""

from __future__ import annotations

from dataclasses import replace

from mapper_gui.mapping.check import check
from mapper_gui.mapping.evaluate import evaluate
from mapper_gui.mapping.submission import Submission
from mapper_gui.readers.form_export import read_form
from mapper_gui.readers.submission_json import read_submissions
from mapper_gui.readers.target_file import read_target
from mapper_gui.storage.projects import read_project
from mapper_gui.storage.resources import resource

SAMPLE = resource("sample")
MAPPING = read_project(SAMPLE / "register_household.ccmap").mapping


def test_it_has_no_problem() -> None:
    assert check(MAPPING) == ()


def test_its_form_is_the_sample_form() -> None:
    form = read_form(SAMPLE / "register_household.tsv").form
    ours = MAPPING.form
    named = replace(
        form,
        name=ours.name,
        xmlns=ours.xmlns,
        app_id=ours.app_id,
        project_space=ours.project_space,
    )
    assert ours == named


def test_its_target_fields_are_the_sample_fields() -> None:
    assert MAPPING.target.objects == read_target(SAMPLE / "targets.csv").target.objects


def test_a_practice_submission_becomes_three_records() -> None:
    file = SAMPLE / "practice" / "register_household-all-answered.json"
    (body,) = read_submissions(file)
    result = evaluate(MAPPING, Submission(body))
    assert [record.object for record in result.records] == ["Household__c", "Contact", "Visit__c"]
    assert result.problems == ()
    household = {field.field: field.value for field in result.records[0].fields}
    assert household["Water_Source__c"] == "Inside tap"
    assert household["Water_Treatment__c"] == "Boiling;None"
