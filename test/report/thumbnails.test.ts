import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { generator } from '../../src/numerics/generator.js';
import { shrink, type Picture } from '../../src/report/shrink.js';
import { coarserLevels, ThumbnailSheets } from '../../src/report/thumbnails.js';

test('shrinking takes the mean of what each pixel covers', () => {
  const pixels = Float32Array.of(1, 3, 0, 0, 5, 7, 0, 4, 0, 0, 8, 8, 0, 0, 8, 8);
  assert.equal([...shrink(pixels, { width: 4, height: 4 }, 2)], [4, 1, 0, 8]);
  assert.equal([...shrink(Float32Array.of(2), { width: 1, height: 1 }, 2)], [2, 2, 2, 2]);
});

test('fewer levels keep black and white', () => {
  assert.equal([...coarserLevels(Uint8Array.of(0, 60, 130, 255), 3)], [0, 0, 128, 255]);
  assert.equal([...coarserLevels(Uint8Array.of(1, 2, 254), 256)], [1, 2, 254]);
});

const noisy = (index: number): Picture => {
  const random = generator(index, 'noise');
  return { width: 64, height: 64, pixels: Float32Array.from({ length: 4096 }, () => random.uniform()) };
};
const pictures = Array.from({ length: 300 }, (_, i) => noisy(i));

const sheetsOf = (
  nImages: number,
  { expected = nImages, featured = [] as number[] } = {},
): ReturnType<ThumbnailSheets['finish']> => {
  const sheets = new ThumbnailSheets(expected, featured);
  for (let i = 0; i < nImages; i += 1) sheets.add(pictures[i]!);
  return sheets.finish();
};

/** Width and height as the JPEG says them. */
const sizeOf = (sheet: string): [number, number] => {
  const jpeg = Buffer.from(sheet, 'base64');
  const frame = jpeg.indexOf(Buffer.of(0xff, 0xc0));
  return [jpeg.readUInt16BE(frame + 7), jpeg.readUInt16BE(frame + 5)];
};

test('256 images fill a sheet, the rest stand on a shorter one; none is drawn larger than it is', () => {
  const { sheets, count } = sheetsOf(258);
  assert.is(count, 258);
  assert.equal(sheets.map(sizeOf), [
    [16 * 64, 16 * 64],
    [16 * 64, 64],
  ]);
});

test('many images get smaller pictures, so that pages of 4,000 and 40,000 of pure noise stay small', () => {
  for (const [nImages, limit] of [
    [4000, 6e6],
    [40_000, 16.1e6],
  ] as const) {
    const { sheets } = sheetsOf(256, { expected: nImages });
    assert.ok(
      (sheets[0]!.length * nImages) / 256 < limit,
      `${nImages}: ${sheets[0]!.length} characters a sheet`,
    );
    assert.ok(sizeOf(sheets[0]!)[0] >= 16 * 24, `${nImages}: ${sizeOf(sheets[0]!)[0]} pixels wide`);
  }
});

test('a sheet that compresses badly does not break the budget after one that compresses well', () => {
  const sheets = new ThumbnailSheets(40_000);
  for (let i = 0; i < 512; i += 1) {
    sheets.add(i < 256 ? { width: 64, height: 64, pixels: new Float32Array(4096) } : pictures[i - 256]!);
  }
  assert.ok(sheets.finish().sheets[1]!.length < (256 * 12e6 * 4) / 3 / 40_000);
});

test('featured images stand on sheets of their own too, in the order given', () => {
  const alone = sheetsOf(300, { featured: [299, 7] }).featured;
  assert.equal(alone.indices, [299, 7]);
  assert.equal(sizeOf(alone.sheets[0]!), [16 * 64, 64]);
  assert.is.not(alone.sheets[0], sheetsOf(300, { featured: [7, 299] }).featured.sheets[0]);
});

test('no image gives no sheet', () => {
  const { sheets, featured } = sheetsOf(0, { expected: 1 });
  assert.equal([sheets, featured.sheets], [[], []]);
});

test.run();
