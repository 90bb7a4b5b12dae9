"""A stand-in for CommCare HQ on this machine: the same addresses and answers, sample submissions.

It listens on 127.0.0.1 only, has a new API key at every start, and keeps nothing.
"""

import base64
import hmac
import html
import json
import secrets
import socket
import socketserver
import sys
import threading
from collections import deque
from collections.abc import Iterable, Mapping
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, unquote, urlsplit

from mapper_gui.commcare import misbehaviour
from mapper_gui.commcare.misbehaviour import Misbehaviour
from mapper_gui.commcare.practice_cases import BadParameterError
from mapper_gui.commcare.practice_data import PracticeData, practice_data
from mapper_gui.mapping.errors import ServerError, ServerKind

PROJECT_SPACE = "demo"
USERNAME = "practice@example.org"

_ADDRESS = "127.0.0.1"
_NOT_FOUND_PAGE = "<!DOCTYPE html><title>404 Page Not Found</title><h1>Page Not Found</h1>"
_GENERATIONS = {
    "new": {
        ("form", "v1"): "form",
        ("case", "v1"): "case",
        ("case", "v2"): "case_v2",
        ("application", "v1"): "application",
    },
    "old": {
        ("v0.5", "form"): "form",
        ("v0.5", "case"): "case",
        ("v0.6", "case"): "case_v2",
        ("v0.5", "application"): "application",
    },
}
_USER_DOMAINS = {"new": ("user_domains", "v1"), "old": ("v0.5", "user_domains")}


class PracticeServer:
    """A running practice server. `start` it; `stop` it, or use it as a context manager."""

    project_space = PROJECT_SPACE
    username = USERNAME

    def __init__(self, listening: "_Listening", thread: threading.Thread) -> None:
        self._listening = listening
        self._thread = thread

    @classmethod
    def start(
        cls,
        records: Iterable[object],
        *,
        port: int = 0,
        generations: Iterable[str] = ("new", "old"),
    ) -> Self:
        """Serves these submissions and cases (see `practice_data`) until it is stopped.

        Port 0 takes a free one. `generations` are the addresses it knows (CommCare page 4.1).
        Raises ServerError PORT_IN_USE.
        """
        data = practice_data(records, PROJECT_SPACE)
        failure = None
        try:
            listening = _Listening(port, data, tuple(generations))
        except (OSError, OverflowError) as error:
            reason = error.strerror if isinstance(error, OSError) else "0 to 65535"
            failure = ServerError(ServerKind.PORT_IN_USE, port=port, reason=reason or "")
        if failure:
            raise failure
        thread = threading.Thread(
            target=listening.serve_forever,
            kwargs={"poll_interval": 0.05},
            name="practice server",
            daemon=True,
        )
        thread.start()
        return cls(listening, thread)

    @property
    def port(self) -> int:
        return int(self._listening.server_address[1])

    @property
    def server_url(self) -> str:
        return f"http://{_ADDRESS}:{self.port}"

    @property
    def api_key(self) -> str:
        return self._listening.api_key

    @property
    def asked(self) -> list[str]:
        """The last paths and queries it was asked for, as they were sent."""
        return list(self._listening.asked)

    def misbehave(self, *answers: Misbehaviour) -> None:
        """Gives these answers to the next requests, whatever they ask for."""
        self._listening.script.add(*answers)

    def behave(self) -> None:
        """Forgets the scripted answers that are still to come."""
        self._listening.script.clear()

    def stop(self) -> None:
        """Stops listening and ends every answer that is under way; may be called again."""
        self._listening.stop()
        self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


class _Listening(ThreadingHTTPServer):
    daemon_threads = False  # server_close waits for them, and stop has hung up on them before
    # On Windows it would let a second server take the port over.
    allow_reuse_address = sys.platform != "win32"

    def __init__(self, port: int, data: PracticeData, generations: tuple[str, ...]) -> None:
        self.data = data
        self.generations = generations
        self.api_key = secrets.token_hex(20)
        self.script = misbehaviour.Script()
        self.asked: deque[str] = deque(maxlen=1000)
        self.stopping = threading.Event()
        self._open: set[socket.socket] = set()
        self._guard = threading.Lock()
        super().__init__((_ADDRESS, port), _Conversation)

    def server_bind(self) -> None:
        # HTTPServer would ask a name server for this machine's name, which can take seconds.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = _ADDRESS, self.server_address[1]

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._guard:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._guard:
            self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever hung up in the middle of an answer need not be told of on stderr."""

    def stop(self) -> None:
        if self.stopping.is_set():
            return
        self.stopping.set()
        self.shutdown()
        with self._guard:
            for each in self._open:
                try:
                    each.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue
        self.server_close()


class _Conversation(BaseHTTPRequestHandler):
    """One request and its answer; every answer ends the connection."""

    server: _Listening
    protocol_version = "HTTP/1.1"
    server_version = "PracticeServer"
    sys_version = ""
    timeout = 30

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its name in the class above
        """Nothing: stdout belongs to whoever started the server, and paths hold ids."""

    def do_GET(self) -> None:
        self.close_connection = True
        self.server.asked.append(self.path)
        scripted = self.server.script.next()
        if scripted is not None:
            misbehaviour.send(scripted, self)
            return
        if not self._meant_for_here():
            self._send(403, b"")
            return
        parts = urlsplit(self.path)
        steps = [unquote(step) for step in parts.path.split("/") if step]
        match steps:
            case ["api", *rest]:
                self._answer_user_domains(tuple(rest))
            case ["a", space, "api", *rest]:
                self._answer_api(space, rest, dict(parse_qsl(parts.query)))
            case ["a", _, "reports", "form_data" | "case_data" as page, record_id, *_]:
                self._send_page(200, _explanation(page, record_id))
            case []:
                self._send_page(200, _explanation())
            case _:
                self._send_page(404, _NOT_FOUND_PAGE)

    def _refuse_method(self) -> None:
        self.close_connection = True
        self._send(405, b"", {"Allow": "GET"})

    do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = _refuse_method

    def _answer_user_domains(self, steps: tuple[str, ...]) -> None:
        if steps not in {_USER_DOMAINS[each] for each in self.server.generations}:
            self._send_page(404, _NOT_FOUND_PAGE)
        elif not self._is_authorised():
            text = b"Username or API Key is incorrect, expired or deactivated"
            self._send(401, text, {"Content-Type": "text/plain"})
        else:
            space = {"domain_name": PROJECT_SPACE, "project_name": "Practice"}
            self._send_json(200, {"meta": {"total_count": 1}, "objects": [space]})

    def _answer_api(self, space: str, steps: list[str], parameters: dict[str, str]) -> None:
        known = {k: v for each in self.server.generations for k, v in _GENERATIONS[each].items()}
        thing = known.get((steps[0], steps[1])) if len(steps) in (2, 3) else None
        if thing is None:
            self._send_page(404, _NOT_FOUND_PAGE)
        elif not self._is_authorised():
            self._send(401, b"", {"WWW-Authenticate": 'Digest realm="DJANGO", qop="auth"'})
        elif space != PROJECT_SPACE:
            self._send_json(404, {"error": f"The domain {space[:100]} was not found."})
        elif len(steps) == 3:
            self._answer_one(thing, steps[2])
        elif thing in ("form", "case_v2"):
            data, address = self.server.data, self._own_address()
            try:
                page = data.forms if thing == "form" else partial(data.cases_v2, address=address)
                self._send_json(200, page(parameters))
            except BadParameterError as error:
                self._send_json(400, {"error": str(error)})
        elif thing == "application":
            self._send_json(200, self.server.data.application_list())
        else:
            self._send_page(404, _NOT_FOUND_PAGE)

    def _answer_one(self, thing: str, record_id: str) -> None:
        data = self.server.data
        match thing:
            case "form":
                found = data.form(record_id)
            case "case":
                found = data.case(record_id)
            case "application":
                found = data.application(record_id)
            case _:
                found = data.case_v2(record_id)
        if found is not None:
            self._send_json(200, found)
        elif thing == "case_v2":
            self._send_json(404, {"error": f"Case '{record_id[:100]}' not found"})
        else:
            self._send(404, b"")

    def _own_address(self) -> str:
        """The address that was asked for, without its parameters."""
        return f"http://{_ADDRESS}:{self.server.server_port}{urlsplit(self.path).path}"

    def _meant_for_here(self) -> bool:
        """Whether the Host names this server: a page in a browser must not reach it by a name of
        its own that leads here."""
        port = self.server.server_port
        return self.headers.get("Host", "") in (f"{_ADDRESS}:{port}", f"localhost:{port}")

    def _is_authorised(self) -> bool:
        """ApiKey, or the key as the password of Basic (CommCare page 4.7)."""
        scheme, _, given = self.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "basic":
            try:
                given = base64.b64decode(given, validate=True).decode("utf-8")
            except ValueError:
                return False
        elif scheme.lower() != "apikey":
            return False
        wanted = f"{USERNAME}:{self.server.api_key}"
        return hmac.compare_digest(given.encode("utf-8", "replace"), wanted.encode())

    def _send_json(self, status: int, content: object) -> None:
        body = json.dumps(content, ensure_ascii=False).encode("utf-8")
        self._send(status, body, {"Content-Type": "application/json"})

    def _send_page(self, status: int, page: str) -> None:
        self._send(status, page.encode("utf-8"), {"Content-Type": "text/html; charset=utf-8"})

    def _send(self, status: int, body: bytes, headers: Mapping[str, str] | None = None) -> None:
        self.send_start(status, headers or {}, len(body))
        self.send_piece(body)

    def send_start(self, status: int, headers: Mapping[str, str], length: int) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if "Content-Length" not in headers:
            self.send_header("Content-Length", str(length))
        self.send_header("Connection", "close")
        self.end_headers()

    def send_piece(self, piece: bytes) -> None:
        if self.command != "HEAD":
            self.wfile.write(piece)

    def pause(self, seconds: float) -> None:
        if seconds and self.server.stopping.wait(seconds):
            raise OSError("the server was stopped")


def _explanation(page: str = "", record_id: str = "") -> str:
    """What a browser is shown, without the key and so without any answer of a submission."""
    what = {"form_data": "the submission", "case_data": "the case"}.get(page)
    shown = (
        f"<p>In CommCare HQ this address shows {what} <code>{html.escape(record_id)}</code>.</p>"
    )
    return (
        "<!DOCTYPE html><meta charset='utf-8'><title>Practice server</title>"
        "<h1>Practice server</h1><p>Mapper for CommCare runs it on this machine to try things out. "
        f"It is not CommCare HQ.</p>{shown if what else ''}"
    )
