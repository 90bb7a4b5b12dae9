"""Checks the key of a rule: is it fed, is it unique, does it follow the rows that the rule iterates.

Rules: design page, section 3, Keys. A key is safe when it contains a flagged identifier and, under
`for each`, something that differs with every repeat that is iterated.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from mapper_gui.mapping.check_kind import (
    CheckKind,
    ItemKind,
    error,
    mend,
    takes_anything,
    warning,
)
from mapper_gui.mapping.check_sources import is_usable
from mapper_gui.mapping.evaluate import text_of
from mapper_gui.mapping.form import Form
from mapper_gui.mapping.identifiers import (
    UUID_CALCULATION,
    candidates,
    hidden_value_to_add,
    is_free_text,
)
from mapper_gui.mapping.key_parts import KeyParts, are_distinct
from mapper_gui.mapping.key_text import collision
from mapper_gui.mapping.mapping import (
    Chosen,
    FieldRule,
    Mapping,
    Operation,
    RecordRule,
    TableRows,
)
from mapper_gui.mapping.problem import InRule, Mend, MendKind, Problem
from mapper_gui.mapping.reads import Reads
from mapper_gui.mapping.rows import differs_per_item, iterated
from mapper_gui.mapping.source import ColumnSource, RowChoice, RowNumber, Source
from mapper_gui.mapping.steps import (
    Age,
    Characters,
    Contains,
    Is,
    NumberKind,
    Shorten,
    TakeGps,
    TakePart,
    ToNumber,
    YesNo,
)
from mapper_gui.mapping.target import TargetField
from mapper_gui.mapping.values import First, OutsideAction, Template


class Likely:
    """The sources of a form that may be identifiers, found once for all its rules, if at all."""

    def __init__(self, form: Form) -> None:
        self._form = form

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        return tuple(candidate.source for candidate in candidates(self._form))


def check_key(
    mapping: Mapping, rule: RecordRule, likely: Likely, reads: Reads
) -> Iterator[Problem]:
    """The problems of a rule's key."""
    if not rule.key:
        if rule.operation is not Operation.CREATE:
            mends = tuple(_keys_to_use(mapping, rule, likely))
            yield error(CheckKind.NO_KEY, InRule(rule.id), *mends, operation=rule.operation)
        return
    yield from _check_target_fields(mapping, rule)
    fields = [rule.field_rule(name) for name in rule.key]
    unfed = [
        name for name, found in zip(rule.key, fields, strict=True) if not takes_anything(found)
    ]
    for name in unfed:
        mends = tuple(_feed(mapping, rule, name, likely))
        yield error(CheckKind.KEY_NOT_FED, InRule(rule.id, name), *mends)
    if unfed:
        return
    key = _Key(mapping, rule, tuple(f for f in fields if f is not None), likely)
    if not key.parts.sources:
        mends = tuple(_feed(mapping, rule, rule.key[0], likely))
        yield error(CheckKind.KEY_CONSTANT, key.where, *mends, fields=rule.key)
        return
    read = [read.source for each in key.fields for read in reads.in_field(rule, each)]
    if not all(is_usable(mapping.form, source, rule) for source in dict.fromkeys(read)):
        return  # said of the source
    yield from _check_identified(key)
    yield from _check_items(key)
    for field_rule in key.fields:
        yield from _check_text(key, field_rule)
    yield from _check_steps(key)


def check_same_keys(mapping: Mapping) -> Iterator[Problem]:
    """Rules of one object whose keys are the same: their records would overwrite each other."""
    seen: dict[object, RecordRule] = {}
    for rule in mapping.rules:
        if rule.operation is Operation.CREATE or not rule.key:
            continue
        values = [
            (name, found.take, found.then)
            for name in rule.key
            if takes_anything(found := rule.field_rule(name)) and found is not None
        ]
        if len(values) < len(rule.key):
            continue
        same = (rule.object, rule.operation, rule.for_each, tuple(values))
        other = seen.setdefault(same, rule)
        # Rules with a condition each are made for one case or another.
        both_ask = None not in (rule.when, other.when) and rule.when != other.when
        if other is not rule and not both_ask:
            where = InRule(rule.id, rule.key[0] if len(rule.key) == 1 else None)
            yield warning(
                CheckKind.KEY_SHARED, where, object=rule.object, fields=rule.key, other=other.id
            )


@dataclass(frozen=True)
class _Key:
    """A rule's key with all its fields fed."""

    mapping: Mapping
    rule: RecordRule
    fields: tuple[FieldRule, ...]
    likely: Likely

    @property
    def where(self) -> InRule:
        return InRule(self.rule.id, self.rule.key[0] if len(self.rule.key) == 1 else None)

    @cached_property
    def parts(self) -> KeyParts:
        return KeyParts(self.mapping, self.rule, self.fields)

    def item(self, depth: int) -> dict[str, object]:
        """What the items at this level are, as facts."""
        rows = iterated(self.mapping.form, self.rule.repeat)
        if depth <= len(rows):
            return {"item": ItemKind.ROW, "repeat": rows[depth - 1]}
        if isinstance(self.rule.for_each, Chosen):
            return {"item": ItemKind.CHOICE, "repeat": self.rule.for_each.question}
        return {"item": ItemKind.TABLE_ROW, "repeat": None}


def _check_target_fields(mapping: Mapping, rule: RecordRule) -> Iterator[Problem]:
    found = mapping.target_object(rule)
    if found is None or rule.operation is Operation.CREATE:
        return
    where = InRule(rule.id, rule.key[0] if len(rule.key) == 1 else None)
    key_fields = found.key_names
    known = [name for name in rule.key if found.field(name) is not None]
    if key_fields and known and not set(known) & set(key_fields):
        fed = [name for name in key_fields if takes_anything(rule.field_rule(name))]
        mends = [mend(MendKind.USE_AS_KEY, rule=rule.id, fields=(name,)) for name in fed[:3]]
        yield warning(
            CheckKind.KEY_NOT_KEY_FIELD, where, *mends, fields=rule.key, key_fields=key_fields
        )
    if len(rule.key) > 1 and mapping.target.system.lower() == "salesforce":
        # An upsert names one external id.
        yield warning(CheckKind.KEY_COMPOSITE, where, fields=rule.key, system=mapping.target.system)


def _check_identified(key: _Key) -> Iterator[Problem]:
    if key.parts.flagged:
        return
    mapping, rule = key.mapping, key.rule
    possible = set(key.likely.sources)
    unflagged = tuple(source for source in key.parts.sources if not key.parts.is_flagged(source))
    mine = tuple(source for source in unflagged if source in possible)
    if mine:
        mends = [mend(MendKind.FLAG_IDENTIFIER, sources=mine)]
    else:
        mends = [_add_hidden_value(mapping, rule)]
        if len(rule.key) == 1:
            feeding = _feed(mapping, rule, rule.key[0], key.likely)
            mends.extend(other for other in feeding if other not in mends)
    yield error(
        CheckKind.KEY_NOT_IDENTIFIED, key.where, *mends, fields=rule.key, sources=key.parts.sources
    )


def _check_items(key: _Key) -> Iterator[Problem]:
    parts, rule = key.parts, key.rule
    for source in parts.sources:
        if isinstance(source, RowNumber):
            depth = parts.levels
            if source.repeat is not None:
                rows = iterated(key.mapping.form, rule.repeat)
                depth = rows.index(source.repeat) + 1 if source.repeat in rows else depth
            hidden = [_add_hidden_value(key.mapping, rule)] if depth <= len(parts.rows) else []
            yield warning(CheckKind.KEY_ROW_NUMBER, key.where, *hidden, **key.item(depth))
            break
    for depth in range(parts.told_apart + 1, parts.levels + 1):
        if depth not in parts.depths:
            mends = tuple(_tell_items_apart(key, depth))
            facts = key.item(depth)
            yield error(CheckKind.KEY_IGNORES_ITEM, key.where, *mends, fields=rule.key, **facts)
            return
    if parts.loose and parts.flagged:
        flag = mend(MendKind.FLAG_IDENTIFIER, sources=parts.loose)
        both = (flag, _add_hidden_value(key.mapping, rule))
        can_flag = not any(isinstance(source, ColumnSource) for source in parts.loose)
        yield warning(
            CheckKind.KEY_ITEM_NOT_IDENTIFIED, key.where, *(both if can_flag else ()),
            fields=rule.key, sources=parts.loose, **key.item(parts.levels),
        )  # fmt: skip


def _tell_items_apart(key: _Key, depth: int) -> Iterator[Mend]:
    """Best first: an identifier of the row that the form has, one to add, the row number."""
    form, rule = key.mapping.form, key.rule
    place = {"rule": rule.id, "field": rule.key[-1]}
    take = key.fields[-1].take
    joinable = isinstance(take, Template) or (isinstance(take, First) and len(take.sources) == 1)
    rows = iterated(form, rule.repeat)
    if depth > len(rows):
        if joinable:
            yield mend(MendKind.ADD_TO_KEY, **place, source=_item_source(rule))
        return
    if joinable:
        for source in key.likely.sources:
            mine = is_usable(form, source, rule)
            if mine and differs_per_item(form, source, rule.repeat):
                yield mend(MendKind.ADD_TO_KEY, **place, source=source)
                break
    yield _add_hidden_value(key.mapping, rule)
    if joinable:
        repeat = rows[depth - 1]
        inner = repeat == rule.repeat and not isinstance(rule.for_each, TableRows)
        number = RowNumber(None if inner else repeat)
        yield mend(MendKind.ADD_TO_KEY, **place, source=number)


def _item_source(rule: RecordRule) -> Source:
    """What names a chosen id or a table's row best."""
    if isinstance(rule.for_each, TableRows):
        table = rule.for_each.table
        for column in table.columns:
            if not column.of_sources and are_distinct(table, [column.name]):
                return ColumnSource(column.name)
        return RowNumber()
    return RowChoice()


def _check_text(key: _Key, rule: FieldRule) -> Iterator[Problem]:
    """What makes two different answers one key, or one answer two keys."""
    form = key.mapping.form
    where = InRule(key.rule.id, rule.field)
    found = collision(form, rule.take, key.rule) if isinstance(rule.take, Template) else None
    if found is not None:
        yield warning(
            CheckKind.KEY_CAN_COLLIDE,
            where,
            reason=found.reason,
            first=found.first,
            second=found.second,
            separator=found.separator,
        )
    if key.parts.flagged:
        mine = KeyParts(key.mapping, key.rule, (rule,)).sources
        for source in mine:
            known = key.parts.is_flagged(source) or source in key.parts.loose
            if not known and is_free_text(form, source):
                yield warning(CheckKind.KEY_FREE_TEXT, where, source=source)
    yield from _check_merging(key, rule, where)


_MERGING = (Shorten, TakePart, TakeGps, Characters, Contains, Is, YesNo, Age)


def _check_steps(key: _Key) -> Iterator[Problem]:
    """Steps that can make one text of two."""
    for number, step in enumerate(key.parts.steps, 1):
        rounds = isinstance(step, ToNumber) and step.kind is NumberKind.ROUNDED
        if rounds or isinstance(step, _MERGING):
            yield warning(CheckKind.KEY_STEP, key.where, step=number)


def _check_merging(key: _Key, rule: FieldRule, where: InRule) -> Iterator[Problem]:
    for step in rule.table_steps:
        table = key.mapping.table(step)
        if table is None:
            continue
        choices_of: dict[str, list[str]] = {}
        for row in table.rows:
            if row.value is not None and row.value != "":
                choices_of.setdefault(text_of(row.value), []).append(row.choice)
        for value, choices in choices_of.items():
            if len(choices) > 1:
                yield warning(CheckKind.KEY_MERGES, where, value=value, choices=tuple(choices))
        if table.outside.action is OutsideAction.DEFAULT and table.outside.default:
            value = text_of(table.outside.default)
            yield warning(CheckKind.KEY_MERGES, where, value=value, choices=())


def _add_hidden_value(mapping: Mapping, rule: RecordRule) -> Mend:
    repeat = rule.repeat if iterated(mapping.form, rule.repeat) else None
    return mend(
        MendKind.ADD_HIDDEN_VALUE,
        id=hidden_value_to_add(mapping.form, rule.object, repeat),
        calculation=UUID_CALCULATION,
        setting="default_value",
    )


def _keys_to_use(mapping: Mapping, rule: RecordRule, likely: Likely) -> Iterator[Mend]:
    """Fields that could be the key: fed by a flagged identifier, else by a candidate; else a field
    that the target finds records by, to be fed."""
    found = mapping.target_object(rule)
    fields = {field.name: field for field in found.fields} if found is not None else {}
    some_are_keys = any(field.key for field in fields.values())

    def fits(field: TargetField | None) -> bool:
        return field is not None and field.writable and (field.key or not some_are_keys)

    fed = [r for r in rule.fields if takes_anything(r) and fits(fields.get(r.field))]
    flagged = set(mapping.identifiers)
    best = [r for r in fed if r.sources and flagged.issuperset(r.sources)]
    if not best:
        possible = set(likely.sources)
        best = [r for r in fed if r.sources and possible.issuperset(r.sources)]
    if not best and some_are_keys:
        best = fed
    for field_rule in best[:3]:
        yield mend(MendKind.USE_AS_KEY, rule=rule.id, fields=(field_rule.field,))
    if not best:
        unfed = [f.name for f in fields.values() if f.key and f.writable]
        for name in unfed[:1]:
            yield from _feed(mapping, rule, name, likely)


def _feed(mapping: Mapping, rule: RecordRule, field: str, likely: Likely) -> Iterator[Mend]:
    """An identifier for a key field that nothing feeds, flagged ones first."""
    form = mapping.form
    sources = [*mapping.identifiers, *likely.sources]
    usable = [s for s in dict.fromkeys(sources) if is_usable(form, s, rule)]
    if iterated(form, rule.repeat):
        usable = [s for s in usable if differs_per_item(form, s, rule.repeat)]
    for source in usable[:1]:
        yield mend(MendKind.FEED_KEY, rule=rule.id, field=field, source=source)
    if not usable:
        yield _add_hidden_value(mapping, rule)
