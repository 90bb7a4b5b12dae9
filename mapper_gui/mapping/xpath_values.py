"""What an XPath expression gives, where that can be known: true, false, or not evaluated and why.

A question that is not shown is the empty text. Where an answer may have been text or number, or
today one of several days, every possibility is followed: only what all of them agree on is known.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from typing import Protocol

from mapper_gui.mapping.xpath import Any, Call, Chain, Every, Expression, Literal, Minus, Path
from mapper_gui.mapping.xpath_functions import (
    FUNCTIONS,
    OPERATORS,
    LaterText,
    Operation,
    Typed,
    as_boolean,
    as_number,
    times,
)


class Obstacle(StrEnum):
    """What keeps an expression from being evaluated; `text` of NotEvaluated names it."""

    CASE = "case"  # a property of a case
    USER = "user"
    SESSION = "session"
    LOOKUP_TABLE = "lookup_table"
    INSTANCE = "instance"  # other data beside the form
    FUNCTION = "function"
    PREDICATE = "predicate"  # a path with a condition in it
    SEVERAL_ROWS = "several_rows"
    NO_SUCH_QUESTION = "no_such_question"
    TIME = "time"  # CommCare HQ rewrites times, so that theirs in the form is not known
    AMBIGUOUS = "ambiguous"  # it depends on whether a value is text or a number, or on the day
    UNREADABLE = "unreadable"  # not of the part of XPath that is read


@dataclass(frozen=True, slots=True)
class NotEvaluated:
    obstacle: Obstacle
    text: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Every value that is possible, one where it is known; None where nothing is."""

    possible: tuple[Typed, ...] | None
    because: tuple[NotEvaluated, ...] = ()
    """Why it is not known, or why there are several."""


class Reader(Protocol):
    """Gives an expression what stands outside it."""

    def value(self, path: Path) -> Outcome: ...

    def count(self, path: Path) -> Outcome: ...

    def days(self) -> Outcome:
        """The days, as texts, that today may have been."""


def unknown(obstacle: Obstacle, text: str = "") -> Outcome:
    return Outcome(None, (NotEvaluated(obstacle, text),))


MOST_POSSIBLE = 64
_YES, _NO = Outcome((True,)), Outcome((False,))


def truth(outcome: Outcome) -> bool | None:
    """Whether it counts as true; None where the possibilities differ or nothing is known."""
    if outcome.possible is None:
        return None
    found = {as_boolean(value) for value in outcome.possible}
    return found.pop() if len(found) == 1 else None


def evaluate(expression: Expression, reader: Reader) -> Outcome:
    """What an expression gives. It never raises, whatever its paths give."""
    match expression:
        case Literal(value):
            return Outcome((value,))
        case Path():
            return reader.value(expression)
        case Every(parts):
            return _joined((evaluate(part, reader) for part in parts), decisive=False)
        case Any(parts):
            return _joined((evaluate(part, reader) for part in parts), decisive=True)
        case Minus(inner, twice):
            factor = 1 if twice else -1
            return _each([evaluate(inner, reader)], lambda v: times(as_number(v), factor), "-")
        case Chain(first, rest):
            left = evaluate(first, reader)
            for sign, operand in rest:
                operate = OPERATORS[sign]
                left = _each([left, evaluate(operand, reader)], operate, sign)
            return left
        case Call(name, arguments):
            return _call(name, arguments, reader)


def _joined(parts: Iterable[Outcome], *, decisive: bool) -> Outcome:
    """`and`, or `or` where true is decisive; every part is read, so that all answers are told."""
    because: dict[NotEvaluated, None] = {}
    found: set[bool | None] = set()
    for part in parts:
        holds = truth(part)
        found.add(holds)
        if holds is None:
            because.update(dict.fromkeys(part.because))
    if decisive in found:
        return _YES if decisive else _NO
    if None in found:
        return Outcome((True, False), tuple(because))
    return _NO if decisive else _YES


def _each(parts: list[Outcome], operate: Operation, name: str, more: str = "") -> Outcome:
    """The operation on every combination of what is possible. It gives None where it is unsure."""
    if all(part.possible is not None and len(part.possible) == 1 for part in parts):
        made = operate(*(part.possible[0] for part in parts if part.possible))
        if made is not None:
            return Outcome((made,))
    because = tuple(dict.fromkeys(reason for part in parts for reason in part.because))
    lists: list[tuple[Typed, ...]] = []
    for part in parts:
        if part.possible is None:
            return Outcome(None, because)
        lists.append(part.possible)
    if math.prod(len(each) for each in lists) > MOST_POSSIBLE:
        return Outcome(None, because)
    found: dict[tuple[type, str], Typed] = {}
    for values in product(*lists):
        made = operate(*values)
        if made is None:
            late = any(isinstance(value, LaterText) for value in values)
            lacking = NotEvaluated(Obstacle.TIME if late else Obstacle.FUNCTION, more or name)
            return Outcome(None, because or (lacking,))
        found[type(made), repr(made)] = made
    return Outcome(tuple(found.values()), because if len(found) > 1 else ())


def _call(name: str, arguments: tuple[Expression, ...], reader: Reader) -> Outcome:
    match name, arguments:
        case "true", ():
            return _YES
        case "false", ():
            return _NO
        case "today", ():
            return reader.days()
        case "count", (Path() as path,):
            return reader.count(path)
        case "if", (condition, one, other):
            return _choose([(condition, one)], other, reader)
        case "cond", _ if len(arguments) % 2 == 1:
            pairs = list(zip(arguments[0:-1:2], arguments[1::2], strict=True))
            return _choose(pairs, arguments[-1], reader)
    known = FUNCTIONS.get(name)
    if known is None or not known[0] <= len(arguments) <= known[1]:
        for argument in arguments:
            evaluate(argument, reader)  # the answers it reads are told all the same
        return unknown(Obstacle.FUNCTION, name)
    return _each([evaluate(each, reader) for each in arguments], known[2], name, f"{name}()")


def _choose(
    pairs: list[tuple[Expression, Expression]], otherwise: Expression, reader: Reader
) -> Outcome:
    possible: list[Typed] = []
    because: list[NotEvaluated] = []
    for condition, taken in pairs:
        asked = evaluate(condition, reader)
        holds = truth(asked)
        if holds is False:
            continue
        made = evaluate(taken, reader)
        because += (*asked.because, *made.because) if holds is None else made.because
        if made.possible is None:
            return Outcome(None, tuple(dict.fromkeys(because)))
        possible += made.possible
        if holds:
            return Outcome(tuple(possible), tuple(dict.fromkeys(because)))
    last = evaluate(otherwise, reader)
    because += last.because
    if last.possible is None:
        return Outcome(None, tuple(dict.fromkeys(because)))
    return Outcome((*possible, *last.possible), tuple(dict.fromkeys(because)))
