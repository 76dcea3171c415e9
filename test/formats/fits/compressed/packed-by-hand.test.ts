import { gzipSync } from 'node:zlib';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readFitsImage } from '../../../../src/formats/fits/read-image.js';
import { bigEndian, packedByHand, type Keywords, type PackedByHand } from '../../../support/fits-by-hand.js';

/** Two tiles of a row of three 16-bit pixels, as they are. */
const plain: PackedByHand = {
  axes: [3, 2],
  bitpix: 16,
  columns: [['COMPRESSED_DATA', '1PB(6)']],
  nRows: 2,
  rows: bigEndian([6, 'J'], [0, 'J'], [6, 'J'], [6, 'J']),
  heap: bigEndian([1, 'I'], [-2, 'I'], [3, 'I'], [4, 'I'], [5, 'I'], [-32768, 'I']),
};

function pixels(bytes: Uint8Array): number[] {
  const image = readFitsImage(bytes);
  assert.ok(image.ok, image.ok ? '' : `${image.failure.place}: ${image.failure.found}`);
  return [...image.value.pixels];
}

function refusal(bytes: Uint8Array): string {
  const image = readFitsImage(bytes);
  assert.ok(!image.ok);
  const { place, found, expected } = image.failure;
  return `${place}: ${found}; ${expected}`;
}

test('descriptors of 32 and of 64 bits, and a heap behind a gap, find the tiles', () => {
  assert.equal(pixels(packedByHand(plain)), [1, -2, 3, 4, 5, -32768]);
  const wide = {
    columns: [['COMPRESSED_DATA', '1QB(6)']] as const,
    rows: bigEndian([6, 'Q'], [0, 'Q'], [6, 'Q'], [6, 'Q']),
  };
  assert.equal(pixels(packedByHand({ ...plain, ...wide })), [1, -2, 3, 4, 5, -32768]);
  const heap = Buffer.concat([Buffer.alloc(10, 0xee), plain.heap]);
  const gap = { heap, keywords: { THEAP: 26 } };
  assert.equal(pixels(packedByHand({ ...plain, ...gap })), [1, -2, 3, 4, 5, -32768]);
});

test('a descriptor out of the heap, into the gap before it or below zero is a fault of its tile', () => {
  const pointing = (count: number, start: number) =>
    packedByHand({ ...plain, rows: bigEndian([6, 'J'], [0, 'J'], [count, 'J'], [start, 'J']) });
  for (const [count, start] of [
    [6, 7],
    [6, -6],
    [-6, 0],
    [2147483647, 0],
  ] as const) {
    assert.is(
      refusal(pointing(count, start)),
      `HDU 1, tile 2: a descriptor of ${count} elements from byte ${start}; an array of elements of 1 bytes in the 12 bytes of the heap`,
    );
  }
  const wide = {
    columns: [['COMPRESSED_DATA', '1QB(6)']] as const,
    rows: bigEndian([6, 'Q'], [2 ** 60, 'Q'], [6, 'Q'], [6, 'Q']),
  };
  assert.match(refusal(packedByHand({ ...plain, ...wide })), /^HDU 1, tile 1: a descriptor of 6 elements/);
  assert.match(refusal(pointing(0, 0)), /^HDU 1, tile 2: no data/);
});

test('a tile of floats is taken from UNCOMPRESSED_DATA or GZIP_COMPRESSED_DATA where it could not be packed', () => {
  const unpacked = bigEndian([1.5, 'E'], [NaN, 'E'], [-2, 'E']);
  const zipped = gzipSync(bigEndian([0.1, 'E'], [1e30, 'E'], [7, 'E']));
  const empty = [
    [0, 'J'],
    [0, 'J'],
  ] as const;
  const bytes = packedByHand({
    axes: [3, 2],
    bitpix: -32,
    columns: [
      ['COMPRESSED_DATA', '1PB(0)'],
      ['UNCOMPRESSED_DATA', '1PE(3)'],
      ['GZIP_COMPRESSED_DATA', '1PB(40)'],
      ['ZSCALE', '1D'],
      ['ZZERO', '1D'],
    ],
    nRows: 2,
    rows: bigEndian(
      ...([...empty, [3, 'J'], [0, 'J'], ...empty, [0, 'D'], [0, 'D']] as const),
      ...([...empty, ...empty, [zipped.length, 'J'], [12, 'J'], [0, 'D'], [0, 'D']] as const),
    ),
    heap: Buffer.concat([unpacked, zipped]),
    keywords: { ZCMPTYPE: 'RICE_1', ZQUANTIZ: 'NO_DITHER' },
  });
  assert.equal(pixels(bytes), [1.5, NaN, -2, Math.fround(0.1), Math.fround(1e30), 7]);
});

test('ZSCALE, ZZERO and ZBLANK may be keywords, for all tiles', () => {
  const bytes = packedByHand({
    ...plain,
    bitpix: -64,
    keywords: { ZSCALE: 0.5, ZZERO: 100, ZBLANK: -32768, ZQUANTIZ: 'NO_DITHER' },
  });
  assert.equal(pixels(bytes), [100.5, 99, 101.5, 102, 102.5, NaN]);
});

test('ZBLANK of integers is NaN, by column or keyword, before BSCALE and BZERO apply', () => {
  const scaling = { BSCALE: 2, BZERO: 10 };
  const byKeyword = packedByHand({ ...plain, keywords: { ...scaling, ZBLANK: 5 } });
  assert.equal(pixels(byKeyword), [12, 6, 16, 18, NaN, -65526]);
  const byColumn = packedByHand({
    ...plain,
    columns: [
      ['COMPRESSED_DATA', '1PB(6)'],
      ['ZBLANK', '1J'],
    ],
    rows: bigEndian([6, 'J'], [0, 'J'], [3, 'J'], [6, 'J'], [6, 'J'], [4, 'J']),
    keywords: scaling,
  });
  assert.equal(pixels(byColumn), [12, 6, NaN, NaN, 20, -65526]);
});

test('64-bit integers are read, unsigned ones too', () => {
  const long = {
    axes: [2],
    bitpix: 64,
    rows: bigEndian([16, 'J'], [0, 'J']),
    nRows: 1,
    heap: bigEndian([-2048, 'Q'], [4096, 'Q']),
  };
  const bytes = packedByHand({ ...plain, ...long, axes: [2, 1], keywords: { BZERO: 9223372036854775808n } });
  assert.equal(pixels(bytes), [2 ** 63 - 2048, 2 ** 63 + 4096]);
});

test('the name that packing gave is no name of the image, and ZBLANK is its BLANK', () => {
  const image = readFitsImage(
    packedByHand({ ...plain, keywords: { EXTNAME: 'COMPRESSED_IMAGE', ZBLANK: 5 } }),
  );
  assert.ok(image.ok);
  const { header } = image.value;
  assert.equal(
    [header.value('EXTNAME'), header.value('BLANK'), header.value('ZBLANK')],
    [undefined, 5, undefined],
  );
});

test('keywords that are missing or impossible are named', () => {
  const bad = (keywords: Keywords) => refusal(packedByHand({ ...plain, keywords }));
  assert.match(bad({ ZBITPIX: 12 }), /^HDU 1, keyword ZBITPIX: 12;/);
  assert.match(bad({ ZNAXIS1: -3 }), /^HDU 1, keyword ZNAXIS1: -3;/);
  assert.match(bad({ ZTILE1: 0 }), /^HDU 1, keyword ZTILE1: 0;/);
  assert.match(bad({ ZTILE2: 1.5 }), /^HDU 1, keyword ZTILE2: 1.5;/);
  assert.match(bad({ ZCMPTYPE: 'BZIP2_1' }), /^HDU 1, keyword ZCMPTYPE: 'BZIP2_1 *';/);
  assert.match(bad({ TFORM1: '1PZ(6)' }), /^HDU 1, keyword TFORM1:/);
  assert.match(bad({ TFORM1: '9D' }), /^HDU 1, keyword TFORM1: .*columns of 8 bytes/);
  assert.match(bad({ TFIELDS: 1000 }), /^HDU 1, keyword TFIELDS: 1000;/);
  assert.match(bad({ TTYPE1: 'OTHER' }), /^HDU 1: no column COMPRESSED_DATA;/);
  assert.match(bad({ TFORM1: '8A' }), /^HDU 1, tile 1: a column of tiles without descriptors;/);
  assert.match(bad({ THEAP: 15 }), /^HDU 1, keyword THEAP: 15;/);
  assert.match(bad({ THEAP: 29 }), /^HDU 1, keyword THEAP: 29;/);
  assert.match(
    bad({ ZCMPTYPE: 'RICE_1', ZNAME1: 'BLOCKSIZE', ZVAL1: 1e9 }),
    /^HDU 1, keyword ZVAL1: 1000000000;/,
  );
  assert.match(bad({ ZCMPTYPE: 'RICE_1', ZNAME1: 'BYTEPIX', ZVAL1: 8 }), /^HDU 1, keyword ZVAL1: 8;/);
  const dithered = { ZBITPIX: -32, ZSCALE: 1, ZZERO: 0, ZQUANTIZ: 'SUBTRACTIVE_DITHER_1' };
  assert.match(bad(dithered), /^HDU 1, keyword ZDITHER0: no value;/);
  assert.match(bad({ ...dithered, ZDITHER0: 10001 }), /^HDU 1, keyword ZDITHER0: 10001;/);
  assert.match(bad({ ...dithered, ZQUANTIZ: 'DITHER' }), /^HDU 1, keyword ZQUANTIZ: 'DITHER *';/);
  assert.match(bad({ ...dithered, ZDITHER0: 1, ZZERO: 'x' }), /^HDU 1, tile 1: no number for ZZERO;/);
  assert.match(
    bad({ ZBITPIX: -32, ZCMPTYPE: 'RICE_1' }),
    /^HDU 1, tile 1: floats packed by RICE_1 without ZSCALE;/,
  );
  const unscaled = readFitsImage(packedByHand({ ...plain, keywords: { ZBITPIX: -32, ZCMPTYPE: 'RICE_1' } }));
  assert.is(
    unscaled.ok ? '' : unscaled.failure.remedy,
    'write it again with GZIP_2, or with a quantize_level',
  );
  assert.match(bad({ ZBITPIX: -32 }), /^HDU 1, tile 1: 6 bytes; 3 pixels of BITPIX -32$/);
});

test('sizes that the rows or the bytes of tiles cannot bear are refused before memory is taken', () => {
  const huge = (keywords: Keywords) => refusal(packedByHand({ ...plain, keywords }));
  assert.match(huge({ ZNAXIS2: 3 }), /^HDU 1, keyword NAXIS2: a table of 2 rows; a row for each of 3 tiles/);
  assert.match(huge({ ZNAXIS1: 9e15, ZNAXIS2: 9e15 }), /^HDU 1, keyword NAXIS2:/);
  assert.match(huge({ ZNAXIS1: 1e6 }), /^HDU 1, tile 1: 6 bytes of NOCOMPRESS .*; 1000000 pixels$/);
  for (const [type, most] of [
    ['RICE_1', 96],
    ['GZIP_2', 6192],
    ['PLIO_1', 12285],
  ] as const) {
    assert.match(
      huge({ ZCMPTYPE: type, ZNAXIS1: most + 1 }),
      new RegExp(`^HDU 1, tile 1: 6 bytes of ${type} that do not hold its pixels; ${most + 1} pixels$`),
    );
  }
  // More than 32 MiB from so small a file, whatever its bytes could hold.
  assert.match(
    huge({ ZCMPTYPE: 'GZIP_1', ZNAXIS1: 8_400_000 }),
    /^HDU 1, keyword ZNAXIS: 8400000 x 2 pixels in tiles, in a file that is small for them; .* 33554432 bytes/,
  );
  // Rows of no bytes cost nothing: there could be any number of them.
  const noBytes = packedByHand({
    ...plain,
    columns: [['COMPRESSED_DATA', '0PB']],
    rows: Buffer.alloc(0),
    keywords: { NAXIS1: 0, NAXIS2: 1e15, ZNAXIS2: 1e15 },
  });
  assert.match(refusal(noBytes), /^HDU 1: no column COMPRESSED_DATA/);
});

test('a gzipped tile that unpacks to more than its pixels need is refused', () => {
  const bomb = gzipSync(Buffer.alloc(1_000_000));
  const bytes = packedByHand({
    ...plain,
    axes: [3, 1],
    nRows: 1,
    rows: bigEndian([bomb.length, 'J'], [0, 'J']),
    heap: bomb,
    keywords: { ZCMPTYPE: 'GZIP_1' },
  });
  assert.is(
    refusal(bytes),
    'HDU 1, tile 1: gzipped data that unpack to more than 12 bytes; at most 12 bytes',
  );
});

test('integers in gzipped tiles may be narrower than ZBITPIX, and 32 bits wide; other lengths are refused', () => {
  const gzipped = (type: 'B' | 'I' | 'J', nExtra = 0) => {
    const tile = gzipSync(Buffer.concat([bigEndian([7, type], [8, type], [9, type]), Buffer.alloc(nExtra)]));
    const rows = bigEndian([tile.length, 'J'], [0, 'J']);
    return packedByHand({
      ...plain,
      axes: [3, 1],
      nRows: 1,
      rows,
      heap: tile,
      keywords: { ZCMPTYPE: 'GZIP_1' },
    });
  };
  for (const type of ['B', 'I', 'J'] as const) assert.equal(pixels(gzipped(type)), [7, 8, 9]);
  assert.is(refusal(gzipped('I', 1)), 'HDU 1, tile 1: 7 bytes; 3 pixels of BITPIX 16');
});

/** One tile of the pixels 0, 0, 0, with much behind them that says nothing, but for RICE_1 and NOCOMPRESS. */
const idleTiles: readonly (readonly [string, string, Uint8Array])[] = [
  ['PLIO_1', 'words that draw nothing', plioList(50)],
  ['GZIP_1', 'members without content', Buffer.concat([...repeated(gzipSync(''), 50), gzipSync(zeros(6))])],
  ['GZIP_1', 'stored blocks without content', withEmptyBlocks(50)],
  ['GZIP_2', 'members without content', Buffer.concat([...repeated(gzipSync(''), 50), gzipSync(zeros(6))])],
  ['RICE_1', 'zeros', zeros(50)],
  ['NOCOMPRESS', 'no more than the pixels', zeros(6)],
];

function zeros(length: number): Uint8Array {
  return new Uint8Array(length);
}

function repeated<T>(value: T, times: number): T[] {
  return Array<T>(times).fill(value);
}

function plioList(nIdle: number): Uint8Array {
  const header = [0, 7, -100, 7 + nIdle, 0, 0, 0].map((word) => [word, 'I'] as const);
  return bigEndian(...header, ...repeated([0x2000, 'I'] as const, nIdle));
}

/** A gzip member of six zeros with empty stored blocks before its content. */
function withEmptyBlocks(nBlocks: number): Uint8Array {
  const member = gzipSync(zeros(6));
  const empty = Buffer.from([0, 0, 0, 0xff, 0xff]);
  return Buffer.concat([member.subarray(0, 10), ...repeated(empty, nBlocks), member.subarray(10)]);
}

for (const [type, what, heap] of idleTiles) {
  test(`tiles that share one array of ${type} with ${what} are refused, since each would be walked`, () => {
    const descriptor = [
      [heap.length / (type === 'PLIO_1' ? 2 : 1), 'J'],
      [0, 'J'],
    ] as const;
    const tiles = (nRows: number) =>
      packedByHand({
        axes: [3, nRows],
        bitpix: 16,
        columns: [['COMPRESSED_DATA', type === 'PLIO_1' ? '1PI' : '1PB']],
        nRows,
        rows: bigEndian(...repeated(descriptor, nRows).flat()),
        heap,
        keywords: { ZCMPTYPE: type },
      });
    assert.equal(pixels(tiles(1)), [0, 0, 0]);
    assert.is(
      refusal(tiles(4)),
      `HDU 1, tile 2: ${2 * heap.length} bytes of tiles up to this one; at most the ${heap.length} bytes of the heap, of which tiles share none`,
    );
  });
}

test('a mask of undefined pixels that is packed by itself is refused', () => {
  const columns = [
    ['COMPRESSED_DATA', '1PB(6)'],
    ['NULL_PIXEL_MASK', '1PB(6)'],
  ] as const;
  const rows = bigEndian(...[6, 0, 0, 0, 6, 6, 0, 0].map((value) => [value, 'J'] as const));
  assert.match(refusal(packedByHand({ ...plain, columns, rows })), /^HDU 1, column NULL_PIXEL_MASK: a mask/);
});

test.run();
