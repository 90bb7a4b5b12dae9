"""The sample that comes with the program: a form, its target fields, and the practice server's data."""

import json
from pathlib import Path
from typing import Any

from mapper_gui.storage.resources import resource


def practice_records() -> list[Any]:
    """The submissions and cases that the practice server answers with."""
    return _read(resource("sample", "practice"))


def practice_apps() -> list[Any]:
    """The apps that these come from, each with its builds."""
    return _read(resource("sample", "practice-apps"))


def _read(folder: Path) -> list[Any]:
    return [json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.json"))]
