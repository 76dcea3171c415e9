import { gzipSync } from 'node:zlib';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { bytesSource } from '../../../src/formats/byte-source.js';
import { encodeTar } from '../../../src/formats/tar-encode.js';
import { openGzippedArchive } from '../../../src/steps/frames/open-archive.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { writeFile } from './survey-files.js';

const members = [
  { name: 'small.fits', bytes: new Uint8Array(1000).fill(1) },
  { name: 'large.fits', bytes: new Uint8Array(1001).fill(2) },
];

test('of a gzipped archive that is not unpacked in one go, members up to the limit are read and larger ones refused', async () => {
  const packed = gzipSync(encodeTar(members));
  const path = writeFile(temporaryFolder(), 'x.tar.gz', packed);
  const archive = await openGzippedArchive({ path }, bytesSource(packed), { small: 100, member: 1000 });
  const [small, large] = archive.listing.members;
  const read = await archive.read(small!);
  assert.ok(read.ok);
  assert.equal(Buffer.from(read.value), Buffer.from(members[0]!.bytes));
  const refused = await archive.read(large!);
  assert.ok(!refused.ok);
  assert.is(refused.failure.found, 'a member of 1001 bytes in a gzipped archive');
  assert.is(refused.failure.expected, 'at most 1000 bytes');
  archive.close();
});

test('a gzipped archive within the limit is unpacked in one go, whatever the size of its members', async () => {
  const packed = gzipSync(encodeTar(members));
  const path = 'a file that is not opened again';
  const archive = await openGzippedArchive({ path }, bytesSource(packed), { small: 20_000, member: 1 });
  const read = await archive.read(archive.listing.members[1]!);
  assert.ok(read.ok && read.value.length === 1001);
  archive.close();
});

test.run();
