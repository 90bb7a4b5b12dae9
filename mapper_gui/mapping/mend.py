"""Applies a proposed mend: the ones that a program can do for the person who asked for it."""

from collections.abc import Iterable
from dataclasses import replace
from typing import cast

from mapper_gui.mapping.edit import (
    rule_of,
    with_field_rule,
    with_for_each,
    with_identifier,
    with_key,
    without_field_rule,
)
from mapper_gui.mapping.errors import EditError, EditKind
from mapper_gui.mapping.form import QuestionId
from mapper_gui.mapping.mapping import FieldRule, Mapping, TableRows
from mapper_gui.mapping.problem import Mend, MendKind
from mapper_gui.mapping.source import Source
from mapper_gui.mapping.source_edit import take_with
from mapper_gui.mapping.values import (
    ByTable,
    ChoiceTable,
    EachChoice,
    First,
    Step,
    Sum,
    Take,
    Template,
    value_sources,
)

BY_HAND = frozenset({MendKind.ADD_HIDDEN_VALUE, MendKind.ADD_CHOICES})
"""Mends that a person does: in the form builder, or by saying what the target values are."""

KEY_SEPARATOR = "-"


def apply(mapping: Mapping, mend: Mend) -> Mapping:
    """The mapping with the mend made.

    Raises EditError: NOTHING_TO_DO for a mend that is made by hand or that changes nothing,
    NO_SUCH_RULE, NO_SUCH_FIELD where the mapping has changed since.
    """
    mended = _mended(mapping, mend)
    if mended == mapping:
        raise _nothing(mend)
    return mended


def _mended(mapping: Mapping, mend: Mend) -> Mapping:
    facts = mend.facts
    match mend.kind:
        case MendKind.FLAG_IDENTIFIER:
            for source in cast(Iterable[Source], facts["sources"]):
                mapping = with_identifier(mapping, source, True)
            return mapping
        case MendKind.UNFLAG_IDENTIFIER:
            kept = tuple(s for s in mapping.identifiers if s != facts["source"])
            return replace(mapping, identifiers=kept)
        case MendKind.ITERATE_REPEAT:
            return _with_repeat(mapping, _rule(mend), cast(QuestionId, facts["repeat"]))
        case MendKind.USE_AS_KEY:
            return with_key(mapping, _rule(mend), tuple(cast(Iterable[str], facts["fields"])))
        case MendKind.REMOVE_FIELD_RULE:
            return without_field_rule(mapping, _rule(mend), str(facts["field"]))
        case MendKind.FEED_KEY:
            field = str(facts["field"])
            rule = rule_of(mapping, _rule(mend)).field_rule(field) or FieldRule(field)
            fed = replace(rule, take=First((cast(Source, facts["source"]),)), then=())
            key = rule_of(mapping, _rule(mend)).key
            mapping = with_field_rule(mapping, _rule(mend), fed)
            return mapping if field in key else with_key(mapping, _rule(mend), (field,))
        case (
            MendKind.ADD_TO_KEY
            | MendKind.REMOVE_SOURCE
            | MendKind.REPLACE_SOURCE
            | MendKind.MAP_EACH_CHOICE
        ):
            changed = _changed(_field_rule(mapping, mend), mend)
            return with_field_rule(mapping, _rule(mend), changed)
        case MendKind.USE_CHOICE_ID:
            return _with_choice_id(mapping, mend)
        case _:
            raise _nothing(mend)


def _rule(mend: Mend) -> str:
    return str(mend.facts["rule"])


def _nothing(mend: Mend) -> EditError:
    rule, field = mend.facts.get("rule"), mend.facts.get("field")
    return EditError(EditKind.NOTHING_TO_DO, rule=rule, field=field, mend=mend.kind)


def _field_rule(mapping: Mapping, mend: Mend) -> FieldRule:
    rule, field = _rule(mend), str(mend.facts["field"])
    found = rule_of(mapping, rule).field_rule(field)
    if found is None:
        raise EditError(EditKind.NO_SUCH_FIELD, rule=rule, field=field)
    return found


def _changed(rule: FieldRule, mend: Mend) -> FieldRule:
    facts = mend.facts
    match mend.kind:
        case MendKind.ADD_TO_KEY:
            return replace(rule, take=_joined(rule.take, cast(Source, facts["source"]), mend))
        case MendKind.REMOVE_SOURCE:
            source = cast(Source, facts["source"])
            take = _without_source(rule.take, source)
            return replace(rule, take=take if value_sources(take) else None)
        case MendKind.REPLACE_SOURCE:
            source, by = cast(Source, facts["source"]), cast(Source, facts["by"])
            take = rule.take and take_with(rule.take, lambda s: by if s == source else s)
            return replace(rule, take=take)
        case _:
            return replace(rule, then=_for_each_choice(rule.then))


def _joined(take: Take | None, source: Source, mend: Mend) -> Template:
    match take:
        case First((only,)):
            return Template((only, KEY_SEPARATOR, source))
        case Template(parts):
            return replace(take, parts=(*parts, KEY_SEPARATOR, source))
        case _:
            raise _nothing(mend)


def _without_source(take: Take | None, source: Source) -> Take | None:
    match take:
        case First(sources):
            return First(tuple(each for each in sources if each != source))
        case Template(parts):
            return replace(take, parts=tuple(part for part in parts if part != source))
        case Sum(terms):
            return replace(take, terms=tuple(term for term in terms if term.source != source))
        case _:
            return take


def _with_repeat(mapping: Mapping, rule_id: str, repeat: QuestionId) -> Mapping:
    """One record per row of the repeat; of a table, for each row of both."""
    for_each = rule_of(mapping, rule_id).for_each
    if isinstance(for_each, TableRows):
        return with_for_each(mapping, rule_id, replace(for_each, within=repeat))
    return with_for_each(mapping, rule_id, repeat)


def _for_each_choice(then: tuple[Step, ...]) -> tuple[Step, ...]:
    """The first choice table applied to each choice; without one each id is kept, and joined."""
    for index, step in enumerate(then):
        if isinstance(step, ByTable):
            return (*then[:index], EachChoice(step.table), *then[index + 1 :])
        if isinstance(step, EachChoice):
            return then
    return (EachChoice(None), *then)


def _with_choice_id(mapping: Mapping, mend: Mend) -> Mapping:
    label, choice = str(mend.facts["label"]), str(mend.facts["choice"])
    rule = _field_rule(mapping, mend)
    for index, step in enumerate(rule.then):
        if not isinstance(step, ByTable | EachChoice):
            continue
        table = mapping.table(step)
        if table is None or table.row(label) is None:
            continue
        mended = _renamed(table, label, choice)
        if isinstance(step.table, str):
            tables = {**mapping.choice_tables, step.table: mended}
            return replace(mapping, choice_tables=tables)
        then = (*rule.then[:index], replace(step, table=mended), *rule.then[index + 1 :])
        return with_field_rule(mapping, _rule(mend), replace(rule, then=then))
    raise _nothing(mend)


def _renamed(table: ChoiceTable, label: str, choice: str) -> ChoiceTable:
    """The label's row under the choice id; dropped where the id has a row already."""
    if table.row(choice) is not None:
        return replace(table, rows=tuple(row for row in table.rows if row.choice != label))
    rows = tuple(replace(row, choice=choice) if row.choice == label else row for row in table.rows)
    return replace(table, rows=rows)
