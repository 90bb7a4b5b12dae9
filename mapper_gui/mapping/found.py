"""What JSON or a table turned out to be, when it is not what was asked for."""

from enum import StrEnum


class Found(StrEnum):
    """The fact `found` of NOT_A_TARGET and NOT_A_SUBMISSION, which may also be a `Looks`.

    `wording.targets` says what each is and what to do.
    """

    FORM_EXPORT = "form_export"  # CommCare's "Export Form Contents"
    SUBMISSION = "submission"
    SUBMISSION_XML = "submission_xml"
    CASE = "case"
    SQL = "sql"
    WORKBOOK = "workbook"
    DESCRIBE_GLOBAL = "describe_global"  # Salesforce's list of objects, without their fields
    DHIS2_LIST = "dhis2_list"  # ids and names of programs, without their fields
    TARGET = "target"  # target fields where a submission was due
    FORM_STUB = "form_stub"  # a forwarded notice with the form's id, without its answers
    FORM_PART = "form_part"  # the `form` of a submission without its envelope
    ERROR_ANSWER = "error_answer"  # a server's refusal saved as a file: facts says
    NO_FIELDS = "no_fields"  # the right kind of file, but nothing in it
    NO_SUBMISSION = "no_submission"  # an empty list
    OTHER_JSON = "other_json"  # facts keys: the first names that stand in it


class JsonDamage(StrEnum):
    """The fact `reason` of DAMAGED where JSON, or an archive of it, was read."""

    SYNTAX = "json_syntax"  # facts line, column
    NOT_A_NUMBER = "json_not_a_number"  # NaN or Infinity: facts text, line, column
    NESTED = "json_nested"  # facts limit
    LONG_NUMBER = "json_long_number"  # thousands of digits
    LARGE_NUMBER = "json_large_number"  # beyond any double, like 1e999: facts text
    ENCODING = "json_encoding"  # facts line, encoding
    SEVERAL_VALUES = "json_several_values"  # facts count
    ARCHIVE = "json_archive"  # facts detail
