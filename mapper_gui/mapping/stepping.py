"""Taking a value through its steps."""

import unicodedata
from collections.abc import Callable

from mapper_gui.mapping.asking import is_so
from mapper_gui.mapping.dates import (
    Moment,
    PatternError,
    read_commcare_date,
    read_date,
    whole_months,
    whole_years,
    write_date,
)
from mapper_gui.mapping.emoji import is_emoji
from mapper_gui.mapping.making import (
    UNDEFINED,
    JavaScriptError,
    Scope,
    Walk,
    choices_in,
    read,
    take_value,
)
from mapper_gui.mapping.numbers import (
    LARGEST_WHOLE,
    WHITE_SPACE,
    read_number,
    rounded,
    trimmed,
)
from mapper_gui.mapping.result import Reason, ReasonKind, Trace, Value, text_of
from mapper_gui.mapping.steps import (
    COMMCARE,
    Age,
    AgeUnit,
    AttachmentLink,
    Characters,
    CharacterSet,
    Clean,
    Cleanup,
    Code,
    Contains,
    FormatDate,
    GpsPart,
    Is,
    NumberKind,
    Replace,
    Shorten,
    TakeGps,
    TakePart,
    ToNumber,
    YesNo,
)
from mapper_gui.mapping.submission import (
    ABSENT,
    EMPTY,
    NULL,
    Answer,
    State,
    answered,
    attachment_link,
)
from mapper_gui.mapping.values import (
    ByTable,
    ChoiceTable,
    EachChoice,
    OutsideAction,
    Scalar,
    Step,
    Take,
)


def make(scope: Scope, take: Take, then: tuple[Step, ...], walk: Walk) -> Answer:
    """The value that a take and its steps give."""
    value = take_value(scope, take, walk)
    walk.stages.append(value)
    if then and value.state is State.ANSWERED and value.value is None:
        value = NULL  # a null that goes through steps is an empty value like others
    for number, step in enumerate(then):
        walk.step = number
        value = _step(scope, step, value, walk)
        walk.stages.append(value)
    walk.step = None
    return value


def _step(scope: Scope, step: Step, value: Answer, walk: Walk) -> Answer:
    match step:
        case ByTable() | EachChoice():
            return _table_step(scope, step, value, walk)
        case Is(presence):
            return Answer(State.ANSWERED, is_so(value, presence))
        case Contains(choice):
            return Answer(State.ANSWERED, choice in _chosen(value))
        case Code(body):
            return _code(scope, body, value, walk)
        case _ if value.state is not State.ANSWERED:
            return value
        case AttachmentLink():
            return attachment_link(scope.submission, value)
        case Age():
            return _age(scope, step, value, walk)
        case ToNumber():
            return _to_number(step, value, walk)
        case YesNo(yes, no):
            return _yes_no(yes, no, value, walk)
        case FormatDate():
            return _format_date(step, value, walk)
        case _:
            if isinstance(value.value, tuple):
                return walk.cannot_read(value.value, "text")
            return answered(_text_step(step, text_of(value.value)))


def _chosen(value: Answer) -> list[str]:
    if value.state is not State.ANSWERED:
        return []
    if isinstance(value.value, tuple):
        return [text_of(item) for item in value.value]
    return choices_in(text_of(value.value))


def _text_step(step: Step, text: str) -> str:
    match step:
        case Clean(how):
            return _CLEANUPS[how](text)
        case Replace(old, new, everywhere):
            return text.replace(old, new, -1 if everywhere else 1) if old else text
        case Characters(sets, keep):
            return "".join(char for char in text if _is_one_of(char, sets) == keep)
        case Shorten(length):
            return text[: max(0, length)]
        case TakeGps(part):
            parts = choices_in(text)
            place = list(GpsPart).index(part)
            return parts[place] if place < len(parts) else ""
        case TakePart(separator, number):
            return _part(text, separator, number)
    raise AssertionError(step)


def _part(text: str, separator: str, number: int) -> str:
    parts = text.split(separator) if separator else [text]
    place = number - 1 if number > 0 else len(parts) + number
    return parts[place] if number != 0 and 0 <= place < len(parts) else ""


def _first_capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _title(text: str) -> str:
    return " ".join(_first_capital(word) for word in text.lower().split(" "))


_CLEANUPS: dict[Cleanup, Callable[[str], str]] = {
    Cleanup.TRIM: trimmed,
    Cleanup.UPPER: str.upper,
    Cleanup.LOWER: str.lower,
    Cleanup.FIRST_CAPITAL: _first_capital,
    Cleanup.TITLE: _title,
    Cleanup.UNDERSCORES: lambda text: text.replace("_", " "),
}


def _is_one_of(char: str, sets: tuple[CharacterSet, ...]) -> bool:
    return any(_is_in(char, each) for each in sets)


def _is_in(char: str, characters: CharacterSet) -> bool:
    match characters:
        case CharacterSet.DIGITS:
            return char.isascii() and char.isdigit()
        case CharacterSet.LETTERS:
            return unicodedata.category(char).startswith("L")
        case CharacterSet.SPACES:
            return char in WHITE_SPACE
        case CharacterSet.PUNCTUATION:
            return char.isascii() and char.isprintable() and not char.isalnum() and char != " "
        case CharacterSet.EMOJI:
            return is_emoji(char)


def _to_number(step: ToNumber, value: Answer, walk: Walk) -> Answer:
    number = None if isinstance(value.value, tuple) else read_number(value.value)
    if number is None:
        return walk.cannot_read(value.value, "number")
    if step.kind is NumberKind.WHOLE and isinstance(number, float):
        return walk.cannot_read(value.value, "whole number")
    if step.kind is NumberKind.ROUNDED:
        number = rounded(number, step.places)
    return Answer(State.ANSWERED, number)


def _yes_no(yes: tuple[str, ...], no: tuple[str, ...], value: Answer, walk: Walk) -> Answer:
    text = text_of(value.value)
    if text in yes:
        return Answer(State.ANSWERED, True)
    if text in no:
        return Answer(State.ANSWERED, False)
    return walk.cannot_read(value.value, "yes or no")


def _moment_of(value: Value, pattern: str) -> Moment | None:
    if isinstance(value, tuple):
        return None
    text = trimmed(text_of(value))
    if pattern == COMMCARE:
        return read_commcare_date(text)
    try:
        return read_date(text, pattern)
    except PatternError:
        return None


def _format_date(step: FormatDate, value: Answer, walk: Walk) -> Answer:
    moment = _moment_of(value.value, step.read)
    if moment is None:
        return walk.cannot_read(value.value, "date")
    try:
        return answered(write_date(moment.in_zone(step.zone), step.write))
    except (PatternError, ValueError):  # a pattern or zone that the check refuses too
        return walk.cannot_read(value.value, "date pattern and time zone")


def _age(scope: Scope, step: Age, value: Answer, walk: Walk) -> Answer:
    at = read(scope, step.at, walk)
    walk.asked.append(Trace(step.at, at))
    if at.state is not State.ANSWERED:
        walk.reason = Reason(ReasonKind.ABSENT, step.at)
        return ABSENT
    born, then = _moment_of(value.value, COMMCARE), _moment_of(at.value, COMMCARE)
    if born is None:
        return walk.cannot_read(value.value, "date")
    if then is None:
        return walk.cannot_read(at.value, "date")
    first, last = born.day_only(), then.day_only()
    match step.unit:
        case AgeUnit.YEARS:
            return Answer(State.ANSWERED, whole_years(first, last))
        case AgeUnit.MONTHS:
            return Answer(State.ANSWERED, whole_months(first, last))
        case AgeUnit.DAYS:
            return Answer(State.ANSWERED, (last - first).days)


def _code(scope: Scope, body: str, value: Answer, walk: Walk) -> Answer:
    if scope.javascript is None:
        walk.reason = Reason(ReasonKind.CODE_NOT_RUN)
        return ABSENT
    given: object = UNDEFINED
    if value.state is not State.ABSENT:
        given = list(value.value) if isinstance(value.value, tuple) else value.value
    row = [*scope.rows.values()][-1].node if scope.rows else None
    try:
        made = scope.javascript.run(body, given, scope.submission.body, row)
    except JavaScriptError as error:
        reason = Reason(ReasonKind.CODE_FAILED, choice=error.said, fault=error.fault)
        return walk.fails(reason)
    if made is UNDEFINED:
        return ABSENT
    several = made if isinstance(made, list) else [made]
    if not all(_is_scalar(item) for item in several):
        shown = "[...]" if isinstance(made, list) else "{...}"
        return walk.cannot_read(shown, "text, number, yes or no")
    given_back = tuple(made) if isinstance(made, list) else made
    if any(isinstance(item, int | float) and abs(item) > LARGEST_WHOLE for item in several):
        return walk.cannot_read(given_back, "number")
    return answered(given_back) if several else EMPTY


def _is_scalar(value: object) -> bool:
    return value is None or isinstance(value, str | int | float | bool)


def _table_step(scope: Scope, step: ByTable | EachChoice, value: Answer, walk: Walk) -> Answer:
    table = scope.mapping.table(step)
    if table is None and step.table is not None:
        return walk.fails(Reason(ReasonKind.NO_SUCH_TABLE, choice=str(step.table)))
    match step:
        case ByTable():
            assert table is not None
            return _by_table(table, value, walk)
        case EachChoice():
            return _each_choice(table, step.separator, value, walk)


def _by_table(table: ChoiceTable, value: Answer, walk: Walk) -> Answer:
    if value.state is State.ABSENT:
        return value
    choice = "" if value.state is State.EMPTY else text_of(value.value)
    found, mapped = table.find(choice)
    if found:
        # A row whose target is null or blank makes the outcome empty, which meets the policy.
        if mapped is None or mapped == "":
            walk.reason = Reason(ReasonKind.EMPTY, choice=choice)
        return answered(mapped)
    if value.state is State.EMPTY:
        return value
    return _outside(table, choice, walk)


def _outside(table: ChoiceTable, choice: str, walk: Walk) -> Answer:
    walk.outside.append(choice)
    outside = table.outside
    if outside.action is OutsideAction.KEEP:
        return answered(choice)
    if outside.action is OutsideAction.DEFAULT:
        return answered(outside.default)
    walk.reason = Reason(ReasonKind.OUTSIDE_TABLE, choice=choice)
    if outside.action is OutsideAction.STOP:
        walk.stopped = True
    return EMPTY


def _each_choice(
    table: ChoiceTable | None, separator: str | None, value: Answer, walk: Walk
) -> Answer:
    if value.state is not State.ANSWERED:
        return _by_table(table, value, walk) if table and value.state is State.EMPTY else value
    mapped: list[Scalar] = []
    for choice in _chosen(value):
        if table is None:
            mapped.append(choice)
            continue
        one = _by_table(table, Answer(State.ANSWERED, choice), walk)
        if one.state is State.ANSWERED and not isinstance(one.value, tuple):
            mapped.append(one.value)
    if not mapped:
        return EMPTY
    if separator is None:
        return Answer(State.ANSWERED, tuple(mapped))
    return answered(separator.join(text_of(item) for item in mapped))
