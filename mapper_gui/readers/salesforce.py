"""Salesforce objects, from the answer of `describe` (runners page 6).

Taken: one describe, the `{status, result}` of `sf sobject describe --json`, a list of either, and
`{"sobjects": [...]}` or `{"results": [...]}` of full ones.
"""

from collections.abc import Iterator

from mapper_gui.mapping.errors import ReadError, ReadKind
from mapper_gui.mapping.found import Found
from mapper_gui.mapping.target import (
    FieldType,
    Target,
    TargetChoice,
    TargetField,
    TargetObject,
    TargetWarning,
)
from mapper_gui.readers.json_text import Json, as_dict, as_length, as_list, as_text, as_value
from mapper_gui.readers.target_reading import (
    TargetReading,
    Warnings,
    with_choices_once,
    with_names_once,
)

SYSTEM = "Salesforce"

_TYPES = {
    "string": FieldType.TEXT,
    "textarea": FieldType.TEXT,
    "encryptedstring": FieldType.TEXT,
    "email": FieldType.TEXT,
    "phone": FieldType.TEXT,
    "url": FieldType.TEXT,
    "id": FieldType.TEXT,
    "picklist": FieldType.CHOICE,
    "combobox": FieldType.CHOICE,
    "multipicklist": FieldType.MULTIPLE_CHOICE,
    "boolean": FieldType.BOOLEAN,
    "double": FieldType.NUMBER,
    "currency": FieldType.NUMBER,
    "percent": FieldType.NUMBER,
    "int": FieldType.INTEGER,
    "long": FieldType.INTEGER,
    "date": FieldType.DATE,
    "datetime": FieldType.DATETIME,
    "time": FieldType.TIME,
    "reference": FieldType.REFERENCE,
}


def is_salesforce(value: Json) -> bool:
    """Whether the JSON is one of the shapes above, or Salesforce's list of objects."""
    if isinstance(value, list):
        return any(is_salesforce(item) for item in value[:10])
    inside = as_dict(value)
    if _is_describe(inside):
        return True
    if isinstance(inside.get("sobjects"), list):
        return True
    if isinstance(inside.get("results"), list):
        return any(_is_describe(as_dict(as_dict(r).get("result"))) for r in inside["results"][:10])
    return "status" in inside and is_salesforce(inside.get("result"))


def _is_describe(item: dict[str, Json]) -> bool:
    fields = item.get("fields")
    return (
        isinstance(item.get("name"), str)
        and isinstance(fields, list)
        and any("name" in as_dict(f) and "type" in as_dict(f) for f in fields[:10])
    )


def read_salesforce(value: Json, **facts: object) -> TargetReading:
    """The objects of one or more describes.

    Raises ReadError NOT_A_TARGET with `found` DESCRIBE_GLOBAL when the objects have no fields.
    """
    warnings = Warnings()
    described = list(_describes(value))
    objects = [
        _object(item, warnings) for item in described if isinstance(item.get("fields"), list)
    ]
    if not any(item.fields for item in objects):
        found = Found.DESCRIBE_GLOBAL if described else Found.NO_FIELDS
        raise ReadError(ReadKind.NOT_A_TARGET, found=found, system=SYSTEM, **facts)
    for item in described:
        if not isinstance(item.get("fields"), list):
            warnings.add(TargetWarning.DAMAGED_ENTRY, what="object", object=as_text(item["name"]))
    target = Target(SYSTEM, with_names_once(objects, warnings))
    return TargetReading(target, tuple(warnings.found))


def _describes(value: Json) -> Iterator[dict[str, Json]]:
    if isinstance(value, list):
        for item in value:
            yield from _describes(item)
        return
    item = as_dict(value)
    for name in ("result", "sobjects", "results"):
        if isinstance(item.get(name), (dict, list)):
            yield from _describes(item[name])
            return
    if as_text(item.get("name")):
        yield item


def _object(item: dict[str, Json], warnings: Warnings) -> TargetObject:
    name = as_text(item["name"])
    fields: dict[str, TargetField] = {}
    damaged = 0
    for entry in item["fields"]:
        described = as_dict(entry)
        field_name = as_text(described.get("name"))
        if not field_name:
            damaged += 1
        elif field_name in fields:
            warnings.add(TargetWarning.DUPLICATE_FIELD, object=name, field=field_name)
        else:
            fields[field_name] = _field(field_name, described, name, warnings)
    if damaged:
        warnings.add(TargetWarning.DAMAGED_ENTRY, what="field", object=name, count=damaged)
    return TargetObject(name, as_text(item.get("label")), tuple(fields.values()), kind="object")


def _field(name: str, item: dict[str, Json], object_name: str, warnings: Warnings) -> TargetField:
    word = as_text(item.get("type"))
    field_type = _TYPES.get(word.lower(), FieldType.OTHER)
    # A file that was cut down by hand may lack these; only what it says is held against a field.
    createable = item.get("createable") is not False
    writable = createable or item.get("updateable") is True
    required = (
        item.get("nillable") is False
        and item.get("defaultedOnCreate") is not True
        and createable
        and field_type is not FieldType.BOOLEAN
    )
    return TargetField(
        name=name,
        label=as_text(item.get("label")),
        type=field_type,
        type_word=word,
        required=required,
        choices=_choices(item, object_name, name, warnings),
        length=as_length(item.get("length")),
        key=any(item.get(flag) is True for flag in ("externalId", "idLookup", "unique")),
        refers_to=tuple(text for text in map(as_text, as_list(item.get("referenceTo"))) if text),
        # A record is found by its Id, so that a rule may give it although it is never written.
        writable=writable or word.lower() == "id",
        relationship=as_text(item.get("relationshipName")),
    )


def _choices(
    item: dict[str, Json], object_name: str, name: str, warnings: Warnings
) -> tuple[TargetChoice, ...]:
    entries = [as_dict(entry) for entry in as_list(item.get("picklistValues"))]
    choices = [
        TargetChoice(as_value(entry.get("value")), as_text(entry.get("label")))
        for entry in entries
        if entry.get("active") is not False and as_value(entry.get("value"))
    ]
    return with_choices_once(choices, warnings, object=object_name, field=name)
