"""Every answer that is none, over a real connection, and what it is called (CommCare page 4.6)."""

import asyncio
import gzip
import json
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from practice import HOUSEHOLD_ID, QUICK, connection_to

from mapper_gui.commcare.client import HqClient
from mapper_gui.commcare.limits import Limits
from mapper_gui.commcare.misbehaviour import Misbehaviour
from mapper_gui.commcare.practice_server import PracticeServer
from mapper_gui.mapping.errors import ServerError, ServerKind
from mapper_gui.wording.server import server_error_sentence

WHAT_TO_DO = re.compile(
    r"\b([Cc]heck|[Tt]ry again|[Ww]ait|[Aa]sk (its|an)|[Ee]nter|open the address|look (at|up)|needs|"
    r"opened from a JSON file|use the one)\b"
)
PAGE = b"<!DOCTYPE html><html><body>Something</body></html>"
JSON = {"Content-Type": "application/json"}


def refusal(server: PracticeServer, limits: Limits = QUICK, key: str = "") -> ServerError:
    """The error that asking for a form ends in."""

    async def ask() -> None:
        async with HqClient(connection_to(server), key or server.api_key, limits=limits) as client:
            await client.get_form(HOUSEHOLD_ID)

    with pytest.raises(ServerError) as caught:
        asyncio.run(ask())
    return caught.value


def says(sentence: str, name: str = "error") -> bytes:
    return json.dumps({name: sentence}).encode()


ANSWERS: dict[str, tuple[Misbehaviour, ServerKind, dict[str, Any]]] = {
    "400_with_its_sentence": (
        Misbehaviour(400, JSON, says("Invalid date")),
        ServerKind.BAD_REQUEST,
        {"server_says": "Invalid date"},
    ),
    "401_that_is_empty": (Misbehaviour(401), ServerKind.NOT_AUTHORISED, {}),
    "401_for_the_plan": (
        Misbehaviour(
            401,
            JSON,
            says("Your current subscription does not have access to this feature"),
        ),
        ServerKind.PLAN_LACKS_API,
        {},
    ),
    "401_for_a_space_that_is_cut_off": (
        Misbehaviour(
            401,
            JSON,
            says("API access has been temporarily cut off due to too many requests."),
        ),
        ServerKind.SPACE_CUT_OFF,
        {},
    ),
    "401_for_a_hidden_404": (
        Misbehaviour(401, JSON, says("not authorized")),
        ServerKind.NOT_A_MEMBER,
        {},
    ),
    "401_for_two_factor": (
        Misbehaviour(401, JSON, says("must send X-COMMCAREHQ-OTP header or 'otp' URL parameter")),
        ServerKind.NEEDS_OTP,
        {},
    ),
    "401_for_a_wrong_two_factor_code": (
        Misbehaviour(401, JSON, says("OTP token is incorrect")),
        ServerKind.NEEDS_OTP,
        {},
    ),
    "401_with_a_page": (Misbehaviour(401, {}, PAGE), ServerKind.NOT_AUTHORISED, {}),
    "403_that_is_empty": (Misbehaviour(403), ServerKind.FORBIDDEN, {"page": False}),
    "403_with_a_page": (Misbehaviour(403, {}, PAGE), ServerKind.FORBIDDEN, {"page": True}),
    "403_for_a_restricted_location": (
        Misbehaviour(403, JSON, says("You don't have permission for this case")),
        ServerKind.FORBIDDEN,
        {"server_says": "You don't have permission for this case"},
    ),
    "401_for_the_project_space": (
        Misbehaviour(401, JSON, says("The domain demo was not found.")),
        ServerKind.NO_SUCH_SPACE,
        {},
    ),
    "404_that_is_empty": (Misbehaviour(404), ServerKind.NOT_FOUND, {}),
    "404_with_a_sentence_about_the_id": (
        Misbehaviour(404, JSON, says("Case 'x' not found")),
        ServerKind.NOT_FOUND,
        {},
    ),
    "404_for_the_project_space": (
        Misbehaviour(404, JSON, says("The domain demo was not found.")),
        ServerKind.NO_SUCH_SPACE,
        {},
    ),
    "405": (
        Misbehaviour(405, JSON, says("Request method not allowed")),
        ServerKind.NOT_ALLOWED,
        {},
    ),
    "429_without_retry_after": (
        Misbehaviour(429),
        ServerKind.TOO_MANY_REQUESTS,
        {"retry_after": None},
    ),
    "429_with_a_fraction_of_seconds": (
        Misbehaviour(429, {"Retry-After": "41.3"}),
        ServerKind.TOO_MANY_REQUESTS,
        {"retry_after": 42},
    ),
    "429_with_whole_seconds": (
        Misbehaviour(429, {"Retry-After": "3600"}),
        ServerKind.TOO_MANY_REQUESTS,
        {"retry_after": 3600},
    ),
    "429_with_nonsense": (
        Misbehaviour(429, {"Retry-After": "nonsense"}),
        ServerKind.TOO_MANY_REQUESTS,
        {"retry_after": None},
    ),
    "429_with_infinity": (
        Misbehaviour(429, {"Retry-After": "inf"}),
        ServerKind.TOO_MANY_REQUESTS,
        {"retry_after": None},
    ),
    "500_with_a_page": (Misbehaviour(500, {}, PAGE), ServerKind.SERVER_FAILED, {}),
    "500_with_a_sentence": (
        Misbehaviour(500, JSON, says("Sorry", "error_message")),
        ServerKind.SERVER_FAILED,
        {"server_says": "Sorry"},
    ),
    "503_that_asks_for_patience": (
        Misbehaviour(503, {"Retry-After": "600"}),
        ServerKind.SERVER_FAILED,
        {"retry_after": 600},
    ),
    "204": (Misbehaviour(204), ServerKind.UNEXPECTED_STATUS, {}),
    "418": (Misbehaviour(418), ServerKind.UNEXPECTED_STATUS, {}),
    "a_sign_in_page": (
        Misbehaviour(200, {"Content-Type": "text/html"}, PAGE),
        ServerKind.LOGIN_PAGE,
        {},
    ),
    "a_page_that_says_it_is_json": (Misbehaviour(200, JSON, PAGE), ServerKind.LOGIN_PAGE, {}),
    "an_empty_200": (Misbehaviour(200, JSON, b"  "), ServerKind.NOT_JSON, {"found": "empty"}),
    "garbage": (Misbehaviour(200, JSON, b"\x00\xff{"), ServerKind.NOT_JSON, {"found": "text"}),
    "half_of_a_json": (
        Misbehaviour(200, JSON, b'{"id": "f95'),
        ServerKind.NOT_JSON,
        {"found": "text"},
    ),
    "not_a_number": (
        Misbehaviour(200, JSON, b'{"id": NaN}'),
        ServerKind.NOT_JSON,
        {"found": "text"},
    ),
    "a_name_given_twice": (
        Misbehaviour(200, JSON, b'{"id": 1, "id": 2}'),
        ServerKind.NOT_JSON,
        {"found": "text"},
    ),
    "a_number_of_ten_thousand_digits": (
        Misbehaviour(200, JSON, b'{"id": ' + b"9" * 10_000 + b"}"),
        ServerKind.NOT_JSON,
        {"found": "text"},
    ),
    "broken_utf_8": (
        Misbehaviour(200, JSON, b'{"id": "\xe9"}'),
        ServerKind.NOT_JSON,
        {"found": "text"},
    ),
    "half_a_character": (
        Misbehaviour(200, JSON, b'{"id": "\\ud83d"}'),
        ServerKind.NOT_JSON,
        {"found": "text"},
    ),
    "json_nested_two_hundred_deep": (
        Misbehaviour(200, JSON, b"[" * 200 + b"]" * 200),
        ServerKind.NOT_JSON,
        {"found": "depth"},
    ),
    "json_nested_a_million_deep": (
        Misbehaviour(200, JSON, b"[" * 1_000_000),
        ServerKind.NOT_JSON,
        {"found": "depth"},
    ),
    "json_of_millions_of_empty_objects": (
        Misbehaviour(200, JSON, b"[" + b"{}," * 1_500_000 + b"{}]"),
        ServerKind.TOO_LARGE,
        {},
    ),
    "json_that_is_no_form": (
        Misbehaviour(200, JSON, b'{"id": "x", "form": []}'),
        ServerKind.UNEXPECTED_SHAPE,
        {"wanted": "form"},
    ),
    "json_that_is_a_list": (
        Misbehaviour(200, JSON, b"[]"),
        ServerKind.UNEXPECTED_SHAPE,
        {"wanted": "form"},
    ),
    "another_form_than_asked_for": (
        Misbehaviour(200, JSON, b'{"id": "other", "form": {}}'),
        ServerKind.UNEXPECTED_SHAPE,
        {"wanted": "form"},
    ),
    "an_unknown_packing": (
        Misbehaviour(200, JSON | {"Content-Encoding": "br"}, b"{}"),
        ServerKind.NOT_JSON,
        {"found": "br"},
    ),
    "damaged_gzip": (
        Misbehaviour(200, JSON | {"Content-Encoding": "gzip"}, b"\x1f\x8b\x08garbage"),
        ServerKind.NOT_JSON,
        {"found": "gzip"},
    ),
    "a_redirect_to_another_server": (
        Misbehaviour(302, {"Location": "https://elsewhere.invalid/x?y"}),
        ServerKind.REDIRECTED,
        {"location": "https://elsewhere.invalid/x?y"},
    ),
    "a_redirect_to_the_login_page": (
        Misbehaviour(302, {"Location": "/accounts/login/?next=/a/demo/"}, PAGE),
        ServerKind.REDIRECTED,
        {"location": "/accounts/login/?next=/a/demo/"},
    ),
    "a_redirect_without_a_place": (Misbehaviour(302), ServerKind.REDIRECTED, {"location": ""}),
    "a_redirect_to_nonsense": (
        Misbehaviour(302, {"Location": "https://[::"}),
        ServerKind.REDIRECTED,
        {"location": ""},
    ),
    "a_redirect_to_the_same_server_without_https": (
        Misbehaviour(302, {"Location": "/login/"}),
        ServerKind.REDIRECTED,
        {"location": "/login/"},
    ),
}


@pytest.mark.parametrize(("answer", "kind", "facts"), ANSWERS.values(), ids=ANSWERS.keys())
def test_an_answer_that_is_none_is_named_and_has_a_sentence(
    practice: PracticeServer, answer: Misbehaviour, kind: ServerKind, facts: dict[str, Any]
) -> None:
    practice.misbehave(answer)
    error = refusal(practice)
    assert error.kind is kind
    assert error.facts["server"] == practice.server_url
    assert error.facts["project_space"] == "demo"
    assert {name: error.facts[name] for name in facts} == facts
    if answer.status != 200 and "[::" not in answer.headers.get("Location", ""):
        assert error.facts["status"] == answer.status
    sentence = server_error_sentence(error)
    assert practice.server_url in sentence
    assert WHAT_TO_DO.search(sentence), sentence


@pytest.mark.parametrize(
    "ask",
    [
        lambda client: client.get_case(HOUSEHOLD_ID),
        lambda client: client.get_case_v2(HOUSEHOLD_ID),
        lambda client: client.get_cases(10),
        lambda client: client.get_application(HOUSEHOLD_ID),
        lambda client: client.get_forms(),
        lambda client: client.get_recent_forms(10, xmlns="x"),
    ],
    ids=["a_case", "a_case_of_version_2", "cases", "an_app", "submissions", "recent_submissions"],
)
@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (Misbehaviour(401), ServerKind.NOT_AUTHORISED),
        (Misbehaviour(403, {}, PAGE), ServerKind.FORBIDDEN),
        (Misbehaviour(429, {"Retry-After": "41.3"}), ServerKind.TOO_MANY_REQUESTS),
        (Misbehaviour(500, {}, PAGE), ServerKind.SERVER_FAILED),
        (Misbehaviour(302, {"Location": "/login/"}), ServerKind.REDIRECTED),
        (Misbehaviour(200, {}, PAGE), ServerKind.LOGIN_PAGE),
        (Misbehaviour(200, JSON, b""), ServerKind.NOT_JSON),
        (Misbehaviour(200, JSON, b"{}"), ServerKind.UNEXPECTED_SHAPE),
    ],
    ids=["401", "403", "429", "500", "302", "a_page", "empty", "another_shape"],
)
def test_the_answers_mean_the_same_whatever_was_asked_for(
    practice: PracticeServer,
    ask: Callable[[HqClient], Awaitable[object]],
    answer: Misbehaviour,
    kind: ServerKind,
) -> None:
    practice.misbehave(answer)

    async def run() -> None:
        async with HqClient(connection_to(practice), practice.api_key, limits=QUICK) as client:
            await ask(client)

    with pytest.raises(ServerError) as caught:
        asyncio.run(run())
    assert caught.value.kind is kind
    assert WHAT_TO_DO.search(server_error_sentence(caught.value))


@pytest.mark.parametrize(
    ("when", "least", "most"),
    [("Wed, 21 Oct 2015 07:28:00 GMT", 0, 0), ("in an hour", 3500, 3600)],
    ids=["past", "to_come"],
)
def test_retry_after_may_be_a_date(
    practice: PracticeServer, when: str, least: int, most: int
) -> None:
    if when == "in an hour":
        when = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    answer = Misbehaviour(429, {"Retry-After": when})
    practice.misbehave(answer, answer)
    error = refusal(practice)
    assert least <= error.facts["retry_after"] <= most


def test_a_refusal_is_not_asked_for_twice(practice: PracticeServer) -> None:
    practice.misbehave(Misbehaviour(429, {"Retry-After": "30"}))
    refusal(practice)
    assert len(practice.asked) == 1


def test_pages_at_both_generations_of_addresses_mean_that_this_is_not_commcare_hq(
    practice: PracticeServer,
) -> None:
    practice.misbehave(Misbehaviour(404, {}, PAGE), Misbehaviour(404, {}, PAGE))
    error = refusal(practice)
    assert error.kind is ServerKind.NO_SUCH_ADDRESS
    assert len(practice.asked) == 2


def test_a_wrong_key_is_not_authorised(practice: PracticeServer) -> None:
    assert refusal(practice, key="0123456789").kind is ServerKind.NOT_AUTHORISED


@pytest.mark.parametrize(
    ("answer", "waiting_for"),
    [
        (Misbehaviour(wait=60), "answer"),
        (Misbehaviour(body=b"x" * 100, drip=60), "answer"),
        (Misbehaviour(body=b" " * 10_000, drip=0.02), "total"),
    ],
    ids=["a_silent_server", "one_byte_then_silence", "a_slow_drip_of_bytes"],
)
def test_waiting_has_an_end(
    practice: PracticeServer, answer: Misbehaviour, waiting_for: str
) -> None:
    practice.misbehave(answer)
    error = refusal(practice, Limits(connect=5, silence=0.3, total=1))
    assert error.kind is ServerKind.TIMEOUT
    assert error.facts["waiting_for"] == waiting_for
    assert "seconds" in server_error_sentence(error)


def test_a_huge_body_is_given_up_early(practice: PracticeServer) -> None:
    limits = Limits(one_record=100_000)
    practice.misbehave(Misbehaviour(200, JSON, b" " * 50_000, times=100_000))
    assert refusal(practice, limits).kind is ServerKind.TOO_LARGE
    # Without a length, so that it shows only while it is read.
    practice.misbehave(
        Misbehaviour(raw=b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + b" " * 200_000)
    )
    assert refusal(practice, limits).kind is ServerKind.TOO_LARGE


def test_a_small_body_that_unpacks_to_a_huge_one_is_given_up(practice: PracticeServer) -> None:
    packed = gzip.compress(b" " * 30_000_000)
    practice.misbehave(Misbehaviour(200, JSON | {"Content-Encoding": "gzip"}, packed))
    error = refusal(practice, Limits(one_record=100_000))
    assert error.kind is ServerKind.TOO_LARGE
    assert error.facts["limit"] == 100_000


def test_the_page_of_a_failure_may_be_huge(practice: PracticeServer) -> None:
    practice.misbehave(Misbehaviour(500, {}, b"<html>" * 10_000, times=1000))
    assert refusal(practice).kind is ServerKind.SERVER_FAILED


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (Misbehaviour(200, JSON, b'{"id": "x"', cut_off=True), ServerKind.CUT_OFF),
        (Misbehaviour(hang_up=True), ServerKind.CUT_OFF),
        (
            Misbehaviour(
                200, JSON | {"Content-Encoding": "gzip"}, gzip.compress(bytes(range(256)))[:90]
            ),
            ServerKind.CUT_OFF,
        ),
        (Misbehaviour(raw=b"+OK ready\r\n\r\n"), ServerKind.NOT_JSON),
        (Misbehaviour(raw=b"HTTP/1.1 200 OK\r\nX: " + b"y" * 2_000_000), ServerKind.NOT_JSON),
        (Misbehaviour(502, {}, PAGE), ServerKind.SERVER_FAILED),
        (Misbehaviour(503), ServerKind.SERVER_FAILED),
        (Misbehaviour(504), ServerKind.SERVER_FAILED),
    ],
    ids=[
        "cut_off_within_the_body",
        "hung_up",
        "cut_off_within_the_packed_body",
        "another_protocol",
        "endless_headers",
        "502",
        "503",
        "504",
    ],
)
def test_a_broken_connection_is_named_after_a_second_try(
    practice: PracticeServer, answer: Misbehaviour, kind: ServerKind
) -> None:
    practice.misbehave(answer, answer)
    error = refusal(practice)
    assert error.kind is kind
    assert practice.server_url in server_error_sentence(error)
    assert len(practice.asked) <= 2


@pytest.mark.parametrize(
    "answer",
    [
        Misbehaviour(hang_up=True),
        Misbehaviour(200, JSON, b"{", cut_off=True),
        Misbehaviour(502, {}, PAGE),
        Misbehaviour(503),
        Misbehaviour(504),
        Misbehaviour(429, {"Retry-After": "0.1"}),
    ],
    ids=["hung_up", "cut_off", "502", "503", "504", "429_for_a_moment"],
)
def test_a_passing_fault_is_got_over_by_one_second_try(
    practice: PracticeServer, answer: Misbehaviour
) -> None:
    async def ask() -> str:
        async with HqClient(
            connection_to(practice), practice.api_key, limits=Limits(pause=0.01)
        ) as client:
            return str((await client.get_form(HOUSEHOLD_ID))["id"])

    practice.misbehave(answer)
    assert asyncio.run(ask()) == HOUSEHOLD_ID
    assert len(practice.asked) == 2


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long was waited before a second try; nothing is waited for."""
    told: list[float] = []
    real = asyncio.sleep

    async def sleep(seconds: float, result: object = None) -> object:
        told.append(seconds)
        return await real(0, result)

    monkeypatch.setattr("mapper_gui.commcare.wire.asyncio.sleep", sleep)
    return told


@pytest.mark.parametrize(
    ("answer", "waited"),
    [
        (Misbehaviour(429, {"Retry-After": "1.3"}), [2]),
        (Misbehaviour(503, {"Retry-After": "2"}), [2]),
        (Misbehaviour(503), [1.0]),
        (Misbehaviour(hang_up=True), [1.0]),
        (Misbehaviour(429), []),
        (Misbehaviour(429, {"Retry-After": "3"}), []),
        (Misbehaviour(503, {"Retry-After": "600"}), []),
        (Misbehaviour(500), []),
        (Misbehaviour(401), []),
    ],
    ids=[
        "429_for_a_moment", "503_for_a_moment", "503", "hung_up", "429", "429_for_longer",
        "503_for_longer", "500", "401",
    ],
)  # fmt: skip
def test_one_second_try_comes_as_late_as_the_server_asks_or_not_at_all(
    practice: PracticeServer, pauses: list[float], answer: Misbehaviour, waited: list[float]
) -> None:
    practice.misbehave(*[answer] * 5)
    refusal(practice, Limits())
    assert pauses == waited
    assert len(practice.asked) == 1 + len(waited)


def test_what_is_packed_is_unpacked(practice: PracticeServer) -> None:
    body = gzip.compress(json.dumps({"id": HOUSEHOLD_ID, "form": {"a": "ä"}}).encode())
    practice.misbehave(Misbehaviour(200, JSON | {"Content-Encoding": "gzip"}, body))

    async def run() -> Any:
        async with HqClient(connection_to(practice), practice.api_key, limits=QUICK) as client:
            return (await client.get_form(HOUSEHOLD_ID))["form"]

    assert asyncio.run(run()) == {"a": "ä"}


def test_a_refusal_that_unpacks_to_a_huge_page_is_still_that_refusal(
    practice: PracticeServer,
) -> None:
    packed = gzip.compress(b"<html>" * 5_000_000)
    practice.misbehave(Misbehaviour(403, {"Content-Encoding": "gzip"}, packed))
    assert refusal(practice).kind is ServerKind.FORBIDDEN


@pytest.mark.parametrize("coding", ["gzip, gzip", "deflate", "zstd"])
def test_what_was_not_asked_for_is_not_unpacked(practice: PracticeServer, coding: str) -> None:
    practice.misbehave(Misbehaviour(200, JSON | {"Content-Encoding": coding}, b"x"))
    assert refusal(practice).facts["found"] == coding
