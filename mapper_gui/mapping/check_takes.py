"""Checks what a value is taken from: sums, counts, target lookups, and the references of fields."""

from collections.abc import Iterator

from mapper_gui.mapping.check_kind import CheckKind, error, warning
from mapper_gui.mapping.form import (
    ATTACHMENTS,
    MULTIPLE_ANSWER,
    SELECTS,
    Form,
    Kind,
    Question,
)
from mapper_gui.mapping.mapping import FieldRule, Mapping, RecordRule
from mapper_gui.mapping.numbers import read_number
from mapper_gui.mapping.problem import InRule, Problem
from mapper_gui.mapping.source import AttachmentSource, QuestionSource, Source
from mapper_gui.mapping.target import FieldType, TargetField
from mapper_gui.mapping.values import (
    Cases,
    Constant,
    Count,
    First,
    Sum,
    Take,
    TargetLookup,
    Template,
)

NEVER_NUMBERS = (
    ATTACHMENTS
    | MULTIPLE_ANSWER
    | {Kind.DATE, Kind.TIME, Kind.DATETIME, Kind.GPS, Kind.CASE_ACTION}
)
_ANY_ANSWER = frozenset({Kind.HIDDEN, Kind.TEXT, Kind.CALLOUT, Kind.UNKNOWN, Kind.IGNORED})
_NO_REFERENCE = frozenset(
    {
        FieldType.BOOLEAN,
        FieldType.DATE,
        FieldType.DATETIME,
        FieldType.TIME,
        FieldType.CHOICE,
        FieldType.MULTIPLE_CHOICE,
    }
)


def inner_takes(take: Take | None) -> Iterator[Take]:
    """The takes that can give the value: those of ordered rules, else the take itself."""
    if isinstance(take, Cases):
        for case in take.cases:
            yield from inner_takes(case.take)
        yield from inner_takes(take.otherwise)
    elif take is not None:
        yield take


def check_take(take: Take | None, where: InRule, named: str | None = None) -> Iterator[Problem]:
    """Whether each take has something in it."""
    facts = {} if named is None else {"named": named}
    for each in inner_takes(take):
        match each:
            case First(()):
                yield warning(CheckKind.NO_SOURCE, where, **facts)
            case Template(parts) if not any(part != "" for part in parts):
                yield error(CheckKind.TEMPLATE_EMPTY, where, **facts)
            case Template(parts) if all(isinstance(part, str) for part in parts):
                yield warning(CheckKind.TEMPLATE_WITHOUT_SOURCE, where, **facts)
            case Sum(()):
                yield error(CheckKind.SUM_EMPTY, where, **facts)


def check_numbers_taken(
    form: Form, take: Take | None, where: InRule, named: str | None = None
) -> Iterator[Problem]:
    """Whether what is added is a number, and what is counted has several."""
    facts = {} if named is None else {"named": named}
    for each in inner_takes(take):
        match each:
            case Sum(terms):
                for source in dict.fromkeys(term.source for term in terms):
                    question = question_of(form, source)
                    if isinstance(source, AttachmentSource) or not may_be_number(question):
                        kind = question.kind if question is not None else None
                        yield warning(
                            CheckKind.TERM_NOT_NUMBER, where, source=source, question_kind=kind,
                            **facts,
                        )  # fmt: skip
            case Count(source):
                question = question_of(form, source)
                if question is None or not question.has_data:
                    continue
                if question.kind not in MULTIPLE_ANSWER | _ANY_ANSWER:
                    yield warning(
                        CheckKind.COUNT_OF_ONE, where, source=source,
                        question_kind=question.kind, **facts,
                    )  # fmt: skip


def question_of(form: Form, source: Source) -> Question | None:
    return form.question(source.question) if isinstance(source, QuestionSource) else None


def may_be_number(question: Question | None) -> bool:
    """Whether an answer can be a number, for all that the form says."""
    if question is None or not question.has_data:
        return True  # said elsewhere
    if question.kind in SELECTS and question.choices and question.kind not in MULTIPLE_ANSWER:
        return any(read_number(choice.id) is not None for choice in question.choices)
    return question.kind not in NEVER_NUMBERS


def check_lookups(
    mapping: Mapping, take: Take | None, where: InRule, named: str | None = None
) -> Iterator[Problem]:
    """Whether the target has what is looked up, and whether the preview has a sample answer."""
    facts = {} if named is None else {"named": named}
    for each in inner_takes(take):
        if not isinstance(each, TargetLookup):
            continue
        found = mapping.target.object(each.object)
        if found is None:
            kind = CheckKind.LOOKUP_OBJECT_UNKNOWN
            yield warning(kind, where, object=each.object, **facts)
        else:
            for name in dict.fromkeys((each.field, each.take)):
                if found.field(name) is None:
                    kind = CheckKind.LOOKUP_FIELD_UNKNOWN
                    yield error(kind, where, object=each.object, target_field=name, **facts)
        asked = (each.object, each.field, each.take)
        if not any((s.object, s.field, s.take) == asked for s in mapping.lookup_samples):
            yield warning(CheckKind.LOOKUP_WITHOUT_SAMPLE, where, object=each.object, **facts)


def check_reference(
    mapping: Mapping, rule: RecordRule, field_rule: FieldRule, field: TargetField | None
) -> Iterator[Problem]:
    """Whether a field that points to a record can, and whether the other object can be found so."""
    reference = field_rule.reference
    if reference is None:
        return
    where = InRule(rule.id, field_rule.field)
    facts = {"object": reference.object, "target_field": reference.field}
    found = mapping.target.object(reference.object)
    if field is not None and field.type in _NO_REFERENCE:
        yield warning(CheckKind.REFERENCE_IN_OTHER_TYPE, where, type=field.type)
    elif field is not None and field.refers_to and reference.object not in field.refers_to:
        yield error(CheckKind.REFERENCE_ELSEWHERE, where, **facts, objects=field.refers_to)
        return
    if found is None:
        if field is None or reference.object not in field.refers_to:
            yield warning(CheckKind.REFERENCE_OBJECT_UNKNOWN, where, **facts)
        return
    there = found.field(reference.field)
    if there is None:
        yield error(CheckKind.REFERENCE_FIELD_UNKNOWN, where, **facts)
    elif not there.key and found.key_names:
        keys = found.key_names
        yield warning(CheckKind.REFERENCE_NO_KEY, where, **facts, key_fields=keys)


def check_reference_circles(mapping: Mapping) -> Iterator[Problem]:
    """Records that each need another first: the target could make none of them."""
    made = {rule.object for rule in mapping.rules if rule.makes_records}
    points: dict[str, dict[str, InRule]] = {}
    for rule in mapping.rules:
        for field_rule in rule.fields:
            reference = field_rule.reference
            if reference is None or not field_rule.takes_anything or reference.object not in made:
                continue
            where = InRule(rule.id, field_rule.field)
            if reference.object == rule.object:
                if _points_to_itself(rule, field_rule):
                    objects = (rule.object,)
                    yield error(CheckKind.REFERENCE_CIRCLE, where, objects=objects)
                continue
            points.setdefault(rule.object, {}).setdefault(reference.object, where)
    done: set[str] = set()
    for start in points:
        path = _way_back(points, start)
        if path and not done.issuperset(path):
            done.update(path)
            yield error(CheckKind.REFERENCE_CIRCLE, points[start][path[1]], objects=tuple(path))


def _points_to_itself(rule: RecordRule, field_rule: FieldRule) -> bool:
    """Whether the reference's value is that of the field it is found by, in the same rule."""
    assert field_rule.reference is not None
    own = rule.field_rule(field_rule.reference.field)
    if own is None or own is field_rule or isinstance(field_rule.take, Constant):
        return False
    return (own.take, own.then) == (field_rule.take, field_rule.then)


def _way_back(points: dict[str, dict[str, InRule]], start: str) -> list[str]:
    """The shortest way from an object to itself, as the objects on it; empty where there is none."""
    waiting = [[start]]
    been: set[str] = set()
    while waiting:
        path = waiting.pop(0)
        for other in points.get(path[-1], {}):
            if other == start:
                return path
            if other not in been:
                been.add(other)
                waiting.append([*path, other])
    return []
