"""What commcare-export writes of a record: its one written projection (design page 3).

- Every cell is text: true and false, whole numbers without `.0`, numbers with a fraction as Python
  writes them.
- Left out and null are nothing: in csv and xlsx an empty cell, in a database NULL, which keeps an
  older value. Blank is an empty text, in csv and xlsx an empty cell.
- An empty answer whose node has attributes (a case's index that was taken away) may be an empty text
  instead of nothing. In files that is the same; in a database it replaces an older value.
- A record that is not made has no row.
- A reference is the value by which the other record is found.
- What a group or list holds where an answer is due is not compared: the preview says that there is
  no answer, a workbook's table has whatever stands there.
"""

from mapper_gui.exporters.commcare_export import divided
from mapper_gui.exporters.commcare_export.tables import (
    FORM_ID_COLUMN,
    ID,
    columns,
    has_form_id,
    headings,
)
from mapper_gui.mapping.form import split_path
from mapper_gui.mapping.mapping import Mapping, RecordRule
from mapper_gui.mapping.result import Outcome, RecordResult, ReferenceTo, Value, text_of

Row = dict[str, str | None]


def project(mapping: Mapping, record: RecordResult) -> Row:
    """The row that a made record becomes: column to text, None for nothing."""
    rule = mapping.rule(record.rule)
    assert rule is not None
    in_workbook = any(sheet.rule.id == rule.id for sheet in divided(mapping)[0])
    return project_row(rule, record, in_workbook=in_workbook)


def project_row(rule: RecordRule, record: RecordResult, *, in_workbook: bool) -> Row:
    """As `project`, where it is known which file has the table."""
    row: Row = dict.fromkeys(headings(rule))
    row[ID] = _id(rule, record, in_workbook)
    if has_form_id(rule):
        row[FORM_ID_COLUMN] = record.submission
    for each in columns(rule):
        result = record.field(each.field)
        if result is not None and result.outcome is Outcome.WRITTEN:
            row[each.field] = cell_text(result.value)
    return row


def cell_text(value: Value | ReferenceTo) -> str | None:
    """A value as the runner writes it; None for nothing."""
    match value:
        case ReferenceTo():
            return cell_text(value.value)
        case None:
            return None
        case tuple():
            raise AssertionError(value)  # refused: a cell holds no list
        case float() if not value.is_integer():
            return repr(value)
        case _:
            return text_of(value)


def _id(rule: RecordRule, record: RecordResult, in_workbook: bool) -> str:
    if rule.key:
        import json

        keys = [cell_text(value) or "" for value in record.key_values.values()]
        return keys[0] if len(keys) == 1 else json.dumps(keys)
    if in_workbook and rule.for_each is not None:
        return _address(rule, record)
    return "-".join([record.submission, *(str(part) for part in record.item)])


def _address(rule: RecordRule, record: RecordResult) -> str:
    """What the runner calls a row of a repeat by itself."""
    assert isinstance(rule.for_each, str)
    steps = ".".join(["form", *split_path(rule.for_each)])
    (number,) = record.item
    form = (
        f"'{record.submission}'"
        if set(record.submission) & set("*.[]()$,:|&~")
        else record.submission
    )
    place = f"{form}.{steps}.[{int(number) - 1}]"
    return f"{form}.{steps}.'{place}'"
