"""The whole mapping run over many submissions: records, problems, refusals and keys."""

from __future__ import annotations

from dataclasses import replace

from clinic import CONTACT_RULE, MAPPING, first, joined, q, visits, with_field, with_rule
from many_submissions import visit

from mapper_gui.mapping.audit import KeyRun, audit
from mapper_gui.mapping.conditions import Asks, Presence
from mapper_gui.mapping.mapping import FieldRule, Mapping, Operation
from mapper_gui.mapping.result import ResultKind
from mapper_gui.mapping.source import CASE_ID, FORM_ID, RowNumber
from mapper_gui.mapping.submission import Submission


def key_of(mapping: Mapping, *submissions: Submission) -> KeyRun:
    [key] = audit(mapping, [*submissions]).keys
    return key


def test_records_are_counted_by_rule() -> None:
    asked = with_rule(when=Asks(q("/name"), Presence.ANSWERED))
    found = audit(asked, [visit(1, case="a", name="Ana"), visit(2, case="b"), visit(3, name="Bo")])
    [rule] = found.rules
    assert (rule.made, rule.skipped, rule.not_made, rule.submissions) == (1, 1, 1, 1)
    assert found.submissions == 3


def test_submissions_of_another_form_and_second_copies_are_left_aside() -> None:
    other = Submission({"id": "o", "form": {"@xmlns": "other", "name": "x"}})
    found = audit(MAPPING, [visit(1, case="a"), visit(1, case="a"), other])
    assert (found.submissions, found.twice, found.others) == (1, 1, 1)
    assert found.rules[0].made == 1


def test_problems_are_grouped_with_the_submissions_behind_each() -> None:
    found = audit(
        MAPPING,
        [visit(1, case="a", sex="x"), visit(2, case="b", sex="y"), visit(3, sex="m"), visit(4)],
    )
    seen = {each.problem.kind: each for each in found.problems}
    assert seen[ResultKind.OUTSIDE_TABLE].count == 2
    assert seen[ResultKind.OUTSIDE_TABLE].submissions == ("form-1", "form-2")
    assert seen[ResultKind.KEY_MISSING].submissions == ("form-3", "form-4")


def test_values_that_the_target_would_refuse_are_told_by_reason() -> None:
    mapping = with_field("Age__c", first("/age"))
    found = audit(
        mapping,
        [
            visit(1, case="a", age="12", name="x" * 21),
            visit(2, case="b", age="twelve", name="Ana"),
            visit(3, case="c", age="twelve", name="y" * 30),
        ],
    )
    told = {(each.field, each.why.value): each for each in found.refused}
    assert set(told) == {("Age__c", "wrong_type"), ("LastName", "too_long")}
    assert told["Age__c", "wrong_type"].values == ("twelve",)
    assert told["Age__c", "wrong_type"].count == 2
    assert told["LastName", "too_long"].submissions == ("form-1", "form-3")


def test_a_required_field_left_blank_is_counted_of_the_records_made() -> None:
    found = audit(
        MAPPING, [visit(1, case="a", name="Ana"), visit(2, case="b"), visit(3, case="c", name="")]
    )
    [blank] = found.required_blank
    assert (blank.field, blank.count, blank.made) == ("LastName", 2, 3)
    assert blank.submissions == ("form-2", "form-3")


def test_a_key_of_the_case_is_safe_over_its_submissions() -> None:
    key = key_of(MAPPING, visit(1, case="a", name="Ana"), visit(2, case="a", name="Anna"))
    assert key.is_safe
    assert [each.one_case for each in key.shared] == [True]


def test_a_key_that_different_cases_share_is_not_safe() -> None:
    mapping = with_field("Ext__c", first("/hh_id"))
    mapping = replace(mapping, identifiers=(q("/hh_id"),))
    one, other = visit(1, case="a", hh_id="1", name="Ana"), visit(2, case="b", hh_id="1", name="Bo")
    key = key_of(mapping, one, other)
    [shared] = key.overwritten
    assert (shared.key, shared.submissions) == (("1",), ("form-1", "form-2"))
    assert (key.hidden_value, key.calculation) == ("/contact_uuid", "uuid()")
    assert audit(mapping, [one, other]).unsafe_keys == ("Contact",)


def test_the_same_written_twice_overwrites_nothing() -> None:
    mapping = with_field("Ext__c", first("/hh/village"))
    mapping = replace(mapping, identifiers=(q("/hh/village"),))
    same = {"hh": {"village": "v1"}, "name": "North", "sex": "m"}
    assert key_of(mapping, visit(1, case="a", **same), visit(2, case="b", **same)).is_safe


def test_a_missing_key_is_counted_and_named() -> None:
    key = key_of(MAPPING, visit(1, case="a", name="Ana"), visit(2, name="Bo"))
    assert (key.missing, key.missing_in, key.is_safe) == (1, ("form-2",), False)


def test_rows_with_the_same_key_in_one_submission_are_named() -> None:
    mapping = visits(joined(FORM_ID, "-", "/children/child_id"), identifiers=(FORM_ID,))
    rows = [{"child_id": "1", "name": "A"}, {"child_id": "1", "name": "B"}]
    key = key_of(mapping, visit(1, children=rows))
    assert key.twice_in == ("form-1",)
    assert key.hidden_value == "/children/visit_uuid"


def test_the_check_of_keys_is_part_of_the_audit() -> None:
    found = audit(with_field("Ext__c", first("/name")), [visit(1, name="Ana")])
    assert found.unsafe_keys == ("Contact",)
    assert not found.is_clean
    safe = visits(joined(CASE_ID, "-", RowNumber()))
    assert audit(safe, [visit(1, case="a", children=[{"name": "A"}])]).unsafe_keys == ()


def test_an_update_need_not_give_required_fields() -> None:
    rule = replace(CONTACT_RULE, operation=Operation.UPDATE, fields=CONTACT_RULE.fields[:1])
    found = audit(replace(MAPPING, rules=(rule,)), [visit(1, case="a")])
    assert found.required_blank == ()


def test_a_rule_that_takes_nothing_has_no_key_to_judge() -> None:
    rule = replace(CONTACT_RULE, fields=(FieldRule("Ext__c"),))
    assert audit(replace(MAPPING, rules=(rule,)), [visit(1, case="a")]).keys == ()


def test_a_day_that_the_calendar_does_not_have_is_refused() -> None:
    mapping = with_field("Birthdate", first("/visit_date"))
    days = ("2026-02-28", "2026-02-30", "2026-13-01", "2024-02-29T10:00:00Z", "2026-01-01T25:00")
    found = audit(mapping, [visit(n, case=str(n), visit_date=day) for n, day in enumerate(days, 1)])
    [refused] = [each for each in found.refused if each.field == "Birthdate"]
    assert (refused.why, refused.values) == (
        "wrong_type",
        ("2026-02-30", "2026-13-01", "2026-01-01T25:00"),
    )


def test_a_key_shared_by_rows_whose_case_is_not_said_is_not_called_one_of_different_cases() -> None:
    mapping = visits(first("/children/child_id"), identifiers=(q("/children/child_id"),))
    key = key_of(
        replace(
            mapping,
            rules=(
                replace(
                    mapping.rules[0],
                    fields=(*mapping.rules[0].fields, FieldRule("date", first("/children/name"))),
                ),
            ),
        ),
        visit(1, case="a", children={"child_id": "1", "name": "A"}),
        visit(2, case="a", children={"child_id": "1", "name": "B"}),
    )
    assert [(each.one_case, each.cases_known) for each in key.overwritten] == [(False, False)]
