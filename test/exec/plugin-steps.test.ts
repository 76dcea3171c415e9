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

if (canSeeProcesses()) {
  test('what a plugin leaves running is ended, though it said nothing of it', async () => {
    for (const { left } of await pidsOf(new Rig())) assert.not(isAlive(left), `${left} of the plugin`);
  });
} else {
  process.stdout.write('skipped: this system does not show its processes\n');
}

test.run();
