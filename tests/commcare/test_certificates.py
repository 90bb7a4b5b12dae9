"""Only a certificate that this machine trusts is talked to, with certificates made on the spot."""

import asyncio
import sys
from pathlib import Path

import pytest
from practice import QUICK
from tls_servers import TlsServer, certificate, serving

from mapper_gui.commcare.client import Checked, HqClient
from mapper_gui.commcare.network import Network
from mapper_gui.commcare.servers import Connection
from mapper_gui.mapping.errors import ServerError, ServerKind
from mapper_gui.wording.server import server_error_sentence

pytest.importorskip(
    "cryptography.x509", reason="cryptography, which makes the certificates, is not installed"
)


def check(server: TlsServer, network: Network | None = None) -> Checked:
    connection = Connection(f"https://localhost:{server.server_port}", "demo", "me@example.org")

    async def ask() -> Checked:
        async with HqClient(connection, "the-key", limits=QUICK, network=network) as client:
            return await client.check()

    return asyncio.run(ask())


def refusal(server: TlsServer) -> ServerError:
    with pytest.raises(ServerError) as caught:
        check(server)
    assert server.keys_seen == []
    return caught.value


def test_a_certificate_that_nobody_vouches_for_is_refused_before_the_key_is_sent(
    tmp_path: Path,
) -> None:
    with serving(certificate(tmp_path, "localhost")) as server:
        error = refusal(server)
    assert error.kind is ServerKind.BAD_CERTIFICATE
    assert "self" in str(error.facts["reason"])
    assert "not trusted" in server_error_sentence(error)


linux_only = pytest.mark.skipif(
    sys.platform != "linux", reason="only OpenSSL's store can be set for one test"
)


@linux_only
def test_a_certificate_authority_of_ones_own_can_be_named_in_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chain = certificate(tmp_path, "localhost")
    monkeypatch.setenv("SSL_CERT_FILE", str(chain))
    with serving(chain) as server:
        assert check(server).submissions == 0
        assert server.keys_seen == ["ApiKey me@example.org:the-key"]


@linux_only
@pytest.mark.parametrize(
    ("name", "days", "reason"),
    [("other.example", 1, "mismatch"), ("localhost", -1, "expired")],
    ids=["for_another_name", "expired"],
)
def test_a_certificate_that_does_not_fit_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, days: int, reason: str
) -> None:
    chain = certificate(tmp_path, name, days)
    monkeypatch.setenv("SSL_CERT_FILE", str(chain))
    with serving(chain) as server:
        error = refusal(server)
    assert error.kind is ServerKind.BAD_CERTIFICATE
    assert reason in str(error.facts["reason"])


def test_a_server_that_does_not_speak_https_is_told_from_a_bad_certificate() -> None:
    with serving(None) as server:
        error = refusal(server)
    assert error.kind is ServerKind.BAD_CERTIFICATE
    assert error.facts["no_tls"] is True
    assert "may not speak https" in server_error_sentence(error)


def test_a_file_of_an_own_authority_is_trusted_where_it_was_chosen(tmp_path: Path) -> None:
    chain = certificate(tmp_path, "localhost")
    with serving(chain) as server:
        refusal(server)
        assert check(server, Network(ca_file=str(chain))).submissions == 0
        assert server.keys_seen == ["ApiKey me@example.org:the-key"]


def test_it_may_be_written_as_der_or_with_remarks(tmp_path: Path) -> None:
    import ssl

    chain = certificate(tmp_path, "localhost")
    pem = chain.read_text("ascii").partition("-----BEGIN PRIVATE KEY")[0]
    der = tmp_path / "authority.cer"
    der.write_bytes(ssl.PEM_cert_to_DER_cert(pem))
    remarks = tmp_path / "authority.pem"
    remarks.write_text(f"# Autorit\u00e9 de certification\n{pem}", "utf-8")
    with serving(chain) as server:
        for file in (der, remarks):
            assert check(server, Network(ca_file=str(file))).submissions == 0


def test_an_own_authority_vouches_for_no_other_name(tmp_path: Path) -> None:
    chain = certificate(tmp_path, "other.example")
    with serving(chain) as server, pytest.raises(ServerError) as caught:
        check(server, Network(ca_file=str(chain)))
    assert caught.value.kind is ServerKind.BAD_CERTIFICATE
