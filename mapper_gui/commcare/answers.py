"""One answer of a server: its JSON, read safely, or what it means that there is none.

The meanings are those of the CommCare page 4.6. Nothing of an answer is trusted: bodies are
bounded before they get here, and JSON that could hurt what reads it later is refused.
"""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NoReturn

from mapper_gui.mapping.errors import Fact, ServerKind

DEEPEST = 100
"""Levels of JSON. A form of ten nested repeats needs some thirty."""

MOST_NODES = 2_000_000
"""Values in one answer: what keeps a small body from filling the memory once it is parsed."""

Meaning = tuple[ServerKind, dict[str, Fact]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server sent. `headers` is read without regard to case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def is_page(self) -> bool:
        """HTML, by how it begins or else by what it says it is (JSON is sent as HTML too)."""
        start = self.body[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
        if start.startswith((b"{", b"[")):
            return False
        kind = self.headers.get("content-type", "").lower()
        return "html" in kind or start.startswith((b"<!doctype html", b"<html", b"<head", b"<body"))

    @property
    def is_unknown_address(self) -> bool:
        """A 404 that CommCare HQ's API did not write: its own are empty or JSON."""
        return self.status == 404 and bool(self.body.strip()) and self._object() is None

    @property
    def says(self) -> str:
        """The sentence an error came with, "" when it came with none."""
        found = self._object()
        if found is None:
            text = self.body.decode("utf-8", "replace")
            return "" if self.is_page or len(text) > 300 else plain(text)
        for name in ("error", "error_message", "detail", "message"):
            if isinstance(found.get(name), str):
                return plain(found[name])
        return ""

    def _object(self) -> dict[str, Any] | None:
        try:
            found = read_json(self.body)
        except NotJsonError:
            return None
        return found if isinstance(found, dict) else None


class NotJsonError(ValueError):
    """The body is not JSON that can be used; its text is one word: empty, text, depth, size."""


def read_json(body: bytes) -> Any:
    """JSON with bounded depth and size, without NaN, names given twice or broken characters.

    Raises NotJsonError.
    """
    if not body.strip():
        raise NotJsonError("empty")
    if body.count(b",") + body.count(b"[") + body.count(b"{") > MOST_NODES:
        raise NotJsonError("size")
    try:
        text = body.decode("utf-8-sig")
        found = json.loads(
            text, parse_constant=_refuse, parse_float=_finite, object_pairs_hook=_once_each
        )
        if "\\ud" in text or "\\uD" in text:  # half a character could never be written again
            json.dumps(found, ensure_ascii=False).encode("utf-8")
    except RecursionError:
        found = _TOO_DEEP
    except ValueError:  # JSON, UTF-8 and numbers of thousands of digits
        raise NotJsonError("text") from None
    if found is _TOO_DEEP or _deeper_than(found, DEEPEST):
        raise NotJsonError("depth")
    return found


_TOO_DEEP = object()


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _finite(digits: str) -> float:
    number = float(digits)
    return number if math.isfinite(number) else _refuse(digits)


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name given twice")
    return found


def _deeper_than(node: object, most: int) -> bool:
    level: list[object] = [node]
    for _ in range(most):
        below: list[object] = []
        for each in level:
            if isinstance(each, dict):
                below.extend(v for v in each.values() if isinstance(v, dict | list))
            elif isinstance(each, list):
                below.extend(v for v in each if isinstance(v, dict | list))
        if not below:
            return False
        level = below
    return True


def plain(text: str) -> str:
    """Text of a server's, fit to stand in a sentence: one line, 300 characters at most."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text[:2000]).split())
    return line if len(line) <= 300 else line[:299] + "…"


def wait_wanted(answer: Answer) -> int | None:
    """Seconds of Retry-After, rounded up; None without one that can be read.

    CommCare HQ sends seconds, possibly with a fraction; others may send a date.
    """
    header = answer.headers.get("retry-after", "").strip()
    if not header:
        return None
    try:
        seconds = float(header)
    except ValueError:
        from email.utils import parsedate_to_datetime  # a date is rare, and the import is slow

        try:
            when = parsedate_to_datetime(header)
        except ValueError:
            return None
        when = when if when.tzinfo else when.replace(tzinfo=UTC)
        seconds = (when - datetime.now(UTC)).total_seconds()
    return math.ceil(max(0.0, seconds)) if math.isfinite(seconds) and seconds < 1e9 else None


def meaning(answer: Answer) -> Meaning | None:
    """What an answer means that is not a 200 with a body to read; None for one that is."""
    says = answer.says if answer.status >= 300 else ""
    facts: dict[str, Fact] = {"server_says": says} if says else {}
    match answer.status:
        case 200:
            return _nothing_to_read(answer)
        case 400:
            return ServerKind.BAD_REQUEST, facts
        case 401:
            return _unauthorised(says), facts
        case 403:
            return ServerKind.FORBIDDEN, facts | {"page": answer.is_page}
        case 404 if answer.is_unknown_address:
            return ServerKind.NO_SUCH_ADDRESS, {}
        case 404 if _names_a_space(says):
            return ServerKind.NO_SUCH_SPACE, facts
        case 404:
            return ServerKind.NOT_FOUND, facts
        case 405:
            return ServerKind.NOT_ALLOWED, facts
        case 407:
            return ServerKind.PROXY, facts
        case 429:
            return ServerKind.TOO_MANY_REQUESTS, facts | {"retry_after": wait_wanted(answer)}
        case 301 | 302 | 303 | 307 | 308:
            return ServerKind.REDIRECTED, {"location": plain(answer.headers.get("location", ""))}
        case status if 500 <= status < 600:
            return ServerKind.SERVER_FAILED, facts | {"retry_after": wait_wanted(answer)}
        case _:
            return ServerKind.UNEXPECTED_STATUS, facts


def _nothing_to_read(answer: Answer) -> Meaning | None:
    if not answer.body.strip():
        return ServerKind.NOT_JSON, {"found": "empty"}
    if answer.is_page:
        return ServerKind.LOGIN_PAGE, {}
    return None


def _unauthorised(says: str) -> ServerKind:
    text = says.lower()
    if "subscription" in text or "does not have access to this feature" in text:
        return ServerKind.PLAN_LACKS_API
    if "cut off" in text or "too many requests" in text:
        return ServerKind.SPACE_CUT_OFF
    if re.search(r"\botp\b", text):
        return ServerKind.NEEDS_OTP
    if _names_a_space(says):
        return ServerKind.NO_SUCH_SPACE
    if "not authorized" in text:
        return ServerKind.NOT_A_MEMBER
    return ServerKind.NOT_AUTHORISED


def _names_a_space(says: str) -> bool:
    """ "The domain ... was not found." [the sources leave open with which status]"""
    text = says.lower()
    return "domain" in text and "not found" in text
