"""Edits of a mapping: each takes a mapping and returns a new one, or raises EditError.

A drag, a key, a menu and the command line all end here, so that they cannot differ.
"""

from collections.abc import Sequence
from dataclasses import replace

from mapper_gui.mapping.conditions import Condition
from mapper_gui.mapping.errors import EditError, EditKind
from mapper_gui.mapping.form import split_path
from mapper_gui.mapping.mapping import (
    Accepts,
    FieldRule,
    ForEach,
    Mapping,
    Operation,
    RecordRule,
    RuleId,
)
from mapper_gui.mapping.source import (
    AttachmentSource,
    CaseSource,
    ColumnSource,
    MetaSource,
    NamedValue,
    QuestionSource,
    RowChoice,
    RowNumber,
    Source,
    SubmissionSource,
)
from mapper_gui.mapping.target import FieldType, Target, TargetField, TargetObject
from mapper_gui.mapping.values import First, Template


def rule_of(mapping: Mapping, rule_id: str) -> RecordRule:
    """The rule of this id. Raises EditError(NO_SUCH_RULE)."""
    rule = mapping.rule(rule_id)
    if rule is None:
        raise EditError(EditKind.NO_SUCH_RULE, rule=rule_id)
    return rule


def check_source(mapping: Mapping, source: Source) -> None:
    """Raise EditError(NOT_A_SOURCE) for rows that hold no answer: labels, groups, lookup data.

    A question that is not in the form passes: it may come from a newer form, and is a problem.
    """
    if isinstance(source, QuestionSource | AttachmentSource):
        question = mapping.form.question(source.question)
        if question is not None and not question.has_data:
            raise EditError(
                EditKind.NOT_A_SOURCE, question=source.question, question_kind=question.kind
            )


def with_field_rule(mapping: Mapping, rule_id: str, field_rule: FieldRule) -> Mapping:
    """This field rule in place of the one for its field, or after the others. One that says
    nothing at all is no rule: it is taken away."""
    rule = rule_of(mapping, rule_id)
    if field_rule == FieldRule(field_rule.field):
        kept = tuple(old for old in rule.fields if old.field != field_rule.field)
        return mapping.with_rule(replace(rule, fields=kept))
    if rule.field_rule(field_rule.field) is None:
        return mapping.with_rule(replace(rule, fields=(*rule.fields, field_rule)))
    fields = tuple(field_rule if old.field == field_rule.field else old for old in rule.fields)
    return mapping.with_rule(replace(rule, fields=fields))


def with_sources(mapping: Mapping, rule_id: str, field: str, sources: Sequence[Source]) -> Mapping:
    """Feed a field: unfed takes the first answered of the sources; a field fed by sources takes
    them as the next ones; a template takes them as parts.

    Raises EditError: NO_SUCH_RULE, NO_SUCH_FIELD, NOT_A_SOURCE, FED_BY_CONSTANT, NOTHING_TO_DO.
    """
    rule = rule_of(mapping, rule_id)
    if mapping.target_field(rule, field) is None and rule.field_rule(field) is None:
        raise EditError(EditKind.NO_SUCH_FIELD, rule=rule_id, field=field)
    if not sources:
        raise EditError(EditKind.NOTHING_TO_DO, rule=rule_id, field=field)
    for source in sources:
        check_source(mapping, source)
    old = rule.field_rule(field) or FieldRule(field)
    take = fed(old, sources, rule_id)
    return with_field_rule(mapping, rule_id, replace(old, take=take))


def fed(rule: FieldRule, sources: Sequence[Source], rule_id: str = "") -> First | Template:
    """What a rule takes with these sources added. Raises EditError: FED_BY_CONSTANT, NOTHING_TO_DO."""
    match rule.take:
        case None:
            return First(tuple(dict.fromkeys(sources)))
        case First(present):
            new = tuple(s for s in dict.fromkeys(sources) if s not in present)
            if not new:
                raise EditError(EditKind.NOTHING_TO_DO, rule=rule_id, field=rule.field)
            return First((*present, *new))
        case Template(parts):
            return replace(rule.take, parts=(*parts, *sources))
        case _:
            raise EditError(EditKind.FED_BY_CONSTANT, rule=rule_id, field=rule.field)


def without_field_rule(mapping: Mapping, rule_id: str, field: str) -> Mapping:
    """Unmap a field. Raises EditError(NOTHING_TO_DO) when it has no rule."""
    rule = rule_of(mapping, rule_id)
    fields = tuple(old for old in rule.fields if old.field != field)
    if len(fields) == len(rule.fields):
        raise EditError(EditKind.NOTHING_TO_DO, rule=rule_id, field=field)
    return mapping.with_rule(replace(rule, fields=fields))


def with_field_moved(
    mapping: Mapping, from_rule: str, from_field: str, to_rule: str, to_field: str
) -> Mapping:
    """The value of one field given to another; where both have one, they are exchanged."""
    source_rule = rule_of(mapping, from_rule)
    moved = source_rule.field_rule(from_field)
    if moved is None or (from_rule, from_field) == (to_rule, to_field):
        raise EditError(EditKind.NOTHING_TO_DO, rule=from_rule, field=from_field)
    target_rule = rule_of(mapping, to_rule)
    known = mapping.target_field(target_rule, to_field) or target_rule.field_rule(to_field)
    if known is None:
        raise EditError(EditKind.NO_SUCH_FIELD, rule=to_rule, field=to_field)
    other = target_rule.field_rule(to_field)
    mapping = without_field_rule(mapping, from_rule, from_field)
    if other is not None:
        mapping = without_field_rule(mapping, to_rule, to_field)
        mapping = with_field_rule(mapping, from_rule, replace(other, field=from_field))
    return with_field_rule(mapping, to_rule, replace(moved, field=to_field))


def with_fields_from_sources(mapping: Mapping, rule_id: str, sources: Sequence[Source]) -> Mapping:
    """New target fields named after the sources' ids, each fed by its source, on a rule's object."""
    rule = rule_of(mapping, rule_id)
    found = mapping.target.object(rule.object)
    if found is None:
        raise EditError(EditKind.NO_SUCH_RULE, rule=rule.object)
    if not sources:
        raise EditError(EditKind.NOTHING_TO_DO, rule=rule_id)
    for source in sources:
        check_source(mapping, source)
    taken = {*found.by_name, *rule.by_field}
    fields, rules = list(found.fields), list(rule.fields)
    for source in dict.fromkeys(sources):
        name = _free_name(field_name_for(source), taken)
        taken.add(name)
        label = ""
        if isinstance(source, QuestionSource):
            question = mapping.form.question(source.question)
            label = next(iter(question.labels.values()), "") if question else ""
        fields.append(TargetField(name, label, FieldType.TEXT))
        rules.append(FieldRule(name, First((source,))))
    mapping = with_object(mapping, replace(found, fields=tuple(fields)))
    return mapping.with_rule(replace(rule, fields=tuple(rules)))


def field_name_for(source: Source) -> str:
    """The name a new field gets for a source: the last step of its id."""
    match source:
        case QuestionSource(question) | AttachmentSource(question):
            steps = split_path(question)
            name = steps[-1] if steps[-1] != "item" or len(steps) < 2 else steps[-2]
            return name.partition("[")[0]
        case SubmissionSource("id"):
            return "form_id"
        case SubmissionSource(part) | MetaSource(part):
            return part
        case CaseSource(_, part):
            return part.rpartition("/")[2].removeprefix("@")
        case RowNumber():
            return "row_number"
        case RowChoice():
            return "choice"
        case ColumnSource(name) | NamedValue(name):
            return name


def _free_name(wanted: str, taken: set[str]) -> str:
    name, number = wanted or "field", 2
    while name in taken:
        name, number = f"{wanted}_{number}", number + 1
    return name


def with_object(mapping: Mapping, changed: TargetObject) -> Mapping:
    """This target object in place of the one of its name, or after the others."""
    objects = mapping.target.objects
    if mapping.target.object(changed.name) is None:
        objects = (*objects, changed)
    else:
        objects = tuple(changed if old.name == changed.name else old for old in objects)
    return replace(mapping, target=replace(mapping.target, objects=objects))


def with_target(mapping: Mapping, target: Target) -> Mapping:
    """These target objects added; one of a name already here replaces it and keeps its rules.

    An object that no rule makes yet gets an empty rule, which makes no record until it is fed.
    """
    for new in target.objects:
        mapping = with_object(mapping, new)
        if not any(rule.object == new.name for rule in mapping.rules):
            mapping = with_new_rule(mapping, new.name)
    system = target.system or mapping.target.system
    return replace(mapping, target=replace(mapping.target, system=system))


def without_object(mapping: Mapping, name: str) -> Mapping:
    """The target object and its record rules removed."""
    objects = tuple(old for old in mapping.target.objects if old.name != name)
    rules = tuple(rule for rule in mapping.rules if rule.object != name)
    return replace(mapping, target=replace(mapping.target, objects=objects), rules=rules)


def with_field(mapping: Mapping, object_name: str, field: TargetField) -> Mapping:
    """A target field added by hand. Raises EditError(NAME_TAKEN) when the object has it."""
    found = mapping.target.object(object_name)
    if found is None:
        raise EditError(EditKind.NO_SUCH_RULE, rule=object_name)
    if not field.name.strip() or found.field(field.name) is not None:
        raise EditError(EditKind.NAME_TAKEN, rule=object_name, field=field.name)
    return with_object(mapping, replace(found, fields=(*found.fields, field)))


def with_new_rule(mapping: Mapping, object_name: str) -> Mapping:
    """One more record rule for an object, empty, named after it."""
    taken = {rule.id for rule in mapping.rules}
    name, number = object_name, 2
    while name in taken:
        name, number = f"{object_name} {number}", number + 1
    rule = RecordRule(RuleId(name), object_name)
    last = max((i for i, r in enumerate(mapping.rules) if r.object == object_name), default=None)
    rules = list(mapping.rules)
    rules.insert(len(rules) if last is None else last + 1, rule)
    return replace(mapping, rules=tuple(rules))


def without_rule(mapping: Mapping, rule_id: str) -> Mapping:
    rule_of(mapping, rule_id)
    return replace(mapping, rules=tuple(rule for rule in mapping.rules if rule.id != rule_id))


def with_rule_renamed(mapping: Mapping, rule_id: str, name: str) -> Mapping:
    """A record rule under another name. Raises EditError(NAME_TAKEN)."""
    rule = rule_of(mapping, rule_id)
    name = name.strip()
    if not name or (name != rule_id and mapping.rule(name) is not None):
        raise EditError(EditKind.NAME_TAKEN, rule=name)
    renamed = replace(rule, id=RuleId(name))
    rules = tuple(renamed if old.id == rule_id else old for old in mapping.rules)
    return replace(mapping, rules=rules)


def with_rule_note(mapping: Mapping, rule_id: str, note: str) -> Mapping:
    return mapping.with_rule(replace(rule_of(mapping, rule_id), note=note))


def with_operation(mapping: Mapping, rule_id: str, operation: Operation) -> Mapping:
    return mapping.with_rule(replace(rule_of(mapping, rule_id), operation=operation))


def with_key(mapping: Mapping, rule_id: str, key: Sequence[str]) -> Mapping:
    """These target fields as the rule's key."""
    return mapping.with_rule(replace(rule_of(mapping, rule_id), key=tuple(dict.fromkeys(key))))


def with_for_each(mapping: Mapping, rule_id: str, repeat: ForEach | None) -> Mapping:
    """One record per row of this repeat, chosen id or table row; None is one per submission."""
    return mapping.with_rule(replace(rule_of(mapping, rule_id), for_each=repeat))


def with_when(mapping: Mapping, rule_id: str, when: Condition | None) -> Mapping:
    """Records made only when this holds; None is always."""
    return mapping.with_rule(replace(rule_of(mapping, rule_id), when=when))


def with_identifier(mapping: Mapping, source: Source, flagged: bool) -> Mapping:
    """A source flagged as a unique identifier, or no longer."""
    check_source(mapping, source)
    kept = tuple(old for old in mapping.identifiers if old != source)
    return replace(mapping, identifiers=(*kept, source) if flagged else kept)


def with_accepts(mapping: Mapping, accepts: Accepts) -> Mapping:
    return replace(mapping, accepts=accepts)


def with_form_facts(
    mapping: Mapping,
    *,
    name: str | None = None,
    xmlns: str | None = None,
    app_id: str | None = None,
    project_space: str | None = None,
) -> Mapping:
    """What the export does not say about the form; None leaves a fact as it is."""
    form = mapping.form
    return replace(
        mapping,
        form=replace(
            form,
            name=form.name if name is None else name.strip(),
            xmlns=form.xmlns if xmlns is None else xmlns.strip(),
            app_id=form.app_id if app_id is None else app_id.strip(),
            project_space=form.project_space if project_space is None else project_space.strip(),
        ),
    )
