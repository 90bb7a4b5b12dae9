"""What a drop on a row of the target would do, found out by trying it on the mapping.

The words stand in the status line while something is dragged over the row; what is refused says
why. A drop never asks anything: undo is one key.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QMimeData

from mapper_gui.app import edits, table_edits, value_edits
from mapper_gui.app.place import FieldPlace
from mapper_gui.app.session import Session
from mapper_gui.mapping import choice_edit, edit, value_edit
from mapper_gui.mapping.errors import EditError
from mapper_gui.mapping.mapping import Mapping
from mapper_gui.mapping.shared_table_edit import with_new_rows
from mapper_gui.mapping.source import Source
from mapper_gui.mapping.values import First, Template
from mapper_gui.views import sources_mime
from mapper_gui.views.sources_mime import DraggedChoices
from mapper_gui.views.target_tree import TargetRow, TargetRowKind, field_of
from mapper_gui.wording.errors import sentence
from mapper_gui.wording.sources import source_id
from mapper_gui.wording.text import tr, tr_n


@dataclass(frozen=True, slots=True)
class Drop:
    """What would happen, in words; `do` makes it happen, None when it cannot."""

    words: str
    do: Callable[[], bool] | None = None


def drop_on(session: Session, mime: QMimeData, row: TargetRow | None) -> Drop | None:
    """What dropping this on a row does; None for a drag that has nothing to do with a mapping."""
    mapping = session.mapping
    fields = sources_mime.fields_in(mime)
    if fields:
        return _drop_fields(session, fields, row)
    sources = sources_mime.sources_in(mime, mapping.form)
    if sources:
        return _drop_sources(session, sources, row)
    choices = sources_mime.choices_in(mime)
    return _drop_choices(session, choices, row) if choices is not None else None


def names_of(sources: Sequence[Source]) -> str:
    """One source by its id, several by their number."""
    if len(sources) == 1:
        return source_id(sources[0])
    words = tr_n("{count} question id", "{count} question ids", len(sources))
    return words.format(count=len(sources))


def _drop_sources(session: Session, sources: Sequence[Source], row: TargetRow | None) -> Drop:
    if row is None:
        return Drop(tr("Drop it on a field, or on a record rule to make fields."))
    if row.kind is TargetRowKind.OBJECT:
        return Drop(_without_rule(row))
    if row.kind is TargetRowKind.VALUE:
        words = tr("Add {sources} to the named value {name}")
        return _tried(
            session,
            words.format(sources=names_of(sources), name=row.field),
            lambda mapping: value_edit.with_value_sources(mapping, row.field, sources),
            lambda: value_edits.add_sources(session, row.field, sources),
        )
    if not row.is_field and row.kind is not TargetRowKind.RULE:
        return Drop(tr("Drop it on a field, or on a record rule to make fields."))
    if row.kind is TargetRowKind.RULE:
        words = tr_n(
            "Make {count} field in {object}", "Make {count} fields in {object}", len(sources)
        )
        return _tried(
            session,
            words.format(count=len(sources), object=row.object),
            lambda mapping: edit.with_fields_from_sources(mapping, row.rule, sources),
            lambda: edits.create_fields(session, row.rule, sources),
        )
    return _tried(
        session,
        _feeding_words(session.mapping, row, sources),
        lambda mapping: edit.with_sources(mapping, row.rule, row.field, sources),
        lambda: edits.add_sources(session, row.rule, row.field, sources),
    )


def _feeding_words(mapping: Mapping, row: TargetRow, sources: Sequence[Source]) -> str:
    _field, rule = field_of(mapping, row)
    names = names_of(sources)
    match rule.take if rule is not None else None:
        case First(present) if present:
            words = tr("Add {sources} as the next source of {field}: the first answered counts")
        case Template():
            words = tr("Add {sources} to the text of {field}")
        case _:
            words = tr("Map {sources} to {field}")
    return words.format(sources=names, field=row.field)


def _drop_choices(session: Session, dragged: DraggedChoices, row: TargetRow | None) -> Drop:
    if row is not None and row.kind is TargetRowKind.TABLE:
        words = tr("Add {count} choices to the shared table {name}, to be given their values there")
        return _tried(
            session,
            words.format(count=len(dragged.choices), name=row.field),
            lambda mapping: with_new_rows(mapping, row.field, dragged.choices),
            lambda: table_edits.add_choices(session, row.field, dragged.choices),
        )
    if row is None or not row.is_field:
        return Drop(tr("A choice goes onto a field, or onto a row of a choice table."))
    words = tr("Map the question id {question} to {field}; labels are never mapped")
    return _tried(
        session,
        words.format(question=dragged.question, field=row.field),
        lambda mapping: choice_edit.with_choices_fed(
            mapping, row.rule, row.field, dragged.question
        ),
        lambda: edits.add_choices(session, row.rule, row.field, dragged.question),
    )


def _drop_fields(session: Session, dragged: Sequence[FieldPlace], row: TargetRow | None) -> Drop:
    if row is None or not row.is_field:
        return Drop(tr("Drop it on another field."))
    if len(dragged) > 1:
        return Drop(tr("Values are moved one by one."))
    old = dragged[0]
    assert old.field is not None
    old_field = old.field
    if old == row.place:
        return Drop(tr("Drop it on another field."))
    _field, rule = field_of(session.mapping, row)
    words = tr("Move the value of {old} to {new}")
    if rule is not None:
        words = tr("Exchange the values of {old} and {new}")
    return _tried(
        session,
        words.format(old=old_field, new=row.field),
        lambda mapping: edit.with_field_moved(mapping, old.rule, old_field, row.rule, row.field),
        lambda: edits.move_value(session, old.rule, old_field, row.rule, row.field),
    )


def _without_rule(row: TargetRow) -> str:
    words = tr("No record rule makes {object} yet. Add one from its menu.")
    return words.format(object=row.object)


def _tried(
    session: Session,
    words: str,
    make: Callable[[Mapping], Mapping],
    do: Callable[[], bool],
) -> Drop:
    try:
        make(session.mapping)
    except EditError as error:
        return Drop(sentence(error))
    return Drop(words, do)
