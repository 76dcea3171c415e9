import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Failure } from '../../src/core/failure.js';
import type { JsonObject } from '../../src/core/json.js';
import { readCsv, type CsvValue } from '../../src/formats/csv.js';
import { calinskiHarabasz } from '../../src/numerics/clustering-metrics/calinski-harabasz.js';
import { daviesBouldin } from '../../src/numerics/clustering-metrics/davies-bouldin.js';
import { dispersion } from '../../src/numerics/clustering-metrics/dispersion.js';
import { partition } from '../../src/numerics/clustering-metrics/partition.js';
import { silhouettes } from '../../src/numerics/clustering-metrics/silhouette.js';
import { generator } from '../../src/numerics/generator.js';
import { kmeans } from '../../src/numerics/kmeans/kmeans.js';
import { compareClusterings } from '../../src/steps/compare-clusterings.js';
import { gatheredCells } from '../support/gathered-cells.js';
import { runStep, type StepOutcome, type StepRun } from '../support/run-step.js';
import { FigureInputs } from './figure-inputs.js';

const files = new FigureInputs();

/** Forty-five points around three far-off places, in turn. */
const nImages = 45;
const stream = generator(3, 'blobs');
const middles = [0, 0, 30, 0, 0, 30];
const values = Float32Array.from(
  { length: 2 * nImages },
  (_, at) => middles[2 * ((at >> 1) % 3) + (at % 2)]! + stream.normal(),
);
const vectors = files.array('vectors.npy', [nImages, 2], values);

async function labelsFile(k: number): Promise<string> {
  const fit = await kmeans(
    { values, nRows: nImages, nColumns: 2 },
    { k, nInit: 10, maxIterations: 300, tolerance: 1e-4, seed: 0, threads: 1 },
  );
  if (!fit.ok) throw new Error('no fit');
  return files.array(`labels-${k}.npy`, [nImages], fit.value.labels);
}

function labelsOfFile(name: string): Int32Array {
  const array = readFileSync(files.path(name));
  const end = array.byteOffset + array.length;
  return new Int32Array(array.buffer.slice(end - 4 * nImages, end));
}

const ks = [2, 3, 5];
const labels = gatheredCells(
  'clusters',
  await Promise.all(ks.map(async (k) => [{ k }, await labelsFile(k)] as const)),
);

const compare = (inputs: StepRun['inputs'], params: JsonObject = {}): Promise<StepOutcome> =>
  runStep(compareClusterings, { inputs: { vectors, ...inputs }, params: { resamples: 4, ...params } });

async function tableOf(outcome: StepOutcome, output = 'table') {
  assert.ok(outcome.result.ok, JSON.stringify(outcome.result));
  const table = await readCsv(outcome.path(output));
  assert.ok(table.ok);
  const { columns, rows } = table.value;
  return rows.map((row) => Object.fromEntries(columns.map((column, i) => [column, row[i]!])));
}

async function refusal(inputs: StepRun['inputs'], params: JsonObject = {}): Promise<Failure> {
  const { result } = await compare(inputs, params);
  assert.ok(!result.ok, 'expected a failure');
  return result.failure;
}

/** The classes by turn, which is how the points lie. */
const members = (image: number): [string, string] => [`g${image >> 2}.tar`, `cam${image % 4}.fits`];
const kinds = ['none', 'gap', 'trail'];
const images = [...Array(nImages).keys()];
const truth = await files.table(
  'truth.csv',
  ['tarball', 'member', 'artifact_type'],
  images.toReversed().map((image) => [...members(image), kinds[image % 3]!]),
);
const catalogue = await files.table(
  'catalogue.csv',
  ['index', 'source', 'member', 'status'],
  [[null, 'bad.tar', 'cam0.fits', 'skipped'], ...images.map((image) => [image, ...members(image), 'good'])],
);

test('there is a row for each clustering and criterion, and each criterion would choose the K that is there', async () => {
  const outcome = await compare({ labels });
  const rows = await tableOf(outcome);
  assert.is(rows.length, 3 * 5);
  assert.equal(
    rows.slice(0, 5).map(({ criterion }) => criterion),
    ['inertia', 'silhouette', 'calinski_harabasz', 'davies_bouldin', 'stability'],
  );
  for (const row of rows) {
    assert.is(
      row['would_choose'],
      row['k'] === '3' ? '1' : '0',
      `${row['criterion']} of ${row['clustering']}`,
    );
    assert.is(row['rows'], '45');
    assert.ok(Number.isFinite(Number(row['value'])));
  }
  assert.is(outcome.measures['silhouette would choose'], 'k=3');
  const text = outcome.notes[0]?.text ?? '';
  assert.match(text, 'K = 3 would be the choice of the knee of the inertia, silhouette, Calinski-Harabasz');
  assert.match(text, 'None was chosen: every clustering goes on.');
});

test('lineage counts the images that clusters of neighbouring K share', async () => {
  const outcome = await compare({ labels });
  const rows = await tableOf(outcome, 'lineage');
  assert.equal([...new Set(rows.map(({ from, to }) => `${from} ${to}`))], ['k=2 k=3', 'k=3 k=5']);
  assert.ok(rows.every(({ images }) => Number(images) > 0));
  for (const to of ['3', '5']) {
    const counts = rows.filter(({ to_k }) => to_k === to).map(({ images }) => Number(images));
    assert.is(
      counts.reduce((a, b) => a + b, 0),
      nImages,
    );
  }
  assert.ok(rows.filter(({ to_k }) => to_k === '3').some(({ share_of_from }) => share_of_from === '0.5'));
});

test('a truth adds agreement, purity, and for each class where it is gathered; purity chooses nothing', async () => {
  const rows = await tableOf(await compare({ labels, truth, catalogue }));
  const of = (criterion: string, k: string, about = '') =>
    rows.find((row) => row['criterion'] === criterion && row['k'] === k && row['of'] === about)!;
  assert.is(of('adjusted_rand_index', '3')['value'], '1');
  assert.is(of('adjusted_rand_index', '3')['would_choose'], '1');
  assert.is(of('normalised_mutual_information', '3')['would_choose'], '1');
  assert.is(of('purity', '3')['value'], '1');
  assert.is(of('purity', '3')['would_choose'], '');
  assert.ok(Math.abs(Number(of('purity', '2')['value']) - 2 / 3) < 1e-12);
  assert.is(of('completeness', '3', 'gap')['value'], '1');
  const label = labelsOfFile('labels-3.npy')[1];
  assert.is(of('completeness', '3', 'gap')['cluster'], String(label));
});

test('a truth may be keyed by index and needs no catalogue then; images that it does not know are left out and told', async () => {
  const byIndex = await files.table(
    'by-index.csv',
    ['index', 'class'],
    images.slice(0, 30).map((image) => [image, kinds[image % 3]!]),
  );
  const outcome = await compare({ labels, truth: byIndex }, { truth_column: 'class' });
  const rows = await tableOf(outcome);
  const found = rows.find(({ criterion, k }) => criterion === 'adjusted_rand_index' && k === '3');
  assert.equal([found?.['value'], found?.['rows']], ['1', '30']);
  assert.match(outcome.notes[0]?.text ?? '', 'nothing of 15 of 45 images');
});

test('the training part is compared, and a sample of it when it is too large', async () => {
  const train = images.filter((image) => image % 9 !== 0);
  const split = files.json('split.json', { train, validation: images.filter((i) => i % 9 === 0) });
  const rows = await tableOf(await compare({ labels, split }, { max_rows: 20 }));
  const counts = Object.fromEntries(rows.map((row) => [row['criterion']!, row['rows']!]));
  assert.equal(counts, {
    inertia: '40',
    silhouette: '20',
    calinski_harabasz: '40',
    davies_bouldin: '40',
    stability: '20',
  });
  const whole = await tableOf(await compare({ labels }));
  assert.is.not(rows[1]?.['value'], whole[1]?.['value']);
});

test('one clustering has its values, no choice, and an empty lineage', async () => {
  const outcome = await compare({ labels: gatheredCells('clusters', [[{}, await labelsFile(3)]]) });
  const rows = await tableOf(outcome);
  assert.equal([...new Set(rows.map((row) => row['would_choose']))], ['']);
  assert.is(rows[0]?.['clustering'], 'clusters');
  assert.equal(await tableOf(outcome, 'lineage'), []);
  assert.match(outcome.notes[0]?.text ?? '', 'one clustering only');
  assert.equal(outcome.measures, {});
});

test('K = 1 has an inertia and no other criterion, and is passed over', async () => {
  const one = files.array('labels-1.npy', [nImages], new Int32Array(nImages));
  const outcome = await compare({
    labels: gatheredCells('clusters', [
      [{ k: 1 }, one],
      [{ k: 2 }, await labelsFile(2)],
      [{ k: 3 }, await labelsFile(3)],
    ]),
  });
  const rows = await tableOf(outcome);
  const values = rows.filter(({ k }) => k === '1').map(({ criterion, value }) => [criterion, value !== '']);
  assert.equal(values, [
    ['inertia', true],
    ['silhouette', false],
    ['calinski_harabasz', false],
    ['davies_bouldin', false],
    ['stability', false],
  ]);
  assert.is(outcome.measures['silhouette would choose'], 'k=3');
  assert.is(outcome.measures['stability would choose'], 'k=3');
});

/** Columns around 1e4 that spread by 1e-3, which float32 has in steps of 1e-3. */
function farOff(): Float64Array {
  const draws = generator(5, 'far off');
  return Float64Array.from({ length: 2 * nImages }, (_, at) => {
    const middle = 0.004 * ((at >> 1) % 3) * (at % 2);
    return 1e4 + middle + 0.001 * draws.normal();
  });
}

test('float64 vectors and tables are compared as float64, and only the stability is warned of', async () => {
  const far = farOff();
  // Criteria do not know where the origin is; differences of near float64 numbers are exact.
  const near = far.map((value, at) => value - far[at % 2]!);
  const given = gatheredCells('clusters', [[{ k: 3 }, await labelsFile(3)]]);
  const inputs = { vectors: files.array('far.npy', [nImages, 2], far), labels: given };
  const outcome = await compare(inputs);
  const csv = await files.table(
    'far.csv',
    ['x', 'y'],
    images.map((image) => [far[2 * image]!, far[2 * image + 1]!]),
  );
  const labelled = labelsOfFile('labels-3.npy');
  const clusters = partition(labelled);
  const points = { values: near, nRows: nImages, nColumns: 2 };
  const spread = dispersion(points, clusters);
  const expected = {
    inertia: spread.within,
    silhouette: (await silhouettes(points, [clusters]))![0]!,
    calinski_harabasz: calinskiHarabasz(clusters, spread),
    davies_bouldin: daviesBouldin(clusters, spread),
  };
  for (const rows of [await tableOf(outcome), await tableOf(await compare({ ...inputs, vectors: csv }))]) {
    for (const [criterion, value] of Object.entries(expected)) {
      const found = Number(rows.find((row) => row['criterion'] === criterion)!['value']);
      assert.ok(Math.abs(found / value - 1) < 1e-9, `${criterion}: ${found} for ${value}`);
    }
  }
  const warnings = (notes: StepOutcome['notes']) => notes.filter(({ level }) => level === 'warning');
  assert.match(warnings(outcome.notes)[0]!.text, /float32 for the stability, and column 0 spreads by only/);
  assert.equal(warnings((await compare(inputs, { resamples: 0 })).notes), []);
});

test('an empty cluster counts in K and in nothing else', async () => {
  const gapped = files.array(
    'labels-gapped.npy',
    [nImages],
    Int32Array.from(images, (image) => 2 * (image % 2)),
  );
  const outcome = await compare({ labels: gatheredCells('clusters', [[{ k: 4 }, gapped]]) });
  const [first, second] = await tableOf(outcome);
  assert.is(first?.['k'], '4');
  const compact = files.array(
    'labels-compact.npy',
    [nImages],
    Int32Array.from(images, (image) => image % 2),
  );
  const other = await tableOf(await compare({ labels: gatheredCells('clusters', [[{ k: 2 }, compact]]) }));
  assert.equal([first?.['value'], second?.['value']], [other[0]?.['value'], other[1]?.['value']]);
});

test('of several clusterings with one K the lineage takes the tightest', async () => {
  const loose = files.array(
    'labels-loose.npy',
    [nImages],
    Int32Array.from(images, (image) => Math.floor(image / 15)),
  );
  const outcome = await compare({
    labels: gatheredCells('clusters', [
      [{ k: 2, seed: 0 }, await labelsFile(2)],
      [{ k: 3, seed: 0 }, loose],
      [{ k: 3, seed: 1 }, await labelsFile(3)],
    ]),
  });
  const rows = await tableOf(outcome, 'lineage');
  assert.equal([...new Set(rows.map(({ from, to }) => `${from} ${to}`))], ['k=2,seed=0 k=3,seed=1']);
  assert.match(outcome.notes[0]?.text ?? '', 'k=3,seed=1 would be the choice of');
});

test('labels of another length, negative ones, and a vector with NaN are refused by name', async () => {
  const short = files.array('labels-short.npy', [40], new Int32Array(40));
  const other = await refusal({ labels: gatheredCells('clusters', [[{ k: 2 }, short]]) });
  assert.ok(other.reason === 'unsuitable-input');
  assert.equal(
    [other.input, other.found, other.expected],
    ['labels', 'shape (40) of int32', '(45) of int32, one for each image'],
  );
  const noise = files.array(
    'labels-noise.npy',
    [nImages],
    Int32Array.from(images, (image) => (image === 7 ? -1 : 0)),
  );
  const negative = await refusal({ labels: gatheredCells('clusters', [[{ k: 2 }, noise]]) });
  assert.ok(negative.reason === 'unsuitable-input');
  assert.is(negative.found, 'label -1 of image 7');
  const broken = values.slice();
  broken[9] = NaN;
  const nan = await refusal({ labels, vectors: files.array('nan.npy', [nImages, 2], broken) });
  assert.ok(nan.reason === 'unsuitable-input');
  assert.is(nan.found, 'NaN in vector 4, column 1');
});

test('a truth that cannot be joined says what to connect', async () => {
  const alone = await refusal({ labels, truth });
  assert.ok(alone.reason === 'unsuitable-input' && alone.input === 'truth');
  assert.match(alone.remedy, 'connect the catalogue');
  const others = await files.table('others.csv', ['index', 'source', 'member'], [[0, 'x.tar', 'cam0.fits']]);
  const foreign = await refusal({ labels, truth, catalogue: others });
  assert.ok(foreign.reason === 'unsuitable-input');
  assert.is(foreign.found, 'no row for any of the images');
  const keyless = await files.table('keyless.csv', ['artifact_type'], [['gap']]);
  const unkeyed = await refusal({ labels, truth: keyless });
  assert.ok(unkeyed.reason === 'unsuitable-input');
  assert.match(unkeyed.expected, 'index, or columns tarball and member');
  const noColumn = await refusal({ labels, truth, catalogue }, { truth_column: 'artefact' });
  assert.ok(noColumn.reason === 'unsuitable-parameter');
  assert.match(noColumn.expected, 'artifact_type');
  const measured = await files.table(
    'measured.csv',
    ['index', 'flux'],
    [...Array(nImages * 3).keys()].map((i) => [i, i / 3]),
  );
  const many = await refusal(
    {
      labels: gatheredCells('clusters', [[{}, files.array('l.npy', [135], new Int32Array(135))]]),
      vectors: files.array('v.npy', [135, 1], new Float32Array(135)),
      truth: measured,
    },
    { truth_column: 'flux' },
  );
  assert.ok(many.reason === 'unsuitable-parameter');
  assert.match(many.found, '135 different values');
});

test('a truth with an index that no image has, or with two classes of one image, is refused by its rows', async () => {
  const byIndex = async (name: string, rows: CsvValue[][]) => {
    const truthFile = await files.table(name, ['index', 'class'], rows);
    return compare({ labels, truth: truthFile }, { truth_column: 'class', resamples: 0 });
  };
  const failed = async (name: string, rows: CsvValue[][]): Promise<string> => {
    const { result } = await byIndex(name, rows);
    assert.ok(!result.ok && result.failure.reason === 'unsuitable-input' && result.failure.input === 'truth');
    return result.failure.found;
  };
  const good = images.map((image): CsvValue[] => [image, kinds[image % 3]!]);
  for (const index of [45, -1, 1.5, 'g0']) {
    const found = await failed(`foreign-${index}.csv`, [...good, [index, 'gap']]);
    assert.is(found, `index "${index}" in row 46, which no image has`);
  }
  assert.is(
    await failed('twofold.csv', [...good, [7, 'trail']]),
    '"gap" in row 8 and "trail" in row 46, both of index 7',
  );
  const rowOf7: CsvValue[] = [7, kinds[7 % 3]!];
  const repeated = await byIndex('repeated.csv', [...good, rowOf7, [null, 'gap'], [null, 'trail']]);
  assert.ok(repeated.result.ok);
  const columns = ['tarball', 'member', 'artifact_type'];
  const twice = await files.table('twice.csv', columns, [
    [...members(0), 'gap'],
    [...members(0), 'none'],
  ]);
  const byMember = await refusal({ labels, truth: twice, catalogue });
  assert.ok(byMember.reason === 'unsuitable-input');
  assert.is(byMember.found, '"gap" in row 1 and "none" in row 2, both of g0.tar, cam0.fits');
});

test('an empty training part is refused, and a cancelled run ends as cancelled', async () => {
  const split = files.json('empty.json', { train: [], validation: images });
  const empty = await refusal({ labels, split });
  assert.ok(empty.reason === 'unsuitable-input' && empty.input === 'split');
  const { result } = await runStep(compareClusterings, {
    inputs: { vectors, labels },
    signal: AbortSignal.abort(),
  });
  assert.equal(result.ok ? undefined : result.failure, { reason: 'cancelled' });
});

test('1 and 3 threads leave the same bytes', async () => {
  const bytes = async (threads: number): Promise<Buffer> => {
    const outcome = await runStep(compareClusterings, {
      inputs: { vectors, labels, truth, catalogue },
      params: { resamples: 3 },
      threads,
    });
    return readFileSync(outcome.path('table'));
  };
  assert.equal(await bytes(3), await bytes(1));
});

test.run();
