"""`mapper-gui --smoke-test` tells a program that is whole from one that is not."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]


def smoke_test(folder: Path, home: Path) -> tuple[int, list[str]]:
    done = subprocess.run(
        [sys.executable, "-m", "mapper_gui", "--smoke-test"],
        cwd=folder,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout.splitlines()


def test_a_whole_program_does_every_step_and_leaves_nothing(home: Path) -> None:
    code, said = smoke_test(CHECKOUT, home)
    assert (code, said[-1]) == (0, "smoke test: all good"), "\n".join(said)
    for step in ("a window", "icons", "the sample", "the practice server", "JavaScript",
                 "a workbook", "the guide", "time zones", "keyring"):  # fmt: skip
        assert any(line.startswith(step) for line in said), step
    assert not [path for path in home.rglob("*") if path.is_file()]


@pytest.mark.parametrize("missing", ["help", "sample/practice", "icons/application.svg"], ids=str)
def test_a_program_that_lacks_one_of_its_own_files_fails(
    missing: str, tmp_path: Path, home: Path
) -> None:
    (tmp_path / "mapper_gui").symlink_to(CHECKOUT / "mapper_gui", target_is_directory=True)
    shutil.copytree(CHECKOUT / "resources", tmp_path / "resources")
    lost = tmp_path / "resources" / missing
    shutil.rmtree(lost) if lost.is_dir() else lost.unlink()
    code, said = smoke_test(tmp_path, home)
    assert code == 1
    assert any(line.startswith("smoke test failed: ") for line in said), said
