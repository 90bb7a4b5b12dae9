"""What the open submission answers at each row of the form's tree."""

from dataclasses import dataclass
from enum import StrEnum

from mapper_gui.mapping.form import STRUCTURES, Form, Kind, QuestionId
from mapper_gui.mapping.masked import MASK
from mapper_gui.mapping.privacy import is_private
from mapper_gui.mapping.source import QuestionSource, RowNumber, Source, source_path
from mapper_gui.mapping.submission import (
    NO_ROWS,
    Answer,
    Fault,
    Rows,
    State,
    Submission,
    answer,
    rows_of,
)
from mapper_gui.views.form_tree import FormRow, RowKind
from mapper_gui.wording.results import value_text
from mapper_gui.wording.text import tr, tr_n

MOST_ROWS = 20
"""How many rows of a repeat are written out; the rest is counted."""
_LONGEST = 300


class Told(StrEnum):
    """What a row's answer is; each looks different."""

    NOTHING = "nothing"  # the row asks nothing
    ABSENT = "absent"
    EMPTY = "empty"
    ANSWERED = "answered"
    CHOSEN = "chosen"  # a choice that is the answer, or among the answers
    ROWS = "rows"  # how many rows a repeat has
    FAULT = "fault"  # something else stands there


@dataclass(frozen=True, slots=True)
class RowAnswer:
    told: Told
    text: str = ""


_COVERED = Answer(State.ANSWERED, MASK)
_NOTHING = RowAnswer(Told.NOTHING)


def row_answer(submission: Submission, form: Form, row: FormRow) -> RowAnswer:
    """The answer at a row; the answers of a repeat's rows are joined by ` | `."""
    question = row.question
    if row.kind is RowKind.CHOICE and question is not None and question.id is not None:
        chosen = _chosen(submission, form, QuestionSource(question.id), question.is_multiple)
        assert row.choice is not None
        return RowAnswer(Told.CHOSEN, tr("chosen")) if row.choice.id in chosen else _NOTHING
    if row.kind is RowKind.QUESTION and question is not None and question.kind is Kind.REPEAT:
        return _row_count(submission, form, question.id)
    if row.source is None:
        return _NOTHING
    answers = _answers(submission, form, row.source)
    if answers is None:
        return RowAnswer(Told.ABSENT, tr("no rows"))
    if submission.masked and is_private(form, row.source):
        answers = [_COVERED if each.state is State.ANSWERED else each for each in answers]
    found = _one(answers[0]) if len(answers) == 1 else _several(answers)
    if found.told is Told.FAULT and question is not None and question.kind in STRUCTURES:
        # Where the form builder puts a group of data, a group is what is due.
        return RowAnswer(Told.ROWS, tr("data"))
    return found


def _answers(submission: Submission, form: Form, source: Source) -> list[Answer] | None:
    """One answer, or one for each row of the repeat around; None when it has no rows."""
    scopes = _scopes(submission, form, source)
    if scopes is None:
        return [Answer(State.ABSENT, fault=Fault.LIST_FOUND)]
    return [answer(submission, form, source, scope) for scope in scopes] or None


def _scopes(submission: Submission, form: Form, source: Source) -> list[Rows] | None:
    if isinstance(source, RowNumber) and source.repeat is not None:
        repeat = source.repeat
    else:
        around = form.repeats_around(source_path(source) or "")
        if not around:
            return [NO_ROWS]
        repeat = around[-1]
    rows, fault = rows_of(submission, form, repeat)
    return None if fault is not None else rows


def _row_count(submission: Submission, form: Form, repeat: QuestionId | None) -> RowAnswer:
    if repeat is None:
        return _NOTHING
    rows, fault = rows_of(submission, form, repeat)
    if fault is not None:
        return RowAnswer(Told.FAULT, _fault_words(fault))
    if not rows:
        return RowAnswer(Told.ABSENT, tr("no rows"))
    text = tr_n("{count} row", "{count} rows", len(rows)).format(count=len(rows))
    return RowAnswer(Told.ROWS, text)


def _one(found: Answer) -> RowAnswer:
    if found.fault is not None:
        return RowAnswer(Told.FAULT, _fault_words(found.fault))
    match found.state:
        case State.ABSENT:
            return RowAnswer(Told.ABSENT, tr("absent"))
        case State.EMPTY:
            return RowAnswer(Told.EMPTY, tr("empty"))
        case State.ANSWERED:
            return RowAnswer(Told.ANSWERED, _in_one_line(value_text(found.value)))


def _several(answers: list[Answer]) -> RowAnswer:
    each = [_one(found) for found in answers[:MOST_ROWS]]
    texts = [one.text for one in each]
    more = len(answers) - len(each)
    if more > 0:
        texts.append(tr_n("{count} more", "{count} more", more).format(count=more))
    kinds = {one.told for one in each}
    told = kinds.pop() if len(kinds) == 1 else Told.ANSWERED
    return RowAnswer(Told.FAULT if Told.FAULT in kinds else told, " | ".join(texts))


def _chosen(submission: Submission, form: Form, source: Source, is_multiple: bool) -> set[str]:
    chosen: set[str] = set()
    for found in _answers(submission, form, source) or ():
        if found.state is State.ANSWERED:
            text = value_text(found.value)
            chosen.update(text.split(" ") if is_multiple else (text,))
    return chosen


def _fault_words(fault: Fault) -> str:
    return {
        Fault.LIST_FOUND: tr("several answers, where one was due"),
        Fault.GROUP_FOUND: tr("a group, where an answer was due"),
        Fault.REPEAT_NOT_ITERATED: tr("in a repeat group"),
    }[fault]


def _in_one_line(text: str) -> str:
    line = " ".join(text[: 2 * _LONGEST].split()) if "\n" in text else text
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
