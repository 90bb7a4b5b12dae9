"""The second half of a lookup step: the questions, put to each target in its own way.

Facts: the adaptors' sources (runners page 1.6). Salesforce's queries take conditions of 4000
characters at most. DHIS2 filters are `property:operator:value`, and tracked entities are exported.
"""

import re

from mapper_gui.exporters.openfn.javascript import list_literal, property_name, text_literal
from mapper_gui.exporters.openfn.sql_names import sql_name, sql_table
from mapper_gui.exporters.openfn.target import Adaptor
from mapper_gui.mapping.mapping import Mapping
from mapper_gui.mapping.target import FieldType
from mapper_gui.mapping.values import TargetLookup

_ANSWER = """
  // The answer to each question; records that answer differently are all wrong.
  function answersIn(questions, records, same = (one, equals) => String(one) === equals) {
    const found = [];
    questions.forEach(({ object, field, equals, take }) => {
      const fitting = records.filter(record => same(valueOf(record, field), equals));
      const answers = [...new Set(fitting.map(record => valueOf(record, take)))];
      if (answers.length > 1) {
        throw new Error(`${answers.length} records of ${object} have ${field} ${equals}`);
      }
      if (answers.length === 1 && answers[0] !== undefined) {
        found.push({ object, field, equals, take, answer: answers[0] });
      }
    });
    return found;
  }

  // A field of a record, or of one that it points to: 'Parent__r.Code__c'.
  function valueOf(record, field) {
    if (record[field] !== undefined) return record[field];
    return field.split('.').reduce((node, name) => (node ? node[name] : undefined), record);
  }

  function together(questions) {
    const groups = new Map();
    questions.forEach(question => {
      const key = JSON.stringify([question.object, question.field]);
      groups.set(key, [...(groups.get(key) || []), question]);
    });
    return [...groups.values()];
  }
"""
_SALESFORCE = """
fn(async state => {
  const lookups = [];
  const numbers = {numbers};
  for (const questions of together(state.asked)) {
    const [{ object, field }] = questions;
    const isNumber = numbers.includes(`${object}.${field}`);
    const columns = [...new Set([field, ...questions.map(question => question.take)])];
    const values = [...new Set(questions.map(question => question.equals))];
    const written = isNumber ? values.filter(isWrittenNumber) : values.map(inQuotes);
    const same = isNumber ? (one, equals) => one === Number(equals) : undefined;
    const records = [];
    for (const some of chunksOf(written)) {
      const condition = `${field} IN (${some.join(', ')})`;
      const soql = `SELECT ${columns.join(', ')} FROM ${object} WHERE ${condition}`;
      const { data } = await query(soql)(state);
      records.push(...data);
    }
    lookups.push(...answersIn(questions, records, same));
  }
  return { ...state, lookups };

  function inQuotes(text) {
    const escaped = text.replace(/[\\\\']/g, '\\\\$&').replace(/\\n/g, '\\\\n').replace(/\\r/g, '\\\\r');
    return `'${escaped}'`;
  }

  function isWrittenNumber(text) {
    return /^-?[0-9]+(\\.[0-9]+)?$/.test(text);
  }

  // A condition may have 4000 characters.
  function chunksOf(values) {
    const chunks = [];
    let length = Infinity;
    values.forEach(value => {
      if (length + value.length > 3500) {
        chunks.push([]);
        length = 0;
      }
      chunks[chunks.length - 1].push(value);
      length += value.length + 2;
    });
    return chunks;
  }
"""
_POSTGRESQL = """
fn(async state => {
  const lookups = [];
  const names = {names};
  for (const questions of together(state.asked)) {
    const [{ object, field }] = questions;
    const columns = [...new Set([field, ...questions.map(question => question.take)])];
    const listed = columns.map((column, index) => `${names[column]} AS c${index}`).join(', ');
    const values = [...new Set(questions.map(question => question.equals))].map(inQuotes);
    const condition = `${names[field]}::text IN (${values.join(', ')})`;
    const statement = `SELECT ${listed} FROM ${names[object]} WHERE ${condition}`;
    const { data } = await sql(() => statement)(state);
    const records = data.map(row =>
      Object.fromEntries(columns.map((column, index) => [column, row[`c${index}`]]))
    );
    lookups.push(...answersIn(questions, records));
  }
  return { ...state, lookups };

  function inQuotes(text) {
    const quoted = `'${text.split("'").join("''")}'`;
    return text.includes('\\\\') ? `E${quoted.split('\\\\').join('\\\\\\\\')}` : quoted;
  }
"""
_DHIS2 = """
fn(async state => {
  const lookups = [];
  const types = {types};
  for (const questions of together(state.asked)) {
    const [{ object, field }] = questions;
    const records = [];
    for (const equals of new Set(questions.map(question => question.equals))) {
      const found = types[object]
        ? await trackedEntities(types[object], field, equals)
        : await metadata(object, field, equals, questions);
      records.push(...found);
    }
    lookups.push(...answersIn(questions, records));
  }
  return { ...state, lookups };

  // Tracked entities whose attribute has this value, with their attributes by id.
  async function trackedEntities(trackedEntityType, attribute, equals) {
    // In a filter these divide.
    if (/[:,/]/.test(equals)) throw new Error(`${equals} cannot be asked for: it holds : , or /`);
    const { data } = await tracker.export('trackedEntities', {
      trackedEntityType,
      orgUnitMode: 'ACCESSIBLE',
      filter: `${attribute}:eq:${equals}`,
      fields: 'trackedEntity,orgUnit,attributes[attribute,value]',
    })(state);
    const found = data.trackedEntities || data.instances || [];
    return found.map(({ attributes = [], ...entity }) => ({
      ...entity,
      ...Object.fromEntries(attributes.map(one => [one.attribute, one.value])),
    }));
  }

  async function metadata(object, field, equals, questions) {
    const resource = object.endsWith('s') ? object : `${object}s`;
    const fields = [...new Set([field, ...questions.map(question => question.take)])].join(',');
    const filter = `${field}:eq:${equals}`;
    const { data } = await get(resource, { filter, fields, paging: false })(state);
    return data[resource] || [];
  }
"""


def asking_lines(mapping: Mapping, adaptor: Adaptor, lookups: list[TargetLookup]) -> list[str]:
    """The operation that puts what was asked to the target, and its functions."""
    asked = {(lookup.object, lookup.field) for lookup in lookups}
    text = {
        Adaptor.SALESFORCE: _SALESFORCE,
        Adaptor.POSTGRESQL: _POSTGRESQL,
        Adaptor.DHIS2: _DHIS2,
    }[adaptor]
    parts = {"{numbers}": _numbers(mapping, asked), "{names}": _names(lookups)}
    parts["{types}"] = _types(mapping, asked)
    text = re.sub(r"\{(?:numbers|names|types)\}", lambda found: parts[found[0]], text)
    return [*text.strip("\n").split("\n"), *_ANSWER.rstrip("\n").split("\n"), "});", ""]


def _numbers(mapping: Mapping, asked: set[tuple[str, str]]) -> str:
    """The fields that are numbers, which a query writes without quotes."""
    kinds = (FieldType.NUMBER, FieldType.INTEGER)
    return list_literal(
        f"{target.name}.{field.name}"
        for target in mapping.target.objects
        for field in target.fields
        if field.type in kinds and (target.name, field.name) in asked
    )


def _names(lookups: list[TargetLookup]) -> str:
    """Tables and columns as SQL takes them."""
    names: dict[str, str] = {}
    for lookup in lookups:
        names |= {name: sql_name(name) for name in (lookup.field, lookup.take)}
        names[lookup.object] = sql_table(lookup.object)
    pairs = ", ".join(f"{property_name(name)}: {text_literal(names[name])}" for name in names)
    return f"{{ {pairs} }}"


def _types(mapping: Mapping, asked: set[tuple[str, str]]) -> str:
    """The types of the tracked entities that are asked for."""
    objects = {target for target, _ in asked}
    pairs = [
        f"{property_name(target.name)}: {text_literal(target.id)}"
        for target in mapping.target.objects
        if target.name in objects and target.kind == "tracked entity"
    ]
    return f"{{ {', '.join(pairs)} }}" if pairs else "{}"
