import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Action } from '../../src/core/action.js';
import { actionKey, sha256, type Preimage } from '../../src/core/fingerprint.js';
import type { Attempt, Lease } from '../../src/core/ports.js';
import type { Result } from '../../src/core/result.js';
import { DigestMemo } from '../../src/store/digest-memo.js';
import type { FileSystem } from '../../src/store/file-system.js';
import { storeLayout } from '../../src/store/layout.js';
import { ObjectStore } from '../../src/store/object-store.js';
import { failingFileSystem } from '../support/failing-file-system.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const preimage: Preimage = {
  ...{ schema: 1, kind: 'test', version: 1, params: {}, inputs: {}, environment: {} },
  ...{ outputs: { out: 'out.txt', parts: 'parts/' }, reproducibility: {} },
};
const key = actionKey(preimage);

function storeIn(folder: string, files?: FileSystem): ObjectStore {
  const layout = storeLayout(folder);
  return new ObjectStore(layout, DigestMemo.load({ path: layout.digestMemo, clockMs: Date.now }), files);
}

/** What a step leaves in its attempt folder. */
function produce({ folder }: Attempt): Action {
  const file = (path: string, name: string, content: string) => {
    const full = join(folder, 'outputs', path);
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, content);
    return { name, sha256: sha256(content), bytes: content.length };
  };
  const parts = [file('parts/parts/a', 'a', 'one'), file('parts/parts/deep/b', 'deep/b', 'two')];
  return {
    ...{ key, preimage, seconds: 1, notes: [], measures: {} },
    outputs: {
      out: { form: 'file', ...file('out/out.txt', 'out.txt', 'content') },
      parts: { form: 'folder', name: 'parts', files: parts, sha256: sha256('parts'), bytes: 6 },
    },
  };
}

/** All of publishing, as the runner does it. */
async function publishOnce(store: ObjectStore): Promise<Result<unknown>> {
  const offer = await store.takeLease(key);
  if (!offer.ok) return offer;
  if (offer.value.state !== 'ours') throw new Error(`held by ${offer.value.owner}`);
  const published = await underLease(store, offer.value.lease);
  const released = await offer.value.lease.release();
  return published.ok ? released : published;
}

async function underLease(store: ObjectStore, lease: Lease): Promise<Result<unknown>> {
  const attempt = await store.openAttempt(lease);
  if (!attempt.ok) return attempt;
  const published = await store.publish(produce(attempt.value), attempt.value);
  await store.discard(attempt.value);
  return published;
}

for (const code of ['ENOSPC', 'EIO']) {
  test(`each writing call of publishing may fail with ${code}: it is told, and the next time it succeeds`, async () => {
    const counted = failingFileSystem(0, code);
    assert.ok((await publishOnce(storeIn(temporaryFolder(), counted.files))).ok);
    assert.ok(counted.calls.length > 20, `${counted.calls.length} calls`);
    for (let n = 1; n <= counted.calls.length; n++) {
      const call = counted.calls[n - 1]!.replace(/ .*\//, ' ');
      const folder = temporaryFolder();
      const failed = await publishOnce(storeIn(folder, failingFileSystem(n, code).files));
      assert.not(failed.ok, call);
      if (!failed.ok) {
        const { failure } = failed;
        assert.is(failure.reason, 'storage', call);
        if (failure.reason === 'storage') assert.is(failure.code, code, call);
      }
      // Either not there at all, or there whole.
      const looked = await storeIn(folder).lookup(key);
      assert.ok(looked.ok && ['miss', 'hit'].includes(looked.value.state), call);
      assert.ok((await publishOnce(storeIn(folder))).ok, call);
      const again = await storeIn(folder).lookup(key);
      assert.ok(again.ok && again.value.state === 'hit', call);
    }
  });
}

test('an output that grew or shrank since it was hashed is not published', async () => {
  for (const content of ['content and more', 'cont']) {
    const folder = temporaryFolder();
    const store = storeIn(folder);
    const offer = await store.takeLease(key);
    if (!offer.ok || offer.value.state !== 'ours') throw new Error('the lease was free');
    const attempt = await store.openAttempt(offer.value.lease);
    if (!attempt.ok) throw new Error('no attempt');
    const action = produce(attempt.value);
    writeFileSync(join(attempt.value.folder, 'outputs/out/out.txt'), content);
    const published = await store.publish(action, attempt.value);
    if (published.ok || published.failure.reason !== 'storage') throw new Error('published');
    assert.is(published.failure.code, 'corrupt');
    assert.equal(await store.listActions(), []);
  }
});

test('an attempt whose lease was taken over publishes nothing', async () => {
  const folder = temporaryFolder();
  const store = storeIn(folder);
  const offer = await store.takeLease(key);
  if (!offer.ok || offer.value.state !== 'ours') throw new Error('the lease was free');
  const attempt = await store.openAttempt(offer.value.lease);
  if (!attempt.ok) throw new Error('no attempt');
  const action = produce(attempt.value);
  writeFileSync(join(storeLayout(folder).leasesFolder, `${key}.json`), '{"version":1}');
  assert.equal(await store.publish(action, attempt.value), { ok: true, value: 'lease-lost' });
  const looked = await store.lookup(key);
  assert.ok(looked.ok && looked.value.state === 'miss');
  assert.equal(await store.listActions(), []);
});

test.run();
