"""The functions that an exported mapping step brings along, of which each step has those it uses.

They say in JavaScript what `mapping.submission`, `making`, `asking`, `stepping` and `evaluate` say
in Python. Only syntax of ECMAScript 2019 and plain property access: OpenFn's first runner reads no
newer syntax, and `dataValue` fails on names that begin with `@` (runners page 1.4).
"""

import re
from collections.abc import Iterable
from functools import cache

from mapper_gui.exporters.openfn import (
    job_functions_dates,
    job_functions_reading,
    job_functions_records,
    job_functions_steps,
)
from mapper_gui.mapping.emoji import RANGES

_NAME = re.compile(r"^function (\w+)\(", re.MULTILINE)
_COMMENT = re.compile(r"^\s*//.*$", re.MULTILINE)
_TEXT = re.compile(r"'(?:[^'\\\n]|\\.)*'")


def _functions() -> dict[str, str]:
    """Each function with the comment above it, by its name, in the order of a step."""
    found: dict[str, str] = {}
    for part in (
        job_functions_records,
        job_functions_reading,
        job_functions_steps,
        job_functions_dates,
    ):
        for text in part.JAVASCRIPT.strip("\n").split("\n\n"):
            name = _NAME.search(text)
            assert name is not None, text
            found[name[1]] = text
    return found


_FUNCTIONS = _functions()
HELPER_NAMES = frozenset(_FUNCTIONS)


@cache
def _needed_by(name: str) -> frozenset[str]:
    """The helpers that one uses itself."""
    code = _TEXT.sub("''", _COMMENT.sub("", _FUNCTIONS[name]).replace("{step}", "own(node)"))
    words = set(re.findall(r"(?<![\w.])[A-Za-z]\w*", code.replace("...", " ")))
    return frozenset((words & HELPER_NAMES) - {name})


def helper_text(used: Iterable[str]) -> str:
    """The functions that these need, each once, in a fixed order."""
    needed: set[str] = set()
    waiting = list(used)
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed.add(name)
            waiting.extend(_needed_by(name))
    step = "own(node, step)"
    if "where" in needed:
        step = "typeof step === 'function' ? step(node) : own(node, step)"
    texts = [text for name, text in _FUNCTIONS.items() if name in needed]
    return "\n\n".join(texts).replace("{step}", step).replace("{emoji}", _emoji())


def _emoji() -> str:
    def one(point: int) -> str:
        return f"\\u{point:04x}" if point <= 0xFFFF else f"\\u{{{point:x}}}"

    ranges = [one(a) if a == b else f"{one(a)}-{one(b)}" for a, b in RANGES]
    return f"/[{''.join(ranges)}]/u"
