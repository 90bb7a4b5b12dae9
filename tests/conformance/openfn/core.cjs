// Runs exported steps in @openfn/core, the runner of OpenFn's first platform: its own compiler, its
// own checks and its own sandbox, called as its `execute` command calls them. One line of JSON in,
// one out: { step, state } gives { state } or { error }.
const { Compile, Execute, transforms, sandbox } = require('@openfn/core');
const adaptor = require('@openfn/language-common');

const lines = require('readline').createInterface({ input: process.stdin });
const globals = sandbox.buildSandbox({ noConsole: true, extensions: [adaptor] });
globals.console = { log() {} };
const compiledSteps = new Map();

function compile(step) {
  if (!compiledSteps.has(step)) {
    const check = transforms.verify({ sandbox: { ...globals, ...sandbox.VMGlobals } });
    const compiled = new Compile(step, [...transforms.defaultTransforms, check]);
    if (compiled.errors.length > 0) {
      const [{ message, node }] = compiled.errors;
      const name = node.callee.name || node.callee.object.name;
      throw new Error(`${message} ${name}, line ${node.loc && node.loc.start.line}`);
    }
    compiledSteps.set(step, compiled.toString());
  }
  return compiledSteps.get(step);
}

lines.on('line', async line => {
  let answer;
  try {
    const { step, state } = JSON.parse(line);
    const expression = compile(step);
    answer = { state: await Execute({ expression, state, sandbox: globals }) };
  } catch (error) {
    answer = { error: String((error && error.stack) || error) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
});
