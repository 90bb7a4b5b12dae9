"""An .xlsx or .xlsm workbook as tables. It is a zip of XML parts; only those needed are unpacked.

Read with expat directly and not through openpyxl: every limit is then checked before memory is
taken, a reading can be cancelled anywhere, and a formula and the value it last had are both seen.
"""

import posixpath
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from typing import BinaryIO, NoReturn, Protocol
from xml.parsers import expat

from mapper_gui.mapping.errors import ReadError, ReadKind
from mapper_gui.mapping.import_warnings import Looks
from mapper_gui.readers.tables import Cancelled, Table
from mapper_gui.readers.worksheet import SharedStrings, Styles, Worksheet

PART_BYTES = 64 * 2**20
UNPACKED_BYTES = 192 * 2**20
DIRECTORY_BYTES = 4 * 2**20
ELEMENTS = 4_000_000
DEPTH = 100
_CHUNK = 2**18
_TAG_BYTES = 2**22
_DAMAGES = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    struct.error,
    ValueError,  # an offset before the file's start, in zipfile of Python's earlier releases
)


def read_workbook(
    stream: BinaryIO, *, sheet: str | None, cancelled: Cancelled
) -> tuple[Table, ...]:
    """The sheets in their order, or only the one that is named.

    Raises ReadError: DAMAGED, ENCRYPTED, HOSTILE_XML, TOO_LARGE, UNKNOWN_FORMAT, NO_SUCH_SHEET,
    CANCELLED.
    """
    _check_directory(stream)
    try:
        with zipfile.ZipFile(stream) as archive:
            return _Workbook(archive, cancelled).tables(sheet)
    except _DAMAGES as error:
        raise ReadError(ReadKind.DAMAGED, reason=str(error)) from error
    except RuntimeError as error:  # zipfile's word for a part that needs a password
        raise ReadError(ReadKind.ENCRYPTED) from error


def _check_directory(stream: BinaryIO) -> None:
    """Refuse a zip directory that would fill the memory before a single part is read."""
    data = stream.read()
    stream.seek(0)
    end = data.rfind(b"PK\x05\x06")
    if end < 0 or len(data) < end + 22:
        raise ReadError(ReadKind.DAMAGED, reason="it breaks off")
    (size,) = struct.unpack_from("<L", data, end + 12)
    if data[end - 20 : end - 16] == b"PK\x06\x07" and end >= 76:  # the larger zip64 directory
        (size,) = struct.unpack_from("<Q", data, end - 20 - 56 + 40)
    if size > DIRECTORY_BYTES:
        raise ReadError(ReadKind.TOO_LARGE, what="parts", limit=DIRECTORY_BYTES, found=size)


class _PartReader(Protocol):
    """What expat reports to while it reads a part."""

    def attach(self, parser: expat.XMLParserType) -> None: ...
    def start(self, tag: str, attributes: dict[str, str]) -> None: ...
    def end(self, tag: str) -> None: ...


class _Workbook:
    """The parts of an open workbook."""

    def __init__(self, archive: zipfile.ZipFile, cancelled: Cancelled) -> None:
        self._archive = archive
        self._cancelled = cancelled
        self._names = {name.lower().lstrip("/"): name for name in archive.namelist()}
        self._unpacked = 0

    def tables(self, wanted: str | None) -> tuple[Table, ...]:
        path = self._workbook_path()
        sheets, old_epoch = self._sheets(path)
        names = tuple(name for name, _, _ in sheets)
        if wanted is not None:
            chosen = [sheet for sheet in sheets if sheet[0] == wanted] or [
                sheet for sheet in sheets if sheet[0].casefold() == wanted.strip().casefold()
            ]
            if not chosen:
                raise ReadError(ReadKind.NO_SUCH_SHEET, sheet=wanted, sheets=names)
            sheets = chosen
        related = self._related(path)
        strings = SharedStrings()
        styles = Styles()
        for kind, target in related.values():
            if kind == "sharedStrings" and self._has(target):
                self._parse(target, strings)
            elif kind == "styles" and self._has(target):
                self._parse(target, styles)
        tables = []
        for name, relation, hidden in sheets:
            kind, target = related.get(relation, ("", ""))
            if kind != "worksheet":
                continue  # a chart or a dialogue
            sheet = Worksheet(strings.texts, styles.dates, old_epoch)
            try:
                self._parse(target, sheet)
            except ReadError as error:
                raise ReadError(error.kind, **{"sheet": name, **error.facts}) from error
            tables.append(Table(name, tuple(sheet.rows), hidden=hidden))
        return tuple(tables)

    def _workbook_path(self) -> str:
        for kind, target in self._related("").values():
            if kind == "officeDocument" and self._has(target):
                if target.endswith(".bin"):
                    raise _unknown(Looks.BINARY_EXCEL)
                if posixpath.basename(target).startswith(("document", "presentation")):
                    word = posixpath.basename(target).startswith("document")
                    raise _unknown(Looks.WORD if word else Looks.PRESENTATION)
                return target
        if self._has("xl/workbook.xml"):
            return "xl/workbook.xml"
        if self._has("mimetype") and self._has("content.xml"):
            raise _unknown(Looks.OPEN_DOCUMENT)
        raise _unknown(Looks.ZIP)

    def _sheets(self, path: str) -> tuple[list[tuple[str, str, bool]], bool]:
        """Name, relation and whether it is hidden of each sheet; whether dates count from 1904."""
        reader = _Starts("sheet", "workbookPr")
        self._parse(path, reader)
        sheets = []
        old_epoch = False
        for tag, attributes in reader.found:
            if tag == "workbookPr":
                old_epoch = attributes.get("date1904") in ("1", "true", "on")
                continue
            relation = next((v for k, v in attributes.items() if k.endswith(":id")), "")
            hidden = attributes.get("state", "visible") != "visible"
            sheets.append((attributes.get("name", ""), relation, hidden))
        return sheets, old_epoch

    def _related(self, path: str) -> dict[str, tuple[str, str]]:
        """The parts that a part refers to: by relation id, the last word of its type and its path."""
        folder, name = posixpath.split(path)
        part = posixpath.join(folder, "_rels", name + ".rels")
        if not self._has(part):
            return {}
        reader = _Starts("Relationship")
        self._parse(part, reader)
        related = {}
        for _, attributes in reader.found:
            target = attributes.get("Target", "")
            if attributes.get("TargetMode") == "External":
                continue
            target = posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")
            kind = attributes.get("Type", "").rpartition("/")[2]
            related[attributes.get("Id", "")] = (kind, target)
        return related

    def _has(self, path: str) -> bool:
        return path.lower() in self._names

    def _parse(self, path: str, reader: _PartReader) -> None:
        """Feed a part to a reader, within the limits.

        Python's zipfile never unpacks more of a part than the zip's directory says, and then finds
        the checksum wrong; so a directory that lies is a damaged file.
        """
        if not self._has(path):
            raise ReadError(ReadKind.DAMAGED, reason=f"{path} is missing")
        info = self._archive.getinfo(self._names[path.lower()])
        if info.file_size > PART_BYTES:
            raise ReadError(
                ReadKind.TOO_LARGE, what="unpacked", limit=PART_BYTES, found=info.file_size
            )
        self._unpacked += info.file_size
        if self._unpacked > UNPACKED_BYTES:
            raise ReadError(
                ReadKind.TOO_LARGE, what="unpacked", limit=UNPACKED_BYTES, found=self._unpacked
            )
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = _counted(reader)
        reader.attach(parser)
        parser.StartDoctypeDeclHandler = _refuse_doctype
        fed = 0
        try:
            with self._archive.open(info) as part:
                while chunk := part.read(_CHUNK):
                    if self._cancelled():
                        raise ReadError(ReadKind.CANCELLED)
                    parser.Parse(chunk, False)
                    fed += len(chunk)
                    if fed - parser.CurrentByteIndex > _TAG_BYTES:
                        raise ReadError(
                            ReadKind.TOO_LARGE, what="cell", limit=_TAG_BYTES, found=fed
                        )
                parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise ReadError(ReadKind.DAMAGED, reason=f"{path}: {error}") from error


class _Starts:
    """Collects the attributes of all elements of the given names."""

    def __init__(self, *tags: str) -> None:
        self._tags = tags
        self.found: list[tuple[str, Mapping[str, str]]] = []

    def attach(self, parser: expat.XMLParserType) -> None:
        """It needs no text."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = tag.rpartition(":")[2]
        if tag in self._tags:
            if len(self.found) >= 10_000:
                raise ReadError(ReadKind.TOO_LARGE, what="parts", limit=10_000, found=10_001)
            self.found.append((tag, attributes))

    def end(self, tag: str) -> None:
        """Only starts matter."""


_Start = Callable[[str, dict[str, str]], None]
_End = Callable[[str], None]


def _counted(reader: _PartReader) -> tuple[_Start, _End]:
    """The reader's handlers, with a limit to how many elements there are and how deep they stand."""
    left, depth = ELEMENTS, DEPTH
    read_start, read_end = reader.start, reader.end

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal left, depth
        left -= 1
        depth -= 1
        if left < 0 or depth < 0:
            raise ReadError(ReadKind.TOO_LARGE, what="cells", limit=ELEMENTS, found=ELEMENTS + 1)
        read_start(tag, attributes)

    def end(tag: str) -> None:
        nonlocal depth
        depth += 1
        read_end(tag)

    return start, end


def _refuse_doctype(*_: object) -> NoReturn:
    """No spreadsheet program writes one; it is how entities that grow or read files are declared."""
    raise ReadError(ReadKind.HOSTILE_XML)


def _unknown(looks: Looks) -> ReadError:
    return ReadError(ReadKind.UNKNOWN_FORMAT, found=looks)
