"""The trial of the packages as a step of ``test --everything``: where it is run, and how it ends."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from made_up_machine import MadeUpMachine, set_up_module

for _name in ("machine", "system_packages"):
    set_up_module(_name)
trial = set_up_module("package_trial")
machine_module = set_up_module("machine")

DEBIAN = {"ID": "debian", "VERSION_ID": "12"}
LINUX_ONLY = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="the trial is run on Linux only"
)


def machine_with_all(**other: Any) -> MadeUpMachine:
    """A Debian on which the trial can be run."""
    has = [need.name for need in trial.NEEDS]
    return MadeUpMachine(**{"root": True, "release": DEBIAN, "has": has, **other})


def reason(machine: MadeUpMachine, place: Path) -> str:
    said: str = trial.reason_against(machine, place, str(place))
    return said


def test_on_a_debian_with_all_it_needs_nothing_is_against_it(tmp_path: Path) -> None:
    assert reason(machine_with_all(), tmp_path) == ""
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("system", ["darwin", "win32"])
def test_on_another_system_it_says_that_the_packages_are_for_linux(
    system: str, tmp_path: Path
) -> None:
    assert "for Linux" in reason(MadeUpMachine(system, root=True), tmp_path)


def test_on_a_linux_without_apt_it_says_what_it_needs(tmp_path: Path) -> None:
    assert "Debian or Ubuntu" in reason(machine_with_all(release={"ID": "fedora"}), tmp_path)


def test_without_root_it_says_so_and_asks_for_no_packages(tmp_path: Path) -> None:
    machine = machine_with_all(root=False, has=[])
    assert "needs root" in reason(machine, tmp_path)
    assert machine.commands == []


def test_too_full_a_disk_is_named_with_what_it_has_and_needs(tmp_path: Path) -> None:
    machine = machine_with_all()
    machine.free = 500_000_000
    assert f"{tmp_path} has 0.5 GB free, and it needs 2.0 GB" in reason(machine, tmp_path)
    assert machine.commands == []


def test_where_no_mount_is_permitted_nothing_is_installed_for_it(tmp_path: Path) -> None:
    machine = machine_with_all(has=[])
    machine.permits = False
    assert "permits no namespaces, mounts, devices or chroot" in reason(machine, tmp_path)
    assert machine.commands == []


def test_a_folder_for_it_that_cannot_be_written_to_is_no_error(tmp_path: Path) -> None:
    assert "permits no" in reason(machine_with_all(), tmp_path / "none")


def test_without_a_debootstrap_to_be_had_it_says_so(tmp_path: Path) -> None:
    has = [need.name for need in trial.NEEDS if need.name != "debootstrap"]
    said = reason(machine_with_all(has=has), tmp_path)
    assert "The package trial still needs debootstrap" in said


def test_a_missing_debootstrap_is_installed(tmp_path: Path) -> None:
    has = [need.name for need in trial.NEEDS if need.name != "debootstrap"]
    machine = machine_with_all(has=has, packages={"debootstrap": "debootstrap"})
    assert reason(machine, tmp_path) == ""
    assert machine.apt() == [["install", "debootstrap"]]


def test_a_mirror_out_of_reach_is_named(tmp_path: Path) -> None:
    machine = machine_with_all()
    machine.fails = {f"{trial.MIRROR}/dists/{trial.RELEASE}/InRelease"}
    assert reason(machine, tmp_path) == f"{trial.MIRROR} cannot be reached"


def test_where_it_cannot_be_run_it_is_left_out_by_name_and_nothing_is_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trial, "run_trial", lambda *_: pytest.fail("it was run"))
    what, said = trial.outcome(machine_with_all(root=False), tmp_path, True)
    assert what == "left out"
    assert said.startswith("the package trial: ")
    what, said = trial.outcome(machine_with_all(), tmp_path, False)
    assert (what, said) == ("left out", "the package trial: --no-package leaves it out")


def test_what_is_wrong_fails_and_what_is_good_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trial, "reason_against", lambda *_: "")
    monkeypatch.setattr(trial, "run_trial", lambda *_: "built and tried")
    assert trial.outcome(machine_with_all(), tmp_path, True) == (
        "run",
        "the package trial: built and tried",
    )

    def stop(*_: object) -> str:
        raise trial.Stop("see above")

    monkeypatch.setattr(trial, "run_trial", stop)
    what, said = trial.outcome(machine_with_all(), tmp_path, True)
    assert (what, said) == ("failed", "the package trial, twice (see above)")


def test_what_fails_once_is_tried_again_and_that_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tries: list[int] = []

    def second_only(*_: object) -> str:
        tries.append(1)
        if len(tries) == 1:
            raise trial.Stop("see above")
        return "built and tried"

    monkeypatch.setattr(trial, "reason_against", lambda *_: "")
    monkeypatch.setattr(trial, "run_trial", second_only)
    what, said = trial.outcome(machine_with_all(), tmp_path, True)
    assert (what, said) == ("run", "the package trial, at the second try: built and tried")
    assert "the first failed (see above)" in capsys.readouterr().out


def test_a_first_try_that_took_long_is_not_repeated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> str:
        raise trial.Stop("see above")

    monkeypatch.setattr(trial, "reason_against", lambda *_: "")
    monkeypatch.setattr(trial, "run_trial", stop)
    monkeypatch.setattr(trial, "LONGEST_FIRST_TRY", -1)
    what, said = trial.outcome(machine_with_all(), tmp_path, True)
    assert (what, said) == ("failed", "the package trial (see above)")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run a made-up try_package.py, whose arguments are ``place`` and more, as the trial is."""
    script = tmp_path / "packaging" / "try_package.py"
    script.parent.mkdir()
    monkeypatch.setattr(trial, "LIMIT_OF_ENDING", 5)
    before = (
        "import os, pathlib, signal, subprocess, sys, time\nplace = pathlib.Path(sys.argv[4])\n"
    )

    def run_script(source: str, limit: int = 60) -> str:
        script.write_text(before + source, encoding="utf-8")
        machine = MadeUpMachine(base_python=sys.executable, environ=dict(os.environ))
        said: str = trial.run_trial(machine, tmp_path, str(tmp_path), limit)
        return said

    return run_script


@LINUX_ONLY
def test_it_builds_beside_the_packages_in_dist_and_leaves_no_folder(
    run: Any, tmp_path: Path
) -> None:
    said = run(
        "assert sys.argv[1:3] == ['--into', 'build/trial']\n"
        "pathlib.Path('build', 'trial').mkdir(parents=True)\n"
        "(place / 'root').mkdir()\n(place / 'root' / 'left').touch()"
    )
    assert said.startswith("built, installed, used, upgraded and removed in a bare Debian in ")
    assert not (tmp_path / "build").exists()
    assert not list(tmp_path.glob("mapper-trial-*"))


@LINUX_ONLY
def test_a_failure_is_told_and_leaves_no_folder(run: Any, tmp_path: Path) -> None:
    with pytest.raises(trial.Stop, match="see above"):
        run("(place / 'left').touch()\nsys.exit(1)")
    assert not list(tmp_path.glob("mapper-trial-*"))


@LINUX_ONLY
def test_one_that_takes_too_long_is_told_to_end_and_may_put_away_what_it_made(
    run: Any, tmp_path: Path
) -> None:
    away = tmp_path / "away"
    with pytest.raises(trial.Stop, match="it took more than 1 seconds and was ended"):
        run(
            f"def away(*_): pathlib.Path({str(away)!r}).touch(); sys.exit(1)\n"
            "signal.signal(signal.SIGTERM, away)\ntime.sleep(60)",
            limit=1,
        )
    assert away.exists()
    assert not list(tmp_path.glob("mapper-trial-*"))


@LINUX_ONLY
def test_what_it_started_and_did_not_end_is_ended_with_it(run: Any, tmp_path: Path) -> None:
    number = tmp_path / "number"
    sleep = "[sys.executable, '-c', 'import time; time.sleep(60)']"
    run(
        f"child = subprocess.Popen({sleep})\n"
        f"pathlib.Path({str(number)!r}).write_text(str(child.pid))"
    )
    status = Path("/proc", number.read_text(), "stat")
    end = time.monotonic() + 30
    while time.monotonic() < end and status.exists():
        if ") Z " in status.read_text(encoding="utf-8"):
            break
    else:
        assert not status.exists()


@LINUX_ONLY
def test_a_folder_with_something_mounted_in_it_is_never_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trial, "LIMIT_OF_REMOVING", 0)
    monkeypatch.setattr(trial, "is_mounted_below", lambda _folder: True)
    (tmp_path / "file").touch()
    with pytest.raises(trial.Stop, match="something is mounted below"):
        trial._remove(tmp_path)
    assert (tmp_path / "file").exists()


@LINUX_ONLY
def test_what_is_mounted_is_read_from_the_system(tmp_path: Path) -> None:
    assert not trial.is_mounted_below(tmp_path)
    assert trial.is_mounted_below(Path("/proc"))


def test_a_real_machine_tells_how_much_room_a_folder_has(tmp_path: Path) -> None:
    assert machine_module.Machine().free_space(str(tmp_path)) > 0
    assert machine_module.Machine().free_space(str(tmp_path / "none")) == 0
