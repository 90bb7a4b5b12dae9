"""Bodies of submissions made up from a seed: mostly of the right shape, now and then of any."""

from __future__ import annotations

from copy import deepcopy
from random import Random
from typing import Any

from made_up_names import CASES, KINDS, NASTY_TEXTS, PARTS, REPEATS, XMLNS, some

from mapper_gui.mapping.form import split_path
from mapper_gui.mapping.source import META_PARTS

ANSWERS = (
    "m", "f", "M", "a b", "a  m f", " ", "yes", "p.jpg", "ı", "1", "a-b_c", "straße ﬁn",
    *("3", " 12 ", "-7.25", "007", "1e3", "9007199254740993", "0.1", "2.5", "٣", "1,5", "-0"),
    *("2026-05-03", "2024-02-29", "2023-02-29", "0001-01-01", "03/05/2026", "3 May 2026"),
    *("2026-05-03T14:50:41.156000Z", "2026-10-25T01:30:00.5+03", "14:50:00.000+03:00", "23:59"),
    *("2026-03-29 00:30:00-0330", "12/31/99 11:59 pm", "1999-12-31T23:59:59.999Z"),
    *("-1.2921 36.8219 1795.0 4.9", "1 2", "a,b,,c", "Grace  Wanjirū o'Hara", "HELLO wORLD"),
    *NASTY_TEXTS,
)  # fmt: skip

ODD: tuple[Any, ...] = (
    {},
    {"@type": "x"},
    {"#text": {"#text": "deep"}},
    {"#text": ["a"]},
    {"#text": None},
    {"inner": "x"},
    ["a", "b"],
    [],
    None,
    0,
    7,
    1.5,
    0.00001,
    True,
    False,
)


def _leaf(by: Random) -> Any:
    match by.randrange(10):
        case 0:
            return deepcopy(by.choice(ODD))  # it may be filled
        case 1 | 2:
            return ""
        case 3:
            return {"@a": "1", "#text": by.choice(ANSWERS)}
        case _:
            return by.choice(ANSWERS)


def _node(by: Random, paths: tuple[tuple[str, ...], ...]) -> Any:
    """A group of a submission with most of what can stand below it."""
    if by.random() < 0.04:
        return _leaf(by)
    found: dict[str, Any] = {}
    for name in dict.fromkeys(path[0] for path in paths):
        if by.random() < 0.12:
            continue
        below = tuple(path[1:] for path in paths if path[0] == name and len(path) > 1)
        tag = name.partition("[")[0]
        if "[" in name:
            kinds = [by.choice(("iron", "zinc")) for _ in range(by.randrange(4))]
            entries = [{"@type": kind, "#text": _leaf(by)} for kind in kinds]
            found[tag] = entries[0] if len(entries) == 1 else entries
        elif not below:
            found[tag] = _leaf(by)
        elif tag in ("kids", "visits", "item", "plots"):
            rows = [_node(by, below) for _ in range(by.randrange(4))]
            found[tag] = by.choice((rows, rows[0] if rows else "", by.choice((rows, _leaf(by)))))
        else:
            found[tag] = _node(by, below)
    return found


def _paths() -> tuple[tuple[str, ...], ...]:
    found = [tuple(split_path(path)) for path in (*KINDS, *REPEATS)]
    found += [(*split_path(case), *part.split("/")) for case in CASES for part in PARTS]
    return tuple(path for path in found if path != ("hh",))


def made_up_body(by: Random) -> dict[str, Any]:
    """A submission's body: mostly of the right shape, now and then of any."""
    form = _node(by, _paths())
    if isinstance(form, dict):
        form["@xmlns"] = by.choice((XMLNS, XMLNS, XMLNS, "http://else", 3))
        form["@name"] = by.choice(("Visit", ""))
        form["meta"] = {part: _leaf(by) for part in META_PARTS}
        if by.random() < 0.05:
            form["meta"] = _leaf(by)
    body: dict[str, Any] = {"id": by.choice(("f-1", "f-1", "f-1", "", None)), "form": form}
    entries = ({"url": "https://hq/p.jpg"}, {"url": ""}, {"url": 1}, "x", None)
    body["attachments"] = {name: by.choice(entries) for name in ("p.jpg", "__proto__", "Name")}
    for part in ("received_on", "app_id", "build_id", "domain"):
        body[part] = _leaf(by)
    for part in some(by, tuple(body), 0, 1):
        if by.random() < 0.3:
            del body[part]
    return body
