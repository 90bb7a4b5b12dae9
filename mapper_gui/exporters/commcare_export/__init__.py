"""commcare-export (the Data Export Tool), version 1.16: queries for files and for databases.

A record rule becomes a table: in the query workbook where that says it exactly, else in the JSON
query. What neither can say is refused by name. What the runner writes of a record is
`commcare_export_projection.project`.
"""

import re
from collections.abc import Iterator

from mapper_gui.exporters.commcare_export.query import Node, is_too_deep, is_too_large
from mapper_gui.exporters.commcare_export.reading import Cannot
from mapper_gui.exporters.commcare_export.run import run_text
from mapper_gui.exporters.commcare_export.tables import (
    FORM_ID_COLUMN,
    ID,
    columns,
    database_query,
    has_form_id,
    make_table,
    query,
    submissions,
)
from mapper_gui.exporters.commcare_export.warnings import warnings_of
from mapper_gui.exporters.commcare_export.workbook import Sheet, sheet_of, workbook
from mapper_gui.mapping.check_kind import CheckKind
from mapper_gui.mapping.errors import Facts
from mapper_gui.mapping.mapping import FieldRule, Mapping, RecordRule
from mapper_gui.mapping.problem import InRule, Problem, Severity
from mapper_gui.mapping.rows import not_iterated
from mapper_gui.mapping.runner_problems import RunnerKind, Why
from mapper_gui.mapping.source import FORM_ID, RowChoice, RowNumber, Source

RUNNER = "commcare-export"
VERSION = "1.16.0"

LONGEST_NAME = 63
"""Bytes of a name that PostgreSQL takes."""
LONGEST_TABLE = 31
"""Characters of a table's name in a file: the runner cuts what is longer."""

_RESERVED = {
    "mappings",
    "commcare_users",
    "commcare_locations",
    "commcare_export_runs",
    "alembic_version",
}


def files(mapping: Mapping, name: str) -> dict[str, bytes]:
    """`NAME.xlsx` and `NAME.json`, as the rules need; `NAME-sql.json` where a database needs
    another query than files do; and `NAME-run.txt`. The mapping has no error among `problems`."""
    sheets, others = divided(mapping)
    names = table_names(mapping)
    made: dict[str, bytes] = {}
    if sheets:
        titled = [(names[sheet.rule.id], sheet) for sheet in sheets]
        made[f"{name}.xlsx"] = workbook(mapping, titled)
    if others:
        forms = submissions(mapping, _refuse)
        tables = [make_table(mapping, rule, names[rule.id], _refuse) for rule in others]
        made[f"{name}.json"] = query(tables, forms).encode("utf-8", "replace")
        if not all(has_own_id(rule) for rule in others):
            made[f"{name}-sql.json"] = database_query(tables, forms).encode("utf-8", "replace")
    text = run_text(mapping, name, tuple(made), names, [sheet.rule.id for sheet in sheets])
    made[f"{name}-run.txt"] = text.encode("utf-8", "replace")
    return made


def _refuse(cannot: Cannot, _: FieldRule | None) -> None:
    raise cannot


def divided(mapping: Mapping) -> tuple[list[Sheet], list[RecordRule]]:
    """The rules that the workbook has, as sheets, and those that the query has.

    Choice tables stand in the workbook only when it has one sheet: with two from the same source
    the runner fails on them.
    """
    rules = [rule for rule in mapping.rules if rule.makes_records]
    found = {rule.id: sheet_of(mapping, rule) for rule in rules}
    sheets = [sheet for sheet in found.values() if sheet is not None]
    if len(sheets) > 1:
        sheets = [sheet for sheet in sheets if not sheet.uses_mappings]
    there = {sheet.rule.id for sheet in sheets}
    return sheets, [rule for rule in rules if rule.id not in there]


def table_names(mapping: Mapping) -> dict[str, str]:
    """A name for the table of each rule: letters, digits and `_`, short, and each of its own."""
    names: dict[str, str] = {}
    taken = set(_RESERVED)
    for rule in mapping.rules:
        base = re.sub(r"\W+", "_", rule.id).strip("_") or "table"
        number, name = 1, _cut(base, "")
        while name.casefold() in taken:
            number += 1
            name = _cut(base, f"_{number}")
        taken.add(name.casefold())
        names[rule.id] = name
    return names


def _cut(text: str, end: str) -> str:
    text = text[: LONGEST_TABLE - len(end)]
    while len((text + end).encode()) > LONGEST_NAME:
        text = text[:-1]
    return text + end


def has_own_id(rule: RecordRule) -> bool:
    """Whether two records of different submissions, or of one, surely have different ids."""
    if not rule.key:
        return True
    sources = {source for name in rule.key for source in _key_sources(rule.field_rule(name))}
    if FORM_ID not in sources:
        return False
    return rule.for_each is None or bool(
        {RowNumber(), RowNumber(rule.repeat), RowChoice()} & sources
    )


def _key_sources(rule: FieldRule | None) -> tuple[object, ...]:
    return rule.sources if rule is not None and not rule.then else ()


# what it cannot express, or would do in its own way


def problems(mapping: Mapping) -> tuple[Problem, ...]:
    """What this runner cannot express or would do wrong."""
    found: list[Problem] = []
    for problem in _problems(mapping):
        if problem not in found:
            found.append(problem)
    return tuple(found)


def _problems(mapping: Mapping) -> Iterator[Problem]:
    rules = [rule for rule in mapping.rules if rule.makes_records]
    accepted = mapping.accepted
    if not accepted.xmlns and not accepted.form_names:
        yield Problem(CheckKind.TRIGGER_UNKNOWN, Severity.ERROR, InRule())
    elif accepted.form_names:
        yield _cannot(mapping, Cannot(Why.FORM_BY_NAME, accepted.form_names), InRule())
    if not rules:
        yield Problem(RunnerKind.NOTHING_MAPPED, Severity.ERROR, InRule())
    noted: list[tuple[Cannot, FieldRule | None]] = []
    try:
        _check_size(submissions(mapping, lambda *told: noted.append(told)))
    except Cannot as too_much:
        noted.append((too_much, None))
    yield from (_cannot(mapping, cannot, InRule()) for cannot, _ in noted)
    for rule in rules:
        yield from _names(mapping, rule)
        yield from _in_rule(mapping, rule)
        yield from warnings_of(mapping, rule, RUNNER)


def _in_rule(mapping: Mapping, rule: RecordRule) -> Iterator[Problem]:
    noted: list[tuple[Cannot, FieldRule | None]] = []
    try:
        table = make_table(mapping, rule, "", lambda *told: noted.append(told))
        if not noted:
            _check_size(table.records(lambda cells: cells))
    except Cannot as too_much:
        noted.append((too_much, None))
    except RecursionError:
        noted.append((Cannot(Why.TOO_DEEP), None))
    for cannot, field in noted:
        where = InRule(rule.id, field.field if field is not None else None)
        yield _cannot(mapping, cannot, where)


def _check_size(node: Node) -> None:
    """Raises Cannot where a query is deeper or larger than the runner, or anybody, reads."""
    try:
        if is_too_large(node):
            raise Cannot(Why.TOO_LARGE)
        if is_too_deep(node):
            raise Cannot(Why.TOO_DEEP)
    except RecursionError:
        raise Cannot(Why.TOO_DEEP) from None


def _cannot(mapping: Mapping, cannot: Cannot, where: InRule) -> Problem:
    what = cannot.what
    match cannot.why:
        case Why.REPEAT_NOT_ITERATED if isinstance(what, Source):
            rule = mapping.rule(where.rule) if where.rule else None
            repeat = not_iterated(mapping.form, what, rule.repeat if rule else None)
            facts: Facts = {"source": what, "repeat": repeat}
            return Problem(CheckKind.REPEAT_NOT_ITERATED, Severity.ERROR, where, facts)
        case Why.NO_SUCH_TABLE:
            facts = {"table": getattr(what, "table", what)}
            return Problem(CheckKind.NO_SUCH_TABLE, Severity.ERROR, where, facts)
    facts = {"runner": RUNNER, "why": cannot.why, "what": what}
    return Problem(RunnerKind.NOT_EXPRESSIBLE, Severity.ERROR, where, facts)


def _names(mapping: Mapping, rule: RecordRule) -> Iterator[Problem]:
    """Columns that a file or database would not take, or would take for one."""
    seen = {FORM_ID_COLUMN: FORM_ID_COLUMN} if has_form_id(rule) else {}
    for each in columns(rule):
        name = each.field
        alike = seen.setdefault(name.lower(), name)
        wrong: list[Cannot] = []
        if name.lower() == ID:
            wrong.append(Cannot(Why.COLUMN_TAKEN, name))
        elif alike != name:
            wrong.append(Cannot(Why.COLUMNS_ALIKE, (alike, name)))
        if not name.strip() or len(name.encode("utf-8", "replace")) > LONGEST_NAME:
            wrong.append(Cannot(Why.COLUMN_NAME, name))
        if any(char < " " or "\ud800" <= char <= "\udfff" for char in name):
            wrong.append(Cannot(Why.CONTROL_CHARACTERS, name))
        yield from (_cannot(mapping, each_one, InRule(rule.id, name)) for each_one in wrong)
