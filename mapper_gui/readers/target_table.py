"""Target fields from a table: a header row, and under it one row per field.

Columns: name, label, type, required, choices; optionally object, key, length. Without a column for
it, the object is the sheet, or the name that was given.
"""

from collections.abc import Sequence

from mapper_gui.mapping.errors import ReadError, ReadKind
from mapper_gui.mapping.found import Found
from mapper_gui.mapping.import_warnings import Looks
from mapper_gui.mapping.problem import InSheet
from mapper_gui.mapping.target import (
    FieldType,
    Target,
    TargetChoice,
    TargetField,
    TargetObject,
    TargetWarning,
)
from mapper_gui.readers.excel_damage import damages
from mapper_gui.readers.tables import Row, Table
from mapper_gui.readers.target_cells import (
    has_mixed_separators,
    is_key,
    looks_like_a_list,
    may_be_left_out,
    read_choices,
    read_length,
    yes_or_no,
)
from mapper_gui.readers.target_columns import Column, Header, find_header, is_form_export, plain
from mapper_gui.readers.target_reading import TargetReading, Warnings, with_choices_once
from mapper_gui.readers.target_types import read_type

LONGEST_NAME = 255
_SHOWN = 80
"""How much of a cell a warning shows."""

_WITH_DATA = (Column.NAME, Column.LABEL, Column.CHOICES, Column.OBJECT)


def read_target_tables(
    tables: Sequence[Table], object_name: str, *, only_sure: bool = False, **facts: object
) -> TargetReading:
    """The objects of one or more sheets. `object_name`: of a text file's or pasted table's fields.

    `only_sure`: a first row that may as well be a field called "Name" is no header.
    Raises ReadError: NOT_A_TARGET, NO_HEADER with `wanted` and `found`.
    """
    reading = _Reading(object_name)
    with_header = [
        (table, header)
        for table in tables
        if not is_form_export(table.rows) and (header := find_header(table.rows))
    ]
    if only_sure:
        with_header = [pair for pair in with_header if pair[1].cannot_be_a_field]
    chosen = [pair for pair in with_header if pair[1].sure and not pair[0].hidden] or with_header
    if not chosen:
        raise _refusal(tables, facts)
    for table, header in chosen:
        reading.add(table, header)
    for table in tables:
        if len(tables) > 1 and not any(table is used for used, _ in chosen):
            where = InSheet(table.sheet)
            reading.warnings.add(TargetWarning.SHEET_LEFT_OUT, where, sheet=table.sheet)
    objects = tuple(
        TargetObject(name, fields=tuple(fields.values()))
        for name, fields in reading.objects.items()
    )
    if not objects:
        raise ReadError(ReadKind.NOT_A_TARGET, found=Found.NO_FIELDS, **facts)
    return TargetReading(Target(objects=objects), tuple(reading.warnings.found))


def read_target_list(table: Table, object_name: str, **facts: object) -> TargetReading:
    """Fields from lines without a header: each a name, or a name, a tab and a label.

    Raises ReadError: NO_HEADER when there are more columns, NOT_A_TARGET when it is prose.
    """
    if any(len(row.cells) > 2 and any(row.cells[2:]) for row in table.rows):
        raise _refusal([table], facts)
    warnings = Warnings()
    fields: dict[str, TargetField] = {}
    for row in table.rows:
        name, label = row.cell(0).strip(), row.cell(1).strip()
        if len(name) > LONGEST_NAME or len(name.split()) > 8:
            raise ReadError(ReadKind.NOT_A_TARGET, found=Looks.PROSE, row=row.number, **facts)
        where = InSheet(None, row.number)
        if not name:
            if label:
                warnings.add(TargetWarning.NO_FIELD_NAME, where, label=label[:_SHOWN])
        elif name in fields:
            warnings.add(TargetWarning.DUPLICATE_FIELD, where, object=object_name, field=name)
        else:
            fields[name] = TargetField(name, " ".join(label.split()))
    if not fields:
        raise ReadError(ReadKind.NOT_A_TARGET, found=Found.NO_FIELDS, **facts)
    target = Target(objects=(TargetObject(object_name, fields=tuple(fields.values())),))
    return TargetReading(target, tuple(warnings.found))


def _refusal(tables: Sequence[Table], facts: dict[str, object]) -> ReadError:
    for table in tables:
        if is_form_export(table.rows):
            found = Found.FORM_EXPORT
            return ReadError(ReadKind.NOT_A_TARGET, found=found, sheet=table.sheet, **facts)
    first = next((table for table in tables if table.rows), None)
    cells = first.rows[0].cells[:10] if first else ()
    return ReadError(
        ReadKind.NO_HEADER,
        wanted=("name", "label", "type", "required", "choices"),
        found=tuple(cell.strip()[:_SHOWN] for cell in cells if cell.strip()),
        sheet=first.sheet if first else None,
        **facts,
    )


class _Reading:
    """The objects while sheet after sheet is read."""

    def __init__(self, object_name: str) -> None:
        self.object_name = object_name
        self.warnings = Warnings()
        self.objects: dict[str, dict[str, TargetField]] = {}
        self._rows: dict[tuple[str, str], int] = {}
        self._unknown_types: set[str] = set()

    def add(self, table: Table, header: Header) -> None:
        """The fields under a header."""
        own_name = (table.sheet or "").strip() or self.object_name
        current = own_name
        continued: list[int] = []
        if header.left_out:
            self.warnings.add(
                TargetWarning.COLUMNS_LEFT_OUT,
                InSheet(table.sheet, header.row),
                columns=tuple(word[:_SHOWN] for word in header.left_out[:20]),
            )
        for row in table.rows:
            if row.number <= header.row or _repeats_header(row, header):
                continue
            named = " ".join(header.cell(row, Column.OBJECT).split())
            if named:
                current = named
            elif Column.OBJECT in header.columns and header.cell(row, Column.NAME):
                continued.append(row.number)
            self._add_row(row, header, current, InSheet(table.sheet, row.number))
        if continued:
            self.warnings.add(
                TargetWarning.OBJECT_CONTINUED,
                InSheet(table.sheet, continued[0]),
                rows=tuple(continued[:20]),
                count=len(continued),
            )

    def _add_row(self, row: Row, header: Header, object_name: str, where: InSheet) -> None:
        name = header.cell(row, Column.NAME)
        if not name or len(name) > LONGEST_NAME:
            text = name or header.cell(row, Column.LABEL) or _first_text(row)
            if text:
                self.warnings.add(TargetWarning.NO_FIELD_NAME, where, label=text[:_SHOWN])
            return
        fields = self.objects.setdefault(object_name, {})
        if name in fields:
            self.warnings.add(
                TargetWarning.DUPLICATE_FIELD,
                where,
                object=object_name,
                field=name,
                first=self._rows[object_name, name],
            )
            return
        self._rows[object_name, name] = row.number
        self._warn_of_damage(row, header, where)
        fields[name] = self._field(row, header, object_name, name, where)

    def _field(
        self, row: Row, header: Header, object_name: str, name: str, where: InSheet
    ) -> TargetField:
        word = header.cell(row, Column.TYPE)
        told = read_type(word)
        choices = self._choices(row, header, object_name, name, where)
        if not choices:
            choices = tuple(TargetChoice(value) for value in told.choices)
        refers = header.cell(row, Column.REFERS_TO)
        length, readable = read_length(header.cell(row, Column.LENGTH))
        if not readable:
            self._warn(TargetWarning.LENGTH_UNREADABLE, row, header, Column.LENGTH, where, name)
        key = is_key(header.cell(row, Column.KEY))
        if key is None:
            self._warn(TargetWarning.KEY_UNREADABLE, row, header, Column.KEY, where, name)
        if told.type is None and not choices and word.lower() not in self._unknown_types:
            self._unknown_types.add(word.lower())
            self.warnings.add(TargetWarning.UNKNOWN_TYPE, where, field=name, word=word[:_SHOWN])
        return TargetField(
            name=name,
            label=" ".join(header.cell(row, Column.LABEL).split()),
            type=_with_choices(told.type or FieldType.OTHER)
            if choices
            else told.type or FieldType.OTHER,
            type_word=" ".join(word.split()),
            required=self._required(row, header, name, where),
            choices=choices,
            length=length or told.length,
            key=bool(key) or told.key,
            refers_to=_names(refers) or told.refers_to,
            writable=told.writable,
        )

    def _required(self, row: Row, header: Header, name: str, where: InSheet) -> bool:
        if Column.REQUIRED in header.columns:
            column, found = Column.REQUIRED, yes_or_no(header.cell(row, Column.REQUIRED))
        elif Column.NULLABLE in header.columns:
            column = Column.NULLABLE
            default = header.cell(row, Column.DEFAULT)
            optional = may_be_left_out(header.cell(row, Column.NULLABLE), default)
            found = None if optional is None else not optional
        else:
            return False
        if found is None:
            self._warn(TargetWarning.REQUIRED_UNREADABLE, row, header, column, where, name)
        return bool(found)

    def _choices(
        self, row: Row, header: Header, object_name: str, name: str, where: InSheet
    ) -> tuple[TargetChoice, ...]:
        text = header.cell(row, Column.CHOICES)
        choices, without_value = read_choices(text)
        for part in without_value:
            self.warnings.add(
                TargetWarning.CHOICE_WITHOUT_VALUE, where, field=name, text=part[:_SHOWN]
            )
        if len(choices) == 1 and looks_like_a_list(choices[0]):
            self.warnings.add(TargetWarning.SINGLE_CHOICE, where, field=name, text=text[:_SHOWN])
        if has_mixed_separators(text):
            self.warnings.add(TargetWarning.MIXED_SEPARATORS, where, field=name, text=text[:_SHOWN])
        return with_choices_once(choices, self.warnings, where, object=object_name, field=name)

    def _warn(
        self,
        kind: TargetWarning,
        row: Row,
        header: Header,
        column: Column,
        where: InSheet,
        name: str,
    ) -> None:
        text = header.cell(row, column)[:_SHOWN]
        self.warnings.add(kind, where, field=name, text=text, column=header.word(column))

    def _warn_of_damage(self, row: Row, header: Header, where: InSheet) -> None:
        """A choice `1-2` is a date after a spreadsheet had it; a code may have lost digits."""
        columns = [column for column in _WITH_DATA if column in header.columns]
        titles = {header.columns[column]: header.word(column) for column in columns}
        for kind, facts in damages(row, titles):
            self.warnings.add(TargetWarning.CHANGED_CELL, where, damage=kind.value, **facts)


def _repeats_header(row: Row, header: Header) -> bool:
    return all(
        plain(row.cell(at)) == plain(header.words[at]) for at in header.columns.values()
    ) and bool(header.cell(row, Column.NAME))


def _with_choices(found: FieldType) -> FieldType:
    """The type of a field that takes one of a list: numbers and references stay what they are."""
    if found is FieldType.BOOLEAN:
        # A checkbox with choices is the kind that takes several of them.
        return FieldType.MULTIPLE_CHOICE
    return FieldType.CHOICE if found in (FieldType.TEXT, FieldType.OTHER) else found


def _names(text: str) -> tuple[str, ...]:
    for sign in ",;\n":
        text = text.replace(sign, " ")
    return tuple(text.split())


def _first_text(row: Row) -> str:
    return next((cell.strip() for cell in row.cells if cell.strip()), "")
