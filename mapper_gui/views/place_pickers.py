"""What can be chosen by typing: a field for some sources, or a source for a field."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from mapper_gui.app.place import FieldPlace
from mapper_gui.app.session import Session
from mapper_gui.mapping.check_kind import takes_anything
from mapper_gui.mapping.form import Language
from mapper_gui.mapping.mapping import Mapping
from mapper_gui.mapping.source import Source
from mapper_gui.views.cell import Cell, Face, Piece, Tone
from mapper_gui.views.form_cells import id_piece, label_piece, row_picture
from mapper_gui.views.form_tree import FormTree
from mapper_gui.views.picker import Entry, Picker
from mapper_gui.views.target_feed import feed_pieces
from mapper_gui.views.target_tree import TargetTree, field_of
from mapper_gui.wording.sources import source_id
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


def source_entries(mapping: Mapping, language: Language) -> list[Entry]:
    """Every source of the form: what every submission has, and all questions with answers."""
    tree = FormTree(mapping.form)
    found: list[Entry] = []
    for row in tree.rows:
        if row.source is None:
            continue
        picture, tone = row_picture(row)
        name, label = id_piece(row), label_piece(row, language)
        whole = source_id(row.source)
        pieces = (
            Piece(icon=picture, tone=tone),
            Piece(whole, Face.ID, name.tone),
            Piece(label.text, label.face, Tone.QUIET),
        )
        last = whole.rpartition("/")[2]
        found.append(Entry(row.source, Cell(pieces), f"{last}\n{whole}\n{label.text}"))
    return found


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
    place: FieldPlace,
    language: Language,
    chosen: Callable[[Source], object],
    parent: QWidget,
) -> Picker:
    """Choose the source that feeds a field by typing."""
    title = tr("Map to {field}: which question?").format(field=place.field or place.rule)
    return Picker(title, source_entries(session.mapping, language), chosen, parent)
