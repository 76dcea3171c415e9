import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Job, JobResult } from '../../src/exec/job.js';
import type { InstanceId } from '../../src/core/identifiers.js';
import { Rig } from '../support/rig.js';

/** What a cluster's script runs: one job file, no runner beside it. */
test('a job file alone runs a step, and leaves result.json and the log', async () => {
  const rig = new Rig();
  const job: Job = {
    version: 1,
    id: 'shout' as InstanceId,
    kind: 'command',
    params: {
      command: ['sh', '-c', 'echo told; printf x > "$0"', '{outputs.out}'],
      shell: false,
      values: {},
      env: [],
    },
    inputs: {},
    outputs: { out: { file: 'out.txt', type: 'file', summary: '' } },
    attemptFolder: rig.path('attempt'),
    threads: 1,
    logFile: rig.path('logs', 'shout.log'),
  };
  rig.write('attempt/job.json', JSON.stringify(job));
  const ended = await rig.skysort('exec-step', 'attempt/job.json');
  assert.is(ended.code, 0, ended.stderr);
  const result = JSON.parse(rig.read('attempt/result.json')) as JobResult;
  assert.ok(result.ok);
  assert.is(result.outputs['out']?.bytes, 1);
  assert.is(rig.read('logs/shout.log'), 'told\n');
});

test.run();
