"""XPath's values, operators and functions, as CommCare's own engine has them (commcare-core,
org.javarosa.xpath.expr): text against a number is compared as a number, `<` always; what is no
number is NaN, and compares as false; a date is its text, and in numbers the days since 1970.

Each gives None where what the form had is not known.
"""

import math
import re
from collections.abc import Callable
from datetime import date


class LaterText(str):
    """A text that is not empty, and of which no more is known."""

    __slots__ = ()


Typed = str | float | bool
"""A value as the engine has it; whole numbers are floats."""

Operation = Callable[..., Typed | None]


def as_boolean(value: Typed) -> bool:
    match value:
        case bool():
            return value
        case float():
            return abs(value) > 1e-12 and not math.isnan(value)
        case _:
            return value != ""


_NUMBER = re.compile(r"-?(?:[0-9]+\.?[0-9]*|\.[0-9]+)")
_NOT_NUMERIC = re.compile(r"[^0-9.\-]")
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_NAN = math.nan
_FIRST_DAY = date(1970, 1, 1).toordinal()


def as_number(value: Typed) -> float | None:
    """As a number, NaN where it is none; None where that is not known."""
    if isinstance(value, bool):
        return 1.0 if value else 0.0
    if isinstance(value, float):
        return value
    if isinstance(value, LaterText):
        return None
    text = value.strip("".join(map(chr, range(33))))
    if _NOT_NUMERIC.search(text):
        return _NAN
    if _NUMBER.fullmatch(text):
        return float(text)
    day = _DAY.fullmatch(text)
    if day is None:
        return None if text.count("-") == 2 and any(map(str.isdigit, text)) else _NAN
    try:
        return float(date(int(day[1]), int(day[2]), int(day[3])).toordinal() - _FIRST_DAY)
    except ValueError:
        return _NAN


def as_text(value: Typed) -> str | None:
    """As text; None where that is not known."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, LaterText):
        return None
    if isinstance(value, str):
        return value
    if math.isnan(value):
        return "NaN"
    if abs(value) < 2**31 and abs(value - int(value)) < 1e-12:
        return str(int(value))
    return repr(value) if 1e-3 <= abs(value) < 1e7 else None


def times(number: float | None, factor: float) -> float | None:
    return None if number is None else number * factor


def _equal(one: Typed, other: Typed) -> bool | None:
    if isinstance(one, bool) or isinstance(other, bool):
        return as_boolean(one) is as_boolean(other)
    if isinstance(one, float) or isinstance(other, float):
        first, second = as_number(one), as_number(other)
        return None if first is None or second is None else abs(first - second) < 1e-12
    if isinstance(one, LaterText) or isinstance(other, LaterText):
        return False if "" in (one, other) else None
    return one == other


def _unequal(one: Typed, other: Typed) -> bool | None:
    same = _equal(one, other)
    return None if same is None else not same


def _ordered(compare: Callable[[float, float], bool]) -> Callable[[Typed, Typed], bool | None]:
    def ordered(one: Typed, other: Typed) -> bool | None:
        first, second = as_number(one), as_number(other)
        sides = [side for side in (first, second) if side is not None]
        if any(math.isnan(side) for side in sides):
            return False  # whatever the other side is
        return None if first is None or second is None else compare(first, second)

    return ordered


def _counted(
    operate: Callable[[float, float], float],
) -> Callable[[Typed, Typed], float | None]:
    def counted(one: Typed, other: Typed) -> float | None:
        first, second = as_number(one), as_number(other)
        return None if first is None or second is None else operate(first, second)

    return counted


def _divided(one: float, other: float) -> float:
    if other != 0:
        return one / other
    if one == 0 or math.isnan(one):
        return _NAN
    return math.copysign(math.inf, one) * math.copysign(1, other)


def _remainder(one: float, other: float) -> float:
    return _NAN if other == 0 or math.isinf(one) else math.fmod(one, other)


OPERATORS: dict[str, Callable[[Typed, Typed], Typed | None]] = {
    "=": _equal,
    "!=": _unequal,
    "<": _ordered(lambda one, other: one < other),
    "<=": _ordered(lambda one, other: one <= other),
    ">": _ordered(lambda one, other: one > other),
    ">=": _ordered(lambda one, other: one >= other),
    "+": _counted(lambda one, other: one + other),
    "-": _counted(lambda one, other: one - other),
    "*": _counted(lambda one, other: one * other),
    "div": _counted(_divided),
    "mod": _counted(_remainder),
}


def _of_text(operate: Operation) -> Operation:
    """A function whose arguments are turned into text."""

    def made(*values: Typed) -> Typed | None:
        texts = [as_text(value) for value in values]
        return None if None in texts else operate(*texts)

    return made


def _of_number(operate: Callable[[float], float]) -> Callable[[Typed], Typed | None]:
    def made(value: Typed) -> Typed | None:
        number = as_number(value)
        if number is None or math.isnan(number) or math.isinf(number):
            return number
        return float(operate(number))

    return made


def _selected(answer: Typed, choice: Typed) -> bool | None:
    # The engine refuses numbers here: what the form did then is not known.
    if not isinstance(answer, str) or not isinstance(choice, str):
        return None
    if isinstance(answer, LaterText) or isinstance(choice, LaterText):
        return None
    return f" {choice.strip()} " in f" {answer} "


def _count_selected(answer: Typed) -> float | None:
    if not isinstance(answer, str) or isinstance(answer, LaterText):
        return None
    return float(len(answer.split()))


def _selected_at(answer: Typed, place: Typed) -> str | None:
    number = as_number(place)
    if not isinstance(answer, str) or isinstance(answer, LaterText) or number is None:
        return None
    chosen = answer.split()
    return chosen[int(number)] if number in range(len(chosen)) else None


def _coalesce(*values: Typed) -> Typed:
    for value in values[:-1]:
        blank = math.isnan(value) if isinstance(value, float) else value == ""
        if not blank:
            return value
    return values[-1]


def _date(value: Typed) -> str | None:
    if isinstance(value, bool | LaterText):
        return None
    if isinstance(value, float):
        try:
            return date.fromordinal(int(value) + _FIRST_DAY).isoformat()
        except (ValueError, OverflowError):
            return None
    number = as_number(value) if _DAY.fullmatch(value) else None
    return value if value == "" or (number is not None and not math.isnan(number)) else None


def _string_length(text: str) -> float:
    return float(len(text.encode("utf-16-le", "surrogatepass")) // 2)


FUNCTIONS: dict[str, tuple[int, int, Operation]] = {
    "not": (1, 1, lambda value: not as_boolean(value)),
    "boolean": (1, 1, as_boolean),
    "number": (1, 1, as_number),
    "string": (1, 1, as_text),
    "selected": (2, 2, _selected),
    "is-selected": (2, 2, _selected),
    "count-selected": (1, 1, _count_selected),
    "selected-at": (2, 2, _selected_at),
    "string-length": (1, 1, _of_text(_string_length)),
    "coalesce": (1, 100, _coalesce),
    "date": (1, 1, _date),
    "int": (1, 1, _of_number(math.trunc)),
    "floor": (1, 1, _of_number(math.floor)),
    "ceiling": (1, 1, _of_number(math.ceil)),
    "round": (1, 1, _of_number(lambda number: math.floor(number + 0.5))),
    "abs": (1, 1, _of_number(abs)),
    "concat": (1, 100, _of_text(lambda *texts: "".join(texts))),
    "contains": (2, 2, _of_text(lambda text, part: part in text)),
    "starts-with": (2, 2, _of_text(lambda text, part: text.startswith(part))),
    "ends-with": (2, 2, _of_text(lambda text, part: text.endswith(part))),
    "upper-case": (1, 1, _of_text(str.upper)),
    "lower-case": (1, 1, _of_text(str.lower)),
}
