"""How one value is made: sources are read, a take is taken, steps are applied, conditions asked.

`evaluate` runs this for every field of every record. Nothing here decides what the target is
given when there is no value: that is the policies' part, in `evaluate`.
"""

from collections.abc import Mapping as Lookup
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from mapper_gui.mapping.mapping import Cell, Mapping
from mapper_gui.mapping.numbers import LARGEST_WHOLE, plain_number, read_number
from mapper_gui.mapping.result import (
    CodeFault,
    Reason,
    ReasonKind,
    Trace,
    Unreadable,
    Value,
    text_of,
)
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
from mapper_gui.mapping.submission import (
    ABSENT,
    EMPTY,
    NO_ROWS,
    NULL,
    Answer,
    Node,
    Rows,
    State,
    Submission,
    answer,
    answered,
    as_rows,
    node_at,
)
from mapper_gui.mapping.values import (
    Cases,
    Constant,
    Count,
    First,
    Sum,
    Take,
    TargetLookup,
    Template,
)

if TYPE_CHECKING:
    from typing_extensions import TypeIs


class JavaScriptError(Exception):
    """Code gave no value: `fault` says why, `said` what the engine said, shortened."""

    def __init__(self, fault: CodeFault, said: str = "") -> None:
        super().__init__(fault.value, said)
        self.fault = fault
        self.said = said


class JavaScript(Protocol):
    """An engine for code steps; `engines.javascript` has one. Each call begins afresh."""

    def run(self, body: str, value: Node, submission: Lookup[str, Node], row: Node) -> Node:
        """What `(value, submission, row) => { body }` returns, in strict mode and as JSON values;
        `UNDEFINED` stands for undefined both ways. Raises JavaScriptError."""


UNDEFINED: Node = object()
"""JavaScript's undefined, which JSON has not."""


@dataclass(slots=True)
class Scope:
    """What a value is made in: the submission, and the item that a record is made for."""

    mapping: Mapping
    submission: Submission
    rows: Rows = field(default_factory=lambda: NO_ROWS)
    choice: str | None = None
    cells: Lookup[str, Cell] = field(default_factory=dict)
    number: int | None = None
    """The number of the chosen id or table row, from 1."""
    javascript: JavaScript | None = None


@dataclass(slots=True)
class Walk:
    """What is noted while one value is made."""

    traces: list[Trace] = field(default_factory=list)
    asked: list[Trace] = field(default_factory=list)
    """What conditions and steps read beside the value."""
    stages: list[Answer] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)
    failed: list[Reason] = field(default_factory=list)
    """Where the rule itself is at fault, whatever became of the value after it."""
    stopped: bool = False
    from_sample: bool = False
    reason: Reason | None = None
    names: tuple[str, ...] = ()
    """The named values that are being made, to find circles."""
    values: dict[str, tuple[Answer, Reason | None]] | None = None
    """The named values that were made for this field: each is made once, however often and however
    deep it is used."""
    step: int | None = None
    """The number of the step under way, from 0."""

    def fails(self, reason: Reason) -> Answer:
        """Note that the rule is at fault; the outcome is absent."""
        self.failed.append(reason)
        self.reason = reason
        return ABSENT

    def cannot_read(self, value: Value, wanted: str) -> Answer:
        """Note that a value is not what a part needs; the outcome is empty."""
        self.unreadable.append(Unreadable(self.step, text_of(value)[:200], wanted))
        self.reason = Reason(ReasonKind.UNREADABLE, choice=text_of(value)[:200])
        return EMPTY


def read(scope: Scope, source: Source, walk: Walk) -> Answer:
    """What a source gives in this scope. Named values note what they meet on the way."""
    found = _read(scope, source, walk)
    is_null = found.value is None and found.state is State.ANSWERED
    return NULL if is_null else found


_NULL_CONSTANT = Answer(State.ANSWERED, None)
"""A null that was chosen: it is written as it is, and meets no policy."""


def _read(scope: Scope, source: Source, walk: Walk) -> Answer:
    match source:
        case RowChoice():
            return answered(scope.choice) if scope.choice is not None else ABSENT
        case ColumnSource(column):
            cell = scope.cells.get(column)
            if isinstance(cell, ColumnSource):
                return ABSENT  # a column has no columns: the check says so
            if is_cell_source(cell):
                return _read(scope, cell, walk)
            return answered(cell) if column in scope.cells and cell is not None else ABSENT
        case NamedValue(name):
            return _named(scope, name, walk)
        case RowNumber(None) if scope.number is not None:
            return answered(scope.number)
        case _:
            return answer(scope.submission, scope.mapping.form, source, scope.rows)


_SOURCES = (
    QuestionSource,
    SubmissionSource,
    MetaSource,
    CaseSource,
    AttachmentSource,
    RowNumber,
    RowChoice,
    ColumnSource,
    NamedValue,
)


def is_cell_source(cell: Cell) -> "TypeIs[Source]":
    """Whether a table's cell is a source, not a constant."""
    return isinstance(cell, _SOURCES)


MOST_NAMES = 40
"""Named values that use each other deeper than this were not written by a person."""


LONGEST_TEXT = 16 * 2**20
"""Characters of a joined text: named values that double each other would fill the memory."""


def _named(scope: Scope, name: str, walk: Walk) -> Answer:
    from mapper_gui.mapping.stepping import make

    if walk.values is None:
        walk.values = {}
    known = walk.values.get(name)
    if known is not None:
        # What it met on its way is noted already, where it was made.
        made, reason = known
    else:
        value = scope.mapping.named_values.get(name)
        if value is None or name in walk.names or len(walk.names) > MOST_NAMES:
            kind = ReasonKind.NO_SUCH_VALUE if value is None else ReasonKind.CIRCLE
            return walk.fails(Reason(kind, NamedValue(name)))
        inner = Walk(names=(*walk.names, name), values=walk.values)
        made = make(scope, value.take, value.then, inner)
        reason = inner.reason
        walk.values[name] = made, reason
        walk.asked += [*inner.traces, *inner.asked]
        walk.outside += inner.outside
        walk.unreadable += inner.unreadable
        walk.failed += inner.failed
        walk.stopped |= inner.stopped
        walk.from_sample |= inner.from_sample
    if made.state is not State.ANSWERED and reason is not None:
        walk.reason = reason
    return made


def _noted(scope: Scope, source: Source, walk: Walk) -> Answer:
    found = read(scope, source, walk)
    walk.traces.append(Trace(source, found))
    return found


def take_value(scope: Scope, take: Take, walk: Walk) -> Answer:
    """What a take gives."""
    match take:
        case First(sources):
            return _first(scope, sources, walk)
        case Constant(None):
            return _NULL_CONSTANT
        case Constant(value):
            return answered(value)
        case Template():
            return _template(scope, take, walk)
        case Cases():
            return _cases(scope, take, walk)
        case Sum():
            return _sum(scope, take, walk)
        case Count(source):
            return _count(scope, source, walk)
        case TargetLookup():
            return _target_lookup(scope, take, walk)


def _first(scope: Scope, sources: tuple[Source, ...], walk: Walk) -> Answer:
    best = ABSENT
    for source in sources:
        found = _read(scope, source, walk)
        walk.traces.append(Trace(source, found))
        if found.state is State.ANSWERED:
            return found
        if found.state is State.EMPTY and best.state is State.ABSENT:
            best = found
    return best


def _template(scope: Scope, template: Template, walk: Walk) -> Answer:
    texts: list[str] = []
    missing = False
    for part in template.parts:
        if isinstance(part, str):
            texts.append(part)
            continue
        found = _noted(scope, part, walk)
        if found.state is State.ANSWERED:
            texts.append(text_of(found.value))
        else:
            missing = True
    if missing and not template.missing_blank:
        return ABSENT
    if sum(map(len, texts)) > LONGEST_TEXT:
        return walk.cannot_read(texts[0], "shorter text")
    return answered("".join(texts))


def _cases(scope: Scope, cases: Cases, walk: Walk) -> Answer:
    from mapper_gui.mapping.asking import holds

    for case in cases.cases:
        if holds(scope, case.when, walk):
            return take_value(scope, case.take, walk)
    if cases.otherwise is not None:
        return take_value(scope, cases.otherwise, walk)
    walk.reason = Reason(ReasonKind.NO_CASE)
    return ABSENT


def _sum(scope: Scope, take: Sum, walk: Walk) -> Answer:
    total = 0.0
    missing = False
    for term in take.terms:
        found = _noted(scope, term.source, walk)
        if found.state is not State.ANSWERED:
            missing = True
            continue
        number = read_number(found.value)
        if number is None:
            return walk.cannot_read(found.value, "number")
        total = total - number if term.minus else total + number
    if missing and not take.missing_zero:
        return ABSENT
    if abs(total) > LARGEST_WHOLE:
        return walk.cannot_read(total, "number")
    return Answer(State.ANSWERED, plain_number(total))


def _count(scope: Scope, source: Source, walk: Walk) -> Answer:
    is_repeat = isinstance(source, QuestionSource) and scope.mapping.form.is_repeat(source.question)
    if is_repeat and isinstance(source, QuestionSource):
        node, fault = node_at(scope.submission, scope.mapping.form, source.question, scope.rows)
        if fault is not None:
            walk.traces.append(Trace(source, Answer(State.ABSENT, fault=fault)))
            return ABSENT
        return Answer(State.ANSWERED, len(as_rows(node[0])) if node else 0)
    found = _noted(scope, source, walk)
    if found.fault is not None:
        return ABSENT
    if found.state is not State.ANSWERED:
        return Answer(State.ANSWERED, 0)
    if isinstance(found.value, tuple):
        return Answer(State.ANSWERED, len(found.value))
    return Answer(State.ANSWERED, len(choices_in(text_of(found.value))))


def _target_lookup(scope: Scope, take: TargetLookup, walk: Walk) -> Answer:
    found = _noted(scope, take.equals, walk)
    if found.fault is not None:
        return ABSENT
    if found.state is not State.ANSWERED:
        return found
    wanted = text_of(found.value)
    for sample in scope.mapping.lookup_samples:
        asked = (sample.object, sample.field, sample.equals, sample.take)
        if asked == (take.object, take.field, wanted, take.take):
            walk.from_sample = True
            return answered(sample.answer)
    walk.reason = Reason(ReasonKind.NOT_LOOKED_UP, take.equals, wanted)
    return ABSENT


def choices_in(text: str) -> list[str]:
    """The choice ids of a multiple answer: they stand with spaces between (CommCare page 6.5)."""
    return [choice for choice in text.split(" ") if choice]
