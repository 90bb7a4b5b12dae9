"""Helpers of an exported step that change a value, and ask: `mapping.stepping` and `mapping.asking`
in JavaScript."""

JAVASCRIPT = r"""
// A step for texts: a list is none.
function changed(given, change) {
  if (given.is !== 'answered') return given;
  if (Array.isArray(given.value)) return cannotRead(given, 'text');
  return become(given, change(textOf(given.value)));
}

function trim(given) {
  return changed(given, text => text.trim());
}

function upperCase(given) {
  return changed(given, text => text.toUpperCase());
}

function lowerCase(given) {
  return changed(given, text => text.toLowerCase());
}

function firstCapital(given) {
  return changed(given, withCapital);
}

// A capital after each space, the rest in lower case.
function titleCase(given) {
  return changed(given, text => text.toLowerCase().split(' ').map(withCapital).join(' '));
}

function withCapital(text) {
  const [head = '', ...rest] = text;
  return head.toUpperCase() + rest.join('');
}

function underscoresToSpaces(given) {
  return changed(given, text => text.split('_').join(' '));
}

function replaceAll(old, by) {
  return given => changed(given, text => (old === '' ? text : text.split(old).join(by)));
}

function replaceOnce(old, by) {
  return given =>
    changed(given, text => {
      const place = text.indexOf(old);
      if (old === '' || place < 0) return text;
      return text.slice(0, place) + by + text.slice(place + old.length);
    });
}

function keep(...sets) {
  const isOne = isOneOf(sets.map(characters));
  return given => changed(given, text => [...text].filter(isOne).join(''));
}

function remove(...sets) {
  const isOne = isOneOf(sets.map(characters));
  return given => changed(given, text => [...text].filter(char => !isOne(char)).join(''));
}

function isOneOf(tests) {
  return char => tests.some(test => test.test(char));
}

function characters(name) {
  return {
    digits: /[0-9]/,
    letters: /\p{L}/u,
    spaces: /\s/,
    punctuation: /[!-/:-@[-`{-~]/,
    emoji: {emoji},
  }[name];
}

// The first characters, however many units of UTF-16 each takes.
function shorten(length) {
  return given => changed(given, text => [...text].slice(0, length).join(''));
}

// A part of `latitude longitude altitude accuracy`.
function gps(name) {
  const place = ['latitude', 'longitude', 'altitude', 'accuracy'].indexOf(name);
  return given => changed(given, text => choicesIn(text)[place] || '');
}

// The nth part between separators, from 1; from the end when negative.
function takePart(separator, place) {
  return given =>
    changed(given, text => {
      const parts = separator === '' ? [text] : text.split(separator);
      return parts[place > 0 ? place - 1 : parts.length + place] || '';
    });
}

// Whether the value is there, answered, or empty: true or false.
function whether(presence) {
  return given => become(given, isSo(given, presence));
}

function isSo({ is }, presence) {
  return presence === 'there' ? is !== 'absent' : is === presence;
}

// Whether a multiple answer has this choice: true or false.
function contains(id) {
  return given => become(given, chosenOf(given).includes(id));
}

function chosenOf({ is, value }) {
  if (is !== 'answered') return [];
  return Array.isArray(value) ? value.map(textOf) : choicesIn(textOf(value));
}

// The table's value for a choice id; `outside` says what an id becomes that the table does not
// have: 'keep', 'stop', 'default' (then `other`), or empty.
function byTable(table, options) {
  return given => {
    if (given.is === 'absent') return given;
    const id = given.is === 'empty' ? '' : textOf(given.value);
    const { outside = 'empty', other, ignoreCase = false } = options || {};
    const value = own(table, ignoreCase ? id.toLowerCase() : id);
    if (value !== undefined) return become(given, value);
    if (given.is === 'empty') return given;
    const found = noted(given, { about: 'outside_table', choice: id });
    if (outside === 'stop') return become(noted(found, { about: 'stop' }), '');
    if (outside === 'keep') return become(found, id);
    return become(found, outside === 'default' ? other : '');
  };
}

// For each id of a multiple answer its value in the table (null: the id itself), joined or,
// without a separator, as a list.
function eachChoice(table, separator, options) {
  const one = id => (table === null ? answered(id) : byTable(table, options)(answered(id)));
  return given => {
    if (given.is === 'empty' && table !== null) return byTable(table, options)(given);
    if (given.is !== 'answered') return given;
    const found = chosenOf(given).map(one);
    const values = found.filter(each => each.is === 'answered').map(each => each.value);
    const isList = separator === null && values.length > 0;
    const notes = [...given.notes, ...notesOf(found)];
    return answered(isList ? values : values.map(textOf).join(separator), notes);
  };
}

// A typed number: 'whole', 'decimal', or 'rounded' to so many places, halves away from zero.
function toNumber(kind, places = 0) {
  return given => {
    if (given.is !== 'answered') return given;
    const found = readNumber(given.value);
    if (found === undefined) return cannotRead(given, 'number');
    if (kind === 'whole' && !Number.isInteger(found)) return cannotRead(given, 'whole number');
    return become(given, kind === 'rounded' ? rounded(found, places) : found);
  };
}

function rounded(value, places) {
  const scale = 10 ** places;
  const scaled = Math.abs(value) * scale;
  if (scaled > 2 ** 53) return value;
  const result = Math.floor(scaled + 0.5) / scale;
  return value < 0 ? 0 - result : result;
}

// A number, or a text that is one: digits, with a point between them at most.
function readNumber(value) {
  const isText = typeof value === 'string' && value.trim().length <= 400;
  const isNumber = isText && /^-?[0-9]+(\.[0-9]+)?$/.test(value.trim());
  // By the digits: as a number 2^53 + 1 could not be told from 2^53.
  const whole = isNumber ? value.trim().replace(/^-?0*/, '').split('.')[0] : '';
  if (whole.length > 16 || (whole.length === 16 && whole > '9007199254740992')) return undefined;
  const found = isNumber ? Number(value) : value;
  return typeof found === 'number' && Math.abs(found) <= 2 ** 53 ? found + 0 : undefined;
}

function yesNo(yes = ['yes', '1', 'true'], no = ['no', '0', 'false']) {
  return given => {
    if (given.is !== 'answered') return given;
    const id = textOf(given.value);
    if (yes.includes(id)) return become(given, true);
    return no.includes(id) ? become(given, false) : cannotRead(given, 'yes or no');
  };
}

// Code written for this mapping. It gets copies, so that nothing it changes is seen elsewhere.
function code(run, { submission: wholeSubmission, row } = {}) {
  return given => {
    const value = given.is === 'absent' ? undefined : given.value;
    try {
      const made = run(copied(value), copied(wholeSubmission), copied(row));
      return fromCode(given, made);
    } catch (error) {
      const isError = typeof error === 'object' && error !== null && 'message' in error;
      const said = isError ? `${error.name}: ${error.message}` : String(error);
      return noted({ ...absent(), notes: given.notes }, { about: 'code_failed', said });
    }
  };
}

function copied(node) {
  return node === undefined ? undefined : JSON.parse(JSON.stringify(node));
}

// What code gave back: texts, numbers, yes and no, null, a list of them, or nothing.
function fromCode(given, made) {
  if (made === undefined) return { ...absent(), notes: given.notes };
  const isPromise = isObject(made) && typeof made.then === 'function';
  const several = Array.isArray(made) ? made : [made];
  const isFit = one =>
    !['function', 'symbol', 'bigint'].includes(typeof one) &&
    (typeof one !== 'number' || Number.isFinite(one));
  if (isPromise || !several.every(isFit)) throw new TypeError('no value of a field');
  const value = copied(made);
  if (JSON.stringify(value).length > 1000000) throw new RangeError('too much for a field');
  const values = Array.isArray(value) ? value : [value];
  if (values.some(one => typeof one === 'object' && one !== null)) {
    const shown = Array.isArray(value) ? '[...]' : '{...}';
    return cannotRead({ ...given, value: shown }, 'text, number, yes or no');
  }
  if (values.some(one => typeof one === 'number' && Math.abs(one) > 2 ** 53)) {
    return cannotRead({ ...given, value }, 'number');
  }
  return become(given, Array.isArray(value) && value.length === 0 ? '' : value);
}

// Whether a comparison holds, and what was noted on the way to its sides.
function compare(given, operator, operand, readAs = text => text) {
  const left = asAnswer(given);
  const right = isObject(operand) ? [operand] : [];
  const rights = isObject(operand) ? [plainText(operand)] : [].concat(operand);
  const holds = comparison(plainText(left), operator, rights, readAs);
  return { holds, notes: askedFor(notesOf([left, ...right])) };
}

function comparison(left, operator, rights, readAs) {
  if (operator === '!=') return !comparison(left, '=', rights, readAs);
  const read = text => (text === undefined ? undefined : readAs(text));
  const one = read(left);
  if (operator === '=' || operator === 'one of') {
    return one !== undefined && rights.some(right => read(right) === one);
  }
  const other = read(rights[0]);
  if (one === undefined || other === undefined) return false;
  switch (operator) {
    case '<':
      return one < other;
    case '<=':
      return one <= other;
    case '>':
      return one > other;
    case '>=':
      return one >= other;
    case 'contains':
      return one.includes(other);
    case 'begins with':
      return one.startsWith(other);
    case 'ends with':
      return one.endsWith(other);
    default:
      return choicesIn(one).includes(other); // 'contains the choice'
  }
}

// An answer as it is compared: empty is blank, and what is absent equals nothing.
function plainText({ is, value }) {
  if (is === 'absent') return undefined;
  if (is === 'empty') return '';
  return Array.isArray(value) ? value.map(textOf).join(' ') : textOf(value);
}

// Asks whether a question or group is there, answered, or empty. A group or list that is there
// counts as answered.
function ask(given, presence) {
  const found = asAnswer(given);
  const isGroup = note => ['group_found', 'list_found'].includes(note.kind);
  if (found.notes.some(note => note.about === 'read' && isGroup(note))) {
    return { holds: presence !== 'empty', notes: [] };
  }
  return { holds: isSo(found, presence), notes: askedFor(found.notes) };
}

// Asks whether a repeat group has rows.
function hasRows(from, ...path) {
  return { holds: asList(follow(from, path).node).length > 0, notes: [] };
}

function all(...conditions) {
  const notes = [];
  for (const condition of conditions) {
    notes.push(...condition.notes);
    if (!condition.holds) return { holds: false, notes };
  }
  return { holds: true, notes };
}

function any(...conditions) {
  return not(all(...conditions.map(not)));
}

function not({ holds, notes }) {
  return { holds: !holds, notes };
}
"""
