import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Action } from '../../src/core/action.js';
import { actionKey, sha256, type Preimage } from '../../src/core/fingerprint.js';
import type { ActionKey } from '../../src/core/identifiers.js';
import { DigestMemo } from '../../src/store/digest-memo.js';
import type { FileSystem } from '../../src/store/file-system.js';
import { storeLayout } from '../../src/store/layout.js';
import { ObjectStore } from '../../src/store/object-store.js';

export function storeIn(folder: string, files?: FileSystem): ObjectStore {
  const layout = storeLayout(folder);
  return new ObjectStore(layout, DigestMemo.load({ path: layout.digestMemo, clockMs: Date.now }), files);
}

/** Publishes a result of one file under a key made of its name. */
export async function publishResult(store: ObjectStore, name: string, content: string): Promise<ActionKey> {
  const preimage: Preimage = {
    ...{ schema: 1, kind: 'test', version: 1, params: { name }, inputs: {}, environment: {} },
    ...{ outputs: { out: 'out.txt' }, reproducibility: {} },
  };
  const key = actionKey(preimage);
  const offer = await store.takeLease(key);
  if (!offer.ok || offer.value.state !== 'ours') throw new Error('no lease');
  const attempt = await store.openAttempt(offer.value.lease);
  if (!attempt.ok) throw new Error('no attempt');
  const folder = join(attempt.value.folder, 'outputs', 'out');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'out.txt'), content);
  const file = { name: 'out.txt', sha256: sha256(content), bytes: content.length };
  const action: Action = {
    ...{ key, preimage, seconds: 1, notes: [], measures: {} },
    outputs: { out: { form: 'file', ...file } },
  };
  const published = await store.publish(action, attempt.value);
  await store.discard(attempt.value);
  await offer.value.lease.release();
  if (!published.ok || published.value !== 'published')
    throw new Error(`not published: ${JSON.stringify(published)}`);
  return key;
}
