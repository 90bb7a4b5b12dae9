"""What the tabs of the audit show, as rows of cells: findings, choices, identifiers, records, questions."""

from collections.abc import Iterator
from dataclasses import dataclass

from mapper_gui.app.place import FieldPlace
from mapper_gui.mapping.audit import Audit, ChoiceCoverage, ChoiceSeen, IdentifierAudit, TablePlace
from mapper_gui.mapping.form import Form, Language, QuestionId
from mapper_gui.mapping.mapping import RuleId
from mapper_gui.mapping.privacy import is_private
from mapper_gui.mapping.problem import Severity
from mapper_gui.mapping.source import QuestionSource
from mapper_gui.wording.audit import MASK, findings, version_words
from mapper_gui.wording.labels import label_in, plain_label
from mapper_gui.wording.lists import joined
from mapper_gui.wording.problems import where_words
from mapper_gui.wording.results import value_text
from mapper_gui.wording.sources import label_of, source_id
from mapper_gui.wording.submissions import moment_words
from mapper_gui.wording.text import tr

Private = frozenset[tuple[RuleId, str]]


@dataclass(frozen=True, slots=True)
class AuditRow:
    """A row: its cells as texts or numbers, what is wrong with it, and where it leads."""

    cells: tuple[str | int, ...]
    severity: Severity | None = None
    place: FieldPlace | None = None
    question: QuestionId | None = None
    submissions: tuple[str, ...] = ()
    to_add: tuple[ChoiceCoverage, TablePlace] | None = None
    """The choice ids whose rows can be added with one click."""
    detail: str = ""
    """What is said of it below the table."""


FINDING_COLUMNS = ("Where", "What the submissions show", "How often")
CHOICE_COLUMNS = ("Question", "Choice id", "Label", "Seen", "Becomes")
IDENTIFIER_COLUMNS = (
    "Identifier", "Flagged", "Absent", "Empty", "Shared by cases", "Unstable", "Too long", "Typed by people",
)  # fmt: skip
RECORD_COLUMNS = ("Record rule", "Records", "Submissions", "Not made", "Skipped", "Key")
QUESTION_COLUMNS = (
    "Question", "Label", "Answered", "Empty", "Absent", "Different", "First", "Last",
)  # fmt: skip


def finding_rows(audit: Audit, form: Form, private: Private | None) -> Iterator[AuditRow]:
    """What is wrong or doubtful, errors first."""
    addable = {
        (each.question, place.rule, place.field): (each, place) for each, place, _ in audit.unmapped
    }
    for each in findings(audit, form, private):
        rule = each.place.rule
        place = FieldPlace(RuleId(rule), each.place.field) if rule is not None else None
        to_add = None
        if each.kind == "unmapped" and each.question is not None and rule is not None:
            to_add = addable.get((each.question, RuleId(rule), each.place.field or ""))
        where = where_words(each.place) or (each.question or tr("the form"))
        yield AuditRow(
            (where, each.text, each.count),
            each.severity,
            place,
            each.question,
            each.submissions,
            to_add,
        )


def choice_rows(
    audit: Audit, form: Form, language: Language, private: Private | None
) -> Iterator[AuditRow]:
    """Choice ids by question, with how often each came and what it becomes."""
    for each in audit.choices:
        typed = is_private(form, QuestionSource(each.question))
        for one in each.choices:
            shown = MASK if private is not None and typed else one.choice
            lost = [
                place for place in each.places if one.seen and one.choice in each.unmapped(place)
            ]
            strange = one.seen > 0 and not one.in_form and not each.is_lookup
            severity = Severity.ERROR if lost else Severity.WARNING if strange else None
            place = lost[0] if lost else (each.places[0] if each.places else None)
            yield AuditRow(
                (
                    each.question,
                    shown,
                    _label(each, one, language),
                    one.seen,
                    _becomes(each, one),
                ),
                severity,
                FieldPlace(place.rule, place.field) if place is not None else None,
                each.question,
                (),
                (each, lost[0]) if lost else None,
            )


def _label(each: ChoiceCoverage, one: ChoiceSeen, language: Language) -> str:
    if one.in_form:
        return plain_label(label_in(one.labels, language))
    return tr("(from a lookup table)") if each.is_lookup else tr("(not in the form)")


def _becomes(each: ChoiceCoverage, one: ChoiceSeen) -> str:
    parts = []
    for place, (found, value) in zip(each.places, one.targets, strict=True):
        text = value_text(value) if found else tr("no target value")
        parts.append(f"{place.rule} → {place.field}: {text}")
    return "; ".join(parts)


def identifier_rows(audit: Audit) -> Iterator[AuditRow]:
    """The flagged identifiers, then those that are only proposed."""
    for each in audit.identifiers:
        question = each.source.question if isinstance(each.source, QuestionSource) else None
        yield AuditRow(
            (
                source_id(each.source),
                tr("yes") if each.flagged else tr("proposed"),
                len(each.absent),
                len(each.empty),
                len(each.duplicated),
                len(each.unstable),
                len(each.too_long),
                joined(each.free_text) if each.free_text else "",
            ),
            _severity_of(each),
            None,
            question,
            _behind(each),
        )


def _severity_of(each: IdentifierAudit) -> Severity | None:
    if not each.flagged:
        return None
    if not each.is_sound:
        return Severity.ERROR
    return Severity.WARNING if each.free_text else None


def _behind(each: IdentifierAudit) -> tuple[str, ...]:
    ids = [*each.absent, *each.empty]
    ids += [one for shared in each.duplicated for one in shared.submissions]
    ids += [one for unstable in each.unstable for one in unstable.submissions]
    ids += [one for long in each.too_long for one in long.submissions]
    return tuple(dict.fromkeys(ids))


def record_rows(audit: Audit) -> Iterator[AuditRow]:
    """What each record rule made, and whether its key is safe."""
    unsafe = set(audit.unsafe_keys)
    keyed = {key.rule: key for key in audit.keys}
    for run in audit.rules:
        key = keyed.get(run.rule)
        if run.rule in unsafe:
            words = tr("not safe")
        elif key is None:
            words = tr("none")
        else:
            words = tr("safe: {fields}").format(fields=joined(key.fields))
        yield AuditRow(
            (run.rule, run.made, run.submissions, run.not_made, run.skipped, words),
            Severity.ERROR if run.rule in unsafe else None,
            FieldPlace(run.rule, None),
            None,
            key.missing_in if key is not None else (),
        )


def question_rows(audit: Audit, form: Form, language: Language) -> Iterator[AuditRow]:
    """How often each question was answered. What was answered does not stand here."""
    for question, answers in audit.answers.items():
        counts = answers.counts
        number = len(answers.values)
        different: str | int = number if answers.all_kept else f">{number}"
        yield AuditRow(
            (
                question,
                label_of(QuestionSource(question), form, language),
                counts.answered,
                counts.empty,
                counts.absent + counts.misplaced,
                different,
                moment_words(answers.first_seen),
                moment_words(answers.last_seen),
            ),
            None,
            None,
            question,
            detail=version_words(answers),
        )
