import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { chooseCheckpoints } from '../../../src/store/gc/checkpoints.js';
import { collectGarbage } from '../../../src/store/gc/collect-garbage.js';
import { nodeFileSystem } from '../../../src/store/file-system.js';
import { storeLayout } from '../../../src/store/layout.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { publishResult, storeIn } from '../../support/tiny-store.js';

const hourMs = 3_600_000;

const folders = [
  { path: 'a', bytes: 100, changedMs: 10 },
  { path: 'b', bytes: 200, changedMs: 20 },
  { path: 'c', bytes: 400, changedMs: 30 },
];
const limits = { resultBytes: 1000, keepSinceMs: 100, nowMs: 100 };

function chosen(bounds: { maxBytes: number; maxAgeMs: number }, more = {}): string[] {
  return chooseCheckpoints(folders, { ...limits, bounds, ...more }).map(({ path }) => path);
}

test('states go when they are too old, or as many as it takes to fit beside the results', () => {
  assert.equal(chosen({ maxBytes: 1700, maxAgeMs: 90 }), []);
  assert.equal(chosen({ maxBytes: 1700, maxAgeMs: 79 }), ['a', 'b']);
  assert.equal(chosen({ maxBytes: 1699, maxAgeMs: 90 }), ['a']);
  assert.equal(chosen({ maxBytes: 1500, maxAgeMs: 90 }), ['a', 'b']);
  assert.equal(chosen({ maxBytes: 0, maxAgeMs: 0 }), ['a', 'b', 'c']);
  assert.equal(chosen({ maxBytes: 0, maxAgeMs: 0 }, { keepSinceMs: 20 }), ['a']);
});

async function collect(folder: string, nowMs: number, maxBytes: number) {
  return collectGarbage({
    ...{ layout: storeLayout(folder), files: nodeFileSystem, dryRun: false },
    ...{ bounds: { maxBytes, maxAgeMs: 1000 * hourMs }, nowMs, signal: new AbortController().signal },
  });
}

test('states count as what the cache holds, go before results, and stay while they may be in use', async () => {
  const folder = temporaryFolder();
  await publishResult(storeIn(folder), 'a', 'x'.repeat(500));
  const family = join(storeLayout(folder).checkpointsFolder, 'f');
  mkdirSync(family, { recursive: true });
  writeFileSync(join(family, '1.checkpoint'), 'y'.repeat(300));
  utimesSync(family, 1, 1);
  const early = await collect(folder, Date.now(), 600);
  assert.equal([early?.checkpoints, early?.leftBytes], [0, 800]);
  const later = await collect(folder, Date.now() + 2 * hourMs, 600);
  assert.equal([later?.results, later?.checkpoints, later?.freedBytes, later?.leftBytes], [0, 1, 300, 500]);
  assert.equal(readdirSync(storeLayout(folder).checkpointsFolder), []);
});

test.run();
