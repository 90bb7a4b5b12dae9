"""This computer, as far as setting up needs to know it. Tests hand in a made-up one."""

from __future__ import annotations

import contextlib
import ctypes
import glob
import importlib
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path


class Stop(Exception):  # noqa: N818 (it ends the work, often for a good reason)
    """Setting up cannot go on; the text says what is wrong and what to do."""

    def __init__(self, sentence: str, code: int = 1) -> None:
        super().__init__(sentence)
        self.code = code


def say(text: str = "") -> None:
    """Tell the person, at once even where output is collected."""
    print(text, flush=True)


class Machine:
    """What is asked of the computer, and everything that is done to it."""

    def __init__(self) -> None:
        self.system = sys.platform
        self.python_version = sys.version_info[:3]
        # Not sys.executable: .venv must not be made anew by its own Python.
        self.base_python: str = getattr(sys, "_base_executable", None) or sys.executable
        self.python_home = sys.base_prefix
        self.environ: Mapping[str, str] = dict(os.environ)
        self.is_root = hasattr(os, "geteuid") and os.geteuid() == 0

    def is_debian(self) -> bool:
        """Whether this is Debian, Ubuntu or one of their kind, with apt."""
        kind = " ".join((self.os_release().get("ID", ""), self.os_release().get("ID_LIKE", "")))
        return bool({"debian", "ubuntu"} & set(kind.split())) and bool(self.find("apt-get"))

    def has_display(self) -> bool:
        """Whether a window can be shown. Only Linux is without one in a way that can be told."""
        if not self.system.startswith("linux"):
            return True
        return bool(self.environ.get("DISPLAY") or self.environ.get("WAYLAND_DISPLAY"))

    def os_release(self) -> dict[str, str]:
        """/etc/os-release as a dict, empty where there is none."""
        with contextlib.suppress(OSError):
            return platform.freedesktop_os_release()
        return {}

    def glibc(self) -> tuple[int, int] | None:
        """The version of the GNU C library, None where it is another one."""
        name, version = platform.libc_ver()
        numbers = version.split(".")
        return (int(numbers[0]), int(numbers[1])) if name == "glibc" else None

    def has_ensurepip(self) -> bool:
        """Whether this Python can make an environment (Debian keeps that apart)."""
        importlib.invalidate_caches()
        return importlib.util.find_spec("ensurepip") is not None

    def loads(self, soname: str) -> bool:
        """Whether the system's loader finds the library and all it needs."""
        try:
            ctypes.CDLL(soname)
        except OSError:
            return False
        return True

    def find(self, program: str, folders: str = "") -> str | None:
        """Where a program is, on PATH or in folders of a pattern; None when there is none."""
        places = [self.environ.get("PATH", os.defpath), *glob.glob(folders)]
        return shutil.which(program, path=os.pathsep.join(places))

    def free_space(self, folder: str) -> int:
        """How many bytes a folder has room for; none where it cannot be told."""
        with contextlib.suppress(OSError):
            return shutil.disk_usage(folder).free
        return 0

    def has_terminal(self) -> bool:
        """Whether a person watches: progress bars make sense."""
        return bool(sys.stdout and sys.stdout.isatty())

    def call(
        self,
        command: Sequence[str],
        environ: Mapping[str, str] | None = None,
        folder: Path | None = None,
    ) -> int:
        """Run a command that may speak to the person but not ask; its exit code."""
        with contextlib.suppress(OSError):
            return subprocess.call(
                command,
                env=dict(self.environ if environ is None else environ),
                stdin=subprocess.DEVNULL,
                cwd=folder,
            )
        return 127

    def output(self, command: Sequence[str]) -> str:
        """What a command says, in English; empty when it cannot be run."""
        with contextlib.suppress(OSError):
            done = subprocess.run(
                command,
                env={**self.environ, "LC_ALL": "C"},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                check=False,
            )
            return done.stdout
        return ""
