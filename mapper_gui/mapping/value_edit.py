"""Edits of named values, references and the sample answers of target lookups.

Each takes a mapping and returns a new one, or raises EditError.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from mapper_gui.mapping.conditions import Condition
from mapper_gui.mapping.edit import check_source, fed, rule_of, with_field_rule
from mapper_gui.mapping.errors import EditError, EditKind
from mapper_gui.mapping.mapping import FieldRule, LookupSample, Mapping, RecordRule, Reference
from mapper_gui.mapping.reads import (
    Circles,
    Read,
    column_sources,
    condition_reads,
    table_of,
    value_reads,
)
from mapper_gui.mapping.source import NamedValue, Source
from mapper_gui.mapping.source_edit import mapping_with
from mapper_gui.mapping.values import First, Value


def with_named_value(mapping: Mapping, name: str, value: Value) -> Mapping:
    """This value under this name: a new one after the others, or in place of the one it has.

    Raises EditError(NAME_TAKEN) for a blank name.
    """
    if not name.strip():
        raise EditError(EditKind.NAME_TAKEN, rule=name.strip())
    return replace(mapping, named_values={**mapping.named_values, name.strip(): value})


def with_named_value_renamed(mapping: Mapping, old: str, new: str) -> Mapping:
    """A named value under another name, wherever it is used. Raises EditError(NAME_TAKEN,
    NOTHING_TO_DO)."""
    new = new.strip()
    if old not in mapping.named_values:
        raise EditError(EditKind.NOTHING_TO_DO)
    if not new or (new != old and new in mapping.named_values):
        raise EditError(EditKind.NAME_TAKEN, rule=new)
    values = {(new if n == old else n): value for n, value in mapping.named_values.items()}
    return mapping_with(replace(mapping, named_values=values), renaming({old: new}))


def renaming(names: dict[str, str]) -> Callable[[Source], Source]:
    """The change of sources that gives named values other names."""

    def change(source: Source) -> Source:
        if isinstance(source, NamedValue) and source.name in names:
            return NamedValue(names[source.name])
        return source

    return change


def without_named_value(mapping: Mapping, name: str) -> Mapping:
    """The named value removed. Raises EditError: IN_USE with fact places, NOTHING_TO_DO."""
    if name not in mapping.named_values:
        raise EditError(EditKind.NOTHING_TO_DO)
    places = uses_of_value(mapping, name)
    if places:
        raise EditError(EditKind.IN_USE, rule=name, places=places)
    values = {n: value for n, value in mapping.named_values.items() if n != name}
    return replace(mapping, named_values=values)


def with_value_named(mapping: Mapping, rule_id: str, field: str, name: str) -> Mapping:
    """What a field takes and its steps under a name, for other fields to use too; its policies stay.

    Raises EditError: NO_SUCH_RULE, NO_SUCH_FIELD, NAME_TAKEN, NOTHING_TO_DO where it takes nothing.
    """
    rule = rule_of(mapping, rule_id).field_rule(field)
    if rule is None:
        raise EditError(EditKind.NO_SUCH_FIELD, rule=rule_id, field=field)
    name = name.strip()
    if not name or name in mapping.named_values:
        raise EditError(EditKind.NAME_TAKEN, rule=name)
    if rule.take is None:
        raise EditError(EditKind.NOTHING_TO_DO, rule=rule_id, field=field)
    mapping = with_named_value(mapping, name, Value(rule.take, rule.then))
    named = replace(rule, take=First((NamedValue(name),)), then=())
    return with_field_rule(mapping, rule_id, named)


def with_value_sources(mapping: Mapping, name: str, sources: Sequence[Source]) -> Mapping:
    """Sources added to what a named value takes, as with_sources does for a field.

    Raises EditError: NOTHING_TO_DO, NOT_A_SOURCE, FED_BY_CONSTANT; CIRCLE where a source is the
    value itself or uses it.
    """
    value = mapping.named_values.get(name)
    if value is None or not sources:
        raise EditError(EditKind.NOTHING_TO_DO, field=name)
    circular = users_within(mapping, name)
    for source in sources:
        check_source(mapping, source)
        if isinstance(source, NamedValue) and source.name in circular:
            raise EditError(EditKind.CIRCLE, field=name, rule=source.name)
    take = fed(FieldRule(name, value.take), sources)
    return with_named_value(mapping, name, replace(value, take=take))


def users_within(mapping: Mapping, name: str) -> frozenset[str]:
    """The named value itself and every one that uses it, directly or through others: what it cannot
    use in turn without a circle."""
    uses = Circles(dict(mapping.named_values)).uses
    found, grew = {name}, True
    while grew:
        new = {one for one, used in uses.items() if one not in found and not found.isdisjoint(used)}
        grew = bool(new)
        found |= new
    return frozenset(found)


def uses_of_value(mapping: Mapping, name: str) -> tuple[str, ...]:
    """Where a named value is used: `Contact.LastName`, `Contact`, another value, or "" for the
    mapping's own condition."""
    return tuple(
        ".".join(part for part in place if part is not None)
        for place in users_of_value(mapping, name)
    )


def users_of_value(mapping: Mapping, name: str) -> Iterator[tuple[str | None, str | None]]:
    """Record rule and field that read a named value; without a field, the rule's condition or table;
    without a rule, another value; with neither, the mapping's own condition."""
    if _reads(condition_reads(mapping.accepts.when), name):
        yield None, None
    for other, value in mapping.named_values.items():
        if other != name and _reads(value_reads(value.take, value.then), name):
            yield None, other
    for rule in mapping.rules:
        if _reads(condition_reads(rule.when), name) or name in _in_table(rule):
            yield rule.id, None
        for each in rule.fields:
            if _reads(value_reads(each.take, each.then), name):
                yield rule.id, each.field


def _reads(reads: Iterable[Read], name: str) -> bool:
    return any(read.source == NamedValue(name) for read in reads)


def _in_table(rule: RecordRule) -> set[str]:
    table = table_of(rule)
    columns = [column.name for column in table.columns] if table is not None else []
    cells = (cell for name in columns for cell in column_sources(table, name))
    return {cell.name for cell in cells if isinstance(cell, NamedValue)}


def with_reference(
    mapping: Mapping, rule_id: str, field: str, reference: Reference | None
) -> Mapping:
    """The field points to a record instead of being given the value, or no longer."""
    rule = rule_of(mapping, rule_id)
    old = rule.field_rule(field) or FieldRule(field)
    return with_field_rule(mapping, rule_id, replace(old, reference=reference))


def with_lookup_sample(mapping: Mapping, sample: LookupSample) -> Mapping:
    """This typed answer, in place of the one to the same question."""
    kept = tuple(each for each in mapping.lookup_samples if _asked(each) != _asked(sample))
    place = next(
        (n for n, each in enumerate(mapping.lookup_samples) if _asked(each) == _asked(sample)),
        len(kept),
    )
    return replace(mapping, lookup_samples=(*kept[:place], sample, *kept[place:]))


def without_lookup_sample(mapping: Mapping, sample: LookupSample) -> Mapping:
    """The answer to this question removed. Raises EditError(NOTHING_TO_DO)."""
    kept = tuple(each for each in mapping.lookup_samples if _asked(each) != _asked(sample))
    if len(kept) == len(mapping.lookup_samples):
        raise EditError(EditKind.NOTHING_TO_DO)
    return replace(mapping, lookup_samples=kept)


def _asked(sample: LookupSample) -> tuple[str, str, str, str]:
    return sample.object, sample.field, sample.equals, sample.take


def with_accepts_when(mapping: Mapping, when: Condition | None) -> Mapping:
    """Only submissions for which this holds are accepted; None is every one of the form."""
    return replace(mapping, accepts=replace(mapping.accepts, when=when))
