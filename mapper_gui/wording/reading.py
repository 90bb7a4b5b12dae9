"""Sentences for a file or pasted text that was refused: where, what was found, and what to do."""

from mapper_gui.mapping.errors import Facts, ReadError, ReadKind
from mapper_gui.mapping.import_warnings import Looks
from mapper_gui.wording.import_warnings import import_warning_sentence, import_warning_text
from mapper_gui.wording.looks import looks_advice, looks_words
from mapper_gui.wording.targets import json_sentence
from mapper_gui.wording.text import tr

__all__ = [
    "import_warning_sentence",
    "import_warning_text",
    "place_words",
    "read_error_sentence",
]


def read_error_sentence(error: ReadError) -> str:
    """What to tell a person about a ReadError: the place, what was found there, and what to do."""
    place = place_words(error.facts)
    text = _sentence(error.kind, error.facts)
    return f"{place}: {text}" if place else text[:1].upper() + text[1:]


def place_words(facts: Facts) -> str:
    """`form.xlsx, sheet Export, row 7`, as far as the facts know; "" where they know nothing."""
    places = []
    if facts.get("file"):
        places.append(str(facts["file"]))
    if facts.get("sheet"):
        places.append(tr("sheet {sheet}").format(sheet=facts["sheet"]))
    if facts.get("part"):
        places.append(str(facts["part"]))
    if facts.get("position"):
        places.append(tr("number {position}").format(position=facts["position"]))
    if facts.get("row"):
        places.append(tr("row {row}").format(row=facts["row"]))
    return ", ".join(places)


def _sentence(kind: ReadKind, facts: Facts) -> str:
    if (special := json_sentence(kind, facts)) is not None:
        return special
    match kind:
        case ReadKind.NOT_FOUND:
            return tr("there is no such file.")
        case ReadKind.UNREADABLE:
            return _unreadable(facts)
        case ReadKind.EMPTY:
            return tr("there is nothing in it. Copy the whole text or table, and try again.")
        case ReadKind.TOO_LARGE:
            return _too_large(facts)
        case ReadKind.UNKNOWN_FORMAT | ReadKind.NOT_A_TARGET | ReadKind.NOT_A_SUBMISSION:
            return _wrong_thing(kind, facts)
        case ReadKind.ENCRYPTED:
            return tr(
                "the file is protected by a password. Open it in a spreadsheet program, save it "
                "without the password, and try again."
            )
        case ReadKind.DAMAGED:
            return tr(
                "the file is damaged ({reason}). Open it in a spreadsheet program and save it "
                "again, or get it once more from where it came."
            ).format(reason=facts.get("reason") or tr("it breaks off"))
        case ReadKind.HOSTILE_XML:
            return tr(
                "the workbook declares XML entities, which no spreadsheet program does, so it was "
                "not read. If you trust where it came from, save it anew from a spreadsheet "
                "program."
            )
        case ReadKind.NO_HEADER | ReadKind.NOT_A_FORM:
            return _no_table(kind, facts)
        case ReadKind.SEVERAL_SHEETS:
            return tr(
                "several sheets could be meant: {sheets}. Choose one (on the command line: "
                "--sheet NAME)."
            ).format(sheets=_listed(facts.get("sheets")))
        case ReadKind.NO_SUCH_SHEET:
            return tr("there is no such sheet. The workbook has: {sheets}.").format(
                sheets=_listed(facts.get("sheets"))
            )
        case ReadKind.SEVERAL_SUBMISSIONS:
            return tr("there are several submissions in it. Choose one, or save one alone.")
        case ReadKind.NOT_A_PROJECT:
            return tr("this is no project of Mapper for CommCare ({reason}).").format(
                reason=facts.get("reason") or tr("it has another shape")
            )
        case ReadKind.NEWER_FORMAT:
            return tr(
                "a newer version of Mapper for CommCare wrote this file. Update the program to "
                "open it."
            )
        case ReadKind.CANCELLED:
            return tr("reading was cancelled.")


def _unreadable(facts: Facts) -> str:
    reason = facts.get("reason")
    if reason == "folder":
        return tr("this is a folder. Choose a file in it.")
    return tr(
        "the file cannot be read ({reason}). Check that you may open it, and that no other "
        "program holds it."
    ).format(reason=reason or tr("the system refused"))


def _too_large(facts: Facts) -> str:
    what, found, limit = facts.get("what"), facts.get("found"), facts.get("limit")
    if what in ("bytes", "unpacked"):
        text = (
            tr("the file has {found}, and at most {limit} are read. Is it the right one?")
            if what == "bytes"
            else tr(
                "unpacked it would have {found}, and at most {limit} are read. Copy the sheet "
                "that is needed into a workbook of its own."
            )
        )
        return text.format(found=_megabytes(found), limit=_megabytes(limit))
    if what == "rows":
        text = tr(
            "there is a cell in row {found}, and at most {limit} rows are read. Delete what "
            "stands below the table, or copy the table into a file of its own."
        )
    elif what == "columns":
        text = tr(
            "there is a cell in column {found}, and at most {limit} columns are read. Delete what "
            "stands beside the table, or copy the table into a file of its own."
        )
    elif what == "cell":
        text = tr(
            "one cell has {found} characters, and at most {limit} are read. Is it the right file?"
        )
    else:
        text = tr(
            "it has more than {limit} cells or parts. Copy the table that is needed into a file "
            "of its own."
        )
    return text.format(found=_number(found), limit=_number(limit))


def _wrong_thing(kind: ReadKind, facts: Facts) -> str:
    looks = _looks(facts.get("found")) or Looks.BINARY
    if kind is ReadKind.NOT_A_TARGET:
        return tr("no target fields can be read from this. It looks like {looks}.").format(
            looks=looks_words(looks)
        )
    if kind is ReadKind.NOT_A_SUBMISSION:
        return tr("this is no submission. It looks like {looks}.").format(looks=looks_words(looks))
    return tr("this looks like {looks}, which is not what is read here. {advice}").format(
        looks=looks_words(looks), advice=looks_advice(looks)
    )


def _no_table(kind: ReadKind, facts: Facts) -> str:
    if kind is ReadKind.NOT_A_FORM:
        return tr(
            "here is a header with Question and Type, but no row under it is a question of a "
            "form. {advice}"
        ).format(advice=looks_advice(Looks.TABLE))
    known = _looks(facts.get("looks"))
    text = tr("no row has the columns {wanted}. The first cells are: {found}.").format(
        wanted=_listed(facts.get("wanted")), found=_listed(facts.get("found"))
    )
    if known is None:
        return text
    if known not in (Looks.TABLE, Looks.PROSE):
        text += " " + tr("It looks like {looks}.").format(looks=looks_words(known))
    return f"{text} {looks_advice(known)}"


def _looks(found: object) -> Looks | None:
    return next((looks for looks in Looks if looks == found), None)


def _listed(items: object) -> str:
    if isinstance(items, str):
        return items
    if isinstance(items, (tuple, list)) and items:
        return ", ".join(str(item) for item in items)
    return tr("none")


def _megabytes(count: object) -> str:
    return f"{max(1, round(count / 2**20))} MB" if isinstance(count, int) else "?"


def _number(count: object) -> str:
    return f"{count:,}" if isinstance(count, int) else "?"
