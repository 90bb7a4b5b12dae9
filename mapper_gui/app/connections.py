"""Connections to CommCare HQ that this machine remembers by name: server, project space and user,
and the proxy and certificate authority for all of them.

The API key is no part of them: it is in the system keyring, or in memory for one run.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from mapper_gui.app.settings import Settings
from mapper_gui.commcare.network import Network
from mapper_gui.commcare.servers import Connection
from mapper_gui.mapping.errors import ServerError

MOST = 30
_PLACE = "connections"
_PROXY = "network/proxy"
_CA_FILE = "network/ca_file"


@dataclass(frozen=True, slots=True)
class NamedConnection:
    """A connection under the name that a person gave it."""

    name: str
    connection: Connection


class Connections:
    """The remembered connections, the one used last first."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @property
    def kept(self) -> tuple[NamedConnection, ...]:
        """What is remembered; an entry that cannot be read is passed over."""
        found = self._settings.value(_PLACE, [])
        entries = [found] if isinstance(found, str) else found  # an ini file gives one as text
        return tuple(_read(entries)) if isinstance(entries, list) else ()

    def keep(self, name: str, connection: Connection) -> None:
        """Remember a connection, in place of the one of this name and of an equal one."""
        name = " ".join(name.split()) or suggested_name(connection)
        others = [each for each in self.kept if each.name != name and each.connection != connection]
        self._write([NamedConnection(name, connection), *others][:MOST])

    def forget(self, name: str) -> None:
        self._write([each for each in self.kept if each.name != name])

    def name_of(self, connection: Connection) -> str | None:
        """The name under which a connection is remembered."""
        return next((each.name for each in self.kept if each.connection == connection), None)

    @property
    def network(self) -> Network:
        """The proxy and certificate authority for all connections; what cannot be used counts as
        not set."""
        proxy, ca_file = (self._settings.value(name, "") for name in (_PROXY, _CA_FILE))
        try:
            return Network(str(proxy or ""), str(ca_file or ""))
        except ServerError:
            return Network()

    def keep_network(self, network: Network) -> None:
        if network != self.network:
            self._settings.keep(_PROXY, network.proxy)
            self._settings.keep(_CA_FILE, network.ca_file)

    def _write(self, connections: list[NamedConnection]) -> None:
        lines = [
            json.dumps(
                {
                    "name": each.name,
                    "server": each.connection.server_url,
                    "project_space": each.connection.project_space,
                    "username": each.connection.username,
                },
                ensure_ascii=False,
            )
            for each in connections
        ]
        self._settings.keep(_PLACE, lines)


def suggested_name(connection: Connection) -> str:
    """`demo on india.commcarehq.org`: what a connection is called when nobody names it."""
    host = connection.server_url.partition("://")[2]
    return f"{connection.project_space} ({host})"


def _read(entries: list[object]) -> Iterator[NamedConnection]:
    for entry in entries:
        try:
            body = json.loads(str(entry))
            yield NamedConnection(
                str(body["name"]),
                Connection(str(body["server"]), str(body["project_space"]), str(body["username"])),
            )
        except (ValueError, KeyError, TypeError, RecursionError, ServerError):
            continue
