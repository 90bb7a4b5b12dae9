"""Numbers as text, the way JavaScript and JSON write them, so that every runner gives the same."""

from decimal import Decimal


def number_text(value: int | float) -> str:
    """The shortest text that reads back as this double: `5`, `0.00001`, `1e-7`, `1e+21`.

    The rules are those of ECMAScript's Number::toString; Python's `repr` differs from it in when
    and how it writes an exponent.
    """
    if isinstance(value, int):
        return str(value)
    if value != value or value in (float("inf"), float("-inf")):
        return str(value)
    if value == 0:
        return "0"
    sign, numbers, exponent = Decimal(repr(value)).normalize().as_tuple()
    assert isinstance(exponent, int)
    digits = "".join(map(str, numbers))
    point = len(digits) + exponent
    if 0 < point <= 21:
        padded = digits.ljust(point, "0")
        text = padded if len(padded) == point else f"{padded[:point]}.{padded[point:]}"
    elif -6 < point <= 0:
        text = f"0.{'0' * -point}{digits}"
    else:
        mantissa = digits if len(digits) == 1 else f"{digits[0]}.{digits[1:]}"
        text = f"{mantissa}e{point - 1:+d}"
    return f"-{text}" if sign else text
