"""What is said of a line of a condition: what it found in the open submission, and what is wrong with
it where it stands."""

from dataclasses import dataclass

from PySide6.QtWidgets import QLabel

from mapper_gui.mapping.check_conditions import check_comparisons
from mapper_gui.mapping.check_kind import CheckKind
from mapper_gui.mapping.check_sources import check_read
from mapper_gui.mapping.condition_edit import asked
from mapper_gui.mapping.conditions import Condition
from mapper_gui.mapping.judging import Judged
from mapper_gui.mapping.mapping import Mapping, RecordRule
from mapper_gui.mapping.problem import InRule, Problem
from mapper_gui.mapping.reads import Reads, condition_reads
from mapper_gui.mapping.submission import Answer, State
from mapper_gui.wording.lists import short
from mapper_gui.wording.problems import message
from mapper_gui.wording.results import item_words, value_text
from mapper_gui.wording.sources import source_id
from mapper_gui.wording.text import tr, tr_n

LONGEST_ANSWER = 120
ITEMS_NAMED = 12


@dataclass(frozen=True, slots=True)
class Around:
    """What a condition stands in: the mapping, the record rule if any, and a language for labels."""

    mapping: Mapping
    rule: RecordRule | None = None
    language: str = ""
    checked: bool = True
    """Whether problems are looked for: of a named value the rules that use it decide."""


def told_words(judged: Judged) -> str:
    """What a line says of the open submission: the answer and whether it holds, or for how many
    items it holds."""
    if len(judged.items) == 1:
        item, each = judged.items[0]
        holds = tr("holds") if each.holds else tr("does not hold")
        at = item_words(item) or tr("here")
        if each.left is None:
            return tr("{item}: {holds}").format(item=at, holds=holds)
        sides = [answer_words(side) for side in (each.left, each.right) if side is not None]
        return tr("{item}: {answer} – {holds}").format(
            item=at, answer=" / ".join(sides), holds=holds
        )
    words = tr_n(
        "holds for {holds} of {count} item", "holds for {holds} of {count}", len(judged.items)
    ).format(holds=judged.count, count=len(judged.items))
    if judged.more:
        words += tr_n(
            " ({count} more not looked at)", " ({count} more not looked at)", judged.more
        ).format(count=judged.more)
    return words


def told_at_length(judged: Judged) -> str:
    lines = [told_words(Judged((pair,))) for pair in judged.items[:ITEMS_NAMED]]
    if len(judged.items) > ITEMS_NAMED:
        lines.append("…")
    return "\n".join(lines)


def answer_words(found: Answer) -> str:
    """An answer in few words; empty and absent are named."""
    if found.state is State.ANSWERED:
        return short(value_text(found.value), LONGEST_ANSWER)
    return tr("empty") if found.state is State.EMPTY else tr("absent")


def problems_of(condition: Condition, around: Around) -> list[Problem]:
    """What is wrong with a line where it stands."""
    if asked(condition) is None or not around.checked:
        return []
    mapping, rule = around.mapping, around.rule
    where = InRule(rule.id if rule is not None else None)
    reads = Reads(mapping)
    found: list[Problem] = []
    for read in dict.fromkeys(condition_reads(condition)):
        found += check_read(mapping, rule, read, where, reads)
    found += check_comparisons(mapping, condition, where)
    return found


def problem_words(problem: Problem) -> str:
    """What is wrong and the way out, which is another one here than on a field."""
    if problem.kind is CheckKind.SOURCE_GONE:
        words = tr("The form has no question {id}. Click it to ask about another one.")
        return words.format(id=source_id(problem.facts.get("source")))
    return message(problem)


def set_tone(label: QLabel, tone: str) -> None:
    """Show a label in the colour of what it means; none is the text's own."""
    if label.property("tone") != tone:
        label.setProperty("tone", tone)
        label.style().unpolish(label)
        label.style().polish(label)
