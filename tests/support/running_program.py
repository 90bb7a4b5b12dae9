"""The program as a process of its own, seen only as a person sees it: its windows and their titles.

Use in a test module: `from running_program import start_program`. Only for tests marked
`everything`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

CHECKOUT = Path(__file__).parents[2]
NAME = "Mapper for CommCare"
WAIT = 20.0
# What would make Qt use the file dialogs of a desktop, which have other keys and titles.
_DESKTOP = (
    *("XDG_CURRENT_DESKTOP", "DESKTOP_SESSION", "KDE_FULL_SESSION"),
    *("GNOME_DESKTOP_SESSION_ID", "QT_QPA_PLATFORMTHEME"),
)


class RunningProgram:
    """`mapper-gui` with some arguments; ended with the test if it did not end by itself."""

    def __init__(self, *words: object) -> None:
        command = [sys.executable, "-m", "mapper_gui", *map(str, words)]
        self.process = subprocess.Popen(
            command,
            cwd=CHECKOUT,
            env={name: value for name, value in os.environ.items() if name not in _DESKTOP},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )

    @property
    def titles(self) -> dict[str, str]:
        """The windows that are on the screen: id and title."""
        found = self._ask("search", "--onlyvisible", "--pid", self.process.pid, "--name", ".+")
        return {window: self._ask("getwindowname", window).strip() for window in found.split()}

    def window(self, title: str) -> str:
        """Wait for a window with this in its title; give it the keyboard, as a window manager
        does; its id."""

        def look() -> str:
            return next((each for each, words in self.titles.items() if title in words), "")

        found: str = self.until(look, f"a window with {title!r} in its title")
        self._ask("windowfocus", "--sync", found)
        return found

    def press(self, *keys: str) -> None:
        self._ask("key", "--delay", 30, *keys)

    def write(self, text: str) -> None:
        self._ask("type", "--delay", 10, text)

    def until(self, reached: Callable[[], Any], what: str) -> Any:
        """Wait until something is so, while the program runs."""
        end = time.monotonic() + WAIT
        while not (found := reached()):
            ended = self.process.poll()
            assert ended is None, f"it ended with {ended}: {self._said()}"
            assert time.monotonic() < end, f"{what} did not come; there are {self.titles}"
            time.sleep(0.05)  # how often to look, nothing that is waited for
        return found

    def ended(self) -> tuple[int, str]:
        """Wait for the end; its exit code and what it said."""
        code = self.process.wait(WAIT)
        return code, self._said()

    def kill(self) -> None:
        """End it as a crash does: nothing is tidied up."""
        self.process.kill()
        self.process.communicate()

    def _said(self) -> str:
        said, _ = self.process.communicate(timeout=WAIT)
        return said.decode("utf-8", "replace")

    def _ask(self, *words: object) -> str:
        done = subprocess.run(
            ["xdotool", *map(str, words)], capture_output=True, text=True, timeout=WAIT, check=False
        )
        return done.stdout


@pytest.fixture
def start_program(xdotool: Any) -> Iterator[Callable[..., RunningProgram]]:
    """`start_program("a.ccmap")`."""
    assert shutil.which("xdotool")
    started: list[RunningProgram] = []

    def start(*words: object) -> RunningProgram:
        started.append(RunningProgram(*words))
        return started[-1]

    yield start
    for each in started:
        if each.process.poll() is None:
            each.kill()
