import { statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { sha256 } from '../../src/core/fingerprint.js';
import { DigestMemo } from '../../src/store/digest-memo.js';
import { temporaryFolder } from '../support/temporary-folder.js';

/** A file, and a memo whose clock runs so many milliseconds ahead. */
function oneFile(aheadMs: number) {
  const folder = temporaryFolder();
  const file = join(folder, 'a.txt');
  writeFileSync(file, 'stars');
  const origin = { path: join(folder, 'digests.json'), clockMs: () => Date.now() + aheadMs };
  return { file, origin, memo: DigestMemo.load(origin) };
}

const settled = 10_000;

test('a file that had been still for seconds when it was hashed is known, also to the next process', async () => {
  const { file, memo, origin } = oneFile(settled);
  assert.is(memo.known(file), undefined);
  const digest = await memo.digestOrThrow(file);
  assert.equal(digest, { sha256: sha256('stars'), bytes: 5 });
  assert.equal(memo.known(file), digest);
  await memo.save();
  assert.equal(DigestMemo.load(origin).known(file), digest);
  assert.is(DigestMemo.empty(origin).known(file), undefined);
});

test('a file that was touched within two seconds of being hashed is hashed again', async () => {
  const { file, memo } = oneFile(1500);
  await memo.digestOrThrow(file);
  assert.is(memo.known(file), undefined);
});

test('a file that looks old but was changed just now is hashed again', async () => {
  const { file, memo } = oneFile(0);
  utimesSync(file, 1, 1);
  await memo.digestOrThrow(file);
  assert.is(memo.known(file), undefined);
});

test('other content of the same size and with its old time of change put back is not the known file', async () => {
  const { file, memo } = oneFile(settled);
  utimesSync(file, 1, 1);
  await memo.digestOrThrow(file);
  const { ctimeMs } = statSync(file);
  while (Date.now() <= ctimeMs + 20); // so that a coarse clock has moved on
  writeFileSync(file, 'moons');
  utimesSync(file, 1, 1);
  assert.is(memo.known(file), undefined);
  assert.is((await memo.digestOrThrow(file)).sha256, sha256('moons'));
});

test('what changes while it is hashed is not remembered', async () => {
  const { file, memo } = oneFile(settled);
  const hashing = memo.digestOrThrow(file);
  writeFileSync(file, 'galaxies');
  await hashing;
  assert.is(memo.known(file), undefined);
});

test('a memo that is damaged knows nothing', async () => {
  const { file, memo, origin } = oneFile(settled);
  await memo.digestOrThrow(file);
  await memo.save();
  const text = JSON.stringify(memo);
  writeFileSync(origin.path, text);
  assert.is(DigestMemo.load(origin).known(file), undefined);
});

test.run();
