"""How an OpenFn exporter says that something cannot be expressed."""

from mapper_gui.mapping.problem import InRule, Problem, Severity
from mapper_gui.mapping.runner_problems import RunnerKind, Why

RUNNER = "OpenFn"


def cannot(where: InRule, why: Why, what: object = None) -> Problem:
    """An error: this part of the mapping has no way to be said."""
    facts = {"runner": RUNNER, "why": why, "what": what}
    return Problem(RunnerKind.NOT_EXPRESSIBLE, Severity.ERROR, where, facts)


def warning(kind: RunnerKind, where: InRule, **facts: object) -> Problem:
    """A warning: it is said, in a way that must be known."""
    return Problem(kind, Severity.WARNING, where, {"runner": RUNNER, **facts})
