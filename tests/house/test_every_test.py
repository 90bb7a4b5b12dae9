"""What tests/conftest.py promises to every test."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import Any

import pytest

pytest_plugins = ["pytester"]

CONFTEST = (Path(__file__).parents[1] / "conftest.py").read_text(encoding="utf-8")


@pytest.fixture
def run(pytester: pytest.Pytester) -> Any:
    """Run one test file under our conftest."""

    def run_source(source: str) -> pytest.RunResult:
        pytester.makeconftest(CONFTEST)
        pytester.makeini("[pytest]\nmarkers = everything: needs more")
        pytester.makepyfile(source)
        return pytester.runpytest_subprocess("-p", "no:pytestqt", "-p", "no:cacheprovider")

    return run_source


def test_a_home_is_fresh_and_empty(home: Path) -> None:
    assert Path.home() == home
    assert Path(os.environ["XDG_CONFIG_HOME"]).is_relative_to(home)
    assert not list(home.iterdir())


def test_there_is_no_keyring_unless_asked_for() -> None:
    import keyring
    import keyring.errors

    with pytest.raises(keyring.errors.NoKeyringError):
        keyring.get_password("service", "user")


def test_a_keyring_in_memory_keeps_and_forgets(memory_keyring: Any) -> None:
    import keyring

    keyring.set_password("service", "user", "key")
    assert keyring.get_password("service", "user") == "key"
    keyring.delete_password("service", "user")
    assert memory_keyring.kept == {}


def test_loopback_is_allowed_and_invalid_names_are_not_found() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        with socket.create_connection(server.getsockname(), timeout=5):
            pass
        with pytest.raises(socket.gaierror):
            socket.create_connection(("nowhere.invalid", 443), timeout=5)


def test_a_test_that_reaches_beyond_loopback_fails_even_if_it_swallows_the_error(
    run: Any,
) -> None:
    result = run(
        "import contextlib, socket\n"
        "def test_it():\n"
        "    with contextlib.suppress(OSError):\n"
        "        socket.create_connection(('192.0.2.1', 80), timeout=1)\n"
    )
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*reached beyond loopback*192.0.2.1*"])


def test_a_test_that_leaves_a_thread_running_fails(run: Any) -> None:
    result = run(
        "import threading\n"
        "def test_it():\n"
        "    threading.Thread(target=threading.Event().wait, name='lost', daemon=True).start()\n"
    )
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*threads left running: lost*"])


def test_what_needs_more_is_left_out_and_named(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    source = "import pytest\n@pytest.mark.everything('a real drag')\ndef test_it():\n    pass\n"
    monkeypatch.delenv("MAPPER_EVERYTHING", raising=False)
    result = run(source + "def test_other():\n    pass\n")
    result.assert_outcomes(passed=1, deselected=1)
    result.stdout.fnmatch_lines(["*left out*", "*test_it: a real drag"])
    two = source + "@pytest.mark.everything('a real drag')\ndef test_again():\n    pass\n"
    run(two).stdout.fnmatch_lines(["*.py (2 tests): a real drag"])
    monkeypatch.setenv("MAPPER_EVERYTHING", "1")
    run(source).assert_outcomes(passed=1)
