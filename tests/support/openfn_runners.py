"""The real OpenFn runners, as far as they can be had, each a process that is kept alive.

`tests/conformance/install.py` brings them. What is no part of them is named so: the compiler of
today's OpenFn is not on npm, so a stand-in compiles for the runtime; nor are the adaptors for
Salesforce, DHIS2, PostgreSQL and CommCare, for which stand-ins record what they are handed.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from openfn_install import DEFAULT, LOCKED, node_in
from tally import CORE, PROJECT, RUNTIME

COMMON = "@openfn/language-common@3.3.4"
WHY_NOT = "the OpenFn runners are not installed: python3 tests/conformance/install.py openfn"


def installed() -> Path | None:
    """The folder with the runners, where there is one."""
    folder = Path(os.environ.get("MAPPER_OPENFN") or DEFAULT)
    return folder if node_in(folder) is not None else None


def version_of(package: str) -> str:
    """The version of a package, as it is installed with the runners."""
    folder = installed()
    assert folder is not None
    file = folder / "node_modules" / package / "package.json"
    return str(json.loads(file.read_text("utf-8"))["version"])


class RunnerError(AssertionError):
    """A runner refused a job, or a step failed; with its words."""


class _Runner:
    name = ""
    packages: tuple[str, ...] = ()
    script = ""
    words: tuple[str, ...] = ()

    @property
    def version(self) -> str:
        """What is installed: the runner's version, and that of language-common where it has a part."""
        versions = [version_of(package) for package in self.packages]
        return " with language-common ".join(versions)

    def __enter__(self) -> Self:
        folder = installed()
        assert folder is not None, WHY_NOT
        node = node_in(folder)
        assert node is not None
        # Programs find packages from where they lie, so they lie beside them.
        programs = folder / "programs"
        shutil.copytree(LOCKED, programs, dirs_exist_ok=True)
        recorders = str(programs / "recorders")
        self._process = subprocess.Popen(
            [node, *self.words, str(programs / self.script)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
            env={**os.environ, "RECORDERS": recorders, "TZ": "UTC"},
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(20)
        self._process.stdout.close()

    def _ask(self, message: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(message) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RunnerError(f"{self.name} ended: exit code {self._process.wait(20)}")
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            raise RunnerError(answer["error"])
        return answer


class Core(_Runner):
    """@openfn/core 1.5.1 with its own compiler: the shipped file as it is."""

    name = CORE
    packages = ("@openfn/core",)
    script = "core.cjs"

    def run(self, step: str, state: dict[str, Any]) -> dict[str, Any]:
        """The state that a step gives. Raises RunnerError."""
        result: dict[str, Any] = self._ask({"step": step, "state": state})["state"]
        return result


class Runtime(_Runner):
    """@openfn/runtime 1.9.5 with language-common 3.3.4, steps compiled by the stand-in."""

    name = RUNTIME
    packages = ("@openfn/runtime", "@openfn/language-common")
    script = "runtime.mjs"
    words = ("--experimental-vm-modules", "--no-warnings")

    def run(self, step: str, state: dict[str, Any], adaptor: str = COMMON) -> dict[str, Any]:
        """The state that a single step gives. Raises RunnerError."""
        steps = [{"id": "step", "adaptor": adaptor, "expression": step}]
        return self.run_plan({"workflow": {"steps": steps}}, state)

    def run_plan(self, plan: dict[str, Any], state: dict[str, Any]) -> dict[str, Any]:
        """The state after a workflow. Raises RunnerError when a step failed."""
        answer = self._ask({"plan": plan, "state": state})
        for step, error in answer["errors"].items():
            raise RunnerError(f"{step}: {error.get('message', error)}")
        result: dict[str, Any] = answer["state"]
        return result


class ProjectReader(_Runner):
    """@openfn/project 0.20.2, the library behind `openfn project`."""

    name = PROJECT
    packages = ("@openfn/project",)
    script = "project.mjs"

    def read(self, text: str) -> dict[str, Any]:
        """What the library makes of a project file. Raises RunnerError."""
        return self._ask({"text": text})
