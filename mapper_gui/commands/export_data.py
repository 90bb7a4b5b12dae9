"""`mapper export --to data-loader` and `case-upload`: files that hold the values themselves."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mapper_gui.commands.export import engine_for, lines_of, refused
from mapper_gui.commands.outcome import ExitCode, UsageError, code_for
from mapper_gui.commands.output import Output
from mapper_gui.commands.preview import read_bodies
from mapper_gui.commands.problem_lines import problem_line, why_problems
from mapper_gui.mapping.errors import ExportError, ExportKind
from mapper_gui.mapping.evaluate import Evaluation, evaluate
from mapper_gui.mapping.mapping import Mapping
from mapper_gui.mapping.problem import Problem
from mapper_gui.mapping.submission import Submission
from mapper_gui.storage.files import write_all
from mapper_gui.storage.projects import read_project
from mapper_gui.wording.text import tr

if TYPE_CHECKING:
    from mapper_gui.exporters import ExportedData


def check_arguments(to: str, submissions: str | None, *, with_real_data: bool) -> bool:
    """Whether the runner's files hold values. Raises UsageError where its arguments do not fit."""
    from mapper_gui.exporters import DATA_RUNNERS

    if to not in DATA_RUNNERS:
        if submissions is not None or with_real_data:
            words = tr("--submissions and --with-real-data are for {runners} alone")
            raise UsageError(words.format(runners=", ".join(DATA_RUNNERS)))
        return False
    if submissions is None:
        words = tr("{runner} needs --submissions FILE: it is given what they become")
        raise UsageError(words.format(runner=to))
    if not with_real_data:
        raise UsageError(
            tr(
                "these files would hold the answers of real people: say --with-real-data where that "
                "is meant, and delete the files when they are loaded"
            )
        )
    return True


def export_data(
    output: Output,
    projects: Sequence[Path],
    *,
    to: str,
    submissions_file: str,
    folder: Path,
    overwrite: bool,
    strict: bool,
) -> ExitCode:
    """Write what the projects make of the submissions into a folder and say the paths.

    Records that cannot be made are left out and listed; then the exit code is 1.
    """
    mappings = [(path.stem, read_project(path).mapping) for path in projects]
    names = [path.name if len(projects) > 1 else "" for path in projects]
    submissions = [Submission(body) for body in read_bodies(submissions_file)]
    try:
        made = _made(mappings, to, submissions)
    except ExportError as error:
        if error.kind is not ExportKind.HAS_PROBLEMS:
            raise
        found = error.facts["found"]
        assert isinstance(found, tuple)
        return refused(output, names, found)
    shown = [problem for problems in made.of_submissions for _, problem in problems]
    if strict and code_for([*made.problems, *shown], strict=True) is not ExitCode.GOOD:
        for line in _lines(names, made):
            output.say(line)
        why_problems(output, [*made.problems, *shown])
        return ExitCode.PROBLEMS
    written = write_all(folder, made.files, overwrite=overwrite)
    for line in _lines(names, made):
        output.note(line)
    for path in written:
        output.say(str(path))
    code = code_for(shown, strict=False)
    if code is not ExitCode.GOOD:
        why_problems(output, shown)
    return code


def _made(
    mappings: Sequence[tuple[str, Mapping]], to: str, submissions: Sequence[Submission]
) -> "ExportedData":
    from mapper_gui.exporters import export_data as make_files

    with engine_for([mapping for _, mapping in mappings]) as engine:

        def run(mapping: Mapping, submission: Submission) -> Evaluation:
            if engine is None:
                return evaluate(mapping, submission)
            return evaluate(mapping, submission, engine.for_submission())

        return make_files(mappings, to, submissions, run=run)


def _lines(names: Sequence[str], made: "ExportedData") -> Iterator[str]:
    yield from lines_of(names, made.found)
    for name, problems in zip(names, made.of_submissions, strict=True):
        for submission, problem in problems:
            yield _line(name, submission, problem)


def _line(name: str, submission: str, problem: Problem) -> str:
    about = tr("submission {id}").format(id=submission or tr("(without id)"))
    return ": ".join(part for part in (name, about, problem_line(problem)) if part)
