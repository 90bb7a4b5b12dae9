"""The practice server answers as the CommCare page says that CommCare HQ does."""

import base64
import socket
import threading
from typing import Any

import httpx
import pytest
from practice import (
    HOUSEHOLD_ID,
    HOUSEHOLD_XMLNS,
    MOTHER_CASE_ID,
    SAMPLES,
    VISIT_XMLNS,
)

from mapper_gui.commcare.misbehaviour import Misbehaviour
from mapper_gui.commcare.practice_data import read_records
from mapper_gui.commcare.practice_server import PracticeServer
from mapper_gui.mapping.errors import ServerError, ServerKind

FORMS = "/a/demo/api/form/v1/"


def get(server: PracticeServer, path: str, **headers: str) -> httpx.Response:
    authorization = {"Authorization": f"ApiKey {server.username}:{server.api_key}"}
    return httpx.get(
        server.server_url + path, headers=authorization | headers, trust_env=False, timeout=10
    )


def listed(server: PracticeServer, query: str) -> Any:
    answer = get(server, f"{FORMS}?{query}")
    assert answer.status_code == 200
    return answer.json()


@pytest.mark.parametrize(
    "path",
    [
        f"/a/demo/api/form/v1/{HOUSEHOLD_ID}/",
        f"/a/demo/api/v0.5/form/{HOUSEHOLD_ID}/",
        f"/a/demo/api/case/v1/{MOTHER_CASE_ID}/",
        f"/a/demo/api/v0.5/case/{MOTHER_CASE_ID}/",
        f"/a/demo/api/case/v2/{MOTHER_CASE_ID}",
        f"/a/demo/api/v0.6/case/{MOTHER_CASE_ID}/",
        "/a/demo/api/v0.5/form/",
        "/api/user_domains/v1/",
        "/api/v0.5/user_domains/",
    ],
)
def test_both_generations_of_addresses_answer(practice: PracticeServer, path: str) -> None:
    answer = get(practice, path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json()


def test_version_2_of_a_case_does_not_name_its_submissions(practice: PracticeServer) -> None:
    case = get(practice, f"/a/demo/api/case/v2/{MOTHER_CASE_ID}").json()
    assert case["case_name"] == "Halima Juma"
    assert case["properties"] == {"lmp": "2025-12-06", "last_visit": "2026-05-03"}
    assert "xform_ids" not in case


def test_unknown_ids_spaces_and_addresses_are_404_each_in_its_way(
    practice: PracticeServer,
) -> None:
    assert get(practice, f"{FORMS}x/").content == b""
    assert get(practice, "/a/demo/api/case/v1/x/").content == b""
    assert get(practice, "/a/demo/api/case/v2/x").json() == {"error": "Case 'x' not found"}
    assert "domain other was not found" in get(practice, "/a/other/api/form/v1/").text
    page = get(practice, "/a/demo/api/form/v9/")
    assert page.headers["Content-Type"].startswith("text/html")
    assert {
        get(practice, path).status_code
        for path in (f"{FORMS}x/", "/a/other/api/form/v1/", "/a/demo/api/form/v9/", "/x")
    } == {404}


@pytest.mark.parametrize(
    "given",
    [
        "",
        "ApiKey",
        "ApiKey practice@example.org:wrong",
        "ApiKey other@example.org:{key}",
        "Bearer {key}",
        "Basic !!!",
        "Basic " + base64.b64encode(b"practice@example.org:\xff").decode(),
    ],
)
def test_without_the_key_there_is_an_empty_401(practice: PracticeServer, given: str) -> None:
    answer = get(practice, FORMS, Authorization=given.format(key=practice.api_key))
    assert answer.status_code == 401
    assert answer.content == b""


def test_the_key_is_good_as_the_password_of_basic_too(practice: PracticeServer) -> None:
    pair = f"{practice.username}:{practice.api_key}".encode()
    basic = "Basic " + base64.b64encode(pair).decode()
    assert get(practice, FORMS, Authorization=basic).status_code == 200


def test_every_start_has_a_key_of_its_own() -> None:
    with PracticeServer.start([]) as one, PracticeServer.start([]) as other:
        assert one.api_key != other.api_key
        assert one.port != other.port
        assert one.server_url == f"http://127.0.0.1:{one.port}"


def test_lists_are_filtered_as_commcare_hq_does(practice: PracticeServer) -> None:
    def ids(query: str) -> set[str]:
        return {one["id"] for one in listed(practice, query)["objects"]}

    everything = ids("limit=0")
    assert ids(f"xmlns={HOUSEHOLD_XMLNS}") < everything
    assert not ids(f"xmlns={HOUSEHOLD_XMLNS.lower()}")
    assert ids("app_id=EFFB341BF2E84D3C8C1C2F5A6B7C8D9E") < everything
    assert len(ids(f"case_id={MOTHER_CASE_ID}")) == 4
    assert ids("case_id=child-1") == {"77777777-aaaa-4bbb-8ccc-888888888888"}
    assert ids("include_archived=true&format=json") == everything
    assert ids("received_on_start=2026-05-01&received_on_end=2026-05-05T00:00:00") == {
        "11111111-aaaa-4bbb-8ccc-222222222222",
        "0b7c2a1e-5d4f-4c3b-8a29-1e0f9d8c7b6a",
        HOUSEHOLD_ID,
    }
    # What is not known, or known to match nothing, gives nothing and no error.
    assert not ids("appVersion=18")
    assert not ids("case=x")


def test_lists_have_pages_and_an_order(practice: PracticeServer) -> None:
    newest = listed(practice, f"xmlns={VISIT_XMLNS}&limit=2")
    days = [one["form"]["visit_date"] for one in newest["objects"]]
    assert days == ["2026-05-06", "2026-05-03"]
    assert newest["meta"]["total_count"] == 5
    assert newest["meta"]["next"] == "?limit=2&offset=2"
    rest = listed(practice, f"xmlns={VISIT_XMLNS}&limit=3&offset=2&order_by=-received_on")
    assert rest["meta"]["next"] is None
    assert len(rest["objects"]) == 3
    oldest = listed(practice, f"xmlns={VISIT_XMLNS}&limit=1&order_by=indexed_on")
    assert oldest["objects"][0]["form"]["visit_date"] == "2026-03-01"


@pytest.mark.parametrize(
    "query",
    [
        "order_by=name",
        "limit=x",
        "offset=-1",
        "received_on_start=yesterday",
        "received_on_end=2026-05-01T00:00:00%2B02:00",
        "indexed_on_start=2026-05-01T00:00:00Z",
    ],
)
def test_a_bad_parameter_is_a_400_with_a_sentence(practice: PracticeServer, query: str) -> None:
    answer = get(practice, f"{FORMS}?{query}")
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_cases_that_submissions_touch_are_made_from_them() -> None:
    block = {"@case_id": "c1", "@user_id": "u", "@date_modified": "2026-01-01T00:00:00Z"}
    older = {
        "id": "s1",
        "received_on": "2026-01-01T00:00:00Z",
        "form": {"case": [{**block, "create": {"case_name": "Ana", "case_type": "client"}}]},
    }
    newer = {
        "id": "s2",
        "received_on": "2026-01-02T00:00:00Z",
        "form": {"visits": [{"case": {**block, "update": {"dose": "2"}, "close": ""}}]},
    }
    with PracticeServer.start([newer, older, "no record", {"id": 1}]) as server:
        case = get(server, "/a/demo/api/case/v1/c1/").json()
    assert case["xform_ids"] == ["s1", "s2"]
    assert case["properties"]["case_name"] == "Ana"
    assert case["properties"]["dose"] == "2"
    assert case["closed"] is True


def test_a_browser_is_told_what_this_is_and_shown_no_answers(practice: PracticeServer) -> None:
    page = httpx.get(
        f"{practice.server_url}/a/demo/reports/form_data/%3Cb%3E{HOUSEHOLD_ID}/", trust_env=False
    )
    assert page.status_code == 200
    assert "It is not CommCare HQ" in page.text
    assert "<b>" not in page.text
    assert "Rakoto" not in page.text


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "localhost.evil.example", ""])
def test_another_host_name_is_refused(practice: PracticeServer, host: str) -> None:
    assert get(practice, FORMS, Host=host).status_code == 403


def test_it_listens_on_this_machine_only(practice: PracticeServer) -> None:
    with socket.socket() as another_interface:
        another_interface.settimeout(5)
        assert another_interface.connect_ex(("127.0.0.2", practice.port)) != 0


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"])
def test_it_only_reads(practice: PracticeServer, method: str) -> None:
    answer = httpx.request(method, practice.server_url + FORMS, trust_env=False)
    assert answer.status_code == 405


def test_a_port_in_use_is_an_error_that_says_so(practice: PracticeServer) -> None:
    with pytest.raises(ServerError) as caught:
        PracticeServer.start([], port=practice.port)
    assert caught.value.kind is ServerKind.PORT_IN_USE
    assert caught.value.facts["port"] == practice.port
    with pytest.raises(ServerError) as caught:
        PracticeServer.start([], port=123456)
    assert caught.value.kind is ServerKind.PORT_IN_USE


def test_stopping_ends_what_is_under_way_and_leaves_no_thread() -> None:
    before = set(threading.enumerate())
    server = PracticeServer.start(read_records(SAMPLES))
    server.misbehave(Misbehaviour(wait=600), Misbehaviour(body=b"x" * 50, drip=600))
    failures: list[Exception] = []

    def ask() -> None:
        try:
            get(server, FORMS)
        except httpx.HTTPError as error:
            failures.append(error)

    asking = [threading.Thread(target=ask) for _ in range(2)]
    for thread in asking:
        thread.start()
    with socket.create_connection(("127.0.0.1", server.port)) as silent:
        silent.sendall(b"GET / HT")
        waiting = threading.Event()
        while len(server.asked) < 2:
            waiting.wait(0.01)
        server.stop()
    for thread in asking:
        thread.join(5)
    assert len(failures) == 2
    assert set(threading.enumerate()) <= before
    server.stop()


def test_the_samples_are_whole_and_belong_to_the_practice_project_space() -> None:
    records = read_records(SAMPLES)
    assert len(records) == len(list(SAMPLES.glob("*.json")))
    assert {record["domain"] for record in records if isinstance(record, dict)} == {"demo"}


def test_a_damaged_file_in_the_folder_is_left_out(tmp_path: Any) -> None:
    (tmp_path / "a.json").write_text("{", encoding="utf-8")
    (tmp_path / "b.json").write_text('{"id": "x", "form": {}}', encoding="utf-8")
    assert read_records(tmp_path) == [{"id": "x", "form": {}}]
