"""Conditions in words: "/hh/sex is “f” and /age is at least 5"."""

from mapper_gui.mapping.conditions import (
    AllOf,
    AnyOf,
    Asks,
    Compare,
    Condition,
    Not,
    Operator,
    Presence,
    ReadAs,
)
from mapper_gui.wording.sources import source_id
from mapper_gui.wording.text import tr


def condition_words(condition: Condition) -> str:
    """A condition as part of a sentence that begins with "when"."""
    match condition:
        case AllOf(()):
            return tr("always")
        case AnyOf(()):
            return tr("never")
        case AllOf(conditions):
            return tr(" and ").join(_inside(each) for each in conditions)
        case AnyOf(conditions):
            return tr(" or ").join(_inside(each) for each in conditions)
        case Not(Compare() | Asks() as inner):
            return _line_words(inner, negated=True)
        case Not(inner):
            return tr("not ({condition})").format(condition=condition_words(inner))
        case Compare() | Asks():
            return _line_words(condition, negated=False)


def _inside(condition: Condition) -> str:
    words = condition_words(condition)
    several = isinstance(condition, AllOf | AnyOf) and len(condition.conditions) > 1
    return f"({words})" if several else words


def presence_words(presence: Presence) -> str:
    """What is asked, with `{source}` to be filled in."""
    return {
        Presence.THERE: tr("{source} is there"),
        Presence.ANSWERED: tr("{source} is answered"),
        Presence.EMPTY: tr("{source} is empty"),
    }[presence]


def operator_words(operator: Operator) -> str:
    """A comparison, between its two sides."""
    return {
        Operator.EQUAL: tr("is"),
        Operator.NOT_EQUAL: tr("is not"),
        Operator.LESS: tr("is less than"),
        Operator.AT_MOST: tr("is at most"),
        Operator.GREATER: tr("is greater than"),
        Operator.AT_LEAST: tr("is at least"),
        Operator.ONE_OF: tr("is one of"),
        Operator.CONTAINS: tr("contains"),
        Operator.BEGINS: tr("begins with"),
        Operator.ENDS: tr("ends with"),
        Operator.HAS_CHOICE: tr("contains the choice"),
    }[operator]


def read_as_words(read_as: ReadAs) -> str:
    return {
        ReadAs.TEXT: tr("as text"),
        ReadAs.NUMBER: tr("as number"),
        ReadAs.DATE: tr("as date"),
    }[read_as]


def how_words(how: Operator | Presence, negated: bool = False) -> str:
    """What is asked of a source: "is at least", "is answered", negated "does not contain"."""
    if not negated:
        if isinstance(how, Presence):
            return presence_words(how).format(source="").strip()
        return operator_words(how)
    return {
        Operator.EQUAL: tr("is not"),
        Operator.NOT_EQUAL: tr("is"),
        Operator.LESS: tr("is not less than"),
        Operator.AT_MOST: tr("is not at most"),
        Operator.GREATER: tr("is not greater than"),
        Operator.AT_LEAST: tr("is not at least"),
        Operator.ONE_OF: tr("is not one of"),
        Operator.CONTAINS: tr("does not contain"),
        Operator.BEGINS: tr("does not begin with"),
        Operator.ENDS: tr("does not end with"),
        Operator.HAS_CHOICE: tr("does not contain the choice"),
        Presence.THERE: tr("is not there"),
        Presence.ANSWERED: tr("is not answered"),
        Presence.EMPTY: tr("is not empty"),
    }[how]


def _line_words(condition: Compare | Asks, *, negated: bool) -> str:
    source = source_id(condition.source)
    if isinstance(condition, Asks):
        return f"{source} {how_words(condition.presence, negated)}"
    operand = condition.operand
    if isinstance(operand, tuple):
        side = ", ".join(tr("“{text}”").format(text=text) for text in operand)
    else:
        side = source_id(operand)
    words = f"{source} {how_words(condition.operator, negated)} {side}"
    if condition.read_as is ReadAs.TEXT:
        return words
    return f"{words} ({read_as_words(condition.read_as)})"
