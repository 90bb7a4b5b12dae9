"""The sheet about the target: one row per field with what feeds it."""

from collections.abc import Iterator

from mapper_gui.exporters.workbook.sheet import Column, Look, Row, Sheet
from mapper_gui.exporters.workbook.sources import rule_text, source_cells, source_columns
from mapper_gui.mapping.check_kind import takes_anything
from mapper_gui.mapping.mapping import FieldRule, Mapping, Operation, RecordRule, Status
from mapper_gui.mapping.target import TargetField
from mapper_gui.mapping.values import Constant
from mapper_gui.wording.rules import field_type_words, policy_words, status_words
from mapper_gui.wording.text import tr

_LOOKS = {Status.DRAFT: Look.DRAFT, Status.TO_DISCUSS: Look.TO_DISCUSS, Status.AGREED: Look.AGREED}


def mapping_sheet(mapping: Mapping) -> Sheet:
    """One row per field rule, and per required field that nothing feeds, rule by rule."""
    columns = (
        Column(tr("Record rule"), 20),
        Column(tr("Target object"), 24),
        Column(tr("Target field"), 32),
        Column(tr("Target label"), 30),
        Column(tr("Target type"), 18),
        Column(tr("Required"), 10),
        Column(tr("Key"), 8),
        *source_columns(mapping.form.languages),
        Column(tr("Rule"), 60),
        Column(tr("Points to"), 24),
        Column(tr("If absent"), 16),
        Column(tr("If empty"), 16),
        Column(tr("Identifier"), 11),
        Column(tr("Status"), 16),
        Column(tr("Note"), 40),
    )
    rows = tuple(row for rule in mapping.rules for row in rule_rows(mapping, rule))
    return Sheet(tr("Mapping"), columns, rows, frozen=3, status=len(columns) - 2)


def rule_rows(mapping: Mapping, rule: RecordRule) -> Iterator[Row]:
    for field_rule in rule.fields:
        target = mapping.target_field(rule, field_rule.field)
        yield _field_row(mapping, rule, field_rule.field, target, field_rule)
    target_object = mapping.target_object(rule)
    for target in target_object.fields if target_object else ():
        if rule.field_rule(target.name) is None and _is_wanted(rule, target):
            yield _field_row(mapping, rule, target.name, target, None)


def _is_wanted(rule: RecordRule, target: TargetField) -> bool:
    """Whether something must feed this field, as `mapping.check` sees it: an update does not need
    all that the target requires of a new record. A key without a value is shown too."""
    if target.name in rule.key:
        return True
    return target.required and target.writable and rule.operation is not Operation.UPDATE


def _field_row(
    mapping: Mapping,
    rule: RecordRule,
    name: str,
    target: TargetField | None,
    field_rule: FieldRule | None,
) -> Row:
    required = target is not None and target.required
    wanted = target is not None and _is_wanted(rule, target)
    if wanted and not takes_anything(field_rule):
        look, status = Look.MISSING, tr("required, not mapped")
    elif field_rule is None:
        look, status = Look.PLAIN, ""
    else:
        look, status = _LOOKS[field_rule.status], status_words(field_rule.status)
    cells = (
        rule.id,
        rule.object,
        name,
        target.label if target else "",
        type_words(target),
        tr("required") if required else "",
        tr("key") if name in rule.key else "",
        *source_cells(mapping, field_rule.sources if field_rule else ()),
        _rule(mapping, field_rule),
        _points_to(field_rule),
        *_policies(field_rule, name in rule.key),
        _identifier(mapping, rule, name),
        status,
        field_rule.note if field_rule else "",
    )
    return Row(cells, look)


def type_words(target: TargetField | None) -> str:
    if target is None:
        return tr("not among the target's fields")
    words = field_type_words(target.type)
    says_more = target.type_word and target.type_word.lower() not in (words.lower(), target.type)
    return f"{words} ({target.type_word})" if says_more else words


def _policies(rule: FieldRule | None, is_key: bool) -> tuple[str, str]:
    if rule is None or rule.take is None:
        return "", ""
    if is_key:
        return tr("no record"), tr("no record")
    if isinstance(rule.take, Constant) and not rule.then and rule.take.value != "":
        return "", ""
    return policy_words(rule.if_absent), policy_words(rule.if_empty)


def _identifier(mapping: Mapping, rule: RecordRule, name: str) -> str:
    """Also where it is read through a named value or a column."""
    place = (rule.id, name)
    is_flagged = any(place in mapping.fed_by.get(source, ()) for source in mapping.identifiers)
    return tr("identifier") if is_flagged else ""


def _rule(mapping: Mapping, rule: FieldRule | None) -> str:
    if rule is None:
        return tr("nothing feeds this field")
    return rule_text(rule.take, rule.then, mapping)


def _points_to(rule: FieldRule | None) -> str:
    """The record of another object that the value finds."""
    if rule is None or rule.reference is None:
        return ""
    words = tr("{object}, found by {field}")
    return words.format(object=rule.reference.object, field=rule.reference.field)
