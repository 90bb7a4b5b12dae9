"""Sentences for reading target fields and submissions: refusals, damage, and what is doubtful."""

from mapper_gui.mapping.errors import Facts, ReadKind
from mapper_gui.mapping.found import Found, JsonDamage
from mapper_gui.mapping.import_warnings import Looks
from mapper_gui.mapping.problem import Problem
from mapper_gui.mapping.target import TargetWarning
from mapper_gui.wording.looks import looks_words
from mapper_gui.wording.text import tr

_SHOWN = 60


def json_sentence(kind: ReadKind, facts: Facts) -> str | None:
    """The sentence for a refusal of target fields, submissions or JSON; None for other refusals."""
    if kind is ReadKind.NOT_A_TARGET:
        return not_a_target_sentence(facts)
    if kind is ReadKind.NOT_A_SUBMISSION:
        return not_a_submission_sentence(facts)
    if kind is ReadKind.DAMAGED and isinstance(facts.get("reason"), JsonDamage):
        return _damage(JsonDamage(str(facts["reason"])), facts)
    if kind is ReadKind.TOO_LARGE:
        return _too_large(facts)
    return None


def not_a_target_sentence(facts: Facts) -> str:
    """What stood there in place of target fields, and what to do."""
    found = facts.get("found")
    match found:
        case Found.FORM_EXPORT:
            return tr(
                "this is a form, exported from CommCare, not a list of target fields. Open it as "
                "the form."
            )
        case Found.SUBMISSION:
            return tr("this is a submission, not target fields. Open it as a submission.")
        case Found.CASE:
            return tr("this is a case from CommCare, not target fields.")
        case Found.SQL:
            return tr(
                "SQL is not read. Export the columns instead: table_name, column_name, data_type, "
                "is_nullable and character_maximum_length from information_schema.columns, as CSV "
                "with a header."
            )
        case Found.DESCRIBE_GLOBAL:
            return tr(
                "this is Salesforce's list of objects, without their fields. Get the fields of "
                "one object: sf sobject describe -s Contact --json, or /sobjects/Contact/describe."
            )
        case Found.DHIS2_LIST:
            return tr(
                "there are ids and names from DHIS2, but no data elements or attributes with "
                "them. Get one program with its fields: /api/programs/ID/metadata.json, or the "
                "Import/Export app."
            )
        case Found.NO_FIELDS:
            return tr("there is no field in it.")
        case Found.ERROR_ANSWER:
            return tr(
                "this is a server's refusal, not target fields. It says: {says}. Export the "
                "fields again."
            ).format(says=_short(facts.get("says")))
        case Looks.PROSE:
            return tr(
                "this reads like running text. Paste one field name on each line, or a table "
                "with the columns name, label, type, required, choices."
            )
    if isinstance(found, Looks):
        return tr("this looks like {looks}. {advice}").format(
            looks=looks_words(found), advice=_target_advice()
        )
    keys = _listed(facts.get("keys"))
    text = tr("no target fields were found in this JSON.")
    if keys:
        text = tr("no target fields were found in this JSON, which holds: {keys}.").format(
            keys=keys
        )
    return f"{text} {_target_advice()}"


def not_a_submission_sentence(facts: Facts) -> str:
    """What stood there in place of a submission, and what to do."""
    found = facts.get("found")
    match found:
        case Found.CASE:
            return tr(
                "this is a case, not a submission. Look up its case_id to see the submissions of "
                "this form."
            )
        case Found.SUBMISSION_XML | Looks.XFORM | Looks.XML:
            return tr(
                "this is XML. A submission is read as JSON: from the form API of CommCare HQ, or "
                "as it is forwarded with the format JSON."
            )
        case Found.FORM_STUB:
            return tr(
                "this is a notice with the form's id, without its answers. Choose JSON in the "
                "data forwarding of CommCare HQ, or look up the form id."
            )
        case Found.FORM_PART:
            return tr(
                "this is the inside of a submission. Copy the whole, with id, received_on and "
                "form around it."
            )
        case Found.TARGET:
            return tr("these are target fields, not a submission. Open them as the target.")
        case Found.WORKBOOK:
            return tr(
                "this is a workbook. A submission is read as JSON: look up its form id, or save "
                "the answer of the form API."
            )
        case Found.NO_SUBMISSION:
            return tr("the list is empty: there is no submission in it.")
        case Found.ERROR_ANSWER:
            return tr("this is a server's refusal, not a submission. It says: {says}.").format(
                says=_short(facts.get("says"))
            )
        case Looks.ZIP:
            return tr("there is no .json file in this archive.")
        case Looks.LINK:
            return tr("this is a link. Paste it where submissions are looked up.")
    if isinstance(found, Looks):
        return tr("this is no submission. It looks like {looks}. {advice}").format(
            looks=looks_words(found), advice=_submission_advice()
        )
    keys = _listed(facts.get("keys"))
    text = tr("no submission was found in this JSON.")
    if keys:
        text = tr("no submission was found in this JSON, which holds: {keys}.").format(keys=keys)
    return f"{text} {_submission_advice()}"


def target_warning_text(problem: Problem) -> str:
    """What is doubtful about a target field, without its row."""
    facts = {name: _short(value) for name, value in problem.facts.items()}
    for name in ("object", "field", "label", "text", "id", "count", "columns", "rows", "first"):
        facts.setdefault(name, "")
    kind = TargetWarning(problem.kind)
    if kind is TargetWarning.DUPLICATE_FIELD and facts["first"]:
        text = tr("{field} stands twice in {object}, first in row {first}. This one was left out.")
    elif kind is TargetWarning.MISSING_ELEMENT and not facts["id"]:
        text = tr(
            "a data element or attribute of {object} has no id ({label}), which is what DHIS2 is "
            "sent. It was left out."
        )
    elif kind is TargetWarning.UNRESOLVED_REFERENCE and not facts["field"]:
        text = tr("{reference} is not in this file, so what it describes was left out.")
    else:
        text = _warning(kind)
    return text.format(**facts)


def _warning(kind: TargetWarning) -> str:
    match kind:
        case TargetWarning.NO_FIELD_NAME:
            return tr("there is no usable field name ({label}), so the row was left out.")
        case TargetWarning.DUPLICATE_FIELD:
            return tr("{field} stands twice in {object}. The second one was left out.")
        case TargetWarning.DUPLICATE_OBJECT:
            return tr("{object} stands twice. The second one was left out.")
        case TargetWarning.UNKNOWN_TYPE:
            return tr("the type {word} of {field} is not known; any value is accepted.")
        case TargetWarning.REQUIRED_UNREADABLE:
            return tr(
                "{column} of {field} says {text}, which is neither yes nor no. It was taken as "
                "not required."
            )
        case TargetWarning.KEY_UNREADABLE:
            return tr(
                "{column} of {field} says {text}, which is neither yes nor no. It was taken as "
                "no key."
            )
        case TargetWarning.LENGTH_UNREADABLE:
            return tr("{column} of {field} says {text}, which is no number. No length was taken.")
        case TargetWarning.DUPLICATE_CHOICE:
            return tr("{field} has the choice {choice} twice. The first one was taken.")
        case TargetWarning.CHOICE_WITHOUT_VALUE:
            return tr("a choice of {field} has a label and no value ({text}). It was left out.")
        case TargetWarning.SINGLE_CHOICE:
            return tr(
                "the choices of {field} were read as one: {text}. Put each on a line of its own, "
                "or separate them with semicolons."
            )
        case TargetWarning.MIXED_SEPARATORS:
            return tr(
                "the choices of {field} have both lines and semicolons, and both were taken to "
                "separate them: {text}."
            )
        case TargetWarning.OBJECT_CONTINUED:
            return tr(
                "{count} rows name no object and were taken to belong to the one above (rows "
                "{rows})."
            )
        case TargetWarning.COLUMNS_LEFT_OUT:
            return tr("these columns were not read: {columns}.")
        case TargetWarning.CHANGED_CELL:
            return tr(
                "a spreadsheet program seems to have changed {column}; it now reads {text}. "
                "Compare it with the target system."
            )
        case TargetWarning.SHEET_LEFT_OUT:
            return tr("the sheet {sheet} has no header row of fields and was left out.")
        case TargetWarning.DAMAGED_ENTRY:
            return tr("entries of {object} are damaged and were left out.")
        case _:
            return _system_warning(kind)


def _system_warning(kind: TargetWarning) -> str:
    match kind:
        case TargetWarning.MISSING_OPTION_SET:
            return tr(
                "the options of {field} in {object} are not in this file, so its choices are not "
                "known. Export option sets and options with it."
            )
        case TargetWarning.OPTION_WITHOUT_CODE:
            return tr(
                "the option {text} of {field} has no code, which is what DHIS2 is sent. It was "
                "left out."
            )
        case TargetWarning.MISSING_ELEMENT:
            return tr(
                "{id} of {object} is known by its id alone: its name and type are not in this "
                "file. Export them with it."
            )
        case TargetWarning.MISSING_STAGE:
            return tr("the data elements of a stage of {object} ({id}) are not in this file.")
        case TargetWarning.NO_PROGRAM:
            return tr("no program is in this file, so the fields stand in one list: {object}.")
        case TargetWarning.DISAGGREGATED:
            return tr(
                "{count} data elements of {object} are split by categories, which are not imported."
            )
        case TargetWarning.UNRESOLVED_REFERENCE:
            return tr(
                "{field} of {object} is described in {reference}, which is not in this file; any "
                "value is accepted."
            )
        case TargetWarning.NESTED_TOO_DEEP:
            return tr(
                "{field} of {object} contains itself or lies too deep; its inner fields were left "
                "out."
            )
        case _:
            return tr("something in {object} is doubtful.")


def _damage(reason: JsonDamage, facts: Facts) -> str:
    match reason:
        case JsonDamage.SYNTAX:
            text = tr(
                "this is not valid JSON: line {line}, column {column}. Was all of it copied? Get "
                "it once more from where it came."
            )
        case JsonDamage.NOT_A_NUMBER:
            text = tr("this is not valid JSON: it holds {text}, which JSON does not have.")
        case JsonDamage.NESTED:
            text = tr("this JSON is nested more than {limit} levels deep, and was not read.")
        case JsonDamage.LONG_NUMBER:
            text = tr("this JSON holds a number of thousands of digits, and was not read.")
        case JsonDamage.LARGE_NUMBER:
            text = tr("this JSON holds a number that is too large ({text}), and was not read.")
        case JsonDamage.ENCODING:
            text = tr(
                "line {line} holds bytes that are not {encoding}. Save the file as UTF-8 and try "
                "again."
            )
        case JsonDamage.SEVERAL_VALUES:
            text = tr("there are {count} JSON values one after another, where one was due.")
        case JsonDamage.ARCHIVE:
            text = tr("the archive is damaged ({detail}). Get it once more from where it came.")
    known = {name: _short(value) for name, value in facts.items()}
    return text.format_map({"line": "?", "column": "?", "detail": "?", **known})


def _too_large(facts: Facts) -> str | None:
    limit = facts.get("limit")
    match facts.get("what"):
        case "values":
            text = tr("this JSON has more than {limit} values. Is it the right file?")
        case "schemas":
            text = tr(
                "this schema unfolds into more than {limit} parts. Export the object that is "
                "needed alone."
            )
        case "submissions":
            text = tr("there are more than {limit} submissions in it. Open fewer at a time.")
        case "files":
            text = tr("there are more than {limit} files in this archive. Open fewer at a time.")
        case "unpacked_json":
            megabytes = limit // 2**20 if isinstance(limit, int) else "?"
            return tr("unpacked, this archive has more than {limit} MB.").format(limit=megabytes)
        case _:
            return None
    return text.format(limit=f"{limit:,}" if isinstance(limit, int) else "?")


def _target_advice() -> str:
    return tr(
        "Target fields are read from a CSV or Excel table with a header row, a Salesforce describe, "
        "DHIS2 program or metadata JSON, or a JSON Schema."
    )


def _submission_advice() -> str:
    return tr(
        "A submission is what the form API of CommCare HQ answers, what it forwards as JSON, or an "
        "OpenFn state with data."
    )


def _listed(items: object) -> str:
    return ", ".join(str(item) for item in items) if isinstance(items, tuple | list) else ""


def _short(value: object) -> str:
    text = " ".join((_listed(value) if isinstance(value, tuple | list) else str(value)).split())
    return text if len(text) <= 3 * _SHOWN else text[: 3 * _SHOWN - 1] + "…"
