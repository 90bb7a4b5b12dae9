"""The load step for DHIS2: tracker records nested by their references, and data value sets.

Facts: the adaptor's source (runners page 1.6) and DHIS2's documentation of tracker import. DHIS2
finds tracker records by UID alone. A record whose key is something else gets a UID made from its
key, always the same one, so that sending a submission twice makes no second record.
"""

from collections.abc import Iterator

from mapper_gui.exporters.openfn.javascript import (
    comment_lines,
    comment_text,
    list_literal,
    member,
    text_literal,
)
from mapper_gui.exporters.openfn.problems import cannot, warning
from mapper_gui.exporters.openfn.target import RECORDED, Adaptor, Notes, in_order, load_head
from mapper_gui.mapping.mapping import FieldRule, Mapping, Operation, RecordRule
from mapper_gui.mapping.problem import InRule, Problem
from mapper_gui.mapping.runner_problems import RunnerKind, Why
from mapper_gui.wording.rules import record_rule_words

_KINDS = {
    "tracked entity": "entity",
    "enrolment": "enrolment",
    "program stage": "event",
    "event": "event",
    "data set": "set",
}
_OWN_ID = {"entity": "trackedEntity", "enrolment": "enrollment", "event": "event"}
_PARENT = {"enrolment": ("trackedEntity", "entity"), "event": ("enrollment", "enrolment")}
"""The field by which a record points to the one it is nested in, and what that one is."""
_SCHEMES = {"id": "", "code": "CODE", "name": "NAME"}
_UNIT = "organisationUnit"
_NOTES = Notes(
    (
        "Tracked entities, enrolments and events of a submission are nested as they refer to each "
        "other and sent together: all are taken, or none.",
    ),
    RECORDED,
)
_TRACKER = """
  // Put a record where it belongs: into the one of this submission that it points to, else by itself.
  function add(kind, object, key, record) {
    const { id, own, list, values, value, parent } = kinds()[kind];
    const made = {};
    const given = Object.entries(record);
    given.filter(([field]) => own.includes(field)).forEach(([field, one]) => {
      made[field] = field === 'geometry' ? asPlace(one) : plain(one);
    });
    const apart = [...own, id, parent];
    made[values] = given
      .filter(([field]) => !apart.includes(field))
      .map(([field, one]) => ({ [value]: field, value: asText(one) }));
    const uid = uidOf(id, object, key, record);
    if (uid !== undefined) made[id] = uid;
    placeFor(record[parent], parent, list, made).push(made);
    sent.push({ object, record, made });
  }

  function placeFor(pointer, parent, list, made) {
    if (pointer === undefined || pointer === null) return payload[list];
    const { object, field, value } = pointer.reference || { field: parent, value: pointer };
    const isMeant = one => one.object === object && asText(one.record[field]) === asText(value);
    const found = sent.find(isMeant);
    if (found !== undefined) {
      found.made[list] = found.made[list] || [];
      return found.made[list];
    }
    if (field !== parent) throw new Error(`No ${object} of this submission has ${field} ${value}`);
    made[parent] = value;
    return payload[list];
  }

  // DHIS2 finds a record by its UID: the one that is given, or one that follows from the key.
  function uidOf(id, object, key, record) {
    const given = record[id];
    if (given === undefined && key.length > 0) {
      return uidFrom(JSON.stringify([object, ...key.map(field => record[field])]));
    }
    if (given !== undefined && !/^[A-Za-z][A-Za-z0-9]{10}$/.test(given)) {
      throw new Error(`${object}: ${given} is no UID of DHIS2`);
    }
    return given;
  }

  // Eleven letters and digits from 64 bits of the text (FNV-1a).
  function uidFrom(text) {
    let bits = 14695981039346656037n;
    for (const byte of Buffer.from(text, 'utf8')) {
      bits = BigInt.asUintN(64, (bits ^ BigInt(byte)) * 1099511628211n);
    }
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
    let uid = letters[Number(bits % 52n)];
    bits /= 52n;
    while (uid.length < 11) {
      uid += letters[Number(bits % 62n)];
      bits /= 62n;
    }
    return uid;
  }

  function kinds() {
    return {
      entity: {
        id: 'trackedEntity',
        own: ['trackedEntityType', 'orgUnit', 'geometry'],
        list: 'trackedEntities',
        values: 'attributes',
        value: 'attribute',
      },
      enrolment: {
        id: 'enrollment',
        own: [
          ...['program', 'orgUnit', 'enrolledAt', 'occurredAt', 'completedAt', 'status'],
          'geometry',
        ],
        list: 'enrollments',
        values: 'attributes',
        value: 'attribute',
        parent: 'trackedEntity',
      },
      event: {
        id: 'event',
        own: [
          ...['program', 'programStage', 'orgUnit', 'occurredAt', 'scheduledAt', 'completedAt'],
          ...['status', 'geometry'],
        ],
        list: 'events',
        values: 'dataValues',
        value: 'dataElement',
        parent: 'enrollment',
      },
    };
  }

  // GeoJSON may have been made as a text.
  function asPlace(value) {
    return typeof value === 'string' && value.startsWith('{') ? JSON.parse(value) : value;
  }
"""
_SETS = """
  function dataValueSet(record) {
    const own = ['dataSet', 'orgUnit', 'period', 'completeDate', 'attributeOptionCombo'];
    const made = {};
    own.forEach(field => {
      if (record[field] !== undefined) made[field] = plain(record[field]);
    });
    made.dataValues = Object.entries(record)
      .filter(([field]) => !own.includes(field))
      .map(([field, value]) => ({ dataElement: field, value: asText(value) }));
    return made;
  }
"""
_BOTH = """
  // A reference is sent as the value that it is found by.
  function plain(value) {
    return value !== null && typeof value === 'object' && value.reference
      ? value.reference.value
      : value;
  }

  // Values are sent as texts, several choices with commas between.
  function asText(value) {
    const found = plain(value);
    return found === null || found === undefined ? null : String(found);
  }
"""


def load_text(mapping: Mapping) -> str:
    """The load step. The mapping has none of the problems that are errors."""
    rules = in_order(mapping)
    tracked = [rule for rule in rules if kind_of(mapping, rule) in _OWN_ID]
    sets = [rule for rule in rules if kind_of(mapping, rule) == "set"]
    lines = [*load_head(mapping, Adaptor.DHIS2, _NOTES), "fn(state => {"]
    lines += ["  const { records } = state;"]
    load: list[str] = []
    functions = ""
    if tracked:
        lines += ["  const payload = { trackedEntities: [], enrollments: [], events: [] };"]
        lines += ["  const sent = [];"]
        for kind in _OWN_ID:
            lines += [
                line
                for rule in tracked
                if kind_of(mapping, rule) == kind
                for line in _adds(rule, kind)
            ]
        lines += ["  const isEmpty = Object.values(payload).every(list => list.length === 0);"]
        load.append("tracker: isEmpty ? [] : [payload]")
        functions += _TRACKER
    if sets:
        lists = ", ".join(f"...{member('records', rule.id)}" for rule in sets)
        lines += [f"  const dataValueSets = [{lists}].map(dataValueSet);"]
        load.append("dataValueSets")
        functions += _SETS
    lines += [f"  return {{ ...state, load: {{ {', '.join(load)} }} }};"]
    lines += [*(functions + _BOTH).rstrip("\n").split("\n"), "});", ""]
    lines += _import(mapping, tracked) if tracked else []
    lines += _create() if sets else []
    return "\n".join(lines)


def _adds(rule: RecordRule, kind: str) -> list[str]:
    what = f"'{kind}', {text_literal(rule.object)}, {list_literal(_key(rule))}"
    return [
        *comment_lines(comment_text(record_rule_words(rule), 200), "  "),
        f"  {member('records', rule.id)}.forEach(record => add({what}, record));",
    ]


def _key(rule: RecordRule) -> tuple[str, ...]:
    return () if rule.operation is Operation.CREATE else rule.key


def _strategy(rules: list[RecordRule]) -> str:
    operations = {rule.operation for rule in rules}
    if operations == {Operation.CREATE}:
        return "CREATE"
    return "UPDATE" if operations == {Operation.UPDATE} else "CREATE_AND_UPDATE"


def _import(mapping: Mapping, rules: list[RecordRule]) -> list[str]:
    strategy = _strategy(rules)
    schemes = {_scheme(each) for rule in rules for each in _unit_references(mapping, rule)}
    scheme = next(iter(schemes), "")
    more = [f"      orgUnitIdScheme: '{scheme}',"] if scheme else []
    return [
        "each(",
        "  state => state.load.tracker,",
        "  async state => {",
        f"    const next = await tracker.import('{strategy}', state.data, {{",
        f"      importStrategy: '{strategy}',",
        "      atomicMode: 'ALL',",
        *more,
        "    })(state);",
        "    const { status, validationReport } = next.data || {};",
        "    if (status === 'ERROR') {",
        "      throw new Error(`DHIS2 took none of it: ${JSON.stringify(validationReport)}`);",
        "    }",
        "    return next;",
        "  }",
        ");",
        "",
    ]


def _create() -> list[str]:
    return [
        "each(",
        "  state => state.load.dataValueSets,",
        "  async state => {",
        "    const next = await create('dataValueSets', state.data)(state);",
        "    const { status, conflicts = [] } = (next.data && next.data.response) || next.data || {};",
        "    if (status === 'ERROR' || conflicts.length > 0) {",
        "      throw new Error(`DHIS2 did not take every value: ${JSON.stringify(conflicts)}`);",
        "    }",
        "    return next;",
        "  }",
        ");",
        "",
    ]


def kind_of(mapping: Mapping, rule: RecordRule) -> str:
    """What a rule's object is to DHIS2; empty when that is not known."""
    found = mapping.target_object(rule)
    return _KINDS.get(found.kind.strip().lower(), "") if found is not None else ""


def _unit_references(mapping: Mapping, rule: RecordRule) -> list[FieldRule]:
    return [each for each in rule.fields if each.reference and each.reference.object == _UNIT]


def _scheme(field_rule: FieldRule) -> str | None:
    return _SCHEMES.get(field_rule.reference.field) if field_rule.reference else ""


def load_problems(mapping: Mapping) -> Iterator[Problem]:
    """What DHIS2, or its adaptor, takes in another way or not at all."""
    rules = in_order(mapping)
    tracked = [rule for rule in rules if kind_of(mapping, rule) in _OWN_ID]
    strategy = _strategy(tracked)
    for rule in rules:
        where = InRule(rule.id)
        kind = kind_of(mapping, rule)
        if not kind:
            yield cannot(where, Why.NO_DHIS2_KIND, what=rule.object)
            continue
        if kind in _OWN_ID:
            if _key(rule) and _OWN_ID[kind] not in rule.key:
                yield warning(RunnerKind.UID_FROM_KEY, where, fields=rule.key)
            if strategy == "CREATE_AND_UPDATE" and rule.operation is not Operation.UPSERT:
                operation = rule.operation.value
                yield warning(RunnerKind.OPERATION_IS_UPSERT, where, operation=operation)
        yield from _references(mapping, rule, kind)
    schemes = {_scheme(each) for rule in tracked for each in _unit_references(mapping, rule)}
    if len(schemes) > 1:
        yield cannot(InRule(), Why.ONE_UNIT_SCHEME)


def _references(mapping: Mapping, rule: RecordRule, kind: str) -> Iterator[Problem]:
    objects = {other.object: kind_of(mapping, other) for other in in_order(mapping)}
    for field_rule in rule.fields:
        reference = field_rule.reference
        where = InRule(rule.id, field_rule.field)
        if reference is None:
            continue
        if reference.object == _UNIT:
            allowed = ("id",) if kind == "set" else tuple(_SCHEMES)
            if reference.field not in allowed:
                yield cannot(where, Why.ONE_UNIT_SCHEME, what=reference.field)
            continue
        field, parent = _PARENT.get(kind, ("", ""))
        is_parent = field_rule.field == field and objects.get(reference.object, parent) == parent
        if not is_parent:
            yield cannot(where, Why.NOT_NESTED, what=reference.object)
