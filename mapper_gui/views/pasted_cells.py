"""A block of cells copied from a spreadsheet, and what it puts into a table: ids are recognised as
sources, and a label never is."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field

from mapper_gui.mapping.form import Form, QuestionId
from mapper_gui.mapping.mapping import Cell, Column, Mapping, Table
from mapper_gui.mapping.source import (
    NamedValue,
    QuestionSource,
    RowChoice,
    RowNumber,
    Source,
)
from mapper_gui.views.template_text import source_names
from mapper_gui.wording.text import tr

MOST_ROWS = 5_000
MOST_COLUMNS = 50
MOST_CHARACTERS = 4_000_000


class SourceNames:
    """The sources that can stand in a table, by what people write for them."""

    def __init__(self, mapping: Mapping) -> None:
        self._form: Form = mapping.form
        values = [NamedValue(name) for name in mapping.named_values]
        self.by_name = source_names(mapping.form, values)
        self.by_name.pop("", None)
        short: dict[str, Source | None] = {}
        for name, source in self.by_name.items():
            if isinstance(source, QuestionSource):
                last = name.rpartition("/")[2]
                short[last] = None if last in short else source
        self._short = {name: source for name, source in short.items() if source is not None}

    def find(self, text: str) -> Source | None:
        """The source of this id: whole, as XPath writes it, or the last step of one question alone.
        A path that the form does not have is one too, and a problem; a label is none."""
        name = text.strip().strip("{}").strip()
        for prefix in ("#form/", "/data/"):
            if name.startswith(prefix) and name not in self.by_name:
                name = "/" + name.removeprefix(prefix)
        found = self.by_name.get(name) or self._short.get(name)
        if found is not None and not isinstance(found, RowChoice):
            return found
        is_path = name.startswith("/") and len(name) > 1 and " " not in name and len(name) < 500
        return QuestionSource(QuestionId(name)) if is_path else None

    def known(self, text: str) -> bool:
        """Whether a text is the id of a source that is there."""
        found = self.find(text)
        if not isinstance(found, QuestionSource):
            return found is not None and not isinstance(found, RowNumber)
        return self._form.question(found.question) is not None


def block_of(text: str) -> list[list[str]] | None:
    """The cells of a pasted text, trimmed; None when it is nothing, or far too much."""
    if not text.strip() or len(text) > MOST_CHARACTERS:
        return None
    lines: list[list[str]] = []
    reader = csv.reader(io.StringIO(text.replace("\r\n", "\n").replace("\r", "\n")), delimiter="\t")
    try:
        for cells in reader:
            lines.append([cell.strip() for cell in cells])
            if len(lines) > MOST_ROWS or len(cells) > MOST_COLUMNS:
                return None
    except csv.Error:
        return None
    while lines and not any(lines[-1]):
        lines.pop()
    width = max(map(len, lines), default=0)
    return [[*line, *[""] * (width - len(line))] for line in lines] or None


@dataclass(frozen=True, slots=True)
class PastedCells:
    """`cells` by row and column; `columns` to be added first; `left_out`: texts that are no ids in a
    column of questions; `heading`: whether the first line was taken for one."""

    cells: dict[tuple[int, str], Cell] = field(default_factory=dict)
    columns: tuple[Column, ...] = ()
    left_out: tuple[str, ...] = ()
    heading: bool = False


def pasted_cells(
    table: Table, names: SourceNames, block: Sequence[Sequence[str]], row: int, column: int
) -> PastedCells:
    """What a block puts into a table from this cell on, which counts from 0."""
    heading = _has_heading(table, names, block, column)
    body = block[1:] if heading else block
    taken = {each.name for each in table.columns}
    cells: dict[tuple[int, str], Cell] = {}
    added: list[Column] = []
    left_out: list[str] = []
    for offset in range(len(block[0]) if block else 0):
        at = column + offset
        texts = [line[offset] for line in body]
        if at < len(table.columns):
            target = table.columns[at]
            held = [cells_of[at] for cells_of in table.rows if at < len(cells_of)]
            of_sources = target.of_sources
            if all(cell is None for cell in held):
                of_sources = _are_ids(texts, names)
        else:
            of_sources = _are_ids(texts, names)
            name = _free(block[0][offset] if heading else tr("column"), taken)
            taken.add(name)
            target = Column(name, of_sources)
            added.append(target)
        for number, text in enumerate(texts):
            cell: Cell = names.find(text) if of_sources and text else text or None
            if of_sources and text and cell is None:
                left_out.append(text)
                continue
            cells[row + number, target.name] = cell
    return PastedCells(cells, tuple(added), tuple(left_out), heading)


def _are_ids(texts: Sequence[str], names: SourceNames) -> bool:
    given = [text for text in texts if text]
    return bool(given) and all(names.find(text) is not None for text in given)


def _has_heading(
    table: Table, names: SourceNames, block: Sequence[Sequence[str]], column: int
) -> bool:
    """Whether the first line names columns: those of the table, or above ids where it has none."""
    if len(block) < 2 or not all(block[0]):
        return False
    present = [each.name for each in table.columns[column : column + len(block[0])]]
    if present and [text.casefold() for text in block[0][: len(present)]] == [
        name.casefold() for name in present
    ]:
        return True
    if any(text in names.by_name for text in block[0]):
        return False
    below = ([line[at] for line in block[1:]] for at in range(len(block[0])))
    return any(_are_ids(texts, names) and set(texts) & names.by_name.keys() for texts in below)


def _free(wanted: str, taken: set[str]) -> str:
    name, number = wanted, 2
    while name in taken:
        name, number = f"{wanted} {number}", number + 1
    return name
