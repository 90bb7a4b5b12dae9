"""What an answer of a submission was inside the form: text, or a number, or yes and no.

A submission has text only. What the form had goes by the question's kind; of a hidden value it is
not known, so that every possibility is given.
"""

import re
from datetime import date, timedelta

from mapper_gui.mapping.form import Kind, Question
from mapper_gui.mapping.submission import Answer, State, Submission
from mapper_gui.mapping.xpath_functions import LaterText, Typed, as_number, as_text
from mapper_gui.mapping.xpath_values import NotEvaluated, Obstacle, Outcome, unknown

_NUMBERS = frozenset({Kind.INTEGER, Kind.LONG, Kind.DECIMAL})
_TEXTS = frozenset(
    {
        Kind.TEXT,
        Kind.PHONE,
        Kind.PASSWORD,
        Kind.DATE,
        Kind.SINGLE,
        Kind.MULTIPLE,
        Kind.SINGLE_LOOKUP,
        Kind.MULTIPLE_LOOKUP,
        Kind.GPS,
        Kind.BARCODE,
        Kind.IMAGE,
        Kind.AUDIO,
        Kind.VIDEO,
        Kind.SIGNATURE,
        Kind.FACE,
        Kind.DOCUMENT,
        Kind.LABEL,
        Kind.GROUP,
        Kind.QUESTION_LIST,
        Kind.REPEAT,
    }
)
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:.*", re.DOTALL)
MOST_DAYS = 10


def possible_values(answer: Answer, question: Question | None, place: str) -> Outcome:
    """What the form may have had where a submission has this answer."""
    if answer.state is not State.ANSWERED:
        return Outcome(("",))
    value = answer.value
    if isinstance(value, tuple) or value is None:
        return unknown(Obstacle.AMBIGUOUS, place)
    if isinstance(value, bool):
        return Outcome((value,))
    text = value if isinstance(value, str) else as_text(float(value)) or str(value)
    kind = question.kind if question is not None else Kind.UNKNOWN
    if kind in (Kind.TIME, Kind.DATETIME) or _TIME.fullmatch(text):
        # CommCare HQ writes times anew, in UTC (CommCare page 6.5).
        return Outcome((LaterText(text),), (NotEvaluated(Obstacle.TIME, place),))
    number = as_number(text) if _NUMBER.fullmatch(text) else None
    if kind in _NUMBERS:
        return Outcome((text if number is None else number,))
    if kind in _TEXTS:
        return Outcome((text,))
    possible: list[Typed] = [text]
    if number is not None and as_text(number) == text:
        possible.append(number)
    if text in ("0", "1", "true", "false"):
        possible.append(text in ("1", "true"))
    lacking = (NotEvaluated(Obstacle.AMBIGUOUS, place),) if len(possible) > 1 else ()
    return Outcome(tuple(possible), lacking)


def days_of(submission: Submission) -> Outcome:
    """The days that today may have been while the form was filled in: from the day before it was
    opened to the day after it was finished, since the times are UTC and the phone's zone is not
    known. Nothing is known of a form that was open for long, or that was edited later."""
    lacking = NotEvaluated(Obstacle.FUNCTION, "today()")
    meta = submission.form.get("meta")
    first, last = (_day(meta, part) for part in ("timeStart", "timeEnd"))
    edited = submission.body.get("edited_on") is not None
    if first is None or last is None or edited or not 0 <= (last - first).days < MOST_DAYS - 2:
        return Outcome(None, (lacking,))
    try:
        start = first - timedelta(days=1)
        days = [start + timedelta(days=number) for number in range((last - start).days + 2)]
    except OverflowError:
        return Outcome(None, (lacking,))
    return Outcome(tuple(day.isoformat() for day in days), (lacking,))


def _day(meta: object, part: str) -> date | None:
    text = meta.get(part) if isinstance(meta, dict) else None
    try:
        return date.fromisoformat(text[:10]) if isinstance(text, str) else None
    except ValueError:
        return None
