"""A target as JSON and back."""

from typing import Any

from mapper_gui.mapping.json_cursor import Cursor
from mapper_gui.mapping.target import FieldType, Target, TargetChoice, TargetField, TargetObject

Json = dict[str, Any]


def encode_target(target: Target) -> Json:
    return {
        "system": target.system,
        "objects": [_encode_object(item) for item in target.objects],
    }


def decode_target(cursor: Cursor) -> Target:
    cursor.keys("system", "objects")
    objects = cursor.many("objects", _decode_object)
    seen: set[str] = set()
    for index, item in enumerate(objects):
        if item.name in seen:
            place = Cursor(item.name, f"{cursor.path}/objects/{index}/name")
            raise place.refuse("a name that no other object has")
        seen.add(item.name)
    return Target(cursor.optional("system", Cursor.text, ""), objects)


def _encode_object(item: TargetObject) -> Json:
    body: Json = {"name": item.name}
    for name in ("label", "kind", "id"):
        if getattr(item, name):
            body[name] = getattr(item, name)
    body["fields"] = [_encode_field(field) for field in item.fields]
    return body


def _decode_object(cursor: Cursor) -> TargetObject:
    cursor.keys("name", "label", "kind", "id", "fields")
    return TargetObject(
        name=cursor.at("name").text(),
        label=cursor.optional("label", Cursor.text, ""),
        fields=cursor.many("fields", _decode_field),
        kind=cursor.optional("kind", Cursor.text, ""),
        id=cursor.optional("id", Cursor.text, ""),
    )


def _encode_field(field: TargetField) -> Json:
    body: Json = {"name": field.name}
    if field.label:
        body["label"] = field.label
    body["type"] = field.type.value
    if field.type_word:
        body["type_word"] = field.type_word
    if field.required:
        body["required"] = True
    if field.key:
        body["key"] = True
    if field.length is not None:
        body["length"] = field.length
    if field.choices:
        body["choices"] = [_encode_choice(choice) for choice in field.choices]
    if field.refers_to:
        body["refers_to"] = list(field.refers_to)
    if field.relationship:
        body["relationship"] = field.relationship
    if not field.writable:
        body["writable"] = False
    return body


def _decode_field(cursor: Cursor) -> TargetField:
    cursor.keys(
        "name", "label", "type", "type_word", "required", "key", "length", "choices",
        "refers_to", "relationship", "writable",
    )  # fmt: skip
    return TargetField(
        name=cursor.at("name").text(),
        label=cursor.optional("label", Cursor.text, ""),
        type=cursor.optional("type", lambda c: c.member(FieldType), FieldType.TEXT),
        type_word=cursor.optional("type_word", Cursor.text, ""),
        required=cursor.optional("required", Cursor.flag, False),
        choices=cursor.many("choices", _decode_choice),
        length=cursor.optional("length", _length, None),
        key=cursor.optional("key", Cursor.flag, False),
        refers_to=cursor.many("refers_to", Cursor.text),
        relationship=cursor.optional("relationship", Cursor.text, ""),
        writable=cursor.optional("writable", Cursor.flag, True),
    )


def _length(cursor: Cursor) -> int | None:
    return None if cursor.value is None else cursor.whole_number()


def _encode_choice(choice: TargetChoice) -> Json:
    return (
        {"value": choice.value, "label": choice.label} if choice.label else {"value": choice.value}
    )


def _decode_choice(cursor: Cursor) -> TargetChoice:
    cursor.keys("value", "label")
    return TargetChoice(cursor.at("value").text(), cursor.optional("label", Cursor.text, ""))
