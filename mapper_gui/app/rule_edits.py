"""What a person can do to what a record rule is made for: its table, and copies of the rule.

As in `app.edits` each verb is one undo step with words for the menu.
"""

from collections.abc import Callable, Iterable, Sequence
from collections.abc import Mapping as Lookup

from mapper_gui.app.edits import change
from mapper_gui.app.place import FieldPlace
from mapper_gui.app.session import Session
from mapper_gui.mapping import edit, row_table_edit
from mapper_gui.mapping.errors import EditError, EditKind
from mapper_gui.mapping.form import Language, QuestionId
from mapper_gui.mapping.mapping import Cell, Column, Mapping, Table, TableRows
from mapper_gui.mapping.row_table_edit import LABEL, QUESTION, QUESTION_ID, TYPE
from mapper_gui.mapping.rule_copy_edit import with_rule_copied, with_rule_for
from mapper_gui.mapping.source import Source
from mapper_gui.wording.labels import plain_label
from mapper_gui.wording.sources import source_id
from mapper_gui.wording.text import tr, tr_n

Make = Callable[[Mapping], Mapping]

COPIES = (QUESTION_ID, LABEL, TYPE)


def copy_rule(session: Session, rule: str) -> bool:
    """The record rule once more; the copy is selected."""
    words = tr("Duplicate the record rule {rule}").format(rule=rule)
    return _new_rule(session, words, lambda m: with_rule_copied(m, rule))


def copy_rule_for(session: Session, rule: str, object_name: str) -> bool:
    """A record rule for another object, made for the same and when the same holds; it is selected."""
    words = tr("Copy the record rule {rule} for {object}").format(rule=rule, object=object_name)
    return _new_rule(session, words, lambda m: with_rule_for(m, rule, object_name))


def _new_rule(session: Session, words: str, make: Make) -> bool:
    before = {each.id for each in session.mapping.rules}
    if not change(session, words, make):
        return False
    for each in session.mapping.rules:
        if each.id not in before:
            session.select(FieldPlace(each.id))
    return True


def record_per_question(
    session: Session,
    sources: Sequence[Source],
    rule: str = "",
    object_name: str = "",
    table: Table | None = None,
    language: Language = "",
) -> bool:
    """One record for each of these sources: they become the rows of a rule's table, with their ids
    as a column of constants. Without a rule a new one is made for the object. `table`: the sources
    arranged in several columns, which is taken instead.
    """
    words = tr_n(
        "One record for {count} question", "One record per question, {count}", len(sources)
    )
    before = {each.id for each in session.mapping.rules}

    def make(mapping: Mapping) -> Mapping:
        name = rule
        if not name:
            mapping = edit.with_new_rule(mapping, object_name)
            name = next(each.id for each in mapping.rules if each.id not in before)
        if table is not None:
            found = edit.rule_of(mapping, name)
            return row_table_edit.with_table_rows(mapping, name, TableRows(table, found.repeat))
        return _with_rows(mapping, name, sources, language)

    count = len(table.rows) if table is not None else len(sources)
    done = change(session, words.format(count=count), make)
    if done:
        made = [each.id for each in session.mapping.rules if each.id not in before]
        session.select(FieldPlace(rule or made[0]))
    return done


def _with_rows(
    mapping: Mapping, rule: str, sources: Sequence[Source], language: Language
) -> Mapping:
    """Rows for these sources in the first column that holds sources; columns of copies that are
    there, or the ids in a new table, are filled too."""
    for_each = edit.rule_of(mapping, rule).for_each
    column = QUESTION
    copies: tuple[str, ...] = (QUESTION_ID,)
    if isinstance(for_each, TableRows):
        columns = for_each.table.columns
        column = next((each.name for each in columns if each.of_sources), QUESTION)
        names = {each.name for each in columns if not each.of_sources}
        copies = tuple(name for name in COPIES if name in names)
    return row_table_edit.with_rows_from(
        mapping, rule, sources, column, copies=copies, language=language, plain=plain_label
    )


def add_rows(
    session: Session, rule: str, sources: Sequence[Source], language: Language = ""
) -> bool:
    """Questions dragged to a table: a row for each."""
    if not sources:
        return False
    words = tr_n("Add the row {source}", "Add {count} rows", len(sources))
    words = words.format(source=source_id(sources[0]), count=len(sources))
    return _change(session, words, rule, lambda m: _with_rows(m, rule, sources, language))


def set_cells(session: Session, rule: str, cells: Lookup[tuple[int, str], Cell]) -> bool:
    """Cells typed, pasted, dropped or cleared, in one step; those that are so already stay."""
    words = tr_n("Change a cell of {rule}", "Change {count} cells of {rule}", len(cells))
    words = words.format(rule=rule, count=len(cells))
    return _change(session, words, rule, lambda m: row_table_edit.with_cells(m, rule, cells))


def paste_cells(
    session: Session,
    rule: str,
    cells: Lookup[tuple[int, str], Cell],
    columns: Sequence[Column] = (),
) -> bool:
    """A pasted block, with the columns that it brings."""
    rows = len({row for row, _ in cells})
    words = tr_n("Paste {count} row", "Paste {count} rows", rows).format(count=rows)

    def make(mapping: Mapping) -> Mapping:
        for column in columns:
            mapping = row_table_edit.with_column(mapping, rule, column)
        return row_table_edit.with_cells(mapping, rule, cells) if cells else mapping

    return _change(session, words, rule, make)


def remove_rows(session: Session, rule: str, rows: Iterable[int]) -> bool:
    gone = tuple(rows)
    words = tr_n("Remove a row of {rule}", "Remove {count} rows of {rule}", len(gone))
    words = words.format(rule=rule, count=len(gone))
    return _change(session, words, rule, lambda m: row_table_edit.without_table_rows(m, rule, gone))


def insert_row(session: Session, rule: str, before: int) -> bool:
    words = tr("Insert a row in {rule}").format(rule=rule)
    return _change(session, words, rule, lambda m: row_table_edit.with_blank_row(m, rule, before))


def move_rows(session: Session, rule: str, rows: Iterable[int], step: int) -> bool:
    moved = tuple(rows)
    words = tr_n("Move a row of {rule}", "Move {count} rows of {rule}", len(moved))
    words = words.format(rule=rule, count=len(moved))
    return _change(
        session, words, rule, lambda m: row_table_edit.with_rows_moved(m, rule, moved, step)
    )


def add_column(session: Session, rule: str, name: str, *, of_sources: bool) -> bool:
    """One more column under this name, or the next free one."""
    words = tr("Add a column to {rule}").format(rule=rule)

    def make(mapping: Mapping) -> Mapping:
        for_each = edit.rule_of(mapping, rule).for_each
        taken = isinstance(for_each, TableRows) and for_each.table.position
        found, number = name, 2
        while taken and taken(found) is not None:
            found, number = f"{name} {number}", number + 1
        return row_table_edit.with_column(mapping, rule, Column(found, of_sources))

    return _change(session, words, rule, make)


def add_copies(session: Session, rule: str, what: str, of: str, language: Language = "") -> bool:
    """A column of constants filled with ids, labels or types of the questions in another one."""
    words = tr("Fill the column {column}").format(column=what)
    return _change(
        session,
        words,
        rule,
        lambda m: row_table_edit.with_copies(m, rule, what, of, language, plain_label),
    )


def rename_column(session: Session, rule: str, old: str, new: str) -> bool:
    words = tr("Rename the column {column}").format(column=old)
    return _change(
        session, words, rule, lambda m: row_table_edit.with_column_renamed(m, rule, old, new)
    )


def remove_column(session: Session, rule: str, name: str) -> bool:
    words = tr("Remove the column {column}").format(column=name)
    return _change(session, words, rule, lambda m: row_table_edit.without_column(m, rule, name))


def move_column(session: Session, rule: str, name: str, to: int) -> bool:
    words = tr("Move the column {column}").format(column=name)
    return _change(
        session, words, rule, lambda m: row_table_edit.with_column_moved(m, rule, name, to)
    )


def fit_rows(session: Session, rule: str) -> bool:
    """One cell per column in every row."""
    words = tr("Fit the rows of {rule} to its columns").format(rule=rule)
    return _change(session, words, rule, lambda m: row_table_edit.with_rows_fitted(m, rule))


def set_within(session: Session, rule: str, repeat: QuestionId | None) -> bool:
    """The table gone through once, or for each row of a repeat."""
    words = tr("Change what {rule} is made for each of").format(rule=rule)
    return _change(
        session, words, rule, lambda m: row_table_edit.with_table_within(m, rule, repeat)
    )


def _change(session: Session, words: str, rule: str, make: Make) -> bool:
    def same_or_made(mapping: Mapping) -> Mapping:
        made = make(mapping)
        if made == mapping:
            raise EditError(EditKind.NOTHING_TO_DO)
        return made

    return change(session, words, same_or_made, FieldPlace(rule))
