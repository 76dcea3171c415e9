import { readdirSync, utimesSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { sha256 } from '../../../src/core/fingerprint.js';
import { nodeFileSystem, type FileSystem } from '../../../src/store/file-system.js';
import { collectGarbage, type Collected } from '../../../src/store/gc/collect-garbage.js';
import { storeLayout } from '../../../src/store/layout.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { publishResult, storeIn } from '../../support/tiny-store.js';

const hourMs = 3_600_000;

/** Collects all it may, as if so many hours from now. */
async function collectLater(
  folder: string,
  hours: number,
  files: FileSystem = nodeFileSystem,
): Promise<Collected> {
  const collected = await collectGarbage({
    ...{ layout: storeLayout(folder), files, dryRun: false },
    ...{ bounds: { maxBytes: 0, maxAgeMs: 0 }, nowMs: Date.now() + hours * hourMs },
    signal: new AbortController().signal,
  });
  if (collected === undefined) throw new Error('another collects');
  return collected;
}

/** The real file system, with something else happening just before a path is renamed. */
function interfering(part: string, interfere: () => Promise<unknown>): FileSystem {
  let hasHappened = false;
  return {
    ...nodeFileSystem,
    async rename(from, to) {
      if (from.includes(part) && to.endsWith('.tmp') && !hasHappened) {
        hasHappened = true;
        await interfere();
      }
      await nodeFileSystem.rename(from, to);
    },
  };
}

async function stateOf(folder: string, key: Awaited<ReturnType<typeof publishResult>>): Promise<string> {
  const looked = await storeIn(folder).lookup(key);
  if (!looked.ok) throw new Error('storage trouble');
  return looked.value.state;
}

/** Makes a result look as if it had not been used for a day. */
function neglect(folder: string, key: string): void {
  const dayAgo = Date.now() / 1000 - 24 * 3600;
  utimesSync(`${storeLayout(folder).actionsFolder}/${key}.json`, dayAgo, dayAgo);
}

test('a result that nobody used for long goes with its objects', async () => {
  const folder = temporaryFolder();
  const key = await publishResult(storeIn(folder), 'a', 'content');
  neglect(folder, key);
  const collected = await collectLater(folder, 2);
  assert.is(collected.results, 1);
  assert.is(await stateOf(folder, key), 'miss');
});

test('a result that a run looks up just as it is to go stays', async () => {
  const folder = temporaryFolder();
  const key = await publishResult(storeIn(folder), 'a', 'content');
  neglect(folder, key);
  const files = interfering(key, async () => assert.is(await stateOf(folder, key), 'hit'));
  const collected = await collectLater(folder, 2, files);
  assert.is(collected.results, 0);
  assert.is(collected.objects, 0);
  assert.is(await stateOf(folder, key), 'hit');
  assert.equal(
    readdirSync(storeLayout(folder).actionsFolder).filter((name) => name.endsWith('.tmp')),
    [],
  );
});

test('an object without a user that is published again just as it is to go stays', async () => {
  const folder = temporaryFolder();
  const old = await publishResult(storeIn(folder), 'a', 'shared content');
  neglect(folder, old);
  const young: (typeof old)[] = [];
  const files = interfering(sha256('shared content'), async () => {
    young.push(await publishResult(storeIn(folder), 'b', 'shared content'));
  });
  const collected = await collectLater(folder, 2, files);
  assert.is(collected.results, 1);
  assert.is(young.length, 1);
  assert.is(await stateOf(folder, young[0]!), 'hit');
});

test('a lease that is held keeps all that was used since it began', async () => {
  const folder = temporaryFolder();
  const store = storeIn(folder);
  const lease = await store.takePrivateLease('test');
  if (!lease.ok) throw new Error('no lease');
  const key = await publishResult(store, 'a', 'content');
  assert.is((await collectLater(folder, 100)).results, 0);
  assert.is(await stateOf(folder, key), 'hit');
  await lease.value.release();
});

test('while one collects, another waits, or gives up when it may not', async () => {
  const folder = temporaryFolder();
  const key = await publishResult(storeIn(folder), 'a', 'content');
  neglect(folder, key);
  let second: Collected | undefined | 'not yet' = 'not yet';
  const files = interfering(key, async () => {
    second = await collectGarbage({
      ...{ layout: storeLayout(folder), files: nodeFileSystem, dryRun: false, nowMs: Date.now() },
      ...{ bounds: { maxBytes: 0, maxAgeMs: 0 }, signal: AbortSignal.abort() },
    });
  });
  await collectLater(folder, 2, files);
  assert.is(second, undefined);
});

/** The real file system, but an object that has not changed for a second counts as unchanged for a day. */
const hastyFiles: FileSystem = {
  ...nodeFileSystem,
  async stat(path) {
    const stats = await nodeFileSystem.stat(path);
    const isOld = path.includes('/objects/') && Date.now() - stats.ctimeMs > 1000;
    if (isOld) stats.ctimeMs -= 24 * hourMs;
    return stats;
  },
};

test('runs that publish and look up beside collections never lose a result they were given', async () => {
  const folder = temporaryFolder();
  const over = new AbortController();
  const collecting = (async () => {
    const removed = { results: 0, objects: 0 };
    while (!over.signal.aborted) {
      const collected = await collectLater(folder, 0, hastyFiles);
      removed.results += collected.results;
      removed.objects += collected.objects;
    }
    return removed;
  })();
  const store = storeIn(folder);
  const deadline = performance.now() + 4000;
  try {
    for (let round = 0; performance.now() < deadline; round++) {
      // Some contents never come again, others when their last object may just be going.
      const content = round % 3 === 0 ? `once ${round}` : `again ${round % (round % 2 === 0 ? 251 : 383)}`;
      const key = await publishResult(store, `result ${round % 7}`, content);
      assert.is(await stateOf(folder, key), 'hit', `round ${round}`);
      neglect(folder, key);
    }
  } finally {
    over.abort();
  }
  const removed = await collecting;
  assert.ok(removed.results > 10 && removed.objects > 10, JSON.stringify(removed));
});

test.run();
