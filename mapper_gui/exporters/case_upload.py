"""CommCare's case importer: workbooks of cases, one case type each, every cell a text.

Rules: runners page, section 5, read in the importer's source. What it makes of a record is its one
written projection:

- A blank cell empties a case property. So a field that a record leaves out has no column in its
  file: records that leave out different fields go into different files. Created cases share one.
- Null and blank are `---`, which is blank. The columns that say who a case is and belongs to
  (`SPECIAL`) cannot be emptied: there null and blank are left out, but for the name.
- true and false, numbers as JSON writes them; a list is joined by spaces, as multiple answers are.
- A reference is the value itself, in `parent_id` or `parent_external_id`; `parent_type` says of
  which type where no rule does.
- Records of one key are one row, see `data_batches`.
"""

import io
import re
from collections.abc import Container, Iterator

from mapper_gui.exporters.data_batches import (
    Batch,
    Row,
    Unfit,
    may_be_null,
    named_not_expressible,
    not_expressible,
    plain_text,
)
from mapper_gui.exporters.data_can import CASE_UPLOAD
from mapper_gui.exporters.file_names import file_name
from mapper_gui.exporters.load_order import in_load_order
from mapper_gui.mapping.mapping import FieldRule, Mapping, Operation, RecordRule
from mapper_gui.mapping.problem import InRule, Problem, Severity
from mapper_gui.mapping.result import RecordResult, ReferenceTo, Value
from mapper_gui.mapping.runner_preview import Cell
from mapper_gui.mapping.runner_problems import RunnerKind, Unheld
from mapper_gui.mapping.values import Constant
from mapper_gui.wording.proof import proof_words
from mapper_gui.wording.text import tr

RUNNER = CASE_UPLOAD.name
CASE_ID, EXTERNAL_ID, NAME = "case_id", "external_id", "name"
KEYS = (CASE_ID, EXTERNAL_ID)
SPECIAL = frozenset(
    {
        CASE_ID, EXTERNAL_ID, NAME, "owner_name", "owner_id", "parent_id", "parent_external_id",
        "parent_type", "parent_relationship_type", "parent_identifier", "close",
    }
)  # fmt: skip
"""Columns that are no case properties; a blank cell leaves these alone."""
RESERVED = frozenset({"type", "closed", "parent_ref"})
BLANK = CASE_UPLOAD.null
MOST_FILES = 40
LONGEST_CELL = 32_767

_PARENTS = {"parent_id": CASE_ID, "parent_external_id": EXTERNAL_ID}
_PROPERTY = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)
_NOT_IN_CELLS = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPE = re.compile(r"_x[0-9A-Fa-f]{4}_|x005F_")


def problems(mapping: Mapping) -> tuple[Problem, ...]:
    """What the case importer cannot express or would do wrong."""
    return tuple(_problems(mapping))


def _problems(mapping: Mapping) -> Iterator[Problem]:
    if not any(rule.makes_records for rule in mapping.rules):
        yield Problem(RunnerKind.NOTHING_MAPPED, Severity.ERROR, InRule())
    yield from named_not_expressible(RUNNER, mapping)
    for rule in mapping.rules:
        if rule.makes_records:
            yield from _of_key(rule)
            yield from _of_columns(rule)
            for each in rule.fields:
                yield from _of_field(rule, each)


def _of_key(rule: RecordRule) -> Iterator[Problem]:
    where = InRule(rule.id, rule.key[0] if len(rule.key) == 1 else None)
    facts = {"runner": RUNNER, "fields": rule.key}
    finds_by = CASE_UPLOAD.keys[rule.operation] or ()
    if len(rule.key) > 1:
        yield Problem(RunnerKind.ONE_KEY_FIELD, Severity.ERROR, where, facts)
    elif rule.key and rule.key[0] not in KEYS:
        taken = {**facts, "key_fields": KEYS}
        yield Problem(RunnerKind.KEY_FIELD_NOT_TAKEN, Severity.ERROR, where, taken)
    elif rule.key and rule.key[0] not in finds_by:
        if rule.key[0] == CASE_ID:
            yield Problem(RunnerKind.NEW_CASE_ID, Severity.ERROR, where, facts)
        else:
            yield Problem(RunnerKind.CREATE_CAN_UPDATE, Severity.WARNING, where, facts)


def _of_columns(rule: RecordRule) -> Iterator[Problem]:
    where = InRule(rule.id)
    names = tuple(each.field for each in rule.fields if each.takes_anything)
    reserved = tuple(name for name in names if name in RESERVED)
    if reserved:
        facts = {"runner": RUNNER, "columns": reserved}
        yield Problem(RunnerKind.RESERVED_COLUMN, Severity.ERROR, where, facts)
    odd = tuple(name for name in names if _PROPERTY.fullmatch(name) is None)
    if odd:
        facts = {"runner": RUNNER, "columns": odd}
        yield Problem(RunnerKind.PROPERTY_NAME, Severity.ERROR, where, facts)
    if NAME not in names and rule.operation is not Operation.UPDATE:
        facts_of_column = {"runner": RUNNER, "column": NAME}
        yield Problem(RunnerKind.NEEDS_COLUMN, Severity.WARNING, where, facts_of_column)
    kind = rule.field_rule("parent_relationship_type")
    extension = kind is not None and kind.take == Constant("extension")
    if extension and "parent_identifier" not in names:
        facts_of_column = {"runner": RUNNER, "column": "parent_identifier"}
        yield Problem(RunnerKind.NEEDS_COLUMN, Severity.ERROR, where, facts_of_column)


def _of_field(rule: RecordRule, each: FieldRule) -> Iterator[Problem]:
    where = InRule(rule.id, each.field)
    yield from not_expressible(RUNNER, each.take, where)
    reference = each.reference
    if reference is not None and _PARENTS.get(each.field) != reference.field:
        facts_of = {
            "runner": RUNNER,
            "object": reference.object,
            "other_field": reference.field,
        }
        yield Problem(RunnerKind.REFERENCE_AS_VALUE, Severity.WARNING, where, facts_of)
    special = each.field in SPECIAL - {NAME} and each.field not in rule.key
    if special and may_be_null(CASE_UPLOAD, each) and rule.operation is not Operation.CREATE:
        yield Problem(RunnerKind.NULL_IS_LEFT_OUT, Severity.WARNING, where, {"runner": RUNNER})


def project(mapping: Mapping, record: RecordResult) -> dict[str, Cell]:
    """What a workbook has of a made record, by field; `parent_type` where it is added."""
    rule = mapping.rule(record.rule)
    assert rule is not None
    names = [each.field for each in rule.fields if each.takes_anything]
    written = record.written
    key = () if rule.operation is Operation.CREATE else rule.key
    found: dict[str, Cell] = {}
    for name in names:
        if name in written:
            found[name] = _projected(name, written[name], key or KEYS)
        else:
            # Created cases share a file; of others a column that is not there leaves the property.
            is_there = rule.operation is Operation.CREATE and name not in SPECIAL
            found[name] = Cell(name, "", is_there=is_there)
    if any(written.get(name) for name in _PARENTS):
        for name, value in _parent_type(rule, names).items():
            found[name] = Cell(name, plain_text(value))
    return found


def _projected(name: str, value: Value | ReferenceTo, keys: tuple[str, ...]) -> Cell:
    text, why = _cell_of(name, value, keys)
    return Cell(name, text, is_there=bool(text), unheld=why)


def _cell_of(
    name: str, value: Value | ReferenceTo, keys: tuple[str, ...]
) -> tuple[str, Unheld | None]:
    text, why = cell_text(name, value)
    if why is None and name in keys and reads_as_number(text):
        why = Unheld.READ_AS_NUMBER
    return text, why


def files(
    mapping: Mapping, name: str, batches: list[Batch]
) -> tuple[dict[str, bytes], list[Unfit]]:
    """`NAME-TYPE.xlsx` for each load and `NAME-upload.txt`, and what no cell can hold.

    The mapping has no error among `problems`.
    """
    made: dict[str, bytes] = {}
    unfit: list[Unfit] = []
    taken: set[str] = set()
    lines = [tr("To be uploaded in this order: Data, Import Cases from Excel, or the API."), ""]
    titles = {item.object for item in batches}
    number = 0
    for batch in in_load_order(mapping, [each for each in batches if each.rows]):
        for columns, rows in _alike(mapping, batch):
            number += 1
            base = _free(file_name(f"{name}-{batch.object}"), taken)
            made[f"{base}.xlsx"] = _workbook(batch, columns, rows, titles, unfit)
            lines += _upload_lines(number, base, batch, columns, len(rows))
    made[f"{name}-upload.txt"] = "\n".join([*lines, *_notes(batches)]).encode("utf-8", "replace")
    return made, unfit


def file_count(mapping: Mapping, batches: list[Batch]) -> int:
    """How many workbooks it takes to leave out what each record leaves out."""
    return sum(len(_alike(mapping, batch)) for batch in batches if batch.rows)


def _free(base: str, taken: set[str]) -> str:
    number, name = 1, base
    while name.casefold() in taken:
        number += 1
        name = f"{base}-{number}"
    taken.add(name.casefold())
    return name


def _alike(mapping: Mapping, batch: Batch) -> list[tuple[list[str], list[Row]]]:
    """The rows by the case properties that they write, each with the columns of its file."""
    creates = batch.operation is Operation.CREATE
    parents = _parent_types(mapping, batch)
    found: dict[tuple[str, ...], list[Row]] = {}
    for row in batch.rows:
        row = {**parents, **row} if any(row.get(name) for name in _PARENTS) else row
        properties = tuple(n for n in batch.columns if n in row and n not in SPECIAL)
        found.setdefault(() if creates else properties, []).append(row)
    return [(_columns(batch, rows), rows) for rows in found.values()]


def _columns(batch: Batch, rows: list[Row]) -> list[str]:
    used = {name for row in rows for name in row}
    columns = [name for name in batch.columns if name in used]
    if "parent_type" in used and "parent_type" not in columns:
        columns.append("parent_type")
    key = batch.key or tuple(name for name in KEYS if name in columns)[:1] or (CASE_ID,)
    return [*key, *(name for name in columns if name not in key)]


def _parent_types(mapping: Mapping, batch: Batch) -> Row:
    """The type of the parent case, where a reference says it and no rule does."""
    for rule_id in batch.rules:
        rule = mapping.rule(rule_id)
        found = {} if rule is None else _parent_type(rule, batch.columns)
        if found:
            return found
    return {}


def _parent_type(rule: RecordRule, columns: Container[str]) -> Row:
    for each in rule.fields if "parent_type" not in columns else ():
        if each.field in _PARENTS and each.reference is not None:
            return {"parent_type": each.reference.object}
    return {}


def _workbook(
    batch: Batch, columns: list[str], rows: list[Row], types: set[str], unfit: list[Unfit]
) -> bytes:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    title = next(t for t in ("Cases", "Sheet1", "Upload", "Rows") if t not in types)
    page = book.create_sheet(title)  # named like a case type, it would be read in another way
    page.append([_cell(page, column) for column in columns])
    for row in rows:
        cells = []
        for name in columns:
            text, why = "", None
            if name in row:
                text, why = _cell_of(name, row[name], batch.key or KEYS)
            if why is not None:
                unfit.append(Unfit(batch.rules[0], name, why, text))
                text = ""
            cells.append(_cell(page, text))
        page.append(cells)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def _cell(page: object, text: str) -> object:
    """A cell that is a text and stays one, also when somebody edits it."""
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(page, value=text or None)  # type: ignore[arg-type]
    if text:
        cell.data_type = "s"
        cell.number_format = "@"
    return cell


def cell_text(name: str, value: Value | ReferenceTo) -> tuple[str, Unheld | None]:
    """A written value as a cell of this column, and why a cell cannot hold it."""
    inner = value.value if isinstance(value, ReferenceTo) else value
    if inner is None or inner == "":
        return ("" if name in SPECIAL - {NAME} else BLANK), None
    if isinstance(inner, tuple):
        items = [plain_text(item) for item in inner]
        inner = CASE_UPLOAD.joins.join(items)
        if any(CASE_UPLOAD.joins in item for item in items):
            return inner, Unheld.SEPARATOR_INSIDE
    text = plain_text(inner)
    if text.strip() == BLANK:
        return text, Unheld.READ_AS_NULL
    if len(text.encode("utf-16-le", "surrogatepass")) // 2 > LONGEST_CELL:
        return text, Unheld.TOO_LONG
    if _NOT_IN_CELLS.search(text):
        return text, Unheld.CHARACTERS
    return text, Unheld.ESCAPE if _ESCAPE.search(text) else None


def reads_as_number(text: str) -> bool:
    """Whether the importer makes another text of a key because it looks like a number: `007`."""
    try:
        return str(int(float(text))) != text
    except (ValueError, OverflowError):
        return False


def _upload_lines(
    number: int, base: str, batch: Batch, columns: list[str], count: int
) -> list[str]:
    creates = batch.operation is not Operation.UPDATE
    search = columns[0] if columns[0] in KEYS else CASE_ID
    about = tr("{number}. {file}.xlsx: {count} cases of type {type}").format(
        number=number, file=base, count=count, type=batch.object
    )
    form = [
        f"case_type={batch.object}",
        f"search_field={search}",
        f"search_column={columns[0]}",
        *(["create_new_cases=on"] if creates else []),
        *([f"name_column={NAME}"] if NAME in columns else []),
    ]
    return [about, "    " + "  ".join(form)]


def _notes(batches: list[Batch]) -> list[str]:
    lines = [""]
    joined = sum(batch.joined for batch in batches)
    if joined:
        words = tr("{count} records had the key of an earlier one and are one row with it.")
        lines.append(words.format(count=joined))
    lines.append(tr("These files hold real values. Delete them when they are uploaded."))
    lines += ["", proof_words("case-upload")]
    return [*lines, ""]
