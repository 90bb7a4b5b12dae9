"""Every refusal of a server and of a keyring has a sentence that says where and what to do."""

import re

import pytest

from mapper_gui.mapping.errors import SecretError, SecretKind, ServerError, ServerKind
from mapper_gui.wording.server import secret_error_sentence, server_error_sentence

WHERE = {"server": "https://hq.example.org", "project_space": "demo", "username": "me@example.org"}
WITHOUT_A_SERVER = {
    ServerKind.BAD_ADDRESS,
    ServerKind.BAD_PROJECT_SPACE,
    ServerKind.BAD_USERNAME,
    ServerKind.BAD_PROXY,
    ServerKind.BAD_CA_FILE,
    ServerKind.BAD_KEY,
    ServerKind.BAD_ID,
    ServerKind.PORT_IN_USE,
    ServerKind.CANCELLED,
}


def well_formed(sentence: str) -> bool:
    return bool(re.fullmatch(r"[“A-Zhm].*[.”]", sentence)) and not re.search(
        r"[{}]|  |None|\(\)|“”|!", sentence
    )


@pytest.mark.parametrize("kind", ServerKind)
def test_a_refusal_without_further_facts_still_has_a_whole_sentence(kind: ServerKind) -> None:
    facts = {
        "found": "x",
        "address": "x",
        "proxy": "x",
        "file": "A file",
        "id": "x",
        "seconds": 5.0,
        "asked": ("form",),
    }
    sentence = server_error_sentence(ServerError(kind, **WHERE, **facts))
    assert well_formed(sentence), sentence
    if kind not in WITHOUT_A_SERVER:
        assert "https://hq.example.org" in sentence


@pytest.mark.parametrize("kind", SecretKind)
def test_a_keyring_that_refuses_has_a_whole_sentence(kind: SecretKind) -> None:
    sentence = secret_error_sentence(SecretError(kind, backend="x", reason="y", seconds=5))
    assert well_formed(sentence), sentence


def test_braces_in_what_a_server_says_do_no_harm() -> None:
    error = ServerError(ServerKind.BAD_REQUEST, **WHERE, status=400, server_says="{server} {0} %s")
    assert "{server} {0} %s" in server_error_sentence(error)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(1, "in 1 second."), (90, "in 90 seconds."), (121, "in 3 minutes."), (90_000, "in 25 hours.")],
)
def test_when_to_try_again_is_said_in_fitting_units(seconds: int, words: str) -> None:
    error = ServerError(ServerKind.TOO_MANY_REQUESTS, **WHERE, status=429, retry_after=seconds)
    assert words in server_error_sentence(error)


def test_a_bare_401_lists_what_to_look_at() -> None:
    sentence = server_error_sentence(ServerError(ServerKind.NOT_AUTHORISED, **WHERE, status=401))
    for word in ("owner", "active", "expired", "IP address", "another project space", "401"):
        assert word in sentence


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (ServerKind.BAD_PROJECT_SPACE, "Enter the project space"),
        (ServerKind.BAD_USERNAME, "Enter the user name"),
    ],
)
def test_what_was_left_empty_is_asked_for(kind: ServerKind, words: str) -> None:
    sentence = server_error_sentence(ServerError(kind, found=""))
    assert sentence.startswith(words)
    assert well_formed(sentence), sentence


@pytest.mark.parametrize(
    "location", ["/accounts/login/?next=/a/demo/", "https://hq.example.org/login/"]
)
def test_a_redirect_to_the_servers_own_login_page_is_said_to_be_that(location: str) -> None:
    error = ServerError(ServerKind.REDIRECTED, **WHERE, status=302, location=location)
    sentence = server_error_sentence(error)
    assert "its own login page" in sentence
    assert "switched off" in sentence
    assert "another server" not in sentence
    assert well_formed(sentence), sentence


@pytest.mark.parametrize(
    "location", ["https://elsewhere.invalid/login/", "/else/where", "https://[::"]
)
def test_another_redirect_is_said_to_lead_elsewhere(location: str) -> None:
    error = ServerError(ServerKind.REDIRECTED, **WHERE, status=302, location=location)
    assert "login page" not in server_error_sentence(error)
