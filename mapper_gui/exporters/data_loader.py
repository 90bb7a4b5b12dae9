"""Salesforce Data Loader: for each load a CSV with the values and the `.sdl` that maps its columns.

A mapping file only renames columns, so that the CSV holds every value as it is to be written
(runners page 4). What the runner writes of a record is its one written projection:

- Left out is an empty cell, which leaves the field as it is; in a record that is created null and
  blank are the same. In one that is updated null and blank are `#N/A`, which empties the field
  where the Bulk API is used.
- true and false, numbers as JSON writes them; a list is joined by `;`.
- A reference is a column of the other record's field, as `Household__r.Code__c`.
- Records of one key are one row, see `data_batches`.
"""

import csv
import io
from collections.abc import Iterator

from mapper_gui.exporters.data_batches import (
    Batch,
    Unfit,
    may_be_null,
    named_not_expressible,
    not_expressible,
    plain_text,
)
from mapper_gui.exporters.data_can import DATA_LOADER
from mapper_gui.exporters.file_names import file_name
from mapper_gui.exporters.load_order import in_load_order
from mapper_gui.exporters.sdl import sdl
from mapper_gui.mapping.mapping import FieldRule, Mapping, Operation, RecordRule
from mapper_gui.mapping.problem import InRule, Problem, Severity
from mapper_gui.mapping.result import RecordResult, ReferenceTo, Value
from mapper_gui.mapping.runner_preview import Cell
from mapper_gui.mapping.runner_problems import RunnerKind, Unheld, Why
from mapper_gui.wording.proof import proof_words
from mapper_gui.wording.rules import operation_words
from mapper_gui.wording.text import tr

RUNNER = DATA_LOADER.name
NULL = DATA_LOADER.null
"""What the Bulk API takes for "empty this field"."""
_RECORD_ID = "Id"


def problems(mapping: Mapping) -> tuple[Problem, ...]:
    """What Data Loader cannot express or would do wrong."""
    return tuple(_problems(mapping))


def _problems(mapping: Mapping) -> Iterator[Problem]:
    if not any(rule.makes_records for rule in mapping.rules):
        yield Problem(RunnerKind.NOTHING_MAPPED, Severity.ERROR, InRule())
    yield from named_not_expressible(RUNNER, mapping)
    for rule in mapping.rules:
        if not rule.makes_records:
            continue
        yield from _of_key(rule)
        yield from _of_columns(mapping, rule)
        for each in rule.fields:
            yield from _of_field(mapping, rule, each)


def _of_key(rule: RecordRule) -> Iterator[Problem]:
    facts = {"runner": RUNNER, "fields": rule.key}
    if rule.operation is Operation.CREATE:
        return
    if len(rule.key) > 1:
        yield Problem(RunnerKind.ONE_KEY_FIELD, Severity.ERROR, InRule(rule.id), facts)
        return
    takes = DATA_LOADER.keys[rule.operation]
    if takes is not None and rule.key and rule.key[0] not in takes:
        where = InRule(rule.id, rule.key[0])
        taken = {**facts, "key_fields": takes}
        yield Problem(RunnerKind.KEY_FIELD_NOT_TAKEN, Severity.ERROR, where, taken)


def _of_columns(mapping: Mapping, rule: RecordRule) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for each in rule.fields:
        column = _column(mapping, rule.object, each.field, each)
        if column is None or not each.takes_anything:
            continue
        other = seen.setdefault(column.casefold(), column)
        if other != column:
            facts = {"runner": RUNNER, "why": Why.COLUMNS_ALIKE}
            where = InRule(rule.id, each.field)
            yield Problem(RunnerKind.NOT_EXPRESSIBLE, Severity.ERROR, where, facts)


def _of_field(mapping: Mapping, rule: RecordRule, each: FieldRule) -> Iterator[Problem]:
    where = InRule(rule.id, each.field)
    yield from not_expressible(RUNNER, each.take, where)
    if each.reference is not None and _column(mapping, rule.object, each.field, each) is None:
        facts = {"runner": RUNNER, "object": each.reference.object}
        yield Problem(RunnerKind.NO_RELATIONSHIP, Severity.ERROR, where, facts)
    if (
        rule.operation is not Operation.CREATE
        and may_be_null(DATA_LOADER, each)
        and each.field not in rule.key
    ):
        facts = {"runner": RUNNER, "mark": NULL}
        yield Problem(RunnerKind.NULLS_AS_MARK, Severity.WARNING, where, facts)


def _column(mapping: Mapping, object_name: str, name: str, rule: FieldRule | None) -> str | None:
    """The column of a field; None for a reference whose relationship has no known name."""
    reference = rule.reference if rule is not None else None
    if reference is None or reference.field == _RECORD_ID:
        return name
    found = mapping.target.object(object_name)
    field = found.field(name) if found is not None else None
    relationship = field.relationship if field is not None else ""
    if not relationship:
        if name.endswith("__c"):
            relationship = f"{name[:-1]}r"
        elif name.endswith("__r"):
            relationship = name
        elif name.endswith("Id") and len(name) > 2:
            relationship = name[:-2]
    return f"{relationship}.{reference.field}" if relationship else None


def project(mapping: Mapping, record: RecordResult) -> dict[str, Cell]:
    """What the CSV has of a made record, by field."""
    rule = mapping.rule(record.rule)
    assert rule is not None
    clears = record.operation is not Operation.CREATE
    written = record.written
    found: dict[str, Cell] = {}
    for each in rule.fields:
        if each.takes_anything:
            column = _column(mapping, rule.object, each.field, each) or each.field
            text, why = "", None
            if each.field in written:
                text, why = cell_text(written[each.field], clears=clears)
            found[each.field] = Cell(column, text, unheld=why)
    return found


def files(
    mapping: Mapping, name: str, batches: list[Batch]
) -> tuple[dict[str, bytes], list[Unfit]]:
    """`NAME-OBJECT.csv` and `.sdl` for each load and `NAME-load.txt`, and what no cell can hold.

    The mapping has no error among `problems`.
    """
    made: dict[str, bytes] = {}
    unfit: list[Unfit] = []
    order = in_load_order(mapping, [batch for batch in batches if batch.rows])
    taken: set[str] = set()
    lines = [tr("To be loaded with Data Loader in this order. Read all CSVs with UTF-8."), ""]
    for number, batch in enumerate(order, 1):
        base = _free(file_name(f"{name}-{batch.object}"), taken)
        columns = _columns(mapping, batch)
        made[f"{base}.csv"] = _csv(batch, columns, unfit)
        made[f"{base}.sdl"] = sdl(
            (column, column.replace(".", ":")) for column in dict.fromkeys(columns.values())
        )
        lines += _load_lines(number, base, batch)
    made[f"{name}-load.txt"] = "\n".join([*lines, *_notes(order, made)]).encode("utf-8", "replace")
    return made, unfit


def _free(base: str, taken: set[str]) -> str:
    number, name = 1, base
    while name.casefold() in taken:
        number += 1
        name = f"{base}-{number}"
    taken.add(name.casefold())
    return name


def _columns(mapping: Mapping, batch: Batch) -> dict[str, str]:
    """Field name to column, for every field that any row of the batch has."""
    rules = {each.field: each for rule_id in batch.rules for each in _fields(mapping, rule_id)}
    found: dict[str, str] = {}
    for name in batch.columns:
        found[name] = _column(mapping, batch.object, name, rules.get(name)) or name
    return found


def _fields(mapping: Mapping, rule_id: str) -> tuple[FieldRule, ...]:
    rule = mapping.rule(rule_id)
    return rule.fields if rule is not None else ()


def _csv(batch: Batch, columns: dict[str, str], unfit: list[Unfit]) -> bytes:
    """RFC 4180: UTF-8, commas, CR LF, quotes where they are needed; values as they are."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns.values())
    updates = batch.operation is not Operation.CREATE
    for row in batch.rows:
        cells = []
        for name in columns:
            if name not in row:
                cells.append("")
                continue
            cell, why = cell_text(row[name], clears=updates)
            if why is not None:
                unfit.append(Unfit(batch.rules[0], name, why, cell))
            cells.append(cell)
        writer.writerow(cells)
    return text.getvalue().encode("utf-8", "replace")


def cell_text(value: Value | ReferenceTo, *, clears: bool) -> tuple[str, Unheld | None]:
    """A written value as a cell, and why a cell cannot hold it. `clears`: null empties the field."""
    inner = value.value if isinstance(value, ReferenceTo) else value
    if inner is None or inner == "":
        return (NULL if clears else ""), None
    if isinstance(inner, tuple):
        items = [plain_text(item) for item in inner]
        inner = DATA_LOADER.joins.join(items)
        if any(DATA_LOADER.joins in item for item in items):
            return inner, Unheld.SEPARATOR_INSIDE
    text = plain_text(inner)
    if text == NULL:
        return text, Unheld.READ_AS_NULL
    if "\0" in text or any("\ud800" <= char <= "\udfff" for char in text):
        return text, Unheld.CHARACTERS
    return text, None


def _load_lines(number: int, base: str, batch: Batch) -> list[str]:
    by = tr(", external id {field}").format(field=batch.key[0]) if batch.key else ""
    words = tr("{number}. {object}: {operation}{by}, {count} rows: {file}.csv with {file}.sdl")
    return [
        words.format(
            number=number,
            object=batch.object,
            operation=operation_words(batch.operation),
            by=by,
            count=len(batch.rows),
            file=base,
        )
    ]


def _notes(batches: list[Batch], made: dict[str, bytes]) -> list[str]:
    lines = [""]
    if any(NULL.encode() in data for name, data in made.items() if name.endswith(".csv")):
        lines.append(
            tr(
                "{mark} empties a field: turn on “Use Bulk API”, without which it is a text."
            ).format(mark=NULL)
        )
    lines.append(tr("Empty cells leave a field as it is: leave “Insert null values” off."))
    joined = sum(batch.joined for batch in batches)
    if joined:
        words = tr("{count} records had the key of an earlier one and are one row with it.")
        lines.append(words.format(count=joined))
    lines.append(tr("These files hold real values. Delete them when they are loaded."))
    lines += ["", proof_words("data-loader")]
    return [*lines, ""]
