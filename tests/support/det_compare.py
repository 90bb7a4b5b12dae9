"""What the program's evaluator and projection say that commcare-export will write, and whether it
did: compared cell by cell, every cell counted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from det_runner import VERSION, DetInProcess, Rows
from tally import compared

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
    is_same = there == {name: rows for name, rows in wanted.items() if rows}
    compared(f"commcare-export, {how}", VERSION, cells, 0 if is_same else 1)
    for name, rows in wanted.items():
        assert found.get(name, []) == rows, name
    assert is_same
    return cells


def assert_same_in_process(
    det: DetInProcess, folder: Path, mapping: Mapping, forms: list[Any]
) -> int:
    """The exported files give in-process what the evaluator gives; how many cells were compared."""
    workbook, query = expected(mapping, forms)
    cells = 0
    for name, content in commcare_export.files(mapping, "query").items():
        file = folder / name
        if file.suffix not in (".xlsx", ".json"):
            continue
        file.write_bytes(content)
        wanted = workbook if file.suffix == ".xlsx" else query
        for combine in (False, True) if file.suffix == ".xlsx" else (False,):
            found = det.run(file, forms, combine=combine)
            cells += assert_same_tables("in-process", found, wanted)
    return cells
