"""The load step of a mapping, by the adaptor of its target."""

from collections.abc import Callable, Iterator
from types import ModuleType

from mapper_gui.exporters.openfn import commcare as openfn_commcare
from mapper_gui.exporters.openfn import dhis2 as openfn_dhis2
from mapper_gui.exporters.openfn import http as openfn_http
from mapper_gui.exporters.openfn import postgresql as openfn_postgresql
from mapper_gui.exporters.openfn import salesforce as openfn_salesforce
from mapper_gui.exporters.openfn.target import Adaptor
from mapper_gui.mapping.mapping import Mapping
from mapper_gui.mapping.problem import Problem

_MODULES: dict[Adaptor, ModuleType] = {
    Adaptor.SALESFORCE: openfn_salesforce,
    Adaptor.DHIS2: openfn_dhis2,
    Adaptor.POSTGRESQL: openfn_postgresql,
    Adaptor.COMMCARE: openfn_commcare,
    Adaptor.HTTP: openfn_http,
}


def load_text(mapping: Mapping, adaptor: Adaptor) -> str:
    """The load step for one of the adaptors. The mapping has no error among its problems."""
    make: Callable[[Mapping], str] = _MODULES[adaptor].load_text
    return make(mapping)


def load_problems(mapping: Mapping, adaptor: Adaptor) -> Iterator[Problem]:
    """What the adaptor, or the target behind it, takes in another way or not at all."""
    find: Callable[[Mapping], Iterator[Problem]] = _MODULES[adaptor].load_problems
    return find(mapping)
