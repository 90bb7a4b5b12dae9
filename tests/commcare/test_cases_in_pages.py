"""Cases of version 2 of the API: one by its id, and many in pages that follow a cursor."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from practice import MOTHER_CASE_ID, QUICK, connection_to

from mapper_gui.commcare.case_pages import CaseList
from mapper_gui.commcare.client import HqClient
from mapper_gui.commcare.misbehaviour import Misbehaviour
from mapper_gui.commcare.practice_server import PracticeServer
from mapper_gui.commcare.servers import Connection
from mapper_gui.mapping.errors import ServerError, ServerKind

HQ = Connection("www", "demo", "me@example.org")
KEY = "0f1e2d3c4b5a69788796a5b4c3d2e1f0deadbeef"


def cases(count: int, case_type: str = "household") -> Iterator[dict[str, Any]]:
    for number in range(count):
        yield {
            "case_id": f"{case_type}-{number:05}",
            "indexed_on": f"2026-01-01T{number // 3600:02}:{number // 60 % 60:02}:{number % 60:02}Z",
            "properties": {"case_name": f"Case {number}", "case_type": case_type, "ward": "7"},
        }


def ask(server: PracticeServer, count: int, filters: dict[str, str] | None = None) -> CaseList:
    async def run() -> CaseList:
        async with HqClient(connection_to(server), server.api_key, limits=QUICK) as client:
            return await client.get_cases(count, filters)

    return asyncio.run(run())


def test_a_case_comes_in_the_shape_of_version_2(practice: PracticeServer) -> None:
    async def run() -> dict[str, Any]:
        async with HqClient(connection_to(practice), practice.api_key, limits=QUICK) as client:
            return await client.get_case_v2(MOTHER_CASE_ID)

    case = asyncio.run(run())
    assert case["case_name"] == "Halima Juma"
    assert "xform_ids" not in case


@pytest.mark.parametrize("generations", [["new"], ["old"]], ids=["new", "old"])
def test_pages_are_followed_by_their_cursor(generations: list[str]) -> None:
    records = [*cases(7000), *cases(20, "child")]
    with PracticeServer.start(records, generations=generations) as server:
        found = ask(server, 6900, {"case_type": "household"})
        assert [each["case_id"] for each in found.cases] == [
            f"household-{number:05}" for number in range(6900)
        ]
        assert found.matching == 7000
        asked = [path for path in server.asked if generations[0] == "new" or "v0.6" in path]
    assert len(asked) == 2
    assert asked[0].endswith("?case_type=household&limit=5000")
    assert "cursor=" in asked[1]
    assert "case_type" not in asked[1]


def test_no_more_are_asked_for_than_are_wanted() -> None:
    with PracticeServer.start(cases(50)) as server:
        assert len(ask(server, 30).cases) == 30
        assert len(ask(server, 100).cases) == 50
        assert len(server.asked) == 2


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ({"properties.ward": "7"}, 10),
        ({"properties.ward": "8"}, 0),
        ({"indexed_on.gte": "2026-01-01T00:00:08Z"}, 2),
        ({"closed": "true"}, 0),
    ],
    ids=str,
)
def test_filters_are_passed_on(filters: dict[str, str], count: int) -> None:
    with PracticeServer.start(cases(10)) as server:
        assert len(ask(server, 100, filters).cases) == count


def test_a_filter_that_is_not_known_is_refused_with_the_servers_sentence(
    practice: PracticeServer,
) -> None:
    with pytest.raises(ServerError) as caught:
        ask(practice, 10, {"colour": "red"})
    assert caught.value.kind is ServerKind.BAD_REQUEST
    assert caught.value.facts["server_says"] == "'colour' is not a valid parameter."


def over(page: Callable[[int], object], count: int = 1000) -> tuple[CaseList, list[httpx.URL]]:
    """What comes of a server whose n-th answer is `page(n)`."""
    asked: list[httpx.URL] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url)
        body = json.dumps(page(len(asked))).encode()
        return httpx.Response(200, stream=httpx.ByteStream(body))

    async def run() -> CaseList:
        transport = httpx.MockTransport(answer)
        async with HqClient(HQ, KEY, transport=transport, limits=QUICK) as client:
            return await client.get_cases(count)

    return asyncio.run(run()), asked


@pytest.mark.parametrize(
    "following",
    [
        "https://elsewhere.example/a/demo/api/case/v2/?cursor=c2",
        "http://www.commcarehq.org/a/other/api/case/v2/?cursor=c2",
        "https://me:pass@www.commcarehq.org/?cursor=c2",
        "//elsewhere.example?cursor=c2",
        {"cursor": "c2"},
    ],
    ids=["another_host", "no_https_and_another_space", "a_user", "no_scheme", "an_object"],
)
def test_only_the_cursor_of_the_next_address_is_used(following: object) -> None:
    def page(number: int) -> object:
        found = {"matching_records": 2, "cases": [*cases(2)][number - 1 : number]}
        return {**found, "next": following} if number == 1 else found

    found, asked = over(page)
    assert len(found.cases) == 2
    assert [str(url) for url in asked] == [
        "https://www.commcarehq.org/a/demo/api/case/v2/?limit=1000",
        "https://www.commcarehq.org/a/demo/api/case/v2/?cursor=c2",
    ]


@pytest.mark.parametrize(
    "page",
    [
        {"cases": [{"case_id": "x"}]},
        {"cases": "x"},
        [],
        {"cases": [*cases(1)], "next": 7},
        {"cases": [*cases(1)], "next": "https://www.commcarehq.org/?page=2"},
        {"cases": [*cases(1)], "next": "https://[::"},
        {"cases": [*cases(1)], "next": "/?cursor=a&cursor=b"},
        {"cases": [*cases(1)], "next": "/?cursor=" + "x" * 20_001},
    ],
    ids=[
        "no_case", "no_list", "a_list", "a_number", "no_cursor", "no_address", "two_cursors",
        "a_huge_cursor",
    ],
)  # fmt: skip
def test_what_is_no_page_of_cases_is_refused(page: object) -> None:
    with pytest.raises(ServerError) as caught:
        over(lambda _number: page)
    assert caught.value.kind is ServerKind.UNEXPECTED_SHAPE
    assert caught.value.facts["wanted"] == "case_list"


def test_a_server_that_gives_the_same_page_for_ever_is_not_asked_for_ever() -> None:
    page = {"cases": [*cases(3)], "next": "/?cursor=same"}
    found, asked = over(lambda _number: page)
    assert (len(found.cases), len(asked)) == (3, 2)


def test_pages_of_one_case_each_have_an_end() -> None:
    every = [*cases(1000)]
    found, asked = over(lambda n: {"cases": [every[n - 1]], "next": f"/?cursor=c{n}"})
    assert len(found.cases) == len(asked) <= 201


def test_a_page_that_cannot_be_had_ends_it(practice: PracticeServer) -> None:
    with PracticeServer.start(cases(6000)) as server:
        server.misbehave(Misbehaviour(429, {"Retry-After": "30"}))
        with pytest.raises(ServerError) as caught:
            ask(server, 6000)
    assert caught.value.kind is ServerKind.TOO_MANY_REQUESTS
