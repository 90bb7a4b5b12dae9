import pytest

from mapper_gui.commcare.servers import Connection, is_loopback, server_url
from mapper_gui.mapping.errors import ServerError, ServerKind


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("www", "https://www.commcarehq.org"),
        ("India", "https://india.commcarehq.org"),
        ("eu", "https://eu.commcarehq.org"),
        ("swiss", "https://swiss.commcarehq.org"),
        (" https://www.commcarehq.org/ ", "https://www.commcarehq.org"),
        ("commcarehq.org", "https://www.commcarehq.org"),
        ("https://WWW.CommCareHQ.org:443", "https://www.commcarehq.org"),
        ("https://www.commcarehq.org/a/demo/dashboard/", "https://www.commcarehq.org"),
        ("hq.example.org", "https://hq.example.org"),
        ("hq.example.org:8443", "https://hq.example.org:8443"),
        ("https://münchen.example", "https://xn--mnchen-3ya.example"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("localhost:8000", "http://localhost:8000"),
        ("127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://[::1]:8000/", "http://[::1]:8000"),
        ("https://[2001:db8::1]", "https://[2001:db8::1]"),
    ],
)
def test_an_address_is_brought_into_its_kept_form(given: str, kept: str) -> None:
    assert server_url(given) == kept
    assert server_url(kept) == kept


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ("", "malformed"),
        ("http://hq.example.org", "not_https"),
        ("http://127.0.0.1.example.org", "not_https"),
        ("http://localhost.example.org", "not_https"),
        ("http://192.168.1.7", "not_https"),
        ("ftp://hq.example.org", "scheme"),
        ("file:///etc/passwd", "scheme"),
        ("https://user:secret@hq.example.org", "user_in_address"),
        ("https://localhost@evil.example", "user_in_address"),
        ("http://user:sec/ret@hq.example.org", "malformed"),
        ("https://user/secret@hq.example.org", "path"),
        ("user:secret@hq:port", "malformed"),
        ("https://hq.example.org/some/place", "path"),
        ("https://hq.example.org:99999", "malformed"),
        ("https://hq.example.org:0", "malformed"),
        ("https://hq.example.org\r\nX: y", "malformed"),
        ("https://hq .example.org", "malformed"),
        ("https://hq.example.org\\@evil.example", "malformed"),
        ("https://", "malformed"),
        ("https://[::1", "malformed"),
        ("https://a_b/c?d", "path"),
        ("https://" + "a" * 3000, "malformed"),
    ],
)
def test_an_address_that_is_none_is_refused(given: str, reason: str) -> None:
    with pytest.raises(ServerError) as caught:
        server_url(given)
    assert caught.value.kind is ServerKind.BAD_ADDRESS
    assert caught.value.facts["reason"] == reason
    assert "secret" not in repr(caught.value.facts).replace("sec/ret", "secret")


def test_only_this_machine_is_loopback() -> None:
    assert all(
        is_loopback(url) for url in ("http://localhost:1", "http://127.0.0.1", "https://[::1]:8000")
    )
    assert not is_loopback("https://localhost.example.org")
    assert not is_loopback("https://128.0.0.1")


def test_a_connection_is_kept_in_one_form() -> None:
    assert Connection("www", " demo ", "me@example.org\n") == Connection(
        "https://www.commcarehq.org/", "demo", "me@example.org"
    )


@pytest.mark.parametrize(
    "space", ["", "..", "de mo", "demo/../x", "demo?x", "dé", "a\nb", "x" * 300]
)
def test_a_project_space_that_is_none_is_refused(space: str) -> None:
    with pytest.raises(ServerError) as caught:
        Connection("www", space, "me@example.org")
    assert caught.value.kind is ServerKind.BAD_PROJECT_SPACE


@pytest.mark.parametrize(
    "username", ["", "me@example.org\r\nX-Other: 1", "me:key", "m e", "mé@example.org", "m\x00e"]
)
def test_a_user_name_that_could_change_the_request_is_refused(username: str) -> None:
    with pytest.raises(ServerError) as caught:
        Connection("www", "demo", username)
    assert caught.value.kind is ServerKind.BAD_USERNAME
    assert "\n" not in str(caught.value.facts["found"])
    assert "key" not in str(caught.value.facts["found"])
