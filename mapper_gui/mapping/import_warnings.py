"""What an import is unsure of, and what a refused file looks like: facts, without sentences.

An import warning is a `Problem` of one of these kinds, with `InSheet(sheet, row)`. The sentences are
in `wording.import_warnings` and `wording.looks`.
"""

from enum import StrEnum


class ImportKind(StrEnum):
    """Why a row, or the file, was imported with a warning. Common facts: column, text, id."""

    # what a spreadsheet program did to a cell
    DATE_CELL = "date_cell"  # facts column, text
    FORMULA_CELL = "formula_cell"  # facts column, text, formula
    ERROR_CELL = "error_cell"  # facts column, text, formula: #NAME? and the like
    LOST_DIGITS = "lost_digits"  # facts column, text: more than 15 digits, or 1.23E+11
    BOOLEAN_CELL = "boolean_cell"  # facts column, text
    CUT_CELL = "cut_cell"  # facts column, limit: as long as a cell can be, so probably cut off
    LOST_CHARACTERS = "lost_characters"  # facts column, text: holds U+FFFD
    # the file
    GUESSED_ENCODING = "guessed_encoding"  # facts encoding
    DUPLICATE_COLUMN = "duplicate_column"  # facts column: the first one counts
    UNKNOWN_COLUMNS = "unknown_columns"  # facts columns
    NO_LABEL_COLUMNS = "no_label_columns"
    OLD_ROOT = "old_root"  # facts root, count: `/data` was taken off every id
    NO_QUESTIONS = "no_questions"  # a header with nothing under it: the export of an empty form
    SECOND_HEADER = "second_header"
    # a row
    EXTRA_CELLS = "extra_cells"  # facts text: cells to the right of the last column
    LONG_CELL = "long_cell"  # facts column, found, limit: longer than a spreadsheet cell can be
    NO_TYPE = "no_type"  # facts id
    UNKNOWN_TYPE = "unknown_type"  # facts id, text
    GUESSED_CHOICE = "guessed_choice"  # facts id, choice, question, text: known by its place only
    LOOSE_CHOICE = "loose_choice"  # facts text: no select stands above it that it fits
    DISTANT_CHOICE = "distant_choice"  # facts text, question, others: not the nearest select
    AMBIGUOUS_CHOICE = "ambiguous_choice"  # facts text, question, others: sorted, and fits several
    HIDDEN_LABEL = "hidden_label"  # facts id, text: a hidden value has none
    NOT_A_QUESTION = "not_a_question"  # facts text: neither an id nor a known type; left out
    DUPLICATE_CHOICE = "duplicate_choice"  # facts choice, question, first: row
    EMPTY_CHOICE_ID = "empty_choice_id"  # facts question
    SPACE_IN_CHOICE_ID = "space_in_choice_id"  # facts choice, question
    MISSING_ID = "missing_id"  # facts text: the Type word
    ODD_ID = "odd_id"  # facts id: does not begin with /
    DUPLICATE_ID = "duplicate_id"  # facts id, first: row
    ODD_REQUIRED = "odd_required"  # facts id, text
    MORE_WARNINGS = "more_warnings"  # facts count: how many are not listed


class Looks(StrEnum):
    """What a refused file or text looks like; the fact `found` of ReadKind.UNKNOWN_FORMAT and others."""

    OLD_EXCEL = "old_excel"  # .xls
    BINARY_EXCEL = "binary_excel"  # .xlsb
    OPEN_DOCUMENT = "open_document"  # .ods and its relatives
    WORD = "word"
    PRESENTATION = "presentation"
    ZIP = "zip"
    PDF = "pdf"
    PICTURE = "picture"
    RTF = "rtf"
    BINARY = "binary"
    HTML = "html"
    XFORM = "xform"  # the form's XML
    XML = "xml"
    JSON = "json"
    FORM_SUMMARY = "form_summary"  # CommCare page 2
    APP_SUMMARY = "app_summary"
    CASE_SUMMARY = "case_summary"
    BULK_TRANSLATION = "bulk_translation"  # the bulk application translation file
    PROJECT = "project"  # a .ccmap
    LINK = "link"
    PROSE = "prose"
    NO_FIRST_ROW = "no_first_row"  # rows of an export without their header
    UNSPLIT = "unsplit"  # an export whose cells are all in the first column
    TABLE = "table"  # rows and columns, but none of those that are needed
