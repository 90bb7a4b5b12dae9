"""What a runner cannot express or would do wrong: facts, without sentences (`wording.runners`).

Beside these an exporter uses `CheckKind` where the check of a mapping has the word already.
"""

from enum import StrEnum


class RunnerKind(StrEnum):
    """Why a runner's files are not written, or written with a warning. Place: `InRule`."""

    NOTHING_MAPPED = "nothing_mapped"  # no field of any rule has a value
    NUMBER_TOO_LARGE = "number_too_large"  # facts values: beyond 2^53, or not a number of JSON
    TRIGGER_BY_NAME = "trigger_by_name"  # facts names: a form's name can be changed any day
    SEVERAL_FILTERS = "several_filters"  # facts count: a message filter cannot say "or"
    WORKBOOK_CUT = "workbook_cut"  # facts limit, count: texts longer than a cell can hold
