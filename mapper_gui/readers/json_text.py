"""JSON from a file, a clipboard or an archive, read with limits on size, depth and number.

Every failure is a ReadError: DAMAGED with `reason`, `line` and `column`, TOO_LARGE with `what`,
`limit`, `found`, or the reasons why the file itself could not be read.
"""

import json
import math
import re
from collections.abc import Iterator
from typing import Any, NoReturn

from mapper_gui.mapping.errors import ReadError, ReadKind
from mapper_gui.mapping.found import JsonDamage

Json = Any
"""A piece of parsed JSON. Nothing may be taken for granted about it."""

MOST_BYTES = 64 * 2**20
"""A large DHIS2 or Salesforce export is some tens of MB."""
MOST_VALUES = 4_000_000
"""Limits the memory of many tiny values: `[[],[],...` takes 20 times the memory of its text."""
DEEPEST = 100

_PIECE = 2**20
_SURROGATES = re.compile("[\ud800-\udfff]")
_STRINGS_AND_WORDS = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|(?P<word>NaN|-?Infinity)', re.DOTALL)
_BLANK = " \t\r\n"
_BLANKS = re.compile(f"[{_BLANK}]*")


def looks_like_json(data: bytes | str) -> bool:
    """Whether the text begins as a JSON object or list does (a BOM and blanks aside)."""
    if isinstance(data, str):
        start = data[:4000].lstrip("\ufeff" + _BLANK)
    else:
        head = data[:4000]
        start = head.decode(json.detect_encoding(head), "replace").lstrip("\ufeff" + _BLANK)
    return start.startswith(("{", "["))


def decode(data: bytes, **facts: object) -> str:
    """Text of UTF-8, UTF-16 or UTF-32, with or without a byte order mark. Raises DAMAGED."""
    try:
        return data.decode(json.detect_encoding(data[:4]))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ReadError(
            ReadKind.DAMAGED,
            reason=JsonDamage.ENCODING,
            line=line,
            encoding=error.encoding,
            **facts,
        ) from error


def read_json(text: str, **facts: object) -> Json:
    """The one JSON value in a text. `facts` go into every error (for instance `file`)."""
    values = list(read_json_values(text, **facts))
    if len(values) > 1:
        raise ReadError(
            ReadKind.DAMAGED, reason=JsonDamage.SEVERAL_VALUES, count=len(values), **facts
        )
    return values[0]


def read_json_values(text: str, **facts: object) -> Iterator[Json]:
    """The JSON values that stand one after another in a text: one, or one on each line.

    Names that stand twice in an object: the last one counts, as in JavaScript. Lone surrogates,
    which no file can hold, become U+FFFD.
    """
    text = _in_full_characters(text.removeprefix("\ufeff"))
    if not text.strip(_BLANK):
        raise ReadError(ReadKind.EMPTY, **facts)
    if len(text) > MOST_BYTES:
        raise ReadError(
            ReadKind.TOO_LARGE, what="bytes", limit=MOST_BYTES, found=len(text), **facts
        )
    count = sum(text.count(mark, at, at + _PIECE) for at in _pieces(text) for mark in "[{,")
    if count > MOST_VALUES:
        raise ReadError(ReadKind.TOO_LARGE, what="values", limit=MOST_VALUES, found=count, **facts)
    return _values(text, facts)


def _pieces(text: str) -> range:
    """Where to begin to look, piece by piece: while Python looks through a text at once, no other
    thread runs, and the window stands still."""
    return range(0, len(text), _PIECE)


def _in_full_characters(text: str) -> str:
    if text.isascii() or not any(_SURROGATES.search(text, at, at + _PIECE) for at in _pieces(text)):
        return text
    return _SURROGATES.sub("\ufffd", text)


def _values(text: str, facts: dict[str, object]) -> Iterator[Json]:
    decoder = json.JSONDecoder(
        object_hook=_give_way, parse_constant=_refuse_constant, parse_float=_finite, strict=False
    )
    marks = ("\\ud", "\\uD")
    pieces = _pieces(text)
    escaped_surrogates = any(text.find(m, at, at + _PIECE + 2) >= 0 for at in pieces for m in marks)
    at = _skip_blank(text, 0)
    while at < len(text):
        try:
            value, at = decoder.raw_decode(text, at)
        except json.JSONDecodeError as error:
            raise ReadError(
                ReadKind.DAMAGED,
                reason=JsonDamage.SYNTAX,
                line=error.lineno,
                column=error.colno,
                **facts,
            ) from error
        except RecursionError as error:
            raise ReadError(
                ReadKind.DAMAGED, reason=JsonDamage.NESTED, limit=DEEPEST, **facts
            ) from error
        except _ConstantError as error:
            raise _with_place(ReadKind.DAMAGED, text, str(error), facts) from error
        except _TooLargeError as error:
            raise ReadError(
                ReadKind.DAMAGED, reason=JsonDamage.LARGE_NUMBER, text=str(error), **facts
            ) from error
        except ValueError as error:  # a number of thousands of digits
            raise ReadError(ReadKind.DAMAGED, reason=JsonDamage.LONG_NUMBER, **facts) from error
        if _deeper_than(value, DEEPEST):
            raise ReadError(ReadKind.DAMAGED, reason=JsonDamage.NESTED, limit=DEEPEST, **facts)
        yield _without_surrogates(value) if escaped_surrogates else value
        at = _skip_blank(text, at)


def _give_way(found: dict[str, Json]) -> dict[str, Json]:
    """The object as it is. At the call Python lets other threads run, the window's for one, which
    else would stand still until a large list is read to its end."""
    return found


class _ConstantError(ValueError):
    """NaN or Infinity, which JSON does not have."""


class _TooLargeError(ValueError):
    """A number that no double can hold."""


def _refuse_constant(word: str) -> NoReturn:
    raise _ConstantError(word)


def _finite(digits: str) -> float:
    """1e999 would become an infinity, which no JSON can be written with."""
    number = float(digits)
    if math.isinf(number):
        raise _TooLargeError(digits if len(digits) <= 40 else digits[:39] + "…")
    return number


def _with_place(kind: ReadKind, text: str, word: str, facts: dict[str, object]) -> ReadError:
    for found in _STRINGS_AND_WORDS.finditer(text):
        if found["word"]:
            at = found.start()
            line = text.count("\n", 0, at) + 1
            column = at - text.rfind("\n", 0, at)
            return ReadError(
                kind, reason=JsonDamage.NOT_A_NUMBER, text=word, line=line, column=column, **facts
            )
    return ReadError(kind, reason=JsonDamage.NOT_A_NUMBER, text=word, **facts)


def _skip_blank(text: str, at: int) -> int:
    found = _BLANKS.match(text, at)
    return found.end() if found else at


def _deeper_than(value: Json, limit: int) -> bool:
    level = [value] if isinstance(value, (dict, list)) else []
    for _ in range(limit):
        level = [
            child
            for node in level
            for child in (node.values() if isinstance(node, dict) else node)
            if isinstance(child, (dict, list))
        ]
        if not level:
            return False
    return True


def _without_surrogates(value: Json) -> Json:
    if isinstance(value, str):
        return _SURROGATES.sub("\ufffd", value)
    if isinstance(value, list):
        return [_without_surrogates(item) for item in value]
    if isinstance(value, dict):
        return {_without_surrogates(key): _without_surrogates(v) for key, v in value.items()}
    return value


def as_dict(value: Json) -> dict[str, Json]:
    """The value if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def as_list(value: Json) -> list[Json]:
    """The value if it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def as_value(value: Json) -> str:
    """A text as it stands; numbers and true/false as JSON writes them; else empty."""
    if isinstance(value, str):
        return value
    # A whole number of more than 4300 digits could not be written, but none passes `read_json`.
    return json.dumps(value) if isinstance(value, int | float) else ""


def as_text(value: Json) -> str:
    """The same for people to read: on one line, trimmed."""
    return " ".join(part for part in re.split(r"[\s\x00-\x1f]+", as_value(value)) if part)


def as_length(value: Json) -> int | None:
    """A length: a whole number above 0, else None."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None
