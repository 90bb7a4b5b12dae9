"""What a runner cannot do is said in a sentence that helps."""

import pytest

from mapper_gui.mapping.conditions import Compare, Operator
from mapper_gui.mapping.form import QuestionId
from mapper_gui.mapping.problem import InRule, Problem, Severity
from mapper_gui.mapping.runner_problems import Limit, RunnerKind, Unheld, Why
from mapper_gui.mapping.source import FORM_ID, QuestionSource
from mapper_gui.mapping.steps import Clean, Cleanup, Code
from mapper_gui.mapping.values import EachChoice, TargetLookup
from mapper_gui.wording.problems import message
from mapper_gui.wording.runner_reasons import limit_words

FACTS = {
    RunnerKind.NOTHING_MAPPED: {},
    RunnerKind.NUMBER_TOO_LARGE: {"values": (2**53 + 1, 1e300)},
    RunnerKind.TRIGGER_BY_NAME: {"names": ("Visit",)},
    RunnerKind.SEVERAL_FILTERS: {"count": 2},
    RunnerKind.WORKBOOK_CUT: {"count": 3, "limit": 32767},
    RunnerKind.NOT_EXPRESSIBLE: {"runner": "commcare-export", "what": "a b"},
    RunnerKind.OPERATION_IS_UPSERT: {"runner": "commcare-export", "operation": "create"},
    RunnerKind.NULL_IS_LEFT_OUT: {"runner": "commcare-export"},
    RunnerKind.REFERENCE_AS_VALUE: {
        "runner": "commcare-export",
        "object": "Household",
        "other_field": "Code",
    },
    RunnerKind.CODE_TOO_NEW: {"syntax": ("?.", "class")},
    RunnerKind.UID_FROM_KEY: {"fields": ("w75KJ2mc4zz",)},
    RunnerKind.EDGE_TOO_LONG: {"length": 300, "limit": 255},
    RunnerKind.SAME_FORMS: {"names": ("visit", "visit 2")},
    RunnerKind.SPLITS_AT_WHITE_SPACE: {"runner": "commcare-export", "source": "/hh/where"},
    RunnerKind.ONE_KEY_FIELD: {"runner": "Data Loader", "fields": ("A__c", "B__c")},
    RunnerKind.KEY_FIELD_NOT_TAKEN: {
        "runner": "Data Loader",
        "fields": ("A__c",),
        "key_fields": ("Id",),
    },
    RunnerKind.NO_RELATIONSHIP: {"runner": "Data Loader", "object": "Household"},
    RunnerKind.NULLS_AS_MARK: {"runner": "Data Loader", "mark": "#N/A"},
    RunnerKind.CREATE_CAN_UPDATE: {"runner": "the case importer", "fields": ("external_id",)},
    RunnerKind.NEW_CASE_ID: {"runner": "The case importer"},
    RunnerKind.RESERVED_COLUMN: {"runner": "The case importer", "columns": ("type",)},
    RunnerKind.PROPERTY_NAME: {"columns": ("first name",)},
    RunnerKind.NEEDS_COLUMN: {"runner": "The case importer", "column": "name"},
    RunnerKind.TOO_MANY_FILES: {"runner": "the case importer", "count": 60, "limit": 40},
    RunnerKind.SUBMISSIONS_LEFT_OUT: {"count": 3, "of": 10},
    RunnerKind.NO_ROWS: {"of": 10},
    RunnerKind.VALUE_NOT_HELD: {"runner": "Data Loader", "values": ("#N/A",)},
}


@pytest.mark.parametrize("kind", RunnerKind, ids=str)
def test_every_kind_has_a_sentence_with_its_facts(kind: RunnerKind) -> None:
    text = message(Problem(kind, Severity.ERROR, InRule(), FACTS[kind]))
    assert text.endswith(".")
    assert "{" not in text
    for value in FACTS[kind].values():
        for one in value if isinstance(value, tuple) else (value,):
            assert str(one) in text


@pytest.mark.parametrize("unheld", Unheld, ids=str)
def test_every_reason_why_a_value_is_not_held_has_words(unheld: Unheld) -> None:
    facts = {"runner": "Data Loader", "values": ("x",), "unheld": unheld}
    problem = Problem(RunnerKind.VALUE_NOT_HELD, Severity.ERROR, InRule("A", "b"), facts)
    assert "does not fit" not in message(problem)


@pytest.mark.parametrize("why", Why, ids=str)
def test_every_reason_why_something_cannot_be_said_has_a_sentence(why: Why) -> None:
    facts = {"runner": "commcare-export", "why": why, "what": Clean(Cleanup.UPPER)}
    text = message(Problem(RunnerKind.NOT_EXPRESSIBLE, Severity.ERROR, InRule(), facts))
    assert text.startswith("commcare-export cannot express in upper case. ")
    assert text.endswith(".")
    assert "{" not in text


@pytest.mark.parametrize("limit", Limit, ids=str)
def test_every_limit_has_words(limit: Limit) -> None:
    assert limit_words(limit)


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (None, "commcare-export cannot express this."),
        (QuestionSource(QuestionId("/id")), "commcare-export cannot express /id."),
        (EachChoice("Shared"), "each choice by the shared choice table “Shared”, joined by “;”."),
        (TargetLookup("Site", "Code", FORM_ID, "Id"), "Id of the Site whose Code is form id."),
        (Compare(FORM_ID, Operator.CONTAINS, ("a",)), "form id contains “a”."),
        (("A", "a"), "“A”, “a”."),
        (7, "7."),
    ],
)
def test_what_cannot_be_said_is_named_as_it_reads_in_the_rule(part: object, words: str) -> None:
    facts = {"runner": "commcare-export", "what": part}
    text = message(Problem(RunnerKind.NOT_EXPRESSIBLE, Severity.ERROR, InRule(), facts))
    assert text.endswith(words)


def test_code_that_a_runner_lacks_is_called_code() -> None:
    facts = {"runner": "commcare-export", "what": Code("return 1"), "why": Why.NO_CODE}
    problem = Problem(RunnerKind.NOT_EXPRESSIBLE, Severity.ERROR, InRule(), facts)
    assert message(problem).startswith("commcare-export cannot express code. It runs no")
