"""How the questions of a form were answered in many submissions, counted in one walk of each.

Absent, empty and answered mean what `mapping.submission` says; a question in a repeat is counted
once per row, so that a repeat without rows counts nothing.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from mapper_gui.mapping.form import STRUCTURES, Form, Kind, Question, QuestionId, split_path
from mapper_gui.mapping.result import text_of
from mapper_gui.mapping.submission import MISSING, Node, State, Submission, as_rows, child_at, leaf

MOST_VALUES = 2000
"""So many different answers to a question are counted one by one."""
MOST_UNKNOWN = 200
_ABSENT, _EMPTY, _ANSWERED, _MISPLACED = range(4)
_STATES = 4
_NOT_QUESTIONS = frozenset({"case", "meta", "commcare_usercase"})


@dataclass(frozen=True, slots=True)
class StateCounts:
    """How often something was absent, empty, answered, or of a shape that no answer has."""

    absent: int = 0
    empty: int = 0
    answered: int = 0
    misplaced: int = 0

    @property
    def all(self) -> int:
        return self.absent + self.empty + self.answered + self.misplaced


@dataclass(frozen=True, slots=True)
class QuestionAnswers:
    """What submissions answered to one question. `values`: how often each answer came, the most
    frequent first, as far as they were kept; `choices`: the same for each chosen id of a select."""

    question: QuestionId
    counts: StateCounts
    by_version: Mapping[str, StateCounts]
    values: Mapping[str, int]
    choices: Mapping[str, int]
    all_kept: bool
    """Whether `values` has every answer; else there were more different ones."""
    first_seen: str
    """When the first submission that answers it was received, as CommCare HQ wrote it."""
    last_seen: str


@dataclass(slots=True)
class _Place:
    """A step of the form: a question, a group, a repeat, or something between."""

    step: str
    is_repeat: bool = False
    number: int | None = None
    """Which question's answer stands here."""
    is_structure: bool = False
    is_multiple: bool = False
    """Whether an answer holds several choice ids, with a space between."""
    inside: dict[str, "_Place"] = field(default_factory=dict)
    plain: list[int] = field(default_factory=list)
    """The questions at and below this place that stand in no further repeat."""


class AnswerCounter:
    """Counts answers; `add` each submission once, then read `questions`."""

    def __init__(self, form: Form) -> None:
        asked = [(q.id, q) for q in form.questions if q.id is not None and q.has_data]
        self._questions = dict(reversed(asked))
        self._ids = [*dict.fromkeys(question_id for question_id, _ in asked)]
        self._root = _places(form, self._ids, self._questions)
        self._counts: dict[str, list[int]] = {}
        self._values: list[Counter[str]] = [Counter() for _ in self._ids]
        self._choices: list[Counter[str] | None] = [
            Counter() if _is_select(self._questions[each]) else None for each in self._ids
        ]
        self._overfull = [False] * len(self._ids)
        self._first = [""] * len(self._ids)
        self._last = [""] * len(self._ids)
        self.unknown: Counter[str] = Counter()
        """Paths that submissions hold and the form does not, with how many times."""

    def add(self, submission: Submission, version: str) -> None:
        """Count one submission, of this app version (empty where it does not say)."""
        counts = self._counts.get(version)
        if counts is None:
            counts = self._counts[version] = [0] * (_STATES * len(self._ids))
        self._walk(submission.form, self._root, "", counts, submission.text("received_on"))

    def _walk(self, node: Node, place: _Place, path: str, counts: list[int], when: str) -> None:
        # A stack, not recursion: hostile data is nested deeper than calls may be.
        waiting: list[tuple[Node, _Place, str]] = [(node, place, path)]
        while waiting:
            node, place, path = waiting.pop()
            if node.keys() - place.inside.keys():
                self._note_unknown(node, place, path)
            for step, below in place.inside.items():
                found = child_at(node, step) if "[" in step else node.get(step, MISSING)
                if below.is_repeat:
                    rows = [] if found is MISSING else as_rows(found)
                    for row in rows:
                        if isinstance(row, dict):
                            waiting.append((row, below, f"{path}/{step}"))
                        else:
                            state = _MISPLACED if isinstance(row, list) else _ABSENT
                            self._count(below.plain, counts, state)
                    continue
                if found is MISSING:
                    self._count(below.plain, counts, _ABSENT)
                    continue
                number = below.number
                if number is not None:
                    self._note_answer(number, found, below, counts, when)
                if not below.inside:
                    continue
                others = [each for each in below.plain if each != number]
                if isinstance(found, dict):
                    waiting.append((found, below, f"{path}/{step}"))
                elif isinstance(found, list):
                    self._count(others, counts, _MISPLACED)
                else:  # an empty group is written as ""
                    self._count(others, counts, _ABSENT)

    def _note_answer(
        self, number: int, found: Node, place: _Place, counts: list[int], when: str
    ) -> None:
        if place.is_structure:
            counts[_STATES * number + _ANSWERED] += 1
            return
        if type(found) is not str:
            answer = leaf(found)
            if answer.fault is not None:
                counts[_STATES * number + _MISPLACED] += 1
                return
            found = text_of(answer.value) if answer.state is State.ANSWERED else ""
        if found == "":
            counts[_STATES * number + _EMPTY] += 1
            return
        counts[_STATES * number + _ANSWERED] += 1
        values = self._values[number]
        if found in values or len(values) < MOST_VALUES:
            values[found] += 1
        else:
            self._overfull[number] = True
        choices = self._choices[number]
        if choices is not None:
            for choice in dict.fromkeys(found.split(" ")) if place.is_multiple else (found,):
                if choice and (choice in choices or len(choices) < MOST_VALUES):
                    choices[choice] += 1
        if when:
            if not self._first[number] or when < self._first[number]:
                self._first[number] = when
            if when > self._last[number]:
                self._last[number] = when

    def _note_unknown(self, node: Mapping[str, Node], place: _Place, path: str) -> None:
        for name in node:
            if name in place.inside or name[:1] in "@#" or name in _NOT_QUESTIONS:
                continue
            if place.is_structure or name.startswith("subcase_") or _has_rule(place, name):
                continue
            if isinstance(node[name], dict) and "case" in node[name]:
                continue  # a case block that the app builder put there
            where = f"{path}/{name}"
            if where in self.unknown or len(self.unknown) < MOST_UNKNOWN:
                self.unknown[where] += 1

    @staticmethod
    def _count(numbers: list[int], counts: list[int], state: int) -> None:
        for number in numbers:
            counts[_STATES * number + state] += 1

    def questions(self) -> Iterator[QuestionAnswers]:
        """What was counted, in the form's order."""
        versions = sorted(self._counts, key=_version_order)
        for number, question in enumerate(self._ids):
            place = _STATES * number
            by_version = {
                version: StateCounts(*self._counts[version][place : place + _STATES])
                for version in versions
            }
            choices = self._choices[number]
            yield QuestionAnswers(
                question,
                StateCounts(*(sum(c[place + i] for c in self._counts.values()) for i in range(4))),
                by_version,
                dict(self._values[number].most_common()),
                dict(choices.most_common()) if choices is not None else {},
                not self._overfull[number],
                self._first[number],
                self._last[number],
            )


def _is_select(question: Question) -> bool:
    return bool(question.choices) or question.kind.value in ("single_lookup", "multiple_lookup")


def _places(form: Form, ids: list[QuestionId], questions: Mapping[QuestionId, Question]) -> _Place:
    root = _Place("")
    for each in form.questions:
        if each.id is not None:  # a label, too, stands in a submission, and is nothing unknown
            _place_at(root, each.id)
    for repeat in form.repeats:
        _place_at(root, repeat).is_repeat = True
    for number, question in enumerate(ids):
        place = _place_at(root, question)
        place.number = number
        kind = questions[question].kind
        place.is_structure = kind in STRUCTURES
        place.is_multiple = kind not in (Kind.SINGLE, Kind.SINGLE_LOOKUP)
    _note_plain(root)
    return root


def _place_at(root: _Place, path: str) -> _Place:
    place = root
    for step in split_path(path):
        place = place.inside.setdefault(step, _Place(step))
    return place


def _note_plain(root: _Place) -> None:
    """Give each place its questions that stand in no repeat below it, the innermost places first."""
    order, waiting = [], [root]
    while waiting:
        place = waiting.pop()
        order.append(place)
        waiting.extend(place.inside.values())
    for place in reversed(order):
        if place.number is not None:
            place.plain.append(place.number)
        for below in place.inside.values():
            if not below.is_repeat:
                place.plain.extend(below.plain)


def _has_rule(place: _Place, name: str) -> bool:
    """Whether a transaction of this name is in the form: `transfer[@type='iron']`."""
    return any(step.startswith(f"{name}[") for step in place.inside)


def _version_order(version: str) -> tuple[int, str]:
    return (int(version), "") if version.isdecimal() and len(version) < 10 else (-1, version)
