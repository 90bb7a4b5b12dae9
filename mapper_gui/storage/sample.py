"""The sample that comes with the program: a form, its target fields, and the practice server's data."""

import json
from typing import Any

from mapper_gui.storage.resources import resource


def practice_records() -> list[Any]:
    """The submissions and cases that the practice server answers with."""
    folder = resource("sample", "practice")
    return [json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.json"))]
