"""A problem is a fact about a place, with a severity and, where there is one, a way to mend it."""

from dataclasses import dataclass, field
from enum import StrEnum

from mapper_gui.mapping.errors import Facts


class Severity(StrEnum):
    """An error must be mended before a mapping can be trusted; a warning must be known."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class InRule:
    """A place in a mapping. Neither rule nor field: the mapping as a whole."""

    rule: str | None = None
    field: str | None = None


@dataclass(frozen=True, slots=True)
class InSheet:
    """A place in a file: sheet name (None for text files) and row, counted from 1 as Excel does."""

    sheet: str | None = None
    row: int | None = None


Where = InRule | InSheet


class MendKind(StrEnum):
    """A proposed mend; applied only when the person asks (`mapping.mend.apply`)."""

    ADD_HIDDEN_VALUE = (
        "add_hidden_value"  # by hand in the form builder: facts id, calculation, setting
    )
    FLAG_IDENTIFIER = "flag_identifier"  # facts sources
    UNFLAG_IDENTIFIER = "unflag_identifier"  # facts source
    ITERATE_REPEAT = "iterate_repeat"  # facts rule, repeat: one record per row
    USE_AS_KEY = "use_as_key"  # facts rule, fields
    FEED_KEY = "feed_key"  # facts rule, field, source: feed it and make it the key
    ADD_TO_KEY = "add_to_key"  # facts rule, field, source: joined to what feeds the field
    ADD_CHOICES = "add_choices"  # facts rule, field, choices: rows still to be given a value
    REMOVE_FIELD_RULE = "remove_field_rule"  # facts rule, field
    REMOVE_SOURCE = "remove_source"  # facts rule, field, source
    REPLACE_SOURCE = "replace_source"  # facts rule, field, source, by
    USE_CHOICE_ID = "use_choice_id"  # facts rule, field, label, choice: in the choice table
    MAP_EACH_CHOICE = "map_each_choice"  # facts rule, field


@dataclass(frozen=True, slots=True)
class Mend:
    """What would make the problem go away, and the facts needed to do it."""

    kind: MendKind
    facts: Facts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Problem:
    """`kind` is one word of the room that found it (ImportKind, CheckKind, ResultKind ...)."""

    kind: StrEnum
    severity: Severity
    where: Where
    facts: Facts = field(default_factory=dict)
    mends: tuple[Mend, ...] = ()
