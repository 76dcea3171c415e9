import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseDigest, type InstanceId } from '../../src/core/identifiers.js';
import type { Manifest } from '../../src/core/manifest.js';
import { nodeFileSystem } from '../../src/store/file-system.js';
import { storeLayout } from '../../src/store/layout.js';
import { newRunId, RunFolder } from '../../src/store/run-folder.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const manifest: Manifest = {
  version: 1,
  run: newRunId(new Date(0)),
  workflow: 'sky',
  file: 'sky.yaml',
  params: {},
  seed: 0,
  state: 'running',
  startedAt: '1970-01-01T00:00:00.000Z',
  seconds: 0,
  savedSeconds: 0,
  skysort: '0.0.0',
  node: 'v20',
  platform: 'test',
  runner: { host: 'here', pid: 1, boot: '', pidSpace: '', started: '' },
  instances: [],
};

const output = {
  form: 'file',
  name: 'x.txt',
  sha256: parseDigest('0'.repeat(64)),
  bytes: 1,
} as const;

test('nothing is linked and no log is named outside the run folder, whatever an instance is called', async () => {
  const folder = temporaryFolder();
  const run = await RunFolder.create(storeLayout(folder), manifest, nodeFileSystem);
  for (const name of ['step@../../../../x=1', '../x']) {
    const id = name as InstanceId;
    let message = 'nothing';
    await run.linkOutputs(id, { x: output }).catch((error: unknown) => (message = String(error)));
    assert.match(message, /leads out of the folder/);
    assert.throws(() => run.logFile(id), /leads out of the folder/);
  }
  assert.not(existsSync(join(folder, 'x=1')));
  assert.is(run.logFile('step@k=1' as InstanceId), join(run.path, 'logs', 'step@k=1.log'));
  await run.close();
});

test('runs that begin within one second sort by their beginning', () => {
  const ids = [0, 1, 15, 16, 255, 256, 999].map((ms) => newRunId(new Date(ms)));
  assert.equal([...ids].sort(), ids);
});

test.run();
