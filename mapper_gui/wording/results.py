"""Sentences for what only a submission shows, and the reasons for fields without a value."""

from mapper_gui.mapping.errors import Facts
from mapper_gui.mapping.evaluate import Reason, ReasonKind, ReferenceTo, ResultKind, Value, text_of
from mapper_gui.mapping.form import Form
from mapper_gui.mapping.problem import Problem
from mapper_gui.mapping.result import CodeFault, RecordResult
from mapper_gui.wording.lists import joined, joined_quoted, quoted, short
from mapper_gui.wording.sources import source_id
from mapper_gui.wording.text import tr


def result_sentence(problem: Problem) -> str:
    """A problem of ResultKind as one or two sentences; with the row it was found in."""
    facts = problem.facts
    text = _sentence(ResultKind(problem.kind), facts)
    item = item_words(facts.get("item"))
    if not item:
        return text
    return tr("{item}: {text}").format(item=item[:1].upper() + item[1:], text=text)


def item_words(item: object) -> str:
    """The row a record was made for: `row 2`, in nested repeats `row 2.1`; empty without rows."""
    if not isinstance(item, tuple) or not item:
        return ""
    if all(isinstance(each, int) for each in item):
        return tr("row {number}").format(number=".".join(str(each) for each in item))
    return tr("choice {choice}").format(choice=item[-1])


def record_words(record: RecordResult) -> str:
    """A record as a line: its rule, its row, and whether it is made."""
    words: str = record.rule
    item = item_words(record.item)
    if item:
        words = f"{words}, {item}"
    if record.skipped:
        return tr("{record}: no record, since its condition is false").format(record=words)
    return words if record.made else tr("{record}: not made").format(record=words)


def _sentence(kind: ResultKind, facts: Facts) -> str:
    source = joined(facts.get("source", ""))
    match kind:
        case ResultKind.OTHER_FORM:
            return tr(
                "This submission is of another form: its xmlns is {found}, the mapping's is "
                "{expected}. Look up one of the right form, or add its xmlns to those accepted."
            ).format(found=quoted(facts.get("found")), expected=quoted(facts.get("expected")))
        case ResultKind.UNREADABLE:
            return _unreadable(facts)
        case ResultKind.NO_SUCH_VALUE:
            return tr("A named value that the rule uses does not exist. Make it, or use another.")
        case ResultKind.CIRCLE:
            return tr("A named value uses itself, directly or through another. Break the circle.")
        case ResultKind.CODE_FAILED:
            return tr("The code did not run to its end ({reason}). Mend it.").format(
                reason=_why(facts)
            )
        case ResultKind.NOT_ACCEPTED:
            return tr(
                "The mapping does not accept this submission: its condition is false, so no record "
                "is made."
            )
        case ResultKind.KEY_MISSING:
            return tr(
                "No record is made, since this part of its key has no value ({reason}). Give the "
                "key a source that every submission has."
            ).format(reason=_why(facts))
        case ResultKind.STOPPED:
            return tr("No record is made: the rule says stop here ({reason}).").format(
                reason=_why(facts)
            )
        case ResultKind.OUTSIDE_TABLE:
            return tr("The choice table has no row for {choices}. Add one if it is right.").format(
                choices=joined_quoted(facts.get("choices", ()))
            )
        case ResultKind.LIST_FOUND:
            return tr(
                "{source} holds a list where one answer was due; it may stand in a repeat that the "
                "form did not have when it was imported. Import the newest export of the form."
            ).format(source=source)
        case ResultKind.GROUP_FOUND:
            return tr(
                "{source} holds a group of answers where one was due. Map a question inside it."
            ).format(source=source)
        case ResultKind.REPEAT_NOT_ITERATED:
            return tr(
                "{source} stands in a repeat that this rule does not go through. Make one record "
                "per row, or map it in a rule of its own."
            ).format(source=source)
        case ResultKind.DUPLICATE_KEY:
            return tr(
                "The key {key} is also that of {other}: one record would overwrite the other. Add "
                "something to the key that differs per row."
            ).format(
                key=joined_quoted(facts.get("key", ())),
                other=item_words(facts.get("other_item")) or tr("another record"),
            )
        case ResultKind.NO_SUCH_TABLE:
            return tr("The shared choice table does not exist. Make it, or choose another.")


def _unreadable(facts: Facts) -> str:
    step = facts.get("step")
    where = tr("What is taken") if not isinstance(step, int) else tr("Step {number}").format(
        number=step + 1
    )  # fmt: skip
    return tr(
        "{where} needs a {wanted} and cannot read {value}. The field counts as empty."
    ).format(where=where, wanted=facts.get("wanted", ""), value=quoted(facts.get("value")))


def _why(facts: Facts) -> str:
    reason = facts.get("reason")
    return reason_words(reason) if isinstance(reason, Reason) else tr("no value")


def reason_words(reason: Reason, form: Form | None = None) -> str:
    """Why a field has no value, beside the field: `absent: /hh/phone is not in this submission`.

    `form` tells a question that the form has from one that it does not.
    """
    words = _reason_words(reason)
    if reason.source is None or reason.kind in _WITH_SOURCE or reason.choice:
        return words
    return tr("{reason}: {source}").format(reason=words, source=source_id(reason.source))


_WITH_SOURCE = frozenset(
    {
        ReasonKind.ABSENT,
        ReasonKind.EMPTY,
        ReasonKind.OUTSIDE_TABLE,
        ReasonKind.NO_VALUE_YET,
        ReasonKind.NO_SUCH_TABLE,
        ReasonKind.NO_SUCH_VALUE,
        ReasonKind.CIRCLE,
    }
)
"""Reasons whose words name the source themselves, or that have none."""


def _reason_words(reason: Reason) -> str:
    source = "" if reason.source is None else source_id(reason.source)
    match reason.kind:
        case ReasonKind.ABSENT if not source:
            return tr("absent")
        case ReasonKind.ABSENT:
            return tr("absent: {source} is not in this submission").format(source=source)
        case ReasonKind.EMPTY if reason.choice:
            return tr("empty: the choice table makes {choice} empty").format(
                choice=quoted(reason.choice)
            )
        case ReasonKind.EMPTY if not source:
            return tr("empty")
        case ReasonKind.EMPTY:
            return tr("empty: {source} was left blank").format(source=source)
        case ReasonKind.OUTSIDE_TABLE:
            return tr("outside the choice table: {choice}").format(choice=quoted(reason.choice))
        case ReasonKind.NOT_IN_FORM:
            return tr("not in the form")
        case ReasonKind.LIST_FOUND:
            return tr("a list where one answer was due")
        case ReasonKind.GROUP_FOUND:
            return tr("a group where one answer was due")
        case ReasonKind.REPEAT_NOT_ITERATED:
            return tr("stands in a repeat that this rule does not go through")
        case ReasonKind.NO_VALUE_YET:
            return tr("no value yet")
        case ReasonKind.NO_SUCH_TABLE:
            return tr("no shared choice table {name}").format(name=quoted(reason.choice))
        case ReasonKind.UNREADABLE:
            return tr("cannot be read: {value}").format(value=quoted(reason.choice))
        case ReasonKind.NO_CASE:
            return tr("no condition holds")
        case ReasonKind.NOT_LOOKED_UP:
            return tr(
                "the target is asked for {value} when the mapping runs; type a sample answer to see more"
            ).format(value=quoted(reason.choice))
        case ReasonKind.NO_SUCH_VALUE:
            return tr("there is no {name}").format(name=source or tr("value of this name"))
        case ReasonKind.CIRCLE:
            return tr("{name} uses itself").format(name=source or tr("a named value"))
        case ReasonKind.CODE_NOT_RUN:
            return tr("code was not run")
        case ReasonKind.CODE_FAILED:
            return _code_words(reason)


def _code_words(reason: Reason) -> str:
    said = short(reason.choice, 200)
    text = {
        None: tr("the code failed"),
        CodeFault.SYNTAX: tr("the code is no JavaScript: {said}"),
        CodeFault.THREW: tr("the code threw {said}"),
        CodeFault.TOO_LONG: tr("the code took longer than {said} ms"),
        CodeFault.MEMORY: tr("the code used too much memory"),
        CodeFault.PROMISE: tr("the code is asynchronous; it must give its value at once"),
        CodeFault.NO_VALUE: tr("what the code gave is no value ({said})"),
        CodeFault.TOO_LARGE: tr("what the code gave is too large"),
        CodeFault.GIVEN_UP: tr("the code was given up: it took too long, again and again"),
        CodeFault.NO_ENGINE: tr("the JavaScript engine could not be started {said}"),
    }[reason.fault]
    return text.format(said=said or tr("nothing")).strip()


def value_text(value: Value | ReferenceTo) -> str:
    """A value that a target field is given, as it stands; null and blank are named."""
    match value:
        case ReferenceTo(object_name, field, inner):
            return tr("{object} whose {field} is {value}").format(
                object=object_name, field=field, value=value_text(inner)
            )
        case None:
            return tr("null")
        case "":
            return tr("blank")
        case tuple():
            return "[" + ", ".join(value_text(item) for item in value) + "]"
        case _:
            return text_of(value)
