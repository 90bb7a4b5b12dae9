"""What the open submission gave for each item of a record rule, in few words: made, skipped and why,
or lost and why."""

from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Lookup
from dataclasses import dataclass
from enum import StrEnum

from mapper_gui.mapping.condition_edit import Join, join_of, parts_of
from mapper_gui.mapping.conditions import Condition
from mapper_gui.mapping.judging import Judged
from mapper_gui.mapping.mapping import Mapping
from mapper_gui.mapping.result import Item, Outcome, RecordResult
from mapper_gui.views.condition_told import answer_words
from mapper_gui.wording.conditions import condition_words
from mapper_gui.wording.lists import short
from mapper_gui.wording.results import item_words, reason_words, value_text
from mapper_gui.wording.text import tr, tr_n

NAMED, MADE_NAMED = 8, 3
"""Items that are named one by one, of those not made and of those made; the rest is counted."""
LONGEST = 160
MOST_LOOKED_AT = 300


class RowState(StrEnum):
    MADE = "made"
    SKIPPED = "skipped"
    LOST = "lost"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class ItemTold:
    """What became of an item, in words."""

    state: RowState
    words: str


RowStates = dict[int, ItemTold]
"""By the number of the table's row, from 1."""


def state_of(record: RecordResult) -> RowState:
    if record.made:
        return RowState.MADE
    return RowState.SKIPPED if record.skipped else RowState.LOST


def row_states(
    records: Iterable[RecordResult], mapping: Mapping, why: dict[Item, str]
) -> RowStates:
    """For each row of a table what became of it; inside a repeat it may be made here and not there."""
    by_row: dict[int, list[RecordResult]] = {}
    for record in records:
        number = record.item[-1] if record.item else None
        if isinstance(number, int):
            by_row.setdefault(number, []).append(record)
    found: RowStates = {}
    for number, of_row in by_row.items():
        states = {state_of(record) for record in of_row}
        if len(of_row) == 1:
            found[number] = ItemTold(states.pop(), told(of_row[0], mapping, why))
            continue
        made = sum(record.made for record in of_row)
        words = tr("{made} of {count} records made").format(made=made, count=len(of_row))
        found[number] = ItemTold(states.pop() if len(states) == 1 else RowState.MIXED, words)
    return found


def summary(records: Sequence[RecordResult]) -> str:
    """How many records the rule makes of the open submission."""
    made = sum(record.made for record in records)
    skipped = sum(record.skipped for record in records)
    lost = len(records) - made - skipped
    if not records:
        return tr("This submission has nothing to make a record for: no record.")
    parts = [tr_n("{count} record", "{count} records", made).format(count=made)]
    if skipped:
        words = tr_n(
            "{count} skipped by the condition", "{count} skipped by the condition", skipped
        )
        parts.append(words.format(count=skipped))
    if lost:
        words = tr_n("{count} not made, a problem", "{count} not made, problems", lost)
        parts.append(words.format(count=lost))
    return tr("This submission: {what}.").format(what=", ".join(parts))


def item_lines(
    records: Sequence[RecordResult],
    mapping: Mapping,
    why: dict[Item, str],
    names: Lookup[int, str],
) -> list[str]:
    """A line for the items of which the same is told, those that are not made first, as many as a
    person reads. `names`: what stands for a table's row beside its number."""
    if len(records) == 1 and not records[0].item and records[0].made:
        return []
    alike: dict[str, list[str]] = {}
    lost = [record for record in records if not record.made]
    for record in lost[:MOST_LOOKED_AT]:
        alike.setdefault(told(record, mapping, why), []).append(_item(record, names))
    lines = []
    for words, items in [*alike.items()][:NAMED]:
        shown = ", ".join(items[:NAMED])
        if len(items) > NAMED:
            count = len(items) - NAMED
            shown += " " + tr_n("and {count} more", "and {count} more", count).format(count=count)
        lines.append(tr("{item}: {told}").format(item=shown, told=words))
    if len(lost) > MOST_LOOKED_AT:
        count = len(lost) - MOST_LOOKED_AT
        more = tr_n("{count} more not made", "{count} more not made", count)
        lines.append(more.format(count=count))
    made = [record for record in records if record.made]
    for record in made[:MADE_NAMED]:
        words = told(record, mapping, why)
        lines.append(tr("{item}: {told}").format(item=_item(record, names), told=words))
    if len(made) > MADE_NAMED:
        count = len(made) - MADE_NAMED
        lines.append(tr_n("{count} more made", "{count} more made", count).format(count=count))
    return lines


def _item(record: RecordResult, names: Lookup[int, str]) -> str:
    words = item_words(record.item) or tr("here")
    number = record.item[-1] if record.item else None
    name = names.get(number) if isinstance(number, int) else None
    return tr("{row} {name}").format(row=words, name=name) if name else words


def told(record: RecordResult, mapping: Mapping, why: dict[Item, str]) -> str:
    """What became of one item."""
    if record.made:
        key = " · ".join(short(value_text(value), LONGEST) for value in record.key_values.values())
        return tr("made, {key}").format(key=key) if key else tr("made")
    if record.skipped:
        reason = why.get(record.item)
        return tr("skipped: {why}").format(why=reason) if reason else tr("skipped")
    for field in record.fields:
        stops = field.outcome is Outcome.STOPPED or (
            field.field in record.key and field.outcome is not Outcome.WRITTEN
        )
        if stops and field.reason is not None:
            words = reason_words(field.reason, mapping.form)
            return tr("not made: {field}, {why}").format(field=field.field, why=words)
    return tr("not made: its key has no value")


def why_skipped(condition: Condition | None, judged: Judged | None) -> dict[Item, str]:
    """For items that a condition leaves out, the first line that is to blame."""
    if condition is None or judged is None:
        return {}
    found: dict[Item, str] = {}
    parts = parts_of(condition)
    to_blame = join_of(condition) is Join.ALL
    for item, judgement in judged.items:
        if judgement.holds:
            continue
        if to_blame:
            pairs = zip(parts, judgement.parts, strict=True)
            blamed, its = next(
                (pair for pair in pairs if not pair[1].holds), (condition, judgement)
            )
        else:
            blamed, its = condition, judgement
        words = tr("“{condition}” does not hold").format(
            condition=short(condition_words(blamed), LONGEST)
        )
        if its.left is not None:
            words = tr("{words} (here: {answer})").format(
                words=words, answer=answer_words(its.left)
            )
        found[item] = words
    return found
