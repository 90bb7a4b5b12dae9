"""The sample job by the command line, for a machine that cannot show a window.

Import, look-up on the practice server, preview, export into a folder: each command is shown as
one would type it, and so is what it says.
"""

from __future__ import annotations

import contextlib
import json
import shlex
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

from environment import Environment
from machine import Stop, say

SAMPLE = "resources/sample"
FORM = f"{SAMPLE}/register_household.tsv"
TARGETS = f"{SAMPLE}/targets.csv"
PROJECT = f"{SAMPLE}/register_household.ccmap"
SUBMISSION = f"{SAMPLE}/practice/register_household-all-answered.json"
FORMATS = ("specification", "workbook", "openfn")
SECONDS_TO_START = 60


def run_sample(environment: Environment) -> int:
    """Do the job in a new folder, showing each step. Raises Stop when a step fails."""
    folder = Path(tempfile.mkdtemp(prefix="mapper-sample-"))
    submission = json.loads((environment.root / SUBMISSION).read_text(encoding="utf-8"))
    form_name, xmlns = submission["form"]["@name"], submission["form"]["@xmlns"]

    _step(environment, "Import a form, as the form builder's export has it", "questions", FORM)
    named = ("--form-name", form_name, "--xmlns", xmlns)
    new = str(folder / "new.ccmap")
    made = ("--targets", TARGETS, *named, "-o", new)
    _step(environment, "Make a project of it, with the target's fields", "new", FORM, *made)
    say()
    say(f"# {PROJECT} is that project after the mapping was done.")
    _step(environment, "Check it", "check", PROJECT)
    with practice_server(environment) as (asked, key):
        _step(
            environment,
            "Look up a submission by its form id and see what becomes of it",
            *("preview", PROJECT, "--form-id", submission["id"], *asked),
            COMMCARE_API_KEY=key,
        )
    for name in FORMATS:
        _step(environment, f"Export: {name}", "export", PROJECT, "--to", name, "-o", str(folder))
    say()
    say(f"# The sample job is done. In {folder}:")
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        say(f"#   {file.relative_to(folder)}  ({file.stat().st_size} bytes)")
    return 0


def _step(environment: Environment, title: str, *words: str, **environ: str) -> None:
    say()
    say(f"==> {title}")
    shown = shlex.join(("mapper", *words))
    say(f"$ {' '.join((*(f'{name}=...' for name in environ), shown))}")
    command = [environment.script("mapper"), *words]
    code = environment.machine.call(command, environment.environ(**environ), environment.root)
    if code:
        raise Stop(f"this step ended with {code}: {shown}")


@contextlib.contextmanager
def practice_server(environment: Environment) -> Iterator[tuple[list[str], str]]:
    """A running practice server: the words that tell ``mapper`` where it is, and its key."""
    say()
    say("==> Start the practice server (on this machine only)")
    say("$ mapper practice-server &")
    process = subprocess.Popen(
        [environment.script("mapper"), "practice-server"],
        cwd=environment.root,
        env=environment.environ(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
    )
    limit = threading.Timer(SECONDS_TO_START, process.kill)
    limit.start()
    try:
        assert process.stdout is not None
        line = process.stdout.readline().decode("utf-8").strip()
        limit.cancel()
        say(line)
        try:
            told = json.loads(line)
            server, space = told["server"], told["project_space"]
            asked = ["--server", server, "--project-space", space, "--username", told["username"]]
            key = told["api_key"]
        except (ValueError, KeyError, TypeError) as error:
            raise Stop("the practice server did not start (see above)") from error
        yield asked, key
    finally:
        limit.cancel()
        process.terminate()
        try:
            process.communicate(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
