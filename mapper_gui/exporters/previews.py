"""What each runner will write of the records that the preview shows.

Each runner's module has one written projection of a record; the conformance tests hold the same
function against the real runner. Here it is set beside the preview, field by field.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

from mapper_gui.mapping.errors import ExportError, ExportKind
from mapper_gui.mapping.mapping import Mapping, RuleId
from mapper_gui.mapping.problem import InRule, Problem, Severity
from mapper_gui.mapping.result import (
    Evaluation,
    FieldResult,
    Outcome,
    RecordResult,
    ReferenceTo,
    Value,
)
from mapper_gui.mapping.runner_preview import (
    Cell,
    Difference,
    RunnerField,
    RunnerPreview,
    RunnerRecord,
)

PREVIEWED = ("openfn", "commcare-export", "data-loader", "case-upload")

_Project = Callable[[RecordResult], dict[str, Cell]]


class RunnerPreviews:
    """What one runner (of PREVIEWED) will write of submissions that are evaluated with a mapping.

    Raises ExportError(UNKNOWN_RUNNER).
    """

    def __init__(self, mapping: Mapping, runner: str) -> None:
        self.runner = runner
        problems, self._project = _runner(mapping, runner)
        self.problems = tuple(each for each in problems if each.severity is Severity.ERROR)
        """What it refuses."""
        self._refused: dict[tuple[object, object], tuple[Problem, ...]] = {}
        for each in self.problems:
            where = each.where
            place = (where.rule, where.field) if isinstance(where, InRule) else (None, None)
            self._refused[place] = (*self._refused.get(place, ()), each)
        self._names = _table_names(mapping) if runner == "commcare-export" else {}

    def of(self, evaluation: Evaluation) -> RunnerPreview:
        """What it will write of one submission."""
        records = tuple(
            RunnerRecord(
                record,
                tuple(self._fields(record)),
                self._refused.get((record.rule, None), ()),
                self._names.get(record.rule, ""),
            )
            for record in evaluation.records
        )
        return RunnerPreview(self.runner, records, self.problems)

    def _fields(self, record: RecordResult) -> Iterator[RunnerField]:
        if not record.made:
            return
        cells = self._project(record)
        named = {result.field for result in record.fields}
        for name, cell in cells.items():
            if name not in named:
                yield RunnerField(cell, None, Difference.ADDED)
        for result in record.fields:
            cell = cells.get(result.field, Cell(result.field, is_there=False))
            problems = self._refused.get((record.rule, result.field), ())
            difference = None if problems else _difference(result, cell, self.runner)
            yield RunnerField(cell, result, difference, problems)


def _difference(result: FieldResult, cell: Cell, runner: str) -> Difference | None:
    """In which way a cell is not what the preview shows."""
    if result.outcome is not Outcome.WRITTEN:
        return Difference.LEFT_OUT_AS_CELL if cell.is_there else None
    if runner == "openfn":
        return Difference.SAMPLE_ANSWER if result.from_sample else None
    match result.value:
        case ReferenceTo():
            is_column = cell.column != result.field
            return Difference.REFERENCE_AS_COLUMN if is_column else Difference.REFERENCE_AS_VALUE
        case None | "":
            return _of_nothing(result.value, cell)
        case bool():
            return Difference.FLAG_AS_TEXT
        case int() | float():
            return Difference.NUMBER_AS_TEXT
        case tuple():
            return Difference.LIST_JOINED
    return None


def _of_nothing(value: Value, cell: Cell) -> Difference:
    if not cell.is_there:
        return Difference.NOT_WRITTEN
    if cell.value:
        return Difference.AS_MARK
    return Difference.NULL_AS_CELL if value is None else Difference.BLANK_AS_CELL


def _runner(mapping: Mapping, runner: str) -> tuple[tuple[Problem, ...], _Project]:
    match runner:
        case "openfn":
            from mapper_gui.exporters import openfn

            return openfn.problems(mapping), _of_openfn
        case "commcare-export":
            from mapper_gui.exporters import commcare_export

            problems = commcare_export.problems(mapping)
            return problems, _of_commcare_export(mapping, problems)
        case "data-loader":
            from mapper_gui.exporters import data_loader

            loader = data_loader.project
            return data_loader.problems(mapping), lambda record: loader(mapping, record)
        case "case-upload":
            from mapper_gui.exporters import case_upload

            upload = case_upload.project
            return case_upload.problems(mapping), lambda record: upload(mapping, record)
        case _:
            raise ExportError(ExportKind.UNKNOWN_RUNNER, runner=runner, runners=PREVIEWED)


def _of_openfn(record: RecordResult) -> dict[str, Cell]:
    from mapper_gui.exporters.openfn.projection import project

    return {name: Cell(name, value) for name, value in project(record).items()}


def _of_commcare_export(mapping: Mapping, problems: tuple[Problem, ...]) -> _Project:
    from mapper_gui.exporters.commcare_export import divided
    from mapper_gui.exporters.commcare_export.projection import project_row
    from mapper_gui.exporters.commcare_export.tables import ID

    # Of a mapping that is refused it is not known which file would have which table.
    is_refused = any(each.severity is Severity.ERROR for each in problems)
    sheets = set() if is_refused else {sheet.rule.id for sheet in divided(mapping)[0]}

    def project(record: RecordResult) -> dict[str, Cell]:
        rule = mapping.rule(record.rule)
        assert rule is not None
        row = project_row(rule, _without_lists(record), in_workbook=rule.id in sheets)
        found = {name: Cell(name, text) for name, text in row.items()}
        if len(rule.key) == 1 and rule.key[0].lower() == ID:
            found[rule.key[0]] = found.pop(ID)
        return found

    return project


def _without_lists(record: RecordResult) -> RecordResult:
    """The record without lists, which are refused: no cell holds them."""
    lists = {each.field for each in record.fields if isinstance(_inner(each), tuple)}
    if not lists:
        return record
    kept = tuple(each for each in record.fields if each.field not in lists)
    return replace(record, fields=kept, key=tuple(n for n in record.key if n not in lists))


def _inner(result: FieldResult) -> Value:
    return result.value.value if isinstance(result.value, ReferenceTo) else result.value


def _table_names(mapping: Mapping) -> dict[RuleId, str]:
    from mapper_gui.exporters.commcare_export import table_names

    return {RuleId(rule): name for rule, name in table_names(mapping).items()}
