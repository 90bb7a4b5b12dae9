"""The licences that are shown are those of what the program really runs with."""

from __future__ import annotations

import json
import re
import sys
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

import pytest
from packaging.utils import canonicalize_name

import mapper_gui
from mapper_gui.storage import parts

LOCK = Path(__file__).parents[2] / "packaging" / "lock" / "build.txt"
ONLY_FOR_BUILDING = {
    *("pyinstaller", "pyinstaller-hooks-contrib", "altgraph", "macholib", "pefile"),
    *("packaging", "setuptools"),
}


def locked() -> set[str]:
    return set(re.findall(r"^([a-z0-9-]+)==", LOCK.read_text(encoding="utf-8"), re.M))


def test_every_part_of_a_bundle_is_named_with_its_licence() -> None:
    named = {canonicalize_name(part.distribution) for part in parts.PARTS if part.distribution}
    assert named == locked() - ONLY_FOR_BUILDING


@pytest.mark.parametrize(
    "part", [each for each in parts.PARTS if each.distribution], ids=lambda each: each.name
)
def test_the_licence_is_the_one_that_the_part_states(part: parts.Part) -> None:
    try:
        told = metadata(part.distribution)
    except PackageNotFoundError:
        pytest.skip(f"{part.name} is not used on this system")
    stated = told.get("License-Expression") or told.get("License") or ""
    if not stated or len(stated) > 100:
        stated = " ".join(told.get_all("Classifier") or [])
    for word in {"MPL-2.0": ["MPL"], "PSF-2.0": ["PSF"]}.get(part.licence, [part.licence]):
        assert word in stated, f"{part.name} says {stated}"


def test_a_checkout_has_no_build() -> None:
    assert parts.version_line() == mapper_gui.__version__
    assert parts.licences_folder() is None


def test_a_package_says_when_and_of_what_it_was_built(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "resources").mkdir()
    (tmp_path / "licences").mkdir()
    told = {"date": "2026-11-22", "commit": "c5eb668aaaabbbbcccc"}
    (tmp_path / "resources" / "build.json").write_text(json.dumps(told), encoding="utf-8")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert parts.version_line() == f"{mapper_gui.__version__} (2026-11-22, c5eb668aaaab)"
    assert parts.licences_folder() == tmp_path / "licences"


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"date": 1}'], ids=repr)
def test_a_package_with_a_damaged_build_file_still_has_its_version(
    text: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "resources").mkdir()
    (tmp_path / "resources" / "build.json").write_text(text, encoding="utf-8")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert parts.version_line() == mapper_gui.__version__
