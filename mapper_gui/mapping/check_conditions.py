"""Checks conditions: what they compare with, and those that hold always or never."""

from collections.abc import Iterator

from mapper_gui.mapping.check_kind import CheckKind, error, warning
from mapper_gui.mapping.check_sources import check_read
from mapper_gui.mapping.conditions import (
    TEXT_OPERATORS,
    AllOf,
    AnyOf,
    Compare,
    Condition,
    Not,
    Operator,
    ReadAs,
)
from mapper_gui.mapping.dates import read_commcare_date
from mapper_gui.mapping.errors import Facts
from mapper_gui.mapping.form import MULTIPLE_ANSWER, Kind, Question
from mapper_gui.mapping.mapping import Mapping, RecordRule
from mapper_gui.mapping.numbers import read_number, trimmed
from mapper_gui.mapping.problem import InRule, Problem
from mapper_gui.mapping.reads import Reads, condition_reads
from mapper_gui.mapping.source import QuestionSource, Source
from mapper_gui.mapping.values import Cases, Take

_SAME = frozenset({Operator.EQUAL, Operator.NOT_EQUAL, Operator.ONE_OF})
_ORDER = frozenset({Operator.LESS, Operator.AT_MOST, Operator.GREATER, Operator.AT_LEAST})
_NUMBERS = frozenset({Kind.INTEGER, Kind.LONG, Kind.DECIMAL})


def check_when(
    mapping: Mapping,
    rule: RecordRule | None,
    condition: Condition,
    where: InRule,
    reads: Reads,
) -> Iterator[Problem]:
    """A rule's condition, or without a rule that of the whole mapping, with its sources."""
    for read in dict.fromkeys(condition_reads(condition)):
        yield from check_read(mapping, rule, read, where, reads)
    yield from check_comparisons(mapping, condition, where)


def check_cases(
    mapping: Mapping, take: Take | None, where: InRule, named: str | None = None
) -> Iterator[Problem]:
    """The conditions of ordered rules; their sources are checked with the field's."""
    if not isinstance(take, Cases):
        return
    facts = {} if named is None else {"named": named}
    if not take.cases:
        yield warning(CheckKind.NO_CASES, where, **facts)
    for case in take.cases:
        yield from check_comparisons(mapping, case.when, where, named)
        yield from check_cases(mapping, case.take, where, named)
    yield from check_cases(mapping, take.otherwise, where, named)


def check_comparisons(
    mapping: Mapping, condition: Condition, where: InRule, named: str | None = None
) -> Iterator[Problem]:
    """What is compared with what, and whether it can hold and fail at all."""
    facts = {} if named is None else {"named": named}
    always = outcome(condition)
    if always is not None:
        kind = CheckKind.CONDITION_ALWAYS if always else CheckKind.CONDITION_NEVER
        problem = warning if always else error
        yield problem(kind, where, **facts)
        return
    for compare in _comparisons(condition):
        yield from _comparison(mapping, compare, where, facts)


def outcome(condition: Condition) -> bool | None:
    """Whether a condition always holds, or never; None where that depends on the submission."""
    match condition:
        case Not(inner):
            found = outcome(inner)
            return None if found is None else not found
        case AllOf(conditions):
            if _contradict(conditions, Operator.EQUAL):
                return False
            return _joined([outcome(each) for each in conditions], all_of=True)
        case AnyOf(conditions):
            if _contradict(conditions, Operator.NOT_EQUAL):
                return True  # `a` is not x or `a` is not y: one of the two is always so
            return _joined([outcome(each) for each in conditions], all_of=False)
        case Compare(_, Operator.ONE_OF, ()):
            return False
        case _:
            return None


def _joined(found: list[bool | None], *, all_of: bool) -> bool | None:
    if (not all_of) in found:
        return not all_of
    return all_of if all(each is all_of for each in found) else None


def _contradict(conditions: tuple[Condition, ...], operator: Operator) -> bool:
    """Whether one source is compared with two different texts by this operator."""
    seen: dict[Source, tuple[str, ...]] = {}
    for each in conditions:
        if not isinstance(each, Compare) or each.operator is not operator:
            continue
        operand = each.operand
        if not isinstance(operand, tuple) or each.read_as is not ReadAs.TEXT:
            continue
        if seen.setdefault(each.source, operand) != operand:
            return True
    return False


def _comparisons(condition: Condition) -> Iterator[Compare]:
    match condition:
        case Compare():
            yield condition
        case AllOf(conditions) | AnyOf(conditions):
            for each in conditions:
                yield from _comparisons(each)
        case Not(inner):
            yield from _comparisons(inner)


def _comparison(
    mapping: Mapping, compare: Compare, where: InRule, facts: dict[str, str]
) -> Iterator[Problem]:
    operator, operand = compare.operator, compare.operand
    source = compare.source
    question = (
        mapping.form.question(source.question) if isinstance(source, QuestionSource) else None
    )
    constants = operand if isinstance(operand, tuple) else ()
    if operator not in TEXT_OPERATORS:
        unreadable = tuple(text for text in constants if not _can_read(text, compare.read_as))
        if unreadable:
            yield error(
                CheckKind.COMPARED_UNREADABLE, where, source=source, values=unreadable,
                read_as=compare.read_as, **facts,
            )  # fmt: skip
            return
        as_text = operator in _ORDER and compare.read_as is ReadAs.TEXT
        if as_text and question is not None and question.kind in _NUMBERS:
            yield warning(CheckKind.COMPARED_AS_TEXT, where, source=source, **facts)
    if question is None or compare.read_as is not ReadAs.TEXT:
        return
    is_multiple = question.kind in MULTIPLE_ANSWER
    if operator in _SAME and is_multiple and any(text for text in constants):
        yield warning(CheckKind.MULTIPLE_COMPARED_WHOLE, where, source=source, **facts)
    if operator is Operator.HAS_CHOICE and question.kind is Kind.SINGLE:
        yield warning(CheckKind.CONTAINS_ON_SINGLE, where, source=source, **facts)
    if operator in _SAME or operator is Operator.HAS_CHOICE:
        yield from check_choice_ids(question, constants, where, facts, several=is_multiple)


def check_choice_ids(
    question: Question,
    texts: tuple[str, ...],
    where: InRule,
    facts: Facts,
    *,
    several: bool = False,
) -> Iterator[Problem]:
    """Whether these are choice ids of the question; those that are labels instead are errors.
    `several`: a text may hold several ids with spaces between."""
    if not question.choices:
        return
    ids = {choice.id for choice in question.choices}
    unknown = [
        text
        for text in texts
        if text and text not in ids and not (several and ids.issuperset(text.split()))
    ]
    if not unknown:
        return
    by_label = {
        label.strip().casefold(): choice.id
        for choice in reversed(question.choices)
        for label in choice.labels.values()
    }
    source = QuestionSource(question.id) if question.id is not None else None
    labels = [(t, by_label[key]) for t in unknown if (key := t.strip().casefold()) in by_label]
    if labels:
        yield error(
            CheckKind.COMPARED_WITH_LABEL, where, source=source, labels=tuple(labels), **facts
        )
    others = tuple(text for text in unknown if text.strip().casefold() not in by_label)
    if others:
        yield warning(
            CheckKind.COMPARED_WITH_NO_CHOICE, where, source=source, choices=others, **facts
        )


def _can_read(text: str, read_as: ReadAs) -> bool:
    match read_as:
        case ReadAs.TEXT:
            return True
        case ReadAs.NUMBER:
            return read_number(text) is not None
        case ReadAs.DATE:
            return read_commcare_date(trimmed(text)) is not None
