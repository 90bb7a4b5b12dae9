"""The sheets about the target: one row per field with what feeds it, and the record rules."""

from collections.abc import Iterator

from mapper_gui.exporters.workbook.sheet import Column, Look, Row, Sheet, lines
from mapper_gui.mapping.check_kind import takes_anything
from mapper_gui.mapping.form import Choice, Language, Question
from mapper_gui.mapping.mapping import FieldRule, Mapping, Operation, RecordRule, Status
from mapper_gui.mapping.source import AttachmentSource, QuestionSource, Source
from mapper_gui.mapping.target import TargetField, TargetObject
from mapper_gui.mapping.values import Constant
from mapper_gui.wording.labels import label_in, plain_label
from mapper_gui.wording.rules import (
    field_type_words,
    for_each_words,
    operation_words,
    policy_words,
    question_type_words,
    status_words,
    value_rule_words,
)
from mapper_gui.wording.sources import source_id, source_words
from mapper_gui.wording.text import tr, tr_n

CHOICES_IN_CELL = 20
_LOOKS = {Status.DRAFT: Look.DRAFT, Status.TO_DISCUSS: Look.TO_DISCUSS, Status.AGREED: Look.AGREED}


def mapping_sheet(mapping: Mapping) -> Sheet:
    """One row per field rule, and per required field that nothing feeds, rule by rule."""
    languages = mapping.form.languages
    columns = (
        Column(tr("Record rule"), 20),
        Column(tr("Target object"), 24),
        Column(tr("Target field"), 32),
        Column(tr("Target label"), 30),
        Column(tr("Target type"), 18),
        Column(tr("Required"), 10),
        Column(tr("Key"), 8),
        Column(tr("Source id"), 40),
        *(Column(label_title(language), 36) for language in languages),
        Column(tr("Source type"), 24),
        Column(tr("Choices (id = label)"), 36),
        Column(tr("Rule"), 50),
        Column(tr("If absent"), 16),
        Column(tr("If empty"), 16),
        Column(tr("Identifier"), 11),
        Column(tr("Status"), 16),
        Column(tr("Note"), 40),
    )
    rows = tuple(row for rule in mapping.rules for row in _rule_rows(mapping, rule))
    return Sheet(tr("Mapping"), columns, rows, frozen=3, status=len(columns) - 2)


def label_title(language: Language) -> str:
    return tr("Label ({language})").format(language=language)


def _rule_rows(mapping: Mapping, rule: RecordRule) -> Iterator[Row]:
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
        _type(target),
        tr("required") if required else "",
        tr("key") if name in rule.key else "",
        *_sources(mapping, field_rule),
        value_rule_words(field_rule, mapping) if field_rule else tr("nothing feeds this field"),
        *_policies(field_rule, name in rule.key),
        _identifier(mapping, field_rule),
        status,
        field_rule.note if field_rule else "",
    )
    return Row(cells, look)


def _type(target: TargetField | None) -> str:
    if target is None:
        return tr("not among the target's fields")
    words = field_type_words(target.type)
    says_more = target.type_word and target.type_word.lower() not in (words.lower(), target.type)
    return f"{words} ({target.type_word})" if says_more else words


def _sources(mapping: Mapping, rule: FieldRule | None) -> tuple[str, ...]:
    """Ids, labels in each language, types and choices of what a field reads, line by line."""
    sources = tuple(dict.fromkeys(rule.sources)) if rule else ()
    questions = [_question(mapping, source) for source in sources]
    labels = (
        lines(
            plain_label(question.labels.get(language, "")) if question else ""
            for question in questions
        )
        for language in mapping.form.languages
    )
    return (
        lines(source_id(source) for source in sources),
        *labels,
        lines(
            _source_type(mapping, source, question)
            for source, question in zip(sources, questions, strict=True)
        ),
        lines(
            choices_text(question.choices, mapping, CHOICES_IN_CELL)
            for question in questions
            if question is not None and question.choices
        ),
    )


def _question(mapping: Mapping, source: Source) -> Question | None:
    if isinstance(source, QuestionSource | AttachmentSource):
        return mapping.form.question(source.question)
    return None


def _source_type(mapping: Mapping, source: Source, question: Question | None) -> str:
    if question is None:
        gone = isinstance(source, QuestionSource | AttachmentSource)
        return tr("not in the form") if gone else source_words(source)
    words = question_type_words(question)
    calculation = " ".join((question.calculate or "").split())
    return f"{words}: {calculation}" if question.hidden and calculation else words


def choices_text(choices: tuple[Choice, ...], mapping: Mapping, most: int | None = None) -> str:
    """`id = label` line by line, labels in the form's first language."""
    language = mapping.form.languages[0] if mapping.form.languages else ""
    shown = [
        f"{choice.id or tr('(empty)')} = {plain_label(label_in(choice.labels, language))}"
        for choice in choices[:most]
    ]
    more = len(choices) - len(shown)
    if more > 0:
        words = tr_n("{count} more, see sheet Questions", "{count} more, see sheet Questions", more)
        shown.append(words.format(count=more))
    return "\n".join(shown)


def _policies(rule: FieldRule | None, is_key: bool) -> tuple[str, str]:
    if rule is None or rule.take is None:
        return "", ""
    if is_key:
        return tr("no record"), tr("no record")
    if isinstance(rule.take, Constant) and not rule.then and rule.take.value != "":
        return "", ""
    return policy_words(rule.if_absent), policy_words(rule.if_empty)


def _identifier(mapping: Mapping, rule: FieldRule | None) -> str:
    flagged = rule is not None and any(source in mapping.identifiers for source in rule.sources)
    return tr("identifier") if flagged else ""


def records_sheet(mapping: Mapping) -> Sheet:
    """One row per record rule."""
    columns = (
        Column(tr("Record rule"), 24),
        Column(tr("Target object"), 28),
        Column(tr("Operation"), 28),
        Column(tr("Key fields"), 36),
        Column(tr("How many"), 44),
        Column(tr("Agreed"), 10),
        Column(tr("To discuss"), 12),
        Column(tr("Draft"), 10),
        Column(tr("Required, not mapped"), 22),
        Column(tr("Note"), 50),
    )
    rows = tuple(_record_row(mapping, rule) for rule in mapping.rules)
    return Sheet(tr("Records"), columns, rows)


def _record_row(mapping: Mapping, rule: RecordRule) -> Row:
    looks = [row.look for row in _rule_rows(mapping, rule)]
    counts = (Look.AGREED, Look.TO_DISCUSS, Look.DRAFT, Look.MISSING)
    cells = (
        rule.id,
        rule.object,
        operation_words(rule.operation),
        lines(rule.key),
        for_each_words(rule),
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
                _type(field),
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
