"""The guide's tables of what runners can express are those that the checks use, and up to date."""

from __future__ import annotations

from pathlib import Path

import pytest
from det_mappings import whole_mappings
from hypothesis import HealthCheck, given, settings

from mapper_gui.exporters import case_upload, commcare_export, data_loader
from mapper_gui.exporters.capability_tables import EVERYWHERE, PAGE, page_with_tables, tables
from mapper_gui.exporters.commcare_export import can
from mapper_gui.exporters.data_can import CASE_UPLOAD, DATA_LOADER
from mapper_gui.mapping.conditions import Compare
from mapper_gui.mapping.mapping import Mapping
from mapper_gui.mapping.result import Value
from mapper_gui.mapping.runner_problems import RunnerKind, Unheld
from mapper_gui.wording.capabilities import unless_words

TEXT = (Path(__file__).parents[2] / "resources" / "help" / PAGE).read_text("utf-8")


def test_the_page_in_the_guide_is_up_to_date() -> None:
    assert page_with_tables(TEXT) == TEXT, "run: python packaging/runner_tables.py"


def test_a_page_that_lost_a_table_is_not_taken_for_one() -> None:
    with pytest.raises(ValueError, match="Steps"):
        page_with_tables(TEXT.replace("## Steps", "## Stairs"))


def test_every_part_of_the_vocabulary_has_its_row() -> None:
    made = tables()
    for heading, parts in (
        ("Sources", can.SOURCES),
        ("Values", can.TAKES),
        ("Steps", can.STEPS),
        ("Conditions", {**can.CONDITIONS, **can.OPERATORS}),
        ("For each", can.FOR_EACH),
        ("If absent, if empty", can.POLICIES),
    ):
        rows = made[heading][2:]
        assert len(rows) == len({row.split(" | ")[0] for row in rows}) == len(parts)
        assert len({row.count(" | ") for row in made[heading]}) == 1


def test_what_is_refused_everywhere_is_said_once() -> None:
    for why in EVERYWHERE:
        assert unless_words(why) in TEXT


def _capabilities(part: object) -> list[can.Capability]:
    found = [
        table[type(part)]
        for table in (can.SOURCES, can.TAKES, can.STEPS, can.CONDITIONS)
        if type(part) in table
    ]
    return [*found, can.OPERATORS[part.operator]] if isinstance(part, Compare) else found


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(mapping=whole_mappings())
def test_whatever_commcare_export_refuses_stands_in_the_table(mapping: Mapping) -> None:
    for problem in commcare_export.problems(mapping):
        if problem.kind is not RunnerKind.NOT_EXPRESSIBLE:
            continue
        why, known = problem.facts["why"], _capabilities(problem.facts["what"])
        if known:
            assert why in {each for part in known for each in (part.why, *part.unless)}, problem


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(mapping=whole_mappings())
def test_what_stands_in_a_workbook_is_there_by_the_table(mapping: Mapping) -> None:
    for sheet in commcare_export.divided(mapping)[0]:
        for each in sheet.rule.fields:
            if each.take is None:
                continue
            parts = [each.take, *each.sources, *each.then]
            for part in parts:
                (capability,) = _capabilities(part)
                assert capability.where is can.Where.WORKBOOK
            for policy in (each.if_absent, each.if_empty):
                assert can.POLICIES[policy.action].where is can.Where.WORKBOOK


ODD: tuple[Value, ...] = (
    "a\0b", "half \ud83d", "x" * 40_000, "#N/A", "---", "007", ("a;b", "c"), ("a b", "c"), "_x0041_",
    "\x07",
)  # fmt: skip


def test_the_values_that_no_cell_holds_are_those_of_the_table() -> None:
    found = {data_loader.cell_text(value, clears=True)[1] for value in ODD}
    assert found - {None} == set(DATA_LOADER.unheld)
    cells = {case_upload.cell_text("name", value)[1] for value in ODD}
    if any(case_upload.reads_as_number(str(value)) for value in ODD):
        cells.add(Unheld.READ_AS_NUMBER)
    assert cells - {None} == set(CASE_UPLOAD.unheld)
