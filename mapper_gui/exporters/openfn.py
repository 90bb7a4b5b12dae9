"""OpenFn: a mapping step and the trigger for it. Load steps are not made here.

What it can express: every value, step and policy of the vocabulary. What it refuses: numbers that
JavaScript cannot hold, and what no runner could do (a source in rows that the rule does not
iterate, a choice table that is not there, a form of which neither xmlns nor name is known).
"""

from collections.abc import Iterator

from mapper_gui.exporters.numbers import unsafe_numbers
from mapper_gui.exporters.openfn_step import step_text
from mapper_gui.exporters.openfn_trigger import message_filters, trigger_file
from mapper_gui.mapping.check_kind import CheckKind
from mapper_gui.mapping.form import enclosing
from mapper_gui.mapping.mapping import FieldRule, Mapping, RecordRule
from mapper_gui.mapping.problem import InRule, Problem, Severity
from mapper_gui.mapping.runner_problems import RunnerKind
from mapper_gui.mapping.source import source_path


def files(mapping: Mapping, name: str) -> dict[str, bytes]:
    """`NAME.js` and `NAME-trigger.json`. The mapping has no error among `problems`."""
    step = step_text(mapping).encode("utf-8", "replace")
    return {f"{name}.js": step, f"{name}-trigger.json": trigger_file(mapping)}


def problems(mapping: Mapping) -> tuple[Problem, ...]:
    """What this runner cannot express or would do wrong."""
    return tuple(_problems(mapping))


def _problems(mapping: Mapping) -> Iterator[Problem]:
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
    if not any(rule.makes_records for rule in mapping.rules):
        yield Problem(RunnerKind.NOTHING_MAPPED, Severity.ERROR, InRule())
    yield from unsafe_numbers(mapping)
    for rule in mapping.rules:
        for field_rule in rule.fields:
            yield from _in_field(mapping, rule, field_rule)


def _in_field(mapping: Mapping, rule: RecordRule, field_rule: FieldRule) -> Iterator[Problem]:
    where = InRule(rule.id, field_rule.field)
    for source in dict.fromkeys(field_rule.sources):
        repeat = _repeat_not_iterated(mapping, rule, source_path(source) or "")
        if repeat is not None:
            of = {"source": source, "repeat": repeat}
            yield Problem(CheckKind.REPEAT_NOT_ITERATED, Severity.ERROR, where, of)
    for step in field_rule.table_steps:
        if step.table is not None and mapping.table(step) is None:
            yield Problem(CheckKind.NO_SUCH_TABLE, Severity.ERROR, where, {"table": step.table})


def _repeat_not_iterated(mapping: Mapping, rule: RecordRule, path: str) -> str | None:
    iterated: set[str] = set()
    if rule.repeat is not None:
        iterated = {*mapping.form.repeats_around(rule.repeat), rule.repeat}
    for above in enclosing(path):
        if mapping.form.is_repeat(above) and above not in iterated:
            return above
    return None
