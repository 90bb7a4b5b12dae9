"""What a person can do to how a value is made: of a field and of a named value alike.

Each verb is one undo step, as in `app.edits`.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from mapper_gui.app.edits import change
from mapper_gui.app.place import FieldPlace, ValuePlace
from mapper_gui.app.session import Session
from mapper_gui.mapping import choice_edit, edit, shared_table_edit, value_edit
from mapper_gui.mapping.errors import EditError, EditKind
from mapper_gui.mapping.mapping import FieldRule, LookupSample, Mapping
from mapper_gui.mapping.source import Source
from mapper_gui.mapping.values import ChoiceTable, First, Scalar, Step, Take, Value
from mapper_gui.wording.sources import source_id
from mapper_gui.wording.text import tr, tr_n

MadePlace = FieldPlace | ValuePlace
"""Where a value is made: a target field, or a named value."""


def rule_at(mapping: Mapping, place: MadePlace) -> FieldRule:
    """How the value is made; a named value stands as a field rule of its name."""
    if isinstance(place, ValuePlace):
        value = mapping.named_values.get(place.name)
        if value is None:
            return FieldRule(place.name)
        return FieldRule(place.name, value.take, value.then)
    rule = mapping.rule(place.rule)
    return (rule.field_rule(place.field or "") if rule else None) or FieldRule(place.field or "")


def with_rule_at(mapping: Mapping, place: MadePlace, rule: FieldRule) -> Mapping:
    """The mapping with the value made in this way."""
    if isinstance(place, FieldPlace):
        return edit.with_field_rule(mapping, place.rule, rule)
    value = Value(rule.take or First(()), rule.then)
    return value_edit.with_named_value(mapping, place.name, value)


def name_of(place: MadePlace) -> str:
    """What the place is called in a sentence."""
    return place.name if isinstance(place, ValuePlace) else place.field or place.rule


def set_take(session: Session, place: MadePlace, take: Take | None) -> bool:
    words = tr("Change what {field} takes").format(field=name_of(place))
    return _set(session, words, place, lambda rule: replace(rule, take=take))


def set_steps(
    session: Session, place: MadePlace, steps: Sequence[Step], *, typing: str = ""
) -> bool:
    words = tr("Change the steps of {field}").format(field=name_of(place))
    make = lambda rule: replace(rule, then=tuple(steps))  # noqa: E731
    return _set(session, words, place, make, typing=typing)


def add_sources(session: Session, name: str, sources: Sequence[Source]) -> bool:
    """Feed a named value with sources: a drop on it comes here."""
    if not sources:
        return False
    words = tr_n("Map {source} to {field}", "Map {count} question ids to {field}", len(sources))
    words = words.format(source=source_id(sources[0]), count=len(sources), field=name)
    place = ValuePlace(name)
    return change(session, words, lambda m: value_edit.with_value_sources(m, name, sources), place)


def set_table(session: Session, place: MadePlace, table: ChoiceTable, index: int | None) -> bool:
    """The choice table of a step; a shared one changes for all that use it."""
    words = tr("Change the choice table of {field}").format(field=name_of(place))
    return _set_table(session, words, place, lambda _old: table, index)


def set_rows(
    session: Session, place: MadePlace, rows: Sequence[tuple[str, Scalar]], index: int | None
) -> bool:
    """Choice ids' target values in the table of a step, which is made where there is none."""
    words = rows_words(rows)
    return _set_table(session, words, place, lambda old: choice_edit.rows_put(old, rows), index)


def clear_rows(
    session: Session, place: MadePlace, choices: Sequence[str], index: int | None
) -> bool:
    """Choice ids without a target value again, in one step."""
    if not choices:
        return False
    words = cleared_words(choices)
    return _set_table(
        session, words, place, lambda old: choice_edit.rows_taken(old, choices), index
    )


def rows_words(rows: Sequence[tuple[str, Scalar]]) -> str:
    """What giving these choice ids their values is called."""
    words = tr_n("Map choice {choice}", "Map {count} choices", len(rows))
    return words.format(choice=rows[0][0] if rows else "", count=len(rows))


def cleared_words(choices: Sequence[str]) -> str:
    words = tr_n("Unmap choice {choice}", "Unmap {count} choices", len(choices))
    return words.format(choice=choices[0], count=len(choices))


def share_table(session: Session, place: MadePlace, index: int, name: str) -> bool:
    """The table of a step gets a name, for other fields to use too."""
    words = tr("Share the choice table of {field}").format(field=name_of(place))

    def make(mapping: Mapping) -> Mapping:
        old = rule_at(mapping, place)
        mapping, rule = shared_table_edit.with_table_shared(mapping, old, index, name)
        return with_rule_at(mapping, place, rule)

    return change(session, words, make, place)


def use_table(session: Session, place: MadePlace, index: int | None, name: str) -> bool:
    """A step goes by a shared table; without an index it is a new step."""
    words = tr("Use the shared table {table} for {field}").format(table=name, field=name_of(place))

    def make(mapping: Mapping) -> Mapping:
        old = rule_at(mapping, place)
        rule = shared_table_edit.with_shared_table_used(mapping, old, index, name)
        return with_rule_at(mapping, place, rule)

    return change(session, words, make, place)


def detach_table(session: Session, place: MadePlace, index: int) -> bool:
    """A step gets its own copy of a shared table."""
    words = tr("Give {field} its own choice table").format(field=name_of(place))

    def make(mapping: Mapping) -> Mapping:
        old = rule_at(mapping, place)
        rule = shared_table_edit.with_table_detached(mapping, old, index)
        return with_rule_at(mapping, place, rule)

    return change(session, words, make, place)


def name_value(session: Session, place: FieldPlace, name: str) -> bool:
    """What a field takes, with its steps, gets a name; the field uses it. Its rule stays selected."""
    words = tr("Name the value of {field}").format(field=place.field)
    make = lambda m: value_edit.with_value_named(m, place.rule, place.field or "", name)  # noqa: E731
    return change(session, words, make, place)


def add_value(session: Session, name: str) -> bool:
    """A new named value without anything in it yet; it is selected."""
    name = name.strip()
    words = tr("Add the named value {name}").format(name=name)

    def make(mapping: Mapping) -> Mapping:
        if name in mapping.named_values:
            raise EditError(EditKind.NAME_TAKEN, rule=name)
        return value_edit.with_named_value(mapping, name, Value(First(())))

    return change(session, words, make, ValuePlace(name))


def rename_value(session: Session, old: str, new: str) -> bool:
    words = tr("Rename the named value {name}").format(name=old)
    new = new.strip()
    return change(
        session,
        words,
        lambda m: value_edit.with_named_value_renamed(m, old, new),
        ValuePlace(new),
        place_before=ValuePlace(old),
    )


def remove_value(session: Session, name: str) -> bool:
    """Refused, with the places, where something uses it."""
    words = tr("Remove the named value {name}").format(name=name)
    back = ValuePlace(name)
    return change(
        session, words, lambda m: value_edit.without_named_value(m, name), place_before=back
    )


def set_sample(
    session: Session, place: MadePlace, sample: LookupSample, old: LookupSample | None = None
) -> bool:
    """A sample answer to a target look-up; `old` is the one that it takes the place of."""
    words = tr("Change the sample answers of {object}").format(object=sample.object)

    def make(mapping: Mapping) -> Mapping:
        if old is not None and old.equals != sample.equals:
            mapping = value_edit.without_lookup_sample(mapping, old)
        return value_edit.with_lookup_sample(mapping, sample)

    return change(session, words, make, place)


def remove_sample(session: Session, place: MadePlace, sample: LookupSample) -> bool:
    words = tr("Remove a sample answer of {object}").format(object=sample.object)
    return change(session, words, lambda m: value_edit.without_lookup_sample(m, sample), place)


def uses(mapping: Mapping, name: str) -> tuple[MadePlace, ...]:
    """The fields and named values that read a named value themselves, and the record rules that do
    in their condition or table."""
    found: list[MadePlace] = []
    for rule, field in value_edit.users_of_value(mapping, name):
        if rule is not None:
            found.append(FieldPlace(rule, field))
        elif field is not None:
            found.append(ValuePlace(field))
    return tuple(found)


def _set(
    session: Session,
    words: str,
    place: MadePlace,
    make: Callable[[FieldRule], FieldRule],
    *,
    typing: str = "",
) -> bool:
    return change(
        session,
        words,
        lambda m: with_rule_at(m, place, make(rule_at(m, place))),
        place,
        typing=typing,
    )


def _set_table(
    session: Session,
    words: str,
    place: MadePlace,
    make: Callable[[ChoiceTable], ChoiceTable],
    index: int | None,
) -> bool:
    def with_table(mapping: Mapping) -> Mapping:
        old = rule_at(mapping, place)
        table = make(choice_edit.table_at(mapping, old, index))
        mapping, rule = choice_edit.table_put(mapping, old, table, index)
        return mapping if rule is old else with_rule_at(mapping, place, rule)

    return change(session, words, with_table, place)
