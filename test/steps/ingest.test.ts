import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Failure } from '../../src/core/failure.js';
import type { JsonObject } from '../../src/core/json.js';
import { readCsv } from '../../src/formats/csv.js';
import { readNpy } from '../../src/formats/npy.js';
import { encodeTar } from '../../src/formats/tar-encode.js';
import { ingest } from '../../src/steps/ingest.js';
import { runStep } from '../support/run-step.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { rampFits, rowFits, writeFile, writeTarball } from './frames/survey-files.js';

async function ingested(files: readonly string[], params: JsonObject = {}) {
  const { result, path, notes, measures } = await runStep(ingest, {
    inputs: { files: { form: 'one', artifact: artifactOf(files) } },
    params: { size: 4, ...params },
  });
  assert.ok(result.ok, result.ok ? '' : JSON.stringify(result.failure));
  const images = await readNpy(path('images'));
  const table = await readCsv(path('catalogue'));
  assert.ok(images.ok && table.ok);
  return { images: images.value, table: table.value, notes: notes.map(({ text }) => text), measures };
}

function artifactOf(paths: readonly string[]) {
  return {
    form: 'files' as const,
    files: paths.map((path) => ({
      name: path.slice(path.lastIndexOf('/') + 1),
      path,
      sha256: '0'.repeat(64) as never,
      bytes: readFileSync(path).length,
    })),
  };
}

async function refusal(files: readonly string[], params: JsonObject = {}): Promise<Failure> {
  const { result } = await runStep(ingest, {
    inputs: { files: { form: 'one', artifact: artifactOf(files) } },
    params: { size: 4, ...params },
  });
  assert.ok(!result.ok, 'expected a failure');
  return result.failure;
}

const four = (offset: number) => [5, 6, 7, 8].map((side) => rampFits(side, side, offset));

test('images come in the order of the files, then of the cameras asked for', async () => {
  const folder = temporaryFolder();
  const files = [writeTarball(folder, 'b', four(0)), writeTarball(folder, 'a', four(0))];
  const { images, table, measures } = await ingested(files, { cameras: [2, 0] });
  assert.equal(images.shape, [4, 4, 4]);
  assert.equal(table.column('galaxy'), ['b', 'b', 'a', 'a']);
  assert.equal(table.column('camera'), ['2', '0', '2', '0']);
  assert.equal(table.column('index'), ['0', '1', '2', '3']);
  assert.equal(table.column('height'), ['7', '5', '7', '5']);
  assert.equal(table.column('source')?.[0], 'b_sci.tar');
  assert.equal(table.column('member')?.[0], 'home/survey/b_sci_cam2.fits');
  assert.equal(measures, { images: 4, skipped: 0 });
});

test('each image is resized in float64, mapped to [0, 1] and stored as float32', async () => {
  const folder = temporaryFolder();
  const { images, table } = await ingested([writeTarball(folder, 'g', [rampFits(2, 2, 10)])], {
    cameras: [0],
    size: 2,
  });
  assert.equal(images.values, Float32Array.of(0, 1 / 3, 2 / 3, 1));
  assert.equal(
    ['status', 'reason', 'min', 'max', 'mean', 'zero_flux_fraction'].map((name) => table.column(name)?.[0]),
    ['good', '', '10', '13', '11.5', '0'],
  );
});

test('without normalising the values stay', async () => {
  const folder = temporaryFolder();
  const files = [writeTarball(folder, 'g', [rampFits(2, 2, 10)])];
  const { images } = await ingested(files, { cameras: [0], size: 2, normalise: 'none' });
  assert.equal(images.values, Float32Array.of(10, 11, 12, 13));
});

test('loose files, gzipped files and gzipped tarballs are read; a loose file by another camera is left alone', async () => {
  const folder = temporaryFolder();
  const files = [
    writeFile(folder, 'g_sci_cam2.fits', rampFits(4, 4)),
    writeFile(folder, 'g_sci_cam7.fits', rampFits(4, 4)),
    writeFile(folder, 'lone.fits.gz', gzipSync(rampFits(4, 4))),
    writeFile(folder, 't.tgz', gzipSync(encodeTar([{ name: 'x.fits', bytes: rampFits(4, 4) }]))),
  ];
  const { table } = await ingested(files, { cameras: [2, 0], bad_images: 'skip' });
  assert.equal(table.column('galaxy'), ['g', 'lone', 't', 't']);
  assert.equal(table.column('camera'), ['2', '', '2', '0']);
  assert.equal(table.column('status'), ['good', 'good', 'skipped', 'good']);
});

test('what a file is, its bytes tell: a tarball without a suffix, a FITS file named as a tarball', async () => {
  const folder = temporaryFolder();
  const files = [
    writeFile(folder, 'no-suffix', encodeTar([{ name: 'x.fits', bytes: rampFits(4, 4) }])),
    writeFile(folder, 'wrong.tar', rampFits(4, 4)),
  ];
  const { table } = await ingested(files, { cameras: [0] });
  assert.equal(table.column('member'), ['x.fits', '']);
});

test('members that are not named as FITS files are passed over', async () => {
  const folder = temporaryFolder();
  const file = writeFile(
    folder,
    'g.tar',
    encodeTar([
      { name: 'README.txt', bytes: Buffer.from('read me') },
      { name: 'g_cam0.fits', bytes: rampFits(4, 4) },
    ]),
  );
  const { table } = await ingested([file], { cameras: [0] });
  assert.equal(table.column('member'), ['g_cam0.fits']);
});

test('where no member is named as a FITS file all are taken, in their order', async () => {
  const members = [0, 1].map((camera) => ({ name: `frame${camera}`, bytes: rampFits(4 + camera, 4) }));
  const file = writeFile(temporaryFolder(), 'g.tar', encodeTar(members));
  const { table } = await ingested([file], { cameras: [1, 0] });
  assert.equal(table.column('member'), ['frame1', 'frame0']);
  assert.equal(table.column('height'), ['5', '4']);
});

test('header keywords become columns, empty where absent, and one that is nowhere is told', async () => {
  const folder = temporaryFolder();
  const files = [writeTarball(folder, 'g', [rampFits(4, 4), rowFits([1, 2, 3])])];
  const { table, notes } = await ingested(files, {
    cameras: [0, 1],
    header_keywords: ['redshift', 'NAXIS1', 'SIMPLE', 'NOWHERE'],
  });
  assert.equal(table.column('redshift'), ['0.25', '']);
  assert.equal(table.column('NAXIS1'), ['4', '3']);
  assert.equal(table.column('SIMPLE'), ['T', 'T']);
  assert.equal(notes, ['no image has the header keyword NOWHERE']);
});

const badImages: readonly (readonly [string, Uint8Array, RegExp])[] = [
  ['a constant image', rowFits([3, 3, 3]), /^a constant image: all 3 pixels are 3, expected pixels of more/],
  ['NaN pixels', rowFits([1, NaN, 2]), /^1 of 3 pixels NaN or infinite, expected finite pixels/],
  ['infinite pixels', rowFits([1, Infinity, 2]), /^1 of 3 pixels NaN or infinite/],
  ['a range beyond float64', rowFits([-1.7e308, 1.7e308]), /^pixels from -1.7e\+308 to 1.7e\+308/],
  [
    'data cut short',
    rampFits(30, 30).subarray(0, 5000),
    /^HDU 0, byte 2880: 2120 bytes of data, expected 7200 bytes/,
  ],
  ['no FITS at all', Buffer.from('nothing of the kind'), /^byte 0: a file that starts with "nothing of t"/],
];

for (const [what, bytes, reason] of badImages) {
  test(`${what} ends the step with its file and member, or is skipped with its reason`, async () => {
    const folder = temporaryFolder();
    const files = [writeTarball(folder, 'g', [rampFits(4, 4), bytes, rampFits(5, 5)])];
    const params = { cameras: [0, 1, 2] };
    const failure = await refusal(files, params);
    assert.ok(failure.reason === 'unreadable-input' || failure.reason === 'unsuitable-input');
    assert.is(failure.file, files[0]);
    assert.is(failure.member, 'home/survey/g_sci_cam1.fits');
    assert.match(failure.remedy!, /bad_images: skip/);
    const { images, table, notes, measures } = await ingested(files, { ...params, bad_images: 'skip' });
    assert.is(images.shape[0], 2);
    assert.equal(table.column('index'), ['0', '', '1']);
    assert.equal(table.column('status'), ['good', 'skipped', 'good']);
    assert.match(table.column('reason')![1]!, reason);
    assert.match(notes[0]!, /^1 of 3 images were skipped/);
    assert.equal(measures, { images: 2, skipped: 1 });
  });
}

test('a tarball cut short gives what stands before the cut and names the member that is cut', async () => {
  const folder = temporaryFolder();
  const whole = readFileSync(writeTarball(folder, 'g', four(0)));
  const file = writeFile(folder, 'cut.tar', whole.subarray(0, 512 + 6144 + 512 + 3000));
  const failure = await refusal([file]);
  assert.ok(failure.reason === 'unreadable-input');
  assert.is(failure.member, 'home/survey/g_sci_cam1.fits');
  assert.is(failure.found, '3000 bytes before the archive ends');
  const { table } = await ingested([file], { bad_images: 'skip' });
  assert.equal(table.column('status'), ['good', 'skipped', 'skipped', 'skipped']);
  const lost = 'home/survey/g_sci_cam1.fits';
  assert.equal(table.column('reason')!.slice(1), [
    `${lost}, byte 6656: 3000 bytes before the archive ends, expected 5760 bytes in this member`,
    `byte 6656: an archive that breaks off before it, in ${lost} (3000 bytes before the archive ends), expected an image for camera 2`,
    `byte 6656: an archive that breaks off before it, in ${lost} (3000 bytes before the archive ends), expected an image for camera 3`,
  ]);
});

test('whose member the archive breaks off in, its name tells: by a pattern, by its place, and nobody where it is no image', async () => {
  const folder = temporaryFolder();
  const reasons = async (lost: string, params: JsonObject) => {
    const members = ['g_cam0.fits', lost].map((name) => ({ name, bytes: rampFits(4, 4) }));
    const file = writeFile(folder, 'g.tar', encodeTar(members).subarray(0, 512 + 5760 + 384 + 512 + 100));
    const { table } = await ingested([file], { cameras: [0, 1, 2], bad_images: 'skip', ...params });
    return table.column('reason')!.map((reason) => /^.*?(?=:)/.exec(reason)?.[0] ?? '');
  };
  const place = 'byte 6656';
  assert.equal(await reasons('g_cam2.fits', {}), ['', `g_cam2.fits, ${place}`, place]);
  const byName = { members: '*_cam{camera}.fits' };
  assert.equal(await reasons('g_cam2.fits', byName), ['', place, `g_cam2.fits, ${place}`]);
  assert.equal(await reasons('g_cam2.txt', byName), ['', place, place]);
  assert.equal(await reasons('g_1.fits', { members: '*.fits' }), ['', `g_1.fits, ${place}`, place]);
  assert.equal(await reasons('notes.txt', {}), ['', place, place]);
  assert.equal(await reasons('._g_cam1.fits', {}), ['', place, place]);
});

test('a tarball with fewer images than the cameras asked for is a failure that counts them', async () => {
  const folder = temporaryFolder();
  const failure = await refusal([writeTarball(folder, 'g', four(0).slice(0, 3))]);
  assert.ok(failure.reason === 'unsuitable-input');
  assert.is(failure.found, 'an archive of 3 images');
  assert.match(failure.expected, /camera 3/);
});

test('an empty tarball is a failure', async () => {
  const failure = await refusal([writeFile(temporaryFolder(), 'g.tar', encodeTar([]))]);
  assert.ok(failure.reason === 'unsuitable-input');
  assert.is(failure.found, 'an archive without any file');
});

test('no files, and no good image even when skipping, are failures', async () => {
  const none = await refusal([]);
  assert.ok(none.reason === 'unsuitable-input');
  assert.is(none.found, 'no files');
  const file = writeTarball(temporaryFolder(), 'g', [rowFits([1, 1])]);
  const allBad = await refusal([file], { cameras: [0], bad_images: 'skip' });
  assert.ok(allBad.reason === 'unsuitable-input');
  assert.match(allBad.found, /no good image among 1 \(the first, g_sci.tar, .*a constant image/);
  const lone = writeFile(temporaryFolder(), 'g_cam9.fits', rampFits(4, 4));
  const leftOut = await refusal([lone]);
  assert.ok(leftOut.reason === 'unsuitable-input');
  assert.is(leftOut.found, 'no image in 1 file');
});

test('two files of one name are a failure that tells both paths', async () => {
  const files = [
    writeTarball(temporaryFolder(), 'g', four(0)),
    writeTarball(temporaryFolder(), 'g', four(1)),
  ];
  const failure = await refusal(files);
  assert.ok(failure.reason === 'unsuitable-input');
  assert.is(failure.found, `two files named g_sci.tar: ${files[0]!} and ${files[1]!}`);
});

test('an image that resizing makes constant cannot be normalised', async () => {
  const file = writeTarball(temporaryFolder(), 'g', [rampFits(4, 4)]);
  const failure = await refusal([file], { cameras: [0], size: 1 });
  assert.ok(failure.reason === 'unsuitable-input');
  assert.is(failure.remedy.split(';')[0], 'choose a larger `size`');
});

test('values that float32 cannot hold are refused when they are kept', async () => {
  const file = writeTarball(temporaryFolder(), 'g', [rowFits([0, 1e39])]);
  const failure = await refusal([file], { cameras: [0], normalise: 'none' });
  assert.ok(failure.reason === 'unsuitable-input');
  assert.match(failure.expected, /float32/);
});

test('a member named for another camera than its place is told', async () => {
  const members = [1, 0].map((camera) => ({ name: `g_cam${camera}.fits`, bytes: rampFits(4, 4) }));
  const { notes } = await ingested([writeFile(temporaryFolder(), 'g.tar', encodeTar(members))], {
    cameras: [0, 1],
  });
  assert.match(notes[0]!, /^2 images are named for another camera .*g_cam1.fits, is taken as camera 0/);
});

test('a header keyword that is a column already is a failure', async () => {
  const file = writeTarball(temporaryFolder(), 'g', four(0));
  const failure = await refusal([file], { header_keywords: ['min'] });
  assert.ok(failure.reason === 'unsuitable-parameter');
  assert.match(failure.remedy, /MIN/);
});

test('a cancelled run stops and says so', async () => {
  const file = writeTarball(temporaryFolder(), 'g', four(0));
  const { result } = await runStep(ingest, {
    inputs: { files: { form: 'one', artifact: artifactOf([file]) } },
    signal: AbortSignal.abort(),
  });
  assert.equal(result, { ok: false, failure: { reason: 'cancelled' } });
});

test.run();
