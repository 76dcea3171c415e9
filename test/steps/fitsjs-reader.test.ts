import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { FitsCard } from '../../src/formats/fits/card.js';
import { encodeFits } from '../../src/formats/fits/encode-fits.js';
import { readFitsImage } from '../../src/formats/fits/read-image.js';
import { fitsjsVersion, loadFitsjs } from '../../src/steps/ingest/find-fitsjs.js';
import { firstImage, fitsjsReader } from '../../src/steps/ingest/fitsjs-reader.js';
import { repositoryRoot } from '../support/repository.js';

const fixture = (name: string): Uint8Array =>
  readFileSync(join(repositoryRoot, 'test', 'fixtures', 'fits', name));

const reader = fitsjsReader();
if (!reader.ok) throw new Error(reader.failure.cause);
const readByFitsjs = reader.value;

for (const name of ['uint8', 'int16', 'int32', 'float32', 'second-extension', 'headers']) {
  test(`fitsjs reads ${name}.fits as we do`, async () => {
    const ours = readFitsImage(fixture(`${name}.fits`));
    const theirs = await readByFitsjs(fixture(`${name}.fits`));
    assert.ok(ours.ok && theirs.ok, theirs.ok ? '' : theirs.failure.found);
    assert.equal([...theirs.value.pixels], [...ours.value.pixels]);
    assert.equal(
      { ...theirs.value, pixels: 0, header: theirs.value.header.cards },
      { ...ours.value, pixels: 0, header: ours.value.header.cards },
    );
  });
}

test('a gzipped file, and a plane of a cube, are read by fitsjs too', async () => {
  const gzipped = await readByFitsjs(fixture('float32.fits.gz'));
  const plain = await readByFitsjs(fixture('float32.fits'));
  assert.ok(gzipped.ok && plain.ok);
  assert.equal([...gzipped.value.pixels], [...plain.value.pixels]);
  const cube = fixture('cube.fits').slice();
  cube[2880 + 12] = 9;
  const plane = await readByFitsjs(cube, { plane: 1 });
  assert.ok(plane.ok);
  assert.equal([...plane.value.pixels], [9, ...Array<number>(11).fill(0)]);
});

test('integers scaled by fractions agree within single precision', async () => {
  const cards: FitsCard[] = [
    { keyword: 'BSCALE', value: 0.1 },
    { keyword: 'BZERO', value: 100.5 },
  ];
  const values = [100.5, 99.3, 3377.2, -3176.3];
  const bytes = encodeFits({ width: 2, height: 2, bitpix: 16, values, cards });
  const [ours, theirs] = [readFitsImage(bytes), await readByFitsjs(bytes)];
  assert.ok(ours.ok && theirs.ok);
  assert.equal(theirs.value.pixels, Float64Array.from(ours.value.pixels, Math.fround));
});

/** What the library itself makes of a file of one image. */
async function raw(bytes: Uint8Array): Promise<number[]> {
  const library = loadFitsjs();
  assert.ok(library.ok);
  const image = await firstImage(library.value, new Uint8Array(bytes));
  const buffer = image.blob.bytes.slice(0, image.frameLength).buffer;
  return Array.from(image._getFrame(buffer, image.bitpix, image.bzero, image.bscale));
}

const refusals = [
  ['float64.fits', /^BITPIX -64, which fitsjs decodes as float32$/, 'BITPIX 8, 16, 32 or -32'],
  [
    'uint16.fits',
    /^BSCALE 1 and BZERO 32768, which fitsjs applies within the stored type$/,
    'integers without BSCALE and BZERO, or with fractions',
  ],
  ['uint32.fits', /^BSCALE 1 and BZERO 2147483648, /, 'integers without BSCALE and BZERO, or with fractions'],
  ['scaled-blank.fits', /^BLANK, which fitsjs does not make NaN$/, 'no BLANK'],
] as const;

for (const [name, found, expected] of refusals) {
  test(`${name}, which fitsjs gets wrong, is refused, naming the default`, async () => {
    const ours = readFitsImage(fixture(name));
    assert.ok(ours.ok);
    assert.not.equal(await raw(fixture(name)), [...ours.value.pixels]);
    const theirs = await readByFitsjs(fixture(name));
    assert.ok(!theirs.ok);
    assert.match(theirs.failure.found, found);
    assert.is(theirs.failure.place, 'HDU 0');
    assert.is(theirs.failure.expected, expected);
    assert.match(theirs.failure.remedy ?? '', /^set `engine: own`, the default/);
  });
}

test('BITPIX 64 and images in tiles are refused, since fitsjs throws on them or takes all as dithered', async () => {
  const thrown: unknown = await raw(fixture('int64.fits')).catch((error: unknown) => error);
  assert.is(thrown, 'BITPIX value 64 is not permitted');
  for (const [name, found, expected] of [
    ['int64.fits', /^BITPIX 64, which fitsjs does not know$/, 'BITPIX 8, 16, 32 or -32'],
    ['tile-compressed.fits', /^an image in tiles/, 'an image that is not in tiles'],
  ] as const) {
    const theirs = await readByFitsjs(fixture(name));
    assert.ok(!theirs.ok);
    assert.match(theirs.failure.found, found);
    assert.is(theirs.failure.expected, expected);
  }
});

test('a file cut short, on which fitsjs would go on without end, has the fault that we find', async () => {
  const cut = fixture('int16.fits').subarray(0, 2880 + 5);
  const [ours, theirs] = [readFitsImage(cut), await readByFitsjs(cut)];
  assert.not(ours.ok);
  assert.equal(theirs, ours);
  // Text after END in its block hides END from fitsjs.
  const hidden = fixture('int16.fits').slice();
  hidden[2879] = 0x58;
  hidden[2800] = 0x58;
  assert.ok(readFitsImage(hidden).ok);
  const lost = await readByFitsjs(hidden);
  assert.ok(!lost.ok);
  assert.match(lost.failure.found, /does not read/);
});

test('an engine that is absent, broken or another thing is unavailable, with what to install', () => {
  const causeOf = (sourceOf: () => string) => {
    const loaded = loadFitsjs(sourceOf);
    if (loaded.ok) throw new Error('it loaded');
    return loaded.failure;
  };
  const absent = causeOf(() => {
    throw Object.assign(new Error('Cannot find module'), { code: 'MODULE_NOT_FOUND' });
  });
  assert.equal(absent, {
    reason: 'engine-unavailable',
    engine: 'fitsjs',
    cause: 'fitsjs is not installed',
    remedy: 'install it beside skysort with `npm install fitsjs`, or leave `engine` out',
  });
  assert.match(causeOf(() => 'return }').cause, /^it does not load: /);
  assert.is(causeOf(() => '').cause, 'it is not the library known');
  assert.match(fitsjsVersion() ?? '', /^0\.6\./);
  assert.not('FileReader' in globalThis && 'astro' in globalThis);
});

test.run();
