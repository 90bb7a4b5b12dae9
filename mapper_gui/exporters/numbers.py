"""Numbers typed into a mapping that not every program reads as the same number."""

import math
from collections.abc import Iterator

from mapper_gui.mapping.mapping import FieldRule, Mapping
from mapper_gui.mapping.problem import InRule, Problem, Severity
from mapper_gui.mapping.runner_problems import RunnerKind
from mapper_gui.mapping.values import ChoiceTable, Constant, Scalar

SAFE = 2**53
"""Whole numbers up to here are the same in every runner (design page 3)."""


def unsafe_numbers(mapping: Mapping) -> Iterator[Problem]:
    """A problem for each field rule, and each shared table, with numbers beyond what is safe."""
    for rule in mapping.rules:
        for field_rule in rule.fields:
            values = _of_rule(field_rule)
            yield from _problem(InRule(rule.id, field_rule.field), values)
    for table in mapping.choice_tables.values():
        yield from _problem(InRule(), _of_table(table))


def _problem(where: InRule, values: Iterator[Scalar]) -> Iterator[Problem]:
    unsafe = tuple(value for value in values if not _is_safe(value))
    if unsafe:
        yield Problem(RunnerKind.NUMBER_TOO_LARGE, Severity.ERROR, where, {"values": unsafe})


def _of_rule(rule: FieldRule) -> Iterator[Scalar]:
    if isinstance(rule.take, Constant):
        yield rule.take.value
    yield rule.if_absent.default
    yield rule.if_empty.default
    for step in rule.table_steps:
        if isinstance(step.table, ChoiceTable):
            yield from _of_table(step.table)


def _of_table(table: ChoiceTable) -> Iterator[Scalar]:
    yield table.outside.default
    for row in table.rows:
        yield row.value


def _is_safe(value: Scalar) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return True
    # Asked of whole numbers first: `isfinite` refuses those that no double can hold.
    return abs(value) <= SAFE and math.isfinite(value)
