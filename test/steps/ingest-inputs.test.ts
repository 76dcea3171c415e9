import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { pack, type Header } from 'tar-stream';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { JsonObject } from '../../src/core/json.js';
import { readCsv, type Table } from '../../src/formats/csv.js';
import { encodeFits } from '../../src/formats/fits/encode-fits.js';
import { encodeTar } from '../../src/formats/tar-encode.js';
import { generator } from '../../src/numerics/generator.js';
import { imageStats } from '../../src/steps/image-stats.js';
import { ingest } from '../../src/steps/ingest.js';
import { repositoryRoot } from '../support/repository.js';
import { runStep } from '../support/run-step.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { rampFits, rowFits, writeFile, writeTarball } from './frames/survey-files.js';

async function ingested(files: readonly string[] | string, params: JsonObject = {}, threads = 1) {
  const { result, path, notes } = await runStep(ingest, {
    inputs: { files },
    params: { size: 4, bad_images: 'skip', ...params },
    threads,
  });
  assert.ok(result.ok, result.ok ? '' : JSON.stringify(result.failure));
  const table = await readCsv(path('catalogue'));
  assert.ok(table.ok);
  const digest = [path('images'), path('catalogue')]
    .map((file) => createHash('sha256').update(readFileSync(file)).digest('hex'))
    .join(' ');
  return { table: table.value, digest, path, notes: notes.map(({ text }) => text) };
}

/** Some columns, a text a row. */
const columns = (table: Table, ...names: readonly string[]): string[] =>
  (table.column(names[0]!) ?? []).map((_, i) => names.map((name) => table.column(name)![i]!).join(' '));

const named = (...names: readonly string[]) =>
  names.map((name, i) => ({ name, bytes: rampFits(4 + i, 4, i) }));

test('the bytes are the same for 1, 2, 3 and 8 threads, bad images and all', async () => {
  const folder = temporaryFolder();
  const files = Array.from({ length: 12 }, (_, i) =>
    i % 5 === 3
      ? writeFile(folder, `g${i}.tar`, encodeTar(named('a.fits', 'b.fits')).subarray(0, 900 + 400 * i))
      : writeTarball(folder, `g${i}`, [
          rampFits(9 + i, 7, i),
          rowFits([1, 1]),
          rampFits(5, 30),
          rampFits(3, 3),
        ]),
  );
  files.push(writeFile(folder, 'loose.fits', rampFits(20, 20)));
  const digests = [];
  for (const threads of [1, 2, 3, 8]) digests.push((await ingested(files, {}, threads)).digest);
  assert.equal(new Set(digests).size, 1);
});

test('a pattern chooses the members, and tells their cameras', async () => {
  const members = named('raw/g_cam0.fits', 'sci/g_cam3.fits', 'sci/g_cam1.fits', 'sci/weight1.fits');
  const file = writeFile(temporaryFolder(), 'g.tar', encodeTar(members));
  const byName = await ingested([file], { members: 'sci/*_cam{camera}.fits', cameras: [1, 3, 0] });
  assert.equal(columns(byName.table, 'camera', 'member', 'height'), [
    '1 sci/g_cam1.fits 6',
    '3 sci/g_cam3.fits 5',
    '0  ',
  ]);
  assert.match(
    byName.table.column('reason')![2]!,
    /^an archive of 2 images that match .*, expected one whose name tells camera 0/,
  );
  assert.equal(byName.notes.length, 1, 'a camera that the name tells is not misnamed');
  const byPlace = await ingested([file], { members: '*_cam?.fits', cameras: [0, 2] });
  assert.equal(columns(byPlace.table, 'camera', 'member'), ['0 raw/g_cam0.fits', '2 sci/g_cam1.fits']);
  const twice = await ingested([file], { members: '*{camera}.fits', cameras: [0, 1] });
  assert.match(
    twice.table.column('reason')![1]!,
    /^2 members for camera 1: sci\/g_cam1.fits, sci\/weight1.fits, expected one/,
  );
});

test('a member is misnamed only where its place gives the camera', async () => {
  const file = writeFile(temporaryFolder(), 'g.tar', encodeTar(named('ccd5_cam1.fits')));
  assert.equal((await ingested([file], { members: 'ccd{camera}_*', cameras: [5] })).notes, []);
  assert.match(
    (await ingested([file], { cameras: [0] })).notes[0]!,
    /^1 images are named for another camera/,
  );
});

test('a gzipped tarball that is cut short gives what stands before the cut, and each missing camera a reason', async () => {
  const folder = temporaryFolder();
  const draws = generator(7, 'test', 'pixels');
  const noise = Array.from({ length: 4 }, () => rowFits(Array.from({ length: 2000 }, () => draws.normal())));
  const packed = gzipSync(encodeTar(noise.map((bytes, c) => ({ name: `g_cam${c}.fits`, bytes }))));
  const whole = await ingested([writeFile(folder, 'whole.tgz', packed)]);
  assert.equal(whole.table.column('status'), Array(4).fill('good'));
  const cut = await ingested([writeFile(folder, 'cut.tar.gz', packed.subarray(0, packed.length * 0.6))]);
  assert.equal(cut.table.column('camera'), ['0', '1', '2', '3']);
  assert.equal(cut.table.column('status'), ['good', 'good', 'skipped', 'skipped']);
  assert.match(
    cut.table.column('reason')![2]!,
    /^g_cam2.fits, byte \d+: the end of the archive, expected 20160 bytes in this member$/,
  );
  assert.match(cut.table.column('reason')![3]!, /breaks off before it, in g_cam2.fits .* camera 3$/);
});

test('a gzipped tarball with other bytes behind it is refused with what helps, and read with zeros behind it', async () => {
  const packed = gzipSync(encodeTar(named('a.fits')));
  const folder = temporaryFolder();
  const behind = (name: string, bytes: Uint8Array) => writeFile(folder, name, Buffer.concat([packed, bytes]));
  const files = [behind('zeros.tgz', new Uint8Array(512)), behind('junk.tgz', Buffer.from('garbage!'))];
  const { table } = await ingested(files, { cameras: [0] });
  assert.equal(table.column('reason'), [
    '',
    'bytes behind a whole gzip stream that are no gzip, expected one gzip stream or several, and nothing but zeros behind them',
  ]);
});

test('of a damaged gzipped tarball nothing is trusted', async () => {
  const packed = gzipSync(encodeTar(named('a.fits', 'b.fits')));
  packed[packed.length - 5]! ^= 1;
  const folder = temporaryFolder();
  const files = [writeFile(folder, 'bad.tgz', packed), writeTarball(folder, 'good', [rampFits(4, 4)])];
  const { table } = await ingested(files, { cameras: [0, 1] });
  assert.equal(columns(table, 'source', 'camera', 'status'), [
    'bad.tgz 0 skipped',
    'bad.tgz 1 skipped',
    'good_sci.tar 0 good',
    'good_sci.tar 1 skipped',
  ]);
  assert.match(table.column('reason')![0]!, /^damaged gzip/);
});

test('a gzipped tarball too large to be unpacked at once is read a member at a time, in any order', async () => {
  const members = [
    ...named('g_cam0.fits'),
    { name: 'notes.txt', bytes: new Uint8Array(40 * 1024 * 1024) },
    ...named('x', 'g_cam1.fits', 'g_cam2.fits').slice(1),
  ];
  const folder = temporaryFolder();
  const packed = gzipSync(encodeTar(members), { level: 1 });
  const plain = await ingested([writeFile(folder, 'g.tar', encodeTar(members))], { cameras: [2, 0, 1] });
  const { table } = await ingested([writeFile(folder, 'g', packed)], { cameras: [2, 0, 1] });
  assert.equal(columns(table, 'member', 'status'), [
    'g_cam2.fits good',
    'g_cam0.fits good',
    'g_cam1.fits good',
  ]);
  assert.equal(table.column('mean'), plain.table.column('mean'));
});

test('links, devices and names that lead elsewhere are read as images or passed over, and nothing is written', async () => {
  const folder = temporaryFolder();
  const archive = pack();
  const entry = (
    headers: Partial<Header> & { name: string },
    content: Uint8Array = new Uint8Array(0),
  ): void => {
    archive.entry(headers, Buffer.from(content));
  };
  entry({ name: 'link.fits', type: 'symlink', linkname: '/etc/passwd' });
  entry({ name: 'hard.fits', type: 'link', linkname: '../../etc/passwd' });
  entry({ name: 'device.fits', type: 'character-device' });
  entry({ name: 'pipe.fits', type: 'fifo' });
  entry({ name: 'folder.fits/', type: 'directory' });
  entry({ name: '._g.fits' }, Buffer.from('litter'));
  entry({ name: '../../out.fits' }, rampFits(4, 4));
  entry({ name: '/absolute.fits' }, rampFits(5, 5));
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive) chunks.push(chunk as Buffer);
  const file = writeFile(folder, 'hostile.tar', Buffer.concat(chunks));
  const { table } = await ingested([file], { cameras: [0, 1, 2] });
  assert.equal(columns(table, 'member', 'status'), [
    '../../out.fits good',
    '/absolute.fits good',
    ' skipped',
  ]);
  assert.match(table.column('reason')![2]!, /^an archive of 2 images/);
  assert.equal(readdirSync(folder), ['hostile.tar']);
  const outside = ['/absolute.fits', join(folder, '..', '..', 'out.fits'), join('..', '..', 'out.fits')];
  assert.not(outside.some((path) => existsSync(path)));
});

test('a folder is its files in order, without what macOS leaves', async () => {
  const folder = temporaryFolder();
  for (const name of ['b.fits', 'a.fits', '._a.fits', '.DS_Store']) writeFile(folder, name, rampFits(4, 4));
  const { table } = await ingested(folder);
  assert.equal(table.column('source'), ['a.fits', 'b.fits']);
});

test('a file that is no image, and an empty one, become rows with a reason', async () => {
  const folder = temporaryFolder();
  const files = [
    writeFile(folder, 'README.md', Buffer.from('# survey')),
    writeFile(folder, 'empty.fits', new Uint8Array(0)),
    writeFile(folder, 'a.fits', rampFits(4, 4)),
  ];
  const { table } = await ingested(files);
  assert.equal(columns(table, 'source', 'status'), [
    'README.md skipped',
    'empty.fits skipped',
    'a.fits good',
  ]);
  assert.match(table.column('reason')![0]!, /^byte 0: a file that starts with "# survey"/);
});

test('images too many for one go are taken in several, a loose file once', async () => {
  const folder = temporaryFolder();
  const files = [
    writeTarball(
      folder,
      'g',
      Array.from({ length: 5 }, (_, i) => rampFits(3 + i, 3)),
    ),
    writeFile(folder, 'loose.fits', rampFits(4, 4)),
    writeFile(folder, 'g_cam4.fits', rampFits(4, 4)),
  ];
  // Two images of 1,024 x 1,024 fill a part.
  const params = { size: 1024, cameras: [0, 1, 2, 3, 4] };
  const one = await ingested(files, params);
  assert.equal(columns(one.table, 'index', 'camera', 'height'), [
    ...['0 0 3', '1 1 4', '2 2 5', '3 3 6', '4 4 7'],
    ...['5  4', '6 4 4'],
  ]);
  assert.is((await ingested(files, params, 3)).digest, one.digest);
});

const fits = (name: string): Uint8Array =>
  readFileSync(join(repositoryRoot, 'test', 'fixtures', 'fits', name));

test('the HDU and the plane chosen are told by the catalogue, and image-stats reads the same', async () => {
  const folder = temporaryFolder();
  const extended = writeFile(
    folder,
    'e.tar',
    encodeTar([{ name: 'g.fits', bytes: fits('second-extension.fits') }]),
  );
  const { table, path } = await ingested([extended], { cameras: [0], hdu: 2 });
  assert.equal(columns(table, 'status', 'hdu', 'width'), ['good 2 4']);
  assert.is(table.column('plane'), undefined);
  const usual = await ingested([extended], { cameras: [0] });
  assert.is(usual.table.column('hdu'), undefined);
  const statistics = await runStep(imageStats, {
    inputs: { files: [extended], catalogue: path('catalogue') },
  });
  assert.ok(statistics.result.ok, JSON.stringify(statistics.result));

  const planes = [0, 1].map((plane) => Array.from({ length: 6 }, (_, i) => plane * 100 + i));
  const cube = writeFile(folder, 'cube.fits', cubeFits(3, 2, planes));
  const second = await ingested([cube], { plane: 1 });
  assert.equal(columns(second.table, 'plane', 'min', 'max'), ['1 100 105']);
  const ofPlane = await runStep(imageStats, {
    inputs: { files: [cube], catalogue: second.path('catalogue') },
  });
  assert.ok(ofPlane.result.ok, JSON.stringify(ofPlane.result));
});

/** Planes of 64-bit floats one after another. */
function cubeFits(width: number, height: number, planes: readonly (readonly number[])[]): Uint8Array {
  const stacked = encodeFits({ width, height: height * planes.length, bitpix: -64, values: planes.flat() });
  const text = Buffer.from(stacked).toString('latin1');
  const card = (keyword: string, value: number): string =>
    `${keyword.padEnd(8)}= ${String(value).padStart(20)}`.padEnd(80);
  const header = text
    .replace(/NAXIS {3}=.{71}/, card('NAXIS', 3))
    .replace(/NAXIS2 {2}=.{71}/, card('NAXIS2', height))
    .replace(/END {77}.{80}/, card('NAXIS3', planes.length) + 'END'.padEnd(80));
  return Buffer.from(header, 'latin1');
}

test('fitsjs reads the same images as our reader, and says which it does not read', async () => {
  const ramp = (bitpix: 16 | -32 | -64): Uint8Array =>
    encodeFits({ width: 9, height: 7, bitpix, values: Array.from({ length: 63 }, (_, i) => i * i) });
  const folder = temporaryFolder();
  const files = [writeTarball(folder, 'g', [ramp(16), ramp(-32)])];
  const ours = await ingested(files, { cameras: [0, 1] });
  assert.is((await ingested(files, { cameras: [0, 1], engine: 'fitsjs' })).digest, ours.digest);
  const double = [writeTarball(folder, 'd', [ramp(16), ramp(-64)])];
  const { table } = await ingested(double, { cameras: [0, 1], engine: 'fitsjs' }, 2);
  assert.equal(table.column('status'), ['good', 'skipped']);
  assert.match(table.column('reason')![1]!, /fitsjs/);
});

test('coordinates become columns, and that there are none is told', async () => {
  const { table, notes } = await ingested([writeTarball(temporaryFolder(), 'g', [rampFits(4, 4)])], {
    ...{ cameras: [0], wcs: true, header_keywords: ['REDSHIFT'] },
  });
  assert.equal(table.columns.slice(-3), ['EQUINOX', 'LONPOLE', 'LATPOLE']);
  assert.equal(table.column('REDSHIFT'), ['0.25']);
  assert.equal(notes, ['no image has celestial coordinates in its header']);
});

test('a keyword that the coordinates give already, and percentiles the wrong way round, are failures', async () => {
  const file = writeTarball(temporaryFolder(), 'g', [rampFits(4, 4)]);
  const { result } = await runStep(ingest, {
    inputs: { files: [file] },
    params: { wcs: true, header_keywords: ['CRVAL1'] },
  });
  assert.ok(!result.ok && result.failure.reason === 'unsuitable-parameter');
  assert.is(ingest.paramFaults!({ percentiles: [90, 10] }, { inputs: [], outputs: [], swept: [] }).length, 1);
  assert.is(ingest.paramFaults!({ percentiles: [10, 90] }, { inputs: [], outputs: [], swept: [] }).length, 0);
  assert.is(ingest.paramFaults!({ percentiles: 'x' }, { inputs: [], outputs: [], swept: [] }).length, 0);
});

test('each stretch and each way of resizing gives its own images, in [0, 1]', async () => {
  const file = writeTarball(temporaryFolder(), 'g', [
    rowFits(Array.from({ length: 64 }, (_, i) => (i % 5) + 1.1 ** i)),
  ]);
  const digests = new Set<string>();
  for (const params of [
    {},
    { stretch: 'percentile', percentiles: [5, 80] },
    { stretch: 'asinh' },
    { stretch: 'asinh', softening: 5 },
    { stretch: 'log' },
    { resize: 'area' },
    { resize: 'nearest' },
  ]) {
    const { digest, table } = await ingested([file], { cameras: [0], size: 16, ...params });
    digests.add(digest);
    assert.equal(table.column('max'), [String(3 + 1.1 ** 63)], 'statistics are of the raw frame');
  }
  assert.is(digests.size, 7);
});

test('a stretch that leaves nothing is a reason', async () => {
  const spike = rowFits([...Array<number>(99).fill(1), 2]);
  const file = writeTarball(temporaryFolder(), 'g', [spike, rampFits(4, 4)]);
  const { table } = await ingested([file], {
    cameras: [0, 1],
    size: 100,
    stretch: 'percentile',
    percentiles: [1, 90],
  });
  assert.match(table.column('reason')![0]!, /everywhere once it is 100 x 100 and stretched/);
});

test.run();
