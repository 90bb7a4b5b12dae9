"""Helpers of an exported step that make records and answers: `mapping.evaluate` in JavaScript."""

JAVASCRIPT = r"""
// Keep a record when its key is complete and nothing stops it; what is wrong goes to `problems`.
function addRecord({ rule, key, item }, fields) {
  const written = new Map();
  let made = true;
  Object.entries(fields).forEach(([field, given]) => {
    const found = asAnswer(given);
    const isKey = key.includes(field);
    const problem = problemIn(found.notes);
    if (problem) problems.push({ ...problem, rule, field, item });
    if (stops(found)) {
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
}

// Whether a condition of a rule holds; what it could not read goes to `problems`.
function holds(condition, about) {
  const problem = problemIn(condition.notes);
  if (problem) problems.push({ ...problem, ...about });
  return condition.holds;
}

// The worst of what was noted on the way to a value.
function problemIn(notes) {
  const order = ['read', 'asked', 'unreadable', 'code_failed', 'outside_table'];
  const worst = order.find(about => notes.some(note => note.about === about));
  const found = notes.filter(note => note.about === worst);
  if (found.length === 0) return undefined;
  const [{ kind, step = null, value, wanted, said }] = found;
  switch (worst) {
    case 'unreadable':
      return { kind: worst, step, value, wanted };
    case 'code_failed':
      return { kind: worst, said };
    case 'outside_table':
      return { kind: worst, choices: [...new Set(found.map(note => note.choice))] };
    default:
      return { kind };
  }
}

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
}

// Every chosen id of a multiple answer, each once.
function chosenIn(rule, { is, value, notes }) {
  const problem = problemIn(notes);
  if (problem) problems.push({ ...problem, rule });
  const ids = is === 'answered' ? new Set(choicesIn(textOf(value))) : [];
  return [...ids].map((id, index) => ({ id, number: index + 1 }));
}

// What a field is given when nothing is there, or nothing in it; else it is left out.
function ifAbsent(policy) {
  return given => settle(given, 'absent', policy);
}

function ifEmpty(policy) {
  return given => settle(given, 'empty', policy);
}

function settle(given, state, policy) {
  if (given.is !== state || stops(given) || isFaulty(given)) return given;
  if (typeof policy === 'function') return policy(given);
  return { ...given, is: 'answered', value: policy };
}

// Given as a policy: no record is made, and `problems` says so.
function stop(given) {
  return noted(given, { about: 'stop' });
}

function stops(given) {
  return given.notes.some(note => note.about === 'stop') && !isFaulty(given);
}

// Whether a source could not be read: no policy applies to that.
function isFaulty(given) {
  return given.is === 'absent' && given.notes.some(note => note.about === 'read');
}

// A null that was chosen is a value; where it goes on through steps it is empty like any other.
function nullIsEmpty(given) {
  const found = asAnswer(given);
  return found.value === null ? { ...found, is: 'empty' } : found;
}

// The record of another object that the field points to, for the load step.
function reference(object, field) {
  return given => {
    if (given.is !== 'answered' || given.value === null) return given;
    return { ...given, value: { reference: { object, field, value: given.value } } };
  };
}

// Take a value through steps, one after the other.
function take(given, ...steps) {
  const start = located(asAnswer(given), null);
  return steps.reduce((before, step, place) => located(step(before), place), start);
}

// Say in which step a value could not be read, from 0; null is where it was taken from.
function located(given, step) {
  if (!given.notes.some(note => note.step === undefined)) return given;
  return { ...given, notes: given.notes.map(note => ({ step, ...note })) };
}

// The answer is empty, since a step cannot read its value.
function cannotRead({ value, notes }, wanted) {
  const shown = [...textOf(value)].slice(0, 200).join('');
  return noted(answered('', notes), { about: 'unreadable', value: shown, wanted });
}

function noted(given, note) {
  return { ...given, notes: [...given.notes, note] };
}

function notesOf(answers) {
  return [].concat(...answers.map(one => one.notes));
}

// The same answer with another value; what was noted on the way stays with it.
function become(given, value) {
  return answered(value, given.notes);
}

// A plain value is an answer to itself.
function asAnswer(given) {
  return isObject(given) ? given : { is: 'answered', value: given, notes: [] };
}

// Blank and null count as empty; a text of spaces is an answer.
function answered(value, notes = []) {
  return { is: value === '' || value === null ? 'empty' : 'answered', value, notes };
}

function absent(fault) {
  return { is: 'absent', notes: fault ? [{ about: 'read', kind: fault }] : [] };
}

function textOf(value) {
  return value === null || value === undefined ? '' : String(value);
}

// The ids of a multiple answer, which stand with spaces between.
function choicesIn(text) {
  return text.split(' ').filter(id => id !== '');
}

function asList(node) {
  if (node === undefined || node === null || node === '') return [];
  return Array.isArray(node) ? node : [node];
}

function asObject(node) {
  return isObject(node) ? node : {};
}

// A property that the node itself has; nothing is inherited.
function own(node, name) {
  const has = isObject(node) && Object.prototype.hasOwnProperty.call(node, name);
  return has ? node[name] : undefined;
}

function isObject(node) {
  return typeof node === 'object' && node !== null && !Array.isArray(node);
}
"""
