"""Helpers of an exported step that read: `mapping.submission` and `mapping.making` in JavaScript."""

JAVASCRIPT = r"""
// The first that is answered; else empty when any is empty, else absent.
function first(...given) {
  const notes = [];
  let best = absent();
  for (const one of given.map(asAnswer)) {
    notes.push(...one.notes);
    if (one.is === 'answered') return { ...one, notes };
    if (one.is === 'empty' && best.is === 'absent') best = one;
  }
  return { ...best, notes };
}

// Texts and answers as one text; absent when an answer is missing.
function join(...parts) {
  const joined = joinBlank(...parts);
  const missing = parts.some(one => asAnswer(one).is !== 'answered');
  return missing ? { ...absent(), notes: joined.notes } : joined;
}

// Texts and answers as one text; an answer that is missing is blank.
function joinBlank(...parts) {
  const given = parts.map(asAnswer);
  const texts = given.map(one => (one.is === 'answered' ? textOf(one.value) : ''));
  return answered(texts.join(''), notesOf(given));
}

// What the first condition that holds gives; where none does, what stands last.
function cases(...choices) {
  const notes = [];
  for (const choice of choices) {
    const { condition, value } = isWhen(choice) ? choice : { value: choice };
    if (condition) notes.push(...condition.notes);
    if (!condition || condition.holds) {
      const found = asAnswer(value);
      return { ...found, notes: [...notes, ...found.notes] };
    }
  }
  return { ...absent(), notes };
}

function when(condition, value) {
  return { condition, value };
}

function isWhen(choice) {
  return isObject(choice) && choice.condition !== undefined;
}

// A sum of numbers; absent when one is missing.
function sum(...terms) {
  return addUp(terms, false);
}

// A sum of numbers; one that is missing counts as 0.
function sumOfAnswered(...terms) {
  return addUp(terms, true);
}

function addUp(terms, missingIsZero) {
  const notes = [];
  let total = 0;
  let missing = false;
  for (const term of terms) {
    const isMinus = isObject(term) && term.subtracted !== undefined;
    const given = asAnswer(isMinus ? term.subtracted : term);
    notes.push(...given.notes);
    const value = given.is === 'answered' ? readNumber(given.value) : 0;
    if (value === undefined) return cannotRead({ ...given, notes }, 'number');
    if (given.is !== 'answered') missing = true;
    total += isMinus ? -value : value;
  }
  if (missing && !missingIsZero) return { ...absent(), notes };
  if (Math.abs(total) > 2 ** 53) return cannotRead({ value: total, notes }, 'number');
  return answered(total + 0, notes);
}

function minus(given) {
  return { subtracted: given };
}

// How many choices a multiple answer has; none is 0.
function count(given) {
  const { is, value, notes } = asAnswer(given);
  if (notes.some(note => note.about === 'read')) return { ...absent(), notes };
  if (is !== 'answered') return answered(0, notes);
  return answered(Array.isArray(value) ? value.length : choicesIn(textOf(value)).length, notes);
}

// How many rows a repeat group has.
function countRows(from, ...path) {
  const { node, fault } = follow(from, path);
  return fault ? absent(fault) : answered(asList(node).length);
}

// What the target said before this step: what is wanted of the object whose field is the answer.
function lookUp(object, field, given, wanted) {
  const { is, value, notes } = asAnswer(given);
  if (is !== 'answered') return { is, value, notes };
  const found = lookups.get(JSON.stringify([object, field, textOf(value), wanted]));
  return found === undefined ? { ...absent(), notes } : answered(found, notes);
}

// The answers of the lookup step by what was asked; the first of several counts.
function answersOf(list) {
  const found = new Map();
  asList(list).forEach(({ object, field, equals, answer, ...more }) => {
    const asked = JSON.stringify([object, field, String(equals), more.take]);
    if (!found.has(asked)) found.set(asked, isObject(answer) ? undefined : answer);
  });
  return found;
}

// The address at which CommCare HQ serves the file of this name.
function attachment(fileName) {
  if (fileName.is !== 'answered') return fileName;
  const files = own(submission, 'attachments');
  const file = typeof fileName.value === 'string' ? own(files, fileName.value) : undefined;
  const url = own(file, 'url');
  return typeof url === 'string' ? become(fileName, url) : { ...absent(), notes: fileName.notes };
}

// A value that has a name: what was met on the way to it is not said of the field that uses it.
function named(given) {
  const { is, value, notes } = located(asAnswer(given), null);
  return { is, value, notes: askedFor(notes) };
}

// The same notes, for what was read beside the value.
function askedFor(notes) {
  return notes.map(note => (note.about === 'read' ? { ...note, about: 'asked' } : note));
}

// The case_id of a case block; in the first version of case XML it is a child, no attribute.
function caseId(from, ...path) {
  const found = at(from, ...path, '@case_id');
  const isThere = found.is !== 'absent' || found.notes.length > 0;
  return isThere ? found : at(from, ...path, 'case_id');
}

// The answer at a path.
function at(from, ...path) {
  const { node, fault } = follow(from, path);
  return fault ? absent(fault) : leaf(node);
}

// A node as an answer. One with attributes is an object, its text in `#text`.
function leaf(node) {
  if (node === undefined) return absent();
  if (Array.isArray(node)) return absent('list_found');
  if (!isObject(node)) return answered(node);
  if (own(node, '#text') !== undefined) return leaf(node['#text']);
  const onlyAttributes = Object.keys(node).every(name => name.startsWith('@'));
  return onlyAttributes ? answered('') : absent('group_found');
}

// The node at a path, or why it cannot be read: rows stand where one answer was due.
function follow(from, path) {
  let node = from;
  for (const step of path) {
    if (Array.isArray(node)) return { fault: 'list_found' };
    node = {step};
  }
  return { node };
}

// A step of a path: the one of several siblings that has this attribute.
function where(tag, attribute, value) {
  return node => {
    const found = asList(own(node, tag)).filter(one => own(one, attribute) === value);
    return found.length > 1 ? found : found[0];
  };
}
"""
