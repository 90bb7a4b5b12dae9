"""Text folded for searching: case and accents do not matter, and a hit is found in the original."""

import unicodedata
from collections.abc import Iterable
from itertools import filterfalse

Ranges = tuple[tuple[int, int], ...]
"""Places in a text as (start, length), in characters."""


def fold(text: str) -> str:
    """The text in small letters without accents: `Ménage` and `menage` are the same."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text)
    return "".join(filterfalse(unicodedata.combining, apart)).casefold()


def fold_words(text: str) -> tuple[str, ...]:
    """The words of a search, folded; what is found has all of them, in any order."""
    return tuple(fold(text).split())


def find_folded(text: str, words: Iterable[str]) -> Ranges:
    """Where folded words stand in a text, overlaps joined."""
    whole = fold(text)
    wanted = [word for word in words if word and word in whole]
    if not wanted:
        return ()
    folded, places = _fold_with_places(text)
    hit = bytearray(len(text))
    for word in wanted:
        start = folded.find(word)
        while start >= 0:
            for place in places[start : start + len(word)]:
                hit[place] = 1
            start = folded.find(word, start + len(word))
    return tuple(_runs(hit))


def _fold_with_places(text: str) -> tuple[str, list[int]]:
    if text.isascii():
        return text.lower(), [*range(len(text))]
    folded: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        small = fold(char)
        folded.append(small)
        places.extend([place] * len(small))
    return "".join(folded), places


def _runs(hit: bytearray) -> Iterable[tuple[int, int]]:
    start = hit.find(1)
    while start >= 0:
        end = hit.find(0, start)
        end = len(hit) if end < 0 else end
        yield start, end - start
        start = hit.find(1, end)
