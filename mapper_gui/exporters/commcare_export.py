"""commcare-export (the Data Export Tool), version 1.16: queries for files and for databases.

A record rule becomes a table: in the query workbook where that says it exactly, else in the JSON
query. What neither can say is refused by name. What the runner writes of a record is
`commcare_export_projection.project`.
"""

import re
from collections.abc import Iterator

from mapper_gui.exporters.commcare_export_query import is_too_deep
from mapper_gui.exporters.commcare_export_reading import Cannot
from mapper_gui.exporters.commcare_export_run import run_text
from mapper_gui.exporters.commcare_export_tables import (
    FORM_ID_COLUMN,
    ID,
    Table,
    columns,
    database_query,
    make_table,
    query,
    submissions,
)
from mapper_gui.exporters.commcare_export_workbook import Sheet, sheet_of, workbook
from mapper_gui.mapping.check_kind import CheckKind
from mapper_gui.mapping.form import Kind, QuestionId
from mapper_gui.mapping.mapping import FieldRule, Mapping, Operation, RecordRule
from mapper_gui.mapping.problem import InRule, Problem, Severity
from mapper_gui.mapping.runner_problems import RunnerKind, Why
from mapper_gui.mapping.source import FORM_ID, QuestionSource, RowChoice, RowNumber
from mapper_gui.mapping.steps import Contains, TakeGps
from mapper_gui.mapping.values import Constant, EachChoice, PolicyAction, Scalar

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
        yield _cannot(Cannot(Why.FORM_BY_NAME, accepted.form_names), InRule())
    if not rules:
        yield Problem(RunnerKind.NOTHING_MAPPED, Severity.ERROR, InRule())
    noted: list[Problem] = []
    submissions(mapping, lambda cannot, _: noted.append(_cannot(cannot, InRule())))
    for rule in rules:
        yield from noted
        noted.clear()
        yield from _names(rule)

        def note(cannot: Cannot, field: FieldRule | None, rule: RecordRule = rule) -> None:
            where = InRule(rule.id, field.field if field is not None else None)
            noted.append(_cannot(cannot, where))

        try:
            table = make_table(mapping, rule, "", note)
            if not noted and is_too_deep(table.records(lambda cells: cells)):
                note(Cannot(Why.TOO_DEEP), None)
        except RecursionError:
            note(Cannot(Why.TOO_DEEP), None)
        yield from noted
        noted.clear()
        yield from _warnings(mapping, rule)


def _cannot(cannot: Cannot, where: InRule) -> Problem:
    what = cannot.what
    match cannot.why:
        case Why.REPEAT_NOT_ITERATED:
            source = QuestionSource(QuestionId(what)) if isinstance(what, str) else what
            facts = {"source": source, "repeat": what}
            return Problem(CheckKind.REPEAT_NOT_ITERATED, Severity.ERROR, where, facts)
        case Why.NO_SUCH_TABLE:
            table = getattr(what, "table", what)
            return Problem(CheckKind.NO_SUCH_TABLE, Severity.ERROR, where, {"table": table})
    facts = {"runner": RUNNER, "why": cannot.why, "what": what}
    return Problem(RunnerKind.NOT_EXPRESSIBLE, Severity.ERROR, where, facts)


def _names(rule: RecordRule) -> Iterator[Problem]:
    """Columns that a file or database would not take, or would take for one."""
    seen: dict[str, str] = {FORM_ID_COLUMN: ""} if FORM_ID_COLUMN in _added(rule) else {}
    for each in columns(rule):
        where = InRule(rule.id, each.field)
        name = each.field
        if name.lower() == ID:
            yield _cannot(Cannot(Why.COLUMN_TAKEN, name), where)
        elif name.lower() in seen:
            yield _cannot(Cannot(Why.COLUMNS_ALIKE, (seen[name.lower()], name)), where)
        if not name.strip() or len(name.encode("utf-8", "replace")) > LONGEST_NAME:
            yield _cannot(Cannot(Why.COLUMN_NAME, name), where)
        if any(char < " " or "\ud800" <= char <= "\udfff" for char in name):
            yield _cannot(Cannot(Why.CONTROL_CHARACTERS, name), where)
        seen.setdefault(name.lower(), name)


def _added(rule: RecordRule) -> tuple[str, ...]:
    from mapper_gui.exporters.commcare_export_tables import has_form_id

    return (FORM_ID_COLUMN,) if has_form_id(rule) else ()


def _warnings(mapping: Mapping, rule: RecordRule) -> Iterator[Problem]:
    if rule.operation is not Operation.UPSERT:
        facts = {"runner": RUNNER, "operation": rule.operation}
        yield Problem(RunnerKind.OPERATION_IS_UPSERT, Severity.WARNING, InRule(rule.id), facts)
    for each in rule.fields:
        if each.take is None:
            continue
        where = InRule(rule.id, each.field)
        if _writes_null(each):
            facts_of_null = {"runner": RUNNER}
            yield Problem(RunnerKind.NULL_IS_LEFT_OUT, Severity.WARNING, where, facts_of_null)
        if each.reference is not None:
            of = each.reference
            named = {"runner": RUNNER, "object": of.object, "other_field": of.field}
            yield Problem(RunnerKind.REFERENCE_AS_VALUE, Severity.WARNING, where, named)
        for source in _split_hidden_values(mapping, each):
            split = {"runner": RUNNER, "source": source}
            yield Problem(RunnerKind.SPLITS_AT_WHITE_SPACE, Severity.WARNING, where, split)


def _writes_null(rule: FieldRule) -> bool:
    """Whether a null may be written: the runner leaves it out."""
    policies = (rule.if_absent, rule.if_empty)
    nulls = [
        policy
        for policy in policies
        if policy.action is PolicyAction.NULL
        or (policy.action is PolicyAction.DEFAULT and policy.default is None)
    ]
    typed: Scalar = rule.take.value if isinstance(rule.take, Constant) else ""
    return bool(nulls) or typed is None


def _split_hidden_values(mapping: Mapping, rule: FieldRule) -> Iterator[QuestionSource]:
    if not any(isinstance(step, Contains | TakeGps | EachChoice) for step in rule.then):
        return
    for source in dict.fromkeys(rule.sources):
        if isinstance(source, QuestionSource):
            question = mapping.form.question(source.question)
            if question is not None and question.kind is Kind.HIDDEN:
                yield source


__all__ = [
    "RUNNER",
    "VERSION",
    "Table",
    "divided",
    "files",
    "has_own_id",
    "problems",
    "table_names",
]
