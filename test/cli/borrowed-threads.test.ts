// Cores that a plugin's step is lent reach the step itself; a kind that does not ask for them has none.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Rig } from '../support/rig.js';

const plugin = (name: string, more: string): string => `
import { writeFile } from 'node:fs/promises';
import { defineStep, ok } from 'skysort';
export default defineStep({
  name: '${name}', version: 1, summary: 'Waits for another thread, or for three seconds.', stochastic: false, ${more}
  params: { type: 'object', additionalProperties: false, properties: {} },
  inputs: {},
  outputs: { out: { type: 'file', file: 'out.txt', summary: 'how many threads it had' } },
  async run(context) {
    const seen = [context.threads];
    for (let i = 0; i < 300 && seen.length < 2; i += 1) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      if (context.threads !== seen.at(-1)) seen.push(context.threads);
    }
    await writeFile(context.outputs.path('out'), seen.join(' '));
    return ok();
  },
});
`;

const workflow = `
skysort: 1
name: lent
plugins: [patient.mjs, content.mjs]
steps:
  patient: { uses: patient }
  content: { uses: content }
  short: { uses: command, outputs: { out: o.txt }, with: { command: [sh, -c, 'echo > "$0"', '{outputs.out}'] } }
`;

test('a step of a kind that borrows threads has more of them when another has ended, one of another kind has not', async () => {
  const rig = new Rig();
  rig.write('patient.mjs', plugin('patient', 'borrowsThreads: true,'));
  rig.write('content.mjs', plugin('content', ''));
  rig.write('lent.yaml', workflow);
  await rig.run('lent.yaml', '--jobs', '3');
  assert.is(rig.output('lent', 'patient', 'out.txt'), '1 2');
  assert.is(rig.output('lent', 'content', 'out.txt'), '1');
});

test.run();
