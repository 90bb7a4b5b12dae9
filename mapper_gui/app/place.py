"""A place in the mapping that can be selected, dropped on and jumped to."""

from dataclasses import dataclass

from mapper_gui.mapping.check_kind import CheckKind
from mapper_gui.mapping.mapping import Mapping
from mapper_gui.mapping.problem import InRule, Problem
from mapper_gui.wording.text import tr


@dataclass(frozen=True, slots=True)
class FieldPlace:
    """A target field within a record rule; without field, the record rule itself."""

    rule: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class ValuePlace:
    """A named value."""

    name: str


@dataclass(frozen=True, slots=True)
class TablePlace:
    """A shared choice table."""

    name: str


@dataclass(frozen=True, slots=True)
class AcceptsPlace:
    """Which submissions the mapping is for."""


Place = FieldPlace | ValuePlace | TablePlace | AcceptsPlace

_ELSEWHERE = frozenset({CheckKind.IDENTIFIER_GONE, CheckKind.NUMBER_TOO_LARGE})
"""Problems of the whole mapping that have nothing to do with what it accepts."""


def place_words(place: Place) -> str:
    """What a place is called: `Contact.Sex__c`, or its name."""
    if isinstance(place, FieldPlace):
        return place.rule if place.field is None else f"{place.rule}.{place.field}"
    if isinstance(place, AcceptsPlace):
        return tr("which submissions")
    return place.name


def is_there(mapping: Mapping, place: Place) -> bool:
    """Whether the mapping has what the place names; of a field, its record rule."""
    match place:
        case FieldPlace(rule):
            return mapping.rule(rule) is not None
        case ValuePlace(name):
            return name in mapping.named_values
        case TablePlace(name):
            return name in mapping.choice_tables
        case AcceptsPlace():
            return True


def places_of(problem: Problem) -> tuple[Place, ...]:
    """Where a problem is: at a field or record rule, in named values or a shared table; in what the
    mapping accepts; nowhere where it is of a file."""
    where, facts = problem.where, problem.facts
    if not isinstance(where, InRule):
        return ()
    if where.rule is not None:
        return (FieldPlace(where.rule, where.field),)
    named = facts.get("named") or facts.get("name")
    if isinstance(named, str):
        return (ValuePlace(named),)
    names = facts.get("names")
    if problem.kind == CheckKind.VALUES_IN_CIRCLE and isinstance(names, tuple):
        return tuple(ValuePlace(str(name)) for name in names)
    table = facts.get("table")
    if isinstance(table, str):
        return (TablePlace(table),)
    return () if problem.kind in _ELSEWHERE else (AcceptsPlace(),)


def place_of(problem: Problem) -> Place | None:
    """Where to go with a problem; None where it has no place in the mapping."""
    return next(iter(places_of(problem)), None)
