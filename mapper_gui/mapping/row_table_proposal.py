"""Questions that repeat one pattern, arranged as a table: `/bcg/date`, `/bcg/site`, `/opv/date` ... or
`/bcg_date`, `/bcg_site` ... make one row for each of bcg and opv, with the columns date and site.

Only proposed: a person takes it or does not.
"""

import re
from collections.abc import Callable, Sequence

from mapper_gui.mapping.form import CONTAINERS, Form, QuestionId, split_path
from mapper_gui.mapping.mapping import Cell, Column, Table
from mapper_gui.mapping.source import QuestionSource

ITEM = "item"
"""The column of constants with what the ids of a row have in common."""

MOST_QUESTIONS = 2000
_LEAST_FILLED = 0.6
"""A table with more blank cells than this leaves was not meant as one."""

_Split = Callable[[str], tuple[str, str] | None]


def questions_in(form: Form, ids: Sequence[QuestionId]) -> tuple[QuestionId, ...]:
    """The questions with answers among these and directly inside the groups among them."""
    found: list[QuestionId] = []
    chosen = set(ids)
    groups = {
        each.id
        for each in form.questions
        if each.id in chosen and each.kind in CONTAINERS and not form.is_repeat(each.id)
    }
    for question in form.questions:
        if question.id is None or not question.has_data:
            continue
        if question.id in chosen or question.id.rpartition("/")[0] in groups:
            found.append(question.id)
    return tuple(dict.fromkeys(found))


def arranged(questions: Sequence[QuestionId]) -> Table | None:
    """These questions as rows of several columns, and a column of constants that names each row;
    None where their ids show no pattern."""
    ids = [*dict.fromkeys(questions)]
    if not 4 <= len(ids) <= MOST_QUESTIONS:
        return None
    best: tuple[tuple[float, float], Table] | None = None
    for split in (_by_path, _by_ending(1), _by_ending(2), _by_beginning(1), _by_beginning(2)):
        found = _table(ids, split)
        if found is not None and (best is None or found[0] > best[0]):
            best = found
    return best[1] if best is not None else None


def _by_path(path: str) -> tuple[str, str] | None:
    above, _, last = path.rpartition("/")
    return (above, last) if above else None


def _by_ending(count: int) -> _Split:
    def split(path: str) -> tuple[str, str] | None:
        above, _, last = path.rpartition("/")
        steps = re.split("([_-])", last)
        at = len(steps) - 2 * count
        if at < 1:
            return None
        return f"{above}/{''.join(steps[:at])}", "".join(steps[at + 1 :])

    return split


def _by_beginning(count: int) -> _Split:
    def split(path: str) -> tuple[str, str] | None:
        above, _, last = path.rpartition("/")
        steps = re.split("([_-])", last)
        at = 2 * count - 1
        if at >= len(steps) - 1:
            return None
        return f"{above}/{''.join(steps[at + 1 :])}", "".join(steps[:at])

    return split


def _table(ids: Sequence[QuestionId], split: _Split) -> tuple[tuple[float, float], Table] | None:
    """The table that a way of splitting ids gives, and how good it is: full, and longer than wide."""
    cells: dict[tuple[str, str], QuestionId] = {}
    for path in ids:
        found = split(path)
        if found is None:
            return None
        cells[found] = path
    items = [*dict.fromkeys(item for item, _ in cells)]
    names = [*dict.fromkeys(name for _, name in cells)]
    room = len(items) * len(names)
    if len(cells) < len(ids) or len(items) < 2 or len(names) < 2:
        return None
    if len(items) < len(names) or len(ids) / room < _LEAST_FILLED:
        return None
    columns = [Column(_free(ITEM, names), of_sources=False), *map(Column, names)]
    titles = _short_names(items)
    rows: list[tuple[Cell, ...]] = []
    for item, title in zip(items, titles, strict=True):
        paths = (cells.get((item, name)) for name in names)
        rows.append((title, *(None if path is None else QuestionSource(path) for path in paths)))
    good = (len(ids) / room, len(items) / len(names))
    return good, Table(tuple(columns), tuple(rows))


def _short_names(items: Sequence[str]) -> list[str]:
    """The last step of each, or as many steps as tell them apart."""
    steps = [split_path(item) for item in items]
    for count in range(1, 1 + max(map(len, steps))):
        names = ["/".join(each[-count:]) for each in steps]
        if len(set(names)) == len(names):
            return names
    return [*items]


def _free(wanted: str, taken: Sequence[str]) -> str:
    name, number = wanted, 2
    while name in taken:
        name, number = f"{wanted} {number}", number + 1
    return name
