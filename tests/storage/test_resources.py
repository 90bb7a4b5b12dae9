"""The program finds its own files in a checkout, an installed package and a bundle."""

from __future__ import annotations

import importlib
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from mapper_gui.storage.resources import resource, resource_folder

ROOT = Path(__file__).resolve().parents[2]


def test_in_a_checkout_they_lie_beside_the_package() -> None:
    assert resource_folder() == ROOT / "resources"
    assert resource() == ROOT / "resources"


def test_in_a_bundle_they_lie_where_pyinstaller_says(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    icon = tmp_path / "resources" / "icons" / "key.svg"
    icon.parent.mkdir(parents=True)
    icon.touch()
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert resource("icons", "key.svg") == icon


def test_in_an_installed_package_they_lie_inside_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    project = tmp_path / "project"
    (project / "resources" / "icons").mkdir(parents=True)
    (project / "resources" / "icons" / "key.svg").write_text("<svg/>", encoding="utf-8")
    (project / "README.md").write_text("a project", encoding="utf-8")
    (project / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    for name in ("__init__.py", "storage/__init__.py", "storage/resources.py"):
        target = project / "mapper_gui" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((ROOT / "mapper_gui" / name).read_bytes())

    # The wheel is built by pyproject.toml's own rules, laid out as an installer does, and used
    # by a Python of its own.
    hatchling = importlib.import_module("hatchling.build")
    monkeypatch.chdir(project)
    wheel = project / "dist" / hatchling.build_wheel(str(project / "dist"))
    site = tmp_path / "site"
    with zipfile.ZipFile(wheel) as files:
        files.extractall(site)
    program = (
        f"import sys; sys.path.insert(0, {str(site)!r})\n"
        "from mapper_gui.storage.resources import resource\n"
        "print(resource('icons', 'key.svg'))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert Path(done.stdout.strip()) == site / "mapper_gui" / "resources" / "icons" / "key.svg"


def test_a_file_that_is_not_there_is_named() -> None:
    with pytest.raises(FileNotFoundError, match=r"icons/nothing\.svg"):
        resource("icons", "nothing.svg")
