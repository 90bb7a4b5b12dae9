"""What a field is given: its value made, and its policies where there is none."""

from mapper_gui.mapping.making import maker
from mapper_gui.mapping.mapping import FieldRule, Mapping
from mapper_gui.mapping.result import (
    Explanation,
    FieldResult,
    Outcome,
    Reason,
    ReasonKind,
    ReferenceTo,
    ResultKind,
    Value,
)
from mapper_gui.mapping.scope import Maker, Making, Scope, Setting, Walk
from mapper_gui.mapping.source import QuestionSource
from mapper_gui.mapping.steps import Code
from mapper_gui.mapping.submission import Answer, Fault, Found, State, as_answer
from mapper_gui.mapping.values import Policy, PolicyAction

FAULTS = {
    Fault.LIST_FOUND: (ResultKind.LIST_FOUND, ReasonKind.LIST_FOUND),
    Fault.GROUP_FOUND: (ResultKind.GROUP_FOUND, ReasonKind.GROUP_FOUND),
    Fault.REPEAT_NOT_ITERATED: (
        ResultKind.REPEAT_NOT_ITERATED,
        ReasonKind.REPEAT_NOT_ITERATED,
    ),
}
"""What a fault is as a problem, and as a reason."""

Given = tuple[Outcome, Value | ReferenceTo]

_WRITTEN = Outcome.WRITTEN
"""By a name of its own: this is looked up for every field of every submission."""


class FieldMaking:
    """A field rule, prepared to be made for many submissions."""

    def __init__(self, setting: Setting, rule: FieldRule, *, is_key: bool) -> None:
        self._mapping = setting.mapping
        self._rule = rule
        self._name = rule.field
        self._is_key = is_key
        self._is_plain = rule.reference is None
        self._explain = self.explanation
        self._making: Making | None = None
        self._make: Maker | None = None
        if rule.take is not None:
            self._making = maker(setting, rule.take, rule.then)
            if not _runs_code(setting.mapping, rule):
                self._make = self._making.quick
        self._if_absent = self._given_by(rule.if_absent)
        self._if_empty = self._given_by(rule.if_empty)

    def result(self, scope: Scope, quiet: Walk) -> FieldResult:
        """What the field is given here; `quiet` is a walk for all fields made in this scope."""
        if self._make is None:
            return self.explained(scope)
        value = self._make(scope, quiet)
        if quiet.odd:
            quiet.odd = False
            quiet.values.clear()  # those had something to tell, which every field tells anew
            return self.explained(scope)
        if self._is_plain and not isinstance(value, Answer) and value is not None:
            return FieldResult(self._name, _WRITTEN, value, self._explain, scope)
        outcome, given = self._given(value)
        return FieldResult(self._name, outcome, given, self._explain, scope)

    def explained(self, scope: Scope) -> FieldResult:
        """The same with all that led to it: the value is made noting what it meets."""
        outcome, given, explanation = self._made(scope)
        return FieldResult(self._name, outcome, given, self._explain, scope, explanation)

    def explanation(self, scope: Scope) -> Explanation:
        """How it came to that."""
        return self._made(scope)[2]

    def _made(self, scope: Scope) -> tuple[Outcome, Value | ReferenceTo, Explanation]:
        if self._making is None:
            return Outcome.LEFT_OUT, None, Explanation(Reason(ReasonKind.NO_VALUE_YET))
        walk = Walk()
        value = self._making.noted(scope, walk)
        outcome, given, reason = self._settled(value, walk)
        return outcome, given, Explanation(
            reason,
            tuple(walk.traces),
            tuple(walk.stages),
            tuple(walk.outside),
            tuple(walk.unreadable),
            tuple(walk.asked),
            walk.from_sample,
            tuple(walk.failed),
        )  # fmt: skip

    def _settled(
        self, value: Found, walk: Walk
    ) -> tuple[Outcome, Value | ReferenceTo, Reason | None]:
        found = as_answer(value)
        fault = next((t for t in walk.traces if t.answer.fault is not None), None)
        if fault is not None and fault.answer.fault is not None and found.state is State.ABSENT:
            kind = FAULTS[fault.answer.fault][1]
            return Outcome.LEFT_OUT, None, Reason(kind, fault.source)
        if walk.stopped:
            return Outcome.STOPPED, None, walk.reason
        outcome, given = self._given(value)
        if found.state is State.ANSWERED:
            return outcome, given, None
        return outcome, given, walk.reason or _reason(self._mapping, found, walk)

    def _given(self, value: Found) -> Given:
        """What is written of a value, where there is no fault in it and nothing stops it."""
        if isinstance(value, Answer):
            if self._is_key:
                return Outcome.STOPPED, None
            return self._if_absent if value.state is State.ABSENT else self._if_empty
        if value is None:
            # A null constant is a value and meets no policy; a key cannot be null.
            return Outcome.STOPPED if self._is_key else Outcome.WRITTEN, None
        return Outcome.WRITTEN, self._as_reference(value)

    def _as_reference(self, value: Value) -> Value | ReferenceTo:
        reference = self._rule.reference
        if reference is None or value is None:
            return value
        return ReferenceTo(reference.object, reference.field, value)

    def _given_by(self, policy: Policy) -> Given:
        match policy.action:
            case PolicyAction.LEAVE_OUT:
                return Outcome.LEFT_OUT, None
            case PolicyAction.NULL:
                return Outcome.WRITTEN, None
            case PolicyAction.BLANK:
                return Outcome.WRITTEN, self._as_reference("")
            case PolicyAction.DEFAULT:
                return Outcome.WRITTEN, self._as_reference(policy.default)
            case PolicyAction.STOP:
                return Outcome.STOPPED, None


def _runs_code(mapping: Mapping, rule: FieldRule) -> bool:
    """Whether making it may run code, itself or by a named value: code is run once."""
    if not mapping.has_code:
        return False
    named = mapping.named_values.values()
    return any(
        isinstance(step, Code) for then in (rule.then, *(v.then for v in named)) for step in then
    )


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
