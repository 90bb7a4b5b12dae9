"""Why a field has no value, in one line and at length."""

from collections.abc import Iterable

from mapper_gui.mapping.blank import Blank, BlankKind, BlankReason, Build
from mapper_gui.mapping.display_conditions import AnswerRead
from mapper_gui.mapping.other_version import Sign, SignKind
from mapper_gui.mapping.result import Trace, text_of
from mapper_gui.mapping.source import QuestionSource
from mapper_gui.mapping.submission import Answer, State
from mapper_gui.mapping.xpath_values import NotEvaluated, Obstacle
from mapper_gui.wording.conditions import condition_words
from mapper_gui.wording.lists import quoted, short, whole
from mapper_gui.wording.results import reason_words
from mapper_gui.wording.sources import source_id
from mapper_gui.wording.text import tr

LONGEST_CONDITION = 300


def blank_line(blank: Blank) -> str:
    """The reasons in one line; of what is only possible it says so."""
    told = [blank_reason_words(reason, blank.build) for reason in blank.reasons]
    certain = [words for words, each in zip(told, blank.reasons, strict=True) if each.certain]
    possible = [words for words, each in zip(told, blank.reasons, strict=True) if not each.certain]
    parts = certain
    if possible:
        parts = [*certain, tr("perhaps ") + tr(", or ").join(possible)]
    return "; ".join(parts) or tr("no value")


def blank_details(blank: Blank) -> tuple[str, ...]:
    """What the reasons rest on: the display condition with each answer it depends on, what was not
    evaluated, and what would decide."""
    lines: list[str] = []
    for reason in blank.reasons:
        lines += _evidence(reason)
    if blank.look_up is not None:
        words = tr("To decide, look up the structure of {version}.")
        lines.append(words.format(version=build_words(blank.look_up)))
    return tuple(dict.fromkeys(lines))


def build_words(build: Build | None) -> str:
    """`app v18`, or the build's id where its number is not known."""
    if build is None:
        return tr("this app version")
    if build.version:
        return tr("app v{number}").format(number=short(build.version, 20))
    return tr("the app's build {id}").format(id=short(build.id, 60))


def blank_reason_words(reason: BlankReason, build: Build | None = None) -> str:
    """One reason, to stand after the field's name. Whether it is certain is not said."""
    question = whole(reason.question or "")
    source = "" if reason.source is None else source_id(reason.source)
    match reason.kind:
        case BlankKind.NOT_ASKED | BlankKind.PARENT_NOT_SHOWN:
            return _not_shown(reason)
        case BlankKind.LEFT_BLANK:
            return tr("asked and left blank: {question}").format(question=question)
        case BlankKind.CALCULATED_BLANK:
            return tr("the calculation of {question} gave nothing").format(question=question)
        case BlankKind.NOT_IN_VERSION:
            return tr("{question} is not in {version}").format(
                question=question, version=build_words(build)
            )
        case BlankKind.NOT_IN_FORM:
            return tr("the form has no question {question}").format(question=question)
        case BlankKind.UNEXPLAINED:
            return tr(
                "the submission was edited, or did not come from the app: {version} has {question} "
                "and no display condition of it is false"
            ).format(question=question, version=build_words(build))
        case BlankKind.NOT_SENT:
            return tr("{source} is not in this submission").format(source=source)
        case BlankKind.NO_CASE_BLOCK | BlankKind.NOT_IN_CASE_BLOCK:
            return _no_case(reason, source)
        case BlankKind.NO_ATTACHMENT:
            return tr("the file {name} is not among the submission's attachments").format(
                name=quoted(reason.value)
            )
        case BlankKind.RECORD_CONDITION | BlankKind.NOT_ACCEPTED:
            return _false_condition(reason)
        case BlankKind.NO_ROWS:
            return tr("{question} has no rows in this submission").format(question=question)
        case BlankKind.NOTHING_CHOSEN:
            return tr("no choice of {question} was ticked").format(question=question)
        case BlankKind.KEY_MISSING:
            return tr("{field} of the key has no value").format(field=whole(reason.field))
        case BlankKind.STOPPED:
            words = tr("{field} has no value, and its rule says not to make the record then")
            return words.format(field=whole(reason.field))
        case _:
            return _of_rule(reason)


def _not_shown(reason: BlankReason) -> str:
    shown = reason.shown
    condition = short(shown.condition if shown else "", LONGEST_CONDITION)
    if shown is not None and reason.kind is BlankKind.PARENT_NOT_SHOWN:
        words = tr("not asked: {parent} around it is shown only when {condition}")
        return words.format(parent=whole(shown.question), condition=condition)
    words = tr("not asked: {question} is shown only when {condition}")
    return words.format(question=whole(reason.question or ""), condition=condition)


def _no_case(reason: BlankReason, source: str) -> str:
    if reason.kind is BlankKind.NO_CASE_BLOCK:
        return tr("this submission has no case for {source}").format(source=source)
    return tr("the case in this submission has no {source}").format(source=source)


def _false_condition(reason: BlankReason) -> str:
    said = short(condition_words(reason.condition), LONGEST_CONDITION) if reason.condition else ""
    if reason.kind is BlankKind.NOT_ACCEPTED:
        return tr(
            "the mapping does not accept this submission; it would if {condition}"
        ).format(condition=said)  # fmt: skip
    return tr("the record's condition is false: {condition}").format(condition=said)


def _of_rule(reason: BlankReason) -> str:
    value = quoted(reason.value)
    step = tr("what is taken") if reason.step is None else tr("step {number}").format(
        number=reason.step + 1
    )  # fmt: skip
    match reason.kind:
        case BlankKind.OUTSIDE_TABLE:
            return tr("outside the choice table: {value}").format(value=value)
        case BlankKind.TABLE_GIVES_NOTHING:
            return tr("the choice table makes {value} empty").format(value=value)
        case BlankKind.STEP_CANNOT_READ:
            return tr("{step} needs a {wanted} and cannot read {value}").format(
                step=step, wanted=reason.wanted, value=value
            )
        case BlankKind.STEP_GIVES_NOTHING:
            return tr("{step} leaves nothing of {value}").format(step=step, value=value)
        case BlankKind.NO_CASE_HOLDS:
            return tr("none of the rule's conditions holds")
        case BlankKind.NO_SAMPLE_ANSWER:
            words = tr("the target is asked for {value} when the mapping runs; there is no sample")
            return words.format(value=value)
        case BlankKind.EMPTY_CELL:
            return tr("the table's row has nothing in this column")
        case _:
            return reason_words(reason.reason) if reason.reason else tr("no value")


def _evidence(reason: BlankReason) -> list[str]:
    lines: list[str] = []
    if reason.shown is not None:
        lines.append(
            tr("Display condition of {question}: {condition}").format(
                question=whole(reason.shown.question),
                condition=short(reason.shown.condition, LONGEST_CONDITION),
            )
        )
        lines += [_read_words(each) for each in reason.shown.read]
        lines += _lacking(reason.shown.not_evaluated)
    if reason.sign is not None:
        lines.append(sign_words(reason.sign))
    lines += [_asked_words(each) for each in reason.asked[:30]]
    return lines


def _read_words(read: AnswerRead) -> str:
    return _answer_words(whole(read.question), read.answer)


def _asked_words(trace: Trace) -> str:
    return _answer_words(source_id(trace.source), trace.answer)


def _answer_words(what: str, answer: Answer) -> str:
    match answer.state:
        case State.ANSWERED:
            value = quoted(text_of(answer.value))
            return tr("{what} is {value}").format(what=what, value=value)
        case State.EMPTY:
            return tr("{what} is empty").format(what=what)
        case State.ABSENT:
            return tr("{what} is not in the submission").format(what=what)


def _lacking(not_evaluated: Iterable[NotEvaluated]) -> list[str]:
    words = tr("Not evaluated: {what}")
    return [words.format(what=obstacle_words(each)) for each in not_evaluated]


def obstacle_words(lacking: NotEvaluated) -> str:
    """What keeps a display condition from being evaluated."""
    text = short(lacking.text, 120)
    words = {
        Obstacle.CASE: tr("{text}, a property of the case as it was on the phone"),
        Obstacle.USER: tr("{text}, which belongs to the user"),
        Obstacle.SESSION: tr("{text}, which belongs to the session on the phone"),
        Obstacle.LOOKUP_TABLE: tr("the lookup table {text}"),
        Obstacle.INSTANCE: tr("{text}, which is not in the form"),
        Obstacle.FUNCTION: tr("the function {text}"),
        Obstacle.PREDICATE: tr("{text}, a path with a condition in it"),
        Obstacle.SEVERAL_ROWS: tr("{text}, which stands in several rows"),
        Obstacle.NO_SUCH_QUESTION: tr("{text}, which the form does not have"),
        Obstacle.TIME: tr("{text}, a time that CommCare HQ has written anew"),
        Obstacle.AMBIGUOUS: tr("{text}, which may have been text or a number"),
        Obstacle.UNREADABLE: tr("the condition could not be read"),
    }[lacking.obstacle]
    return words.format(text=text)


def sign_words(sign: Sign) -> str:
    """Why the display conditions of the form may not be those that the submission was made with."""
    words = {
        SignKind.OTHER_XMLNS: tr("The submission is of another form."),
        SignKind.UNKNOWN_ANSWER: tr(
            "The submission may be of another version: it answers {question}, which the form does "
            "not have."
        ),
        SignKind.UNKNOWN_CHOICE: tr(
            "The submission may be of another version: {question} is {choice}, which is none of "
            "its choices."
        ),
        SignKind.ANSWER_MISSING: tr(
            "The submission may be of another version: {question}, which the form always asks, is "
            "not there."
        ),
        SignKind.SHOWN_ALL_THE_SAME: tr(
            "The submission may be of another version: {question} is there, although its display "
            "condition is false."
        ),
    }[sign.kind]
    return words.format(question=whole(sign.question), choice=quoted(sign.choice))


def question_of(reason: BlankReason) -> str:
    """The question that a reason is about; empty where it is about none."""
    if reason.question is not None:
        return str(reason.question)
    return str(reason.source.question) if isinstance(reason.source, QuestionSource) else ""
