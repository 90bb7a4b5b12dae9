"""Exported mapping steps run in plain Node.js: a stand-in for OpenFn that only knows `fn()`.

One process runs many steps, one line of JSON in and one out for each.
"""

from __future__ import annotations

import functools
import json
import os
import shutil
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Any

from openfn_install import DEFAULT, node_in

_PROGRAM = """
const lines = require('readline').createInterface({ input: process.stdin });
const vm = require('vm');
lines.on('line', line => {
  const { step, state } = JSON.parse(line);
  const operations = [];
  const said = [];
  let answer;
  try {
    const globals = { fn: operation => operations.push(operation) };
    globals.console = { log: text => said.push(text) };
    vm.runInNewContext(step, globals, { timeout: 20000 });
    const result = operations.reduce((before, operation) => operation(before), state);
    answer = { operations: operations.length, state: result, said };
  } catch (error) {
    answer = { error: String(error && error.stack || error) };
  }
  process.stdout.write(JSON.stringify(answer) + '\\n');
});
"""

WHY_NOT = "Node.js (18 or newer) is not on this machine"


@functools.cache
def node() -> str | None:
    """Node's program file, where there is one that is new enough: MAPPER_NODE, the one on PATH, or
    that of OpenFn's runners."""
    places = (os.environ.get("MAPPER_NODE"), shutil.which("node"), _with_runners())
    return next((place for place in places if place and _is_new_enough(place)), None)


def _with_runners() -> str | None:
    found: str | None = node_in(Path(os.environ.get("MAPPER_OPENFN") or DEFAULT))
    return found


def _is_new_enough(program: str) -> bool:
    try:
        said = subprocess.run(
            [program, "--version"], capture_output=True, text=True, timeout=20, check=True
        ).stdout
        return int(said.strip().lstrip("v").split(".")[0]) >= 18
    except (OSError, subprocess.SubprocessError, ValueError):
        return False


class NodeSteps:
    """A Node process that runs steps. Use as a context manager."""

    def __enter__(self) -> NodeSteps:
        program = node()
        assert program is not None, WHY_NOT
        self._process = subprocess.Popen(
            [program, "-e", _PROGRAM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
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

    def run(self, step: str, state: dict[str, Any]) -> dict[str, Any]:
        """The state that a step gives; AssertionError with Node's words when it fails."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"step": step, "state": state}) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        assert "error" not in answer, f"{answer['error']}\n{step}"
        assert answer["operations"] == 1
        result: dict[str, Any] = answer["state"]
        return result
