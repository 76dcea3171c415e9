import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { ActionKey, InstanceId } from '../../../src/core/identifiers.js';
import { parseRunId } from '../../../src/core/identifiers.js';
import type { Manifest, ProcessIdentity } from '../../../src/core/manifest.js';
import { nodeFileSystem } from '../../../src/store/file-system.js';
import { collectGarbage, type Collected } from '../../../src/store/gc/collect-garbage.js';
import { storeLayout } from '../../../src/store/layout.js';
import { encodeManifest } from '../../../src/store/manifest-file.js';
import { ownIdentity } from '../../../src/store/process-identity.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { publishResult, storeIn } from '../../support/tiny-store.js';

const hourMs = 3_600_000;
const nowMs = Date.now() + 100 * hourMs;

interface WrittenRun {
  readonly hoursAgo: number;
  readonly state: Manifest['state'];
  readonly keys?: readonly ActionKey[];
  readonly runner?: ProcessIdentity;
}

/** A run of the workflow `w` that began so many hours before the collection. @returns Its folder. */
function writeRun(
  folder: string,
  { hoursAgo, state, keys = [], runner = ownIdentity() }: WrittenRun,
): string {
  const startedAt = new Date(nowMs - hoursAgo * hourMs).toISOString();
  const run = parseRunId(`${startedAt.replace(/[-:]|\.\d+/g, '')}-abcdef`);
  const manifest: Manifest = {
    ...{ version: 1, run, workflow: 'w', file: 'w.yaml', params: {}, seed: 0, state, startedAt },
    ...{ seconds: 1, savedSeconds: 0, skysort: '0', node: 'v20', platform: 'linux-x64', runner },
    instances: keys.map((key, i) => ({
      ...{ id: `step${i}` as InstanceId, step: 'step', kind: 'test', cell: {}, params: {} },
      ...{ state: 'ran', key, seconds: 1, outputs: {} },
    })),
  };
  const path = join(folder, 'w', run);
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'manifest.json'), encodeManifest(manifest));
  return path;
}

/** Publishes a result that was last used so many hours before the collection. */
async function result(folder: string, name: string, hoursAgo: number): Promise<ActionKey> {
  const key = await publishResult(storeIn(folder), name, `content of ${name}`);
  const seconds = (nowMs - hoursAgo * hourMs) / 1000;
  utimesSync(storeLayout(folder).action(key), seconds, seconds);
  return key;
}

async function collect(folder: string): Promise<Collected> {
  const collected = await collectGarbage({
    ...{ layout: storeLayout(folder), files: nodeFileSystem, dryRun: false, nowMs },
    ...{ bounds: { maxBytes: 0, maxAgeMs: 0 }, signal: new AbortController().signal },
  });
  if (collected === undefined) throw new Error('another collects');
  return collected;
}

const isThere = (folder: string, key: ActionKey): boolean => existsSync(storeLayout(folder).action(key));

test('a run that goes on keeps the results that it names, however old', async () => {
  const folder = temporaryFolder();
  const [named, other] = [await result(folder, 'named', 90), await result(folder, 'other', 90)];
  writeRun(folder, { hoursAgo: 50, state: 'running', keys: [named] });
  writeRun(folder, { hoursAgo: 40, state: 'done' });
  assert.is((await collect(folder)).results, 1);
  assert.ok(isThere(folder, named));
  assert.not(isThere(folder, other));
});

test('what was used since a run that goes on began stays, though no run names it', async () => {
  const folder = temporaryFolder();
  const [since, before] = [await result(folder, 'since', 49), await result(folder, 'before', 90)];
  writeRun(folder, { hoursAgo: 50, state: 'running' });
  writeRun(folder, { hoursAgo: 40, state: 'done' });
  assert.is((await collect(folder)).results, 1);
  assert.ok(isThere(folder, since));
  assert.not(isThere(folder, before));
});

test('a dead run whose pid another process has now does not go on', async () => {
  const folder = temporaryFolder();
  const named = await result(folder, 'named', 90);
  const runner = { ...ownIdentity(), started: '1' };
  const path = writeRun(folder, { hoursAgo: 50, state: 'running', keys: [named], runner });
  writeRun(folder, { hoursAgo: 40, state: 'done' });
  assert.is((await collect(folder)).results, 1);
  assert.not(existsSync(path));
});

test('a run on another machine that wrote no end goes on for a week', async () => {
  for (const [hoursAgo, kept] of [
    [100, true],
    [8 * 24, false],
  ] as const) {
    const folder = temporaryFolder();
    const named = await result(folder, 'named', 9 * 24);
    const runner = { ...ownIdentity(), host: 'vega' };
    writeRun(folder, { hoursAgo, state: 'running', keys: [named], runner });
    writeRun(folder, { hoursAgo: 40, state: 'done' });
    await collect(folder);
    assert.is(isThere(folder, named), kept);
  }
});

test('the last good run of a workflow keeps its results when later ones failed', async () => {
  const folder = temporaryFolder();
  const [good, older, failed] = [
    await result(folder, 'good', 90),
    await result(folder, 'older', 90),
    await result(folder, 'failed', 90),
  ];
  writeRun(folder, { hoursAgo: 60, state: 'done', keys: [older] });
  writeRun(folder, { hoursAgo: 50, state: 'done', keys: [good] });
  writeRun(folder, { hoursAgo: 45, state: 'failed', keys: [failed] });
  writeRun(folder, { hoursAgo: 40, state: 'failed' });
  await collect(folder);
  assert.equal(
    [good, older, failed].map((key) => isThere(folder, key)),
    [true, false, false],
  );
});

test.run();
