"""`mapper preview`: what a mapping makes of submissions, from a file or from CommCare HQ."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mapper_gui.commands.app_versions import AppVersions, kept_versions, look_up_versions
from mapper_gui.commands.blanks import (
    blank_lines,
    blanks_json,
    no_record_lines,
    not_made_json,
)
from mapper_gui.commands.look_up import LookedUp, look_up
from mapper_gui.commands.outcome import ExitCode, code_for
from mapper_gui.commands.output import Output, aligned
from mapper_gui.commands.problem_lines import problem_json, problem_line, why_problems
from mapper_gui.commands.standard_input import NAME, STANDARD_INPUT, read_standard_input
from mapper_gui.mapping.document_records import encode_record
from mapper_gui.mapping.evaluate import Evaluation, RecordResult, evaluate
from mapper_gui.mapping.mapping import Mapping
from mapper_gui.mapping.problem import Problem
from mapper_gui.mapping.submission import Submission
from mapper_gui.mapping.why_blank import Blanks
from mapper_gui.storage.projects import read_project
from mapper_gui.wording.record_text import field_rows, record_title
from mapper_gui.wording.text import tr


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which submissions to preview: those of a file, of one form id, or of one case_id."""

    submission_file: str | None = None
    form_id: str | None = None
    case_id: str | None = None
    server: str | None = None
    project_space: str | None = None
    username: str | None = None
    app_version: bool = False
    """Whether to look up the versions of the app too."""
    why: bool = False
    """Whether JSON says for every blank field why."""


def preview(
    output: Output,
    project_file: Path,
    wanted: Wanted,
    *,
    as_json: bool,
    strict: bool,
    runner: str | None = None,
) -> ExitCode:
    """Show the records that the mapping makes of each submission; with `runner`, what it writes."""
    project = read_project(project_file)
    mapping = project.mapping
    if wanted.submission_file is not None:
        found = LookedUp(read_bodies(wanted.submission_file))
    else:
        found = look_up(
            project,
            form_id=wanted.form_id,
            case_id=wanted.case_id,
            server=wanted.server,
            project_space=wanted.project_space,
            username=wanted.username,
        )
    submissions = [Submission(body) for body in found.submissions]
    versions = kept_versions(submissions)
    if wanted.app_version and submissions:
        look_up_versions(
            output,
            project,
            submissions,
            versions,
            server=wanted.server,
            project_space=wanted.project_space,
            username=wanted.username,
        )
    results = evaluate_all(mapping, submissions)
    blanks = Blanks(mapping, versions.forms(mapping))
    refused: list[Problem] = []
    if runner is not None:
        from mapper_gui.commands.preview_as import say_as

        refused = say_as(output, mapping, results, runner, as_json=as_json)
    elif as_json:
        body = _as_json(results, blanks if wanted.why else None)
        if wanted.app_version:
            body["app_versions"] = versions.as_json(mapping, submissions)
        output.say_json(body)
    else:
        _say(output, results, blanks, versions)
    if not results:
        output.why(found.note)
        return ExitCode.REFUSED
    if found.note:
        output.note(found.note)
    problems = [*refused, *(problem for result in results for problem in result.problems)]
    code = code_for(problems, strict=strict)
    if code is not ExitCode.GOOD:
        why_problems(output, problems)
    return code


def evaluate_all(mapping: Mapping, submissions: Sequence[Submission]) -> list[Evaluation]:
    """What the mapping makes of each; its code steps are run, where it has any."""
    if not mapping.has_code:
        return [evaluate(mapping, submission) for submission in submissions]
    from mapper_gui.engines.javascript import MOST_SLOW_TOGETHER, Engine

    with Engine(most_slow=MOST_SLOW_TOGETHER) as engine:
        return [evaluate(mapping, each, engine.for_submission()) for each in submissions]


def read_bodies(file: str) -> Sequence[dict[str, Any]]:
    """The submissions in a file, or on standard input. Raises ReadError."""
    from mapper_gui.readers.submission_json import read_submissions, read_submissions_bytes

    if file != STANDARD_INPUT:
        return read_submissions(Path(file))
    # Nothing of it touches the disk: submissions hold health data.
    return read_submissions_bytes(read_standard_input(), NAME)


def _as_json(results: Sequence[Evaluation], blanks: Blanks | None) -> dict[str, Any]:
    several = len(results) > 1

    def record_json(result: Evaluation, record: RecordResult) -> dict[str, Any]:
        why = {} if blanks is None else blanks_json(blanks, result, record)
        return encode_record(record) | why

    not_made: dict[str, Any] = {}
    if blanks is not None:
        found = [each for result in results for each in not_made_json(blanks, result)]
        not_made = {"not_made": found}
    return {
        "records": [
            record_json(result, record)
            for result in results
            for record in result.records
            if record.made
        ],
        **not_made,
        "problems": [
            problem_json(problem, of=result.submission.id if several else "")
            for result in results
            for problem in result.problems
        ],
    }


def _say(
    output: Output, results: Iterable[Evaluation], blanks: Blanks, versions: AppVersions
) -> None:
    form = blanks.mapping.form
    for number, result in enumerate(results):
        if number:
            output.say()
        received = result.submission.text("received_on")
        about = [result.submission.text("form_name"), received and tr("received {time}")]
        words = ", ".join(part for part in about if part).format(time=received)
        name = result.submission.id or tr("(without id)")
        output.say(tr("Submission {id}").format(id=name) + (f" ({words})" if words else ""))
        for problem in result.problems:
            output.say(f"  {problem_line(problem)}")
        for line in versions.lines(blanks.mapping, result.submission):
            output.say(f"  {line}")
        if not result.records:
            output.say(tr("  No rule makes a record of it."))
        for record in result.records:
            output.say()
            output.say(f"  {record_title(record)}")
            for line in aligned(field_rows(record, form), widest=40):
                output.say(f"    {line}")
            _say_why(output, blank_lines(blanks, result, record), "    ")
        for rule in blanks.mapping.rules:
            _say_why(output, no_record_lines(blanks, result, rule), "  ")


def _say_why(output: Output, lines: Iterable[str], margin: str) -> None:
    found = [*lines]
    if found:
        output.say()
        output.say(margin + tr("Why there is no value:"))
    for line in found:
        output.say(f"{margin}  {line}")
