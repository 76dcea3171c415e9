import { unlinkSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { eventually, Rig } from '../support/rig.js';

/** While `a` waits for a file, `b` is known but has no core yet. */
function waitingRig(): Rig {
  const rig = new Rig();
  rig.write('in.txt', 'old');
  rig.write(
    'wait.yaml',
    `
skysort: 1
name: wait
steps:
  a:
    uses: command
    outputs: { out: out.txt }
    with: { command: [sh, -c, 'echo > ${rig.path('going')}; until [ -e ${rig.path('go')} ]; do sleep 0.05; done; echo a > "$0"', "{outputs.out}"] }
  b:
    uses: command
    inputs: { text: { path: in.txt } }
    outputs: { out: out.txt }
    with: { command: [cp, "{inputs.text}", "{outputs.out}"] }
`,
  );
  return rig;
}

async function whileWaiting(rig: Rig, change: () => void) {
  const { ended } = rig.start('run', '--plain', '--jobs', '1', 'wait.yaml');
  await eventually('a runs', () => rig.has('going'));
  change();
  rig.write('go', '');
  return ended;
}

test('a file that changes before its step gets a core fails the step, and nothing is kept under its old content', async () => {
  const rig = waitingRig();
  const { code, stderr } = await whileWaiting(rig, () => rig.write('in.txt', 'new'));
  assert.is(code, 1);
  assert.match(stderr, /in\.txt: found other content than when the run began/);
  assert.equal(rig.idsByState('wait'), { ran: ['a'], failed: ['b'] });
  rig.write('in.txt', 'old');
  await rig.run('wait.yaml');
  assert.is(rig.output('wait', 'b', 'out.txt'), 'old');
});

test('a file that is removed before its step gets a core is an unreadable input, not a defect of the step', async () => {
  const rig = waitingRig();
  const { code, stderr } = await whileWaiting(rig, () => unlinkSync(rig.path('in.txt')));
  assert.is(code, 1);
  assert.match(stderr, /in\.txt: found no such file/);
  assert.not.match(stderr, /defect/);
});

/** Its step reads a file in place, and that file changes meanwhile. */
function pluginRig(after: string): Rig {
  const rig = new Rig();
  rig.write('in.txt', 'old');
  rig.write(
    'echo.mjs',
    `import { readFileSync, writeFileSync } from 'node:fs';
import { defineStep } from 'skysort';
export default defineStep({
  name: 'echo', version: 1, summary: 'Copies a text.', stochastic: false,
  params: { type: 'object', additionalProperties: false, properties: {} },
  inputs: { text: { type: 'file', summary: 'the text' } },
  outputs: { out: { type: 'file', file: 'out.txt', summary: 'the same' } },
  async run({ inputs, outputs }) {
    const { path } = inputs.file('text');
    writeFileSync(outputs.path('out'), readFileSync(path));
    writeFileSync(path, 'new');
    ${after}
    return { ok: true };
  },
});
`,
  );
  rig.write(
    'echo.yaml',
    'skysort: 1\nname: echo\nplugins: [./echo.mjs]\nsteps:\n  echo: { uses: echo, inputs: { text: { path: in.txt } } }\n',
  );
  return rig;
}

test('a file that changes while its step reads it in place leaves nothing in the store', async () => {
  const rig = pluginRig('');
  const { code, stderr } = await rig.skysort('run', '--plain', 'echo.yaml');
  assert.is(code, 1);
  assert.match(stderr, /in\.txt: found other content than when the run began/);
  assert.equal(rig.storeListing(), []);
});

test('a step that breaks down over a file that changed is not blamed for it', async () => {
  const rig = pluginRig("throw new Error('strange bytes');");
  const { stderr } = await rig.skysort('run', '--plain', 'echo.yaml');
  assert.match(stderr, /in\.txt: found other content than when the run began/);
  assert.not.match(stderr, /strange bytes/);
});

test.run();
