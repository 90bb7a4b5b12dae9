"""Whether a question is shown with the answers of a submission: a form's display conditions.

They are read once for a form and asked for any number of submissions. Inside a repeat a path reads
this row. What is not shown is not in a submission, with all below it (CommCare page 6.6).
"""

from dataclasses import dataclass
from functools import cached_property

from mapper_gui.mapping.answer_values import days_of, possible_values
from mapper_gui.mapping.form import Form, Kind, QuestionId, enclosing, split_path
from mapper_gui.mapping.submission import NO_ROWS, Answer, Rows, Submission
from mapper_gui.mapping.submission_nodes import answer_of, nodes_at
from mapper_gui.mapping.xpath import Expression, NotReadError, Path, Root, read_expression
from mapper_gui.mapping.xpath_values import (
    NotEvaluated,
    Obstacle,
    Outcome,
    evaluate,
    truth,
    unknown,
)

MOST_READ = 30
"""Answers that are told with a condition; one that reads more is not told better by them."""


@dataclass(frozen=True, slots=True)
class AnswerRead:
    """A question that a condition reads, and what the submission has there."""

    question: QuestionId
    answer: Answer


@dataclass(frozen=True, slots=True)
class Shown:
    """Whether a display condition holds; None where that is not known. `read`: the answers it
    depends on. `not_evaluated`: what stood in the way."""

    question: QuestionId
    condition: str
    holds: bool | None
    read: tuple[AnswerRead, ...] = ()
    not_evaluated: tuple[NotEvaluated, ...] = ()


class DisplayConditions:
    """The display conditions of a form."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self._expressions: dict[str, Expression | None] = {}
        self._ways: dict[str, tuple[QuestionId, ...]] = {}
        self._places: dict[tuple[str, Path], QuestionId | NotEvaluated] = {}

    @cached_property
    def texts(self) -> dict[QuestionId, str]:
        """Every question, group and repeat that has one, with its text."""
        return {
            question_id: question.display_condition
            for question_id, question in self.form.by_id.items()
            if question.display_condition.strip()
        }

    def on_the_way(self, question_id: str) -> tuple[QuestionId, ...]:
        """Those with a condition among the groups and repeats around a question and itself,
        outermost first."""
        found = self._ways.get(question_id)
        if found is None:
            every = (*enclosing(question_id), QuestionId(question_id))
            found = tuple(path for path in every if path in self.texts)
            self._ways[question_id] = found
        return found

    def shown(
        self, question_id: QuestionId, submission: Submission, rows: Rows = NO_ROWS
    ) -> Shown | None:
        """Whether the question's own condition holds; None where it has none."""
        text = self.texts.get(question_id)
        if text is None:
            return None
        expression = self._expression(question_id, text)
        if expression is None:
            lacking = (NotEvaluated(Obstacle.UNREADABLE),)
            return Shown(question_id, text, None, (), lacking)
        reader = _Reader(self, question_id, submission, rows)
        outcome = evaluate(expression, reader)
        holds = truth(outcome)
        why = outcome.because if holds is None else ()
        return Shown(question_id, text, holds, tuple(reader.read.values())[:MOST_READ], why)

    def _expression(self, question_id: str, text: str) -> Expression | None:
        if question_id not in self._expressions:
            try:
                self._expressions[question_id] = read_expression(text)
            except NotReadError:
                self._expressions[question_id] = None
        return self._expressions[question_id]

    def place(self, question_id: str, path: Path) -> QuestionId | NotEvaluated:
        """Where in the form a path leads, from the question that it is written at."""
        known = self._places.get((question_id, path))
        if known is None:
            known = self._place(question_id, path)
            self._places[question_id, path] = known
        return known

    def _place(self, question_id: str, path: Path) -> QuestionId | NotEvaluated:
        match path.root:
            case Root.FORM:
                return self._checked(path, list(path.steps))
            case Root.ABSOLUTE:
                return self._below_root(path)
            case Root.HERE:
                steps = split_path(question_id)
                for step in path.steps:
                    if step != "..":
                        steps.append(step)
                    elif not steps:
                        return NotEvaluated(Obstacle.NO_SUCH_QUESTION, path.text)
                    else:
                        steps.pop()
                return self._checked(path, steps)
            case _:
                return _outside_the_form(path)

    def _below_root(self, path: Path) -> QuestionId | NotEvaluated:
        """The root is `data` in most forms, any name in others, and left out by some exports."""
        root, *below = path.steps
        inside, whole = _path_of(below), _path_of(list(path.steps))
        if self._is_known(inside) and self._is_known(whole) and root != "data":
            return NotEvaluated(Obstacle.NO_SUCH_QUESTION, path.text)
        is_rootless = self._is_known(whole) and not self._is_known(inside)
        return self._checked(path, list(path.steps) if is_rootless else below)

    def _checked(self, path: Path, steps: list[str]) -> QuestionId | NotEvaluated:
        place = _path_of(steps)
        if ".." in steps:
            return NotEvaluated(Obstacle.NO_SUCH_QUESTION, path.text)
        if any("[" in step for step in steps) and not self._is_known(place):
            return NotEvaluated(Obstacle.PREDICATE, path.text)
        return place

    def _is_known(self, path: QuestionId) -> bool:
        return path in self.form.by_id or path in self.form.parents


def _path_of(steps: list[str]) -> QuestionId:
    return QuestionId("/" + "/".join(steps))


def _outside_the_form(path: Path) -> NotEvaluated:
    """What a path reads that a submission does not have."""
    name, text = path.instance, path.text
    if path.root is Root.HASHTAG:
        kinds = {"case": Obstacle.CASE, "user": Obstacle.USER, "session": Obstacle.SESSION}
        if name == "invalid":
            return NotEvaluated(Obstacle.UNREADABLE, text)
        return NotEvaluated(kinds.get(name, Obstacle.INSTANCE), text)
    if name == "casedb":
        return NotEvaluated(Obstacle.CASE, text)
    if name == "commcaresession":
        is_user = path.steps[:2] == ("session", "user") or "userid" in path.steps
        return NotEvaluated(Obstacle.USER if is_user else Obstacle.SESSION, text)
    if name.startswith(("item-list:", "locations")):
        return NotEvaluated(Obstacle.LOOKUP_TABLE, name.removeprefix("item-list:"))
    return NotEvaluated(Obstacle.INSTANCE, name)


class _Reader:
    """Reads a submission for one condition, and notes what was read."""

    def __init__(
        self,
        conditions: DisplayConditions,
        question_id: QuestionId,
        submission: Submission,
        rows: Rows,
    ) -> None:
        self._conditions = conditions
        self._question_id = question_id
        self._submission = submission
        self._rows = rows
        self.read: dict[QuestionId, AnswerRead] = {}

    def value(self, path: Path) -> Outcome:
        place = self._conditions.place(self._question_id, path)
        if isinstance(place, NotEvaluated):
            return Outcome(None, (place,))
        nodes = nodes_at(self._submission, place, self._rows)
        if len(nodes) > 1:
            return unknown(Obstacle.SEVERAL_ROWS, place)
        found = answer_of(nodes)
        self.read[place] = AnswerRead(place, found)
        question = self._conditions.form.question(place)
        if not nodes and question is None and place not in self._conditions.form.parents:
            return unknown(Obstacle.NO_SUCH_QUESTION, place)
        return possible_values(found, question, place)

    def count(self, path: Path) -> Outcome:
        place = self._conditions.place(self._question_id, path)
        if isinstance(place, NotEvaluated):
            return Outcome(None, (place,))
        question = self._conditions.form.question(place)
        if question is None:
            return unknown(Obstacle.NO_SUCH_QUESTION, place)
        if place in self._rows:
            return unknown(Obstacle.SEVERAL_ROWS, place)  # this row alone, or all of them
        nodes = nodes_at(self._submission, place, self._rows)
        if question.kind is Kind.REPEAT:
            nodes = [node for node in nodes if node not in (None, "")]
        return Outcome((float(len(nodes)),))

    def days(self) -> Outcome:
        return days_of(self._submission)
