// New images through a finished run: what comes out is what the run itself would have made of them.
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { decodeCsv, type Table } from '../../src/formats/csv.js';
import { readNpy } from '../../src/formats/npy.js';
import type { ApplySummary } from '../../src/ui/apply-text.js';
import { isPresent, repositoryRoot, surveyFolder } from '../support/repository.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { smallRun } from './small-run.js';

const { rig, tarballs } = await smallRun();
const outputs = (...parts: string[]): string => rig.path('runs/small/latest/outputs', ...parts);

async function applied(...args: string[]): Promise<{ table: Table; stdout: string; stderr: string }> {
  const { code, stdout, stderr } = await rig.skysort('apply', ...args);
  assert.is(code, 0, stderr);
  const out = args.includes('--out') ? args[args.indexOf('--out') + 1]! : '.';
  return { table: tableOf(join(out, 'catalogue.csv')), stdout, stderr };
}

function tableOf(name: string): Table {
  const table = decodeCsv(rig.read(name), name);
  assert.ok(table.ok);
  return table.value;
}

async function arrayOf(...path: string[]): Promise<{ shape: readonly number[]; values: number[] }> {
  const array = await readNpy(outputs(...path));
  assert.ok(array.ok);
  return { shape: array.value.shape, values: Array.from(array.value.values) };
}

/** The labels and distances of a k-means of the run are those of the catalogue. */
async function sameClusters(table: Table, name: string, instance: string): Promise<void> {
  const labels = (await arrayOf(instance, 'labels.npy')).values;
  const { shape, values } = await arrayOf(instance, 'distances.npy');
  const k = shape[1] ?? 0;
  assert.is(labels.length, 80);
  assert.equal(Array.from(table.numbers(`cluster_${name}`) ?? []), labels);
  assert.equal(
    Array.from(table.numbers(`distance_${name}`) ?? []),
    labels.map((label, i) => values[i * k + label]),
  );
  const margins = labels.map((label, i) => {
    const others = values.slice(i * k, (i + 1) * k).filter((_, c) => c !== label);
    return Math.min(...others) - values[i * k + label]!;
  });
  assert.equal(Array.from(table.numbers(`margin_${name}`) ?? []), margins);
}

test('applied to its own files, a run gives its own labels, distances, scores and statistics, to the last bit', async () => {
  const { table, stdout, stderr } = await applied(
    'small',
    tarballs,
    '--clusters',
    'clusters',
    '--out',
    'own',
  );
  assert.is(stdout, 'own/catalogue.csv\nown/catalogue.fits\n');
  assert.match(stderr, /80 images of 20 files through run .* of small: 80 good, 0 skipped/);
  await sameClusters(table, 'k2', 'clusters@k=2');
  await sameClusters(table, 'k5', 'clusters@k=5');
  const scores = decodeCsv(readFileSync(outputs('artifacts/artifact-score.csv'), 'utf8'), '');
  const statistics = decodeCsv(readFileSync(outputs('statistics/image-stats.csv'), 'utf8'), '');
  assert.ok(scores.ok && statistics.ok);
  for (const name of ['artifact_score', 'own_evidence', 'stands_out', 'member', 'camera'])
    assert.equal(table.column(name), scores.value.column(name), name);
  for (const name of statistics.value.columns.slice(4))
    assert.equal(table.column(name), statistics.value.column(name), name);
  assert.ok(table.column('stands_out')!.some((text) => text !== ''));
});

test('flags say in bits what stands out in words, by the numbers in the header', () => {
  const table = tableOf('own/catalogue.csv');
  const bytes = readFileSync(rig.path('own/catalogue.fits'), 'latin1');
  const flags = table.numbers('flags')!;
  for (const [i, words] of table.column('stands_out')!.entries()) {
    const names = words === '' ? [] : words.split('; ').map((one) => one.split(' ')[0]!);
    const bits = names.map((name) => Number(new RegExp(`FLAG(\\d+) *= '${name} *'`).exec(bytes)![1]));
    assert.is(
      flags[i],
      bits.reduce((sum, bit) => sum + 2 ** bit, 0),
      words,
    );
  }
  assert.match(bytes, /RUN {5}= '\d{8}T\d{6}Z-/);
  assert.match(bytes, /WORKFLOW= 'small {3}'/);
  const { outputs: made } = rig.instance('small', 'autoencoder');
  assert.ok(bytes.includes(`MODSHA  = '${made['model']!.sha256}'`));
});

test('vectors go through pca and join-vectors as they were fitted', async () => {
  const { table, stderr } = await applied(
    'small',
    tarballs,
    '--clusters',
    'joined-clusters',
    '--out',
    'joined',
  );
  await sameClusters(table, 'k4', 'joined-clusters');
  assert.match(stderr, /no artifact score/);
  assert.not(table.columns.includes('artifact_score'));
});

test('the bytes are the same for any number of threads, and from an exported run without its store', async () => {
  assert.is((await rig.skysort('export', 'small', 'copy')).code, 0);
  const store = rig.path('runs');
  for (const [run, jobs] of [
    ['small', '1'],
    ['copy', '3'],
  ] as const) {
    const elsewhere = run === 'copy' ? ['--runs', 'nowhere'] : [];
    await applied(
      run,
      'runs/small/latest/outputs/survey/tarballs',
      '-j',
      jobs,
      '--out',
      `jobs-${jobs}`,
      '--clusters',
      'clusters',
      ...elsewhere,
    );
  }
  assert.ok(existsSync(store));
  for (const name of ['catalogue.csv', 'catalogue.fits'])
    assert.ok(readFileSync(rig.path('jobs-1', name)).equals(readFileSync(rig.path('jobs-3', name))), name);
});

test('a damaged file costs its own rows, with the reason, and never the rest', async () => {
  const folder = rig.path('night');
  mkdirSync(folder);
  const [first = '', second = '', third = ''] = readdirSync(tarballs).sort();
  for (const name of [first, second, third]) copyFileSync(join(tarballs, name), join(folder, name));
  const cut = readFileSync(join(folder, second));
  writeFileSync(join(folder, second), cut.subarray(0, cut.length / 2));
  writeFileSync(join(folder, 'b_cam7.fits'), 'of a camera that the run does not take');
  writeFileSync(join(folder, 'empty.fits'), '');
  writeFileSync(join(folder, 'notes.txt'), 'no image');
  const { table, stderr } = await applied('small', 'night', '--clusters', 'clusters', '--k', '5');
  const files = table.column('file')!.map((file) => file.replace('night/', ''));
  const four = (name: string): string[] => [name, name, name, name];
  assert.equal(files, ['empty.fits', ...four(first), ...four(second), ...four(third)]);
  const reasons = table.column('reason')!;
  assert.match(reasons[0]!, /an empty file/);
  assert.ok(reasons[8] !== '');
  for (const [i, reason] of reasons.entries()) {
    assert.is(table.column('status')![i], reason === '' ? 'good' : 'skipped');
    assert.is(table.column('cluster_k5')![i] === '', reason !== '', reason);
  }
  assert.equal([...reasons.slice(1, 5), ...reasons.slice(9)].join(''), '');
  const own = tableOf('own/catalogue.csv');
  for (const name of ['cluster_k5', 'artifact_score', 'galaxy', 'header_OBJECT'].filter((one) =>
    own.columns.includes(one),
  )) {
    assert.equal(table.column(name)!.slice(9), own.column(name)!.slice(8, 12), name);
  }
  assert.not(table.columns.includes('cluster_k2'));
  assert.match(stderr, /the first that was skipped is night\/empty.fits/);
  assert.match(stderr, /1 file by cameras that the run does not take/);
});

test('when no image is good the catalogue tells why, and the exit code is 1', async () => {
  rig.write('bad/x.tar', 'no tarball at all');
  rig.write('bad/._x.tar', 'what macOS leaves behind');
  const { code, stderr } = await rig.skysort(
    'apply',
    'latest',
    'bad/*.tar',
    '--clusters',
    'clusters',
    '--out',
    'bad',
  );
  assert.is(code, 1, stderr);
  assert.equal(tableOf('bad/catalogue.csv').column('status'), ['skipped', 'skipped', 'skipped', 'skipped']);
  assert.match(stderr, /0 good, 4 skipped/);
  assert.not.match(stderr, /stand out|images in clusters/);
});

test('--json tells counts, sizes and the highest scores', async () => {
  const { code, stdout } = await rig.skysort(
    'apply',
    'small',
    `${tarballs}/*.tar`,
    '--json',
    '--clusters',
    'clusters',
    '--out',
    'json',
  );
  assert.is(code, 0);
  const summary = JSON.parse(stdout) as ApplySummary;
  assert.equal(
    [summary.workflow, summary.files, summary.images],
    ['small', 20, { tried: 80, good: 80, skipped: 0 }],
  );
  assert.equal(
    summary.clusterings.map(({ name, sizes }) => [name, sizes.length]),
    [
      ['k2', 2],
      ['k5', 5],
    ],
  );
  for (const { sizes } of summary.clusterings)
    assert.is(
      sizes.reduce((sum, size) => sum + size),
      80,
    );
  const scores = Array.from(tableOf('json/catalogue.csv').numbers('artifact_score')!).sort((a, b) => b - a);
  assert.equal(
    summary.artifacts!.top.map(({ score }) => score),
    scores.slice(0, 10),
  );
});

const python = process.env['SKYSORT_TEST_PYTHON'];
if (python === undefined)
  process.stdout.write('skipped: astropy opens the catalogue (SKYSORT_TEST_PYTHON names no Python)\n');

(python === undefined ? test.skip.bind(test) : test)(
  'astropy opens the catalogue and finds what the CSV says',
  () => {
    const script = join(repositoryRoot, 'test/reference/fits-table/read-table.py');
    const fits = JSON.parse(
      execFileSync(python!, [script, rig.path('own/catalogue.fits')], { encoding: 'utf8' }),
    ) as {
      columns: string[];
      rows: (string | number | null)[][];
    };
    const table = tableOf('own/catalogue.csv');
    assert.equal(fits.columns, table.columns);
    assert.is(fits.rows.length, 80);
    for (const [i, row] of fits.rows.entries()) {
      assert.equal(
        row.map((value) => (value === null ? '' : String(value))),
        table.rows[i]?.map((text) =>
          text === '' || Number.isNaN(Number(text)) ? text : String(Number(text)),
        ),
      );
    }
  },
);

const withSurvey = isPresent(surveyFolder, 'a mock-trained run applied to the real images')
  ? test
  : test.skip.bind(test);

withSurvey(
  'the five clear artifacts of the real images rank in the top ten of a mock-trained run',
  async () => {
    const out = temporaryFolder();
    const { code, stderr } = await rig.skysort(
      'apply',
      'small',
      surveyFolder,
      '--clusters',
      'clusters',
      '--out',
      out,
    );
    assert.is(code, 0, stderr);
    const table = decodeCsv(readFileSync(join(out, 'catalogue.csv'), 'utf8'), '');
    assert.ok(table.ok);
    const score = table.value.numbers('artifact_score')!;
    const names = table.value
      .column('galaxy')!
      .map(
        (galaxy, i) => `${galaxy.replace(/.*TNG100-1_|_50kpc.*/g, '')}:${table.value.column('camera')![i]}`,
      );
    const order = names
      .map((_, i) => i)
      .sort((a, b) => score[b]! - score[a]!)
      .map((i) => names[i]!);
    const clear = ['11667_059:0', '11667_059:2', '12134_081:0', '22_071:0', '22_071:2'];
    const ranks = clear.map((name) => order.indexOf(name));
    assert.ok(
      ranks.every((rank) => rank >= 0 && rank < 10),
      `${ranks.join(' ')} of ${order.join(' ')}`,
    );
  },
);

test.run();
