"""What a person can do to shared choice tables, and copying from another project.

Each verb is one undo step, as in `app.edits`.
"""

from collections.abc import Sequence

from mapper_gui.app.edits import change
from mapper_gui.app.place import FieldPlace, TablePlace, ValuePlace
from mapper_gui.app.session import Session
from mapper_gui.app.value_edits import MadePlace, cleared_words, rows_words
from mapper_gui.mapping import choice_edit, copy_edit, shared_table_edit
from mapper_gui.mapping.mapping import Mapping
from mapper_gui.mapping.values import ChoiceTable, Scalar
from mapper_gui.wording.text import tr


def add_table(session: Session, name: str) -> bool:
    """A new shared table without rows; it is selected."""
    name = name.strip()
    words = tr("Add the shared table {name}").format(name=name)
    return change(
        session,
        words,
        lambda m: shared_table_edit.with_new_shared_table(m, name, ChoiceTable()),
        TablePlace(name),
    )


def rename_table(session: Session, old: str, new: str) -> bool:
    words = tr("Rename the shared table {name}").format(name=old)
    new = new.strip()
    return change(
        session,
        words,
        lambda m: shared_table_edit.with_shared_table_renamed(m, old, new),
        TablePlace(new),
        place_before=TablePlace(old),
    )


def remove_table(session: Session, name: str) -> bool:
    """Refused, with the places, where something uses it."""
    words = tr("Remove the shared table {name}").format(name=name)
    back = TablePlace(name)
    return change(
        session, words, lambda m: shared_table_edit.without_shared_table(m, name), place_before=back
    )


def set_table(session: Session, name: str, table: ChoiceTable) -> bool:
    words = tr("Change the shared table {name}").format(name=name)
    return change(
        session,
        words,
        lambda m: shared_table_edit.with_shared_table(m, name, table),
        TablePlace(name),
    )


def set_rows(session: Session, name: str, rows: Sequence[tuple[str, Scalar]]) -> bool:
    """Choice ids' target values in a shared table."""

    def make(mapping: Mapping) -> Mapping:
        table = choice_edit.rows_put(mapping.choice_tables.get(name, ChoiceTable()), rows)
        return shared_table_edit.with_shared_table(mapping, name, table)

    return change(session, rows_words(rows), make, TablePlace(name))


def add_choices(session: Session, name: str, choices: Sequence[str]) -> bool:
    """Choices dropped on a shared table: rows to be given their values."""
    words = tr("Add choices to {name}").format(name=name)
    place = TablePlace(name)
    return change(
        session, words, lambda m: shared_table_edit.with_new_rows(m, name, choices), place
    )


def clear_rows(session: Session, name: str, choices: Sequence[str]) -> bool:
    if not choices:
        return False

    def make(mapping: Mapping) -> Mapping:
        table = choice_edit.rows_taken(mapping.choice_tables.get(name, ChoiceTable()), choices)
        return shared_table_edit.with_shared_table(mapping, name, table)

    return change(session, cleared_words(choices), make, TablePlace(name))


def users(mapping: Mapping, name: str) -> tuple[MadePlace, ...]:
    """The fields and named values that use a shared table."""
    return tuple(
        ValuePlace(rule.field) if record is None else FieldPlace(record, rule.field)
        for record, rule in shared_table_edit.users_of_table(mapping, name)
    )


def copy_project(session: Session, other: Mapping, wanted: copy_edit.Wanted, project: str) -> bool:
    """What is wanted of another project, with what it needs, in one step."""
    words = tr("Copy from {project}").format(project=project)
    return change(session, words, lambda m: copy_edit.copy_from(m, other, wanted))
