"""The target: the system data goes to, its objects and their fields, as read from its own files."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property


class FieldType(StrEnum):
    """What a target field takes. `type_word` keeps the target's own word."""

    TEXT = "text"
    NUMBER = "number"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"
    TIME = "time"
    CHOICE = "choice"  # one value of a list
    MULTIPLE_CHOICE = "multiple_choice"
    REFERENCE = "reference"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class TargetChoice:
    """A value that the target accepts, and what the target calls it."""

    value: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class TargetField:
    """One field. `key`: the target can find a record by it (external id, unique column).

    `relationship`: the name under which a nested record is given where a reference stands
    (Salesforce: `Household__r` for `Household__c`), where the target has one.
    """

    name: str
    label: str = ""
    type: FieldType = FieldType.TEXT
    type_word: str = ""
    required: bool = False
    choices: tuple[TargetChoice, ...] = ()
    length: int | None = None
    key: bool = False
    refers_to: tuple[str, ...] = ()
    writable: bool = True
    relationship: str = ""


@dataclass(frozen=True)
class TargetObject:
    """One kind of record of the target: a Salesforce object, a table, a DHIS2 program stage.

    `kind` is the target's own word for what it is ("tracked entity", "program stage", "table");
    `id` what the target calls it inside, where that differs from the name.
    """

    name: str
    label: str = ""
    fields: tuple[TargetField, ...] = ()
    kind: str = ""
    id: str = ""

    @cached_property
    def by_name(self) -> Mapping[str, TargetField]:
        return {field.name: field for field in reversed(self.fields)}

    @cached_property
    def required(self) -> tuple[TargetField, ...]:
        """The fields that must be given a value."""
        return tuple(field for field in self.fields if field.required and field.writable)

    @cached_property
    def key_names(self) -> tuple[str, ...]:
        """The names of the fields by which the target can find a record."""
        return tuple(field.name for field in self.fields if field.key)

    def field(self, name: str) -> TargetField | None:
        return self.by_name.get(name)


@dataclass(frozen=True)
class Target:
    """A target system with its objects. `system` is its name for people, or empty."""

    system: str = ""
    objects: tuple[TargetObject, ...] = ()

    def object(self, name: str) -> TargetObject | None:
        return next((item for item in self.objects if item.name == name), None)


class TargetWarning(StrEnum):
    """What is doubtful in a file of target fields. Facts: object, field, and those named here."""

    NO_FIELD_NAME = "no_field_name"  # the row or entry is left out: facts label
    DUPLICATE_FIELD = "duplicate_field"  # the second one is left out: facts first (row)
    DUPLICATE_OBJECT = "duplicate_object"  # the second one is left out
    UNKNOWN_TYPE = "unknown_type"  # read as other: facts word
    REQUIRED_UNREADABLE = "required_unreadable"  # read as not required: facts text
    KEY_UNREADABLE = "key_unreadable"  # read as no key: facts text
    LENGTH_UNREADABLE = "length_unreadable"  # facts text
    DUPLICATE_CHOICE = "duplicate_choice"  # facts choice
    CHOICE_WITHOUT_VALUE = "choice_without_value"  # left out: facts text
    SINGLE_CHOICE = "single_choice"  # one choice that looks like a list: facts text
    MIXED_SEPARATORS = "mixed_separators"  # lines and semicolons in one cell: facts text
    OBJECT_CONTINUED = "object_continued"  # rows without an object: facts rows, count
    COLUMNS_LEFT_OUT = "columns_left_out"  # facts columns
    CHANGED_CELL = (
        "changed_cell"  # a spreadsheet made a date of it, or the like: facts column, text
    )
    SHEET_LEFT_OUT = "sheet_left_out"  # no header row in it: facts sheet
    DAMAGED_ENTRY = "damaged_entry"  # an entry that is no object: facts what, count
    MISSING_OPTION_SET = "missing_option_set"  # facts id
    OPTION_WITHOUT_CODE = "option_without_code"  # left out: facts text
    MISSING_ELEMENT = "missing_element"  # a data element or attribute that is not there: facts id
    MISSING_STAGE = "missing_stage"  # facts id
    NO_PROGRAM = "no_program"  # data elements or attributes without a program
    DISAGGREGATED = "disaggregated"  # a data element split by categories
    UNRESOLVED_REFERENCE = "unresolved_reference"  # facts reference
    NESTED_TOO_DEEP = "nested_too_deep"  # a schema that contains itself
