"""Why a target field has no value: what is certain, and what only remains possible."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from mapper_gui.mapping.blank import Blank, BlankKind, BlankReason, Build
from mapper_gui.mapping.conditions import Compare, Operator
from mapper_gui.mapping.evaluate import Evaluation, evaluate
from mapper_gui.mapping.form import Choice, Form, Kind, Question, QuestionId
from mapper_gui.mapping.mapping import (
    Chosen,
    Column,
    FieldRule,
    ForEach,
    Mapping,
    RecordRule,
    RuleId,
    Table,
    TableRows,
)
from mapper_gui.mapping.other_version import SignKind
from mapper_gui.mapping.source import (
    AttachmentSource,
    CaseSource,
    ColumnSource,
    MetaSource,
    NamedValue,
    QuestionSource,
    RowNumber,
    Source,
)
from mapper_gui.mapping.steps import Clean, Cleanup, NumberKind, ToNumber
from mapper_gui.mapping.submission import Submission
from mapper_gui.mapping.values import (
    ByTable,
    Case,
    Cases,
    ChoiceRow,
    ChoiceTable,
    Constant,
    First,
    Policy,
    PolicyAction,
    Step,
    Take,
    TargetLookup,
    Template,
    Value,
)
from mapper_gui.mapping.why_blank import Blanks, why_blank

IS_F = "#form/sex = 'f'"


def question(path: str, kind: Kind = Kind.TEXT, when: str = "", *choices: str) -> Question:
    return Question(
        QuestionId(path),
        kind,
        display_condition=when,
        choices=tuple(Choice(choice) for choice in choices),
    )


FORM = Form(
    (
        question("/name"),
        question("/sex", Kind.SINGLE, "", "f", "m"),
        question("/pregnant", Kind.SINGLE, IS_F, "yes", "no"),
        question("/anc", Kind.GROUP, "#form/pregnant = 'yes'"),
        question("/anc/visits", Kind.INTEGER),
        question("/anc/place", Kind.TEXT, "#form/anc/visits > 2"),
        question("/of-case", Kind.TEXT, "#case/known = 'yes'"),
        question("/photo", Kind.IMAGE),
        question("/code", Kind.HIDDEN),
        question("/signs", Kind.MULTIPLE, "", "fever", "cough"),
        question("/child", Kind.REPEAT),
        question("/child/age", Kind.INTEGER),
        question("/child/school", Kind.TEXT, "#form/child/age >= 6"),
        question("/extra", Kind.REPEAT, IS_F),
        question("/extra/x"),
    ),
    xmlns="http://x",
)
BODY: dict[str, Any] = {
    "@xmlns": "http://x",
    "name": "Ana",
    "sex": "m",
    "photo": "",
    "code": "",
    "signs": "fever",
    "child": [{"age": "3"}, {"age": "9", "school": ""}],
    "meta": {"username": "chw", "app_build_version": 18},
}
TABLE = ChoiceTable((ChoiceRow("fever", "F"), ChoiceRow("cough", "")))


def q(path: str) -> QuestionSource:
    return QuestionSource(QuestionId(path))


def mapping_of(
    take: Take | Source | str,
    *then: Step,
    for_each: ForEach | None = None,
    form: Form = FORM,
    **named: Any,
) -> Mapping:
    if isinstance(take, str):
        take = First((q(take),))
    elif not isinstance(take, Take):
        take = First((take,))
    rule = RecordRule(
        RuleId("R"), "R", for_each=for_each, fields=(FieldRule("x", take, then),), **named
    )
    return Mapping(form=form, rules=(rule,))


def submission(*, build: str = "", **answers: Any) -> Submission:
    form = {k: v for k, v in {**BODY, **answers}.items() if v is not None}
    return Submission({"id": "f-1", "build_id": build, "form": form})


def why(
    mapping: Mapping,
    given: Submission | None = None,
    builds: dict[str, Form] | None = None,
    record: int = 0,
) -> Blank:
    evaluation = evaluate(mapping, given or submission())
    found = why_blank(mapping, evaluation, evaluation.records[record], "x", builds)
    assert found is not None
    return found


def only(blank: Blank) -> BlankReason:
    assert len(blank.reasons) == 1, blank.reasons
    return blank.reasons[0]


def kinds(blank: Blank) -> list[tuple[BlankKind, bool]]:
    return [(reason.kind, reason.certain) for reason in blank.reasons]


def test_a_field_with_a_value_is_not_blank() -> None:
    mapping = mapping_of("/name")
    evaluation = evaluate(mapping, submission())
    assert why_blank(mapping, evaluation, evaluation.records[0], "x") is None
    assert why_blank(mapping, evaluation, evaluation.records[0], "no such field") is None


def test_a_false_display_condition_is_certain_and_told_with_its_answers() -> None:
    blank = why(mapping_of("/pregnant"))
    reason = only(blank)
    assert (reason.kind, blank.certain, blank.look_up) == (BlankKind.NOT_ASKED, True, None)
    assert reason.shown is not None
    assert reason.shown.condition == IS_F
    assert [(each.question, each.answer.value) for each in reason.read] == [("/sex", "m")]


def test_a_group_that_was_not_shown_hides_what_is_in_it() -> None:
    reason = only(why(mapping_of("/anc/visits")))
    assert reason.kind is BlankKind.PARENT_NOT_SHOWN
    assert reason.certain
    assert reason.shown is not None
    assert reason.shown.question == "/anc"


def test_a_question_that_is_there_without_text_was_left_blank() -> None:
    assert kinds(why(mapping_of("/name"), submission(name=""))) == [(BlankKind.LEFT_BLANK, True)]
    assert kinds(why(mapping_of("/code"))) == [(BlankKind.CALCULATED_BLANK, True)]


def test_a_condition_that_holds_leaves_the_version_as_possible_with_the_look_up_that_decides() -> (
    None
):
    blank = why(mapping_of("/pregnant"), submission(sex="f", build="b18"))
    assert kinds(blank) == [(BlankKind.NOT_IN_VERSION, False)]
    assert (blank.certain, blank.look_up) == (False, Build("b18", "18"))


def test_without_a_condition_nothing_is_certain() -> None:
    assert kinds(why(mapping_of("/name"), submission(name=None))) == [
        (BlankKind.NOT_IN_VERSION, False)
    ]


def test_a_condition_that_cannot_be_evaluated_is_possible_and_says_what_it_needs() -> None:
    blank = why(mapping_of("/of-case"))
    assert kinds(blank) == [(BlankKind.NOT_ASKED, False), (BlankKind.NOT_IN_VERSION, False)]
    assert blank.reasons[0].shown is not None
    assert [each.text for each in blank.reasons[0].shown.not_evaluated] == ["#case/known"]


@pytest.mark.parametrize(
    ("answers", "sign"),
    [
        ({"sex": "m", "newer": "1"}, SignKind.UNKNOWN_ANSWER),
        ({"signs": "fever headache"}, SignKind.UNKNOWN_CHOICE),
        ({"name": None}, SignKind.ANSWER_MISSING),
        ({"anc": {"visits": "3"}}, SignKind.SHOWN_ALL_THE_SAME),
        ({"@xmlns": "http://other"}, SignKind.OTHER_XMLNS),
    ],
    ids=lambda value: value.value if isinstance(value, SignKind) else "",
)
def test_a_sign_of_another_version_makes_a_false_condition_possible_only(
    answers: dict[str, Any], sign: SignKind
) -> None:
    blank = why(mapping_of("/pregnant"), submission(**answers))
    assert kinds(blank) == [(BlankKind.NOT_ASKED, False), (BlankKind.NOT_IN_VERSION, False)]
    assert blank.reasons[0].sign is not None
    assert blank.reasons[0].sign.kind is sign


def test_what_commcare_adds_is_no_sign_of_another_version() -> None:
    case = {"@case_id": "c", "update": {"x": "1"}}
    given = submission(
        case=case,
        subcase_0={"case": case},
        commcare_usercase={"case": case},
        child=[{"age": "3", "case": case}],
    )
    assert why(mapping_of("/pregnant"), given).certain


def test_with_the_structure_of_its_version_a_question_that_was_not_there_yet_is_certain() -> None:
    older = replace(FORM, questions=tuple(e for e in FORM.questions if e.id != "/pregnant"))
    blank = why(mapping_of("/pregnant"), submission(build="b11"), {"b11": older})
    assert kinds(blank) == [(BlankKind.NOT_IN_VERSION, True)]
    assert blank.build == Build("b11", "18")


def test_with_the_structure_of_its_version_the_condition_of_then_counts() -> None:
    changed = tuple(
        replace(e, display_condition="#form/name = 'x'") if e.id == "/pregnant" else e
        for e in FORM.questions
    )
    builds = {"b": replace(FORM, questions=changed)}
    reason = only(why(mapping_of("/pregnant"), submission(sex="f", build="b"), builds))
    assert (reason.kind, reason.certain) == (BlankKind.NOT_ASKED, True)
    assert reason.shown is not None
    assert reason.shown.condition == "#form/name = 'x'"


def test_a_shown_question_of_a_known_version_that_is_not_there_is_not_explained() -> None:
    blank = why(mapping_of("/name"), submission(name=None, build="b"), {"b": FORM})
    assert kinds(blank) == [(BlankKind.UNEXPLAINED, False)]
    assert blank.look_up is None


def test_in_a_repeat_the_condition_is_asked_in_the_row() -> None:
    mapping = mapping_of("/child/school", for_each=QuestionId("/child"))
    assert kinds(why(mapping, record=0)) == [(BlankKind.NOT_ASKED, True)]
    assert kinds(why(mapping, record=1)) == [(BlankKind.LEFT_BLANK, True)]


def test_a_question_that_the_form_does_not_have_is_named_so() -> None:
    assert kinds(why(mapping_of("/renamed"))) == [(BlankKind.NOT_IN_FORM, True)]


def test_of_several_sources_each_has_its_reason() -> None:
    blank = why(mapping_of(First((q("/pregnant"), q("/code")))))
    assert [(reason.kind, reason.source) for reason in blank.reasons] == [
        (BlankKind.NOT_ASKED, q("/pregnant")),
        (BlankKind.CALCULATED_BLANK, q("/code")),
    ]
    assert blank.certain


def test_of_a_text_only_the_missing_parts_are_explained() -> None:
    reason = only(why(mapping_of(Template((q("/name"), "-", q("/pregnant"))))))
    assert reason.source == q("/pregnant")


def test_a_choice_outside_the_table_is_certain() -> None:
    reason = only(why(mapping_of("/signs", ByTable(TABLE)), submission(signs="headache")))
    assert (reason.kind, reason.value) == (BlankKind.OUTSIDE_TABLE, "headache")
    assert reason.certain


def test_a_table_that_gives_nothing_is_certain() -> None:
    reason = only(why(mapping_of("/signs", ByTable(TABLE)), submission(signs="cough")))
    assert (reason.kind, reason.value) == (BlankKind.TABLE_GIVES_NOTHING, "cough")


def test_a_step_that_cannot_read_its_value_is_named_with_it() -> None:
    steps = (Clean(Cleanup.TRIM), ToNumber(NumberKind.WHOLE))
    reason = only(why(mapping_of("/name", *steps)))
    assert reason.kind is BlankKind.STEP_CANNOT_READ
    assert (reason.step, reason.value, reason.wanted) == (1, "Ana", "number")
    assert reason.certain


def test_a_step_that_makes_an_answer_empty_is_named_with_it() -> None:
    reason = only(why(mapping_of("/name", Clean(Cleanup.TRIM)), submission(name="  ")))
    assert (reason.kind, reason.step, reason.value) == (BlankKind.STEP_GIVES_NOTHING, 0, "  ")


def test_no_condition_of_ordered_rules_holds() -> None:
    when = Compare(q("/sex"), Operator.EQUAL, ("f",))
    reason = only(why(mapping_of(Cases((Case(when, Constant("F")),)))))
    assert reason.kind is BlankKind.NO_CASE_HOLDS
    assert [(trace.source, trace.answer.value) for trace in reason.asked] == [(q("/sex"), "m")]


def test_a_target_lookup_without_a_sample_answer() -> None:
    reason = only(why(mapping_of(TargetLookup("User", "Name", q("/name"), "Id"))))
    assert (reason.kind, reason.value) == (BlankKind.NO_SAMPLE_ANSWER, "Ana")


@pytest.mark.parametrize(
    ("source", "answers", "kind"),
    [
        (MetaSource("deviceID"), {}, BlankKind.NOT_SENT),
        (CaseSource("/case", "@case_id"), {}, BlankKind.NO_CASE_BLOCK),
        (
            CaseSource("/case", "update/dob"),
            {"case": {"@case_id": "c"}},
            BlankKind.NOT_IN_CASE_BLOCK,
        ),
        (AttachmentSource(QuestionId("/photo")), {"photo": "1.jpg"}, BlankKind.NO_ATTACHMENT),
        (AttachmentSource(QuestionId("/photo")), {}, BlankKind.LEFT_BLANK),
    ],
    ids=lambda value: value.value if isinstance(value, BlankKind) else "",
)
def test_sources_beside_the_questions(source: Source, answers: Any, kind: BlankKind) -> None:
    assert kinds(why(mapping_of(source), submission(**answers))) == [(kind, True)]


def test_a_named_value_is_looked_through() -> None:
    mapping = mapping_of(NamedValue("p"))
    mapping = replace(mapping, named_values={"p": Value(First((q("/pregnant"),)))})
    reason = only(why(mapping))
    assert (reason.kind, reason.source) == (BlankKind.NOT_ASKED, q("/pregnant"))


def test_a_cell_of_the_table_is_looked_through() -> None:
    table = Table((Column("q"),), ((q("/pregnant"),), (None,), (q("/code"),)))
    mapping = mapping_of(ColumnSource("q"), for_each=TableRows(table))
    assert kinds(why(mapping, record=0)) == [(BlankKind.NOT_ASKED, True)]
    assert kinds(why(mapping, record=1)) == [(BlankKind.EMPTY_CELL, True)]
    assert kinds(why(mapping, record=2)) == [(BlankKind.CALCULATED_BLANK, True)]


def test_a_repeat_that_the_rule_does_not_go_through_is_the_rule_at_fault() -> None:
    reason = only(why(mapping_of("/child/age")))
    assert reason.kind is BlankKind.RULE
    assert reason.certain


def test_a_default_that_was_written_is_explained_too() -> None:
    rule = FieldRule("x", First((q("/pregnant"),)), if_absent=Policy(PolicyAction.DEFAULT, "no"))
    mapping = Mapping(form=FORM, rules=(RecordRule(RuleId("R"), "R", fields=(rule,)),))
    assert only(why(mapping)).kind is BlankKind.NOT_ASKED


def evaluated(mapping: Mapping, **answers: Any) -> tuple[Evaluation, Blanks]:
    return evaluate(mapping, submission(**answers)), Blanks(mapping)


def test_a_record_whose_condition_is_false_says_so_with_the_answers() -> None:
    when = Compare(q("/child/age"), Operator.EQUAL, ("9",))
    mapping = mapping_of("/child/school", for_each=QuestionId("/child"), when=when)
    evaluation, blanks = evaluated(mapping)
    found = blanks.why_not_made(evaluation, evaluation.records[0])
    assert found is not None
    assert kinds(found) == [(BlankKind.RECORD_CONDITION, True)]
    assert [trace.answer.value for trace in found.reasons[0].asked] == ["3"]
    assert blanks.why_not_made(evaluation, evaluation.records[1]) is None


def test_a_missing_key_is_named_with_why_it_is_missing() -> None:
    mapping = mapping_of("/pregnant", key=("x",))
    evaluation, blanks = evaluated(mapping)
    found = blanks.why_not_made(evaluation, evaluation.records[0])
    assert found is not None
    assert kinds(found) == [(BlankKind.KEY_MISSING, True), (BlankKind.NOT_ASKED, True)]
    assert found.reasons[0].field == "x"


def test_a_field_that_stops_its_record_is_named_with_why() -> None:
    stop = FieldRule("x", First((q("/pregnant"),)), if_absent=Policy(PolicyAction.STOP))
    mapping = Mapping(form=FORM, rules=(RecordRule(RuleId("R"), "R", fields=(stop,)),))
    evaluation, blanks = evaluated(mapping)
    found = blanks.why_not_made(evaluation, evaluation.records[0])
    assert found is not None
    assert kinds(found) == [(BlankKind.STOPPED, True), (BlankKind.NOT_ASKED, True)]


@pytest.mark.parametrize(
    ("for_each", "answers", "wanted"),
    [
        (QuestionId("/child"), {"child": None}, [(BlankKind.NO_ROWS, True)]),
        (
            QuestionId("/extra"),
            {},
            [(BlankKind.NO_ROWS, True), (BlankKind.NOT_ASKED, True)],
        ),
        (
            Chosen(QuestionId("/signs")),
            {"signs": ""},
            [(BlankKind.NOTHING_CHOSEN, True), (BlankKind.LEFT_BLANK, True)],
        ),
    ],
    ids=["a repeat without rows", "a repeat that was not shown", "nothing was ticked"],
)
def test_a_rule_that_gives_nothing_at_all_says_why(
    for_each: ForEach, answers: Any, wanted: list[tuple[BlankKind, bool]]
) -> None:
    mapping = mapping_of(RowNumber(), for_each=for_each)
    evaluation, blanks = evaluated(mapping, **answers)
    found = blanks.why_no_records(evaluation, mapping.rules[0])
    assert found is not None
    assert kinds(found) == wanted


def test_a_submission_that_the_mapping_does_not_accept_says_so() -> None:
    mapping = mapping_of("/name")
    when = Compare(MetaSource("username"), Operator.NOT_EQUAL, ("chw",))
    mapping = replace(mapping, accepts=replace(mapping.accepts, when=when))
    evaluation, blanks = evaluated(mapping)
    found = blanks.why_no_records(evaluation, mapping.rules[0])
    assert found is not None
    assert kinds(found) == [(BlankKind.NOT_ACCEPTED, True)]
    assert [trace.answer.value for trace in found.reasons[0].asked] == ["chw"]


def test_one_explainer_serves_many_submissions() -> None:
    mapping = mapping_of("/pregnant")
    blanks = Blanks(mapping)
    found = []
    for sex in ("m", "f", "m"):
        evaluation = evaluate(mapping, submission(sex=sex))
        blank = blanks.why(evaluation, evaluation.records[0], "x")
        found.append(blank is not None and blank.certain)
    assert found == [True, False, True]
