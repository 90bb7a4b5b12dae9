"""A submission's answers: the one module that tells absent, empty and answered apart.

Rules: CommCare page section 6. Everything in `form` is text; a repeat is absent, one object or a
list; a leaf may be an object with `#text`; the envelope and `form.meta` may hold other scalars.
"""

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol, cast

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


FAULTY = {fault: Answer(State.ABSENT, fault=fault) for fault in Fault}
"""Nothing there that could be an answer, and why."""

Found = Scalar | tuple[Scalar, ...] | Answer
"""An answer while values are made: where it is answered the value itself, else one of those above.
Making an `Answer` for each value would take longer than all the rest."""


def found_for(value: Scalar | tuple[Scalar, ...]) -> Found:
    """A value as it counts: `""` and null are empty, blank-only text is answered."""
    if value is None:
        return NULL
    return EMPTY if value == "" else value


def as_answer(found: Found) -> Answer:
    return found if isinstance(found, Answer) else Answer(State.ANSWERED, found)


def answered(value: Scalar | tuple[Scalar, ...]) -> Answer:
    """The answer for a value: `""` and null count as empty, blank-only text is answered."""
    return as_answer(found_for(value))


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
    masked: bool = False
    """Whether what people typed is covered where it is shown (`mapping.masked`)."""

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
    found, fault = walk(node, split_path(repeat)[start:])
    if fault is not None or found is MISSING:
        return fault
    for number, row in enumerate(as_rows(found), 1):
        scope = {**rows, repeat: Row(row, number)}
        if inner:
            fault = _collect_rows(row, inner, len(split_path(repeat)), scope, into) or fault
        else:
            into.append(scope)
    return fault


class Here(Protocol):
    """Where a source is read: a submission, its `form`, and the rows of the repeats around."""

    submission: Submission
    form: Mapping[str, Node]
    rows: Rows


@dataclass(frozen=True, slots=True)
class _Place:
    submission: Submission
    form: Mapping[str, Node]
    rows: Rows


Reading = Callable[[Here, object], Found]
"""A source, prepared. What it is called with beside the place it does not use: so it can stand
wherever a value is made (`mapping.scope`) without a function around it, which would cost as much."""


def answer(submission: Submission, form: Form, source: Source, rows: Rows = NO_ROWS) -> Answer:
    """What a source gives, read in these rows; a question outside them reads the submission."""
    read = reading(form, source, tuple(rows))
    return as_answer(read(cast(Here, _Place(submission, submission.form, rows)), None))


def reading(form: Form, source: Source, repeats: tuple[QuestionId, ...]) -> Reading:
    """How a source is read wherever the rows of these repeats are at hand: its path is looked at
    once, and every submission is read the same way."""
    match source:
        case QuestionSource(question):
            return _reading_at(form, question, (), repeats)
        case CaseSource(path, part):
            return _reading_case(form, path, part, repeats)
        case SubmissionSource(part):
            return lambda here, _: found_in(here.submission.part(part))
        case MetaSource(part):
            return lambda here, _: _meta(here, part)
        case AttachmentSource(question):
            name = _reading_at(form, question, (), repeats)
            return lambda here, _: attachment_link(here.submission, name(here, None))
        case RowNumber(repeat):
            if repeat is None:
                return (lambda here, _: here.rows[repeats[-1]].number) if repeats else _nothing
            return (lambda here, _: here.rows[repeat].number) if repeat in repeats else _nothing
        case RowChoice() | ColumnSource() | NamedValue():
            return _nothing  # they belong to the item that a record is made for: mapping.scope


def _nothing(here: Here, _: object) -> Found:
    return ABSENT


def _meta(here: Here, part: str) -> Found:
    meta = here.form.get("meta")
    return found_in(meta.get(part, MISSING)) if isinstance(meta, dict) else ABSENT


def attachment_link(submission: Submission, file_name: Found) -> Found:
    """The address at which CommCare HQ serves the file of this name; absent where it has none."""
    if isinstance(file_name, Answer):
        return file_name
    attachments = submission.body.get("attachments")
    name = file_name if isinstance(file_name, str) else ""
    entry = attachments.get(name) if isinstance(attachments, dict) else None
    address = entry.get("url") if isinstance(entry, dict) else None
    return found_for(address) if isinstance(address, str) else ABSENT


def _reading_case(form: Form, path: str, part: str, repeats: tuple[QuestionId, ...]) -> Reading:
    read = _reading_at(form, path, tuple(part.split("/")), repeats)
    if part != "@case_id":
        return read
    # Case XML of the first version has case_id as a child tag (CommCare page 6.7).
    read_tag = _reading_at(form, path, ("case_id",), repeats)

    def read_id(here: Here, _: object) -> Found:
        found = read(here, None)
        return read_tag(here, None) if found is ABSENT else found

    return read_id


def _reading_at(
    form: Form, path: str, more: tuple[str, ...], repeats: tuple[QuestionId, ...]
) -> Reading:
    """How the answer at a path is read: a chain of keys, straight where nothing stands in between
    that no answer has."""
    place = place_of(form, path, repeats)
    if isinstance(place, Fault):
        fault = FAULTY[place]
        return lambda here, _: fault
    repeat, start = place
    steps = (*split_path(path)[start:], *more)
    if any("[" in step for step in steps):
        return lambda here, _: found_at(_root(here, repeat), steps)

    def read(here: Here, _: object) -> Found:
        node: Node = here.form if repeat is None else here.rows[repeat].node
        try:
            for step in steps:
                node = node[step]
        except KeyError:
            return ABSENT
        except TypeError:
            return found_at(_root(here, repeat), steps)
        if node.__class__ is str:
            found: str = node
            return found or EMPTY
        return found_in(node)

    return read


def place_of(
    form: Form, path: str, repeats: Container[QuestionId]
) -> tuple[QuestionId | None, int] | Fault:
    """From which row a path is read, and how many of its steps lead there; None and 0 where it is
    read from the form. A fault where it stands in a repeat that is not gone through."""
    row, start = None, 0
    for repeat in enclosing(path):
        if repeat in repeats:
            row, start = repeat, len(split_path(repeat))
        elif form.is_repeat(repeat):
            return Fault.REPEAT_NOT_ITERATED
    return row, start


def _root(here: Here, repeat: QuestionId | None) -> Node:
    return here.form if repeat is None else here.rows[repeat].node


def found_at(node: Node, steps: Sequence[str]) -> Found:
    """What stands as an answer some steps below a node, whatever stands in between."""
    found, fault = walk(node, steps)
    return FAULTY[fault] if fault is not None else found_in(found)


def rows_at(here: Here, form: Form, repeat: QuestionId) -> tuple[list[Node], Fault | None]:
    """The rows that a repeat has here, as nodes, or what hides them."""
    place = place_of(form, repeat, here.rows)
    if isinstance(place, Fault):
        return [], place
    row, start = place
    found, fault = walk(_root(here, row), split_path(repeat)[start:])
    return ([] if fault is not None or found is MISSING else as_rows(found)), fault


def walk(node: Node, steps: Sequence[str]) -> tuple[Node, Fault | None]:
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
    return as_answer(found_in(node))


def found_in(node: Node) -> Found:
    """As `leaf`, the way that values are handed on."""
    if isinstance(node, str):
        return node or EMPTY
    if node is MISSING:
        return ABSENT
    if isinstance(node, list):
        return FAULTY[Fault.LIST_FOUND]
    if isinstance(node, dict):
        if "#text" in node:
            return found_in(node["#text"])
        if all(name.startswith("@") for name in node):
            return EMPTY
        return FAULTY[Fault.GROUP_FOUND]
    return found_for(node)


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
