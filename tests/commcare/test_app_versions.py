"""An app's versions and the structures of its builds, over a real connection."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import pytest
from practice import APPS, HOUSEHOLD_XMLNS, QUICK, SAMPLES, connection_to

from mapper_gui.commcare.app_structure import NotAnAppError, read_app, read_structure
from mapper_gui.commcare.app_versions import (
    AppVersions,
    get_app,
    get_app_versions,
    get_structure,
    most_calls,
)
from mapper_gui.commcare.client import HqClient
from mapper_gui.commcare.limits import Limits
from mapper_gui.commcare.misbehaviour import Misbehaviour
from mapper_gui.commcare.practice_data import read_records
from mapper_gui.commcare.practice_server import PracticeServer
from mapper_gui.mapping.app_version import App, BuildStructure
from mapper_gui.mapping.errors import ServerError, ServerKind
from mapper_gui.mapping.form import Kind
from mapper_gui.readers.form_export import read_form

Given = TypeVar("Given")

MCH = "effb341bf2e84d3c8c1c2f5a6b7c8d9e"


def build(number: int) -> str:
    return f"e0a6125a0000000000000000000000{number:02d}"


def ask(
    server: PracticeServer,
    question: Callable[[HqClient], Awaitable[Given]],
    limits: Limits = QUICK,
) -> Given:
    async def inside() -> Given:
        connection = connection_to(server)
        async with HqClient(connection, server.api_key, limits=limits) as client:
            return await question(client)

    return asyncio.run(inside())


def versions(server: PracticeServer, build_id: str, **known: Any) -> AppVersions:
    return ask(server, lambda client: get_app_versions(client, MCH, build_id, **known))


def sample(name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((APPS / f"{name}.json").read_text("utf-8"))
    return read


def test_an_app_lists_its_versions_and_the_latest_released_is_not_the_draft(
    practice: PracticeServer,
) -> None:
    app = ask(practice, lambda client: get_app(client, MCH))
    assert (app.name, app.draft) == ("MCH", 20)
    assert sorted(each.version for each in app.builds) == [11, 15, 18, 19]
    assert app.latest_released is not None
    assert (app.latest_released.version, app.latest_released.id) == (18, build(18))


def test_a_build_gives_its_questions_as_an_export_writes_them(practice: PracticeServer) -> None:
    structure = ask(practice, lambda client: get_structure(client, build(18)))
    form = next(each for each in structure.forms if each.xmlns == HOUSEHOLD_XMLNS)
    exported = read_form(SAMPLES.parent / "register_household.tsv").form
    for path, question in form.by_id.items():
        known = exported.by_id[path]
        assert (question.kind, question.repeat) == (known.kind, known.repeat), path
        assert [each.id for each in question.choices] == [each.id for each in known.choices]
    lacking = {each.kind for path, each in exported.by_id.items() if path not in form.by_id}
    assert lacking == {Kind.CASE_ACTION}
    other = form.by_id[next(path for path in form.by_id if path.endswith("water-source-other"))]
    assert other.display_condition == "/data/hh/water-source = 'other'"


def test_repeats_of_a_build_are_those_of_the_form(practice: PracticeServer) -> None:
    structure = ask(practice, lambda client: get_structure(client, build(18)))
    visit = next(each for each in structure.forms if each.name == "ANC visit")
    assert visit.repeats == ("/children", "/members/item")
    assert visit.by_id[next(p for p in visit.by_id if p == "/members/item/present")].repeat == (
        "/members/item"
    )


@pytest.mark.parametrize("generation", ["new", "old"])
def test_both_generations_of_addresses_are_asked(generation: str) -> None:
    records = [*read_records(SAMPLES), *read_records(APPS)]
    with PracticeServer.start(records, generations=[generation]) as server:
        found = versions(server, build(11))
    assert sorted(found.structures) == [build(11), build(18)]


def test_the_first_look_up_costs_three_calls_and_the_next_none(practice: PracticeServer) -> None:
    assert most_calls(None, build(11), {}) == 3
    first = versions(practice, build(11))
    assert first.calls == len(practice.asked) == 3
    assert most_calls(first.app, build(11), first.structures) == 0
    again = versions(practice, build(11), app=first.app, known=first.structures)
    assert (again.calls, len(practice.asked)) == (0, 3)
    assert most_calls(first.app, build(15), first.structures) == 1


def test_a_structure_that_is_kept_elsewhere_is_not_asked_for(practice: PracticeServer) -> None:
    kept = {build(18): ask(practice, lambda client: get_structure(client, build(18)))}
    assert versions(practice, build(18), kept=kept.get).calls == 1


def test_a_submission_of_the_latest_version_costs_two(practice: PracticeServer) -> None:
    assert versions(practice, build(18)).calls == 2


def test_an_app_that_is_not_there_is_not_found(practice: PracticeServer) -> None:
    with pytest.raises(ServerError) as caught:
        ask(practice, lambda client: get_app_versions(client, "no-such-app", build(18)))
    assert caught.value.kind is ServerKind.NOT_FOUND


def test_a_build_that_was_purged_is_missing_and_the_rest_is_given(practice: PracticeServer) -> None:
    found = versions(practice, "a-build-of-long-ago")
    assert found.missing["a-build-of-long-ago"].kind is ServerKind.NOT_FOUND
    assert list(found.structures) == [build(18)]


def test_the_working_copy_is_never_taken_for_a_build(practice: PracticeServer) -> None:
    assert read_structure(sample("mch-draft")) is None
    found = versions(practice, MCH)  # a submission that was made with the draft
    assert list(found.structures) == [build(18)]
    with pytest.raises(ServerError) as caught:
        ask(practice, lambda client: get_structure(client, MCH))
    assert caught.value.kind is ServerKind.UNEXPECTED_SHAPE


REFUSALS = {
    "403": (Misbehaviour(403), ServerKind.FORBIDDEN),
    "404 with a page": (Misbehaviour(404, {}, b"<html></html>"), ServerKind.NO_SUCH_ADDRESS),
    "a login page": (Misbehaviour(200, {}, b"<!DOCTYPE html>"), ServerKind.LOGIN_PAGE),
    "cut off": (Misbehaviour(200, {}, b'{"id": "x"', cut_off=True), ServerKind.CUT_OFF),
    "not json": (Misbehaviour(200, {}, b'{"id": '), ServerKind.NOT_JSON),
    "a list": (Misbehaviour(200, {}, b"[]"), ServerKind.UNEXPECTED_SHAPE),
    "another app": (
        Misbehaviour(200, {}, b'{"id": "x", "modules": [], "versions": []}'),
        ServerKind.UNEXPECTED_SHAPE,
    ),
    "429": (Misbehaviour(429, {"Retry-After": "60"}), ServerKind.TOO_MANY_REQUESTS),
    "500": (Misbehaviour(500), ServerKind.SERVER_FAILED),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_a_refusal_of_the_app_is_named(practice: PracticeServer, name: str) -> None:
    answer, kind = REFUSALS[name]
    practice.misbehave(*[answer] * 4)
    with pytest.raises(ServerError) as caught:
        versions(practice, build(18))
    assert caught.value.kind is kind


def test_an_app_larger_than_is_read_is_refused(practice: PracticeServer) -> None:
    small = Limits(connect=5, silence=5, total=10, pause=0.01, application=2_000)
    with pytest.raises(ServerError) as caught:
        ask(practice, lambda client: get_app(client, MCH), small)
    assert caught.value.kind is ServerKind.TOO_LARGE


def test_after_too_many_requests_nothing_more_is_asked(practice: PracticeServer) -> None:
    app = read_app(sample("mch-draft"))
    practice.misbehave(Misbehaviour(429, {"Retry-After": "60"}))
    found = versions(practice, build(11), app=app)
    assert found.missing[build(11)].kind is ServerKind.TOO_MANY_REQUESTS
    assert (found.calls, dict(found.structures)) == (1, {})


def test_a_module_that_could_not_be_read_leaves_the_others() -> None:
    body = sample("mch-v18")
    body["modules"].insert(0, {"error": "This module could not be read"})
    structure = read_structure(body)
    assert structure is not None
    assert len(structure.forms) == 2


@pytest.mark.parametrize(
    "body",
    [
        {"id": "x", "modules": [], "versions": None, "built_from_app_id": "a", "version": 3},
        {"id": "x", "modules": [None, 3, {"forms": 4}], "versions": [], "built_from_app_id": "a",
         "version": 3},
        {"id": "x", "modules": [{"forms": [{"questions": [None, {}, {"value": 3}, {"value": "x"},
         {"value": "/data"}, {"value": "/data/a", "type": [], "options": "x",
         "translations": 3}]}]}], "versions": [{"id": 3}, None, {"id": "b", "version": True}],
         "built_from_app_id": "a", "version": 3, "name": {"en": None}},
    ],
)  # fmt: skip
def test_odd_apps_give_what_they_have(body: dict[str, Any]) -> None:
    app, structure = read_app(body), read_structure(body)
    assert isinstance(app, App)
    assert isinstance(structure, BuildStructure)
    assert app.builds == ()
    for form in structure.forms:
        assert [each.id for each in form.questions] in ([], ["/a"])


def test_what_is_no_app_is_refused() -> None:
    for body in ({}, {"id": 3}, {"id": "x", "modules": {}}, {"id": "x", "modules": []}):
        with pytest.raises(NotAnAppError):
            read_app(body)
        with pytest.raises(NotAnAppError):
            read_structure(body)


def test_the_list_of_apps_has_no_builds_and_no_pages(practice: PracticeServer) -> None:
    listed = practice._listening.data.application_list()
    assert listed["meta"]["limit"] is None
    assert {each["name"] for each in listed["objects"]} == {"MCH", "Referrals"}
