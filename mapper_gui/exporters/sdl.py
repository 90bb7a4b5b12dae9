"""Data Loader's mapping files (`.sdl`): a Java properties file, `column=field` (runners page 4)."""

from collections.abc import Iterable

HEADER = "#Mapping values"


def sdl(pairs: Iterable[tuple[str, str]]) -> bytes:
    """The file for these columns and fields, in ISO-8859-1 with line feeds.

    What is not ASCII, and what properties files read as a sign of their own, is escaped.
    """
    lines = [f"{_escaped(column, key=True)}={_escaped(name)}" for column, name in pairs]
    return "\n".join([HEADER, *lines, ""]).encode("iso-8859-1")


_SIGNS = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\f": "\\f"}
_SIGNS |= {sign: f"\\{sign}" for sign in "=:#!"}


def _escaped(text: str, *, key: bool = False) -> str:
    shown = []
    for place, char in enumerate(text):
        if char == " ":
            # In a field only a space at its beginning would be lost.
            shown.append("\\ " if key or place == 0 else " ")
        elif char in _SIGNS:
            shown.append(_SIGNS[char])
        elif " " < char < "\x7f":
            shown.append(char)
        else:
            units = char.encode("utf-16-be", "surrogatepass")
            shown += [f"\\u{units[n] << 8 | units[n + 1]:04X}" for n in range(0, len(units), 2)]
    return "".join(shown)
