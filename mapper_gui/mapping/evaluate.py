"""What a mapping means: a submission in, records out, with the reason wherever a value is missing.

This evaluator is the definition; every export is held against it. It does no I/O. How one value is
made stands in `making`, `asking` and `stepping`; here are items, keys, policies and problems.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from mapper_gui.mapping.asking import asker
from mapper_gui.mapping.conditions import Condition
from mapper_gui.mapping.errors import Facts
from mapper_gui.mapping.field_making import FAULTS, FieldMaking
from mapper_gui.mapping.form import QuestionId
from mapper_gui.mapping.known_results import KnownResults
from mapper_gui.mapping.mapping import Chosen, Mapping, RecordRule, TableRows
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
from mapper_gui.mapping.scope import (
    JavaScript,
    Maker,
    Scope,
    Setting,
    Walk,
    cell_reader,
    choices_in,
)
from mapper_gui.mapping.source import QuestionSource, Source
from mapper_gui.mapping.submission import Fault, State, Submission, answer, rows_of

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
    return mapping.prepared.evaluate(submission, javascript, known)


class PreparedMapping:
    """A mapping made ready to be evaluated on many submissions: `mapping.prepared`."""

    def __init__(self, mapping: Mapping) -> None:
        self._mapping = mapping
        self._accepts = _Gate(Setting(mapping), mapping.accepts.when, InRule())
        self._rules = [PreparedRule(mapping, rule) for rule in mapping.rules if rule.makes_records]

    def evaluate(
        self, submission: Submission, javascript: JavaScript | None, known: KnownResults | None
    ) -> Evaluation:
        """As `evaluate`."""
        mapping = self._mapping
        problems: list[Problem] = []
        if is_other_form(mapping, submission):
            facts = {"expected": mapping.form.xmlns, "found": submission.xmlns}
            problems.append(Problem(ResultKind.OTHER_FORM, Severity.ERROR, InRule(), facts))
        scope = Scope(mapping, submission, javascript=javascript)
        if not self._accepts.holds(scope, (), Walk(quiet=True), problems):
            problems.append(Problem(ResultKind.NOT_ACCEPTED, Severity.WARNING, InRule(), {}))
            return Evaluation(submission, (), tuple(problems))
        records: list[RecordResult] = []
        for rule in self._rules:
            records.extend(rule.records(scope, problems, known))
        return Evaluation(submission, tuple(records), tuple(problems))


class _Gate:
    """The condition of a rule, or of the whole mapping. What it could not read is a problem, as it
    is in a field; where there is none, it holds."""

    def __init__(self, setting: Setting, when: Condition | None, where: InRule) -> None:
        self._ask = None if when is None else asker(setting, when)
        self._is_noted = setting.mapping.has_code  # code is run once
        self._where = where

    def holds(self, scope: Scope, item: Item, quiet: Walk, problems: list[Problem]) -> bool:
        if self._ask is None:
            return True
        if not self._is_noted:
            found = self._ask(scope, quiet)
            if not quiet.odd:
                return found
            quiet.odd = False
            quiet.values.clear()
        walk = Walk()
        found = self._ask(scope, walk)
        seen = walk.asked, walk.unreadable, walk.failed, walk.outside
        problem = _problem_in(*seen, self._where, item)
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
    scope = Scope(mapping, submission, javascript=javascript)
    return PreparedRule(mapping, rule).items(scope, [])


class PreparedRule:
    """A record rule made ready to be evaluated on many submissions."""

    def __init__(self, mapping: Mapping, rule: RecordRule) -> None:
        self._rule = rule
        repeats: tuple[QuestionId, ...] = ()
        if rule.repeat is not None:
            repeats = (*mapping.form.repeats_around(rule.repeat), rule.repeat)
        self._setting = setting = Setting(mapping, repeats)
        self._gate = _Gate(setting, rule.when, InRule(rule.id))
        self._fields: list[FieldMaking | None] = [None] * len(rule.fields)
        self._table: list[dict[str, Maker]] = []
        if isinstance(rule.for_each, TableRows):
            names = [column.name for column in rule.for_each.table.columns]
            for row in rule.for_each.table.rows:
                cells = [cell_reader(setting, cell) for cell in row]
                self._table.append(dict(zip(names, cells, strict=False)))

    def records(
        self, scope: Scope, problems: list[Problem], known: KnownResults | None
    ) -> Iterator[RecordResult]:
        """The rule's records, those that are not made too."""
        rule = self._rule
        seen: dict[tuple[object, ...], Item] = {}
        for each, item in self.items(scope, problems):
            record = self._record(each, item, problems, known)
            if record.made and rule.key:
                key = tuple(record.key_values.values())
                same = tuple(map(_same_key, key))
                if same in seen:
                    facts = {"item": record.item, "other_item": seen[same], "key": key}
                    where = InRule(rule.id, rule.key[0])
                    problems.append(Problem(ResultKind.DUPLICATE_KEY, Severity.ERROR, where, facts))
                seen.setdefault(same, record.item)
            yield record

    def items(self, scope: Scope, problems: list[Problem]) -> Iterator[tuple[Scope, Item]]:
        """Each item that the rule makes a record for, as the scope to make it in."""
        for_each = self._rule.for_each
        if isinstance(for_each, Chosen):
            yield from self._chosen_items(scope, for_each, problems)
            return
        for each, item in self._row_items(scope, problems):
            if not isinstance(for_each, TableRows):
                yield each, item
                continue
            for number, cells in enumerate(self._table, 1):
                yield replace(each, cells=cells, number=number), (*item, number)

    def _row_items(self, scope: Scope, problems: list[Problem]) -> Iterator[tuple[Scope, Item]]:
        repeat = self._rule.repeat
        if repeat is None:
            yield scope, ()
            return
        found, fault = rows_of(scope.submission, scope.mapping.form, repeat)
        if fault is not None:
            self._note_fault(fault, QuestionSource(repeat), problems)
        for rows in found:
            item = tuple(row.number for row in rows.values())
            yield Scope(scope.mapping, scope.submission, rows, javascript=scope.javascript), item

    def _chosen_items(
        self, scope: Scope, chosen: Chosen, problems: list[Problem]
    ) -> Iterator[tuple[Scope, Item]]:
        source = QuestionSource(chosen.question)
        found = answer(scope.submission, scope.mapping.form, source, scope.rows)
        if found.fault is not None:
            self._note_fault(found.fault, source, problems)
        if found.state is not State.ANSWERED:
            return
        for number, choice in enumerate(dict.fromkeys(choices_in(text_of(found.value))), 1):
            yield replace(scope, choice=choice, number=number), (choice,)

    def _note_fault(self, fault: Fault, source: Source, problems: list[Problem]) -> None:
        where = InRule(self._rule.id)
        problems.append(Problem(FAULTS[fault][0], Severity.ERROR, where, {"source": source}))

    def _prepared(self, place: int) -> FieldMaking:
        """A field rule, prepared when it is first made: of an edited mapping most are known."""
        each = self._rule.fields[place]
        making = FieldMaking(self._setting, each, is_key=each.field in self._rule.key)
        self._fields[place] = making
        return making

    def _record(
        self, scope: Scope, item: Item, problems: list[Problem], known: KnownResults | None
    ) -> RecordResult:
        rule = self._rule
        quiet = Walk(quiet=True)
        about = (scope.submission.id, rule.id, rule.object, rule.operation, item, rule.key)
        if not self._gate.holds(scope, item, quiet, problems):
            return RecordResult(*about, (), made=False, skipped=True)
        results: list[FieldResult] = []
        for place, making in enumerate(self._fields):
            found = None if known is None else known.result(rule, item, rule.fields[place])
            if found is None:
                found = (making or self._prepared(place)).result(scope, quiet)
            results.append(found)
        made = self._is_made(results, item, problems)
        return RecordResult(*about, tuple(results), made)

    def _is_made(self, results: Sequence[FieldResult], item: Item, problems: list[Problem]) -> bool:
        rule = self._rule
        made = True
        stopped = Outcome.STOPPED
        for result in results:
            if result.explained is None and result.outcome is not stopped:
                continue
            if result.explained is not None:
                found = _problem_of(result, InRule(rule.id, result.field), item)
                if found is not None:
                    problems.append(found)
            if result.outcome is stopped and result.field not in rule.key:
                made = False
                facts = {"item": item, "reason": result.reason}
                where = InRule(rule.id, result.field)
                problems.append(Problem(ResultKind.STOPPED, Severity.ERROR, where, facts))
        for name in rule.key:
            of_name = [result for result in results if result.field == name]
            if not any(result.outcome is Outcome.WRITTEN for result in of_name):
                made = False
                reason = of_name[0].reason if of_name else None
                where = InRule(rule.id, name)
                key_facts = {"item": item, "reason": reason}
                problems.append(Problem(ResultKind.KEY_MISSING, Severity.ERROR, where, key_facts))
        return made


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
            kind = FAULTS[trace.answer.fault][0]
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
