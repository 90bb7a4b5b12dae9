"""Numbers mean the same in every runner: ASCII digits, doubles, halves away from zero."""

import json
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapper_gui.mapping.numbers import (
    LARGEST_WHOLE,
    WHITE_SPACE,
    plain_number,
    read_number,
    rounded,
    trimmed,
)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0), ("7", 7), ("-12", -12), ("007", 7), ("3.50", 3.5), ("-0.25", -0.25), ("5.0", 5),
        ("-0", 0), ("-0.0", 0), (" 12 ", 12), ("\t12\n", 12), ("\u00a012\ufeff", 12),
        ("9007199254740992", 2**53), ("-9007199254740992", -(2**53)),
        ("0.1", 0.1), ("1" + "0" * 15, 10**15), (5, 5), (5.0, 5), (2.5, 2.5), (-0.0, 0),
    ],
)  # fmt: skip
def test_a_number_is_read(text: object, number: float) -> None:
    found = read_number(text)
    assert found == number
    assert type(found) is type(number)
    assert math.copysign(1, found) == math.copysign(1, number)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "abc", "1,5", "1 000", "1.", ".5", "+5", "--5", "- 5", "1e3", "1E3", "0x10",
        "Infinity", "NaN", "٣", "१२", "１２", "½", "5%", "12abc", "\x0012", "\u200b12", "1_000",
        "9007199254740993", "9007199254740994", "-9007199254740994", "1" * 400, "1" * 500,
        "9" * 309, True, False, None, ("1",), 2**53 + 1, 1e300,
    ],
    ids=repr,
)  # fmt: skip
def test_what_is_no_number_is_not_read(text: object) -> None:
    assert read_number(text) is None


@settings(deadline=None)
@given(st.integers(-LARGEST_WHOLE, LARGEST_WHOLE))
def test_every_exact_whole_number_comes_back(number: int) -> None:
    assert read_number(str(number)) == number
    assert read_number(f"  {number}.000 ") == number


@settings(deadline=None)
@given(st.floats(min_value=-1e15, max_value=1e15).map(lambda x: round(x, 6)))
def test_decimals_are_the_nearest_double(number: float) -> None:
    text = f"{number:.6f}"
    assert read_number(text) == float(text)


@pytest.mark.parametrize(
    ("number", "places", "result"),
    [
        (0.5, 0, 1), (-0.5, 0, -1), (1.5, 0, 2), (2.5, 0, 3), (-2.5, 0, -3), (2.4, 0, 2),
        (0.125, 2, 0.13), (-0.125, 2, -0.13), (1.005, 2, 1), (1234.5678, 1, 1234.6),
        (5, 2, 5), (0, 3, 0), (-0.4, 0, 0), (0.1, 15, 0.1), (12345678.9, 15, 12345678.9),
        (2**53, 5, 2**53),
    ],
)  # fmt: skip
def test_halves_go_away_from_zero(number: float, places: int, result: float) -> None:
    found = rounded(number, places)
    assert found == result
    assert type(found) is type(result)


def test_minus_zero_is_zero() -> None:
    assert math.copysign(1, plain_number(-0.0)) == 1
    assert math.copysign(1, rounded(-0.2, 0)) == 1


@settings(deadline=None)
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_is_written_as_json_writes_it_without_a_trailing_zero(number: float) -> None:
    plain = plain_number(number)
    assert plain == number
    assert not json.dumps(plain).endswith(".0")


def test_white_space_is_that_of_javascript() -> None:
    assert trimmed(f"{WHITE_SPACE}a b{WHITE_SPACE}") == "a b"
    assert len(WHITE_SPACE) == 25
    for kept in "\x1c\x1d\x1e\x1f\x85\u180e\u200b\u2060":  # Python's own strip takes some of these
        assert trimmed(f"{kept}a{kept}") == f"{kept}a{kept}"
