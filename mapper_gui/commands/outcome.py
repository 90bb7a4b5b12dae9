"""How a command ends: its exit code, and which error means which."""

from collections.abc import Iterable
from enum import IntEnum

from mapper_gui.mapping.errors import (
    ExportError,
    ExportKind,
    MapperError,
    ServerError,
    ServerKind,
    StorageError,
)
from mapper_gui.mapping.problem import Problem, Severity


class ExitCode(IntEnum):
    """What a script learns from a command."""

    GOOD = 0
    PROBLEMS = 1
    """An error-level problem is listed; with `--strict` a warning too."""
    BAD_INPUT = 2
    """Bad usage, or input that cannot be read."""
    REFUSED = 3
    """A server or the system refused."""
    INTERRUPTED = 130


class UsageError(Exception):
    """The command was called in a way that cannot work; its text says why, in one line."""


_OWN_INPUT = frozenset(
    {
        ServerKind.BAD_ADDRESS,
        ServerKind.BAD_PROJECT_SPACE,
        ServerKind.BAD_USERNAME,
        ServerKind.OTHER_SERVER,
        ServerKind.NO_KEY,
        ServerKind.BAD_KEY,
        ServerKind.BAD_ID,
    }
)
"""What was wrong before any server was asked."""


def code_of(error: MapperError) -> ExitCode:
    """The exit code for an error that ended a command."""
    match error:
        case StorageError():
            return ExitCode.REFUSED
        case ServerError():
            return ExitCode.BAD_INPUT if error.kind in _OWN_INPUT else ExitCode.REFUSED
        case ExportError() if error.kind is ExportKind.HAS_PROBLEMS:
            return ExitCode.PROBLEMS
        case _:
            return ExitCode.BAD_INPUT


def code_for(problems: Iterable[Problem], *, strict: bool) -> ExitCode:
    """The exit code where these problems are listed."""
    severities = {problem.severity for problem in problems}
    if Severity.ERROR in severities or (strict and Severity.WARNING in severities):
        return ExitCode.PROBLEMS
    return ExitCode.GOOD
