"""`mapper export`: mappings as files for a runner, or as a document, all of them or none."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from mapper_gui.commands.outcome import ExitCode, code_for
from mapper_gui.commands.output import Output
from mapper_gui.commands.problem_lines import problem_line, why_problems
from mapper_gui.commands.schema import schema_bytes
from mapper_gui.mapping.errors import ExportError, ExportKind
from mapper_gui.mapping.mapping import Mapping
from mapper_gui.mapping.problem import Problem
from mapper_gui.storage.files import write_all
from mapper_gui.storage.projects import read_project

if TYPE_CHECKING:
    from mapper_gui.engines.javascript import Engine


def export(
    output: Output,
    projects: Sequence[Path],
    *,
    to: str,
    folder: Path,
    overwrite: bool,
    strict: bool,
) -> ExitCode:
    """Write the files of every project into a folder and say their paths."""
    from mapper_gui.exporters import export as make_files

    # An earlier export into the folder may have left the same schema there.
    schema = None if _has_schema(folder) else schema_bytes()
    mappings = [(path.stem, read_project(path).mapping) for path in projects]
    names = [path.name if len(projects) > 1 else "" for path in projects]
    try:
        with engine_for([mapping for _, mapping in mappings]) as engine:
            made = make_files(mappings, to, schema=schema, javascript=engine)
    except ExportError as error:
        if error.kind is not ExportKind.HAS_PROBLEMS:
            raise
        found = error.facts["found"]
        assert isinstance(found, tuple)
        return refused(output, names, found)
    if code_for(made.problems, strict=strict) is not ExitCode.GOOD:
        return refused(output, names, made.found)
    written = write_all(folder, made.files, overwrite=overwrite)
    for line in lines_of(names, made.found):
        output.note(line)
    for path in written:
        output.say(str(path))
    return ExitCode.GOOD


@contextmanager
def engine_for(mappings: Sequence[Mapping]) -> "Iterator[Engine | None]":
    """An engine where any of them has code."""
    if not any(mapping.has_code for mapping in mappings):
        yield None
        return
    from mapper_gui.engines.javascript import MOST_SLOW_TOGETHER, Engine

    with Engine(most_slow=MOST_SLOW_TOGETHER) as engine:
        yield engine


def _has_schema(folder: Path) -> bool:
    from mapper_gui.exporters.specification import SCHEMA_FILE

    try:
        return (folder / SCHEMA_FILE).read_bytes() == schema_bytes()
    except OSError:
        return False


def refused(output: Output, names: Sequence[str], found: Sequence[tuple[Problem, ...]]) -> ExitCode:
    for line in lines_of(names, found):
        output.say(line)
    why_problems(output, [problem for problems in found for problem in problems])
    return ExitCode.PROBLEMS


def lines_of(names: Sequence[str], found: Sequence[tuple[Problem, ...]]) -> list[str]:
    """Problems as lines, with the project's name before them where there are several."""
    return [
        f"{name}: {problem_line(problem)}" if name else problem_line(problem)
        for name, problems in zip(names, found, strict=True)
        for problem in problems
    ]
