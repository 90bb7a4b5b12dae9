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
    """One field. `key`: the target can find a record by it (external id, unique column)."""

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

    def field(self, name: str) -> TargetField | None:
        return self.by_name.get(name)


@dataclass(frozen=True)
class Target:
    """A target system with its objects. `system` is its name for people, or empty."""

    system: str = ""
    objects: tuple[TargetObject, ...] = ()

    def object(self, name: str) -> TargetObject | None:
        return next((item for item in self.objects if item.name == name), None)
