"""Identifiers held against many submissions: which are missing, shared, unstable or made of words.

What is a defect follows the integration guide, tip 3, and the design page, Keys: an identifier is
there in every submission, two different cases never share one, and one case keeps its own.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from mapper_gui.mapping.form import Form, Kind, QuestionId
from mapper_gui.mapping.identifiers import CandidateReason, candidates, is_free_text
from mapper_gui.mapping.mapping import Mapping, RuleId
from mapper_gui.mapping.result import text_of
from mapper_gui.mapping.source import (
    CASE_ID,
    FORM_ID,
    CaseSource,
    QuestionSource,
    Source,
    source_path,
)
from mapper_gui.mapping.submission import NO_ROWS, Rows, State, Submission, answer, rows_of
from mapper_gui.mapping.values import First

MOST_SUBMISSIONS = 100
"""So many submissions are named behind one finding; the count has all."""
_NOT_PROPOSED = frozenset({CandidateReason.INSTANCE_ID, CandidateReason.USER_ID})
_REFERENCES = re.compile(r"(?:#form|/data)(/[\w./@-]+)")


@dataclass(frozen=True, slots=True)
class Shared:
    """A value that several submissions hold. `one_case`: all of them are about the same case, so
    that it is the case's own."""

    value: str
    count: int
    submissions: tuple[str, ...]
    one_case: bool


@dataclass(frozen=True, slots=True)
class Unstable:
    """A case for which submissions hold different values, in the order they were received."""

    case_id: str
    values: tuple[str, ...]
    submissions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TooLong:
    """A target field that the identifier is written to as it is, and is too short for it."""

    rule: RuleId
    field: str
    length: int
    longest: int
    submissions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IdentifierAudit:
    """What submissions show of one identifier. `places`: how often it could stand, which is once
    per row in a repeat."""

    source: Source
    flagged: bool
    places: int
    absent: tuple[str, ...]
    empty: tuple[str, ...]
    shared: tuple[Shared, ...]
    unstable: tuple[Unstable, ...]
    too_long: tuple[TooLong, ...]
    free_text: tuple[QuestionId, ...]
    """Questions that a person types and that the identifier is, or is calculated from."""
    absent_places: int = 0
    """Of the places, in how many it is absent: a submission may have many rows."""
    empty_places: int = 0

    @property
    def duplicated(self) -> tuple[Shared, ...]:
        """Values that submissions share without being about one case."""
        return tuple(each for each in self.shared if not each.one_case)

    @property
    def is_sound(self) -> bool:
        """Whether every submission has one of its own, which its case keeps and the target takes."""
        return not (self.absent or self.empty or self.duplicated or self.unstable or self.too_long)


@dataclass(slots=True)
class _Seen:
    """What was read of one identifier so far. A use is (submission, case_id or empty)."""

    source: Source
    repeat: QuestionId | None
    places: int = 0
    absent_places: int = 0
    empty_places: int = 0
    absent: dict[str, None] = field(default_factory=dict)
    empty: dict[str, None] = field(default_factory=dict)
    uses: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    by_case: dict[str, dict[str, str]] = field(default_factory=dict)
    """Of each case the values that were seen, with the first submission that holds it."""


class IdentifierAuditor:
    """Reads the flagged and the proposed identifiers of a mapping; `add` each submission once."""

    def __init__(self, mapping: Mapping) -> None:
        self._mapping = mapping
        form = mapping.form
        proposed = [
            each.source for each in candidates(form) if each.reasons[0] not in _NOT_PROPOSED
        ]
        sources = dict.fromkeys([*mapping.identifiers, *proposed])
        self._seen = [_Seen(source, _repeat_of(form, source)) for source in sources]

    def add(self, submission: Submission, name: str) -> None:
        """Read one submission, which is called `name` in what is found."""
        rows_by_repeat: dict[QuestionId, list[Rows]] = {}
        whole = [NO_ROWS]
        case_id = _case_id(submission, self._mapping.form, None, NO_ROWS)
        for seen in self._seen:
            repeat = seen.repeat
            if repeat is None:
                found = whole
            elif repeat in rows_by_repeat:
                found = rows_by_repeat[repeat]
            else:
                found, _ = rows_of(submission, self._mapping.form, repeat)
                rows_by_repeat[repeat] = found
            for rows in found:
                case = case_id
                if repeat is not None:
                    case = _case_id(submission, self._mapping.form, repeat, rows)
                self._read(seen, submission, name, rows, case)

    def _read(
        self, seen: _Seen, submission: Submission, name: str, rows: Rows, case_id: str
    ) -> None:
        seen.places += 1
        found = answer(submission, self._mapping.form, seen.source, rows)
        if found.state is not State.ANSWERED:
            if found.state is State.ABSENT:
                seen.absent_places += 1
                seen.absent[name] = None
            else:
                seen.empty_places += 1
                seen.empty[name] = None
            return
        value = text_of(found.value)
        seen.uses.setdefault(value, []).append((name, case_id))
        if case_id:
            seen.by_case.setdefault(case_id, {}).setdefault(value, name)

    def audits(self) -> Iterator[IdentifierAudit]:
        """What was found, flagged identifiers first."""
        for seen in self._seen:
            yield IdentifierAudit(
                seen.source,
                seen.source in self._mapping.identifiers,
                seen.places,
                tuple(seen.absent),
                tuple(seen.empty),
                tuple(self._shared(seen)),
                tuple(_unstable(seen)),
                tuple(self._too_long(seen)),
                tuple(_typed_behind(self._mapping.form, seen.source)),
                seen.absent_places,
                seen.empty_places,
            )

    def _shared(self, seen: _Seen) -> Iterator[Shared]:
        if isinstance(seen.source, CaseSource) and seen.source.part == "@case_id":
            return  # the case's own: every submission about the case has it
        for value, uses in seen.uses.items():
            if len(uses) < 2:
                continue
            cases = {case for _, case in uses}
            submissions = tuple(dict.fromkeys(submission for submission, _ in uses))
            one_case = len(cases) == 1 and "" not in cases and len(submissions) == len(uses)
            yield Shared(value, len(uses), submissions[:MOST_SUBMISSIONS], one_case)

    def _too_long(self, seen: _Seen) -> Iterator[TooLong]:
        lengths = {len(value): uses for value, uses in seen.uses.items()}
        if not lengths:
            return
        longest = max(lengths)
        for rule in self._mapping.rules:
            for each in rule.fields:
                target = self._mapping.target_field(rule, each.field)
                plain = isinstance(each.take, First) and not each.then
                if target is None or target.length is None or not plain:
                    continue
                if seen.source in each.sources and longest > target.length:
                    held = tuple(
                        dict.fromkeys(
                            submission
                            for value, uses in seen.uses.items()
                            if len(value) > target.length
                            for submission, _ in uses
                        )
                    )
                    yield TooLong(
                        rule.id, each.field, target.length, longest, held[:MOST_SUBMISSIONS]
                    )


def _unstable(seen: _Seen) -> Iterator[Unstable]:
    if seen.source == FORM_ID:
        return  # a new one for every submission is what it is for
    for case_id, values in seen.by_case.items():
        if len(values) > 1:
            yield Unstable(case_id, tuple(values), tuple(dict.fromkeys(values.values())))


def _repeat_of(form: Form, source: Source) -> QuestionId | None:
    """The innermost repeat that a source stands in."""
    path = source_path(source)
    around = form.repeats_around(path) if path is not None else ()
    return around[-1] if around else None


def _case_id(submission: Submission, form: Form, repeat: QuestionId | None, rows: Rows) -> str:
    """The case that a submission, or this row of it, is about; empty where it does not say."""
    source = CASE_ID if repeat is None else CaseSource(f"{repeat}/case", "@case_id")
    found = answer(submission, form, source, rows)
    return text_of(found.value) if found.state is State.ANSWERED else ""


def _typed_behind(form: Form, source: Source) -> Iterator[QuestionId]:
    """The questions that a person types words into and that the source is or is made of."""
    if not isinstance(source, QuestionSource):
        return
    question = form.question(source.question)
    if question is None:
        return
    if is_free_text(form, source):
        yield source.question
    looked_at, waiting = {source.question}, [question]
    while waiting:  # a calculation may be made of another one
        for path in _REFERENCES.findall(waiting.pop(0).calculate or ""):
            other = form.question(path)
            if other is None or other.id is None or other.id in looked_at:
                continue
            looked_at.add(other.id)
            waiting.append(other)
            if other.kind is Kind.TEXT:
                yield other.id
