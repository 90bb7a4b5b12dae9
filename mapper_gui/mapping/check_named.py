"""Checks named values: used, without circles, and right in themselves."""

from collections.abc import Iterator
from dataclasses import replace

from mapper_gui.mapping.check_choices import check_choices
from mapper_gui.mapping.check_conditions import check_cases
from mapper_gui.mapping.check_kind import CheckKind, error, warning
from mapper_gui.mapping.check_sources import check_alone
from mapper_gui.mapping.check_steps import check_steps
from mapper_gui.mapping.check_takes import check_lookups, check_take
from mapper_gui.mapping.making import MOST_NAMES
from mapper_gui.mapping.mapping import Mapping
from mapper_gui.mapping.problem import InRule, Problem
from mapper_gui.mapping.reads import Circles, Reads, condition_reads, value_reads
from mapper_gui.mapping.source import NamedValue


def check_named_values(mapping: Mapping, reads: Reads) -> Iterator[Problem]:
    """The problems of each named value, once; those of a rule that uses it are the rule's."""
    if not mapping.named_values:
        return
    where = InRule()
    circles = Circles(dict(mapping.named_values))
    used = _used(mapping, reads, circles)
    for names in circles.found():
        yield error(CheckKind.VALUES_IN_CIRCLE, where, names=names)
    if circles.depth(MOST_NAMES) > MOST_NAMES:
        yield error(CheckKind.VALUES_TOO_DEEP, where, count=MOST_NAMES)
    for name, value in mapping.named_values.items():
        if name not in used:
            yield warning(CheckKind.VALUE_UNUSED, where, name=name)
        for read in dict.fromkeys(value_reads(value.take, value.then)):
            read = replace(read, named=name)
            if isinstance(read.source, NamedValue):
                if read.source.name not in mapping.named_values:
                    facts = {"name": read.source.name, "named": name}
                    yield error(CheckKind.NO_SUCH_VALUE, where, **facts)
                continue
            yield from check_alone(mapping, read, where)
        yield from check_take(value.take, where, name)
        yield from check_cases(mapping, value.take, where, name)
        yield from check_lookups(mapping, value.take, where, name)
        yield from check_choices(mapping, value.take, value.then, where, None, name)
        yield from check_steps(mapping, value.take, value.then, where, None, name)


def _used(mapping: Mapping, reads: Reads, circles: Circles) -> set[str]:
    """Names that rules, conditions and tables use, and those that such values use."""
    found: set[str] = set()
    direct = [*condition_reads(mapping.accepts.when)]
    for rule in mapping.rules:
        direct += reads.behind(rule, condition_reads(rule.when))
        for field_rule in rule.fields:
            direct += reads.behind(rule, value_reads(field_rule.take, field_rule.then))
    waiting = [read.source.name for read in direct if isinstance(read.source, NamedValue)]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += circles.uses.get(name, ())
    return found
