"""A form export and target fields as large as they come, for benchmarks and for what must hold.

Two thirds of the questions are plain, the rest selects with choices and hidden values, in groups
and repeats, with labels in two languages, as in real forms of some hundred questions.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

HEADER = (
    *("Question", "Type", "Text (en)", "Text (fra)", "Audio (en)", "Audio (fra)"),
    *("Image (en)", "Image (fra)", "Display Condition", "Validation Condition"),
    *("Validation Message", "Calculate Condition", "Required", "Hint Text", "Help Text", "Comment"),
)
_CHOICES = ("yes", "no", "unknown", "refused")
_TOPICS = ("household", "pregnancy", "vaccine", "referral", "nutrition", "water", "school")


def export_rows(questions: int = 5000) -> list[list[str]]:
    """The rows of "Export Form Contents", header first, with so many questions besides groups."""
    return [list(HEADER), *_rows(questions)]


def export_text(rows: Sequence[Sequence[str]]) -> str:
    """The rows as the clipboard holds them."""
    stream = io.StringIO()
    csv.writer(stream, delimiter="\t", lineterminator="\n").writerows(rows)
    return stream.getvalue()


def write_workbook(rows: Sequence[Sequence[str]], path: Path) -> None:
    """The rows as a spreadsheet program saves them."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Export")
    for row in rows:
        sheet.append([cell or None for cell in row])
    book.save(path)


def target_csv(fields: int = 500, objects: int = 5) -> str:
    """A header-row CSV with so many target fields."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(("object", "name", "label", "type", "required", "choices", "key"))
    for number in range(fields):
        at = number // (fields // objects)
        first = number % (fields // objects) == 0
        kind = ("text", "integer", "date", "boolean")[number % 4]
        kind = "text" if first else kind
        name = f"Field_{number}__c"
        required = "yes" if first else ""
        writer.writerow((f"Object_{at}__c", name, f"Field {number}", kind, required, "", required))
    return stream.getvalue()


def question_id(number: int) -> str:
    """The id of a question by its number, as `export_rows` writes it."""
    return f"{_group(number)}/{_TOPICS[number % len(_TOPICS)]}_question_{number}"


def _group(number: int) -> str:
    section = number // 50
    return f"/section_{section}/part_{number // 10 % 5}"


def _rows(questions: int) -> Iterator[list[str]]:
    seen = ""
    for number in range(questions):
        group = _group(number)
        if group != seen:
            section = group.rpartition("/")[0]
            if not seen.startswith(f"{section}/"):
                kind = "Repeat Group" if number // 50 % 10 == 9 else "Group"
                yield _row(section, kind, f"Section {number // 50}")
            yield _row(group, "Question List", f"Part {number // 10 % 5}")
            seen = group
        yield from _question(number)


def _question(number: int) -> Iterator[list[str]]:
    topic = _TOPICS[number % len(_TOPICS)]
    label = f"Question {number}: what is known about the {topic}, as told by the respondent?"
    own = question_id(number)
    if number % 6 == 4:
        yield _row(own, "Multiple Choice" if number % 12 == 4 else "Checkbox", label)
        for choice in _CHOICES:
            yield _row(f"{own}-{choice}", "Choice", choice.title(), required="")
    elif number % 6 == 5:
        yield _row(own, "Hidden Value", "", calculate=f"concat(#form{own}, '-', today())")
    else:
        kind = ("Text", "Integer", "Date", "Phone Number or Numeric ID")[number % 4]
        yield _row(own, kind, label, required="yes" if number % 9 == 0 else "no")


def _row(
    own: str, kind: str, label: str, *, required: str = "no", calculate: str = ""
) -> list[str]:
    french = f"{label} (en français)" if label else ""
    media = ("", "", "", "")
    return [own, kind, label, french, *media, "", "", "", calculate, required, "", "", ""]
