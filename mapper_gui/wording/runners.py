"""Sentences for what a runner cannot express or would do wrong."""

from mapper_gui.mapping.problem import Problem
from mapper_gui.mapping.runner_problems import RunnerKind, Unheld, Why
from mapper_gui.wording.lists import joined, joined_quoted, short
from mapper_gui.wording.runner_reasons import part_words, why_words
from mapper_gui.wording.text import tr


def runner_sentence(problem: Problem) -> str:
    """A problem of RunnerKind as one or two sentences, without its place."""
    facts = problem.facts
    if problem.kind is RunnerKind.NOT_EXPRESSIBLE:
        return _not_expressible(problem)
    text = {
        RunnerKind.NOTHING_MAPPED: tr(
            "No field has a value yet, so there is nothing to export. Map a question first."
        ),
        RunnerKind.NUMBER_TOO_LARGE: tr(
            "{values} is not the same number in every program: whole numbers are exact up to "
            "9007199254740992. Type it as text."
        ),
        RunnerKind.TRIGGER_BY_NAME: tr(
            "Submissions are recognised by the form's name, {names}, which anyone can change in "
            "the form builder. Give the form's xmlns, which stays the same."
        ),
        RunnerKind.SEVERAL_FILTERS: tr(
            "{count} forms are accepted, and a message filter cannot say “or”: make a trigger for "
            "each filter in the trigger file. The condition for Lightning names all of them."
        ),
        RunnerKind.WORKBOOK_CUT: tr(
            "{count} texts are longer than a cell can hold ({limit} characters). They are cut in "
            "the workbook and end with a mark; the mapping specification has them whole."
        ),
        RunnerKind.OPERATION_IS_UPSERT: tr(
            "{runner} writes a row for every record: a database finds it again by its id and updates "
            "it, or adds it. It cannot only {operation}."
        ),
        RunnerKind.NULL_IS_LEFT_OUT: tr(
            "To {runner} null and left out are one: an older value in a database stays."
        ),
        RunnerKind.REFERENCE_AS_VALUE: tr(
            "{runner} writes the value itself ({object}, {other_field}); nothing looks up the record "
            "that it belongs to."
        ),
        RunnerKind.SPLITS_AT_WHITE_SPACE: tr(
            "{runner} splits {source} at tabs and line breaks too, where the preview splits at "
            "spaces. Make sure that this hidden value holds choice ids or a place."
        ),
        RunnerKind.ONE_KEY_FIELD: tr(
            "{runner} finds a record by one field, and this key has several: {fields}. Join them into "
            "one field with a template."
        ),
        RunnerKind.KEY_FIELD_NOT_TAKEN: tr(
            "{runner} does not find records by {fields} here, but by {key_fields}. Use that as the "
            "key, or another operation."
        ),
        RunnerKind.NO_RELATIONSHIP: tr(
            "{runner} needs the name of the relationship to {object}, and this field does not say it. "
            "Import the target's description again."
        ),
        RunnerKind.NULLS_AS_MARK: tr(
            "Null and blank are written as {mark}, which empties a field only where {runner} uses the "
            "Bulk API. Turn that on."
        ),
        RunnerKind.CREATE_CAN_UPDATE: tr(
            "{runner} updates a record that has this {fields} already; it cannot only create."
        ),
        RunnerKind.NEW_CASE_ID: tr(
            "{runner} gives a new case an id of its own, so that each load would create it again. "
            "Use external_id as the key, or only update."
        ),
        RunnerKind.RESERVED_COLUMN: tr(
            "{runner} refuses a file with the column {columns}. Remove its rule."
        ),
        RunnerKind.PROPERTY_NAME: tr(
            "{columns} cannot be the name of a case property: it needs letters, digits, - and _, and "
            "begins with a letter. Rename the field."
        ),
        RunnerKind.NEEDS_COLUMN: tr("{runner} needs the column {column} here. Map it."),
        RunnerKind.TOO_MANY_FILES: tr(
            "Records leave out different fields, which {runner} can only be told by {count} files "
            "(at most {limit}). Let the fields be blank instead of left out."
        ),
        RunnerKind.SUBMISSIONS_LEFT_OUT: tr(
            "{count} of {of} submissions are not for this mapping: they are of another form, or its "
            "condition refuses them. No record is made of them."
        ),
        RunnerKind.NO_ROWS: tr(
            "None of the {of} submissions gives a record, so there is nothing to load. Look at one in "
            "the preview."
        ),
        RunnerKind.VALUE_NOT_HELD: tr(
            "{runner} cannot be given {values} as it is: {unheld}. Change the rule so that it gives "
            "something else."
        ),
        RunnerKind.CODE_TOO_NEW: tr(
            "The first OpenFn platform cannot run this code ({syntax}); today's can. Write it in older "
            "JavaScript if the job is for that platform."
        ),
        RunnerKind.UID_FROM_KEY: tr(
            "DHIS2 finds records by their UID alone. One is made from {fields}, always the same: "
            "records that were not made by this job are not found by it."
        ),
        RunnerKind.EDGE_TOO_LONG: tr(
            "The condition on the Lightning edge has {length} characters, and Lightning takes {limit}. "
            "Accept fewer forms, or make a project for each."
        ),
        RunnerKind.SAME_FORMS: tr(
            "{names} take the same submissions, so each submission goes through all of them."
        ),
    }[RunnerKind(problem.kind)]
    return text.format(
        values=joined(tuple(str(value) for value in _list(facts.get("values")))),
        names=joined_quoted(facts.get("names", ())),
        count=short(facts.get("count")),
        of=short(facts.get("of")),
        limit=short(facts.get("limit")),
        length=short(facts.get("length")),
        syntax=joined(tuple(str(value) for value in _list(facts.get("syntax")))),
        runner=short(facts.get("runner")),
        operation=short(facts.get("operation")),
        object=short(facts.get("object")),
        other_field=short(facts.get("other_field")),
        source=joined(facts.get("source", "")),
        fields=joined(facts.get("fields", ())),
        key_fields=joined(facts.get("key_fields", ())),
        columns=joined_quoted(facts.get("columns", ())),
        column=joined_quoted(facts.get("column", "")),
        mark=short(facts.get("mark")),
        unheld=unheld_words(facts.get("unheld")),
    )


def unheld_words(why: object) -> str:
    """Why a file cannot hold a value, to stand within a sentence."""
    words = {
        Unheld.CHARACTERS: tr("it has characters that no such file holds"),
        Unheld.TOO_LONG: tr("it is too long for a cell"),
        Unheld.READ_AS_NULL: tr("it would empty the field"),
        Unheld.READ_AS_NUMBER: tr("it would be read as another number"),
        Unheld.SEPARATOR_INSIDE: tr("an item of the list holds what joins the items"),
        Unheld.ESCAPE: tr("spreadsheets read a part of it as an escaped character"),
    }
    return words[why] if isinstance(why, Unheld) else tr("it does not fit")


def _not_expressible(problem: Problem) -> str:
    runner, part = short(problem.facts.get("runner")), part_words(problem.facts.get("what"))
    if part:
        text = tr("{runner} cannot express {part}.").format(runner=runner, part=part)
    else:
        text = tr("{runner} cannot express this.").format(runner=runner)
    why = problem.facts.get("why")
    return f"{text} {why_words(Why(why))}" if isinstance(why, str) else text


def _list(values: object) -> tuple[object, ...]:
    return values if isinstance(values, tuple) else ()
