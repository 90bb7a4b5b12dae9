"""A mapping held against many submissions: answers, choices, identifiers and records.

Submissions are read one after the other and none is kept: what is kept are counts, values and
form ids.
"""

from collections.abc import Mapping as Lookup
from dataclasses import dataclass

from mapper_gui.mapping.audit.answers import AnswerCounter, QuestionAnswers, StateCounts
from mapper_gui.mapping.audit.choices import (
    ChoiceCoverage,
    ChoiceSeen,
    TablePlace,
    coverage,
    rows_to_add,
)
from mapper_gui.mapping.audit.identifiers import IdentifierAudit, IdentifierAuditor
from mapper_gui.mapping.audit.records import (
    KeyRun,
    ProblemSeen,
    Refused,
    RequiredBlank,
    RuleRun,
    RunAuditor,
)
from mapper_gui.mapping.check import check
from mapper_gui.mapping.evaluate import evaluate, is_other_form
from mapper_gui.mapping.form import QuestionId
from mapper_gui.mapping.making import JavaScript
from mapper_gui.mapping.mapping import Mapping
from mapper_gui.mapping.problem import InRule, Problem, Severity
from mapper_gui.mapping.result import ResultKind
from mapper_gui.mapping.submission import Submission

__all__ = (
    "Audit",
    "Auditor",
    "ChoiceCoverage",
    "ChoiceSeen",
    "IdentifierAudit",
    "KeyRun",
    "ProblemSeen",
    "QuestionAnswers",
    "Refused",
    "RequiredBlank",
    "RuleRun",
    "StateCounts",
    "TablePlace",
    "app_version",
    "audit",
    "rows_to_add",
)


@dataclass(frozen=True, slots=True)
class Audit:
    """What many submissions show. `others`: how many were of another form and left aside;
    `twice`: how many came a second time, by form id, and were counted once."""

    submissions: int
    others: int
    twice: int
    first_received: str
    last_received: str
    versions: Lookup[str, int]
    answers: Lookup[QuestionId, QuestionAnswers]
    unknown: Lookup[str, int]
    """Paths in the submissions that the form does not have, with how many times."""
    choices: tuple[ChoiceCoverage, ...]
    identifiers: tuple[IdentifierAudit, ...]
    rules: tuple[RuleRun, ...]
    keys: tuple[KeyRun, ...]
    key_problems: tuple[Problem, ...]
    """What the check of the mapping says of its keys, without a submission."""
    problems: tuple[ProblemSeen, ...]
    refused: tuple[Refused, ...]
    required_blank: tuple[RequiredBlank, ...]

    @property
    def unmapped(self) -> tuple[tuple[ChoiceCoverage, TablePlace, tuple[str, ...]], ...]:
        """Choice ids that submissions hold and a field's table loses."""
        return tuple(
            (each, place, ids)
            for each in self.choices
            for place in each.places
            if (ids := each.unmapped(place))
        )

    @property
    def lost(self) -> tuple[ProblemSeen, ...]:
        """Values outside a table that is not asked for a question's answer as it is, but after
        another step: those of `unmapped` aside."""
        told = {(place.rule, place.field) for _, place, _ in self.unmapped}
        return tuple(
            seen
            for seen in self.problems
            if seen.problem.kind is ResultKind.OUTSIDE_TABLE
            and isinstance(seen.problem.where, InRule)
            and (seen.problem.where.rule, seen.problem.where.field) not in told
        )

    @property
    def unsafe_keys(self) -> tuple[str, ...]:
        """The rules whose key is unsafe, as the check says or as the submissions show."""
        said = [
            problem.where.rule
            for problem in self.key_problems
            if problem.severity is Severity.ERROR and isinstance(problem.where, InRule)
        ]
        shown = [key.rule for key in self.keys if not key.is_safe]
        return tuple(dict.fromkeys(rule for rule in [*said, *shown] if rule is not None))

    @property
    def is_clean(self) -> bool:
        """Whether no choice id that was seen is unmapped and no key unsafe."""
        return not self.unmapped and not self.lost and not self.unsafe_keys


class Auditor:
    """`add` submissions one by one, in any order; `finish` gives what they show."""

    def __init__(self, mapping: Mapping) -> None:
        self._mapping = mapping
        self._answers = AnswerCounter(mapping.form)
        self._identifiers = IdentifierAuditor(mapping)
        self._run = RunAuditor(mapping)
        self._ids: set[str] = set()
        self._count = 0
        self._others = 0
        self._twice = 0
        self._versions: dict[str, int] = {}
        self._first = self._last = ""

    def add(self, submission: Submission, javascript: JavaScript | None = None) -> None:
        """Take in one submission; code steps run in the engine that is given."""
        if is_other_form(self._mapping, submission):
            self._others += 1
            return
        if submission.id and submission.id in self._ids:
            self._twice += 1
            return
        self._ids.add(submission.id)
        self._count += 1
        # Each must be told from the others, also where a file was written without form ids.
        name = submission.id or f"#{self._count}"
        version = app_version(submission)
        self._versions[version] = self._versions.get(version, 0) + 1
        received = submission.text("received_on")
        if received:
            self._first = min(self._first or received, received)
            self._last = max(self._last, received)
        self._answers.add(submission, version)
        self._identifiers.add(submission, name)
        self._run.add(evaluate(self._mapping, submission, javascript), name)

    def finish(self) -> Audit:
        answers = {each.question: each for each in self._answers.questions()}
        return Audit(
            self._count,
            self._others,
            self._twice,
            self._first,
            self._last,
            versions=dict(self._versions),
            answers=answers,
            unknown=dict(self._answers.unknown.most_common()),
            choices=tuple(coverage(self._mapping, answers)),
            identifiers=tuple(self._identifiers.audits()),
            rules=tuple(self._run.rules()),
            keys=tuple(self._run.keys()),
            key_problems=tuple(problem for problem in check(self._mapping) if _is_of_key(problem)),
            problems=tuple(self._run.problems()),
            refused=tuple(self._run.refused()),
            required_blank=tuple(self._run.required_blank()),
        )


def audit(mapping: Mapping, submissions: list[Submission]) -> Audit:
    """What these submissions show of the mapping. Code is not run."""
    auditor = Auditor(mapping)
    for submission in submissions:
        auditor.add(submission)
    return auditor.finish()


def app_version(submission: Submission) -> str:
    """The number of the app version that a submission was made with, empty where it does not say."""
    for meta in (submission.body.get("metadata"), submission.form.get("meta")):
        number = meta.get("app_build_version") if isinstance(meta, dict) else None
        if isinstance(number, int | str) and not isinstance(number, bool) and str(number).strip():
            return str(number).strip()[:40]
    return ""


def _is_of_key(problem: Problem) -> bool:
    return problem.kind.value in ("no_key",) or problem.kind.value.startswith("key_")
