"""A mapping becomes files for one runner, or a document. One module per runner; this is the door.

A runner's module has `problems(mapping)`, what it cannot express or would do wrong, and
`files(mapping, name)`, its files as bytes. Nothing here touches a disk.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from mapper_gui.exporters.file_names import clash, file_name, free_name
from mapper_gui.exporters.specification import SCHEMA_FILE
from mapper_gui.mapping.errors import ExportError, ExportKind
from mapper_gui.mapping.mapping import Mapping
from mapper_gui.mapping.problem import Problem, Severity

RUNNERS = ("specification", "workbook", "openfn", "commcare-export")

LOADING = ("openfn", "commcare-export")
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


def find_problems(mapping: Mapping, to: str) -> tuple[Problem, ...]:
    """What this runner cannot express or would do wrong; for one that loads data, also what
    `mapping.check` finds. Errors keep `export` from giving files.

    Raises ExportError(UNKNOWN_RUNNER).
    """
    find, _ = _runner(to)
    found = find(mapping)
    if to not in LOADING:
        return found
    from mapper_gui.mapping.check import check

    known = {_place(problem) for problem in found}
    return (*found, *(problem for problem in check(mapping) if _place(problem) not in known))


def export(
    mappings: Sequence[tuple[str, Mapping]], to: str, *, schema: bytes | None = None
) -> Exported:
    """The files for one of RUNNERS, made of mappings each with the name that its files are given.

    `schema` is the JSON Schema that a specification is written beside, where it is wanted.
    Raises ExportError: HAS_PROBLEMS, with facts `problems` (all) and `found` (for each mapping),
    when any is an error; UNKNOWN_RUNNER.
    """
    _, make = _runner(to)
    found = tuple(find_problems(mapping, to) for _, mapping in mappings)
    every = tuple(problem for problems in found for problem in problems)
    if any(problem.severity is Severity.ERROR for problem in every):
        raise ExportError(ExportKind.HAS_PROBLEMS, problems=every, found=found, runner=to)
    files: Files = {}
    if to == "specification" and schema is not None:
        files[SCHEMA_FILE] = schema
    for text, mapping in mappings:
        number, base = 1, file_name(text or mapping.form.name)
        made = make(mapping, base)
        while clash(made, files):
            number += 1
            made = make(mapping, free_name(base, number))
        files |= made
    return Exported(files, found)


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
            raise ExportError(ExportKind.UNKNOWN_RUNNER, runner=to, runners=RUNNERS)
