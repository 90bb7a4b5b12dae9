"""The program's own Python environments in the checkout, made by this, kept up to date.

.venv is for running and testing; .venv-build, for the bundle, has neither tests nor the checkout.

A stamp inside says what it was made from. While the stamp fits nothing is run; when it is missing
or does not fit, the environment is made anew, so that one interrupted half way is never used.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from pathlib import Path
from typing import Any

from machine import Machine, Stop, say

OLDEST_GLIBC = (2, 34)  # of the wheels of PySide6-Essentials
_OWN = "mapper-setup.txt"
_STAMP = "mapper-stamp.json"
# What would lead Python or pip away from the environment. Indexes, proxies and certificates of
# the person's own settings stay.
_ASTRAY = ("PYTHONPATH", "PYTHONHOME", "PIP_TARGET", "PIP_PREFIX", "PIP_USER", "PIP_ROOT")


class Environment:
    """.venv of one checkout, or, with a name and the locks it is made from, another one in it."""

    def __init__(
        self,
        machine: Machine,
        root: Path,
        name: str = ".venv",
        locks: tuple[str, ...] = ("run", "develop"),
    ) -> None:
        self.machine = machine
        self.root = root
        self.locks = locks
        self.folder = root / name
        windows = machine.system == "win32"
        self.scripts = self.folder / ("Scripts" if windows else "bin")
        self.python = self.scripts / ("python.exe" if windows else "python")

    def script(self, name: str) -> str:
        """A command that a package of this environment brought."""
        return str(self.scripts / (f"{name}.exe" if self.machine.system == "win32" else name))

    def environ(self, **more: str) -> dict[str, str]:
        """The variables for a program of this environment."""
        kept = {key: value for key, value in self.machine.environ.items() if key not in _ASTRAY}
        path = os.pathsep.join(filter(None, (str(self.scripts), kept.get("PATH"))))
        return {**kept, "VIRTUAL_ENV": str(self.folder), "PATH": path, **more}

    def is_ready(self, kind: str) -> bool:
        """Whether it has what ``kind`` needs: run, develop which has run in it, or build."""
        try:
            stamp: Any = json.loads((self.folder / _STAMP).read_text(encoding="utf-8"))
            fits = stamp["made_from"] == self._made_from() and kind in stamp["kinds"]
            whole = set(stamp["installed"]) <= set(self._installed())
            return bool(fits and whole and self.python.exists())
        except (OSError, ValueError, KeyError, TypeError):
            return False

    def make(self, kind: str) -> None:
        """Make it ready for ``kind``. Raises Stop when that fails."""
        if self.is_ready(kind):
            return
        self._check_glibc()
        start = time.monotonic()
        if kind == "build" or not self.is_ready("run"):
            self._make_empty()
        (self.folder / _STAMP).unlink(missing_ok=True)
        lock = Path("packaging", "lock", f"{kind}.txt")
        say(f"==> Installing what {lock.as_posix()} lists (about 100 MB the first time)")
        self._pip("--require-hashes", "--only-binary", ":all:", "-r", str(lock))
        if kind != "build":
            say("==> Installing the program itself, from this folder")
            self._pip("--no-deps", "--no-build-isolation", "-e", ".")
        kinds = ["run", "develop"] if kind == "develop" else [kind]
        stamp = {
            "made_from": self._made_from(),
            "kinds": kinds,
            "installed": self._installed(),
        }
        (self.folder / _STAMP).write_text(json.dumps(stamp, indent=1), encoding="utf-8")
        say(f"==> The environment is ready ({time.monotonic() - start:.0f} s)")

    def _make_empty(self) -> None:
        if self.folder.exists() or self.folder.is_symlink():
            if (self.folder / _OWN).exists():
                say(
                    f"==> Removing {self.folder.name}: it is unfinished or was made for something else"
                )
                self._remove()
            else:
                aside = self._aside()
                say(
                    f"==> {self.folder.name} was not made by this script: keeping it as {aside.name}"
                )
                self.folder.rename(aside)
        version = ".".join(map(str, self.machine.python_version))
        say(f"==> Making the environment {self.folder.name} with Python {version}")
        self.folder.mkdir()
        (self.folder / _OWN).write_text(
            "Made by the scripts in packaging, which may remove this folder at any time.\n",
            encoding="utf-8",
        )
        command = [self.machine.base_python, "-m", "venv", str(self.folder)]
        if self.machine.call(command, self._plain_environ()):
            raise Stop(
                f"Python could not make an environment in {self.folder} (see above). "
                "Check that the folder can be written to and that this Python has venv and pip."
            )

    def _remove(self) -> None:
        # The sign that it is ours goes last.
        try:
            for entry in self.folder.iterdir():
                if entry.is_dir() and not entry.is_symlink():
                    shutil.rmtree(entry)
                elif entry.name != _OWN:
                    entry.unlink()
            shutil.rmtree(self.folder)
        except OSError as error:
            raise Stop(
                f"{self.folder} could not be removed ({error}). Close what runs from it, or "
                "remove it yourself, then run this again."
            ) from error

    def _aside(self) -> Path:
        number = 1
        name = f"{self.folder.name}-before"
        while (self.root / f"{name}-{number}").exists():
            number += 1
        return self.root / f"{name}-{number}"

    def _plain_environ(self) -> dict[str, str]:
        return {key: value for key, value in self.machine.environ.items() if key not in _ASTRAY}

    def _pip(self, *words: str) -> None:
        quiet = [] if self.machine.has_terminal() else ["--quiet"]
        command = [str(self.python), "-m", "pip", "install", "--no-input", *quiet, *words]
        wanted = self.environ(PIP_DISABLE_PIP_VERSION_CHECK="1")
        if self.machine.call(command, wanted, folder=self.root):
            raise Stop(
                "The packages could not be installed (see above). Check the network, or the "
                "index, proxy and certificates in pip's settings, then run this again."
            )

    def _check_glibc(self) -> None:
        if not self.machine.system.startswith("linux"):
            return
        version = self.machine.glibc()
        if version is None or version < OLDEST_GLIBC:
            found = "another C library" if version is None else f"glibc {version[0]}.{version[1]}"
            raise Stop(
                "Qt for Python needs glibc 2.34 or newer (Debian 12, Ubuntu 22.04, Fedora 35 "
                f"or newer); this system has {found}."
            )

    def _made_from(self) -> str:
        known = hashlib.sha256()
        locks = [f"packaging/lock/{name}.txt" for name in self.locks]
        for file in ("pyproject.toml", *locks):
            # Line ends aside: a checkout on Windows may have its own.
            known.update((self.root / file).read_bytes().replace(b"\r\n", b"\n"))
        about = (self.machine.python_version, self.machine.python_home, str(self.root))
        known.update(repr(about).encode())
        return known.hexdigest()

    def _installed(self) -> list[str]:
        """The packages that are there, by their folders."""
        places = [self.folder / "Lib", *self.folder.glob("lib/python3*")]
        return sorted(
            entry.name for place in places for entry in place.glob("site-packages/*.dist-info")
        )
