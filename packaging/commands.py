"""The commands of packaging/start.py."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import checks
import sample_job
from environment import Environment
from machine import Machine, Stop, say
from system_packages import needs_of_a_window, needs_of_an_environment, needs_of_tests, provide

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


def _prepared(machine: Machine, root: Path, kind: str) -> Environment:
    environment = Environment(machine, root)
    if not environment.is_ready(kind):
        provide(machine, needs_of_an_environment(machine), "making the environment")
        environment.make(kind)
    return environment


def _open(machine: Machine, root: Path) -> int:
    if not machine.has_display():
        say("==> There is no display (neither DISPLAY nor WAYLAND_DISPLAY is set), so no window")
        say("    can be shown. Doing the sample job by the command line instead.")
        return _sample(machine, root)
    provide(machine, needs_of_a_window(machine), "the window")
    environment = _prepared(machine, root, "run")
    say("==> Opening Mapper for CommCare on the sample form, with the practice server")
    command = [str(environment.python), "-m", "mapper_gui", "--sample"]
    return machine.call(command, environment.environ(), root)


def _sample(machine: Machine, root: Path) -> int:
    return sample_job.run_sample(_prepared(machine, root, "run"))


def _test(machine: Machine, root: Path, rest: list[str]) -> int:
    everything = "--everything" in rest
    provide(machine, needs_of_tests(machine), "Qt")
    environment = _prepared(machine, root, "develop")
    return checks.run_checks(environment, everything, [a for a in rest if a != "--everything"])


def _benchmark(machine: Machine, root: Path, names: Sequence[str]) -> int:
    provide(machine, needs_of_tests(machine), "Qt")
    environment = _prepared(machine, root, "develop")
    scripts = sorted((root / "tests" / "benchmarks").glob("*.py"))
    chosen = [script for script in scripts if not names or script.stem in names]
    if not chosen:
        known = ", ".join(script.stem for script in scripts) or "none"
        raise Stop(f"there is no such benchmark; there are: {known}", 2)
    environ = environment.environ(QT_QPA_PLATFORM="offscreen")
    failed = [
        script.stem
        for script in chosen
        if machine.call([str(environment.python), str(script)], environ, root)
    ]
    if failed:
        raise Stop(f"these benchmarks failed: {', '.join(failed)}")
    return 0
