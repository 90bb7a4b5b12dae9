"""Dates in a JSON query for commcare-export.

`str2date` takes nearly any text for a date, fills in what is missing from today, and a date that is
missing ends the whole run (runners page 3.3). So a text is only taken for a date that, written out
again, gives the same text.
"""

from collections.abc import Callable

from mapper_gui.exporters.commcare_export.numbers import digits_at
from mapper_gui.exporters.commcare_export.query import (
    TEXT,
    VALUE,
    Node,
    both,
    braced,
    call,
    either,
    filtered,
    flat,
    kept,
    listed,
    lit,
    mapped,
    negated,
    not_null,
    part_of,
    plain,
    ref,
    same,
    template,
    when,
)
from mapper_gui.exporters.commcare_export.reading import Cannot
from mapper_gui.mapping.dates import PatternError, pattern_parts
from mapper_gui.mapping.form import Kind
from mapper_gui.mapping.runner_problems import Why
from mapper_gui.mapping.steps import COMMCARE, AgeUnit, FormatDate

DATE_KINDS = frozenset({Kind.DATE})
MOMENT_KINDS = frozenset({Kind.DATE, Kind.DATETIME, Kind.HIDDEN})
"""Answers of which a date, or a date with a time, is what CommCare writes."""

_Count = Callable[[Node, Node], Node]

_DATE = ref("date")


def dates_only(answered: Node) -> Node:
    """Of a stream of texts those that are a day: `2026-05-03`."""
    shape = both(
        call("<", call("len", TEXT), lit(11)),
        same(part_of(VALUE, 4, 5), lit("-")),
    )
    return filtered("value", filtered("value", answered, shape), _day_holds())


def moments(answered: Node) -> Node:
    """Of a stream of texts those that are a day, or a day and a time, as CommCare writes them."""
    dashed = filtered("value", answered, same(part_of(VALUE, 4, 5), lit("-")))
    dated = filtered("value", dashed, _day_holds())
    day_only = call("<", call("len", TEXT), lit(11))
    return filtered("value", dated, either(day_only, _time_holds()))


def _written_again(text: Node, pattern: str, wanted: Node) -> Node:
    """Whether the date that is read from a text, written by a pattern, is what is wanted."""
    return filtered("date", _dates(text), same(template(pattern, _DATE), wanted))


def _dates(text: Node) -> Node:
    return filtered("date", listed(call("str2date", text)), not_null("date"))


def _day_holds() -> Node:
    day = part_of(VALUE, 0, 10)
    return _written_again(day, "{:%Y-%m-%d}", day)


def _time_holds() -> Node:
    joined = either(*(same(part_of(VALUE, 10, 11), lit(char)) for char in "T "))
    seconds = _written_again(part_of(VALUE, 0, 19), "{:%H:%M:%S}", part_of(VALUE, 11, 19))
    minutes = both(
        call("<", call("len", TEXT), lit(17)),
        _written_again(part_of(VALUE, 0, 16), "{:%H:%M}", part_of(VALUE, 11, 16)),
    )
    rest = call("default", part_of(VALUE, 19), lit(""))
    char = plain("char")
    beyond = both(call(">", char, lit(":")), negated(same(char, lit("Z"))))
    odd = filtered("char", rest, either(call("<", char, lit("+")), beyond))
    return both(joined, either(seconds, minutes), negated(odd), _dates(VALUE))


def check_format(step: FormatDate, kinds: frozenset[Kind]) -> None:
    """Raises Cannot where a date step is beyond the runner."""
    by_pattern = step.read == "yyyy-MM-dd" and kinds <= DATE_KINDS
    if step.read != COMMCARE and not by_pattern:
        raise Cannot(Why.DATE_PATTERN, step)
    if not kinds <= MOMENT_KINDS:
        raise Cannot(Why.NOT_A_DATE, step)
    if step.zone is not None and not kinds <= DATE_KINDS:
        raise Cannot(Why.NO_TIME_ZONES, step)


def write_format(step: FormatDate) -> str:
    """A date pattern as a format of Python. Raises Cannot for tokens that it has not."""
    try:
        parts = pattern_parts(step.write)
    except PatternError:
        raise Cannot(Why.DATE_PATTERN, step) from None
    text, spec = "", ""
    for kind, part in parts:
        code = _CODES.get(part, "") if kind == "token" else ""
        if kind == "text" and spec and not set(part) & set("{}%"):
            spec += part
            continue
        if code.startswith("%"):
            spec += code
            continue
        text, spec = text + _spec(spec), ""
        if kind == "text":
            text += braced(part)
        elif code:
            text += code
        else:
            raise Cannot(Why.DATE_PATTERN, step)
    return text + _spec(spec)


def _spec(spec: str) -> str:
    return f"{{0:{spec}}}" if spec else ""


_CODES = {
    "yyyy": "%Y", "yy": "%y", "MMMM": "%B", "MMM": "%b", "MM": "%m", "M": "{0.month}", "dd": "%d",
    "d": "{0.day}", "HH": "%H", "H": "{0.hour}", "hh": "%I", "mm": "%M", "m": "{0.minute}",
    "ss": "%S", "s": "{0.second}", "a": "%p",
    "XXX": "Z",  # what has an offset is in UTC by now, and what has none is written so too
}  # fmt: skip


def formatted(answered: Node, step: FormatDate, kinds: frozenset[Kind]) -> Node:
    """A stream of texts as dates by a pattern."""
    pattern = write_format(step)
    sure = dates_only(answered) if kinds <= DATE_KINDS else moments(answered)
    dates = filtered("date", mapped("value", sure, call("str2date", VALUE)), not_null("date"))
    texts = mapped("date", dates, template(pattern, _DATE))
    return texts if pattern else kept(texts)


def days_of(answered: Node) -> Node:
    """Of a stream of dates and moments the day as it is written."""
    return mapped("value", moments(answered), part_of(VALUE, 0, 10))


def ages(born: Node, at: Node, unit: AgeUnit) -> Node:
    """Whole units between two streams of days, as a stream of one text; negative backwards."""
    first, last = plain("born"), plain("at")
    match unit:
        case AgeUnit.DAYS:
            days = call("-", call("str2date", last), call("str2date", first))
            body = template("{0.days}", days)
        case AgeUnit.MONTHS:
            body = template("{}", _either_way(first, last, _months))
        case AgeUnit.YEARS:
            body = template("{}", _either_way(first, last, _years))
    return flat("born", born, mapped("at", at, body))


def _either_way(first: Node, last: Node, count: _Count) -> Node:
    forward = call(">=", last, first)
    backward = call("-", lit(0), count(last, first))
    return call("or", when(forward, count(first, last)), backward)


def _years(first: Node, last: Node) -> Node:
    years = call("-", digits_at(last, 0, 4), digits_at(first, 0, 4))
    before = call("<", part_of(last, 5, 10), part_of(first, 5, 10))
    return call("-", years, call("bool2int", before))


def _months(first: Node, last: Node) -> Node:
    years = call("-", digits_at(last, 0, 4), digits_at(first, 0, 4))
    months = call("-", digits_at(last, 5, 7), digits_at(first, 5, 7))
    before = call("<", part_of(last, 8, 10), part_of(first, 8, 10))
    whole = call("+", call("*", years, lit(12)), months)
    return call("-", whole, call("bool2int", before))
