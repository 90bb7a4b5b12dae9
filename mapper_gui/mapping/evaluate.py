"""What a mapping means: a submission in, records out, with the reason wherever a value is missing.

This evaluator is the definition; every export is held against it. It does no I/O.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from mapper_gui.mapping.errors import Facts
from mapper_gui.mapping.known_results import KnownResults
from mapper_gui.mapping.mapping import FieldRule, Mapping, RecordRule
from mapper_gui.mapping.problem import InRule, Problem, Severity
from mapper_gui.mapping.result import (
    Evaluation,
    FieldResult,
    Outcome,
    Reason,
    ReasonKind,
    RecordResult,
    ResultKind,
    Trace,
    Value,
    text_of,
)
from mapper_gui.mapping.source import QuestionSource, Source
from mapper_gui.mapping.submission import (
    ABSENT,
    EMPTY,
    NO_ROWS,
    Answer,
    Fault,
    Rows,
    State,
    Submission,
    answer,
    answered,
    rows_of,
)
from mapper_gui.mapping.values import (
    ByTable,
    ChoiceTable,
    Constant,
    EachChoice,
    First,
    OutsideAction,
    Policy,
    PolicyAction,
    Scalar,
    Step,
    Take,
    Template,
)

__all__ = (
    "Evaluation",
    "FieldResult",
    "Outcome",
    "Reason",
    "ReasonKind",
    "RecordResult",
    "ResultKind",
    "Trace",
    "Value",
    "evaluate",
    "is_other_form",
    "text_of",
)
"""The results with it, as whoever evaluates reads them."""


def evaluate(
    mapping: Mapping, submission: Submission, known: KnownResults | None = None
) -> Evaluation:
    """Run the mapping on one submission. `known`: what an edit left as it was on this one."""
    problems: list[Problem] = []
    if is_other_form(mapping, submission):
        facts = {"expected": mapping.form.xmlns, "found": submission.xmlns}
        problems.append(Problem(ResultKind.OTHER_FORM, Severity.ERROR, InRule(), facts))
    records: list[RecordResult] = []
    for rule in mapping.rules:
        if rule.makes_records:
            records.extend(_records(mapping, rule, submission, problems, known))
    return Evaluation(submission, tuple(records), tuple(problems))


def is_other_form(mapping: Mapping, submission: Submission) -> bool:
    """Whether the submission is of a form that the mapping was not made for, by xmlns."""
    expected = {mapping.form.xmlns, *mapping.accepts.xmlns} - {""}
    return bool(expected) and submission.xmlns not in expected


def _records(
    mapping: Mapping,
    rule: RecordRule,
    submission: Submission,
    problems: list[Problem],
    known: KnownResults | None,
) -> Iterator[RecordResult]:
    seen: dict[object, tuple[int, ...]] = {}
    for rows in _items(mapping, rule, submission, problems):
        record = _record(mapping, rule, submission, rows, problems, known)
        if record.made and rule.key:
            key = tuple(record.key_values.values())
            # Python finds 1 and true the same, a target does not.
            told = tuple((isinstance(value, bool), value) for value in key)
            if told in seen:
                facts = {"item": record.item, "other_item": seen[told], "key": key}
                where = InRule(rule.id, rule.key[0])
                problems.append(Problem(ResultKind.DUPLICATE_KEY, Severity.ERROR, where, facts))
            seen.setdefault(told, record.item)
        yield record


def _items(
    mapping: Mapping, rule: RecordRule, submission: Submission, problems: list[Problem]
) -> list[Rows]:
    if rule.for_each is None:
        return [NO_ROWS]
    rows, fault = rows_of(submission, mapping.form, rule.for_each)
    if fault is not None:
        facts = {"source": QuestionSource(rule.for_each)}
        problems.append(Problem(_FAULTS[fault][0], Severity.ERROR, InRule(rule.id), facts))
    return rows


def _record(
    mapping: Mapping,
    rule: RecordRule,
    submission: Submission,
    rows: Rows,
    problems: list[Problem],
    known: KnownResults | None,
) -> RecordResult:
    item = tuple(row.number for row in rows.values())
    results = tuple(
        (known and known.result(rule, item, field_rule))
        or _field(mapping, field_rule, submission, rows, field_rule.field in rule.key)
        for field_rule in rule.fields
    )
    made = True
    for result in results:
        where = InRule(rule.id, result.field)
        found = _problem_of(result, where, item)
        if found is not None:
            problems.append(found)
        if result.outcome is Outcome.STOPPED and result.field not in rule.key:
            made = False
            facts = {"item": item, "reason": result.reason}
            problems.append(Problem(ResultKind.STOPPED, Severity.ERROR, where, facts))
    written = {result.field for result in results if result.outcome is Outcome.WRITTEN}
    for name in rule.key:
        if name not in written:
            made = False
            reason = next((r.reason for r in results if r.field == name), None)
            facts = {"item": item, "reason": reason}
            where = InRule(rule.id, name)
            problems.append(Problem(ResultKind.KEY_MISSING, Severity.ERROR, where, facts))
    return RecordResult(
        submission.id, rule.id, rule.object, rule.operation, item, rule.key, results, made
    )


_FAULTS = {
    Fault.LIST_FOUND: (ResultKind.LIST_FOUND, ReasonKind.LIST_FOUND),
    Fault.GROUP_FOUND: (ResultKind.GROUP_FOUND, ReasonKind.GROUP_FOUND),
    Fault.REPEAT_NOT_ITERATED: (
        ResultKind.REPEAT_NOT_ITERATED,
        ReasonKind.REPEAT_NOT_ITERATED,
    ),
}


def _problem_of(result: FieldResult, where: InRule, item: tuple[int, ...]) -> Problem | None:
    for trace in result.traces:
        if trace.answer.fault is not None:
            kind = _FAULTS[trace.answer.fault][0]
            facts = {"source": trace.source, "item": item}
            return Problem(kind, Severity.ERROR, where, facts)
    if result.outside:
        choices: Facts = {"choices": result.outside, "item": item}
        return Problem(ResultKind.OUTSIDE_TABLE, Severity.WARNING, where, choices)
    if result.reason is not None and result.reason.kind is ReasonKind.NO_SUCH_TABLE:
        return Problem(ResultKind.NO_SUCH_TABLE, Severity.ERROR, where, {})
    return None


@dataclass(slots=True)
class _Walk:
    """What is collected while one field's value is made."""

    traces: list[Trace]
    stages: list[Answer]
    outside: list[str]
    stopped: bool = False
    reason: Reason | None = None


def _field(
    mapping: Mapping, rule: FieldRule, submission: Submission, rows: Rows, is_key: bool
) -> FieldResult:
    walk = _Walk([], [], [])
    if rule.take is None:
        reason = Reason(ReasonKind.NO_VALUE_YET)
        return FieldResult(rule.field, Outcome.LEFT_OUT, reason=reason)
    value = _take(mapping, rule.take, submission, rows, walk)
    walk.stages.append(value)
    for step in rule.then:
        value = _step(mapping, step, value, walk)
        walk.stages.append(value)
    outcome, written, why = _settle(mapping, rule, value, walk, is_key)
    return FieldResult(
        rule.field,
        outcome,
        written,
        why,
        tuple(walk.traces),
        tuple(walk.stages),
        tuple(walk.outside),
    )


def _settle(
    mapping: Mapping, rule: FieldRule, value: Answer, walk: _Walk, is_key: bool
) -> tuple[Outcome, Value, Reason | None]:
    fault = next((t for t in walk.traces if t.answer.fault is not None), None)
    if fault is not None and fault.answer.fault is not None and value.state is State.ABSENT:
        kind = _FAULTS[fault.answer.fault][1]
        return Outcome.LEFT_OUT, None, Reason(kind, fault.source)
    if walk.stopped:
        return Outcome.STOPPED, None, walk.reason
    if isinstance(rule.take, Constant) and rule.take.value is None and not rule.then:
        # A null constant is a value and meets no policy; a key cannot be null.
        return (Outcome.STOPPED if is_key else Outcome.WRITTEN), None, None
    if value.state is State.ANSWERED:
        return Outcome.WRITTEN, value.value, None
    reason = walk.reason or _reason(mapping, value, walk)
    if is_key:
        return Outcome.STOPPED, None, reason
    policy = rule.if_absent if value.state is State.ABSENT else rule.if_empty
    outcome, written = _by_policy(policy)
    return outcome, written, reason


def _reason(mapping: Mapping, value: Answer, walk: _Walk) -> Reason:
    last = walk.traces[-1].source if walk.traces else None
    if value.state is State.EMPTY:
        for trace in walk.traces:
            if trace.answer.state is State.EMPTY:
                return Reason(ReasonKind.EMPTY, trace.source)
        return Reason(ReasonKind.EMPTY, last)
    for trace in walk.traces:
        gone = isinstance(trace.source, QuestionSource) and _is_gone(mapping, trace.source)
        if gone and trace.answer.state is State.ABSENT:
            return Reason(ReasonKind.NOT_IN_FORM, trace.source)
    for trace in walk.traces:
        if trace.answer.state is State.ABSENT:
            return Reason(ReasonKind.ABSENT, trace.source)
    return Reason(ReasonKind.ABSENT, last)


def _is_gone(mapping: Mapping, source: QuestionSource) -> bool:
    return mapping.form.question(source.question) is None and "@" not in source.question


def _by_policy(policy: Policy) -> tuple[Outcome, Value]:
    match policy.action:
        case PolicyAction.LEAVE_OUT:
            return Outcome.LEFT_OUT, None
        case PolicyAction.NULL:
            return Outcome.WRITTEN, None
        case PolicyAction.BLANK:
            return Outcome.WRITTEN, ""
        case PolicyAction.DEFAULT:
            return Outcome.WRITTEN, policy.default
        case PolicyAction.STOP:
            return Outcome.STOPPED, None


def _take(mapping: Mapping, take: Take, submission: Submission, rows: Rows, walk: _Walk) -> Answer:
    match take:
        case First(sources):
            return _first(mapping, sources, submission, rows, walk)
        case Constant(value):
            return answered(value)
        case Template():
            return _template(mapping, take, submission, rows, walk)


def _first(
    mapping: Mapping,
    sources: tuple[Source, ...],
    submission: Submission,
    rows: Rows,
    walk: _Walk,
) -> Answer:
    best = ABSENT
    for source in sources:
        found = answer(submission, mapping.form, source, rows)
        walk.traces.append(Trace(source, found))
        if found.state is State.ANSWERED:
            return found
        if found.state is State.EMPTY:
            best = EMPTY
    return best


def _template(
    mapping: Mapping, template: Template, submission: Submission, rows: Rows, walk: _Walk
) -> Answer:
    texts: list[str] = []
    missing = False
    for part in template.parts:
        if isinstance(part, str):
            texts.append(part)
            continue
        found = answer(submission, mapping.form, part, rows)
        walk.traces.append(Trace(part, found))
        if found.state is State.ANSWERED:
            texts.append(text_of(found.value))
        else:
            missing = True
    if missing and not template.missing_blank:
        return ABSENT
    return answered("".join(texts))


def _step(mapping: Mapping, step: Step, value: Answer, walk: _Walk) -> Answer:
    table = mapping.table(step)
    if table is None and step.table is not None:
        walk.reason = Reason(ReasonKind.NO_SUCH_TABLE, choice=str(step.table))
        return ABSENT
    match step:
        case ByTable():
            assert table is not None
            return _by_table(table, value, walk)
        case EachChoice():
            return _each_choice(table, step.separator, value, walk)


def _by_table(table: ChoiceTable, value: Answer, walk: _Walk) -> Answer:
    if value.state is State.ABSENT:
        return value
    choice = "" if value.state is State.EMPTY else text_of(value.value)
    found, mapped = _look_up(table, choice)
    if found:
        # A row whose target is null or blank makes the outcome empty, which meets the policy.
        if mapped is None or mapped == "":
            walk.reason = Reason(ReasonKind.EMPTY, choice=choice)
        return answered(mapped)
    if value.state is State.EMPTY:
        return value
    return _outside(table, choice, walk)


def _look_up(table: ChoiceTable, choice: str) -> tuple[bool, Scalar]:
    for row in table.rows:
        if row.choice == choice or (table.ignore_case and row.choice.lower() == choice.lower()):
            return True, row.value
    return False, None


def _outside(table: ChoiceTable, choice: str, walk: _Walk) -> Answer:
    walk.outside.append(choice)
    outside = table.outside
    if outside.action is OutsideAction.KEEP:
        return answered(choice)
    if outside.action is OutsideAction.DEFAULT:
        return answered(outside.default)
    walk.reason = Reason(ReasonKind.OUTSIDE_TABLE, choice=choice)
    if outside.action is OutsideAction.STOP:
        walk.stopped = True
    return EMPTY


def _each_choice(
    table: ChoiceTable | None, separator: str | None, value: Answer, walk: _Walk
) -> Answer:
    if value.state is not State.ANSWERED:
        return _by_table(table, value, walk) if table and value.state is State.EMPTY else value
    mapped: list[Scalar] = []
    for choice in text_of(value.value).split(" "):
        if not choice:
            continue
        if table is None:
            mapped.append(choice)
            continue
        one = _by_table(table, Answer(State.ANSWERED, choice), walk)
        if one.state is State.ANSWERED and not isinstance(one.value, tuple):
            mapped.append(one.value)
    if not mapped:
        return EMPTY
    if separator is None:
        return Answer(State.ANSWERED, tuple(mapped))
    return answered(separator.join(text_of(item) for item in mapped))
