"""Checks the numbers that a mapping holds: whole ones beyond 2^53 are not the same in every program."""

import math
from collections.abc import Iterator

from mapper_gui.mapping.check_kind import CheckKind, error
from mapper_gui.mapping.making import is_cell_source
from mapper_gui.mapping.mapping import Mapping, TableRows
from mapper_gui.mapping.numbers import LARGEST_WHOLE
from mapper_gui.mapping.problem import InRule, Problem
from mapper_gui.mapping.values import (
    ByTable,
    Cases,
    ChoiceTable,
    Constant,
    EachChoice,
    Scalar,
    Step,
    Take,
)


def check_numbers(mapping: Mapping) -> Iterator[Problem]:
    """A problem for each field rule, and each shared part, with numbers beyond what is exact."""
    for rule in mapping.rules:
        if isinstance(rule.for_each, TableRows):
            cells = [c for row in rule.for_each.table.rows for c in row if not is_cell_source(c)]
            yield from _problem(InRule(rule.id), iter(cells))
        for field_rule in rule.fields:
            values = _of_value(field_rule.take, field_rule.then)
            defaults = (field_rule.if_absent.default, field_rule.if_empty.default)
            yield from _problem(InRule(rule.id, field_rule.field), (*values, *defaults))
    for table in mapping.choice_tables.values():
        yield from _problem(InRule(), _of_table(table))
    for name, value in mapping.named_values.items():
        yield from _problem(InRule(), _of_value(value.take, value.then), named=name)
    yield from _problem(InRule(), (sample.answer for sample in mapping.lookup_samples))


def _problem(
    where: InRule, values: "Iterator[Scalar] | tuple[Scalar, ...]", **facts: str
) -> Iterator[Problem]:
    wrong = tuple(value for value in values if not _is_exact(value))
    if wrong:
        yield error(CheckKind.NUMBER_TOO_LARGE, where, values=wrong, **facts)


def _of_value(take: Take | None, then: tuple[Step, ...]) -> Iterator[Scalar]:
    yield from _of_take(take)
    for step in then:
        if isinstance(step, ByTable | EachChoice) and isinstance(step.table, ChoiceTable):
            yield from _of_table(step.table)


def _of_take(take: Take | None) -> Iterator[Scalar]:
    match take:
        case Constant(value):
            yield value
        case Cases(cases, otherwise):
            for case in cases:
                yield from _of_take(case.take)
            yield from _of_take(otherwise)


def _of_table(table: ChoiceTable) -> Iterator[Scalar]:
    yield table.outside.default
    for row in table.rows:
        yield row.value


def _is_exact(value: Scalar) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return True
    # Asked of whole numbers first: `isfinite` refuses those that no double can hold.
    return abs(value) <= LARGEST_WHOLE and math.isfinite(value)
