"""What a key is made of, and how far it tells the items apart that its rule makes records for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from mapper_gui.mapping.making import is_cell_source
from mapper_gui.mapping.mapping import Chosen, FieldRule, Mapping, RecordRule, Table, TableRows
from mapper_gui.mapping.reads import table_of
from mapper_gui.mapping.rows import depth_in_rows, iterated
from mapper_gui.mapping.source import ColumnSource, NamedValue, RowChoice, RowNumber, Source
from mapper_gui.mapping.values import (
    Cases,
    Count,
    First,
    Step,
    Sum,
    Take,
    TargetLookup,
    Template,
    take_sources,
)


@dataclass(frozen=True, slots=True)
class Part:
    """Something that every key of a rule has in it.

    `depth`: with how many levels of the rule's items it differs, 0 with none: the repeats that are
    iterated, outermost first, then the chosen ids or table rows. `flagged`: it is a unique
    identifier whichever of its sources gives it. `fixed`: it tells items apart by what the mapping
    itself says.
    """

    sources: tuple[Source, ...]
    depth: int
    flagged: bool = False
    fixed: bool = False


@dataclass(frozen=True)
class KeyParts:
    """A rule's key with all its fields fed."""

    mapping: Mapping
    rule: RecordRule
    fields: tuple[FieldRule, ...]

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        found = [part for each in self.fields for part in self._of_take(each.take, frozenset())]
        unflagged = (source for part in found if not part.flagged for source in part.sources[:1])
        columns = [each for each in dict.fromkeys(unflagged) if isinstance(each, ColumnSource)]
        names = [column.column for column in columns]
        if len(names) > 1 and self.table is not None and are_distinct(self.table, names):
            found.append(Part(tuple(columns), self.levels, fixed=True))
        return tuple(found)

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        return tuple(dict.fromkeys(source for part in self.parts for source in part.sources))

    @cached_property
    def flagged(self) -> tuple[Source, ...]:
        """The identifiers in the key that every record has: of alternatives all must be flagged."""
        sources = (source for part in self.parts if part.flagged for source in part.sources)
        return tuple(dict.fromkeys(sources))

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The steps of the key's fields, and of named values that a field takes as they are."""
        found: list[Step] = []
        for each in self.fields:
            take, names = each.take, set[str]()
            while isinstance(take, First) and len(take.sources) == 1:
                [source] = take.sources
                if not isinstance(source, NamedValue) or source.name in names:
                    break
                names.add(source.name)
                value = self.mapping.named_values.get(source.name)
                if value is None:
                    break
                found += value.then
                take = value.take
            found += each.then
        return tuple(found)

    @cached_property
    def table(self) -> Table | None:
        return table_of(self.rule)

    @cached_property
    def rows(self) -> tuple[Source | str, ...]:
        return iterated(self.mapping.form, self.rule.repeat)

    @cached_property
    def levels(self) -> int:
        """How many levels of items there are."""
        inside = isinstance(self.rule.for_each, Chosen | TableRows)
        return len(self.rows) + inside

    @cached_property
    def told_apart(self) -> int:
        """With how many levels the flagged identifiers differ: one is unique by itself, so that only
        the levels inside its own remain to be told apart."""
        return max((part.depth for part in self.parts if part.flagged), default=0)

    @cached_property
    def depths(self) -> dict[int, tuple[Part, ...]]:
        found: dict[int, tuple[Part, ...]] = {}
        for part in self.parts:
            found[part.depth] = (*found.get(part.depth, ()), part)
        return found

    @cached_property
    def loose(self) -> tuple[Source, ...]:
        """What tells items apart without being an identifier, a number or said by the mapping."""
        found: list[Source] = []
        for depth in range(self.told_apart + 1, self.levels + 1):
            parts = self.depths.get(depth, ())
            if not any(part.fixed or isinstance(part.sources[0], RowNumber) for part in parts):
                found += [source for part in parts for source in part.sources]
        return tuple(dict.fromkeys(found))

    def is_flagged(self, source: Source) -> bool:
        return source in self.mapping.identifiers and not isinstance(source, RowNumber)

    def _of_take(self, take: Take | None, names: frozenset[str]) -> Iterator[Part]:
        match take:
            case First((only,)):
                yield from self._of_source(only, names)
            case First(sources):
                yield from _either([tuple(self._of_source(s, names)) for s in sources])
            case Template(parts):
                for part in parts:
                    if not isinstance(part, str):
                        yield from self._of_source(part, names)
            case Cases(cases, otherwise):
                takes = [*(case.take for case in cases), otherwise]
                branches = [tuple(self._of_take(each, names)) for each in takes if each]
                yield from _either(branches)
            case TargetLookup(equals=source):
                yield from self._of_source(source, names)
            case Sum() | Count():
                sources = take_sources(take)
                depths = [part.depth for s in sources for part in self._of_source(s, names)]
                if sources:
                    yield Part(sources, max(depths, default=0))

    def _of_source(self, source: Source, names: frozenset[str]) -> Iterator[Part]:
        match source:
            case NamedValue(name):
                value = self.mapping.named_values.get(name)
                if value is not None and name not in names:
                    yield from self._of_take(value.take, names | {name})
            case ColumnSource():
                yield self._of_column(source)
            case RowChoice():
                yield Part((source,), self.levels, fixed=True)
            case RowNumber(None) if self.levels > len(self.rows):
                yield Part((source,), self.levels)
            case _:
                depth = depth_in_rows(self.mapping.form, source, self.rule.repeat)
                yield Part((source,), depth, self.is_flagged(source))

    def _of_column(self, source: ColumnSource) -> Part:
        table = self.table
        at = table.position(source.column) if table is not None else None
        if table is None or at is None:
            return Part((source,), 0)
        cells = [row[at] for row in table.rows if at < len(row)]
        answers = [cell for cell in cells if is_cell_source(cell)]
        apart = are_distinct(table, [source.column])
        if not answers:
            return Part((source,), self.levels if apart else 0, fixed=apart)
        flagged = len(answers) == len(cells) and all(self.is_flagged(each) for each in answers)
        if apart:
            return Part((source,), self.levels, flagged)
        form, repeat = self.mapping.form, self.rule.repeat
        depth = min(depth_in_rows(form, each, repeat) for each in answers)
        return Part((source,), depth, flagged)


def are_distinct(table: Table, columns: Sequence[str]) -> bool:
    """Whether these columns together are never blank and differ in every row of the table."""
    places = [at for name in columns if (at := table.position(name)) is not None]
    seen: set[object] = set()
    for row in table.rows:
        cells = tuple(row[at] if at < len(row) else None for at in places)
        if any(cell is None or cell == "" for cell in cells):
            return False
        seen.add(tuple((isinstance(cell, bool), cell) for cell in cells))
    return len(seen) == len(table.rows)


def _either(alternatives: list[tuple[Part, ...]]) -> Iterator[Part]:
    """One of several: it tells apart what the weakest of them does."""
    sources = tuple(dict.fromkeys(s for parts in alternatives for p in parts for s in p.sources))
    if not sources:
        return
    depth = min(max((part.depth for part in parts), default=0) for parts in alternatives)
    flagged = all(any(part.flagged for part in parts) for parts in alternatives)
    yield Part(sources, depth, flagged)
