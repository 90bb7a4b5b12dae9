"""What can be wrong with a mapping, one word each, and how a check writes it down."""

from enum import StrEnum

from mapper_gui.mapping.errors import Fact
from mapper_gui.mapping.mapping import FieldRule, RecordRule
from mapper_gui.mapping.problem import InRule, Mend, MendKind, Problem, Severity


class CheckKind(StrEnum):
    """Problems that the mapping itself shows, without a submission. `wording.problems` has the
    sentences. Every problem's place is `InRule`; facts as named here."""

    # rules and target fields
    RULE_EMPTY = "rule_empty"
    UNKNOWN_OBJECT = "unknown_object"  # facts object
    UNKNOWN_FIELD = "unknown_field"  # facts object
    NOT_WRITABLE = "not_writable"
    REQUIRED_NOT_FED = "required_not_fed"  # facts label
    # sources
    SOURCE_GONE = "source_gone"  # facts source
    SOURCE_HAS_NO_DATA = "source_has_no_data"  # facts source, question_kind
    SOURCE_IS_STRUCTURE = "source_is_structure"  # facts source, question_kind
    NOT_AN_ATTACHMENT = "not_an_attachment"  # facts source, question_kind
    CASE_UNKNOWN = "case_unknown"  # facts source: no submission has shown this case block
    META_UNKNOWN = "meta_unknown"  # facts source
    REPEAT_NOT_ITERATED = "repeat_not_iterated"  # facts source, repeat
    FOR_EACH_GONE = "for_each_gone"  # facts repeat
    FOR_EACH_NOT_REPEAT = "for_each_not_repeat"  # facts repeat
    ROW_NUMBER_WITHOUT_ROWS = "row_number_without_rows"  # facts repeat or None
    ROW_CHOICE_WITHOUT_CHOSEN = "row_choice_without_chosen"
    COLUMN_WITHOUT_TABLE = "column_without_table"  # facts column
    NO_SUCH_COLUMN = "no_such_column"  # facts column, columns
    # A problem of a named value has the fact `named`: its name.
    # what records are made for each of
    CHOSEN_GONE = "chosen_gone"  # facts source
    CHOSEN_NOT_MULTIPLE = "chosen_not_multiple"  # facts source, question_kind
    CHOSEN_IN_REPEAT = "chosen_in_repeat"  # facts source, repeat
    TABLE_EMPTY = "table_empty"
    TABLE_ROW_EMPTY = "table_row_empty"  # facts rows: numbers
    TABLE_ROW_TWICE = "table_row_twice"  # facts rows
    TABLE_ROW_LENGTH = "table_row_length"  # facts rows, count
    COLUMN_TWICE = "column_twice"  # facts column
    COLUMN_MIXED = "column_mixed"  # facts column, rows, holds
    CELL_NO_SOURCE = "cell_no_source"  # facts source, column
    # conditions
    CONDITION_NEVER = "condition_never"
    CONDITION_ALWAYS = "condition_always"
    COMPARED_UNREADABLE = "compared_unreadable"  # facts source, values, read_as
    COMPARED_AS_TEXT = "compared_as_text"  # facts source
    COMPARED_WITH_LABEL = "compared_with_label"  # facts source, labels
    COMPARED_WITH_NO_CHOICE = "compared_with_no_choice"  # facts source, choices
    MULTIPLE_COMPARED_WHOLE = "multiple_compared_whole"  # facts source
    CONTAINS_ON_SINGLE = "contains_on_single"  # facts source
    # named values
    NO_SUCH_VALUE = "no_such_value"  # facts name
    VALUES_IN_CIRCLE = "values_in_circle"  # facts names
    VALUES_TOO_DEEP = "values_too_deep"  # facts count
    VALUE_UNUSED = "value_unused"  # facts name
    # values
    NO_CASES = "no_cases"
    SUM_EMPTY = "sum_empty"
    TERM_NOT_NUMBER = "term_not_number"  # facts source, question_kind
    COUNT_OF_ONE = "count_of_one"  # facts source, question_kind
    NUMBER_TOO_LARGE = "number_too_large"  # facts values
    NO_SOURCE = "no_source"
    TEMPLATE_EMPTY = "template_empty"
    TEMPLATE_WITHOUT_SOURCE = "template_without_source"
    VALUE_NOT_IN_TARGET = "value_not_in_target"  # facts part, values, meant: value -> value
    VALUE_UNFIT = "value_unfit"  # facts part, values, type
    VALUE_TOO_LONG = "value_too_long"  # facts part, values, length
    # steps; facts step: its number from 1
    STEP_ON_LIST = "step_on_list"
    STEP_ON_FLAG = "step_on_flag"
    STEP_ON_NO_DATE = "step_on_no_date"
    STEP_CANNOT_READ = "step_cannot_read"  # facts source, question_kind
    DATE_OF_NO_DATE = "date_of_no_date"  # facts source, question_kind
    STEP_DOES_NOTHING = "step_does_nothing"
    STEP_LEAVES_NOTHING = "step_leaves_nothing"
    PATTERN_INVALID = "pattern_invalid"  # facts pattern, at: what cannot be read
    PATTERN_WITHOUT_TOKEN = "pattern_without_token"  # facts pattern
    PATTERN_MINUTES = "pattern_minutes"  # facts pattern: mm where months must be meant
    PATTERN_HALF_DAY = "pattern_half_day"  # facts pattern: hh without a
    PATTERN_UNFIT = "pattern_unfit"  # facts pattern, type
    ZONE_UNKNOWN = "zone_unknown"  # facts zone
    YES_AND_NO = "yes_and_no"  # facts choices
    YES_NO_UNKNOWN = "yes_no_unknown"  # facts choices, source
    CODE_WITHOUT_RETURN = "code_without_return"
    FLAG_INTO_OTHER = "flag_into_other"  # facts type
    NUMBER_INTO_OTHER = "number_into_other"  # facts type
    LIST_INTO_OTHER = "list_into_other"  # facts type
    # target lookups and references
    LOOKUP_OBJECT_UNKNOWN = "lookup_object_unknown"  # facts object
    LOOKUP_FIELD_UNKNOWN = "lookup_field_unknown"  # facts object, target_field
    LOOKUP_WITHOUT_SAMPLE = "lookup_without_sample"  # facts object
    REFERENCE_OBJECT_UNKNOWN = "reference_object_unknown"  # facts object, target_field
    REFERENCE_FIELD_UNKNOWN = "reference_field_unknown"  # facts object, target_field
    REFERENCE_NO_KEY = "reference_no_key"  # facts object, target_field, key_fields
    REFERENCE_ELSEWHERE = "reference_elsewhere"  # facts object, target_field, objects
    REFERENCE_IN_OTHER_TYPE = "reference_in_other_type"  # facts type
    REFERENCE_CIRCLE = "reference_circle"  # facts objects
    # choices
    LABEL_AS_CHOICE = "label_as_choice"  # facts source, labels: tuple of (label, choice id)
    CHOICE_NOT_IN_FORM = "choice_not_in_form"  # facts choices, sources, table
    CHOICE_UNMAPPED = "choice_unmapped"  # facts choices, sources, table
    DUPLICATE_ROW = "duplicate_row"  # facts choices, table
    NO_SUCH_TABLE = "no_such_table"  # facts table
    CHOICES_PASSED_STRAIGHT = "choices_passed_straight"  # facts choices, source
    MULTIPLE_ANSWER_IN_TABLE = "multiple_answer_in_table"  # facts source
    MULTIPLE_INTO_SINGLE = "multiple_into_single"  # facts source
    MULTIPLE_NOT_JOINED = "multiple_not_joined"  # facts source
    # keys
    NO_KEY = "no_key"  # facts operation
    KEY_NOT_FED = "key_not_fed"
    KEY_CONSTANT = "key_constant"  # facts fields
    KEY_NOT_IDENTIFIED = "key_not_identified"  # facts fields, sources
    KEY_IGNORES_ITEM = "key_ignores_item"  # facts fields, item, repeat
    KEY_ITEM_NOT_IDENTIFIED = "key_item_not_identified"  # facts fields, sources, item, repeat
    KEY_ROW_NUMBER = "key_row_number"  # facts item, repeat
    KEY_STEP = "key_step"  # facts step: one that can make two values the same
    KEY_CAN_COLLIDE = "key_can_collide"  # facts reason: KeyCollision, first, second, separator
    KEY_FREE_TEXT = "key_free_text"  # facts source
    KEY_MERGES = "key_merges"  # facts value, choices
    KEY_COMPOSITE = "key_composite"  # facts fields, system
    KEY_NOT_KEY_FIELD = "key_not_key_field"  # facts fields, key_fields
    KEY_SHARED = "key_shared"  # facts object, fields, other: the rule with the same key
    # the mapping
    TRIGGER_UNKNOWN = "trigger_unknown"
    IDENTIFIER_GONE = "identifier_gone"  # facts source


class ItemKind(StrEnum):
    """What a record is made for, the fact `item`; `repeat` goes with a row."""

    ROW = "row"
    CHOICE = "choice"
    TABLE_ROW = "table_row"


class ValuePart(StrEnum):
    """Where a value that is written as it stands comes from; the fact `part`."""

    CONSTANT = "constant"
    CHOICE_TABLE = "choice_table"
    OUTSIDE = "outside"  # the default for choice ids outside the table
    IF_ABSENT = "if_absent"
    IF_EMPTY = "if_empty"
    SOURCE = "source"


def error(kind: CheckKind, where: InRule, *mends: Mend, **facts: Fact) -> Problem:
    return Problem(kind, Severity.ERROR, where, facts, mends)


def warning(kind: CheckKind, where: InRule, *mends: Mend, **facts: Fact) -> Problem:
    return Problem(kind, Severity.WARNING, where, facts, mends)


def mend(kind: MendKind, **facts: Fact) -> Mend:
    return Mend(kind, facts)


def takes_anything(rule: FieldRule | None) -> bool:
    """Whether a field rule is there and feeds its field."""
    return rule is not None and rule.takes_anything


def makes_records(rule: RecordRule) -> bool:
    return rule.makes_records
