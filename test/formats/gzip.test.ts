import { gzipSync } from 'node:zlib';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { gunzip, isGzip } from '../../src/formats/gzip.js';

const packed = gzipSync(Buffer.alloc(5000, 'x'));

test('gzip is told by its first two bytes', () => {
  assert.ok(isGzip(packed));
  assert.not(isGzip(Buffer.from('SIMPLE')));
  assert.not(isGzip(new Uint8Array(0)));
});

test('whole gzip is unpacked', () => {
  const unpacked = gunzip(packed);
  assert.ok(unpacked.ok);
  assert.is(unpacked.value.length, 5000);
});

test('what unpacks to more than the limit is refused', () => {
  const unpacked = gunzip(packed, 4999);
  assert.ok(!unpacked.ok);
  assert.match(unpacked.failure.found, /more than 4999 bytes/);
});

test('gzip that is cut short or damaged is refused', () => {
  assert.not(gunzip(packed.subarray(0, packed.length - 9)).ok);
  const damaged = Buffer.from(packed);
  damaged[damaged.length - 6]! ^= 1;
  assert.not(gunzip(damaged).ok);
});

test('bytes behind a gzip stream that are no gzip are told from damage; zeros and another stream are let pass', () => {
  const behind = (bytes: Uint8Array) => gunzip(Buffer.concat([packed, bytes]));
  const junk = behind(Buffer.from('garbage!'));
  assert.ok(!junk.ok);
  assert.is(junk.failure.found, 'bytes behind a whole gzip stream that are no gzip');
  assert.match(junk.failure.remedy ?? '', /gunzip, which leaves those bytes out$/);
  assert.ok(behind(new Uint8Array(512)).ok);
  assert.ok(behind(packed).ok);
  const none = gunzip(Buffer.from('garbage!'));
  assert.ok(!none.ok);
  assert.match(none.failure.found, /^damaged gzip/);
});

test.run();
