"""The sentence for any problem, whichever room found it."""

from mapper_gui.mapping.check_kind import CheckKind
from mapper_gui.mapping.evaluate import ResultKind
from mapper_gui.mapping.import_warnings import ImportKind
from mapper_gui.mapping.problem import InRule, InSheet, Problem, Severity, Where
from mapper_gui.mapping.runner_problems import RunnerKind
from mapper_gui.mapping.target import TargetWarning
from mapper_gui.wording.checks import check_sentence
from mapper_gui.wording.import_warnings import import_warning_text
from mapper_gui.wording.lists import joined, short
from mapper_gui.wording.mends import mend_words
from mapper_gui.wording.results import reason_words, result_sentence
from mapper_gui.wording.runners import runner_sentence
from mapper_gui.wording.targets import target_warning_text
from mapper_gui.wording.text import tr

__all__ = [
    "mend_words",
    "message",
    "message_with_place",
    "reason_words",
    "severity_words",
    "where_words",
]


def message(problem: Problem) -> str:
    """What is wrong and what to do about it, without the place. Never raises: a problem whose facts
    are odd is still told."""
    try:
        return _sentence(problem) or _bare(problem)
    except (KeyError, ValueError, TypeError, AttributeError, IndexError):
        return _bare(problem)


def message_with_place(problem: Problem) -> str:
    """`Contact → LastName: The target requires this field ...`"""
    place = where_words(problem.where)
    text = message(problem)
    return tr("{place}: {text}").format(place=place, text=text) if place else text


def where_words(where: Where) -> str:
    """`Contact → LastName`, `sheet Export, row 7`; empty for the whole."""
    match where:
        case InRule(None, _):
            return ""
        case InRule(rule, None):
            return str(rule)
        case InRule(rule, field):
            return tr("{rule} → {field}").format(rule=rule, field=field)
        case InSheet(sheet, row):
            places = [tr("sheet {sheet}").format(sheet=sheet)] if sheet else []
            if row is not None:
                places.append(tr("row {row}").format(row=row))
            return ", ".join(places)


def severity_words(severity: Severity) -> str:
    return tr("error") if severity is Severity.ERROR else tr("warning")


def _sentence(problem: Problem) -> str:
    match problem.kind:
        case CheckKind():
            return check_sentence(problem)
        case ResultKind():
            return result_sentence(problem)
        case RunnerKind():
            return runner_sentence(problem)
        case ImportKind():
            text = import_warning_text(problem)
            return text[:1].upper() + text[1:]
        case TargetWarning():
            text = target_warning_text(problem)
            return text[:1].upper() + text[1:]
        case _:
            # A room that finds problems of its own kind gives the sentence with the facts.
            return str(problem.facts.get("message", ""))


def _bare(problem: Problem) -> str:
    """The kind and the facts as they are, where no sentence can be made of them."""
    words = str(problem.kind).replace("_", " ")
    facts = [f"{name} {joined(value)}" for name, value in problem.facts.items()]
    return (
        short(tr("{what} ({facts})").format(what=words, facts=", ".join(facts))) if facts else words
    )
