"""What a runner cannot express or would do wrong: facts, without sentences (`wording.runners`).

Beside these an exporter uses `CheckKind` where the check of a mapping has the word already.
"""

from enum import StrEnum


class RunnerKind(StrEnum):
    """Why a runner's files are not written, or written with a warning. Place: `InRule`."""

    NOTHING_MAPPED = "nothing_mapped"  # no field of any rule has a value
    NUMBER_TOO_LARGE = "number_too_large"  # facts values: beyond 2^53, or not a number of JSON
    TRIGGER_BY_NAME = "trigger_by_name"  # facts names: a form's name can be changed any day
    SEVERAL_FILTERS = "several_filters"  # facts count: a message filter cannot say "or"
    WORKBOOK_CUT = "workbook_cut"  # facts limit, count: texts longer than a cell can hold
    # what a runner cannot say, and what it says in its own way
    NOT_EXPRESSIBLE = "not_expressible"  # facts runner, why: Why; what: the part of the rule
    OPERATION_IS_UPSERT = "operation_is_upsert"  # facts runner, operation
    NULL_IS_LEFT_OUT = "null_is_left_out"  # facts runner: an older value stays
    REFERENCE_AS_VALUE = "reference_as_value"  # facts runner, object, other_field
    SPLITS_AT_WHITE_SPACE = "splits_at_white_space"  # facts runner, source: not at spaces alone
    # OpenFn
    CODE_TOO_NEW = "code_too_new"  # facts syntax: what OpenFn's first platform does not read
    UID_FROM_KEY = "uid_from_key"  # facts fields: DHIS2 finds records by a UID made from them
    EDGE_TOO_LONG = "edge_too_long"  # facts length, limit: of a condition on a Lightning edge
    SAME_FORMS = "same_forms"  # facts names: projects that take the same submissions
    # files that are loaded: their keys, columns and cells
    ONE_KEY_FIELD = "one_key_field"  # facts runner, fields
    KEY_FIELD_NOT_TAKEN = "key_field_not_taken"  # facts runner, fields, key_fields: what it takes
    NO_RELATIONSHIP = "no_relationship"  # facts runner, object: its name for the way there
    NULLS_AS_MARK = "nulls_as_mark"  # facts runner, mark
    CREATE_CAN_UPDATE = "create_can_update"  # facts runner, fields
    NEW_CASE_ID = "new_case_id"  # facts runner: a new case gets an id of its own
    RESERVED_COLUMN = "reserved_column"  # facts runner, columns
    PROPERTY_NAME = "property_name"  # facts runner, columns: no name of a case property
    NEEDS_COLUMN = "needs_column"  # facts runner, column
    TOO_MANY_FILES = "too_many_files"  # facts runner, count, limit
    SUBMISSIONS_LEFT_OUT = "submissions_left_out"  # facts count, of: not for this mapping
    NO_ROWS = "no_rows"  # facts of: no submission gives a record
    VALUE_NOT_HELD = "value_not_held"  # facts runner, values, unheld: Unheld


class Unheld(StrEnum):
    """Why a file cannot hold a value as it is; the fact `unheld`."""

    CHARACTERS = "characters"  # controls, or half a character
    TOO_LONG = "too_long"
    READ_AS_NULL = "read_as_null"  # the text that stands for "empty this"
    READ_AS_NUMBER = "read_as_number"  # a key such as 007
    SEPARATOR_INSIDE = "separator_inside"  # an item of a list holds what joins them
    ESCAPE = "escape"  # a text that spreadsheets read as an escaped character


class Why(StrEnum):
    """Why a runner cannot express a part of a mapping; the fact `why` of NOT_EXPRESSIBLE."""

    NO_FUNCTION = "no_function"  # it has nothing that does this
    NO_CODE = "no_code"
    NO_TARGET = "no_target"  # it asks the target nothing
    NO_LISTS = "no_lists"  # a cell holds one text
    NO_TIME_ZONES = "no_time_zones"
    NO_ATTRIBUTE_FILTER = "no_attribute_filter"  # `/transfer[@type='x']`
    NAME_TAKEN = "name_taken"  # a question called `id`: the runner answers with a path of its own
    NOT_A_CHOICE = "not_a_choice"  # it splits at any white space, which such an answer may hold
    HOW_MANY_CHOSEN = "how_many_chosen"  # it must know how many ids can be chosen at most
    NOT_A_DATE = "not_a_date"  # it takes nearly any text for a date
    DATE_PATTERN = "date_pattern"  # a token, or a way of reading, that it has not
    IGNORES_CASE = "ignores_case"  # it cannot tell that "A" is "a"
    NUMBER_AS_TEXT = "number_as_text"  # it writes small fractions in another way
    STOPS_INSIDE = "stops_inside"  # a table that stops, within a value that others use
    TEXT_ORDER = "text_order"  # it orders texts by other units
    SOURCE_AS_PATTERN = "source_as_pattern"  # begins with, ends with: only a text typed in
    GROUP_ANSWERED = "group_answered"  # of a group it only knows whether it is there
    CONTROL_CHARACTERS = "control_characters"  # a text that no file or database takes
    COLUMN_TAKEN = "column_taken"  # the column `id` is the record's identifier
    COLUMNS_ALIKE = "columns_alike"  # names that differ only in upper and lower case
    COLUMN_NAME = "column_name"  # empty, or longer than PostgreSQL takes
    FORM_BY_NAME = "form_by_name"  # it asks for submissions by xmlns
    NO_SUCH_VALUE = "no_such_value"  # a named value that is not there
    CIRCLE = "circle"  # named values that use each other
    REPEAT_NOT_ITERATED = (
        "repeat_not_iterated"  # `what`: the repeat that the rule does not go through
    )
    TOO_DEEP = "too_deep"  # parts within parts, deeper than it reads
    TOO_LARGE = "too_large"  # hundreds of thousands of parts
    NO_SUCH_TABLE = "no_such_table"  # a shared choice table that is not there
    # OpenFn and its adaptors
    ONE_KEY = "one_key"  # the target finds a record by one field
    KEY_WANTED = "key_wanted"  # it cannot update or create without a key
    UPDATE_BY_ID = "update_by_id"  # Salesforce updates a record by its own Id only
    NO_UPDATE = "no_update"  # the adaptor has no update
    DOTTED_NAME = "dotted_name"  # the adaptor refuses names with a dot
    API_NAME = "api_name"  # no name that can stand in an address or query of Salesforce
    REFERENCE_AS_KEY = "reference_as_key"
    NO_RELATIONSHIP = "no_relationship"  # it is not known under what name to nest a record
    REFERENCE_CIRCLE = "reference_circle"  # records that point to each other: none can go first
    NOT_NESTED = "not_nested"  # DHIS2 nests enrolments in entities and events in enrolments only
    NO_DHIS2_KIND = "no_dhis2_kind"  # it is not known what the object is to DHIS2
    ONE_UNIT_SCHEME = "one_unit_scheme"  # organisation units by id, code or name, one for all
    CASE_KEY = "case_key"  # a bulk upload finds cases by case_id or external_id
    CASE_ID_CREATES = "case_id_creates"  # CommCare gives a new case an id of its own
    RESERVED_COLUMN = "reserved_column"
    NO_LOOKUPS = "no_lookups"  # this target cannot be asked in an exported job
    LOOKUP_IN_LOOKUP = "lookup_in_lookup"  # what is asked depends on another answer
    CELL_OF_ITEM = "cell_of_item"  # a table's cell with a value that reads the table's own row
    CODE_UNFINISHED = "code_unfinished"  # `what`: where it does not end
    CODE_SYNTAX = "code_syntax"  # `what`: what the engine says
    CODE_NAMES = "code_names"  # `what`: names that code steps do not have
    ZONE_UNKNOWN = "zone_unknown"  # not to a JavaScript engine
    FIELD_TWICE = "field_twice"  # two field rules of one record rule for the same field


class Limit(StrEnum):
    """What must hold for the simpler of a runner's two files to express a part."""

    ONE_SOURCE = "one_source"
    NOT_CASE_ID = "not_case_id"  # which may stand in two places
    PLAIN_TEXT = "plain_text"  # no comma, no line break, no white space at the ends, not empty
    ALWAYS_THERE = "always_there"  # made of what every submission has
    LONE_SHEET = "lone_sheet"  # the only table of the file, and not of rows
    SINGLE_ANSWER = "single_answer"  # a question with one answer of known choices
    OTHERS_KEPT = "others_kept"  # ids outside the table are kept, and no row gives nothing
    CHOICES_IN_QUOTES = "choices_in_quotes"  # no id with a quote or backslash, nor `id`
    RECEIVED_ON = "received_on"  # of the time at which the submission was received
    BLANK_IF_EMPTY = "blank_if_empty"  # blank for empty, not for absent
    FORM_ID_KEY = "form_id_key"  # the key is the form id, or there is none
    NO_KEY = "no_key"
    OUTER_REPEAT = "outer_repeat"  # not within another, and with a plain name
