"""A file that is piped in, where a command was given `-` for its name."""

import sys

from mapper_gui.commands.outcome import UsageError
from mapper_gui.mapping.errors import ReadError, ReadKind
from mapper_gui.wording.text import tr

STANDARD_INPUT = "-"
NAME = "standard input"
"""What it is called where a file would be named."""
MOST_BYTES = 64 * 2**20


def read_standard_input() -> bytes:
    """All of it. Raises ReadError EMPTY, TOO_LARGE or UNREADABLE; UsageError where there is none."""
    if sys.stdin is None:
        raise UsageError(tr("there is no standard input to read from"))
    try:
        data = sys.stdin.buffer.read(MOST_BYTES + 1)
    except OSError as error:
        reason = error.strerror or str(error)
        raise ReadError(ReadKind.UNREADABLE, file=NAME, reason=reason) from error
    if len(data) > MOST_BYTES:
        facts = {"what": "bytes", "limit": MOST_BYTES, "found": len(data)}
        raise ReadError(ReadKind.TOO_LARGE, file=NAME, **facts)
    if not data.strip(b"\x00 \t\r\n"):
        raise ReadError(ReadKind.EMPTY, file=NAME)
    return data
