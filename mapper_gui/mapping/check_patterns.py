"""Checks date patterns and time zones."""

from collections.abc import Iterator

from mapper_gui.mapping.check_kind import CheckKind, error, warning
from mapper_gui.mapping.dates import PatternError, pattern_parts, zone_of
from mapper_gui.mapping.problem import InRule, Problem
from mapper_gui.mapping.steps import COMMCARE, FormatDate
from mapper_gui.mapping.target import FieldType

_HOURS = frozenset({"HH", "H", "hh", "h"})
_DAYS = frozenset({"yyyy", "yy", "dd", "d"})
_MONTHS = frozenset({"MM", "M", "MMM", "MMMM"})
_ISO_BEGINNING = {
    FieldType.DATE: "yyyy-MM-dd",
    FieldType.DATETIME: "yyyy-MM-dd",
    FieldType.TIME: "HH:mm",
}


def check_date_step(step: FormatDate, where: InRule, facts: dict[str, object]) -> Iterator[Problem]:
    """Whether both patterns can be used, and mean what was meant; whether the zone is known."""
    patterns = [step.write] if step.read == COMMCARE else [step.read, step.write]
    for pattern in patterns:
        try:
            parts = pattern_parts(pattern)
        except PatternError as problem:
            at = str(problem.args[0])
            yield error(CheckKind.PATTERN_INVALID, where, pattern=pattern, at=at, **facts)
            continue
        tokens = {part for kind, part in parts if kind == "token"}
        if not tokens:
            yield error(CheckKind.PATTERN_WITHOUT_TOKEN, where, pattern=pattern, **facts)
        elif {"mm", "m"} & tokens and tokens & _DAYS and not tokens & (_MONTHS | _HOURS):
            yield warning(CheckKind.PATTERN_MINUTES, where, pattern=pattern, **facts)
        elif {"hh", "h"} & tokens and "a" not in tokens and not tokens & {"HH", "H"}:
            yield warning(CheckKind.PATTERN_HALF_DAY, where, pattern=pattern, **facts)
    if step.zone is not None and not _is_zone(step.zone):
        yield error(CheckKind.ZONE_UNKNOWN, where, zone=step.zone, **facts)


def _is_zone(name: str) -> bool:
    try:
        zone_of(name)
    except ValueError:
        return False
    return True


def is_iso(pattern: str, kind: FieldType) -> bool:
    """Whether what a pattern writes begins as a field of this type wants it; others take any."""
    return pattern.startswith(_ISO_BEGINNING.get(kind, ""))
