"""Checks a rule against its target object and each written text, number or flag against its field."""

from collections.abc import Iterator

from mapper_gui.mapping.check_kind import (
    CheckKind,
    ValuePart,
    error,
    mend,
    takes_anything,
    warning,
)
from mapper_gui.mapping.check_takes import check_take, inner_takes
from mapper_gui.mapping.evaluate import text_of
from mapper_gui.mapping.field_fit import TEXTS, is_choice, is_of_type, meant_choice
from mapper_gui.mapping.mapping import FieldRule, Mapping, Operation, RecordRule
from mapper_gui.mapping.problem import InRule, MendKind, Problem
from mapper_gui.mapping.source import CaseSource, SubmissionSource
from mapper_gui.mapping.target import TargetField
from mapper_gui.mapping.values import (
    Constant,
    First,
    OutsideAction,
    Policy,
    PolicyAction,
    Scalar,
)

_ID_LENGTH = 32
"""The least characters of a form id or case_id that a phone makes (32, or 36 with dashes)."""


def check_target(mapping: Mapping, rule: RecordRule) -> Iterator[Problem]:
    """Whether object and fields exist and can be written, and whether what is required is fed."""
    found = mapping.target_object(rule)
    if found is None:
        yield error(CheckKind.UNKNOWN_OBJECT, InRule(rule.id), object=rule.object)
        return
    for field_rule in rule.fields:
        where = InRule(rule.id, field_rule.field)
        remove = mend(MendKind.REMOVE_FIELD_RULE, rule=rule.id, field=field_rule.field)
        field = found.field(field_rule.field)
        if field is None:
            yield error(CheckKind.UNKNOWN_FIELD, where, remove, object=rule.object)
        elif not field.writable and takes_anything(field_rule):
            yield error(CheckKind.NOT_WRITABLE, where, remove, object=rule.object)
    if rule.operation is Operation.UPDATE:
        return
    for field in found.required:
        if field.name not in rule.key and not takes_anything(rule.field_rule(field.name)):
            where = InRule(rule.id, field.name)
            yield error(CheckKind.REQUIRED_NOT_FED, where, label=field.label)


def check_value(
    rule: RecordRule, field_rule: FieldRule, field: TargetField | None
) -> Iterator[Problem]:
    """Whether the value has something in it, and whether the field can hold what is written."""
    where = InRule(rule.id, field_rule.field)
    yield from check_take(field_rule.take, where)
    if field is not None and not field_rule.then:
        taken = tuple(inner_takes(field_rule.take))
        constants = tuple(each.value for each in taken if isinstance(each, Constant))
        yield from written(where, field, ValuePart.CONSTANT, constants)
        for each in taken:
            if isinstance(each, First):
                yield from _ids_too_long(where, field, each.sources)
    if field is None or not takes_anything(field_rule) or field.name in rule.key:
        return  # no policy applies to keys
    if not isinstance(field_rule.take, Constant):
        for part, policy in (
            (ValuePart.IF_ABSENT, field_rule.if_absent),
            (ValuePart.IF_EMPTY, field_rule.if_empty),
        ):
            yield from written(where, field, part, _defaults(policy))


def _defaults(policy: Policy) -> tuple[Scalar, ...]:
    return (policy.default,) if policy.action is PolicyAction.DEFAULT else ()


def _ids_too_long(
    where: InRule, field: TargetField, sources: tuple[object, ...]
) -> Iterator[Problem]:
    """A form id or case_id never fits a shorter field (DHIS2: a UID has 11 characters)."""
    if field.length is None or field.length >= _ID_LENGTH or field.type not in TEXTS:
        return
    long = tuple(
        source
        for source in sources
        if source == SubmissionSource("id")
        or (isinstance(source, CaseSource) and source.part == "@case_id")
    )
    if long:
        part = ValuePart.SOURCE
        yield warning(CheckKind.VALUE_TOO_LONG, where, part=part, values=long, length=field.length)


def written(
    where: InRule, field: TargetField, part: ValuePart, values: tuple[Scalar, ...]
) -> Iterator[Problem]:
    """Whether a field takes these values, which the mapping itself holds; null and blank pass."""
    values = tuple(dict.fromkeys(v for v in values if v is not None and v != ""))
    if field.choices:
        wrong = tuple(value for value in values if not is_choice(field, value))
        if wrong:
            yield error(
                CheckKind.VALUE_NOT_IN_TARGET,
                where,
                part=part,
                values=wrong,
                meant={
                    text_of(value): meant
                    for value in wrong
                    if (meant := meant_choice(field, value))
                },
            )
        return
    unfit = tuple(value for value in values if not is_of_type(field.type, value))
    if unfit:
        yield warning(CheckKind.VALUE_UNFIT, where, part=part, values=unfit, type=field.type)
    if field.length is not None and field.type in TEXTS:
        long = tuple(v for v in values if isinstance(v, str) and len(v) > field.length)
        if long:
            yield warning(
                CheckKind.VALUE_TOO_LONG, where, part=part, values=long, length=field.length
            )


def outside_default(action: OutsideAction, default: Scalar) -> tuple[Scalar, ...]:
    return (default,) if action is OutsideAction.DEFAULT else ()
