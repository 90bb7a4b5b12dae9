"""What a runner will write beside the preview, in words."""

import json
from typing import Any

from mapper_gui.mapping.runner_preview import Cell, Difference, RunnerField, RunnerPreview
from mapper_gui.mapping.runner_problems import Unheld
from mapper_gui.wording.lists import joined
from mapper_gui.wording.problems import message
from mapper_gui.wording.runners import unheld_words
from mapper_gui.wording.text import tr, tr_n


def runner_name(runner: str) -> str:
    """A runner as a person calls it."""
    return {
        "openfn": tr("OpenFn"),
        "commcare-export": tr("commcare-export"),
        "data-loader": tr("Data Loader"),
        "case-upload": tr("Case upload"),
    }.get(runner, runner)


def cell_words(cell: Cell) -> str:
    """What stands in a cell, or that nothing does."""
    if not cell.is_there:
        return tr("(left out)")
    if cell.value is None or cell.value == "":
        return tr("empty cell")
    return str(cell.value)


def written_words(each: RunnerField, runner: str) -> str:
    """What a runner writes of a field: JSON where it writes JSON, else what stands in the cell."""
    if each.refused:
        return tr("refused")
    if runner == "openfn" and each.cell.is_there:
        return _json(each.cell.value)
    return cell_words(each.cell)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def why_words(each: RunnerField, runner: str) -> str:
    """Why it is not what the preview shows, or why it is refused; empty where it is the same."""
    if each.refused:
        return " ".join(message(problem) for problem in each.refused)
    if each.cell.unheld is not None:
        return _unheld(each.cell.unheld)
    return difference_words(each.difference, runner) if each.difference else ""


def _unheld(why: Unheld) -> str:
    return tr("refused: {why}").format(why=unheld_words(why))


def difference_words(difference: Difference, runner: str) -> str:
    """Why what a runner writes is not what the preview shows."""
    database = runner == "commcare-export"
    match difference:
        case Difference.LEFT_OUT_AS_CELL if runner == "case-upload":
            return tr("left out is an empty cell: cases that are created share their columns")
        case Difference.LEFT_OUT_AS_CELL if database:
            return tr(
                "left out is an empty cell, since every row has every column; a database keeps its "
                "older value"
            )
        case Difference.LEFT_OUT_AS_CELL:
            return tr("left out is an empty cell, which leaves the field as it is")
        case Difference.NULL_AS_CELL if database:
            return tr("an empty cell, since a CSV knows no null; a database keeps its older value")
        case Difference.NULL_AS_CELL:
            return tr("an empty cell, since a CSV knows no null; the record is new and has nothing")
        case Difference.BLANK_AS_CELL if database:
            return tr("in CSV and XLSX the same empty cell as nothing; in a database an empty text")
        case Difference.BLANK_AS_CELL:
            return tr("the same empty cell as nothing; the record is new and has nothing")
        case Difference.AS_MARK:
            return tr("null and blank are written as this mark, which empties the field")
        case Difference.NOT_WRITTEN:
            return tr("this column cannot be emptied: null and blank are left out")
        case Difference.NUMBER_AS_TEXT:
            return tr("a number as text: every cell is text")
        case Difference.FLAG_AS_TEXT:
            return tr("yes and no as text: every cell is text")
        case Difference.LIST_JOINED:
            return tr("a list joined to one text")
        case Difference.REFERENCE_AS_VALUE:
            return tr("the value itself: nothing looks up the other record")
        case Difference.REFERENCE_AS_COLUMN:
            return tr(
                "a column that names the way to the other record and the field it is found by"
            )
        case Difference.SAMPLE_ANSWER:
            return tr("a typed sample answer; the runner asks the target itself")
        case Difference.ADDED:
            return tr("a column that the runner adds")


def summary_words(preview: RunnerPreview) -> str:
    """In one line, how far it is from the preview."""
    runner = runner_name(preview.runner)
    if preview.problems:
        words = tr_n(
            "{runner} refuses this mapping: {count} problem.",
            "{runner} refuses this mapping: {count} problems.",
            len(preview.problems),
        )
        return words.format(runner=runner, count=len(preview.problems))
    parts = []
    refused, different = preview.refused_fields, preview.different
    if refused:
        words = tr_n("{count} field is refused", "{count} fields are refused", refused)
        parts.append(words.format(count=refused))
    if different:
        words = tr_n("{count} field is written in another way", "{count} fields are written in another way", different)  # fmt: skip
        parts.append(words.format(count=different))
    if not parts:
        return tr("{runner} writes what the preview shows.").format(runner=runner)
    return tr("{runner}: {parts}.").format(runner=runner, parts=joined(tuple(parts)))
