"""Where CommCare HQ is, and which project space and user to ask as (CommCare page 10)."""

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from mapper_gui.mapping.errors import ServerError, ServerKind


@dataclass(frozen=True, slots=True)
class Server:
    """A server of Dimagi's, under the short name people use for it."""

    name: str
    url: str


SERVERS = (
    Server("www", "https://www.commcarehq.org"),
    Server("india", "https://india.commcarehq.org"),
    Server("eu", "https://eu.commcarehq.org"),
    Server("swiss", "https://swiss.commcarehq.org"),
)

_BY_NAME = {server.name: server.url for server in SERVERS}
_DEFAULT_PORTS = {"http": 80, "https": 443}
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_HOST_NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*\.?")
_IPV6 = re.compile(r"[0-9a-f:]+(?:\.[0-9.]+)?")
_PROJECT_SPACE = re.compile(r"[A-Za-z0-9_.:-]{1,255}")
_USERNAME = re.compile(r"[!-9;-~]{1,255}")  # visible ASCII without ":", which ends it in the header


def server_url(text: str) -> str:
    """The address of a server as it is kept and compared: scheme, host, port if unusual.

    `text` is a short name of `SERVERS`, a host with or without scheme and port, or any address of
    a page of CommCare HQ, of which the server is taken. Without a scheme it is https, and http for
    loopback. Raises ServerError BAD_ADDRESS.
    """
    given = text.strip()
    if given.lower() in _BY_NAME:
        return _BY_NAME[given.lower()]
    if not given or len(given) > 2000 or not given.isprintable() or re.search(r"[\s\\]", given):
        raise _bad_address(given, "malformed")
    if "://" not in given:
        scheme = (
            "http" if re.match(r"(localhost|127\.0\.0\.1|\[::1\])(?![\w.-])", given) else "https"
        )
        given = f"{scheme}://{given}"
    try:
        parts = urlsplit(given)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        raise _bad_address(given, "malformed") from None
    scheme = parts.scheme.lower()
    if scheme not in _DEFAULT_PORTS:
        raise _bad_address(given, "scheme")
    if parts.username is not None or parts.password is not None:
        raise ServerError(ServerKind.BAD_ADDRESS, address=host, reason="user_in_address")
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            raise _bad_address(given, "malformed") from None
    is_ipv6 = ":" in host
    if not (_IPV6 if is_ipv6 else _HOST_NAME).fullmatch(host) or port == 0:
        raise _bad_address(given, "malformed")
    if parts.path not in ("", "/") and not parts.path.startswith(("/a/", "/accounts/")):
        raise _bad_address(given, "path")
    if scheme == "http" and host not in _LOOPBACK:
        raise _bad_address(given, "not_https")
    if host == "commcarehq.org":  # it only redirects there
        host = "www.commcarehq.org"
    name = f"[{host}]" if is_ipv6 else host.rstrip(".")
    return f"{scheme}://{name}" + (f":{port}" if port and port != _DEFAULT_PORTS[scheme] else "")


def is_loopback(url: str) -> bool:
    """Whether an address stays on this machine, so that http is allowed and no proxy is used."""
    return (urlsplit(url).hostname or "") in _LOOPBACK


@dataclass(frozen=True, slots=True)
class Connection:
    """Whom to ask, and as whom. Whatever is given is brought into its kept form, or refused.

    Raises ServerError BAD_ADDRESS, BAD_PROJECT_SPACE or BAD_USERNAME. The API key is no part of it.
    """

    server_url: str
    project_space: str
    username: str

    def __post_init__(self) -> None:
        space, username = self.project_space.strip(), self.username.strip()
        if not _PROJECT_SPACE.fullmatch(space) or not space.strip("."):
            raise ServerError(ServerKind.BAD_PROJECT_SPACE, found=_shown(space))
        if not _USERNAME.fullmatch(username):
            # Pasted from a header, the key follows behind a colon.
            name, colon, _ = username.partition(":")
            raise ServerError(ServerKind.BAD_USERNAME, found=_shown(f"{name}:…" if colon else name))
        object.__setattr__(self, "server_url", server_url(self.server_url))
        object.__setattr__(self, "project_space", space)
        object.__setattr__(self, "username", username)


def project_space_in(path: str) -> str | None:
    """The project space that a path of CommCare HQ names: `/a/<project space>/...`."""
    steps = [unquote(step) for step in path.split("/") if step]
    return steps[1] if len(steps) > 1 and steps[0] == "a" else None


def _bad_address(address: str, reason: str) -> ServerError:
    # What stands before an @ may be a password, wherever the address was cut by its characters.
    before, at, after = address.rpartition("@")
    shown = _shown(f"…@{after}" if at and before else address)
    return ServerError(ServerKind.BAD_ADDRESS, address=shown, reason=reason)


def _shown(text: str) -> str:
    """What was given, fit to stand in a sentence."""
    visible = "".join(c if c.isprintable() else "?" for c in text)
    return visible if len(visible) <= 100 else visible[:99] + "…"
