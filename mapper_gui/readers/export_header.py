"""The header row of an "Export Form Contents": which column is what (CommCare page 1.2)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from mapper_gui.mapping.form import Language
from mapper_gui.readers.tables import Row, Table

_LOOKED_AT = 50
"""Rows in which a header is looked for: people put titles and remarks above it."""
_PER_LANGUAGE = re.compile(
    r"(text|audio|expanded audio|image|video|video inline)\s*\((.*)\)", re.DOTALL
)
_ONCE = frozenset(
    {
        "question",
        "type",
        "display condition",
        "validation condition",
        "validation message",
        "calculate condition",
        "required",
        "hint text",
        "help text",
        "comment",
    }
)
_IGNORED = frozenset({"add new button text", "add another button text"})


@dataclass(frozen=True, slots=True)
class Header:
    """Where the columns stand, counted from 0. `at` is the index of the header in the table's rows.

    `columns` by their name in lower case; `texts` the columns of labels by language, in order;
    `titles` the headers as they stand; `unknown` and `repeated` those that are not read.
    """

    at: int
    columns: Mapping[str, int]
    texts: Mapping[Language, int]
    titles: Mapping[int, str]
    unknown: tuple[str, ...]
    repeated: tuple[str, ...]
    exported: int
    """How many columns have a name that only the export gives."""


def find_header(table: Table) -> Header | None:
    """The first row that names a Question and a Type column, or None."""
    for at, row in enumerate(table.rows[:_LOOKED_AT]):
        if is_header(row):
            return _header(at, row)
    return None


def is_header(row: Row) -> bool:
    """Whether a row names a Question and a Type column; capitals and spaces do not matter."""
    names = {_name(cell) for cell in row.cells if len(cell) < 100}
    return "question" in names and "type" in names


def _header(at: int, row: Row) -> Header:
    columns: dict[str, int] = {}
    texts: dict[Language, int] = {}
    titles: dict[int, str] = {}
    unknown: list[str] = []
    repeated: list[str] = []
    exported = 0
    for column, title in enumerate(row.cells):
        name = _name(title)
        if not name:
            continue
        titles[column] = title.strip()
        per_language = _PER_LANGUAGE.fullmatch(" ".join(title.split()).lower())
        language = _language(title) if per_language else ""
        if name in _ONCE:
            if name in columns:
                repeated.append(title.strip())
            else:
                columns[name] = column
                exported += name not in ("question", "type", "comment", "required")
        elif per_language and language:
            exported += 1
            if per_language[1] == "text":
                if language in texts:
                    repeated.append(title.strip())
                else:
                    texts[language] = column
        elif name in _IGNORED:
            exported += 1
        else:
            unknown.append(title.strip())
    return Header(at, columns, texts, titles, tuple(unknown), tuple(repeated), exported)


def _name(title: str) -> str:
    """A header without capitals, repeated spaces and apostrophes.

    Excel hides an apostrophe at the start of a cell, so `'Add New' Button Text` may come without.
    """
    return " ".join(title.replace("'", "").replace("\u2019", "").lower().split())


def _language(title: str) -> Language:
    return title[title.index("(") + 1 : title.rindex(")")].strip()
