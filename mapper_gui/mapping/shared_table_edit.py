"""Edits of shared choice tables: made, renamed, removed, used by a step, detached from it.

Each takes a mapping and returns a new one, or raises EditError. Steps belong to a field rule, which
may stand for a named value.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from mapper_gui.mapping.choice_edit import rows_put
from mapper_gui.mapping.errors import EditError, EditKind
from mapper_gui.mapping.mapping import FieldRule, Mapping
from mapper_gui.mapping.values import ByTable, ChoiceTable, EachChoice, Step, TableStep, Value


def with_shared_table(mapping: Mapping, name: str, table: ChoiceTable) -> Mapping:
    """This table under this name: a new one after the others, or in place of the one it has.

    Raises EditError(NAME_TAKEN) for a blank name.
    """
    name = name.strip()
    if not name:
        raise EditError(EditKind.NAME_TAKEN, rule=name)
    return replace(mapping, choice_tables={**mapping.choice_tables, name: table})


def with_new_shared_table(mapping: Mapping, name: str, table: ChoiceTable) -> Mapping:
    """One more shared table. Raises EditError(NAME_TAKEN)."""
    if name.strip() in mapping.choice_tables:
        raise EditError(EditKind.NAME_TAKEN, rule=name.strip())
    return with_shared_table(mapping, name, table)


def with_new_rows(mapping: Mapping, name: str, choices: Iterable[str]) -> Mapping:
    """Rows for these choice ids in a shared table, each with its own id as the value, to be typed
    over. Raises EditError(NOTHING_TO_DO) when all have one."""
    table = mapping.choice_tables.get(name)
    if table is None:
        raise EditError(EditKind.NOTHING_TO_DO)
    new = [choice for choice in dict.fromkeys(choices) if table.row(choice) is None]
    if not new:
        raise EditError(EditKind.NOTHING_TO_DO, field=name)
    return with_shared_table(mapping, name, rows_put(table, [(each, each) for each in new]))


def with_shared_table_renamed(mapping: Mapping, old: str, new: str) -> Mapping:
    """A shared table under another name, wherever it is used. Raises EditError(NAME_TAKEN,
    NOTHING_TO_DO)."""
    new = new.strip()
    if old not in mapping.choice_tables:
        raise EditError(EditKind.NOTHING_TO_DO)
    if not new or (new != old and new in mapping.choice_tables):
        raise EditError(EditKind.NAME_TAKEN, rule=new)
    tables = {(new if n == old else n): table for n, table in mapping.choice_tables.items()}

    def renamed(steps: tuple[Step, ...]) -> tuple[Step, ...]:
        return tuple(
            replace(step, table=new) if _names(step, old) else step  # type: ignore[arg-type]
            for step in steps
        )

    rules = tuple(
        replace(rule, fields=tuple(replace(f, then=renamed(f.then)) for f in rule.fields))
        for rule in mapping.rules
    )
    values = {n: Value(v.take, renamed(v.then)) for n, v in mapping.named_values.items()}
    return replace(mapping, choice_tables=tables, rules=rules, named_values=values)


def without_shared_table(mapping: Mapping, name: str) -> Mapping:
    """The shared table removed. Raises EditError: IN_USE with fact places, NOTHING_TO_DO."""
    if name not in mapping.choice_tables:
        raise EditError(EditKind.NOTHING_TO_DO)
    places = tuple(
        each.field if rule is None else f"{rule}.{each.field}"
        for rule, each in users_of_table(mapping, name)
    )
    if places:
        raise EditError(EditKind.IN_USE, rule=name, places=places)
    tables = {n: table for n, table in mapping.choice_tables.items() if n != name}
    return replace(mapping, choice_tables=tables)


def users_of_table(mapping: Mapping, name: str) -> Iterator[tuple[str | None, FieldRule]]:
    """What uses a shared table: record rule and field rule; a named value stands as a field rule of
    its name, without a record rule."""
    for rule in mapping.rules:
        for each in rule.fields:
            if any(_names(step, name) for step in each.then):
                yield rule.id, each
    for value_name, value in mapping.named_values.items():
        if any(_names(step, name) for step in value.then):
            yield None, FieldRule(value_name, value.take, value.then)


def with_table_shared(
    mapping: Mapping, rule: FieldRule, index: int, name: str
) -> tuple[Mapping, FieldRule]:
    """The table of a step becomes a shared one of this name. Raises EditError(NAME_TAKEN,
    NOTHING_TO_DO)."""
    step = _table_step(rule, index)
    if not isinstance(step.table, ChoiceTable):
        raise EditError(EditKind.NOTHING_TO_DO, field=rule.field)
    mapping = with_new_shared_table(mapping, name, step.table)
    return mapping, _with_step(rule, index, replace(step, table=name.strip()))


def with_shared_table_used(
    mapping: Mapping, rule: FieldRule, index: int | None, name: str
) -> FieldRule:
    """The step at `index` goes by the shared table of this name; without an index one more last step
    does. Raises EditError(NOTHING_TO_DO) where there is no such table."""
    if name not in mapping.choice_tables:
        raise EditError(EditKind.NOTHING_TO_DO, field=rule.field)
    if index is None:
        return replace(rule, then=(*rule.then, ByTable(name)))
    return _with_step(rule, index, replace(_table_step(rule, index), table=name))


def with_table_detached(mapping: Mapping, rule: FieldRule, index: int) -> FieldRule:
    """The step gets a copy of its shared table for itself. Raises EditError(NOTHING_TO_DO)."""
    step = _table_step(rule, index)
    if not isinstance(step.table, str):
        raise EditError(EditKind.NOTHING_TO_DO, field=rule.field)
    return _with_step(rule, index, replace(step, table=mapping.table(step) or ChoiceTable()))


def _names(step: Step, name: str) -> bool:
    return isinstance(step, ByTable | EachChoice) and step.table == name


def _table_step(rule: FieldRule, index: int) -> TableStep:
    step = rule.then[index] if 0 <= index < len(rule.then) else None
    if not isinstance(step, ByTable | EachChoice):
        raise EditError(EditKind.NOTHING_TO_DO, field=rule.field)
    return step


def _with_step(rule: FieldRule, index: int, step: Step) -> FieldRule:
    return replace(rule, then=(*rule.then[:index], step, *rule.then[index + 1 :]))
