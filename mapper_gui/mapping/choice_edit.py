"""Edits of a field's choice table: rows, options, and the table itself.

Each takes a mapping and returns a new one, or raises EditError: NO_SUCH_RULE, NO_SUCH_FIELD.
"""

from collections.abc import Iterable
from dataclasses import replace

from mapper_gui.mapping.edit import rule_of, with_field_rule, with_sources
from mapper_gui.mapping.errors import EditError, EditKind
from mapper_gui.mapping.form import QuestionId
from mapper_gui.mapping.mapping import FieldRule, Mapping
from mapper_gui.mapping.source import QuestionSource
from mapper_gui.mapping.values import ByTable, ChoiceRow, ChoiceTable, EachChoice, Scalar, Step


def table_of(mapping: Mapping, rule: FieldRule) -> tuple[int | None, ChoiceTable]:
    """The place of the field rule's first choice table among its steps, and the table."""
    for index, step in enumerate(rule.then):
        if isinstance(step, ByTable | EachChoice) and step.table is not None:
            return index, mapping.table(step) or ChoiceTable()
    return None, ChoiceTable()


def table_at(mapping: Mapping, rule: FieldRule, index: int | None) -> ChoiceTable:
    """The choice table of the step at `index`; one without rows where it has none."""
    step = rule.then[index] if index is not None and index < len(rule.then) else None
    found = mapping.table(step) if isinstance(step, ByTable | EachChoice) and step.table else None
    return found or ChoiceTable()


def rows_put(table: ChoiceTable, rows: Iterable[tuple[str, Scalar]]) -> ChoiceTable:
    """The table with these choice ids' target values, in their places or after the others."""
    kept = {row.choice: row for row in table.rows}
    kept.update((choice, ChoiceRow(choice, value)) for choice, value in rows)
    return replace(table, rows=tuple(kept.values()))


def rows_taken(table: ChoiceTable, choices: Iterable[str]) -> ChoiceTable:
    """The table without these choice ids. Raises EditError(NOTHING_TO_DO) where it has none."""
    gone = set(choices)
    rows = tuple(row for row in table.rows if row.choice not in gone)
    if len(rows) == len(table.rows):
        raise EditError(EditKind.NOTHING_TO_DO)
    return replace(table, rows=rows)


def with_choice_rows(
    mapping: Mapping, rule_id: str, field: str, rows: Iterable[tuple[str, Scalar]]
) -> Mapping:
    """Choice ids' target values in the field's choice table, which is made where there is none.

    A multiple answer gets its table applied to each choice.
    """
    index, table = table_of(mapping, _field_rule_of(mapping, rule_id, field))
    return with_table(mapping, rule_id, field, rows_put(table, rows), index)


def without_choice_rows(
    mapping: Mapping, rule_id: str, field: str, choices: Iterable[str]
) -> Mapping:
    """These choice ids without a target value again. Raises EditError(NOTHING_TO_DO) too."""
    index, table = table_of(mapping, _field_rule_of(mapping, rule_id, field))
    return with_table(mapping, rule_id, field, rows_taken(table, choices), index)


def with_table(
    mapping: Mapping, rule_id: str, field: str, table: ChoiceTable, index: int | None
) -> Mapping:
    """This table in the step at `index` (a shared one is changed for all its users).

    Without an index the table begins: in the step for each choice that has none yet, else as a new
    first step.
    """
    old = _field_rule_of(mapping, rule_id, field)
    mapping, changed = table_put(mapping, old, table, index)
    return mapping if changed is old else with_field_rule(mapping, rule_id, changed)


def table_put(
    mapping: Mapping, rule: FieldRule, table: ChoiceTable, index: int | None
) -> tuple[Mapping, FieldRule]:
    """The mapping and the rule with this table in the step at `index`, as in `with_table`: one of
    the two changes. The rule may stand for a named value.

    Raises EditError(NOTHING_TO_DO) where that step has no table.
    """
    if index is None:
        return mapping, replace(rule, then=with_new_table(mapping, rule, table))
    present = rule.then[index] if index < len(rule.then) else None
    if not isinstance(present, ByTable | EachChoice):
        raise EditError(EditKind.NOTHING_TO_DO, field=rule.field)
    if isinstance(present.table, str):
        tables = {**mapping.choice_tables, present.table: table}
        return replace(mapping, choice_tables=tables), rule
    steps = (*rule.then[:index], replace(present, table=table), *rule.then[index + 1 :])
    return mapping, replace(rule, then=steps)


def with_new_table(mapping: Mapping, rule: FieldRule, table: ChoiceTable) -> tuple[Step, ...]:
    """The field rule's steps with a choice table where it has none."""
    for index, step in enumerate(rule.then):
        if isinstance(step, EachChoice) and step.table is None:
            return (*rule.then[:index], replace(step, table=table), *rule.then[index + 1 :])
    new: Step = EachChoice(table) if _answers_are_multiple(mapping, rule) else ByTable(table)
    return (new, *rule.then)


def with_choices_fed(mapping: Mapping, rule_id: str, field: str, question: QuestionId) -> Mapping:
    """A field fed by the question whose choices were dragged onto it, its id and never a label;
    where the target has a list of values, with a choice table to be filled in.

    Raises EditError as with_sources does; NOTHING_TO_DO when all of it is there.
    """
    source = QuestionSource(question)
    rule = rule_of(mapping, rule_id).field_rule(field)
    changed = mapping
    if rule is None or source not in rule.sources:
        changed = with_sources(mapping, rule_id, field, [source])
    target = mapping.target_field(rule_of(mapping, rule_id), field)
    index, table = table_of(changed, _field_rule_of(changed, rule_id, field))
    if index is None and target is not None and target.choices:
        changed = with_table(changed, rule_id, field, table, None)
    if changed is mapping:
        raise EditError(EditKind.NOTHING_TO_DO, rule=rule_id, field=field)
    return changed


def _answers_are_multiple(mapping: Mapping, rule: FieldRule) -> bool:
    questions = [
        mapping.form.question(source.question)
        for source in rule.sources
        if isinstance(source, QuestionSource)
    ]
    return any(question is not None and question.is_multiple for question in questions)


def _field_rule_of(mapping: Mapping, rule_id: str, field: str) -> FieldRule:
    rule = rule_of(mapping, rule_id)
    found = rule.field_rule(field)
    if found is None and mapping.target_field(rule, field) is None:
        raise EditError(EditKind.NO_SUCH_FIELD, rule=rule_id, field=field)
    return found or FieldRule(field)
