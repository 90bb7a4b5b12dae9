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
    # values
    NO_SOURCE = "no_source"
    TEMPLATE_EMPTY = "template_empty"
    TEMPLATE_WITHOUT_SOURCE = "template_without_source"
    VALUE_NOT_IN_TARGET = "value_not_in_target"  # facts part, values, meant: value -> value
    VALUE_UNFIT = "value_unfit"  # facts part, values, type
    VALUE_TOO_LONG = "value_too_long"  # facts part, values, length
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
    KEY_IGNORES_ITEM = "key_ignores_item"  # facts fields, repeat
    KEY_ITEM_NOT_IDENTIFIED = "key_item_not_identified"  # facts fields, sources, repeat
    KEY_ROW_NUMBER = "key_row_number"  # facts repeat
    KEY_CAN_COLLIDE = "key_can_collide"  # facts reason: KeyCollision, first, second, separator
    KEY_FREE_TEXT = "key_free_text"  # facts source
    KEY_MERGES = "key_merges"  # facts value, choices
    KEY_COMPOSITE = "key_composite"  # facts fields, system
    KEY_NOT_KEY_FIELD = "key_not_key_field"  # facts fields, key_fields
    KEY_SHARED = "key_shared"  # facts object, fields, other: the rule with the same key
    # the mapping
    TRIGGER_UNKNOWN = "trigger_unknown"
    IDENTIFIER_GONE = "identifier_gone"  # facts source


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
