"""What a JSON query for commcare-export is built of, and how it is printed.

commcare-export 1.16 reads its queries as "MiniLinq": references, literals, function calls, and
`Map`, `FlatMap` and `Filter` that bind a name (runners page 3.4). It has no `if`, no `=` and no
`not`, but what is filtered away is not there: all of these are made of that.

Two sorts of pieces: a **stream** gives any number of values (that of an answer: one text, or none),
a **plain** piece gives one value, which may be null. A condition may be either; a stream holds when
it gives anything. A reference gives values with the place they were found at, which no name can be
bound to: `plain(path)` takes the value out.
"""

import json
from typing import Any

Node = dict[str, Any]

WIDTH = 100

BUILT_IN = frozenset(
    {
        "+", "-", "*", "//", "/", ">", ">=", "<", "<=", "len", "bool", "str2bool", "bool2int",
        "str2num", "str2date", "json2str", "format-uuid", "selected", "selected-at",
        "count-selected", "join", "default", "template", "form_url", "case_url", "attachment_url",
        "filter_empty", "or", "sha1", "substr", "_or_raw", "unique", "api_data",
        "checkpoint_manager", "get_checkpoint_manager", "commcarehq_base_url",
        "get_location_info", "get_location_ancestor",
    }
)  # fmt: skip
"""Names that are never looked up in a submission."""

TO_THE_END = 1_000_000
"""A place in a text that is behind its end; answers are far shorter."""


def ref(path: str) -> Node:
    return {"Ref": path}


def plain(path: str) -> Node:
    """The value itself at a path; null where nothing is."""
    return call("or", ref(path))


def lit(value: object) -> Node:
    return {"Lit": value}


def listed(*nodes: Node) -> Node:
    return {"List": list(nodes)}


def call(function: str, *arguments: Node) -> Node:
    return {"Apply": {"fn": ref(function), "args": list(arguments)}}


def filtered(name: str, source: Node, predicate: Node) -> Node:
    return {"Filter": {"source": source, "name": name, "predicate": predicate}}


def mapped(name: str | None, source: Node, body: Node) -> Node:
    """For each of the source, under this name, the body; without a name each one stands for all
    that can be read."""
    return {"Map": {"source": source, **({"name": name} if name else {}), "body": body}}


def flat(name: str | None, source: Node, body: Node) -> Node:
    """As `mapped`, for a body that is itself a stream."""
    return {"FlatMap": {"source": source, **({"name": name} if name else {}), "body": body}}


def bound(name: str, value: Node, body: Node) -> Node:
    return {"Bind": {"name": name, "value": value, "body": body}}


NOTHING = listed()
TRUE = lit(True)
FALSE = lit(False)

VALUE = ref("value")
TEXT = plain("value")
"""The value at hand as a plain text: comparisons and `len` take nothing else."""

ONE = lit(["yes"])


def template(text: str, *parts: Node) -> Node:
    """Python's format of the parts; a stream that gives nothing would be written as `[]`."""
    return call("template", lit(text), *parts)


def braced(text: str) -> str:
    """Text as it stands in a template."""
    return text.replace("{", "{{").replace("}", "}}")


def part_of(text: Node, start: int, end: int = TO_THE_END) -> Node:
    """The characters from one place up to another; null of an empty text."""
    return call("substr", text, lit(start), lit(end))


def same(one: Node, other: Node) -> Node:
    """Whether two plain values (or streams of one) are equal: of both, one is left."""
    return call("<", call("len", call("unique", listed(one, other))), lit(2))


def not_null(name: str) -> Node:
    """Whether the value of this name is not null."""
    return call("<", call("filter_empty", plain(name)), lit(1))


def yes_if(condition: Node) -> Node:
    return filtered("yes", ONE, condition)


def both(*conditions: Node) -> Node:
    """Every one of these holds."""
    left = [each for each in conditions if each != TRUE]
    if FALSE in left:
        return FALSE
    if len(left) <= 1:
        return left[0] if left else TRUE
    if len(left) > 6:  # one within the other would soon be too deep
        return negated(either(*(negated(each) for each in left)))
    nested = ONE
    for each in left:
        nested = filtered("yes", nested, each)
    return nested


def either(*conditions: Node) -> Node:
    """At least one of these holds."""
    left = [each for each in conditions if each != FALSE]
    if TRUE in left:
        return TRUE
    if len(left) <= 1:
        return left[0] if left else FALSE
    return call("or", *(yes_if(each) for each in left))


def negated(condition: Node) -> Node:
    if condition in (TRUE, FALSE):
        return FALSE if condition == TRUE else TRUE
    if "Apply" in condition and condition["Apply"]["fn"] == ref("filter_empty"):
        inner: Node = condition["Apply"]["args"][0]
        return inner
    if {"Filter", "Map", "FlatMap", "List"} & set(condition):
        return call("filter_empty", call("or", condition))
    return call("filter_empty", call("or", yes_if(condition)))


def when(condition: Node, value: Node) -> Node:
    """The plain value where the condition holds, else nothing."""
    if condition == FALSE:
        return NOTHING
    return listed(value) if condition == TRUE else filtered("when", listed(value), condition)


def kept(stream: Node) -> Node:
    """A stream without what is null or an empty text."""
    return filtered("value", stream, call("default", VALUE, lit(None)))


def kept_text(plain: Node) -> Node:
    """A plain text as a stream; nothing where it is null or empty."""
    return kept(listed(plain))


def each_text(stream: Node, body: Node) -> Node:
    """What the body makes of each value, a plain text in `value`; nothing where that is nothing."""
    return kept(mapped("value", stream, body))


def first_of(*streams: Node) -> Node:
    """The first of these that gives anything, as a stream."""
    left = [each for each in streams if each != NOTHING]
    if len(left) <= 1:
        return left[0] if left else NOTHING
    return kept_text(call("or", *left))


def in_turn(*streams: Node) -> Node:
    """All that the streams give, one after the other."""
    if len(streams) == 1:
        return streams[0]
    return flat("part", listed(*streams), plain("part"))


MOST_DEEP = 250
"""Objects within objects that the runner surely reads: it recurses, and fails at about 700."""

MOST_PARTS = 300_000
"""Pieces of a table's query; one of 100 fields has some thousands."""


def is_too_deep(node: Node) -> bool:
    """Whether pieces stand deeper within each other than the runner reads. Raises RecursionError
    where they stand deeper than that can be found out."""
    return _measured(node, {})[0] > MOST_DEEP


def is_too_large(node: Node) -> bool:
    """Whether the query would have more pieces than anybody reads: values that use each other
    twice double with every name. Raises RecursionError as `is_too_deep`."""
    return _measured(node, {})[1] > MOST_PARTS


def _measured(node: Any, known: dict[int, tuple[int, int]]) -> tuple[int, int]:
    """How deep a piece is and how many pieces it has. One that is used often is measured once."""
    if not isinstance(node, dict | list):
        return 0, 1
    found = known.get(id(node))
    if found is None:
        inside = node.values() if isinstance(node, dict) else node
        measures = [_measured(each, known) for each in inside]
        deepest = max((deep for deep, _ in measures), default=0)
        parts = 1 + sum(count for _, count in measures)
        found = known[id(node)] = (deepest + isinstance(node, dict), parts)
    return found


def query_text(node: Node) -> str:
    """A query as JSON that a person can read: a piece on one line where it fits."""
    return _text(node, 0) + "\n"


def _text(node: Any, indent: int) -> str:
    if not isinstance(node, dict | list) or not node:
        return json.dumps(node, ensure_ascii=False)
    if isinstance(node, list):
        return _laid_out("[]", [_text(item, indent + 2) for item in node], indent)
    if len(node) == 1:  # {"Apply": {...}}: braces and name on one line, to stay narrow
        ((name, value),) = node.items()
        return f"{{{json.dumps(name)}: {_text(value, indent)}}}"
    pairs = [f"{json.dumps(name)}: {_text(value, indent + 2)}" for name, value in node.items()]
    return _laid_out("{}", pairs, indent)


def _laid_out(brackets: str, parts: list[str], indent: int) -> str:
    line = ", ".join(parts)
    if "\n" not in line and len(line) + indent + 2 <= WIDTH:
        return f"{brackets[0]}{line}{brackets[1]}"
    inner = " " * (indent + 2)
    return f"{brackets[0]}\n{inner}" + f",\n{inner}".join(parts) + f"\n{' ' * indent}{brackets[1]}"
