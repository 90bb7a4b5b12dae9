"""Starting what was built: both programs, as a person would who has no Python."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import contents
from checks import virtual_screen
from folder import Bundle
from machine import Machine, Stop, say

SECONDS = 180
_OURS = ("PYTHON", "VIRTUAL_ENV", "QT_", "XDG_", "LD_LIBRARY_PATH", "MAPPER_", "PIP_")
KNOWN_LINES = re.compile(
    "|".join(
        (
            r"This plugin does not support (propagateSizeHints|raise)\(\)",  # without a screen
            r".*\+\[IMK(Client|InputSession) subclass\]: chose .*",  # macOS, in every program
        )
    )
)
"""Lines on standard error that say nothing is wrong."""


def start(bundle: Bundle, machine: Machine) -> None:
    """The smoke test of the window's program, then the command line's. Raises Stop."""
    with (
        tempfile.TemporaryDirectory(prefix="mapper-start-") as home,
        _screen(bundle, machine) as display,
    ):
        environ = _environ(machine.environ, home, display)
        say(f"==> Starting what was built, {display.get('DISPLAY') or 'without a screen'}")
        window = bundle.program(contents.WINDOW)
        began = time.monotonic()
        said = _run([str(window), "--smoke-test"], environ, home)
        say("".join(f"    {line}\n" for line in said.splitlines()).rstrip())
        if "smoke test: all good" not in said and bundle.system != "win32":
            raise Stop("the smoke test did not come to its end")
        command = str(bundle.program(contents.COMMAND_LINE))
        version = _run([command, "--version"], environ, home).splitlines()[0]
        if version != f"mapper {bundle.version}" and not version.startswith(
            f"mapper {bundle.version} ("
        ):
            raise Stop(f"`mapper --version` says {version!r}")
        say(f"    {version}")
        _do_a_job(bundle, command, environ, home)
        say(f"    all of it in {time.monotonic() - began:.1f} s")


def _do_a_job(bundle: Bundle, command: str, environ: Mapping[str, str], home: str) -> None:
    sample = bundle.root / "resources" / "sample"
    project = str(sample / "register_household.ccmap")
    submission = str(sample / "practice" / "register_household-all-answered.json")
    for words in (
        ("questions", str(sample / "register_household.tsv")),
        ("check", project),
        ("preview", project, "--submission", submission),
        ("export", project, "--to", "openfn", "-o", str(Path(home, "out"))),
        ("export", project, "--to", "workbook", "-o", str(Path(home, "out"))),
        ("schema",),
    ):
        if not _run([command, *words], environ, home).strip():
            raise Stop(f"`mapper {words[0]}` says nothing")
    if b"ready" not in _run_bytes([command, "--javascript-box"], environ, home):
        raise Stop("the command line's JavaScript engine does not start")
    say("    mapper: questions, check, preview, export, schema, JavaScript")


def _run(command: Sequence[str], environ: Mapping[str, str], folder: str) -> str:
    return _run_bytes(command, environ, folder).decode("utf-8", "replace")


def _run_bytes(command: Sequence[str], environ: Mapping[str, str], folder: str) -> bytes:
    """What a program says; its exit code must be 0 and its errors be known."""
    shown = " ".join([Path(command[0]).name, *command[1:2]])
    try:
        done = subprocess.run(
            command,
            env=dict(environ),
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Stop(f"{shown}: {error}") from error
    errors = done.stderr.decode("utf-8", "replace")
    unknown = unknown_lines(errors)
    if done.returncode or unknown:
        said = done.stdout.decode("utf-8", "replace")
        raise Stop(f"{shown} ended with {done.returncode}\n{said}\nstandard error:\n{errors}")
    return done.stdout


def unknown_lines(errors: str) -> list[str]:
    """The lines of standard error that nobody knows."""
    return [each for each in errors.splitlines() if each and not KNOWN_LINES.fullmatch(each)]


def _environ(given: Mapping[str, str], home: str, display: Mapping[str, str]) -> dict[str, str]:
    """As a person has it who has neither Python nor this checkout."""
    kept = {name: value for name, value in given.items() if not name.startswith(_OURS)}
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS"):
        kept.pop(name, None)
    if os.name != "nt":
        kept |= {"HOME": home, "LC_ALL": "C.UTF-8"}
    return kept | dict(display)


@contextlib.contextmanager
def _screen(bundle: Bundle, machine: Machine) -> Iterator[dict[str, str]]:
    """The real screen on macOS and Windows, one in memory on Linux, none where there is none."""
    if bundle.system != "linux":
        yield {}
    elif machine.find("Xvfb") is None:
        yield {"QT_QPA_PLATFORM": "offscreen"}
    else:
        with virtual_screen() as display:
            yield {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
