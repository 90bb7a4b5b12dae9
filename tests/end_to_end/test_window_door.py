"""The window's command line: what it is given is opened, wherever it is called from."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from mapper_gui.__main__ import main
from mapper_gui.views import program


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Path | None, bool]]:
    """What the window was asked to open, instead of a window."""
    asked: list[tuple[Path | None, bool]] = []

    def run(path: Path | None, *, sample: bool = False, **_more: Any) -> int:
        asked.append((path, sample))
        return 0

    monkeypatch.setattr(program, "run", run)
    return asked


def test_a_project_named_from_the_current_folder_has_a_folder_to_export_to(
    asked: list[tuple[Path | None, bool]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["mapper-gui", "visit.ccmap"])
    assert main() == 0
    assert asked == [(Path.cwd() / "visit.ccmap", False)]


def test_without_a_project_the_first_page_or_the_sample_is_opened(
    asked: list[tuple[Path | None, bool]], monkeypatch: pytest.MonkeyPatch
) -> None:
    for arguments, expected in ([[], (None, False)], [["--sample"], (None, True)]):
        monkeypatch.setattr(sys, "argv", ["mapper-gui", *arguments])
        assert main() == 0
        assert asked.pop() == expected
