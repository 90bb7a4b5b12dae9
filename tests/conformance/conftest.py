"""The run ends with a table: runner, version, comparisons, differences, and what was not run.

With MAPPER_CONFORMANCE_TABLE it goes into that file, for packaging/start.py to show it last.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from made_up_cases import SAID
from tally import table

HERE = Path(__file__).resolve().parent


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder is one of conformance."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("conformance")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say what was compared with which runner, and what was left out."""
    skipped = terminalreporter.stats.get("skipped", ())
    reasons = [
        report.longrepr[2].removeprefix("Skipped: ")
        for report in skipped
        if isinstance(report.longrepr, tuple) and "conformance" in report.keywords
    ]
    lines = table(reasons, SAID)
    if not lines:
        return
    file = os.environ.get("MAPPER_CONFORMANCE_TABLE")
    if file:
        Path(file).write_text("\n".join(lines), encoding="utf-8")
        return
    terminalreporter.section("exports in their runners")
    for line in lines:
        terminalreporter.write_line(line)
