"""Why a target field has no value, told from the form, the rule and the submission.

What is certain follows from them; everything else is said to be possible, with the look-up that
would decide. Nothing is guessed.
"""

from collections.abc import Iterable
from collections.abc import Mapping as Lookup
from functools import cached_property

from mapper_gui.mapping.blank import Blank, BlankKind, BlankReason
from mapper_gui.mapping.blank_items import Item, Items
from mapper_gui.mapping.conditions import Condition
from mapper_gui.mapping.form import Form
from mapper_gui.mapping.mapping import Chosen, FieldRule, Mapping, RecordRule
from mapper_gui.mapping.masked import Masking
from mapper_gui.mapping.result import (
    Evaluation,
    FieldResult,
    Outcome,
    Reason,
    ReasonKind,
    RecordResult,
    ResultKind,
    Trace,
    text_of,
)
from mapper_gui.mapping.source import (
    AttachmentSource,
    CaseSource,
    ColumnSource,
    MetaSource,
    NamedValue,
    QuestionSource,
    Source,
    SubmissionSource,
)
from mapper_gui.mapping.submission import State, Submission
from mapper_gui.mapping.submission_nodes import nodes_at
from mapper_gui.mapping.values import Cases, First, value_sources
from mapper_gui.mapping.why_absent import Absences, build_of

_BY_SOURCE = frozenset({ReasonKind.ABSENT, ReasonKind.EMPTY, ReasonKind.NOT_IN_FORM})
MOST_REASONS = 40
"""A text of hundreds of parts is not told better by more."""


def why_blank(
    mapping: Mapping,
    evaluation: Evaluation,
    record: RecordResult,
    field: str,
    builds: Lookup[str, Form] | None = None,
) -> Blank | None:
    """Why this field of this record has no value; None where it has one. For many use `Blanks`."""
    return Blanks(mapping, builds).why(evaluation, record, field)


class Blanks:
    """Explains what has no value, for one mapping and any number of submissions.

    `builds`: the form in the app versions whose structure is known, by build id. Display conditions
    are read once. It is fastest when all of one submission is asked before the next.
    """

    def __init__(self, mapping: Mapping, builds: Lookup[str, Form] | None = None) -> None:
        self.mapping = mapping
        self._builds = builds
        self._absences = Absences(mapping.form, builds)
        self._items = Items(mapping)

    def for_mapping(self, mapping: Mapping) -> "Blanks":
        """The same for an edited mapping of the same form, of which all that is known is kept."""
        made = Blanks(mapping, self._builds)
        made._absences = self._absences
        return made

    def why(
        self, evaluation: Evaluation, record: RecordResult, field: str | FieldResult
    ) -> Blank | None:
        """Why a field has no value of its own, also where a policy then wrote one; None where it
        has one, or where the record has no such field."""
        result = record.field(field) if isinstance(field, str) else field
        if result is None or (result.reason is None and result.outcome is Outcome.WRITTEN):
            return None
        rule = self.mapping.rule(record.rule)
        field_rule = rule.field_rule(result.field) if rule is not None else None
        if rule is None or field_rule is None:
            return None
        item = self._items.item(evaluation.submission, rule, record.item)
        return self._blank(evaluation.submission, self._of_field(item, field_rule, result))

    def why_not_made(self, evaluation: Evaluation, record: RecordResult) -> Blank | None:
        """Why a record is not made: its condition is false, its key is missing, a field stops it."""
        rule = self.mapping.rule(record.rule)
        if record.made or rule is None:
            return None
        submission = evaluation.submission
        if record.skipped and rule.when is not None:
            item = self._items.item(submission, rule, record.item)
            return self._blank(
                submission, [_by_condition(BlankKind.RECORD_CONDITION, item, rule.when)]
            )
        reasons: list[BlankReason] = []
        for name in record.key:
            result = record.field(name)
            if result is None or result.outcome is not Outcome.WRITTEN:
                reasons.append(BlankReason(BlankKind.KEY_MISSING, True, field=name))
                found = self.why(evaluation, record, result) if result else None
                reasons += found.reasons if found else ()
        for result in record.fields:
            if result.outcome is Outcome.STOPPED and result.field not in record.key:
                reasons.append(BlankReason(BlankKind.STOPPED, True, field=result.field))
                found = self.why(evaluation, record, result)
                reasons += found.reasons if found else ()
        return self._blank(submission, reasons)

    def why_no_records(self, evaluation: Evaluation, rule: RecordRule) -> Blank | None:
        """Why a rule gave nothing at all, not even a record that is not made: the mapping does not
        accept the submission, the repeat has no rows, nothing was chosen. None where it gave any."""
        if any(record.rule == rule.id for record in evaluation.records):
            return None
        submission, when = evaluation.submission, self.mapping.accepts.when
        if when is not None and any(p.kind is ResultKind.NOT_ACCEPTED for p in evaluation.problems):
            item = self._items.item(submission, None, ())
            return self._blank(submission, [_by_condition(BlankKind.NOT_ACCEPTED, item, when)])
        if not rule.makes_records:
            reason = Reason(ReasonKind.NO_VALUE_YET)
            return self._blank(submission, [BlankReason(BlankKind.RULE, True, reason=reason)])
        if isinstance(rule.for_each, Chosen):
            question = rule.for_each.question
            why = self._absences.why(submission, question, QuestionSource(question))
            chosen = BlankReason(BlankKind.NOTHING_CHOSEN, True, question=question)
            return self._blank(submission, [chosen, *why])
        if rule.repeat is not None:
            hidden = self._absences.not_shown(submission, rule.repeat)
            none = BlankReason(BlankKind.NO_ROWS, True, question=rule.repeat)
            return self._blank(submission, [none, *hidden])
        return None

    @cached_property
    def _masking(self) -> Masking:
        return Masking(self.mapping)

    def _blank(self, submission: Submission, reasons: Iterable[BlankReason]) -> Blank:
        found: list[BlankReason] = []
        masking = self._masking if submission.masked else None
        for reason in reasons:
            if masking is not None:
                reason = masking.blank_reason(reason)
            if reason not in found and len(found) < MOST_REASONS:
                found.append(reason)
        build = build_of(submission)
        undecided = any(r.kind is BlankKind.NOT_IN_VERSION and not r.certain for r in found)
        decides = undecided and not self._absences.knows_version(submission)
        return Blank(tuple(found), build if decides else None, build)

    def _of_field(self, item: Item, rule: FieldRule, result: FieldResult) -> list[BlankReason]:
        reason = result.reason or Reason(ReasonKind.ABSENT)
        turned = _step_that_turned(result)
        match reason.kind:
            case ReasonKind.OUTSIDE_TABLE:
                return [_certain(BlankKind.OUTSIDE_TABLE, result, value=reason.choice or "")]
            case ReasonKind.EMPTY if reason.choice is not None:
                kind = BlankKind.TABLE_GIVES_NOTHING
                return [_certain(kind, result, value=reason.choice, step=turned)]
            case ReasonKind.UNREADABLE:
                return [_cannot_read(result, reason)]
            case ReasonKind.NO_CASE:
                return [BlankReason(BlankKind.NO_CASE_HOLDS, True, asked=result.asked)]
            case ReasonKind.NOT_LOOKED_UP:
                kind, value = BlankKind.NO_SAMPLE_ANSWER, reason.choice or ""
                return [BlankReason(kind, True, reason.source, value=value)]
            case kind if kind not in _BY_SOURCE:
                return [BlankReason(BlankKind.RULE, True, reason.source, reason=reason)]
        if turned is not None and (reason.source is None or not _asked(result, reason.source)):
            value = text_of(result.stages[turned].value)
            return [_certain(BlankKind.STEP_GIVES_NOTHING, result, value=value, step=turned)]
        return self._of_sources(item, rule, result, reason)

    def _of_sources(
        self, item: Item, rule: FieldRule, result: FieldResult, reason: Reason
    ) -> list[BlankReason]:
        """The sources that gave nothing: of the first answered all, else those that were missed."""
        blank = [trace for trace in result.traces if trace.answer.state is not State.ANSWERED]
        if reason.source is not None and _asked(result, reason.source):
            blank = [Trace(reason.source, trace.answer) for trace in _asked(result, reason.source)]
        found = [each for trace in blank for each in self._of_source(item, trace.source, result)]
        if not found and isinstance(rule.take, Cases | First) and reason.source is None:
            found = [BlankReason(BlankKind.RULE, True, reason=Reason(ReasonKind.NO_VALUE_YET))]
        return found or [BlankReason(BlankKind.RULE, True, reason.source, reason=reason)]

    def _of_source(
        self, item: Item, source: Source, result: FieldResult, deeper: int = 0
    ) -> list[BlankReason]:
        submission = item.submission
        match source:
            case QuestionSource(question):
                return [*self._absences.why(submission, question, source, item.rows)]
            case AttachmentSource(question):
                name = item.read(QuestionSource(question))
                if name is not None and name.state is State.ANSWERED:
                    kind = BlankKind.NO_ATTACHMENT
                    return [BlankReason(kind, True, source, value=text_of(name.value))]
                return [*self._absences.why(submission, question, source, item.rows)]
            case CaseSource(path):
                hidden = self._absences.not_shown(submission, path, item.rows)
                is_there = any(isinstance(n, dict) for n in nodes_at(submission, path, item.rows))
                kind = BlankKind.NOT_IN_CASE_BLOCK if is_there else BlankKind.NO_CASE_BLOCK
                return [BlankReason(kind, True, source), *hidden]
            case SubmissionSource() | MetaSource():
                return [BlankReason(BlankKind.NOT_SENT, True, source)]
            case ColumnSource(column) if column in item.cells:
                inner = item.cell_source(column)
                if inner is not None:
                    return self._of_source(item, inner, result, deeper)
                return [BlankReason(BlankKind.EMPTY_CELL, True, source)]
            case NamedValue(name) if deeper < 5 and name in self.mapping.named_values:
                value = self.mapping.named_values[name]
                inside = {*value_sources(value.take, value.then)}
                missed = [t for t in result.asked if t.source in inside and not _is_answered(t)]
                return [
                    each
                    for trace in missed
                    for each in self._of_source(item, trace.source, result, deeper + 1)
                ] or [BlankReason(BlankKind.RULE, True, source, reason=result.reason)]
            case _:
                return [BlankReason(BlankKind.RULE, True, source, reason=result.reason)]


def _is_answered(trace: Trace) -> bool:
    return trace.answer.state is State.ANSWERED


def _asked(result: FieldResult, source: Source) -> list[Trace]:
    """What a step asked of this source, and was not answered."""
    return [t for t in result.asked if t.source == source and not _is_answered(t)][:1]


def _step_that_turned(result: FieldResult) -> int | None:
    """The step that was given an answer and gave none: the last one that did."""
    for step in range(len(result.stages) - 2, -1, -1):
        before, after = result.stages[step], result.stages[step + 1]
        if before.state is State.ANSWERED and after.state is not State.ANSWERED:
            return step
    return None


def _certain(
    kind: BlankKind, result: FieldResult, *, value: str, step: int | None = None
) -> BlankReason:
    """A reason that lies in what a step made of an answer."""
    source = next((trace.source for trace in result.traces if _is_answered(trace)), None)
    return BlankReason(kind, True, source, value=value, step=step)


def _cannot_read(result: FieldResult, reason: Reason) -> BlankReason:
    found = result.unreadable[-1] if result.unreadable else None
    source = next((trace.source for trace in result.traces if _is_answered(trace)), None)
    return BlankReason(
        BlankKind.STEP_CANNOT_READ,
        True,
        source,
        value=found.value if found else reason.choice or "",
        step=found.step if found else None,
        wanted=found.wanted if found else "",
    )


def _by_condition(kind: BlankKind, item: Item, when: Condition) -> BlankReason:
    return BlankReason(kind, True, condition=when, asked=item.asked_by(when))
