"""Replacing sources wherever a mapping reads them: values, conditions, steps, tables."""

from collections.abc import Callable
from dataclasses import replace

from mapper_gui.mapping.conditions import AllOf, AnyOf, Asks, Compare, Condition, Not
from mapper_gui.mapping.making import is_cell_source
from mapper_gui.mapping.mapping import Mapping, RecordRule, TableRows
from mapper_gui.mapping.source import Source
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

Change = Callable[[Source], Source]


def take_with(take: Take, change: Change) -> Take:
    """The take with each of its sources changed, those of its conditions too."""
    match take:
        case First(sources):
            return First(_each_once(sources, change))
        case Template(parts):
            changed = (part if isinstance(part, str) else change(part) for part in parts)
            return replace(take, parts=tuple(changed))
        case Cases(cases, otherwise):
            return Cases(
                tuple(
                    replace(
                        case,
                        when=condition_with(case.when, change),
                        take=take_with(case.take, change),
                    )
                    for case in cases
                ),
                None if otherwise is None else take_with(otherwise, change),
            )
        case Sum(terms):
            changed_terms = (replace(term, source=change(term.source)) for term in terms)
            return replace(take, terms=tuple(changed_terms))
        case Count(source):
            return Count(change(source))
        case TargetLookup(equals=source):
            return replace(take, equals=change(source))
        case _:
            return take


def condition_with(condition: Condition, change: Change) -> Condition:
    """The condition with each of its sources changed."""
    match condition:
        case Compare(source, operator, operand, read_as):
            other = operand if isinstance(operand, tuple) else change(operand)
            return Compare(change(source), operator, other, read_as)
        case Asks(source, presence):
            return Asks(change(source), presence)
        case AllOf(conditions):
            return AllOf(tuple(condition_with(each, change) for each in conditions))
        case AnyOf(conditions):
            return AnyOf(tuple(condition_with(each, change) for each in conditions))
        case Not(inner):
            return Not(condition_with(inner, change))


def steps_with(steps: tuple[Step, ...], change: Change) -> tuple[Step, ...]:
    """The steps with the sources that they read beside the value changed."""
    return tuple(
        replace(step, at=change(step.at)) if isinstance(step, Age) else step for step in steps
    )


def value_with(value: Value, change: Change) -> Value:
    return Value(take_with(value.take, change), steps_with(value.then, change))


def rule_with(rule: RecordRule, change: Change) -> RecordRule:
    """The record rule with every source changed that its fields, condition and table read."""
    fields = tuple(
        replace(
            each,
            take=None if each.take is None else take_with(each.take, change),
            then=steps_with(each.then, change),
        )
        for each in rule.fields
    )
    when = None if rule.when is None else condition_with(rule.when, change)
    for_each = rule.for_each
    if isinstance(for_each, TableRows):
        rows = tuple(
            tuple(change(cell) if is_cell_source(cell) else cell for cell in row)
            for row in for_each.table.rows
        )
        for_each = replace(for_each, table=replace(for_each.table, rows=rows))
    return replace(rule, fields=fields, when=when, for_each=for_each)


def mapping_with(mapping: Mapping, change: Change) -> Mapping:
    """The mapping with every source changed that anything in it reads; flags are left alone."""
    when = mapping.accepts.when
    if when is not None:
        accepts = replace(mapping.accepts, when=condition_with(when, change))
        mapping = replace(mapping, accepts=accepts)
    return replace(
        mapping,
        named_values={n: value_with(v, change) for n, v in mapping.named_values.items()},
        rules=tuple(rule_with(rule, change) for rule in mapping.rules),
    )


def _each_once(sources: tuple[Source, ...], change: Change) -> tuple[Source, ...]:
    """The sources changed; one that became another that is there too goes. Twins that were there
    before stay: they are not the change's doing."""
    kept: list[Source] = []
    unchanged: set[Source] = set()
    for source in sources:
        changed = change(source)
        if changed in kept and not (changed == source and source in unchanged):
            continue
        kept.append(changed)
        if changed == source:
            unchanged.add(source)
    return tuple(kept)
