"""The last submissions of a form: in few calls, none twice, none left out."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from practice import QUICK, connection_to

from mapper_gui.commcare.client import HqClient
from mapper_gui.commcare.limits import Limits
from mapper_gui.commcare.practice_server import PracticeServer
from mapper_gui.mapping.errors import ServerError, ServerKind

XMLNS = "http://openrosa.org/formdesigner/MANY"


def bodies(count: int, *, app_id: str = "app", same_moment: int = 1) -> Iterator[dict[str, Any]]:
    """Submissions a minute apart, so many of them indexed at the same moment."""
    for number in range(count):
        minute = number // same_moment
        when = f"2026-01-{1 + minute // 1440:02}T{minute // 60 % 24:02}:{minute % 60:02}:00.000000Z"
        yield {
            "id": f"form-{number:05}",
            "app_id": app_id,
            "received_on": when,
            "indexed_on": when,
            "form": {"@xmlns": XMLNS, "@name": "Many"},
        }


def recent(
    server: PracticeServer,
    count: int,
    *,
    xmlns: str = XMLNS,
    app_id: str = "",
    limits: Limits = QUICK,
) -> tuple[list[str], list[int]]:
    told: list[int] = []

    async def run() -> list[dict[str, Any]]:
        async with HqClient(connection_to(server), server.api_key, limits=limits) as client:
            return await client.get_recent_forms(
                count, xmlns=xmlns, app_id=app_id, note=told.append
            )

    return [one["id"] for one in asyncio.run(run())], told


def test_up_to_a_thousand_are_one_call() -> None:
    with PracticeServer.start(bodies(1200)) as server:
        ids, told = recent(server, 1000)
        assert ids == [f"form-{number:05}" for number in range(1199, 199, -1)]
        assert told == [1000]
        assert len(server.asked) == 1


def test_more_are_asked_for_by_when_they_were_indexed() -> None:
    with PracticeServer.start(bodies(2300, same_moment=3)) as server:
        ids, _ = recent(server, 2200)
        assert ids[:2] == ["form-02299", "form-02298"] or set(ids[:3]) == {
            "form-02299", "form-02298", "form-02297",
        }  # fmt: skip
        assert len(ids) == len(set(ids)) == 2200
        assert len(server.asked) == 3
        assert all("offset" not in asked for asked in server.asked)


def test_where_there_are_fewer_all_of_them_come() -> None:
    with PracticeServer.start([*bodies(30), *bodies(0)]) as server:
        ids, _ = recent(server, 200)
        assert len(ids) == 30
        assert recent(server, 200, xmlns="other")[0] == []


def test_only_those_of_the_app_where_it_is_known() -> None:
    with PracticeServer.start(bodies(20, app_id="mine")) as server:
        assert len(recent(server, 10, app_id="mine")[0]) == 10
        assert recent(server, 10, app_id="another")[0] == []


def test_an_answer_that_is_too_large_is_asked_for_in_parts() -> None:
    small = Limits(pause=0, list_of_records=60_000)
    with PracticeServer.start(bodies(600)) as server:
        ids, told = recent(server, 500, limits=small)
        assert len(set(ids)) == 500
        assert len(told) > 1


def test_a_server_that_gives_the_same_page_for_ever_is_not_asked_for_ever() -> None:
    page = {"objects": [*bodies(1000)], "meta": {"total_count": 5000}}
    asked = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, stream=httpx.ByteStream(json.dumps(page).encode()))

    async def run() -> list[dict[str, Any]]:
        transport = httpx.MockTransport(answer)
        with PracticeServer.start([]) as server:
            connection = connection_to(server)
        async with HqClient(connection, "0" * 40, transport=transport, limits=QUICK) as client:
            return await client.get_recent_forms(5000, xmlns=XMLNS)

    assert len(asyncio.run(run())) == 1000
    assert len(asked) == 2


def test_a_refusal_is_told_and_nothing_is_made_up() -> None:
    with PracticeServer.start(bodies(5)) as server:

        async def run() -> object:
            async with HqClient(connection_to(server), "0" * 40, limits=QUICK) as client:
                return await client.get_recent_forms(10, xmlns=XMLNS)

        with pytest.raises(ServerError) as caught:
            asyncio.run(run())
    assert caught.value.kind is ServerKind.NOT_AUTHORISED
