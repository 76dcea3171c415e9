import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { FitsCard } from '../../../src/formats/fits/card.js';
import { encodeFits } from '../../../src/formats/fits/encode-fits.js';
import { bigEndianFloat64 } from '../../../src/formats/fits/pixels.js';
import { readFitsImage } from '../../../src/formats/fits/read-image.js';
import { endCard, writeCard } from '../../../src/formats/fits/write-card.js';
import { hduByHand } from '../../support/fits-by-hand.js';
import { repositoryRoot } from '../../support/repository.js';

interface Expected {
  readonly hdu: number;
  readonly height: number;
  readonly width: number;
  readonly pixels: readonly (number | null)[];
}

const folder = join(repositoryRoot, 'test', 'fixtures', 'fits');
const fixture = (name: string): Uint8Array => readFileSync(join(folder, name));
const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Record<string, Expected>;

for (const [name, { hdu, height, width, pixels }] of Object.entries(expected)) {
  test(`${name} has the pixels that astropy wrote`, () => {
    const image = readFitsImage(fixture(name));
    assert.ok(image.ok, image.ok ? '' : image.failure.found);
    assert.equal([image.value.hdu, image.value.height, image.value.width], [hdu, height, width]);
    assert.equal(
      [...image.value.pixels],
      pixels.map((value) => value ?? NaN),
    );
  });
}

test('headers keep strings with quotes, CONTINUE, HIERARCH, small reals and empty strings', () => {
  const image = readFitsImage(fixture('headers.fits'));
  assert.ok(image.ok);
  const { header } = image.value;
  assert.is(header.value('OBJECT'), "it's here");
  assert.is(header.value('LONGTEXT'), `${'0123456789'.repeat(12)} it's long`);
  assert.is(header.value('add_CFIS_psf'), true);
  assert.is(header.value('CFIS_PSF_FWHM'), 0.7004723628194167);
  assert.is(header.value('SMALL'), 1.5e-10);
  assert.is(header.value('COUNT'), -42);
  assert.is(header.value('EMPTY'), '');
  assert.is(header.value('ABSENT'), undefined);
});

/** A file of one header made by hand, blocks filled up, and so many bytes of data. */
function madeByHand(cards: readonly FitsCard[], dataBytes: number): Uint8Array {
  const text = `${cards.flatMap(writeCard).join('')}${endCard}`;
  const headerBytes = Math.ceil(text.length / 2880) * 2880;
  return Buffer.concat([Buffer.from(text.padEnd(headerBytes), 'latin1'), Buffer.alloc(dataBytes)]);
}

const plane = (bitpix: unknown, naxis1: unknown, naxis2: unknown): FitsCard[] =>
  [
    ['SIMPLE', true],
    ['BITPIX', bitpix],
    ['NAXIS', 2],
    ['NAXIS1', naxis1],
    ['NAXIS2', naxis2],
  ].map(([keyword, value]) => ({ keyword, value }) as FitsCard);

function refusal(bytes: Uint8Array): { place: string; found: string; expected: string; remedy: string } {
  const image = readFitsImage(bytes);
  assert.ok(!image.ok);
  const { place = '', found, expected: wanted, remedy = '' } = image.failure;
  return { place, found, expected: wanted, remedy };
}

test('a file that is not FITS is refused with its first bytes', () => {
  assert.match(refusal(Buffer.from('\u0089PNG and more', 'latin1')).found, /starts with .*PNG/);
  assert.is(refusal(new Uint8Array(0)).found, 'an empty file');
});

test('data cut short are refused with the bytes that are there and should be', () => {
  const whole = encodeFits({ width: 30, height: 20, bitpix: -64, values: new Float64Array(600) });
  const { place, found, expected: wanted } = refusal(whole.subarray(0, 2880 + 4799));
  assert.is(place, 'HDU 0, byte 2880');
  assert.is(found, '4799 bytes of data');
  assert.is(wanted, '4800 bytes for 30 x 20 pixels of BITPIX -64');
  assert.ok(
    readFitsImage(whole.subarray(0, 2880 + 4800)).ok,
    'a last block that is not filled up is let pass',
  );
});

test('a file in a packing that is not read is told from one that is no FITS', () => {
  const twice = gzipSync(gzipSync(fixture('float32.fits')));
  for (const [bytes, what, program] of [
    [Buffer.from('BZh91AY&SY', 'latin1'), 'a file packed by bzip2', 'bunzip2'],
    [Buffer.from('fd377a585a000004', 'hex'), 'a file packed by xz', 'unxz'],
    [Buffer.from('28b52ffd2400', 'hex'), 'a file packed by zstd', 'unzstd'],
    [twice, 'a file that is gzipped twice', 'gunzip'],
  ] as const) {
    const { found, expected: wanted, remedy } = refusal(bytes);
    assert.is(found, what);
    assert.is(wanted, 'a file as it is, or gzipped once: no other packing is read');
    assert.match(remedy, new RegExp(`^unpack it with ${program},`));
  }
});

test('sizes that no file could have are blamed on the header, smaller ones on a file cut short', () => {
  const sized = (width: number, height: number) =>
    refusal(hduByHand({ SIMPLE: true, BITPIX: -32, NAXIS: 2, NAXIS1: width, NAXIS2: height }));
  for (const [width, height] of [
    [2 ** 40, 2],
    [2 ** 40, 2 ** 40],
    [2 ** 38, 2],
    [2 ** 38 + 1, 1],
  ] as const) {
    const { place, found, remedy } = sized(width, height);
    assert.is(place, 'HDU 0');
    assert.match(found, new RegExp(`^${width} x ${height} pixels of BITPIX -32, which are more than 1 TiB`));
    assert.match(remedy, /^the header is damaged/);
  }
  assert.match(sized(2 ** 38, 1).remedy, /^the file is cut short/);
});

test('a header without END is refused', () => {
  const whole = encodeFits({ width: 1, height: 1, bitpix: -64, values: [1] });
  assert.match(refusal(whole.subarray(0, 400)).found, /without an END card/);
});

test('binary where a keyword should start is refused at that card', () => {
  const bytes = encodeFits({ width: 1, height: 1, bitpix: -64, values: [1] });
  bytes[160] = 0;
  assert.is(refusal(bytes).place, 'HDU 0, card 3');
});

test('a keyword that is missing or impossible is named with its value', () => {
  const bad = refusal(madeByHand(plane(-63, 2, 2), 32));
  assert.equal([bad.place, bad.found], ['HDU 0, keyword BITPIX', '-63']);
  assert.is(refusal(madeByHand(plane(16, -2, 2), 32)).place, 'HDU 0, keyword NAXIS1');
  assert.is(refusal(madeByHand(plane(16, 2, 1.5), 32)).found, '1.5');
  assert.is(refusal(madeByHand(plane(16, 2, 2).slice(0, 4), 32)).found, 'no value');
  const blank = madeByHand([...plane(16, 2, 2), { keyword: 'BLANK', value: 'x' }], 8);
  assert.is(refusal(blank).place, 'HDU 0, keyword BLANK');
  const scale = madeByHand([...plane(16, 2, 2), { keyword: 'BSCALE', value: true }], 8);
  assert.equal([refusal(scale).place, refusal(scale).found], ['HDU 0, keyword BSCALE', 'T']);
});

test('a header that promises more than the file holds is refused before memory is taken', () => {
  const huge = refusal(madeByHand(plane(-64, 400_000, 300_000), 100));
  assert.is(huge.found, '100 bytes of data');
  const zeros = madeByHand([...plane(8, 9e15, 9e15), { keyword: 'GROUPS', value: true }], 100);
  assert.not(readFitsImage(zeros).ok);
});

test('an image extension with other counts than one group and no parameters is refused', () => {
  const primary: FitsCard[] = [
    { keyword: 'SIMPLE', value: true },
    { keyword: 'BITPIX', value: 8 },
    { keyword: 'NAXIS', value: 0 },
  ];
  const extension = (pcount: number, gcount: number): Uint8Array => {
    const image = [{ keyword: 'XTENSION', value: 'IMAGE' }, ...plane(8, 3, 2).slice(1)];
    const counts = [
      { keyword: 'PCOUNT', value: pcount },
      { keyword: 'GCOUNT', value: gcount },
    ];
    return Buffer.concat([madeByHand(primary, 0), madeByHand([...image, ...counts], 2880)]);
  };
  assert.ok(readFitsImage(extension(0, 1)).ok);
  assert.is(refusal(extension(0, 0)).place, 'HDU 1, keyword GCOUNT');
  assert.is(refusal(extension(4, 1)).place, 'HDU 1, keyword PCOUNT');
});

test('a file of tables only is refused by what it holds', () => {
  assert.match(refusal(fixture('table-only.fits')).found, /^no image \(HDU 0: no data; HDU 1: BINTABLE\)$/);
});

test('a gzipped file cut short is refused', () => {
  const bytes = fixture('float32.fits.gz');
  assert.match(refusal(bytes.subarray(0, 100)).found, /damaged gzip/);
});

test('bytes for a digest are big-endian, with one NaN', () => {
  const payload = new Float64Array(new BigUint64Array([0x7ff8000000000123n, 0xfff0000000000001n]).buffer);
  assert.is(
    Buffer.from(bigEndianFloat64([1, -0, ...payload])).toString('hex'),
    '3ff000000000000080000000000000007ff80000000000007ff8000000000000',
  );
});

test.run();
