"""The one place that makes a sentence of any error: what happened, where, and what to do."""

from pathlib import Path

from mapper_gui.mapping.errors import (
    EditError,
    EditKind,
    ExportError,
    ExportKind,
    Facts,
    MapperError,
    ReadError,
    ReadKind,
    SecretError,
    ServerError,
    StorageError,
    StorageKind,
)
from mapper_gui.mapping.form import Kind
from mapper_gui.mapping.problem import Problem
from mapper_gui.wording.lists import joined, short, whole
from mapper_gui.wording.problems import message_with_place
from mapper_gui.wording.reading import place_words, read_error_sentence
from mapper_gui.wording.rules import kind_words
from mapper_gui.wording.server import secret_error_sentence, server_error_sentence
from mapper_gui.wording.text import tr, tr_n


def sentence(error: MapperError) -> str:
    """What to tell a person about an error. Never raises: one with odd facts is still told."""
    try:
        return _sentence(error)
    except (KeyError, ValueError, TypeError, AttributeError, IndexError):
        return _bare(error)


def _sentence(error: MapperError) -> str:
    match error:
        case ReadError():
            return _project_sentence(error) or read_error_sentence(error)
        case ServerError():
            return server_error_sentence(error)
        case SecretError():
            return secret_error_sentence(error)
        case StorageError():
            return _storage(error.kind, error.facts)
        case ExportError():
            return _export(error.kind, error.facts)
        case EditError():
            return _edit(error.kind, error.facts)
        case _:
            return _bare(error)


def _bare(error: MapperError) -> str:
    facts = ", ".join(f"{name} {joined(value)}" for name, value in error.facts.items())
    words = str(error.kind).replace("_", " ")
    return short(tr("{what} ({facts})").format(what=words, facts=facts)) if facts else words


def _project_sentence(error: ReadError) -> str:
    """For a project file or mapping specification that was refused; empty for other files."""
    text = _project_text(error.kind, error.facts)
    place = place_words(error.facts)
    if not text:
        return ""
    return f"{place}: {text}" if place else text[:1].upper() + text[1:]


def _project_text(kind: ReadKind, facts: Facts) -> str:
    path, line = str(facts.get("path") or "/"), facts.get("line")
    if kind is ReadKind.NEWER_FORMAT:
        return tr(
            "a newer version of Mapper for CommCare wrote this file (format {version}; this one "
            "knows {known}). Update the program to open it."
        ).format(version=short(facts.get("version")), known=short(facts.get("known")))
    if kind is ReadKind.NOT_A_PROJECT and facts.get("wanted"):
        wanted, found = whole(facts["wanted"]), short(facts.get("found"))
        if path == "/" and "one of the keys" not in wanted:
            return tr(
                "this is no project of Mapper for CommCare: wanted {wanted}, found {found}."
            ).format(wanted=wanted, found=found)
        return tr(
            "this mapping cannot be read: at {path} there is {found}, and wanted is {wanted}. "
            "Correct the file by hand, or open an earlier copy of it."
        ).format(path=short(path), found=found, wanted=wanted)
    if kind is not ReadKind.DAMAGED:
        return ""
    match facts.get("reason"):
        case "merge_conflict":
            return tr(
                "two versions of this file were merged and left for a person to decide, from "
                "line {line}. Resolve the conflict in git, then open it again."
            ).format(line=line)
        case "syntax":
            return tr(
                "the file is damaged: its JSON breaks at line {line}, column {column}. Open an "
                "earlier copy of it."
            ).format(line=line, column=facts.get("column"))
        case "encoding":
            return tr(
                "the file is damaged: line {line} is not UTF-8 text. Open an earlier copy of it."
            ).format(line=line)
        case "nested":
            return tr(
                "the file is damaged: it is nested deeper than any mapping. Open an earlier copy "
                "of it."
            )
        case _:
            return ""


def _storage(kind: StorageKind, facts: Facts) -> str:
    file = _file_words(facts.get("file"))
    reason = short(facts.get("reason"))
    match kind:
        case StorageKind.NOT_FOUND:
            return tr("{file} is not there. It may have been moved, renamed or deleted.").format(
                file=file
            )
        case StorageKind.NO_PERMISSION:
            return tr(
                "{file} cannot be written: you have no permission there. Choose another folder."
            ).format(file=file)
        case StorageKind.DISK_FULL:
            return tr(
                "{file} was not written: the disk is full. Make room, or choose another disk. What "
                "stood there before is unharmed."
            ).format(file=file)
        case StorageKind.EXISTS:
            return _exists(facts, file)
        case StorageKind.IS_A_FOLDER:
            return tr("{file} is a folder, not a file. Choose another name.").format(file=file)
        case StorageKind.NOT_A_FOLDER:
            return tr("{file} is a file, not a folder. Choose a folder.").format(file=file)
        case StorageKind.IN_USE:
            return tr("{file} is in use by another program. Close it there and try again.").format(
                file=file
            )
        case StorageKind.CHANGED_ON_DISK:
            return tr(
                "{file} was changed by another program since it was opened, and was left as it is. "
                "Save under another name, or open it again."
            ).format(file=file)
        case StorageKind.FAILED if facts.get("reason") == "too_large":
            return tr("The mapping is too large for a project file. Nothing was written.")
        case StorageKind.FAILED:
            return tr("{file} could not be read or written: {reason}").format(
                file=file, reason=reason or tr("the system refused")
            )


def _exists(facts: Facts, file: str) -> str:
    found = facts.get("files")
    files = [_file_words(one) for one in found] if isinstance(found, tuple | list) else [file]
    text = tr_n(
        "{files} is already there and was left as it is. Choose another name, or say that it may "
        "be overwritten (on the command line: --overwrite).",
        "{files} are already there and were left as they are. Choose another folder, or say that "
        "they may be overwritten (on the command line: --overwrite).",
        len(files),
    )
    return text.format(files=joined(files))


def _file_words(file: object) -> str:
    """A file's path as it is: cut off, nobody would find it."""
    if isinstance(file, Path | str) and str(file):
        return str(file)
    return tr("The file")


def _export(kind: ExportKind, facts: Facts) -> str:
    if kind is ExportKind.UNKNOWN_RUNNER:
        return tr("There is no export to {runner}.").format(
            runner=short(facts.get("runner") or facts.get("found"))
        )
    found = facts.get("problems")
    listed = found if isinstance(found, tuple | list) else ()
    problems = [one for one in listed if isinstance(one, Problem)]
    if not problems:
        return tr("Nothing was exported: the mapping has problems. Mend them first.")
    text = tr_n(
        "Nothing was exported, because of a problem: {first}",
        "Nothing was exported, because of {count} problems. The first: {first}",
        len(problems),
    )
    return text.format(count=len(problems), first=message_with_place(problems[0]))


def _places(places: object) -> str:
    names = places if isinstance(places, tuple) else ()
    return joined(tuple(str(name) or tr("the mapping's condition") for name in names))


def _edit(kind: EditKind, facts: Facts) -> str:
    rule, field = whole(facts.get("rule")), whole(facts.get("field"))
    match kind:
        case EditKind.NO_SUCH_RULE:
            return tr("There is no record rule or target object {rule} any more.").format(rule=rule)
        case EditKind.NO_SUCH_FIELD:
            return tr("{rule} has no field {field}.").format(rule=rule, field=field)
        case EditKind.FED_BY_CONSTANT:
            return tr(
                "{field} has a constant. Remove the constant first, or make a template of it."
            ).format(field=field)
        case EditKind.NOT_A_SOURCE:
            return _not_a_source(facts)
        case EditKind.NAME_TAKEN if not (field or rule).strip():
            return tr("A name cannot be blank. Type one.")
        case EditKind.NAME_TAKEN:
            return tr("{name} exists already. Choose another name.").format(name=field or rule)
        case EditKind.IN_USE:
            return tr("{name} is used by {places}. Let them use something else first.").format(
                name=rule, places=_places(facts.get("places"))
            )
        case EditKind.CIRCLE if field == rule:
            return tr("{name} cannot use itself.").format(name=field)
        case EditKind.CIRCLE:
            return tr("{other} uses {name} already: they would use each other in a circle.").format(
                other=rule, name=field
            )
        case EditKind.NOT_A_CHOICE_FIELD:
            return tr(
                "{field} is not fed by a question with choices. Drag the question itself onto it."
            ).format(field=field)
        case EditKind.COLUMN_HOLDS if facts.get("holds") == "sources":
            return tr(
                "The column {field} holds questions. Type or drop a question id, or add a column of "
                "texts."
            ).format(field=field)
        case EditKind.COLUMN_HOLDS:
            return tr(
                "The column {field} holds texts, not questions. Drop the question on a column of "
                "questions, or add one."
            ).format(field=field)
        case EditKind.NOTHING_TO_DO if facts.get("mend"):
            return tr("This cannot be done for you here, or is done already.")
        case EditKind.NOTHING_TO_DO if field:
            return tr("Nothing to change: {field} is as you want it already.").format(field=field)
        case EditKind.NOTHING_TO_DO:
            return tr("Nothing to change here.")


def _not_a_source(facts: Facts) -> str:
    question, kind = facts.get("question"), facts.get("question_kind")
    if not question:
        return tr("This row has no question id, so that submissions hold no answer for it.")
    words = {
        Kind.LABEL: tr(
            "{question} is a label: text that is shown, without an answer. Map the id of the "
            "question beside it."
        ),
        Kind.REPEAT: tr(
            "{question} is a repeat group and holds no answer of its own. Map the questions inside "
            "it, in a rule that makes one record per row."
        ),
        Kind.GROUP: tr("{question} is a group and holds no answer of its own. Map what is inside."),
        Kind.QUESTION_LIST: tr(
            "{question} is a question list and holds no answer of its own. Map what is inside."
        ),
    }
    template = words.get(kind) if isinstance(kind, Kind) else None
    if template is not None:
        return template.format(question=whole(question))
    return tr("{question} holds no answer that could be mapped (its type is {kind}).").format(
        question=whole(question), kind=kind_words(kind) if isinstance(kind, Kind) else short(kind)
    )
