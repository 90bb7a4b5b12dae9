"""The steps of a value beyond choice tables. Each says what it does to an answered value.

Absent and empty pass through untouched, except `Contains` and `Is`, which answer no. A step that
cannot read its value makes it empty and says so as a problem.
"""

from dataclasses import dataclass
from enum import StrEnum

from mapper_gui.mapping.conditions import Presence
from mapper_gui.mapping.source import Source


class Cleanup(StrEnum):
    TRIM = "trim"  # JavaScript's white space
    UPPER = "upper"
    LOWER = "lower"
    FIRST_CAPITAL = "first_capital"  # the first character upper, the rest as it is
    TITLE = "title_case"  # after each space upper, the rest lower
    UNDERSCORES = "underscores_to_spaces"


class CharacterSet(StrEnum):
    DIGITS = "digits"  # 0 to 9
    LETTERS = "letters"  # Unicode's letters
    SPACES = "spaces"  # JavaScript's white space
    PUNCTUATION = "punctuation"  # ASCII's
    EMOJI = "emoji"


class GpsPart(StrEnum):
    LATITUDE = "latitude"
    LONGITUDE = "longitude"
    ALTITUDE = "altitude"
    ACCURACY = "accuracy"


class AgeUnit(StrEnum):
    YEARS = "years"
    MONTHS = "months"
    DAYS = "days"


class NumberKind(StrEnum):
    WHOLE = "whole"  # one with a fraction cannot be read
    DECIMAL = "decimal"
    ROUNDED = "rounded"


@dataclass(frozen=True, slots=True)
class Clean:
    how: Cleanup


@dataclass(frozen=True, slots=True)
class Replace:
    """Literal text, once or everywhere."""

    old: str
    new: str
    everywhere: bool = True


@dataclass(frozen=True, slots=True)
class Characters:
    """Keep only these characters, or remove them."""

    sets: tuple[CharacterSet, ...]
    keep: bool


@dataclass(frozen=True, slots=True)
class Shorten:
    """The first `length` code points."""

    length: int


@dataclass(frozen=True, slots=True)
class Contains:
    """Whether a multiple answer has this choice id: true or false."""

    choice: str


@dataclass(frozen=True, slots=True)
class Is:
    """Whether the value is there, answered, or empty: true or false."""

    presence: Presence


@dataclass(frozen=True, slots=True)
class TakeGps:
    """A part of `latitude longitude altitude accuracy`, as text; missing parts are empty."""

    part: GpsPart


@dataclass(frozen=True, slots=True)
class TakePart:
    """The nth part of a text split at a separator, from 1; from the end when negative."""

    separator: str
    number: int


COMMCARE = "commcare"
"""Reading a date as CommCare writes it: `2026-05-03`, `...T14:50:41.156Z`, `...+03`, or a time."""


@dataclass(frozen=True, slots=True)
class FormatDate:
    """Read by a pattern (or COMMCARE), write by another (`mapping.dates` lists the tokens).

    What has an offset is an instant and is written in `zone`, an IANA name, or in UTC; what has
    none is written as it stands.
    """

    write: str
    read: str = COMMCARE
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class Age:
    """Whole units from the date to the date that `at` gives; both as CommCare writes them."""

    at: Source
    unit: AgeUnit = AgeUnit.YEARS


@dataclass(frozen=True, slots=True)
class ToNumber:
    """A typed number. `places`: digits after the point for ROUNDED, halves away from zero."""

    kind: NumberKind
    places: int = 0


@dataclass(frozen=True, slots=True)
class YesNo:
    """True for these ids, false for those; any other cannot be read."""

    yes: tuple[str, ...] = ("yes", "1", "true")
    no: tuple[str, ...] = ("no", "0", "false")


@dataclass(frozen=True, slots=True)
class AttachmentLink:
    """The address of the file that the value names."""


@dataclass(frozen=True, slots=True)
class Code:
    """The body of `(value, submission, row) => ...` in JavaScript."""

    body: str


PlainStep = (
    Clean
    | Replace
    | Characters
    | Shorten
    | Contains
    | Is
    | TakeGps
    | TakePart
    | FormatDate
    | Age
    | ToNumber
    | YesNo
    | AttachmentLink
    | Code
)
