"""Sentences for what a runner cannot express or would do wrong."""

from mapper_gui.mapping.problem import Problem
from mapper_gui.mapping.runner_problems import RunnerKind, Why
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
    }[RunnerKind(problem.kind)]
    return text.format(
        values=joined(tuple(str(value) for value in _list(facts.get("values")))),
        names=joined_quoted(facts.get("names", ())),
        count=short(facts.get("count")),
        limit=short(facts.get("limit")),
        runner=short(facts.get("runner")),
        operation=short(facts.get("operation")),
        object=short(facts.get("object")),
        other_field=short(facts.get("other_field")),
        source=joined(facts.get("source", "")),
    )


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
