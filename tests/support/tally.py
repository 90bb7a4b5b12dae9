"""What was held against which runner, counted: a table at the end of the run says it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Count:
    """Values that were compared, and how many of them differed."""

    comparisons: int = 0
    differences: int = 0


COUNTS: dict[tuple[str, str], Count] = {}
"""By runner and version, in the order in which they came."""


def compared(runner: str, version: str, comparisons: int, differences: int = 0) -> None:
    """Add to what was compared with a runner."""
    count = COUNTS.setdefault((runner, version), Count())
    count.comparisons += comparisons
    count.differences += differences


def table() -> list[str]:
    """The table as lines; none when nothing was compared."""
    if not COUNTS:
        return []
    head = ("runner", "version", "comparisons", "differences")
    rows = [
        (runner, version, f"{count.comparisons:,}", f"{count.differences:,}")
        for (runner, version), count in COUNTS.items()
    ]
    widths = [max(len(row[place]) for row in (head, *rows)) for place in range(4)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in (head, *rows)]  # fmt: skip
