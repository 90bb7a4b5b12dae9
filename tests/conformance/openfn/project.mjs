// Reads a project file with OpenFn's own library. One line of JSON in, one out: { text } gives what
// the library makes of it: the state that would be deployed, the files of the expanded layout, and
// each workflow as a plan for the runtime.
import { createInterface } from 'node:readline';
import Project, { detectVersion } from '@openfn/project';

for (const name of ['log', 'info', 'warn', 'error', 'debug']) console[name] = () => {};

for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    const { text } = JSON.parse(line);
    const project = await Project.from('project', text);
    answer = {
      version: detectVersion(text),
      name: project.name,
      state: project.serialize('state', { format: 'json' }),
      files: project.serialize('fs'),
      workflows: project.workflows.map(workflow => workflow.toJSON()),
    };
  } catch (error) {
    answer = { error: String((error && error.stack) || error) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
