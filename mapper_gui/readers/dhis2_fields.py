"""The fields of DHIS2 objects: those DHIS2 itself needs, attributes and data elements."""

from typing import Any

from mapper_gui.mapping.target import FieldType, TargetChoice, TargetField, TargetWarning
from mapper_gui.readers.dhis2_metadata import Item, Metadata
from mapper_gui.readers.json_text import as_dict, as_text, as_value
from mapper_gui.readers.target_reading import Warnings, with_choices_once

_TYPES = {
    "TEXT": FieldType.TEXT,
    "LONG_TEXT": FieldType.TEXT,
    "LETTER": FieldType.TEXT,
    "PHONE_NUMBER": FieldType.TEXT,
    "EMAIL": FieldType.TEXT,
    "USERNAME": FieldType.TEXT,
    "URL": FieldType.TEXT,
    "NUMBER": FieldType.NUMBER,
    "UNIT_INTERVAL": FieldType.NUMBER,
    "PERCENTAGE": FieldType.NUMBER,
    "INTEGER": FieldType.INTEGER,
    "INTEGER_POSITIVE": FieldType.INTEGER,
    "INTEGER_NEGATIVE": FieldType.INTEGER,
    "INTEGER_ZERO_OR_POSITIVE": FieldType.INTEGER,
    "BOOLEAN": FieldType.BOOLEAN,
    "TRUE_ONLY": FieldType.BOOLEAN,
    "DATE": FieldType.DATE,
    "AGE": FieldType.DATE,  # sent as the date of birth
    "DATETIME": FieldType.DATETIME,
    "TIME": FieldType.TIME,
    "ORGANISATION_UNIT": FieldType.REFERENCE,
    "TRACKER_ASSOCIATE": FieldType.REFERENCE,
    "REFERENCE": FieldType.REFERENCE,
    "MULTI_TEXT": FieldType.MULTIPLE_CHOICE,
    "COORDINATE": FieldType.OTHER,
    "GEOJSON": FieldType.OTHER,
    "FILE_RESOURCE": FieldType.OTHER,
    "IMAGE": FieldType.OTHER,
}

_PLACES = frozenset({"POINT", "POLYGON", "MULTI_POLYGON"})
_UID_LENGTH = 11


def label_of(item: Item) -> str:
    """The name people see, in the language of the user who exported it where that is given."""
    for name in ("displayName", "name", "displayFormName", "formName", "shortName"):
        if text := as_text(item.get(name)):
            return text
    return ""


def is_known(item: Item) -> bool:
    """Whether the file says what an attribute or data element is, and not its id alone."""
    return bool(as_text(item.get("id")) and (label_of(item) or as_text(item.get("valueType"))))


def has_place(item: Item) -> bool:
    """Whether a program, stage or tracked entity type takes a `geometry`."""
    return as_text(item.get("featureType")) in _PLACES


def made_by_dhis2(name: str, label: str) -> TargetField:
    """The id of the record itself: DHIS2 makes one where none is sent, and finds records by it."""
    return TargetField(name, label, type_word="UID", length=_UID_LENGTH, key=True)


def org_unit() -> TargetField:
    """The organisation unit, by id; every tracker record needs one."""
    return TargetField(
        "orgUnit",
        "Organisation unit",
        FieldType.REFERENCE,
        "ORGANISATION_UNIT",
        required=True,
        refers_to=("organisationUnit",),
    )


def when(name: str, label: str, *, required: bool = False) -> TargetField:
    """A date, with or without time."""
    return TargetField(name, label, FieldType.DATETIME, "DATETIME", required=required)


def status(words: tuple[str, ...]) -> TargetField:
    """A status of a fixed list; DHIS2 takes ACTIVE where none is sent."""
    choices = tuple(TargetChoice(word) for word in words)
    return TargetField("status", "Status", FieldType.CHOICE, "ENUM", choices=choices)


def geometry() -> TargetField:
    """A GeoJSON geometry."""
    return TargetField("geometry", "Geometry", FieldType.OTHER, "GEOJSON")


def reference(name: str, label: str, to: str) -> TargetField:
    """The id of another object of the same program."""
    return TargetField(name, label, FieldType.REFERENCE, "UID", required=True, refers_to=(to,))


def the_one(name: str, label: str, value: str, called: str, *, required: bool) -> TargetField:
    """A field that takes one value in this object: the id of its program, stage, type or set."""
    choices = (TargetChoice(value, called),) if value else ()
    field_type = FieldType.CHOICE if choices else FieldType.TEXT
    return TargetField(name, label, field_type, "UID", required=required, choices=choices)


def value_field(
    item: Item, *, required: bool, object_name: str, metadata: Metadata, warnings: Warnings
) -> TargetField | None:
    """The field for an attribute or data element; None where it has no id, since then nothing can
    be sent. Both that and an id that nothing else is known of are a warning.
    """
    name, label = as_text(item.get("id")), label_of(item)
    word = as_text(item.get("valueType"))
    if not name or not is_known(item):
        warnings.add(TargetWarning.MISSING_ELEMENT, object=object_name, id=name, label=label)
    if not name:
        return None
    if not is_known(item):
        return TargetField(name, type=FieldType.OTHER, required=required)
    field_type = _TYPES.get(word.upper(), FieldType.TEXT if not word else FieldType.OTHER)
    choices: tuple[TargetChoice, ...] = ()
    if as_dict(item.get("optionSet")) or isinstance(item.get("optionSet"), str):
        if field_type is not FieldType.MULTIPLE_CHOICE:
            field_type = FieldType.CHOICE
        choices = _choices(item, object_name, name, metadata, warnings)
    elif word == "TRUE_ONLY":
        choices = (TargetChoice("true"),)
    return TargetField(
        name,
        label,
        field_type,
        word,
        required,
        choices,
        key=item.get("unique") is True,
        refers_to=("organisationUnit",) if word == "ORGANISATION_UNIT" else (),
    )


def _choices(
    item: Item, object_name: str, name: str, metadata: Metadata, warnings: Warnings
) -> tuple[TargetChoice, ...]:
    where: dict[str, Any] = {"object": object_name, "field": name}
    option_set = item["optionSet"]
    options = metadata.options(option_set)
    if options is None:
        set_id = as_text(
            as_dict(option_set).get("id") if isinstance(option_set, dict) else option_set
        )
        warnings.add(TargetWarning.MISSING_OPTION_SET, id=set_id, **where)
        return ()
    choices = []
    for option in options:
        if code := as_value(option.get("code")):
            choices.append(TargetChoice(code, label_of(option)))
        else:
            text = label_of(option) or as_text(option.get("id"))
            warnings.add(TargetWarning.OPTION_WITHOUT_CODE, text=text, **where)
    return with_choices_once(choices, warnings, **where)
