"""How a row of the form looks: its id, its label, its marks and its answer."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from mapper_gui.mapping.form import Kind, Language
from mapper_gui.mapping.source import AttachmentSource, CaseSource, QuestionSource, RowNumber
from mapper_gui.views.cell import BLANK, NOTHING, Cell, Face, Piece, Tone
from mapper_gui.views.folded_text import find_folded
from mapper_gui.views.form_answers import RowAnswer, Told
from mapper_gui.views.form_marks import FormMarks
from mapper_gui.views.form_tree import FormRow, RowKind
from mapper_gui.wording.labels import label_in, plain_label
from mapper_gui.wording.rules import question_type_words
from mapper_gui.wording.sources import case_block_words, source_words
from mapper_gui.wording.text import tr

if TYPE_CHECKING:
    from mapper_gui.mapping.audit import Audit


_PICTURES = {
    Kind.TEXT: "question-text",
    Kind.PHONE: "question-phone",
    Kind.PASSWORD: "question-password",
    Kind.INTEGER: "question-number",
    Kind.LONG: "question-number",
    Kind.DECIMAL: "question-number",
    Kind.DATE: "question-date",
    Kind.TIME: "question-time",
    Kind.DATETIME: "question-date",
    Kind.SINGLE: "question-single",
    Kind.MULTIPLE: "question-multiple",
    Kind.SINGLE_LOOKUP: "question-lookup",
    Kind.MULTIPLE_LOOKUP: "question-lookup",
    Kind.LOOKUP_DATA: "question-lookup",
    Kind.GROUP: "question-group",
    Kind.QUESTION_LIST: "question-list",
    Kind.REPEAT: "question-repeat",
    Kind.LABEL: "question-label",
    Kind.HIDDEN: "question-hidden",
    Kind.GPS: "question-gps",
    Kind.BARCODE: "question-barcode",
    Kind.IMAGE: "question-image",
    Kind.AUDIO: "question-audio",
    Kind.VIDEO: "question-video",
    Kind.SIGNATURE: "question-signature",
    Kind.FACE: "question-face",
    Kind.DOCUMENT: "question-document",
    Kind.CALLOUT: "question-callout",
    Kind.PRINT: "question-print",
    Kind.CASE_ACTION: "question-case-action",
    Kind.BALANCE: "question-stock",
    Kind.TRANSFER: "question-stock",
    Kind.DISPENSE: "question-stock",
    Kind.RECEIVE: "question-stock",
    Kind.LEARN_MODULE: "question-connect",
    Kind.ASSESSMENT: "question-connect",
    Kind.DELIVER_UNIT: "question-connect",
    Kind.TASK: "question-connect",
    Kind.WORK_AREA: "question-connect",
    Kind.IGNORED: "question-ignored",
    Kind.UNKNOWN: "question-unknown",
}


def kind_picture(kind: Kind) -> str:
    """The icon of a question of this kind."""
    return _PICTURES[kind]


def row_picture(row: FormRow) -> tuple[str, Tone]:
    """The icon of a row and its tone."""
    match row.kind:
        case RowKind.EVERY_SUBMISSION:
            return "submission", Tone.QUIET
        case RowKind.METADATA:
            return "metadata", Tone.QUIET
        case RowKind.CASE_BLOCK:
            return "case", Tone.QUIET
        case RowKind.CHOICE:
            return "choice", Tone.QUIET
        case RowKind.SOURCE:
            return _source_picture(row), Tone.QUIET
    assert row.question is not None
    tone = Tone.HIDDEN_VALUE if row.question.kind is Kind.HIDDEN else Tone.QUIET
    return kind_picture(row.question.kind), tone


def _source_picture(row: FormRow) -> str:
    match row.source:
        case AttachmentSource():
            return "attachment"
        case RowNumber():
            return "row-number"
        case CaseSource():
            return "case"
        case _:
            return "submission" if row.full_id == "id" else "metadata"


def id_piece(row: FormRow, words: tuple[str, ...] = ()) -> Piece:
    """A row's id in the fixed-width face, with what a search found in it."""
    if not row.id:
        return Piece(_without_id(row), tone=Tone.QUIET, slanted=row.kind is RowKind.QUESTION)
    tone = (
        Tone.HIDDEN_VALUE
        if row.question is not None and row.question.kind is Kind.HIDDEN
        else Tone.TEXT
    )
    if row.kind is RowKind.CASE_BLOCK:
        tone = Tone.QUIET
    offset = len(row.full_id) - len(row.id)
    return Piece(row.id, Face.ID, tone, marked=_found(row, words, offset))


def _without_id(row: FormRow) -> str:
    match row.kind:
        case RowKind.EVERY_SUBMISSION:
            return tr("Every submission")
        case RowKind.METADATA:
            return tr("Metadata")
        case RowKind.SOURCE if isinstance(row.source, AttachmentSource):
            return tr("link to the file")
        case RowKind.SOURCE:
            return tr("row number")
        case RowKind.CHOICE:
            return tr("(choice without id)")
    return tr("(no id)")


def _found(row: FormRow, words: tuple[str, ...], offset: int) -> tuple[tuple[int, int], ...]:
    if not words:
        return ()
    near = find_folded(row.id, [word for word in words if "/" not in word])
    paths = [word.removeprefix("#form") for word in words if "/" in word]
    if not paths:
        return near
    far = [
        (max(0, start - offset), min(length, start + length - offset))
        for start, length in find_folded(row.full_id, paths)
        if start + length > offset
    ]
    return (*near, *far)


def label_piece(row: FormRow, language: Language, words: tuple[str, ...] = ()) -> Piece:
    """What stands for a row besides its id: its label, or a hidden value's calculation."""
    if row.choice is not None:
        return _label(row.choice.labels, language, words)
    match row.kind:
        case RowKind.CASE_BLOCK:
            return Piece(case_block_words(row.block), tone=Tone.QUIET) if row.block else Piece()
        case RowKind.SOURCE:
            named = row.source is not None and bool(row.id)
            return Piece(_source_label(row), tone=Tone.QUIET) if named else Piece()
        case RowKind.QUESTION:
            return _question_label(row, language, words)
    return Piece()


def _source_label(row: FormRow) -> str:
    if row.full_id == "/case/@case_id":
        return tr("the form's case")
    assert row.source is not None
    words = source_words(row.source)
    return words.partition(": ")[2] or words


def _question_label(row: FormRow, language: Language, words: tuple[str, ...]) -> Piece:
    question = row.question
    assert question is not None
    if question.kind is Kind.HIDDEN:
        calculation = " ".join((question.calculate or "").split())
        text = f"= {calculation}" if calculation else tr("hidden value")
        return Piece(text, Face.ID, Tone.QUIET, marked=find_folded(text, words))
    label = _label(question.labels, language, words)
    return label if label.text else Piece(question_type_words(question), tone=Tone.QUIET)


def _label(labels: Mapping[Language, str], language: Language, words: tuple[str, ...]) -> Piece:
    text = plain_label(label_in(labels, language))
    return Piece(text, marked=find_folded(text, words))


def named_cells(
    row: FormRow, language: Language, id_first: bool, words: tuple[str, ...] = ()
) -> tuple[Cell, Cell]:
    """The first and the second column: label and id, or id and label."""
    picture, tone = row_picture(row)
    name, label = id_piece(row, words), label_piece(row, language, words)
    if row.kind in (RowKind.EVERY_SUBMISSION, RowKind.METADATA):
        strong = row.kind is RowKind.EVERY_SUBMISSION
        head = Piece(name.text, tone=Tone.TEXT, strong=strong)
        return Cell((Piece(icon=picture, tone=tone), head)), NOTHING
    first, second = (name, label) if id_first else (label, name)
    if not first.text:
        first, second = second, first
    return Cell((Piece(icon=picture, tone=tone), first)), Cell(
        (second,)
    ) if second.text else NOTHING


def marks_cell(row: FormRow, marks: FormMarks) -> Cell:
    """Doubts of the import, whether it is an identifier or could be one, and how often it is mapped."""
    key = BLANK
    if row.source is not None and row.source in marks.identifiers:
        key = Piece(icon="key", tone=Tone.IDENTIFIER)
    elif row.source is not None and row.source in marks.candidates:
        key = Piece(icon="key-candidate", tone=Tone.QUIET)
    pieces = [key]
    count = mapped_count(row, marks)
    if count:
        pieces.append(Piece("●" if count == 1 else f"● {count}", tone=Tone.GOOD))
    if row.kind is RowKind.QUESTION and row.question is not None and row.question.doubts:
        pieces.append(Piece(icon="warning", tone=Tone.WARNING))
    if pieces == [BLANK]:
        return NOTHING
    return Cell(tuple(pieces))


def mapped_count(row: FormRow, marks: FormMarks) -> int:
    """How many fields a row's source feeds, or how many tables have its choice."""
    if row.choice is not None and row.question is not None and row.question.id is not None:
        return len(marks.choices.get((row.question.id, row.choice.id), ()))
    return len(marks.fed.get(row.source, ())) if row.source is not None else 0


def answer_cell(found: RowAnswer) -> Cell:
    """The answer; absent and empty have their own icon and word."""
    match found.told:
        case Told.NOTHING:
            return NOTHING
        case Told.ABSENT:
            return Cell((Piece(found.text, icon="absent", tone=Tone.QUIET, slanted=True),))
        case Told.EMPTY:
            return Cell((Piece(found.text, icon="empty", tone=Tone.QUIET, slanted=True),))
        case Told.FAULT:
            return Cell((Piece(found.text, icon="warning", tone=Tone.WARNING),))
        case Told.CHOSEN:
            return Cell((Piece(found.text, icon="chosen", tone=Tone.GOOD),))
        case Told.ROWS:
            return Cell((Piece(found.text, tone=Tone.QUIET),))
        case Told.ANSWERED:
            return Cell((Piece(found.text),))


def seen_cell(row: FormRow, audit: "Audit | None") -> Cell:
    """How often a question was answered, of how many times it could be; how often a choice came."""
    if audit is None or row.question is None or row.question.id is None:
        return NOTHING
    answers = audit.answers.get(row.question.id)
    if answers is None:
        return NOTHING
    if row.choice is not None:
        count = answers.choices.get(row.choice.id, 0)
        return Cell((Piece(f"× {count}", tone=Tone.TEXT if count else Tone.QUIET),))
    if row.kind is not RowKind.QUESTION:
        return NOTHING
    counts = answers.counts
    tone = Tone.TEXT if counts.answered else Tone.QUIET
    return Cell((Piece(f"{counts.answered} / {counts.all}", tone=tone),))


def choice_questions(rows: Iterable[FormRow]) -> list[QuestionSource]:
    """The questions of the choices among these rows: what is mapped when a choice is."""
    found = [
        QuestionSource(row.question.id)
        for row in rows
        if row.choice is not None and row.question is not None and row.question.id is not None
    ]
    return [*dict.fromkeys(found)]
