import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { GzipReader } from '../../src/formats/gzip-reader.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const content = Buffer.from(Uint8Array.from({ length: 300_000 }, (_, i) => (i * 31 + (i >> 8)) % 251));

function open(bytes: Uint8Array, alwaysAllowed?: number): GzipReader {
  const path = join(temporaryFolder(), 'x.gz');
  writeFileSync(path, bytes);
  return new GzipReader(path, bytes.length, alwaysAllowed);
}

test('bytes are read forwards, over the borders of pieces and members, and fewer at the end', async () => {
  const reader = open(Buffer.concat([gzipSync(content), gzipSync(content)]));
  assert.equal(Buffer.from(await reader.read(10, 5)), content.subarray(10, 15));
  assert.equal(Buffer.from(await reader.read(65_000, 140_000)), content.subarray(65_000, 205_000));
  assert.equal(
    Buffer.from(await reader.read(299_990, 20)),
    Buffer.concat([content.subarray(-10), content.subarray(0, 10)]),
  );
  assert.is((await reader.read(599_999, 100)).length, 1);
  assert.is((await reader.read(700_000, 100)).length, 0);
  assert.is(reader.fault, undefined);
  let error: unknown;
  await reader.read(0, 1).catch((thrown: unknown) => (error = thrown));
  assert.instance(error, RangeError);
  reader.close();
});

test('a file that is cut short ends where it was cut', async () => {
  const packed = gzipSync(content);
  const reader = open(packed.subarray(0, packed.length >> 1));
  const bytes = await reader.read(0, content.length);
  assert.ok(bytes.length > 0 && bytes.length < content.length);
  assert.ok(content.subarray(0, bytes.length).equals(bytes));
  assert.is(reader.fault, undefined);
});

test('a file that is damaged, and one that is not there, end with a fault', async () => {
  const damaged = Buffer.from(gzipSync(content));
  damaged[damaged.length - 6]! ^= 1;
  const reader = open(damaged);
  await reader.finish();
  assert.match(reader.fault!.found, /^damaged gzip/);
  const trailed = open(Buffer.concat([gzipSync(content), Buffer.from('garbage!')]));
  await trailed.finish();
  assert.is(trailed.fault?.found, 'bytes behind a whole gzip stream that are no gzip');
  const absent = new GzipReader(join(temporaryFolder(), 'absent.gz'), 10);
  assert.is((await absent.read(0, 10)).length, 0);
  assert.match(absent.fault!.found, /ENOENT/);
});

test('a bomb ends with a fault soon after it passes what is allowed', async () => {
  const bomb = gzipSync(Buffer.alloc(30_000_000));
  assert.ok(bomb.length < 50_000);
  const reader = open(bomb, 1_000_000);
  assert.is((await reader.read(20_000_000, 10)).length, 0);
  assert.match(reader.fault!.found, /^gzipped data that unpack to more than \d+ bytes/);
  assert.is(
    reader.fault!.expected,
    'at most 100 times the size of the file, or 1000000 bytes if that is more',
  );
  assert.ok(reader.position < 10_000_000, `went on to byte ${reader.position}`);
  const allowed = open(bomb, 40_000_000);
  await allowed.finish();
  assert.is(allowed.fault, undefined);
});

test.run();
