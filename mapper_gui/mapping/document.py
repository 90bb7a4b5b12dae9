"""A mapping as JSON and back: the mapping specification, and the body of a `.ccmap` project.

The order of keys is stable and defaults are left out, so that a person can read it and git can
diff it. `resources/schema/mapping-1.schema.json` describes it. Reading is strict: an unknown key
is refused by its path, since a misspelt rule that is silently dropped would be a wrong mapping.
"""

from typing import Any

from mapper_gui.mapping.document_conditions import decode_condition, encode_condition
from mapper_gui.mapping.document_for_each import decode_for_each, encode_for_each
from mapper_gui.mapping.document_form import decode_form, encode_form
from mapper_gui.mapping.document_target import decode_target, encode_target
from mapper_gui.mapping.document_values import (
    decode_policy,
    decode_source,
    decode_step,
    decode_table,
    decode_take,
    decode_value,
    encode_policy,
    encode_source,
    encode_step,
    encode_table,
    encode_take,
    encode_value,
)
from mapper_gui.mapping.errors import ReadError, ReadKind
from mapper_gui.mapping.json_cursor import Cursor
from mapper_gui.mapping.mapping import (
    Accepts,
    FieldRule,
    LookupSample,
    Mapping,
    Operation,
    RecordRule,
    Reference,
    RuleId,
    Status,
)
from mapper_gui.mapping.values import LEAVE_OUT

FORMAT = "mapper-for-commcare"
VERSION = 1

Json = dict[str, Any]


def encode_mapping(mapping: Mapping) -> Json:
    """The mapping as JSON values."""
    body: Json = {"format": FORMAT, "version": VERSION}
    if mapping.note:
        body["note"] = mapping.note
    body["form"] = encode_form(mapping.form)
    when = mapping.accepts.when
    accepts = without_empty(
        xmlns=list(mapping.accepts.xmlns),
        form_names=list(mapping.accepts.form_names),
        when=None if when is None else encode_condition(when),
    )
    if accepts:
        body["accepts"] = accepts
    body["target"] = encode_target(mapping.target)
    body["identifiers"] = [encode_source(source) for source in mapping.identifiers]
    if mapping.choice_tables:
        tables = mapping.choice_tables.items()
        body["choice_tables"] = {name: encode_table(table) for name, table in tables}
    if mapping.named_values:
        body["named_values"] = {n: encode_value(v) for n, v in mapping.named_values.items()}
    if mapping.lookup_samples:
        body["lookup_samples"] = [_encode_sample(each) for each in mapping.lookup_samples]
    body["rules"] = [_encode_rule(rule) for rule in mapping.rules]
    return body


def decode_mapping(value: Any) -> Mapping:
    """The mapping that this JSON describes.

    Raises ReadError: NOT_A_PROJECT with the path of what is wrong, NEWER_FORMAT.
    """
    cursor = Cursor(value)
    check_format(cursor)
    cursor.keys(
        "format",
        "version",
        "note",
        "form",
        "accepts",
        "target",
        "identifiers",
        "choice_tables",
        "named_values",
        "lookup_samples",
        "rules",
    )
    rules = cursor.many("rules", _decode_rule)
    seen: set[str] = set()
    for index, rule in enumerate(rules):
        if rule.id in seen:
            raise Cursor(rule.id, f"/rules/{index}/id").refuse("an id that no other rule has")
        seen.add(rule.id)
    tables = dict(cursor.at("choice_tables").pairs()) if cursor.has("choice_tables") else {}
    values = cursor.at("named_values").pairs() if cursor.has("named_values") else ()
    named_values = {name: decode_value(value) for name, value in values}
    return Mapping(
        form=decode_form(cursor.at("form")),
        target=decode_target(cursor.at("target")),
        accepts=cursor.optional("accepts", _decode_accepts, Accepts()),
        identifiers=cursor.many("identifiers", decode_source),
        choice_tables={name: decode_table(table) for name, table in tables.items()},
        named_values=named_values,
        lookup_samples=cursor.many("lookup_samples", _decode_sample),
        rules=rules,
        note=cursor.optional("note", Cursor.text, ""),
    )


def check_format(cursor: Cursor) -> None:
    """Raise unless this says it is a mapping, of a version that is known here."""
    if not isinstance(cursor.value, dict) or cursor.value.get("format") != FORMAT:
        raise cursor.refuse(f'an object with "format": "{FORMAT}"')
    version = cursor.at("version").whole_number()
    if version > VERSION:
        raise ReadError(ReadKind.NEWER_FORMAT, version=version, known=VERSION)
    if version < 1:
        raise cursor.at("version").refuse("a version from 1")


def without_empty(**values: Any) -> Json:
    """The keys that say something: no empty text, list, object, None or False."""
    return {
        name: value
        for name, value in values.items()
        if value is not None and value is not False and value not in ("", [], {})
    }


def _decode_accepts(cursor: Cursor) -> Accepts:
    cursor.keys("xmlns", "form_names", "when")
    return Accepts(
        cursor.many("xmlns", Cursor.text),
        cursor.many("form_names", Cursor.text),
        cursor.optional("when", decode_condition, None),
    )


def _encode_rule(rule: RecordRule) -> Json:
    body: Json = {"id": rule.id, "object": rule.object, "operation": rule.operation.value}
    body["key"] = list(rule.key)
    if rule.for_each is not None:
        body["for_each"] = encode_for_each(rule.for_each)
    if rule.when is not None:
        body["when"] = encode_condition(rule.when)
    if rule.note:
        body["note"] = rule.note
    body["fields"] = [_encode_field_rule(field) for field in rule.fields]
    return body


def _decode_rule(cursor: Cursor) -> RecordRule:
    cursor.keys("id", "object", "operation", "key", "for_each", "when", "note", "fields")
    fields = cursor.many("fields", _decode_field_rule)
    seen: set[str] = set()
    for index, rule in enumerate(fields):
        if rule.field in seen:
            place = Cursor(rule.field, f"{cursor.path}/fields/{index}/field")
            raise place.refuse("a field that has no other rule here")
        seen.add(rule.field)
    rule_id = cursor.at("id").text()
    if not rule_id:
        raise cursor.at("id").refuse("a name")
    return RecordRule(
        id=RuleId(rule_id),
        object=cursor.at("object").text(),
        operation=cursor.at("operation").member(Operation),
        key=cursor.many("key", Cursor.text),
        for_each=cursor.optional("for_each", decode_for_each, None),
        when=cursor.optional("when", decode_condition, None),
        fields=fields,
        note=cursor.optional("note", Cursor.text, ""),
    )


def _decode_reference(cursor: Cursor) -> Reference | None:
    if cursor.value is None:
        return None
    cursor.keys("object", "field")
    return Reference(cursor.at("object").text(), cursor.at("field").text())


def _encode_sample(sample: LookupSample) -> Json:
    return {
        "object": sample.object,
        "where": sample.field,
        "equals": sample.equals,
        "take": sample.take,
        "answer": sample.answer,
    }


def _decode_sample(cursor: Cursor) -> LookupSample:
    cursor.keys("object", "where", "equals", "take", "answer")
    return LookupSample(
        cursor.at("object").text(),
        cursor.at("where").text(),
        cursor.at("equals").text(),
        cursor.at("take").text(),
        cursor.at("answer").scalar(),
    )


def _encode_field_rule(rule: FieldRule) -> Json:
    body: Json = {"field": rule.field}
    if rule.take is not None:
        body["take"] = encode_take(rule.take)
    if rule.then:
        body["then"] = [encode_step(step) for step in rule.then]
    if rule.reference is not None:
        body["reference"] = {"object": rule.reference.object, "field": rule.reference.field}
    body["if_absent"] = encode_policy(rule.if_absent)
    body["if_empty"] = encode_policy(rule.if_empty)
    body["status"] = rule.status.value
    if rule.note:
        body["note"] = rule.note
    return body


def _decode_field_rule(cursor: Cursor) -> FieldRule:
    cursor.keys("field", "take", "then", "reference", "if_absent", "if_empty", "status", "note")
    return FieldRule(
        field=cursor.at("field").text(),
        take=cursor.optional("take", decode_take, None),
        then=cursor.many("then", decode_step),
        reference=cursor.optional("reference", _decode_reference, None),
        if_absent=cursor.optional("if_absent", decode_policy, LEAVE_OUT),
        if_empty=cursor.optional("if_empty", decode_policy, LEAVE_OUT),
        status=cursor.optional("status", lambda c: c.member(Status), Status.DRAFT),
        note=cursor.optional("note", Cursor.text, ""),
    )
