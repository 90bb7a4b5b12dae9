"""The lock files: hashes for everything, no addresses, and what pyproject.toml asks for."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from made_up_machine import PACKAGING, set_up_module
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PYPROJECT = PACKAGING.parent / "pyproject.toml"
LOCKS = {name: PACKAGING / "lock" / f"{name}.txt" for name in ("run", "develop", "build")}
each = pytest.mark.parametrize("name", LOCKS)


def locked(name: str) -> dict[str, tuple[str, list[str]]]:
    """Package -> version and hashes."""
    text = LOCKS[name].read_text(encoding="utf-8").replace("\\\n", " ")
    found: dict[str, tuple[str, list[str]]] = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            requirement, *hashes = re.split(r"\s+--hash=", line.strip())
            read = Requirement(requirement)
            found[canonicalize_name(read.name)] = (str(read.specifier), hashes)
    return found


def asked_for(name: str) -> list[Requirement]:
    project = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))
    extras = project["project"]["optional-dependencies"]
    asked = [*project["project"]["dependencies"]]
    if name == "build":
        asked += extras["bundle"]
    else:
        asked += [*extras["build"], *project["build-system"]["requires"]]
        asked += extras["develop"] if name == "develop" else []
    return [Requirement(text) for text in asked if not text.startswith("mapper-for-commcare")]


@each
def test_every_package_has_one_exact_version_and_hashes(name: str) -> None:
    packages = locked(name)
    assert packages
    for package, (specifier, hashes) in packages.items():
        assert re.fullmatch(r"==[0-9][0-9a-z.+!]*", specifier), package
        assert hashes, package
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", one) for one in hashes), package


@each
def test_there_is_no_address(name: str) -> None:
    text = LOCKS[name].read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*(-i|-f|--(extra-)?index-url|--find-links|-e|\S+ @)", text, re.M)


@each
def test_it_was_made_from_this_pyproject(name: str) -> None:
    made_from = set_up_module("lock").fingerprint(PYPROJECT)
    text = LOCKS[name].read_text(encoding="utf-8")
    assert f"# pyproject: {made_from}\n" in text, "run python3 packaging/lock.py"


@each
def test_what_is_asked_for_is_locked_at_a_version_that_fits(name: str) -> None:
    packages = locked(name)
    for requirement in asked_for(name):
        version = packages[canonicalize_name(requirement.name)][0].removeprefix("==")
        assert requirement.specifier.contains(version), requirement


def test_what_runs_has_the_same_versions_wherever_it_is_run() -> None:
    run, develop, build = locked("run"), locked("develop"), locked("build")
    assert run.items() <= develop.items()
    shared = run.keys() & build.keys()
    assert {name: build[name] for name in shared} == {name: run[name] for name in shared}


def test_a_bundle_has_all_that_the_program_runs_with() -> None:
    asked = {canonicalize_name(each.name) for each in asked_for("build")}
    program = {canonicalize_name(each.name) for each in asked_for("run")} - {
        "hatchling",
        "editables",
    }
    assert asked - program == {"pyinstaller"}
    assert program <= locked("build").keys()


def test_qt_is_a_release_that_keeps_count_of_none() -> None:
    # 6.12.0 aborts the process on Python 3.11 after some 60,000 calls: see test_qt.py.
    assert locked("run")["pyside6-essentials"][0] == "==6.11.3"


def test_what_only_one_system_needs_says_so() -> None:
    text = Path(LOCKS["run"]).read_text(encoding="utf-8")
    assert re.search(r"^pywin32-ctypes==\S+ ; sys_platform == 'win32'", text, re.M)
    assert re.search(r"^secretstorage==\S+ ; sys_platform == 'linux'", text, re.M)
