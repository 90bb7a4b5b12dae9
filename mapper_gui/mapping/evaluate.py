"""What a mapping means: a submission in, records out, with the reason wherever a value is missing.

This evaluator is the definition; every export is held against it. It does no I/O. How one value is
made stands in `making`, `asking` and `stepping`; here are items, keys, policies and problems.
"""

from collections.abc import Iterator, Sequence

from mapper_gui.mapping.asking import holds
from mapper_gui.mapping.conditions import Condition
from mapper_gui.mapping.errors import Facts
from mapper_gui.mapping.known_results import KnownResults
from mapper_gui.mapping.making import JavaScript, Scope, Walk, choices_in
from mapper_gui.mapping.mapping import Cell, Chosen, FieldRule, Mapping, RecordRule, TableRows
from mapper_gui.mapping.problem import InRule, Problem, Severity
from mapper_gui.mapping.result import (
    Evaluation,
    FieldResult,
    Item,
    Outcome,
    Reason,
    ReasonKind,
    RecordResult,
    ReferenceTo,
    ResultKind,
    Trace,
    Unreadable,
    Value,
    text_of,
)
from mapper_gui.mapping.source import QuestionSource
from mapper_gui.mapping.stepping import make
from mapper_gui.mapping.submission import Answer, Fault, State, Submission, answer, rows_of
from mapper_gui.mapping.values import Policy, PolicyAction

__all__ = (
    "Evaluation",
    "FieldResult",
    "Outcome",
    "Reason",
    "ReasonKind",
    "RecordResult",
    "ReferenceTo",
    "ResultKind",
    "Trace",
    "Value",
    "evaluate",
    "is_other_form",
    "items_of",
    "text_of",
)
"""The results with it, as whoever evaluates reads them."""


def evaluate(
    mapping: Mapping,
    submission: Submission,
    javascript: JavaScript | None = None,
    known: KnownResults | None = None,
) -> Evaluation:
    """Run the mapping on one submission; code steps run in the engine that is given. `known`: what
    an edit left as it was on this submission."""
    problems: list[Problem] = []
    if is_other_form(mapping, submission):
        facts = {"expected": mapping.form.xmlns, "found": submission.xmlns}
        problems.append(Problem(ResultKind.OTHER_FORM, Severity.ERROR, InRule(), facts))
    scope = Scope(mapping, submission, javascript=javascript)
    when = mapping.accepts.when
    if when is not None and not _holds(scope, when, InRule(), (), problems):
        problems.append(Problem(ResultKind.NOT_ACCEPTED, Severity.WARNING, InRule(), {}))
        return Evaluation(submission, (), tuple(problems))
    records: list[RecordResult] = []
    for rule in mapping.rules:
        if rule.makes_records:
            records.extend(_records(scope, rule, problems, known))
    return Evaluation(submission, tuple(records), tuple(problems))


def _holds(
    scope: Scope, when: Condition, where: InRule, item: Item, problems: list[Problem]
) -> bool:
    """Whether the condition of a rule, or of the whole mapping, holds; what it could not read is a
    problem, as it is in a field."""
    walk = Walk()
    found = holds(scope, when, walk)
    problem = _problem_in(walk.asked, walk.unreadable, walk.failed, walk.outside, where, item)
    if problem is not None:
        problems.append(problem)
    return found


def is_other_form(mapping: Mapping, submission: Submission) -> bool:
    """Whether the submission is of a form that the mapping does not accept: neither its xmlns nor
    its form's name is one of those accepted."""
    accepted = mapping.accepted
    if not accepted.xmlns and not accepted.form_names:
        return False
    name = submission.text("form_name")
    return submission.xmlns not in accepted.xmlns and name not in accepted.form_names


def _records(
    scope: Scope, rule: RecordRule, problems: list[Problem], known: KnownResults | None
) -> Iterator[RecordResult]:
    seen: dict[tuple[object, ...], Item] = {}
    for each, item in _items(scope, rule, problems):
        record = _record(each, rule, item, problems, known)
        if record.made and rule.key:
            key = tuple(record.key_values.values())
            same = tuple(map(_same_key, key))
            if same in seen:
                facts = {"item": record.item, "other_item": seen[same], "key": key}
                where = InRule(rule.id, rule.key[0])
                problems.append(Problem(ResultKind.DUPLICATE_KEY, Severity.ERROR, where, facts))
            seen.setdefault(same, record.item)
        yield record


def _same_key(value: Value | ReferenceTo) -> object:
    """Equal for values that are the same to a target: Python finds 1 and true equal."""
    match value:
        case ReferenceTo(target, field, to):
            return target, field, _same_key(to)
        case tuple():
            return tuple(map(_same_key, value))
        case _:
            return isinstance(value, bool), value


def items_of(
    mapping: Mapping,
    rule: RecordRule,
    submission: Submission,
    javascript: JavaScript | None = None,
) -> Iterator[tuple[Scope, Item]]:
    """Each item that a rule goes through in a submission, as the scope that its record is made in."""
    return _items(Scope(mapping, submission, javascript=javascript), rule, [])


def _items(scope: Scope, rule: RecordRule, problems: list[Problem]) -> Iterator[tuple[Scope, Item]]:
    """Each item that the rule makes a record for, as the scope to make it in."""
    if isinstance(rule.for_each, Chosen):
        yield from _chosen_items(scope, rule, rule.for_each, problems)
        return
    for each, item in _row_items(scope, rule, problems):
        if not isinstance(rule.for_each, TableRows):
            yield each, item
            continue
        table = rule.for_each.table
        names = [column.name for column in table.columns]
        for number, row in enumerate(table.rows, 1):
            cells = dict(zip(names, row, strict=False))
            yield _within(each, cells=cells, number=number), (*item, number)


def _row_items(
    scope: Scope, rule: RecordRule, problems: list[Problem]
) -> Iterator[tuple[Scope, Item]]:
    repeat = rule.repeat
    if repeat is None:
        yield scope, ()
        return
    found, fault = rows_of(scope.submission, scope.mapping.form, repeat)
    if fault is not None:
        facts = {"source": QuestionSource(repeat)}
        problems.append(Problem(_FAULTS[fault][0], Severity.ERROR, InRule(rule.id), facts))
    for rows in found:
        item = tuple(row.number for row in rows.values())
        yield Scope(scope.mapping, scope.submission, rows, javascript=scope.javascript), item


def _chosen_items(
    scope: Scope, rule: RecordRule, chosen: Chosen, problems: list[Problem]
) -> Iterator[tuple[Scope, Item]]:
    source = QuestionSource(chosen.question)
    found = answer(scope.submission, scope.mapping.form, source, scope.rows)
    if found.fault is not None:
        facts = {"source": source}
        kind = _FAULTS[found.fault][0]
        problems.append(Problem(kind, Severity.ERROR, InRule(rule.id), facts))
    if found.state is not State.ANSWERED:
        return
    for number, choice in enumerate(dict.fromkeys(choices_in(text_of(found.value))), 1):
        yield _within(scope, choice=choice, number=number), (choice,)


def _within(
    scope: Scope,
    *,
    choice: str | None = None,
    cells: dict[str, Cell] | None = None,
    number: int,
) -> Scope:
    return Scope(
        scope.mapping,
        scope.submission,
        scope.rows,
        choice,
        cells or {},
        number,
        scope.javascript,
    )


def _record(
    scope: Scope,
    rule: RecordRule,
    item: Item,
    problems: list[Problem],
    known: KnownResults | None,
) -> RecordResult:
    about = (scope.submission.id, rule.id, rule.object, rule.operation, item, rule.key)
    if rule.when is not None and not _holds(scope, rule.when, InRule(rule.id), item, problems):
        return RecordResult(*about, (), made=False, skipped=True)
    results = tuple(
        (known and known.result(rule, item, each)) or _field(scope, each, each.field in rule.key)
        for each in rule.fields
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
    return RecordResult(*about, results, made)


_FAULTS = {
    Fault.LIST_FOUND: (ResultKind.LIST_FOUND, ReasonKind.LIST_FOUND),
    Fault.GROUP_FOUND: (ResultKind.GROUP_FOUND, ReasonKind.GROUP_FOUND),
    Fault.REPEAT_NOT_ITERATED: (
        ResultKind.REPEAT_NOT_ITERATED,
        ReasonKind.REPEAT_NOT_ITERATED,
    ),
}

_RULE_AT_FAULT = {
    ReasonKind.NO_SUCH_TABLE: ResultKind.NO_SUCH_TABLE,
    ReasonKind.NO_SUCH_VALUE: ResultKind.NO_SUCH_VALUE,
    ReasonKind.CIRCLE: ResultKind.CIRCLE,
    ReasonKind.CODE_FAILED: ResultKind.CODE_FAILED,
}


def _problem_of(result: FieldResult, where: InRule, item: Item) -> Problem | None:
    traces = (*result.traces, *result.asked)
    return _problem_in(traces, result.unreadable, result.failed, result.outside, where, item)


def _problem_in(
    traces: Sequence[Trace],
    unreadable: Sequence[Unreadable],
    failed: Sequence[Reason],
    outside: Sequence[str],
    where: InRule,
    item: Item,
) -> Problem | None:
    facts: Facts
    for trace in traces:
        if trace.answer.fault is not None:
            kind = _FAULTS[trace.answer.fault][0]
            facts = {"source": trace.source, "item": item}
            return Problem(kind, Severity.ERROR, where, facts)
    for found in unreadable:
        facts = {"item": item, "step": found.step, "value": found.value, "wanted": found.wanted}
        return Problem(ResultKind.UNREADABLE, Severity.ERROR, where, facts)
    for reason in failed:
        facts = {"item": item, "reason": reason}
        return Problem(_RULE_AT_FAULT[reason.kind], Severity.ERROR, where, facts)
    if outside:
        facts = {"choices": tuple(dict.fromkeys(outside)), "item": item}
        return Problem(ResultKind.OUTSIDE_TABLE, Severity.WARNING, where, facts)
    return None


def _field(scope: Scope, rule: FieldRule, is_key: bool) -> FieldResult:
    if rule.take is None:
        reason = Reason(ReasonKind.NO_VALUE_YET)
        return FieldResult(rule.field, Outcome.LEFT_OUT, reason=reason)
    walk = Walk()
    value = make(scope, rule.take, rule.then, walk)
    outcome, written, why = _settle(scope.mapping, rule, value, walk, is_key)
    made: Value | ReferenceTo = written
    if rule.reference is not None and outcome is Outcome.WRITTEN and written is not None:
        made = ReferenceTo(rule.reference.object, rule.reference.field, written)
    return FieldResult(
        rule.field,
        outcome,
        made,
        why,
        tuple(walk.traces),
        tuple(walk.stages),
        tuple(walk.outside),
        tuple(walk.unreadable),
        tuple(walk.asked),
        walk.from_sample,
        tuple(walk.failed),
    )


def _settle(
    mapping: Mapping, rule: FieldRule, value: Answer, walk: Walk, is_key: bool
) -> tuple[Outcome, Value, Reason | None]:
    fault = next((t for t in walk.traces if t.answer.fault is not None), None)
    if fault is not None and fault.answer.fault is not None and value.state is State.ABSENT:
        kind = _FAULTS[fault.answer.fault][1]
        return Outcome.LEFT_OUT, None, Reason(kind, fault.source)
    if walk.stopped:
        return Outcome.STOPPED, None, walk.reason
    if value.state is State.ANSWERED:
        # A null constant is a value and meets no policy; a key cannot be null.
        null_key = is_key and value.value is None
        return (Outcome.STOPPED if null_key else Outcome.WRITTEN), value.value, None
    reason = walk.reason or _reason(mapping, value, walk)
    if is_key:
        return Outcome.STOPPED, None, reason
    policy = rule.if_absent if value.state is State.ABSENT else rule.if_empty
    outcome, written = _by_policy(policy)
    return outcome, written, reason


def _reason(mapping: Mapping, value: Answer, walk: Walk) -> Reason:
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
