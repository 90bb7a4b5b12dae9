"""What is wrong with rules, fields, sources and written values, and the mend for each."""

import time
from dataclasses import replace

import pytest
from any_mappings import mappings
from clinic import (
    CONTACT_RULE,
    FORM,
    MAPPING,
    first,
    joined,
    kinds,
    only,
    place,
    q,
    question,
    with_field,
    with_rule,
)
from hypothesis import HealthCheck, given, settings

from mapper_gui.mapping.check import CheckKind, ValuePart, check
from mapper_gui.mapping.form import CaseBlock, Form, Kind, QuestionId
from mapper_gui.mapping.mapping import (
    Accepts,
    FieldRule,
    Mapping,
    Operation,
    RecordRule,
    RuleId,
)
from mapper_gui.mapping.mend import apply
from mapper_gui.mapping.problem import MendKind, Severity
from mapper_gui.mapping.source import (
    CASE_ID,
    FORM_ID,
    AttachmentSource,
    CaseSource,
    MetaSource,
    QuestionSource,
    RowNumber,
)
from mapper_gui.mapping.target import FieldType, Target, TargetField, TargetObject
from mapper_gui.mapping.values import Constant, First, Policy, PolicyAction, Template


def test_a_careful_mapping_has_no_problem() -> None:
    assert check(MAPPING) == ()


@pytest.mark.parametrize(
    "mapping",
    [
        with_field("Note__c", first(FORM_ID, MetaSource("timeEnd"), "/hh/phone")),
        with_field("Note__c", first(CaseSource("/subcase_0/case", "@case_id"))),
        with_field("Note__c", first(CaseSource("/parents/parent/case", "@case_id"))),
        with_field("Note__c", first(CaseSource("/save_ward/case", "update/n"))),
        with_field("Note__c", first(AttachmentSource(QuestionId("/photo")), "/photo")),
        with_field("Note__c", first("/save_ward/case/update/n")),
        with_field("Services__c", first("/sex")),
        with_field("Note__c", first("/services")),
        with_field("Active__c", Constant(True)),
        with_field("Active__c", Constant("yes")),
        with_field("Age__c", Constant(4)),
        with_field("Age__c", Constant("-4")),
        with_field("Birthdate", Constant("2026-01-31")),
        with_field("Birthdate", Constant(None)),
        with_field("Sex__c", Constant("Female")),
        with_field("Note__c", None, note="to be asked"),
        with_field("Note__c", joined("Client ", "/name")),
        with_rule(for_each=None, operation=Operation.UPDATE, fields=(CONTACT_RULE.fields[0],)),
    ],
    ids=str,
)
def test_what_is_right_is_not_remarked_on(mapping: Mapping) -> None:
    assert kinds(mapping) == []


def test_a_rule_whose_fields_take_nothing_says_only_that() -> None:
    rule = RecordRule(RuleId("x"), "Nothing", fields=(FieldRule("a"), FieldRule("b", First(()))))
    problem = only(replace(MAPPING, rules=(rule,)))
    assert (problem.kind, problem.severity) == (CheckKind.RULE_EMPTY, Severity.WARNING)
    assert place(problem) == ("x", None)


def test_an_object_that_the_target_does_not_have_is_an_error() -> None:
    problem = only(with_rule(object="Kontact"))
    assert (problem.kind, problem.severity) == (CheckKind.UNKNOWN_OBJECT, Severity.ERROR)
    assert problem.facts["object"] == "Kontact"


def test_a_field_that_the_object_does_not_have_is_an_error_that_can_be_removed() -> None:
    mapping = with_field("Gone__c", first("/name"))
    problem = only(mapping)
    assert (problem.kind, place(problem)) == (CheckKind.UNKNOWN_FIELD, ("Contact", "Gone__c"))
    assert check(apply(mapping, problem.mends[0])) == ()


def test_a_field_that_cannot_be_written_is_an_error() -> None:
    problem = only(with_field("CreatedDate", first(MetaSource("timeEnd"))))
    assert (problem.kind, problem.severity) == (CheckKind.NOT_WRITABLE, Severity.ERROR)


@pytest.mark.parametrize("operation", [Operation.CREATE, Operation.UPSERT])
def test_a_required_field_that_nothing_feeds_is_an_error(operation: Operation) -> None:
    problem = only(with_rule(operation=operation, fields=CONTACT_RULE.fields[:1]))
    assert (problem.kind, problem.severity) == (CheckKind.REQUIRED_NOT_FED, Severity.ERROR)
    assert place(problem) == ("Contact", "LastName")


def test_a_required_field_with_a_rule_that_takes_nothing_counts_as_not_fed() -> None:
    mapping = with_field("LastName", None, note="?")
    assert kinds(mapping) == ["required_not_fed"]


def test_a_question_that_is_gone_is_an_error_and_its_rule_is_kept() -> None:
    mapping = with_field("Note__c", first("/old", "/name"))
    problem = only(mapping)
    assert (problem.kind, problem.severity) == (CheckKind.SOURCE_GONE, Severity.ERROR)
    assert problem.facts["source"] == q("/old")
    mended = apply(mapping, problem.mends[0])
    assert mended.rules[0].field_rule("Note__c") == FieldRule("Note__c", first("/name"))


def test_attributes_of_a_query_repeat_are_not_gone() -> None:
    item = question("/members/item", Kind.REPEAT)
    form = Form((item, question("/members/item/present")), xmlns="x")
    rule = replace(
        CONTACT_RULE,
        for_each=QuestionId("/members/item"),
        fields=(
            FieldRule("Ext__c", first("/members/item/@id")),
            FieldRule("LastName", first("/members/item/present")),
        ),
    )
    mapping = replace(MAPPING, form=form, rules=(rule,), identifiers=(q("/members/item/@id"),))
    assert kinds(mapping) == []


def test_beside_a_label_the_select_that_was_meant_is_proposed() -> None:
    mapping = with_field("Note__c", first("/services_note"))
    problem = only(mapping)
    assert (problem.kind, problem.severity) == (CheckKind.SOURCE_HAS_NO_DATA, Severity.ERROR)
    assert problem.facts["question_kind"] is Kind.LABEL
    assert problem.mends[0].facts["by"] == q("/services")
    assert check(apply(mapping, problem.mends[0])) == ()


def test_the_integration_guides_label_leads_to_its_question() -> None:
    above = "/referral_services/hiv_support__care/check_services_label"
    form = Form(
        (
            question(above, Kind.QUESTION_LIST),
            question(f"{above}/check_the_services_that_were_provided", Kind.LABEL),
            question(f"{above}/hiv_support_care_option1", Kind.MULTIPLE, choices={"a": "A"}),
        ),
        xmlns="x",
    )
    rule = replace(
        CONTACT_RULE,
        fields=(
            *CONTACT_RULE.fields[:1],
            FieldRule("LastName", first(f"{above}/check_the_services_that_were_provided")),
        ),
    )
    problem = only(replace(MAPPING, form=form, rules=(rule,)))
    assert problem.mends[0].facts["by"] == q(f"{above}/hiv_support_care_option1")


@pytest.mark.parametrize(
    ("path", "meant"), [("/hh", None), ("/others", "/others/name")], ids=["several", "only one"]
)
def test_of_a_group_only_its_single_question_is_proposed(path: str, meant: str | None) -> None:
    problem = next(
        p
        for p in check(with_field("Note__c", first(path)))
        if p.kind is CheckKind.SOURCE_HAS_NO_DATA
    )
    proposed = [m.facts["by"] for m in problem.mends if m.kind is MendKind.REPLACE_SOURCE]
    assert proposed == ([q(meant)] if meant else [])


@pytest.mark.parametrize("path", ["/save_ward", "/user_data"])
def test_a_question_that_holds_a_structure_is_a_warning(path: str) -> None:
    problem = only(with_field("Note__c", first(path)))
    assert (problem.kind, problem.severity) == (CheckKind.SOURCE_IS_STRUCTURE, Severity.WARNING)


def test_a_link_to_a_question_without_a_file_is_a_warning() -> None:
    problem = only(with_field("Note__c", first(AttachmentSource(QuestionId("/name")))))
    assert problem.kind is CheckKind.NOT_AN_ATTACHMENT


def test_a_case_that_no_submission_has_shown_is_a_warning_until_one_does() -> None:
    mapping = with_field("Note__c", first(CaseSource("/elsewhere/case", "@case_id")))
    assert only(mapping).kind is CheckKind.CASE_UNKNOWN
    form = replace(FORM, case_blocks=(CaseBlock("/elsewhere/case", ("@case_id",)),))
    assert check(replace(mapping, form=form)) == ()


def test_metadata_that_commcare_does_not_have_is_a_warning() -> None:
    assert only(with_field("Note__c", first(MetaSource("timeend")))).kind is CheckKind.META_UNKNOWN


def test_a_repeats_question_outside_its_rows_is_an_error_with_one_record_per_row_as_mend() -> None:
    mapping = with_field("Note__c", first("/children/name"))
    problem = only(mapping)
    assert (problem.kind, problem.severity) == (CheckKind.REPEAT_NOT_ITERATED, Severity.ERROR)
    assert problem.facts["repeat"] == "/children"
    assert apply(mapping, problem.mends[0]).rules[0].for_each == "/children"


def test_iterating_another_repeat_is_not_proposed_where_it_would_break_other_sources() -> None:
    fields = (FieldRule("LastName", first("/children/name", "/others/name")),)
    found = check(
        with_rule(operation=Operation.CREATE, key=(), for_each="/children", fields=fields)
    )
    assert [(p.kind, p.mends) for p in found] == [(CheckKind.REPEAT_NOT_ITERATED, ())]


def test_outer_rows_can_be_read_inside_a_nested_repeat() -> None:
    fields = (FieldRule("LastName", first("/children/name", "/children/visits/date", "/name")),)
    rule = {"operation": Operation.CREATE, "key": (), "fields": fields}
    assert kinds(with_rule(**rule, for_each="/children/visits")) == []
    problem = only(with_rule(**rule, for_each="/children"))
    assert problem.mends[0].facts["repeat"] == "/children/visits"


@pytest.mark.parametrize(
    ("for_each", "kind"),
    [("/gone", CheckKind.FOR_EACH_GONE), ("/hh", CheckKind.FOR_EACH_NOT_REPEAT)],
)
def test_iterating_what_is_no_repeat_is_an_error(for_each: str, kind: CheckKind) -> None:
    problem = only(with_rule(for_each=for_each, operation=Operation.CREATE, key=()))
    assert (problem.kind, problem.severity) == (kind, Severity.ERROR)
    assert place(problem) == ("Contact", None)


def test_a_row_number_needs_rows() -> None:
    problem = only(with_field("Note__c", first(RowNumber())))
    assert (problem.kind, problem.severity) == (
        CheckKind.ROW_NUMBER_WITHOUT_ROWS,
        Severity.ERROR,
    )
    of_other = with_field("Note__c", first(RowNumber(QuestionId("/children"))))
    assert only(of_other).mends[0].kind is MendKind.ITERATE_REPEAT


def test_row_numbers_of_the_rows_that_are_iterated_are_fine() -> None:
    fields = (FieldRule("LastName", first(RowNumber(), RowNumber(QuestionId("/children")))),)
    rule = {"operation": Operation.CREATE, "key": (), "fields": fields}
    assert kinds(with_rule(**rule, for_each="/children/visits")) == []


def test_a_rule_without_source_is_a_warning() -> None:
    assert only(with_field("Note__c", First(()))).kind is CheckKind.NO_SOURCE


@pytest.mark.parametrize(
    ("template", "kind", "severity"),
    [
        (Template(()), CheckKind.TEMPLATE_EMPTY, Severity.ERROR),
        (Template(("",)), CheckKind.TEMPLATE_EMPTY, Severity.ERROR),
        (Template(("Mr ",)), CheckKind.TEMPLATE_WITHOUT_SOURCE, Severity.WARNING),
    ],
)
def test_templates_without_sources(template: Template, kind: CheckKind, severity: Severity) -> None:
    problem = only(with_field("Note__c", template))
    assert (problem.kind, problem.severity) == (kind, severity)


@pytest.mark.parametrize(
    ("field", "value", "kind"),
    [
        ("Age__c", "abc", CheckKind.VALUE_UNFIT),
        ("Age__c", 4.5, CheckKind.VALUE_UNFIT),
        ("Age__c", True, CheckKind.VALUE_UNFIT),
        ("Birthdate", "yesterday", CheckKind.VALUE_UNFIT),
        ("Birthdate", 20260131, CheckKind.VALUE_UNFIT),
        ("Active__c", "maybe", CheckKind.VALUE_UNFIT),
        ("LastName", "x" * 21, CheckKind.VALUE_TOO_LONG),
        ("Sex__c", "male", CheckKind.VALUE_NOT_IN_TARGET),
    ],
)
def test_constants_that_a_field_does_not_take(field: str, value: object, kind: CheckKind) -> None:
    problem = only(with_field(field, Constant(value)))  # type: ignore[arg-type]
    assert problem.kind is kind
    assert problem.facts["part"] is ValuePart.CONSTANT
    expected = Severity.ERROR if kind is CheckKind.VALUE_NOT_IN_TARGET else Severity.WARNING
    assert problem.severity is expected


def test_length_counts_characters_and_not_bytes() -> None:
    assert kinds(with_field("LastName", Constant("Zézé Ñandú 👩‍👧 ok"))) == []


def test_a_value_that_differs_in_case_names_the_one_that_was_meant() -> None:
    problem = only(with_field("Sex__c", Constant("male")))
    assert problem.facts["meant"] == {"male": "Male"}


def test_several_values_of_a_list_may_stand_in_one_constant() -> None:
    field = TargetField("Sex__c", type=FieldType.MULTIPLE_CHOICE, choices=SEXES_FIELD.choices)
    target = Target("SQL", (TargetObject("Contact", fields=(field,)),))
    rule = RecordRule(
        RuleId("r"),
        "Contact",
        Operation.CREATE,
        fields=(FieldRule("Sex__c", Constant("Male;Female")),),
    )
    assert kinds(replace(MAPPING, target=target, rules=(rule,))) == []


SEXES_FIELD = next(f for f in MAPPING.target.objects[0].fields if f.name == "Sex__c")


@pytest.mark.parametrize("policy", ["if_absent", "if_empty"])
def test_defaults_are_held_against_the_field_too(policy: str) -> None:
    wrong = Policy(PolicyAction.DEFAULT, "Unknown")
    mapping = with_field("Sex__c", first("/hh/village"), **{policy: wrong})
    problem = only(mapping)
    assert problem.kind is CheckKind.VALUE_NOT_IN_TARGET
    assert problem.facts["part"] is ValuePart(policy)


def test_a_form_id_never_fits_a_dhis2_uid() -> None:
    field = TargetField("event", length=11, key=True)
    target = Target("DHIS2", (TargetObject("Visit", fields=(field,)),))
    rule = RecordRule(
        RuleId("r"), "Visit", key=("event",), fields=(FieldRule("event", first(FORM_ID)),)
    )
    problem = only(replace(MAPPING, target=target, rules=(rule,)))
    assert (problem.kind, problem.facts["part"]) == (CheckKind.VALUE_TOO_LONG, ValuePart.SOURCE)


def test_a_mapping_whose_submissions_cannot_be_told_from_others_is_warned_of() -> None:
    form = replace(FORM, xmlns="", name="")
    problem = only(replace(MAPPING, form=form))
    assert (problem.kind, problem.severity) == (CheckKind.TRIGGER_UNKNOWN, Severity.WARNING)
    assert place(problem) == (None, None)
    assert check(replace(MAPPING, form=replace(form, name="Clinic visit"))) == ()
    assert check(replace(MAPPING, form=form, accepts=Accepts(xmlns=("x",)))) == ()


def test_a_flagged_identifier_that_is_gone_is_an_error_whose_flag_can_be_taken_off() -> None:
    mapping = replace(MAPPING, identifiers=(*MAPPING.identifiers, q("/old_id")))
    problem = only(mapping)
    assert (problem.kind, problem.severity) == (CheckKind.IDENTIFIER_GONE, Severity.ERROR)
    assert apply(mapping, problem.mends[0]) == MAPPING


def test_problems_come_in_the_order_of_the_rules() -> None:
    rules = tuple(replace(CONTACT_RULE, id=RuleId(name), key=()) for name in "abc")
    found = check(replace(MAPPING, rules=rules))
    assert [place(problem)[0] for problem in found] == ["a", "b", "c"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(mappings)
def test_any_mapping_can_be_checked_and_its_mends_tried(mapping: Mapping) -> None:
    for problem in check(mapping):
        for mend in problem.mends:
            if mend.kind not in (MendKind.ADD_HIDDEN_VALUE, MendKind.ADD_CHOICES):
                assert check(apply(mapping, mend)) is not None


def test_a_very_large_mapping_is_checked_within_a_frame_or_three() -> None:
    questions = tuple(question(f"/group_{n // 50}/question_{n}") for n in range(5000))
    fields = tuple(TargetField(f"field_{n}") for n in range(500))
    rules = tuple(
        FieldRule(f"field_{n}", first(QuestionSource(questions[n * 10].id or QuestionId(""))))
        for n in range(500)
    )
    mapping = Mapping(
        form=Form(questions, xmlns="x"),
        target=Target("SQL", (TargetObject("wide", fields=fields),)),
        identifiers=(CASE_ID,),
        rules=(RecordRule(RuleId("wide"), "wide", Operation.CREATE, fields=rules),),
    )
    assert check(mapping) == ()
    started = time.process_time()
    check(mapping)
    # Generous for a busy machine; on a quiet one it takes a few milliseconds.
    assert time.process_time() - started < 0.25
