"""`mapper practice-server` as a program of its own."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from mapper_command import CHECKOUT, SAMPLE, Run, command, mapper

__all__ = ["mapper"]

FORM_ID = "f959449c-8776-42ac-b776-3f564fafc331"


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent another way on Windows")
@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl+C", "a request to end"])
def test_it_says_how_to_connect_answers_and_ends(end: signal.Signals, tmp_path: Path) -> None:
    with subprocess.Popen(
        command("practice-server"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=CHECKOUT,
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stderr is not None
            told = json.loads(process.stdout.readline())
            assert list(told) == ["server", "project_space", "username", "api_key"]
            ran = subprocess.run(
                command(
                    "preview", SAMPLE / "register_household.ccmap", "--form-id", FORM_ID, "--json",
                    "--server", told["server"], "--project-space", told["project_space"],
                    "--username", told["username"],
                ),
                capture_output=True, cwd=CHECKOUT, check=False,
                env={**os.environ, "COMMCARE_API_KEY": told["api_key"]},
            )  # fmt: skip
            assert (ran.returncode, ran.stderr) == (0, b"")
            assert json.loads(ran.stdout)["records"]
            process.send_signal(end)
            assert process.wait(20) == 0
            assert process.stdout.read() == b""
            assert told["api_key"].encode() not in process.stderr.read()
        finally:
            process.kill()  # a failure must not wait for a server that nobody ends


def test_a_port_that_is_taken_is_refused_by_the_system(mapper: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ran = mapper("practice-server", "--port", taken.getsockname()[1])
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.count("\n") == 1
