"""The run ends with a table: runner, version, comparisons, differences."""

from __future__ import annotations

from typing import Any

from tally import table


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say what was compared with which runner."""
    lines = table()
    if lines:
        terminalreporter.section("conformance")
        for line in lines:
            terminalreporter.write_line(line)
