"""What a mapping means: records, values, policies, keys, and the reasons for what is missing."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from any_mappings import mappings
from clinic import (
    CONTACT_RULE,
    FORM,
    MAPPING,
    XMLNS,
    first,
    joined,
    q,
    submission,
    visits,
    with_field,
    with_rule,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mapper_gui.mapping.evaluate import (
    Evaluation,
    FieldResult,
    Outcome,
    Reason,
    ReasonKind,
    ResultKind,
    evaluate,
    is_other_form,
    text_of,
)
from mapper_gui.mapping.form import QuestionId
from mapper_gui.mapping.mapping import (
    Accepts,
    Column,
    FieldRule,
    Mapping,
    Operation,
    RecordRule,
    RuleId,
    Table,
    TableRows,
)
from mapper_gui.mapping.problem import Severity
from mapper_gui.mapping.source import CASE_ID, FORM_ID, ColumnSource, MetaSource, RowNumber
from mapper_gui.mapping.submission import State, Submission
from mapper_gui.mapping.values import (
    ByTable,
    ChoiceRow,
    ChoiceTable,
    Constant,
    EachChoice,
    First,
    Outside,
    OutsideAction,
    Policy,
    PolicyAction,
    Scalar,
    Template,
)
from mapper_gui.wording.problems import message, reason_words

CASE = {"@case_id": "c-1"}


def run(mapping: Mapping, **answers: Any) -> Evaluation:
    return evaluate(mapping, submission(**{"case": CASE, **answers}))


def note(take: Any, *then: Any, answers: dict[str, Any] | None = None, **more: Any) -> FieldResult:
    """What the field Note__c gets."""
    evaluation = run(with_field("Note__c", take, *then, **more), **(answers or {}))
    found = evaluation.records[0].field("Note__c")
    assert found is not None
    return found


def kinds(evaluation: Evaluation) -> list[str]:
    return [problem.kind.value for problem in evaluation.problems]


def test_a_record_holds_the_rules_fields_in_order() -> None:
    evaluation = run(MAPPING, name="Ana", sex="f")
    (record,) = evaluation.records
    assert evaluation.problems == ()
    assert list(record.written.items()) == [
        ("Ext__c", "c-1"),
        ("LastName", "Ana"),
        ("Sex__c", "Female"),
    ]
    assert (record.submission, record.rule, record.object) == ("f-1", "Contact", "Contact")
    assert (record.operation, record.item, record.made) == (Operation.UPSERT, (), True)
    assert record.key_values == {"Ext__c": "c-1"}


@pytest.mark.parametrize(
    ("answers", "value"),
    [
        ({"name": "Ana", "hh": {"phone": "1"}}, "Ana"),
        ({"name": "", "hh": {"phone": "1"}}, "1"),
        ({"hh": {"phone": "1"}}, "1"),
        ({"name": " "}, " "),
    ],
)
def test_the_first_answered_source_counts(answers: dict[str, Any], value: str) -> None:
    assert note(first("/name", "/hh/phone"), answers=answers).value == value


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        ({}, State.ABSENT),
        ({"name": ""}, State.EMPTY),
        ({"hh": {"phone": ""}}, State.EMPTY),
        ({"name": None}, State.EMPTY),
    ],
)
def test_with_none_answered_it_is_empty_when_any_is_empty(
    answers: dict[str, Any], state: State
) -> None:
    found = note(first("/name", "/hh/phone"), answers=answers)
    assert (found.stages[0].state, found.outcome) == (state, Outcome.LEFT_OUT)


def test_every_source_that_was_read_is_traced_up_to_the_answer() -> None:
    found = note(first("/name", "/hh/phone", "/sex"), answers={"hh": {"phone": "1"}})
    assert [(t.source, t.answer.state) for t in found.traces] == [
        (q("/name"), State.ABSENT),
        (q("/hh/phone"), State.ANSWERED),
    ]


@pytest.mark.parametrize("value", ["x", 3, 1.5, True, False, 0])
def test_a_constant_is_given_as_it_is(value: Scalar) -> None:
    found = note(Constant(value))
    assert (found.outcome, found.value) == (Outcome.WRITTEN, value)


def test_a_null_constant_is_a_value_and_meets_no_policy() -> None:
    default = Policy(PolicyAction.DEFAULT, "x")
    found = note(Constant(None), if_absent=default, if_empty=default)
    assert (found.outcome, found.value, found.reason) == (Outcome.WRITTEN, None, None)


def test_a_blank_constant_meets_the_policy_for_empty() -> None:
    assert note(Constant("")).outcome is Outcome.LEFT_OUT
    assert note(Constant(""), if_empty=Policy(PolicyAction.BLANK)).value == ""


def test_a_template_joins_texts_and_answers() -> None:
    take = joined("Ms ", "/name", " (", MetaSource("app_build_version"), ")")
    answers = {"name": "Ana", "meta": {"app_build_version": 18}}
    assert note(take, answers=answers).value == "Ms Ana (18)"


@pytest.mark.parametrize("missing", [{}, {"name": ""}], ids=["absent", "empty"])
def test_a_template_with_a_missing_part_is_absent_unless_missing_parts_are_blank(
    missing: dict[str, Any],
) -> None:
    take = joined("Ms ", "/name", "!")
    found = note(take, answers=missing)
    assert (found.outcome, found.stages[0].state) == (Outcome.LEFT_OUT, State.ABSENT)
    assert note(replace(take, missing_blank=True), answers=missing).value == "Ms !"


def test_a_template_whose_parts_are_all_blank_is_empty() -> None:
    found = note(joined("/name", missing_blank=True))
    assert found.stages[0].state is State.EMPTY


@pytest.mark.parametrize(
    ("action", "outcome", "value"),
    [
        (PolicyAction.LEAVE_OUT, Outcome.LEFT_OUT, None),
        (PolicyAction.NULL, Outcome.WRITTEN, None),
        (PolicyAction.BLANK, Outcome.WRITTEN, ""),
        (PolicyAction.DEFAULT, Outcome.WRITTEN, "unknown"),
        (PolicyAction.STOP, Outcome.STOPPED, None),
    ],
)
@pytest.mark.parametrize("state", ["absent", "empty"])
def test_absent_and_empty_have_a_policy_each(
    state: str, action: PolicyAction, outcome: Outcome, value: Scalar
) -> None:
    answers = {"name": ""} if state == "empty" else {}
    policy = Policy(action, "unknown")
    found = note(first("/name"), answers=answers, **{f"if_{state}": policy})
    assert (found.outcome, found.value) == (outcome, value)
    assert found.reason is not None
    other = "absent" if state == "empty" else "empty"
    untouched = note(first("/name"), answers=answers, **{f"if_{other}": policy})
    assert untouched.outcome is Outcome.LEFT_OUT


def test_a_stopped_field_stops_its_record_with_a_problem() -> None:
    stop = Policy(PolicyAction.STOP)
    evaluation = run(with_field("Note__c", first("/hh/phone"), if_absent=stop), name="Ana")
    assert [record.made for record in evaluation.records] == [False]
    assert kinds(evaluation) == ["stopped"]
    assert evaluation.problems[0].severity is Severity.ERROR


def table(*rows: tuple[str, Scalar], **more: Any) -> ChoiceTable:
    return ChoiceTable(tuple(ChoiceRow(choice, value) for choice, value in rows), **more)


def test_a_choice_id_becomes_its_target_value() -> None:
    step = ByTable(table(("m", "Male"), ("1", True)))
    assert note(first("/sex"), step, answers={"sex": "m"}).value == "Male"
    assert note(first("/sex"), step, answers={"sex": "1"}).value is True


def test_case_counts_unless_said_otherwise() -> None:
    rows = [("m", "Male")]
    assert note(first("/sex"), ByTable(table(*rows)), answers={"sex": "M"}).value is None
    ignoring = ByTable(table(*rows, ignore_case=True))
    assert note(first("/sex"), ignoring, answers={"sex": "M"}).value == "Male"


@pytest.mark.parametrize(
    ("outside", "outcome", "value"),
    [
        (Outside(OutsideAction.KEEP), Outcome.WRITTEN, "x"),
        (Outside(OutsideAction.EMPTY), Outcome.LEFT_OUT, None),
        (Outside(OutsideAction.DEFAULT, "Other"), Outcome.WRITTEN, "Other"),
        (Outside(OutsideAction.DEFAULT, None), Outcome.LEFT_OUT, None),
        (Outside(OutsideAction.STOP), Outcome.STOPPED, None),
    ],
    ids=lambda value: str(getattr(value, "action", value)),
)
def test_what_a_choice_outside_the_table_becomes(
    outside: Outside, outcome: Outcome, value: Scalar
) -> None:
    found = note(first("/sex"), ByTable(table(outside=outside)), answers={"sex": "x"})
    assert (found.outcome, found.value, found.outside) == (outcome, value, ("x",))


def test_a_choice_outside_the_table_is_named_in_a_problem_and_the_reason() -> None:
    evaluation = run(MAPPING, name="Ana", sex="x")
    assert kinds(evaluation) == ["outside_table"]
    assert evaluation.problems[0].facts["choices"] == ("x",)
    result = evaluation.records[0].field("Sex__c")
    assert result is not None
    assert result.reason == Reason(ReasonKind.OUTSIDE_TABLE, choice="x")


def test_empty_and_absent_pass_a_table_untouched_except_by_its_row_for_empty() -> None:
    plain, with_row = ByTable(table()), ByTable(table(("", "Unknown")))
    assert note(first("/sex"), plain, answers={"sex": ""}).stages[-1].state is State.EMPTY
    assert note(first("/sex"), with_row, answers={"sex": ""}).value == "Unknown"
    assert note(first("/sex"), with_row).stages[-1].state is State.ABSENT


@pytest.mark.parametrize("nothing", [None, ""])
def test_a_row_without_a_target_makes_the_outcome_empty_and_says_so(nothing: Scalar) -> None:
    found = note(first("/sex"), ByTable(table(("m", nothing))), answers={"sex": "m"})
    assert (found.outcome, found.outside) == (Outcome.LEFT_OUT, ())
    assert found.reason == Reason(ReasonKind.EMPTY, choice="m")
    assert "“m”" in reason_words(found.reason)


def test_each_choice_of_a_multiple_answer_is_mapped_and_joined() -> None:
    step = EachChoice(table(("anc", "A"), ("art", "B")))
    answers = {"services": "art  anc"}
    assert note(first("/services"), step, answers=answers).value == "B;A"
    listed = replace(step, separator=None)
    assert note(first("/services"), listed, answers=answers).value == ("B", "A")
    as_they_are = EachChoice(None, ", ")
    assert note(first("/services"), as_they_are, answers=answers).value == "art, anc"


def test_of_a_multiple_answer_the_choices_outside_the_table_are_named() -> None:
    step = EachChoice(table(("anc", "A")))
    found = note(first("/services"), step, answers={"services": "anc x y"})
    assert (found.value, found.outside) == ("A", ("x", "y"))
    none = note(first("/services"), step, answers={"services": "x"})
    assert (none.outcome, none.stages[-1].state) == (Outcome.LEFT_OUT, State.EMPTY)


def test_a_shared_table_is_looked_up_by_name() -> None:
    mapping = with_field("Note__c", first("/sex"), ByTable("sexes"))
    shared = replace(mapping, choice_tables={"sexes": table(("m", "Male"))})
    found = run(shared, sex="m").records[0].field("Note__c")
    assert found is not None
    assert found.value == "Male"
    missing = run(mapping, sex="m", name="Ana")
    assert kinds(missing) == ["no_such_table"]


def test_steps_run_one_after_the_other_and_each_result_is_kept() -> None:
    steps = (ByTable(table(("m", "male"))), ByTable(table(("male", 1))))
    found = note(first("/sex"), *steps, answers={"sex": "m"})
    assert [stage.value for stage in found.stages] == ["m", "male", 1]


@pytest.mark.parametrize("answers", [{"case": {}}, {"case": {"@case_id": ""}}, {"case": None}])
def test_without_a_key_value_no_record_is_made_and_that_is_a_problem(
    answers: dict[str, Any],
) -> None:
    evaluation = run(MAPPING, name="Ana", sex="f", **answers)
    assert [record.made for record in evaluation.records] == [False]
    assert kinds(evaluation) == ["key_missing"]


def test_no_policy_applies_to_a_key() -> None:
    default = Policy(PolicyAction.DEFAULT, "same for all")
    fields = (FieldRule("Ext__c", first(CASE_ID), if_absent=default, if_empty=default),)
    evaluation = run(with_rule(fields=fields), case={})
    assert (evaluation.records[0].made, evaluation.records[0].written) == (False, {})


def test_a_null_constant_is_no_key() -> None:
    evaluation = run(with_rule(fields=(FieldRule("Ext__c", Constant(None)),)))
    assert kinds(evaluation) == ["key_missing"]


def test_a_key_field_without_a_rule_is_a_missing_key() -> None:
    evaluation = run(with_rule(key=("Ext__c", "Nowhere")), name="Ana", sex="m")
    assert kinds(evaluation) == ["key_missing"]
    assert not evaluation.records[0].made


def test_one_record_is_made_for_each_row_and_none_without_rows() -> None:
    mapping = visits(first("/children/child_id"))
    children = [{"child_id": "a"}, {"child_id": "b"}]
    two = run(mapping, children=children)
    assert [(r.item, r.written) for r in two.records] == [
        ((1,), {"code": "a"}),
        ((2,), {"code": "b"}),
    ]
    assert len(run(mapping, children=children[0]).records) == 1
    none = run(mapping)
    assert (none.records, none.problems) == ((), ())


def test_rows_of_nested_repeats_are_numbered_outermost_first() -> None:
    mapping = visits(joined("/children/child_id", "-", RowNumber()), for_each="/children/visits")
    children = [{"child_id": "a", "visits": [{}, {}]}, {"child_id": "b", "visits": {"date": "1"}}]
    found = run(mapping, children=children)
    assert [(r.item, r.written["code"]) for r in found.records] == [
        ((1, 1), "a-1"),
        ((1, 2), "a-2"),
        ((2, 1), "b-1"),
    ]


def test_two_records_with_one_key_are_a_problem_that_names_both() -> None:
    found = run(visits(first("/children/sex")), children=[{"sex": "m"}, {"sex": "f"}, {"sex": "m"}])
    assert kinds(found) == ["duplicate_key"]
    facts = found.problems[0].facts
    assert (facts["item"], facts["other_item"], facts["key"]) == ((3,), (1,), ("m",))
    assert all(record.made for record in found.records)


def test_true_and_1_are_two_keys_as_they_are_to_a_target() -> None:
    table = ByTable(ChoiceTable((ChoiceRow("m", True), ChoiceRow("f", 1))))
    mapping = visits(first("/children/sex"), then=(table,))
    found = run(mapping, children=[{"sex": "m"}, {"sex": "f"}])
    assert kinds(found) == []


def test_a_repeats_question_outside_its_rows_is_a_problem_and_never_the_first_row() -> None:
    found = run(with_field("Note__c", first("/children/name")), name="A", children={"name": "B"})
    assert kinds(found) == ["repeat_not_iterated"]
    result = found.records[0].field("Note__c")
    assert result is not None
    assert (result.outcome, result.value) == (Outcome.LEFT_OUT, None)
    assert result.reason == Reason(ReasonKind.REPEAT_NOT_ITERATED, q("/children/name"))


@pytest.mark.parametrize(
    ("node", "kind"),
    [(["a", "b"], ResultKind.LIST_FOUND), ({"inner": "x"}, ResultKind.GROUP_FOUND)],
)
def test_a_list_or_group_where_an_answer_was_due_is_a_named_problem(
    node: Any, kind: ResultKind
) -> None:
    default = Policy(PolicyAction.DEFAULT, "guess")
    found = run(with_field("Note__c", first("/hh/village"), if_absent=default), name="A", hh={"village": node})  # fmt: skip
    assert kinds(found) == [kind.value]
    result = found.records[0].field("Note__c")
    assert result is not None
    assert (result.outcome, result.value) == (Outcome.LEFT_OUT, None)


def test_a_fault_beside_an_answer_is_a_problem_but_keeps_the_answer() -> None:
    found = run(with_field("Note__c", first("/hh/village", "/name")), name="A", hh={"village": []})
    assert kinds(found) == ["list_found"]
    assert found.records[0].written["Note__c"] == "A"


def test_a_question_that_the_form_does_not_have_is_named_as_the_reason() -> None:
    found = note(first("/gone"))
    assert found.reason == Reason(ReasonKind.NOT_IN_FORM, q("/gone"))
    assert note(first("/gone"), answers={"gone": "still sent"}).value == "still sent"


def test_a_field_without_a_value_yet_says_so() -> None:
    found = note(None)
    assert (found.outcome, found.reason) == (Outcome.LEFT_OUT, Reason(ReasonKind.NO_VALUE_YET))


@pytest.mark.parametrize(
    "fields",
    [(), (FieldRule("LastName", note="?"),), (FieldRule("LastName", First(())),), (FieldRule("LastName", Template(())),)],
    ids=["no rule", "a note", "no source", "an empty template"],
)  # fmt: skip
def test_a_rule_whose_fields_take_nothing_makes_no_record(fields: Any) -> None:
    found = run(with_rule(fields=fields), name="Ana")
    assert (found.records, found.problems) == ((), ())


def test_a_submission_of_another_form_is_named_as_such() -> None:
    other = Submission({"id": "x", "form": {"@xmlns": "other", "case": CASE}})
    found = evaluate(MAPPING, other)
    assert found.problems[0].kind is ResultKind.OTHER_FORM
    assert found.problems[0].facts == {"expected": XMLNS, "found": "other"}
    also = replace(MAPPING, accepts=Accepts(xmlns=("other",)))
    assert not is_other_form(also, other)
    by_name = replace(MAPPING, accepts=Accepts(form_names=("Visit",)))
    assert is_other_form(by_name, other)
    assert not is_other_form(by_name, Submission({"form": {"@name": "Visit"}}))
    unknown = replace(MAPPING, form=replace(FORM, xmlns="", name=""))
    assert not is_other_form(unknown, other)


def test_keys_are_the_same_only_when_a_target_finds_them_the_same() -> None:
    rows = (Column("key", of_sources=False),), ((True,), (1,), ("1",), (1.0,))
    rule = RecordRule(
        RuleId("R"),
        "R",
        key=("K",),
        for_each=TableRows(Table(*rows)),
        fields=(FieldRule("K", First((ColumnSource("key"),))),),
    )
    found = evaluate(replace(MAPPING, rules=(rule,)), Submission({"id": "x", "form": {}}))
    same = [p for p in found.problems if p.kind is ResultKind.DUPLICATE_KEY]
    assert [problem.facts["item"] for problem in same] == [(4,)]


@pytest.mark.parametrize(
    ("value", "text"),
    [(True, "true"), (False, "false"), (3, "3"), (3.0, "3"), (0.5, "0.5"), (None, ""), ("x", "x")],
)
def test_values_as_text(value: Scalar, text: str) -> None:
    assert text_of(value) == text


def test_rules_are_run_in_their_order() -> None:
    rules = (CONTACT_RULE, RecordRule(RuleId("b"), "Visit", Operation.CREATE, fields=(FieldRule("code", first(FORM_ID)),)))  # fmt: skip
    found = run(replace(MAPPING, rules=rules), name="Ana", sex="m")
    assert [(r.rule, r.written) for r in found.records][1] == ("b", {"code": "f-1"})


def test_a_repeat_that_is_no_longer_in_the_form_is_still_read() -> None:
    questions = tuple(x for x in FORM.questions if x.id != "/children")
    mapping = replace(visits(first("/children/child_id")), form=replace(FORM, questions=questions))
    assert len(run(mapping, children=[{"child_id": "a"}, {"child_id": "b"}]).records) == 2


def test_the_samples_are_answered_as_their_names_say() -> None:
    folder = Path(__file__).parents[2] / "resources" / "sample" / "practice"
    rule = RecordRule(
        RuleId("Child"),
        "Visit",
        Operation.CREATE,
        for_each=QuestionId("/children"),
        fields=(FieldRule("code", first("/children/name")),),
    )
    names = {"no-children": [], "one-child": ["Neema"], "two-children": ["Baraka", "Zawadi"]}
    for name, expected in names.items():
        body = json.loads((folder / f"anc_visit-{name}.json").read_text("utf-8"))
        found = evaluate(replace(MAPPING, rules=(rule,)), Submission(body))
        assert [record.written["code"] for record in found.records] == expected


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(("a", "b", "c", "r", "s", "x", "y", "m", "item", "case", "meta", "@case_id", "#text", "t", "@i")),
        inner,
        max_size=4,
    ),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(mappings, json_values, st.dictionaries(st.sampled_from(("id", "attachments")), json_values))
def test_any_mapping_on_any_body_gives_records_and_never_fails(
    mapping: Mapping, form: Any, body: dict[str, Any]
) -> None:
    found = evaluate(mapping, Submission({**body, "form": form}))
    for record in found.records:
        assert set(record.key_values) <= set(record.written)
        if record.made:
            assert set(record.key_values) == set(record.key)
        for result in record.fields:
            if result.reason is not None:
                assert reason_words(result.reason)
    for problem in found.problems:
        assert message(problem)
