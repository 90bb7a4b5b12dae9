"""What a mapping reads and what for: every source with its use, named values and columns looked through."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from mapper_gui.mapping.conditions import AllOf, AnyOf, Asks, Compare, Condition, Not
from mapper_gui.mapping.making import MOST_NAMES, is_cell_source
from mapper_gui.mapping.mapping import FieldRule, Mapping, RecordRule, RuleId, Table, TableRows
from mapper_gui.mapping.source import ColumnSource, NamedValue, RowNumber, Source
from mapper_gui.mapping.steps import Age
from mapper_gui.mapping.values import (
    Cases,
    Count,
    First,
    Step,
    Sum,
    Take,
    TargetLookup,
    Template,
    Value,
)


class Use(StrEnum):
    """What a source is read for."""

    VALUE = "value"  # taken, or joined into a text
    NUMBER = "number"  # added or subtracted
    COUNT = "count"
    COMPARED = "compared"
    ASKED = "asked"  # is it there, answered, empty
    DATE = "date"  # what an age is counted to
    LOOKED_UP = "looked_up"  # what the target is asked for


@dataclass(frozen=True, slots=True)
class Read:
    """A source and its use; `named`: the named value that reads it, None where a rule does."""

    source: Source
    use: Use = Use.VALUE
    named: str | None = None


def condition_reads(condition: Condition | None) -> Iterator[Read]:
    """What a condition reads, in order."""
    match condition:
        case Compare(source, _, operand):
            yield Read(source, Use.COMPARED)
            if not isinstance(operand, tuple):
                yield Read(operand, Use.COMPARED)
        case Asks(source):
            yield Read(source, Use.ASKED)
        case AllOf(conditions) | AnyOf(conditions):
            for each in conditions:
                yield from condition_reads(each)
        case Not(inner):
            yield from condition_reads(inner)


def take_reads(take: Take | None) -> Iterator[Read]:
    """What a take reads, in order."""
    match take:
        case First(sources):
            for source in sources:
                yield Read(source)
        case Template(parts):
            for part in parts:
                if not isinstance(part, str):
                    yield Read(part)
        case Cases(cases, otherwise):
            for case in cases:
                yield from condition_reads(case.when)
                yield from take_reads(case.take)
            yield from take_reads(otherwise)
        case Sum(terms):
            for term in terms:
                yield Read(term.source, Use.NUMBER)
        case Count(source):
            yield Read(source, Use.COUNT)
        case TargetLookup(equals=source):
            yield Read(source, Use.LOOKED_UP)


def value_reads(take: Take | None, then: Sequence[Step] = ()) -> Iterator[Read]:
    """What a take and its steps read, in order."""
    yield from take_reads(take)
    for step in then:
        if isinstance(step, Age):
            yield Read(step.at, Use.DATE)


def table_of(rule: RecordRule | None) -> Table | None:
    """The table whose rows a rule goes through."""
    if rule is not None and isinstance(rule.for_each, TableRows):
        return rule.for_each.table
    return None


def column_sources(table: Table | None, column: str) -> Iterator[Source]:
    """The sources that stand in a column of a table."""
    at = table.position(column) if table is not None else None
    if table is None or at is None:
        return
    for row in table.rows:
        cell = row[at] if at < len(row) else None
        if is_cell_source(cell) and not isinstance(cell, ColumnSource):
            yield cell


class Reads:
    """Looks through the named values and columns of one mapping."""

    def __init__(self, mapping: Mapping) -> None:
        self._values = mapping.named_values
        self._found: dict[str, tuple[Read, ...]] = {}

    def behind(self, rule: RecordRule | None, reads: Iterable[Read]) -> Iterator[Read]:
        """The reads, and after each that names a value or column what it stands for."""
        table = table_of(rule)
        for read in reads:
            yield read
            yield from self._columns(table, read)
            if isinstance(read.source, NamedValue):
                for inner in self.of_value(read.source.name):
                    yield inner
                    yield from self._columns(table, inner)

    def of_value(self, name: str) -> tuple[Read, ...]:
        """Everything that a named value reads, itself or through others, each once; as deep as they
        are evaluated."""
        found = self._found.get(name)
        if found is None:
            found = self._found[name] = tuple(self._collect(name))
        return found

    def _collect(self, name: str) -> dict[Read, None]:
        found: dict[Read, None] = {}
        been: set[str] = set()
        level = [name]
        for _ in range(MOST_NAMES + 1):
            below: list[str] = []
            for one in level:
                value = self._values.get(one)
                if one in been or value is None:
                    continue
                been.add(one)
                for read in value_reads(value.take, value.then):
                    found[replace(read, named=one)] = None
                    if isinstance(read.source, NamedValue):
                        below.append(read.source.name)
            level = below
        return found

    def _columns(self, table: Table | None, read: Read) -> Iterator[Read]:
        if table is not None and isinstance(read.source, ColumnSource):
            for source in column_sources(table, read.source.column):
                yield Read(source, read.use, read.named)
                if isinstance(source, NamedValue):
                    yield from self.of_value(source.name)

    def in_field(self, rule: RecordRule, field_rule: FieldRule) -> Iterator[Read]:
        """Everything a field rule reads."""
        return self.behind(rule, value_reads(field_rule.take, field_rule.then))


@dataclass(frozen=True)
class Circles:
    """Named values that use each other, or themselves."""

    values: dict[str, Value]

    @cached_property
    def uses(self) -> dict[str, tuple[str, ...]]:
        """Which named values each uses itself."""
        return {
            name: tuple(
                dict.fromkeys(
                    read.source.name
                    for read in value_reads(value.take, value.then)
                    if isinstance(read.source, NamedValue)
                )
            )
            for name, value in self.values.items()
        }

    def found(self) -> tuple[tuple[str, ...], ...]:
        """Each circle once, as the names along it."""
        circles: list[tuple[str, ...]] = []
        done: set[str] = set()
        for start in self.uses:
            path: list[str] = []
            on_path: set[str] = set()
            waiting: list[tuple[str, bool]] = [(start, True)]
            while waiting:
                name, entering = waiting.pop()
                if not entering:
                    path.pop()
                    on_path.discard(name)
                    done.add(name)
                    continue
                if name in on_path:
                    circles.append(tuple(path[path.index(name) :]))
                    continue
                if name in done or name not in self.uses:
                    continue
                path.append(name)
                on_path.add(name)
                waiting.append((name, False))
                waiting += [(used, True) for used in reversed(self.uses[name])]
        return tuple(circles)

    def depth(self, most: int) -> int:
        """How deep named values use each other; no deeper than a little beyond `most`."""
        depths: dict[str, int] = {}

        def of(name: str, above: frozenset[str]) -> int:
            if name in above or name not in self.uses:
                return 0
            if len(above) > most:
                return 1
            if name not in depths:
                below = (of(used, above | {name}) for used in self.uses[name])
                depths[name] = 1 + max(below, default=0)
            return depths[name]

        return max((of(name, frozenset()) for name in self.uses), default=0)


def fed_by(mapping: Mapping) -> dict[Source, tuple[tuple[RuleId, str], ...]]:
    """Which (rule, field) pairs each source feeds, itself or through named values and columns.

    The number of a rule's own rows stands there as that of the repeat it iterates."""
    reads = Reads(mapping)
    found: dict[Source, dict[tuple[RuleId, str], None]] = {}
    for rule in mapping.rules:
        own_rows = RowNumber(rule.repeat)
        for field_rule in rule.fields:
            place = (rule.id, field_rule.field)
            for read in reads.in_field(rule, field_rule):
                source = own_rows if read.source == RowNumber() else read.source
                found.setdefault(source, {})[place] = None
    return {source: tuple(places) for source, places in found.items()}


def asked_by(mapping: Mapping) -> dict[Source, tuple[RuleId, ...]]:
    """Which record rules each source decides about: in the rule's condition."""
    reads = Reads(mapping)
    found: dict[Source, dict[RuleId, None]] = {}
    for rule in mapping.rules:
        for read in reads.behind(rule, condition_reads(rule.when)):
            found.setdefault(read.source, {})[rule.id] = None
    return {source: tuple(rules) for source, rules in found.items()}
