// Which files apply takes, where its catalogue may go, and what it says of either.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { chooseRun } from '../../src/cli/apply/choose-run.js';
import { findRun } from '../../src/cli/find-run.js';
import { workspaceAt } from '../../src/cli/workspace.js';
import { parseDigest } from '../../src/core/identifiers.js';
import type { InputFile } from '../../src/core/step.js';
import { decodeCsv, type Table } from '../../src/formats/csv.js';
import { encodeFits } from '../../src/formats/fits/encode-fits.js';
import { applyRun, type AppliedFrame } from '../../src/steps/apply/apply-run.js';
import { bigEndian, packedByHand } from '../support/fits-by-hand.js';
import { Rig, type Ended } from '../support/rig.js';

const rig = new Rig();
rig.write(
  'tiny.yaml',
  `
skysort: 1
name: tiny
steps:
  survey: { uses: mock-survey, with: { galaxies: 4, frame: { min: 71, max: 80 } } }
  images: { uses: ingest, inputs: { files: survey.tarballs }, with: { size: 16, cameras: [0] } }
  autoencoder:
    uses: train-autoencoder
    inputs: { images: images.images }
    with:
      epochs: 1
      architecture:
        - { kind: conv2d, filters: 2, kernel: 3, strides: 2, activation: relu, latent: true }
        - { kind: upsample }
        - { kind: conv2d, filters: 1, kernel: 3, activation: sigmoid }
  latents: { uses: encode, inputs: { images: images.images, model: autoencoder.model } }
  clusters: { uses: kmeans, inputs: { vectors: latents.latents }, with: { k: 2 } }
`,
);
await rig.run('tiny.yaml');
const tarballs = rig.path('runs/tiny/latest/outputs/survey/tarballs');
const [first = '', second = ''] = readdirSync(tarballs).sort();
mkdirSync(rig.path('night/.hidden'), { recursive: true });
copyFileSync(join(tarballs, first), rig.path('night/a.tar'));

async function tableOf(...args: string[]): Promise<Table> {
  const { code, stderr } = await rig.skysort('apply', 'tiny', ...args);
  assert.is(code, 0, stderr);
  const out = args.includes('--out') ? args[args.indexOf('--out') + 1]! : '.';
  const table = decodeCsv(rig.read(join(out, 'catalogue.csv')), out);
  assert.ok(table.ok);
  return table.value;
}

async function refusal(...args: string[]): Promise<string> {
  const { code, stderr }: Ended = await rig.skysort('apply', ...args);
  assert.is(code, 2, stderr);
  return stderr;
}

test('an empty argument is a mistake, not the working directory', async () => {
  assert.match(await refusal('tiny', ''), /an empty argument/);
  assert.match(await refusal('', 'night'), /found '' for RUN/);
  assert.match(await refusal('tiny', 'night', '--out', ''), /--out ''.*\n.*another --out/);
  assert.match(await refusal('tiny'), /found 1 argument, expected/);
});

test('a folder is taken without runs, hidden folders and the catalogue that goes there: twice the same bytes', async () => {
  copyFileSync(join(tarballs, second), rig.path('night/.hidden/b.tar'));
  // Another folder of runs, whose name tells nothing.
  mkdirSync(rig.path('older/.cache/objects'), { recursive: true });
  copyFileSync(join(tarballs, second), rig.path('older/c.tar'));
  assert.is((await rig.skysort('export', 'tiny', 'copy')).code, 0);
  const bytes = (): Buffer[] => ['csv', 'fits'].map((end) => readFileSync(rig.path(`catalogue.${end}`)));
  const ofRun = async (): Promise<string[]> => {
    const { code, stderr } = await rig.skysort('apply', 'copy', '.');
    assert.is(code, 0, stderr);
    const table = decodeCsv(rig.read('catalogue.csv'), '');
    assert.ok(table.ok);
    return table.value.column('file')!;
  };
  assert.equal(await ofRun(), ['./night/a.tar']);
  const before = bytes();
  assert.equal(await ofRun(), ['./night/a.tar']);
  assert.equal(bytes(), before);
  assert.match(await refusal('tiny', 'catalogue.fits'), /which this very command would write over/);
  assert.match(await refusal('tiny', '*.fits'), /no file that \*\.fits matches/);
});

test('a link that leads nowhere and a pipe cost a row each, and nobody waits for the pipe', async () => {
  mkdirSync(rig.path('odd'));
  copyFileSync(join(tarballs, first), rig.path('odd/a.tar'));
  symlinkSync('gone.tar', rig.path('odd/b.tar'));
  execFileSync('mkfifo', [rig.path('odd/c.fits')]);
  const table = await tableOf('odd', '--out', 'odd-out');
  assert.equal(table.column('file'), ['odd/a.tar', 'odd/b.tar', 'odd/c.fits']);
  assert.equal(table.column('status'), ['good', 'skipped', 'skipped']);
  assert.match(table.column('reason')![1]!, /no such file|ENOENT/);
  assert.is(table.column('reason')![2], 'no ordinary file');
});

test('control characters of a file name are written out in the CSV, and nothing else is changed', async () => {
  mkdirSync(rig.path('names'));
  for (const name of ['a\u001b[2J\u0085\n.fits', '=cmd() é.fits']) rig.write(`names/${name}`, 'no image');
  const { code } = await rig.skysort('apply', 'tiny', 'names', '--out', 'names-out');
  assert.is(code, 1);
  const lines = rig.read('names-out/catalogue.csv').split('\n');
  assert.is(lines.length, 4);
  assert.ok(lines.some((line) => line.startsWith('names/a\\u001b[2J\\u0085\\u000a.fits,,')));
  assert.ok(lines.some((line) => line.startsWith('names/=cmd() é.fits,,,=cmd() é,')));
});

test('images of floats packed without dithering are counted: their exact zeros are no gaps', async () => {
  const plain = {
    axes: [3, 2],
    columns: [['COMPRESSED_DATA', '1PB(6)']],
    nRows: 2,
    rows: bigEndian([6, 'J'], [0, 'J'], [6, 'J'], [6, 'J']),
    heap: bigEndian([1, 'I'], [-2, 'I'], [0, 'I'], [4, 'I'], [5, 'I'], [6, 'I']),
  } as const;
  const stepped = { ...plain, bitpix: -32, keywords: { ZSCALE: 0.5, ZZERO: 0, ZQUANTIZ: 'NO_DITHER' } };
  const dithered = {
    ...stepped,
    keywords: { ...stepped.keywords, ZQUANTIZ: 'SUBTRACTIVE_DITHER_2', ZDITHER0: 1 },
  };
  rig.write('packed/dithered.fits', packedByHand(dithered));
  rig.write('packed/integers.fits', packedByHand({ ...plain, bitpix: 16 }));
  rig.write('packed/stepped.fits', packedByHand(stepped));
  const { code, stderr } = await rig.skysort('apply', 'tiny', 'packed', '--out', 'packed-out');
  assert.is(code, 0, stderr);
  assert.match(stderr, /3 good, 0 skipped/);
  assert.match(stderr, /warning: 1 good image of floats packed with loss and without dithering/);
  const without = await rig.skysort('apply', 'tiny', 'night', '--out', 'packed-out');
  assert.not.match(without.stderr, /dithering/);
});

test('an image whose latents overflow costs its own row, in its own place', async () => {
  const { layout } = workspaceAt(rig.path('runs'));
  const found = findRun(layout, 'tiny');
  assert.ok(found.ok);
  const chosen = await chooseRun(found.value, layout, { ks: [] });
  assert.ok(chosen.ok);
  const { fitted } = chosen.value.read;
  const { latentLayer, weights } = fitted.model;
  // Sums of one bright pixel stay within float32, those of four do not.
  const huge = Object.entries(weights).map(([name, values]) => [
    name,
    values.map(() => (name.endsWith('/kernel') ? 1e38 : 0)),
  ]);
  assert.is(latentLayer, 0);
  const run = { ...fitted, model: { ...fitted.model, weights: Object.fromEntries(huge) as typeof weights } };
  const image = (name: string, isBright: (i: number) => boolean): InputFile => {
    const values = Float64Array.from({ length: 256 }, (_, i) => Number(isBright(i)));
    const path = rig.write(`overflow/${name}`, encodeFits({ width: 16, height: 16, bitpix: -32, values }));
    return { name, path, sha256: parseDigest('0'.repeat(64)), bytes: 0 };
  };
  const [spike, half] = [image('spike.fits', (i) => i === 100), image('half.fits', (i) => i < 128)];
  const groups = applyRun(run, [half, spike, half], { threads: 1, signal: new AbortController().signal });
  assert.ok(groups.ok);
  const frames: AppliedFrame[] = [];
  for await (const group of groups.value) frames.push(...group.frames);
  const overflow = 'latents that are not finite';
  assert.equal(
    frames.map(({ frame }) => frame.reason),
    [overflow, '', overflow],
  );
  assert.equal(
    frames.map(({ placements }) => placements?.length),
    [undefined, 1, undefined],
  );
});

test('an --out that can hold no catalogue is named, with what to do', async () => {
  rig.write('file', 'in the way');
  mkdirSync(rig.path('taken/catalogue.csv'), { recursive: true });
  for (const [out, words] of [
    ['file', /--out file, which is a file/],
    ['file/below', /--out file\/below: a file is in the way/],
    ['taken', /taken\/catalogue\.csv, which is a folder/],
    ...(process.platform === 'linux'
      ? ([['/proc/no/such', /--out \/proc\/no\/such: nothing can be made/]] as const)
      : []),
  ] as const) {
    const said = await refusal('tiny', 'night', '--out', out);
    assert.match(said, words);
    assert.match(said, /to mend it: give another --out/);
  }
  assert.is((await tableOf('night', '--out', 'deep/er/still')).rows.length, 1);
});

test('a folder that is no run says so', async () => {
  assert.match(await refusal('night', 'night'), /found night, a folder without manifest\.json/);
});

test('what an exported run lacks is named by its place there, and exporting again mends it', async () => {
  const said = async (): Promise<string> => {
    const { code, stderr } = await rig.skysort('apply', 'copy', 'night', '--out', 'unused');
    assert.is(code, 4, stderr);
    assert.match(stderr, /export the run again/);
    assert.not.match(stderr, /run again:|run the workflow again/);
    return stderr;
  };
  const centres = 'copy/outputs/clusters/centres.npy';
  rig.write(centres, 'damaged');
  assert.match(
    await said(),
    /copy\/outputs\/clusters\/centres\.npy: its bytes are not those that were exported/,
  );
  rmSync(rig.path(centres));
  assert.match(await said(), /copy\/outputs\/clusters\/centres\.npy: it is not in the exported run any more/);
  rig.write('copy/manifest.json', '{');
  assert.match(await said(), /copy\/manifest\.json/);
});

test('what a run in a folder of runs lacks is looked for in its own store', async () => {
  const { file, sha256 } = rig.instance('tiny', 'clusters').outputs['centres']!;
  rmSync(rig.path('runs/tiny/latest', file));
  const args = ['runs/tiny/latest', 'night', '--out', 'elsewhere', '--runs', 'nowhere'];
  assert.is((await rig.skysort('apply', ...args)).code, 0);
  rmSync(rig.path('runs/.cache/objects', sha256.slice(0, 2), sha256));
  const { code, stderr } = await rig.skysort('apply', ...args);
  assert.is(code, 4);
  assert.match(stderr, /runs\/\.cache\/objects\/.*not in the store any more/);
});

test.run();
