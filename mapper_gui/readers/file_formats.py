"""What bytes or a text are that are no table, told by how they begin."""

import re

from mapper_gui.mapping.errors import ReadError, ReadKind
from mapper_gui.mapping.import_warnings import Looks

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""Microsoft's compound file: an old .xls or .doc, or the wrapping of an encrypted workbook."""
_BEGINNINGS: tuple[tuple[bytes, Looks], ...] = (
    (b"%PDF", Looks.PDF),
    (b"{\\rtf", Looks.RTF),
    (b"\x89PNG", Looks.PICTURE),
    (b"\xff\xd8\xff", Looks.PICTURE),
    (b"GIF8", Looks.PICTURE),
    (b"\x1f\x8b", Looks.BINARY),
    (b"7z\xbc\xaf", Looks.BINARY),
    (b"Rar!", Looks.BINARY),
    (b"SQLite format 3", Looks.BINARY),
)
_LINK = re.compile(r"https?://\S+")


def check_is_text(data: bytes) -> None:
    """Raises ReadError for what is surely no text: ENCRYPTED, or UNKNOWN_FORMAT with fact found."""
    if data.startswith(_COMPOUND):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise ReadError(ReadKind.ENCRYPTED)
        old_word = "WordDocument".encode("utf-16-le") in data
        found = Looks.WORD if old_word else Looks.OLD_EXCEL
        raise ReadError(ReadKind.UNKNOWN_FORMAT, found=found)
    if data.startswith(b"\x09\x08") and len(data) > 8 and data[2:8].count(0) >= 3:
        raise ReadError(ReadKind.UNKNOWN_FORMAT, found=Looks.OLD_EXCEL)  # before compound files
    for beginning, found in _BEGINNINGS:
        if data.startswith(beginning):
            raise ReadError(ReadKind.UNKNOWN_FORMAT, found=found)


def looks_of_text(text: str) -> Looks | None:
    """What the beginning of a text shows: markup, JSON or a link. None when it is none of these."""
    start = text[:4096].lstrip("\ufeff \t\r\n")
    lower = start.lower()
    if lower.startswith(("<!doctype html", "<html", "<head", "<body", "<table", "<meta")):
        return Looks.HTML
    if lower.startswith("<"):
        xform = "http://openrosa.org" in lower or "http://www.w3.org/2002/xforms" in lower
        if xform or "<h:html" in lower:
            return Looks.XFORM
        return Looks.HTML if "<html" in lower[:500] else Looks.XML if lower[1:2] != " " else None
    if start.startswith("{") or re.match(r"\[\s*[\[{\"\]]", start):
        return Looks.PROJECT if '"mapper-for-commcare' in start else Looks.JSON
    if _LINK.fullmatch(text[:4096].strip()):
        return Looks.LINK
    return None
