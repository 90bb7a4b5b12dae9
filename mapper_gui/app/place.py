"""A place in the mapping that can be selected, dropped on and jumped to."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldPlace:
    """A target field within a record rule; without field, the record rule itself."""

    rule: str
    field: str | None = None
