import asyncio

import httpx
import pytest
from practice import (
    HOUSEHOLD_ID,
    HOUSEHOLD_XMLNS,
    MOTHER_CASE_ID,
    QUICK,
    VISIT_XMLNS,
    connection_to,
)

from mapper_gui.commcare.find import (
    Found,
    Kind,
    LookUp,
    case_link,
    form_link,
    look_up,
    parse_look_up,
)
from mapper_gui.commcare.misbehaviour import Misbehaviour
from mapper_gui.commcare.practice_server import PracticeServer
from mapper_gui.commcare.servers import Connection
from mapper_gui.mapping.errors import ServerError, ServerKind
from mapper_gui.wording.server import server_error_sentence

HQ = Connection("www", "demo", "me@example.org")
OWN = Connection("https://hq.example.org:8443", "demo", "me@example.org")
ID = "f959449c-8776-42ac-b776-3f564fafc331"
WWW = "https://www.commcarehq.org/a/demo"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (ID, LookUp(ID)),
        ("f959449c877642acb7763f564fafc331", LookUp("f959449c877642acb7763f564fafc331")),
        ("0C5XGZQJ2VY9M4K8T7N3B6H1D", LookUp("0C5XGZQJ2VY9M4K8T7N3B6H1D")),
        ("child-1", LookUp("child-1")),
        (f'  "{ID}",\r\n', LookUp(ID)),
        (f"\ufeff\u200b{ID}\u200b\u2060", LookUp(ID)),
        (f"“{ID}”", LookUp(ID)),
        (f"`{ID}`.", LookUp(ID)),
        (f"\u00a0{ID}\t", LookUp(ID)),
        (f"case_id: {ID}", LookUp(ID, "case")),
        (f'"@case_id": "{ID}",', LookUp(ID, "case")),
        (f"Form ID = {ID}", LookUp(ID, "form")),
        (f"{WWW}/reports/form_data/{ID}/", LookUp(ID, "form")),
        (f"{WWW}/reports/case_data/{ID}/#!history", LookUp(ID, "case")),
        (f"{WWW}/reports/case_data/{ID}?x=/form_data/other/", LookUp(ID, "case")),
        (f"{WWW}/reports/form_data/{ID}/download/", LookUp(ID, "form")),
        (f"<{WWW}/reports/form_data/{ID}/>", LookUp(ID, "form")),
        (f"www.commcarehq.org/a/demo/reports/form_data/{ID}", LookUp(ID, "form")),
        (f"http://www.commcarehq.org/a/demo/reports/form_data/{ID}/", LookUp(ID, "form")),
        (f"https://WWW.commcarehq.org:443/a/Demo/reports/form_data/{ID}/", LookUp(ID, "form")),
        (f"/a/demo/reports/case_data/{ID}/", LookUp(ID, "case")),
        (f"a/demo/reports/case_data/{ID}/", LookUp(ID, "case")),
        (f"{WWW}/api/form/v1/{ID}/", LookUp(ID, "form")),
        (f"{WWW}/api/v0.5/form/{ID}/?format=json", LookUp(ID, "form")),
        (f"{WWW}/api/case/v1/{ID}/", LookUp(ID, "case")),
        (f"{WWW}/api/case/v2/{ID}", LookUp(ID, "case")),
        (f"{WWW}/api/v0.6/case/{ID}/", LookUp(ID, "case")),
        (f"{WWW}/api/form/attachment/{ID}/form.xml", LookUp(ID, "form")),
        (f"{WWW}/api/form_attachment/v1/{ID}/photo.jpg", LookUp(ID, "form")),
        (f"{WWW}/reports/case_data/a%20b/", None),
        (f"{WWW}/reports/case_data/%2e%2e/", None),
        (f"{WWW}/reports/case_data/..%2F..%2Fx/", None),
    ],
)
def test_an_id_is_found_in_what_people_paste(text: str, found: LookUp | None) -> None:
    if found is None:
        with pytest.raises(ServerError):
            parse_look_up(text, HQ)
    else:
        assert parse_look_up(text, HQ) == found


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        (" \u200b ", "empty"),
        ('""', "empty"),
        ("case_id: ", "empty"),
        (f"{ID} {ID}", "several"),
        (f"{ID}\n{ID}", "several"),
        ("a?b", "not_an_id"),
        ("a%2Fb", "not_an_id"),
        ("a\x07b", "not_an_id"),
        ("x" * 300, "not_an_id"),
        ("x" * 1_000_000, "not_an_id"),
        ("../../x", "no_id_in_link"),
        (f"{WWW}/dashboard/", "no_id_in_link"),
        (f"{WWW}/reports/form_data/", "no_id_in_link"),
        (f"{WWW}/api/case/v2/ext/123/", "no_id_in_link"),
        ("https://www.commcarehq.org/", "no_id_in_link"),
        ("file:///a/demo/reports/form_data/x/", "no_id_in_link"),
        ("https://[::/a/demo/reports/form_data/x/", "no_id_in_link"),
    ],
)
def test_what_holds_no_id_is_refused_with_a_reason(text: str, reason: str) -> None:
    with pytest.raises(ServerError) as caught:
        parse_look_up(text, HQ)
    assert caught.value.kind is ServerKind.BAD_ID
    assert caught.value.facts["reason"] == reason
    assert len(server_error_sentence(caught.value)) < 500


@pytest.mark.parametrize(
    ("link", "server", "space"),
    [
        (
            f"https://india.commcarehq.org/a/demo/reports/form_data/{ID}/",
            "https://india.commcarehq.org",
            "demo",
        ),
        (f"{WWW}-2/reports/form_data/{ID}/", "https://www.commcarehq.org", "demo-2"),
        (
            f"https://www.commcarehq.org@evil.example/a/demo/reports/form_data/{ID}/",
            "https://evil.example",
            "demo",
        ),
        (f"http://localhost:8000/a/x/api/form/v1/{ID}/", "http://localhost:8000", "x"),
    ],
)
def test_a_link_to_another_place_is_refused_and_both_are_named(
    link: str, server: str, space: str
) -> None:
    with pytest.raises(ServerError) as caught:
        parse_look_up(link, HQ)
    assert caught.value.kind is ServerKind.OTHER_SERVER
    assert caught.value.facts["link_server"] == server
    assert caught.value.facts["link_project_space"] == space
    sentence = server_error_sentence(caught.value)
    assert all(part in sentence for part in (server, space, HQ.server_url, HQ.project_space))


def test_links_of_an_own_server_with_a_port_are_read() -> None:
    link = f"https://hq.example.org:8443/a/demo/reports/case_data/{ID}/"
    assert parse_look_up(link, OWN) == LookUp(ID, "case")
    with pytest.raises(ServerError):
        parse_look_up(link.replace(":8443", ""), OWN)


def test_links_for_the_browser_are_the_pages_of_commcare_hq() -> None:
    assert form_link(HQ, ID) == f"{WWW}/reports/form_data/{ID}/"
    assert case_link(HQ, "a/b?c") == f"{WWW}/reports/case_data/a%2Fb%3Fc/"
    assert parse_look_up(form_link(HQ, ID), HQ) == LookUp(ID, "form")


def found_on(
    server: PracticeServer, text: str, want_xmlns: str | None = None, kind: Kind | None = None
) -> Found:
    return look_up(
        connection_to(server),
        server.api_key,
        text,
        want_xmlns=want_xmlns,
        kind=kind,
        limits=QUICK,
    )


def test_a_form_id_gives_the_submission(practice: PracticeServer) -> None:
    found = found_on(practice, HOUSEHOLD_ID)
    assert (found.kind, found.asked) == ("form", ("form",))
    assert found.form is not None
    assert found.form["id"] == HOUSEHOLD_ID
    assert found.submissions == (found.form,)
    assert found.case is None


def test_a_case_id_gives_the_case_and_its_submissions_of_this_form(
    practice: PracticeServer,
) -> None:
    found = found_on(practice, MOTHER_CASE_ID, VISIT_XMLNS)
    assert (found.kind, found.asked) == ("case", ("form", "case"))
    assert found.case is not None
    assert found.case["case_id"] == MOTHER_CASE_ID
    assert [one["form"]["visit_date"] for one in found.submissions] == [
        "2026-05-03",
        "2026-04-19",
        "2026-04-02",
        "2026-03-01",
    ]
    assert (found.more, found.other_submissions) == (0, 0)


def test_a_case_without_submissions_of_this_form_says_how_many_others_it_has(
    practice: PracticeServer,
) -> None:
    found = found_on(practice, MOTHER_CASE_ID, HOUSEHOLD_XMLNS)
    assert found.submissions == ()
    assert found.other_submissions == 4


def test_what_a_link_says_is_asked_first(practice: PracticeServer) -> None:
    link = case_link(connection_to(practice), MOTHER_CASE_ID)
    assert found_on(practice, link).asked == ("case",)
    # A link may be wrong about it, as CommCare HQ's own search is.
    link = case_link(connection_to(practice), HOUSEHOLD_ID)
    assert found_on(practice, link).asked == ("case", "form")


def test_an_id_of_nothing_says_what_was_asked(practice: PracticeServer) -> None:
    with pytest.raises(ServerError) as caught:
        found_on(practice, "nobody")
    assert caught.value.kind is ServerKind.NOTHING_FOUND
    assert caught.value.facts["asked"] == ("form", "case")
    sentence = server_error_sentence(caught.value)
    assert "a submission, then for a case" in sentence
    assert "nobody" in sentence
    with pytest.raises(ServerError) as caught:
        found_on(practice, MOTHER_CASE_ID, kind="form")
    assert caught.value.facts["asked"] == ("form",)


def test_a_refusal_is_not_taken_for_nothing_found(practice: PracticeServer) -> None:
    practice.misbehave(Misbehaviour(429))
    with pytest.raises(ServerError) as caught:
        found_on(practice, MOTHER_CASE_ID)
    assert caught.value.kind is ServerKind.TOO_MANY_REQUESTS


def test_submissions_that_lists_do_not_have_yet_are_got_one_by_one(
    practice: PracticeServer,
) -> None:
    empty = Misbehaviour(body=b'{"meta": {"total_count": 0}, "objects": []}')
    practice.misbehave(Misbehaviour(404), _case(practice), empty, empty)
    found = found_on(practice, MOTHER_CASE_ID, VISIT_XMLNS)
    assert [one["form"]["visit_date"] for one in found.submissions] == [
        "2026-05-03",
        "2026-04-19",
        "2026-04-02",
    ]


def _case(practice: PracticeServer) -> Misbehaviour:
    answer = httpx.get(
        f"{practice.server_url}/a/demo/api/case/v1/{MOTHER_CASE_ID}/",
        headers={"Authorization": f"ApiKey {practice.username}:{practice.api_key}"},
        trust_env=False,
    )
    return Misbehaviour(body=answer.content)


@pytest.mark.parametrize("xform_ids", [None, "abc", 7, {"a": 1}, [1, None]])
def test_a_case_that_does_not_name_its_submissions_properly_is_still_shown(
    practice: PracticeServer, xform_ids: object
) -> None:
    case = {"case_id": "c1", "properties": {}, "xform_ids": xform_ids}

    def answer(request: httpx.Request) -> httpx.Response:
        if "/case/" in request.url.path:
            return _json(200, case)
        if request.url.query:
            return _json(200, {"meta": {}, "objects": []})
        return httpx.Response(404, stream=httpx.ByteStream(b""))

    found = look_up(
        HQ, "key", "c1", want_xmlns="x", transport=httpx.MockTransport(answer), limits=QUICK
    )
    assert found.submissions == ()
    assert found.other_submissions == 0


def _json(status: int, body: object) -> httpx.Response:
    return httpx.Response(status, stream=httpx.ByteStream(httpx.Response(200, json=body).content))


def test_looking_up_works_where_an_event_loop_has_run_before(practice: PracticeServer) -> None:
    async def nothing() -> None:
        return

    asyncio.run(nothing())
    assert found_on(practice, HOUSEHOLD_ID).kind == "form"
