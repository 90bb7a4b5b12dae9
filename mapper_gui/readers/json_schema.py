"""Target fields from a JSON Schema (draft 4 to 2020-12), or the schemas of an OpenAPI document.

An object's properties are its fields. A nested object's properties are fields with dotted names; a
list of objects is an object of its own. Without properties at the top, each definition is an object.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace

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

DEEPEST = 8
"""How many objects within objects are followed."""
MOST_SCHEMAS = 50_000
"""How many schemas are looked at: a few that name each other many times unfold without end."""

_DEFINITIONS = ("$defs", "definitions", "schemas")
_TYPES = {
    "string": FieldType.TEXT,
    "number": FieldType.NUMBER,
    "integer": FieldType.INTEGER,
    "boolean": FieldType.BOOLEAN,
}
_FORMATS = {
    "date": FieldType.DATE,
    "date-time": FieldType.DATETIME,
    "time": FieldType.TIME,
}

Schema = dict[str, Json]


def is_json_schema(value: Json) -> bool:
    """Whether the JSON describes objects with properties, at the top or by name."""
    if not isinstance(value, dict):
        return False
    if _describes_object(value) or isinstance(value.get("$schema"), str):
        return True
    if value.get("type") == "array" and isinstance(value.get("items"), dict):
        return True
    return any(_describes_object(as_dict(item)) for item in _definitions(value).values()) or any(
        _describes_object(as_dict(item)) for item in value.values()
    )


def read_json_schema(value: Json, object_name: str, **facts: object) -> TargetReading:
    """The objects of a schema. `object_name`: of the schema at the top when it has no title.

    Raises ReadError: NOT_A_TARGET when no property is found, TOO_LARGE.
    """
    schemas = _Schemas(as_dict(value), facts)
    objects = with_names_once(schemas.objects(object_name), schemas.warnings)
    if not objects:
        raise ReadError(ReadKind.NOT_A_TARGET, found=Found.NO_FIELDS, **facts)
    return TargetReading(Target(objects=objects), tuple(schemas.warnings.found))


def _describes_object(schema: Schema) -> bool:
    properties = schema.get("properties")
    if isinstance(properties, dict):
        return all(isinstance(item, dict | bool) for item in properties.values())
    return isinstance(schema.get("allOf"), list) and any(
        isinstance(as_dict(part).get("properties"), dict) for part in schema["allOf"]
    )


def _definitions(root: Schema) -> dict[str, Json]:
    for name in _DEFINITIONS:
        if found := as_dict(root.get(name)):
            return found
    return as_dict(as_dict(root.get("components")).get("schemas"))


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in an object a property stands, and which references led there."""

    object_name: str
    path: str = ""
    depth: int = 0
    required: bool = True
    through: frozenset[str] = frozenset("#")

    def at(self, name: str, through: set[str], *, required: bool) -> "_Place":
        path = f"{self.path}.{name}" if self.path else name
        required = self.required and required
        return _Place(self.object_name, path, self.depth + 1, required, self.through | through)


class _Schemas:
    """One schema file while it is read."""

    def __init__(self, root: Schema, facts: dict[str, object]) -> None:
        self.root = root
        self.facts = facts
        self.warnings = Warnings()
        self._looked_at = 0

    def objects(self, object_name: str) -> Iterator[TargetObject]:
        top = self._whole(self.root, "")
        if top.get("type") == "array" or "items" in top:
            top = self._whole(as_dict(top.get("items")), "")
        if as_dict(top.get("properties")):
            name = as_text(top.get("title")) or as_text(self.root.get("title")) or object_name
            yield from self._object(name, top)
            return
        named = _definitions(self.root) or self.root
        for name, schema in named.items():
            found = self._whole(as_dict(schema), "")
            if as_dict(found.get("properties")):
                yield from self._object(name, found)

    def _object(
        self, name: str, schema: Schema, around: _Place | None = None
    ) -> Iterator[TargetObject]:
        fields: dict[str, TargetField] = {}
        inner: list[TargetObject] = []
        place = _Place(name, "", around.depth, True, around.through) if around else _Place(name)
        self._collect(schema, place, fields, inner)
        if fields:
            label = as_text(schema.get("title"))
            yield TargetObject(name, label if label != name else "", tuple(fields.values()))
        yield from inner

    def _collect(
        self,
        schema: Schema,
        place: _Place,
        fields: dict[str, TargetField],
        inner: list[TargetObject],
    ) -> None:
        required = {name for name in as_list(schema.get("required")) if isinstance(name, str)}
        for name, raw in as_dict(schema.get("properties")).items():
            through = self._references(raw)
            here = place.at(name, through, required=name in required)
            if not name.strip():
                self.warnings.add(TargetWarning.NO_FIELD_NAME, object=place.object_name)
                continue
            found = self._whole(as_dict(raw), here.path, place.object_name)
            rows = self._rows(found, here)
            nested = rows if rows is not None else found
            again = bool(through & place.through) or here.depth >= DEEPEST
            if as_dict(nested.get("properties")) and again:
                self._warn(TargetWarning.NESTED_TOO_DEEP, here)
                fields[here.path] = replace(self._field(found, here), type=FieldType.OTHER)
            elif rows is not None:
                inner.extend(self._object(f"{place.object_name}.{here.path}", rows, here))
            elif as_dict(found.get("properties")):
                self._collect(found, here, fields, inner)
            elif here.path in fields:
                self._warn(TargetWarning.DUPLICATE_FIELD, here)
            else:
                fields[here.path] = self._field(found, here)

    def _references(self, raw: Json) -> set[str]:
        """The references that a property's schema leads through before its own properties."""
        found: set[str] = set()
        waiting = [raw]
        while waiting:
            schema = as_dict(waiting.pop())
            self._spend(len(schema))
            for name in ("allOf", "anyOf", "oneOf"):
                waiting += [part for part in as_list(schema.get(name)) if isinstance(part, dict)]
            if isinstance(schema.get("items"), dict):
                waiting.append(schema["items"])
            reference = schema.get("$ref")
            if isinstance(reference, str) and reference not in found:
                found.add(reference)
                waiting.append(self._pointed(reference))
        return found

    def _rows(self, schema: Schema, place: _Place) -> Schema | None:
        """The schema of a list's items when they are objects."""
        if _type_words(schema) != ["array"] and "items" not in schema:
            return None
        items = self._whole(as_dict(schema.get("items")), place.path, place.object_name)
        return items if as_dict(items.get("properties")) else None

    def _field(self, schema: Schema, place: _Place) -> TargetField:
        words = _type_words(schema)
        several = words == ["array"] or "items" in schema
        of_one = (
            self._whole(as_dict(schema.get("items")), place.path, place.object_name)
            if several
            else schema
        )
        choices = with_choices_once(
            _choices(of_one), self.warnings, object=place.object_name, field=place.path
        )
        word = as_text(of_one.get("format")) or " or ".join(_type_words(of_one))
        if several:
            kind = FieldType.MULTIPLE_CHOICE if choices else FieldType.OTHER
        else:
            kind = _field_type(of_one, choices)
        return TargetField(
            name=place.path,
            label=as_text(schema.get("title")) or _short(as_text(schema.get("description"))),
            type=kind,
            type_word=f"list of {word}"
            if several and word
            else word or ("list" if several else ""),
            required=place.required,
            choices=choices,
            length=as_length(of_one.get("maxLength")),
            writable=schema.get("readOnly") is not True,
        )

    def _whole(self, schema: Schema, path: str, object_name: str = "", within: int = 0) -> Schema:
        """The schema with its `$ref`, `allOf` and "or null" taken in."""
        followed: set[str] = set()
        while True:
            self._spend(len(schema))
            reference = schema.get("$ref")
            if not isinstance(reference, str):
                break
            known = within < DEEPEST and reference not in followed
            target = self._pointed(reference) if known else None
            rest = {name: item for name, item in schema.items() if name != "$ref"}
            if target is None:
                self.warnings.add(
                    TargetWarning.UNRESOLVED_REFERENCE,
                    object=object_name,
                    field=path,
                    reference=reference[:200],
                )
                return rest
            followed.add(reference)
            schema = {**target, **rest}
        if within >= DEEPEST:
            return schema
        for name in ("anyOf", "oneOf"):
            others = [
                part for part in as_list(schema.get(name)) if as_dict(part) and not _null(part)
            ]
            if len(others) == 1 and "const" not in others[0]:
                rest = {key: item for key, item in schema.items() if key != name}
                return self._whole({**others[0], **rest}, path, object_name, within + 1)
        parts = as_list(schema.get("allOf"))
        if not parts:
            return schema
        own = {key: item for key, item in schema.items() if key != "allOf"}
        wholes = [self._whole(as_dict(part), path, object_name, within + 1) for part in parts]
        return self._joined([*wholes, own])

    def _joined(self, parts: list[Schema]) -> Schema:
        joined: Schema = {}
        properties: dict[str, Json] = {}
        required: list[Json] = []
        for part in parts:
            properties |= as_dict(part.get("properties"))
            required += as_list(part.get("required"))
            joined |= part
            self._spend(len(properties) + len(required))
        return joined | {"properties": properties, "required": required} if properties else joined

    def _spend(self, names: int) -> None:
        """Count what is unfolded, so that schemas which name each other come to an end."""
        self._looked_at += 1 + names // 50
        if self._looked_at > MOST_SCHEMAS:
            raise ReadError(
                ReadKind.TOO_LARGE,
                what="schemas",
                limit=MOST_SCHEMAS,
                found=self._looked_at,
                **self.facts,
            )

    def _pointed(self, reference: str) -> Schema | None:
        """What a reference within this file points to; files elsewhere are never fetched."""
        if not reference.startswith("#"):
            return None
        node: Json = self.root
        for step in reference[1:].split("/")[1:]:
            name = (
                step.replace("%24", "$").replace("%20", " ").replace("~1", "/").replace("~0", "~")
            )
            if isinstance(node, list) and name.isdecimal() and len(name) < 9:
                node = node[int(name)] if int(name) < len(node) else None
            else:
                node = as_dict(node).get(name)
        return node if isinstance(node, dict) else None

    def _warn(self, kind: TargetWarning, place: _Place) -> None:
        self.warnings.add(kind, object=place.object_name, field=place.path)


def _type_words(schema: Schema) -> list[str]:
    found = schema.get("type")
    words = found if isinstance(found, list) else [found]
    return [word for word in words if isinstance(word, str) and word != "null"]


def _field_type(schema: Schema, choices: tuple[TargetChoice, ...]) -> FieldType:
    words = _type_words(schema)
    if choices:
        return FieldType.CHOICE
    if not words or "string" in words:
        by_format = _FORMATS.get(as_text(schema.get("format")))
        return by_format or (FieldType.TEXT if words else FieldType.OTHER)
    return _TYPES.get(words[0], FieldType.OTHER) if len(words) == 1 else FieldType.OTHER


def _choices(schema: Schema) -> list[TargetChoice]:
    """The values of `enum` and `const`, and of `oneOf` or `anyOf` with a `const` and a title each."""
    found = [TargetChoice(_written(value)) for value in as_list(schema.get("enum"))]
    if "const" in schema:
        found.append(TargetChoice(_written(schema["const"])))
    for name in ("oneOf", "anyOf"):
        for part in map(as_dict, as_list(schema.get(name))):
            if "const" in part:
                label = as_text(part.get("title")) or as_text(part.get("description"))
                found.append(TargetChoice(_written(part["const"]), label))
    return [choice for choice in found if choice.value]


def _written(value: Json) -> str:
    """A value as text; null and what is no scalar are left out."""
    if value is None or isinstance(value, dict | list):
        return ""
    return as_value(value) if isinstance(value, str) else json.dumps(value)


def _null(part: Json) -> bool:
    inside = as_dict(part)
    return inside.get("type") == "null" or inside.get("const", "") is None


def _short(text: str) -> str:
    """A description in place of a title, when it is short enough to be one."""
    return text if len(text) <= 80 else ""
