"""What a runner will write of previewed records: facts. `exporters.previews` finds them."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from mapper_gui.mapping.problem import Problem
from mapper_gui.mapping.result import FieldResult, RecordResult
from mapper_gui.mapping.runner_problems import Unheld


class Difference(StrEnum):
    """Why what a runner writes is not what the preview shows."""

    LEFT_OUT_AS_CELL = "left_out_as_cell"  # every row has a cell: an empty one
    NULL_AS_CELL = "null_as_cell"  # it knows no null: an empty cell
    BLANK_AS_CELL = "blank_as_cell"  # in a file the same empty cell as nothing
    AS_MARK = "as_mark"  # null or blank: a text that empties the field
    NOT_WRITTEN = "not_written"  # null or blank: it cannot say so, and leaves the field out
    NUMBER_AS_TEXT = "number_as_text"
    FLAG_AS_TEXT = "flag_as_text"
    LIST_JOINED = "list_joined"
    REFERENCE_AS_VALUE = "reference_as_value"  # nothing looks up the other record
    REFERENCE_AS_COLUMN = "reference_as_column"  # a column named after the way there
    SAMPLE_ANSWER = "sample_answer"  # it asks the target, the preview has a typed answer
    ADDED = "added"  # a column that no field rule has


@dataclass(frozen=True, slots=True)
class Cell:
    """What a runner writes of one field. `column`: under which name. `value`: as JSON; None is
    null, or nothing in a cell. `is_there`: whether the field is in what is written at all.
    `unheld`: why no cell can hold it."""

    column: str
    value: Any = None
    is_there: bool = True
    unheld: Unheld | None = None


@dataclass(frozen=True, slots=True)
class RunnerField:
    """A field beside what a runner writes of it. `field` None: of a column that it adds."""

    cell: Cell
    field: FieldResult | None = None
    difference: Difference | None = None
    refused: tuple[Problem, ...] = ()

    @property
    def is_refused(self) -> bool:
        return bool(self.refused) or self.cell.unheld is not None


@dataclass(frozen=True, slots=True)
class RunnerRecord:
    """A record beside what a runner writes of it. `refused`: what keeps the runner from all of it.
    `name`: the table or file it goes to, where that is not the object's."""

    record: RecordResult
    fields: tuple[RunnerField, ...]
    refused: tuple[Problem, ...] = ()
    name: str = ""


@dataclass(frozen=True, slots=True)
class RunnerPreview:
    """What `runner` (one of `exporters.previews.PREVIEWED`) will write of one submission.
    `problems`: all that it refuses of the mapping; nothing is exported until that is mended."""

    runner: str
    records: tuple[RunnerRecord, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def different(self) -> int:
        """How many fields are written in another way than the preview shows."""
        return sum(
            each.difference not in (None, Difference.ADDED)
            for record in self.records
            for each in record.fields
        )

    @property
    def refused_fields(self) -> int:
        return sum(each.is_refused for record in self.records for each in record.fields)
