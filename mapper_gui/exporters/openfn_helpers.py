"""The functions that an exported mapping step brings along, of which each step has those it uses.

They say in JavaScript what `mapping.submission` and `mapping.evaluate` say in Python. Only syntax
of ECMAScript 2019 and plain property access: OpenFn's first runner reads no newer syntax, and
`dataValue` fails on names that begin with `@` (runners page 1.4). `{step}` in `follow` is filled in.
"""

from collections.abc import Iterable

_HELPERS: dict[str, tuple[tuple[str, ...], str]] = {
    "addRecord": (
        ("answer",),
        """
// Keep a record when its key is complete and nothing stops it; what is wrong goes to `problems`.
function addRecord({ rule, key, item }, fields) {
  const written = new Map();
  let made = true;
  Object.entries(fields).forEach(([field, given]) => {
    const found = typeof given === 'object' && given !== null ? given : answer('answered', given);
    if (found.faults.length > 0) {
      problems.push({ kind: found.faults[0], rule, field, item });
    } else if (found.outside.length > 0) {
      problems.push({ kind: 'outside_table', rule, field, item, choices: found.outside });
    }
    const isKey = key.includes(field);
    if (found.stop) {
      made = false;
      if (!isKey) problems.push({ kind: 'stopped', rule, field, item });
    } else if (found.is === 'answered' && !(isKey && found.value === null)) {
      written.set(field, found.value);
    }
  });
  key.filter(field => !written.has(field)).forEach(field => {
    made = false;
    problems.push({ kind: 'key_missing', rule, field, item });
  });
  if (!made) return;
  if (key.length > 0) {
    const id = JSON.stringify([rule, ...key.map(field => written.get(field))]);
    if (keys.has(id)) {
      const other = { field: key[0], item, other_item: keys.get(id) };
      problems.push({ kind: 'duplicate_key', rule, ...other });
    } else {
      keys.set(id, item);
    }
  }
  records[rule].push(Object.fromEntries(written));
}""",
    ),
    "rowsOf": (
        ("follow", "asList"),
        """
// Every row of a repeat group, with the rows around it. CommCare sends a list, one object for a
// single row, and nothing where there is no row.
function rowsOf(rule, from, ...paths) {
  let fault;
  const collect = (node, [path, ...inner], around) => {
    const found = follow(node, path);
    if (found.fault) fault = found.fault;
    return asList(found.node).flatMap((row, index) => {
      const rows = [...around, { row, number: index + 1 }];
      return inner.length > 0 ? collect(row, inner, rows) : [rows];
    });
  };
  const items = collect(from, paths, []);
  if (fault) problems.push({ kind: fault, rule });
  return items;
}""",
    ),
    "otherwise": (
        (),
        """
// What a field is given when there is no answer; where nothing is said it is left out.
function otherwise(given, { ifAbsent, ifEmpty }) {
  const unreadable = given.is === 'absent' && given.faults.length > 0;
  if (given.is === 'answered' || given.stop || unreadable) return given;
  const policy = given.is === 'absent' ? ifAbsent : ifEmpty;
  if (policy === undefined) return given;
  if (typeof policy === 'function') return policy(given);
  return { ...given, is: 'answered', value: policy };
}""",
    ),
    "stop": (
        (),
        """
// Given as a policy: no record is made, and `problems` says so.
function stop(given) {
  return { ...given, stop: true };
}""",
    ),
    "first": (
        ("absent", "answered"),
        """
// The first that is answered; else empty when any is empty, else absent.
function first(...answers) {
  const faults = [];
  let best = absent();
  for (const one of answers) {
    faults.push(...one.faults);
    if (one.is === 'answered') return { ...one, faults };
    if (one.is === 'empty') best = answered('');
  }
  return { ...best, faults };
}""",
    ),
    "join": (
        ("absent", "answered", "joinBlank"),
        """
// Texts and answers as one text; absent when an answer is missing.
function join(...parts) {
  const missing = parts.some(part => typeof part === 'object' && part.is !== 'answered');
  const joined = joinBlank(...parts);
  return missing ? { ...absent(), faults: joined.faults } : joined;
}""",
    ),
    "joinBlank": (
        ("answered",),
        """
// Texts and answers as one text; an answer that is missing is blank.
function joinBlank(...parts) {
  const faults = [];
  const texts = parts.map(part => {
    if (typeof part !== 'object') return String(part);
    faults.push(...part.faults);
    return part.is === 'answered' ? String(part.value) : '';
  });
  return { ...answered(texts.join('')), faults };
}""",
    ),
    "eachChoice": (
        ("choice", "answered", "become"),
        """
// For each id of a multiple answer its value in the table (null: the id itself), joined or,
// without a separator, as a list.
function eachChoice(table, separator, given, options) {
  if (given.is !== 'answered') {
    return table && given.is === 'empty' ? choice(table, given, options) : given;
  }
  const found = String(given.value)
    .split(' ')
    .filter(id => id !== '')
    .map(id => (table ? choice(table, answered(id), options) : answered(id)));
  const values = found.filter(one => one.is === 'answered').map(one => one.value);
  const result = separator === null && values.length > 0 ? values : values.join(separator);
  return {
    ...become(given, result),
    outside: given.outside.concat(...found.map(one => one.outside)),
    stop: given.stop || found.some(one => one.stop),
  };
}""",
    ),
    "choice": (
        ("own", "become"),
        """
// The table's value for a choice id; `outside` says what an id becomes that the table does not
// have: 'keep', 'stop', 'default' (then `other`), or empty.
function choice(table, given, { outside = 'empty', other, ignoreCase = false } = {}) {
  if (given.is === 'absent') return given;
  const id = given.is === 'empty' ? '' : String(given.value);
  const value = own(table, ignoreCase ? id.toLowerCase() : id);
  if (value !== undefined) return become(given, value);
  if (given.is === 'empty') return given;
  const stops = given.stop || outside === 'stop';
  const found = { ...given, outside: [...given.outside, id], stop: stops };
  if (outside === 'keep') return become(found, id);
  return become(found, outside === 'default' ? other : '');
}""",
    ),
    "attachment": (
        ("own", "answered", "absent"),
        """
// The address at which CommCare HQ serves the file that answers a question.
function attachment(fileName) {
  if (fileName.is !== 'answered') return fileName;
  const file = own(own(submission, 'attachments'), String(fileName.value));
  const url = own(file, 'url');
  return typeof url === 'string' ? answered(url) : absent();
}""",
    ),
    "caseId": (
        ("at",),
        """
// The case_id of a case block; in the first version of case XML it is a child, no attribute.
function caseId(from, ...path) {
  const found = at(from, ...path, '@case_id');
  const isThere = found.is !== 'absent' || found.faults.length > 0;
  return isThere ? found : at(from, ...path, 'case_id');
}""",
    ),
    "at": (
        ("follow", "absent", "leaf"),
        """
// The answer at a path.
function at(from, ...path) {
  const { node, fault } = follow(from, path);
  return fault ? absent(fault) : leaf(node);
}""",
    ),
    "leaf": (
        ("absent", "answered", "isObject", "own"),
        """
// A node as an answer. One with attributes is an object, its text in `#text`.
function leaf(node) {
  if (node === undefined) return absent();
  if (Array.isArray(node)) return absent('list_found');
  if (!isObject(node)) return answered(node);
  if (own(node, '#text') !== undefined) return leaf(node['#text']);
  const onlyAttributes = Object.keys(node).every(name => name.startsWith('@'));
  return onlyAttributes ? answered('') : absent('group_found');
}""",
    ),
    "follow": (
        ("own",),
        """
// The node at a path, or why it cannot be read: rows stand where one answer was due.
function follow(from, path) {
  let node = from;
  for (const step of path) {
    if (Array.isArray(node)) return { fault: 'list_found' };
    node = {step};
  }
  return { node };
}""",
    ),
    "where": (
        ("own", "asList"),
        """
// A step of a path: the one of several siblings that has this attribute.
function where(tag, attribute, value) {
  return node => {
    const found = asList(own(node, tag)).filter(one => own(one, attribute) === value);
    return found.length > 1 ? found : found[0];
  };
}""",
    ),
    "asList": (
        (),
        """
function asList(node) {
  if (node === undefined || node === null || node === '') return [];
  return Array.isArray(node) ? node : [node];
}""",
    ),
    "become": (
        ("answered",),
        """
// The same answer with another value; what was noted on the way stays with it.
function become(given, value) {
  const { is, value: kept } = answered(value);
  return { ...given, is, value: kept };
}""",
    ),
    "answered": (
        ("answer",),
        """
// Blank and null count as empty; a text of spaces is an answer.
function answered(value) {
  return value === '' || value === null ? answer('empty') : answer('answered', value);
}""",
    ),
    "absent": (
        ("answer",),
        """
function absent(fault) {
  return { ...answer('absent'), faults: fault ? [fault] : [] };
}""",
    ),
    "answer": (
        (),
        """
// An answer is 'answered', 'empty' or 'absent', with what was noted on the way to it.
function answer(is, value) {
  return { is, value, faults: [], outside: [], stop: false };
}""",
    ),
    "asObject": (
        ("isObject",),
        """
function asObject(node) {
  return isObject(node) ? node : {};
}""",
    ),
    "own": (
        ("isObject",),
        """
// A property that the node itself has; nothing is inherited.
function own(node, name) {
  const has = isObject(node) && Object.prototype.hasOwnProperty.call(node, name);
  return has ? node[name] : undefined;
}""",
    ),
    "isObject": (
        (),
        """
function isObject(node) {
  return typeof node === 'object' && node !== null && !Array.isArray(node);
}""",
    ),
}

HELPER_NAMES = frozenset(_HELPERS)


def helper_text(used: Iterable[str]) -> str:
    """The functions that these need, each once, in a fixed order."""
    needed: set[str] = set()
    waiting = list(used)
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed.add(name)
            waiting.extend(_HELPERS[name][0])
    step = "own(node, step)"
    if "where" in needed:
        step = "typeof step === 'function' ? step(node) : own(node, step)"
    texts = [_HELPERS[name][1].strip("\n") for name in _HELPERS if name in needed]
    return "\n\n".join(texts).replace("{step}", step)
