"""The identifier audit: planted defects are found, and nothing is invented."""

from __future__ import annotations

from dataclasses import replace

from clinic import FORM, MAPPING, first, q, question, with_field
from many_submissions import visit

from mapper_gui.mapping.audit import Audit, IdentifierAudit, audit
from mapper_gui.mapping.form import Kind
from mapper_gui.mapping.source import CASE_ID, FORM_ID, CaseSource, Source
from mapper_gui.mapping.submission import Submission

HH = replace(MAPPING, identifiers=(CASE_ID, FORM_ID, q("/hh_id")))


def of(found: Audit, source: Source) -> IdentifierAudit:
    return next(each for each in found.identifiers if each.source == source)


def hh(*submissions: Submission) -> IdentifierAudit:
    return of(audit(HH, [*submissions]), q("/hh_id"))


def test_good_identifiers_are_sound() -> None:
    found = audit(HH, [visit(1, case="a", hh_id="1"), visit(2, case="b", hh_id="2")])
    for source in HH.identifiers:
        assert of(found, source).is_sound
        assert of(found, source).flagged
        assert of(found, source).places == 2


def test_absent_and_empty_ones_are_named() -> None:
    found = hh(visit(1, hh_id="1"), visit(2), visit(3, hh_id=""))
    assert (found.absent, found.empty, found.is_sound) == (("form-2",), ("form-3",), False)


def test_one_that_different_cases_share_is_duplicated() -> None:
    found = hh(visit(1, case="a", hh_id="1"), visit(2, case="b", hh_id="1"), visit(3, hh_id="2"))
    [shared] = found.duplicated
    assert (shared.value, shared.count, shared.submissions) == ("1", 2, ("form-1", "form-2"))


def test_one_that_submissions_without_a_case_share_is_duplicated() -> None:
    assert len(hh(visit(1, hh_id="1"), visit(2, hh_id="1")).duplicated) == 1


def test_one_that_a_case_has_in_all_its_submissions_is_its_own() -> None:
    found = hh(visit(1, case="a", hh_id="1"), visit(2, case="a", hh_id="1"))
    assert found.duplicated == found.unstable == ()
    assert [each.one_case for each in found.shared] == [True]


def test_the_case_id_is_shared_by_its_submissions_and_that_is_no_finding() -> None:
    found = audit(HH, [visit(1, case="a"), visit(2, case="a")])
    assert of(found, CASE_ID).is_sound
    assert of(found, CASE_ID).shared == ()
    assert of(found, FORM_ID).unstable == ()


def test_one_that_changes_for_the_same_case_is_unstable() -> None:
    found = hh(
        visit(1, case="a", hh_id="1"), visit(2, case="a", hh_id="2"), visit(3, case="b", hh_id="3")
    )
    [unstable] = found.unstable
    assert (unstable.case_id, unstable.values, unstable.submissions) == (
        "a",
        ("1", "2"),
        ("form-1", "form-2"),
    )


def test_rows_of_a_repeat_are_told_apart() -> None:
    rows = [{"child_id": "1"}, {"child_id": "1"}, {}]
    found = of(audit(MAPPING, [visit(1, case="a", children=rows)]), q("/children/child_id"))
    assert not found.flagged
    assert (found.places, found.absent) == (3, ("form-1",))
    assert [each.count for each in found.duplicated] == [2]


def test_a_row_with_a_case_of_its_own_is_held_against_that_case() -> None:
    def child(case_id: str, child_id: str) -> dict[str, object]:
        return {"child_id": child_id, "case": {"@case_id": case_id}}

    found = of(
        audit(
            MAPPING,
            [
                visit(1, case="mother", children=[child("x", "1"), child("y", "2")]),
                visit(2, case="mother", children=[child("x", "1"), child("y", "3")]),
            ],
        ),
        q("/children/child_id"),
    )
    assert found.duplicated == ()
    assert [(each.case_id, each.values) for each in found.unstable] == [("y", ("2", "3"))]


def test_one_that_is_longer_than_its_field_is_too_long() -> None:
    mapping = with_field("LastName", first("/hh_id"))
    long = "x" * 21
    found = of(audit(mapping, [visit(1, hh_id=long), visit(2, hh_id="x" * 20)]), q("/hh_id"))
    [too_long] = found.too_long
    assert (too_long.rule, too_long.field, too_long.length, too_long.longest) == (
        "Contact",
        "LastName",
        20,
        21,
    )
    assert too_long.submissions == ("form-1",)


def test_one_that_is_typed_or_calculated_from_what_is_typed_says_so() -> None:
    form = replace(
        FORM,
        questions=(
            *FORM.questions,
            question("/typed_id"),
            question("/made_id", Kind.HIDDEN, calculate="concat(#form/name, '-', #form/sex)"),
            question("/old_id", Kind.HIDDEN, calculate="concat(/data/hh/phone, /data/name)"),
        ),
    )
    sources = (q("/typed_id"), q("/made_id"), q("/old_id"), q("/hh_id"))
    mapping = replace(MAPPING, form=form, identifiers=sources)
    found = audit(mapping, [visit(1)])
    assert [of(found, source).free_text for source in sources] == [
        ("/typed_id",),
        ("/name",),
        ("/name",),
        (),
    ]


def test_what_is_only_proposed_is_audited_too_and_not_called_flagged() -> None:
    found = audit(MAPPING, [visit(1, hh={"phone": "1"}), visit(2, hh={"phone": "1"})])
    phone = of(found, q("/hh/phone"))
    assert not phone.flagged
    assert len(phone.duplicated) == 1
    assert all(
        not isinstance(each.source, CaseSource) or each.flagged for each in found.identifiers
    )


def test_one_that_is_calculated_from_a_calculation_of_what_is_typed_says_so() -> None:
    form = replace(
        FORM,
        questions=(
            *FORM.questions,
            question("/half", Kind.HIDDEN, calculate="concat(#form/name, #form/made_id)"),
            question("/made_id", Kind.HIDDEN, calculate="concat(#form/half, '-1')"),
        ),
    )
    found = audit(replace(MAPPING, form=form, identifiers=(q("/made_id"),)), [visit(1)])
    assert of(found, q("/made_id")).free_text == ("/name",)


def test_each_row_without_one_is_counted() -> None:
    found = of(
        audit(MAPPING, [visit(1, children=[{}, {}, {"child_id": ""}])]), q("/children/child_id")
    )
    assert (found.places, found.absent_places, found.empty_places) == (3, 2, 1)
    assert found.absent == ("form-1",)


def test_submissions_without_a_form_id_are_told_apart_by_their_number() -> None:
    nameless = [Submission({**visit(n, case="a", hh_id="1").body, "id": None}) for n in (1, 2, 3)]
    found = audit(HH, nameless)
    assert found.submissions == 3
    assert of(found, FORM_ID).empty == ("#1", "#2", "#3")
    assert of(found, q("/hh_id")).duplicated == ()
    assert found.keys[0].twice_in == ()
