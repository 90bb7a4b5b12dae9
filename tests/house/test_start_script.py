"""packaging/start.py on machines that are made up: every call is recorded, none is made."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from made_up_machine import PACKAGING, MadeUpMachine, set_up_module

for _name in (
    "machine",
    "system_packages",
    "environment",
    "runners",
    "package_trial",
    "checks",
    "sample_job",
):
    set_up_module(_name)
commands = set_up_module("commands")
system_packages = set_up_module("system_packages")
start = set_up_module("start")

BOOKWORM = {"ID": "debian", "VERSION_ID": "12"}
NOBLE = {"ID": "ubuntu", "ID_LIKE": "debian", "VERSION_ID": "24.04"}
QT = [need.name for need in system_packages.NO_WINDOW]
WINDOW = [need.name for need in system_packages.X11_WINDOW]
ALL = [*QT, *WINDOW, "ensurepip"]


def packages_of(*groups: Any, glib: str = "libglib2.0-0") -> dict[str, str]:
    """What apt knows: package -> what it brings."""
    known: dict[str, str] = {}
    for need in (need for group in groups for need in group):
        name = glib if need.packages[0].startswith("libglib") else need.packages[0]
        known[name] = f"{known.get(name, '')} {need.name}".strip()
    return known


DEBIAN_PACKAGES = {
    **packages_of(system_packages.NO_WINDOW, system_packages.X11_WINDOW),
    "python3-venv": "ensurepip",
    "python3.11-venv": "ensurepip",
}


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with what the environment is made from."""
    (tmp_path / "packaging" / "lock").mkdir(parents=True)
    for name in ("pyproject.toml", "packaging/lock/run.txt", "packaging/lock/develop.txt"):
        (tmp_path / name).write_text(f"{name}\n", encoding="utf-8")
    return tmp_path


def run(machine: MadeUpMachine, checkout: Path, *arguments: str) -> int:
    code = commands.run(arguments, "how it is used", machine, checkout)
    assert isinstance(code, int)
    return code


class TestSystemPackages:
    def test_a_normal_user_on_debian_gets_the_one_command(
        self, checkout: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        has = [name for name in ALL if name not in ("libEGL.so.1", "libxcb-cursor.so.0")]
        machine = MadeUpMachine(
            release=BOOKWORM, has=has, packages=DEBIAN_PACKAGES, environ={"DISPLAY": ":0"}
        )
        assert run(machine, checkout) == 1
        said = capsys.readouterr().err
        assert "libEGL.so.1, libxcb-cursor.so.0" in said
        lines = [line.strip() for line in said.splitlines() if "apt-get" in line]
        assert lines == ["sudo apt-get install -y --no-install-recommends libegl1 libxcb-cursor0"]
        assert machine.commands == []

    def test_a_normal_user_with_empty_package_lists_is_told_to_update_them_in_the_same_command(
        self, checkout: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        machine = MadeUpMachine(
            release=NOBLE, has=["ensurepip"], packages=DEBIAN_PACKAGES, lists_are_empty=True
        )
        assert run(machine, checkout, "test") == 1
        said = capsys.readouterr().err
        assert "sudo apt-get update && sudo apt-get install" in said
        assert " libglib2.0-0t64 " in said  # by the release's number, as nothing is known

    def test_root_installs_exactly_what_is_missing(self, checkout: Path) -> None:
        has = [name for name in ALL if name not in ("libGL.so.1", "libfontconfig.so.1")]
        machine = MadeUpMachine(
            root=True,
            release=BOOKWORM,
            has=[*has, "apt-get"],
            packages=DEBIAN_PACKAGES,
            environ={"DISPLAY": ":0"},
        )
        assert run(machine, checkout) == 0
        assert machine.apt() == [["install", "libgl1", "libfontconfig1"]]

    def test_root_on_a_bare_system_updates_the_lists_once_and_installs_venv_too(
        self, checkout: Path
    ) -> None:
        machine = MadeUpMachine(
            root=True, release=BOOKWORM, packages=DEBIAN_PACKAGES, lists_are_empty=True
        )
        machine.environ = {"DISPLAY": ":0"}
        assert run(machine, checkout) == 0
        wanted = packages_of(system_packages.NO_WINDOW, system_packages.X11_WINDOW)
        assert machine.apt() == [["update"], ["install", *wanted, "python3-venv"]]

    def test_a_newer_release_has_other_names(self, checkout: Path) -> None:
        packages = packages_of(system_packages.NO_WINDOW, glib="libglib2.0-0t64")
        has = [name for name in ALL if name != "libglib-2.0.so.0"]
        machine = MadeUpMachine(
            root=True, release=NOBLE, has=has, packages=packages, environ={"DISPLAY": ":0"}
        )
        assert run(machine, checkout) == 0
        assert machine.apt() == [["install", "libglib2.0-0t64"]]

    def test_what_apt_cannot_install_ends_with_a_sentence(
        self, checkout: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        machine = MadeUpMachine(
            root=True, release=BOOKWORM, has=["ensurepip"], packages=DEBIAN_PACKAGES
        )
        machine.fails = {"install"}
        machine.environ = {"DISPLAY": ":0"}
        assert run(machine, checkout) == 1
        assert "apt-get could not install" in capsys.readouterr().err
        assert machine.apt()[1] == ["update"]  # perhaps the lists were old

    def test_another_linux_names_the_libraries(
        self, checkout: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        has = [name for name in ALL if name != "libxcb-cursor.so.0"]
        machine = MadeUpMachine(
            root=True, release={"ID": "fedora"}, has=[*has, "dnf"], environ={"DISPLAY": ":0"}
        )
        assert run(machine, checkout) == 1
        said = capsys.readouterr().err
        assert "libxcb-cursor.so.0" in said
        assert "sudo dnf install 'libxcb-cursor.so.0()(64bit)'" in said
        assert "apt" not in said
        assert machine.commands == []

    def test_a_python_of_ones_own_needs_no_debian_package(self, checkout: Path) -> None:
        machine = MadeUpMachine(
            release=BOOKWORM,
            has=[*QT, *WINDOW],
            environ={"DISPLAY": ":0"},
            base_python="/home/a/.pyenv/versions/3.13.0/bin/python3.13",
        )
        assert run(machine, checkout) == 0

    def test_a_second_python_of_debian_needs_its_own_venv_package(self) -> None:
        machine = MadeUpMachine(python=(3, 13, 1), base_python="/usr/bin/python3.13")
        (need,) = system_packages.needs_of_an_environment(machine)
        assert need.packages[0] == "python3.13-venv"

    def test_under_wayland_alone_nothing_of_x11_is_asked_for(self) -> None:
        machine = MadeUpMachine(environ={"WAYLAND_DISPLAY": "wayland-0"})
        names = [need.name for need in system_packages.needs_of_a_window(machine)]
        assert "libwayland-client.so.0" in names
        assert "libxcb-cursor.so.0" not in names

    @pytest.mark.parametrize("system", ["darwin", "win32"])
    def test_macos_and_windows_need_nothing_of_the_system(
        self, checkout: Path, system: str
    ) -> None:
        machine = MadeUpMachine(system)
        assert run(machine, checkout) == 0
        assert machine.apt() == []


class TestEnvironment:
    def ready(self, **more: Any) -> MadeUpMachine:
        return MadeUpMachine(has=ALL, environ={"DISPLAY": ":0"}, **more)

    def test_the_first_time_locked_packages_come_first_and_then_the_program(
        self, checkout: Path
    ) -> None:
        machine = self.ready()
        assert run(machine, checkout) == 0
        python = str(checkout / ".venv" / "bin" / "python")
        assert machine.commands[0] == ["/usr/bin/python3", "-m", "venv", str(checkout / ".venv")]
        locked, program = machine.installs()
        assert locked[0] == program[0] == python
        assert "--require-hashes" in locked
        assert locked[-1] == str(Path("packaging", "lock", "run.txt"))
        assert program[-4:] == ["--no-deps", "--no-build-isolation", "-e", "."]
        assert machine.commands[-1] == [python, "-m", "mapper_gui", "--sample"]

    def test_the_second_time_only_the_program_is_started(self, checkout: Path) -> None:
        run(self.ready(), checkout)
        again = self.ready()
        assert run(again, checkout) == 0
        assert [command[1:] for command in again.commands] == [["-m", "mapper_gui", "--sample"]]

    def test_tests_add_their_packages_to_what_is_there(self, checkout: Path) -> None:
        run(self.ready(), checkout)
        machine = self.ready()
        environment = set_up_module("environment").Environment(machine, checkout)
        environment.make("develop")
        assert not [command for command in machine.commands if "venv" in command]
        assert machine.installs()[0][-1] == str(Path("packaging", "lock", "develop.txt"))
        assert environment.is_ready("run")

    @pytest.mark.parametrize("changed", ["pyproject.toml", "packaging/lock/run.txt"])
    def test_a_changed_lock_makes_it_anew(self, checkout: Path, changed: str) -> None:
        run(self.ready(), checkout)
        (checkout / changed).write_text("changed", encoding="utf-8")
        (checkout / ".venv" / "old").touch()
        machine = self.ready()
        assert run(machine, checkout) == 0
        assert len(machine.installs()) == 2
        assert not (checkout / ".venv" / "old").exists()

    def test_another_python_makes_it_anew(self, checkout: Path) -> None:
        run(self.ready(), checkout)
        machine = self.ready(python=(3, 13, 0))
        run(machine, checkout)
        assert len(machine.installs()) == 2

    @pytest.mark.parametrize("step", ["venv", "--require-hashes", "-e"])
    def test_one_interrupted_half_way_is_made_anew(self, checkout: Path, step: str) -> None:
        class Interrupted(MadeUpMachine):
            def call(self, command: Any, environ: Any = None, folder: Any = None) -> int:
                if step in command:
                    raise KeyboardInterrupt
                return super().call(command, environ, folder)

        assert run(Interrupted(has=ALL, environ={"DISPLAY": ":0"}), checkout) == 130
        machine = self.ready()
        assert run(machine, checkout) == 0
        assert machine.commands[0][1:3] == ["-m", "venv"]
        assert len(machine.installs()) == 2

    def test_one_that_lost_packages_is_made_anew(self, checkout: Path) -> None:
        run(self.ready(), checkout)
        (lost,) = (checkout / ".venv").rglob("*.dist-info")
        lost.rmdir()
        machine = self.ready()
        run(machine, checkout)
        assert len(machine.installs()) == 2

    def test_packages_that_somebody_added_are_left_alone(self, checkout: Path) -> None:
        run(self.ready(), checkout)
        site = next((checkout / ".venv").rglob("site-packages"))
        (site / "ipython-9.0.dist-info").mkdir()
        machine = self.ready()
        run(machine, checkout)
        assert machine.installs() == []

    def test_somebody_elses_environment_is_kept_aside(self, checkout: Path) -> None:
        (checkout / ".venv").mkdir()
        (checkout / ".venv" / "precious").touch()
        assert run(self.ready(), checkout) == 0
        assert (checkout / ".venv-before-1" / "precious").exists()

    def test_packages_that_cannot_be_installed_end_with_a_sentence_and_no_stamp(
        self, checkout: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        machine = self.ready()
        machine.fails = {"--require-hashes"}
        assert run(machine, checkout) == 1
        assert "could not be installed" in capsys.readouterr().err
        assert not (checkout / ".venv" / "mapper-stamp.json").exists()

    def test_an_old_c_library_is_named(
        self, checkout: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        machine = self.ready()
        machine.glibc = lambda: (2, 31)  # type: ignore[method-assign]
        assert run(machine, checkout) == 1
        assert "this system has glibc 2.31" in capsys.readouterr().err
        assert machine.commands == []

    def test_on_windows_programs_are_under_scripts(self, checkout: Path) -> None:
        machine = MadeUpMachine("win32", base_python="C:\\Python311\\python.exe")
        assert run(machine, checkout) == 0
        assert machine.commands[-1][0] == str(checkout / ".venv" / "Scripts" / "python.exe")
        assert (checkout / ".venv" / "mapper-stamp.json").exists()
        again = MadeUpMachine("win32", base_python="C:\\Python311\\python.exe")
        assert run(again, checkout) == 0
        assert len(again.commands) == 1

    def test_on_macos_it_is_as_on_linux(self, checkout: Path) -> None:
        machine = MadeUpMachine("darwin", base_python="/opt/homebrew/bin/python3.12")
        assert run(machine, checkout) == 0
        assert machine.commands[-1][0] == str(checkout / ".venv" / "bin" / "python")

    def test_what_would_lead_pip_astray_is_taken_away_and_the_rest_stays(
        self, checkout: Path
    ) -> None:
        machine = self.ready()
        machine.environ = {
            "PYTHONPATH": "/elsewhere",
            "PIP_USER": "1",
            "PIP_INDEX_URL": "mine",
            "https_proxy": "proxy",
        }
        environment = set_up_module("environment").Environment(machine, checkout)
        kept = environment.environ()
        assert "PYTHONPATH" not in kept
        assert "PIP_USER" not in kept
        assert (kept["PIP_INDEX_URL"], kept["https_proxy"]) == ("mine", "proxy")

    def test_the_stamp_says_what_it_was_made_from(self, checkout: Path) -> None:
        run(self.ready(), checkout)
        stamp = json.loads((checkout / ".venv" / "mapper-stamp.json").read_text())
        assert stamp["kinds"] == ["run"]


class TestCommands:
    def test_without_a_display_the_sample_job_is_done_instead(
        self,
        checkout: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        done: list[Any] = []
        monkeypatch.setattr(
            commands.sample_job, "run_sample", lambda environment: done.append(environment) or 0
        )
        machine = MadeUpMachine(has=["ensurepip"])  # the command line needs nothing of Qt
        assert run(machine, checkout) == 0
        assert "no display" in capsys.readouterr().out
        assert len(done) == 1
        assert not [command for command in machine.commands if "mapper_gui" in command]

    def test_an_unknown_command_shows_how_it_is_used(
        self, checkout: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run(MadeUpMachine(), checkout, "strat") == 2
        assert "how it is used" in capsys.readouterr().err

    def test_help_is_no_error(self, checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert run(MadeUpMachine(), checkout, "--help") == 0
        assert "how it is used" in capsys.readouterr().out

    @pytest.mark.parametrize("version", [(3, 10), (3, 15), (4, 0)])
    def test_a_python_that_does_not_fit_is_told_so(
        self, version: tuple[int, int], capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert start.main([], version, find=lambda: None) == 2
        said = capsys.readouterr().err
        assert f"this is Python {version[0]}.{version[1]}" in said
        assert "3.11, 3.12, 3.13 or 3.14" in said

    def test_a_python_that_does_not_fit_goes_on_with_one_that_does(self) -> None:
        called: list[list[str]] = []
        found = "/usr/bin/python3.12"
        code = start.main(
            ["test"], (3, 9), find=lambda: found, call=lambda command: called.append(command) or 7
        )
        assert code == 7
        assert called == [[found, str(PACKAGING / "start.py"), "test"]]


@pytest.mark.parametrize(
    ("given", "everything", "package", "for_pytest"),
    [
        (["--everything"], True, True, []),
        (["--no-package", "-x", "--everything"], True, False, ["-x"]),
        (["--no-package"], False, False, []),
    ],
)
def test_the_package_trial_can_be_left_out_and_pytest_does_not_hear_of_it(
    monkeypatch: pytest.MonkeyPatch,
    given: list[str],
    everything: bool,
    package: bool,
    for_pytest: list[str],
) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(commands, "_for_tests", lambda *_: "environment")
    monkeypatch.setattr(commands.checks, "run_checks", lambda *told: asked.append(told) or 0)
    assert commands.run(["test", *given], "how it is used", MadeUpMachine()) == 0
    assert asked == [("environment", everything, for_pytest, package)]
