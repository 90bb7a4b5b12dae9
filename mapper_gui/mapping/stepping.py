"""Steps: what is made of a value on its way to a target field."""

import unicodedata
from collections.abc import Callable
from functools import lru_cache

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
from mapper_gui.mapping.numbers import (
    LARGEST_WHOLE,
    WHITE_SPACE,
    read_number,
    rounded,
    trimmed,
)
from mapper_gui.mapping.result import Reason, ReasonKind, Value, text_of
from mapper_gui.mapping.scope import (
    LONGEST_TEXT,
    UNDEFINED,
    JavaScriptError,
    Scope,
    Setting,
    Walk,
    choices_in,
    reader,
)
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
    Answer,
    Found,
    State,
    attachment_link,
    found_for,
)
from mapper_gui.mapping.values import (
    ByTable,
    ChoiceTable,
    EachChoice,
    OutsideAction,
    Scalar,
    Step,
    TableStep,
)

Stepper = Callable[[Scope, Found, Walk], Found]
"""A step, prepared: it makes another value of one."""


def stepper(setting: Setting, step: Step) -> Stepper:
    """A step, prepared to be taken with many values."""
    match step:
        case ByTable():
            return _table_stepper(setting, step)
        case EachChoice():
            return _each_choice_stepper(setting, step)
        case Is(presence):
            return lambda scope, value, walk: is_so(value, presence)
        case Contains(choice):
            return lambda scope, value, walk: choice in _chosen(value)
        case Code(body):
            return lambda scope, value, walk: _code(scope, body, value, walk)
        case AttachmentLink():
            return lambda scope, value, walk: attachment_link(scope.submission, value)
        case Age():
            return _of_answered(_age_of(setting, step))
        case ToNumber():
            return _of_answered(lambda scope, value, walk: _to_number(step, value, walk))
        case YesNo(yes, no):
            return _of_answered(lambda scope, value, walk: _yes_no(yes, no, value, walk))
        case FormatDate():
            return _of_answered(lambda scope, value, walk: _format_date(step, value, walk))
        case Replace():
            return _replace_stepper(step)
        case _:
            return _text_stepper(_text_change(step))


Made = Scalar | tuple[Scalar, ...]
"""An answered value."""


def _of_answered(change: Callable[[Scope, Made, Walk], Found]) -> Stepper:
    """Absent and empty pass through untouched."""
    return lambda scope, value, walk: (
        value if isinstance(value, Answer) else change(scope, value, walk)
    )


def _text_stepper(change: Callable[[str], str]) -> Stepper:
    def step(scope: Scope, value: Found, walk: Walk) -> Found:
        if isinstance(value, str):
            return change(value) or EMPTY
        if isinstance(value, Answer):
            return value
        if isinstance(value, tuple):
            return walk.cannot_read(value, "text")
        return change(text_of(value)) or EMPTY

    return step


def _replace_stepper(step: Replace) -> Stepper:
    """Texts may grow, and several such steps would fill the memory."""
    plain, grows = _text_stepper(_text_change(step)), len(step.new) - len(step.old)
    if grows <= 0 or not step.old:
        return plain

    def replace(scope: Scope, value: Found, walk: Walk) -> Found:
        if not isinstance(value, Answer | tuple):
            text = text_of(value)
            if len(text) + grows * text.count(step.old) > LONGEST_TEXT:
                return walk.cannot_read(text, "shorter text")
        return plain(scope, value, walk)

    return replace


def _chosen(value: Found) -> list[str]:
    if isinstance(value, Answer):
        return []
    if isinstance(value, tuple):
        return [text_of(item) for item in value]
    return choices_in(text_of(value))


def _text_change(step: Step) -> Callable[[str], str]:
    match step:
        case Clean(how):
            return _CLEANUPS[how]
        case Replace(old, new, everywhere):
            count = -1 if everywhere else 1
            return lambda text: text.replace(old, new, count) if old else text
        case Characters(sets, keep):
            return lambda text: "".join([c for c in text if _is_one_of(c, sets) == keep])
        case Shorten(length):
            return lambda text: text[: max(0, length)]
        case TakeGps(part):
            place = list(GpsPart).index(part)
            return lambda text: _part_at(choices_in(text), place)
        case TakePart(separator, number):
            return lambda text: _part(text, separator, number)
    raise AssertionError(step)


def _part_at(parts: list[str], place: int) -> str:
    return parts[place] if place < len(parts) else ""


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


@lru_cache(maxsize=4096)
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


def _to_number(step: ToNumber, value: Made, walk: Walk) -> Found:
    number = None if isinstance(value, tuple) else read_number(value)
    if number is None:
        return walk.cannot_read(value, "number")
    if step.kind is NumberKind.WHOLE and isinstance(number, float):
        return walk.cannot_read(value, "whole number")
    if step.kind is NumberKind.ROUNDED:
        number = rounded(number, step.places)
    return number


def _yes_no(yes: tuple[str, ...], no: tuple[str, ...], value: Made, walk: Walk) -> Found:
    text = text_of(value)
    if text in yes:
        return True
    if text in no:
        return False
    return walk.cannot_read(value, "yes or no")


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


def _format_date(step: FormatDate, value: Made, walk: Walk) -> Found:
    moment = _moment_of(value, step.read)
    if moment is None:
        return walk.cannot_read(value, "date")
    try:
        return write_date(moment.in_zone(step.zone), step.write) or EMPTY
    except (PatternError, ValueError):  # a pattern or zone that the check refuses too
        return walk.cannot_read(value, "date pattern and time zone")


def _age_of(setting: Setting, step: Age) -> Callable[[Scope, Made, Walk], Found]:
    read = reader(setting, step.at)

    def age(scope: Scope, value: Made, walk: Walk) -> Found:
        at = read(scope, walk)
        walk.note_asked(step.at, at)
        if isinstance(at, Answer):
            walk.reason = Reason(ReasonKind.ABSENT, step.at)
            return ABSENT
        born, then = _moment_of(value, COMMCARE), _moment_of(at, COMMCARE)
        if born is None:
            return walk.cannot_read(value, "date")
        if then is None:
            return walk.cannot_read(at, "date")
        first, last = born.day_only(), then.day_only()
        match step.unit:
            case AgeUnit.YEARS:
                return whole_years(first, last)
            case AgeUnit.MONTHS:
                return whole_months(first, last)
            case AgeUnit.DAYS:
                return (last - first).days

    return age


def _code(scope: Scope, body: str, value: Found, walk: Walk) -> Found:
    if scope.javascript is None:
        walk.reason = Reason(ReasonKind.CODE_NOT_RUN)
        return ABSENT
    given: object = value
    if isinstance(value, Answer):
        given = UNDEFINED if value.state is State.ABSENT else value.value
    elif isinstance(value, tuple):
        given = list(value)
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
    return found_for(given_back) if several else EMPTY


def _is_scalar(value: object) -> bool:
    return value is None or isinstance(value, str | int | float | bool)


def _table_stepper(setting: Setting, step: ByTable) -> Stepper:
    table = setting.mapping.table(step)
    if table is None:
        return _no_table(step)
    return lambda scope, value, walk: _by_table(table, value, walk)


def _no_table(step: TableStep) -> Stepper:
    reason = Reason(ReasonKind.NO_SUCH_TABLE, choice=str(step.table))
    return lambda scope, value, walk: walk.fails(reason)


def _by_table(table: ChoiceTable, value: Found, walk: Walk) -> Found:
    if isinstance(value, Answer) and value.state is State.ABSENT:
        return value
    choice = "" if isinstance(value, Answer) else text_of(value)
    found, mapped = table.find(choice)
    if found:
        # A row whose target is null or blank makes the outcome empty, which meets the policy.
        if mapped is None or mapped == "":
            walk.reason = Reason(ReasonKind.EMPTY, choice=choice)
        return found_for(mapped)
    return value if isinstance(value, Answer) else _outside(table, choice, walk)


def _outside(table: ChoiceTable, choice: str, walk: Walk) -> Found:
    walk.note_outside(choice)
    outside = table.outside
    if outside.action is OutsideAction.KEEP:
        return found_for(choice)
    if outside.action is OutsideAction.DEFAULT:
        return found_for(outside.default)
    walk.reason = Reason(ReasonKind.OUTSIDE_TABLE, choice=choice)
    if outside.action is OutsideAction.STOP:
        walk.stopped = True
    return EMPTY


def _each_choice_stepper(setting: Setting, step: EachChoice) -> Stepper:
    table = setting.mapping.table(step)
    if table is None and step.table is not None:
        return _no_table(step)
    separator = step.separator

    def each_choice(scope: Scope, value: Found, walk: Walk) -> Found:
        if isinstance(value, Answer):
            is_empty = value.state is State.EMPTY
            return _by_table(table, value, walk) if table is not None and is_empty else value
        mapped: list[Scalar] = []
        for choice in _chosen(value):
            one = choice if table is None else _by_table(table, choice, walk)
            if not isinstance(one, Answer | tuple):
                mapped.append(one)
        if not mapped:
            return EMPTY
        if separator is None:
            return tuple(mapped)
        texts = [text_of(each) for each in mapped]
        if sum(map(len, texts)) + len(separator) * len(texts) > LONGEST_TEXT:
            return walk.cannot_read(texts[0], "shorter text")
        return separator.join(texts) or EMPTY

    return each_choice
