"""Numbers as every runner reads and writes them: ASCII digits, IEEE doubles, no trailing `.0`."""

import re

WHITE_SPACE = (
    "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)
"""What JavaScript's `trim` takes away."""

LARGEST_WHOLE = 2**53
"""Whole numbers beyond this cannot all be told apart as doubles."""

_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


def trimmed(text: str) -> str:
    """The text without JavaScript's white space at its ends."""
    return text.strip(WHITE_SPACE)


def read_number(value: object) -> int | float | None:
    """A number that is one, or that a text is after trimming: `-12`, `3.50`. None for others, for
    whole numbers beyond 2^53 and for what no double holds."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return plain_number(float(value)) if abs(value) <= LARGEST_WHOLE else None
    if not isinstance(value, str):
        return None
    if len(value) < 16 and value.isascii() and value.isdigit():
        return int(value)  # most answers: below 2^53 whatever the digits
    text = trimmed(value)
    if len(text) > 400 or _NUMBER.fullmatch(text) is None:
        return None
    # By the digits: as a double 2^53 + 1 could not be told from 2^53.
    whole = text.lstrip("-").partition(".")[0]
    if int(whole) > LARGEST_WHOLE:
        return None
    return plain_number(float(text))


def plain_number(number: float) -> int | float:
    """A double as JSON writes it: a whole one as an integer; -0 is 0."""
    return int(number) if number.is_integer() else number


def rounded(number: int | float, places: int) -> int | float:
    """Rounded to so many digits after the point, halves away from zero, in double arithmetic."""
    scale = 10.0**places
    scaled = abs(float(number)) * scale
    if scaled > LARGEST_WHOLE:
        return number
    result = int(scaled + 0.5) / scale
    return plain_number(-result if number < 0 else result)
