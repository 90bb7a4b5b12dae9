"""What is shown of a submission while what people typed is masked."""

from dataclasses import replace
from typing import Any

import pytest

from mapper_gui.mapping.conditions import Compare, Operator
from mapper_gui.mapping.evaluate import evaluate
from mapper_gui.mapping.form import Choice, Form, Kind, Question, QuestionId
from mapper_gui.mapping.judging import judged
from mapper_gui.mapping.mapping import FieldRule, Mapping, Operation, RecordRule, RuleId
from mapper_gui.mapping.masked import MASK, Masking
from mapper_gui.mapping.result import Outcome, ResultKind
from mapper_gui.mapping.source import NamedValue, QuestionSource
from mapper_gui.mapping.steps import Code, NumberKind, ToNumber
from mapper_gui.mapping.submission import Submission
from mapper_gui.mapping.value_preview import value_results
from mapper_gui.mapping.values import First, Step, Value
from mapper_gui.mapping.why_blank import Blanks

KINDS = {
    "name": (Kind.TEXT, "Ana"),
    "born": (Kind.DATE, "1990-01-02"),
    "place": (Kind.GPS, "-18.9 47.5 0 0"),
    "scan": (Kind.BARCODE, "X-99"),
    "pump": (Kind.SINGLE, "borehole"),
}


def _mapping() -> Mapping:
    questions = tuple(
        Question(
            QuestionId(f"/{name}"), kind, choices=(Choice("borehole"),) if name == "pump" else ()
        )
        for name, (kind, _) in KINDS.items()
    )
    fields = tuple(_field(name, name) for name in KINDS)
    rule = RecordRule(RuleId("R"), "R", Operation.CREATE, fields=fields)
    return Mapping(form=Form(questions=questions), rules=(rule,))


def _field(field: str, question: str, *then: Step) -> FieldRule:
    return FieldRule(field, First((QuestionSource(QuestionId(f"/{question}")),)), then)


def _submission() -> Submission:
    return Submission({"id": "f1", "form": {name: value for name, (_, value) in KINDS.items()}})


def _with(mapping: Mapping, *fields: FieldRule, **changes: Any) -> Mapping:
    rule = mapping.rules[0]
    rule = replace(rule, fields=(*rule.fields, *fields), **changes)
    return replace(mapping, rules=(rule,))


def _values(mapping: Mapping) -> dict[str, Any]:
    shown = Masking(mapping).evaluation(evaluate(mapping, _submission()))
    return {each.field: each.value for each in shown.records[0].fields}


@pytest.mark.parametrize("name", ["name", "born", "place", "scan"])
def test_a_typed_answer_is_covered_wherever_it_stands(name: str) -> None:
    mapping = _mapping()
    shown = Masking(mapping).evaluation(evaluate(mapping, _submission()))
    result = shown.records[0].field(name)
    assert result is not None
    assert (result.outcome, result.value) == (Outcome.WRITTEN, MASK)
    assert [each.answer.value for each in result.traces] == [MASK]
    assert {each.value for each in result.stages} == {MASK}
    assert shown.submission.masked


def test_choice_ids_stay() -> None:
    assert _values(_mapping())["pump"] == "borehole"


def test_what_named_values_and_code_make_of_an_answer_is_covered() -> None:
    code = Value(First((QuestionSource(QuestionId("/pump")),)), (Code("return 1"),))
    values = {"who": Value(First((QuestionSource(QuestionId("/name")),))), "code": code}
    fields = [FieldRule(name, First((NamedValue(name),))) for name in values]
    mapping = replace(_with(_mapping(), *fields), named_values=values)
    assert _values(mapping)["who"] == MASK
    masking = Masking(mapping)
    assert masking.hides(NamedValue("code"))
    found = masking.value_results(value_results(mapping, _submission()))
    assert [each.value for each in found["who"]] == [MASK]


def test_a_problem_and_the_reason_do_not_quote_the_answer() -> None:
    mapping = _with(_mapping(), _field("age", "name", ToNumber(NumberKind.WHOLE)))
    shown = Masking(mapping).evaluation(evaluate(mapping, _submission()))
    [problem] = [each for each in shown.problems if each.kind is ResultKind.UNREADABLE]
    assert problem.facts["value"] == MASK
    blank = Blanks(mapping).why(shown, shown.records[0], "age")
    assert blank is not None
    assert "Ana" not in repr(blank)
    assert MASK in repr(blank)


def test_a_condition_is_judged_on_the_answers_and_told_without_them() -> None:
    name, pump = (QuestionSource(QuestionId(f"/{each}")) for each in ("name", "pump"))
    submission = replace(_submission(), masked=True)
    for source, operand, told in ((name, "Ana", MASK), (pump, "borehole", "borehole")):
        condition = Compare(source, Operator.EQUAL, (operand,))
        [(_, found)] = judged(_mapping(), None, condition, submission).items
        assert found.holds
        assert found.left is not None
        assert found.left.value == told
