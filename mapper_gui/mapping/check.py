"""Checks a mapping without a submission: everything that is wrong or doubtful, as problems.

A mapping that was made with care gives none. Rules: design page, sections 2 and 3.
"""

from collections.abc import Iterator

from mapper_gui.mapping.check_choices import check_choices
from mapper_gui.mapping.check_conditions import check_cases, check_when
from mapper_gui.mapping.check_fields import check_target, check_value
from mapper_gui.mapping.check_for_each import check_for_each
from mapper_gui.mapping.check_keys import Likely, check_key, check_same_keys
from mapper_gui.mapping.check_kind import (
    CheckKind,
    ItemKind,
    ValuePart,
    error,
    mend,
    takes_anything,
    warning,
)
from mapper_gui.mapping.check_named import check_named_values
from mapper_gui.mapping.check_numbers import check_numbers
from mapper_gui.mapping.check_sources import check_sources, is_gone
from mapper_gui.mapping.check_steps import check_steps
from mapper_gui.mapping.check_tables import check_shared_tables
from mapper_gui.mapping.check_takes import (
    check_lookups,
    check_reference,
    check_reference_circles,
)
from mapper_gui.mapping.mapping import Mapping, RecordRule
from mapper_gui.mapping.problem import InRule, MendKind, Problem
from mapper_gui.mapping.reads import Reads

__all__ = ["CheckKind", "ItemKind", "ValuePart", "check", "takes_anything"]


def check(mapping: Mapping) -> tuple[Problem, ...]:
    """Every problem of the mapping: first of the whole, then rule by rule in their order."""
    return tuple(_problems(mapping))


def _problems(mapping: Mapping) -> Iterator[Problem]:
    reads = Reads(mapping)
    accepted = mapping.accepted
    if not accepted.xmlns and not accepted.form_names:
        yield warning(CheckKind.TRIGGER_UNKNOWN, InRule())
    if mapping.accepts.when is not None:
        yield from check_when(mapping, None, mapping.accepts.when, InRule(), reads)
    for source in mapping.identifiers:
        if is_gone(mapping.form, source):
            unflag = mend(MendKind.UNFLAG_IDENTIFIER, source=source)
            yield error(CheckKind.IDENTIFIER_GONE, InRule(), unflag, source=source)
    yield from check_named_values(mapping, reads)
    likely = Likely(mapping.form)
    for rule in mapping.rules:
        yield from _in_rule(mapping, rule, likely, reads)
    yield from check_same_keys(mapping)
    yield from check_shared_tables(mapping)
    yield from check_reference_circles(mapping)
    yield from check_numbers(mapping)


def _in_rule(mapping: Mapping, rule: RecordRule, likely: Likely, reads: Reads) -> Iterator[Problem]:
    if not rule.makes_records:
        yield warning(CheckKind.RULE_EMPTY, InRule(rule.id))
        return
    yield from check_for_each(mapping, rule, reads)
    if rule.when is not None:
        yield from check_when(mapping, rule, rule.when, InRule(rule.id), reads)
    yield from check_target(mapping, rule)
    for each in rule.fields:
        field = mapping.target_field(rule, each.field)
        where = InRule(rule.id, each.field)
        yield from check_sources(mapping, rule, each, reads)
        yield from check_value(rule, each, field)
        yield from check_cases(mapping, each.take, where)
        yield from check_choices(mapping, each.take, each.then, where, field)
        yield from check_steps(mapping, each.take, each.then, where, field)
        yield from check_lookups(mapping, each.take, where)
        yield from check_reference(mapping, rule, each, field)
    yield from check_key(mapping, rule, likely, reads)
