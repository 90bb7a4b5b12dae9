"""https for real, on this machine, with certificates made on the spot."""

import asyncio
import datetime
import ipaddress
import ssl
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from practice import QUICK

from mapper_gui.commcare.client import Checked, HqClient
from mapper_gui.commcare.servers import Connection
from mapper_gui.mapping.errors import ServerError, ServerKind
from mapper_gui.wording.server import server_error_sentence

x509 = pytest.importorskip(
    "cryptography.x509", reason="cryptography, which makes the certificates, is not installed"
)


def certificate(folder: Path, name: str, days: int = 1) -> Path:
    """A self-signed certificate with its key, valid from two days ago until in `days` days."""
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    names = [x509.DNSName(name), x509.IPAddress(ipaddress.ip_address("127.0.0.2"))]
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=2))
        .not_valid_after(now + datetime.timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / f"{name}.pem"
    file.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return file


class _Server(HTTPServer):
    keys_seen: list[str]

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that does not trust the certificate hangs up."""


class _EmptyList(BaseHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        assert isinstance(self.server, _Server)
        self.server.keys_seen.append(self.headers.get("Authorization", ""))
        body = b'{"meta": {"total_count": 0}, "objects": []}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def serving(chain: Path | None) -> Iterator[_Server]:
    server = _Server(("127.0.0.1", 0), _EmptyList)
    server.keys_seen = []
    if chain is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(chain)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def check(server: _Server) -> Checked:
    connection = Connection(f"https://localhost:{server.server_port}", "demo", "me@example.org")

    async def ask() -> Checked:
        async with HqClient(connection, "the-key", limits=QUICK) as client:
            return await client.check()

    return asyncio.run(ask())


def refusal(server: _Server) -> ServerError:
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
