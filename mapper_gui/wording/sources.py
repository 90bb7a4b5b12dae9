"""What sources are called: short ids for chips and lists, and words that say what each one is."""

from mapper_gui.mapping.form import CaseBlock, Form, Kind, Language
from mapper_gui.mapping.identifiers import CandidateReason
from mapper_gui.mapping.source import (
    AttachmentSource,
    CaseSource,
    ColumnSource,
    MetaSource,
    NamedValue,
    QuestionSource,
    RowChoice,
    RowNumber,
    Source,
    SubmissionSource,
)
from mapper_gui.wording.labels import label_in, plain_label
from mapper_gui.wording.text import tr


def source_id(source: object) -> str:
    """The short name of a source, for chips and lists: `/hh/sex`, `form id`, `case_id`."""
    match source:
        case QuestionSource(question):
            return question
        case SubmissionSource("id"):
            return tr("form id")
        case SubmissionSource(part) | MetaSource(part):
            return part
        case CaseSource("/case", "@case_id"):
            return "case_id"
        case CaseSource("/case", part):
            return f"case {part}"
        case CaseSource(path, part):
            return f"{path} {part.removeprefix('@')}"
        case AttachmentSource(question):
            return tr("link to {question}").format(question=question)
        case RowNumber(None):
            return tr("row number")
        case RowNumber(repeat):
            return tr("row number of {repeat}").format(repeat=repeat)
        case RowChoice():
            return tr("chosen id")
        case ColumnSource(column):
            return tr("column {column}").format(column=column)
        case NamedValue(name):
            return tr("value {name}").format(name=name)
        case _:
            return str(source)


def source_words(source: Source, form: Form | None = None, language: Language = "") -> str:
    """What a source is, for tooltips and tables: `/hh/sex “Sex”`, `form id`, `metadata: when the
    form was finished`. The label only where the form has one; hidden values show their calculation.
    """
    match source:
        case QuestionSource(question):
            label = label_of(source, form, language)
            return f"{question} {label}" if label else question
        case SubmissionSource(part):
            return _submission_words(part)
        case MetaSource(part):
            return tr("metadata: {what}").format(what=_meta_words(part))
        case CaseSource("/case", part):
            return tr("the form's case: {part}").format(part=_case_part(part))
        case CaseSource(path, part):
            return tr("the case at {path}: {part}").format(path=path, part=_case_part(part))
        case AttachmentSource(question):
            return tr("the link to the file that answers {question}").format(question=question)
        case RowNumber(None):
            return tr("the number of the row, from 1")
        case RowNumber(repeat):
            return tr("the number of the row of {repeat}, from 1").format(repeat=repeat)
        case RowChoice():
            return tr("the chosen id that the record is made for")
        case ColumnSource(column):
            return tr("the table's column {column}").format(column=column)
        case NamedValue(name):
            return tr("the value named {name}").format(name=name)


def label_of(source: Source, form: Form | None, language: Language = "") -> str:
    """A question's label in quotes, or a hidden value's calculation after `=`; empty without either."""
    if form is None or not isinstance(source, QuestionSource | AttachmentSource):
        return ""
    question = form.question(source.question)
    if question is None:
        return ""
    if question.kind is Kind.HIDDEN:
        calculation = " ".join((question.calculate or "").split())
        return f"= {calculation}" if calculation else ""
    label = plain_label(label_in(question.labels, language))
    return tr("“{text}”").format(text=label) if label else ""


def case_block_words(block: CaseBlock) -> str:
    """A case block as the heading over its parts."""
    if block.path == "/case":
        return tr("The form's case")
    return tr("The case at {path}").format(path=block.path)


def _submission_words(part: str) -> str:
    return {
        "id": tr("form id"),
        "form_name": tr("the form's name"),
        "xmlns": tr("the form's xmlns"),
        "received_on": tr("when CommCare HQ received the form"),
        "app_id": tr("the app's id"),
        "build_id": tr("the id of the app version"),
        "domain": tr("the project space"),
    }.get(part, part)


def _meta_words(part: str) -> str:
    return {
        "timeStart": tr("when the form was opened"),
        "timeEnd": tr("when the form was finished"),
        "username": tr("the user's name"),
        "userID": tr("the user's id"),
        "deviceID": tr("the device's id"),
        "instanceID": tr("the form id once more"),
        "appVersion": tr("the app version in words"),
        "app_build_version": tr("the app version's number"),
        "commcare_version": tr("the version of CommCare"),
        "geo_point": tr("where the form was filled in"),
    }.get(part, part)


def _case_part(part: str) -> str:
    group, _, name = part.partition("/")
    match group:
        case "@case_id":
            return "case_id"
        case "create" if name:
            return tr("{name}, as the case is created").format(name=name)
        case "update" if name:
            return tr("{name}, as the case is updated").format(name=name)
        case "index" if name:
            return tr("the id of its {name} case").format(name=name)
        case _:
            return part.removeprefix("@")


def candidate_reason_words(reason: CandidateReason) -> str:
    """Why a source may be a unique identifier; fits after "because"."""
    return {
        CandidateReason.FORM_ID: tr("every submission has its own"),
        CandidateReason.CASE_ID: tr("every case has its own"),
        CandidateReason.OTHER_CASE_ID: tr("every case has its own"),
        CandidateReason.ITEM_ID: tr("every item that the repeat goes through has its own"),
        CandidateReason.UUID: tr("it is calculated with uuid()"),
        CandidateReason.CASE_ID_CALCULATION: tr("it is calculated from a case_id"),
        CandidateReason.EXTERNAL_ID: tr("it is calculated from external_id"),
        CandidateReason.CASEDB: tr("it is calculated from the case database"),
        CandidateReason.ID_NAME: tr("its id ends like that of an identifier"),
        CandidateReason.BARCODE: tr("it is scanned from a barcode"),
        CandidateReason.NUMERIC_ID: tr("it holds a phone number or numeric ID"),
        CandidateReason.INSTANCE_ID: tr("it is the form id once more"),
        CandidateReason.USER_ID: tr("every user has their own, though not every submission"),
    }[reason]
