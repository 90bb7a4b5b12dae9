"""Evaluated submissions as rows to load: one batch for each target object, operation and key.

Records of one key are one row, as if they had been loaded one after the other: what a later one
writes counts, what it leaves out stays. Records that are created have a row each.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from mapper_gui.exporters.data_can import TAKES, DataRunner
from mapper_gui.mapping.evaluate import Evaluation, is_other_form, text_of
from mapper_gui.mapping.mapping import FieldRule, Mapping, Operation, RecordRule, RuleId
from mapper_gui.mapping.problem import InRule, Problem, Severity
from mapper_gui.mapping.reads import Reads, condition_reads
from mapper_gui.mapping.result import ReferenceTo, ResultKind, Value
from mapper_gui.mapping.runner_problems import RunnerKind, Unheld
from mapper_gui.mapping.source import NamedValue
from mapper_gui.mapping.submission import Submission
from mapper_gui.mapping.values import Cases, Constant, Take

Row = dict[str, Value | ReferenceTo]
Evaluate = Callable[[Mapping, Submission], Evaluation]
OfSubmission = tuple[str, Problem]
"""A submission's id, and a problem that it showed."""


@dataclass
class Batch:
    """Rows for one load. `columns`: field names in the order of the rules that fill them."""

    object: str
    operation: Operation
    key: tuple[str, ...]
    rules: list[RuleId] = field(default_factory=list)
    columns: dict[str, None] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    joined: int = 0
    """How many records were joined to one that has the same key."""


@dataclass
class Batches:
    """What submissions give: rows by load, in the order of the rules, and what was wrong with any.
    `left_out`: how many submissions are not for the mapping; `given`: of how many."""

    all: list[Batch]
    problems: list[OfSubmission]
    left_out: int = 0
    given: int = 0


def batches_of(mapping: Mapping, submissions: Sequence[Submission], run: Evaluate) -> Batches:
    """The rows of all submissions, oldest first. Those of other forms give none."""
    found = {rule.id: _batch(rule) for rule in mapping.rules if rule.makes_records}
    batches: dict[tuple[str, Operation, tuple[str, ...]], Batch] = {}
    for rule_id, batch in found.items():
        kept = batches.setdefault((batch.object, batch.operation, batch.key), batch)
        kept.rules.append(rule_id)
        kept.columns |= batch.columns
        found[rule_id] = kept
    places: dict[int, dict[tuple[str, ...], Row]] = {id(b): {} for b in batches.values()}
    made = Batches(list(batches.values()), [], given=len(submissions))
    for submission in in_order(submissions):
        if is_other_form(mapping, submission):
            made.left_out += 1
            continue
        result = run(mapping, submission)
        for problem in result.problems:
            if problem.kind is ResultKind.NOT_ACCEPTED:
                made.left_out += 1
            else:
                made.problems.append((submission.id, problem))
        for record in result.records:
            # Typed answers to target lookups are for the preview: no such rule comes here.
            assert not any(each.from_sample for each in record.fields)
            if record.made:
                batch = found[record.rule]
                _add(batch, places[id(batch)], record.written, record.key_values)
    return made


def _batch(rule: RecordRule) -> Batch:
    columns = dict.fromkeys(each.field for each in rule.fields if each.takes_anything)
    key = () if rule.operation is Operation.CREATE else rule.key
    return Batch(rule.object, rule.operation, key, columns=columns)


def _add(batch: Batch, places: dict[tuple[str, ...], Row], row: Row, key: Row) -> None:
    if not batch.key:
        batch.rows.append(row)
        return
    texts = tuple(plain_text(value) for value in key.values())
    present = places.get(texts)
    if present is None:
        places[texts] = row
        batch.rows.append(row)
    else:
        batch.joined += 1
        present.update(row)


def in_order(submissions: Iterable[Submission]) -> Sequence[Submission]:
    """The submissions as CommCare HQ received them; as they stand where one does not say when."""
    given = list(submissions)
    if not all(each.text("received_on") for each in given):
        return given
    return sorted(given, key=lambda each: each.text("received_on"))


def plain_text(value: Value | ReferenceTo) -> str:
    """A single value as text."""
    return text_of(value.value if isinstance(value, ReferenceTo) else value)


def not_expressible(runner: str, take: Take | None, where: InRule) -> Iterator[Problem]:
    """The parts of a value that only the target could answer."""
    if take is None:
        return
    why = TAKES[type(take).__name__].why
    if why is not None:
        facts = {"runner": runner, "why": why, "what": take}
        yield Problem(RunnerKind.NOT_EXPRESSIBLE, Severity.ERROR, where, facts)
    if isinstance(take, Cases):
        for case in take.cases:
            yield from not_expressible(runner, case.take, where)
        yield from not_expressible(runner, take.otherwise, where)


def named_not_expressible(runner: str, mapping: Mapping) -> Iterator[Problem]:
    """The same for the named values that anything in the mapping uses."""
    reads = Reads(mapping)
    found = [*reads.behind(None, condition_reads(mapping.accepts.when))]
    for rule in mapping.rules:
        found += reads.behind(rule, condition_reads(rule.when))
        for each in rule.fields:
            found += reads.in_field(rule, each)
    names = [read.source.name for read in found if isinstance(read.source, NamedValue)]
    for name in dict.fromkeys(names):
        value = mapping.named_values.get(name)
        if value is not None:
            yield from not_expressible(runner, value.take, InRule())


def may_be_null(runner: DataRunner, rule: FieldRule) -> bool:
    """Whether a field rule can write null or blank, which the runner does in its own way."""
    policies = (rule.if_absent.action, rule.if_empty.action)
    if any(runner.policies[action].but is not None for action in policies):
        return True
    return not rule.then and any(value is None for value in _constants(rule.take))


def _constants(take: Take | None) -> Iterator[object]:
    match take:
        case Constant(value):
            yield value
        case Cases(cases, otherwise):
            for case in cases:
                yield from _constants(case.take)
            yield from _constants(otherwise)


@dataclass(frozen=True, slots=True)
class Unfit:
    """A value that a file cannot hold as it is."""

    rule: RuleId
    field: str
    why: Unheld
    value: str
