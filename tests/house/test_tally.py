"""How exports in their runners are counted and compared: the table that a run ends with."""

from __future__ import annotations

from typing import Any

import pytest
import tally


@pytest.fixture(autouse=True)
def nothing_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tally, "COUNTS", {})


def test_every_runner_has_a_line_and_all_is_counted_together() -> None:
    tally.compared(tally.CORE, "1.5.1", 1200)
    tally.compared(tally.CORE, "1.5.1", 34, 1)
    tally.compared(tally.POSTGRESQL, "1.16.0", 6)
    lines = tally.table()
    assert lines[0].split() == ["runner", "version", "comparisons", "differences"]
    assert [line.split()[-3:] for line in lines if line.startswith(tally.CORE)] == [
        ["1.5.1", "1,234", "1"]
    ]
    assert [line.split()[-3:] for line in lines if line.startswith(tally.JAVA)] == [
        ["-", "none", "-"]
    ]
    assert [line.split() for line in lines if line.startswith("all ")] == [["all", "1,240", "1"]]
    assert len({len(line) for line in lines[: len(tally.RUNNERS) + 2]}) == 1


def test_below_the_table_stands_what_was_left_out_once_and_what_is_never_run() -> None:
    tally.compared(tally.CORE, "1.5.1", 1)
    lines = tally.table(["no PostgreSQL", "no PostgreSQL", "no Java"], "Made-up cases: those.")
    below = lines[len(tally.RUNNERS) + 2 :]
    assert below[:3] == ["Left out: no PostgreSQL", "Left out: no Java", "Made-up cases: those."]
    never = " ".join(line.strip() for line in below[3:])
    for name in ("@openfn/cli", "adaptors", "Data Loader", "live server", "Lightning"):
        assert name in never


def test_without_anything_to_compare_there_is_no_table_but_never_silence() -> None:
    assert tally.table() == []
    lines = tally.table(["the runners are not installed"])
    assert "Left out: the runners are not installed" in lines


def test_a_runner_that_nobody_knows_or_of_two_versions_is_a_mistake() -> None:
    with pytest.raises(AssertionError):
        tally.compared("some runner", "1", 1)
    tally.compared(tally.CORE, "1", 1)
    with pytest.raises(AssertionError):
        tally.compared(tally.CORE, "2", 1)


@pytest.mark.parametrize(
    ("found", "wanted"),
    [(1, 1.0), ({"a": [1, {"b": None}]}, {"a": [1, {"b": None}]}), ({"a": 1, "b": 2}, {"b": 2, "a": 1})],
)  # fmt: skip
def test_the_same_json_does_not_differ(found: Any, wanted: Any) -> None:
    assert tally.differing(found, wanted) == []


@pytest.mark.parametrize(
    ("found", "wanted", "said"),
    [
        (True, 1, "all: True, not 1"),
        (0, False, "all: 0, not False"),
        ("1", 1, "all: '1', not 1"),
        (None, "", "all: None, not ''"),
        ({"a": [1, 2]}, {"a": [1]}, "['a'][1]: 2, where nothing was due"),
        ({}, {"a": None}, "['a']: nothing, not None"),
        ([{"a": 1}], [{"a": 2}], "[0]['a']: 1, not 2"),
        ([], {}, "all: [], not {}"),
    ],
)
def test_what_differs_is_said_with_its_place(found: Any, wanted: Any, said: str) -> None:
    assert tally.differing(found, wanted) == [said]
