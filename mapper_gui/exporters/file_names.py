"""Names of exported files: after the project, and good on Windows, macOS and Linux alike."""

import re
import unicodedata
from collections.abc import Iterable

MOST_BYTES = 150
"""Room for endings under the 255 bytes of a name, and for folders under Windows' 260 characters."""

_FORBIDDEN = re.compile(r'[<>:"/\\|?*]+')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])\Z", re.IGNORECASE)
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def file_name(text: str) -> str:
    """A file name without ending after this text: what no system takes becomes `-`; never empty."""
    name = unicodedata.normalize("NFC", text)
    name = "".join(" " if unicodedata.category(char) in _UNSEEN else char for char in name)
    name = " ".join(_FORBIDDEN.sub("-", name).split())
    name = _cut(name, MOST_BYTES).strip(" .-")
    if _RESERVED.match(name.partition(".")[0].rstrip()):
        name = f"_{name}"
    return name or "mapping"


def _cut(name: str, most: int) -> str:
    while len(name.encode()) > most:
        name = name[:-1]
    return name


def same_file(name: str) -> str:
    """Two names with the same answer are one file on systems that see no difference in case."""
    return unicodedata.normalize("NFC", name).casefold()


def free_name(name: str, number: int) -> str:
    """The name for the second, third ... file that would have the same: `visit-2`."""
    return name if number == 1 else f"{name}-{number}"


def clash(names: Iterable[str], taken: Iterable[str]) -> bool:
    """Whether any of these would be the same file as one that is taken."""
    others = {same_file(name) for name in taken}
    return any(same_file(name) in others for name in names)
