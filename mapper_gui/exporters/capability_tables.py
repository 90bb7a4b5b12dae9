"""The guide's tables of what each runner can express, made from the data that the checks use.

The page itself is `resources/help/18-runners.md`; `packaging/runner_tables.py` brings its tables up
to date, and a test says when they are not.
"""

import re
from collections.abc import Iterable, Sequence

from mapper_gui.exporters import data_can
from mapper_gui.exporters.commcare_export import can as det_can
from mapper_gui.exporters.data_can import CASE_UPLOAD, DATA_LOADER, DataRunner
from mapper_gui.exporters.openfn import can as openfn_can
from mapper_gui.mapping.mapping import Operation
from mapper_gui.mapping.runner_problems import Why
from mapper_gui.mapping.values import PolicyAction
from mapper_gui.wording.capabilities import (
    held_words,
    own_way_words,
    part_name,
    refused_words,
    unless_words,
)
from mapper_gui.wording.lists import joined
from mapper_gui.wording.rules import operation_words
from mapper_gui.wording.runner_reasons import limit_words
from mapper_gui.wording.text import tr

PAGE = "18-runners.md"

Lines = list[str]


def page_with_tables(page: str) -> str:
    """The page with the table under each heading that has one replaced by the present one.

    Raises ValueError where a heading or its table is missing.
    """
    for heading, rows in tables().items():
        under = re.compile(
            rf"(^## {re.escape(heading)}\n(?:(?![|#]).*\n)*)(?:\|.*\n)+", re.MULTILINE
        )
        found = under.search(page)
        if found is None:
            raise ValueError(heading)
        text = "".join(f"{line}\n" for line in rows)
        page = page[: found.end(1)] + text + page[found.end() :]
    return page


def tables() -> dict[str, Lines]:
    """For each heading of the page the lines of its table."""
    return {
        "Sources": _of_all(openfn_can.SOURCES, det_can.SOURCES, data_can.SOURCES),
        "Values": _of_all(openfn_can.TAKES, det_can.TAKES, data_can.TAKES),
        "Steps": _of_all(openfn_can.STEPS, det_can.STEPS, data_can.STEPS),
        "Conditions": _conditions(),
        "For each": _table(
            ["", "commcare-export"],
            ([part_name(part), _det(can)] for part, can in det_can.FOR_EACH.items()),
        ),
        "If absent, if empty": _policies(),
        "Loads of OpenFn": _loads(),
        "Keys and cells": _data_runners(),
    }


def _table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> Lines:
    lines = [titles, ["---"] * len(titles), *rows]
    return [f"| {' | '.join(cell.replace('|', '&#124;') for cell in line)} |" for line in lines]


_Plain = openfn_can.Capability | data_can.Capability


def _of_all(
    openfn: dict[str, openfn_can.Capability],
    det: "dict[type, det_can.Capability]",
    data: dict[str, data_can.Capability],
) -> Lines:
    titles = ["", "OpenFn", "commcare-export", tr("Files to load")]
    rows = (
        [part_name(part), _yes(openfn[part.__name__]), _det(can), _yes(data[part.__name__])]
        for part, can in det.items()
    )
    return _table(titles, rows)


def _yes(can: _Plain, mark: str = "") -> str:
    if can.why is not None:
        return refused_words(can.why)
    return tr("yes") if can.but is None else own_way_words(can.but, mark)


EVERYWHERE = (
    Why.CONTROL_CHARACTERS,
    Why.NUMBER_AS_TEXT,
    Why.NO_SUCH_TABLE,
    Why.NO_SUCH_VALUE,
    Why.CIRCLE,
)
"""What commcare-export refuses wherever it stands: the page says it once."""


def _det(can: det_can.Capability) -> str:
    if can.why is not None:
        return refused_words(can.why)
    words = tr("workbook") if can.where is det_can.Where.WORKBOOK else tr("query")
    if can.limits:
        limits = _in_turn([limit_words(limit) for limit in can.limits], tr("and"))
        words = tr("workbook if {limits}; else query").format(limits=limits)
    reasons = [unless_words(why) for why in can.unless if why not in EVERYWHERE]
    if reasons:
        text = _in_turn(reasons, tr("or"))
        words = tr("{words}; refused where {reasons}").format(words=words, reasons=text)
    return words


def _in_turn(parts: list[str], last: str) -> str:
    """`a`, `a and b`, `a, b, and c`."""
    if len(parts) <= 2:
        return f" {last} ".join(parts)
    return f"{', '.join(parts[:-1])}, {last} {parts[-1]}"


def _conditions() -> Lines:
    every = (*det_can.CONDITIONS.items(), *det_can.OPERATORS.items())
    rows = ([part_name(part), _det(can)] for part, can in every)
    return _table(["", "commcare-export"], rows)


def _policies() -> Lines:
    rows = (
        [
            part_name(action),
            _det(det_can.POLICIES[action]),
            *(_yes(each.policies[action], f"`{each.null}`") for each in (DATA_LOADER, CASE_UPLOAD)),
        ]
        for action in PolicyAction
    )
    return _table(["", "commcare-export", DATA_LOADER.name, CASE_UPLOAD.name], rows)


def _loads() -> Lines:
    titles = [
        "",
        *(operation_words(operation) for operation in Operation),
        tr("a reference"),
        tr("a list"),
        tr("a look-up"),
    ]
    rows = (
        [
            adaptor.package.removeprefix("@openfn/language-").replace("@", " "),
            *(_yes(load.operations[operation]) for operation in Operation),
            *(_yes(each) for each in (load.references, load.lists, load.lookups)),
        ]
        for adaptor, load in openfn_can.LOADS.items()
    )
    return _table(titles, rows)


def _data_runners() -> Lines:
    both = (DATA_LOADER, CASE_UPLOAD)
    rows = [
        [
            tr("key, to {operation}").format(operation=operation_words(operation)),
            *(_key(each, operation) for each in both),
        ]
        for operation in Operation
    ]
    rows.append([tr("a field is emptied by"), *(f"`{each.null}`" for each in both)])
    rows.append([tr("items of a list are joined by"), *(_joiner(each) for each in both)])
    rows.append(
        [
            tr("values that no cell holds, refused"),
            *(joined([held_words(why) for why in each.unheld], 9) for each in both),
        ]
    )
    return _table(["", *(each.name for each in both)], rows)


def _key(runner: DataRunner, operation: Operation) -> str:
    names = runner.keys[operation]
    if names is None:
        return tr("any one field")
    return tr(" or ").join(f"`{name}`" for name in names) or tr("none")


def _joiner(runner: DataRunner) -> str:
    return tr("a space") if runner.joins == " " else f"`{runner.joins}`"
