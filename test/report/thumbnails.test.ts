import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { generator } from '../../src/numerics/generator.js';
import { coarserLevels, shrink, ThumbnailSheets } from '../../src/report/thumbnails.js';

test('shrinking takes the mean of what each pixel covers', () => {
  const pixels = Float32Array.of(1, 3, 0, 0, 5, 7, 0, 4, 0, 0, 8, 8, 0, 0, 8, 8);
  assert.equal([...shrink(pixels, { width: 4, height: 4 }, 2)], [4, 1, 0, 8]);
  assert.equal([...shrink(Float32Array.of(2), { width: 1, height: 1 }, 2)], [2, 2, 2, 2]);
});

test('fewer levels keep black and white', () => {
  assert.equal([...coarserLevels(Uint8Array.of(0, 60, 130, 255), 3)], [0, 0, 128, 255]);
  assert.equal([...coarserLevels(Uint8Array.of(1, 2, 254), 256)], [1, 2, 254]);
});

const noisy = (index: number): { pixels: Float32Array; width: number; height: number } => {
  const random = generator(index, 'noise');
  return { width: 64, height: 64, pixels: Float32Array.from({ length: 4096 }, () => random.uniform()) };
};

const sheetsOf = (nImages: number, expected = nImages): ReturnType<ThumbnailSheets['finish']> => {
  const sheets = new ThumbnailSheets(expected);
  for (let i = 0; i < nImages; i += 1) sheets.add(noisy(i));
  return sheets.finish();
};

test('256 images fill a sheet, the rest stand on a shorter one', () => {
  const { sheets, count, size, columns } = sheetsOf(258);
  assert.is(sheets.length, 2);
  assert.is(count, 258);
  const sizes = sheets.map((sheet) => {
    const png = Buffer.from(sheet.replace('data:image/png;base64,', ''), 'base64');
    return [png.readUInt32BE(16), png.readUInt32BE(20)];
  });
  assert.equal(sizes, [
    [columns * size, 16 * size],
    [columns * size, size],
  ]);
});

test('many images get smaller pictures, so that a page of 4,000 of pure noise stays below 10 MB', () => {
  const few = sheetsOf(256);
  const many = sheetsOf(256, 4000);
  assert.ok(many.size < few.size);
  assert.ok((many.sheets[0]!.length * 4000) / 256 < 8e6);
});

test('no image gives no sheet', () => {
  assert.equal(sheetsOf(0, 1).sheets, []);
});

test.run();
