"""What OpenFn can express: data, from which the checks and the help take what they say.

The mapping step says every source, take, step, condition, repetition and policy of the vocabulary.
What is left differs by the adaptor that loads the records.
"""

from dataclasses import dataclass
from types import UnionType
from typing import get_args

from mapper_gui.exporters.openfn.target import Adaptor
from mapper_gui.mapping.mapping import Operation
from mapper_gui.mapping.runner_problems import RunnerKind, Why
from mapper_gui.mapping.source import Source
from mapper_gui.mapping.values import Step, Take


@dataclass(frozen=True, slots=True)
class Capability:
    """`why`: why it cannot; `but`: what is said where it does it in its own way."""

    why: Why | None = None
    but: RunnerKind | None = None


YES = Capability()


def _all_of(union: UnionType) -> dict[str, Capability]:
    return {each.__name__: YES for each in get_args(union)}


SOURCES, TAKES, STEPS = _all_of(Source), _all_of(Take), _all_of(Step)
"""The mapping step; a target lookup where the adaptor can ask (`Load.lookups`)."""


@dataclass(frozen=True, slots=True)
class Load:
    """What can be loaded with an adaptor."""

    operations: dict[Operation, Capability]
    references: Capability = YES
    lists: Capability = YES
    """A multiple answer that is kept as a list."""
    lookups: Capability = YES


_ALL = dict.fromkeys(Operation, YES)
_AS_VALUE = Capability(but=RunnerKind.REFERENCE_AS_VALUE)
_NO_LOOKUPS = Capability(why=Why.NO_LOOKUPS)

LOADS = {
    Adaptor.SALESFORCE: Load(_ALL, lists=Capability(why=Why.NO_LISTS)),
    Adaptor.DHIS2: Load(_ALL),
    Adaptor.POSTGRESQL: Load(
        {**_ALL, Operation.UPDATE: Capability(why=Why.NO_UPDATE)}, references=_AS_VALUE
    ),
    Adaptor.COMMCARE: Load(_ALL, references=_AS_VALUE, lookups=_NO_LOOKUPS),
    Adaptor.HTTP: Load(_ALL, references=_AS_VALUE, lookups=_NO_LOOKUPS),
}
"""By adaptor; what depends on keys and names stands in the module of each."""
