"""What the runners that are given values can express: data, from which the check and the help take
what they say.

The program evaluates the mapping itself, so that every source, take, step, condition and repetition
of the vocabulary can be said, but for what only the target knows. What differs between the two is
how a record is found, and what a cell can hold.
"""

from dataclasses import dataclass
from types import UnionType
from typing import get_args

from mapper_gui.mapping.mapping import Operation
from mapper_gui.mapping.runner_problems import RunnerKind, Unheld, Why
from mapper_gui.mapping.source import Source
from mapper_gui.mapping.values import PolicyAction, Step, Take


@dataclass(frozen=True, slots=True)
class Capability:
    """`why`: why it cannot; `but`: what is said where it does it in its own way."""

    why: Why | None = None
    but: RunnerKind | None = None


YES = Capability()


def _all_of(union: UnionType, **but: Capability) -> dict[str, Capability]:
    return {each.__name__: but.get(each.__name__, YES) for each in get_args(union)}


SOURCES = _all_of(Source)
TAKES = _all_of(Take, TargetLookup=Capability(why=Why.NO_TARGET))
STEPS = _all_of(Step)


@dataclass(frozen=True, slots=True)
class DataRunner:
    """One of the two. `keys`: the key fields by which it finds a record, for each operation; None
    is any one field, none where it needs none."""

    name: str
    keys: dict[Operation, tuple[str, ...] | None]
    policies: dict[PolicyAction, Capability]
    joins: str
    """What the items of a list are joined by."""
    null: str
    """What a cell holds to empty a field."""
    unheld: tuple[Unheld, ...]
    """Values that its cells cannot hold."""


_POLICIES = dict.fromkeys(PolicyAction, YES)
_AS_MARK = Capability(but=RunnerKind.NULLS_AS_MARK)
_SPECIAL = Capability(but=RunnerKind.NULL_IS_LEFT_OUT)

DATA_LOADER = DataRunner(
    "Data Loader",
    {Operation.CREATE: (), Operation.UPDATE: ("Id",), Operation.UPSERT: None},
    {**_POLICIES, PolicyAction.NULL: _AS_MARK, PolicyAction.BLANK: _AS_MARK},
    ";",
    "#N/A",
    (Unheld.SEPARATOR_INSIDE, Unheld.READ_AS_NULL, Unheld.CHARACTERS),
)
CASE_UPLOAD = DataRunner(
    "The case importer",
    {
        Operation.CREATE: (),
        Operation.UPDATE: ("case_id", "external_id"),
        Operation.UPSERT: ("external_id",),
    },
    {**_POLICIES, PolicyAction.NULL: _SPECIAL, PolicyAction.BLANK: _SPECIAL},
    " ",
    "---",
    (
        Unheld.SEPARATOR_INSIDE,
        Unheld.READ_AS_NULL,
        Unheld.READ_AS_NUMBER,
        Unheld.TOO_LONG,
        Unheld.CHARACTERS,
        Unheld.ESCAPE,
    ),
)
