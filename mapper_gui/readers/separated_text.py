"""Text with rows and cells: pasted from a spreadsheet or the form builder, or a .tsv, .txt or .csv.

Quoting follows the form builder's own parser (CommCare page 1.7): a row ends with LF, CRLF, CR,
U+2028 or U+2029; a cell that begins with a quote and has a closing one before the next separator or
row end holds anything in between, doubled quotes standing for one; a cell whose quote does not close
like that is taken as it stands.
"""

import codecs
import re
from collections import Counter
from collections.abc import Iterator

SEPARATORS = ("\t", ",", ";")
_ROW_END = re.compile("\r\n|[\n\r\u2028\u2029]")
_DIRECTIVE = re.compile('"?sep=(.)"?(?:\r\n|[\n\r])')
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LOOKED_AT = 65_536
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f]")


class NotTextError(Exception):
    """The bytes are no text in any encoding that spreadsheets write."""


def decode(data: bytes) -> tuple[str, str | None]:
    """The text of a file, and the name of its encoding when that had to be guessed.

    A byte order mark decides; else UTF-8; else UTF-16 when every other byte is zero; else
    Windows-1252, which is what Excel writes for .csv in western Europe and which cannot be told from
    other code pages, so it counts as guessed. Raises NotTextError.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(encoding), None
            except UnicodeDecodeError as error:
                raise NotTextError(encoding) from error
    try:
        text, guessed = data.decode("utf-8"), None
    except UnicodeDecodeError:
        text, guessed = data.decode("cp1252", errors="replace"), "Windows-1252"
    if "\x00" in text[:_LOOKED_AT]:
        text, guessed = _without_mark(data), "UTF-16"
    if len(_CONTROLS.findall(text[:_LOOKED_AT])) > 4 + len(text[:_LOOKED_AT]) // 500:
        raise NotTextError
    return text, guessed


def _without_mark(data: bytes) -> str:
    start = data[:_LOOKED_AT]
    even, odd = start[0::2].count(0), start[1::2].count(0)
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    if max(even, odd) < len(start) // 5 or len(data) % 2:
        raise NotTextError
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise NotTextError from error


def find_separator(text: str) -> tuple[str, int]:
    """The separator of a text, and where its rows begin (after a `sep=;` line, which Excel reads).

    Tab whenever half of the first rows hold one, since prose has none; else the comma or semicolon
    by which more rows come out equally wide; tab when there is neither.
    """
    directive = _DIRECTIVE.match(text)
    if directive:
        return directive[1], directive.end()
    start = text[:_LOOKED_AT]
    rows = [row for row, _ in zip(split_rows(start, "\t"), range(50), strict=False)]
    filled = [row for row in rows if any(row)]
    if 2 * sum(len(row) > 1 for row in filled) >= len(filled):
        return "\t", 0
    scores = {separator: _agreement(start, separator) for separator in (",", ";")}
    best = max(scores, key=lambda separator: scores[separator])
    return (best, 0) if scores[best][0] else ("\t", 0)


def _agreement(text: str, separator: str) -> tuple[int, int]:
    """How many rows agree in how many cells they have, more than one, and what that number is."""
    rows = zip(split_rows(text, separator), range(50), strict=False)
    widths = Counter(len(row) for row, _ in rows if len(row) > 1)
    return max(((count, width) for width, count in widths.items()), default=(0, 0))


def split_rows(
    text: str, separator: str, start: int = 0, *, most: int = 10_000
) -> Iterator[list[str]]:
    """The rows of a text as lists of cells. A row end at the very end opens no further row.

    A row is split into no more than `most` cells, the last of them holding the rest of its line.
    """
    at, length = start, len(text)
    plain = '"' not in text
    while at < length:
        end = _ROW_END.search(text, at)
        stop, following = (end.start(), end.end()) if end else (length, length)
        if plain or text.find('"', at, stop) < 0:
            yield text[at:stop].split(separator, most - 1)
            at = following
        else:
            row, at = _quoted_row(text, separator, at, most)
            yield row


def _quoted_row(text: str, separator: str, at: int, most: int) -> tuple[list[str], int]:
    """One row that has a quote somewhere: its cells, and where the next row begins."""
    row: list[str] = []
    length = len(text)
    stop = -1  # the next row end that no quote holds, looked for once
    while True:
        quoted = text.startswith('"', at) and len(row) < most - 1
        close = _closing_quote(text, separator, at) if quoted else -1
        if close >= 0:
            row.append(text[at + 1 : close].replace('""', '"'))
            at = close + 1
        else:
            if stop < at:
                end = _ROW_END.search(text, at)
                stop = end.start() if end else length
            cut = text.find(separator, at, stop) if len(row) < most - 1 else -1
            row.append(text[at : cut if cut >= 0 else stop])
            at = cut if cut >= 0 else stop
        if at >= length:
            return row, length
        if text.startswith(separator, at):
            at += 1
            continue
        return row, at + (2 if text.startswith("\r\n", at) else 1)


def _closing_quote(text: str, separator: str, opening: int) -> int:
    """Where the quoted cell that begins at `opening` closes, or -1 when it does not."""
    at = opening + 1
    while True:
        at = text.find('"', at)
        if at < 0:
            return -1
        if text.startswith('"', at + 1):
            at += 2
            continue
        after = text[at + 1 : at + 2]
        return at if after in ("", separator, "\n", "\r", "\u2028", "\u2029") else -1
