"""How to run the exported queries: the text that goes with them."""

from collections.abc import Mapping as Lookup
from collections.abc import Sequence

from mapper_gui.mapping.mapping import Mapping
from mapper_gui.wording.proof import proof_words
from mapper_gui.wording.rules import for_each_words
from mapper_gui.wording.text import tr


def run_text(
    mapping: Mapping,
    name: str,
    files: Sequence[str],
    names: Lookup[str, str],
    in_workbook: Sequence[str],
) -> str:
    """What stands in which file, the commands, and what the cells mean."""
    lines = [tr("Queries for commcare-export 1.16.0 (pip install commcare-export==1.16.0)"), ""]
    lines += _tables(mapping, name, names, in_workbook)
    lines += ["", tr("To files:")]
    for file in files:
        if not file.endswith("-sql.json"):
            stem = file.replace(".", "-")
            lines += [f"    {_command(mapping, file)} --output-format csv --output {stem}.zip"]
    lines += ["", tr("To a database (rows are found again by the column id):")]
    for file in _for_database(files):
        lines += [
            f"    {_command(mapping, file)} --output-format sql"
            " --output postgresql+psycopg2://USER:PASSWORD@HOST/DATABASE"
        ]
    lines += ["", *_notes(files)]
    return "\n".join(lines) + "\n"


def _for_database(files: Sequence[str]) -> list[str]:
    own = [file for file in files if file.endswith("-sql.json")]
    return [file for file in files if file.endswith(".xlsx")] + (
        own or [file for file in files if file.endswith(".json")]
    )


def _tables(
    mapping: Mapping, name: str, names: Lookup[str, str], in_workbook: Sequence[str]
) -> list[str]:
    lines = [tr("Tables:")]
    for rule in mapping.rules:
        if not rule.makes_records:
            continue
        file = f"{name}.xlsx" if rule.id in in_workbook else f"{name}.json"
        words = tr("{table} in {file}: record rule {rule}, {each}")
        lines.append(
            "    "
            + words.format(
                table=names[rule.id], file=file, rule=_line(rule.id), each=for_each_words(rule)
            )
        )
    return lines


def _command(mapping: Mapping, file: str) -> str:
    space = mapping.form.project_space or "PROJECT-SPACE"
    quoted = f'"{file}"' if " " in file else file
    return (
        f"commcare-export --query {quoted} --project {_line(space)} --username YOU@EXAMPLE.ORG"
        " --auth-mode apikey"
    )


def _notes(files: Sequence[str]) -> list[str]:
    notes = [
        tr(
            "It asks for the API key. For another server than www.commcarehq.org add --commcare-hq."
        ),
        tr(
            "Every cell is text. A field that is left out, null or blank is an empty cell in a file; "
            "in a database left out and null are NULL, which keeps an older value. An empty answer "
            "that has attributes, such as a case's index that was taken away, is an empty text there."
        ),
        tr("Yes and no are written as true and false."),
        tr("A record without its key, and one that a rule stops, has no row."),
        tr(
            "--output-format json shows no rows in this version; an .xlsx output takes a text that "
            "begins with = for a formula."
        ),
    ]
    if any(file.endswith(".json") for file in files):
        notes.append(
            tr("In a database a column comes into being with its first value, not before.")
        )
    if any(file.endswith("-sql.json") for file in files):
        notes.append(
            tr(
                "The query for a database writes row by row, because the same id can come more than "
                "once; a csv file made with it would lack rows."
            )
        )
    return [*notes, "", proof_words("commcare-export")]


def _line(text: str) -> str:
    return " ".join(text.split())
