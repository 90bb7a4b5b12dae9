"""Submissions from a JSON file, an archive of them, or pasted text.

Taken: a submission as the form API gives it or CommCare HQ forwards it (CommCare pages 4.2 and 7), a
list of them, the API's list answer, an OpenFn state with `data`, one per line, and a .zip of any.
Nothing is written anywhere: submissions hold health data.
"""

import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from mapper_gui.mapping.errors import ReadError, ReadKind
from mapper_gui.mapping.found import Found, JsonDamage
from mapper_gui.mapping.import_warnings import Looks
from mapper_gui.readers.dhis2 import is_dhis2
from mapper_gui.readers.file_formats import check_is_text
from mapper_gui.readers.json_kinds import is_case, is_submission, refused_by_server
from mapper_gui.readers.json_schema import is_json_schema
from mapper_gui.readers.json_text import (
    MOST_BYTES,
    Json,
    as_dict,
    as_list,
    as_text,
    decode,
    read_json_values,
)
from mapper_gui.readers.salesforce import is_salesforce
from mapper_gui.readers.tables import read_bytes

Body = dict[str, Any]
"""A submission as the form API gives it, for `mapping.submission.Submission`."""

MOST_FILES = 10_000
MOST_SUBMISSIONS = 100_000
_DIRECTORY_BYTES = 8 * 2**20
_DAMAGES = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    struct.error,
    ValueError,  # an offset before the file's start, in zipfile of Python's earlier releases
)
_ENVELOPES = ("data", "body", "objects", "dataclip", "response", "state")
"""Where a submission stands in what was forwarded, listed or handed from step to step."""


def read_submissions(path: Path, between: Callable[[], None] | None = None) -> tuple[Body, ...]:
    """The submissions in a file, in its order; at least one. `between` is called after each one.

    Raises ReadError with the fact `file`: NOT_A_SUBMISSION with `found` (`Found` or `Looks`),
    NOT_FOUND, UNREADABLE, EMPTY, TOO_LARGE, ENCRYPTED, DAMAGED, UNKNOWN_FORMAT.
    """
    return read_submissions_bytes(read_bytes(path), path.name, between)


def read_submissions_bytes(
    data: bytes, name: str, between: Callable[[], None] | None = None
) -> tuple[Body, ...]:
    """The submissions in what a file of this name holds, or what was piped in. Raises ReadError as
    `read_submissions` does."""
    facts = {"file": name}
    if data.startswith(b"PK"):
        return _some(_from_archive(data, facts), facts, between)
    try:
        check_is_text(data)
    except ReadError as error:
        raise ReadError(error.kind, **facts, **error.facts) from error
    return _some(_from_text(decode(data, **facts), facts), facts, between)


def read_submissions_text(text: str) -> tuple[Body, ...]:
    """The submissions in pasted text; at least one. Raises ReadError as `read_submissions` does."""
    return _some(_from_text(text, {}), {})


def _some(
    found: Iterator[Body], facts: dict[str, Any], between: Callable[[], None] | None = None
) -> tuple[Body, ...]:
    bodies: list[Body] = []
    for body in found:
        bodies.append(body)
        if between is not None:
            between()
        if len(bodies) > MOST_SUBMISSIONS:
            raise ReadError(
                ReadKind.TOO_LARGE,
                what="submissions",
                limit=MOST_SUBMISSIONS,
                found=len(bodies),
                **facts,
            )
    if not bodies:
        raise _refusal(Found.NO_SUBMISSION, facts)
    return tuple(bodies)


def _from_text(text: str, facts: dict[str, Any]) -> Iterator[Body]:
    start = text[:4000].lstrip("\ufeff \t\r\n")
    if start.startswith("<"):
        raise _refusal(_kind_of_markup(start), facts)
    if start and not start.startswith(("{", "[")):
        raise _refusal(Looks.LINK if start.startswith(("http:", "https:")) else Looks.PROSE, facts)
    for value in read_json_values(text, **facts):
        yield from _submissions(value, facts)


def _kind_of_markup(start: str) -> Found | Looks:
    low = start.lower()
    if "<html" in low or low.startswith("<!doctype html"):
        return Looks.HTML
    if "<h:html" in low:
        return Looks.XFORM
    return Found.SUBMISSION_XML if "xmlns" in low else Looks.XML


def _submissions(value: Json, facts: dict[str, Any]) -> Iterator[Body]:
    if isinstance(value, list):
        for position, item in enumerate(value, 1):
            inside = {**facts, "position": position} if len(value) > 1 else facts
            yield from _submissions(item, inside)
        return
    item = as_dict(value)
    if is_submission(item):
        yield item
        return
    # A case, too, may be forwarded and stand in `data`, so that it is asked for at every level.
    refused = _what_else(item)
    if refused is None:
        for name in _ENVELOPES:
            if isinstance(item.get(name), dict | list):
                yield from _submissions(item[name], facts)
                return
        keys = tuple(as_text(key)[:40] for key in list(item)[:8])
        refused = refused_by_server(item) or {"found": Found.OTHER_JSON, "keys": keys}
    raise ReadError(ReadKind.NOT_A_SUBMISSION, **refused, **facts)


def _what_else(item: dict[str, Json]) -> dict[str, Any] | None:
    """The facts of the refusal when it is surely something else."""
    if is_case(item) or any(is_case(as_dict(case)) for case in as_list(item.get("cases"))[:1]):
        return {"found": Found.CASE}
    if "form_id" in item and "case_ids" in item:
        return {"found": Found.FORM_STUB}
    if "#type" in item or ("@xmlns" in item and "meta" in item):
        return {"found": Found.FORM_PART}
    if item.get("format") == "mapper-for-commcare":
        return {"found": Looks.PROJECT}
    if is_salesforce(item) or is_dhis2(item) or ("$schema" in item and is_json_schema(item)):
        return {"found": Found.TARGET}
    return None


def _from_archive(data: bytes, facts: dict[str, Any]) -> Iterator[Body]:
    end = data.rfind(b"PK\x05\x06")
    if end < 0 or len(data) < end + 22:
        raise ReadError(
            ReadKind.DAMAGED, reason=JsonDamage.ARCHIVE, detail="no zip directory", **facts
        )
    (size,) = struct.unpack_from("<L", data, end + 12)
    if size > _DIRECTORY_BYTES:
        raise ReadError(
            ReadKind.TOO_LARGE, what="files", limit=_DIRECTORY_BYTES, found=size, **facts
        )
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            yield from _from_files(archive, facts)
    except _DAMAGES as error:
        raise ReadError(
            ReadKind.DAMAGED, reason=JsonDamage.ARCHIVE, detail=str(error), **facts
        ) from error
    except RuntimeError as error:  # zipfile's word for a file that needs a password
        raise ReadError(ReadKind.ENCRYPTED, **facts) from error


def _from_files(archive: zipfile.ZipFile, facts: dict[str, Any]) -> Iterator[Body]:
    files = [entry for entry in archive.infolist() if not entry.is_dir()]
    if any(entry.filename == "[Content_Types].xml" for entry in files):
        raise _refusal(Found.WORKBOOK, facts)
    if len(files) > MOST_FILES:
        raise ReadError(
            ReadKind.TOO_LARGE, what="files", limit=MOST_FILES, found=len(files), **facts
        )
    wanted = [entry for entry in files if _holds_json(entry.filename)]
    if not wanted:
        raise _refusal(Looks.ZIP, facts)
    left = MOST_BYTES
    for entry in wanted:
        # Counted while it is unpacked: what the directory says of the size may be a lie.
        with archive.open(entry) as stream:
            content = stream.read(left + 1)
        left -= len(content)
        if left < 0:
            raise ReadError(
                ReadKind.TOO_LARGE,
                what="unpacked_json",
                limit=MOST_BYTES,
                found=MOST_BYTES + 1,
                **facts,
            )
        inside = {**facts, "part": entry.filename}
        if content.strip():
            yield from _from_text(decode(content, **inside), inside)


def _holds_json(name: str) -> bool:
    last = name.rpartition("/")[2].lower()
    hidden = last.startswith(".") or name.startswith("__MACOSX/")
    return not hidden and last.endswith((".json", ".jsonl", ".ndjson"))


def _refusal(found: Found | Looks, facts: dict[str, Any]) -> ReadError:
    return ReadError(ReadKind.NOT_A_SUBMISSION, found=found, **facts)
