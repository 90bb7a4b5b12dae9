"""What a value is made in, what is noted on the way, and how its sources are read.

Every part of a mapping is prepared once, as a function that is called for each submission: what its
paths, tables and names say is looked up when it is prepared, in a `Setting`.
"""

from collections.abc import Callable
from collections.abc import Mapping as Lookup
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from mapper_gui.mapping.form import QuestionId
from mapper_gui.mapping.mapping import Cell, Mapping
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
    Found,
    Node,
    Rows,
    Submission,
    as_answer,
    found_for,
    reading,
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
    cells: "Lookup[str, Maker]" = field(default_factory=dict)
    """What stands in each column of the table row."""
    number: int | None = None
    """The number of the chosen id or table row, from 1."""
    javascript: JavaScript | None = None
    form: Lookup[str, Node] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.form = self.submission.form


@dataclass(slots=True)
class Walk:
    """What is noted while one value is made.

    A quiet walk notes nothing, which is much quicker; it says by `odd` that there is something to
    tell: a fault, a sample, a choice outside its table. Then, and when a person asks, the value is
    made once more and noted.
    """

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
    values: dict[str, tuple[Found, Reason | None]] = field(default_factory=dict)
    """The named values that were made: each is made once, however often and however deep it is
    used."""
    step: int | None = None
    """The number of the step under way, from 0."""
    quiet: bool = False
    odd: bool = False

    def note(self, source: Source, found: Found) -> None:
        """A source that the value is made of, and what it gave."""
        if not self.quiet:
            self.traces.append(Trace(source, as_answer(found)))
        elif isinstance(found, Answer) and found.fault is not None:
            self.odd = True

    def note_asked(self, source: Source, found: Found) -> None:
        """A source that was read to decide, and what it gave."""
        if not self.quiet:
            self.asked.append(Trace(source, as_answer(found)))
        elif isinstance(found, Answer) and found.fault is not None:
            self.odd = True

    def note_outside(self, choice: str) -> None:
        """A choice id that the table does not have."""
        self.odd = True
        if not self.quiet:
            self.outside.append(choice)

    def fails(self, reason: Reason) -> Answer:
        """Note that the rule is at fault; the outcome is absent."""
        self.odd = True
        if not self.quiet:
            self.failed.append(reason)
            self.reason = reason
        return ABSENT

    def cannot_read(self, value: Value, wanted: str) -> Answer:
        """Note that a value is not what a part needs; the outcome is empty."""
        self.odd = True
        if not self.quiet:
            self.unreadable.append(Unreadable(self.step, text_of(value)[:200], wanted))
            self.reason = Reason(ReasonKind.UNREADABLE, choice=text_of(value)[:200])
        return EMPTY


Maker = Callable[[Scope, Walk], Found]
"""A source or a take, prepared: it is called for each item of each submission."""


@dataclass(frozen=True, slots=True)
class Making:
    """A whole value, prepared: for a quiet walk, and for one that notes."""

    quick: Maker
    noted: Maker


class Setting:
    """What the parts of a mapping are prepared in: the mapping, and the repeats, outermost first,
    whose rows will be at hand."""

    def __init__(self, mapping: Mapping, repeats: tuple[QuestionId, ...] = ()) -> None:
        self.mapping = mapping
        self.repeats = repeats
        self._values: dict[str, Making | None] = {}

    def value(self, name: str) -> Making | None:
        """The named value, prepared when it is first made: it may use others; None if there is
        none."""
        if name not in self._values:
            from mapper_gui.mapping.making import maker

            value = self.mapping.named_values.get(name)
            self._values[name] = None if value is None else maker(self, value.take, value.then)
        return self._values[name]


def read(scope: Scope, source: Source, walk: Walk) -> Answer:
    """What a source gives in this scope. Named values note what they meet on the way."""
    return as_answer(reader(Setting(scope.mapping, tuple(scope.rows)), source)(scope, walk))


def reader(setting: Setting, source: Source) -> Maker:
    """A source, prepared; a null that is given on, as named values may, is empty like others."""
    found = reader_with_null(setting, source)
    if not isinstance(source, NamedValue | ColumnSource):
        return found

    def without_null(scope: Scope, walk: Walk) -> Found:
        made = found(scope, walk)
        return NULL if made is None else made

    return without_null


def reader_with_null(setting: Setting, source: Source) -> Maker:
    """As `reader`, but a null that was chosen stays a value."""
    match source:
        case RowChoice():
            return _read_choice
        case ColumnSource(column):
            return _column_reader(column)
        case NamedValue(name):
            return _named_reader(setting, name)
        case _:
            read_here = reading(setting.mapping.form, source, setting.repeats)
            if source == RowNumber():
                return lambda scope, walk: (
                    read_here(scope, walk) if scope.number is None else scope.number
                )
            return read_here


def _read_choice(scope: Scope, walk: Walk) -> Found:
    return ABSENT if scope.choice is None else found_for(scope.choice)


def _column_reader(column: str) -> Maker:
    def read_cell(scope: Scope, walk: Walk) -> Found:
        cell = scope.cells.get(column)
        return ABSENT if cell is None else cell(scope, walk)

    return read_cell


def cell_reader(setting: Setting, cell: Cell) -> Maker:
    """What stands in a cell of a table, prepared."""
    if is_cell_source(cell) and not isinstance(cell, ColumnSource):
        return reader_with_null(setting, cell)
    # A column has no columns: the check says so.
    found = ABSENT if is_cell_source(cell) or cell is None else found_for(cell)
    return lambda scope, walk: found


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
"""Characters of a text that is joined or grown: values that double each other, or steps that make
each letter ten, would fill the memory."""


def _named_reader(setting: Setting, name: str) -> Maker:
    def read_named(scope: Scope, walk: Walk) -> Found:
        known = walk.values.get(name)
        # What it met on its way is noted already, where it was made.
        made, reason = _make_named(setting, name, scope, walk) if known is None else known
        if isinstance(made, Answer) and reason is not None:
            walk.reason = reason
        return made

    return read_named


def _make_named(
    setting: Setting, name: str, scope: Scope, walk: Walk
) -> tuple[Found, Reason | None]:
    making = setting.value(name)
    if making is None or name in walk.names or len(walk.names) > MOST_NAMES:
        kind = ReasonKind.NO_SUCH_VALUE if making is None else ReasonKind.CIRCLE
        return walk.fails(Reason(kind, NamedValue(name))), None
    inner = Walk(names=(*walk.names, name), values=walk.values, quiet=walk.quiet)
    made = (making.quick if walk.quiet else making.noted)(scope, inner)
    walk.values[name] = made, inner.reason
    walk.asked += [*inner.traces, *inner.asked]
    walk.outside += inner.outside
    walk.unreadable += inner.unreadable
    walk.failed += inner.failed
    walk.stopped |= inner.stopped
    walk.from_sample |= inner.from_sample
    walk.odd |= inner.odd
    return made, inner.reason


def choices_in(text: str) -> list[str]:
    """The choice ids of a multiple answer: they stand with spaces between (CommCare page 6.5)."""
    return [choice for choice in text.split(" ") if choice]
