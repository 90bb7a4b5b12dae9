"""What each line of a condition says of each item of a record rule: for showing a condition that is
being written. Whether records are made is `evaluate`'s to say; this asks the same question of parts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from mapper_gui.mapping.asking import holds
from mapper_gui.mapping.conditions import AllOf, AnyOf, Asks, Compare, Condition, Not
from mapper_gui.mapping.evaluate import items_of
from mapper_gui.mapping.making import JavaScript, Scope, Walk, read
from mapper_gui.mapping.mapping import Mapping, RecordRule
from mapper_gui.mapping.masked import Masking
from mapper_gui.mapping.result import Item
from mapper_gui.mapping.submission import Answer, Submission

MOST_ITEMS = 300
"""A person looks at some items, not at 10,000; a line is judged while the window waits."""
MOST_JUDGED = 2_000
"""Lines times items: of a condition with thousands of lines fewer items are judged."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether a condition holds; of a comparison what its sides were; of joined ones each part's."""

    holds: bool
    left: Answer | None = None
    right: Answer | None = None
    parts: tuple["Judgement", ...] = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """A condition judged for each item; `more` items were not looked at."""

    items: tuple[tuple[Item, Judgement], ...] = ()
    more: int = 0

    def part(self, number: int) -> "Judged":
        """The same of one of the joined conditions, or of the one that is negated."""
        found = tuple(
            (item, each.parts[number]) for item, each in self.items if number < len(each.parts)
        )
        return Judged(found, self.more)

    @property
    def count(self) -> int:
        """For how many items it holds."""
        return sum(each.holds for _, each in self.items)


def judged(
    mapping: Mapping,
    rule: RecordRule | None,
    condition: Condition,
    submission: Submission,
    javascript: JavaScript | None = None,
) -> Judged:
    """The condition judged for the items of a rule; without a rule, for the submission."""
    found: list[tuple[Item, Judgement]] = []
    more = 0
    masking = Masking(mapping) if submission.masked else None
    scopes: Sequence[tuple[Scope, Item]] | Iterator[tuple[Scope, Item]]
    if rule is None:
        scopes = [(Scope(mapping, submission, javascript=javascript), ())]
    else:
        scopes = items_of(mapping, rule, submission, javascript)
    most = min(MOST_ITEMS, max(1, MOST_JUDGED // max(1, _size(condition))))
    for scope, item in scopes:
        if len(found) < most:
            judgement = judge(scope, condition)
            found.append((item, masked(masking, condition, judgement) if masking else judgement))
        else:
            more += 1
    return Judged(tuple(found), more)


def _size(condition: Condition) -> int:
    """How many comparisons and questions a condition has."""
    match condition:
        case AllOf(conditions) | AnyOf(conditions):
            return sum(map(_size, conditions))
        case Not(inner):
            return _size(inner)
        case _:
            return 1


def masked(masking: Masking, condition: Condition, judgement: Judgement) -> Judgement:
    """The judgement with the answers covered that are private."""
    match condition:
        case AllOf(conditions) | AnyOf(conditions):
            pairs = zip(conditions, judgement.parts, strict=True)
            return replace(judgement, parts=tuple(masked(masking, *pair) for pair in pairs))
        case Not(inner):
            part = masked(masking, inner, judgement.parts[0])
            return replace(judgement, left=part.left, right=part.right, parts=(part,))
        case Compare(source, _, operand):
            left, right = judgement.left, judgement.right
            if right is not None and not isinstance(operand, tuple):
                right = masking.answer(operand, right)
            return replace(
                judgement, left=masking.answer(source, left) if left else None, right=right
            )
        case Asks(source):
            left = judgement.left
            return replace(judgement, left=masking.answer(source, left) if left else None)


def judge(scope: Scope, condition: Condition) -> Judgement:
    """One condition in one scope, every part of it."""
    match condition:
        case AllOf(conditions):
            parts = tuple(judge(scope, each) for each in conditions)
            return Judgement(all(each.holds for each in parts), parts=parts)
        case AnyOf(conditions):
            parts = tuple(judge(scope, each) for each in conditions)
            return Judgement(any(each.holds for each in parts), parts=parts)
        case Not(inner):
            part = judge(scope, inner)
            return Judgement(not part.holds, part.left, part.right, (part,))
        case Compare(source, _, operand):
            right = None if isinstance(operand, tuple) else read(scope, operand, Walk())
            left = read(scope, source, Walk())
            return Judgement(holds(scope, condition, Walk()), left, right)
        case Asks(source):
            return Judgement(holds(scope, condition, Walk()), read(scope, source, Walk()))
