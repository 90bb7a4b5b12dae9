"""An exported query gives in the real commcare-export what the program's evaluator gives.

It runs as a process against the practice server, to csv, xlsx and a real PostgreSQL, and in-process
over many made-up mappings. What is compared is the one written projection
(`exporters.commcare_export.projection`), cell by cell.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from det_cases import (
    choice_table_in_a_workbook,
    household,
    repeated_keys,
    workbook_only,
)
from det_compare import assert_same_files, assert_same_in_a_database, assert_same_in_process
from det_forms import submissions
from det_mappings import mappings
from det_runner import WHY_NOT, DetInProcess, det_python
from det_steps import every_answer, every_step
from hypothesis import given
from made_up_cases import cases
from postgres import WHY_NOT as WHY_NO_POSTGRES
from postgres import Postgres, programs

from mapper_gui.mapping.mapping import Mapping

pytestmark = [
    pytest.mark.everything("commcare-export 1.16.0 from PyPI"),
    pytest.mark.skipif(det_python() is None, reason=WHY_NOT),
]
Case = tuple[Mapping, list[Any]]

CASES = [household, workbook_only, choice_table_in_a_workbook, repeated_keys]


@pytest.fixture(scope="module")
def det() -> Iterator[DetInProcess]:
    with DetInProcess() as running:
        yield running


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    if programs() is None:
        pytest.skip(WHY_NO_POSTGRES)
    with Postgres() as running:
        yield running


@pytest.fixture(params=CASES, ids=lambda case: case.__name__)
def case(request: pytest.FixtureRequest) -> Case:
    made: Case = request.param()
    return made


def test_any_mapping_gives_the_same(det: DetInProcess, tmp_path: Path) -> None:
    cells = 0

    @cases(120)
    @given(mapping=mappings(), forms=submissions())
    def compare(mapping: Mapping, forms: list[Any]) -> None:
        nonlocal cells
        cells += assert_same_in_process(det, tmp_path, mapping, forms)

    compare()
    assert cells > 1000


def test_every_step_gives_the_same_of_every_answer(det: DetInProcess, tmp_path: Path) -> None:
    assert assert_same_in_process(det, tmp_path, every_step(), every_answer()) > 4000


def test_a_process_writes_the_same_to_files(case: Case, tmp_path: Path) -> None:
    assert assert_same_files(tmp_path, *case)


def test_a_process_writes_the_same_of_every_step_to_files(tmp_path: Path) -> None:
    assert assert_same_files(tmp_path, every_step(), every_answer()[::5]) > 10_000


@cases(3, slow=True)
@given(mapping=mappings(), forms=submissions())
def test_a_process_writes_the_same_of_any_mapping_to_files(
    tmp_path: Path, mapping: Mapping, forms: list[Any]
) -> None:
    assert_same_files(tmp_path, mapping, forms)


@pytest.mark.everything("commcare-export 1.16.0 from PyPI, and PostgreSQL")
def test_a_process_writes_the_same_to_postgresql(
    case: Case, postgres: Postgres, tmp_path: Path
) -> None:
    assert assert_same_in_a_database(postgres, tmp_path, *case)


@pytest.mark.everything("commcare-export 1.16.0 from PyPI, and PostgreSQL")
def test_a_process_writes_the_same_of_every_step_to_postgresql(
    postgres: Postgres, tmp_path: Path
) -> None:
    cells = assert_same_in_a_database(postgres, tmp_path, every_step(), every_answer()[::5])
    assert cells > 10_000


@pytest.mark.everything("commcare-export 1.16.0 from PyPI, and PostgreSQL")
@cases(3, slow=True)
@given(mapping=mappings(), forms=submissions())
def test_a_process_writes_the_same_of_any_mapping_to_postgresql(
    postgres: Postgres, tmp_path: Path, mapping: Mapping, forms: list[Any]
) -> None:
    assert_same_in_a_database(postgres, tmp_path, mapping, forms)
