"""Problems as lines of text and as JSON, the same in every command."""

from collections.abc import Iterable
from typing import Any

from mapper_gui.commands.output import Output
from mapper_gui.mapping.problem import InRule, InSheet, Problem, Severity
from mapper_gui.wording.problems import message
from mapper_gui.wording.text import tr, tr_n


def problem_json(problem: Problem, of: str = "") -> dict[str, Any]:
    """A problem as JSON. `of` names the submission where there are several."""
    text = message(problem)
    return {
        "kind": problem.kind.value,
        "severity": problem.severity.value,
        "where": _where_json(problem),
        "message": f"{of}: {text}" if of else text,
    }


def _where_json(problem: Problem) -> dict[str, Any]:
    match problem.where:
        case InRule(rule, field):
            return {"rule": rule, "field": field}
        case InSheet(sheet, row):
            return {"sheet": sheet, "row": row}


def problem_line(problem: Problem) -> str:
    """`error Contact.LastName: what is wrong`"""
    match problem.where:
        case InRule(None, _):
            place = ""
        case InRule(rule, None):
            place = f" {rule}"
        case InRule(rule, field):
            place = f" {rule}.{field}"
        case InSheet(_, None):
            place = ""
        case InSheet(_, row):
            place = f" row {row}"
    return f"{problem.severity.value}{place}: {message(problem)}"


def note_warnings(output: Output, warnings: Iterable[Problem], file: str = "") -> None:
    """What an import is unsure of, on standard error: `row 12: ...`."""
    for problem in warnings:
        text = message(problem)
        parts = [file]
        if isinstance(problem.where, InSheet):
            if file and problem.where.sheet:
                parts.append(problem.where.sheet)
            if problem.where.row is not None:
                parts.insert(0, f"row {problem.where.row}")
        output.note(": ".join([*(part for part in parts if part), text]))


def why_problems(output: Output, problems: Iterable[Problem]) -> None:
    """The one line for exit code 1: how many errors and warnings are listed."""
    severities = [problem.severity for problem in problems]
    errors, warnings = severities.count(Severity.ERROR), severities.count(Severity.WARNING)
    counts = []
    if errors:
        counts.append(tr_n("{count} error", "{count} errors", errors).format(count=errors))
    if warnings:
        words = tr_n("{count} warning", "{count} warnings", warnings)
        counts.append(words.format(count=warnings))
    output.why(tr("{counts} listed").format(counts=", ".join(counts)))
