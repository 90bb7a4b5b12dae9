// Runs exported steps and workflows in @openfn/runtime, the executor inside OpenFn's command line and
// workers, with the real language-common. One line of JSON in, one out:
//   { plan, state }  a workflow; each step has an adaptor and an uncompiled expression
// gives { state, errors } (the runtime does not throw what a step throws) or { error }.
//   { plan, states, rounds }  the same for each of many states, to measure it
// gives { milliseconds, alone }: of each round, what the runs took, and what they take without the
// runtime, where the expression is one call of fn() (for reading and compiling nothing is counted).
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import run from '@openfn/runtime';
import { compile } from './stand-in-compiler.mjs';

const quiet = new Proxy({}, { get: () => () => '' });
// Adaptors say what they do on the console; answers stand on lines of their own.
for (const name of ['log', 'info', 'warn', 'error', 'debug']) console[name] = () => {};

// Recording stand-ins for the adaptors that are not on npm; all else is resolved as usual.
const recorders = process.env.RECORDERS || '';
const stoodInFor = ['salesforce', 'dhis2', 'postgresql', 'commcare'];
const exportsOf = new Map();

function folderOf(adaptor) {
  const short = adaptor.replace('@openfn/language-', '');
  if (stoodInFor.includes(short)) return join(recorders, `language-${short}`);
  let folder = dirname(createRequire(import.meta.url).resolve(adaptor));
  while (JSON.parse(read(join(folder, 'package.json')) || '{}').name !== adaptor) {
    folder = dirname(folder);
  }
  return folder;
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

async function namesOf(adaptor) {
  if (!exportsOf.has(adaptor)) {
    const short = adaptor.replace('@openfn/language-', '');
    const isStandIn = stoodInFor.includes(short);
    const place = isStandIn ? pathToFileURL(join(folderOf(adaptor), 'index.js')).href : adaptor;
    const names = Object.keys(await import(place));
    exportsOf.set(adaptor, names.filter(name => name !== 'default' && name !== 'execute'));
  }
  return exportsOf.get(adaptor);
}

async function prepared(plan) {
  const modules = {};
  for (const step of plan.workflow.steps) {
    if (step.expression === undefined) continue;
    const adaptor = (step.adaptor || '@openfn/language-common').replace(/(.)@.*$/, '$1');
    modules[adaptor] = { path: folderOf(adaptor) };
    step.expression = compile(step.expression, adaptor, await namesOf(adaptor));
    delete step.adaptor;
  }
  return { linker: { modules }, logger: quiet, jobLogger: quiet };
}

async function answerTo({ plan, state, states, rounds }) {
  if (states !== undefined) return measured(plan, states, rounds);
  const options = await prepared(plan);
  const result = await run(plan, state, options);
  const { errors, ...after } = result;
  return { state: after, errors: errors || {} };
}

async function measured(plan, states, rounds) {
  let operation = null;
  new Function('fn', plan.workflow.steps[0].expression)(given => (operation = given));
  const options = await prepared(plan);
  const milliseconds = [];
  const alone = [];
  for (let round = 0; round < rounds; round += 1) {
    const plans = states.map(() => structuredClone(plan));
    const own = structuredClone(states);
    let start = performance.now();
    for (const [place, state] of own.entries()) {
      const { errors } = await run(plans[place], state, options);
      if (errors && Object.keys(errors).length > 0) throw new Error(JSON.stringify(errors));
    }
    milliseconds.push(performance.now() - start);
    const others = structuredClone(states);
    start = performance.now();
    for (const state of others) operation(state);
    alone.push(performance.now() - start);
  }
  return { milliseconds, alone };
}

for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    answer = await answerTo(JSON.parse(line));
  } catch (error) {
    answer = { error: String((error && error.stack) || error) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
