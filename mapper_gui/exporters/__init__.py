"""A mapping becomes files for one runner, or a document. One module per runner; this is the door.

A runner's module has `problems(mapping)`, what it cannot express or would do wrong, and
`files(mapping, name)`, its files as bytes. Nothing here touches a disk.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mapper_gui.exporters.file_names import clash, file_name, free_name
from mapper_gui.exporters.specification import SCHEMA_FILE
from mapper_gui.mapping.errors import ExportError, ExportKind
from mapper_gui.mapping.mapping import Mapping
from mapper_gui.mapping.problem import InRule, Problem, Severity

if TYPE_CHECKING:
    from mapper_gui.exporters.data_batches import Batch, Batches, Evaluate, OfSubmission, Unfit
    from mapper_gui.mapping.making import JavaScript
    from mapper_gui.mapping.runner_problems import Unheld
    from mapper_gui.mapping.submission import Submission

RUNNERS = ("specification", "workbook", "openfn", "commcare-export")

DATA_RUNNERS = ("data-loader", "case-upload")
"""Those whose files hold the values themselves: `export_data`, where the person asked for that."""

LOADING = ("openfn", "commcare-export", *DATA_RUNNERS)
"""Those that load data: a mapping with errors is not handed to them."""

Files = dict[str, bytes]


@dataclass(frozen=True, slots=True)
class Exported:
    """File names with their contents, and for each mapping, in their order, what to know of it."""

    files: Files
    found: tuple[tuple[Problem, ...], ...]

    @property
    def problems(self) -> tuple[Problem, ...]:
        return tuple(problem for found in self.found for problem in found)


@dataclass(frozen=True, slots=True)
class ExportedData(Exported):
    """`of_submissions`: for each mapping what its submissions showed: records that were not made,
    and the like. The files hold all that were."""

    of_submissions: tuple[tuple["OfSubmission", ...], ...] = ()


def find_problems(
    mapping: Mapping, to: str, javascript: "JavaScript | None" = None
) -> tuple[Problem, ...]:
    """What this runner cannot express or would do wrong; for one that loads data, also what
    `mapping.check` finds. Errors keep `export` from giving files. With an engine it is also known
    whether code that goes into a file is JavaScript.

    Raises ExportError(UNKNOWN_RUNNER).
    """
    if to == "openfn":
        from mapper_gui.exporters import openfn

        found = openfn.problems(mapping, javascript)
    else:
        found = (_data_runner(to)[0] if to in DATA_RUNNERS else _runner(to)[0])(mapping)
    if to not in LOADING:
        return found
    from mapper_gui.mapping.check import check

    known = {_place(problem) for problem in found}
    return (*found, *(problem for problem in check(mapping) if _place(problem) not in known))


def export(
    mappings: Sequence[tuple[str, Mapping]],
    to: str,
    *,
    schema: bytes | None = None,
    javascript: "JavaScript | None" = None,
) -> Exported:
    """The files for one of RUNNERS, made of mappings each with the name that its files are given.

    `schema` is the JSON Schema that a specification is written beside, where it is wanted;
    `javascript` an engine, as in `find_problems`.
    Raises ExportError: HAS_PROBLEMS, with facts `problems` (all) and `found` (for each mapping),
    when any is an error; UNKNOWN_RUNNER.
    """
    _, make = _runner(to)
    found = tuple(find_problems(mapping, to, javascript) for _, mapping in mappings)
    _refuse_errors(found, to)
    files: Files = {}
    if to == "specification" and schema is not None:
        files[SCHEMA_FILE] = schema
    named: list[tuple[str, Mapping]] = []
    for text, mapping in mappings:
        number, base = 1, file_name(text or mapping.form.name)
        made = make(mapping, base)
        while clash(made, files):
            number += 1
            made = make(mapping, free_name(base, number))
        files |= made
        named.append((free_name(base, number), mapping))
    if to == "openfn":
        more, files_together = _workflow(named)
        found = tuple((*one, *other) for one, other in zip(found, more, strict=True))
        files |= files_together
    return Exported(files, found)


def _workflow(named: list[tuple[str, Mapping]]) -> tuple[list[list[Problem]], Files]:
    """The files that make one OpenFn workflow of all mappings, and what to know of them together."""
    from mapper_gui.exporters import openfn

    return openfn.problems_together(named), openfn.workflow_files(named)


def export_data(
    mappings: Sequence[tuple[str, Mapping]],
    to: str,
    submissions: "Sequence[Submission]",
    *,
    run: "Evaluate | None" = None,
) -> ExportedData:
    """The files for one of DATA_RUNNERS: what the mappings make of the submissions, real values.

    `run` evaluates one submission; where code is to run, with an engine. Raises ExportError:
    HAS_PROBLEMS as `export` does, for a value that no file can hold too; UNKNOWN_RUNNER.
    """
    from mapper_gui.exporters.data_batches import batches_of
    from mapper_gui.mapping.evaluate import evaluate

    _, make = _data_runner(to)
    found = tuple(find_problems(mapping, to) for _, mapping in mappings)
    _refuse_errors(found, to)
    files: Files = {}
    shown: list[tuple[OfSubmission, ...]] = []
    for number, (text, mapping) in enumerate(mappings):
        batches = batches_of(mapping, submissions, run or evaluate)
        shown.append(tuple(batches.problems))
        base, copy = file_name(text or mapping.form.name), 1
        made, unfit = make(mapping, base, batches.all)
        while clash(made, files):
            copy += 1
            made, unfit = make(mapping, free_name(base, copy), batches.all)
        more = _of_values(mapping, to, batches, unfit)
        found = (*found[:number], (*found[number], *more), *found[number + 1 :])
        files |= made
    _refuse_errors(found, to)
    return ExportedData(files, found, tuple(shown))


def _refuse_errors(found: tuple[tuple[Problem, ...], ...], to: str) -> None:
    every = tuple(problem for problems in found for problem in problems)
    if any(problem.severity is Severity.ERROR for problem in every):
        raise ExportError(ExportKind.HAS_PROBLEMS, problems=every, found=found, runner=to)


def _of_values(
    mapping: Mapping, to: str, batches: "Batches", unfit: "list[Unfit]"
) -> tuple[Problem, ...]:
    """Problems that only the values show, each once per field and reason."""
    from mapper_gui.exporters import case_upload, data_loader
    from mapper_gui.mapping.runner_problems import RunnerKind

    runner = data_loader.RUNNER if to == "data-loader" else case_upload.RUNNER
    values: dict[tuple[str, str, Unheld], dict[str, None]] = {}
    for each in unfit:
        values.setdefault((each.rule, each.field, each.why), {})[each.value] = None
    found = [
        Problem(
            RunnerKind.VALUE_NOT_HELD,
            Severity.ERROR,
            InRule(rule, field),
            {"runner": runner, "values": tuple(texts), "unheld": why},
        )
        for (rule, field, why), texts in values.items()
    ]
    facts = {"count": batches.left_out, "of": batches.given}
    if batches.left_out:
        kind = RunnerKind.SUBMISSIONS_LEFT_OUT
        found.append(Problem(kind, Severity.WARNING, InRule(), facts))
    if not any(batch.rows for batch in batches.all):
        found.append(Problem(RunnerKind.NO_ROWS, Severity.ERROR, InRule(), facts))
    count = case_upload.file_count(mapping, batches.all) if to == "case-upload" else 0
    if count > case_upload.MOST_FILES:
        limit = {"runner": runner, "count": count, "limit": case_upload.MOST_FILES}
        found.append(Problem(RunnerKind.TOO_MANY_FILES, Severity.ERROR, InRule(), limit))
    return tuple(found)


def _place(problem: Problem) -> tuple[str, object]:
    return problem.kind.value, problem.where


def _runner(
    to: str,
) -> tuple[Callable[[Mapping], tuple[Problem, ...]], Callable[[Mapping, str], Files]]:
    match to:
        case "specification":
            from mapper_gui.exporters import specification

            return specification.problems, specification.files
        case "workbook":
            from mapper_gui.exporters import workbook

            return workbook.problems, workbook.files
        case "openfn":
            from mapper_gui.exporters import openfn

            return openfn.problems, openfn.files
        case "commcare-export":
            from mapper_gui.exporters import commcare_export

            return commcare_export.problems, commcare_export.files
        case _:
            runners = (*RUNNERS, *DATA_RUNNERS)
            raise ExportError(ExportKind.UNKNOWN_RUNNER, runner=to, runners=runners)


def _data_runner(
    to: str,
) -> tuple[
    Callable[[Mapping], tuple[Problem, ...]],
    "Callable[[Mapping, str, list[Batch]], tuple[Files, list[Unfit]]]",
]:
    match to:
        case "data-loader":
            from mapper_gui.exporters import data_loader

            return data_loader.problems, data_loader.files
        case "case-upload":
            from mapper_gui.exporters import case_upload

            return case_upload.problems, case_upload.files
        case _:
            runners = (*RUNNERS, *DATA_RUNNERS)
            raise ExportError(ExportKind.UNKNOWN_RUNNER, runner=to, runners=runners)
