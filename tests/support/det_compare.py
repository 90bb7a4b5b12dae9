"""What the program's evaluator and projection say that commcare-export will write, and whether it
did: compared cell by cell, every cell counted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from det_runner import (
    VERSION,
    DetInProcess,
    Rows,
    read_csv_tables,
    read_xlsx_tables,
    run_det,
)
from postgres import Postgres
from tally import DET, POSTGRESQL, compared, differing

from mapper_gui.commcare.practice_server import PracticeServer
from mapper_gui.exporters import commcare_export
from mapper_gui.exporters.commcare_export.projection import project_row
from mapper_gui.mapping.evaluate import evaluate
from mapper_gui.mapping.mapping import Mapping
from mapper_gui.mapping.submission import Submission

Tables = dict[str, Rows]


def expected(mapping: Mapping, forms: list[Any]) -> tuple[Tables, Tables]:
    """The tables of the workbook and those of the query, in the submissions' order."""
    names = commcare_export.table_names(mapping)
    sheets, others = commcare_export.divided(mapping)
    in_workbook = {sheet.rule.id for sheet in sheets}
    tables: Tables = {names[rule]: [] for rule in [*in_workbook, *(rule.id for rule in others)]}
    for form in forms:
        for record in evaluate(mapping, Submission(form)).records:
            rule = mapping.rule(record.rule)
            if record.made and rule is not None:
                row = project_row(rule, record, in_workbook=record.rule in in_workbook)
                tables[names[record.rule]].append(row)
    titles = {names[rule] for rule in in_workbook}
    return (
        {name: rows for name, rows in tables.items() if name in titles},
        {name: rows for name, rows in tables.items() if name not in titles},
    )


def as_in_files(tables: Tables) -> Tables:
    """What csv and xlsx hold of it: nothing is an empty text."""
    return {
        name: [{column: cell or "" for column, cell in row.items()} for row in rows]
        for name, rows in tables.items()
    }


def as_in_sheets(tables: Tables) -> Tables:
    """What xlsx holds of that: it is XML, where every line end is a line feed."""
    return {
        name: [
            {column: cell.replace("\r\n", "\n").replace("\r", "\n") for column, cell in row.items()}
            for row in rows
        ]
        for name, rows in tables.items()
    }


def as_in_a_database(tables: Tables) -> dict[str, dict[str, dict[str, Any]]]:
    """What a database holds of it, by id: a later row fills and replaces, nulls replace nothing."""
    held: dict[str, dict[str, dict[str, Any]]] = {}
    for name, rows in tables.items():
        by_id = held.setdefault(name, {})
        for row in rows:
            known = by_id.setdefault(row["id"], dict.fromkeys(row))
            known |= {column: cell for column, cell in row.items() if cell is not None}
    return held


def assert_same_tables(how: str, found: Tables, wanted: Tables) -> int:
    """Every cell of every table; how many there are. `how` names the runner in the count."""
    cells = sum(len(row) for rows in wanted.values() for row in rows)
    there = {name: rows for name, rows in found.items() if rows}
    wrong = differing(there, {name: rows for name, rows in wanted.items() if rows})
    compared(DET.format(how), VERSION, cells, len(wrong))
    assert not wrong, "\n".join(wrong[:20])
    return cells


def assert_same_in_process(
    det: DetInProcess, folder: Path, mapping: Mapping, forms: list[Any]
) -> int:
    """The exported files give in-process what the evaluator gives; how many cells were compared."""
    workbook, query = expected(mapping, forms)
    cells = 0
    for file in written(mapping, folder):
        wanted = workbook if file.suffix == ".xlsx" else query
        for combine in (False, True) if file.suffix == ".xlsx" else (False,):
            found = det.run(file, forms, combine=combine)
            cells += assert_same_tables("in-process", found, wanted)
    return cells


def written(mapping: Mapping, folder: Path) -> list[Path]:
    """The exported queries as files."""
    files = []
    for name, content in commcare_export.files(mapping, "query").items():
        file = folder / name
        if file.suffix in (".xlsx", ".json"):
            file.write_bytes(content)
            files.append(file)
    return files


def assert_same_files(folder: Path, mapping: Mapping, forms: list[Any]) -> int:
    """The same with commcare-export as a process, to csv and to xlsx."""
    workbook, query = expected(mapping, forms)
    cells = 0
    with PracticeServer.start(forms) as server:
        for file in written(mapping, folder):
            wanted = as_in_files(workbook if file.suffix == ".xlsx" else query)
            if not file.name.endswith("-sql.json"):
                run_det(server, file, "csv", str(folder / "out.zip"))
                found = read_csv_tables(folder / "out.zip")
                cells += assert_same_tables("to csv", found, wanted)
            run_det(server, file, "xlsx", str(folder / "out.xlsx"))
            sheets = read_xlsx_tables(folder / "out.xlsx")
            cells += assert_same_tables("to xlsx", sheets, as_in_sheets(wanted))
    return cells


def assert_same_in_a_database(
    postgres: Postgres, folder: Path, mapping: Mapping, forms: list[Any]
) -> int:
    """The same with commcare-export as a process, to a PostgreSQL; twice, as the second run finds
    the rows of the first."""
    workbook, query = expected(mapping, forms)
    version = f"{VERSION}, PostgreSQL {postgres.version}"
    cells = 0
    with PracticeServer.start(forms) as server:
        files = written(mapping, folder)
        for file in files:
            if file.with_name("query-sql.json") in files and file.name == "query.json":
                continue
            wanted = as_in_a_database(workbook if file.suffix == ".xlsx" else query)
            database = postgres.database()
            for _ in range(2):
                run_det(server, file, "sql", postgres.address(database))
                wrong = []
                for name, by_id in wanted.items():
                    found = {row["id"]: row for row in postgres.rows(database, name)}
                    # A column that never held a value was never made.
                    filled = {
                        key: {**dict.fromkeys(by_id.get(key, {})), **row}
                        for key, row in found.items()
                    }
                    wrong += differing(filled, by_id, name)
                count = sum(len(row) for by_id in wanted.values() for row in by_id.values())
                compared(POSTGRESQL, version, count, len(wrong))
                assert not wrong, "\n".join(wrong[:20])
                cells += count
    return cells
