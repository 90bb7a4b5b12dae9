"""The steps of a value as JSON and back: each is an object with a key of its own."""

from collections.abc import Callable, Mapping
from typing import Any

from mapper_gui.mapping.conditions import Presence
from mapper_gui.mapping.document_source import decode_source, encode_source
from mapper_gui.mapping.document_tables import decode_table_or_name, encode_table_or_name
from mapper_gui.mapping.json_cursor import Cursor
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
from mapper_gui.mapping.values import ByTable, EachChoice, Step

Json = dict[str, Any]

MOST_PLACES = 15
"""More digits after the point than a double holds say nothing."""


def encode_step(step: Step) -> Json:
    match step:
        case ByTable(table):
            return {"choice_table": encode_table_or_name(table)}
        case EachChoice(table, separator):
            each = None if table is None else encode_table_or_name(table)
            return {"each_choice": each, "join": separator}
        case Clean(how):
            return {"text": how.value}
        case Replace(old, new, everywhere):
            return {"replace": old, "with": new, "everywhere": everywhere}
        case Characters(sets, keep):
            return {"keep" if keep else "remove": [each.value for each in sets]}
        case Shorten(length):
            return {"shorten": length}
        case Contains(choice):
            return {"contains": choice}
        case Is(presence):
            return {"is": presence.value}
        case TakeGps(part):
            return {"gps": part.value}
        case TakePart(separator, number):
            return {"split": separator, "part": number}
        case FormatDate(write, read, zone):
            body: Json = {"date": {"write": write}}
            if read != COMMCARE:
                body["date"]["read"] = read
            if zone is not None:
                body["date"]["zone"] = zone
            return body
        case Age(at, unit):
            return {"age": unit.value, "at": encode_source(at)}
        case ToNumber(NumberKind.ROUNDED, places):
            return {"number": "rounded", "places": places}
        case ToNumber(kind):
            return {"number": kind.value}
        case YesNo(yes, no):
            return {"yes": list(yes), "no": list(no)}
        case AttachmentLink():
            return {"attachment": "link"}
        case Code(javascript):
            return {"code": javascript}


def decode_step(cursor: Cursor) -> Step:
    """The step at this place. Raises ReadError(NOT_A_PROJECT) with the path."""
    for key, (others, read) in _STEPS.items():
        if cursor.has(key):
            cursor.keys(key, *others)
            return read(cursor)
    raise cursor.refuse("a step, with one of the keys " + ", ".join(_STEPS))


def _choice_table(cursor: Cursor) -> Step:
    return ByTable(decode_table_or_name(cursor.at("choice_table")))


def _each_choice(cursor: Cursor) -> Step:
    table, join = cursor.at("each_choice"), cursor.at("join")
    return EachChoice(
        None if table.value is None else decode_table_or_name(table),
        None if join.value is None else join.text(),
    )


def _replace(cursor: Cursor) -> Step:
    everywhere = cursor.optional("everywhere", Cursor.flag, True)
    return Replace(cursor.at("replace").text(), cursor.at("with").text(), everywhere)


def _characters(cursor: Cursor) -> Step:
    keep = cursor.has("keep")
    sets = cursor.many("keep" if keep else "remove", lambda each: each.member(CharacterSet))
    return Characters(sets, keep)


def _shorten(cursor: Cursor) -> Step:
    length = cursor.at("shorten").whole_number()
    if length < 0:
        raise cursor.at("shorten").refuse("a length from 0")
    return Shorten(length)


def _split(cursor: Cursor) -> Step:
    number = cursor.at("part").whole_number()
    if number == 0:
        raise cursor.at("part").refuse("a number from 1, or from -1 backwards")
    return TakePart(cursor.at("split").text(), number)


def _date(cursor: Cursor) -> Step:
    date = cursor.at("date")
    date.keys("write", "read", "zone")
    zone = date.at("zone").text() if date.has("zone") else None
    return FormatDate(date.at("write").text(), date.optional("read", Cursor.text, COMMCARE), zone)


def _age(cursor: Cursor) -> Step:
    return Age(decode_source(cursor.at("at")), cursor.at("age").member(AgeUnit))


def _number(cursor: Cursor) -> Step:
    kind = cursor.at("number").member(NumberKind)
    places = cursor.optional("places", Cursor.whole_number, 0)
    if not 0 <= places <= MOST_PLACES or (places and kind is not NumberKind.ROUNDED):
        raise cursor.at("places").refuse(f"0 to {MOST_PLACES}, for a rounded number")
    return ToNumber(kind, places)


def _yes_no(cursor: Cursor) -> Step:
    return YesNo(cursor.many("yes", Cursor.text), cursor.many("no", Cursor.text))


def _attachment(cursor: Cursor) -> Step:
    if cursor.at("attachment").value != "link":
        raise cursor.at("attachment").refuse('"link"')
    return AttachmentLink()


_STEPS: Mapping[str, tuple[tuple[str, ...], Callable[[Cursor], Step]]] = {
    "choice_table": ((), _choice_table),
    "each_choice": (("join",), _each_choice),
    "text": ((), lambda c: Clean(c.at("text").member(Cleanup))),
    "replace": (("with", "everywhere"), _replace),
    "keep": ((), _characters),
    "remove": ((), _characters),
    "shorten": ((), _shorten),
    "contains": ((), lambda c: Contains(c.at("contains").text())),
    "is": ((), lambda c: Is(c.at("is").member(Presence))),
    "gps": ((), lambda c: TakeGps(c.at("gps").member(GpsPart))),
    "split": (("part",), _split),
    "date": ((), _date),
    "age": (("at",), _age),
    "number": (("places",), _number),
    "yes": (("no",), _yes_no),
    "attachment": ((), _attachment),
    "code": ((), lambda c: Code(c.at("code").text())),
}
