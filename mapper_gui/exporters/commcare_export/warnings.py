"""What commcare-export does in its own way: warnings, by rule and field."""

from collections.abc import Iterator

from mapper_gui.mapping.conditions import AllOf, AnyOf, Compare, Condition, Not, Operator
from mapper_gui.mapping.form import Kind
from mapper_gui.mapping.mapping import FieldRule, Mapping, Operation, RecordRule
from mapper_gui.mapping.problem import InRule, Problem, Severity
from mapper_gui.mapping.runner_problems import RunnerKind
from mapper_gui.mapping.source import QuestionSource, Source
from mapper_gui.mapping.steps import Contains, TakeGps
from mapper_gui.mapping.values import (
    Cases,
    Constant,
    Count,
    EachChoice,
    PolicyAction,
    Take,
    take_sources,
)


def warnings_of(mapping: Mapping, rule: RecordRule, runner: str) -> Iterator[Problem]:
    """The warnings of a record rule; `runner` is what it is called in them."""

    def warn(kind: RunnerKind, field: FieldRule | None, **facts: object) -> Problem:
        where = InRule(rule.id, field.field if field is not None else None)
        return Problem(kind, Severity.WARNING, where, {"runner": runner, **facts})

    if rule.operation is not Operation.UPSERT:
        yield warn(RunnerKind.OPERATION_IS_UPSERT, None, operation=rule.operation)
    for source in _hidden(mapping, _split_by(rule.when)):
        yield warn(RunnerKind.SPLITS_AT_WHITE_SPACE, None, source=source)
    for each in rule.fields:
        if each.take is None:
            continue
        if _writes_null(each):
            yield warn(RunnerKind.NULL_IS_LEFT_OUT, each)
        if each.reference is not None:
            of = each.reference
            yield warn(RunnerKind.REFERENCE_AS_VALUE, each, object=of.object, other_field=of.field)
        for source in _hidden(mapping, _split_in(each)):
            yield warn(RunnerKind.SPLITS_AT_WHITE_SPACE, each, source=source)


def _writes_null(rule: FieldRule) -> bool:
    """Whether a null may be written, which the runner leaves out."""
    typed = isinstance(rule.take, Constant) and rule.take.value is None and not rule.then
    return typed or any(
        policy.action is PolicyAction.NULL
        or (policy.action is PolicyAction.DEFAULT and policy.default is None)
        for policy in (rule.if_absent, rule.if_empty)
    )


def _hidden(mapping: Mapping, sources: tuple[Source, ...]) -> Iterator[QuestionSource]:
    """Those of the sources that are hidden values, once each."""
    for source in dict.fromkeys(sources):
        if isinstance(source, QuestionSource):
            question = mapping.form.question(source.question)
            if question is not None and question.kind is Kind.HIDDEN:
                yield source


def _split_in(rule: FieldRule) -> tuple[Source, ...]:
    """Sources of a field that are taken apart at spaces."""
    apart = any(isinstance(step, Contains | TakeGps | EachChoice) for step in rule.then)
    return take_sources(rule.take) if apart else _split_in_take(rule.take)


def _split_in_take(take: Take | None) -> tuple[Source, ...]:
    match take:
        case Count(source):
            return (source,)
        case Cases(cases, otherwise):
            inside = [s for c in cases for s in (*_split_by(c.when), *_split_in_take(c.take))]
            return (*inside, *_split_in_take(otherwise))
        case _:
            return ()


def _split_by(condition: Condition | None) -> tuple[Source, ...]:
    match condition:
        case Compare(source, Operator.HAS_CHOICE):
            return (source,)
        case AllOf(conditions) | AnyOf(conditions):
            return tuple(source for each in conditions for source in _split_by(each))
        case Not(inner):
            return _split_by(inner)
        case _:
            return ()
