"""Numbers in a JSON query for commcare-export: read strictly, computed, written.

`str2num` takes `1e5`, `1_000`, `.5` and any script's digits for numbers; the mapping does not
(design page 3). So the characters are looked at first.
"""

from mapper_gui.exporters.commcare_export.query import (
    TEXT,
    VALUE,
    Node,
    both,
    call,
    each_text,
    either,
    filtered,
    listed,
    lit,
    mapped,
    negated,
    not_null,
    part_of,
    plain,
    template,
    when,
)
from mapper_gui.mapping.numbers import LARGEST_WHOLE
from mapper_gui.mapping.steps import NumberKind

NUMBER = plain("number")
"""The number at hand as a plain one."""


def numbers_of(answered: Node) -> Node:
    """A stream of texts as a stream of numbers, bound as `number` by whoever reads it; what is no
    number is left out, as is what no double tells apart."""
    # The only token of the text is the text without white space around it.
    token = filtered("value", answered, call("<", call("count-selected", VALUE), lit(2)))
    trimmed = each_text(token, call("selected-at", VALUE, lit(0)))
    odd = filtered("char", TEXT, either(call("<", _char(), lit("-")), call(">", _char(), lit("9"))))
    begins = either(
        call(">=", TEXT, lit("0")),
        both(call(">=", TEXT, lit("-0")), call("<", TEXT, lit("."))),
    )
    length = call("len", TEXT)
    last = call("substr", VALUE, call("-", length, lit(1)), length)
    ends = call(">=", last, lit("0"))
    strict = filtered("value", trimmed, both(negated(odd), begins, ends))
    read = filtered("number", mapped("value", strict, call("str2num", VALUE)), not_null("number"))
    return within_range(read)


def _char() -> Node:
    return plain("char")


def within_range(numbers: Node) -> Node:
    """Without whole numbers beyond 2^53."""
    low, high = lit(-LARGEST_WHOLE), lit(LARGEST_WHOLE)
    return filtered("number", numbers, both(call(">=", NUMBER, low), call("<=", NUMBER, high)))


def is_whole() -> Node:
    """Whether the number at hand has no fraction."""
    return call(">=", call("//", NUMBER, lit(1)), NUMBER)


def number_texts(numbers: Node) -> Node:
    """A stream of numbers as texts, whole ones without `.0`."""
    whole = template("{:.0f}", call("+", NUMBER, lit(0)))  # + 0 makes 0 of -0.0
    return mapped("number", numbers, call("or", when(is_whole(), whole), template("{}", NUMBER)))


def of_kind(answered: Node, kind: NumberKind, places: int) -> Node:
    """A stream of texts as the numbers that a number step makes of them."""
    numbers = numbers_of(answered)
    match kind:
        case NumberKind.DECIMAL:
            return numbers
        case NumberKind.WHOLE:
            return filtered("number", numbers, is_whole())
        case NumberKind.ROUNDED:
            return mapped("number", numbers, _rounded(places))


def _rounded(places: int) -> Node:
    """Halves away from zero, in the steps of `mapping.numbers.rounded`."""
    scale = 10.0**places
    negative = call("<", NUMBER, lit(0))
    size = call("or", when(negative, call("-", lit(0), NUMBER)), NUMBER)
    scaled = call("*", size, lit(scale))
    plain = call("/", call("//", call("+", scaled, lit(0.5)), lit(1)), lit(scale))
    result = call("or", when(negative, call("-", lit(0), plain)), plain)
    too_large = call(">", scaled, lit(LARGEST_WHOLE))
    return call("or", when(too_large, NUMBER), result)


def numbers_or_zero(answered: Node) -> Node:
    """The numbers of a stream of texts; 0 where it gives no text, nothing where that is no number."""
    found = call("or", numbers_of(answered), when(negated(answered), lit(0)))
    return filtered("number", listed(found), not_null("number"))


def digits_at(text: Node, start: int, end: int) -> Node:
    """The whole number that stands at a place of a text of digits."""
    return call("str2num", part_of(text, start, end))
