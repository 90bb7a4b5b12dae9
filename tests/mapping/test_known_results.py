"""An edit evaluated with what is known gives exactly what evaluating everything anew gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from clinic import CONTACT_RULE, MAPPING, SEX_TABLE, first, submission

from mapper_gui.mapping import choice_edit, edit
from mapper_gui.mapping.evaluate import evaluate
from mapper_gui.mapping.form import QuestionId
from mapper_gui.mapping.known_results import KnownResults
from mapper_gui.mapping.mapping import FieldRule, Mapping, RecordRule, RuleId
from mapper_gui.mapping.source import CASE_ID
from mapper_gui.mapping.values import ByTable, ChoiceTable, Constant, Policy, PolicyAction, Template

CHILD = RecordRule(
    RuleId("Visit"),
    "Visit",
    key=("code",),
    for_each=QuestionId("/children"),
    fields=(
        FieldRule("code", Template((CASE_ID, "-", *first("/children/child_id").sources))),
        FieldRule("date", first("/visit_date")),
        FieldRule("sex", first("/children/sex"), (ByTable("sexes"),)),
    ),
)
BEFORE = replace(
    MAPPING,
    rules=(CONTACT_RULE, CHILD),
    choice_tables={"sexes": SEX_TABLE.table},
)
ANA = submission(
    name="Ana",
    sex="x",
    case={"@case_id": "c-1"},
    children=[{"child_id": "a", "sex": "m"}, {"child_id": "b"}, {"sex": "q"}],
)

EDITS: dict[str, Callable[[Mapping], Mapping]] = {
    "nothing": lambda m: m,
    "a constant": lambda m: edit.with_field_rule(m, "Contact", FieldRule("LastName", Constant(1))),
    "a policy": lambda m: edit.with_field_rule(
        m, "Visit", replace(CHILD.fields[1], if_absent=Policy(PolicyAction.STOP))
    ),
    "a field less": lambda m: edit.without_field_rule(m, "Visit", "date"),
    "a field more": lambda m: edit.with_sources(m, "Contact", "Note__c", [CASE_ID]),
    "another key": lambda m: edit.with_key(m, "Visit", ["date"]),
    "no repeat": lambda m: edit.with_for_each(m, "Visit", None),
    "another repeat": lambda m: edit.with_for_each(m, "Visit", QuestionId("/others")),
    "a shared table": lambda m: choice_edit.with_table(m, "Visit", "sex", ChoiceTable(), 0),
    "a rule renamed": lambda m: edit.with_rule_renamed(m, "Visit", "Child"),
    "rules exchanged": lambda m: replace(m, rules=m.rules[::-1]),
    "a rule less": lambda m: edit.without_rule(m, "Visit"),
    "a rule more": lambda m: edit.with_new_rule(m, "Visit"),
    "another form": lambda m: replace(m, form=replace(m.form, questions=m.form.questions[1:])),
    "another xmlns": lambda m: edit.with_form_facts(m, xmlns="other"),
}


@pytest.mark.parametrize("change", EDITS.values(), ids=EDITS.keys())
def test_an_edit_gives_what_evaluating_anew_gives(change: Callable[[Mapping], Mapping]) -> None:
    before = evaluate(BEFORE, ANA)
    after = change(BEFORE)
    known = KnownResults(BEFORE, before, after)
    assert evaluate(after, ANA, known=known) == evaluate(after, ANA)


def test_what_an_edit_left_is_not_made_again() -> None:
    before = evaluate(BEFORE, ANA)
    after = edit.with_field_rule(BEFORE, "Contact", FieldRule("LastName", Constant(1)))
    found = evaluate(after, ANA, known=KnownResults(BEFORE, before, after))
    assert found.records[0].field("Sex__c") is before.records[0].field("Sex__c")
    assert found.records[2].field("code") is before.records[2].field("code")
    assert found.records[0].field("LastName") is not before.records[0].field("LastName")
