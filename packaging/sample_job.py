"""The sample job by the command line, for a machine that cannot show a window."""

from __future__ import annotations

from environment import Environment
from machine import Stop


def run_sample(environment: Environment) -> int:
    """Do it, showing each command; the exit code."""
    raise Stop("the sample job is not written yet")
