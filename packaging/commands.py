"""The commands of packaging/start.py."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import checks
import sample_job
from environment import Environment
from machine import Machine, Stop, say
from system_packages import (
    Need,
    needs_of_a_window,
    needs_of_an_environment,
    needs_of_tests,
    provide,
)

ROOT = Path(__file__).resolve().parents[1]


def run(
    arguments: Sequence[str],
    help_text: str | None,
    machine: Machine | None = None,
    root: Path = ROOT,
) -> int:
    """Do what the arguments say; the exit code."""
    machine = machine or Machine()
    command, *rest = arguments or ["open"]
    try:
        if command == "test":
            return _test(machine, root, rest)
        if command in ("open", "sample") and not rest:
            return _open(machine, root) if command == "open" else _sample(machine, root)
        if command == "benchmark":
            return _benchmark(machine, root, rest)
        asked_for_help = command in ("-h", "--help", "help")
        print((help_text or "").strip(), file=sys.stdout if asked_for_help else sys.stderr)
        return 0 if asked_for_help else 2
    except Stop as stop:
        print(f"start.py: {stop}", file=sys.stderr)
        return stop.code
    except KeyboardInterrupt:
        return 130


def _prepared(
    machine: Machine, root: Path, kind: str, needs: Sequence[Need], purpose: str
) -> Environment:
    environment = Environment(machine, root)
    is_ready = environment.is_ready(kind)
    # Together, so that there is one command to type at most.
    own = () if is_ready else needs_of_an_environment(machine)
    provide(machine, [*needs, *own], purpose)
    if not is_ready:
        environment.make(kind)
    return environment


def _open(machine: Machine, root: Path) -> int:
    if not machine.has_display():
        say("==> There is no display (neither DISPLAY nor WAYLAND_DISPLAY is set), so no window")
        say("    can be shown. Doing the sample job by the command line instead.")
        return _sample(machine, root)
    environment = _prepared(machine, root, "run", needs_of_a_window(machine), "The window")
    say("==> Opening Mapper for CommCare on the sample form, with the practice server")
    command = [str(environment.python), "-m", "mapper_gui", "--sample"]
    code = machine.call(command, environment.environ(), root)
    return code if code >= 0 else 128 - code  # ended by a signal, as a shell tells it


def _sample(machine: Machine, root: Path) -> int:
    return sample_job.run_sample(_prepared(machine, root, "run", (), "The command line"))


def _for_tests(machine: Machine, root: Path) -> Environment:
    return _prepared(machine, root, "develop", needs_of_tests(machine), "The test run")


def _test(machine: Machine, root: Path, rest: list[str]) -> int:
    everything = "--everything" in rest
    package = "--no-package" not in rest
    arguments = [each for each in rest if each not in ("--everything", "--no-package")]
    return checks.run_checks(_for_tests(machine, root), everything, arguments, package)


def _benchmark(machine: Machine, root: Path, names: Sequence[str]) -> int:
    environment = _for_tests(machine, root)
    scripts = sorted((root / "tests" / "benchmarks").glob("*.py"))
    chosen = [script for script in scripts if not names or script.stem in names]
    if not chosen:
        known = ", ".join(script.stem for script in scripts) or "none"
        raise Stop(f"there is no such benchmark; there are: {known}", 2)
    support = str(root / "tests" / "support")
    environ = environment.environ(QT_QPA_PLATFORM="offscreen", PYTHONPATH=support)
    failed = [
        script.stem
        for script in chosen
        if machine.call([str(environment.python), str(script)], environ, root)
    ]
    if failed:
        raise Stop(f"these benchmarks failed: {', '.join(failed)}")
    return 0
