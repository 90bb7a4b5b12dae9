"""What can be chosen by typing: a field for some sources, or a source for a field."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from mapper_gui.app.place import FieldPlace, ValuePlace
from mapper_gui.app.session import Session
from mapper_gui.mapping.check_kind import takes_anything
from mapper_gui.mapping.form import Language
from mapper_gui.mapping.mapping import FieldRule, Mapping, RecordRule
from mapper_gui.mapping.rule_sources import sources_of_rule
from mapper_gui.mapping.source import (
    ColumnSource,
    NamedValue,
    QuestionSource,
    RowChoice,
    RowNumber,
    Source,
)
from mapper_gui.mapping.value_edit import users_within
from mapper_gui.views.cell import Cell, Face, Piece, Tone
from mapper_gui.views.form_cells import id_piece, label_piece, row_picture
from mapper_gui.views.form_tree import FormTree
from mapper_gui.views.picker import Entry, Picker
from mapper_gui.views.target_feed import feed_pieces
from mapper_gui.views.target_tree import TargetTree, field_of
from mapper_gui.wording.rules import value_rule_words
from mapper_gui.wording.sources import source_id, source_words
from mapper_gui.wording.text import tr


def field_entries(mapping: Mapping, first: Sequence[FieldPlace] = ()) -> list[Entry]:
    """Every writable field of every record rule; those in `first` before the others."""
    found: list[tuple[FieldPlace, Entry]] = []
    tree = TargetTree(mapping)
    for row in tree.rows:
        field, rule = field_of(mapping, row)
        if field is None or not field.writable or row.place is None:
            continue
        pieces = [Piece(field.label or field.name, Face.WORDS if field.label else Face.ID)]
        if field.label and field.label != field.name:
            pieces.append(Piece(field.name, Face.ID, Tone.QUIET))
        if field.required:
            waits = rule is None or not takes_anything(rule)
            pieces.append(Piece(icon="required", tone=Tone.ERROR if waits else Tone.QUIET))
        pieces.append(Piece(row.rule, tone=Tone.QUIET))
        if rule is not None and takes_anything(rule):
            pieces += [Piece("←", tone=Tone.QUIET), *feed_pieces(mapping, rule)[:2]]
        text = f"{field.name}\n{field.label}\n{row.rule}"
        found.append((row.place, Entry(row.place, Cell(tuple(pieces)), text)))
    ahead = {place: number for number, place in enumerate(first)}
    found.sort(key=lambda pair: ahead.get(pair[0], len(ahead)))
    return [entry for _place, entry in found]


def source_entries(
    mapping: Mapping,
    language: Language,
    rule: RecordRule | None = None,
    *,
    with_groups: bool = False,
) -> list[Entry]:
    """Every source that a rule can take: its own columns, chosen id and row number, named values,
    what every submission has, and all questions with answers. `with_groups`: groups and repeats
    too, of which a condition asks whether they are there."""
    found = [_own_entry(source) for source in sources_of_rule(mapping, rule)]
    found += [_value_entry(mapping, name) for name in mapping.named_values]
    known = {entry.value for entry in found}
    for row in FormTree(mapping.form).rows:
        source = row.source
        if source is None and with_groups and row.is_container and row.question is not None:
            source = QuestionSource(row.question.id) if row.question.id is not None else None
        if source is None or source in known:
            continue
        picture, tone = row_picture(row)
        name, label = id_piece(row), label_piece(row, language)
        whole = source_id(source)
        pieces = (
            Piece(icon=picture, tone=tone),
            Piece(whole, Face.ID, name.tone),
            Piece(label.text, label.face, Tone.QUIET),
        )
        last = whole.rpartition("/")[2]
        found.append(Entry(source, Cell(pieces), f"{last}\n{whole}\n{label.text}"))
    return found


def _own_entry(source: Source) -> Entry:
    """A source that the form does not have: of the rule's table, or a named value."""
    name = source_id(source)
    pieces = (
        Piece(icon=source_picture(source), tone=Tone.QUIET),
        Piece(name, Face.ID),
        Piece(source_words(source), tone=Tone.QUIET),
    )
    return Entry(source, Cell(pieces), f"{name}\n{source_words(source)}")


def _value_entry(mapping: Mapping, name: str) -> Entry:
    """A named value, with what it takes in words."""
    value = mapping.named_values[name]
    words = value_rule_words(FieldRule(name, value.take, value.then), mapping)
    pieces = (
        Piece(icon="value", tone=Tone.QUIET),
        Piece(name, Face.ID),
        Piece(words, tone=Tone.QUIET),
    )
    return Entry(
        NamedValue(name), Cell(pieces), f"{name}\n{source_words(NamedValue(name))}\n{words}"
    )


def source_picture(source: Source) -> str:
    """The icon of a source that is no question of the form."""
    match source:
        case ColumnSource():
            return "column"
        case RowChoice():
            return "choice"
        case RowNumber():
            return "row-number"
        case NamedValue():
            return "value"
        case _:
            return "submission"


def field_picker(
    session: Session,
    title: str,
    chosen: Callable[[FieldPlace], object],
    parent: QWidget,
    first: Sequence[FieldPlace] = (),
) -> Picker:
    """Choose a field by typing."""
    return Picker(title, field_entries(session.mapping, first), chosen, parent)


def source_picker(
    session: Session,
    place: FieldPlace | ValuePlace,
    language: Language,
    chosen: Callable[[Source], object],
    parent: QWidget,
    *,
    title: str = "",
    with_groups: bool = False,
) -> Picker:
    """Choose the source that feeds a field by typing, or under another title one for another use."""
    mapping = session.mapping
    title = title or tr("Map to {field}: which question?").format(
        field=place.name if isinstance(place, ValuePlace) else place.field or place.rule
    )
    rule = None if isinstance(place, ValuePlace) else mapping.rule(place.rule)
    entries = source_entries(mapping, language, rule, with_groups=with_groups)
    if isinstance(place, ValuePlace):
        circular = {NamedValue(name) for name in users_within(mapping, place.name)}
        entries = [entry for entry in entries if entry.value not in circular]
    return Picker(title, entries, chosen, parent)
