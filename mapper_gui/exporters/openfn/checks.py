"""What OpenFn cannot express of a mapping, or would do wrong.

The mapping step says the whole vocabulary (`can`). Refused are: code that does not end or
needs what code steps have not, cells whose named value reads the table's own row, time zones that
only Python knows, and what the target's adaptor cannot take.
"""

from collections.abc import Iterable, Iterator
from functools import cache

from mapper_gui.exporters.numbers import unsafe_numbers
from mapper_gui.exporters.openfn.can import LOADS, Load
from mapper_gui.exporters.openfn.javascript_words import (
    UnfinishedError,
    names_not_known,
    newer_syntax,
)
from mapper_gui.exporters.openfn.load import load_problems
from mapper_gui.exporters.openfn.lookup import lookup_problems
from mapper_gui.exporters.openfn.problems import cannot, warning
from mapper_gui.exporters.openfn.target import adaptor_of, rules_in_circle
from mapper_gui.exporters.openfn.trigger import (
    LONGEST_CONDITION,
    edge_condition,
    message_filters,
)
from mapper_gui.mapping.check_kind import CheckKind
from mapper_gui.mapping.conditions import condition_sources
from mapper_gui.mapping.making import (
    MOST_NAMES,
    UNDEFINED,
    JavaScript,
    JavaScriptError,
    is_cell_source,
)
from mapper_gui.mapping.mapping import Mapping, RecordRule, TableRows
from mapper_gui.mapping.problem import InRule, Problem, Severity
from mapper_gui.mapping.reads import Circles
from mapper_gui.mapping.result import CodeFault
from mapper_gui.mapping.runner_problems import RunnerKind, Why
from mapper_gui.mapping.source import ColumnSource, NamedValue, RowChoice, RowNumber, Source
from mapper_gui.mapping.steps import Code, FormatDate
from mapper_gui.mapping.values import EachChoice, Step, value_sources


def find(mapping: Mapping, javascript: JavaScript | None = None) -> Iterator[Problem]:
    """The problems, those of the whole mapping first. With an engine it is also known whether code
    is JavaScript at all, which an exported file with all its records hangs on."""
    yield from _trigger(mapping)
    if not any(rule.makes_records for rule in mapping.rules):
        yield Problem(RunnerKind.NOTHING_MAPPED, Severity.ERROR, InRule())
    yield from unsafe_numbers(mapping)
    for name, value in mapping.named_values.items():
        yield from _steps(InRule(), value.then, javascript, name)
    for rule in mapping.rules:
        yield from _in_rule(mapping, rule, javascript)
    adaptor = adaptor_of(mapping.target)
    if adaptor is not None:
        for rule in mapping.rules:
            if rule.makes_records:
                yield from _loaded(rule, LOADS[adaptor])
        yield from load_problems(mapping, adaptor)
        for rule in rules_in_circle(mapping):
            yield cannot(InRule(rule.id), Why.REFERENCE_CIRCLE, what=rule.object)
    if _names_are_sound(mapping):
        yield from lookup_problems(mapping, adaptor)


def _trigger(mapping: Mapping) -> Iterator[Problem]:
    accepted = mapping.accepted
    filters = len(message_filters(mapping))
    if filters == 0:
        yield Problem(CheckKind.TRIGGER_UNKNOWN, Severity.ERROR, InRule())
    elif not accepted.xmlns:
        facts = {"names": accepted.form_names}
        yield Problem(RunnerKind.TRIGGER_BY_NAME, Severity.WARNING, InRule(), facts)
    if filters > 1:
        facts_of_filters = {"count": filters}
        yield Problem(RunnerKind.SEVERAL_FILTERS, Severity.WARNING, InRule(), facts_of_filters)
    length = len(edge_condition(mapping))
    if length > LONGEST_CONDITION:
        yield warning(RunnerKind.EDGE_TOO_LONG, InRule(), length=length, limit=LONGEST_CONDITION)


def _in_rule(
    mapping: Mapping, rule: RecordRule, javascript: JavaScript | None
) -> Iterator[Problem]:
    seen: set[str] = set()
    for field_rule in rule.fields:
        where = InRule(rule.id, field_rule.field)
        if field_rule.field in seen:
            yield cannot(where, Why.FIELD_TWICE, what=field_rule.field)
        seen.add(field_rule.field)
        yield from _steps(where, field_rule.then, javascript)
    if isinstance(rule.for_each, TableRows) and _names_are_sound(mapping):
        for row in rule.for_each.table.rows:
            for cell in row:
                if is_cell_source(cell) and _reads_item(mapping, cell, of_cell=True):
                    yield cannot(InRule(rule.id), Why.CELL_OF_ITEM, what=cell)


def _loaded(rule: RecordRule, load: Load) -> Iterator[Problem]:
    """What the adaptor cannot do with a rule's records, by its table."""
    operation = load.operations[rule.operation]
    if operation.why is not None:
        yield cannot(InRule(rule.id), operation.why)
    for field_rule in rule.fields:
        where = InRule(rule.id, field_rule.field)
        reference = field_rule.reference
        if reference is not None and load.references.but is not None:
            facts = {"object": reference.object, "other_field": reference.field}
            yield warning(load.references.but, where, **facts)
        last = field_rule.then[-1] if field_rule.then else None
        keeps_list = isinstance(last, EachChoice) and last.separator is None
        if keeps_list and load.lists.why is not None:
            yield cannot(where, load.lists.why, what=last)


def _reads_item(mapping: Mapping, source: Source, *, of_cell: bool = False) -> bool:
    """Whether a source, through named values, reads the item that a table's row is."""
    waiting, seen = [source], set[Source]()
    while waiting:
        each = waiting.pop()
        match each:
            case NamedValue(name) if each not in seen:
                seen.add(each)
                value = mapping.named_values[name]
                waiting += value_sources(value.take, value.then)
            case RowNumber(None) if not (of_cell and each is source):
                return True  # in a cell itself it is the number of the row
            case ColumnSource() | RowChoice():
                return True
    return False


def _names_are_sound(mapping: Mapping) -> bool:
    """Whether every named value that is used exists, none uses itself, and they do not use each
    other too deep; else the check of the mapping says so."""
    if Circles(dict(mapping.named_values)).depth(MOST_NAMES) > MOST_NAMES:
        return False
    state: dict[str, bool] = {}

    def is_sound(sources: Iterable[Source]) -> bool:
        return all(_name_is_sound(each.name) for each in sources if isinstance(each, NamedValue))

    def _name_is_sound(name: str) -> bool:
        if name not in state:
            value = mapping.named_values.get(name)
            state[name] = False  # while it is looked through: a circle
            state[name] = value is not None and is_sound(value_sources(value.take, value.then))
        return state[name]

    every: list[Source] = list(condition_sources(mapping.accepts.when))
    every += [NamedValue(name) for name in mapping.named_values]
    for rule in mapping.rules:
        every += condition_sources(rule.when)
        every += [source for field_rule in rule.fields for source in field_rule.sources]
        if isinstance(rule.for_each, TableRows):
            cells = [cell for row in rule.for_each.table.rows for cell in row]
            every += [cell for cell in cells if is_cell_source(cell)]
    return is_sound(every)


def _steps(
    where: InRule, steps: tuple[Step, ...], javascript: JavaScript | None, named: str = ""
) -> Iterator[Problem]:
    for step in steps:
        if isinstance(step, Code):
            yield from _code(where, step.body, javascript, named)
        if isinstance(step, FormatDate) and step.zone is not None and step.zone not in _zones():
            yield cannot(where, Why.ZONE_UNKNOWN, what=step.zone)


def _code(where: InRule, body: str, javascript: JavaScript | None, named: str) -> Iterator[Problem]:
    try:
        newer, names = newer_syntax(body), names_not_known(body)
    except UnfinishedError as error:
        yield cannot(where, Why.CODE_UNFINISHED, what=str(error.args[0]))
        return
    if names:
        yield cannot(where, Why.CODE_NAMES, what=names)
    if newer:
        syntax = tuple(each.value for each in newer)
        yield warning(RunnerKind.CODE_TOO_NEW, where, syntax=syntax, named=named)
    if javascript is not None:
        try:
            javascript.run(body, UNDEFINED, {}, None)
        except JavaScriptError as said:
            if said.fault is CodeFault.SYNTAX:
                yield cannot(where, Why.CODE_SYNTAX, what=said.said)


@cache
def _zones() -> frozenset[str]:
    """The time zones that JavaScript engines know too."""
    import zoneinfo

    return frozenset(zoneinfo.available_timezones() - {"Factory", "localtime", "posixrules"})
