"""Sources that could be unique identifiers, and why. Nothing is ever flagged from here.

Rules: CommCare page, section 11, trap 20; integration guide, tip 3.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from mapper_gui.mapping.form import ATTACHMENTS, Form, Kind, Question, QuestionId, split_path
from mapper_gui.mapping.source import (
    CASE_ID,
    FORM_ID,
    CaseSource,
    MetaSource,
    QuestionSource,
    Source,
)


class CandidateReason(StrEnum):
    """Why a source may be a unique identifier, the strongest first."""

    FORM_ID = "form_id"  # unique for each submission
    CASE_ID = "case_id"  # the form's own case
    OTHER_CASE_ID = "other_case_id"  # another case block that a submission showed
    ITEM_ID = "item_id"  # of what a repeat made from a query goes through
    UUID = "uuid"  # calculated with uuid()
    CASE_ID_CALCULATION = "case_id_calculation"  # calculated from a case_id
    EXTERNAL_ID = "external_id"  # calculated from external_id
    CASEDB = "casedb"  # calculated from the case database
    ID_NAME = "id_name"  # its id ends in _id, _uuid, _uid or _code
    BARCODE = "barcode"
    NUMERIC_ID = "numeric_id"  # Phone Number or Numeric ID
    INSTANCE_ID = "instance_id"  # the form id once more, in the metadata
    USER_ID = "user_id"  # of the person, not of the submission


_STRENGTH = {reason: place for place, reason in enumerate(CandidateReason)}

_NAMES = re.compile(r"(?:^|[_-])(?:id|uuid|uid|code)$", re.IGNORECASE)
_NOT_AN_ID = ATTACHMENTS | {
    Kind.MULTIPLE,
    Kind.MULTIPLE_LOOKUP,
    Kind.GPS,
    Kind.DATE,
    Kind.TIME,
    Kind.DATETIME,
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A source that may be an identifier; reasons the strongest first."""

    source: Source
    reasons: tuple[CandidateReason, ...]


def candidates(form: Form) -> tuple[Candidate, ...]:
    """Every source that may be an identifier, the likeliest first, then in the form's order.

    Form id and the form's case are always among them, whatever the form says.
    """
    found = [
        Candidate(FORM_ID, (CandidateReason.FORM_ID,)),
        Candidate(CASE_ID, (CandidateReason.CASE_ID,)),
        *(
            Candidate(CaseSource(block.path, "@case_id"), (CandidateReason.OTHER_CASE_ID,))
            for block in form.case_blocks
            if block.path != CASE_ID.path
        ),
        *(
            Candidate(QuestionSource(QuestionId(f"{repeat}/@id")), (CandidateReason.ITEM_ID,))
            for repeat in form.repeats
            if _is_made_from_query(form, repeat)
        ),
        Candidate(MetaSource("instanceID"), (CandidateReason.INSTANCE_ID,)),
        Candidate(MetaSource("userID"), (CandidateReason.USER_ID,)),
    ]
    for question in form.questions:
        if question.id is not None and question.has_data:
            reasons = _reasons(question)
            if reasons:
                found.append(Candidate(QuestionSource(question.id), reasons))
    return tuple(sorted(found, key=lambda candidate: _STRENGTH[candidate.reasons[0]]))


def _is_made_from_query(form: Form, repeat: QuestionId) -> bool:
    """A repeat made from a query is exported as `/members/item` without a row for `/members`; each
    item has the attributes `@id` and `@index` (CommCare page 1.4)."""
    above, _, name = repeat.rpartition("/")
    return name == "item" and above != "" and form.question(above) is None


def _reasons(question: Question) -> tuple[CandidateReason, ...]:
    assert question.id is not None
    reasons = []
    if question.hidden and question.calculate:
        calculation = question.calculate.lower()
        if "uuid(" in calculation:
            reasons.append(CandidateReason.UUID)
        if "@case_id" in calculation or "/case_id" in calculation:
            reasons.append(CandidateReason.CASE_ID_CALCULATION)
        if "external_id" in calculation:
            reasons.append(CandidateReason.EXTERNAL_ID)
        if "casedb" in calculation and CandidateReason.CASE_ID_CALCULATION not in reasons:
            reasons.append(CandidateReason.CASEDB)
    if question.kind not in _NOT_AN_ID and _NAMES.search(question.id.rpartition("/")[2]):
        reasons.append(CandidateReason.ID_NAME)
    if question.kind is Kind.BARCODE:
        reasons.append(CandidateReason.BARCODE)
    if question.kind is Kind.PHONE:
        reasons.append(CandidateReason.NUMERIC_ID)
    return tuple(reasons)


def is_free_text(form: Form, source: Source) -> bool:
    """Whether a person types what a source gives, so that it is spelt differently every time."""
    if isinstance(source, QuestionSource):
        question = form.question(source.question)
        return question is not None and question.kind is Kind.TEXT
    return isinstance(source, CaseSource) and source.part in ("create/case_name", "update/name")


UUID_CALCULATION = "uuid()"
"""For the Default Value of a hidden value, where it is made once: when the form is opened, in a
repeat when the row is added. As Calculate Condition it would be made anew each time a saved form is
opened; and the form builder refuses a calculation that looks at its own question."""


def hidden_value_to_add(form: Form, object_name: str, repeat: QuestionId | None) -> QuestionId:
    """The id for a new hidden value that identifies records of an object: `/contact_uuid`, in a
    repeat `/children/contact_uuid`. Legal in the form builder and not yet in the form."""
    name = re.sub(r"(__c|_+)$", "", object_name.lower(), flags=re.ASCII)
    name = re.sub(r"[^a-z0-9]+", "_", name).strip("_")
    if not name or not name[0].isalpha() or name.startswith("xml"):
        name = split_path(repeat)[-1] if repeat is not None else "record"
    number = 1
    while True:
        suffix = "" if number == 1 else f"_{number}"
        found = QuestionId(f"{repeat or ''}/{name}{suffix}_uuid")
        if form.question(found) is None:
            return found
        number += 1
