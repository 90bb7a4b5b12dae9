"""Connections are remembered by name on this machine, and never their keys."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mapper_gui.app.connections import MOST, Connections, NamedConnection
from mapper_gui.app.settings import Settings
from mapper_gui.commcare.network import Network
from mapper_gui.commcare.servers import Connection

INDIA = Connection("india", "demo", "me@example.org")
OWN = Connection("https://hq.example.org", "clinic", "ana@example.org")


@pytest.fixture
def connections(qapp: Any) -> Connections:
    return Connections(Settings())


def test_connections_are_remembered_the_last_one_first(connections: Connections) -> None:
    connections.keep("Field, test", INDIA)
    connections.keep("Ours", OWN)
    again = Connections(Settings())
    assert again.kept == (NamedConnection("Ours", OWN), NamedConnection("Field, test", INDIA))
    assert again.name_of(INDIA) == "Field, test"


def test_one_connection_is_remembered_too(connections: Connections) -> None:
    connections.keep("Ours", OWN)
    assert Connections(Settings()).kept == (NamedConnection("Ours", OWN),)


def test_a_connection_without_a_name_is_named_after_itself(connections: Connections) -> None:
    connections.keep("  ", INDIA)
    assert connections.kept[0].name == "demo (india.commcarehq.org)"


def test_a_name_and_a_connection_stand_once(connections: Connections) -> None:
    connections.keep("Ours", INDIA)
    connections.keep("Ours", OWN)
    connections.keep("Theirs", OWN)
    assert connections.kept == (NamedConnection("Theirs", OWN),)


def test_a_connection_can_be_forgotten(connections: Connections) -> None:
    connections.keep("Ours", OWN)
    connections.forget("Ours")
    assert Connections(Settings()).kept == ()


def test_what_cannot_be_read_is_passed_over(connections: Connections) -> None:
    settings = Settings()
    good = {"name": "A", "server": "eu", "project_space": "demo", "username": "me"}
    bad: list[str] = ["", "[", "1", "{}", json.dumps({**good, "project_space": "a b"}), "[" * 5000]
    settings.keep("connections", [*bad, json.dumps(good)])
    assert [each.name for each in Connections(settings).kept] == ["A"]


def test_the_oldest_are_forgotten_at_some_point(connections: Connections) -> None:
    for number in range(MOST + 3):
        connections.keep(f"C{number}", Connection("www", f"space-{number}", "me"))
    assert len(connections.kept) == MOST
    assert connections.kept[0].name == f"C{MOST + 2}"


@pytest.mark.parametrize("kept", ["me:pa55word@proxy:8080", "socks5://x", "http://[::", "\0"])
def test_a_proxy_in_the_settings_that_cannot_be_used_counts_as_not_set(
    connections: Connections, kept: str
) -> None:
    Settings().keep("network/proxy", kept)
    assert Connections(Settings()).network == Network()
