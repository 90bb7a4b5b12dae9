"""`mapper audit`: a mapping held against many submissions, for people and for scheduled jobs."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mapper_gui.commands.look_up import connection_and_key
from mapper_gui.commands.outcome import ExitCode, UsageError
from mapper_gui.commands.output import Output, aligned
from mapper_gui.commands.preview import read_bodies
from mapper_gui.mapping.audit import Audit, Auditor
from mapper_gui.mapping.form import Form
from mapper_gui.mapping.mapping import Mapping
from mapper_gui.mapping.privacy import private_fields
from mapper_gui.mapping.source import QuestionSource
from mapper_gui.mapping.submission import Submission
from mapper_gui.storage.projects import Project, read_project
from mapper_gui.wording.audit import (
    Finding,
    answers_words,
    findings,
    rule_run_words,
    summary,
)
from mapper_gui.wording.problems import where_words
from mapper_gui.wording.sources import label_of
from mapper_gui.wording.text import tr, tr_n

MOST_RECENT = 1000
_MOST_IDS = 5


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which submissions: those of a file, or the last ones of CommCare HQ."""

    submission_file: str | None = None
    recent: int | None = None
    server: str | None = None
    project_space: str | None = None
    username: str | None = None


def audit(
    output: Output, project_file: Path, wanted: Wanted, *, as_json: bool, masked: bool
) -> ExitCode:
    """Say what the submissions show. Exit code 1 when a choice id that was seen is unmapped, or a
    key unsafe."""
    project = read_project(project_file)
    mapping = project.mapping
    if wanted.submission_file is not None:
        bodies = read_bodies(wanted.submission_file)
    else:
        bodies = _recent(output, project, wanted)
    found = _audited(mapping, bodies)
    private = private_fields(mapping) if masked else None
    told = [*findings(found, mapping.form, private)]
    if as_json:
        output.say_json(_as_json(found, told))
    else:
        _say(output, found, told, mapping.form)
    if not found.submissions:
        output.why(tr("there is no submission of this form to audit"))
        return ExitCode.REFUSED
    if found.is_clean:
        return ExitCode.GOOD
    ids = sum(len(each) for _, _, each in found.unmapped) + len(found.lost)
    keys = len(found.unsafe_keys)
    parts = []
    if ids:
        words = tr_n("{count} choice id unmapped", "{count} choice ids unmapped", ids)
        parts.append(words.format(count=ids))
    if keys:
        parts.append(tr_n("{count} key unsafe", "{count} keys unsafe", keys).format(count=keys))
    output.why(", ".join(parts))
    return ExitCode.PROBLEMS


def _audited(mapping: Mapping, bodies: Sequence[dict[str, Any]]) -> Audit:
    auditor = Auditor(mapping)
    if not mapping.has_code:
        for body in bodies:
            auditor.add(Submission(body))
        return auditor.finish()
    from mapper_gui.engines.javascript import MOST_SLOW_TOGETHER, Engine

    with Engine(most_slow=MOST_SLOW_TOGETHER) as engine:
        for body in bodies:
            auditor.add(Submission(body), engine.for_submission())
    return auditor.finish()


def _recent(output: Output, project: Project, wanted: Wanted) -> Sequence[dict[str, Any]]:
    """The last submissions of each form that the mapping accepts. Says beforehand what it costs."""
    accepted = project.mapping.accepted
    if not accepted.xmlns:
        raise UsageError(
            tr(
                "the project does not know its form's xmlns: look a submission up in the window, or "
                "use --submissions FILE"
            )
        )
    connection, key = connection_and_key(
        project, wanted.server, wanted.project_space, wanted.username
    )
    count = wanted.recent or MOST_RECENT
    calls = len(accepted.xmlns)
    words = tr_n(
        "asking {server} for the last {count} submissions: {calls} call",
        "asking {server} for the last {count} submissions: {calls} calls",
        calls,
    )
    output.note(words.format(server=connection.server_url, count=count, calls=calls))

    async def ask() -> list[dict[str, Any]]:
        from mapper_gui.commcare.client import HqClient
        from mapper_gui.commcare.records import newest_first

        found: list[dict[str, Any]] = []
        async with HqClient(connection, key) as client:
            for xmlns in accepted.xmlns:
                found += await client.get_recent_forms(
                    count, xmlns=xmlns, app_id=project.mapping.form.app_id
                )
        return newest_first(found)[:count]

    return asyncio.run(ask())


def _say(output: Output, found: Audit, told: Iterable[Finding], form: Form) -> None:
    output.say(summary(found))
    for run in found.rules:
        output.say(rule_run_words(run))
    for each in told:
        place = where_words(each.place)
        text = f"{place}: {each.text}" if place else each.text
        output.say()
        output.say(f"{each.severity.value} {text}")
        if each.submissions:
            ids = ", ".join(each.submissions[:_MOST_IDS])
            more = len(each.submissions) - _MOST_IDS
            if more > 0:
                ids = tr("{ids} and {count} more").format(ids=ids, count=more)
            output.say(tr("  submissions: {ids}").format(ids=ids))
    language = form.languages[0] if form.languages else ""
    rows = [
        (question, label_of(QuestionSource(question), form, language), answers_words(answers))
        for question, answers in found.answers.items()
    ]
    if rows:
        output.say()
        for line in aligned(rows, widest=40):
            output.say(line)


def _as_json(found: Audit, told: Iterable[Finding]) -> dict[str, Any]:
    return {
        "clean": found.is_clean,
        "submissions": found.submissions,
        "other_forms": found.others,
        "twice": found.twice,
        "received": {"first": found.first_received or None, "last": found.last_received or None},
        "versions": dict(found.versions),
        "rules": [
            {
                "rule": run.rule,
                "object": run.object,
                "made": run.made,
                "skipped": run.skipped,
                "not_made": run.not_made,
                "submissions": run.submissions,
            }
            for run in found.rules
        ],
        "unsafe_keys": list(found.unsafe_keys),
        "findings": [
            {
                "kind": each.kind,
                "severity": each.severity.value,
                "where": {"rule": each.place.rule, "field": each.place.field},
                "question": each.question,
                "count": each.count,
                "submissions": list(each.submissions),
                "message": each.text,
            }
            for each in told
        ],
        "questions": [
            {
                "question": question,
                "absent": answers.counts.absent,
                "empty": answers.counts.empty,
                "answered": answers.counts.answered,
                "different": len(answers.values) if answers.all_kept else None,
                "first": answers.first_seen or None,
                "last": answers.last_seen or None,
                "by_version": {
                    version: {
                        "absent": counts.absent,
                        "empty": counts.empty,
                        "answered": counts.answered,
                    }
                    for version, counts in answers.by_version.items()
                },
            }
            for question, answers in found.answers.items()
        ],
        "choices": [
            {
                "question": each.question,
                "choices": [
                    {"choice": one.choice, "in_form": one.in_form, "seen": one.seen}
                    for one in each.choices
                ],
                "tables": [
                    {
                        "rule": place.rule,
                        "field": place.field,
                        "unmapped": list(each.unmapped(place)),
                        "never_seen": list(each.never_seen(place)),
                    }
                    for place in each.places
                ],
            }
            for each in found.choices
        ],
    }
