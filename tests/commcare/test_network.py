"""The way out of this machine: through the proxy that was set, or that of the environment."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from practice import HOUSEHOLD_ID, QUICK, connection_to
from tls_servers import certificate, proxying, serving

from mapper_gui.commcare.client import HqClient
from mapper_gui.commcare.network import Network
from mapper_gui.commcare.practice_server import PracticeServer
from mapper_gui.commcare.servers import Connection
from mapper_gui.mapping.errors import ServerError, ServerKind
from mapper_gui.wording.server import server_error_sentence

KEY = "0f1e2d3c4b5a69788796a5b4c3d2e1f0deadbeef"
FAR = Connection("https://hq.invalid", "demo", "me@example.org")


def check(network: Network | None) -> int | None:
    async def ask() -> int | None:
        async with HqClient(FAR, KEY, limits=QUICK, network=network) as client:
            return (await client.check()).submissions

    return asyncio.run(ask())


def refusal(network: Network | None) -> ServerError:
    with pytest.raises(ServerError) as caught:
        check(network)
    return caught.value


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("", ""),
        (" proxy.example.org:8080 ", "http://proxy.example.org:8080"),
        ("HTTP://Proxy:3128/", "http://proxy:3128"),
        ("https://proxy.example.org", "https://proxy.example.org"),
        ("[::1]:8080", "http://[::1]:8080"),
    ],
)
def test_a_proxy_is_kept_as_scheme_host_and_port(given: str, kept: str) -> None:
    assert Network(given).proxy == kept


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ("http://me:pa55word@proxy:8080", "user"),
        ("me:pa55word@proxy:8080", "user"),
        ("http://me:pa55word@[::", "user"),
        ("http://wpad.example.org/wpad.dat", "script"),
        ("http://example.org/proxy.pac?x=1", "script"),
        ("pac+http://example.org", "script"),
        ("file:///etc/proxy.pac", "script"),
        ("socks5://proxy:1080", "scheme"),
        ("http://[::", "malformed"),
        ("proxy:port", "malformed"),
        ("proxy:99999", "malformed"),
        ("http://", "malformed"),
        ("two words", "malformed"),
        ("a" * 600, "malformed"),
        ("proxy\r\nX: y", "malformed"),
    ],
)
def test_what_cannot_be_a_proxy_is_refused_with_words(given: str, reason: str) -> None:
    with pytest.raises(ServerError) as caught:
        Network(given)
    assert caught.value.kind is ServerKind.BAD_PROXY
    assert caught.value.facts["reason"] == reason
    sentence = server_error_sentence(caught.value)
    assert "pa55word" not in sentence + repr(caught.value) + repr(caught.value.facts)
    assert ("not supported" in sentence) == (reason in ("script", "scheme"))
    assert ("HTTPS_PROXY" in sentence) == (reason == "user")


@pytest.mark.parametrize(
    ("make", "reason", "words"),
    [
        (lambda folder: folder / "none.pem", "no_file", "There is no file"),
        (lambda folder: folder, "no_file", "There is no file"),
        (lambda folder: written(folder, b""), "no_certificate", "holds no certificate"),
        (lambda folder: written(folder, b"words"), "no_certificate", "holds no certificate"),
        (lambda folder: written(folder, b"\x30\x82\xff"), "no_certificate", "holds no certificate"),
        (
            lambda folder: written(folder, b"-----BEGIN CERTIFICATE-----\nxx"),
            "no_certificate",
            "holds no certificate",
        ),
        (lambda folder: written(folder, b"x" * 5_000_001), "size", "too large"),
        (lambda folder: Path("\0"), "no_file", "There is no file"),
    ],
    ids=[
        "nothing", "a_folder", "empty", "words", "no_der", "half_a_certificate", "huge", "no_name",
    ],
)  # fmt: skip
def test_a_file_that_holds_no_authority_is_refused_before_anything_is_asked(
    tmp_path: Path, make: object, reason: str, words: str
) -> None:
    assert callable(make)
    error = refusal(Network(ca_file=str(make(tmp_path))))
    assert error.kind is ServerKind.BAD_CA_FILE
    assert error.facts["reason"] == reason
    assert words in server_error_sentence(error)


def written(folder: Path, body: bytes) -> Path:
    file = folder / "authority.pem"
    file.write_bytes(body)
    return file


needs_certificates = pytest.mark.usefixtures("certificates")


@pytest.fixture
def certificates() -> None:
    pytest.importorskip("cryptography", reason="cryptography makes the certificates: not installed")


@needs_certificates
@pytest.mark.parametrize("told_by", ["settings", "environment"])
def test_the_proxy_is_used_and_cannot_read_what_goes_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told_by: str
) -> None:
    chain = certificate(tmp_path, "hq.invalid")
    with serving(chain) as server, proxying(server.server_port) as proxy:
        if told_by == "settings":
            network = Network(proxy.address, str(chain))
            monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")  # what is set comes first
        else:
            network = Network("", str(chain))
            monkeypatch.setenv("HTTPS_PROXY", f"http://{proxy.address}")
        assert check(network) == 0
        assert server.keys_seen == [f"ApiKey me@example.org:{KEY}"]
        [head] = proxy.heads
        assert head.startswith("CONNECT hq.invalid:443 HTTP/1.1")
        seen = head.encode() + b"".join(proxy.passed)
    assert KEY.encode() not in seen
    assert b"me@example.org" not in seen


@needs_certificates
def test_a_proxy_that_opens_the_traffic_is_refused_before_the_key_is_sent(tmp_path: Path) -> None:
    with (
        serving(certificate(tmp_path, "hq.invalid")) as server,
        proxying(server.server_port) as proxy,
    ):
        error = refusal(Network(proxy.address))
        assert server.keys_seen == []
    assert error.kind is ServerKind.BAD_CERTIFICATE
    assert error.facts["proxy"] == proxy.address
    assert "Proxy and certificates" in server_error_sentence(error)


def test_a_proxy_that_asks_for_a_password_is_named() -> None:
    with proxying(9, refuses=True) as proxy:
        error = refusal(Network(proxy.address))
    assert error.kind is ServerKind.PROXY
    assert error.facts["proxy"] == proxy.address
    assert "407" in server_error_sentence(error)


def test_the_user_of_a_proxy_in_the_environment_is_sent_to_it_and_told_to_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with proxying(9, refuses=True) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://me:pa55word@{proxy.address}")
        error = refusal(None)
    assert "Proxy-Authorization: Basic" in proxy.heads[0]
    assert "pa55word" not in server_error_sentence(error) + repr(error) + repr(error.facts)


def test_this_machine_is_asked_without_the_proxy(practice: PracticeServer) -> None:
    async def ask() -> object:
        network = Network("127.0.0.1:9")
        connection = connection_to(practice)
        async with HqClient(connection, practice.api_key, limits=QUICK, network=network) as client:
            return await client.get_form(HOUSEHOLD_ID)

    assert asyncio.run(ask())
