"""TLS on this machine: certificates made on the spot, a server behind one, a proxy before it."""

from __future__ import annotations

import datetime
import ipaddress
import socket
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path


def certificate(folder: Path, name: str, days: int = 1) -> Path:
    """A self-signed certificate with its key, valid from two days ago until in `days` days."""
    from cryptography import x509
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


class TlsServer(HTTPServer):
    keys_seen: list[str]

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that does not trust the certificate hangs up."""


class _EmptyList(BaseHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        assert isinstance(self.server, TlsServer)
        self.server.keys_seen.append(self.headers.get("Authorization", ""))
        body = b'{"meta": {"total_count": 0}, "objects": []}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def serving(chain: Path | None) -> Iterator[TlsServer]:
    server = TlsServer(("127.0.0.1", 0), _EmptyList)
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


class _Tunnel(socketserver.StreamRequestHandler):
    """Answers CONNECT, and passes bytes to the one server behind it whatever was asked for."""

    def handle(self) -> None:
        assert isinstance(self.server, _Proxy)
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            line = self.rfile.readline(10_000)
            if not line:
                return
            head += line
        self.server.heads.append(head.decode("ascii"))
        if self.server.refuses:
            self.wfile.write(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n")
            return
        with socket.create_connection(("127.0.0.1", self.server.port_behind)) as behind:
            self.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            back = threading.Thread(target=_pass_on, args=(behind, self.connection, []))
            back.start()
            _pass_on(self.connection, behind, self.server.passed)
            back.join()


def _pass_on(source: socket.socket, sink: socket.socket, noted: list[bytes]) -> None:
    try:
        while piece := source.recv(65536):
            noted.append(piece)
            sink.sendall(piece)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        return


class _Proxy(socketserver.ThreadingTCPServer):
    daemon_threads = False
    heads: list[str]
    """What was asked of the proxy itself."""
    passed: list[bytes]
    """What went through it towards the server."""
    port_behind: int
    refuses: bool

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"


@contextmanager
def proxying(port_behind: int, *, refuses: bool = False) -> Iterator[_Proxy]:
    """An http proxy that leads every CONNECT to one port of this machine."""
    with _Proxy(("127.0.0.1", 0), _Tunnel) as proxy:
        proxy.heads, proxy.passed = [], []
        proxy.port_behind, proxy.refuses = port_behind, refuses
        thread = threading.Thread(target=proxy.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield proxy
        finally:
            proxy.shutdown()
            thread.join()
