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
LOCKS = {name: PACKAGING / "lock" / f"{name}.txt" for name in ("run", "develop")}
both = pytest.mark.parametrize("name", LOCKS)


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
    asked = [*project["project"]["dependencies"], *extras["build"]]
    asked += extras["develop"] if name == "develop" else []
    asked += project["build-system"]["requires"]
    return [Requirement(text) for text in asked if not text.startswith("mapper-for-commcare")]


@both
def test_every_package_has_one_exact_version_and_hashes(name: str) -> None:
    packages = locked(name)
    assert packages
    for package, (specifier, hashes) in packages.items():
        assert re.fullmatch(r"==[0-9][0-9a-z.+!]*", specifier), package
        assert hashes, package
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", one) for one in hashes), package


@both
def test_there_is_no_address(name: str) -> None:
    text = LOCKS[name].read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*(-i|-f|--(extra-)?index-url|--find-links|-e|\S+ @)", text, re.M)


@both
def test_it_was_made_from_this_pyproject(name: str) -> None:
    made_from = set_up_module("lock").fingerprint(PYPROJECT)
    text = LOCKS[name].read_text(encoding="utf-8")
    assert f"# pyproject: {made_from}\n" in text, "run python3 packaging/lock.py"


@both
def test_what_is_asked_for_is_locked_at_a_version_that_fits(name: str) -> None:
    packages = locked(name)
    for requirement in asked_for(name):
        version = packages[canonicalize_name(requirement.name)][0].removeprefix("==")
        assert requirement.specifier.contains(version), requirement


def test_both_have_the_same_versions() -> None:
    run, develop = locked("run"), locked("develop")
    assert run.items() <= develop.items()


def test_qt_is_a_release_that_keeps_count_of_none() -> None:
    # 6.12.0 aborts the process on Python 3.11 after some 60,000 calls: see test_qt.py.
    assert locked("run")["pyside6-essentials"][0] == "==6.11.3"


def test_what_only_one_system_needs_says_so() -> None:
    text = Path(LOCKS["run"]).read_text(encoding="utf-8")
    assert re.search(r"^pywin32-ctypes==\S+ ; sys_platform == 'win32'", text, re.M)
    assert re.search(r"^secretstorage==\S+ ; sys_platform == 'linux'", text, re.M)
