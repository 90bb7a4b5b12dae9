"""Checks the steps of a value: each against what reaches it, the last against the field."""

from collections.abc import Iterator
from enum import StrEnum

from mapper_gui.mapping.check_conditions import check_choice_ids
from mapper_gui.mapping.check_kind import CheckKind, error, warning
from mapper_gui.mapping.check_patterns import check_date_step, is_iso
from mapper_gui.mapping.check_takes import (
    check_numbers_taken,
    inner_takes,
    may_be_number,
    question_of,
)
from mapper_gui.mapping.form import ATTACHMENTS, MULTIPLE_ANSWER, SELECTS, Form, Kind, Question
from mapper_gui.mapping.mapping import Mapping
from mapper_gui.mapping.problem import InRule, Problem
from mapper_gui.mapping.source import QuestionSource
from mapper_gui.mapping.steps import (
    COMMCARE,
    Age,
    AttachmentLink,
    Characters,
    Clean,
    Code,
    Contains,
    FormatDate,
    Is,
    Replace,
    Shorten,
    TakeGps,
    TakePart,
    ToNumber,
    YesNo,
)
from mapper_gui.mapping.target import FieldType, TargetField
from mapper_gui.mapping.values import (
    ByTable,
    Constant,
    Count,
    EachChoice,
    First,
    Step,
    Sum,
    Take,
)

_ANY_ANSWER = frozenset({Kind.HIDDEN, Kind.TEXT, Kind.CALLOUT, Kind.UNKNOWN, Kind.IGNORED})
_DATES = frozenset({Kind.DATE, Kind.DATETIME, Kind.TIME}) | _ANY_ANSWER
_LOOKUPS = frozenset({Kind.SINGLE_LOOKUP, Kind.MULTIPLE_LOOKUP})


class Shape(StrEnum):
    """What a value is while it goes through its steps, as far as that is known."""

    ANY = "any"
    TEXT = "text"
    NUMBER = "number"
    FLAG = "flag"
    LIST = "list"


_ON_TEXT = (Clean, Replace, Characters, Shorten, TakeGps, TakePart)


def check_steps(
    mapping: Mapping,
    take: Take | None,
    then: tuple[Step, ...],
    where: InRule,
    field: TargetField | None,
    named: str | None = None,
) -> Iterator[Problem]:
    """The problems of a value's steps, and of what is added or counted before them."""
    yield from check_numbers_taken(mapping.form, take, where, named)
    facts: dict[str, str] = {} if named is None else {"named": named}
    shape = _shape_taken(take)
    questions = _questions(mapping.form, take)
    for number, step in enumerate(then, 1):
        at = {"step": number, **facts}
        # Only the first step meets answers as they are.
        met = questions if number == 1 else ()
        yield from _step(mapping, step, shape, met, where, at)
        shape = _shape_made(step, shape)
    if field is not None and then:
        yield from _result(shape, then, field, where)


def _questions(form: Form, take: Take | None) -> tuple[Question, ...]:
    """The questions whose answers reach the first step as they are."""
    found = []
    for each in inner_takes(take):
        if isinstance(each, First):
            found += [question_of(form, source) for source in each.sources]
    return tuple(question for question in found if question is not None and question.has_data)


def _shape_taken(take: Take | None) -> Shape:
    shapes = {_shape_of(each) for each in inner_takes(take)}
    return shapes.pop() if len(shapes) == 1 else Shape.ANY


def _shape_of(take: Take) -> Shape:
    match take:
        case Constant(bool()):
            return Shape.FLAG
        case Constant(int() | float()) | Sum() | Count():
            return Shape.NUMBER
        case _:
            return Shape.ANY


def _shape_made(step: Step, shape: Shape) -> Shape:
    match step:
        case EachChoice(_, None):
            return Shape.LIST
        case Contains() | Is() | YesNo():
            return Shape.FLAG
        case ToNumber() | Age():
            return Shape.NUMBER
        case ByTable() | Code():
            return Shape.ANY
        case _:
            return Shape.TEXT


def _step(
    mapping: Mapping,
    step: Step,
    shape: Shape,
    questions: tuple[Question, ...],
    where: InRule,
    facts: dict[str, object],
) -> Iterator[Problem]:
    if shape is Shape.LIST and isinstance(step, (*_ON_TEXT, ToNumber, FormatDate, Age, YesNo)):
        yield error(CheckKind.STEP_ON_LIST, where, **facts)
        return
    match step:
        case FormatDate():
            yield from check_date_step(step, where, facts)
            if step.read == COMMCARE:
                yield from _dates_met(shape, questions, where, facts)
        case Age(at):
            asked = question_of(mapping.form, at)
            more = (asked,) if asked is not None and asked.has_data else ()
            yield from _dates_met(shape, (*questions, *more), where, facts)
        case ToNumber():
            wrong = [q for q in questions if not may_be_number(q)]
            yield from _cannot_read(wrong, where, facts)
            if shape is Shape.FLAG:
                yield error(CheckKind.STEP_ON_FLAG, where, **facts)
        case YesNo(yes, no):
            yield from _yes_no(yes, no, questions, where, facts)
        case Contains(choice):
            for question in questions:
                if question.kind is Kind.SINGLE:
                    source = _source(question)
                    yield warning(CheckKind.CONTAINS_ON_SINGLE, where, source=source, **facts)
                yield from check_choice_ids(question, (choice,), where, facts)
        case TakeGps():
            fits = _ANY_ANSWER | {Kind.GPS}
            yield from _cannot_read([q for q in questions if q.kind not in fits], where, facts)
        case AttachmentLink():
            for question in questions:
                if question.kind not in ATTACHMENTS | _ANY_ANSWER:
                    yield warning(
                        CheckKind.NOT_AN_ATTACHMENT, where, source=_source(question),
                        question_kind=question.kind, **facts,
                    )  # fmt: skip
        case Code(body) if "return" not in body:
            yield warning(CheckKind.CODE_WITHOUT_RETURN, where, **facts)
        case Replace("", _) | Characters((), False):
            yield warning(CheckKind.STEP_DOES_NOTHING, where, **facts)
        case Shorten(0) | Characters((), True):
            yield warning(CheckKind.STEP_LEAVES_NOTHING, where, **facts)
        case EachChoice(_, separator) if separator is not None and shape is Shape.NUMBER:
            yield warning(CheckKind.STEP_DOES_NOTHING, where, **facts)


def _source(question: Question) -> QuestionSource | None:
    return QuestionSource(question.id) if question.id is not None else None


def _cannot_read(
    questions: list[Question], where: InRule, facts: dict[str, object]
) -> Iterator[Problem]:
    for question in questions:
        yield warning(
            CheckKind.STEP_CANNOT_READ, where, source=_source(question),
            question_kind=question.kind, **facts,
        )  # fmt: skip


def _dates_met(
    shape: Shape, questions: tuple[Question, ...], where: InRule, facts: dict[str, object]
) -> Iterator[Problem]:
    if shape in (Shape.FLAG, Shape.NUMBER):
        yield error(CheckKind.STEP_ON_NO_DATE, where, **facts)
        return
    for question in questions:
        if question.kind in _DATES or question.kind in _LOOKUPS:
            continue
        yield warning(
            CheckKind.DATE_OF_NO_DATE, where, source=_source(question),
            question_kind=question.kind, **facts,
        )  # fmt: skip


def _yes_no(
    yes: tuple[str, ...],
    no: tuple[str, ...],
    questions: tuple[Question, ...],
    where: InRule,
    facts: dict[str, object],
) -> Iterator[Problem]:
    both = tuple(dict.fromkeys(text for text in yes if text in no))
    if both:
        yield error(CheckKind.YES_AND_NO, where, choices=both, **facts)
    known = {*yes, *no}
    for question in questions:
        if question.kind in MULTIPLE_ANSWER:
            yield from _cannot_read([question], where, facts)
        elif question.kind in SELECTS:
            left = tuple(c.id for c in question.choices if c.id and c.id not in known)
            if left:
                yield warning(
                    CheckKind.YES_NO_UNKNOWN, where, choices=left, source=_source(question), **facts
                )


def _result(
    shape: Shape, then: tuple[Step, ...], field: TargetField, where: InRule
) -> Iterator[Problem]:
    """Whether the field takes what the steps make."""
    last, kind = then[-1], field.type
    if shape is Shape.FLAG and kind not in (FieldType.BOOLEAN, FieldType.OTHER):
        values = {choice.value.lower() for choice in field.choices}
        if not {"true", "false"} <= values:
            yield warning(CheckKind.FLAG_INTO_OTHER, where, type=kind)
    elif shape is Shape.NUMBER and kind in _NOT_OF_NUMBERS:
        yield warning(CheckKind.NUMBER_INTO_OTHER, where, type=kind)
    elif shape is Shape.LIST and kind in _NOT_OF_LISTS:
        yield warning(CheckKind.LIST_INTO_OTHER, where, type=kind)
    elif isinstance(last, FormatDate) and not is_iso(last.write, kind):
        yield warning(CheckKind.PATTERN_UNFIT, where, pattern=last.write, type=kind)


_NOT_OF_NUMBERS = frozenset({FieldType.BOOLEAN, FieldType.DATE, FieldType.DATETIME, FieldType.TIME})
_NOT_OF_LISTS = _NOT_OF_NUMBERS | {FieldType.NUMBER, FieldType.INTEGER}
