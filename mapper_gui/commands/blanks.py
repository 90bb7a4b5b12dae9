"""Why fields have no value, for `mapper preview`: as lines, and as JSON."""

from collections.abc import Iterator
from typing import Any

from mapper_gui.mapping.blank import Blank, BlankReason
from mapper_gui.mapping.document_records import encode_record
from mapper_gui.mapping.document_source import encode_source
from mapper_gui.mapping.mapping import RecordRule
from mapper_gui.mapping.result import Evaluation, RecordResult, text_of
from mapper_gui.mapping.why_blank import Blanks
from mapper_gui.wording.blanks import blank_details, blank_line, blank_reason_words, obstacle_words
from mapper_gui.wording.text import tr


def blanks_of(blanks: Blanks, evaluation: Evaluation, record: RecordResult) -> dict[str, Blank]:
    """The record's fields that have no value, with why; in the rule's order."""
    found = {}
    for result in record.fields:
        blank = blanks.why(evaluation, record, result)
        if blank is not None:
            found[result.field] = blank
    return found


def blank_lines(blanks: Blanks, evaluation: Evaluation, record: RecordResult) -> Iterator[str]:
    """Why the record is not made, and each of its fields that has no value is blank."""
    if record.skipped:
        not_made = blanks.why_not_made(evaluation, record)
        if not_made is not None:
            yield from _lines(tr("not made"), not_made)
    for field, blank in blanks_of(blanks, evaluation, record).items():
        yield from _lines(field, blank)


def no_record_lines(blanks: Blanks, evaluation: Evaluation, rule: RecordRule) -> Iterator[str]:
    """Why a rule gave no record at all; nothing where it gave any."""
    blank = blanks.why_no_records(evaluation, rule)
    if blank is not None and rule.makes_records:
        yield from _lines(tr("{rule} (no record)").format(rule=rule.id), blank)


def _lines(what: str, blank: Blank) -> Iterator[str]:
    words = tr("{what}: {why} (certain)") if blank.certain else tr("{what}: {why}")
    yield words.format(what=what, why=blank_line(blank))
    for line in blank_details(blank):
        yield f"  {line}"


def blanks_json(blanks: Blanks, evaluation: Evaluation, record: RecordResult) -> dict[str, Any]:
    """`{"blank": {field: {"certain", "reasons", "look_up"}}}` of the record's fields without a
    value; empty where all have one."""
    found = blanks_of(blanks, evaluation, record)
    body = {field: _blank_json(blank) for field, blank in found.items()}
    return {"blank": body} if body else {}


def not_made_json(blanks: Blanks, evaluation: Evaluation) -> Iterator[dict[str, Any]]:
    """Every record that is not made, and every rule that gave none, with why."""
    submission = evaluation.submission.id
    for record in evaluation.records:
        blank = blanks.why_not_made(evaluation, record)
        if blank is not None:
            item = encode_record(record)["item"]
            about = {"submission": submission, "rule": record.rule, "item": item}
            yield about | _blank_json(blank)
    for rule in blanks.mapping.rules:
        blank = blanks.why_no_records(evaluation, rule)
        if blank is not None and rule.makes_records:
            yield {"submission": submission, "rule": rule.id, "item": None} | _blank_json(blank)


def _blank_json(blank: Blank) -> dict[str, Any]:
    """`{"certain", "reasons": [{"kind", "certain", "message", ...}], "look_up"}`; what is not known
    is left out."""
    body: dict[str, Any] = {
        "certain": blank.certain,
        "reasons": [_reason_json(reason, blank) for reason in blank.reasons],
    }
    if blank.look_up is not None:
        body["look_up"] = {"build_id": blank.look_up.id, "version": blank.look_up.version}
    return body


def _reason_json(reason: BlankReason, blank: Blank) -> dict[str, Any]:
    body: dict[str, Any] = {"kind": reason.kind.value, "certain": reason.certain}
    if reason.source is not None:
        body["source"] = encode_source(reason.source)
    for name in ("question", "field", "value", "wanted"):
        if getattr(reason, name):
            body[name] = str(getattr(reason, name))
    if reason.step is not None:
        body["step"] = reason.step + 1
    if reason.shown is not None:
        shown = reason.shown
        body["display_condition"] = {
            "of": shown.question,
            "text": shown.condition,
            "holds": shown.holds,
            "answers": {
                read.question: None if read.answer.state == "absent" else text_of(read.answer.value)
                for read in shown.read
            },
            "not_evaluated": [
                {"kind": each.obstacle.value, "text": each.text, "message": obstacle_words(each)}
                for each in shown.not_evaluated
            ],
        }
    if reason.reason is not None:
        body["rule_reason"] = reason.reason.kind.value
    if reason.sign is not None:
        body["other_version"] = {
            "kind": reason.sign.kind.value,
            "question": reason.sign.question,
            "choice": reason.sign.choice,
        }
    body["message"] = blank_reason_words(reason, blank.build)
    return body
