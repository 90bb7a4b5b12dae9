"""The bytes of a project file as JSON values, within limits, and back.

A project may have been edited by hand, merged by git, cut off, or be something else altogether:
every failure is a ReadError that says what stands there, and where.
"""

import json
import math
import re
from collections import Counter
from typing import Any, NoReturn

from mapper_gui.mapping.errors import ReadError, ReadKind, StorageError, StorageKind

Json = dict[str, Any]

MOST_BYTES = 128 * 2**20
"""Twice what a form file may have: what was imported can be saved."""
MOST_VALUES = 6_000_000
"""Limits the memory of many tiny values: `[[],[],...` takes 20 times the memory of its text."""
DEEPEST = 100

_BLANK = " \t\r\n"
_STRING = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
_CONFLICT = re.compile(r"^(<{7}|={7}|>{7})(?= |\r?$)", re.MULTILINE)
_WORKBOOK_OR_ZIP = b"PK\x03\x04"


class _RefusedError(ValueError):
    """A number or name that JSON has and a project cannot have."""

    def __init__(self, wanted: str, found: str) -> None:
        super().__init__(wanted)
        self.wanted = wanted
        self.found = found


def read_project_json(data: bytes) -> Any:
    """The one JSON value in these bytes: UTF-8, or UTF-16 or UTF-32 as other editors may save it.

    Raises ReadError: EMPTY, TOO_LARGE (facts what, limit, found), NOT_A_PROJECT (facts path,
    wanted, found), DAMAGED (facts reason: encoding, syntax, merge_conflict, nested; line, column).
    """
    if not data.strip(b"\x00 \t\r\n"):
        raise ReadError(ReadKind.EMPTY)
    if len(data) > MOST_BYTES:
        raise _too_large("bytes", MOST_BYTES, len(data))
    if data.startswith(_WORKBOOK_OR_ZIP):
        raise not_a_project("a .ccmap project", "a workbook or an archive")
    text = _decode(data)
    start = text.lstrip(_BLANK)
    if not start.startswith(("{", "[")):
        first_line = start[:200].splitlines()[0].strip()
        raise not_a_project("a .ccmap project", _shown(first_line))
    values = _count_values(text)
    if values > MOST_VALUES:
        raise _too_large("values", MOST_VALUES, values)
    try:
        found = json.loads(
            text,
            parse_constant=_refuse_constant,
            parse_float=_finite,
            object_pairs_hook=_once_each,
        )
    except json.JSONDecodeError as error:
        raise _damaged_at(text, error) from error
    except _RefusedError as error:
        raise not_a_project(error.wanted, error.found) from error
    except RecursionError as error:
        raise ReadError(ReadKind.DAMAGED, reason="nested", limit=DEEPEST) from error
    except ValueError as error:  # a whole number of thousands of digits
        raise not_a_project("a shorter number", "a number of thousands of digits") from error
    if _deeper_than(found, DEEPEST):
        raise ReadError(ReadKind.DAMAGED, reason="nested", limit=DEEPEST)
    return found


def write_project_json(body: Json, *, to_be_read: bool = True) -> bytes:
    """The bytes of a project file: UTF-8, LF, one space of indentation, a line feed at the end.

    Without `to_be_read` it is one long line: ten times as quick, for what only the program reads.
    Raises StorageError FAILED (fact reason) for what could not be opened again.
    """
    try:
        indent = 1 if to_be_read else None
        text = json.dumps(body, ensure_ascii=False, allow_nan=False, indent=indent)
    except (ValueError, TypeError, RecursionError) as error:
        raise StorageError(StorageKind.FAILED, reason=str(error)) from error
    # Half a character, which UTF-8 cannot hold, becomes its JSON escape.
    data = (text + "\n").encode("utf-8", "backslashreplace")
    if len(data) > MOST_BYTES:
        raise StorageError(StorageKind.FAILED, reason="too_large", limit=MOST_BYTES)
    return data


def not_a_project(wanted: str, found: str, path: str = "/") -> ReadError:
    return ReadError(ReadKind.NOT_A_PROJECT, path=path, wanted=wanted, found=found)


def _decode(data: bytes) -> str:
    encoding = json.detect_encoding(data[:4])
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        if b"\x00" in data[:1000]:
            raise not_a_project("a .ccmap project", "a file that is no text") from error
        line = data.count(b"\n", 0, error.start) + 1
        raise ReadError(ReadKind.DAMAGED, reason="encoding", line=line) from error
    return text.removeprefix("\ufeff")


def _count_values(text: str) -> int:
    """How many values there are at most; commas in long labels are told from commas of JSON."""
    most = text.count("[") + text.count("{") + text.count(",")
    if most <= MOST_VALUES:
        return most
    bare = _STRING.sub("", text)
    return bare.count("[") + bare.count("{") + bare.count(",")


def _damaged_at(text: str, error: json.JSONDecodeError) -> ReadError:
    conflict = _CONFLICT.search(text)
    if conflict is not None:
        line = text.count("\n", 0, conflict.start()) + 1
        return ReadError(ReadKind.DAMAGED, reason="merge_conflict", line=line)
    return ReadError(ReadKind.DAMAGED, reason="syntax", line=error.lineno, column=error.colno)


def _refuse_constant(word: str) -> NoReturn:
    raise _RefusedError("a number", word)


def _finite(digits: str) -> float:
    number = float(digits)
    return number if math.isfinite(number) else _refuse_constant(_shown(digits))


def _once_each(pairs: list[tuple[str, Any]]) -> Json:
    found = dict(pairs)
    if len(found) != len(pairs):
        counted = Counter(name for name, _ in pairs)
        raise _RefusedError("every name once in an object", _shown(counted.most_common(1)[0][0]))
    return found


def _deeper_than(value: Any, limit: int) -> bool:
    level = [value]
    for _ in range(limit):
        level = [
            child
            for node in level
            for child in (node.values() if isinstance(node, dict) else node)
            if isinstance(child, dict | list)
        ]
        if not level:
            return False
    return True


def _too_large(what: str, limit: int, found: int) -> ReadError:
    return ReadError(ReadKind.TOO_LARGE, what=what, limit=limit, found=found)


def _shown(text: str) -> str:
    visible = "".join(char if char.isprintable() else " " for char in text)
    return visible if len(visible) <= 60 else visible[:59] + "…"
