"""Checks what becomes of choice ids: choice tables, multiple answers and the target's own choices."""

from collections.abc import Iterator, Sequence

from mapper_gui.mapping.check_fields import outside_default, written
from mapper_gui.mapping.check_kind import CheckKind, ValuePart, error, mend, warning
from mapper_gui.mapping.check_tables import rows_twice, rows_unknown
from mapper_gui.mapping.check_takes import inner_takes, question_of
from mapper_gui.mapping.form import MULTIPLE_ANSWER, SELECTS, Form, Question
from mapper_gui.mapping.mapping import Mapping
from mapper_gui.mapping.problem import InRule, Mend, MendKind, Problem
from mapper_gui.mapping.source import QuestionSource, Source
from mapper_gui.mapping.target import FieldType, TargetField
from mapper_gui.mapping.values import (
    ByTable,
    ChoiceTable,
    EachChoice,
    First,
    OutsideAction,
    Step,
    TableStep,
    Take,
)

_FLAGS = frozenset({"true", "false", "1", "0"})


def check_choices(
    mapping: Mapping,
    take: Take | None,
    then: tuple[Step, ...],
    where: InRule,
    field: TargetField | None,
    named: str | None = None,
) -> Iterator[Problem]:
    """The problems of a value's choice tables, or of choice ids that pass without one."""
    facts: dict[str, str] = {} if named is None else {"named": named}
    tables = [step for step in then if isinstance(step, ByTable | EachChoice)]
    for step in tables:
        if isinstance(step.table, str) and mapping.table(step) is None:
            yield error(CheckKind.NO_SUCH_TABLE, where, table=step.table, **facts)
    taken = [each for each in inner_takes(take) if isinstance(each, First)]
    sources = [source for each in taken for source in each.sources]
    questions = _questions(mapping.form, sources)
    if not then:
        yield from _passed_straight(where, field, questions)
        return
    multiple = next((q for q in questions if q.kind in MULTIPLE_ANSWER), None)
    first = then[0]
    if isinstance(first, ByTable | EachChoice) and taken:
        if isinstance(first, ByTable) and multiple is not None:
            each_choice = () if where.field is None else (_map_each(where),)
            yield warning(
                CheckKind.MULTIPLE_ANSWER_IN_TABLE,
                where,
                *each_choice,
                source=_source(multiple),
                **facts,
            )
        table = mapping.table(first)
        if table is not None:
            all_known = len(questions) == len(sources)
            yield from _table(where, first, table, questions, all_known)
            yield from _unmapped(where, first, table, questions, field)
    else:
        for step in tables:
            if isinstance(step.table, ChoiceTable):
                yield from rows_twice(where, step.table, None)
    if isinstance(last := then[-1], ByTable | EachChoice):
        met = multiple if last is first else None
        yield from _results(mapping, where, last, field, met)


def _source(question: Question) -> QuestionSource | None:
    return QuestionSource(question.id) if question.id is not None else None


def _map_each(where: InRule) -> Mend:
    return mend(MendKind.MAP_EACH_CHOICE, rule=where.rule, field=where.field)


def _questions(form: Form, sources: Sequence[Source]) -> list[Question]:
    """The questions among the sources whose choices are known, or that have several answers."""
    found = []
    for source in dict.fromkeys(sources):
        question = question_of(form, source)
        if question is not None and (question.choices or question.kind in MULTIPLE_ANSWER):
            found.append(question)
    return found


def _passed_straight(
    where: InRule, field: TargetField | None, questions: list[Question]
) -> Iterator[Problem]:
    if field is None:
        return
    for question in questions:
        source = _source(question)
        if question.kind in MULTIPLE_ANSWER:
            if field.type is FieldType.CHOICE:
                yield warning(CheckKind.MULTIPLE_INTO_SINGLE, where, source=source)
            elif field.type is FieldType.MULTIPLE_CHOICE:
                each = _map_each(where)
                yield warning(CheckKind.MULTIPLE_NOT_JOINED, where, each, source=source)
        differ = _differ(field, question)
        if differ:
            add = mend(MendKind.ADD_CHOICES, rule=where.rule, field=where.field, choices=differ)
            yield warning(
                CheckKind.CHOICES_PASSED_STRAIGHT, where, add, source=source, choices=differ
            )


def _differ(field: TargetField, question: Question) -> tuple[str, ...]:
    """The choice ids that the field does not take as they are."""
    if question.kind not in SELECTS:
        return ()
    ids = [choice.id for choice in question.choices if choice.id]
    if field.choices:
        known = {choice.value for choice in field.choices}
        return tuple(choice for choice in ids if choice not in known)
    if field.type is FieldType.BOOLEAN:
        return tuple(choice for choice in ids if choice.lower() not in _FLAGS)
    return ()


def _table(
    where: InRule, step: TableStep, table: ChoiceTable, questions: list[Question], all_known: bool
) -> Iterator[Problem]:
    if isinstance(step.table, str):
        return  # said once for the shared table, by check_shared_tables
    yield from rows_twice(where, table, None)
    known = [question for question in questions if question.choices]
    if all_known and known:
        yield from rows_unknown(where, table, known, None)


def _unmapped(
    where: InRule,
    step: TableStep,
    table: ChoiceTable,
    questions: list[Question],
    field: TargetField | None,
) -> Iterator[Problem]:
    action = table.outside.action
    if action is OutsideAction.DEFAULT:
        return  # said what becomes of them
    mapped = {_cased(table, row.choice) for row in table.rows}
    # A row under the label instead of the id is said once, as LABEL_AS_CHOICE.
    labels = {row.choice.strip().casefold() for row in table.rows if row.choice}
    unmapped = [
        choice.id
        for question in questions
        for choice in question.choices
        if choice.id
        and _cased(table, choice.id) not in mapped
        and labels.isdisjoint(label.strip().casefold() for label in choice.labels.values())
    ]
    if action is OutsideAction.KEEP:
        values = {choice.value for choice in field.choices} if field is not None else set()
        unmapped = [choice for choice in unmapped if values and choice not in values]
    if unmapped:
        choices = tuple(dict.fromkeys(unmapped))
        name = step.table if isinstance(step.table, str) else None
        sources = tuple(QuestionSource(q.id) for q in questions if q.id and q.choices)
        add = mend(MendKind.ADD_CHOICES, rule=where.rule, field=where.field, choices=choices)
        mends = () if where.field is None else (add,)
        yield warning(
            CheckKind.CHOICE_UNMAPPED, where, *mends, choices=choices, sources=sources, table=name
        )


def _cased(table: ChoiceTable, choice: str) -> str:
    return choice.lower() if table.ignore_case else choice


def _results(
    mapping: Mapping,
    where: InRule,
    last: TableStep,
    field: TargetField | None,
    multiple: Question | None,
) -> Iterator[Problem]:
    """Whether the field takes what the last step makes."""
    if field is None:
        return
    table = mapping.table(last)
    if table is not None:
        outside = outside_default(table.outside.action, table.outside.default)
        yield from written(
            where, field, ValuePart.CHOICE_TABLE, tuple(row.value for row in table.rows)
        )
        yield from written(where, field, ValuePart.OUTSIDE, outside)
    if isinstance(last, EachChoice) and multiple is not None:
        source = _source(multiple)
        if field.type is FieldType.CHOICE:
            yield warning(CheckKind.MULTIPLE_INTO_SINGLE, where, source=source)
        differ = _differ(field, multiple) if last.table is None else ()
        if differ:
            yield warning(CheckKind.CHOICES_PASSED_STRAIGHT, where, source=source, choices=differ)
