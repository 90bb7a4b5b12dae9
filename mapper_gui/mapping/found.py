"""What a file or pasted text turned out to be, when it is not what was asked for."""

from enum import StrEnum


class Found(StrEnum):
    """The fact `found` of NOT_A_TARGET and NOT_A_SUBMISSION; `wording.targets` says what to do."""

    FORM_EXPORT = "form_export"  # CommCare's "Export Form Contents"
    SUBMISSION = "submission"
    CASE = "case"
    FORM_XML = "form_xml"  # a submission or form definition as XML
    XML = "xml"
    HTML = "html"
    SQL = "sql"
    BINARY = "binary"  # a picture, a PDF, a program
    WORKBOOK = "workbook"
    PROJECT = "project"  # a .ccmap project or a mapping specification
    DESCRIBE_GLOBAL = "describe_global"  # Salesforce's list of objects, without their fields
    DHIS2_LIST = "dhis2_list"  # ids and names of programs, without their fields
    TARGET = "target"  # target fields where a submission was due
    FORM_STUB = "form_stub"  # a forwarded notice with the form's id, without its answers
    FORM_PART = "form_part"  # the `form` of a submission without its envelope
    ERROR_ANSWER = "error_answer"  # a server's refusal saved as a file: facts says
    NO_FIELDS = "no_fields"  # the right kind of file, but nothing in it
    NO_SUBMISSION = "no_submission"  # an empty list
    OTHER_JSON = "other_json"  # facts keys: the first names that stand in it
    OTHER_TEXT = "other_text"
