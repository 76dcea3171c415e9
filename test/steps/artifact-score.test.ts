import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Failure } from '../../src/core/failure.js';
import type { JsonObject } from '../../src/core/json.js';
import { readCsv, type CsvValue } from '../../src/formats/csv.js';
import { robustReference } from '../../src/numerics/artifact-evidence/robust-z.js';
import { log } from '../../src/numerics/elementary.js';
import { artifactScore } from '../../src/steps/artifact-score.js';
import { readScoreModel, scoreByModel } from '../../src/steps/artifact-score/score-model.js';
import { gatheredCells } from '../support/gathered-cells.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { runStep, type StepOutcome, type StepRun } from '../support/run-step.js';
import { FigureInputs } from './figure-inputs.js';

const files = new FigureInputs();
const nImages = 40;
const images = [...Array(nImages).keys()];
/** Ten images with a gap or a trail; the first nine are together in cluster 1. */
const gaps = [0, 1, 2, 3, 4];
const trails = [5, 6, 7, 8, 30];
const spoilt = [...gaps, ...trails];

const member = (image: number): CsvValue[] => [`g${image >> 2}.tar`, `cam${image % 4}.fits`, image % 4];
const catalogue = await files.table(
  'catalogue.csv',
  ['index', 'source', 'member', 'camera', 'status', 'height', 'width', 'min', 'max'],
  [
    [null, 'bad.tar', 'cam0.fits', 0, 'skipped', null, null, null, null],
    ...images.map((image) => [image, ...member(image), 'good', 9, 9, 0, 1]),
  ],
);

const columns = [
  ...['index', 'source', 'member', 'camera', 'zero_flux_fraction', 'saturated_fraction'],
  ...['negative_outlier_fraction', 'column_anomaly', 'row_anomaly'],
  ...['constant_fraction', 'plateau', 'sharpness', 'trail'],
];
const statisticsOf = (image: number): CsvValue[] => [
  image,
  ...member(image),
  gaps.includes(image) ? 0.2 : 0,
  0.0004 + 0.0001 * (image % 3),
  image === 11 ? null : 0,
  trails.includes(image) ? 500 : 3 + 0.1 * (image % 5),
  3,
  ...[0, 0.1, 3, 1.5],
];
const table = (name: string, rows: CsvValue[][]) => files.table(name, columns, rows);
const statistics = await table('image-stats.csv', images.map(statisticsOf));

const labelled = (name: string, clusterOf: (image: number) => number) =>
  files.array(name, [nImages], Int32Array.from(images, clusterOf));
const twoClusters = labelled('two.npy', (image) => (image < 10 ? 1 : 0));
const labels = gatheredCells('clusters', [[{}, twoClusters]]);

const score = (inputs: StepRun['inputs'] = {}, params: JsonObject = {}): Promise<StepOutcome> =>
  runStep(artifactScore, { inputs: { labels, statistics, catalogue, ...inputs }, params });

async function rowsOf(outcome: StepOutcome, output: string) {
  assert.ok(outcome.result.ok, JSON.stringify(outcome.result));
  const read = await readCsv(outcome.path(output));
  assert.ok(read.ok);
  const { columns: names, rows } = read.value;
  return rows.map((row) => Object.fromEntries(names.map((name, i) => [name, row[i]!])));
}

async function refusal(inputs: StepRun['inputs']): Promise<Failure> {
  const { result } = await score(inputs);
  assert.ok(!result.ok, 'expected a failure');
  return result.failure;
}

test('the images with a gap or a trail stand out by it, and score above all others', async () => {
  const rows = await rowsOf(await score(), 'table');
  assert.is(rows.length, nImages);
  for (const [image, row] of rows.entries()) {
    assert.is(row['index'], String(image));
    assert.is(row['stands_out'] !== '', spoilt.includes(image), `image ${image}: ${row['stands_out']}`);
  }
  assert.is(rows[0]!['stands_out'], 'zero_flux_fraction 1000.0');
  assert.match(rows[5]!['stands_out']!, /^column_anomaly \d+\.\d$/);
  const scores = rows.map((row) => Number(row['artifact_score']));
  const worst = Math.min(...spoilt.map((image) => scores[image]!));
  const best = Math.max(...images.filter((i) => !spoilt.includes(i)).map((i) => scores[i]!));
  assert.ok(worst > 0.9 && best < 0.6, `${worst}, ${best}`);
  assert.ok(scores.every((value) => value >= 0 && value <= 1));
});

test('with artifacts of several kinds in nearly half of the images the others still say what is normal', async () => {
  const trailOf = (image: number): number => (image < 18 ? 7 + image : 1.5 + (image % 11) / 2);
  const common = await table(
    'common.csv',
    images.map((image) => {
      const row = statisticsOf(image);
      row[columns.indexOf('trail')] = trailOf(image);
      row[columns.indexOf('zero_flux_fraction')] = image < 18 && image % 2 === 0 ? 0.2 : 0;
      row[columns.indexOf('column_anomaly')] = image < 18 && image % 2 === 1 ? 500 : 3;
      return row;
    }),
  );
  const outcome = await score({ statistics: common });
  const rows = await rowsOf(outcome, 'table');
  assert.is(rows.filter((row) => row['stands_out'] !== '').length, 18);
  const model = await readScoreModel(outcome.path('model'));
  assert.ok(model.ok);
  const trail = model.value.statistics.find(({ statistic }) => statistic === 'trail');
  const sound = Float64Array.from(images.slice(18), (image) => log(trailOf(image)));
  assert.equal({ median: trail?.median, deviation: trail?.deviation }, robustReference(sound, 0.28));
});

test('a cluster of artifacts is named with its evidence, and how sure that is', async () => {
  const outcome = await score();
  const [clean, bad] = await rowsOf(outcome, 'clusters');
  assert.is(clean!['verdict'], 'clean');
  assert.equal(
    [bad!['images'], bad!['standing_out'], bad!['share'], bad!['verdict'], bad!['certainty']],
    ['10', '9', '0.9', 'artifact', 'sure'],
  );
  assert.is(bad!['evidence'], 'zero_flux_fraction 5; column_anomaly 4');
  assert.ok(Math.abs(Number(bad!['share_elsewhere']) - 1 / 30) < 1e-12);
  // Two clusters; C(30,1) C(10,9) + C(10,10) ways of C(40,10) to have at least 9 of the 10 in ten.
  assert.ok(Math.abs(Number(bad!['chance']) / ((2 * 301) / 847660528) - 1) < 1e-9);
  const texts = outcome.notes.map(({ text }) => text);
  assert.match(texts[0] ?? '', '10 of 40 images stand out');
  assert.match(
    texts[1] ?? '',
    'clusters: Cluster 1 looks like artifacts (sure): 9 of 10 images stand out (90%',
  );
  assert.is(outcome.measures['artifact clusters, clusters'], '1');
});

test("an image without evidence of its own takes its cluster's: the least share that is sure", async () => {
  const rows = await rowsOf(await score(), 'table');
  const [clusterRow] = (await rowsOf(await score(), 'clusters')).slice(1);
  const { artifact_score, own_evidence } = rows[9]!;
  const expected = 1 - (1 - Number(own_evidence)) * (1 - Number(clusterRow!['share_low']));
  assert.ok(Math.abs(Number(artifact_score) - expected) < 1e-12);
  assert.is(rows[12]!['artifact_score'], rows[12]!['own_evidence']);
});

test('several clusterings are judged each by itself; a score takes the mean of what they say', async () => {
  const half = labelled('half.npy', (image) => image % 2);
  const outcome = await score({
    labels: gatheredCells('clusters', [
      [{ k: 2 }, half],
      [{ k: 3 }, twoClusters],
    ]),
  });
  const clusters = await rowsOf(outcome, 'clusters');
  assert.equal(
    clusters.map(({ clustering, verdict }) => `${clustering} ${verdict}`),
    ['k=2 clean', 'k=2 clean', 'k=3 clean', 'k=3 artifact', 'k=3 empty'],
  );
  const row = (await rowsOf(outcome, 'table'))[9]!;
  assert.equal([row['cluster k=2'], row['cluster k=3']], ['1', '1']);
  const company = Number(clusters[3]!['share_low']) / 2;
  const expected = 1 - (1 - Number(row['own_evidence'])) * (1 - company);
  assert.ok(Math.abs(Number(row['artifact_score']) - expected) < 1e-12);
  assert.match(outcome.notes[1]?.text ?? '', 'K = 2: No cluster looks like artifacts.');
});

test('few images are too few to tell, and artifacts among others are a mixed cluster', async () => {
  const three = labelled('three.npy', (image) => (image === 30 ? 0 : image < 19 ? 1 : 2));
  const outcome = await score({ labels: gatheredCells('clusters', [[{ k: 3 }, three]]) });
  const clusters = await rowsOf(outcome, 'clusters');
  assert.equal(
    clusters.map(({ verdict }) => verdict),
    ['unclear', 'mixed', 'clean'],
  );
  assert.match(
    outcome.notes[1]?.text ?? '',
    'Cluster 0 may be one of artifacts, but is too small to tell: 1 of 1 image stands out',
  );
  assert.match(outcome.notes[1]?.text ?? '', 'Cluster 1 has more artifacts than chance would gather');
});

test('where each image stands out by another statistic the first is named, and an anomaly of 0 is as good as none', async () => {
  const mixed = await table(
    'mixed.csv',
    images.map((image) => [
      image,
      ...member(image),
      ...[0, 1, 2].map((s) => (image === s ? 0.5 : 0)),
      ...[3, 4].map((s) => (image === s ? 900 : image % 4 === 3 ? 0.5 : 0)),
      ...[0, 0.1, 3, 1.5],
    ]),
  );
  const five = labelled('five.npy', (image) => (image < 5 ? 1 : 0));
  const outcome = await score({ statistics: mixed, labels: gatheredCells('clusters', [[{}, five]]) });
  const [, bad] = await rowsOf(outcome, 'clusters');
  assert.equal([bad!['standing_out'], bad!['evidence']], ['5', 'zero_flux_fraction 1']);
});

test('one cluster of all images is judged by nothing else and is clean', async () => {
  const one = labelled('one.npy', () => 0);
  const [row] = await rowsOf(
    await score({ labels: gatheredCells('clusters', [[{ k: 1 }, one]]) }),
    'clusters',
  );
  assert.equal([row!['verdict'], row!['chance'], row!['share_elsewhere']], ['clean', '1', '']);
});

test('a higher threshold leaves fewer, and more than half is warned of', async () => {
  const strict = await score({}, { threshold: 500 });
  assert.match(strict.notes[0]?.text ?? '', '5 of 40 images');
  // What stands out from the median by next to nothing is nearly half; a half of them with gaps is no sample to judge by.
  const loose = await score({}, { threshold: 0.01 });
  assert.is(loose.notes[0]?.level, 'warning');
});

test('labels of another length are refused', async () => {
  const short = files.array('short.npy', [39], new Int32Array(39));
  const failure = await refusal({ labels: gatheredCells('clusters', [[{}, short]]) });
  assert.ok(failure.reason === 'unsuitable-input' && failure.input === 'labels');
  assert.is(failure.found, 'shape (39) of int32');
});

test('statistics of other images, of fewer, or without a column are refused', async () => {
  const swapped = await table(
    'swapped.csv',
    images.map((i) => [i, 'other.tar', ...statisticsOf(i).slice(2)]),
  );
  const other = await refusal({ statistics: swapped });
  assert.ok(other.reason === 'unsuitable-input' && other.input === 'statistics');
  assert.is(other.found, 'index 0, other.tar, cam0.fits in row 1');
  assert.is(other.expected, 'index 0, g0.tar, cam0.fits');
  const fewer = await refusal({ statistics: await table('fewer.csv', images.slice(1).map(statisticsOf)) });
  assert.ok(fewer.reason === 'unsuitable-input');
  assert.is(fewer.found, '39 rows');
  const bare = await files.table('bare.csv', columns.slice(0, 6), []);
  const missing = await refusal({ statistics: bare });
  assert.ok(missing.reason === 'unsuitable-input');
  assert.is(missing.found, 'a table without the column constant_fraction');
});

test('the model scores the images of its own sample to the same bits as the table does', async () => {
  const half = labelled('odd.npy', (image) => image % 2);
  const outcome = await score({
    labels: gatheredCells('clusters', [
      [{ k: 3 }, twoClusters],
      [{ k: 2 }, half],
    ]),
  });
  const rows = await rowsOf(outcome, 'table');
  const model = await readScoreModel(outcome.path('model'));
  assert.ok(model.ok);
  assert.equal(
    model.value.clusterings.map(({ name, place }) => [name, place]),
    [
      ['k=2', 1],
      ['k=3', 0],
    ],
  );
  const known = await readCsv(statistics);
  assert.ok(known.ok);
  for (const [image, row] of rows.entries()) {
    const valueOf = (name: string): number => known.value.numbers(name)?.[image] ?? NaN;
    const clusters = ['cluster k=2', 'cluster k=3'].map((name) => Number(row[name]));
    const scored = scoreByModel(model.value, valueOf, clusters);
    assert.is(String(scored.artifactScore), row['artifact_score'], `image ${image}`);
    assert.is(String(scored.score), row['own_evidence']);
    const words = scored.standing.map(({ statistic, z }) => `${statistic} ${z.toFixed(1)}`).join('; ');
    assert.is(words, row['stands_out']);
  }
});

test('a model that is damaged or of another format is refused with what to do', async () => {
  for (const [text, found] of [
    ['{', 'text that is not JSON'],
    ['{"format": 9}', 'format 9'],
    ['{"format": 1, "threshold": 5}', 'a model without threshold, statistics or clusterings'],
  ] as const) {
    const path = join(temporaryFolder(), 'artifact-score.json');
    writeFileSync(path, text);
    const read = await readScoreModel(path);
    assert.ok(!read.ok);
    assert.is(read.failure.found, found);
    assert.match(read.failure.remedy ?? '', /run the workflow again/);
  }
});

test('the same inputs leave the same bytes', async () => {
  const [a, b] = [await score(), await score()];
  for (const output of ['table', 'clusters', 'model']) {
    assert.equal(readFileSync(a.path(output)), readFileSync(b.path(output)));
  }
});

test.run();
