import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { sha256 } from '../../src/core/fingerprint.js';
import { processRow } from '../../src/exec/process-table.js';
import { nodeFileSystem, type FileSystem } from '../../src/store/file-system.js';
import { storeLayout } from '../../src/store/layout.js';
import { newLeaseFile } from '../../src/store/lease-file.js';
import { Leases } from '../../src/store/leases.js';
import { ownIdentity } from '../../src/store/process-identity.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { publishResult, storeIn } from '../support/tiny-store.js';

/** The real file system, with something else happening just before a file is put aside. */
function mendingFirst(mend: () => void): FileSystem {
  return {
    ...nodeFileSystem,
    async rename(from, to) {
      if (to.includes('quarantine')) mend();
      await nodeFileSystem.rename(from, to);
    },
  };
}

function damage(path: string): { mend: () => void } {
  const whole = readFileSync(path);
  chmodSync(path, 0o644);
  writeFileSync(path, whole.toString().replace(/.$/s, '?'));
  return {
    mend() {
      writeFileSync(`${path}.new`, whole);
      renameSync(`${path}.new`, path);
    },
  };
}

for (const what of ['object', 'action'] as const) {
  test(`an ${what} that another run mends just before it is put aside stays`, async () => {
    const folder = temporaryFolder();
    const key = await publishResult(storeIn(folder), 'a', 'content');
    const layout = storeLayout(folder);
    const path = what === 'object' ? layout.object(sha256('content')) : layout.action(key);
    const { mend } = damage(path);
    const looked = await storeIn(folder, mendingFirst(mend)).lookup(key);
    assert.ok(looked.ok && looked.value.state === 'hit', JSON.stringify(looked));
    assert.ok(existsSync(path));
  });

  test(`an ${what} that is damaged is put aside, and the reason is remembered`, async () => {
    const folder = temporaryFolder();
    const key = await publishResult(storeIn(folder), 'a', 'content');
    const layout = storeLayout(folder);
    const path = what === 'object' ? layout.object(sha256('content')) : layout.action(key);
    damage(path);
    for (const time of ['first', 'second']) {
      const looked = await storeIn(folder).lookup(key);
      assert.ok(looked.ok, time);
      assert.equal(
        looked.value,
        { state: 'lost', problem: 'corrupt', ...(what === 'object' ? { output: 'out' } : {}) },
        time,
      );
      assert.not(existsSync(path));
    }
  });
}

test('an object that a collection has moved away for an instant is waited for', async () => {
  const folder = temporaryFolder();
  const layout = storeLayout(folder);
  const object = layout.object(sha256('content'));
  const awayForAnInstant = (): void => {
    renameSync(object, `${object}.away`);
    setTimeout(() => renameSync(`${object}.away`, object), 60);
  };
  const leases = new Leases(layout.leasesFolder, nodeFileSystem, () => Promise.resolve());
  await leases.take('gc');
  const files: FileSystem = {
    ...nodeFileSystem,
    async sync(path) {
      await nodeFileSystem.sync(path);
      if (path === layout.actionsFolder) awayForAnInstant();
    },
  };
  const key = await publishResult(storeIn(folder, files), 'a', 'content');
  assert.ok(existsSync(object));
  awayForAnInstant();
  const looked = await storeIn(folder).lookup(key);
  assert.ok(looked.ok && looked.value.state === 'hit', JSON.stringify(looked));
});

test('who waits for an owner that cannot be seen is told how long that may take', async () => {
  const folder = temporaryFolder();
  const key = await publishResult(storeIn(folder), 'a', 'content');
  const { leasesFolder } = storeLayout(folder);
  const owners = [
    { host: 'vega', pid: 4711 },
    { pid: process.ppid, started: processRow(process.ppid)?.startTicks ?? '' },
  ];
  const phrases: string[] = [];
  for (const owner of owners) {
    const lease = { ...newLeaseFile(ownIdentity(), new Date()), ...owner };
    writeFileSync(join(leasesFolder, `${key}.json`), JSON.stringify(lease));
    const offer = await storeIn(folder).takeLease(key);
    phrases.push(offer.ok && offer.value.state === 'theirs' ? offer.value.owner : 'nobody');
  }
  assert.equal(phrases, [
    'pid 4711 on vega, which cannot be seen from here: if it is gone, its place is taken in at most 60 s',
    `pid ${process.ppid} on ${hostname()}`,
  ]);
});

test.run();
