"""The way out of this machine: a proxy and a certificate authority besides what the system says."""

import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from mapper_gui.commcare.servers import is_loopback
from mapper_gui.mapping.errors import ServerError, ServerKind

if TYPE_CHECKING:
    import ssl

LARGEST_CA_FILE = 5_000_000
"""Bytes. The certificates of all public authorities together are a quarter of a megabyte."""
_HOST = re.compile(r"[A-Za-z0-9_.-]{1,253}|\[[0-9A-Fa-f:.]+\]")


@dataclass(frozen=True, slots=True)
class Network:
    """What a person set for this machine; each is empty where the system is to say.

    `proxy`: scheme, host and port. It is brought into that form; raises ServerError BAD_PROXY
    (facts proxy, reason: one word) for what cannot be used: a user name or password in it, an
    automatic proxy script, another kind of proxy than http. `ca_file`: a file with certificates of
    authorities to trust besides those of the system; it is read when a connection is made.
    """

    proxy: str = ""
    ca_file: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "proxy", _proxy(self.proxy.strip()))
        object.__setattr__(self, "ca_file", self.ca_file.strip())

    def proxy_to(self, url: str) -> str | None:
        """Host and port of the proxy to an address, without its user; None where none is used."""
        if is_loopback(url):
            return None
        proxy = self.proxy or _proxy_of_the_system(url)
        if not proxy:
            return None
        try:
            found = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
            port = found.port
        except ValueError:
            return None
        return f"{found.hostname}:{port}" if port else found.hostname


def trust(context: "ssl.SSLContext", network: Network) -> None:
    """Have a context trust the network's own authority too, or else that of SSL_CERT_FILE.

    On Linux, OpenSSL takes SSL_CERT_FILE by itself; the stores of other systems do not know it.
    Raises ServerError BAD_CA_FILE (facts file, reason: one word).
    """
    if network.ca_file:
        _add(context, Path(network.ca_file))
        return
    named = os.environ.get("SSL_CERT_FILE", "")
    if named and sys.platform in ("win32", "darwin"):
        try:
            _add(context, Path(named))
        except ServerError:
            return  # often left behind by a program that is gone; the system's own store is there


def _add(context: "ssl.SSLContext", file: Path) -> None:
    import ssl

    reason = ""
    try:
        if not file.is_file():
            reason = "no_file"
        elif file.stat().st_size > LARGEST_CA_FILE:
            reason = "size"
        else:
            body = file.read_bytes()
            # PEM may hold remarks in any writing beside the certificates; anything else is DER.
            is_pem = b"-----BEGIN CERTIFICATE-----" in body
            pem_or_der = body.decode("ascii", "ignore") if is_pem else body
            if body:
                context.load_verify_locations(cadata=pem_or_der)
            else:
                reason = "no_certificate"
    except OSError as error:
        # ssl.SSLError is an OSError too: the file was read, and is no certificate.
        reason = "no_certificate" if isinstance(error, ssl.SSLError) else "unreadable"
    except ValueError:
        reason = "no_certificate"
    if reason:
        raise ServerError(ServerKind.BAD_CA_FILE, file=str(file), reason=reason)


def _proxy(given: str) -> str:
    if not given:
        return ""
    reason = ""
    host, port, scheme = "", None, ""
    try:
        parts = urlsplit(given if "://" in given else f"http://{given}")
        host, port, scheme = parts.hostname or "", parts.port, parts.scheme.lower()
        if "@" in given:
            reason = "user"
        elif parts.path.strip("/") or parts.query or given.lower().startswith(("pac", "file:")):
            reason = "script"
        elif scheme not in ("http", "https"):
            reason = "scheme"
    except ValueError:
        reason = "user" if "@" in given else "malformed"
    named = f"[{host}]" if ":" in host else host
    if not reason and (not _HOST.fullmatch(named) or port == 0 or len(given) > 500):
        reason = "malformed"
    if reason:
        # A password that was typed with the address goes nowhere, not into the sentence either.
        shown = "".join(c if c.isprintable() else "?" for c in given.rpartition("@")[2])
        raise ServerError(ServerKind.BAD_PROXY, proxy=shown[:100], reason=reason)
    return f"{scheme}://{named}" + (f":{port}" if port else "")


def _proxy_of_the_system(url: str) -> str:
    # Slow to import, and needed only when somebody asks a server.
    from urllib.request import getproxies, proxy_bypass

    parts = urlsplit(url)
    proxies = getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    return "" if not proxy or proxy_bypass(parts.netloc) else proxy
