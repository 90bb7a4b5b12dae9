"""What the client asks and gets, from a practice server and over a scripted transport."""

import asyncio
import gc
import json
import logging
import traceback
from collections.abc import Awaitable, Callable
from typing import TypeVar

import httpx
import pytest
from practice import (
    APPS,
    HOUSEHOLD_ID,
    HOUSEHOLD_XMLNS,
    MOTHER_CASE_ID,
    QUICK,
    REFERRAL_XMLNS,
    SAMPLES,
    VISIT_XMLNS,
    connection_to,
)

from mapper_gui.commcare.client import Addresses, HqClient
from mapper_gui.commcare.limits import Limits
from mapper_gui.commcare.misbehaviour import Misbehaviour
from mapper_gui.commcare.practice_data import read_records
from mapper_gui.commcare.practice_server import PracticeServer
from mapper_gui.commcare.servers import Connection
from mapper_gui.mapping.errors import ServerError, ServerKind
from mapper_gui.wording.server import server_error_sentence

T = TypeVar("T")
KEY = "0f1e2d3c4b5a69788796a5b4c3d2e1f0deadbeef"
HQ = Connection("www", "demo", "me@example.org")
PAGE = b"<html>Not found</html>"


def with_client(
    server: PracticeServer, use: Callable[[HqClient], Awaitable[T]], space: str = "", key: str = ""
) -> T:
    async def run() -> T:
        connection = connection_to(server, space)
        async with HqClient(connection, key or server.api_key, limits=QUICK) as client:
            return await use(client)

    return asyncio.run(run())


def over(
    answer: Callable[[httpx.Request], httpx.Response],
    use: Callable[[HqClient], Awaitable[T]],
    connection: Connection = HQ,
) -> T:
    """Like `with_client`, but `answer` plays a server that may be anywhere."""

    async def run() -> T:
        transport = httpx.MockTransport(answer)
        async with HqClient(connection, KEY, transport=transport, limits=QUICK) as client:
            return await use(client)

    return asyncio.run(run())


def test_a_form_and_a_case_are_got_by_their_ids(practice: PracticeServer) -> None:
    form = with_client(practice, lambda client: client.get_form(HOUSEHOLD_ID))
    assert form["form"]["hh"]["head_name"] == "Ana Rakoto"
    case = with_client(practice, lambda client: client.get_case(MOTHER_CASE_ID))
    assert case["properties"]["case_name"] == "Halima Juma"


def test_the_submissions_of_a_case_come_newest_first(practice: PracticeServer) -> None:
    forms = with_client(practice, lambda client: client.get_forms_of_case(MOTHER_CASE_ID))
    days = [form["form"]["visit_date"] for form in forms]
    assert days == ["2026-05-03", "2026-04-19", "2026-04-02", "2026-03-01"]
    forms = with_client(
        practice, lambda client: client.get_forms_of_case(MOTHER_CASE_ID, VISIT_XMLNS, limit=2)
    )
    assert [form["form"]["visit_date"] for form in forms] == days[:2]
    assert not with_client(
        practice, lambda client: client.get_forms_of_case(MOTHER_CASE_ID, HOUSEHOLD_XMLNS)
    )


@pytest.mark.parametrize("xmlns", [HOUSEHOLD_XMLNS, VISIT_XMLNS, REFERRAL_XMLNS])
def test_the_samples_hold_several_submissions_of_each_form(
    practice: PracticeServer, xmlns: str
) -> None:
    listed = with_client(practice, lambda client: client.get_forms(xmlns=xmlns))
    assert listed.total == len(listed.forms) >= 3


@pytest.mark.parametrize("record_id", ["../../x", "a/b", "a?b=c", "a#b", "a b", "%2e%2e", "ä"])
def test_an_id_cannot_lead_to_another_address(practice: PracticeServer, record_id: str) -> None:
    with pytest.raises(ServerError) as caught:
        with_client(practice, lambda client: client.get_form(record_id))
    assert caught.value.kind is ServerKind.NOT_FOUND
    (path,) = practice.asked
    assert path.startswith("/a/demo/api/form/v1/")
    assert path.count("/") == 7
    assert "?" not in path


@pytest.mark.parametrize("record_id", ["", "..", ".", " ", "a\r\nX: y", "a\0", "x" * 256])
def test_what_can_be_no_id_is_not_asked_for(practice: PracticeServer, record_id: str) -> None:
    with pytest.raises(ServerError) as caught:
        with_client(practice, lambda client: client.get_case(record_id))
    assert caught.value.kind is ServerKind.BAD_ID
    assert not practice.asked


def test_old_addresses_are_used_where_new_ones_are_unknown_and_remembered() -> None:
    async def use(client: HqClient) -> Addresses:
        await client.get_form(HOUSEHOLD_ID)
        await client.get_case(MOTHER_CASE_ID)
        return (await client.check()).addresses

    with PracticeServer.start(read_records(SAMPLES), generations=["old"]) as server:
        assert with_client(server, use) is Addresses.OLD
        assert [path.split("/api/")[1].partition("?")[0] for path in server.asked] == [
            f"form/v1/{HOUSEHOLD_ID}/",
            f"v0.5/form/{HOUSEHOLD_ID}/",
            f"v0.5/case/{MOTHER_CASE_ID}/",
            "v0.5/form/",
        ]


@pytest.mark.parametrize("generation", ["new", "old"])
@pytest.mark.parametrize(
    "ask",
    [
        lambda client: client.get_form(HOUSEHOLD_ID),
        lambda client: client.get_forms(xmlns=HOUSEHOLD_XMLNS),
        lambda client: client.get_recent_forms(10, xmlns=HOUSEHOLD_XMLNS),
        lambda client: client.get_case(MOTHER_CASE_ID),
        lambda client: client.get_case_v2(MOTHER_CASE_ID),
        lambda client: client.get_cases(10),
        lambda client: client.get_application("effb341bf2e84d3c8c1c2f5a6b7c8d9e"),
        lambda client: client.check(),
    ],
    ids=[
        "a_form", "forms", "recent_forms", "a_case", "a_case_of_version_2", "cases", "an_app",
        "the_connection",
    ],
)  # fmt: skip
def test_every_question_is_answered_by_both_generations(
    generation: str, ask: Callable[[HqClient], Awaitable[object]]
) -> None:
    records = [*read_records(SAMPLES), *read_records(APPS)]
    with PracticeServer.start(records, generations=[generation]) as server:
        assert with_client(server, ask)
        assert len(server.asked) == (1 if generation == "new" else 2)


def test_an_unknown_id_is_told_from_an_unknown_address() -> None:
    with (
        PracticeServer.start(read_records(SAMPLES), generations=["old"]) as server,
        pytest.raises(ServerError) as caught,
    ):
        with_client(server, lambda client: client.get_form("nobody"))
    assert caught.value.kind is ServerKind.NOT_FOUND


def test_a_connection_that_works_says_what_it_found(practice: PracticeServer) -> None:
    checked = with_client(practice, lambda client: client.check())
    assert checked.connection == connection_to(practice)
    assert checked.submissions == len(list(SAMPLES.glob("*.json"))) - 2  # two are cases
    assert checked.addresses is Addresses.NEW


def refused_check(server: PracticeServer, space: str = "", key: str = "") -> ServerError:
    with pytest.raises(ServerError) as caught:
        with_client(server, lambda client: client.check(), space, key)
    return caught.value


def test_checking_tells_a_wrong_key(practice: PracticeServer) -> None:
    error = refused_check(practice, key="wrong")
    assert error.kind is ServerKind.NOT_AUTHORISED
    assert error.facts["key_works"] is False


def test_checking_tells_a_project_space_the_user_does_not_belong_to(
    practice: PracticeServer,
) -> None:
    error = refused_check(practice, space="other")
    assert error.kind is ServerKind.NOT_A_MEMBER
    assert error.facts["spaces"] == ("demo",)
    assert "demo" in server_error_sentence(error)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (Misbehaviour(401), ServerKind.NOT_AUTHORISED),
        (Misbehaviour(403), ServerKind.FORBIDDEN),
    ],
    ids=["a_key_that_may_not_be_used_here", "a_role_without_the_permission"],
)
def test_checking_tells_a_good_key_that_is_refused_here(
    practice: PracticeServer, answer: Misbehaviour, kind: ServerKind
) -> None:
    practice.misbehave(answer)
    error = refused_check(practice)
    assert error.kind is kind
    assert error.facts["key_works"] is True


def test_checking_tells_a_plan_without_the_api_and_asks_no_further(
    practice: PracticeServer,
) -> None:
    body = b'{"error": "Your current subscription does not have access to this feature"}'
    practice.misbehave(Misbehaviour(401, body=body))
    assert refused_check(practice).kind is ServerKind.PLAN_LACKS_API
    assert len(practice.asked) == 1


def test_when_the_second_question_fails_the_first_answer_stands(practice: PracticeServer) -> None:
    practice.misbehave(Misbehaviour(403), Misbehaviour(500))
    error = refused_check(practice)
    assert error.kind is ServerKind.FORBIDDEN
    assert "key_works" not in error.facts


def respond(status: int, body: object = b"", **headers: str) -> httpx.Response:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return httpx.Response(status, headers=headers, stream=httpx.ByteStream(content))


def form_at(request: httpx.Request) -> httpx.Response:
    return respond(200, {"id": "x", "form": {"path": str(request.url)}})


def test_a_redirect_to_https_on_the_same_host_is_followed() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        if len(seen) == 1:
            return respond(301, location="/a/demo/api/form/v2/x/")
        return form_at(request)

    form = over(answer, lambda client: client.get_form("x"))
    assert form["form"]["path"] == "https://www.commcarehq.org/a/demo/api/form/v2/x/"
    assert seen[1].headers["Authorization"] == f"ApiKey me@example.org:{KEY}"


@pytest.mark.parametrize(
    "location",
    [
        "https://evil.example/a/demo/",
        "//evil.example/",
        "http://www.commcarehq.org/a/demo/",
        "https://www.commcarehq.org:8443/",
        "https://www.commcarehq.org.evil.example/",
        "https://www.commcarehq.org@evil.example/",
        "https://evil.example\\@www.commcarehq.org/",
        "https://me:pass@www.commcarehq.org/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "",
    ],
)
def test_the_key_follows_no_redirect_to_anywhere_else(location: str) -> None:
    hosts: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        hosts.append(f"{request.url.scheme}://{request.url.netloc.decode()}")
        return respond(302, location=location)

    with pytest.raises(ServerError) as caught:
        over(answer, lambda client: client.get_form("x"))
    assert caught.value.kind is ServerKind.REDIRECTED
    assert set(hosts) == {"https://www.commcarehq.org"}


def test_redirects_in_a_circle_have_an_end() -> None:
    count = 0

    def answer(request: httpx.Request) -> httpx.Response:
        nonlocal count
        count += 1
        return respond(302, location=f"/{count}")

    with pytest.raises(ServerError) as caught:
        over(answer, lambda client: client.get_form("x"))
    assert caught.value.kind is ServerKind.REDIRECTED
    assert count < 10


def test_a_weird_id_that_gets_a_page_is_not_found_once_the_addresses_are_known() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return respond(404, PAGE) if request.url.path.endswith("/weird!/") else form_at(request)

    async def use(client: HqClient) -> None:
        await client.get_form("x")
        await client.get_form("weird!")

    with pytest.raises(ServerError) as caught:
        over(answer, use)
    assert caught.value.kind is ServerKind.NOT_FOUND


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ({"objects": "x"}, "form_list"),
        ({"objects": [{"id": 7, "form": {}}]}, "form_list"),
        ([], "form_list"),
    ],
)
def test_a_list_that_is_none_is_refused(body: object, wanted: str) -> None:
    with pytest.raises(ServerError) as caught:
        over(
            lambda request: respond(200, body),
            lambda client: client.get_forms(),
        )
    assert caught.value.kind is ServerKind.UNEXPECTED_SHAPE
    assert caught.value.facts["wanted"] == wanted


def test_a_total_that_is_no_number_is_not_known() -> None:
    listed = over(
        lambda request: respond(200, {"meta": {"total_count": "many"}, "objects": []}),
        lambda client: client.get_forms(),
    )
    assert listed.total is None


@pytest.mark.parametrize("key", ["", "  ", "two words", "line\nbreak", "schlüssel"])
def test_a_key_that_cannot_be_one_is_refused_before_asking(key: str) -> None:
    with pytest.raises(ServerError) as caught:
        HqClient(HQ, key)
    assert caught.value.kind in (ServerKind.NO_KEY, ServerKind.BAD_KEY)
    assert key.strip() == "" or key not in repr(caught.value)


def test_the_key_is_in_no_error_no_repr_and_no_log(
    practice: PracticeServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    key = practice.api_key
    echo = json.dumps({"error": f"Bad header ApiKey practice@example.org:{key}"}).encode()
    texts: list[str] = []
    for answer in (
        Misbehaviour(400, body=echo),
        Misbehaviour(401, body=echo),
        Misbehaviour(500, body=echo),
        Misbehaviour(302, {"Location": f"https://elsewhere.invalid/?api_key={key}"}),
        Misbehaviour(200, body=echo),
        Misbehaviour(200, {"Content-Encoding": key}, b"x"),
        Misbehaviour(hang_up=True),
        Misbehaviour(raw=key.encode() + b"\r\n\r\n"),
    ):
        practice.misbehave(answer, answer)
        with pytest.raises(ServerError) as caught:
            with_client(practice, lambda client: client.get_form(HOUSEHOLD_ID))
        error = caught.value
        texts += [repr(error), str(error), repr(error.facts), server_error_sentence(error)]
        texts += traceback.format_exception(error)
        chain: BaseException | None = error
        while chain is not None:
            texts.append(repr(vars(chain)))
            chain = chain.__cause__ or chain.__context__
        practice.behave()
    client = HqClient(connection_to(practice), key)
    texts += [repr(client), str(client), repr(vars(client)), repr(client.connection)]
    asyncio.run(client.__aexit__(None, None, None))
    texts.append(caplog.text)
    assert not [text for text in texts if key in text]


@pytest.mark.parametrize(
    "written",
    [
        "ab/CD+12=~xyz-KEY",
        "AB/cd+12=~XYZ-key",
        "ab%2FCD%2B12%3D~xyz-KEY",
        "ab/CD%2b12=%7Exyz%2DKEY",
    ],
    ids=["as_it_is", "in_other_case", "quoted", "partly_quoted"],
)
def test_a_key_that_comes_back_is_cut_out_however_it_is_written(
    practice: PracticeServer, written: str
) -> None:
    body = json.dumps({"error": f"no such key: {written}."}).encode()
    practice.misbehave(Misbehaviour(400, body=body))
    with pytest.raises(ServerError) as caught:
        with_client(practice, lambda client: client.get_form("x"), key="ab/CD+12=~xyz-KEY")
    assert caught.value.facts["server_says"] == "no such key: …."


def test_cancelling_ends_a_request_that_hangs_at_once(practice: PracticeServer) -> None:
    practice.misbehave(Misbehaviour(wait=600))

    async def run() -> float:
        loop = asyncio.get_running_loop()
        async with HqClient(connection_to(practice), practice.api_key) as client:
            task = asyncio.create_task(client.get_form(HOUSEHOLD_ID))
            while not practice.asked:
                await asyncio.sleep(0.01)
            started = loop.time()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        return loop.time() - started

    assert asyncio.run(run()) < 1
    gc.collect()  # a connection left open would warn now


def test_a_server_that_is_not_there_is_no_network() -> None:
    with PracticeServer.start([]) as server:
        connection = connection_to(server)

    async def ask() -> None:
        async with HqClient(connection, KEY, limits=QUICK) as client:
            await client.check()

    with pytest.raises(ServerError) as caught:
        asyncio.run(ask())
    assert caught.value.kind is ServerKind.NO_NETWORK
    assert connection.server_url in server_error_sentence(caught.value)


def test_a_name_that_does_not_exist_is_no_network() -> None:
    async def ask() -> None:
        connection = Connection("https://hq.invalid", "demo", "me@example.org")
        async with HqClient(connection, KEY, limits=QUICK) as client:
            await client.check()

    with pytest.raises(ServerError) as caught:
        asyncio.run(ask())
    assert caught.value.kind is ServerKind.NO_NETWORK


def test_loopback_is_asked_without_the_proxy_of_the_environment(
    practice: PracticeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert with_client(practice, lambda client: client.get_form(HOUSEHOLD_ID))


def ask_through_a_proxy(proxy: str, monkeypatch: pytest.MonkeyPatch) -> ServerError:
    monkeypatch.setenv("HTTPS_PROXY", proxy)

    async def ask() -> None:
        async with HqClient(HQ, KEY, limits=QUICK) as client:
            await client.check()

    with pytest.raises(ServerError) as caught:
        asyncio.run(ask())
    return caught.value


def test_a_proxy_that_refuses_is_named_without_its_password(
    practice: PracticeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusing = f"http://someone:pa55word@127.0.0.1:{practice.port}"
    error = ask_through_a_proxy(refusing, monkeypatch)
    assert error.kind is ServerKind.PROXY
    assert error.facts["proxy"] == f"127.0.0.1:{practice.port}"
    assert "pa55word" not in server_error_sentence(error) + repr(error)


def test_a_proxy_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with PracticeServer.start([]) as server:
        port = server.port
    error = ask_through_a_proxy(f"http://127.0.0.1:{port}", monkeypatch)
    assert error.kind is ServerKind.NO_NETWORK
    assert f"127.0.0.1:{port}" in server_error_sentence(error)


@pytest.mark.parametrize("proxy", ["nonsense://127.0.0.1:1", "socks5://127.0.0.1:1"])
def test_a_proxy_that_cannot_be_used_is_named(proxy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ask_through_a_proxy(proxy, monkeypatch).kind is ServerKind.PROXY


def test_a_slow_server_does_not_outlast_the_total(practice: PracticeServer) -> None:
    practice.misbehave(Misbehaviour(503, {"Retry-After": "2"}), Misbehaviour(wait=60))

    async def ask() -> None:
        limits = Limits(silence=60, total=0.2, patience=60)
        async with HqClient(connection_to(practice), practice.api_key, limits=limits) as client:
            await client.get_form(HOUSEHOLD_ID)

    with pytest.raises(ServerError) as caught:
        asyncio.run(ask())
    assert caught.value.kind is ServerKind.TIMEOUT
