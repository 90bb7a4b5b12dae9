"""Conditions as JSON and back.

`{"all": [...]}`, `{"any": [...]}`, `{"not": ...}`, `{"is": "answered", "source": ...}`, and
comparisons: `{"source": ..., "=": "yes"}`, `{"source": ..., "<": {"question": "/b"}, "as": "date"}`.
"""

from typing import Any

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
from mapper_gui.mapping.document_source import decode_source, encode_source, is_source
from mapper_gui.mapping.json_cursor import Cursor
from mapper_gui.mapping.source import Source

Json = dict[str, Any]

DEEPEST = 40
"""Conditions nested deeper than this were not written by a person."""


def encode_condition(condition: Condition) -> Json:
    match condition:
        case AllOf(conditions):
            return {"all": [encode_condition(each) for each in conditions]}
        case AnyOf(conditions):
            return {"any": [encode_condition(each) for each in conditions]}
        case Not(inner):
            return {"not": encode_condition(inner)}
        case Asks(source, presence):
            return {"is": presence.value, "source": encode_source(source)}
        case Compare(source, operator, operand, read_as):
            body: Json = {"source": encode_source(source)}
            body[operator.value] = _encode_operand(operator, operand)
            if read_as is not ReadAs.TEXT:
                body["as"] = read_as.value
            return body


def _encode_operand(operator: Operator, operand: tuple[str, ...] | Source) -> Any:
    if not isinstance(operand, tuple):
        return encode_source(operand)
    return list(operand) if operator is Operator.ONE_OF else operand[0]


def decode_condition(cursor: Cursor, depth: int = 0) -> Condition:
    """The condition at this place. Raises ReadError(NOT_A_PROJECT) with the path."""
    if depth > DEEPEST:
        raise cursor.refuse(f"a condition nested at most {DEEPEST} deep")
    if cursor.has("all"):
        cursor.keys("all")
        return AllOf(cursor.many("all", lambda each: decode_condition(each, depth + 1)))
    if cursor.has("any"):
        cursor.keys("any")
        return AnyOf(cursor.many("any", lambda each: decode_condition(each, depth + 1)))
    if cursor.has("not"):
        cursor.keys("not")
        return Not(decode_condition(cursor.at("not"), depth + 1))
    if cursor.has("is"):
        cursor.keys("is", "source")
        return Asks(decode_source(cursor.at("source")), cursor.at("is").member(Presence))
    for operator in Operator:
        if cursor.has(operator.value):
            cursor.keys("source", operator.value, "as")
            read_as = cursor.optional("as", lambda each: each.member(ReadAs), ReadAs.TEXT)
            operand = _decode_operand(cursor.at(operator.value), operator)
            return Compare(decode_source(cursor.at("source")), operator, operand, read_as)
    raise cursor.refuse("a condition: all, any, not, is, or a source with a comparison")


def _decode_operand(cursor: Cursor, operator: Operator) -> tuple[str, ...] | Source:
    if is_source(cursor):
        return decode_source(cursor)
    if operator is Operator.ONE_OF:
        return tuple(each.text() for each in cursor.items())
    return (cursor.text(),)
