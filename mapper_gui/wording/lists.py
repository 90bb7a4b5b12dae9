"""Several things in one sentence, shortened so that nothing a file holds makes it endless."""

from collections.abc import Iterable

from mapper_gui.wording.sources import source_id
from mapper_gui.wording.text import tr, tr_n

MOST = 6
LONGEST = 80
LONGEST_ID = 500
"""Ids are given whole, since half an id cannot be looked for; this bounds what is no id."""


def quoted(value: object) -> str:
    """A value in quotes, in one line and cut where it is long; null, true and false as words."""
    match value:
        case None:
            return tr("null")
        case bool():
            return tr("true") if value else tr("false")
        case int() | float():
            return str(value)
        case _:
            return tr("“{text}”").format(text=short(value))


def short(value: object, longest: int = LONGEST) -> str:
    """A fact in one line, cut where it is longer than that."""
    text = " ".join(str("" if value is None else value).split())
    return text if len(text) <= longest else text[: longest - 1] + "…"


def whole(value: object) -> str:
    """An id or name in one line, whole."""
    return short(value, LONGEST_ID)


def joined(items: object, most: int = MOST) -> str:
    """`a, b and 3 more`; of sources their short ids. A single thing is given as it is."""
    if isinstance(items, str) or not isinstance(items, Iterable):
        return _name(items)
    names = [_name(item) for item in items]
    return _and_more(names, most)


def joined_quoted(items: object, most: int = MOST) -> str:
    """`“a”, “b” and 3 more`."""
    if isinstance(items, str) or not isinstance(items, Iterable):
        return quoted(items)
    return _and_more([quoted(item) for item in items], most)


def _name(item: object) -> str:
    return whole(item if isinstance(item, str) else source_id(item))


def _and_more(names: list[str], most: int) -> str:
    more = len(names) - most
    if more <= 1:
        return ", ".join(names)
    rest = tr_n("{count} more", "{count} more", more).format(count=more)
    return tr("{names} and {rest}").format(names=", ".join(names[:most]), rest=rest)
