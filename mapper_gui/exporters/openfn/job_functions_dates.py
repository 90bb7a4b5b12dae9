"""Helpers of an exported step for dates and times: `mapping.dates` in JavaScript."""

JAVASCRIPT = r"""
// A date as CommCare writes it, by a pattern such as 'dd/MM/yyyy'. An instant is written in the
// zone; what has no offset from UTC is written as it stands.
function formatDate(pattern, zone) {
  return given => writeMoment(given, readCommCareDate, pattern, zone);
}

// The same for a date that is read by a pattern.
function reformatDate(from, pattern, zone) {
  return given => writeMoment(given, text => readDate(text, from), pattern, zone);
}

function writeMoment(given, read, pattern, zone) {
  if (given.is !== 'answered') return given;
  const moment = momentOf(given.value, read);
  if (moment === undefined) return cannotRead(given, 'date');
  return become(given, writeDate(inZone(moment, zone), pattern));
}

// Whole 'years', 'months' or 'days' from the date to another.
function age(unit, day) {
  return given => {
    if (given.is !== 'answered') return given;
    const then = asAnswer(day);
    const notes = [...given.notes, ...askedFor(then.notes)];
    if (then.is !== 'answered') return { ...absent(), notes };
    const [born, last] = [given, then].map(one => momentOf(one.value, readCommCareDate));
    if (born === undefined) return cannotRead({ ...given, notes }, 'date');
    if (last === undefined) return cannotRead({ ...then, notes }, 'date');
    if (unit === 'days') return answered(daysOf(last) - daysOf(born), notes);
    const isBack = daysOf(last) < daysOf(born);
    const months = isBack ? wholeMonths(last, born) : wholeMonths(born, last);
    const whole = unit === 'months' ? months : Math.floor(months / 12);
    return answered(isBack ? 0 - whole : whole, notes);
  };
}

function wholeMonths(born, last) {
  const months = (last.year - born.year) * 12 + last.month - born.month;
  return last.day < born.day ? months - 1 : months;
}

// A date as a number that grows with time, for comparisons.
function readInstant(text) {
  const moment = momentOf(text, readCommCareDate);
  return moment && instantOf(moment) + moment.millisecond;
}

function momentOf(value, read) {
  return Array.isArray(value) ? undefined : read(textOf(value).trim());
}

// `2026-05-03`, `2026-05-03T14:50:41.156Z`, `2026-05-03T14:50:41+03`, or a time alone.
function readCommCareDate(text) {
  const day = '([0-9]{4})-([0-9]{2})-([0-9]{2})';
  const time = '([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\\.([0-9]{1,9}))?)?';
  const shape = `^(?:${day})?(?:(?:^|[T ])${time}(Z|[+-][0-9]{2}(?::?[0-9]{2})?)?)?$`;
  const found = new RegExp(shape).exec(text);
  if (found === null || text === '') return undefined;
  const [, year = 1970, month = 1, date = 1, ...clock] = found;
  const [hour = 0, minute = 0, second = 0, digits = '', offset] = clock;
  const millisecond = digits.padEnd(3, '0').slice(0, 3);
  return momentFrom({ year, month, day: date, hour, minute, second, millisecond }, offset);
}

// The moment that these numbers are; undefined where there is no such day or time.
function momentFrom(parts, offsetText) {
  const moment = { offset: offsetText === undefined ? undefined : minutesOf(offsetText) };
  Object.entries(parts).forEach(([name, text]) => {
    moment[name] = Number(text);
  });
  const { year, month, day, hour, minute, second, offset } = moment;
  const date = new Date(millisecondsOf({ ...moment, hour: 0, minute: 0, second: 0 }));
  const isDay = year > 0 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  const isTime = hour < 24 && minute < 60 && second < 60;
  const isFar = Math.abs(offset) >= 24 * 60 || year < 2 || year > 9998;
  return isDay && isTime && !(offset !== undefined && isFar) ? moment : undefined;
}

function minutesOf(offset) {
  if (offset === 'Z') return 0;
  const digits = offset.slice(1).split(':').join('').padEnd(4, '0');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return offset.startsWith('-') ? -minutes : minutes;
}

// An instant in a zone, or in UTC; what has no offset stays as it is.
function inZone(moment, zone = 'UTC') {
  if (moment.offset === undefined) return moment;
  const names = ['year', 'month', 'day', 'hour', 'minute', 'second'];
  const style = { timeZone: zone, hourCycle: 'h23' };
  names.forEach(name => {
    style[name] = 'numeric';
  });
  const there = { millisecond: moment.millisecond };
  const instant = instantOf(moment);
  new Intl.DateTimeFormat('en-US', style).formatToParts(new Date(instant)).forEach(each => {
    if (names.includes(each.type)) there[each.type] = Number(each.value);
  });
  return { ...there, offset: Math.floor((millisecondsOf(there) - instant) / 60000) };
}

function instantOf(moment) {
  return millisecondsOf(moment) - (moment.offset || 0) * 60000;
}

// The time since 1970 if it were in UTC, to the second.
function millisecondsOf({ year, month, day, hour, minute, second }) {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.setUTCHours(hour, minute, second);
}

function daysOf(moment) {
  return Math.round(millisecondsOf({ ...moment, hour: 0, minute: 0, second: 0 }) / 86400000);
}

// The moment that a text is by a pattern.
function readDate(text, pattern) {
  const digits = { yyyy: 4, yy: 2, MM: 2, dd: 2, HH: 2, hh: 2, mm: 2, ss: 2, SSS: 3 };
  const words = { MMMM: '[A-Za-z]{3,9}', MMM: '[A-Za-z]{3}', a: '[AaPp][Mm]' };
  const shapes = { ...words, XXX: 'Z|[+-][0-9]{2}:[0-9]{2}' };
  const parts = patternParts(pattern);
  const shape = parts.map(({ token, text: literal }) => {
    if (token === undefined) return literal.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
    return `(${shapes[token] || (digits[token] ? `[0-9]{${digits[token]}}` : '[0-9]{1,2}')})`;
  });
  const found = new RegExp(`^${shape.join('')}$`).exec(text);
  if (found === null) return undefined;
  const tokens = {};
  parts.filter(each => each.token).forEach(({ token }, index) => {
    tokens[token] = found[index + 1];
  });
  const month = monthOf(tokens);
  const hour = hourOf(tokens);
  if (month === undefined || hour === undefined) return undefined;
  const year = tokens.yyyy || (tokens.yy ? `20${tokens.yy}` : 1970);
  const [day, minute, second] = ['d', 'm', 's'].map(
    (one, place) => tokens[one + one] || tokens[one] || (place === 0 ? 1 : 0)
  );
  const millisecond = tokens.SSS || 0;
  return momentFrom({ year, month, day, hour, minute, second, millisecond }, tokens.XXX);
}

function monthOf(tokens) {
  const name = tokens.MMMM || tokens.MMM;
  if (name === undefined) return tokens.MM || tokens.M || 1;
  const length = tokens.MMM ? 3 : undefined;
  const names = monthNames().map(month => month.slice(0, length).toLowerCase());
  return names.indexOf(name.toLowerCase()) + 1 || undefined;
}

function hourOf(tokens) {
  const half = (tokens.a || '').toLowerCase();
  const whole = tokens.HH || tokens.H;
  if (whole) return whole;
  const hour = Number(tokens.hh || tokens.h || 0);
  if ((tokens.hh || tokens.h) && (hour < 1 || hour > 12)) return undefined;
  if (half === '') return hour;
  return half === 'pm' ? (hour % 12) + 12 : hour % 12;
}

function writeDate(moment, pattern) {
  const { year, month, hour, millisecond, offset = 0 } = moment;
  const two = value => String(value).padStart(2, '0');
  const minutes = Math.abs(offset);
  const away = `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
  const written = {
    yyyy: String(year).padStart(4, '0'),
    yy: two(year % 100),
    MMMM: monthNames()[month - 1],
    MMM: monthNames()[month - 1].slice(0, 3),
    SSS: String(millisecond).padStart(3, '0'),
    a: hour < 12 ? 'AM' : 'PM',
    XXX: offset === 0 ? 'Z' : away,
  };
  const numbers = { M: month, d: moment.day, H: hour, h: hour % 12 || 12 };
  Object.assign(numbers, { m: moment.minute, s: moment.second });
  const texts = patternParts(pattern).map(({ token, text }) => {
    if (token === undefined) return text;
    const value = numbers[token[0]];
    return written[token] || (token.length === 2 ? two(value) : String(value));
  });
  return texts.join('');
}

// The tokens of a pattern and the texts between them; what stands in quotes is text.
function patternParts(pattern) {
  const shape = /''|'(?:[^']|'')*'|yyyy|yy|M{1,4}|dd?|HH?|hh?|mm?|ss?|SSS|a|XXX|[^]/g;
  return (pattern.match(shape) || []).map(found => {
    if (found === "''") return { text: "'" };
    if (found.startsWith("'")) return { text: found.slice(1, -1).split("''").join("'") };
    return /^[A-Za-z]/.test(found) ? { token: found } : { text: found };
  });
}

function monthNames() {
  return [
    'January',
    'February',
    'March',
    'April',
    'May',
    'June',
    'July',
    'August',
    'September',
    'October',
    'November',
    'December',
  ];
}
"""
