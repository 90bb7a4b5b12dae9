"""A field that is made without notes is what it is with them; it is explained when it is asked."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

import pytest
from clinic import CONTACT_RULE, MAPPING, first, submission
from made_up_mappings import made_up, made_up_body
from usual_mapping import KINDS, usual_body, usual_mapping

from mapper_gui.mapping.evaluate import evaluate, items_of
from mapper_gui.mapping.field_making import FieldMaking
from mapper_gui.mapping.mapping import FieldRule, Mapping
from mapper_gui.mapping.result import FieldResult, Outcome, ReasonKind
from mapper_gui.mapping.scope import Setting, Walk
from mapper_gui.mapping.source import NamedValue
from mapper_gui.mapping.steps import Clean, Cleanup, Code, ToNumber
from mapper_gui.mapping.steps import NumberKind as Numbers
from mapper_gui.mapping.submission import Submission
from mapper_gui.mapping.values import First, Template, Value


def assert_same_with_notes(mapping: Mapping, body: dict[str, Any]) -> int:
    """Every field of every item, made both ways; how many."""
    count = 0
    for rule in mapping.rules:
        repeats = (*mapping.form.repeats_around(rule.repeat), rule.repeat) if rule.repeat else ()
        setting = Setting(mapping, repeats)
        makings = [FieldMaking(setting, f, is_key=f.field in rule.key) for f in rule.fields]
        for scope, _ in items_of(mapping, rule, Submission(body)):
            quiet = Walk(quiet=True)
            for making in makings:
                assert making.result(scope, quiet) == making.explained(scope)
                count += 1
    return count


@pytest.mark.parametrize(
    "seeds", [range(start, start + 40) for start in range(0, 160, 40)], ids=str
)
def test_a_made_up_field_is_the_same_with_notes_and_without(seeds: range) -> None:
    count = 0
    for seed in seeds:
        mapping, body = made_up(seed)
        count += assert_same_with_notes(mapping, body)
        count += assert_same_with_notes(mapping, made_up_body(Random(seed + 10_000)))
    assert count > 300


def test_the_usual_fields_are_the_same_with_notes_and_without() -> None:
    mapping = usual_mapping()
    assert sum(len(rule.fields) for rule in mapping.rules) == sum(KINDS.values()) == 100
    for seed in range(5):
        assert assert_same_with_notes(mapping, usual_body(seed)) >= 100


def results(*fields: FieldRule, mapping: Mapping = MAPPING, **answers: Any) -> list[FieldResult]:
    """The results of these fields of one record."""
    rule = replace(CONTACT_RULE, key=(), fields=fields)
    [record] = evaluate(replace(mapping, rules=(rule,)), submission(**answers)).records
    return list(record.fields)


def test_a_field_that_tells_no_problem_is_explained_when_it_is_asked() -> None:
    [plain, bad] = results(
        FieldRule("A", first("/name"), (Clean(Cleanup.UPPER),)),
        FieldRule("B", first("/name"), (ToNumber(Numbers.WHOLE),)),
        name="Ana",
    )
    assert plain.explained is None
    assert [stage.value for stage in plain.stages] == ["Ana", "ANA"]
    assert plain.explained is not None
    assert bad.explained is not None
    assert [each.value for each in bad.unreadable] == ["Ana"]


def test_a_named_value_at_fault_is_told_by_every_field_that_uses_it() -> None:
    values = {"n": Value(first("/name"), (ToNumber(Numbers.WHOLE),))}
    mapping = replace(MAPPING, named_values=values)
    of_name = First((NamedValue("n"),))
    found = results(
        FieldRule("A", of_name), FieldRule("B", Template((NamedValue("n"), "x"))), mapping=mapping,
        name="Ana",
    )  # fmt: skip
    assert [[each.value for each in field.unreadable] for field in found] == [["Ana"], ["Ana"]]


class Engine:
    """Counts how often it is asked."""

    count = 0

    def run(self, body: str, value: Any, submission: Any, row: Any) -> Any:
        self.count += 1
        return "made"


def test_code_is_run_once_whoever_asks_afterwards() -> None:
    engine = Engine()
    fields = (FieldRule("A", first("/name"), (Code("return value"),)),)
    mapping = replace(MAPPING, rules=(replace(CONTACT_RULE, key=(), fields=fields),))
    [record] = evaluate(mapping, submission(name="Ana"), engine).records
    [field] = record.fields
    assert [stage.value for stage in field.stages] == ["Ana", "made"]
    assert engine.count == 1


def test_why_a_field_is_left_out_is_known_when_it_is_asked() -> None:
    [field] = results(FieldRule("A", first("/name")))
    assert (field.outcome, field.explained) == (Outcome.LEFT_OUT, None)
    assert field.reason is not None
    assert field.reason.kind is ReasonKind.ABSENT
