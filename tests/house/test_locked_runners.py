"""The locks of the runners that exports are held against: exact versions, hashes, no addresses."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

CONFORMANCE = Path(__file__).resolve().parents[1] / "conformance"
FOR_PIP = ("commcare_export/requirements.txt", "openfn/node.txt")


def npm(name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((CONFORMANCE / "openfn" / name).read_text("utf-8"))
    return read


def test_every_npm_package_has_a_version_and_a_hash_and_no_address() -> None:
    packages = {name: facts for name, facts in npm("package-lock.json")["packages"].items() if name}
    assert len(packages) > 100
    for name, facts in packages.items():
        assert re.fullmatch(r"\d+\.\d+\.\d+\S*", facts["version"]), name
        assert facts["integrity"].startswith("sha512-"), name
        assert "resolved" not in facts, name


def test_the_npm_lock_is_of_the_packages_that_are_asked_for_in_exact_versions() -> None:
    asked = npm("package.json")["dependencies"]
    lock = npm("package-lock.json")["packages"]
    assert lock[""]["dependencies"] == asked
    for name, version in asked.items():
        assert lock[f"node_modules/{name}"]["version"] == version


@pytest.mark.parametrize("name", FOR_PIP)
def test_every_package_for_pip_has_a_version_and_hashes_and_no_address(name: str) -> None:
    text = (CONFORMANCE / name).read_text("utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert lines
    for line in lines:
        assert re.match(r"[a-z0-9._-]+==[0-9][0-9a-z.]* ", line), line[:80]
        assert len(re.findall(r"--hash=sha256:[0-9a-f]{64}(?= |$)", line)) == line.count("--") > 0
    assert "://" not in text


def test_the_versions_are_those_that_are_claimed() -> None:
    asked = npm("package.json")["dependencies"]
    claimed = {"core": "1.5.1", "runtime": "1.9.5", "language-common": "3.3.4"}
    assert (
        claimed.items()
        <= {name.removeprefix("@openfn/"): version for name, version in asked.items()}.items()
    )
    assert "commcare-export==1.16.0 " in (CONFORMANCE / FOR_PIP[0]).read_text("utf-8")
