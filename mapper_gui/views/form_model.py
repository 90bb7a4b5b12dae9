"""The form's tree for Qt: an adapter over `FormTree` that holds what a search left of it.

A search resets the model; an edit of the mapping only announces the rows whose marks changed.
Indexes carry the row's number in the tree, which stays the same while a search comes and goes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QMimeData, QModelIndex, QObject, Qt

from mapper_gui.app.session import Change, Session
from mapper_gui.mapping.form import Form, Language, QuestionId
from mapper_gui.mapping.import_warnings import ImportKind
from mapper_gui.mapping.problem import InSheet, Problem
from mapper_gui.mapping.result import Evaluation
from mapper_gui.mapping.source import QuestionSource, Source
from mapper_gui.mapping.submission import Submission
from mapper_gui.views import sources_mime
from mapper_gui.views.cell import CELL_ROLE, NOTHING, Cell
from mapper_gui.views.folded_text import fold_words
from mapper_gui.views.form_answers import RowAnswer, Told, row_answer
from mapper_gui.views.form_cells import answer_cell, marks_cell, named_cells, seen_cell
from mapper_gui.views.form_marks import Candidates, FormMarks, candidates_of, marks_of
from mapper_gui.views.form_tree import FormRow, FormTree, RowKind
from mapper_gui.views.form_words import marks_words, row_words, seen_line
from mapper_gui.views.row_tree_model import DRAGGABLE, Index, RowTreeModel
from mapper_gui.wording.import_warnings import import_warning_sentence
from mapper_gui.wording.text import tr

if TYPE_CHECKING:
    from mapper_gui.mapping.audit import Audit


LARGE_FORM = 500
"""From so many questions on, what takes long is found out in the background."""


class Column(IntEnum):
    FIRST = 0
    SECOND = 1
    MARKS = 2
    ANSWER = 3
    SEEN = 4


class FormModel(RowTreeModel):
    """Rows of the form: sources of every submission, questions, choices."""

    columns = len(Column)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.tree = FormTree(Form())
        self._prepared: FormTree | None = None
        self._session = session
        self.language: Language = ""
        self.id_first = False
        self.words: tuple[str, ...] = ()
        self.matches: Sequence[int] = ()
        self.marks = FormMarks()
        self._submission: Submission | None = None
        self._answers: dict[int, RowAnswer] = {}
        self._doubts: dict[int, tuple[str, ...]] = {}
        self._audit: Audit | None = None
        self._take_form(session.mapping.form)
        session.mapping_changed.connect(self._follow_mapping)
        session.evaluation_changed.connect(self._follow_evaluation)
        session.problems_changed.connect(self._follow_problems)
        self._follow_evaluation(session.evaluation)

    @property
    def form(self) -> Form:
        return self.tree.form

    @property
    def has_answers(self) -> bool:
        """Whether a submission is open, so that there is a column of answers."""
        return self._submission is not None

    @property
    def has_audit(self) -> bool:
        """Whether many submissions were looked at, so that there is a column of how often."""
        return self._audit is not None

    def show_audit(self, audit: "Audit | None") -> None:
        """Show how often each question was answered, and each choice given."""
        self._audit = audit
        self.announce_all(Column.SEEN)

    def row(self, index: Index) -> FormRow:
        """The row of the form at a valid index."""
        return self.tree.rows[index.internalId()]

    def search(self, text: str) -> None:
        """Keep only what has all these words, with what is above and below it; all for no words."""
        words = fold_words(text)
        if words == self.words:
            return
        among = self.matches if _narrows(self.words, words) else None
        self.beginResetModel()
        self.words = words
        self._filter(among)
        self.endResetModel()

    def show_language(self, language: Language) -> None:
        """Show labels in this language."""
        if language != self.language:
            self.language = language
            self.announce_all()

    def show_id_first(self, id_first: bool) -> None:
        """Put ids before labels, or labels before ids."""
        if id_first != self.id_first:
            self.id_first = id_first
            self.announce_all()
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, 1)

    def show_candidates(self, offered: Candidates) -> None:
        """Mark what could be an identifier, once that is found out for a large form."""
        self.marks = replace(self.marks, candidates=offered)
        self.announce_all(Column.MARKS)

    def rows_of(self, indexes: Iterable[Index]) -> list[FormRow]:
        """The rows of these indexes, each once, in the form's order."""
        numbers = sorted({index.internalId() for index in indexes if index.isValid()})
        return [self.tree.rows[number] for number in numbers]

    def prepare(self, form: Form) -> None:
        """Make the rows of a form that is about to be shown, and what a search looks at; called on
        the thread that read it."""
        prepared = FormTree(form)
        _kept = prepared.folded  # by the tree; the first letter typed would wait for it
        self._prepared = prepared

    def _take_form(self, form: Form) -> None:
        prepared, self._prepared = self._prepared, None
        if (
            prepared is None
            or prepared.form.questions is not form.questions
            or prepared.form.case_blocks != form.case_blocks
        ):
            prepared = FormTree(form)
        self.tree = prepared
        self.tree.form = form
        if self.language not in form.languages:
            self.language = form.languages[0] if form.languages else ""
        large = len(form.questions) > LARGE_FORM
        self.marks = marks_of(self._session.mapping, {} if large else candidates_of(form))
        self._answers.clear()
        self._filter()

    def _filter(self, among: Sequence[int] | None = None) -> None:
        self.matches = self.tree.matches(self.words, among) if self.words else ()
        shown = self.tree.with_surroundings(self.matches) if self.words else None
        self.set_rows(self.tree.parents, self.tree.children, shown)

    def _follow_mapping(self, change: Change) -> None:
        before, after = self.form, change.after.form
        if _is_other_tree(before, after):
            self.beginResetModel()
            self._take_form(after)
            self.endResetModel()
            return
        self.tree.form = after
        old, self.marks = self.marks, marks_of(change.after, self.marks.candidates)
        for source in self.marks.changed_sources(old):
            self.announce([self.tree.by_source.get(source, -1)])
        for question, choice in self.marks.changed_choices(old):
            self.announce([self._choice_number(question, choice)])

    def _choice_number(self, question: QuestionId, choice: str) -> int:
        above = self.tree.by_source.get(QuestionSource(question), -1)
        for number in self.tree.children.get(above, []) if above >= 0 else []:
            found = self.tree.rows[number].choice
            if found is not None and found.id == choice:
                return number
        return -1

    def _follow_evaluation(self, evaluation: Evaluation | None) -> None:
        submission = evaluation.submission if evaluation is not None else None
        if submission is not self._submission:
            self._submission = submission
            self._answers.clear()
            self.announce_all(Column.ANSWER)

    def _follow_problems(self, problems: tuple[Problem, ...]) -> None:
        doubts: dict[int, tuple[str, ...]] = {}
        for problem in problems:
            where = problem.where
            # Rows of a file of target fields are not rows of the form.
            of_form = isinstance(problem.kind, ImportKind)
            if of_form and isinstance(where, InSheet) and where.row is not None:
                sentence = import_warning_sentence(problem)
                doubts[where.row] = (*doubts.get(where.row, ()), sentence)
        self._doubts = doubts

    def make_cell(self, number: int, column: int) -> Cell:
        row = self.tree.rows[number]
        match column:
            case Column.FIRST | Column.SECOND:
                cells = named_cells(row, self.language, self.id_first, self.words)
                return cells[column]
            case Column.MARKS:
                return marks_cell(row, self.marks)
            case Column.ANSWER:
                return answer_cell(self.answer(number))
            case Column.SEEN:
                return seen_cell(row, self._audit)
        return NOTHING

    def answer(self, number: int) -> RowAnswer:
        """What the open submission answers at a row."""
        if self._submission is None:
            return RowAnswer(Told.NOTHING)
        found = self._answers.get(number)
        if found is None:
            found = row_answer(self._submission, self.form, self.tree.rows[number])
            self._answers[number] = found
        return found

    def _tool_tip(self, number: int) -> str:
        row = self.tree.rows[number]
        lines = [*row_words(row, self.language), *self._mark_lines(row)]
        if self.has_answers and (text := self.answer(number).text):
            lines.append(tr("In this submission: {answer}").format(answer=text))
        if seen := seen_line(row, self._audit):
            lines.append(seen)
        return "\n".join(lines)

    def _mark_lines(self, row: FormRow) -> list[str]:
        doubts: tuple[str, ...] = ()
        question = row.question
        if row.kind is RowKind.QUESTION and question is not None and question.doubts:
            doubts = self._doubts.get(question.row or -1, ()) or (tr("Doubtful on import."),)
        return marks_words(row, self.marks, doubts)

    def _spoken(self, number: int, column: int) -> str:
        """What a screen reader says: the whole row on its first column."""
        if column != Column.FIRST:
            return self.cell(number, column).text
        row = self.tree.rows[number]
        lines = [cell.text for cell in named_cells(row, self.language, self.id_first)]
        lines += row_words(row, self.language)[-1:] + self._mark_lines(row)
        if self.has_answers:
            lines.append(self.answer(number).text)
        lines.append(seen_line(row, self._audit))
        return ", ".join(line for line in lines if line)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        number, column = index.internalId(), index.column()
        if role == CELL_ROLE:
            return self.cell(number, column)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.cell(number, column).text
            case Qt.ItemDataRole.ToolTipRole:
                return self._tool_tip(number)
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(number, column)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        names = [tr("label"), tr("question id")]
        if self.id_first:
            names.reverse()
        if role == Qt.ItemDataRole.DisplayRole:
            return [*names, "", tr("answer"), tr("answered")][section]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return [*names, tr("marks"), tr("answer"), tr("how often answered")][section]
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        # All rows can be dragged: the view says why a label or a group leads nowhere.
        return DRAGGABLE if index.isValid() else Qt.ItemFlag.NoItemFlags

    def mimeTypes(self) -> list[str]:
        return [sources_mime.SOURCES, sources_mime.CHOICES, sources_mime.TEXT]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        rows = self.rows_of(indexes)
        mime = QMimeData()
        sources: list[Source] = [row.source for row in rows if row.source is not None]
        if sources:
            sources_mime.put_sources(mime, sources)
        dragged = _choices_of(rows)
        if dragged is not None:
            sources_mime.put_choices(mime, dragged)
        mime.setText(ids_text(rows))
        return mime

    def supportedDragActions(self) -> Qt.DropAction:
        return Qt.DropAction.CopyAction


def ids_text(rows: Iterable[FormRow]) -> str:
    """The ids of rows, one per line; of a choice its choice id."""
    ids = (row.choice.id if row.choice is not None else row.full_id for row in rows)
    return "\n".join(one for one in ids if one)


def _choices_of(rows: Sequence[FormRow]) -> sources_mime.DraggedChoices | None:
    """The choices among rows, of the first one's question: a choice table is of one question."""
    chosen = [row for row in rows if row.choice is not None and row.question is not None]
    if not chosen or chosen[0].question is None or chosen[0].question.id is None:
        return None
    question = chosen[0].question
    ids = [row.choice.id for row in chosen if row.choice is not None and row.question is question]
    return sources_mime.DraggedChoices(chosen[0].question.id, tuple(ids))


def _narrows(old: Sequence[str], new: Sequence[str]) -> bool:
    """Whether all that has the new words has the old ones too, as when typing goes on."""
    if not old or any("/" in word for word in (*old, *new)):
        return False
    return all(any(word in longer for longer in new) for word in old)


def _is_other_tree(before: Form, after: Form) -> bool:
    return (
        before.questions != after.questions
        or before.case_blocks != after.case_blocks
        or before.languages != after.languages
    )
