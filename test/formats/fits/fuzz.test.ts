import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseHdu } from '../../../src/formats/fits/hdu.js';
import { readFitsImage } from '../../../src/formats/fits/read-image.js';
import { generator, type Generator } from '../../../src/numerics/generator.js';
import { damaged } from '../../support/damage-fits.js';
import { fitsFolder, isPresent, repositoryRoot } from '../../support/repository.js';

const nCases = Number(process.env['SKYSORT_FUZZ_CASES'] ?? 10_000);
const seed = Number(process.env['SKYSORT_FUZZ_SEED'] ?? 7);

const filesOf = (folder: string): Uint8Array[] =>
  readdirSync(folder)
    .filter((name) => /\.fits(\.gz)?$/.test(name))
    .map((name) => Uint8Array.from(readFileSync(join(folder, name))));

/** Each extension of a file, as a file of its own behind the empty primary HDU. */
function extensionsOf(bytes: Uint8Array): Uint8Array[] {
  const ends: number[] = [];
  for (let offset = 0; offset < bytes.length; offset = ends.at(-1)!) {
    const hdu = parseHdu(bytes, offset, ends.length);
    assert.ok(hdu.ok);
    ends.push(hdu.value.end);
  }
  const first = bytes.subarray(0, ends[0]);
  return ends.slice(1).map((end, i) => Buffer.concat([first, bytes.subarray(ends[i], end)]));
}

const packed = filesOf(join(repositoryRoot, 'test', 'reference', 'fits')).flatMap(extensionsOf);
const plain = filesOf(join(repositoryRoot, 'test', 'fixtures', 'fits'));
const others = isPresent(fitsFolder, "other projects' FITS files, damaged") ? filesOf(fitsFolder) : [];
const gzipped = [plain[0]!, packed[0]!].map((bytes) => Uint8Array.from(gzipSync(bytes)));
const groups = [plain, packed, gzipped, others].filter((files) => files.length > 0);

/** One case, drawn from its number alone: a file, damaged, perhaps gzipped then, and what is asked of it. */
function fuzzCase(index: number) {
  const stream = generator(seed, 'fits', 'fuzz', index);
  const pick = <T>(from: readonly T[]): T => from[stream.integer(from.length)]!;
  const broken = damaged(pick(pick(groups)), stream);
  const bytes = stream.integer(20) === 0 ? gzipSync(broken) : broken;
  return { bytes, options: { hdu: pick(choices)(stream), plane: pick(planes) } };
}

const planes = [...Array<undefined>(12).fill(undefined), 0, 0, 1, 5];
const choices: readonly ((stream: Generator) => number | string | undefined)[] = [
  ...Array<() => undefined>(8).fill(() => undefined),
  (stream) => stream.integer(4),
  () => 'SCI,2',
];

test(`${nCases} damaged files each end in an image of the size that they say or in a fault, in time and memory bounded by theirs`, () => {
  const tally = { images: 0, places: new Set<string>(), slowestMs: 0, mostResident: 0 };
  const residentBefore = process.memoryUsage.rss();
  for (let index = 0; index < nCases; index++) {
    const { bytes, options } = fuzzCase(index);
    const what = `case ${index} of seed ${seed}`;
    const started = process.cpuUsage();
    const image = readFitsImage(bytes, options);
    const { user, system } = process.cpuUsage(started);
    tally.slowestMs = Math.max(tally.slowestMs, (user + system) / 1000);
    if (image.ok) {
      tally.images += 1;
      const { width, height, pixels } = image.value;
      assert.ok(width >= 1 && height >= 1 && pixels.length === width * height, what);
      // The rule of readFitsImage for small files, whatever they hold.
      assert.ok(
        pixels.byteLength <= Math.max(8 * bytes.length, 33_554_432),
        `${what}: ${pixels.byteLength} bytes`,
      );
    } else {
      const { place = '', found, expected } = image.failure;
      assert.ok(found.length > 0 && expected.length > 0, what);
      assert.ok(
        `${place}${found}${expected}`.length < 600,
        `${what}: a message of ${found.length} characters`,
      );
      tally.places.add(place.replaceAll(/\d+/g, 'n'));
    }
    if (index % 50 === 0) tally.mostResident = Math.max(tally.mostResident, process.memoryUsage.rss());
  }
  assert.ok(tally.images > nCases / 10 && tally.images < (9 * nCases) / 10, `${tally.images} images`);
  assert.ok(tally.places.size >= 12, [...tally.places].join('; '));
  assert.ok(tally.slowestMs < 2000, `a case took ${tally.slowestMs} ms of processor time`);
  const grown = (tally.mostResident - residentBefore) / 2 ** 20;
  assert.ok(grown < 512, `the process grew by ${grown} MiB`);
});

test.run();
