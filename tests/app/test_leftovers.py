"""Objects that only refer to each other are taken away on the window's thread, and only there."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator
from typing import Any

import pytest

from mapper_gui.app.leftovers import Leftovers


class Knot:
    """Refers to itself, so that only a look for leftovers finds it."""

    def __init__(self, taken_on: list[str]) -> None:
        self.itself = self
        weakref.finalize(self, lambda: taken_on.append(threading.current_thread().name))


@pytest.fixture
def leftovers(qapp: Any) -> Iterator[Leftovers]:
    made = Leftovers()
    yield made
    made.close()


def test_what_a_worker_leaves_is_taken_away_on_the_windows_thread(
    leftovers: Leftovers, qtbot: Any
) -> None:
    taken_on: list[str] = []

    def work() -> None:
        Knot(taken_on)
        for _ in range(100_000):  # more than enough for Python to look by itself
            _ = [[]]

    worker = threading.Thread(target=work)
    worker.start()
    worker.join()
    assert taken_on == []
    qtbot.waitUntil(lambda: bool(taken_on), timeout=10_000)
    assert taken_on == [threading.main_thread().name]


def test_what_is_kept_is_not_looked_at_until_the_end(qapp: Any) -> None:
    made = Leftovers()
    made.keep()
    assert gc.get_freeze_count() > 0
    assert not gc.isenabled()
    made.close()
    assert gc.get_freeze_count() == 0
    assert gc.isenabled()
