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

test('runs that publish and look up beside collections never lose a result they were given', async () => {
  const folder = temporaryFolder();
  const over = new AbortController();
  const collecting = (async () => {
    let removed = 0;
    while (!over.signal.aborted) removed += (await collectLater(folder, 2)).results;
    return removed;
  })();
  const store = storeIn(folder);
  try {
    for (let round = 0; round < 60; round++) {
      const name = `result ${round % 7}`;
      const key = await publishResult(store, name, `content ${round % 3}`);
      assert.is(await stateOf(folder, key), 'hit', `round ${round}`);
      if (round % 2 === 0) neglect(folder, key);
    }
  } finally {
    over.abort();
  }
  assert.ok((await collecting) > 0);
});

test.run();
