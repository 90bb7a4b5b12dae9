"""Checks what becomes of choice ids: choice tables, multiple answers and the target's own choices."""

from collections.abc import Iterator

from mapper_gui.mapping.check_fields import outside_default, written
from mapper_gui.mapping.check_kind import CheckKind, ValuePart, error, mend, warning
from mapper_gui.mapping.check_tables import rows_twice, rows_unknown
from mapper_gui.mapping.form import MULTIPLE_ANSWER, SELECTS, Form, Question
from mapper_gui.mapping.mapping import FieldRule, Mapping, RecordRule
from mapper_gui.mapping.problem import InRule, MendKind, Problem
from mapper_gui.mapping.source import QuestionSource
from mapper_gui.mapping.target import FieldType, TargetField
from mapper_gui.mapping.values import (
    ByTable,
    ChoiceTable,
    EachChoice,
    First,
    OutsideAction,
    TableStep,
)

_FLAGS = frozenset({"true", "false", "1", "0"})


def check_choices(
    mapping: Mapping, rule: RecordRule, field_rule: FieldRule, field: TargetField | None
) -> Iterator[Problem]:
    """The problems of a field rule's choice tables, or of choice ids that pass without one."""
    where = InRule(rule.id, field_rule.field)
    questions = _questions(mapping.form, field_rule)
    multiple = next((q for q in questions if q.kind in MULTIPLE_ANSWER), None)
    for step in field_rule.table_steps:
        if isinstance(step.table, str) and mapping.table(step) is None:
            yield error(CheckKind.NO_SUCH_TABLE, where, table=step.table)
    if not isinstance(field_rule.take, First):
        return
    if not field_rule.then:
        yield from _passed_straight(where, field, questions)
        return
    first = field_rule.then[0]
    if not isinstance(first, ByTable | EachChoice):
        return
    if isinstance(first, ByTable) and multiple is not None:
        yield warning(
            CheckKind.MULTIPLE_ANSWER_IN_TABLE,
            where,
            mend(MendKind.MAP_EACH_CHOICE, rule=rule.id, field=field_rule.field),
            source=QuestionSource(multiple.id) if multiple.id else None,
        )
    table = mapping.table(first)
    if table is not None:
        yield from _table(where, first, table, questions, len(questions) == len(field_rule.sources))
        yield from _unmapped(where, first, table, questions, field)
    yield from _results(mapping, where, field_rule.table_steps[-1], field, questions, multiple)


def _questions(form: Form, field_rule: FieldRule) -> list[Question]:
    """The questions among the sources whose choices are known, or that have several answers."""
    found = []
    for source in field_rule.sources:
        question = form.question(source.question) if isinstance(source, QuestionSource) else None
        if question is not None and (question.choices or question.kind in MULTIPLE_ANSWER):
            found.append(question)
    return found


def _passed_straight(
    where: InRule, field: TargetField | None, questions: list[Question]
) -> Iterator[Problem]:
    if field is None:
        return
    each = mend(MendKind.MAP_EACH_CHOICE, rule=where.rule, field=where.field)
    for question in questions:
        assert question.id is not None
        source = QuestionSource(question.id)
        if question.kind in MULTIPLE_ANSWER:
            if field.type is FieldType.CHOICE:
                yield warning(CheckKind.MULTIPLE_INTO_SINGLE, where, source=source)
            elif field.type is FieldType.MULTIPLE_CHOICE:
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
        yield warning(
            CheckKind.CHOICE_UNMAPPED, where, add, choices=choices, sources=sources, table=name
        )


def _cased(table: ChoiceTable, choice: str) -> str:
    return choice.lower() if table.ignore_case else choice


def _results(
    mapping: Mapping,
    where: InRule,
    last: TableStep,
    field: TargetField | None,
    questions: list[Question],
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
        assert multiple.id is not None
        source = QuestionSource(multiple.id)
        if field.type is FieldType.CHOICE:
            yield warning(CheckKind.MULTIPLE_INTO_SINGLE, where, source=source)
        differ = _differ(field, multiple) if last.table is None else ()
        if differ:
            yield warning(CheckKind.CHOICES_PASSED_STRAIGHT, where, source=source, choices=differ)
