"""What a command says: results on standard output, everything else on standard error.

UTF-8 and line feeds on every system. A reader that stops reading early (`| head`) is no error.
"""

import json
import os
import sys
import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from io import TextIOWrapper
from typing import Any, TextIO


class OutputError(Exception):
    """Standard output cannot be written, for instance because the disk is full."""


class Output:
    """The two streams of one command."""

    def __init__(self) -> None:
        self._out = _in_utf8(sys.stdout)
        self._err = _in_utf8(sys.stderr)

    def say(self, text: str = "") -> None:
        """A line of the result. Raises OutputError."""
        self._write(text + "\n")

    def say_json(self, value: Any) -> None:
        """The result as JSON. Raises OutputError."""
        self._write(json.dumps(value, ensure_ascii=False, indent=1) + "\n")

    def say_text(self, text: str) -> None:
        """A text that has its own line feeds. Raises OutputError."""
        self._write(text if text.endswith("\n") else text + "\n")

    def flush(self) -> None:
        """Hand over what was said. Raises OutputError."""
        self._write("")

    def why(self, sentence: str) -> None:
        """The one line that says why a command did not end well."""
        self.note(f"mapper: {one_line(sentence)}")

    def note(self, text: str) -> None:
        """A line beside the result, such as a warning of an import."""
        if self._err is not None:
            with suppress(OSError, ValueError):
                self._err.write(one_line(text) + "\n")
                self._err.flush()

    def _write(self, text: str) -> None:
        if self._out is None:
            return
        try:
            self._out.write(text)
            self._out.flush()
        except BrokenPipeError:
            self._stop_writing()
        except (OSError, ValueError) as error:
            self._stop_writing()
            if getattr(error, "winerror", None) in (109, 232):  # a pipe that was closed
                return
            raise OutputError(getattr(error, "strerror", None) or str(error)) from error

    def _stop_writing(self) -> None:
        """Nothing more is written, also not what Python still holds when it ends."""
        self._out = None
        with suppress(OSError, ValueError, AttributeError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, sys.stdout.fileno())
            os.close(nowhere)


def _in_utf8(stream: TextIO | None) -> TextIO | None:
    if isinstance(stream, TextIOWrapper):
        with suppress(OSError, ValueError):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
    return stream


def one_line(text: str) -> str:
    """Text for one line of a terminal: folded, and without characters that command a terminal."""
    visible = "".join(char if char.isprintable() else " " for char in text)
    return " ".join(visible.split())


def aligned(rows: Sequence[Sequence[str]], widest: int = 60) -> list[str]:
    """Rows of cells as lines with columns one under the other; the last column is not cut."""
    shown = [[_indented(cell) for cell in row] for row in rows]
    count = max((len(row) for row in shown), default=0)
    widths = [
        max((min(_width(row[i]), widest) for row in shown if i < len(row)), default=0)
        for i in range(count)
    ]
    lines = []
    for row in shown:
        cells = [
            _padded(cell, widths[i], widest) if i < count - 1 else cell
            for i, cell in enumerate(row)
        ]
        lines.append("  ".join(cells).rstrip())
    return lines


def _indented(cell: str) -> str:
    return " " * (len(cell) - len(cell.lstrip(" "))) + one_line(cell)


def _padded(text: str, width: int, widest: int) -> str:
    if _width(text) > widest:
        text = _cut(text, widest - 1) + "…"
    return text + " " * (width - _width(text))


def _cut(text: str, widest: int) -> str:
    """As much from the beginning as has room."""
    used = 0
    for place, char in enumerate(text):
        used += _width(char)
        if used > widest:
            return text[:place]
    return text


def _width(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in text
    )
