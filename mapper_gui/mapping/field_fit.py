"""Whether a target field takes a value: its list of values, its type, its length."""

import re
from datetime import date
from enum import StrEnum

from mapper_gui.mapping.result import ReferenceTo, Value, text_of
from mapper_gui.mapping.target import FieldType, TargetField
from mapper_gui.mapping.values import Scalar

_WHOLE = re.compile(r"-?\d+", re.ASCII)
_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
_CLOCK = r"([01]\d|2[0-3]):[0-5]\d"
_DATE = re.compile(rf"\d{{4}}-\d\d-\d\d([T ]{_CLOCK}.*)?", re.ASCII)
_TIME = re.compile(rf"{_CLOCK}.*", re.ASCII)
_FLAGS = frozenset({"true", "false", "yes", "no", "1", "0"})
TEXTS = frozenset({FieldType.TEXT, FieldType.CHOICE, FieldType.REFERENCE, FieldType.OTHER})
"""The types whose length is counted in characters."""


class Misfit(StrEnum):
    """Why a target would refuse a value."""

    NOT_A_CHOICE = "not_a_choice"
    WRONG_TYPE = "wrong_type"
    TOO_LONG = "too_long"


def misfit(field: TargetField, value: Value | ReferenceTo) -> Misfit | None:
    """Why the field would refuse a value that is written; null and blank are never refused."""
    if isinstance(value, ReferenceTo):
        return None  # how long an id is, the referred object's own field says
    values = value if isinstance(value, tuple) else (value,)
    for each in values:
        if each is None or each == "":
            continue
        if field.choices:
            if not is_choice(field, each):
                return Misfit.NOT_A_CHOICE
            continue
        if not is_of_type(field.type, each):
            return Misfit.WRONG_TYPE
        if (
            field.length is not None
            and field.type in TEXTS
            and isinstance(each, str)
            and len(each) > field.length
        ):
            return Misfit.TOO_LONG
    return None


def is_choice(field: TargetField, value: Scalar) -> bool:
    """Whether a value is one of those that the field lists."""
    known = {choice.value for choice in field.choices}
    text = text_of(value)
    if text in known:
        return True
    if field.type is FieldType.BOOLEAN or isinstance(value, bool):
        return text.lower() in {choice.lower() for choice in known}
    if field.type is FieldType.MULTIPLE_CHOICE:
        return any(all(one.strip() in known for one in text.split(separator)) for separator in ";,")
    return False


def is_of_type(field_type: FieldType, value: Scalar) -> bool:
    """Whether a value can be read as what a field of this type takes."""
    text = text_of(value).strip()
    match field_type:
        case FieldType.INTEGER:
            return not isinstance(value, bool) and _WHOLE.fullmatch(text) is not None
        case FieldType.NUMBER:
            return not isinstance(value, bool) and _NUMBER.fullmatch(text) is not None
        case FieldType.BOOLEAN:
            return text.lower() in _FLAGS
        case FieldType.DATE | FieldType.DATETIME:
            return isinstance(value, str) and _DATE.fullmatch(text) is not None and _is_day(text)
        case FieldType.TIME:
            return isinstance(value, str) and _TIME.fullmatch(text) is not None
        case _:
            return True


def _is_day(text: str) -> bool:
    """Whether the calendar has the day that a text begins with."""
    try:
        date.fromisoformat(text[:10])
    except ValueError:
        return False
    return True


def meant_choice(field: TargetField, value: Scalar) -> str | None:
    """The target's value that is called this, or differs in case and spaces only."""
    text = text_of(value).strip().casefold()
    for choice in field.choices:
        if text in (choice.label.strip().casefold(), choice.value.strip().casefold()):
            return choice.value
    return None
