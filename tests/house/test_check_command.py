"""``packaging/start.py test``: what it runs, and what it says of it."""

from __future__ import annotations

import contextlib
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from made_up_machine import MadeUpMachine, set_up_module

for _name in ("machine", "system_packages", "environment", "runners", "package_trial"):
    set_up_module(_name)
checks = set_up_module("checks")
system_packages = set_up_module("system_packages")
environment_module = set_up_module("environment")

NEEDS = (
    *system_packages.VIRTUAL_SCREEN,
    *system_packages.SECRET_SERVICE,
    system_packages.POSTGRESQL,
)
EVERYTHING = [*(need.name for need in NEEDS), "java"]
TABLE = "runner  version  comparisons  differences\nall               2  0\nNot run: x"


class Runs:
    """The test runs that were asked for, answered with a code and counts each."""

    def __init__(self, *answers: tuple[int, dict[str, int]]) -> None:
        self.answers = list(answers)
        self.commands: list[list[str]] = []
        self.environs: list[dict[str, str]] = []

    def __call__(
        self, command: Sequence[str], environ: Mapping[str, str], *_more: Any
    ) -> tuple[int, Counter[str]]:
        self.commands.append(list(command))
        self.environs.append(dict(environ))
        code, counts = self.answers.pop(0)
        table = environ.get("MAPPER_CONFORMANCE_TABLE")
        if table and counts:
            Path(table).write_text(TABLE, encoding="utf-8")
        return code, Counter(counts)


@pytest.fixture
def check(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, list[str]]]:
    """Run the checks; gives the exit code and the lines that were said."""

    @contextlib.contextmanager
    def screen() -> Iterator[str]:
        yield ":7"

    monkeypatch.setattr(checks, "virtual_screen", screen)

    def run(
        machine: MadeUpMachine,
        runs: Runs,
        *arguments: str,
        everything: bool = False,
        package: bool = True,
        trial: tuple[str, str] = ("run", "the package trial: built and tried"),
    ) -> tuple[int, list[str]]:
        def outcome(_machine: MadeUpMachine, _root: Path, wanted: bool) -> tuple[str, str]:
            assert wanted == package
            assert not runs.answers, "the package trial is the last step"
            return trial

        monkeypatch.setattr(checks, "follow", runs)
        monkeypatch.setattr(checks, "outcome", outcome)
        environment = environment_module.Environment(machine, tmp_path)
        code = checks.run_checks(environment, everything, arguments, package)
        return code, capsys.readouterr().out.splitlines()

    return run


def test_it_formats_lints_types_checks_the_house_and_tests(check: Any) -> None:
    machine = MadeUpMachine()
    runs = Runs((0, {"passed": 12, "deselected": 2}))
    code, said = check(machine, runs, "tests/house", "-x")
    assert code == 0
    programs = [" ".join(command[1:3]) for command in machine.commands]
    assert programs == ["-m ruff", "-m ruff", "-m mypy", "--no-logo"]
    assert runs.commands[0][1:] == ["-m", "pytest", "tests/house", "-x"]
    assert runs.environs[0]["QT_QPA_PLATFORM"] == "offscreen"
    assert any(line.startswith("left out: ") for line in said)
    assert said[-1].startswith("12 passed, 0 failed, 0 skipped in ")


def test_all_steps_run_even_if_one_fails(check: Any) -> None:
    machine = MadeUpMachine()
    machine.fails = {"mypy"}
    code, said = check(machine, Runs((1, {"passed": 3, "failed": 2, "errors": 1})))
    assert code == 1
    assert len(machine.commands) == 4
    assert "failed: mypy" in said
    assert "failed: tests" in said
    assert said[-1].startswith("3 passed, 3 failed")


def test_everything_has_a_screen_a_session_and_a_home_of_its_own(check: Any) -> None:
    machine = MadeUpMachine(has=EVERYTHING, environ={"HOME": "/home/a", "DISPLAY": ":0"})
    runs = Runs((0, {"passed": 5}), (0, {"passed": 2}), (0, {"passed": 1}))
    code, said = check(machine, runs, everything=True)
    assert code == 0
    assert said[-1].startswith("8 passed, 0 failed")
    assert not any(line.startswith("left out") for line in said)
    ordinary, more, _ = runs.environs
    assert ordinary["MAPPER_EVERYTHING"] == "later"
    assert runs.commands[1][:2] == ["dbus-run-session", "--"]
    assert runs.commands[1][-2:] == ["-m", "everything and not conformance"]
    assert more["MAPPER_EVERYTHING"] == more["MAPPER_SECRET_SERVICE"] == "1"
    assert (more["DISPLAY"], more["QT_QPA_PLATFORM"]) == (":7", "xcb")
    assert more["HOME"] != "/home/a"
    assert more["XDG_CONFIG_HOME"].startswith(more["HOME"])
    assert not Path(more["HOME"]).exists()  # thrown away


def test_root_gets_what_everything_needs_installed(check: Any) -> None:
    packages = {need.packages[0]: need.name for need in NEEDS}
    machine = MadeUpMachine(
        root=True, release={"ID": "debian", "VERSION_ID": "12"}, packages=packages
    )
    runs = Runs((0, {"passed": 5}), (5, {}), (5, {}))
    code, said = check(machine, runs, everything=True)
    assert code == 0
    (install,) = machine.apt()
    assert {"xvfb", "xdotool", "gnome-keyring", "dbus-x11", "postgresql"} <= set(install)
    assert not {"nodejs", "npm"} & set(install)  # the runners bring one that is new enough
    assert [line for line in said if line.startswith("left out")] == [
        "left out: Data Loader's mapping files read by Java: there is no Java here"
    ]


def test_everything_brings_the_runners_and_ends_with_what_they_were_compared_with(
    check: Any, tmp_path: Path
) -> None:
    machine = MadeUpMachine(has=EVERYTHING)
    runs = Runs((0, {"passed": 5}), (0, {"passed": 2}), (0, {"passed": 3}))
    code, said = check(machine, runs, "-x", everything=True)
    assert code == 0
    script = str(tmp_path / "tests" / "conformance" / "install.py")
    brought = [command[2] for command in machine.commands if command[1] == script]
    assert brought == ["openfn", "commcare-export"]
    assert runs.commands[2][1:] == ["-m", "pytest", "-x", "-m", "conformance"]
    assert runs.environs[2]["MAPPER_EVERYTHING"] == "1"
    assert runs.environs[2]["QT_QPA_PLATFORM"] == "offscreen"
    assert said[-6:-2] == [*TABLE.splitlines(), ""]
    assert said[-2] == "run: the package trial: built and tried"
    assert said[-1].startswith("10 passed, 0 failed")


def test_runners_that_cannot_be_installed_are_left_out_by_name_and_the_rest_runs(
    check: Any,
) -> None:
    machine = MadeUpMachine(has=EVERYTHING)
    machine.fails = {"openfn", "commcare-export"}
    runs = Runs((0, {"passed": 5}), (0, {"passed": 2}), (0, {"skipped": 9}))
    code, said = check(machine, runs, everything=True)
    assert code == 0
    assert "left out: OpenFn's runners: could not be installed (see above)" in said
    assert "left out: commcare-export: could not be installed (see above)" in said
    assert "runner  version  comparisons  differences" in said
    assert said[-1].startswith("7 passed, 0 failed, 9 skipped")


def test_runners_that_a_person_has_already_are_used_as_they_are(check: Any) -> None:
    named = {"MAPPER_OPENFN": "/opt/openfn", "MAPPER_DET_PYTHON": "/opt/det/bin/python"}
    machine = MadeUpMachine(has=EVERYTHING, environ=named)
    runs = Runs((0, {"passed": 5}), (0, {"passed": 2}), (0, {"passed": 3}))
    check(machine, runs, everything=True)
    assert not any("install.py" in " ".join(command) for command in machine.commands)
    assert runs.environs[2]["MAPPER_OPENFN"] == "/opt/openfn"


def test_a_difference_fails_the_run_below_its_table(check: Any) -> None:
    runs = Runs((0, {"passed": 5}), (0, {"passed": 2}), (1, {"failed": 1}))
    code, said = check(MadeUpMachine(has=EVERYTHING), runs, everything=True)
    assert code == 1
    assert said.index("Not run: x") < said.index("failed: exports in their runners")


def test_a_plain_run_names_the_runners_that_it_leaves_out(check: Any) -> None:
    machine = MadeUpMachine(has=EVERYTHING)
    _, said = check(machine, Runs((0, {"passed": 1})))
    (left_out,) = [line for line in said if line.startswith("left out: ")]
    for name in ("OpenFn's runners", "commcare-export", "PostgreSQL", "Java", "test --everything"):
        assert name in left_out
    assert not any("install.py" in " ".join(command) for command in machine.commands)


def test_anyone_else_is_told_what_is_left_out_and_the_rest_runs(check: Any) -> None:
    has = [name for name in EVERYTHING if name != "gnome-keyring-daemon"]
    machine = MadeUpMachine(
        release={"ID": "debian", "VERSION_ID": "12"},
        has=has,
        packages={"gnome-keyring": "gnome-keyring-daemon"},
    )
    runs = Runs((0, {"passed": 5}), (0, {"passed": 1, "skipped": 1}), (0, {"passed": 1}))
    code, said = check(machine, runs, everything=True)
    assert code == 0
    assert any("sudo apt-get install" in line and "gnome-keyring" in line for line in said)
    assert "dbus-run-session" not in runs.commands[1]
    assert "MAPPER_SECRET_SERVICE" not in runs.environs[1]


def test_without_postgresql_anyone_else_gets_the_command_and_the_part_is_named(check: Any) -> None:
    machine = MadeUpMachine(
        release={"ID": "debian", "VERSION_ID": "12"},
        has=[name for name in EVERYTHING if name != "initdb"],
        packages={"postgresql": "initdb"},
    )
    runs = Runs((0, {"passed": 5}), (0, {"passed": 1}), (0, {"passed": 1, "skipped": 5}))
    code, said = check(machine, runs, everything=True)
    assert code == 0
    assert "    sudo apt-get install -y --no-install-recommends postgresql" in said
    assert "left out: commcare-export to PostgreSQL: there is no PostgreSQL here" in said
    assert machine.apt() == []


@pytest.mark.parametrize("system", ["darwin", "win32"])
def test_on_other_systems_everything_is_what_there_is(check: Any, system: str) -> None:
    runs = Runs((0, {"passed": 5}))
    code, said = check(MadeUpMachine(system), runs, everything=True)
    assert code == 0
    assert len(runs.commands) == 1
    assert any("they are tried on Linux" in line for line in said)


@pytest.mark.parametrize("package", [True, False])
def test_a_package_trial_that_is_left_out_is_named_and_fails_nothing(
    check: Any, package: bool
) -> None:
    runs = Runs((0, {"passed": 5}), (0, {"passed": 2}), (0, {"passed": 1}))
    trial = ("left out", "the package trial: it needs root")
    machine = MadeUpMachine(has=EVERYTHING)
    code, said = check(machine, runs, everything=True, package=package, trial=trial)
    assert code == 0
    assert "left out: the package trial: it needs root" in said


def test_a_package_trial_that_finds_something_wrong_fails_the_run(check: Any) -> None:
    runs = Runs((0, {"passed": 5}), (0, {"passed": 2}), (0, {"passed": 1}))
    trial = ("failed", "the package trial (see above)")
    code, said = check(MadeUpMachine(has=EVERYTHING), runs, everything=True, trial=trial)
    assert code == 1
    assert "failed: the package trial (see above)" in said
    assert said[-1].startswith("8 passed, 0 failed, 0 skipped")
    assert said[-1].endswith("(1 steps failed)")


def test_a_plain_run_tries_no_packages_and_says_so(check: Any) -> None:
    _, said = check(MadeUpMachine(), Runs((0, {"passed": 1})), trial=("failed", "it was run"))
    assert "failed: it was run" not in said
    assert any("tried in a bare Debian: test --everything" in line for line in said)


def test_a_run_without_any_test_is_no_success(check: Any) -> None:
    code, said = check(MadeUpMachine("darwin"), Runs((5, {})), everything=True)
    assert code == 1
    assert said[-1].startswith("0 passed")


def test_what_pytest_says_is_shown_and_its_closing_line_read(
    capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    environment = environment_module.Environment(MadeUpMachine(), tmp_path)
    program = "print('..F\\n== \\x1b[31m1 failed\\x1b[0m, 2 passed, 3 skipped in 1.00s ==')"
    code, counts = checks.follow([sys.executable, "-c", program], dict(os.environ), environment, 60)
    assert code == 0
    assert counts == {"failed": 1, "passed": 2, "skipped": 3}
    assert "..F" in capfd.readouterr().out


def test_a_run_that_hangs_is_ended_and_said_so(
    capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    environment = environment_module.Environment(MadeUpMachine(), tmp_path)
    # Its own child holds the output open too.
    sleep = "[sys.executable, '-c', 'import time; time.sleep(60)']"
    program = f"import subprocess, sys; subprocess.run({sleep})"
    code, counts = checks.follow([sys.executable, "-c", program], dict(os.environ), environment, 1)
    assert code != 0
    assert counts == {}
    assert "more than 1 seconds and were ended" in capfd.readouterr().out
