"""Values as JSON and back: what is taken, and named values with their steps."""

from typing import Any

from mapper_gui.mapping.document_conditions import DEEPEST, decode_condition, encode_condition
from mapper_gui.mapping.document_source import decode_source, encode_source
from mapper_gui.mapping.document_steps import decode_step, encode_step
from mapper_gui.mapping.document_tables import (
    decode_policy,
    decode_table,
    encode_policy,
    encode_table,
)
from mapper_gui.mapping.form import QuestionId
from mapper_gui.mapping.json_cursor import Cursor
from mapper_gui.mapping.values import (
    Case,
    Cases,
    Constant,
    Count,
    First,
    LabelCopy,
    Sum,
    Take,
    TargetLookup,
    Template,
    TemplatePart,
    Term,
    Value,
)

__all__ = (
    "decode_policy",
    "decode_source",
    "decode_step",
    "decode_table",
    "decode_take",
    "decode_value",
    "encode_policy",
    "encode_source",
    "encode_step",
    "encode_table",
    "encode_take",
    "encode_value",
)
"""Everything a field rule is written with."""

Json = dict[str, Any]


def encode_take(take: Take) -> Json:
    match take:
        case First(sources):
            return {"first": [encode_source(source) for source in sources]}
        case Constant(value, None):
            return {"constant": value}
        case Constant(value, copied) if copied is not None:
            copy: Json = {"question": copied.question, "language": copied.language}
            if copied.choice is not None:
                copy["choice"] = copied.choice
            return {"constant": value, "copied_from": copy}
        case Template(parts, missing_blank):
            body: Json = {
                "template": [p if isinstance(p, str) else encode_source(p) for p in parts]
            }
            if missing_blank:
                body["missing"] = "blank"
            return body
        case Cases(cases, otherwise):
            body = {
                "cases": [
                    {"when": encode_condition(each.when), "take": encode_take(each.take)}
                    for each in cases
                ]
            }
            if otherwise is not None:
                body["otherwise"] = encode_take(otherwise)
            return body
        case Sum(terms, missing_zero):
            body = {"sum": [_encode_term(term) for term in terms]}
            if missing_zero:
                body["missing"] = "zero"
            return body
        case Count(source):
            return {"count": encode_source(source)}
        case TargetLookup(object_name, field, equals, wanted):
            return {
                "lookup": {"object": object_name, "where": field, "take": wanted},
                "equals": encode_source(equals),
            }
    raise AssertionError(take)


def decode_take(cursor: Cursor, depth: int = 0) -> Take:
    """The take at this place. Raises ReadError(NOT_A_PROJECT) with the path."""
    if depth > DEEPEST:
        raise cursor.refuse(f"values nested at most {DEEPEST} deep")
    if cursor.has("first"):
        cursor.keys("first")
        return First(cursor.many("first", decode_source))
    if cursor.has("constant"):
        cursor.keys("constant", "copied_from")
        copied = cursor.optional("copied_from", _decode_copy, None)
        return Constant(cursor.at("constant").scalar(), copied)
    if cursor.has("template"):
        cursor.keys("template", "missing")
        missing = cursor.optional("missing", Cursor.text, "absent")
        if missing not in ("absent", "blank"):
            raise cursor.at("missing").refuse('"absent" or "blank"')
        return Template(cursor.many("template", _decode_part), missing == "blank")
    if cursor.has("cases"):
        cursor.keys("cases", "otherwise")
        otherwise = (
            decode_take(cursor.at("otherwise"), depth + 1) if cursor.has("otherwise") else None
        )
        return Cases(cursor.many("cases", lambda each: _decode_case(each, depth + 1)), otherwise)
    if cursor.has("sum"):
        cursor.keys("sum", "missing")
        missing = cursor.optional("missing", Cursor.text, "absent")
        if missing not in ("absent", "zero"):
            raise cursor.at("missing").refuse('"absent" or "zero"')
        return Sum(cursor.many("sum", _decode_term), missing == "zero")
    if cursor.has("count"):
        cursor.keys("count")
        return Count(decode_source(cursor.at("count")))
    if cursor.has("lookup"):
        cursor.keys("lookup", "equals")
        asked = cursor.at("lookup")
        asked.keys("object", "where", "take")
        return TargetLookup(
            asked.at("object").text(),
            asked.at("where").text(),
            decode_source(cursor.at("equals")),
            asked.at("take").text(),
        )
    raise cursor.refuse("a value: first, constant, template, cases, sum, count or lookup")


def _decode_case(cursor: Cursor, depth: int) -> Case:
    cursor.keys("when", "take")
    return Case(decode_condition(cursor.at("when")), decode_take(cursor.at("take"), depth))


def _encode_term(term: Term) -> Json:
    return {"minus" if term.minus else "plus": encode_source(term.source)}


def _decode_term(cursor: Cursor) -> Term:
    minus = cursor.has("minus")
    cursor.keys("minus" if minus else "plus")
    return Term(decode_source(cursor.at("minus" if minus else "plus")), minus)


def _decode_copy(cursor: Cursor) -> LabelCopy | None:
    if cursor.value is None:
        return None
    cursor.keys("question", "language", "choice")
    choice = cursor.at("choice").text() if cursor.has("choice") else None
    question = QuestionId(cursor.at("question").text())
    return LabelCopy(question, cursor.at("language").text(), choice)


def _decode_part(cursor: Cursor) -> TemplatePart:
    return cursor.value if isinstance(cursor.value, str) else decode_source(cursor)


def encode_value(value: Value) -> Json:
    """A named value."""
    body: Json = {"take": encode_take(value.take)}
    if value.then:
        body["then"] = [encode_step(step) for step in value.then]
    return body


def decode_value(cursor: Cursor) -> Value:
    cursor.keys("take", "then")
    return Value(decode_take(cursor.at("take")), cursor.many("then", decode_step))
