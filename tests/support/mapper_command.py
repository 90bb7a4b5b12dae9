"""Running `mapper` in tests: in this process through its door, or as a program of its own.

Use in a conftest or test module: `from mapper_command import mapper`.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest

from mapper_gui.cli import main

CHECKOUT = Path(__file__).parents[2]
SAMPLE = CHECKOUT / "resources" / "sample"


@dataclass(frozen=True)
class Ran:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def why(self) -> str:
        """The one line on standard error that says why; the warnings aside."""
        [line] = [line for line in self.err.splitlines() if line.startswith("mapper: ")]
        return line


Run = Callable[..., Ran]


@pytest.fixture
def mapper(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """`mapper("questions", path)` runs a command in this process; `stdin` is piped into it."""

    def run(*words: object, stdin: bytes = b"") -> Ran:
        monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(stdin), encoding="ascii"))
        capsys.readouterr()
        code = main([str(word) for word in words])
        said = capsys.readouterr()
        return Ran(int(code), said.out, said.err)

    return run


def command(*words: object) -> list[str]:
    """The command as a program of its own."""
    return [sys.executable, "-m", "mapper_gui.cli", *map(str, words)]


def run_program(
    *words: object, stdin: bytes = b"", environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run it to its end, from the checkout."""
    return subprocess.run(
        command(*words),
        input=stdin,
        capture_output=True,
        cwd=CHECKOUT,
        env=environment,
        timeout=60,
        check=False,
    )
