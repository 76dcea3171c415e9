import { createHash } from 'node:crypto';
import { extract } from 'tar-stream';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { encodeTar, type TarSource } from '../../src/formats/tar-encode.js';

async function unpacked(bytes: Uint8Array): Promise<TarSource[]> {
  const members: TarSource[] = [];
  const archive = extract();
  archive.end(Buffer.from(bytes));
  for await (const entry of archive) {
    const chunks: Buffer[] = [];
    for await (const chunk of entry) chunks.push(chunk as Buffer);
    assert.is(entry.header.mtime.getTime(), 0);
    members.push({ name: entry.header.name, bytes: new Uint8Array(Buffer.concat(chunks)) });
  }
  return members;
}

test('another program reads back names and contents in order', async () => {
  const members = [
    { name: 'home/survey/b_cam0.fits', bytes: new Uint8Array(2880).fill(7) },
    { name: `${'p'.repeat(120)}/${'n'.repeat(100)}`, bytes: new Uint8Array(0) },
    { name: 'a', bytes: Uint8Array.of(1, 2, 3) },
  ];
  assert.equal(await unpacked(encodeTar(members)), members);
});

test('archives are padded to 10,240 bytes and end in two zero blocks', () => {
  assert.is(encodeTar([]).length, 10_240);
  assert.is(encodeTar([{ name: 'a', bytes: new Uint8Array(8192) }]).length, 10_240);
  // 512 + 8,704 leave room for one zero block only.
  assert.is(encodeTar([{ name: 'a', bytes: new Uint8Array(9000) }]).length, 20_480);
});

test('the bytes never change', () => {
  const bytes = encodeTar([{ name: 'a/b.fits', bytes: Uint8Array.of(1, 2, 3) }]);
  assert.is(
    createHash('sha256').update(bytes).digest('hex'),
    'ed46cef2bbb773a957db5633ffd17287a051c6e1c445decbfeea3bc8cbaa6663',
  );
});

test('a name that ustar cannot hold throws', () => {
  assert.throws(() => encodeTar([{ name: 'x'.repeat(101), bytes: new Uint8Array(0) }]), /cannot hold/);
  assert.throws(() => encodeTar([{ name: '', bytes: new Uint8Array(0) }]), /cannot hold/);
});

test.run();
