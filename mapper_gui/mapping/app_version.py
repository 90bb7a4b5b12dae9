"""The versions of an app, and how a submission's compares with the latest and with the mapping.

An app's own structure is its draft; a build is a version of it that never changes, and only a
released one reaches users (CommCare page 3).
"""

from collections.abc import Mapping as Lookup
from dataclasses import dataclass, replace
from enum import StrEnum

from mapper_gui.mapping.compare import Affected, FormChange, affected, compare_forms
from mapper_gui.mapping.form import ATTACHMENTS, CONTAINERS, Form, Kind, Question, QuestionId
from mapper_gui.mapping.mapping import Mapping
from mapper_gui.mapping.other_version import is_listed
from mapper_gui.mapping.submission import Submission


@dataclass(frozen=True, slots=True)
class AppBuild:
    """One version of an app, as the app lists it. `built_on` as the server writes it."""

    id: str
    version: int
    is_released: bool = False
    built_on: str = ""


@dataclass(frozen=True, slots=True)
class App:
    """An app and its versions, in no order. `draft` is the number of its working copy."""

    id: str
    name: str = ""
    draft: int | None = None
    builds: tuple[AppBuild, ...] = ()

    @property
    def latest_released(self) -> AppBuild | None:
        """The released version with the highest number; the draft is none."""
        released = [build for build in self.builds if build.is_released]
        return max(released, key=lambda build: build.version, default=None)

    def build(self, build_id: str) -> AppBuild | None:
        return next((build for build in self.builds if build.id == build_id), None)


@dataclass(frozen=True, slots=True)
class BuildStructure:
    """The forms of one build, with their questions. It never changes."""

    id: str
    app_id: str
    version: int
    forms: tuple[Form, ...] = ()

    def form_like(self, form: Form) -> Form | None:
        """The build's form of the same xmlns; without one, that of the same name."""
        for each in self.forms:
            if form.xmlns and each.xmlns == form.xmlns:
                return each
        named = [each for each in self.forms if form.name and each.name == form.name]
        return named[0] if len(named) == 1 and not form.xmlns else None


class Standing(StrEnum):
    """How a submission's version stands to the latest released one."""

    CURRENT = "current"
    OLDER = "older"
    NEWER = "newer"
    NONE_RELEASED = "none_released"
    UNKNOWN = "unknown"  # the submission does not say its version


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs between a version of the form and the form that the mapping was made for, as
    far as the mapping reads it. `new`: questions that only the version has, mapped or not."""

    change: FormChange
    places: tuple[Affected, ...]
    new: tuple[QuestionId, ...] = ()

    @property
    def questions(self) -> tuple[QuestionId, ...]:
        """The mapped questions that differ: gone in that version, or of another type or choices."""
        return tuple(dict.fromkeys(place.question for place in self.places))


@dataclass(frozen=True, slots=True)
class VersionReport:
    """A submission's app version. `behind` counts version numbers, `releases_since` the released
    versions that are newer. A difference is None where the structure is not known."""

    standing: Standing
    version: int | None = None
    latest: AppBuild | None = None
    behind: int = 0
    releases_since: int = 0
    of_submission: Difference | None = None
    of_latest: Difference | None = None


def app_version_of(submission: Submission) -> int | None:
    """The number of the app version that a submission says it is from."""
    meta = submission.form.get("meta")
    for holder in (meta, submission.body.get("metadata")):
        found = holder.get("app_build_version") if isinstance(holder, dict) else None
        if isinstance(found, int) and not isinstance(found, bool):
            return found
        if isinstance(found, str) and found.isascii() and found.isdecimal() and len(found) < 10:
            return int(found)
    return None


def version_report(
    mapping: Mapping,
    submission: Submission,
    app: App | None,
    structures: Lookup[str, BuildStructure],
) -> VersionReport:
    """How the submission's version stands, with what is known: the app's versions, and structures
    by build id."""
    build_id = submission.text("build_id")
    listed = app.build(build_id) if app is not None else None
    version = listed.version if listed is not None else app_version_of(submission)
    latest = app.latest_released if app is not None else None
    standing, behind, since = _standing(app, version, latest, build_id)
    return VersionReport(
        standing,
        version,
        latest,
        behind,
        since,
        _difference(mapping, structures.get(build_id)),
        _difference(mapping, structures.get(latest.id)) if latest is not None else None,
    )


def _standing(
    app: App | None, version: int | None, latest: AppBuild | None, build_id: str
) -> tuple[Standing, int, int]:
    if app is None or (version is None and build_id != (latest.id if latest else "")):
        return Standing.UNKNOWN, 0, 0
    if latest is None:
        return Standing.NONE_RELEASED, 0, 0
    if build_id == latest.id or version == latest.version or version is None:
        return Standing.CURRENT, 0, 0
    if version > latest.version:
        return Standing.NEWER, latest.version - version, 0
    released = {build.version for build in app.builds if build.is_released}
    since = sum(number > version for number in released)
    return Standing.OLDER, latest.version - version, since


def _difference(mapping: Mapping, structure: BuildStructure | None) -> Difference | None:
    form = structure.form_like(mapping.form) if structure is not None else None
    return None if form is None else difference(mapping, form)


def difference(mapping: Mapping, form: Form) -> Difference:
    """What differs in a version of the mapping's form, for what the mapping reads."""
    ours = mapping.form
    change = compare_forms(ours, _as_ours(form, ours))
    gone = tuple(
        each
        for each in change.gone
        if (question := ours.question(each)) is not None
        and (is_listed(question) or question.kind in CONTAINERS)
    )
    change = replace(change, gone=gone, relabelled=())
    return Difference(change, affected(mapping, change), change.new)


_ALIKE = (
    ATTACHMENTS,
    frozenset({Kind.INTEGER, Kind.LONG}),
    frozenset({Kind.TEXT, Kind.PHONE, Kind.PASSWORD}),
    frozenset({Kind.CALLOUT, Kind.PRINT}),
    frozenset({Kind.GROUP, Kind.QUESTION_LIST}),
)
"""Kinds that the structure of an app does not tell apart with certainty."""


def _as_ours(form: Form, ours: Form) -> Form:
    """The form with the kinds that our form has, wherever the two words may mean the same."""
    return replace(form, questions=tuple(_as_known(each, ours) for each in form.questions))


def _as_known(question: Question, ours: Form) -> Question:
    known = ours.question(question.id) if question.id is not None else None
    if known is None or known.kind is question.kind:
        return question
    both = {known.kind, question.kind}
    if Kind.UNKNOWN in both or not is_listed(known) or any(both <= alike for alike in _ALIKE):
        if known.kind in CONTAINERS or question.kind in CONTAINERS:
            is_same = both <= _ALIKE[-1]
            return replace(question, kind=known.kind) if is_same else question
        return replace(question, kind=known.kind)
    return question
