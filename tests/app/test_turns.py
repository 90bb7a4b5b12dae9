"""A worker waits while the window is late, and never for ever."""

from __future__ import annotations

from typing import Any

import pytest

from mapper_gui.app import turns
from mapper_gui.app.turns import LATE, LONGEST, Turns


class Clock:
    """Time that passes where somebody sleeps; at `rounds_at` the window comes round."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept = 0
        self.window: Turns | None = None
        self.rounds_at = 0.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.slept += 1
        if self.window is not None and self.now >= self.rounds_at:
            self.window._come_round()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(turns, "time", made)
    return made


@pytest.fixture
def begun(clock: Clock, qapp: Any) -> Turns:
    made = Turns()
    made.begin()
    return made


def test_a_worker_goes_on_where_the_window_is_not_late(clock: Clock, begun: Turns) -> None:
    clock.now += LATE / 2
    begun.give_way()
    assert clock.slept == 0


def test_a_worker_waits_until_a_late_window_comes_round(clock: Clock, begun: Turns) -> None:
    clock.now += LATE * 2
    clock.window, clock.rounds_at = begun, clock.now + 0.02
    begun.give_way()
    assert clock.slept > 0
    assert clock.now == pytest.approx(clock.rounds_at, abs=0.004)


def test_a_worker_does_not_wait_for_a_window_that_never_comes_round(
    clock: Clock, begun: Turns
) -> None:
    clock.now += 10
    start = clock.now
    begun.give_way()
    assert clock.now - start <= LONGEST + 0.005


def test_a_worker_waits_for_nobody_before_the_beginning_and_after_the_end(
    clock: Clock, begun: Turns
) -> None:
    begun.end()
    clock.now += 10
    begun.give_way()
    Turns().give_way()
    assert clock.slept == 0
