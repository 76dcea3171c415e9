import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { canSeeProcesses } from '../../src/exec/process-table.js';
import { isAlive, Rig } from '../support/rig.js';

/** Its steps leave a program running in a session of its own, and tell its pid and that of the worker. */
const plugin = `
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
export const leave = {
  name: 'leave', version: 1, summary: 'Leaves a program running.', stochastic: false,
  params: { type: 'object', additionalProperties: false, required: ['n'], properties: { n: { type: 'integer', description: 'Any.' } } },
  inputs: {},
  outputs: { pids: { type: 'file', summary: 'Pids.', file: 'pids.txt' } },
  async run({ outputs }) {
    const left = spawn('sleep', ['1000'], { detached: true, stdio: 'ignore' });
    left.unref();
    writeFileSync(outputs.path('pids'), left.pid + ' ' + process.pid);
    return { ok: true };
  },
};
`;

async function pidsOf(rig: Rig): Promise<{ left: number; worker: number }[]> {
  rig.write('leave.mjs', plugin);
  rig.write(
    'leave.yaml',
    'skysort: 1\nname: leave\nplugins: [leave.mjs]\nsteps:\n  leave:\n    uses: leave\n    sweep: { n: [1, 2] }\n',
  );
  await rig.run('--jobs', '1', 'leave.yaml');
  return [1, 2].map((n) => {
    const [left = 0, worker = 0] = rig.output('leave', `leave@n=${n}`, 'pids.txt').split(' ').map(Number);
    return { left, worker };
  });
}

test('a worker that ran a plugin does no other job', async () => {
  const [first, second] = await pidsOf(new Rig());
  assert.is.not(first?.worker, second?.worker);
});

const batch = `
import { writeFileSync } from 'node:fs';
export const several = {
  name: 'several', version: 1, summary: 'Does all cells at once.', stochastic: false,
  params: { type: 'object', additionalProperties: false, required: ['n'], properties: { n: { type: 'integer', description: 'Any.' } } },
  inputs: {},
  outputs: { out: { type: 'file', summary: 'N.', file: 'out.txt' } },
  batchAxes: ['n'],
  async run({ params, outputs }) {
    writeFileSync(outputs.path('out'), params.n + ' alone');
    return { ok: true };
  },
  async runBatch(contexts) {
    if (contexts.some(({ params }) => params.n === 13)) process.exit(9);
    return contexts.map(({ params, outputs }) => {
      writeFileSync(outputs.path('out'), params.n + ' of ' + contexts.length);
      return params.n === 3 ? undefined : { ok: true };
    });
  },
};
`;

function several(n: readonly number[]): Rig {
  const rig = new Rig();
  rig.write('several.mjs', batch);
  rig.write(
    'several.yaml',
    `skysort: 1\nname: several\nplugins: [several.mjs]\nsteps:\n  all:\n    uses: several\n    sweep: { n: [${n.join(', ')}] }\n`,
  );
  return rig;
}

test('a kind of a plugin is given its cells together, and each is told of its own failure', async () => {
  const rig = several([1, 2, 3]);
  const ended = await rig.skysort('run', '--plain', '--keep-going', 'several.yaml');
  assert.is(ended.code, 1);
  assert.equal(
    [1, 2].map((n) => rig.output('several', `all@n=${n}`, 'out.txt')),
    ['1 of 3', '2 of 3'],
  );
  assert.match(ended.stderr, /all@n=3: run\(\) must return ok\(\)/);
});

test('cells whose common job died are tried again one by one', async () => {
  const rig = several([1, 13]);
  const { stderr } = await rig.run('several.yaml');
  assert.equal(
    [1, 13].map((n) => rig.output('several', `all@n=${n}`, 'out.txt')),
    ['1 alone', '13 alone'],
  );
  assert.match(stderr, /all@n=1: done with other cells it failed \(exit code 9\); trying it alone/);
});

if (canSeeProcesses()) {
  test('what a plugin leaves running is ended, though it said nothing of it', async () => {
    for (const { left } of await pidsOf(new Rig())) assert.not(isAlive(left), `${left} of the plugin`);
  });
} else {
  process.stdout.write('skipped: this system does not show its processes\n');
}

test.run();
