"""The checks: format, lint, types, the dependency rule and the tests, one after the other.

All of them run even if one fails. The tests that need more (a screen with real drags, a secret
service) run second, on a virtual screen, in a session and a home of their own; those that hold
exports against their runners run next, and what they came to stands above the closing lines. The
last step tries the packages (package_trial).
"""

from __future__ import annotations

import contextlib
import os
import re
import select
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from environment import Environment
from machine import Stop, say
from package_trial import outcome
from runners import NAMES, bring_runners
from system_packages import POSTGRESQL, SECRET_SERVICE, VIRTUAL_SCREEN, provide

# Seconds for a run of the tests; one that hangs is ended.
LIMIT, LIMIT_OF_THE_REST, LIMIT_OF_CONFORMANCE = 15 * 60, 6 * 60, 15 * 60
_NONE_COLLECTED = 5  # pytest's exit code
_OUTCOME = re.compile(r"(\d+) (passed|failed|errors?|skipped|xfailed|deselected)")
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_UNLOCKED = (
    "printf test | gnome-keyring-daemon --unlock --components=secrets --daemonize >/dev/null && "
    'exec "$@"'
)


@dataclass
class Result:
    """What all steps came to."""

    tests: Counter[str] = field(default_factory=Counter)
    failed_steps: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    trial: str = ""  # what the trial of the packages came to
    table: str = ""  # what was held against which runner


def run_checks(
    environment: Environment, everything: bool, arguments: Sequence[str], package: bool = True
) -> int:
    """Run all checks, give pytest the arguments; 0 when all is well.

    Without `package` everything is without the trial of the packages. The last line printed counts
    tests as pytest does.
    """
    start = time.monotonic()
    result = Result()
    if everything:
        _provide_the_rest(result, environment)
    python = str(environment.python)
    for name, command in (
        ("ruff format", [python, "-m", "ruff", "format", "--check", "."]),
        ("ruff check", [python, "-m", "ruff", "check", "--quiet", "."]),
        ("mypy", [python, "-m", "mypy"]),
        ("import-linter", [environment.script("lint-imports"), "--no-logo"]),
    ):
        say(f"==> {name}")
        if environment.machine.call(command, environment.environ(), environment.root):
            result.failed_steps.append(name)
    tests = [python, "-m", "pytest", *arguments]
    ordinary = _offscreen(environment, "later" if everything else "no")
    _run_tests(result, "tests", tests, ordinary, environment, LIMIT)
    if everything:
        if environment.machine.system.startswith("linux"):
            _run_the_rest(result, tests, environment)
            _run_conformance(result, tests, environment)
        _try_package(result, environment, package)
    else:
        result.left_out.append(
            f"what needs a virtual screen or a secret service, exports in {NAMES}, and the packages "
            "tried in a bare Debian: test --everything has them"
        )
    if not result.tests["passed"] and not result.failed_steps:
        result.failed_steps.append("no test was run")
    return _close(result, time.monotonic() - start)


def _close(result: Result, seconds: float) -> int:
    say()
    if result.table:
        say(f"{result.table.rstrip()}\n")
    if result.trial:
        say(f"run: {result.trial}")
    for reason in result.left_out:
        say(f"left out: {reason}")
    for name in result.failed_steps:
        say(f"failed: {name}")
    tests = result.tests
    failed = tests["failed"] + tests["error"] + tests["errors"]
    parts = [f"{tests['passed']} passed", f"{failed} failed", f"{tests['skipped']} skipped"]
    checks = (
        f"{len(result.failed_steps)} steps failed" if result.failed_steps else "all checks good"
    )
    say(f"{', '.join(parts)} in {seconds:.0f} s ({checks})")
    return 1 if result.failed_steps else 0


def _offscreen(environment: Environment, everything: str) -> dict[str, str]:
    return environment.environ(QT_QPA_PLATFORM="offscreen", MAPPER_EVERYTHING=everything)


def _run_tests(
    result: Result,
    name: str,
    command: Sequence[str],
    environ: Mapping[str, str],
    environment: Environment,
    limit: int,
) -> None:
    say(f"==> {name}")
    code, counts = follow(command, environ, environment, limit)
    result.tests.update(counts)
    if code == _NONE_COLLECTED:
        say("(there are none)")
    elif code:
        result.failed_steps.append(name)


def follow(
    command: Sequence[str], environ: Mapping[str, str], environment: Environment, seconds: int
) -> tuple[int, Counter[str]]:
    """Run pytest, show what it says as it says it, and read its closing line."""
    if environment.machine.has_terminal():
        command = [*command, "--color=yes"]
    process = subprocess.Popen(
        command,
        cwd=environment.root,
        env=dict(environ),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    ended: list[str] = []

    def end() -> None:
        ended.append(f"the tests took more than {seconds} seconds and were ended")
        _kill(process)

    limit = threading.Timer(seconds, end)
    limit.start()
    last = b""
    try:
        assert process.stdout is not None
        while chunk := os.read(process.stdout.fileno(), 65536):
            sys.stdout.buffer.write(chunk)
            sys.stdout.flush()
            last = (last + chunk)[-4096:]
        code = process.wait()
    finally:
        limit.cancel()
        _kill(process)
        process.communicate()
    for sentence in ended:
        say(f"\n{sentence}")
    closing = _COLOUR.sub("", last.decode("utf-8", "replace")).rstrip().rpartition("\n")[2]
    return code, Counter({what: int(number) for number, what in _OUTCOME.findall(closing)})


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End it with all it started, which may hold its output open."""
    if sys.platform == "win32":
        process.kill()
    else:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)


def _provide_the_rest(result: Result, environment: Environment) -> None:
    """Install what the other tests need, or say what is left out without it."""
    machine = environment.machine
    if not machine.system.startswith("linux"):
        result.left_out.append(
            f"real drags, a real secret service, and exports in {NAMES}: they are tried on Linux"
        )
        return
    try:
        provide(machine, [*VIRTUAL_SCREEN, *SECRET_SERVICE, POSTGRESQL], "test --everything")
    except Stop as stop:
        result.left_out.append(str(stop))
    result.left_out += bring_runners(environment)


def _run_the_rest(result: Result, tests: Sequence[str], environment: Environment) -> None:
    """The tests marked ``everything``, as far as this system has or gets what they need."""
    machine = environment.machine
    screen, secrets = (
        all(need.is_met(machine) for need in needs) for needs in (VIRTUAL_SCREEN, SECRET_SERVICE)
    )
    if not screen and not secrets:
        return
    command = [*tests, "-m", "everything and not conformance"]
    with tempfile.TemporaryDirectory(prefix="mapper-session-") as home:
        environ = environment.environ(MAPPER_EVERYTHING="1", HOME=home, XDG_RUNTIME_DIR=home)
        for name in ("CONFIG", "DATA", "CACHE", "STATE"):
            environ[f"XDG_{name}_HOME"] = os.path.join(home, name.lower())
        for name in ("DBUS_SESSION_BUS_ADDRESS", "WAYLAND_DISPLAY", "DISPLAY", "QT_QPA_PLATFORM"):
            environ.pop(name, None)
        if secrets:
            environ["MAPPER_SECRET_SERVICE"] = "1"
            command = ["dbus-run-session", "--", "sh", "-c", _UNLOCKED, "sh", *command]
        try:
            with virtual_screen() if screen else contextlib.nullcontext() as display:
                if display:
                    environ.update(DISPLAY=display, QT_QPA_PLATFORM="xcb")
                else:
                    environ["QT_QPA_PLATFORM"] = "offscreen"
                _run_tests(
                    result, "tests that need more", command, environ, environment, LIMIT_OF_THE_REST
                )
        except Stop as stop:
            result.left_out.append(str(stop))


def _run_conformance(result: Result, tests: Sequence[str], environment: Environment) -> None:
    """The tests that hold exports against their runners, and the table that they give."""
    with tempfile.TemporaryDirectory(prefix="mapper-conformance-") as folder:
        table = os.path.join(folder, "table.txt")
        environ = {**_offscreen(environment, "1"), "MAPPER_CONFORMANCE_TABLE": table}
        command = [*tests, "-m", "conformance"]
        name = "exports in their runners"
        _run_tests(result, name, command, environ, environment, LIMIT_OF_CONFORMANCE)
        with contextlib.suppress(OSError), open(table, encoding="utf-8") as written:
            result.table = written.read()


def _try_package(result: Result, environment: Environment, wanted: bool) -> None:
    """The trial of the packages: where it cannot be run it is left out by name."""
    what, sentence = outcome(environment.machine, environment.root, wanted)
    if what == "run":
        result.trial = sentence
    else:
        (result.left_out if what == "left out" else result.failed_steps).append(sentence)


@contextlib.contextmanager
def virtual_screen() -> Iterator[str]:
    """A screen in memory without a window manager; gives its DISPLAY."""
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1366x768x24", "-nolisten", "tcp"]
    with open(os.devnull, "w") as nowhere:
        server = subprocess.Popen(
            command, pass_fds=[write], stdin=subprocess.DEVNULL, stdout=nowhere, stderr=nowhere
        )
    os.close(write)
    try:
        ready, _, _ = select.select([read], [], [], 30)
        number = os.read(read, 20).decode().strip() if ready else ""
        if not number:
            raise Stop("real drags: the virtual screen (Xvfb) did not start")
        yield f":{number}"
    finally:
        os.close(read)
        server.terminate()
        server.wait()
