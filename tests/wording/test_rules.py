"""What the window, the workbook and the command line say about a rule."""

import pytest

from mapper_gui.mapping.form import Form, Kind, Question, QuestionId
from mapper_gui.mapping.mapping import FieldRule, Mapping, Operation, RecordRule, RuleId, Status
from mapper_gui.mapping.source import (
    CASE_ID,
    FORM_ID,
    AttachmentSource,
    CaseSource,
    MetaSource,
    QuestionSource,
    RowNumber,
    Source,
)
from mapper_gui.mapping.target import FieldType
from mapper_gui.mapping.values import (
    ByTable,
    ChoiceRow,
    ChoiceTable,
    Constant,
    EachChoice,
    First,
    LabelCopy,
    Outside,
    OutsideAction,
    Policy,
    PolicyAction,
    Scalar,
    Template,
)
from mapper_gui.wording.rules import (
    field_type_words,
    kind_words,
    operation_words,
    policy_action_words,
    record_rule_words,
    rule_words,
    source_name,
    status_words,
    step_words,
    table_words,
    take_words,
    value_words,
)

SEX = QuestionSource(QuestionId("/hh/sex"))
NAME = QuestionSource(QuestionId("/hh/name"))
FORM = Form(
    questions=(
        Question(QuestionId("/hh/sex"), Kind.SINGLE, {"en": "Sex of\n the head"}),
        Question(QuestionId("/hh/name"), Kind.TEXT, {"en": "Name"}),
    ),
    languages=("en",),
)
MAPPING = Mapping(form=FORM)
TABLE = ChoiceTable((ChoiceRow("m", "Male"), ChoiceRow("f", "Female")))


def test_a_whole_rule_reads_as_one_sentence() -> None:
    rule = FieldRule("Sex__c", First((SEX,)), (ByTable(TABLE),))
    assert rule_words(rule, MAPPING) == (
        "the answer to /hh/sex; then by choice table: m → “Male”, f → “Female”, others: empty; "
        "if absent leave out; if empty leave out"
    )


def test_labels_stand_beside_ids_in_one_line_when_a_language_is_given() -> None:
    assert take_words(First((SEX,)), MAPPING, "en") == ("the answer to /hh/sex (“Sex of the head”)")
    assert take_words(First((SEX,)), MAPPING, "fra") == "the answer to /hh/sex"


def test_other_sources_are_said_in_words() -> None:
    assert take_words(First((FORM_ID,)), MAPPING) == "form id"
    assert take_words(First((MetaSource("timeEnd"),)), MAPPING) == (
        "metadata: when the form was finished"
    )


def test_several_sources_are_named_in_order() -> None:
    words = take_words(First((SEX, FORM_ID)), MAPPING)
    assert words == "the first answered of /hh/sex, form id"


def test_a_constant_says_its_type_and_where_its_text_was_copied_from() -> None:
    copied = Constant("Sex", LabelCopy(QuestionId("/hh/sex"), "en"))
    assert take_words(copied, MAPPING) == ("always “Sex” (copied from the label of /hh/sex, en)")


def test_a_constant_has_no_policies_in_its_sentence() -> None:
    assert rule_words(FieldRule("A", Constant(1)), MAPPING) == "always 1"


def test_a_template_shows_its_text_with_sources_in_brackets() -> None:
    template = Template(("Visit of ", NAME, " in ", MetaSource("timeEnd")))
    assert take_words(template, MAPPING) == (
        "the text “Visit of [/hh/name] in [timeEnd]”, absent when a part is missing"
    )


def test_a_rule_without_a_value_says_so() -> None:
    assert rule_words(FieldRule("A"), MAPPING) == "no value yet"


@pytest.mark.parametrize(
    ("source", "name"),
    [
        (SEX, "/hh/sex"),
        (FORM_ID, "form id"),
        (CASE_ID, "case_id"),
        (CaseSource("/subcase_0/case", "update/village"), "/subcase_0/case update/village"),
        (AttachmentSource(QuestionId("/photo")), "link to /photo"),
        (RowNumber(), "row number"),
        (RowNumber(QuestionId("/kids")), "row number of /kids"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_source_has_a_short_name(source: Source, name: str) -> None:
    assert source_name(source) == name


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "null"),
        (True, "yes"),
        (False, "no"),
        (1, "1"),
        (1.0, "1"),
        (2.5, "2.5"),
        ("1", "“1”"),
        ("", "blank"),
    ],
)
def test_a_value_in_words_tells_text_from_numbers(value: Scalar, words: str) -> None:
    assert value_words(value) == words


def test_each_choice_says_how_the_results_are_kept() -> None:
    assert step_words(EachChoice(None, None), MAPPING) == "each choice as it is, kept as a list"
    assert step_words(EachChoice("Sex", ";"), MAPPING) == (
        "each choice by the shared choice table “Sex”, joined by “;”"
    )
    assert "joined by a space" in step_words(EachChoice(TABLE, " "), MAPPING)


def test_a_long_table_is_counted_rather_than_listed() -> None:
    table = ChoiceTable(tuple(ChoiceRow(f"c{n}", n) for n in range(40)))
    assert "c11 → 11, 28 more, others: empty" in table_words(table)


def test_what_becomes_of_other_choices_is_always_said() -> None:
    table = ChoiceTable((ChoiceRow("", "None"),), True, Outside(OutsideAction.DEFAULT, "Other"))
    assert table_words(table) == ("(empty) → “None”, others: “Other”, upper and lower case alike")


def test_a_record_rule_says_operation_key_and_repetition() -> None:
    rule = RecordRule(
        RuleId("Child"), "Child__c", Operation.UPSERT, ("Ext__c", "No__c"), QuestionId("/kids")
    )
    assert record_rule_words(rule) == (
        "Child__c: update or create (upsert) by Ext__c + No__c, one record per row of /kids"
    )


def test_policies_appear_in_the_sentence_with_their_value() -> None:
    rule = FieldRule(
        "A",
        First((SEX,)),
        if_absent=Policy(PolicyAction.STOP),
        if_empty=Policy(PolicyAction.DEFAULT, "x"),
    )
    assert rule_words(rule, MAPPING).endswith("; if absent stop this record; if empty “x”")


def test_every_member_has_words_of_its_own() -> None:
    assert len({kind_words(kind) for kind in Kind}) == len(Kind)
    assert len({field_type_words(kind) for kind in FieldType}) == len(FieldType)
    assert len({operation_words(operation) for operation in Operation}) == len(Operation)
    assert len({status_words(status) for status in Status}) == len(Status)
    assert len({policy_action_words(action) for action in PolicyAction}) == len(PolicyAction)
