"""`mapper check`: what is wrong or doubtful in a mapping, without a submission."""

from pathlib import Path

from mapper_gui.commands.outcome import ExitCode, code_for
from mapper_gui.commands.output import Output
from mapper_gui.commands.problem_lines import problem_json, problem_line, why_problems
from mapper_gui.mapping.check import check as check_mapping
from mapper_gui.storage.projects import read_project
from mapper_gui.wording.text import tr


def check(output: Output, project_file: Path, *, as_json: bool, strict: bool) -> ExitCode:
    """List the problems of a project's mapping."""
    problems = check_mapping(read_project(project_file).mapping)
    if as_json:
        output.say_json({"problems": [problem_json(problem) for problem in problems]})
    elif problems:
        for problem in problems:
            output.say(problem_line(problem))
    else:
        output.say(tr("No problems."))
    code = code_for(problems, strict=strict)
    if code is not ExitCode.GOOD:
        why_problems(output, problems)
    return code
