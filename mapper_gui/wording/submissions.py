"""Submissions and cases in words."""

from typing import Any, Protocol

from mapper_gui.mapping.submission import Submission
from mapper_gui.wording.text import tr, tr_n


class FoundCase(Protocol):
    """What a look-up of a case gave."""

    @property
    def case(self) -> dict[str, Any] | None: ...
    @property
    def submissions(self) -> tuple[dict[str, Any], ...]: ...
    @property
    def other_submissions(self) -> int: ...


def submission_words(submission: Submission) -> str:
    """A submission in one line: when it came, from whom, and from which app version."""
    meta = submission.form.get("meta")
    meta = meta if isinstance(meta, dict) else {}
    parts = [moment_words(submission.text("received_on"))]
    for part in (meta.get("username"), _version(meta.get("app_build_version"))):
        if isinstance(part, str) and part:
            parts.append(part)
    return ", ".join(part for part in parts if part) or submission.id


def moment_words(moment: str) -> str:
    """`2026-05-03T14:50:42.530616Z` as `2026-05-03 14:50`; anything else as it is."""
    if len(moment) >= 16 and moment[10] == "T":
        return f"{moment[:10]} {moment[11:16]}"
    return moment


def _version(number: object) -> str:
    return tr("app v{number}").format(number=number) if isinstance(number, int) else ""


def case_words(found: FoundCase) -> str:
    """A case that was found, and how many submissions of this form it has."""
    case = found.case or {}
    properties = case.get("properties")
    properties = properties if isinstance(properties, dict) else {}
    name = case.get("case_name") or properties.get("case_name") or ""
    kind = case.get("case_type") or properties.get("case_type") or ""
    count = len(found.submissions)
    words = tr_n(
        "This is a case: {kind} “{name}”, with {count} submission of this form.",
        "This is a case: {kind} “{name}”, with {count} submissions of this form, newest first.",
        count,
    ).format(kind=kind, name=name, count=count)
    if found.other_submissions:
        words += " " + tr_n(
            "{count} submission of another form is not shown.",
            "{count} submissions of other forms are not shown.",
            found.other_submissions,
        ).format(count=found.other_submissions)
    return words
