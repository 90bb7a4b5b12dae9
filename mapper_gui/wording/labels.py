"""Labels as a person reads them: without Markdown marks, with references shown as ids.

The export gives them raw (CommCare page 1.6): `**bold**`, `<output value="#form/hh/size" />`.
"""

import re
from collections.abc import Iterable, Mapping

from mapper_gui.mapping.form import Language

_OUTPUT = re.compile(
    r"<output\b[^<>]{0,500}?\b(?:value|ref)\s*=\s*(\"[^\"<>]*\"|'[^'<>]*')[^<>]{0,500}>"
)
_LINK = re.compile(r"!?\[([^\[\]]{0,500})\]\([^()\s]{0,500}\)")
_LINE_MARK = re.compile(r"^\s{0,3}(?:#{1,6}\s+|[*+-]\s+|>\s?)", re.MULTILINE)
_MARKS = re.compile(r"\*\*|~~|`")
_UNDERLINED = re.compile(r"(?<!\w)__([^_\n]{1,500})__(?!\w)")
_PLAIN = frozenset("<[*_~`#>+-")
"""Without any of these there is nothing to take out."""


def plain_label(raw: str) -> str:
    """A raw label in one line: `Specify <output value="#form/a" />` reads `Specify ‹/a›`."""
    if _PLAIN.isdisjoint(raw):
        return " ".join(raw.split())
    text = raw
    if "<" in text:
        text = _OUTPUT.sub(lambda found: _reference(found[1][1:-1]), text)
    if "[" in text:
        text = _LINK.sub(r"\1", text)
    text = _UNDERLINED.sub(r"\1", _MARKS.sub("", _LINE_MARK.sub("", text)))
    return " ".join(text.split())


def label_in(labels: Mapping[Language, str], language: Language) -> str:
    """The raw label in a language, else in the first one that has a text, else empty."""
    found = labels.get(language, "")
    return found if found.strip() else first_text(labels.values())


def first_text(texts: Iterable[str]) -> str:
    """The first text that is not blank, or empty."""
    return next((text for text in texts if text.strip()), "")


def _reference(expression: str) -> str:
    return f"‹{expression.removeprefix('#form')}›"
