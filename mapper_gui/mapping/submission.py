"""A submission's answers: the one module that tells absent, empty and answered apart.

Rules: CommCare page section 6. Everything in `form` is text; a repeat is absent, one object or a
list; a leaf may be an object with `#text`; the envelope and `form.meta` may hold other scalars.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from mapper_gui.mapping.form import Form, QuestionId, enclosing, split_path
from mapper_gui.mapping.source import (
    AttachmentSource,
    CaseSource,
    ColumnSource,
    MetaSource,
    NamedValue,
    QuestionSource,
    RowChoice,
    RowNumber,
    Source,
    SubmissionSource,
)
from mapper_gui.mapping.values import Scalar

Node = Any
"""A piece of parsed JSON."""

MISSING: Node = object()
"""Stands for what is not there."""


class State(StrEnum):
    ABSENT = "absent"
    EMPTY = "empty"
    ANSWERED = "answered"


class Fault(StrEnum):
    """Why there is no answer although something stands there, or the place cannot be read."""

    LIST_FOUND = "list_found"
    GROUP_FOUND = "group_found"
    REPEAT_NOT_ITERATED = "repeat_not_iterated"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a source gave. A faulty answer counts as absent and is a problem of its own."""

    state: State
    value: Scalar | tuple[Scalar, ...] = None
    fault: Fault | None = None


ABSENT = Answer(State.ABSENT)
EMPTY = Answer(State.EMPTY, "")
NULL = Answer(State.EMPTY)
"""Empty like `EMPTY`; only code sees which of the two it was."""


def answered(value: Scalar | tuple[Scalar, ...]) -> Answer:
    """The answer for a value: `""` and null count as empty, blank-only text is answered."""
    if value is None:
        return NULL
    return EMPTY if value == "" else Answer(State.ANSWERED, value)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a repeat: its node and its number from 1."""

    node: Node
    number: int


Rows = Mapping[QuestionId, Row]
"""The rows that a record is made in, outermost repeat first."""

NO_ROWS: Rows = {}


@dataclass(frozen=True)
class Submission:
    """A submission as the form API gives it (CommCare page 4.2); also what is forwarded."""

    body: Mapping[str, Node] = field(repr=False)

    @property
    def form(self) -> Mapping[str, Node]:
        found = self.body.get("form")
        return found if isinstance(found, dict) else {}

    def part(self, name: str) -> Node:
        """One of SUBMISSION_PARTS, raw; the form's own name and xmlns stand inside the form."""
        if name == "form_name":
            return self.form.get("@name", MISSING)
        if name == "xmlns":
            return self.form.get("@xmlns", MISSING)
        return self.body.get(name, MISSING)

    def text(self, name: str) -> str:
        """A part as text, empty where it is not there."""
        value = self.part(name)
        return value if isinstance(value, str) else ""

    @property
    def id(self) -> str:
        return self.text("id")

    @property
    def xmlns(self) -> str:
        return self.text("xmlns")


def as_rows(node: Node) -> list[Node]:
    """A repeat's rows: missing or empty is none, a bare object is one (CommCare page 6.4)."""
    if node is None or node == "":
        return []
    return node if isinstance(node, list) else [node]


def rows_of(
    submission: Submission, form: Form, repeat: QuestionId
) -> tuple[list[Rows], Fault | None]:
    """Every row of a repeat, each with the rows of the repeats around it, and what hid any."""
    found: list[Rows] = []
    around = [*form.repeats_around(repeat), repeat]
    fault = _collect_rows(submission.form, around, 0, {}, found)
    return found, fault


def _collect_rows(
    node: Node, around: list[QuestionId], start: int, rows: Rows, into: list[Rows]
) -> Fault | None:
    repeat, *inner = around
    found, fault = _walk(node, split_path(repeat)[start:])
    if fault is not None or found is MISSING:
        return fault
    for number, row in enumerate(as_rows(found), 1):
        scope = {**rows, repeat: Row(row, number)}
        if inner:
            fault = _collect_rows(row, inner, len(split_path(repeat)), scope, into) or fault
        else:
            into.append(scope)
    return fault


def answer(submission: Submission, form: Form, source: Source, rows: Rows = NO_ROWS) -> Answer:
    """What a source gives, read in these rows; a question outside them reads the submission."""
    match source:
        case QuestionSource(question):
            return _answer_at(submission, form, question, (), rows)
        case CaseSource(path, part):
            return _answer_in_case(submission, form, path, part, rows)
        case SubmissionSource(part):
            return leaf(submission.part(part))
        case MetaSource(part):
            meta = submission.form.get("meta")
            return leaf(meta.get(part, MISSING)) if isinstance(meta, dict) else ABSENT
        case AttachmentSource(question):
            return attachment_link(submission, _answer_at(submission, form, question, (), rows))
        case RowNumber(repeat):
            return _row_number(repeat, rows)
        case RowChoice() | ColumnSource() | NamedValue():
            return ABSENT  # they belong to the item that a record is made for: mapping.making


def _row_number(repeat: QuestionId | None, rows: Rows) -> Answer:
    if repeat is None:
        return answered([*rows.values()][-1].number) if rows else ABSENT
    row = rows.get(repeat)
    return answered(row.number) if row else ABSENT


def attachment_link(submission: Submission, file_name: Answer) -> Answer:
    """The address at which CommCare HQ serves the file of this name; absent where it has none."""
    if file_name.state is not State.ANSWERED:
        return file_name
    attachments = submission.body.get("attachments")
    name = file_name.value if isinstance(file_name.value, str) else ""
    entry = attachments.get(name) if isinstance(attachments, dict) else None
    address = entry.get("url") if isinstance(entry, dict) else None
    return answered(address) if isinstance(address, str) else ABSENT


def _answer_in_case(submission: Submission, form: Form, path: str, part: str, rows: Rows) -> Answer:
    found = _answer_at(submission, form, path, tuple(part.split("/")), rows)
    if part == "@case_id" and found.state is State.ABSENT and found.fault is None:
        # Case XML of the first version has case_id as a child tag (CommCare page 6.7).
        return _answer_at(submission, form, path, ("case_id",), rows)
    return found


def _answer_at(
    submission: Submission, form: Form, path: str, more: tuple[str, ...], rows: Rows
) -> Answer:
    found, fault = node_at(submission, form, path, rows, more)
    if fault is not None:
        return Answer(State.ABSENT, fault=fault)
    return ABSENT if found is None else leaf(found[0])


def node_at(
    submission: Submission, form: Form, path: str, rows: Rows, more: tuple[str, ...] = ()
) -> tuple[tuple[Node] | None, Fault | None]:
    """What stands at a path, read in these rows, as a tuple of one; None where nothing does."""
    node: Node = submission.form
    start = 0
    for repeat in enclosing(path):
        if repeat in rows:
            node, start = rows[repeat].node, len(split_path(repeat))
        elif form.is_repeat(repeat):
            return None, Fault.REPEAT_NOT_ITERATED
    found, fault = _walk(node, [*split_path(path)[start:], *more])
    return (None if fault is not None or found is MISSING else (found,)), fault


def _walk(node: Node, steps: list[str]) -> tuple[Node, Fault | None]:
    for step in steps:
        if isinstance(node, list):
            return None, Fault.LIST_FOUND
        if not isinstance(node, dict):
            return MISSING, None
        node = child_at(node, step)
        if node is MISSING:
            return MISSING, None
    return node, None


def child_at(node: Mapping[str, Node], step: str) -> Node:
    """What stands at one step below a node; `MISSING` where nothing does."""
    if "[" not in step:
        return node.get(step, MISSING)
    # `transfer[@type='iron']`: the one among same-named siblings with this attribute (1.6).
    name, _, condition = step.partition("[")
    attribute, _, wanted = condition.rstrip("]").partition("=")
    wanted = wanted.strip("'\"")
    matching = [
        row
        for row in as_rows(node.get(name))
        if isinstance(row, dict) and row.get(attribute) == wanted
    ]
    if not matching:
        return MISSING
    return matching[0] if len(matching) == 1 else matching


def leaf(node: Node) -> Answer:
    """What a node gives as an answer; `MISSING` gives absent."""
    if node is MISSING:
        return ABSENT
    if isinstance(node, list):
        return Answer(State.ABSENT, fault=Fault.LIST_FOUND)
    if isinstance(node, dict):
        if "#text" in node:
            return leaf(node["#text"])
        if all(name.startswith("@") for name in node):
            return EMPTY
        return Answer(State.ABSENT, fault=Fault.GROUP_FOUND)
    return answered(node)


def find_case_blocks(submission: Submission) -> Iterator[tuple[str, Mapping[str, Node]]]:
    """Case blocks wherever they stand, as (path, block), the way CommCare HQ finds them (6.8).

    Rows of one repeat give the same path once each; nothing is looked for inside a case block.
    """
    yield from _case_blocks(submission.form, "")


def _case_blocks(node: Node, path: str) -> Iterator[tuple[str, Mapping[str, Node]]]:
    if isinstance(node, list):
        for item in node:
            yield from _case_blocks(item, path)
    elif isinstance(node, dict):
        for name, child in node.items():
            inside = f"{path}/{name}"
            if name != "case":
                yield from _case_blocks(child, inside)
                continue
            for block in as_rows(child):
                if isinstance(block, dict) and ("@case_id" in block or "case_id" in block):
                    yield inside, block
                else:
                    yield from _case_blocks(block, inside)
