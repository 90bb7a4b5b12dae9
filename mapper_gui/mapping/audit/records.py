"""The whole mapping run over many submissions: what is made, what is wrong, what would be refused."""

from collections import Counter
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field

from mapper_gui.mapping.field_fit import Misfit, misfit
from mapper_gui.mapping.form import QuestionId
from mapper_gui.mapping.identifiers import UUID_CALCULATION, hidden_value_to_add
from mapper_gui.mapping.mapping import Mapping, Operation, RecordRule, RuleId
from mapper_gui.mapping.problem import InRule, Problem, Severity
from mapper_gui.mapping.result import (
    Evaluation,
    Item,
    Outcome,
    RecordResult,
    ReferenceTo,
    Value,
    text_of,
)
from mapper_gui.mapping.source import CASE_ID, CaseSource
from mapper_gui.mapping.submission import NO_ROWS, State, Submission, answer, rows_of

MOST_SUBMISSIONS = 100
MOST_VALUES = 20


@dataclass(frozen=True, slots=True)
class RuleRun:
    """What one record rule made of all submissions."""

    rule: RuleId
    object: str
    made: int
    skipped: int
    """Items whose condition was false."""
    not_made: int
    submissions: int
    """How many submissions gave at least one record."""


@dataclass(frozen=True, slots=True)
class ProblemSeen:
    """A problem that submissions showed, the first as an example."""

    problem: Problem
    count: int
    submissions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """Values that a target field would refuse. `typed`: they come from what a person typed."""

    rule: RuleId
    field: str
    why: Misfit
    count: int
    values: tuple[str, ...]
    submissions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RequiredBlank:
    """A required field that was not given a value in `count` of `made` records."""

    rule: RuleId
    field: str
    count: int
    made: int
    submissions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeyShared:
    """A key that records of several submissions have while what they write differs."""

    key: tuple[str, ...]
    submissions: tuple[str, ...]
    one_case: bool
    """Whether all are about one case: then the later one updates the record."""
    cases_known: bool = True
    """Whether at least two say which case they are about, and it is not the same."""


@dataclass(frozen=True, slots=True)
class KeyRun:
    """Whether a rule's key told the records apart. `hidden_value` and `calculation`: what to add to
    the form where it did not."""

    rule: RuleId
    fields: tuple[str, ...]
    missing: int
    missing_in: tuple[str, ...]
    twice_in: tuple[str, ...]
    """Submissions of which two items gave the same key."""
    shared: tuple[KeyShared, ...]
    hidden_value: str
    calculation: str

    @property
    def overwritten(self) -> tuple[KeyShared, ...]:
        """Keys under which records of different cases overwrite each other."""
        return tuple(each for each in self.shared if not each.one_case)

    @property
    def is_safe(self) -> bool:
        """Whether every record had a key, and no two different ones the same."""
        return not (self.missing or self.twice_in or self.overwritten)


@dataclass(slots=True)
class _Group:
    """Findings of one kind under way."""

    example: Problem | None = None
    count: int = 0
    values: dict[str, None] = field(default_factory=dict)
    submissions: dict[str, None] = field(default_factory=dict)

    def note(self, submission: str, value: str | None = None) -> None:
        self.count += 1
        if len(self.submissions) < MOST_SUBMISSIONS:
            self.submissions[submission] = None
        if value is not None and len(self.values) < MOST_VALUES:
            self.values[value] = None


@dataclass(slots=True)
class _Keyed:
    """Records under one key: (submission, case_id), and what each wrote."""

    uses: list[tuple[str, str]] = field(default_factory=list)
    written: set[int] = field(default_factory=set)


class _Cases:
    """The cases that the records of one submission are about."""

    def __init__(self, mapping: Mapping, submission: Submission) -> None:
        self._mapping, self._submission = mapping, submission
        self._found: dict[QuestionId | None, dict[Item, str]] = {}

    def of(self, rule: RecordRule, item: Item) -> str:
        """The submission's case, or in a repeat that of the record's row; empty where none is."""
        found = self._found.get(rule.repeat)
        if found is None:
            found = self._found[rule.repeat] = dict(self._read(rule.repeat))
        if rule.repeat is None:
            return found.get((), "")
        depth = len(self._mapping.form.repeats_around(rule.repeat)) + 1
        return found.get(item[:depth], "")

    def _read(self, repeat: QuestionId | None) -> Iterator[tuple[Item, str]]:
        form = self._mapping.form
        source, scopes = CASE_ID, [NO_ROWS]
        if repeat is not None:
            source = CaseSource(f"{repeat}/case", "@case_id")
            scopes = rows_of(self._submission, form, repeat)[0]
        for rows in scopes:
            found = answer(self._submission, form, source, rows)
            if found.state is State.ANSWERED:
                yield tuple(row.number for row in rows.values()), text_of(found.value)


class RunAuditor:
    """`add` the evaluation of each submission once."""

    def __init__(self, mapping: Mapping) -> None:
        self._mapping = mapping
        self._rules = {rule.id: rule for rule in mapping.rules}
        self._counts: dict[RuleId, Counter[str]] = {rule.id: Counter() for rule in mapping.rules}
        self._problems: dict[Hashable, _Group] = {}
        self._refused: dict[tuple[RuleId, str, Misfit], _Group] = {}
        self._blank: dict[tuple[RuleId, str], _Group] = {}
        self._keys: dict[RuleId, dict[tuple[str, ...], _Keyed]] = {}
        self._twice: dict[RuleId, dict[str, None]] = {}
        self._missing: dict[RuleId, _Group] = {}

    def add(self, evaluation: Evaluation, submission: str) -> None:
        """Count what one submission gave, which is called `submission` in what is found."""
        for problem in evaluation.problems:
            self._note_problem(problem, submission)
        gave: set[RuleId] = set()
        cases = _Cases(self._mapping, evaluation.submission)
        for record in evaluation.records:
            counts = self._counts[record.rule]
            state = "made" if record.made else "skipped" if record.skipped else "not_made"
            counts[state] += 1
            if record.skipped:
                continue
            rule = self._rules[record.rule]
            self._note_values(rule, record, submission)
            if record.made:
                gave.add(record.rule)
                self._note_key(rule, record, cases, submission)
            elif any(
                record.field(name) is None or not _is_written(record, name) for name in rule.key
            ):
                self._missing.setdefault(rule.id, _Group()).note(submission)
        for rule_id in gave:
            self._counts[rule_id]["submissions"] += 1

    def _note_problem(self, problem: Problem, submission: str) -> None:
        where = problem.where
        place = (where.rule, where.field) if isinstance(where, InRule) else (None, None)
        group = self._problems.setdefault((problem.kind, *place), _Group(problem))
        group.note(submission)

    def _note_values(self, rule: RecordRule, record: RecordResult, submission: str) -> None:
        found = self._mapping.target_object(rule)
        if found is None:
            return
        for result in record.fields:
            target = found.field(result.field)
            if target is None or result.outcome is not Outcome.WRITTEN:
                continue
            why = misfit(target, result.value)
            if why is not None:
                group = self._refused.setdefault((rule.id, result.field, why), _Group())
                group.note(submission, _shown(result.value))
        if not record.made or rule.operation is Operation.UPDATE:
            return
        for target in found.required:
            if not _is_written(record, target.name):
                self._blank.setdefault((rule.id, target.name), _Group()).note(submission)

    def _note_key(
        self, rule: RecordRule, record: RecordResult, cases: "_Cases", submission: str
    ) -> None:
        if not rule.key:
            return
        key = tuple(_shown(value) for value in record.key_values.values())
        keyed = self._keys.setdefault(rule.id, {}).setdefault(key, _Keyed())
        if keyed.uses and keyed.uses[-1][0] == submission:
            self._twice.setdefault(rule.id, {})[submission] = None
        keyed.uses.append((submission, cases.of(rule, record.item)))
        keyed.written.add(hash(tuple(map(_same, record.written.values()))))

    def rules(self) -> Iterator[RuleRun]:
        for rule in self._mapping.rules:
            counts = self._counts[rule.id]
            yield RuleRun(
                rule.id,
                rule.object,
                counts["made"],
                counts["skipped"],
                counts["not_made"],
                counts["submissions"],
            )

    def problems(self) -> Iterator[ProblemSeen]:
        """The errors first, then what came most often."""
        found = [group for group in self._problems.values() if group.example is not None]
        found.sort(key=lambda group: (_is_warning(group), -group.count))
        for group in found:
            assert group.example is not None
            yield ProblemSeen(group.example, group.count, tuple(group.submissions))

    def refused(self) -> Iterator[Refused]:
        for (rule, name, why), group in self._refused.items():
            yield Refused(
                rule, name, why, group.count, tuple(group.values), tuple(group.submissions)
            )

    def required_blank(self) -> Iterator[RequiredBlank]:
        for (rule, name), group in self._blank.items():
            made = self._counts[rule]["made"]
            yield RequiredBlank(rule, name, group.count, made, tuple(group.submissions))

    def keys(self) -> Iterator[KeyRun]:
        for rule in self._mapping.rules:
            if not rule.key or not rule.makes_records:
                continue
            missing = self._missing.get(rule.id, _Group())
            yield KeyRun(
                rule.id,
                rule.key,
                missing.count,
                tuple(missing.submissions),
                tuple(self._twice.get(rule.id, {})),
                tuple(self._shared(rule)),
                hidden_value_to_add(self._mapping.form, rule.object, rule.repeat),
                UUID_CALCULATION,
            )

    def _shared(self, rule: RecordRule) -> Iterator[KeyShared]:
        for key, keyed in self._keys.get(rule.id, {}).items():
            submissions = tuple(dict.fromkeys(submission for submission, _ in keyed.uses))
            if len(submissions) < 2 or len(keyed.written) < 2:
                continue  # the same written again overwrites nothing
            cases = {case for _, case in keyed.uses}
            one_case = len(cases) == 1 and "" not in cases
            yield KeyShared(key, submissions[:MOST_SUBMISSIONS], one_case, len(cases - {""}) > 1)


def _is_written(record: RecordResult, name: str) -> bool:
    result = record.field(name)
    if result is None or result.outcome is not Outcome.WRITTEN:
        return False
    return result.value is not None and result.value != ""


def _shown(value: Value | ReferenceTo) -> str:
    return text_of(value.value if isinstance(value, ReferenceTo) else value)


def _same(value: Value | ReferenceTo) -> Hashable:
    """What is the same to a target: Python finds 1 and true equal."""
    if isinstance(value, ReferenceTo):
        return value.object, value.field, _same(value.value)
    if isinstance(value, tuple):
        return tuple(map(_same, value))
    return isinstance(value, bool), value


def _is_warning(group: _Group) -> bool:
    return group.example is not None and group.example.severity is Severity.WARNING
