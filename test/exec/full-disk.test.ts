import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ok } from '../../src/core/result.js';
import type { StepKind } from '../../src/core/step.js';
import type { Job, JobResult } from '../../src/exec/job.js';
import { runJobs, type JobPorts } from '../../src/exec/run-job.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const full = (path?: string) => Object.assign(new Error('no space left'), { code: 'ENOSPC', path });

const kind = {
  name: 'writer',
  run(context: { outputs: { path(name: string): string } }) {
    writeFileSync(context.outputs.path('out'), 'content');
    return Promise.resolve(ok());
  },
} as unknown as StepKind;

/** Runs a job in a folder of its own, with some of the ports replaced. */
async function attempt(changes: Partial<JobPorts>) {
  const folder = temporaryFolder();
  const job = {
    ...{ version: 1, id: 'writer', kind: 'writer', params: {}, inputs: {}, threads: 1 },
    ...{ outputs: { out: { file: 'out.txt', type: 'file', summary: '' } }, attemptFolder: folder },
  } as unknown as Job;
  const path = join(folder, 'job.json');
  writeFileSync(path, JSON.stringify(job));
  const summary = await runJobs([path], {
    loadKind: () => Promise.resolve(ok(kind)),
    sealFile: () => Promise.reject(new Error('not asked')),
    writeAtomically(to, content) {
      writeFileSync(to, content);
      return Promise.resolve();
    },
    openCheckpoints: () => {
      throw new Error('not asked');
    },
    send: () => undefined,
    clockMs: () => 0,
    signal: new AbortController().signal,
    guard: () => undefined,
    ...changes,
  });
  const result = (): JobResult => JSON.parse(readFileSync(join(folder, 'result.json'), 'utf8')) as JobResult;
  return { folder, summary, result };
}

test('a disk that is full while the outputs are hashed and synced is storage trouble, not a defect of the step', async () => {
  const { result, summary } = await attempt({ sealFile: (path) => Promise.reject(full(path)) });
  const told = result();
  assert.not(told.ok);
  if (!told.ok) assert.is(told.failure.reason, 'storage');
  assert.is(summary.untold, undefined);
});

test('a disk too full even for the result is told in another way', async () => {
  const { folder, summary } = await attempt({
    sealFile: (path) => Promise.reject(full(path)),
    writeAtomically: () => Promise.reject(full()),
  });
  const { untold } = summary;
  assert.is(untold?.reason, 'storage');
  if (untold?.reason === 'storage') {
    assert.is(untold.code, 'ENOSPC');
    assert.ok(untold.path.startsWith(folder));
  }
});

test('other trouble with the result is no full disk: it ends the worker', async () => {
  let thrown: unknown;
  await attempt({
    sealFile: () => Promise.reject(full()),
    writeAtomically: () => Promise.reject(new TypeError('a defect')),
  }).catch((error: unknown) => (thrown = error));
  assert.instance(thrown, TypeError);
});

test.run();
