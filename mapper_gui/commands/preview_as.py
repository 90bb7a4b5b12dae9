"""`mapper preview --as RUNNER`: what a runner will write of the records that the preview shows."""

from collections.abc import Sequence
from typing import Any

from mapper_gui.commands.output import Output, aligned
from mapper_gui.commands.problem_lines import problem_json, problem_line
from mapper_gui.mapping.document_records import encode_record
from mapper_gui.mapping.evaluate import Evaluation
from mapper_gui.mapping.mapping import Mapping
from mapper_gui.mapping.problem import Problem
from mapper_gui.mapping.result import Outcome
from mapper_gui.mapping.runner_preview import RunnerField, RunnerPreview, RunnerRecord
from mapper_gui.wording.record_text import record_title
from mapper_gui.wording.results import value_text
from mapper_gui.wording.runner_preview import summary_words, why_words, written_words
from mapper_gui.wording.text import tr


def say_as(
    output: Output, mapping: Mapping, results: Sequence[Evaluation], runner: str, *, as_json: bool
) -> list[Problem]:
    """Show it, as text or as JSON; gives what keeps the runner from any of it."""
    from mapper_gui.exporters.previews import RunnerPreviews

    as_runner = RunnerPreviews(mapping, runner)
    previews = [as_runner.of(result) for result in results]
    if as_json:
        output.say_json(_as_json(runner, previews, results, as_runner.problems))
    else:
        _say(output, previews, results, as_runner.problems)
    return list(as_runner.problems)


def _as_json(
    runner: str,
    previews: Sequence[RunnerPreview],
    results: Sequence[Evaluation],
    refused: Sequence[Problem],
) -> dict[str, Any]:
    several = len(results) > 1
    return {
        "as": runner,
        "records": [
            _record_json(record, runner)
            for preview in previews
            for record in preview.records
            if record.record.made
        ],
        "problems": [
            *map(problem_json, refused),
            *(
                problem_json(problem, of=result.submission.id if several else "")
                for result in results
                for problem in result.problems
            ),
        ],
    }


def _record_json(record: RunnerRecord, runner: str) -> dict[str, Any]:
    plain = encode_record(record.record)
    return {
        **{name: plain[name] for name in ("submission", "rule", "item", "object", "operation")},
        **({"name": record.name} if record.name else {}),
        "fields": {
            each.cell.column: each.cell.value
            for each in record.fields
            if each.cell.is_there and not each.is_refused
        },
        "differences": [
            {
                "field": each.field.field if each.field else None,
                "column": each.cell.column,
                "kind": each.difference.value if each.difference else "refused",
                "why": why_words(each, runner),
            }
            for each in record.fields
            if each.difference or each.is_refused
        ],
    }


def _say(
    output: Output,
    previews: Sequence[RunnerPreview],
    results: Sequence[Evaluation],
    refused: Sequence[Problem],
) -> None:
    for problem in refused:
        output.say(problem_line(problem))
    for number, (preview, result) in enumerate(zip(previews, results, strict=True)):
        if number or refused:
            output.say()
        output.say(tr("Submission {id}").format(id=result.submission.id or tr("(without id)")))
        for problem in result.problems:
            output.say(f"  {problem_line(problem)}")
        output.say(f"  {summary_words(preview)}")
        for record in preview.records:
            output.say()
            title = record_title(record.record)
            output.say(f"  {title}" + (f" -> {record.name}" if record.name else ""))
            rows = [_row(each, preview.runner) for each in record.fields]
            for line in aligned(rows, widest=40):
                output.say(f"    {line}")


def _row(each: RunnerField, runner: str) -> tuple[str, str, str, str]:
    """The column, what is written, what the preview shows where that differs, and why."""
    shown = ""
    if each.field is not None and each.difference is not None:
        is_written = each.field.outcome is Outcome.WRITTEN
        shown = value_text(each.field.value) if is_written else tr("(left out)")
    why = why_words(each, runner)
    return each.cell.column, written_words(each, runner), shown, why
