"""A computer that is only made up, for the tests of packaging/start.py."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

PACKAGING = Path(__file__).resolve().parents[2] / "packaging"


def set_up_module(name: str, folder: str = "") -> ModuleType:
    """A module of packaging/ or a folder in it, which are no packages: loaded by path, once."""
    place = PACKAGING / folder
    known = sys.modules.get(name)
    if known is not None and Path(str(known.__file__)).parent == place:
        return known
    spec = importlib.util.spec_from_file_location(name, place / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


class MadeUpMachine:
    """What packaging/machine.py asks of a computer, answered from what a test says.

    ``commands`` is every command that was run, in order. Installing a package with apt brings
    ``has`` of it, and asking a Python for an environment makes one that looks like one.
    """

    def __init__(
        self,
        system: str = "linux",
        *,
        root: bool = False,
        release: Mapping[str, str] | None = None,
        has: Sequence[str] = (),
        packages: Mapping[str, str] | None = None,
        lists_are_empty: bool = False,
        environ: Mapping[str, str] | None = None,
        python: tuple[int, int, int] = (3, 11, 2),
        base_python: str = "/usr/bin/python3",
    ) -> None:
        self.system = system
        self.is_root = root
        self.release = dict(release or {})
        self.has = set(has)
        self.packages = dict(packages or {})
        self.lists_are_empty = lists_are_empty
        self.environ: Mapping[str, str] = dict(environ or {})
        self.python_version = python
        self.base_python = base_python
        self.python_home = "/usr"
        self.commands: list[list[str]] = []
        self.fails: set[str] = set()
        self.free = 10**12
        self.permits = True

    def is_debian(self) -> bool:
        return self.release.get("ID") in ("debian", "ubuntu")

    def has_display(self) -> bool:
        return self.system != "linux" or "DISPLAY" in self.environ

    def os_release(self) -> dict[str, str]:
        return self.release

    def glibc(self) -> tuple[int, int] | None:
        return (2, 36)

    def has_ensurepip(self) -> bool:
        return "ensurepip" in self.has

    def loads(self, soname: str) -> bool:
        return soname in self.has

    def find(self, program: str, folders: str = "") -> str | None:
        return f"/usr/bin/{program}" if program in self.has else None

    def free_space(self, folder: str) -> int:
        return self.free

    def has_terminal(self) -> bool:
        return False

    def call(
        self,
        command: Sequence[str],
        environ: Mapping[str, str] | None = None,
        folder: Path | None = None,
    ) -> int:
        self.commands.append([str(word) for word in command])
        if any(word in self.fails for word in command):
            return 1
        if command[0] == "apt-get":
            if "update" in command:
                self.lists_are_empty = False
            for package in command:
                self.has.update(self.packages.get(package, "").split())
        if command[1:3] == ["-m", "venv"]:
            self._make_environment(Path(command[3]))
        return 0

    def output(self, command: Sequence[str]) -> str:
        if command[0] == "apt-cache":
            known = {} if self.lists_are_empty else self.packages
            return "".join(f"{n}:\n  Candidate: 1.0\n" for n in command[2:] if n in known)
        if command[0] == "unshare":
            return "permitted\n" if self.permits else ""
        if command[0] == "/usr/bin/python3":
            return "(3, 11)\n"
        return ""

    def _make_environment(self, folder: Path) -> None:
        windows = self.system == "win32"
        python = folder / ("Scripts/python.exe" if windows else "bin/python")
        python.parent.mkdir(parents=True)
        python.touch()
        site = folder / ("Lib" if windows else "lib/python3.11") / "site-packages"
        (site / "pip-23.0.1.dist-info").mkdir(parents=True)

    def installs(self) -> list[list[str]]:
        """What pip was asked for."""
        return [command for command in self.commands if command[1:4] == ["-m", "pip", "install"]]

    def apt(self) -> list[Any]:
        """What apt-get was asked for, without its options."""
        asked = [command for command in self.commands if command[0] == "apt-get"]
        return [[w for w in c[1:] if not w.startswith("-") and "::" not in w] for c in asked]
