"""placeholder"""

from mapper_gui.mapping.mapping import Mapping
from mapper_gui.mapping.problem import Problem


def problems(mapping: Mapping) -> tuple[Problem, ...]:
    return ()


def files(mapping: Mapping, name: str) -> dict[str, bytes]:
    raise NotImplementedError
