"""What was held against which runner, counted: a table at the end of the run says it.

A comparison is one field of a record (a cell, for a table), one problem that was noted, or one value
that an adaptor was handed. Every runner that the program exports for has its line, also when
nothing was compared with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

CORE = "@openfn/core, with its own compiler"
RUNTIME = "@openfn/runtime, compiled by a stand-in of ours"
HTTP = "@openfn/language-http, to a server on loopback"
RECORDED = "language-{}: recorded by a stand-in of ours"
PROJECT = "@openfn/project, reading project.yaml"
DET = "commcare-export, {}"
POSTGRESQL = "commcare-export, to PostgreSQL"
JAVA = "java.util.Properties, reading .sdl"

ADAPTORS = ("salesforce", "dhis2", "postgresql", "commcare")
RUNNERS = (
    CORE,
    RUNTIME,
    HTTP,
    *(RECORDED.format(name) for name in ADAPTORS),
    PROJECT,
    *(DET.format(how) for how in ("in-process", "to csv", "to xlsx")),
    POSTGRESQL,
    JAVA,
)
NOT_RUN = (
    "Not run: OpenFn's command line (@openfn/cli), its compiler and Lightning; the adaptors for "
    "Salesforce, DHIS2, PostgreSQL and CommCare (the stand-ins note what these are handed, resolved "
    "by the real expandReferences of language-common); Salesforce Data Loader; CommCare's case "
    "importer; any live server.",
)
"""What no run of these tests runs, in sentences."""


@dataclass
class Count:
    """Values that were compared, and how many of them differed."""

    version: str = "-"
    comparisons: int = 0
    differences: int = 0


COUNTS: dict[str, Count] = {}
"""By runner."""


def compared(runner: str, version: str, comparisons: int, differences: int = 0) -> None:
    """Add to what was compared with a runner: one of RUNNERS, of this version."""
    assert runner in RUNNERS, runner
    count = COUNTS.setdefault(runner, Count(version))
    assert count.version == version, (runner, count.version, version)
    count.comparisons += comparisons
    count.differences += differences


def differing(found: Any, wanted: Any, at: str = "") -> list[str]:
    """Where two JSON values differ, as paths with both values; none where they are the same.

    Unlike `==` it tells true from 1; 1 and 1.0 are one number, as they are in JSON.
    """
    match found, wanted:
        case dict(), dict():
            return _differing(found, wanted, at)
        case list(), list():
            return _differing(dict(enumerate(found)), dict(enumerate(wanted)), at)
        case _:
            return [] if _is_same(found, wanted) else [f"{at or 'all'}: {found!r}, not {wanted!r}"]


def _differing(found: dict[Any, Any], wanted: dict[Any, Any], at: str) -> list[str]:
    differences = []
    for key in [*wanted, *(key for key in found if key not in wanted)]:
        place = f"{at}[{key!r}]"
        if key not in wanted:
            differences.append(f"{place}: {found[key]!r}, where nothing was due")
        elif key not in found:
            differences.append(f"{place}: nothing, not {wanted[key]!r}")
        else:
            differences += differing(found[key], wanted[key], place)
    return differences


def _is_same(found: Any, wanted: Any) -> bool:
    numbers = (int, float)
    if isinstance(found, bool) or isinstance(wanted, bool):
        return found is wanted
    if isinstance(found, numbers) and isinstance(wanted, numbers):
        return found == wanted
    return type(found) is type(wanted) and bool(found == wanted)


def leaves(value: Any) -> int:
    """How many single values stand in a JSON value; an empty object or list is one."""
    inside = value.values() if isinstance(value, dict) else value
    if isinstance(value, dict | list) and value:
        return sum(map(leaves, inside))
    return 1


def table(left_out: Iterable[str] = (), made_up: str = "") -> list[str]:
    """The table and what is to be said below it, as lines; none when nothing was to be compared.

    `left_out` says why tests were left out, `made_up` which made-up cases were taken.
    """
    reasons = list(dict.fromkeys(left_out))
    if not COUNTS and not reasons:
        return []
    rows = [("runner", "version", "comparisons", "differences")]
    for runner in RUNNERS:
        count = COUNTS.get(runner)
        facts = (count.version, count.comparisons, count.differences) if count else ("-", 0, 0)
        version, comparisons, differences = facts
        amount = f"{comparisons:,}" if comparisons else "none"
        rows.append((runner, version, amount, f"{differences:,}" if comparisons else "-"))
    whole = COUNTS.values()
    rows.append(
        (
            "all",
            "",
            f"{sum(c.comparisons for c in whole):,}",
            f"{sum(c.differences for c in whole):,}",
        )
    )
    widths = [max(len(row[place]) for row in rows) for place in range(4)]
    lines = [
        "  ".join(
            (runner.ljust(widths[0]), version.ljust(widths[1]), amount.rjust(widths[2]),
             differences.rjust(widths[3]))
        )
        for runner, version, amount, differences in rows
    ]  # fmt: skip
    below = [*(f"Left out: {reason}" for reason in reasons), *filter(None, [made_up]), *NOT_RUN]
    return [*lines, *(line for said in below for line in wrap(said, 100, subsequent_indent="  "))]
