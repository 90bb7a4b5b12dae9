"""The way to a server: one GET at a time, bounded in time and size, with the API key kept close.

The key goes to the connection's own host only, and into no error: what a server sends back is
searched for it, and the errors of the HTTP library, which know the request, are not chained.
"""

import asyncio
import logging
import re
import ssl
import zlib
from collections.abc import Mapping
from types import TracebackType
from typing import Self
from urllib.parse import urlencode

import httpx
import truststore

from mapper_gui import __version__
from mapper_gui.commcare.answers import Answer, meaning, plain, wait_wanted
from mapper_gui.commcare.limits import Limits
from mapper_gui.commcare.network import Network, trust
from mapper_gui.commcare.servers import Connection, is_loopback
from mapper_gui.mapping.errors import Fact, ServerError, ServerKind

# Their finer messages hold what servers send back, which may be the key.
for _library in ("httpx", "httpcore"):
    logging.getLogger(_library).setLevel(logging.WARNING)

_MOST_OF_A_REFUSAL = 64 * 1024
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS = 3
_TRY_AGAIN = frozenset({502, 503, 504})


class Wire:
    """An open way to one server. Use as an async context manager."""

    def __init__(
        self,
        connection: Connection,
        api_key: str,
        limits: Limits,
        transport: httpx.AsyncBaseTransport | None = None,
        network: Network | None = None,
    ) -> None:
        """Raises ServerError NO_KEY, BAD_KEY, BAD_CA_FILE, or PROXY for proxy settings that cannot
        be used."""
        self._connection = connection
        self._limits = limits
        self._key = api_key.strip()
        self._key_written = _however_written(self._key)
        if not self._key:
            raise self.error(ServerKind.NO_KEY)
        if not (self._key.isascii() and self._key.isprintable()) or " " in self._key:
            raise self.error(ServerKind.BAD_KEY)
        network = network or Network()
        self._proxy = None if transport else network.proxy_to(connection.server_url)
        self._client = self._open(transport, network)

    def _open(
        self, transport: httpx.AsyncBaseTransport | None, network: Network
    ) -> httpx.AsyncClient:
        # The system's own certificate store, and what SSL_CERT_FILE names.
        context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        trust(context, network)
        local = is_loopback(self._connection.server_url)
        failure = None
        try:
            proxy = None
            if network.proxy and not local and transport is None:
                own = context if network.proxy.startswith("https:") else None
                proxy = httpx.Proxy(network.proxy, ssl_context=own)
            return httpx.AsyncClient(
                transport=transport,
                proxy=proxy,
                verify=context,
                # With a proxy in the environment httpx would send even 127.0.0.1 through it.
                trust_env=not local and proxy is None,
                follow_redirects=False,
                timeout=httpx.Timeout(self._limits.silence, connect=self._limits.connect),
                headers={
                    "Accept": "application/json",
                    "Accept-Encoding": "gzip",
                    "User-Agent": f"mapper-for-commcare/{__version__}",
                },
            )
        except (ValueError, ImportError, httpx.InvalidURL) as error:
            failure = self.error(ServerKind.PROXY, reason=plain(str(error)))
        raise failure

    async def __aenter__(self) -> Self:
        await self._client.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._client.__aexit__(kind, error, trace)

    def error(self, kind: ServerKind, **facts: Fact) -> ServerError:
        """An error that says where; the key is cut out of every fact."""
        known: dict[str, Fact] = {
            "server": self._connection.server_url,
            "project_space": self._connection.project_space,
            "username": self._connection.username,
        }
        return ServerError(kind, **{name: self._clean(v) for name, v in (known | facts).items()})

    def _clean(self, fact: Fact) -> Fact:
        if isinstance(fact, str) and self._key:
            return self._key_written.sub("…", fact)
        if isinstance(fact, tuple):
            return tuple(self._clean(each) for each in fact)
        return fact

    async def ask(self, path: str, parameters: Mapping[str, str], *, at_most: int) -> Answer:
        """GET a path below the server's address; any status that came is an answer.

        Raises ServerError TIMEOUT, NO_NETWORK, BAD_CERTIFICATE, PROXY, CUT_OFF, REDIRECTED,
        TOO_LARGE. A broken connection, 502, 503, 504 and a short Retry-After get one second try.
        """
        url = f"{self._connection.server_url}{path}"
        if parameters:
            url += "?" + urlencode(parameters)
        try:
            async with asyncio.timeout(self._limits.total):
                return await self._ask_again(url, at_most)
        except TimeoutError:
            pass
        raise self.error(ServerKind.TIMEOUT, seconds=self._limits.total, waiting_for="total")

    async def _ask_again(self, url: str, at_most: int) -> Answer:
        try:
            answer = await self._follow(url, at_most)
            pause = self._pause_after(answer)
            if pause is None:
                return answer
        except ServerError as error:
            if error.kind is not ServerKind.CUT_OFF:
                raise
            pause = self._limits.pause
        await asyncio.sleep(pause)
        return await self._follow(url, at_most)

    def _pause_after(self, answer: Answer) -> float | None:
        """Seconds until a second try is polite and of use; None when it is not."""
        if answer.status != 429 and answer.status not in _TRY_AGAIN:
            return None
        wanted = wait_wanted(answer)
        if wanted is None:
            return self._limits.pause if answer.status != 429 else None
        return wanted if wanted <= self._limits.patience else None

    async def _follow(self, url: str, at_most: int) -> Answer:
        """The answer, behind redirects that stay on this host and https (never with the key
        elsewhere)."""
        own = httpx.URL(url)
        here = own
        for _ in range(_MOST_REDIRECTS + 1):
            answer = await self._exchange(here, at_most)
            if answer.status not in _REDIRECTS:
                return answer
            try:
                there = here.join(answer.headers.get("location", ""))
            except (httpx.InvalidURL, ValueError):
                break
            same_place = (there.scheme, there.host, there.port) == ("https", own.host, own.port)
            if not same_place or there.userinfo or there == here:
                break
            here = there
        found = meaning(answer)
        facts = found[1] if found else {}
        raise self.error(ServerKind.REDIRECTED, status=answer.status, **facts)

    async def _exchange(self, url: httpx.URL, at_most: int) -> Answer:
        authorization = f"ApiKey {self._connection.username}:{self._key}"
        try:
            async with self._client.stream(
                "GET", url, headers={"Authorization": authorization}
            ) as response:
                body = await self._read(response, at_most)
                return Answer(response.status_code, response.headers, body)
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError) as error:
            failure = self._failure(error)
        raise failure

    async def _read(self, response: httpx.Response, at_most: int) -> bytes:
        """The body, unpacked here so that no piece of it can unpack to more than was allowed."""
        status = response.status_code
        if status != 200:
            at_most = min(at_most, _MOST_OF_A_REFUSAL)
        coding = response.headers.get("content-encoding", "").strip().lower()
        unpacker = zlib.decompressobj(wbits=31) if coding in ("gzip", "x-gzip") else None
        if unpacker is None and coding not in ("", "identity"):
            raise self.error(ServerKind.NOT_JSON, status=status, found=plain(coding))
        announced = response.headers.get("content-length", "")
        if status == 200 and announced.isdecimal() and len(announced) < 20:
            self._bound(int(announced), at_most)
        body = bytearray()
        broken = False
        async for piece in response.aiter_raw():
            if unpacker is None:
                body += piece
            else:
                try:
                    body += unpacker.decompress(piece, at_most + 1 - len(body))
                except zlib.error:
                    broken = True
            if status == 200:
                self._bound(len(body), at_most)
            # What comes after a refusal's beginning, or after the packed data, is of no interest.
            if broken or len(body) > at_most or (unpacker is not None and unpacker.eof):
                break
        if broken:
            raise self.error(ServerKind.NOT_JSON, status=status, found="gzip")
        if status == 200 and unpacker is not None and body and not unpacker.eof:
            raise self.error(ServerKind.CUT_OFF, status=status)
        return bytes(body[:at_most])

    def _bound(self, size: int, at_most: int) -> None:
        if size > at_most:
            raise self.error(ServerKind.TOO_LARGE, status=200, limit=at_most)

    def _failure(self, error: Exception) -> ServerError:
        """What an error of the HTTP library means to a person."""
        behind: list[BaseException] = []
        cause: BaseException | None = error
        while cause is not None and len(behind) < 20:
            behind.append(cause)
            cause = cause.__cause__ or cause.__context__
        facts: dict[str, Fact] = {"proxy": self._proxy} if self._proxy else {}
        for each in behind:
            if isinstance(each, ssl.SSLCertVerificationError):
                reason = each.verify_message or each.reason or ""
                return self.error(ServerKind.BAD_CERTIFICATE, reason=plain(reason), **facts)
        reason = plain(str(behind[-1]))
        if isinstance(error, httpx.TimeoutException):
            opening = isinstance(error, httpx.ConnectTimeout)
            seconds = self._limits.connect if opening else self._limits.silence
            what = "connection" if opening else "answer"
            return self.error(ServerKind.TIMEOUT, seconds=seconds, waiting_for=what, **facts)
        if isinstance(error, httpx.ProxyError):
            return self.error(ServerKind.PROXY, reason=reason, **facts)
        if isinstance(error, httpx.ConnectError) and not any(
            isinstance(each, ssl.SSLError) for each in behind
        ):
            return self.error(ServerKind.NO_NETWORK, reason=reason, **facts)
        if isinstance(error, httpx.ConnectError):
            return self.error(ServerKind.BAD_CERTIFICATE, reason=reason, no_tls=True, **facts)
        if isinstance(error, httpx.InvalidURL) or "location header" in str(error):
            # httpx reads where a redirect leads even when it is not to follow it.
            return self.error(ServerKind.REDIRECTED, location="", **facts)
        if isinstance(error, httpx.RemoteProtocolError) and not re.search("disconn|clos", reason):
            return self.error(ServerKind.NOT_JSON, found="not_http", **facts)
        return self.error(ServerKind.CUT_OFF, reason=reason, **facts)


def _however_written(key: str) -> re.Pattern[str]:
    """The key in what comes back, where any of its characters may have been written as in an
    address (%2F), or in upper or lower case (as names of headers are)."""
    each = (f"(?:{re.escape(c)}|%{ord(c):02x})" for c in key if c.isascii())
    return re.compile("".join(each), re.IGNORECASE)
