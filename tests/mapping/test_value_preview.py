"""What each named value gives on the open submission, in the rows of what uses it."""

from dataclasses import replace

from clinic import CONTACT_RULE, MAPPING, first, joined, submission

from mapper_gui.mapping.evaluate import Outcome, ReasonKind
from mapper_gui.mapping.form import QuestionId
from mapper_gui.mapping.mapping import FieldRule, Mapping
from mapper_gui.mapping.source import NamedValue, RowNumber
from mapper_gui.mapping.value_preview import value_results
from mapper_gui.mapping.values import Value

CHILDREN = submission(name="Ana", children=[{"name": "Bo"}, {"name": "Cy"}])


def with_values(**values: Value) -> Mapping:
    return replace(MAPPING, named_values=values)


def test_a_value_that_nothing_uses_is_made_once() -> None:
    (found,) = value_results(with_values(n=Value(first("/name"))), CHILDREN)["n"]
    assert found.value == "Ana"


def test_a_value_of_a_repeat_is_made_for_each_row() -> None:
    results = value_results(with_values(n=Value(first("/children/name"))), CHILDREN)["n"]
    assert [each.value for each in results] == ["Bo", "Cy"]


def test_a_value_is_made_for_what_the_rule_that_uses_it_goes_through() -> None:
    mapping = with_values(n=Value(joined("/name", "-", RowNumber())))
    uses = FieldRule("Note__c", first(NamedValue("n")))
    rule = replace(CONTACT_RULE, for_each=QuestionId("/children"), fields=(uses,))
    results = value_results(replace(mapping, rules=(rule,)), CHILDREN)["n"]
    assert [each.value for each in results] == ["Ana-1", "Ana-2"]


def test_values_in_a_circle_have_no_value_and_say_so() -> None:
    values = {"a": Value(first(NamedValue("b"))), "b": Value(first(NamedValue("a")))}
    (found,) = value_results(with_values(**values), CHILDREN)["a"]
    assert found.outcome is Outcome.LEFT_OUT
    assert found.reason is not None
    assert found.reason.kind is ReasonKind.CIRCLE


def test_a_mapping_without_named_values_has_no_results() -> None:
    assert value_results(MAPPING, CHILDREN) == {}
