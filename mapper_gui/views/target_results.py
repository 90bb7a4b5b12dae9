"""What the open submission gives, beside each field and each record rule."""

from dataclasses import dataclass
from enum import StrEnum

from mapper_gui.app.place import FieldPlace, Place, ValuePlace
from mapper_gui.mapping.result import Evaluation, FieldResult, Outcome, RecordResult
from mapper_gui.mapping.value_preview import ValueResults
from mapper_gui.mapping.why_blank import Blanks
from mapper_gui.views.cell import NOTHING, Cell, Piece, Tone
from mapper_gui.wording.blanks import blank_line
from mapper_gui.wording.results import reason_words, value_text
from mapper_gui.wording.text import tr, tr_n

MOST_RECORDS = 12
"""How many records of a rule are written out beside a field; the rest is counted."""
_LONGEST = 200


class Gave(StrEnum):
    VALUE = "value"
    LEFT_OUT = "left_out"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class PlaceResult:
    """The result at a place in a line, and at length for the tooltip."""

    gave: Gave
    text: str
    at_length: str = ""


Results = dict[Place, PlaceResult]
"""Results by place: fields, record rules and named values."""


def results_of(
    evaluation: Evaluation | None,
    values: ValueResults | None = None,
    blanks: Blanks | None = None,
) -> Results:
    """The results of every place that has any; with `blanks`, why a rule gave no record at all."""
    if evaluation is None:
        return {}
    by_rule: dict[str, list[RecordResult]] = {}
    for record in evaluation.records:
        by_rule.setdefault(record.rule, []).append(record)
    found: Results = {}
    for name, records in by_rule.items():
        found[FieldPlace(name)] = _of_rule(records)
        fields: dict[str, list[FieldResult]] = {}
        for record in records:
            for result in record.fields:
                fields.setdefault(result.field, []).append(result)
        for field, results in fields.items():
            found[FieldPlace(name, field)] = _of_field(results)
    for rule in blanks.mapping.rules if blanks is not None else ():
        why = blanks.why_no_records(evaluation, rule) if blanks and rule.makes_records else None
        if why is not None:
            text = tr("no record: {why}").format(why=blank_line(why))
            found[FieldPlace(rule.id)] = PlaceResult(Gave.LEFT_OUT, _in_one_line(text), text)
    for value, made in (values or {}).items():
        if made:
            found[ValuePlace(value)] = _of_field([*made])
    return found


def result_cell(found: PlaceResult | None) -> Cell:
    """The value as it is written, or in quiet type why there is none."""
    if found is None:
        return NOTHING
    match found.gave:
        case Gave.VALUE:
            return Cell((Piece(found.text),))
        case Gave.LEFT_OUT:
            return Cell((Piece(found.text, tone=Tone.QUIET, slanted=True),))
        case Gave.STOPPED:
            return Cell((Piece(found.text, icon="error", tone=Tone.ERROR),))


def _of_rule(records: list[RecordResult]) -> PlaceResult:
    made = sum(record.made for record in records)
    words = tr_n("{count} record", "{count} records", made).format(count=made)
    skipped = sum(record.skipped for record in records)
    if skipped:
        # The condition was false: nothing is wrong.
        skipped_words = tr_n("{count} skipped", "{count} skipped", skipped)
        words = f"{words}, {skipped_words.format(count=skipped)}"
    lost = len(records) - made - skipped
    if not lost:
        return PlaceResult(Gave.VALUE, words)
    lost_words = tr_n("{count} not made", "{count} not made", lost).format(count=lost)
    why = [
        text
        for record in records
        if not (record.made or record.skipped)
        for text in _why_not_made(record)
    ]
    reason = "; ".join(dict.fromkeys(why))
    text = f"{words}, {lost_words}" if made or skipped else lost_words
    return PlaceResult(Gave.STOPPED, f"{text}: {reason}" if reason else text, reason)


def _why_not_made(record: RecordResult) -> list[str]:
    return [
        tr("{field}: {reason}").format(field=result.field, reason=_reason(result))
        for result in record.fields
        if result.outcome is Outcome.STOPPED
    ] or [tr("the key has no value")]


def _of_field(results: list[FieldResult]) -> PlaceResult:
    shown = [_short(result) for result in results[:MOST_RECORDS]]
    more = len(results) - len(shown)
    if more > 0:
        shown.append(tr_n("{count} more", "{count} more", more).format(count=more))
    outcomes = {result.outcome for result in results}
    gave = Gave.VALUE
    if Outcome.STOPPED in outcomes:
        gave = Gave.STOPPED
    elif outcomes == {Outcome.LEFT_OUT}:
        gave = Gave.LEFT_OUT
        shown = [*dict.fromkeys(shown)] if len(set(shown)) == 1 else shown
    return PlaceResult(gave, " | ".join(shown), "\n".join(_at_length(r) for r in results[:50]))


def _short(result: FieldResult) -> str:
    if result.outcome is Outcome.WRITTEN:
        text = _in_one_line(value_text(result.value))
        return tr("{value} (sample answer)").format(value=text) if result.from_sample else text
    return _reason(result)


def _reason(result: FieldResult) -> str:
    return reason_words(result.reason) if result.reason is not None else tr("no value")


def _at_length(result: FieldResult) -> str:
    if result.outcome is Outcome.WRITTEN and result.reason is None:
        return value_text(result.value)[:2000]
    if result.outcome is Outcome.WRITTEN:
        words = tr("{value}, because {reason}")
        return words.format(value=value_text(result.value), reason=_reason(result))
    return _reason(result)


def _in_one_line(text: str) -> str:
    line = " ".join(text[: 2 * _LONGEST].split()) if "\n" in text else text
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
