"""App versions for `mapper preview`: what this machine keeps, and with --app-version what CommCare
HQ says."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mapper_gui.commands.look_up import connection_and_key
from mapper_gui.commands.output import Output
from mapper_gui.mapping.app_version import App, BuildStructure, VersionReport, version_report
from mapper_gui.mapping.errors import MapperError, ServerError
from mapper_gui.mapping.form import Form
from mapper_gui.mapping.mapping import Mapping
from mapper_gui.mapping.submission import Submission
from mapper_gui.storage.builds import keep_build, read_build
from mapper_gui.storage.projects import Project
from mapper_gui.wording.app_versions import (
    calls_words,
    missing_words,
    version_details,
    version_json,
    version_line,
)
from mapper_gui.wording.errors import sentence
from mapper_gui.wording.text import tr

if TYPE_CHECKING:
    from mapper_gui.commcare.servers import Connection

MOST_BUILDS = 10
"""Of one command: a case may have submissions of many versions, and a test project space allows
some 50 calls a day."""


@dataclass(slots=True)
class AppVersions:
    """What is known: apps by id, structures by build id, and why a structure is not known."""

    apps: dict[str, App] = field(default_factory=dict)
    structures: dict[str, BuildStructure] = field(default_factory=dict)
    missing: dict[str, ServerError] = field(default_factory=dict)

    def forms(self, mapping: Mapping) -> dict[str, Form]:
        """The mapping's form in each version, by build id."""
        found = {
            build_id: structure.form_like(mapping.form)
            for build_id, structure in self.structures.items()
        }
        return {build_id: form for build_id, form in found.items() if form is not None}

    def report(self, mapping: Mapping, submission: Submission) -> VersionReport:
        app = self.apps.get(submission.text("app_id") or mapping.form.app_id)
        return version_report(mapping, submission, app, self.structures)

    def lines(self, mapping: Mapping, submission: Submission) -> list[str]:
        """The submission's version, and what differs for the mapped questions."""
        report = self.report(mapping, submission)
        lines = [version_line(report), *(f"  {line}" for line in version_details(report))]
        missing = self.missing.get(submission.text("build_id"))
        return [*lines, f"  {missing_words(missing)}"] if missing is not None else lines

    def as_json(self, mapping: Mapping, submissions: Sequence[Submission]) -> list[dict[str, Any]]:
        return [
            {"submission": each.id, **version_json(self.report(mapping, each))}
            for each in submissions
        ]


def kept_versions(submissions: Sequence[Submission]) -> AppVersions:
    """The structures that this machine keeps of the submissions' versions."""
    known = AppVersions()
    for build_id in _builds(submissions):
        structure = read_build(build_id)
        if structure is not None:
            known.structures[build_id] = structure
    return known


def look_up_versions(
    output: Output,
    project: Project,
    submissions: Sequence[Submission],
    known: AppVersions,
    *,
    server: str | None,
    project_space: str | None,
    username: str | None,
) -> None:
    """Ask CommCare HQ for what is not known; says beforehand what it costs. What is refused is said,
    and the preview goes on without it. Raises UsageError where there is nobody to ask."""
    connection, key = connection_and_key(project, server, project_space, username)
    wanted: dict[str, list[str]] = {}
    for each in submissions:
        app_id = each.text("app_id") or project.mapping.form.app_id
        if app_id:
            wanted.setdefault(app_id, []).append(each.text("build_id"))
    if not wanted:
        output.note(tr("the submissions name no app whose versions could be looked up"))
        return
    from mapper_gui.commcare.app_versions import most_calls

    builds = {app: list(dict.fromkeys(ids))[:MOST_BUILDS] for app, ids in wanted.items()}
    calls = sum(
        2 + sum(most_calls(None, build, known.structures) - 2 for build in ids)
        for ids in builds.values()
    )
    output.note(calls_words(calls))
    try:
        asyncio.run(_ask(connection, key, builds, known))
    except MapperError as error:
        output.note(sentence(error))


async def _ask(
    connection: "Connection", key: str, builds: dict[str, list[str]], known: AppVersions
) -> None:
    from mapper_gui.commcare.app_versions import get_app_versions
    from mapper_gui.commcare.client import HqClient

    async with HqClient(connection, key) as client:
        for app_id, ids in builds.items():
            for build_id in ids:
                found = await get_app_versions(
                    client,
                    app_id,
                    build_id,
                    app=known.apps.get(app_id),
                    known=known.structures,
                    kept=read_build,
                )
                known.apps[app_id] = found.app
                for each, structure in found.structures.items():
                    if each not in known.structures:
                        await asyncio.to_thread(keep_build, structure)
                known.structures.update(found.structures)
                known.missing.update(found.missing)


def _builds(submissions: Sequence[Submission]) -> list[str]:
    found = dict.fromkeys(each.text("build_id") for each in submissions)
    return [build_id for build_id in found if build_id][:1000]
