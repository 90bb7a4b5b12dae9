"""Every defect that was planted in the practice server's season is found by the audit, and none is
invented: what is found is compared with what the season says of itself."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from dataclasses import replace
from typing import Any

import pytest
from practice import APPS, QUICK, SAMPLES, connection_to
from sessions import SAMPLE

from mapper_gui.commcare.client import HqClient
from mapper_gui.commcare.practice_data import read_records
from mapper_gui.commcare.practice_season import (
    HOUSEHOLD_XMLNS,
    HOUSEHOLDS,
    VISIT_XMLNS,
    VISITS,
    Defect,
    Planted,
    Season,
    practice_season,
)
from mapper_gui.commcare.practice_server import PracticeServer
from mapper_gui.mapping.audit import Audit, audit
from mapper_gui.mapping.form import QuestionId
from mapper_gui.mapping.mapping import (
    FieldRule,
    Mapping,
    RecordRule,
    RuleId,
)
from mapper_gui.mapping.source import FORM_ID, QuestionSource
from mapper_gui.mapping.submission import Submission
from mapper_gui.mapping.target import FieldType, Target, TargetField, TargetObject
from mapper_gui.mapping.values import First
from mapper_gui.readers.form_export import read_form
from mapper_gui.storage.projects import read_project
from mapper_gui.wording.audit import Finding, findings


@pytest.fixture(scope="module")
def season() -> Season:
    return practice_season()


@pytest.fixture(scope="module")
def planted(season: Season) -> dict[Defect, Planted]:
    return {each.defect: each for each in season.planted}


def of_form(season: Season, xmlns: str) -> list[Submission]:
    return [Submission(b) for b in season.submissions if b["form"]["@xmlns"] == xmlns]


@pytest.fixture(scope="module")
def mapping() -> Mapping:
    return read_project(SAMPLE / "register_household.ccmap").mapping


@pytest.fixture(scope="module")
def households(season: Season, mapping: Mapping) -> Audit:
    return audit(mapping, of_form(season, HOUSEHOLD_XMLNS))


@pytest.fixture(scope="module")
def told(households: Audit, mapping: Mapping) -> dict[tuple[str, str, str], Finding]:
    """The findings by kind and place: a question, or a record rule and its field."""
    return {
        (each.kind, each.question or each.place.rule or "", each.place.field or ""): each
        for each in findings(households, mapping.form)
    }


def test_it_is_the_same_every_time() -> None:
    assert practice_season() == practice_season()
    assert practice_season().submissions[0] is not practice_season().submissions[0]


def test_it_has_some_hundred_submissions_and_each_defect(
    season: Season, planted: dict[Defect, Planted]
) -> None:
    assert len({one["id"] for one in season.submissions}) == HOUSEHOLDS + VISITS == 300
    assert set(planted) == set(Defect)
    assert all(each.submissions for each in season.planted)


S = Defect
EXPECTED: dict[tuple[str, str, str], tuple[Defect, ...]] = {
    ("unmapped", "/hh/water-source", "Water_Source__c"): (
        S.CHOICE_NOT_IN_FORM,
        S.CHOICE_OF_OTHER_CASE,
    ),
    ("unmapped", "/hh/water", "Water_Treatment__c"): (S.CHOSEN_NOT_IN_FORM,),
    ("key_missing_in_data", "Household__c", "CommCare_Household_ID__c"): (
        S.IDENTIFIER_ABSENT,
        S.IDENTIFIER_EMPTY,
    ),
    ("key_shared_in_data", "Household__c", "CommCare_Household_ID__c"): (S.IDENTIFIER_SHARED,),
    ("identifier_absent", "/hh_id", ""): (S.IDENTIFIER_ABSENT,),
    ("identifier_empty", "/hh_id", ""): (S.IDENTIFIER_EMPTY,),
    ("identifier_duplicated", "/hh_id", ""): (S.IDENTIFIER_SHARED,),
    ("identifier_unstable", "/hh_id", ""): (S.IDENTIFIER_CHANGED,),
    ("identifier_too_long", "/hh_id", ""): (S.IDENTIFIER_TOO_LONG,),
    ("refused_too_long", "Household__c", "CommCare_Household_ID__c"): (S.IDENTIFIER_TOO_LONG,),
    ("refused_too_long", "Household__c", "Name"): (S.NAME_TOO_LONG,),
    ("refused_too_long", "Contact", "LastName"): (S.NAME_TOO_LONG,),
    ("refused_wrong_type", "Visit__c", "Visited_At__c"): (S.NOT_A_DATE,),
    ("required_blank", "Household__c", "Village__c"): (S.REQUIRED_BLANK,),
    ("required_blank", "Household__c", "Name"): (S.RENAMED_QUESTIONS,),
    ("required_blank", "Contact", "LastName"): (S.RENAMED_QUESTIONS,),
    ("required_blank", "Contact", "Household__c"): (S.IDENTIFIER_ABSENT, S.IDENTIFIER_EMPTY),
    ("required_blank", "Visit__c", "Household__c"): (S.IDENTIFIER_ABSENT, S.IDENTIFIER_EMPTY),
}
"""What the sample mapping makes of each defect, with the submissions behind it."""
WITHOUT_SUBMISSIONS: dict[tuple[str, str, str], tuple[Defect, ...]] = {
    ("not_in_form", "/hh/water-source", ""): (S.CHOICE_NOT_IN_FORM, S.CHOICE_OF_OTHER_CASE),
    ("not_in_form", "/hh/water", ""): (S.CHOSEN_NOT_IN_FORM,),
    ("question_not_in_form", "", ""): (S.RENAMED_QUESTIONS,),
}


def behind(planted: dict[Defect, Planted], defects: Collection[Defect]) -> set[str]:
    return {one for defect in defects for one in planted[defect].submissions}


def test_every_defect_is_found_and_none_is_invented(
    told: dict[tuple[str, str, str], Finding], planted: dict[Defect, Planted]
) -> None:
    assert set(told) == set(EXPECTED) | set(WITHOUT_SUBMISSIONS)
    for place, defects in EXPECTED.items():
        assert set(told[place].submissions) == behind(planted, defects), place
    every = set().union(*EXPECTED.values(), *WITHOUT_SUBMISSIONS.values())
    assert every == set(Defect) - {Defect.ROWS_OF_ONE_KEY}


@pytest.mark.parametrize(
    ("place", "defects"),
    [
        (("unmapped", "/hh/water-source", "Water_Source__c"), (S.CHOICE_NOT_IN_FORM,)),
        (("unmapped", "/hh/water-source", "Water_Source__c"), (S.CHOICE_OF_OTHER_CASE,)),
        (("unmapped", "/hh/water", "Water_Treatment__c"), (S.CHOSEN_NOT_IN_FORM,)),
        (("not_in_form", "/hh/water-source", ""), (S.CHOICE_NOT_IN_FORM,)),
        (("identifier_duplicated", "/hh_id", ""), (S.IDENTIFIER_SHARED,)),
        (("identifier_unstable", "/hh_id", ""), (S.IDENTIFIER_CHANGED,)),
        (("refused_wrong_type", "Visit__c", "Visited_At__c"), (S.NOT_A_DATE,)),
        (("question_not_in_form", "", ""), (S.RENAMED_QUESTIONS,)),
    ],
    ids=str,
)
def test_the_values_are_named(
    told: dict[tuple[str, str, str], Finding],
    planted: dict[Defect, Planted],
    place: tuple[str, str, str],
    defects: tuple[Defect, ...],
) -> None:
    text = told[place].text
    values = [value for defect in defects for value in planted[defect].values]
    assert values
    shown = values[:1] if defects == (S.IDENTIFIER_CHANGED,) else values
    assert [value for value in shown if value not in text] == []


def test_choice_ids_have_their_frequencies(
    households: Audit, planted: dict[Defect, Planted]
) -> None:
    seen = {
        (each.question, one.choice): one.seen
        for each in households.choices
        for one in each.choices
        if not one.in_form
    }
    villages = {k: v for k, v in seen.items() if k[0] == "/village"}
    assert {k: v for k, v in seen.items() if k not in villages} == {
        ("/hh/water-source", "river"): len(planted[S.CHOICE_NOT_IN_FORM].submissions),
        ("/hh/water-source", "Tap"): len(planted[S.CHOICE_OF_OTHER_CASE].submissions),
        ("/hh/water", "filter"): len(planted[S.CHOSEN_NOT_IN_FORM].submissions),
    }


def test_the_sound_ones_alone_show_nothing(
    season: Season, mapping: Mapping, planted: dict[Defect, Planted]
) -> None:
    spoilt = behind(planted, Defect)
    sound = [each for each in of_form(season, HOUSEHOLD_XMLNS) if each.id not in spoilt]
    assert len(sound) > 150
    found = audit(mapping, sound)
    assert [*findings(found, mapping.form)] == []
    assert found.is_clean


def test_an_identifier_of_free_text_is_told(season: Season, mapping: Mapping) -> None:
    name = QuestionSource(QuestionId("/hh/head_name"))
    flagged = replace(mapping, identifiers=(name,))
    found = audit(flagged, of_form(season, HOUSEHOLD_XMLNS))
    kinds = {each.kind for each in findings(found, mapping.form)}
    assert {"identifier_of_free_text", "identifier_duplicated", "identifier_absent"} <= kinds


def test_rows_of_one_key_are_found(season: Season, planted: dict[Defect, Planted]) -> None:
    form = read_form(SAMPLE / "anc_visit.tsv").form
    member = QuestionSource(QuestionId("/members/item/member_id"))
    fields = (TargetField("Id", FieldType.TEXT, key=True), TargetField("Visit", FieldType.TEXT))
    rule = RecordRule(
        RuleId("Member"),
        "Member",
        key=("Id",),
        for_each=QuestionId("/members/item"),
        fields=(
            FieldRule("Id", First((member,))),
            FieldRule("Visit", First((FORM_ID,))),
        ),
    )
    mapping = Mapping(
        replace(form, xmlns=VISIT_XMLNS),
        Target("Register", (TargetObject("Member", fields),)),
        rules=(rule,),
        identifiers=(member,),
    )
    [key] = audit(mapping, of_form(season, VISIT_XMLNS)).keys
    assert set(key.twice_in) == set(planted[S.ROWS_OF_ONE_KEY].submissions)
    assert key.missing == 0


def test_the_practice_server_gives_them_as_recent_submissions(season: Season) -> None:
    records = [*season.submissions, *read_records(SAMPLES), *read_records(APPS)]

    async def ask(server: PracticeServer) -> list[dict[str, Any]]:
        async with HqClient(connection_to(server), server.api_key, limits=QUICK) as client:
            return await client.get_recent_forms(200, xmlns=HOUSEHOLD_XMLNS)

    with PracticeServer.start(records) as server:
        found = asyncio.run(ask(server))
        assert len(server.asked) == 1
    received = [one["received_on"] for one in found]
    assert len(found) == 200
    assert received == sorted(received, reverse=True)


def test_its_versions_are_those_of_the_sample_app_but_for_one_that_was_purged(
    season: Season,
) -> None:
    apps = {app["id"] for app in read_records(APPS) if isinstance(app, dict)}
    missing = {one["build_id"] for one in season.submissions} - apps
    assert [each[-2:] for each in missing] == ["08"]
