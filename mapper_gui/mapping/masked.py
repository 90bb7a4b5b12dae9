"""What one submission gave, with what people typed covered: for showing while a screen is shared.

Everything is computed on the answers themselves; only what is shown passes through here. What stays:
choice ids, ids, labels, whether something is absent or empty, and whether a record is made.
"""

from dataclasses import replace

from mapper_gui.mapping.blank import BlankReason
from mapper_gui.mapping.evaluate import Evaluation, FieldResult, RecordResult, ReferenceTo, Value
from mapper_gui.mapping.mapping import Mapping, RuleId
from mapper_gui.mapping.privacy import is_private, private_fields, private_values
from mapper_gui.mapping.problem import InRule, MendKind, Problem
from mapper_gui.mapping.reads import column_sources, table_of
from mapper_gui.mapping.result import Explanation, Reason, ResultKind, Trace
from mapper_gui.mapping.runner_preview import RunnerField, RunnerPreview, RunnerRecord
from mapper_gui.mapping.source import ColumnSource, NamedValue, QuestionSource, Source
from mapper_gui.mapping.submission import Answer, State, Submission
from mapper_gui.mapping.value_preview import ValueResults

MASK = "•••"
"""Stands for what is covered, however long it is."""

_TELLING_FACTS = frozenset({"value", "choices", "key", "choice"})
"""The facts of a problem that may quote an answer."""


class Masking:
    """Covers what is private in one mapping."""

    def __init__(self, mapping: Mapping) -> None:
        self.mapping = mapping
        self._fields = private_fields(mapping)
        self._values = private_values(mapping)
        self._rules = frozenset(rule for rule, _ in self._fields)

    def hides(self, source: Source) -> bool:
        """Whether what a source gives is covered."""
        match source:
            case NamedValue(name):
                return name in self._values
            case ColumnSource(column):
                return any(
                    self.hides(each)
                    for rule in self.mapping.rules
                    for each in column_sources(table_of(rule), column)
                    if not isinstance(each, ColumnSource)
                )
            case _:
                return is_private(self.mapping.form, source)

    def answer(self, source: Source, found: Answer) -> Answer:
        """What a source gave, to be shown."""
        return _covered(found) if self.hides(source) else found

    def evaluation(self, found: Evaluation) -> Evaluation:
        """An evaluation to be shown; its submission keeps the answers, and says that it is masked."""
        return Evaluation(
            replace(found.submission, masked=True),
            tuple(self._record(record) for record in found.records),
            tuple(self._problem(problem) for problem in found.problems),
        )

    def value_results(self, found: ValueResults) -> ValueResults:
        """What named values gave, to be shown."""
        return {
            name: tuple(self._result(each) for each in results) if name in self._values else results
            for name, results in found.items()
        }

    def preview(self, found: RunnerPreview) -> RunnerPreview:
        """What a runner will write, to be shown."""
        return replace(found, records=tuple(self._runner_record(each) for each in found.records))

    def blank_reason(self, reason: BlankReason) -> BlankReason:
        """Why there is no value, to be shown: the answers that it rests on are covered. The value
        itself comes from a result, which is covered already, or is the name of a file."""
        shown = reason.shown
        if shown is not None:
            read = tuple(
                replace(each, answer=self.answer(QuestionSource(each.question), each.answer))
                for each in shown.read
            )
            shown = replace(shown, read=read)
        hidden = reason.source is not None and self.hides(reason.source)
        return replace(
            reason,
            shown=shown,
            value=MASK if hidden and reason.value else reason.value,
            asked=tuple(self._trace(each) for each in reason.asked),
        )

    def _record(self, record: RecordResult) -> RecordResult:
        if record.rule not in self._rules:
            return record
        fields = tuple(
            self._result(each) if (record.rule, each.field) in self._fields else each
            for each in record.fields
        )
        return replace(record, fields=fields)

    def _result(self, result: FieldResult) -> FieldResult:
        explained = result.explained
        return FieldResult(
            result.field,
            result.outcome,
            _covered_value(result.value),
            lambda _: self._explanation(result.explanation),
            None,
            self._explanation(explained) if explained is not None else None,
        )

    def _explanation(self, told: Explanation) -> Explanation:
        return replace(
            told,
            reason=_reason(told.reason) if told.reason is not None else None,
            traces=tuple(self._trace(each) for each in told.traces),
            stages=tuple(_covered(each) for each in told.stages),
            outside=tuple(MASK for _ in told.outside),
            unreadable=tuple(replace(each, value=MASK) for each in told.unreadable),
            asked=tuple(self._trace(each) for each in told.asked),
            failed=tuple(_reason(each) for each in told.failed),
        )

    def _trace(self, trace: Trace) -> Trace:
        return Trace(trace.source, self.answer(trace.source, trace.answer))

    def _problem(self, problem: Problem) -> Problem:
        # What stands in no field may be of a condition: it is covered, but for keys of choice ids.
        where = problem.where if isinstance(problem.where, InRule) else InRule()
        rule = RuleId(where.rule or "")
        if problem.kind is ResultKind.DUPLICATE_KEY:
            private = rule in self._rules
        else:
            private = where.field is None or (rule, where.field) in self._fields
        return _covered_problem(problem) if private else problem

    def _runner_record(self, found: RunnerRecord) -> RunnerRecord:
        rule = found.record.rule
        if rule not in self._rules:
            return found
        return replace(
            found,
            record=self._record(found.record),
            fields=tuple(self._runner_field(rule, each) for each in found.fields),
            refused=tuple(_covered_problem(each) for each in found.refused),
        )

    def _runner_field(self, rule: RuleId, found: RunnerField) -> RunnerField:
        # Of a column that the runner adds it is not known what it is made of.
        if found.field is not None and (rule, found.field.field) not in self._fields:
            return found
        value = found.cell.value
        return replace(
            found,
            cell=replace(found.cell, value=value if value in (None, "") else MASK),
            field=self._result(found.field) if found.field is not None else None,
            refused=tuple(_covered_problem(each) for each in found.refused),
        )


def _covered(found: Answer) -> Answer:
    return replace(found, value=MASK) if found.state is State.ANSWERED else found


def _covered_value(value: Value | ReferenceTo) -> Value | ReferenceTo:
    if isinstance(value, ReferenceTo):
        return replace(value, value=MASK)
    return value if value is None or value == "" else MASK


def _reason(reason: Reason) -> Reason:
    return replace(reason, choice=MASK) if reason.choice else reason


def shown_answer(mapping: Mapping, submission: Submission, source: Source, found: Answer) -> Answer:
    """What a source of the open submission gave, to be shown."""
    return Masking(mapping).answer(source, found) if submission.masked else found


def _covered_problem(problem: Problem) -> Problem:
    facts: dict[str, object] = {}
    for name, value in problem.facts.items():
        if isinstance(value, Reason):
            facts[name] = _reason(value)
        elif name in _TELLING_FACTS:
            facts[name] = tuple(MASK for _ in value) if isinstance(value, tuple | list) else MASK
        else:
            facts[name] = value
    mends = tuple(each for each in problem.mends if each.kind is not MendKind.ADD_CHOICES)
    return replace(problem, facts=facts, mends=mends)
