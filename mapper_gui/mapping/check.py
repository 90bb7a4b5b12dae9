"""Checks a mapping without a submission: everything that is wrong or doubtful, as problems.

A mapping that was made with care gives none. Rules: design page, sections 2 and 3.
"""

from collections.abc import Iterator

from mapper_gui.mapping.check_choices import check_choices
from mapper_gui.mapping.check_fields import check_for_each, check_target, check_value
from mapper_gui.mapping.check_keys import Likely, check_key, check_same_keys
from mapper_gui.mapping.check_kind import (
    CheckKind,
    ValuePart,
    error,
    mend,
    takes_anything,
    warning,
)
from mapper_gui.mapping.check_sources import check_sources, is_gone
from mapper_gui.mapping.check_tables import check_shared_tables
from mapper_gui.mapping.mapping import Mapping, RecordRule
from mapper_gui.mapping.problem import InRule, MendKind, Problem

__all__ = ["CheckKind", "ValuePart", "check", "takes_anything"]


def check(mapping: Mapping) -> tuple[Problem, ...]:
    """Every problem of the mapping: first of the whole, then rule by rule in their order."""
    return tuple(_problems(mapping))


def _problems(mapping: Mapping) -> Iterator[Problem]:
    accepted = mapping.accepted
    if not accepted.xmlns and not accepted.form_names:
        yield warning(CheckKind.TRIGGER_UNKNOWN, InRule())
    for source in mapping.identifiers:
        if is_gone(mapping.form, source):
            unflag = mend(MendKind.UNFLAG_IDENTIFIER, source=source)
            yield error(CheckKind.IDENTIFIER_GONE, InRule(), unflag, source=source)
    likely = Likely(mapping.form)
    for rule in mapping.rules:
        yield from _in_rule(mapping, rule, likely)
    yield from check_same_keys(mapping)
    yield from check_shared_tables(mapping)


def _in_rule(mapping: Mapping, rule: RecordRule, likely: Likely) -> Iterator[Problem]:
    if not rule.makes_records:
        yield warning(CheckKind.RULE_EMPTY, InRule(rule.id))
        return
    yield from check_for_each(mapping, rule)
    yield from check_target(mapping, rule)
    for field_rule in rule.fields:
        target = mapping.target_field(rule, field_rule.field)
        yield from check_sources(mapping, rule, field_rule)
        yield from check_value(rule, field_rule, target)
        yield from check_choices(mapping, rule, field_rule, target)
    yield from check_key(mapping, rule, likely)
