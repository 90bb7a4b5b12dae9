"""Record rules as sheets of a query workbook, as people write them for commcare-export.

Only what a workbook says exactly is said by one (runners page 3.3): a function crashes or lies about
a missing answer, so functions stand where nothing is ever missing. `[*]` behind a path makes nothing
of an empty answer.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from mapper_gui.exporters.commcare_export.dates import write_format
from mapper_gui.exporters.commcare_export.query import BUILT_IN, braced
from mapper_gui.exporters.commcare_export.reading import Cannot, step_name
from mapper_gui.exporters.commcare_export.tables import columns, has_form_id
from mapper_gui.exporters.commcare_export.values import check_text, plain_text
from mapper_gui.mapping.form import Form, Kind, split_path
from mapper_gui.mapping.mapping import FieldRule, Mapping, RecordRule
from mapper_gui.mapping.source import (
    FORM_ID,
    CaseSource,
    MetaSource,
    QuestionSource,
    Source,
    SubmissionSource,
)
from mapper_gui.mapping.steps import FormatDate
from mapper_gui.mapping.values import (
    ByTable,
    ChoiceTable,
    Constant,
    First,
    OutsideAction,
    PolicyAction,
    Template,
)
from mapper_gui.wording.labels import label_in, plain_label
from mapper_gui.wording.sources import source_words

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_TITLES = (
    "Data Source", "Filter Name", "Filter Value", "Field", "Source Field", "Map Via", "Format Via",
    "Data Type", "Table Name", "Note",
)  # fmt: skip
"""The runner reads all but the last, which is for people."""

_WIDTHS = (34, 12, 60, 26, 44, 24, 30, 10, 20, 50)

_ODD_IN_CELLS = re.compile(r"_x[0-9A-Fa-f]{4}_|[\x00-\x08\x0b-\x1f]|.{32000}", re.DOTALL)
"""What a cell does not hold as it is."""

_ID = "template({0[id]}, $)"
"""The form id as it is; the source field `id` alone puts some ids in quotes."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a sheet: a column of the table."""

    field: str
    source: str
    map_via: str = ""
    format_via: str = ""
    note: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    """Choice ids and what they become, for the sheet `Mappings`."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet; the name of the table is the sheet's title."""

    rule: RecordRule
    source: str
    lines: tuple[Line, ...]

    @property
    def uses_mappings(self) -> bool:
        return any(line.choices for line in self.lines)


def sheet_of(mapping: Mapping, rule: RecordRule) -> Sheet | None:
    """The rule as a sheet, or None where a workbook cannot say it exactly."""
    if rule.when is not None or mapping.accepts.when is not None:
        return None
    source = _data_source(mapping.form, rule)
    if source is None or not _key_is_always_there(rule):
        return None
    root = "$." if rule.for_each is not None else ""
    first = Line("id", "id", _ID, note="form id" if rule.for_each is None else "")
    if rule.for_each is not None:
        first = Line("id", "id", note="the row's address")
    lines = [first]
    if has_form_id(rule):
        lines.append(Line("form_id", "id", _ID, note="form id"))
    for each in columns(rule):
        line = _line(mapping, rule, each, root)
        if line is None:
            return None
        lines.append(line)
    texts = [text for line in lines for text in (line.field, line.source, line.map_via)]
    return (
        None
        if any(_ODD_IN_CELLS.search(text) for text in texts)
        else Sheet(rule, source, tuple(lines))
    )


def _data_source(form: Form, rule: RecordRule) -> str | None:
    if rule.for_each is None:
        return "form"
    # The rows of inner repeats get other addresses when their outer rows are a table too.
    if not isinstance(rule.for_each, str) or form.repeats_around(rule.for_each):
        return None
    steps = split_path(rule.for_each)
    if not all(re.fullmatch(r"[A-Za-z_][A-Za-z0-9_-]*", step) for step in steps):
        return None
    if {"where", "id"} & set(steps):
        return None
    return f"form[*].form.{'.'.join(steps)}[*]"


def _key_is_always_there(rule: RecordRule) -> bool:
    """A row is written whatever its cells are, so that nothing of a key may be missing."""
    if rule.for_each is not None:
        return not rule.key
    if len(rule.key) > 1:
        return False
    return all(_is_form_id(rule.field_rule(name)) for name in rule.key)


def _is_form_id(rule: FieldRule | None) -> bool:
    return rule is not None and rule.take == First((FORM_ID,)) and not rule.then


def _line(mapping: Mapping, rule: RecordRule, each: FieldRule, root: str) -> Line | None:
    try:
        return _said(mapping, rule, each, root)
    except Cannot:
        return None


def _said(mapping: Mapping, rule: RecordRule, each: FieldRule, root: str) -> Line | None:
    match each.take, each.then:
        case First((source,)), ():
            if source == FORM_ID:
                return Line(each.field, "id", _ID, note=_note(mapping, source))
            path = _path(mapping.form, source, rule)
            blank = _blank_if_empty(each)
            if path is None or blank is None:
                return None
            path = path if blank else f"{path}[*]"
            return Line(each.field, _not_built_in(path), note=_note(mapping, source))
        case First((SubmissionSource("received_on") as source,)), (FormatDate() as step,):
            if step.zone is not None or step.read != "commcare":
                return None
            via = f"template({write_format(step)})"
            if not _plain(write_format(step)):
                return None
            note = _note(mapping, source)
            return Line(each.field, f"{root}received_on", "str2date", via, note)
        case First((QuestionSource() as source,)), (ByTable() as step,):
            return _by_table(mapping, rule, each, source, mapping.table(step))
        case Constant(value), ():
            text = "" if value is None else plain_text(value)
            return Line(each.field, "id", f"template({braced(text)})") if _plain(text) else None
        case Template(parts), ():
            return _template(each.field, parts, root)
        case _:
            return None


def _not_built_in(path: str) -> str:
    return f'"{path}"' if path in BUILT_IN else path


def _path(form: Form, source: Source, rule: RecordRule) -> str | None:
    """Where a source stands, seen from the submission or from the row that the sheet is about."""
    in_form = "form" if rule.for_each is None else "$.form"
    match source:
        case QuestionSource(question):
            steps = split_path(question)
            around = form.repeats_around(question)
            if around and around != (rule.for_each,):
                return None
            if around:
                below = steps[len(split_path(around[0])) :]
                return ".".join(step_name(step) for step in below)
        case CaseSource(path, part) if part != "@case_id" and not form.repeats_around(path):
            steps = [*split_path(path), *part.split("/")]
        case MetaSource(part) if part != "app_build_version":
            steps = ["meta", part]
        case SubmissionSource("form_name" | "xmlns" as part):
            steps = ["@name" if part == "form_name" else "@xmlns"]
        case SubmissionSource(part):
            return part if rule.for_each is None else f"$.{part}"
        case _:
            return None
    return ".".join([in_form, *(step_name(step) for step in steps)])


def _blank_if_empty(rule: FieldRule) -> bool | None:
    """Whether an empty answer is written as an empty text; None where a workbook cannot say what is
    to become of what is missing."""
    nothing = (PolicyAction.LEAVE_OUT, PolicyAction.NULL)
    if rule.if_absent.action not in nothing:
        return None
    if rule.if_empty.action in nothing:
        return False
    return True if rule.if_empty.action is PolicyAction.BLANK else None


def _plain(text: str) -> bool:
    """Whether a text comes through `template(...)` as it is: it is split at commas and trimmed."""
    return bool(text) and text == text.strip() and not set(text) & set(",\n\r")


_ALWAYS_THERE = ("id", "received_on", "domain")


def _template(name: str, parts: Sequence[str | Source], root: str) -> Line | None:
    text = ""
    places: list[str] = []
    for part in parts:
        if isinstance(part, str):
            check_text(part)
            text += braced(part)
        elif isinstance(part, SubmissionSource) and part.part in _ALWAYS_THERE:
            text += f"{{{len(places)}[id]}}" if part.part == "id" else f"{{{len(places)}}}"
            places.append("$" if part.part == "id" else f"{root}{part.part}")
        else:
            return None
    if not _plain(text):
        return None
    return Line(name, "id", f"template({', '.join([text, *places])})")


def _by_table(
    mapping: Mapping,
    rule: RecordRule,
    each: FieldRule,
    source: QuestionSource,
    table: ChoiceTable | None,
) -> Line | None:
    """A choice table in the sheet `Mappings`: it knows other ids only as kept, reads each answer as
    a path in quotes, and takes a row that gives nothing for no row."""
    question = mapping.form.question(source.question)
    path = _path(mapping.form, source, rule)
    if table is None or path is None or rule.for_each is not None:
        return None
    if question is None or question.kind is not Kind.SINGLE or _blank_if_empty(each) is not False:
        return None
    if table.ignore_case or table.outside.action is not OutsideAction.KEEP:
        return None
    rows: dict[str, str] = {}
    for row in table.rows:
        rows.setdefault(row.choice, "" if row.value is None else plain_text(row.value))
    ids = {*rows, *(choice.id for choice in question.choices)}
    odd = any(not each_id or set(each_id) & set('"\\*') or each_id == "id" for each_id in ids)
    if odd or not rows or not all(rows.values()):
        return None
    return Line(each.field, f"{path}[*]", note=_note(mapping, source), choices=tuple(rows.items()))


def _note(mapping: Mapping, source: Source) -> str:
    language = mapping.form.languages[0] if mapping.form.languages else ""
    if isinstance(source, QuestionSource):
        question = mapping.form.question(source.question)
        return plain_label(label_in(question.labels, language)) if question else ""
    return source_words(source)


# the file


def workbook(mapping: Mapping, sheets: Sequence[tuple[str, Sheet]]) -> bytes:
    """Sheets, each with the name of its table, as an .xlsx file."""
    from openpyxl import Workbook

    book = Workbook()
    if book.active is not None:
        book.remove(book.active)
    for name, sheet in sheets:
        _write(book.create_sheet(name), _rows(mapping, name, sheet), _WIDTHS)
    mapped = [
        (line.field, *row) for _, sheet in sheets for line in sheet.lines for row in line.choices
    ]
    if mapped:
        titled = [("Mapping Name", "Source", "Destination"), *mapped]
        _write(book.create_sheet("Mappings"), titled, (26, 30, 40))
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _rows(mapping: Mapping, name: str, sheet: Sheet) -> list[tuple[str, ...]]:
    forms = list(dict.fromkeys(mapping.accepted.xmlns))
    rows: list[tuple[str, ...]] = [_TITLES]
    for number in range(max(len(sheet.lines), len(forms))):
        line = sheet.lines[number] if number < len(sheet.lines) else Line("", "")
        rows.append(
            (
                sheet.source if number == 0 else "",
                "xmlns" if number < len(forms) else "",
                forms[number] if number < len(forms) else "",
                line.field,
                line.source,
                line.map_via,
                line.format_via,
                "text" if line.field else "",
                name if number == 0 else "",
                line.note,
            )
        )
    return rows


def _write(page: "Worksheet", rows: Sequence[tuple[str, ...]], widths: Sequence[int]) -> None:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    for down, row in enumerate(rows, 1):
        for across, text in enumerate(row, 1):
            if not text:
                continue
            cell = page.cell(down, across)
            cell.value, cell.data_type = text, "s"  # a text also where it looks like a formula
            if down == 1:
                cell.font = Font(bold=True)
    for number, width in enumerate(widths, 1):
        page.column_dimensions[get_column_letter(number)].width = width
    page.freeze_panes = "A2"
