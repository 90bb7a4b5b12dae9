"""What every reader of target fields gives back."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from mapper_gui.mapping.problem import InSheet, Problem, Severity
from mapper_gui.mapping.target import Target, TargetChoice, TargetObject, TargetWarning

NOWHERE = InSheet()
"""The place of what has no row."""


@dataclass(frozen=True, slots=True)
class TargetReading:
    """The target as the file describes it, and what was doubtful in the file."""

    target: Target
    warnings: tuple[Problem, ...] = ()


@dataclass(slots=True)
class Warnings:
    """Collects warnings while a file is read. At most MOST are kept: a hostile file has millions."""

    MOST = 1000

    found: list[Problem] = field(default_factory=list)

    def add(self, kind: StrEnum, where: InSheet = NOWHERE, **facts: object) -> None:
        if len(self.found) < self.MOST:
            self.found.append(Problem(kind, Severity.WARNING, where, facts))


def with_names_once(
    objects: Iterable[TargetObject], warnings: Warnings
) -> tuple[TargetObject, ...]:
    """The objects, the first one where a name stands twice; each further one is a warning."""
    kept: dict[str, TargetObject] = {}
    for item in objects:
        if kept.setdefault(item.name, item) is not item:
            warnings.add(TargetWarning.DUPLICATE_OBJECT, object=item.name)
    return tuple(kept.values())


def with_choices_once(
    choices: Iterable[TargetChoice],
    warnings: Warnings,
    where: InSheet = NOWHERE,
    **facts: object,
) -> tuple[TargetChoice, ...]:
    """The choices, the first one where a value stands twice; each further one is a warning."""
    kept: dict[str, TargetChoice] = {}
    for choice in choices:
        if kept.setdefault(choice.value, choice) is not choice:
            warnings.add(
                TargetWarning.DUPLICATE_CHOICE,
                where,
                choice=choice.value,
                **facts,
            )
    return tuple(kept.values())
