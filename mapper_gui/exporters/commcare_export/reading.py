"""Reading a source in a JSON query for commcare-export: where it stands, and its three states.

A path is a JSONPath of jsonpath-ng 1.6. Traps that are kept away from here (runners page 3.3): a
node with attributes is an object whose text is `#text`; `id` is always an address that the runner
makes up; within rows nothing but the row can be read, unless the row has a name.
"""

import re
from collections.abc import Mapping as Lookup
from dataclasses import dataclass, field

from mapper_gui.exporters.commcare_export.query import (
    BUILT_IN,
    FALSE,
    NOTHING,
    TEXT,
    TRUE,
    VALUE,
    Node,
    both,
    call,
    each_text,
    either,
    filtered,
    first_of,
    kept,
    listed,
    lit,
    mapped,
    negated,
    plain,
    ref,
    same,
    template,
)
from mapper_gui.mapping.form import Form, Kind, QuestionId, enclosing, split_path
from mapper_gui.mapping.mapping import Cell
from mapper_gui.mapping.runner_problems import Why
from mapper_gui.mapping.source import (
    AttachmentSource,
    CaseSource,
    MetaSource,
    RowNumber,
    SubmissionSource,
)

FORM_ID = template("{0[id]}", ref("$"))
"""The form id as it is; `id` alone is an address, which puts some ids in quotes."""


class Cannot(Exception):  # noqa: N818 - what the runner cannot do, not what went wrong here
    """The runner cannot express a part: `why`, and the part itself in `what`, where one is known."""

    def __init__(self, why: Why, what: object = None) -> None:
        super().__init__(why, what)
        self.why = why
        self.what = what


@dataclass(frozen=True, slots=True)
class Made:
    """A value in the query. `answered` is a stream of its text; `there` holds unless it is absent.

    `kinds`: the questions whose answer it is, unchanged; `choices`: how many ids it can hold at
    most, where that is known. `path`: where it stands, unchanged. `null`: a chosen null, which no policy meets. `fraction`: the text
    is of a number that may have one. `stops`: when the record is not made.
    """

    answered: Node
    there: Node = field(default_factory=lambda: TRUE)
    path: str = ""
    kinds: frozenset[Kind] = frozenset({Kind.TEXT})
    choices: int | None = None
    null: Node = field(default_factory=lambda: FALSE)
    fraction: bool = False
    stops: tuple[Node, ...] = ()

    @property
    def absent(self) -> Node:
        return negated(self.there)

    @property
    def empty(self) -> Node:
        return both(self.there, negated(self.answered), negated(self.null))

    def with_text(
        self,
        answered: Node,
        *,
        there: Node | None = None,
        fraction: bool = False,
        stops: "tuple[Node, ...] | None" = None,
    ) -> "Made":
        """Another text of the same states; what was known of the answer is not known of it."""
        there = self.there if there is None else there
        return Made(
            answered, there, fraction=fraction, stops=self.stops if stops is None else stops
        )


def text_made(value: str) -> Made:
    """A text that is always the same."""
    return Made(listed(lit(value)) if value else NOTHING)


@dataclass(frozen=True, slots=True)
class Scope:
    """What can be read for a record: the rows it stands in by their names in the query, and the
    chosen id or the cells of the table's row."""

    form: Form
    rows: Lookup[QuestionId, str] = field(default_factory=dict)
    chosen: Made | None = None
    cells: Lookup[str, Cell] = field(default_factory=dict)
    number: Node | None = None
    """The number of the chosen id or table row, as a stream of its text."""


def step_name(step: str) -> str:
    """A step of a path as JSONPath writes it."""
    if "[" in step:
        raise Cannot(Why.NO_ATTRIBUTE_FILTER)
    if step == "id" or "*" in step:
        raise Cannot(Why.NAME_TAKEN)
    if re.fullmatch(r"[A-Za-z_@][A-Za-z0-9_@-]*", step) and step != "where":
        return step
    escaped = step.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def place(scope: Scope, path: str, more: tuple[str, ...] = ()) -> str:
    """Where a path stands: below the nearest row around it, else in the form."""
    start, base = 0, "form"
    for repeat in enclosing(path):
        if repeat in scope.rows:
            start, base = len(split_path(repeat)), f"{scope.rows[repeat]}.[1]"
        elif scope.form.is_repeat(repeat):
            raise Cannot(Why.REPEAT_NOT_ITERATED)
    steps = [*split_path(path)[start:], *more]
    return ".".join([base, *(step_name(step) for step in steps)])


def leaf(path: str) -> Node:
    """The answer at a path as a stream: its text, of a node with attributes too; nothing of an empty
    one or of a group."""
    # `[*]` finds nothing in an empty text, and one thing in any other. A node has something below.
    text = mapped(None, ref(f"{path}[*]"), call("or", ref('"#text"[*]'), ref("`this`")))
    return filtered("value", text, call("filter_empty", plain("value.*")))


def rows_at(path: str) -> Node:
    """The rows of a repeat as a stream of pairs: the number from 1 as text, and the row."""
    return mapped(None, ref(f"{path}[*]"), listed(ROW_NUMBER, plain("`this`")))


ROW_NUMBER = template(
    "{}",
    call(
        "+",
        # The place of what is at hand in its list. `_or_raw` keeps it; any other function takes
        # the value out of it.
        call(
            "str2num",
            template("{0[0].path.index}", listed(call("_or_raw", ref("`this`")))),
        ),
        lit(1),
    ),
)


def row_count(path: str) -> Node:
    """How many rows a repeat has, as a stream of one text."""
    return listed(call("or", mapped(None, ref(f"{path}[-1:]"), ROW_NUMBER), lit("0")))


def row_name(repeat: str, taken: set[str]) -> str:
    """What the rows of a repeat are called in the query: `child_row`."""
    base = re.sub(r"[^A-Za-z0-9]+", "_", split_path(repeat)[-1]).strip("_") or "repeat"
    base = f"{base}_row" if base[0].isalpha() else f"row_{base}"
    name, number = base, 1
    while name in taken or name in BUILT_IN:
        number += 1
        name = f"{base}_{number}"
    return name


def read_question(scope: Scope, question: QuestionId) -> Made:
    path = place(scope, question)
    found = scope.form.question(question)
    kinds = frozenset({found.kind if found else Kind.UNKNOWN})
    choices = len(found.choices) if found and found.choices else None
    return Made(leaf(path), ref(path), path, kinds, choices)


def read_case(scope: Scope, source: CaseSource) -> Made:
    paths = [place(scope, source.path, tuple(source.part.split("/")))]
    if source.part == "@case_id":
        paths.append(place(scope, source.path, ("case_id",)))
    there = either(*(ref(path) for path in paths))
    return Made(first_of(*(leaf(path) for path in paths)), there, "", frozenset({Kind.HIDDEN}))


def read_submission(source: SubmissionSource) -> Made:
    match source.part:
        case "id":
            return Made(kept(listed(FORM_ID)))
        case "form_name":
            path = "form.@name"
        case "xmlns":
            path = "form.@xmlns"
        case part:
            path = step_name(part)
    kinds = frozenset({Kind.DATETIME if source.part == "received_on" else Kind.TEXT})
    return Made(leaf(path), ref(path), path, kinds)


_MOMENTS = ("timeStart", "timeEnd")


def read_meta(source: MetaSource) -> Made:
    path = f"form.meta.{step_name(source.part)}"
    kinds = frozenset({Kind.DATETIME if source.part in _MOMENTS else Kind.TEXT})
    if source.part != "app_build_version":
        return Made(leaf(path), ref(path), path, kinds)
    # The one that CommCare HQ gives as a number.
    return Made(mapped("value", leaf(path), template("{}", VALUE)), ref(path))


def read_attachment(scope: Scope, source: AttachmentSource) -> Made:
    return link_of(read_question(scope, source.question))


def link_of(name: Made) -> Made:
    """The address of the file of this name; absent where the submission has none."""
    # A name with one of these would not be read as a name.
    odd = filtered("odd", lit(['"', "\\", "*"]), _has(ref("odd")))
    plain = filtered("value", name.answered, negated(either(same(VALUE, lit("id")), odd)))
    address: Node = {"Ref": template('attachments."{}".url', VALUE)}
    found = each_text(plain, call("or", address))
    there = either(both(name.there, negated(name.answered)), found)
    return name.with_text(found, there=there)


def _has(char: Node) -> Node:
    """Whether the text in `value` has this character."""
    return filtered("char", TEXT, same(ref("char"), char))


def read_row_number(scope: Scope, source: RowNumber) -> Made:
    if source.repeat is None and scope.number is not None:
        return Made(scope.number, TRUE, "", frozenset({Kind.INTEGER}))
    names = list(scope.rows.values())
    name = scope.rows.get(source.repeat) if source.repeat else (names[-1] if names else None)
    if name is None:
        return Made(NOTHING, FALSE)
    return Made(listed(plain(f"{name}.[0]")), TRUE, "", frozenset({Kind.INTEGER}))


def asked_rows(scope: Scope, repeat: QuestionId) -> Node:
    """Whether a repeat has rows."""
    return ref(f"{place(scope, repeat)}[*]")
