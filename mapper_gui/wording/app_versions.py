"""A submission's app version in words: current or not, and what differs for the mapping."""

from typing import Any

from mapper_gui.mapping.app_version import Difference, Standing, VersionReport
from mapper_gui.mapping.compare import Affected, QuestionChange
from mapper_gui.mapping.errors import ServerError, ServerKind
from mapper_gui.mapping.problem import InRule
from mapper_gui.wording.errors import sentence
from mapper_gui.wording.lists import joined, whole
from mapper_gui.wording.problems import where_words
from mapper_gui.wording.rules import kind_words
from mapper_gui.wording.text import tr, tr_n

MOST_LINES = 60


def version_words(number: int | None) -> str:
    """`app v18`; without a number that it is not known."""
    return tr("app version not known") if number is None else tr("app v{n}").format(n=number)


def version_line(report: VersionReport) -> str:
    """`app v11, 7 versions older than v18, 2 released since: 3 mapped questions differ`."""
    words = _standing_words(report)
    if report.of_submission is None:
        return words
    count = len(report.of_submission.questions)
    if count == 0:
        return tr("{standing}: no mapped question differs").format(standing=words)
    told = tr_n(
        "{standing}: {count} mapped question differs",
        "{standing}: {count} mapped questions differ",
        count,
    )
    return told.format(standing=words, count=count)


def version_short(report: VersionReport) -> str:
    """How a version stands, where its number is told beside: `7 versions older: 3 differ`."""
    count = len(report.of_submission.questions) if report.of_submission is not None else 0
    differ = tr_n(": {count} question differs", ": {count} questions differ", count)
    return _standing_alone(report) + (differ.format(count=count) if count else "")


def _standing_alone(report: VersionReport) -> str:
    match report.standing:
        case Standing.CURRENT:
            return tr("current version")
        case Standing.OLDER:
            words = tr_n("{count} version older", "{count} versions older", report.behind)
            return words.format(count=report.behind)
        case Standing.NEWER:
            return tr("newer than released")
        case Standing.NONE_RELEASED:
            return tr("no version is released")
        case Standing.UNKNOWN:
            return tr("compare the version…") if report.of_submission is None else tr("version")


def _standing_words(report: VersionReport) -> str:
    own = version_words(report.version)
    latest = report.latest.version if report.latest is not None else 0
    match report.standing:
        case Standing.CURRENT:
            return tr("{app}, current").format(app=own)
        case Standing.OLDER:
            words = tr_n(
                "{app}, {count} version older than v{latest}",
                "{app}, {count} versions older than v{latest}",
                report.behind,
            ).format(app=own, count=report.behind, latest=latest)
            since = report.releases_since
            told = tr_n("{words}, {count} released since", "{words}, {count} released since", since)
            return told.format(words=words, count=since)
        case Standing.NEWER:
            return tr("{app}, newer than the latest released v{latest}").format(
                app=own, latest=latest
            )
        case Standing.NONE_RELEASED:
            return tr("{app}; no version of this app is released").format(app=own)
        case Standing.UNKNOWN:
            return own


def version_details(report: VersionReport) -> tuple[str, ...]:
    """What differs for each mapped question, in the submission's version and in the latest."""
    lines: list[str] = []
    if report.of_submission is not None:
        lines += _difference_lines(version_words(report.version), report.of_submission)
    if report.of_latest is not None and report.standing is not Standing.CURRENT:
        latest = report.latest.version if report.latest is not None else None
        title = tr("{app}, the latest released").format(app=version_words(latest))
        lines += _difference_lines(title, report.of_latest)
    if report.standing is Standing.OLDER:
        lines.append(tr("Update the app on the phone and submit again to test the latest version."))
    return tuple(lines[:MOST_LINES])


def _difference_lines(title: str, found: Difference) -> list[str]:
    lines: list[str] = []
    if not found.questions:
        words = tr("{app}: every mapped question is as in the form that the mapping was made for.")
        lines.append(words.format(app=title))
    for question in found.questions:
        places = [place for place in found.places if place.question == question]
        told = tr("{app}: {what} ({where})").format(
            app=title, what=_what_differs(places[0]), where=joined(_where(places))
        )
        lines.append(told)
    if found.new:
        words = tr_n(
            "{app}: {count} question that the mapping's form does not have: {questions}",
            "{app}: {count} questions that the mapping's form does not have: {questions}",
            len(found.new),
        )
        lines.append(
            words.format(app=title, count=len(found.new), questions=joined(list(found.new)))
        )
    return lines


def _what_differs(place: Affected) -> str:
    if place.change is None:
        return tr("there is no {question}").format(question=whole(place.question))
    return tr("{question} {change}").format(
        question=whole(place.question), change=_change_words(place.change)
    )


def _change_words(change: QuestionChange) -> str:
    """The version beside the mapping's form, which is the older side of the change."""
    parts: list[str] = []
    if change.old_kind is not change.new_kind:
        parts.append(
            tr("is {there}, in the mapping {here}").format(
                there=kind_words(change.new_kind), here=kind_words(change.old_kind)
            )
        )
    if change.old_repeat != change.new_repeat:
        parts.append(
            tr("stands in {there}, in the mapping in {here}").format(
                there=change.new_repeat or tr("no repeat"),
                here=change.old_repeat or tr("no repeat"),
            )
        )
    if change.choices_gone:
        parts.append(tr("lacks the choices {ids}").format(ids=joined(change.choices_gone)))
    if change.choices_new:
        parts.append(tr("has also the choices {ids}").format(ids=joined(change.choices_new)))
    return "; ".join(parts)


def _where(places: list[Affected]) -> list[str]:
    found = (where_words(InRule(place.rule, place.field)) for place in places)
    return [words or tr("identifier") for words in dict.fromkeys(found)]


def calls_words(count: int) -> str:
    """How often CommCare HQ is going to be asked: a test project space allows some 50 a day."""
    if count == 0:
        return tr("CommCare HQ need not be asked: all of it is known")
    words = tr_n("asks CommCare HQ once", "asks CommCare HQ {count} times at most", count)
    return words.format(count=count)


def missing_words(error: ServerError) -> str:
    """Why the structure of a version is not known."""
    if error.kind is ServerKind.NOT_FOUND:
        return tr("CommCare HQ does not have the structure of this version any more.")
    return sentence(error)


def version_json(report: VersionReport) -> dict[str, Any]:
    """`{"version", "standing", "latest_released", "behind", "releases_since", "differs"}`."""
    latest = report.latest
    body: dict[str, Any] = {
        "version": report.version,
        "standing": report.standing.value,
        "latest_released": latest.version if latest is not None else None,
        "behind": report.behind,
        "releases_since": report.releases_since,
        "message": version_line(report),
    }
    for name, found in (("differs", report.of_submission), ("latest_differs", report.of_latest)):
        if found is not None:
            body[name] = [_place_json(place) for place in found.places]
    return body


def _place_json(place: Affected) -> dict[str, Any]:
    body: dict[str, Any] = {
        "question": place.question,
        "rule": place.rule,
        "field": place.field,
        "kind": "gone" if place.change is None else "changed",
        "message": _what_differs(place),
    }
    if place.change is not None:
        body["choices_gone"] = list(place.change.choices_gone)
        body["choices_new"] = list(place.change.choices_new)
    return body
