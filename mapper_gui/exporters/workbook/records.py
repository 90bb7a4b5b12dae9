"""The sheets about record rules, and about target fields that none of them feeds."""

from mapper_gui.exporters.workbook.fields import rule_rows, type_words
from mapper_gui.exporters.workbook.sheet import Column, Look, Row, Sheet, lines
from mapper_gui.mapping.check_kind import takes_anything
from mapper_gui.mapping.mapping import Mapping, RecordRule
from mapper_gui.mapping.target import TargetField, TargetObject
from mapper_gui.wording.conditions import condition_words
from mapper_gui.wording.rules import for_each_words, operation_words
from mapper_gui.wording.text import tr


def records_sheet(mapping: Mapping) -> Sheet:
    """One row per record rule."""
    columns = (
        Column(tr("Record rule"), 24),
        Column(tr("Target object"), 28),
        Column(tr("Operation"), 28),
        Column(tr("Key fields"), 36),
        Column(tr("How many"), 44),
        Column(tr("When"), 44),
        Column(tr("Agreed"), 10),
        Column(tr("To discuss"), 12),
        Column(tr("Draft"), 10),
        Column(tr("Required, not mapped"), 22),
        Column(tr("Note"), 50),
    )
    rows = tuple(_record_row(mapping, rule) for rule in mapping.rules)
    return Sheet(tr("Records"), columns, rows)


def _record_row(mapping: Mapping, rule: RecordRule) -> Row:
    looks = [row.look for row in rule_rows(mapping, rule)]
    counts = (Look.AGREED, Look.TO_DISCUSS, Look.DRAFT, Look.MISSING)
    cells = (
        rule.id,
        rule.object,
        operation_words(rule.operation),
        lines(rule.key),
        for_each_words(rule),
        condition_words(rule.when) if rule.when is not None else tr("always"),
        *(str(looks.count(look)) for look in counts),
        rule.note,
    )
    return Row(cells, Look.MISSING if Look.MISSING in looks else Look.PLAIN)


def unmapped_sheet(mapping: Mapping) -> Sheet:
    """Target fields that could be filled and that no rule feeds."""
    columns = (
        Column(tr("Target object"), 28),
        Column(tr("Target field"), 36),
        Column(tr("Target label"), 36),
        Column(tr("Target type"), 24),
        Column(tr("Required"), 10),
    )
    rows = tuple(
        Row(
            (
                item.name,
                field.name,
                field.label,
                type_words(field),
                tr("required") if field.required else "",
            )
        )
        for item in mapping.target.objects
        for field in item.fields
        if field.writable and not _is_fed(mapping, item, field)
    )
    return Sheet(tr("Fields not mapped"), columns, rows, frozen=2)


def _is_fed(mapping: Mapping, item: TargetObject, field: TargetField) -> bool:
    rules = (rule.field_rule(field.name) for rule in mapping.rules if rule.object == item.name)
    return any(takes_anything(rule) for rule in rules)
