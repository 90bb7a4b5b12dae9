"""Sentences for what a runner cannot express or would do wrong."""

from mapper_gui.mapping.problem import Problem
from mapper_gui.mapping.runner_problems import RunnerKind
from mapper_gui.wording.lists import joined, joined_quoted, short
from mapper_gui.wording.text import tr


def runner_sentence(problem: Problem) -> str:
    """A problem of RunnerKind as one or two sentences, without its place."""
    facts = problem.facts
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
    }[RunnerKind(problem.kind)]
    return text.format(
        values=joined(tuple(str(value) for value in _list(facts.get("values")))),
        names=joined_quoted(facts.get("names", ())),
        count=short(facts.get("count")),
        limit=short(facts.get("limit")),
    )


def _list(values: object) -> tuple[object, ...]:
    return values if isinstance(values, tuple) else ()
