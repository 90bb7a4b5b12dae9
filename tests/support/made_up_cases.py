"""How many made-up cases a test takes, and which.

They are the same in every run, so that a run that fails fails again. MAPPER_SEED (a number) gives
others: `MAPPER_SEED=7 python3 packaging/start.py test --everything`.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, Phase, seed, settings

SEED = int(os.environ.get("MAPPER_SEED") or 0)
SAID = (
    f"Made-up cases: those of MAPPER_SEED={SEED}."
    if SEED
    else "Made-up cases: the same in every run; MAPPER_SEED=NUMBER gives others."
)
Test = Callable[..., Any]


def chosen(number: int, *, slow: bool = False) -> settings:
    """So many cases; what fails shrinks, unless each case takes seconds."""
    phases = (Phase.explicit, Phase.generate, Phase.shrink)
    return settings(
        max_examples=number,
        deadline=None,
        database=None,
        derandomize=not SEED,
        phases=phases[:2] if slow else phases,
        suppress_health_check=list(HealthCheck),
    )


def cases(number: int, *, slow: bool = False) -> Callable[[Test], Test]:
    """Run a hypothesis test on so many cases."""

    def apply(test: Test) -> Test:
        return chosen(number, slow=slow)(seed(SEED)(test) if SEED else test)

    return apply


def seeds(number: int) -> range:
    """So many seeds for `random.Random`."""
    return range(SEED * 100_000, SEED * 100_000 + number)
