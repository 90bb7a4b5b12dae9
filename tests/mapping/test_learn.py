"""What a submission tells of its form: facts that the export lacks, and case blocks."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from clinic import FORM, MAPPING, XMLNS, submission

from mapper_gui.mapping.form import CaseBlock, Form, QuestionId
from mapper_gui.mapping.learn import (
    MOST_BLOCKS,
    MOST_PARTS,
    FormFacts,
    facts_in,
    with_case_blocks,
    with_facts,
)
from mapper_gui.mapping.mapping import Mapping
from mapper_gui.mapping.submission import Submission


def blocks(mapping: Mapping) -> dict[str, CaseBlock]:
    return {block.path: block for block in mapping.form.case_blocks}


def test_facts_are_read_and_fill_only_what_is_lacking() -> None:
    body = {**submission().body, "app_id": "app-1", "domain": "clinic"}
    facts = facts_in(Submission(body))
    assert facts == FormFacts("Clinic visit", XMLNS, "app-1", "clinic")
    lacking = replace(MAPPING, form=replace(FORM, name="My name", xmlns=""))
    form = with_facts(lacking, facts).form
    assert (form.name, form.xmlns, form.app_id) == ("My name", XMLNS, "app-1")


def test_facts_that_are_no_text_are_none() -> None:
    body: dict[str, Any] = {"app_id": 3, "domain": None, "form": {"@name": ["x"]}}
    assert facts_in(Submission(body)) == FormFacts("", "", "", "")
    assert facts_in(Submission({"form": "x"})) == FormFacts("", "", "", "")


def test_case_blocks_are_learned_wherever_they_stand() -> None:
    case = {"@case_id": "1", "create": {"case_name": "A"}, "update": {"village": "x", "@a": "b"}}
    body = submission(
        case=case,
        hh={"subcase_0": {"case": {"@case_id": "2", "index": {"parent": "1"}}}},
        children=[{"case": {"case_id": "3"}}, {"case": {"@case_id": "4", "update": {"dose": "1"}}}],
    )
    found = blocks(with_case_blocks(MAPPING, body))
    assert found["/case"].parts == ("@case_id", "create/case_name", "update/village")
    assert found["/hh/subcase_0/case"].parts == ("@case_id", "index/parent")
    children = found["/children/case"]
    assert children.repeat == QuestionId("/children")
    assert children.parts == ("@case_id", "update/dose")


def test_what_was_learned_before_is_kept_and_nothing_new_is_no_change() -> None:
    first = with_case_blocks(MAPPING, submission(case={"@case_id": "1", "update": {"a": "1"}}))
    second = with_case_blocks(first, submission(case={"@case_id": "1", "update": {"b": "1"}}))
    assert blocks(second)["/case"].parts == ("@case_id", "update/a", "update/b")
    assert with_case_blocks(second, submission(case={"@case_id": "9"})) is second
    assert with_case_blocks(second, submission()) is second


def test_a_file_with_another_order_of_blocks_is_no_news() -> None:
    known = (CaseBlock("/z/case", ("@case_id",)), CaseBlock("/case", ("@case_id",)))
    mapping = replace(MAPPING, form=replace(FORM, case_blocks=known))
    assert with_case_blocks(mapping, submission(case={"@case_id": "1"})) is mapping


def test_a_submission_full_of_cases_is_bounded() -> None:
    many = {f"g{number}": {"case": {"@case_id": "1"}} for number in range(MOST_BLOCKS + 50)}
    wide = {"@case_id": "1", "update": {f"p{number}": "x" for number in range(MOST_PARTS + 50)}}
    found = blocks(with_case_blocks(Mapping(Form()), submission(case=wide, **many)))
    assert len(found) == MOST_BLOCKS
    assert len(found["/case"].parts) == MOST_PARTS
