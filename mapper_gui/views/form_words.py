"""What a row of the form is, in words: its tooltip, its marks, and why it cannot be mapped."""

from typing import TYPE_CHECKING

from mapper_gui.mapping.errors import EditError, EditKind
from mapper_gui.mapping.form import CONTAINERS, Kind, Language, Question
from mapper_gui.views.form_marks import FormMarks
from mapper_gui.views.form_tree import FormRow, RowKind
from mapper_gui.wording.errors import sentence
from mapper_gui.wording.labels import label_in
from mapper_gui.wording.rules import question_type_words, value_words
from mapper_gui.wording.sources import candidate_reason_words, case_block_words, source_words
from mapper_gui.wording.text import tr, tr_n

if TYPE_CHECKING:
    from mapper_gui.mapping.audit import Audit


def row_words(row: FormRow, language: Language) -> list[str]:
    """A row's tooltip: its whole id, its whole label as it is written, and what it is."""
    lines: list[str] = []
    question = row.question
    if row.kind is RowKind.CHOICE and row.choice is not None:
        lines.append(tr("choice id {id}").format(id=row.choice.id))
        lines.append(label_in(row.choice.labels, language))
        lines.append(tr("The id is what is stored; the label is only shown."))
    elif row.kind is RowKind.QUESTION and question is not None:
        lines += [question.id or tr("This row has no id in the export."), ""]
        if question.kind is Kind.HIDDEN:
            lines[1] = f"= {question.calculate}" if question.calculate else ""
        else:
            lines[1] = label_in(question.labels, language)
        lines.append(_kind_line(question))
    elif row.kind is RowKind.SOURCE and row.source is not None:
        lines.append(source_words(row.source))
        if row.full_id == "/case/@case_id":
            lines.append(tr("Usual, but a form without a case has none."))
    elif row.kind is RowKind.CASE_BLOCK and row.block is not None:
        lines.append(case_block_words(row.block))
    elif row.kind is RowKind.EVERY_SUBMISSION:
        lines.append(tr("What every submission has, whatever the form asks."))
    return [line for line in lines if line.strip()]


def _kind_line(question: Question) -> str:
    words = question_type_words(question)
    if question.required:
        words = tr("{kind}, required").format(kind=words)
    if question.kind is Kind.HIDDEN:
        return tr("{kind}: calculated, the user never sees it").format(kind=words)
    if question.kind is Kind.LABEL:
        return tr("{kind}: shows text and holds no answer").format(kind=words)
    if question.kind in CONTAINERS:
        return tr("{kind}: holds questions and no answer of its own").format(kind=words)
    if question.choices:
        count = tr_n("{count} choice", "{count} choices", len(question.choices))
        return f"{words}, {count.format(count=len(question.choices))}"
    return words


def marks_words(row: FormRow, marks: FormMarks, doubts: tuple[str, ...] = ()) -> list[str]:
    """The marks as lines of a tooltip."""
    lines = list(doubts)
    if row.source is not None and row.source in marks.identifiers:
        lines.append(tr("Flagged as a unique identifier."))
    elif row.source is not None and row.source in marks.candidates:
        reason = candidate_reason_words(marks.candidates[row.source][0])
        lines.append(
            tr("Could be a unique identifier, because {reason}. Not flagged.").format(reason=reason)
        )
    if row.choice is not None and row.question is not None and row.question.id is not None:
        for rule, field, value in marks.choices.get((row.question.id, row.choice.id), ()):
            line = tr("Becomes {value} in {rule} . {field}")
            lines.append(line.format(value=value_words(value), rule=rule, field=field))
    elif row.source is not None and (places := marks.fed.get(row.source)):
        named = ", ".join(f"{rule} . {field}" for rule, field in places)
        lines.append(tr("Mapped to {places}").format(places=named))
    return lines


def why_not_a_source(row: FormRow) -> str:
    """Why a row cannot be mapped, and what can."""
    question = row.question
    if row.kind is RowKind.QUESTION and question is not None:
        error = EditError(EditKind.NOT_A_SOURCE, question=question.id, question_kind=question.kind)
        return sentence(error)
    return tr("This row holds no answer of its own. Map the rows in it.")


def seen_line(row: FormRow, audit: "Audit | None") -> str:
    """How many submissions answered a row's question, in words; empty where none were looked at."""
    if audit is None or row.question is None or row.question.id is None:
        return ""
    from mapper_gui.wording.audit import answers_words, seen_words, version_words

    answers = audit.answers.get(row.question.id)
    if answers is None:
        return ""
    if row.choice is not None:
        count = answers.choices.get(row.choice.id, 0)
        words = tr_n("In {count} answer", "In {count} answers", count)
        return words.format(count=count)
    words = tr("In {submissions} submissions: {answers}")
    parts = [words.format(submissions=audit.submissions, answers=answers_words(answers))]
    if seen := seen_words(answers):
        parts.append(seen)
    text = ", ".join(parts)
    versions = version_words(answers)
    return f"{text}\n{versions}" if versions else text
