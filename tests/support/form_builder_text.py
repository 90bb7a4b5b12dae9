"""Exports as the form builder writes them, for tests that compose their own forms.

Source: CommCare pages 1.2 (columns), 1.3 (the Question cell) and 1.7 (quoting).
"""

from collections.abc import Iterable, Mapping, Sequence

_MEDIA = ("Audio", "Image", "Video", "Video Inline")
_LAST = (
    "Display Condition",
    "Validation Condition",
    "Validation Message",
    "Calculate Condition",
    "Required",
    "Hint Text",
    "Help Text",
    "Comment",
)
_QUOTED = ("\r", "\n", "\u2028", "\u2029", '"', "\t")
_NO_REQUIRED = ("Choice", "Lookup Table Data")


def escaped(cell: str) -> str:
    """One cell, in quotes only when it holds what would end it."""
    if any(char in cell for char in _QUOTED):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def as_text(rows: Iterable[Sequence[str]], separator: str = "\t", end: str = "\n") -> str:
    """Rows as the form builder writes them: no row end after the last."""
    return end.join(separator.join(map(escaped, row)) for row in rows)


def header(languages: Sequence[str] = ("en",)) -> list[str]:
    """The columns of an export, in its order."""
    media = [f"{kind} ({code})" for kind in ("Text", *_MEDIA) for code in languages]
    return ["Question", "Type", *media, *_LAST]


def row(
    question: str,
    word: str,
    label: str | Mapping[str, str] = "",
    *,
    languages: Sequence[str] = ("en",),
    **cells: str,
) -> list[str]:
    """One row in full width. Other cells by name: `calculate_condition="uuid()"`."""
    named = {name.replace("_", " ").title(): text for name, text in cells.items()}
    named.setdefault("Required", "" if word in _NO_REQUIRED else "no")
    for code in languages:
        text = label if isinstance(label, str) else label.get(code, "")
        named.setdefault(f"Text ({code})", text)
    return [question, word, *(named.get(title, "") for title in header(languages)[2:])]


def export(*rows: Sequence[str], languages: Sequence[str] = ("en",)) -> str:
    """A whole export: the header and these rows."""
    return as_text([header(languages), *rows])
