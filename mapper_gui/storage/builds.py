"""The structures of app builds, kept on disk: a build never changes, and asking costs a call.

Nothing else of CommCare HQ is kept. A structure holds questions and choices, no answers.
"""

import contextlib
import gzip
import hashlib
import json
import zlib
from pathlib import Path

from mapper_gui.mapping.app_version import BuildStructure
from mapper_gui.mapping.document_build import decode_build, encode_build
from mapper_gui.mapping.errors import MapperError
from mapper_gui.storage.files import write_whole
from mapper_gui.storage.folders import cache_folder

MOST_BYTES = 50_000_000
"""Of all files together; those that were not used for longest go first."""
MOST_FILES = 500
_LONGEST_FILE = 10_000_000
_MOST_UNPACKED = 100_000_000


def read_build(build_id: str) -> BuildStructure | None:
    """The structure of a build; None where it is not kept, or where its file is damaged."""
    path = _path(build_id)
    try:
        if path.stat().st_size > _LONGEST_FILE:
            return None
        unpacker = zlib.decompressobj(wbits=31)
        data = unpacker.decompress(path.read_bytes(), _MOST_UNPACKED)
        if not unpacker.eof:
            return None
        structure = decode_build(json.loads(data.decode("utf-8")))
    except (OSError, ValueError, zlib.error, RecursionError, MapperError):
        return None
    if structure.id != build_id:
        return None
    with contextlib.suppress(OSError):
        path.touch()
    return structure


def keep_build(structure: BuildStructure) -> None:
    """Keep the structure of a build. Where this machine refuses, it is not kept: no harm is done."""
    text = json.dumps(encode_build(structure), ensure_ascii=False, separators=(",", ":"))
    data = gzip.compress(text.encode("utf-8", "replace"), mtime=0)
    if len(data) > _LONGEST_FILE:
        return
    path = _path(structure.id)
    with contextlib.suppress(OSError, MapperError):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, data)
        _make_room(path.parent)


def _path(build_id: str) -> Path:
    """An id may hold anything: the file is named after its digest."""
    digest = hashlib.sha256(build_id.encode("utf-8", "replace")).hexdigest()
    return cache_folder() / "builds" / f"{digest[:40]}.json.gz"


def _make_room(folder: Path) -> None:
    files = [(path.stat(), path) for path in folder.glob("*.json.gz")]
    files.sort(key=lambda each: each[0].st_mtime_ns, reverse=True)
    total = 0
    for count, (about, path) in enumerate(files, 1):
        total += about.st_size
        if count > MOST_FILES or total > MOST_BYTES:
            with contextlib.suppress(OSError):
                path.unlink()
