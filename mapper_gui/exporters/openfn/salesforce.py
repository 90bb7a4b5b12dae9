"""The load step for Salesforce, and the lookup step that asks it.

Facts: the adaptor's source and the library under it, jsforce, as stored publicly (runners page 1.4
and 1.6). Records with relationships are nested. Of a list of records the adaptor takes ten at most
and only logs those that are refused, so each record is sent by itself. An upsert's key becomes part
of an address as it is, so that some characters would lead to another record.
"""

import re
from collections.abc import Iterator

from mapper_gui.exporters.openfn.javascript import (
    Call,
    Expression,
    ObjectLiteral,
    comment_lines,
    laid_out,
    member,
    property_name,
    text_literal,
)
from mapper_gui.exporters.openfn.problems import cannot
from mapper_gui.exporters.openfn.target import RECORDED, Adaptor, Notes, in_order, load_head
from mapper_gui.mapping.mapping import FieldRule, Mapping, Operation, RecordRule
from mapper_gui.mapping.problem import InRule, Problem
from mapper_gui.mapping.runner_problems import Why
from mapper_gui.wording.rules import record_rule_words

API_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*\Z")
_NOTES = Notes(
    (
        "Each record is sent by itself: then one that Salesforce refuses fails the run, with "
        "Salesforce's reason.",
    ),
    RECORDED,
)
_NEST = """
  // A reference becomes a nested record, { Household__r: { External_Id__c: 'H-1' } }, or an Id.
  function nest(records, relationships = {}) {
    return records.map(record => {
      const nested = { ...record };
      Object.entries(record).forEach(([field, value]) => {
        const { reference } = value || {};
        if (reference === undefined) return;
        delete nested[field];
        if (reference.field === 'Id') nested[field] = reference.value;
        else nested[relationships[field]] = { [reference.field]: reference.value };
      });
      return nested;
    });
  }
"""
_CHECK = """
  // A key is part of the address that Salesforce is asked at.
  function checked(records, key) {
    records.forEach(record => {
      if (/[/?#%\\\\]/.test(record[key])) {
        throw new Error(`${key} ${record[key]} cannot be asked for: it holds / ? # % or \\\\`);
      }
    });
    return records;
  }
"""


def load_text(mapping: Mapping) -> str:
    """The load step. The mapping has none of the problems that are errors."""
    rules = in_order(mapping)
    used: set[str] = set()
    lines = [*load_head(mapping, Adaptor.SALESFORCE, _NOTES), "fn(state => {"]
    lines += ["  const { records } = state;", "  const load = {"]
    for rule in rules:
        name = f"{property_name(rule.id)}: "
        records = laid_out(_records(mapping, rule, used), "    ", len(name))
        lines += [f"    {name}{records},"]
    lines += ["  };", "  return { ...state, load };"]
    for name, text in (("nest", _NEST), ("checked", _CHECK)):
        if name in used:
            lines += text.rstrip("\n").split("\n")
    lines += ["});", ""]
    for rule in rules:
        lines += [
            *comment_lines(record_rule_words(rule), ""),
            "each(",
            f"  state => {member('state.load', rule.id)},",
            f"  {_operation(rule)}",
            ");",
            "",
        ]
    return "\n".join(lines)


def _records(mapping: Mapping, rule: RecordRule, used: set[str]) -> Expression:
    """The rule's records as Salesforce takes them."""
    records: Expression = member("records", rule.id)
    references = [each for each in rule.fields if each.reference is not None]
    if references:
        names = [
            f"{property_name(each.field)}: {text_literal(relationship(mapping, rule, each))}"
            for each in references
            if each.reference and each.reference.field != "Id"
        ]
        used.add("nest")
        more = (ObjectLiteral(tuple(names)),) if names else ()
        records = Call("nest", (records, *more))
    if rule.operation is Operation.UPSERT:
        used.add("checked")
        return Call("checked", (records, text_literal(rule.key[0])))
    return records


def _operation(rule: RecordRule) -> str:
    target = text_literal(rule.object)
    match rule.operation:
        case Operation.UPSERT:
            return f"upsert({target}, {text_literal(rule.key[0])}, state => state.data)"
        case operation:
            return f"{operation.value}({target}, state => state.data)"


def relationship(mapping: Mapping, rule: RecordRule, field_rule: FieldRule) -> str:
    """The name under which the record that a field points to is nested; empty when not known."""
    name = field_rule.field
    field = mapping.target_field(rule, name)
    if field is not None and field.relationship:
        return field.relationship
    if name.endswith("__c"):
        return f"{name[:-1]}r"
    return name[:-2] if name.endswith("Id") and len(name) > 2 else ""


def load_problems(mapping: Mapping) -> Iterator[Problem]:
    """What Salesforce, or its adaptor, takes in another way or not at all."""
    for rule in in_order(mapping):
        where = InRule(rule.id)
        # These become part of an address as they are.
        for name in (rule.object, *rule.key):
            if not API_NAME.match(name):
                yield cannot(where, Why.API_NAME, what=name)
        if rule.operation is Operation.UPSERT and len(rule.key) != 1:
            yield cannot(where, Why.ONE_KEY, what=" + ".join(rule.key))
        if rule.operation is Operation.UPDATE and rule.key != ("Id",):
            yield cannot(where, Why.UPDATE_BY_ID, what=" + ".join(rule.key))
        for field_rule in rule.fields:
            yield from _in_field(mapping, rule, field_rule)


def _in_field(mapping: Mapping, rule: RecordRule, field_rule: FieldRule) -> Iterator[Problem]:
    where = InRule(rule.id, field_rule.field)
    if "." in field_rule.field:
        yield cannot(where, Why.DOTTED_NAME, what=field_rule.field)
    if field_rule.reference is not None:
        if field_rule.field in rule.key:
            yield cannot(where, Why.REFERENCE_AS_KEY, what=field_rule.field)
        elif not relationship(mapping, rule, field_rule) and field_rule.reference.field != "Id":
            yield cannot(where, Why.NO_RELATIONSHIP, what=field_rule.field)
