import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { bytesSource } from '../../src/formats/byte-source.js';
import { readFitsImage } from '../../src/formats/fits/read-image.js';
import { encodeTar } from '../../src/formats/tar-encode.js';
import { parsePax } from '../../src/formats/tar-pax.js';
import { listTar, listTarForward } from '../../src/formats/tar-read.js';
import { readAllFrames } from '../support/read-all-frames.js';
import { repositoryRoot } from '../support/repository.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const fixture = (...path: string[]): Uint8Array =>
  readFileSync(join(repositoryRoot, 'test', 'fixtures', ...path));
const fitsFiles = [
  'second-extension',
  'headers',
  'scaled-blank',
  'tile-compressed',
  'table-only',
  'uint64',
].map((name) => fixture('fits', `${name}.fits`));
const gzipped = fixture('fits', 'float32.fits.gz');
const archives = ['ustar', 'gnu', 'pax'].map((name) => fixture('tar', `${name}.tar`));

/** A copy with some bytes changed, most often in the first blocks, then cut at some length. */
function damaged(originals: readonly Uint8Array[]) {
  const place = fc.oneof(fc.nat({ max: 3000 }), fc.nat({ max: 20000 }));
  return fc
    .record({
      original: fc.constantFrom(...originals),
      changes: fc.array(fc.tuple(place, fc.nat({ max: 255 })), { maxLength: 6 }),
      keep: fc.option(fc.nat({ max: 20000 })),
    })
    .map(({ original, changes, keep }) => {
      const bytes = original.slice(0, keep ?? original.length);
      for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
      return bytes;
    });
}

test('a damaged FITS file is an image of the size that it says, or a fault that says where', () => {
  fc.assert(
    fc.property(damaged([...fitsFiles, gzipped]), (bytes) => {
      const image = readFitsImage(bytes);
      if (image.ok) assert.is(image.value.pixels.length, image.value.width * image.value.height);
      else assert.ok(image.failure.found.length > 0 && image.failure.expected.length > 0);
    }),
    { numRuns: 3000 },
  );
});

test('a header with any digits in its sizes never makes more pixels than the file has bytes', () => {
  const size = fc
    .oneof(fc.bigInt({ min: -5n, max: 10n ** 19n }), fc.bigInt({ min: 0n, max: 40n }))
    .map(String);
  fc.assert(
    fc.property(fc.constantFrom(8, 16, -64), size, size, size, (bitpix, naxis1, naxis2, pcount) => {
      const fields = [`SIMPLE  = T`, `BITPIX  = ${bitpix}`, `NAXIS   = 2`, `NAXIS1  = ${naxis1}`];
      fields.push(`NAXIS2  = ${naxis2}`, `PCOUNT  = ${pcount}`, 'END');
      const header = fields.map((field) => field.padEnd(80)).join('');
      const image = readFitsImage(Buffer.from(header.padEnd(2880) + 'x'.repeat(2880), 'latin1'));
      if (image.ok) assert.ok((image.value.pixels.length * Math.abs(bitpix)) / 8 <= 2880);
    }),
    { numRuns: 2000 },
  );
});

test('any bytes at all are read without a throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
      assert.not(readFitsImage(bytes).ok);
      const listing = listTar(bytesSource(bytes));
      assert.ok(listing.members.length === 0 || listing.fault === undefined);
    }),
    { numRuns: 500 },
  );
});

test('a damaged archive lists only members whose bytes are in it', () => {
  fc.assert(
    fc.property(damaged(archives), (bytes) => {
      for (const { offset, size } of listTar(bytesSource(bytes)).members) {
        assert.ok(offset >= 512 && size >= 0 && offset + size <= bytes.length);
      }
    }),
    { numRuns: 2000 },
  );
});

test('a damaged archive that is read forwards lists the same members, unless it is cut', async () => {
  await fc.assert(
    fc.asyncProperty(damaged(archives), async (bytes) => {
      const forward = await listTarForward((offset, length) =>
        Promise.resolve(bytes.subarray(offset, offset + length)),
      );
      assert.equal(forward.members, listTar(bytesSource(bytes)).members);
    }),
    { numRuns: 2000 },
  );
});

test('pax records of any bytes are records or nothing, and a name or size from them is as it stands there', () => {
  const record = (keyword: string, value: string): string => {
    const rest = ` ${keyword}=${value}\n`;
    const total = (length: number): number => Buffer.byteLength(`${length}${rest}`);
    return `${total(total(Buffer.byteLength(rest) + 2))}${rest}`;
  };
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const records = parsePax(bytes);
      assert.ok(records === undefined || [...records.keys()].every((keyword) => keyword.length > 0));
    }),
    { numRuns: 2000 },
  );
  const text = fc.string({ maxLength: 60 }).filter((value) => !value.includes('\0'));
  fc.assert(
    fc.property(text, text, (path, comment) => {
      const content = Buffer.from(record('path', path) + record('comment', comment));
      assert.equal(
        [...(parsePax(content) ?? [])],
        [
          ['path', path],
          ['comment', comment],
        ],
      );
      for (let cut = 1; cut < content.length; cut += 7) parsePax(content.subarray(0, cut));
    }),
  );
});

test('a damaged gzipped tarball gives a frame for each camera, an image or a failure', async () => {
  const member = { name: 'g_cam0.fits', bytes: fixture('fits', 'float64.fits') };
  const originals = [gzipSync(encodeTar([member, { ...member, name: 'g_cam1.fits' }])), gzipped];
  const path = join(temporaryFolder(), 'x.tar.gz');
  let nGood = 0;
  await fc.assert(
    fc.asyncProperty(damaged(originals), async (bytes) => {
      writeFileSync(path, bytes);
      const frames = await readAllFrames([path], { cameras: [0, 1] });
      assert.ok(frames.length === 2 || (frames.length === 1 && frames[0]!.camera === undefined));
      for (const { image } of frames) {
        if (image.ok) nGood += 1;
        else assert.ok('found' in image.failure && image.failure.found.length > 0);
      }
    }),
    { numRuns: 400 },
  );
  assert.ok(nGood > 0);
});

test.run();
