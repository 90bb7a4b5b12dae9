"""An exported query gives in the real commcare-export what the program's evaluator gives.

It runs as a process against the practice server, to csv, xlsx and a real PostgreSQL, and in-process
over many made-up mappings. What is compared is the one written projection
(`exporters.commcare_export_projection`), cell by cell.
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
from det_compare import (
    as_in_a_database,
    as_in_files,
    assert_same_in_process,
    assert_same_tables,
    expected,
)
from det_forms import submissions
from det_mappings import mappings
from det_runner import (
    VERSION,
    WHY_NOT,
    DetInProcess,
    det_python,
    read_csv_tables,
    read_xlsx_tables,
    run_det,
)
from det_steps import every_answer, every_step
from hypothesis import HealthCheck, given, settings
from postgres import WHY_NOT as WHY_NO_POSTGRES
from postgres import Postgres, programs
from tally import compared

from mapper_gui.commcare.practice_server import PracticeServer
from mapper_gui.exporters import commcare_export
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


def written(mapping: Mapping, folder: Path) -> list[Path]:
    """The exported queries as files."""
    files = []
    for name, content in commcare_export.files(mapping, "query").items():
        file = folder / name
        file.write_bytes(content)
        if file.suffix in (".xlsx", ".json"):
            files.append(file)
    return files


def test_any_mapping_gives_the_same(det: DetInProcess, tmp_path: Path) -> None:
    cells = 0

    @settings(
        max_examples=120, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(mapping=mappings(), forms=submissions())
    def compare(mapping: Mapping, forms: list[Any]) -> None:
        nonlocal cells
        cells += assert_same_in_process(det, tmp_path, mapping, forms)

    compare()
    assert cells > 1000


def test_every_step_gives_the_same_of_every_answer(det: DetInProcess, tmp_path: Path) -> None:
    assert assert_same_in_process(det, tmp_path, every_step(), every_answer()) > 4000


def test_a_process_writes_the_same_to_files(case: Case, tmp_path: Path) -> None:
    mapping, forms = case
    workbook, query = expected(mapping, forms)
    with PracticeServer.start(forms) as server:
        for file in written(mapping, tmp_path):
            wanted = as_in_files(workbook if file.suffix == ".xlsx" else query)
            if not file.name.endswith("-sql.json"):
                run_det(server, file, "csv", str(tmp_path / "out.zip"))
                assert_same_tables("to csv", read_csv_tables(tmp_path / "out.zip"), wanted)
            run_det(server, file, "xlsx", str(tmp_path / "out.xlsx"))
            assert_same_tables("to xlsx", read_xlsx_tables(tmp_path / "out.xlsx"), wanted)


def test_a_process_writes_the_same_to_postgresql(
    case: Case, postgres: Postgres, tmp_path: Path
) -> None:
    mapping, forms = case
    workbook, query = expected(mapping, forms)
    with PracticeServer.start(forms) as server:
        files = written(mapping, tmp_path)
        for file in files:
            if file.with_name("query-sql.json") in files and file.name == "query.json":
                continue
            wanted = as_in_a_database(workbook if file.suffix == ".xlsx" else query)
            database = postgres.database()
            for _ in range(2):  # the second run finds the rows again
                run_det(server, file, "sql", postgres.address(database))
                cells, differences = 0, []
                for name, by_id in wanted.items():
                    found = {row["id"]: row for row in postgres.rows(database, name)}
                    for key, row in by_id.items():
                        for column, cell in row.items():
                            cells += 1
                            if found.get(key, {}).get(column) != cell:
                                differences.append((name, key, column, cell, found.get(key)))
                    assert found.keys() == by_id.keys(), name
                how = f"commcare-export, to PostgreSQL {postgres.version}"
                compared(how, VERSION, cells, len(differences))
                assert not differences
