import { createHash } from 'node:crypto';
import { crc32, inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { encodePng, pngDataUri } from '../../src/formats/png.js';

/** Takes a PNG apart with Node's zlib: its IHDR and its pixels, for the filters None, Sub and Up. */
function decodePng(png: Uint8Array): { header: number[]; pixels: number[] } {
  const bytes = Buffer.from(png);
  assert.is(bytes.toString('latin1', 0, 8), '\u0089PNG\r\n\u001a\n');
  const chunks = new Map<string, Buffer>();
  for (let at = 8; at < bytes.length;) {
    const length = bytes.readUInt32BE(at);
    const typeAndContent = bytes.subarray(at + 4, at + 8 + length);
    assert.is(crc32(typeAndContent), bytes.readUInt32BE(at + 8 + length));
    chunks.set(typeAndContent.toString('latin1', 0, 4), typeAndContent.subarray(4));
    at += 12 + length;
  }
  assert.equal([...chunks.keys()], ['IHDR', 'IDAT', 'IEND']);
  const header = chunks.get('IHDR')!;
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const channels = { 0: 1, 2: 3, 6: 4 }[header[9]!]!;
  const rows = inflateSync(chunks.get('IDAT')!);
  const stride = width * channels;
  const pixels: number[] = [];
  for (let y = 0; y < height; y++) {
    const filter = rows[y * (stride + 1)]!;
    assert.ok(filter <= 2);
    for (let x = 0; x < stride; x++) {
      const left = x < channels ? 0 : pixels[y * stride + x - channels]!;
      const up = y === 0 ? 0 : pixels[(y - 1) * stride + x]!;
      pixels.push((rows[y * (stride + 1) + 1 + x]! + [0, left, up][filter]!) & 255);
    }
  }
  return { header: [width, height, ...header.subarray(8)], pixels };
}

test('grey, RGB and RGBA pixels come back', () => {
  const image = fc.record({
    width: fc.integer({ min: 1, max: 12 }),
    height: fc.integer({ min: 1, max: 9 }),
    channels: fc.constantFrom(1 as const, 3 as const, 4 as const),
    step: fc.nat({ max: 255 }),
  });
  fc.assert(
    fc.property(image, ({ width, height, channels, step }) => {
      const pixels = Uint8Array.from({ length: width * height * channels }, (_, i) => (i * step) % 251);
      const decoded = decodePng(encodePng({ width, height, channels, pixels }));
      assert.equal(decoded.header, [width, height, 8, { 1: 0, 3: 2, 4: 6 }[channels], 0, 0, 0]);
      assert.equal(decoded.pixels, [...pixels]);
    }),
    { numRuns: 100 },
  );
});

test('a smooth image is filtered, so that it gets small', () => {
  const pixels = Uint8Array.from({ length: 128 * 128 }, (_, i) => (i % 128) + (i >> 7));
  assert.ok(encodePng({ width: 128, height: 128, channels: 1, pixels }).length < 600);
});

test('the bytes never change', () => {
  const pixels = Uint8Array.from({ length: 20 * 10 * 3 }, (_, i) => (i * i * 13) & 255);
  const png = encodePng({ width: 20, height: 10, channels: 3, pixels });
  assert.is(
    createHash('sha256').update(png).digest('hex'),
    'ccb358f7dc40a5002efe04866302ef40dea243be8ef76a5e99d795b1aef8ae1e',
  );
});

test('a data URI holds the same bytes', () => {
  const source = { width: 1, height: 1, channels: 1, pixels: Uint8Array.of(9) } as const;
  const base64 = pngDataUri(source).replace('data:image/png;base64,', '');
  assert.is(Buffer.compare(Buffer.from(base64, 'base64'), encodePng(source)), 0);
});

test('sizes that disagree throw', () => {
  assert.throws(() => encodePng({ width: 2, height: 2, channels: 3, pixels: new Uint8Array(4) }), RangeError);
  assert.throws(() => encodePng({ width: 0, height: 1, channels: 1, pixels: new Uint8Array(0) }), RangeError);
});

test.run();
