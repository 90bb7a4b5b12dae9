"""Numbers as text are the same as in JavaScript."""

import pytest

from mapper_gui.mapping.number_text import number_text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (5, "5"),
        (5.0, "5"),
        (-0.0, "0"),
        (12.5, "12.5"),
        (-12.5, "-12.5"),
        (0.1, "0.1"),
        (0.00001, "0.00001"),
        (0.000001, "0.000001"),
        (1e-7, "1e-7"),
        (1.5e-9, "1.5e-9"),
        (1e16, "10000000000000000"),
        (123456789012345680000.0, "123456789012345680000"),
        (1e21, "1e+21"),
        (-1.25e300, "-1.25e+300"),
        (5e-324, "5e-324"),
    ],
)
def test_a_double_is_written_as_javascript_writes_it(value: float, text: str) -> None:
    assert number_text(value) == text
