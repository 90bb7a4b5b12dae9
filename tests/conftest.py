"""What every test gets without asking: no network, no real home, no real keyring, no leftovers.

A test that needs more than Python carries ``@pytest.mark.everything("what it needs")``. It runs
only where MAPPER_EVERYTHING=1 is set, as ``python3 packaging/start.py test --everything`` does;
other runs list it as left out.
"""

from __future__ import annotations

import gc
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

EVERYTHING = os.environ.get("MAPPER_EVERYTHING") == "1"

# Before anything imports Qt: no window on the screen of the person who runs the tests.
if not EVERYTHING:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
# One language and one encoding, whoever runs the tests; Qt warns where it is not UTF-8.
os.environ.pop("LANGUAGE", None)
if sys.platform.startswith("linux"):
    os.environ["LC_ALL"] = "C.UTF-8"

_PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "ftp_proxy")
_XDG = ("CONFIG", "DATA", "CACHE", "STATE")
_left_out: list[tuple[str, str]] = []


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what needs more than Python, and remember it for the summary."""
    if EVERYTHING:
        return
    kept: list[pytest.Item] = []
    dropped: list[pytest.Item] = []
    for item in items:
        marker = item.get_closest_marker("everything")
        if marker is None:
            kept.append(item)
        else:
            reason = str(marker.args[0]) if marker.args else "needs more than Python"
            _left_out.append((item.nodeid, reason))
            dropped.append(item)
    if dropped:
        items[:] = kept
        config.hook.pytest_deselected(items=dropped)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Name what was left out, by what it needs: a file with the number of its tests, one by name."""
    if not _left_out or os.environ.get("MAPPER_EVERYTHING") == "later":
        return
    terminalreporter.section("left out (run: python3 packaging/start.py test --everything)")
    tests: dict[tuple[str, str], list[str]] = {}
    for name, reason in _left_out:
        tests.setdefault((name.partition("::")[0], reason), []).append(name)
    for (file, reason), names in tests.items():
        shown = names[0] if len(names) == 1 else f"{file} ({len(names)} tests)"
        terminalreporter.write_line(f"{shown}: {reason}")


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown() -> None:
    """Delete the widgets of the test that ends: without an event loop they would pile up, and each
    change of the style sheet would go through all of them."""
    core = sys.modules.get("PySide6.QtCore")
    if core is not None and core.QCoreApplication.instance() is not None:
        core.QCoreApplication.sendPostedEvents(None, core.QEvent.Type.DeferredDelete.value)


@pytest.fixture(autouse=True)
def _no_thread_left_running() -> Iterator[None]:
    """Fail when a test leaves a thread behind (Qt's own pool threads show up as dummies)."""
    before = set(threading.enumerate())
    yield
    deadline = time.monotonic() + 3
    leaked = []
    for thread in set(threading.enumerate()) - before:
        if not isinstance(thread, threading._DummyThread):
            thread.join(max(0.0, deadline - time.monotonic()))
            if thread.is_alive():
                leaked.append(thread.name)
    if leaked:
        pytest.fail(f"threads left running: {', '.join(sorted(leaked))}")


@pytest.fixture(autouse=True)
def _leftovers_on_this_thread(request: pytest.FixtureRequest) -> Iterator[None]:
    """Python must not look for leftovers on a worker's thread: taking away a part of a window there
    hangs or ends the run. The program itself sees to that with `mapper_gui.app.leftovers`."""
    if not {"qapp", "qtbot"} & set(request.fixturenames):
        yield
        return
    gc.disable()
    yield
    gc.enable()


def _is_local(host: object) -> bool:
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
    return name in (None, "", "localhost", "::1", "0.0.0.0", "::") or (
        isinstance(name, str) and name.startswith("127.")
    )


@pytest.fixture(autouse=True)
def _loopback_only(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Refuse every connection and look-up beyond this machine, and fail the test that tried.

    Names under ``.invalid`` never exist (RFC 6761): they are "not found" and fail nothing.
    """
    tried: list[str] = []
    real_look_up = socket.getaddrinfo

    def refuse(place: object) -> OSError:
        tried.append(str(place))
        return OSError(f"tests stay on loopback, not {place}")

    def guarded(name: str) -> Any:
        real = getattr(socket.socket, name)

        def connect(self: socket.socket, address: Any) -> Any:
            if isinstance(address, tuple) and not _is_local(address[0]):
                raise refuse(address)
            return real(self, address)

        return connect

    def look_up(host: Any, *args: Any, **named: Any) -> Any:
        name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
        if isinstance(name, str) and name.rstrip(".").endswith(".invalid"):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        if not _is_local(host):
            raise refuse(host)
        return real_look_up(host, *args, **named)

    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, guarded(name))
    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    yield
    if tried:
        pytest.fail(f"this test reached beyond loopback: {', '.join(tried)}")


@pytest.fixture(autouse=True)
def _own_home(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """Every test has a fresh home, fresh settings folders, no proxies and no keyring."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    for name in _XDG:
        monkeypatch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
    for name in ("APPDATA", "LOCAL_APPDATA"):
        monkeypatch.setenv(name.replace("_", ""), str(home / name.lower()))
        monkeypatch.setenv(f"WIN_PD_OVERRIDE_{name}", str(home / name.lower()))
    for name in _PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.delenv("COMMCARE_API_KEY", raising=False)
    # Child processes read this; in this process it holds until a test sets a backend.
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    _no_keyring()
    yield home
    _no_keyring()


def _no_keyring() -> None:
    if "keyring" in sys.modules:
        import keyring
        from keyring.backends.fail import Keyring

        keyring.set_keyring(Keyring())


@pytest.fixture
def home(_own_home: Path) -> Path:
    """The fresh home folder of this test."""
    return _own_home


@pytest.fixture
def memory_keyring() -> Any:
    """A keyring that lives in memory, set as the system's; ``.kept`` is what it holds."""
    import keyring
    import keyring.backend
    import keyring.errors

    class MemoryKeyring(keyring.backend.KeyringBackend):
        priority = 1

        def __init__(self) -> None:
            super().__init__()
            self.kept: dict[tuple[str, str], str] = {}

        def get_password(self, service: str, username: str) -> str | None:
            return self.kept.get((service, username))

        def set_password(self, service: str, username: str, password: str) -> None:
            self.kept[service, username] = password

        def delete_password(self, service: str, username: str) -> None:
            if self.kept.pop((service, username), None) is None:
                raise keyring.errors.PasswordDeleteError("not found")

    memory = MemoryKeyring()
    keyring.set_keyring(memory)
    return memory


@pytest.fixture
def system_keyring(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The secret service of this run's own session (only for tests marked ``everything``).

    start.py starts it inside a throw-away session and home, and says so with
    MAPPER_SECRET_SERVICE=1: the keyring of a person is never touched.
    """
    if os.environ.get("MAPPER_SECRET_SERVICE") != "1":
        pytest.skip("no secret service of our own: start.py test --everything makes one")
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND")
    import keyring
    from keyring.backends.SecretService import Keyring

    service = Keyring()
    keyring.set_keyring(service)
    return service


@pytest.fixture
def xdotool() -> Any:
    """Start xdotool on this run's own screen: ``xdotool("mousemove", 10, 20, "click", 1)``.

    It gives the process, so that a test goes on while a drag is under way; Qt hangs in a drag
    that is driven from inside. Only for tests marked ``everything``.
    """
    program = shutil.which("xdotool")
    if not EVERYTHING or program is None or not os.environ.get("DISPLAY"):
        pytest.skip("no screen of our own with xdotool: start.py test --everything makes one")
    started: list[subprocess.Popen[bytes]] = []

    def start(*words: object) -> subprocess.Popen[bytes]:
        started.append(subprocess.Popen([program, *map(str, words)]))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()
