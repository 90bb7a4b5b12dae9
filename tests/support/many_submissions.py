"""Submissions of the clinic's form in numbers, each with an id, a time and an app version."""

from __future__ import annotations

from typing import Any

from clinic import XMLNS

from mapper_gui.mapping.submission import Submission


def visit(
    number: int, *, version: int | str | None = 18, case: str = "", **answers: Any
) -> Submission:
    """The submission of this number, received on this day of January; `case` is its case_id."""
    form: dict[str, Any] = {"@xmlns": XMLNS, "@name": "Clinic visit", **answers}
    if case:
        form["case"] = {"@case_id": case}
    if version is not None:
        form["meta"] = {"app_build_version": version}
    return Submission(
        {"id": f"form-{number}", "received_on": f"2026-01-{number:02}T10:00:00Z", "form": form}
    )
