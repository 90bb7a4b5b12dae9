"""Signs in a submission that its form was another one than the form that the mapping was made for.

An export does not say which version of the app it was made from (CommCare page 1.1), but questions
and choices that come and go do. Without a sign a submission agrees with the form in all that it has.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from mapper_gui.mapping.display_conditions import DisplayConditions
from mapper_gui.mapping.form import (
    ATTACHMENTS,
    CONTAINERS,
    SELECTS,
    STRUCTURES,
    Form,
    Kind,
    Question,
)
from mapper_gui.mapping.submission import Node, Submission

_ODD = STRUCTURES | ATTACHMENTS | {Kind.IGNORED, Kind.UNKNOWN, Kind.CALLOUT, Kind.PRINT, Kind.LABEL}


class SignKind(StrEnum):
    OTHER_XMLNS = "other_xmlns"
    UNKNOWN_ANSWER = "unknown_answer"  # an answer to a question that the form does not have
    UNKNOWN_CHOICE = "unknown_choice"  # a choice id that the question does not have
    ANSWER_MISSING = "answer_missing"  # a question that is always shown, and is not there
    SHOWN_ALL_THE_SAME = "shown_all_the_same"  # there, although its display condition is false


@dataclass(frozen=True, slots=True)
class Sign:
    kind: SignKind
    question: str = ""
    choice: str = ""


def sign_of_other_version(conditions: DisplayConditions, submission: Submission) -> Sign | None:
    """The first sign that the submission is not of this form as it is known; None without one."""
    form = conditions.form
    if form.xmlns and submission.xmlns and form.xmlns != submission.xmlns:
        return Sign(SignKind.OTHER_XMLNS)
    present: set[str] = set()
    for path, node in _places(submission, form):
        present.add(path)
        question = form.question(path)
        if question is None:
            if isinstance(node, str) and path not in form.parents:
                return Sign(SignKind.UNKNOWN_ANSWER, path)
        elif question.kind in SELECTS and question.choices:
            outside = _outside(question, node)
            if outside:
                return Sign(SignKind.UNKNOWN_CHOICE, path, outside)
    for path in always_there(conditions):
        if path not in present:
            return Sign(SignKind.ANSWER_MISSING, path)
    for path in conditions.texts:
        if path in present and not form.repeats_around(path) and not form.is_repeat(path):
            shown = conditions.shown(path, submission)
            if shown is not None and shown.holds is False:
                return Sign(SignKind.SHOWN_ALL_THE_SAME, path)
    return None


def leaves_an_answer(question: Question) -> bool:
    """Whether a question that is shown leaves an answer, or an empty one, at its own place."""
    return question.has_data and question.kind not in _ODD


def is_listed(question: Question) -> bool:
    """Whether CommCare HQ lists it among the questions of an app (CommCare page 3)."""
    return leaves_an_answer(question) or question.kind in ATTACHMENTS


def always_there(conditions: DisplayConditions) -> tuple[str, ...]:
    """The questions that every submission of the form has, answered or empty."""
    form = conditions.form
    return tuple(
        path
        for path, question in form.by_id.items()
        if leaves_an_answer(question)
        and "[" not in path
        and not form.repeats_around(path)
        and not conditions.on_the_way(path)
    )


def _outside(question: Question, node: Node) -> str:
    text = node.get("#text", "") if isinstance(node, dict) else node
    if not isinstance(text, str):
        return ""
    chosen = text.split() if question.kind is Kind.MULTIPLE else [text] if text else []
    known = {choice.id for choice in question.choices}
    return next((choice for choice in chosen if choice not in known), "")


def _places(submission: Submission, form: Form) -> Iterator[tuple[str, Node]]:
    """Every place where a question may have left something, rows of a repeat one by one; not what
    CommCare adds (attributes, `meta`, case blocks), nor what stands inside a question."""
    waiting: list[tuple[str, Node]] = [("", submission.form)]
    while waiting:
        above, node = waiting.pop()
        for name, child in node.items():
            if name[:1] in "@#" or name == "case" or (not above and name == "meta"):
                continue
            path = f"{above}/{name}"
            question = form.question(path)
            goes_on = question.kind in CONTAINERS if question else path in form.parents
            for each in child if isinstance(child, list) else (child,):
                yield path, each
                if goes_on and isinstance(each, dict):
                    waiting.append((path, each))
