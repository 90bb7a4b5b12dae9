"""Submissions and cases in words."""

from typing import Any, Protocol

from mapper_gui.mapping.form import Form
from mapper_gui.mapping.learn import FormFacts
from mapper_gui.mapping.masked import MASK
from mapper_gui.mapping.submission import Submission
from mapper_gui.wording.lists import short, whole
from mapper_gui.wording.text import tr, tr_n


class FoundCase(Protocol):
    """What a look-up of a case gave."""

    @property
    def case(self) -> dict[str, Any] | None: ...
    @property
    def asked(self) -> tuple[str, ...]: ...
    @property
    def more(self) -> int: ...
    @property
    def submissions(self) -> tuple[dict[str, Any], ...]: ...
    @property
    def other_submissions(self) -> int: ...


def submission_words(submission: Submission) -> str:
    """A submission in one line: when it came, from whom, and from which app version."""
    meta = submission.form.get("meta")
    meta = meta if isinstance(meta, dict) else {}
    parts = [moment_words(short(submission.text("received_on")))]
    username = meta.get("username")
    if submission.masked and username:
        username = MASK
    for part in (username, _version(meta.get("app_build_version"))):
        if isinstance(part, str) and part:
            parts.append(short(part))
    return ", ".join(part for part in parts if part) or submission.id


def moment_words(moment: str) -> str:
    """`2026-05-03T14:50:42.530616Z` as `2026-05-03 14:50`; anything else as it is."""
    if len(moment) >= 16 and moment[10] == "T":
        return f"{moment[:10]} {moment[11:16]}"
    return moment


def _version(number: object) -> str:
    return tr("app v{number}").format(number=number) if isinstance(number, int) else ""


def case_words(found: FoundCase, masked: bool = False) -> str:
    """A case that was found, and how many submissions of this form it has. `masked`: its name is
    covered."""
    case = found.case or {}
    properties = case.get("properties")
    properties = properties if isinstance(properties, dict) else {}
    name = case.get("case_name") or properties.get("case_name") or ""
    kind = case.get("case_type") or properties.get("case_type") or ""
    count = len(found.submissions)
    words = tr_n(
        "This is a case: {kind} “{name}” ({id}), with {count} submission of this form.",
        "This is a case: {kind} “{name}” ({id}), with {count} submissions of this form, newest "
        "first.",
        count,
    ).format(
        kind=short(kind),
        name=MASK if masked else short(name),
        id=whole(case.get("case_id")),
        count=count,
    )
    if found.asked[:1] == ("form",):
        words = tr("Asked for a form, then a case.") + " " + words
    if found.more:
        words += " " + tr_n(
            "{count} older one is not shown.", "{count} older ones are not shown.", found.more
        ).format(count=found.more)
    if found.other_submissions:
        words += " " + tr_n(
            "{count} submission of another form is not shown.",
            "{count} submissions of other forms are not shown.",
            found.other_submissions,
        ).format(count=found.other_submissions)
    return words


def lacking_words(facts: FormFacts, form: Form) -> str:
    """What a submission says of its form that the form lacks, with the question whether to take
    it over."""
    lacking = [
        words.format(value=short(value))
        for words, value, known in (
            (tr("name “{value}”"), facts.name, form.name),
            (tr("xmlns {value}"), facts.xmlns, form.xmlns),
            (tr("app id {value}"), facts.app_id, form.app_id),
            (tr("project space {value}"), facts.project_space, form.project_space),
        )
        if value and not known
    ]
    return tr(
        "An export does not say all of its form; this submission does: {facts}. Take that for the "
        "form of this mapping?"
    ).format(facts=", ".join(lacking))
