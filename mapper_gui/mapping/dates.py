"""Dates and times: read by a pattern or as CommCare writes them, written by a pattern.

Patterns use these tokens of Unicode's date formats: yyyy yy MMMM MMM MM M dd d HH H hh h mm m ss s
SSS a XXX; text between single quotes is literal, two quotes are one, and other letters are
refused. Month names are English. No locale, no week dates.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

TOKENS = (
    "yyyy", "yy", "MMMM", "MMM", "MM", "M", "dd", "d", "HH", "H", "hh", "h", "mm", "m", "ss", "s",
    "SSS", "a", "XXX",
)  # fmt: skip
"""The tokens, the longer before those they begin with."""

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


class PatternError(ValueError):
    """A pattern with a letter that is no token, or an open quote; `args[0]` is where."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A date, a time or both, and the offset from UTC in minutes where the text has one."""

    year: int = 1970
    month: int = 1
    day: int = 1
    hour: int = 0
    minute: int = 0
    second: int = 0
    millisecond: int = 0
    offset: int | None = None

    def day_only(self) -> date:
        return date(self.year, self.month, self.day)

    def in_zone(self, zone: str | None) -> "Moment":
        """An instant in this zone, or in UTC; what has no offset stays as it is."""
        if self.offset is None:
            return self
        instant = datetime(
            self.year, self.month, self.day, self.hour, self.minute, self.second,
            tzinfo=timezone(timedelta(minutes=self.offset)),
        )  # fmt: skip
        there = instant.astimezone(zone_of(zone) if zone else UTC)
        offset = there.utcoffset() or timedelta()
        return Moment(
            there.year, there.month, there.day, there.hour, there.minute, there.second,
            self.millisecond, int(offset.total_seconds() // 60),
        )  # fmt: skip


@lru_cache(maxsize=64)
def zone_of(name: str) -> ZoneInfo:
    """The time zone of an IANA name. Raises ValueError for others."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(name) from error


Part = tuple[str, str]
"""`("token", "yyyy")` or `("text", "-")`."""


@lru_cache(maxsize=256)
def pattern_parts(pattern: str) -> tuple[Part, ...]:
    """The tokens and texts of a pattern. Raises PatternError."""
    parts: list[Part] = []
    index = 0
    while index < len(pattern):
        char = pattern[index]
        if char == "'":
            text, index = _quoted(pattern, index)
            parts.append(("text", text))
        elif char.isascii() and char.isalpha():
            token = next((t for t in TOKENS if pattern.startswith(t, index)), None)
            end = index + len(token or "")
            if token is None or pattern[end : end + 1] == char:
                raise PatternError(pattern[index:])
            parts.append(("token", token))
            index = end
        else:
            parts.append(("text", char))
            index += 1
    return tuple(parts)


def _quoted(pattern: str, start: int) -> tuple[str, int]:
    if pattern.startswith("''", start):
        return "'", start + 2
    text, index = "", start + 1
    while index < len(pattern):
        if pattern.startswith("''", index):
            text, index = text + "'", index + 2
        elif pattern[index] == "'":
            return text, index + 1
        else:
            text, index = text + pattern[index], index + 1
    raise PatternError(pattern[start:])


_READ = {
    "yyyy": "([0-9]{4})", "yy": "([0-9]{2})", "MM": "([0-9]{2})", "M": "([0-9]{1,2})",
    "dd": "([0-9]{2})", "d": "([0-9]{1,2})", "HH": "([0-9]{2})", "H": "([0-9]{1,2})",
    "hh": "([0-9]{2})", "h": "([0-9]{1,2})", "mm": "([0-9]{2})", "m": "([0-9]{1,2})",
    "ss": "([0-9]{2})", "s": "([0-9]{1,2})", "SSS": "([0-9]{3})", "a": "([AaPp][Mm])",
    "XXX": "(Z|[+-][0-9]{2}:[0-9]{2})",
    "MMMM": "([A-Za-z]{3,9})", "MMM": "([A-Za-z]{3})",
}  # fmt: skip


@lru_cache(maxsize=256)
def _expression(pattern: str) -> re.Pattern[str]:
    parts = pattern_parts(pattern)
    return re.compile("".join(_READ[p] if kind == "token" else re.escape(p) for kind, p in parts))


def read_date(text: str, pattern: str) -> Moment | None:
    """The moment that a text is by a pattern; None when it is not, or no such day exists."""
    found = _expression(pattern).fullmatch(text)
    if found is None:
        return None
    tokens = [part for kind, part in pattern_parts(pattern) if kind == "token"]
    return _moment(dict(zip(tokens, found.groups(), strict=True)))


_COMMCARE = re.compile(
    r"(?:([0-9]{4})-([0-9]{2})-([0-9]{2}))?(?:(?:^|[T ])([0-9]{2}):([0-9]{2})(?::([0-9]{2})"
    r"(?:\.([0-9]{1,9}))?)?(Z|[+-][0-9]{2}(?::?[0-9]{2})?)?)?"
)


def read_commcare_date(text: str) -> Moment | None:
    """The moment as CommCare writes it: `2026-05-03`, `2026-05-03T14:50:41.156000Z`,
    `2026-05-03T14:50:41.156+03`, `14:50:00.000+03:00` (CommCare page 6.5)."""
    found = _COMMCARE.fullmatch(text)
    if found is None or (found[1] is None and found[4] is None):
        return None
    if found[1] is not None and found[4] is not None and text[10] not in "T ":
        return None
    year, month, day = (int(found[1]), int(found[2]), int(found[3])) if found[1] else (1970, 1, 1)
    if found[4] is None:
        moment = Moment(year, month, day)
    else:
        milliseconds = (found[7] or "0").ljust(3, "0")[:3]
        offset = None if found[8] is None else _minutes(_long_offset(found[8]))
        time = int(found[4]), int(found[5]), int(found[6] or 0), int(milliseconds)
        moment = Moment(year, month, day, *time, offset)
    return moment if _exists(moment) else None


def _long_offset(offset: str) -> str:
    if offset == "Z":
        return offset
    digits = offset[1:].replace(":", "").ljust(4, "0")
    return f"{offset[0]}{digits[:2]}:{digits[2:]}"


def _moment(named: dict[str, str]) -> Moment | None:
    def number(*tokens: str, missing: int) -> int:
        return next((int(named[token]) for token in tokens if token in named), missing)

    year = number("yyyy", missing=1970)
    if "yy" in named and "yyyy" not in named:
        year = 2000 + int(named["yy"])
    month = number("MM", "M", missing=1)
    name = named.get("MMMM") or named.get("MMM")
    if name is not None:
        width = 3 if "MMM" in named else None
        names = [each[:width].lower() for each in MONTHS]
        if name.lower() not in names:
            return None
        month = names.index(name.lower()) + 1
    hour = number("HH", "H", missing=-1)
    if hour < 0:
        hour = number("hh", "h", missing=0)
        if ("hh" in named or "h" in named) and not 1 <= hour <= 12:
            return None
        half = named.get("a", "").lower()
        hour = hour % 12 + 12 if half == "pm" else hour % 12 if half == "am" else hour
    moment = Moment(
        year,
        month,
        number("dd", "d", missing=1),
        hour,
        number("mm", "m", missing=0),
        number("ss", "s", missing=0),
        number("SSS", missing=0),
        _minutes(named["XXX"]) if "XXX" in named else None,
    )
    return moment if _exists(moment) else None


def _minutes(offset: str) -> int:
    if offset == "Z":
        return 0
    minutes = int(offset[1:3]) * 60 + int(offset[4:6])
    return -minutes if offset[0] == "-" else minutes


def _exists(moment: Moment) -> bool:
    try:
        date(moment.year, moment.month, moment.day)
    except ValueError:
        return False
    if moment.offset is not None and not (abs(moment.offset) < 24 * 60 and 2 <= moment.year < 9999):
        return False  # beyond these years an instant has no date in some zone
    return moment.hour < 24 and moment.minute < 60 and moment.second < 60


def write_date(moment: Moment, pattern: str) -> str:
    """The moment by a pattern; XXX of what has no offset is `Z`. Raises PatternError."""
    return "".join(
        [_WRITE[part](moment) if kind == "token" else part for kind, part in pattern_parts(pattern)]
    )


_WRITE: dict[str, Callable[[Moment], str]] = {
    "yyyy": lambda moment: f"{moment.year:04d}",
    "yy": lambda moment: f"{moment.year % 100:02d}",
    "MMMM": lambda moment: MONTHS[moment.month - 1],
    "MMM": lambda moment: MONTHS[moment.month - 1][:3],
    "MM": lambda moment: f"{moment.month:02d}",
    "M": lambda moment: str(moment.month),
    "dd": lambda moment: f"{moment.day:02d}",
    "d": lambda moment: str(moment.day),
    "HH": lambda moment: f"{moment.hour:02d}",
    "H": lambda moment: str(moment.hour),
    "hh": lambda moment: f"{moment.hour % 12 or 12:02d}",
    "h": lambda moment: str(moment.hour % 12 or 12),
    "mm": lambda moment: f"{moment.minute:02d}",
    "m": lambda moment: str(moment.minute),
    "ss": lambda moment: f"{moment.second:02d}",
    "s": lambda moment: str(moment.second),
    "SSS": lambda moment: f"{moment.millisecond:03d}",
    "a": lambda moment: "AM" if moment.hour < 12 else "PM",
    "XXX": lambda moment: _offset_text(moment.offset or 0),
}
"""How each token is written."""


def _offset_text(offset: int) -> str:
    if offset == 0:
        return "Z"
    sign = "-" if offset < 0 else "+"
    return f"{sign}{abs(offset) // 60:02d}:{abs(offset) % 60:02d}"


def whole_years(born: date, at: date) -> int:
    """Completed years; negative when `at` is before the next birthday backwards."""
    return whole_months(born, at) // 12 if at >= born else -(whole_months(at, born) // 12)


def whole_months(first: date, last: date) -> int:
    """Completed months between two days."""
    if last < first:
        return -whole_months(last, first)
    months = (last.year - first.year) * 12 + last.month - first.month
    return months - 1 if last.day < first.day else months
