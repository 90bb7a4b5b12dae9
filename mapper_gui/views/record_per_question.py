"""The gesture "one record per question": several questions become the rows of a record rule's table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QMenu, QWidget

from mapper_gui.app import rule_edits
from mapper_gui.app.place import FieldPlace
from mapper_gui.app.session import Session
from mapper_gui.mapping.form import Form, Language, QuestionId
from mapper_gui.mapping.mapping import Table, TableRows
from mapper_gui.mapping.row_table_proposal import arranged, questions_in
from mapper_gui.mapping.source import QuestionSource, Source
from mapper_gui.views.cell import Cell, Piece, Tone
from mapper_gui.views.form_tree import FormRow
from mapper_gui.views.picker import Entry, Picker
from mapper_gui.wording.lists import short
from mapper_gui.wording.rules import for_each_words
from mapper_gui.wording.text import tr, tr_n

ITEMS_NAMED = 2


@dataclass(frozen=True, slots=True)
class Rows:
    """Questions that are to be rows; `table` where they are arranged in several columns."""

    sources: tuple[Source, ...]
    table: Table | None = None


Ask = Callable[[Rows], object]


def add_row_entries(menu: QMenu, form: Form, rows: Sequence[FormRow], ask: Ask) -> None:
    """Put into the form's menu what the selected rows can be made into; `ask` is called with it."""
    ids = [
        row.question.id
        for row in rows
        if row.question is not None and row.question.id is not None and row.choice is None
    ]
    found = questions_in(form, [QuestionId(each) for each in dict.fromkeys(ids)])
    sources = tuple(QuestionSource(each) for each in found)
    words = tr_n("One record for the question…", "One record per question, {count}…", len(found))
    action = menu.addAction(words.format(count=len(found)))
    action.setEnabled(bool(found))
    action.triggered.connect(lambda: ask(Rows(sources)))
    table = arranged(found)
    if table is not None:
        action = menu.addAction(arranged_words(table))
        action.triggered.connect(lambda: ask(Rows(sources, table)))


def arranged_words(table: Table) -> str:
    """`One record for each of bcg, opv0, … (20) with date, site…`"""
    items = [str(row[0]) for row in table.rows[:ITEMS_NAMED]]
    names = [column.name for column in table.columns[1:]]
    return tr("One record for each of {items}, … ({count}) with {columns}…").format(
        items=", ".join(items), count=len(table.rows), columns=short(", ".join(names), 60)
    )


def rule_picker(session: Session, rows: Rows, language: Language, parent: QWidget) -> Picker:
    """Choose the record rule that makes these records: one that is there, or a new one."""
    mapping, selected = session.mapping, session.selected
    entries: list[Entry] = []
    first: list[Entry] = []
    for rule in mapping.rules:
        takes = rule.for_each is None or isinstance(rule.for_each, str)
        if isinstance(rule.for_each, TableRows):
            takes = rows.table is None
        if not takes:
            continue
        pieces = (Piece(rule.id, strong=True), Piece(for_each_words(rule), tone=Tone.QUIET))
        entry = Entry((rule.id, ""), Cell(pieces), f"{rule.id}\n{rule.object}")
        is_here = isinstance(selected, FieldPlace) and selected.rule == rule.id
        (first if is_here else entries).append(entry)
    for each in mapping.target.objects:
        words = tr("a new record rule for {object}").format(object=each.name)
        entries.append(Entry(("", each.name), Cell((Piece(words),)), f"{words}\n{each.label}"))

    def take(chosen: tuple[str, str]) -> None:
        rule_id, object_name = chosen
        rule_edits.record_per_question(
            session, rows.sources, rule_id, object_name, rows.table, language
        )

    count = len(rows.table.rows) if rows.table is not None else len(rows.sources)
    title = tr_n(
        "{count} record: made by which record rule?",
        "{count} records: made by which record rule?",
        count,
    )
    return Picker(title.format(count=count), [*first, *entries], take, parent)
